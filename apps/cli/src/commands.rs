//! One function for each command.

use crate::args::{
    CheckArgs, Cli, Command, DaysArgs, Format, FormatArgs, NewArgs, RunArgs, ScenariosArgs, ShowArgs,
};
use crate::{output, progress};
use anyhow::{Context, Result, bail};
use oreline::answers::{CheckAnswer, RunAnswer};
use oreline::folder::{self, Inputs};
use oreline::{Case, Days, Opened, Request, Scenario, Watch, brief};
use std::path::Path;

const DONE: u8 = 0;
const FINDINGS: u8 = 1;
const FAILED: u8 = 2;
const DEFAULT_SEED: u64 = 1;

/// Does what was asked for; returns the exit code.
pub(crate) fn run(cli: Cli) -> Result<u8> {
    match cli.command {
        Command::Check(args) => check(&args),
        Command::Show(args) => show(&args),
        Command::Scenarios(args) => scenarios(&args),
        Command::Run(args) => ensemble(&args),
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
        let answer = progress::during("reconciling", || oreline::why(&opened, None, args.days.into(), id))?;
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

/// What a run starts from.
struct Start {
    case: Case,
    scenario: Scenario,
    edition: Option<String>,
    /// The inputs of an earlier run; what the command line leaves out comes from there.
    earlier: Option<Inputs>,
}

fn ensemble(args: &RunArgs) -> Result<u8> {
    if let Some(out) = &args.out {
        folder::must_be_run_folder(out)?;
    }
    let start = match (&args.case, &args.world) {
        (Some(case), _) => from_case(args, case)?,
        (None, Some(world)) => from_world(args, world)?,
        (None, None) => bail!("name a world or a case"),
    };
    let request = request(args, &start);
    let answer = answer(&start, &request)?;
    let report = match &args.out {
        Some(out) => Some(folder::save(out, &inputs(&start, &request), &start.case, &answer)?),
        None => None,
    };
    report_run(&args.format, &answer, report.as_deref())?;
    Ok(DONE)
}

fn from_world(args: &RunArgs, world: &str) -> Result<Start> {
    let opened = open(world)?;
    let scenario = oreline::scenario(&opened, args.scenario.as_deref().unwrap_or("baseline"))?;
    let days = Days { as_of: args.as_of, known_at: args.known_at };
    let compile = || oreline::compile(&opened, Some(&scenario.plan), days);
    let case = progress::during("reconciling and calibrating", compile)?;
    let edition = Some(opened.world()?.meta.edition.to_string());
    Ok(Start { case, scenario, edition, earlier: None })
}

fn from_case(args: &RunArgs, path: &Path) -> Result<Start> {
    let case = folder::read_case(path)?;
    let earlier = folder::read_inputs(path)?;
    let edition = earlier.as_ref().and_then(|inputs| inputs.edition.clone());
    // Another scenario is another run: what the earlier one was told does not concern it.
    let earlier = earlier.filter(|_| args.scenario.is_none());
    let scenario = scenario_for(args.scenario.as_deref(), &case, earlier.as_ref())?;
    Ok(Start { case, scenario, edition, earlier })
}

/// The scenario named, or that of the earlier run. An id is looked up in the bundled world of the case.
fn scenario_for(name: Option<&str>, case: &Case, earlier: Option<&Inputs>) -> Result<Scenario> {
    match (name, earlier) {
        (None, Some(inputs)) => Ok(oreline::scenario_from_text(&inputs.scenario_text)
            .with_context(|| format!("the scenario '{}' in inputs.json", inputs.scenario))?),
        (name, _) => {
            let bundled = oreline::open(&case.world).ok().filter(|opened| opened.bundled);
            let scenarios = bundled.and_then(|opened| opened.reading.world).map(|world| world.scenarios);
            Ok(oreline::scenario_of(&scenarios.unwrap_or_default(), name.unwrap_or("baseline"))?)
        }
    }
}

fn request(args: &RunArgs, start: &Start) -> Request {
    let earlier = start.earlier.as_ref();
    let overrides = earlier.map(|e| e.overrides.clone()).unwrap_or_default();
    Request {
        draws: args.draws.or(earlier.map(|e| e.draws)).unwrap_or(start.scenario.plan.draws),
        seed: args.seed.or(earlier.map(|e| e.seed)).unwrap_or(DEFAULT_SEED),
        months: Some(args.months.or(earlier.map(|e| e.months)).unwrap_or(start.scenario.plan.months)),
        overrides: overrides.into_iter().chain(args.set.iter().cloned()).collect(),
        threads: args.threads,
        steady: args.steady || earlier.is_some_and(|e| e.steady),
    }
}

fn answer(start: &Start, request: &Request) -> Result<RunAnswer> {
    progress::catch_ctrl_c()?;
    let bar = progress::bar(request.draws);
    let count = |_: usize, total: usize| {
        bar.set_length(total as u64);
        bar.inc(1);
    };
    let watch = Watch { progress: &count, stop: &progress::STOP };
    let answer = oreline::run(&start.case, &start.scenario.plan, request, &watch);
    bar.finish_and_clear();
    let answer = answer?;
    if progress::stopped() && answer.draws < answer.draws_asked {
        let (done, asked) = (answer.draws, answer.draws_asked);
        output::complain(&format!("stopped: {done} of {asked} draws are done, and the answer is from those"));
    }
    Ok(answer)
}

fn inputs(start: &Start, request: &Request) -> Inputs {
    let case = &start.case;
    Inputs {
        oreline: Inputs::version(),
        world: case.world.clone(),
        edition: start.edition.clone(),
        as_of: case.as_of.to_string(),
        known_at: case.known_at.to_string(),
        scenario: start.scenario.plan.id.clone(),
        scenario_text: start.scenario.text.clone(),
        months: request.months.unwrap_or(start.scenario.plan.months),
        draws: request.draws,
        seed: request.seed,
        steady: request.steady,
        overrides: request.overrides.clone(),
        priors_version: case.priors.version.clone(),
        priors_hash: case.priors_hash.clone(),
    }
}

fn report_run(format: &FormatArgs, answer: &RunAnswer, report: Option<&Path>) -> Result<()> {
    let json = || folder::json(answer);
    output::answer(format.format, || brief::run(answer), json, || brief::csv::markets(answer))?;
    let Some(report) = report else { return Ok(()) };
    let line = format!("Report: {}", report.display());
    if format.format == Format::Table {
        output::print(&format!("\n{line}\n"))
    } else {
        output::complain(&line);
        Ok(())
    }
}
