//! What the commands answer, field by field as it is written to JSON; schemas are generated from here.
//!
//! Plain data with numbers already computed: surfaces only lay them out. The road not taken: handing out
//! run-time types. A field of the market engine could then not be renamed without breaking a reader.

mod backtest;
mod brief;
mod chain;
mod compare;
mod history;
mod learnt;
mod world;

pub use backtest::{
    BacktestAnswer, BootstrapAnswer, ByForecaster, CoverageAnswer, EpisodeAnswer, FalseAlarmAnswer,
    InputsUsed, NO_FLOWS, ObservedAnswer, PartAnswer, PathAnswer, QuantilesAnswer, SkillBand, SkippedAnswer,
    SummaryAnswer, TargetAnswer,
};
pub use brief::{BriefAnswer, Figure, SourceAnswer};
pub use chain::{ChainLink, PlaceAnswer, PlaceRole, ProductCost, Rung, WayAnswer, WayStatus};
pub use compare::{CompareAnswer, ComparedMarket, ComparedScenario, ComparedShortage, ComparedSum};
pub(crate) use history::HISTORY;
pub use history::{Condition, FORECAST, TrackRecord, TrackRow, bar, track_rows};
pub use learnt::{Both, LearntAnswer, LearntEnd, LearntHolder, LearntPrice, LearntShare, LearntTable};
pub use world::{
    CheckAnswer, DiagnosticAnswer, ShareAnswer, ShowAnswer, SiteAnswer, StageAnswer, WhyAnswer, WhyRow,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::case::{Assumption, EvidenceShare};

/// The words that stand on every answer about the future.
pub const LABEL: &str = "scenario illustration, not a forecast";

/// Quantiles over the draws, one number per month: the median and intervals of 50, 80, 90 and 95 %.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fan {
    /// 2.5 %.
    pub p025: Vec<f64>,
    /// 5 %.
    pub p05: Vec<f64>,
    /// 10 %.
    pub p10: Vec<f64>,
    /// 25 %.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 %.
    pub p75: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
    /// 95 %.
    pub p95: Vec<f64>,
    /// 97.5 %.
    pub p975: Vec<f64>,
}

impl Fan {
    /// Names of the quantiles, in order.
    pub const NAMES: [&'static str; 9] = ["p025", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p975"];

    /// The lines, the lowest first.
    pub fn lines(&self) -> [&Vec<f64>; 9] {
        [&self.p025, &self.p05, &self.p10, &self.p25, &self.p50, &self.p75, &self.p90, &self.p95, &self.p975]
    }

    /// Median and 80 % interval of a month; not numbers if there is no such month.
    pub fn band(&self, month: usize) -> Band {
        let of = |line: &Vec<f64>| line.get(month).copied().unwrap_or(f64::NAN);
        Band { p10: of(&self.p10), p50: of(&self.p50), p90: of(&self.p90) }
    }

    /// From values by month.
    pub(crate) fn of(months: usize, values: impl Fn(usize) -> Vec<f64>) -> Self {
        let mut out = Self::default();
        for month in 0..months {
            let mut sorted = values(month);
            sorted.sort_by(f64::total_cmp);
            for (line, q) in out.lines_mut() {
                line.push(crate::summary::quantile(&sorted, q));
            }
        }
        out
    }

    /// Each line with the share of draws below it.
    pub(crate) fn lines_mut(&mut self) -> [(&mut Vec<f64>, f64); 9] {
        [
            (&mut self.p025, 0.025),
            (&mut self.p05, 0.05),
            (&mut self.p10, 0.1),
            (&mut self.p25, 0.25),
            (&mut self.p50, 0.5),
            (&mut self.p75, 0.75),
            (&mut self.p90, 0.9),
            (&mut self.p95, 0.95),
            (&mut self.p975, 0.975),
        ]
    }
}

/// Quantiles over the draws of one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    /// 10 %.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// 90 %.
    pub p90: f64,
}

/// A value with its 80 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// 10 %.
    pub low: f64,
    /// Central value.
    pub value: f64,
    /// 90 %.
    pub high: f64,
}

/// How the solver ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SolverAnswer {
    /// Months solved by ending.
    pub endings: BTreeMap<String, usize>,
    /// Largest scaled KKT residual of any month.
    pub worst_kkt: f64,
}

