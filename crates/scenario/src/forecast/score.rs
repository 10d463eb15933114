//! Scores of what was settled, beside what needs no model, and what is still open.
//!
//! A question about a price is scored by the CRPS of the log ratio: 100 frozen quantiles at the levels (k − ½)/100
//! stand for as many equally likely values, and their ensemble CRPS is the mean of twice the quantile losses, a
//! midpoint rule for CRPS = 2∫ρ_τ dτ (Gneiting & Raftery 2007; Laio & Tamea 2007). A question with a threshold is
//! scored by (p − o)² (Brier 1950) and by nothing else, so that no outcome counts twice. An outcome that is a range
//! is uniform in its log, and scores are averaged over it. The road not taken: one number for both kinds.

use super::{Ending, Entry, Kept, Log, Resolution};
use crate::score::{crps, crps_normal};
use jiff::civil::Date;
use oreline_world::Meta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Points of a range over which a score is averaged.
const POINTS: usize = 40;

/// How a forecast stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The target month is not over.
    Open,
    /// The target month is over: an outcome can be had.
    Due,
    /// It should have been settled by now.
    Overdue,
    /// The outcome is known.
    Resolved,
    /// The question lost its answer.
    Annulled,
    /// Its author no longer stands by it.
    Withdrawn,
}

/// A distance of each forecaster from the outcome; lower is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// Of the forecast.
    pub model: f64,
    /// Of the random walk.
    pub random_walk: f64,
    /// Of no change.
    pub no_change: f64,
}

/// 1 − the forecast's score over the other's; nothing where the other's is 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Skill {
    /// Against the random walk.
    pub random_walk: Option<f64>,
    /// Against no change.
    pub no_change: Option<f64>,
}

/// Outcomes inside the intervals, or the share of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Of 50 %.
    pub p50: f64,
    /// Of 80 %.
    pub p80: f64,
    /// Of 90 %.
    pub p90: f64,
    /// Of 95 %.
    pub p95: f64,
}

/// The outcome as a ratio to the reference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observed {
    /// Of the lowest quote.
    pub low: f64,
    /// Of the value.
    pub value: f64,
    /// Of the highest quote.
    pub high: f64,
}

/// How far a forecast lay from its outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastScore {
    /// The outcome.
    pub observed: Observed,
    /// CRPS of the log ratio; of questions without a threshold.
    pub crps: Option<Compared>,
    /// Brier score; of questions with one.
    pub brier: Option<Compared>,
    /// Which intervals the outcome meets: 1 or 0; of questions without a threshold.
    pub inside: Option<Coverage>,
    /// Log of the median minus log of the outcome; of questions without a threshold.
    pub bias: Option<f64>,
}

/// One forecast and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastAnswer {
    /// As it was frozen.
    pub entry: Entry,
    /// How it stands.
    pub state: State,
    /// The record that counts.
    pub resolution: Option<Resolution>,
    /// Records that this one corrects.
    pub corrected: usize,
    /// Its score, once resolved.
    pub score: Option<ForecastScore>,
}

/// How many forecasts stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct States {
    /// Target month not over.
    pub open: usize,
    /// Outcome can be had.
    pub due: usize,
    /// Should have been settled.
    pub overdue: usize,
    /// Outcome known.
    pub resolved: usize,
    /// Without an answer.
    pub annulled: usize,
    /// Taken back: they escape the score, so their number stands beside it.
    pub withdrawn: usize,
}

/// Means over questions about a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PriceSummary {
    /// Questions.
    pub questions: usize,
    /// Different markets among them: questions about one are no independent witnesses.
    pub markets: usize,
    /// Mean CRPS of the log ratio.
    pub crps: Compared,
    /// Skill of that.
    pub skill: Skill,
    /// Share of outcomes that meet each interval.
    pub coverage: Coverage,
    /// Mean of log median minus log outcome.
    pub bias: f64,
}

/// Means over questions about a probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbabilitySummary {
    /// Questions.
    pub questions: usize,
    /// Different markets among them.
    pub markets: usize,
    /// Mean Brier score.
    pub brier: Compared,
    /// Skill of that.
    pub skill: Skill,
}

