//! The command `backtest`: history run as forecasts, and the folders that it reads.

use super::DONE;
use super::ensemble::watched;
use crate::args::{BacktestArgs, BacktestCommand, BacktestRunArgs, Format, ImportArgs, InitArgs, Inputs};
use crate::{output, progress};
use anyhow::Result;
use oreline::answers::InputsUsed;
use oreline::backtest::{self, Asked, EpisodeFolder};
use oreline::{brief, folder};

/// Runs episodes, or writes some.
pub(super) fn backtest(args: &BacktestArgs) -> Result<u8> {
    match &args.command {
        None => run(&args.run),
        Some(BacktestCommand::Import(args)) => import(args),
        Some(BacktestCommand::Init(args)) => init(args),
    }
}

fn run(args: &BacktestRunArgs) -> Result<u8> {
    if let Some(report) = &args.report {
        backtest::must_be_report_folder(report)?;
    }
    let episodes = progress::during("reading the episodes", || read(args))?;
    let inputs = match args.inputs {
        Inputs::Given => InputsUsed::Own,
        Inputs::Generic => InputsUsed::Generic,
    };
    let asked = Asked { draws: args.draws, seed: args.seed, inputs, threads: args.threads };
    let done = watched(args.draws, |watch| backtest::backtest(&episodes, &asked, watch))?;
    let answer = &done.answer;
    let json = || folder::json(answer);
    output::answer(
        args.format.format,
        || brief::backtest::index(answer),
        json,
        || brief::csv::backtest(answer),
    )?;
    if let Some(report) = &args.report {
        tell(args, &format!("Report: {}", backtest::save_report(report, &done)?.display()))?;
    }
    Ok(DONE)
}

fn read(args: &BacktestRunArgs) -> Result<Vec<EpisodeFolder>, oreline::Error> {
    match &args.folder {
        Some(folder) => backtest::episodes(folder),
        None => backtest::visible(),
    }
}

/// A line for people: after the text, or beside what another program reads.
fn tell(args: &BacktestRunArgs, line: &str) -> Result<()> {
    if args.format.format == Format::Table {
        return output::print(&format!("\n{line}\n"));
    }
    output::complain(line);
    Ok(())
}

fn import(args: &ImportArgs) -> Result<u8> {
    let (legs, warnings) = backtest::import(&args.inputs, &args.targets, &args.out)?;
    warnings.iter().for_each(|warning| output::complain(warning));
    let out = args.out.display();
    output::print(&format!("Wrote {legs} episodes to {out}. Run them:\n\n  oreline backtest {out}\n"))?;
    Ok(DONE)
}

fn init(args: &InitArgs) -> Result<u8> {
    backtest::init(&args.folder)?;
    let folder = args.folder.display();
    output::print(&format!(
        "Wrote an invented episode to {folder}. It runs as it is:\n\n  oreline backtest {folder}\n\nThen make it \
         yours: {folder}/README.md says in which order.\n"
    ))?;
    Ok(DONE)
}