/// One market through the months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarketAnswer {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
    /// Unit of the price.
    pub unit: String,
    /// Price.
    pub price: Fan,
    /// Counterfactual ratio: to the baseline of the same draw and month; noise cancels.
    pub price_ratio_to_baseline: Fan,
    /// Path ratio: to the base month, price noise and model discrepancy included.
    pub price_ratio_to_start: Fan,
    /// Price with price noise and model discrepancy: what one would read on a screen.
    pub path_price: Fan,
    /// The same of the first few draws, one list each; only for markets that lead the answer.
    pub sampled: Vec<Vec<f64>>,
    /// Median price of the baseline, without noise.
    pub baseline_price: Vec<f64>,
    /// Share of baseline demand not served.
    pub unserved_share: Fan,
    /// Stock [weeks of base use].
    pub cover_weeks: Fan,
}

impl MarketAnswer {
    /// `good@region`.
    pub fn id(&self) -> String {
        format!("{}@{}", self.good, self.region)
    }

    /// The month in which the median ratio to the baseline lies farthest from one, the first of several.
    pub fn farthest(&self) -> Option<usize> {
        let distance = |v: f64| if v >= 1.0 { v } else { 1.0 / v.max(1e-9) };
        let ratios = self.price_ratio_to_baseline.p50.iter().copied().enumerate();
        let most = ratios
            .filter(|(_, v)| v.is_finite())
            .max_by(|a, b| distance(a.1).total_cmp(&distance(b.1)).then(b.0.cmp(&a.0)));
        most.map(|(month, _)| month)
    }
}

/// Shortage of a use: more than 5 % of baseline demand unserved in some month, cut off or priced out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShortageAnswer {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
    /// Final use.
    #[serde(rename = "use")]
    pub use_: String,
    /// Share of draws in which it happens.
    pub probability: f64,
    /// Largest unserved share of any month.
    pub worst_unserved_share: Band,
    /// Month in which cover first falls under one week, in the median of the draws where it does; nothing if it does in fewer than half.
    pub median_month_of_run_out: Option<String>,
}

/// A route through the months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowAnswer {
    /// Good.
    pub good: String,
    /// Origin.
    pub origin: String,
    /// Destination.
    pub destination: String,
    /// Unit, per month.
    pub unit: String,
    /// Quantity.
    pub quantity: Fan,
    /// Median quantity of the baseline.
    pub baseline: Vec<f64>,
}

/// What consumers of a region lose over the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionLoss {
    /// Region.
    pub region: String,
    /// Unit.
    pub unit: String,
    /// Consumer loss minus that of the baseline, summed over the run.
    pub change_vs_baseline: Band,
}

/// What consumers of a use lose over the run, in all regions together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UseLoss {
    /// Final use.
    #[serde(rename = "use")]
    pub use_: String,
    /// Unit.
    pub unit: String,
    /// Consumer loss minus that of the baseline, summed over the run.
    pub change_vs_baseline: Band,
}

/// What an actor gains or loses over the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActorAnswer {
    /// Actor, or the kind of firm and its region.
    pub actor: String,
    /// Levies, rents, quota rents.
    pub account: String,
    /// Unit.
    pub unit: String,
    /// Sum over the run minus that of the baseline.
    pub change_vs_baseline: Band,
    /// The sum itself, for levies: what is taken at a gate is known as a level, other accounts only as changes.
    pub total: Option<Band>,
}

/// How much of an output's variance one input explains by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Driver {
    /// Output, e.g. `log price ratio to baseline of tb-oxide@china, month 6`.
    pub output: String,
    /// Input.
    pub input: String,
    /// What the input is, in words.
    pub meaning: String,
    /// First-order share with bootstrap interval.
    pub first_order: Band,
    /// Total effect; not estimated.
    pub total: Option<f64>,
}

/// Share of an output's variance that no input explains by itself, listed or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unexplained {
    /// Output.
    pub output: String,
    /// Share.
    pub share: Band,
}

/// A row in a contradiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContradictionRow {
    /// Row id.
    pub id: String,
    /// Value, if it is a number.
    pub value: Option<f64>,
    /// Unit.
    pub unit: String,
    /// What it covers: definition, period, market, or asserted and denied.
    pub scope: String,
    /// Source id.
    pub source: String,
    /// File and line.
    pub at: String,
}

