//! The commands that run an ensemble: `run` and `brief`.

use super::{DONE, open};
use crate::args::{BriefArgs, EnsembleArgs, Format, FormatArgs, RunArgs};
use crate::{output, progress};
use anyhow::{Context, Result, bail};
use oreline::answers::{BriefAnswer, RunAnswer};
use oreline::folder::{self, Inputs};
use oreline::{Case, Days, Opened, Request, Scenario, Watch, brief};
use std::path::Path;

const DEFAULT_SEED: u64 = 1;

/// What a run starts from.
struct Start {
    case: Case,
    scenario: Scenario,
    edition: Option<String>,
    /// The inputs of an earlier run; what the command line leaves out comes from there.
    earlier: Option<Inputs>,
}

/// Answers a scenario.
pub(super) fn run(args: &RunArgs) -> Result<u8> {
    if let Some(out) = &args.out {
        folder::must_be_run_folder(out)?;
    }
    let start = match (&args.case, &args.world) {
        (Some(case), _) => from_case(args, case)?,
        (None, Some(world)) => from_world(&args.ensemble, &open(world)?)?,
        (None, None) => bail!("name a world or a case"),
    };
    let request = request(&args.ensemble, args.steady, &start);
    let answer = answer(&start, &request)?;
    let report = match &args.out {
        Some(out) => Some(folder::save(out, &inputs(&start, &request), &start.case, &answer)?),
        None => None,
    };
    report_run(&args.format, &answer, report.as_deref())?;
    Ok(DONE)
}

/// Answers a scenario as a brief.
pub(super) fn brief(args: &BriefArgs) -> Result<u8> {
    folder::must_be_run_folder(&args.out)?;
    let opened = open(&args.world)?;
    let start = from_world(&args.ensemble, &opened)?;
    let request = request(&args.ensemble, false, &start);
    let run = answer(&start, &request)?;
    let answer = oreline::brief_of(&opened, &start.case, &start.scenario.plan, run)?;
    let page = folder::save_brief(&args.out, &inputs(&start, &request), &start.case, &answer)?;
    report_brief(&args.format, &answer, &page)?;
    Ok(DONE)
}

fn from_world(args: &EnsembleArgs, opened: &Opened) -> Result<Start> {
    let scenario = oreline::scenario(opened, args.scenario.as_deref().unwrap_or("baseline"))?;
    let days = Days { as_of: args.as_of, known_at: args.known_at };
    let compile = || oreline::compile(opened, Some(&scenario.plan), days);
    let case = progress::during("reconciling and calibrating", compile)?;
    let edition = Some(opened.world()?.meta.edition.to_string());
    Ok(Start { case, scenario, edition, earlier: None })
}

fn from_case(args: &RunArgs, path: &Path) -> Result<Start> {
    let case = folder::read_case(path)?;
    let earlier = folder::read_inputs(path)?;
    let edition = earlier.as_ref().and_then(|inputs| inputs.edition.clone());
    // Another scenario is another run: what the earlier one was told does not concern it.
    let scenario = args.ensemble.scenario.as_deref();
    let earlier = earlier.filter(|_| scenario.is_none());
    let scenario = scenario_for(scenario, &case, earlier.as_ref())?;
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

fn request(args: &EnsembleArgs, steady: bool, start: &Start) -> Request {
    let earlier = start.earlier.as_ref();
    let overrides = earlier.map(|e| e.overrides.clone()).unwrap_or_default();
    Request {
        draws: args.draws.or(earlier.map(|e| e.draws)).unwrap_or(start.scenario.plan.draws),
        seed: args.seed.or(earlier.map(|e| e.seed)).unwrap_or(DEFAULT_SEED),
        months: Some(args.months.or(earlier.map(|e| e.months)).unwrap_or(start.scenario.plan.months)),
        overrides: overrides.into_iter().chain(args.set.iter().cloned()).collect(),
        threads: args.threads,
        steady: steady || earlier.is_some_and(|e| e.steady),
        units: args.units,
        first: Vec::new(),
    }
}

fn answer(start: &Start, request: &Request) -> Result<RunAnswer> {
    let run = |watch: &Watch<'_>| oreline::run(&start.case, &start.scenario.plan, request, watch);
    let answer = watched(request.draws, run)?;
    if progress::stopped() && answer.draws < answer.draws_asked {
        let (done, asked) = (answer.draws, answer.draws_asked);
        output::complain(&format!("stopped: {done} of {asked} draws are done, and the answer is from those"));
    }
    Ok(answer)
}

/// Runs draws with a bar, and ends them early when the person asks for it.
pub(super) fn watched<T>(
    draws: usize,
    run: impl FnOnce(&Watch<'_>) -> Result<T, oreline::Error>,
) -> Result<T> {
    progress::catch_ctrl_c()?;
    let bar = progress::bar(draws);
    let count = |_: usize, total: usize| {
        bar.set_length(total as u64);
        bar.inc(1);
    };
    let answer = run(&Watch { progress: &count, stop: &progress::STOP });
    bar.finish_and_clear();
    Ok(answer?)
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
    match report {
        Some(report) => tell(format, &format!("Report: {}", report.display())),
        None => Ok(()),
    }
}

fn report_brief(format: &FormatArgs, answer: &BriefAnswer, page: &Path) -> Result<()> {
    let json = || folder::json(answer);
    output::answer(format.format, || brief::short(answer), json, || brief::csv::figures(answer))?;
    tell(format, &format!("Brief: {}", page.display()))
}

/// A line for people: after the text, or beside what another program reads.
pub(super) fn tell(format: &FormatArgs, line: &str) -> Result<()> {
    if format.format == Format::Table {
        output::print(&format!("\n{line}\n"))
    } else {
        output::complain(line);
        Ok(())
    }
}
