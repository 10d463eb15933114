//! Many draws of one plan on one case, on all cores, the same bytes whatever their number.
//!
//! An ensemble is a pure function of case, plan, seed and draw numbers: draws are numbered, outcomes are
//! summed up in that order, and nothing is shared between them but a count of how many are done.

use crate::answers::{RunAnswer, SolverAnswer};
use crate::case::Case;
use crate::draw::Sampler;
use crate::outcome::{Outcome, Setting, outcome};
use crate::plan::{ActKind, ActPlan, MOST_FILL, Plan, PlanError, Range};
use crate::priors::{Input, Law};
use crate::shocks::{Dated, HAPPENS};
use crate::units::{Units, UnitsError};
use oreline_market::NetworkError;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What is asked of an ensemble.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Number of draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Months, if not the plan's.
    pub months: Option<usize>,
    /// Overrides: name of an input, constant or act's field, and its value as text.
    pub overrides: Vec<(String, String)>,
    /// Threads, if not all cores.
    pub threads: Option<usize>,
    /// Acts, trends and noise off: everything must stay flat.
    pub steady: bool,
    /// Units of the answer.
    pub units: Units,
    /// Inputs of acts that come first: those that scenarios to be compared have in common keep their draws.
    /// The place of one that the plan has not stays empty.
    pub first: Vec<String>,
}

/// Who watches a long run.
pub struct Watch<'a> {
    /// Told how many draws of how many are done.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
    /// Set to end the run with what is done so far.
    pub stop: &'a AtomicBool,
}

/// The ending that disqualifies a draw.
const UNSOLVED: &str = "unsolved";

/// Why an ensemble could not run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// An override that names nothing, or has a value that makes no sense.
    #[error("--set {0}: {1}")]
    Override(String, String),
    /// The scenario does not fit the case.
    #[error("scenario '{0}': {1}")]
    Scenario(String, String),
    /// A number of draws or months that no run can have.
    #[error("{0}")]
    Request(String),
    /// The plan is broken.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The market could not be built or solved.
    #[error("draw {0} cannot be computed: {1}; is an override, a prior or an act too extreme?")]
    Market(u64, NetworkError),
    /// Interrupted before the first draw was done.
    #[error("interrupted before the first draw was done; nothing to report")]
    Nothing,
    /// No draw could be solved in every month.
    #[error("no draw could be solved in every month; the case or an override is too extreme")]
    Unsolved,
    /// The answer cannot be had in these units.
    #[error(transparent)]
    Units(#[from] UnitsError),
    /// The threads could not be started.
    #[error("could not start {0} threads")]
    Threads(usize),
}

/// One market through the months of one draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Price over the baseline's of the same month.
    pub ratio: Vec<f64>,
    /// Price over the base month's, noise and discrepancy included.
    pub path: Vec<f64>,
}

/// The draws themselves for some markets (`good@region`), for scores and tests: one list per draw that was
/// solved, in the order of the markets asked for; a market that does not exist gives empty series.
pub fn series(
    case: &Case,
    plan: &Plan,
    request: &Request,
    watch: &Watch<'_>,
    markets: &[&str],
) -> Result<Vec<Vec<Series>>, RunError> {
    let at: Vec<Option<usize>> =
        markets.iter().map(|id| case.structure.markets.iter().position(|m| m.id() == *id)).collect();
    let one = |o: &Outcome, k: usize| Series {
        ratio: o.months.iter().map(|m| m.ratio[k]).collect(),
        path: o.months.iter().map(|m| m.path[k]).collect(),
    };
    with_outcomes(case, plan, request, watch, |_, _, outcomes, _| {
        outcomes
            .iter()
            .map(|o| at.iter().map(|k| k.map(|k| one(o, k)).unwrap_or_default()).collect())
            .collect()
    })
}

/// Runs an ensemble and sums it up.
pub fn run(case: &Case, plan: &Plan, request: &Request, watch: &Watch<'_>) -> Result<RunAnswer, RunError> {
    request.units.money(&case.structure.conversion)?;
    let answer = summed_up(case, plan, request, watch)?;
    Ok(crate::units::convert(answer, &request.units, &case.structure.conversion)?)
}

