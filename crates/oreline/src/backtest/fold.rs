//! Values of the constants that were chosen on history, for each leg the one that its cluster had no say in.
//!
//! The visible record alone decides, by the model's own runs with fewer draws than a score takes. The road not
//! taken: choosing on the folder under test. It may be another's, and it may be one leg.

use super::{Legs, legs, options};
use crate::error::Error;
use oreline_scenario::answers::InputsUsed;
use oreline_scenario::backtest::folds::{EpisodeScore, FREE_CONSTANTS, choose, episode_scores};
use oreline_scenario::backtest::{DrawPath, Leg, Training, Twin, leg_paths, suite};
use oreline_scenario::ensemble::Watch;
use oreline_scenario::priors::Priors;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Draws of a leg while a value is being chosen; never more than the score itself has.
const TRIAL: usize = 500;
/// Seed of the trials: a choice must not hang on the seed of a score.
const SEED: u64 = 1;

/// What each free constant scored on the visible record, by value.
pub(super) struct Tried(Vec<(&'static str, ByValue)>);

/// Scores of the visible record by value of one constant.
type ByValue = Vec<(f64, Vec<EpisodeScore>)>;

impl Tried {
    /// Runs the visible record at every value of every free constant, the others as shipped.
    pub(super) fn new(
        training: &Training,
        priors: (&Priors, &str),
        draws: usize,
        watch: &Watch<'_>,
    ) -> Result<Self, Error> {
        let visible = super::visible()?;
        let mut found = legs(&visible, InputsUsed::Own, training, priors)?;
        let mut all = Vec::new();
        for free in FREE_CONSTANTS {
            let mut values = Vec::new();
            for value in free.from {
                found.set_all(free.name, *value);
                values.push((*value, scores(&found, training, priors, draws.min(TRIAL), watch)));
            }
            found.set_all(free.name, priors.0.constant.get(free.name).copied().unwrap_or_default());
            all.push((free.name, values));
        }
        Ok(Self(all))
    }

    /// Puts into each leg's case the values that were chosen without its cluster; says which, by cluster.
    pub(super) fn set(&self, legs: &mut Legs) -> BTreeMap<String, BTreeMap<String, f64>> {
        let mut said = BTreeMap::new();
        for k in 0..legs.legs.len() {
            let (cluster, key) = (legs.legs[k].episode.cluster.clone(), legs.legs[k].key);
            for (name, tried) in &self.0 {
                if let Some(value) = choose(tried, &cluster) {
                    legs.ready[key].case.priors.constant.insert((*name).into(), value);
                    let of: &mut BTreeMap<String, f64> = said.entry(cluster.clone()).or_default();
                    of.insert((*name).into(), value);
                }
            }
        }
        said
    }
}

/// The model's scores by episode; its twins do not matter here, so its own paths stand in for theirs.
fn scores(
    found: &Legs,
    training: &Training,
    priors: (&Priors, &str),
    draws: usize,
    watch: &Watch<'_>,
) -> Vec<EpisodeScore> {
    let quiet = Watch { progress: &|_, _| {}, stop: watch.stop };
    let kept: RefCell<Option<(usize, Vec<DrawPath>)>> = RefCell::new(None);
    let run = |leg: &Leg, twin: Twin| -> Result<Vec<DrawPath>, String> {
        if let (Some((key, paths)), true) = (&*kept.borrow(), twin != Twin::Model)
            && *key == leg.key
        {
            return Ok(paths.clone());
        }
        let ready = &found.ready[leg.key];
        let size = (draws, SEED, leg.episode.months());
        let paths =
            leg_paths(&ready.case, &ready.plan, size, Twin::Model, &quiet).map_err(|e| e.to_string())?;
        *kept.borrow_mut() = Some((leg.key, paths.clone()));
        Ok(paths)
    };
    let asked = options(priors, (draws, SEED), InputsUsed::Own);
    episode_scores(&suite(&found.legs, training, &run, &asked))
}