/// The log of a world on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogAnswer {
    /// World id.
    pub world: String,
    /// Its edition.
    pub edition: String,
    /// The day on which it is looked at.
    pub on: String,
    /// How many stand how.
    pub states: States,
    /// Scores of questions about a price; nothing while none is resolved.
    pub prices: Option<PriceSummary>,
    /// Scores of questions about a probability; nothing while none is resolved.
    pub probabilities: Option<ProbabilitySummary>,
    /// The forecasts, the earliest target first.
    pub forecasts: Vec<ForecastAnswer>,
}

/// The whole log as it stands on a day; unless given, that of the world's edition or of the last record, whichever
/// is later.
pub fn answer(meta: &Meta, log: &Log, on: Option<Date>) -> LogAnswer {
    let last = log.values().flat_map(|kept| &kept.records).map(|record| record.on).max();
    let on = on.unwrap_or_else(|| last.map_or(meta.edition, |last| last.max(meta.edition)));
    let mut forecasts: Vec<ForecastAnswer> = log.values().map(|kept| scored(kept, on)).collect();
    forecasts.sort_by(|a, b| (a.entry.target.month, &a.entry.id).cmp(&(b.entry.target.month, &b.entry.id)));
    LogAnswer {
        world: meta.id.clone(),
        edition: meta.edition.to_string(),
        on: on.to_string(),
        states: states(&forecasts),
        prices: prices(&forecasts),
        probabilities: probabilities(&forecasts),
        forecasts,
    }
}

/// One forecast as it stands on a day. Records of later days are not known yet.
pub fn scored(kept: &Kept, on: Date) -> ForecastAnswer {
    let known: Vec<&Resolution> = kept.records.iter().filter(|r| r.on <= on).collect();
    let last = known.last().copied();
    ForecastAnswer {
        entry: kept.entry.clone(),
        state: state(&kept.entry, last, on),
        resolution: last.cloned(),
        corrected: known.len().saturating_sub(1),
        score: last.and_then(|r| observed(&kept.entry, r)).map(|seen| score(&kept.entry, seen)),
    }
}

fn state(entry: &Entry, last: Option<&Resolution>, on: Date) -> State {
    match last.map(|r| &r.ending) {
        Some(Ending::Resolved { .. }) => State::Resolved,
        Some(Ending::Annulled { .. }) => State::Annulled,
        Some(Ending::Withdrawn { .. }) => State::Withdrawn,
        None if on > entry.resolves_by => State::Overdue,
        None if on >= entry.target.month.last() => State::Due,
        None => State::Open,
    }
}

fn states(forecasts: &[ForecastAnswer]) -> States {
    let count = |state: State| forecasts.iter().filter(|f| f.state == state).count();
    States {
        open: count(State::Open),
        due: count(State::Due),
        overdue: count(State::Overdue),
        resolved: count(State::Resolved),
        annulled: count(State::Annulled),
        withdrawn: count(State::Withdrawn),
    }
}

fn observed(entry: &Entry, record: &Resolution) -> Option<Observed> {
    let Ending::Resolved { value, low, high, .. } = record.ending else { return None };
    let of = |v: f64| v / entry.reference.value;
    Some(Observed { low: of(low), value: of(value), high: of(high) })
}

fn score(entry: &Entry, observed: Observed) -> ForecastScore {
    if let Some(threshold) = entry.target.threshold {
        let brier = Some(brier(entry, threshold, observed));
        return ForecastScore { observed, crps: None, brier, inside: None, bias: None };
    }
    ForecastScore {
        observed,
        crps: Some(distances(entry, observed)),
        brier: None,
        inside: Some(inside(entry, observed)),
        bias: Some(libm::log(entry.forecast.p50) - libm::log(observed.value)),
    }
}

/// Midpoints of a range in logs, or its one value.
fn points(o: Observed) -> Vec<f64> {
    let (low, high) = (libm::log(o.low), libm::log(o.high));
    if low >= high {
        return vec![libm::log(o.value)];
    }
    let width = (high - low) / POINTS as f64;
    (0..POINTS).map(|k| low + (k as f64 + 0.5) * width).collect()
}