fn summed_up(case: &Case, plan: &Plan, request: &Request, watch: &Watch<'_>) -> Result<RunAnswer, RunError> {
    if !has_alternatives(case, plan, request) {
        return with_outcomes(case, plan, request, watch, |set, sampler, outcomes, solver| {
            crate::summary::summarise(set, sampler, outcomes, request, solver, &[])
        });
    }
    let first = |done: usize, total: usize| (watch.progress)(done, 2 * total);
    let main = Watch { progress: &first, stop: watch.stop };
    with_outcomes(case, plan, request, &main, |set, sampler, outcomes, solver| {
        let plain = without_alternatives(case, plan, request, watch);
        let other = if plain.len() == outcomes.len() { plain } else { Vec::new() };
        crate::summary::summarise(set, sampler, outcomes, request, solver, &other)
    })
}

/// Whether there is anything to print beside the answer: alternatives to leave out, and acts.
fn has_alternatives(case: &Case, plan: &Plan, request: &Request) -> bool {
    let named = request.overrides.iter().any(|(name, _)| name == crate::overrides::ALTERNATIVES);
    let any = case.structure.processes.iter().any(|p| !p.recipe.is_empty());
    !plan.acts.is_empty() && !named && any && !request.steady
}

/// The same draws with every plant on its average recipe. They run after the answer's own: what stands beside
/// an answer may be missing after an interruption, the answer may not.
fn without_alternatives(case: &Case, plan: &Plan, request: &Request, watch: &Watch<'_>) -> Vec<Outcome> {
    let mut plain = case.clone();
    crate::overrides::without_alternatives(&mut plain);
    let second = |done: usize, total: usize| (watch.progress)(total + done, 2 * total);
    let watch = Watch { progress: &second, stop: watch.stop };
    outcomes(&plain, plan, request, &watch).unwrap_or_default()
}

