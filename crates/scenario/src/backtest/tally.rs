//! From scored targets to the table: means over targets, then over episodes, class by class.
//!
//! An episode with six dates of one price path is not six facts, so it counts once; `weight` is for fits and
//! enters nothing here. The road not taken: one mean over everything. Maxima of three weeks and dates of a year
//! are on different scales, and the mean would be that of whatever has most rows.

use super::episode::{Class, Split, Track};
use super::suite::Options;
use crate::answers::{
    Band, BootstrapAnswer, ByForecaster, CoverageAnswer, EpisodeAnswer, FalseAlarmAnswer, PartAnswer,
    SkillBand, SummaryAnswer, TargetAnswer,
};
use crate::normal::{uniform, word};
use crate::score::wilson;
use std::collections::BTreeMap;

/// The episodes that make up most of the headline: the table shows the rest apart, so that no change lives on
/// them alone.
pub const EXTRAORDINARY: [&str; 3] = ["E01", "E04", "E13"];
/// Logarithms of 0.9 and 1.1: within them a price is flat.
pub(super) const FLAT: (f64, f64) = (-0.105_360_515_657_826_3, 0.095_310_179_804_324_87);
/// Normal quantile of 97.5 %.
const Z95: f64 = 1.959_963_984_540_054;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2_000;

const CLASSES: [Class; 3] = [Class::Fixed, Class::Reversal, Class::Extreme];

/// A target with what it belongs to.
#[derive(Clone, Copy)]
struct Scored<'a> {
    episode: &'a str,
    cluster: &'a str,
    target: &'a TargetAnswer,
}

/// Scores by track and class of the test split, or of all the rest.
pub(super) fn summaries(episodes: &[EpisodeAnswer], test: bool, options: &Options) -> Vec<SummaryAnswer> {
    let mut out = Vec::new();
    for track in [Track::Forecast, Track::Conditional] {
        for class in CLASSES {
            let scored: Vec<Scored<'_>> = episodes
                .iter()
                .filter(|e| e.track == track && (e.split == Split::Test) == test)
                .flat_map(|e| e.targets.iter().map(move |t| (e, t)))
                .filter(|(_, t)| t.class == class)
                .map(|(e, target)| Scored { episode: &e.episode, cluster: &e.cluster, target })
                .collect();
            if !scored.is_empty() {
                out.push(summary(track, class, &scored, options));
            }
        }
    }
    out
}

