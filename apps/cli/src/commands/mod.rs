//! One function for each command.

mod backtest;
mod compare;
mod ensemble;
mod forecast;
mod index;
mod reading;

use crate::args::{CheckArgs, Cli, Command, DaysArgs, NewArgs, ScenariosArgs, ShowArgs};
use crate::{output, progress};
use anyhow::Result;
use oreline::answers::CheckAnswer;
use oreline::{Days, Opened, brief, folder};
use std::path::Path;

const DONE: u8 = 0;
const FINDINGS: u8 = 1;
const FAILED: u8 = 2;

/// Does what was asked for; returns the exit code.
pub(crate) fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        Command::Check(args) => check(&args),
        Command::Show(args) => show(&args),
        Command::Scenarios(args) => scenarios(&args),
        Command::Run(args) => ensemble::run(&args),
        Command::Brief(args) => ensemble::brief(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Diff(args) => compare::diff(&args),
        Command::Index(args) => index::index(&args),
        Command::Forecast(command) => forecast::run(&command),
        Command::Backtest(args) => backtest::backtest(&args),
        Command::Read(args) => reading::read(&args),
        Command::Feed(args) => reading::feed(&args),
        Command::Stories(args) => reading::stories(&args),
        Command::Locate(args) => reading::locate(&args),
        Command::Ingest(args) => reading::ingest(&args),
        Command::Coverage(args) => reading::coverage(&args),
        Command::New(args) => new(&args),
    }
}

impl From<DaysArgs> for Days {
    fn from(args: DaysArgs) -> Self {
        Self { as_of: args.as_of, known_at: args.known_at }
    }
}

fn open(name: &str) -> Result<Opened> {
    let opened = oreline::open(name)?;
    if opened.bundled && Path::new(name).is_dir() {
        output::complain(&format!("note: this is the bundled world; write ./{name} for the folder '{name}'"));
    }
    Ok(opened)
}

fn check(args: &CheckArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let answer = progress::during("reading and reconciling", || oreline::check(&opened, args.days.into()))?;
    let json = || folder::json(&answer);
    output::answer(args.format.format, || brief::check(&answer), json, || brief::csv::check(&answer))?;
    Ok(verdict(&answer))
}

fn verdict(answer: &CheckAnswer) -> u8 {
    let any = |severity: &str| answer.diagnostics.iter().any(|d| d.severity == severity);
    if any("error") || answer.base_year.is_none() {
        FAILED
    } else if any("warning") || !answer.contradictions.is_empty() {
        FINDINGS
    } else {
        DONE
    }
}

fn show(args: &ShowArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let format = args.format.format;
    if let Some(id) = &args.why {
        let scenario = args.scenario.as_ref().map(|name| oreline::scenario(&opened, name)).transpose()?;
        let plan = scenario.as_ref().map(|s| &s.plan);
        let answer = progress::during("reconciling", || oreline::why(&opened, plan, args.days.into(), id))?;
        let json = || folder::json(&answer);
        output::answer(format, || brief::why(&answer), json, || brief::csv::why(&answer))?;
    } else {
        let answer = progress::during("reconciling", || oreline::show(&opened, args.days.into()))?;
        let json = || folder::json(&answer);
        output::answer(format, || brief::show(&answer), json, || brief::csv::show(&answer))?;
    }
    Ok(DONE)
}

fn scenarios(args: &ScenariosArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let lines = oreline::scenarios(&opened)?;
    let document = || brief::scenarios(&args.world, &lines);
    output::answer(args.format.format, document, || folder::json(&lines), || brief::csv::scenarios(&lines))?;
    Ok(DONE)
}

fn new(args: &NewArgs) -> Result<u8> {
    oreline::new(&args.folder)?;
    let folder = args.folder.display();
    let path = if args.folder.components().count() == 1 { format!("./{folder}") } else { folder.to_string() };
    output::print(&format!(
        "Wrote an invented world to {folder}. It runs as it is:\n\n  oreline check {path}\n  oreline run {path} \
         --scenario gate-shut --out answer\n\nThen make it yours: {folder}/README.md says in which order.\n"
    ))?;
    Ok(DONE)
}