/// Rows that do not agree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContradictionAnswer {
    /// `rivals` or `tension`.
    pub kind: String,
    /// What they are about.
    pub quantity: String,
    /// The rows.
    pub rows: Vec<ContradictionRow>,
    /// Largest distance in standard deviations; nothing where scopes differ and numbers do not compare.
    pub sigma: Option<f64>,
}

/// A figure of the record, printed beside the result and never judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BesideAnswer {
    /// What it is.
    pub what: String,
    /// Its value with unit and date.
    pub value: String,
    /// Rows of the world.
    pub row: Option<String>,
    /// Market, if it has a path ratio to be laid beside.
    pub market: Option<String>,
    /// Month label.
    pub month: Option<String>,
    /// Ratio to the base month on record.
    pub ratio: Option<f64>,
    /// Path ratio of the run.
    pub path_ratio: Option<Band>,
    /// CRPS of the run's log path ratio against the record.
    pub crps: Option<f64>,
    /// The same of a random walk with the good's own volatility.
    pub crps_random_walk: Option<f64>,
}

/// A price ratio to the baseline, as answered and under another assumption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// `good@region`.
    pub market: String,
    /// Month label.
    pub month: String,
    /// As answered.
    pub answered: Band,
    /// Under the other assumption.
    pub otherwise: Band,
}

/// Answer of `run`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunAnswer {
    /// World id.
    pub world: String,
    /// World title.
    pub world_title: String,
    /// Scenario id.
    pub scenario: String,
    /// Scenario title.
    pub title: String,
    /// Its question.
    pub question: String,
    /// [`LABEL`], or [`FORECAST`] where the recorded back-test allows it.
    pub label: String,
    /// Valid date of the base month.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Year of the balanced flows.
    pub base_year: i16,
    /// Seed.
    pub seed: u64,
    /// Draws finished.
    pub draws: usize,
    /// Draws asked for; more than `draws` after an interruption.
    pub draws_asked: usize,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
    /// Units of money and mass, the exchange rate and the value-added tax, in words.
    pub units: String,
    /// Overrides of this run, as written.
    pub overrides: Vec<String>,
    /// Share of base value by basis, per stage; `all` for the whole.
    pub evidence_share: BTreeMap<String, EvidenceShare>,
    /// Newest date of a row that entered.
    pub data_newest: Option<String>,
    /// Names for people, by id: goods, regions, actors, uses, sites.
    pub names: BTreeMap<String, String>,
    /// Labels `YYYY-MM`; the first is the base month.
    pub months: Vec<String>,
    /// Solver.
    pub solver: SolverAnswer,
    /// The answer in three sentences: the price, who goes short, who gains and who loses.
    pub in_three_sentences: Vec<String>,
    /// The same market by market, and more, in words.
    pub in_words: Vec<String>,
    /// Markets that lead the answer, `good@region`.
    pub headline: Vec<String>,
    /// Markets.
    pub markets: Vec<MarketAnswer>,
    /// Shortages, likeliest first.
    pub shortage: Vec<ShortageAnswer>,
    /// Flows of routes.
    pub flows: Vec<FlowAnswer>,
    /// Losses of consumers by region.
    pub region_losses: Vec<RegionLoss>,
    /// Losses of consumers by use.
    pub use_losses: Vec<UseLoss>,
    /// Who gains and who loses.
    pub actors: Vec<ActorAnswer>,
    /// From mine to use, by stage and region.
    pub chain: Vec<ChainLink>,
    /// Places and who holds them.
    pub places: Vec<PlaceAnswer>,
    /// Routes of ore.
    pub ways: Vec<WayAnswer>,
    /// Cost of the material in products.
    pub products: Vec<ProductCost>,
    /// Rungs of the ladder of trust.
    pub ladder: Vec<Rung>,
    /// How this version did on history; nothing if no record was at hand.
    #[serde(default)]
    pub history: Option<TrackRecord>,
    /// Headline prices of the same draws without alternative magnet recipes, in the month where they differ most.
    pub without_alternatives: Vec<Comparison>,
    /// What drives the result.
    pub drivers: Vec<Driver>,
    /// What no input explains by itself.
    pub unexplained: Vec<Unexplained>,
    /// What had to be assumed.
    pub assumptions: Vec<Assumption>,
    /// Contradictions.
    pub contradictions: Vec<ContradictionAnswer>,
    /// What to know before using the result.
    pub caveats: Vec<String>,
    /// Figures of the record beside it.
    pub beside: Vec<BesideAnswer>,
}