fn summary(track: Track, class: Class, scored: &[Scored<'_>], options: &Options) -> SummaryAnswer {
    let whole = part("all", scored);
    let mean = |of: fn(&TargetAnswer) -> f64| macro_mean(scored, |t| Some(of(t))).unwrap_or(f64::NAN);
    let clusters = groups(scored, |s| s.cluster);
    let coverage = coverage(scored);
    SummaryAnswer {
        track,
        class,
        crps: whole.crps,
        skill: skill(&whole),
        baseline_crps: whole.baseline_crps,
        coverage: coverage.map(|hits| hits as f64 / scored.len() as f64),
        coverage_interval: coverage.map(|hits| {
            let (low, high) = wilson(hits, scored.len(), Z95);
            [low, high]
        }),
        bias: whole.bias,
        median_error: mean(|t| t.bias.abs()),
        width80: mean(|t| t.forecast.p90 - t.forecast.p10),
        interval_score: mean(|t| t.interval_score),
        rps: mean(|t| t.rps),
        targets: whole.targets,
        episodes: whole.episodes,
        false_alarms: false_alarms(scored),
        crps_by_cluster: clusters.iter().map(|(_, s)| part("", s).crps).sum::<f64>() / clusters.len() as f64,
        clusters: clusters.iter().map(|(name, s)| part(name, s)).collect(),
        by_episode: groups(scored, |s| s.episode).iter().map(|(name, s)| part(name, s)).collect(),
        leave_one_out: leave_one_out(scored),
        ordinary: without(scored, &EXTRAORDINARY),
        bootstrap: bootstrap(&clusters, options.seed),
    }
}

/// Mean over the targets of an episode, then over episodes; nothing if some target has none.
fn macro_mean(scored: &[Scored<'_>], of: impl Fn(&TargetAnswer) -> Option<f64>) -> Option<f64> {
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for s in scored {
        let (sum, count) = sums.entry(s.episode).or_default();
        *sum += of(s.target)?;
        *count += 1.0;
    }
    (!sums.is_empty()).then(|| sums.values().map(|(sum, count)| sum / count).sum::<f64>() / sums.len() as f64)
}

fn part(name: &str, scored: &[Scored<'_>]) -> PartAnswer {
    let mean = |of: fn(&TargetAnswer) -> f64| macro_mean(scored, |t| Some(of(t))).unwrap_or(f64::NAN);
    let beside = std::array::from_fn(|k| macro_mean(scored, |t| t.baselines.values()[k]));
    PartAnswer {
        name: name.to_owned(),
        crps: mean(|t| t.crps),
        baseline_crps: ByForecaster::of(beside),
        bias: mean(|t| t.bias),
        targets: scored.len(),
        episodes: groups(scored, |s| s.episode).len(),
    }
}

/// One minus the ratio of the scores; nothing beside a forecaster that made no error.
fn skill(part: &PartAnswer) -> ByForecaster {
    let of = |crps: Option<f64>| crps.filter(|c| *c > 0.0).map(|c| 1.0 - part.crps / c);
    ByForecaster::of(part.baseline_crps.values().map(of))
}

fn groups<'a>(scored: &[Scored<'a>], by: impl Fn(&Scored<'a>) -> &'a str) -> Vec<(&'a str, Vec<Scored<'a>>)> {
    let mut out: BTreeMap<&str, Vec<Scored<'_>>> = BTreeMap::new();
    for s in scored {
        out.entry(by(s)).or_default().push(*s);
    }
    out.into_iter().collect()
}

fn coverage(scored: &[Scored<'_>]) -> CoverageAnswer<usize> {
    let hits = |of: fn(&TargetAnswer) -> (f64, f64)| {
        let meets = |s: &&Scored<'_>| {
            let ((low, high), seen) = (of(s.target), &s.target.observed);
            seen.high >= low && seen.low <= high
        };
        scored.iter().filter(meets).count()
    };
    CoverageAnswer {
        p50: hits(|t| (t.forecast.p25, t.forecast.p75)),
        p80: hits(|t| (t.forecast.p10, t.forecast.p90)),
        p95: hits(|t| (t.forecast.p025, t.forecast.p975)),
    }
}

impl<T: Copy> CoverageAnswer<T> {
    fn map<U>(self, of: impl Fn(T) -> U) -> CoverageAnswer<U> {
        CoverageAnswer { p50: of(self.p50), p80: of(self.p80), p95: of(self.p95) }
    }
}

/// Where hardly anything happened: the observed range lies within ±10 %.
fn false_alarms(scored: &[Scored<'_>]) -> Option<FalseAlarmAnswer> {
    let null = |s: &&Scored<'_>| s.target.observed.low >= FLAT.0 && s.target.observed.high <= FLAT.1;
    let nulls: Vec<Scored<'_>> = scored.iter().filter(null).copied().collect();
    let probability = macro_mean(&nulls, |t| Some(t.above_half))?;
    Some(FalseAlarmAnswer { probability, targets: nulls.iter().map(|s| s.target.id.clone()).collect() })
}

fn leave_one_out(scored: &[Scored<'_>]) -> Vec<PartAnswer> {
    let episodes = groups(scored, |s| s.episode);
    episodes.iter().filter_map(|(name, _)| without(scored, &[name])).collect()
}

/// The whole without some episodes; nothing if none is left or none was left out.
fn without(scored: &[Scored<'_>], names: &[&str]) -> Option<PartAnswer> {
    let rest: Vec<Scored<'_>> = scored.iter().filter(|s| !names.contains(&s.episode)).copied().collect();
    let out: Vec<&str> = names.iter().copied().filter(|n| scored.iter().any(|s| s.episode == *n)).collect();
    (!rest.is_empty() && !out.is_empty()).then(|| part(&format!("without {}", out.join(", ")), &rest))
}

/// Clusters drawn with replacement, each with the means of its episodes: 80 % bands of score and skill.
fn bootstrap(clusters: &[(&str, Vec<Scored<'_>>)], seed: u64) -> BootstrapAnswer {
    let parts: Vec<PartAnswer> = clusters.iter().map(|(name, s)| part(name, s)).collect();
    let n = parts.len();
    let pick = |r: usize, k: usize| {
        let u = uniform(&[seed, word("clusters"), r as u64, k as u64]);
        &parts[((u * n as f64) as usize).min(n - 1)]
    };
    let resampled: Vec<PartAnswer> = (0..RESAMPLES).map(|r| joined((0..n).map(|k| pick(r, k)))).collect();
    let of = |k: usize| resampled.iter().filter_map(move |p| skill(p).values()[k]);
    let bands = ByForecaster::KEYS.into_iter().enumerate().filter(|(k, _)| of(*k).next().is_some());
    BootstrapAnswer {
        resamples: RESAMPLES,
        crps: band(resampled.iter().map(|p| p.crps)),
        skill: bands.map(|(k, name)| SkillBand { forecaster: name.into(), skill: band(of(k)) }).collect(),
    }
}

/// The mean over episodes of several clusters together.
fn joined<'a>(parts: impl Iterator<Item = &'a PartAnswer>) -> PartAnswer {
    let parts: Vec<&PartAnswer> = parts.collect();
    let episodes: usize = parts.iter().map(|p| p.episodes).sum();
    let mean = |of: &dyn Fn(&PartAnswer) -> Option<f64>| -> Option<f64> {
        let sum: Option<f64> = parts.iter().map(|p| Some(of(p)? * p.episodes as f64)).sum();
        sum.map(|s| s / episodes as f64)
    };
    PartAnswer {
        name: String::new(),
        crps: mean(&|p| Some(p.crps)).unwrap_or(f64::NAN),
        baseline_crps: ByForecaster::of(std::array::from_fn(|k| mean(&|p| p.baseline_crps.values()[k]))),
        bias: mean(&|p| Some(p.bias)).unwrap_or(f64::NAN),
        targets: parts.iter().map(|p| p.targets).sum(),
        episodes,
    }
}

fn band(values: impl Iterator<Item = f64>) -> Band {
    crate::summary::band(values)
}
