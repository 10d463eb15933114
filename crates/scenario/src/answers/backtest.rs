//! What `backtest` answers: every target beside every forecaster, then the scores by track and class.
//!
//! Everything is in log price over the target's base. Headlines are means over the targets of an episode, then
//! over episodes; a class never borrows from another, and targets of the test split stand apart in `test`.

use super::{Band, Fan};
use crate::backtest::episode::{Class, Function, Split, Track, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Answer of `backtest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BacktestAnswer {
    /// The leg's own inputs, or those of its class.
    pub inputs: InputsUsed,
    /// Seed.
    pub seed: u64,
    /// Draws of each leg.
    pub draws: usize,
    /// Legs with their targets.
    pub episodes: Vec<EpisodeAnswer>,
    /// Scores by track and class, without the test split.
    pub summary: Vec<SummaryAnswer>,
    /// The same of the test split alone; it enters no headline, fit or reference class.
    pub test: Vec<SummaryAnswer>,
    /// What was not run, and why.
    pub skipped: Vec<SkippedAnswer>,
    /// Number of constants that were chosen after visible scores had been seen.
    pub free_constants: usize,
    /// Their names.
    pub free_constant_names: Vec<String>,
    /// The value of each that the legs of a cluster ran with: chosen on the other clusters alone.
    #[serde(default)]
    pub folds: std::collections::BTreeMap<String, std::collections::BTreeMap<String, f64>>,
    /// Number of inputs of all legs that are assumed, neither read nor derived.
    pub assumed_inputs: usize,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
}

/// Whose inputs the legs ran with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InputsUsed {
    /// Their own.
    #[default]
    Own,
    /// Duration, cover, spare capacity, pent-up share, tightness, trend and volatility replaced by the median
    /// row of the class outside the cluster.
    Generic,
}

/// A leg: one price path from one origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EpisodeAnswer {
    /// The leg.
    pub id: String,
    /// The episode that it is part of.
    pub episode: String,
    /// Title.
    pub title: String,
    /// Episodes that share a cause; baselines are fitted outside of it.
    pub cluster: String,
    /// Train, validate or test.
    pub split: Split,
    /// Forecast, or conditional on the flows that were seen.
    pub track: Track,
    /// Commodity.
    pub commodity: String,
    /// What was done.
    pub instrument: String,
    /// The day, month or quarter from whose end the forecast looks forward.
    pub origin: String,
    /// Targets.
    pub targets: Vec<TargetAnswer>,
    /// Quantiles of the noisy log price over the origin's, by region that has a target.
    pub paths: Vec<PathAnswer>,
}

/// One number that came to pass, and what was said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetAnswer {
    /// Target.
    pub id: String,
    /// Region of the price.
    pub zone: Zone,
    /// What is made of the path.
    pub function: Function,
    /// Fixed date, reversal, or path maximum.
    pub class: Class,
    /// First and last month of the window, after the origin.
    pub window_months: [f64; 2],
    /// The same of the denominator's window, if it has one.
    pub denominator_months: Option<[f64; 2]>,
    /// What came to pass.
    pub observed: ObservedAnswer,
    /// What the model said.
    pub forecast: QuantilesAnswer,
    /// Its continuous ranked probability score, the observed range averaged over.
    pub crps: f64,
    /// That of the forecasters beside it.
    pub baselines: ByForecaster,
    /// Median minus what came to pass.
    pub bias: f64,
    /// Interval score of the 80 % interval (Gneiting & Raftery 2007, eq. 43).
    pub interval_score: f64,
    /// Ranked probability score of down, flat within ±10 % and up, 0 to 1.
    pub rps: f64,
    /// Probability said of a multiple above 1.5.
    pub above_half: f64,
}

/// A log ratio with the range that its sources leave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservedAnswer {
    /// Lowest.
    pub low: f64,
    /// Central.
    pub value: f64,
    /// Highest.
    pub high: f64,
}

/// Quantiles over the draws of one log ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuantilesAnswer {
    /// 2.5 %.
    pub p025: f64,
    /// 5 %.
    pub p05: f64,
    /// 10 %.
    pub p10: f64,
    /// 25 %.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 90 %.
    pub p90: f64,
    /// 95 %.
    pub p95: f64,
    /// 97.5 %.
    pub p975: f64,
}

/// A number for each forecaster beside the model; nothing where one cannot speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ByForecaster {
    /// No change from the origin.
    pub b0: Option<f64>,
    /// Random walk with the good's own volatility.
    pub b1: Option<f64>,
    /// Reference class: a normal fitted to the same class outside the cluster.
    pub b2: Option<f64>,
    /// One-line elasticity rule, fitted to fixed dates outside the cluster.
    pub b3: Option<f64>,
    /// The random walk while the initial gap to the long-run price decays with a half-life of 24 months.
    pub b5: Option<f64>,
    /// The model with its acts deleted.
    pub noshock: Option<f64>,
    /// The model with stocks, hoarding and leakage off.
    pub nostock: Option<f64>,
    /// Model and reference class, half of the draws each.
    pub pool: Option<f64>,
}

/// Quantiles of the log price of a region over that at the origin, price noise and the model's error included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PathAnswer {
    /// Region.
    pub zone: Zone,
    /// At 0, 1, 2… whole months after the origin.
    pub log_price: Fan,
}

/// Scores of one class on one track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryAnswer {
    /// Track.
    pub track: Track,
    /// Class; the headline is `fixed`.
    pub class: Class,
    /// Mean score over the targets of an episode, then over episodes.
    pub crps: f64,
    /// The same of the forecasters beside it.
    pub baseline_crps: ByForecaster,
    /// One minus the ratio of the two: above 0 the model is better.
    pub skill: ByForecaster,
    /// Share of targets whose observed range meets the interval.
    pub coverage: CoverageAnswer<f64>,
    /// Wilson intervals (95 %) of those shares, as if the targets were independent: they are not, so the truth is wider.
    pub coverage_interval: CoverageAnswer<[f64; 2]>,
    /// Median minus observed, mean over episodes.
    pub bias: f64,
    /// Its absolute value, mean over episodes.
    pub median_error: f64,
    /// Width of the 80 % interval, mean over episodes.
    pub width80: f64,
    /// Interval score of the 80 % interval, mean over episodes.
    pub interval_score: f64,
    /// Ranked probability score of three classes, mean over episodes.
    pub rps: f64,
    /// Number of targets.
    pub targets: usize,
    /// Number of episodes.
    pub episodes: usize,
    /// What was said of a multiple above 1.5 where hardly anything happened; nothing if no target is such.
    pub false_alarms: Option<FalseAlarmAnswer>,
    /// Mean over clusters of the mean over their episodes.
    pub crps_by_cluster: f64,
    /// Cluster by cluster.
    pub clusters: Vec<PartAnswer>,
    /// Episode by episode.
    pub by_episode: Vec<PartAnswer>,
    /// The whole with one episode left out, for each.
    pub leave_one_out: Vec<PartAnswer>,
    /// The whole without the three episodes that make up most of it; nothing if none is left.
    pub ordinary: Option<PartAnswer>,
    /// Clusters drawn with replacement.
    pub bootstrap: BootstrapAnswer,
}

/// Something for the intervals of 50, 80 and 95 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageAnswer<T> {
    /// 50 %.
    pub p50: T,
    /// 80 %.
    pub p80: T,
    /// 95 %.
    pub p95: T,
}

/// Alarm raised where hardly anything happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FalseAlarmAnswer {
    /// Mean probability of a multiple above 1.5.
    pub probability: f64,
    /// Targets whose observed range lies within ±10 %.
    pub targets: Vec<String>,
}

/// Scores of a part of the episodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartAnswer {
    /// Which: a cluster, an episode, or those left out.
    pub name: String,
    /// Mean score over the targets of an episode, then over episodes.
    pub crps: f64,
    /// The same of the forecasters beside it.
    pub baseline_crps: ByForecaster,
    /// Median minus observed, mean over episodes.
    pub bias: f64,
    /// Number of targets.
    pub targets: usize,
    /// Number of episodes.
    pub episodes: usize,
}

/// What the choice of clusters does to the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BootstrapAnswer {
    /// Number of resamples.
    pub resamples: usize,
    /// Score.
    pub crps: Band,
    /// Skill against each forecaster.
    pub skill: Vec<SkillBand>,
}

/// Skill against one forecaster over the resamples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SkillBand {
    /// Forecaster, by its key.
    pub forecaster: String,
    /// Skill.
    pub skill: Band,
}

/// Something that was not run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SkippedAnswer {
    /// The leg, or `*` for all.
    pub id: String,
    /// Track.
    pub track: Track,
    /// Why.
    pub why: String,
}

/// The reason that is given for every leg without realised flows.
pub const NO_FLOWS: &str = "not run: no flow series";

impl ByForecaster {
    /// The keys, in the order of [`ByForecaster::values`].
    pub const KEYS: [&'static str; 8] = ["b0", "b1", "b2", "b3", "b5", "noshock", "nostock", "pool"];

    /// The numbers, in the order of [`ByForecaster::KEYS`].
    pub fn values(&self) -> [Option<f64>; 8] {
        [self.b0, self.b1, self.b2, self.b3, self.b5, self.noshock, self.nostock, self.pool]
    }

    /// From numbers in the order of [`ByForecaster::KEYS`].
    pub fn of([b0, b1, b2, b3, b5, noshock, nostock, pool]: [Option<f64>; 8]) -> Self {
        Self { b0, b1, b2, b3, b5, noshock, nostock, pool }
    }
}
