//! Back-tests of folders: opens episodes, compiles them like any world, and hands their legs to the suite.
//!
//! An episode goes through the reader, the compile step and the market of `run`, with the same priors; what is
//! added here is only where its files are. The road not taken: a reader of its own for history. A slip that it
//! let pass would flatter the model.

mod fold;
mod known;
mod open;
mod record;
mod write;

pub use open::{EpisodeFolder, episodes, visible};
pub use record::track_record;
pub(crate) use record::with_record;
pub use write::{import, init, must_be_report_folder, save_report};

use crate::bundled;
use crate::error::Error;
use oreline_brief::backtest::Known;
use oreline_scenario::answers::{BacktestAnswer, InputsUsed, SkippedAnswer};
use oreline_scenario::backtest::folds::FREE_CONSTANTS;
use oreline_scenario::backtest::{
    Class, DrawPath, Episode, Leg, Options, Simple, Track, Training, Twin, generic, leg_paths, suite,
};
use oreline_scenario::case::Case;
use oreline_scenario::compile;
use oreline_scenario::ensemble::Watch;
use oreline_scenario::plan::Plan;
use oreline_scenario::priors::Priors;
use oreline_world::{Clock, World};
use std::sync::atomic::Ordering;

/// The model and two twins: each leg runs so many times.
const TWINS: usize = 3;

/// What is asked of a back-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Draws of each leg.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Each leg's own inputs, or those of its class.
    pub inputs: InputsUsed,
    /// Threads, if not all cores.
    pub threads: Option<usize>,
}

/// A back-test and what its pages need besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The answer.
    pub answer: BacktestAnswer,
    /// What was known of each leg, in the order of the folders.
    pub known: Vec<Known>,
}

/// A leg's compiled world and scenario.
struct Ready {
    case: Case,
    plan: Plan,
}

/// Legs that can run, and those that cannot with the reason: one bad base must not cost all other scores.
#[derive(Default)]
struct Legs {
    ready: Vec<Ready>,
    legs: Vec<Leg>,
    refused: Vec<SkippedAnswer>,
}

/// Runs and scores episodes.
pub fn backtest(episodes: &[EpisodeFolder], asked: &Asked, watch: &Watch<'_>) -> Result<Backtest, Error> {
    let answer = match asked.threads {
        None => scored(episodes, asked, watch)?,
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
            let pool =
                pool.map_err(|error| Error::Run(format!("could not start {threads} threads: {error}")))?;
            pool.install(|| scored(episodes, asked, watch))?
        }
    };
    Ok(Backtest { answer, known: episodes.iter().map(known::known).collect() })
}

fn scored(episodes: &[EpisodeFolder], asked: &Asked, watch: &Watch<'_>) -> Result<BacktestAnswer, Error> {
    let (priors, hash) = bundled::priors()?;
    let training = training()?;
    let mut found = legs(episodes, asked.inputs, &training, (&priors, &hash))?;
    let folds = fold::Tried::new(&training, (&priors, &hash), asked.draws, watch)?.set(&mut found);
    let Legs { ready, legs, refused } = found;
    let all = legs.len() * TWINS * asked.draws;
    let count = |_: usize, _: usize| (watch.progress)(0, all);
    let inner = Watch { progress: &count, stop: watch.stop };
    let run = |leg: &Leg, twin: Twin| -> Result<Vec<DrawPath>, String> {
        let Ready { case, plan } = &ready[leg.key];
        let size = (asked.draws, asked.seed, leg.episode.months());
        leg_paths(case, plan, size, twin, &inner).map_err(|error| error.to_string())
    };
    let options = options((&priors, &hash), (asked.draws, asked.seed), asked.inputs);
    let mut answer = suite(&legs, &training, &run, &options);
    answer.skipped.extend(refused);
    answer.folds = folds;
    if watch.stop.load(Ordering::Relaxed) {
        return Err(Error::Run(
            "interrupted: half of a back-test has no score, so nothing is printed".into(),
        ));
    }
    Ok(answer)
}

fn options(priors: (&Priors, &str), (draws, seed): (usize, u64), inputs: InputsUsed) -> Options {
    Options {
        seed,
        draws,
        bite: priors.0.input.get("bite").map_or(1.0, |input| input.median),
        inputs,
        free_constants: FREE_CONSTANTS.iter().map(|free| free.name.to_owned()).collect(),
        priors_hash: priors.1.to_owned(),
    }
}

