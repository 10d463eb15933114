//! The commands of the log of forecasts.

use super::ensemble::{tell, watched};
use super::{DONE, open};
use crate::args::{AddArgs, ForecastCommand, FormatArgs, LogArgs, ResolveArgs};
use crate::{output, progress};
use anyhow::{Result, bail};
use oreline::forecast::{Asked, Ending, ForecastAnswer, LogAnswer, Verdict};
use oreline::{Days, brief, folder, forecast};
use std::path::Path;

/// Adds to the log, or looks at it.
pub(super) fn run(command: &ForecastCommand) -> Result<u8> {
    match command {
        ForecastCommand::Add(args) => add(args),
        ForecastCommand::Resolve(args) => resolve(args),
        ForecastCommand::Score(args) => log(args, brief::scores),
        ForecastCommand::List(args) => log(args, brief::forecasts),
    }
}

fn add(args: &AddArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    // Before the long part: a world that cannot be written is no place for a forecast.
    forecast::writable(&opened)?;
    let scenario = oreline::scenario(&opened, &args.scenario)?;
    let days = Days { as_of: args.as_of, known_at: args.known_at };
    let compile = || oreline::compile(&opened, Some(&scenario.plan), days);
    let case = progress::during("reconciling and calibrating", compile)?;
    let asked = asked(args, scenario.plan.draws);
    let (answer, path) =
        watched(asked.draws, |watch| forecast::add(&opened, &case, &scenario, &asked, watch))?;
    kept(&args.format, &answer, &path)
}

fn asked(args: &AddArgs, draws: usize) -> Asked {
    Asked {
        id: args.id.clone(),
        question: args.question.clone(),
        settled_by: args.source.clone(),
        output: args.output.clone(),
        month: args.date,
        threshold: args.threshold,
        reference: args.reference.clone(),
        made_on: args.made_on,
        resolves_by: args.resolves_by,
        draws: args.draws.unwrap_or(draws),
        seed: args.seed,
    }
}

fn resolve(args: &ResolveArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let verdict = Verdict { on: args.on, correction: args.correct.clone(), ending: ending(args)? };
    let (answer, path) = forecast::resolve(&opened, &args.id, &verdict)?;
    kept(&args.format, &answer, &path)
}

fn ending(args: &ResolveArgs) -> Result<Ending> {
    if let Some(reason) = &args.annul {
        return Ok(Ending::Annulled { reason: reason.clone() });
    }
    if let Some(reason) = &args.withdraw {
        return Ok(Ending::Withdrawn { reason: reason.clone() });
    }
    let (Some(value), Some(source)) = (args.value, &args.source) else {
        bail!("give --value and --source, or --annul or --withdraw with the reason");
    };
    let (low, high) = (args.low.unwrap_or(value), args.high.unwrap_or(value));
    Ok(Ending::Resolved { value, low, high, unit: String::new(), source: source.clone() })
}

fn kept(format: &FormatArgs, answer: &ForecastAnswer, path: &Path) -> Result<u8> {
    let json = || folder::json(answer);
    output::answer(format.format, || brief::forecast(answer), json, || brief::csv::forecast(answer))?;
    tell(format, &format!("Kept: {}", path.display()))?;
    Ok(DONE)
}

fn log(args: &LogArgs, document: fn(&LogAnswer) -> brief::document::Document) -> Result<u8> {
    let answer = forecast::score(&open(&args.world)?, args.on)?;
    let json = || folder::json(&answer);
    output::answer(args.format.format, || document(&answer), json, || brief::csv::forecasts(&answer))?;
    Ok(DONE)
}