fn distances(entry: &Entry, observed: Observed) -> Compared {
    let logs: Vec<f64> = entry.forecast.quantiles.iter().map(|q| libm::log(*q)).collect();
    let sd = entry.baselines.random_walk_sd;
    let points = points(observed);
    let mean = |of: &dyn Fn(f64) -> f64| points.iter().map(|y| of(*y)).sum::<f64>() / points.len() as f64;
    Compared {
        model: mean(&|y| crps(&logs, y).unwrap_or(f64::NAN)),
        random_walk: mean(&|y| if sd > 0.0 { crps_normal(0.0, sd, y) } else { y.abs() }),
        no_change: mean(&f64::abs),
    }
}

fn brier(entry: &Entry, threshold: f64, observed: Observed) -> Compared {
    let share = share_above(threshold, observed);
    let of = |p: Option<f64>| {
        let p = p.unwrap_or(f64::NAN);
        share * (1.0 - p) * (1.0 - p) + (1.0 - share) * p * p
    };
    Compared {
        model: of(entry.forecast.probability),
        random_walk: of(entry.baselines.random_walk_probability),
        no_change: of(entry.baselines.no_change_probability),
    }
}

/// Share of an observed range that lies above a threshold.
fn share_above(threshold: f64, o: Observed) -> f64 {
    if o.low >= o.high {
        return f64::from(u8::from(o.value > threshold));
    }
    let [low, high, at] = [o.low, o.high, threshold].map(libm::log);
    ((high - at) / (high - low)).clamp(0.0, 1.0)
}

fn inside(entry: &Entry, o: Observed) -> Coverage {
    let f = &entry.forecast;
    let meets = |low: f64, high: f64| f64::from(u8::from(o.low <= high && low <= o.high));
    Coverage {
        p50: meets(f.p25, f.p75),
        p80: meets(f.p10, f.p90),
        p90: meets(f.p05, f.p95),
        p95: meets(f.p025, f.p975),
    }
}

fn prices(forecasts: &[ForecastAnswer]) -> Option<PriceSummary> {
    let of = |f: &ForecastAnswer| f.score.as_ref().and_then(|s| Some((s.crps?, s.inside?, s.bias?)));
    let scores: Vec<(Compared, Coverage, f64)> = forecasts.iter().filter_map(of).collect();
    let crps = mean_of(&scores.iter().map(|s| s.0).collect::<Vec<_>>())?;
    let mean =
        |of: &dyn Fn(&Coverage) -> f64| scores.iter().map(|s| of(&s.1)).sum::<f64>() / scores.len() as f64;
    Some(PriceSummary {
        questions: scores.len(),
        markets: markets(forecasts, |s| s.crps.is_some()),
        crps,
        skill: skill(crps),
        coverage: Coverage {
            p50: mean(&|c| c.p50),
            p80: mean(&|c| c.p80),
            p90: mean(&|c| c.p90),
            p95: mean(&|c| c.p95),
        },
        bias: scores.iter().map(|s| s.2).sum::<f64>() / scores.len() as f64,
    })
}

fn probabilities(forecasts: &[ForecastAnswer]) -> Option<ProbabilitySummary> {
    let scores: Vec<Compared> = forecasts.iter().filter_map(|f| f.score.as_ref()?.brier).collect();
    let brier = mean_of(&scores)?;
    let markets = markets(forecasts, |s| s.brier.is_some());
    Some(ProbabilitySummary { questions: scores.len(), markets, brier, skill: skill(brier) })
}

fn markets(forecasts: &[ForecastAnswer], counts: impl Fn(&ForecastScore) -> bool) -> usize {
    let scored = forecasts.iter().filter(|f| f.score.as_ref().is_some_and(&counts));
    scored.map(|f| f.entry.target.market.as_str()).collect::<BTreeSet<_>>().len()
}

fn mean_of(scores: &[Compared]) -> Option<Compared> {
    let n = scores.len() as f64;
    let mean = |of: fn(&Compared) -> f64| scores.iter().map(of).sum::<f64>() / n;
    let all = Compared {
        model: mean(|s| s.model),
        random_walk: mean(|s| s.random_walk),
        no_change: mean(|s| s.no_change),
    };
    (!scores.is_empty()).then_some(all)
}

fn skill(c: Compared) -> Skill {
    let against = |other: f64| (other > 0.0).then(|| 1.0 - c.model / other);
    Skill { random_walk: against(c.random_walk), no_change: against(c.no_change) }
}
