//! Constants that were chosen on history: chosen anew for every cluster, from the other clusters alone.
//!
//! A constant that saw the record flatters every score on it. Each is listed here with the values it was chosen
//! from; a tested leg runs at the value that would have been chosen without its cluster. The road not taken: one
//! value for all and a footnote.

use crate::answers::BacktestAnswer;
use crate::backtest::{Class, Split, Track};
use std::collections::BTreeMap;

/// A constant of the priors that was chosen after visible scores had been seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeConstant {
    /// Name in the priors, `constant.NAME`.
    pub name: &'static str,
    /// What it was chosen from; it must hold the value of the shipped priors.
    pub from: &'static [f64],
}

/// All of them.
pub const FREE_CONSTANTS: [FreeConstant; 1] = [FreeConstant { name: "panic", from: &[1.0, 3.0, 6.0] }];

/// Score of an episode on fixed dates, with its cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct EpisodeScore {
    /// Cluster.
    pub cluster: String,
    /// Mean CRPS over its targets of the class of fixed dates.
    pub crps: f64,
}

/// Scores that a value is chosen by: fixed dates of the forecast track, without the test split.
pub fn episode_scores(answer: &BacktestAnswer) -> Vec<EpisodeScore> {
    let mut of: BTreeMap<&str, (String, Vec<f64>)> = BTreeMap::new();
    let kept = answer.episodes.iter().filter(|e| e.split != Split::Test && e.track == Track::Forecast);
    for leg in kept {
        let fixed = leg.targets.iter().filter(|t| t.class == Class::Fixed).map(|t| t.crps);
        let entry = of.entry(&leg.episode).or_insert((leg.cluster.clone(), Vec::new()));
        entry.1.extend(fixed);
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let scored = of.into_values().filter(|(_, list)| !list.is_empty());
    scored.map(|(cluster, list)| EpisodeScore { cluster, crps: mean(&list) }).collect()
}

/// The value with the lowest mean score over the episodes of the other clusters; the first of several.
pub fn choose(tried: &[(f64, Vec<EpisodeScore>)], tested: &str) -> Option<f64> {
    let score = |list: &[EpisodeScore]| {
        let others: Vec<f64> = list.iter().filter(|e| e.cluster != tested).map(|e| e.crps).collect();
        others.iter().sum::<f64>() / others.len().max(1) as f64
    };
    let better =
        |a: &&(f64, Vec<EpisodeScore>), b: &&(f64, Vec<EpisodeScore>)| score(&a.1).total_cmp(&score(&b.1));
    tried.iter().min_by(better).map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(list: &[(&str, f64)]) -> Vec<EpisodeScore> {
        list.iter().map(|(c, crps)| EpisodeScore { cluster: (*c).into(), crps: *crps }).collect()
    }

    #[test]
    fn the_tested_cluster_has_no_say_in_its_own_value() {
        let tried = [(1.0, scores(&[("a", 0.1), ("b", 0.9)])), (3.0, scores(&[("a", 0.5), ("b", 0.2)]))];
        assert_eq!(choose(&tried, "a"), Some(3.0));
        assert_eq!(choose(&tried, "b"), Some(1.0));
        assert_eq!(choose(&tried, "unseen"), Some(3.0));
        assert_eq!(choose(&[], "a"), None);
    }

    #[test]
    fn the_shipped_value_is_one_of_those_it_was_chosen_from() {
        let priors = crate::priors::Priors::parse(include_str!("../../../../worlds/priors.toml")).unwrap();
        for free in FREE_CONSTANTS {
            assert!(free.from.contains(&priors.constant[free.name]), "{}", free.name);
        }
    }
}