/// The visible record that reference classes and the one-line rule are fitted to.
fn training() -> Result<Training, Error> {
    let broken = |found: Vec<oreline_world::Diagnostic>| Error::broken("the bundled history", &found);
    Training::read(&bundled::history(INPUTS)?, &bundled::history(TARGETS)?).map_err(broken)
}

const INPUTS: &str = oreline_scenario::backtest::rows::INPUTS;
const TARGETS: &str = oreline_scenario::backtest::rows::TARGETS;

/// Every leg of every episode on every track that it can run on.
fn legs(
    episodes: &[EpisodeFolder],
    inputs: InputsUsed,
    training: &Training,
    priors: (&Priors, &str),
) -> Result<Legs, Error> {
    let mut out = Legs::default();
    for folder in episodes {
        for (track, plan) in tracks(folder)? {
            for (episode, world, plan) in parts(folder, plan, inputs, training) {
                let clock = clock(folder, &world)?;
                match compile::compile(&world, clock, priors.0, priors.1) {
                    Ok(case) => out.add(case, &world, plan, (episode, track)),
                    Err(why) => out.refuse(&episode, track, &why.to_string()),
                }
            }
        }
    }
    if out.legs.is_empty() {
        let why: Vec<String> = out.refused.iter().map(|s| format!("{}: {}", s.id, s.why)).collect();
        return Err(Error::Episodes(open::list(&why)));
    }
    Ok(out)
}

impl Legs {
    fn set_all(&mut self, constant: &str, value: f64) {
        for ready in &mut self.ready {
            ready.case.priors.constant.insert(constant.into(), value);
        }
    }

    fn add(&mut self, case: Case, world: &World, plan: Plan, (episode, track): (Episode, Track)) {
        let simple = Simple::read(&case, world, &plan);
        self.legs.push(Leg { key: self.ready.len(), episode, simple, track });
        self.ready.push(Ready { case, plan });
    }

    fn refuse(&mut self, episode: &Episode, track: Track, why: &str) {
        let why = format!("not run: no case can be made: {why}");
        let line = SkippedAnswer { id: episode.id.clone(), track, why };
        if !self.refused.contains(&line) {
            self.refused.push(line);
        }
    }
}

/// The forecast track, and the conditional one where flows are known.
fn tracks(folder: &EpisodeFolder) -> Result<Vec<(Track, Plan)>, Error> {
    let mut out = vec![(Track::Forecast, folder.plan.clone())];
    let conditional = folder.episode.conditional(&folder.plan);
    let conditional = conditional.map_err(|fault| Error::Episodes(folder.fault(&fault)))?;
    out.extend(conditional.map(|plan| (Track::Conditional, plan)));
    Ok(out)
}

/// The episode as it is, or once for each class of its targets with the typical inputs of that class.
fn parts(
    folder: &EpisodeFolder,
    plan: Plan,
    inputs: InputsUsed,
    training: &Training,
) -> Vec<(Episode, World, Plan)> {
    let episode = &folder.episode;
    if inputs == InputsUsed::Own {
        return vec![(episode.clone(), folder.world.clone(), plan)];
    }
    let of = |class: Class| {
        let targets: Vec<_> = episode.targets.iter().filter(|t| t.class == class).cloned().collect();
        let typical = training.typical(class, &episode.cluster).unwrap_or_default();
        let (world, plan) = generic(&folder.world, &plan, &typical);
        (!targets.is_empty()).then_some((Episode { targets, ..episode.clone() }, world, plan))
    };
    [Class::Fixed, Class::Reversal, Class::Extreme].into_iter().filter_map(of).collect()
}

/// The day of the origin, which is also the last day of what may be known.
fn clock(folder: &EpisodeFolder, world: &World) -> Result<Clock, Error> {
    Clock::resolve(&world.meta, Some(folder.origin), Some(folder.origin)).map_err(|error| {
        Error::Episodes(format!(
            "{}/world.toml: {error}\n  set edition and default_as_of to {}, the last day of the origin",
            folder.place, folder.origin
        ))
    })
}