/// The draws of a plan that were solved in every month.
pub(crate) fn outcomes(
    case: &Case,
    plan: &Plan,
    request: &Request,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, RunError> {
    with_outcomes(case, plan, request, watch, |_, _, outcomes, _| outcomes.to_vec())
}

fn with_outcomes<T>(
    case: &Case,
    plan: &Plan,
    request: &Request,
    watch: &Watch<'_>,
    finish: impl FnOnce(&Setting<'_>, &Sampler, &[Outcome], SolverAnswer) -> T,
) -> Result<T, RunError> {
    let (case, plan, fixed) = crate::overrides::apply(case, plan, &request.overrides)?;
    let months = request.months.unwrap_or(plan.months);
    let starts = checked(&case, &plan, months, request.draws)?;
    let sampler = Sampler::new(inputs(&case, &plan, &fixed, &request.first), request.seed);
    let set = Setting { case: &case, plan: &plan, starts: &starts, months, steady: request.steady };
    let outcomes = draws(&set, &sampler, request, watch)?;
    let solver = crate::summary::solver(&outcomes);
    let solved: Vec<Outcome> = outcomes.into_iter().filter(|o| !o.endings.contains_key(UNSOLVED)).collect();
    if solved.is_empty() {
        return Err(RunError::Unsolved);
    }
    Ok(finish(&set, &sampler, &solved, solver))
}

/// When the acts of a plan fall, if plan, months and draws make sense for a case.
pub(crate) fn checked(case: &Case, plan: &Plan, months: usize, draws: usize) -> Result<Vec<Dated>, RunError> {
    let wrong = |text| RunError::Scenario(plan.id.clone(), text);
    crate::plan::within(months, draws).map_err(RunError::Request)?;
    crate::names::check(case, plan).map_err(wrong)?;
    let starts = crate::shocks::starts(case, plan).map_err(wrong)?;
    crate::names::in_time(plan, &starts, months).map_err(wrong)?;
    Ok(starts)
}

fn draws(
    set: &Setting<'_>,
    sampler: &Sampler,
    request: &Request,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, RunError> {
    let stopped = || watch.stop.load(Ordering::Relaxed);
    in_parallel(request.draws, request.threads, watch, &|k| outcome(set, sampler.draw(k), &stopped))
}

/// Draws 0 to `count` on all cores or on so many threads, in order; those that were stopped give nothing.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    threads: Option<usize>,
    watch: &Watch<'_>,
    draw: &(dyn Fn(u64) -> Result<Option<T>, NetworkError> + Sync),
) -> Result<Vec<T>, RunError> {
    let done = AtomicUsize::new(0);
    let one = |k: usize| -> Result<Option<T>, RunError> {
        if watch.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let result = draw(k as u64);
        (watch.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        result.map_err(|e| RunError::Market(k as u64, e))
    };
    let all = || (0..count).into_par_iter().map(one).collect::<Result<Vec<_>, _>>();
    let results = match threads {
        None => all(),
        Some(n) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n.max(1)).build();
            pool.map_err(|_| RunError::Threads(n))?.install(all)
        }
    }?;
    let drawn: Vec<T> = results.into_iter().flatten().collect();
    if drawn.is_empty() { Err(RunError::Nothing) } else { Ok(drawn) }
}

/// Every uncertain input of a run: the focus, the priors, what the plan's acts say themselves.
pub(crate) fn inputs(
    case: &Case,
    plan: &Plan,
    fixed: &[(String, f64)],
    first: &[String],
) -> Vec<(String, Input)> {
    let mut all = vec![(case.focus.clone(), focus())];
    all.extend(case.priors.input.iter().map(|(name, input)| (name.clone(), input.clone())));
    let own: Vec<(String, Input)> = plan.acts.iter().flat_map(own_inputs).collect();
    let (mut placed, rest): (Vec<_>, Vec<_>) = own.into_iter().partition(|(name, _)| first.contains(name));
    for name in first {
        let at = placed.iter().position(|(n, _)| n == name);
        all.push(at.map_or_else(|| empty(name), |k| placed.remove(k)));
    }
    all.extend(rest);
    for (name, value) in fixed {
        let unit = all.iter().find(|(n, _)| n == name).map_or(String::new(), |(_, i)| i.unit.clone());
        all.push((name.clone(), Input::fixed(*value, &unit)));
    }
    all
}

/// Holds the place of an input that a plan has not. No id has a space, so nothing reads it.
fn empty(name: &str) -> (String, Input) {
    (format!("not here: {name}"), Input::fixed(0.0, ""))
}

/// Picks one of the balanced bases, which are ordered by the main holder's share.
fn focus() -> Input {
    Input { unit: "place among the balanced bases".into(), ..even() }
}

/// Anywhere between 0 and 1.
fn even() -> Input {
    let mut input = Input::fixed(0.5, "share");
    (input.low, input.high, input.law) = (0.1, 0.9, Law::Uniform);
    (input.min, input.max) = (Some(0.0), Some(1.0));
    input
}

pub(crate) fn own_inputs(act: &ActPlan) -> Vec<(String, Input)> {
    let share = (Law::TwoPieceNormal, (0.0, 1.0));
    let length = (Law::LogNormal, (0.0, 1e4));
    let amount = match act.kind {
        ActKind::Demand | ActKind::Capacity | ActKind::Project => (0.0, 1e6),
        _ => (-1e9, 1e9),
    };
    let fields = [
        ("cut", act.cut, "share", share),
        ("pent-up", act.pent_up, "share", share),
        ("months", act.months, "months", length),
        ("believed", act.believed, "months", length),
        ("late", act.late, "months", length),
        ("lag", act.lag, "months", (Law::TwoPieceNormal, (0.0, 1e4))),
        ("fill", act.fill, "share", (Law::TwoPieceNormal, (0.0, MOST_FILL))),
        ("amount", act.amount, "", (Law::TwoPieceNormal, amount)),
    ];
    let mut out: Vec<(String, Input)> = fields
        .into_iter()
        .filter_map(|(field, range, unit, law)| {
            range.map(|r| (format!("{}.{field}", act.id), own(r, unit, law)))
        })
        .collect();
    if act.chance.is_some() {
        out.push((format!("{}.{HAPPENS}", act.id), even()));
    }
    for (k, share) in act.path.iter().enumerate() {
        let input = own(*share, "share of base", (Law::TwoPieceNormal, (0.0, 10.0)));
        out.push((format!("{}.path-{k}", act.id), input));
    }
    out
}

fn own(range: Range, unit: &str, (law, bounds): (Law, (f64, f64))) -> Input {
    let input = range.input(unit, law, bounds);
    // A length of nothing has no logarithm; a certain one needs none.
    if input.law == Law::LogNormal && input.low <= 0.0 {
        Input { law: Law::TwoPieceNormal, ..input }
    } else {
        input
    }
}
