//! One frozen forecast, field by field as in its file.

use super::{Month, Seal, is_id};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many quantiles are kept, at the levels (k − ½)/100: the score of so many equally likely values lies within
/// half a per cent of the distribution's own.
pub const QUANTILES: usize = 100;

/// A forecast as it was frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Kebab-case id, equal to the file's name.
    pub id: String,
    /// What kind of statement it is.
    pub label: String,
    /// The question.
    pub question: String,
    /// The public quote that will settle it.
    pub settled_by: String,
    /// Day of the forecast.
    #[schemars(with = "String")]
    pub made_on: Date,
    /// Day by which it should be settled.
    #[schemars(with = "String")]
    pub resolves_by: Date,
    /// What is forecast.
    pub target: Target,
    /// What the outcome is divided by.
    pub reference: Reference,
    /// What made it.
    pub made_with: MadeWith,
    /// The forecast.
    pub forecast: Forecast,
    /// What needs no model, frozen on the same day.
    pub baselines: Baselines,
    /// Digests of all the above.
    pub seal: Seal,
}

/// What is forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Figure of the run: the path ratio of a market, noise included.
    pub output: String,
    /// Market, `good@region`.
    pub market: String,
    /// Month, `YYYY-MM`.
    #[schemars(with = "String")]
    pub month: Month,
    /// Months after the base month.
    pub months_ahead: usize,
    /// Asks for the probability that the ratio lies above this; nothing asks for the ratio itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// The known price that the outcome is divided by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Row of `prices.csv`.
    pub row: String,
    /// Its period.
    pub period: String,
    /// Its market in the words of the source.
    pub quoted: String,
    /// Its value.
    pub value: f64,
    /// Unit of the value, and of the outcome.
    pub unit: String,
    /// Whether tax is in it.
    pub vat: String,
    /// Its source.
    pub source: String,
    /// Price of the base month in the model [USD/kg without tax], for comparison only.
    pub model_price: f64,
}

/// Program, data and numbers that went in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeWith {
    /// Version of the program.
    pub oreline: String,
    /// Version of the priors.
    pub priors_version: String,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
    /// World.
    pub world: String,
    /// Its edition.
    #[schemars(with = "String")]
    pub edition: Date,
    /// Valid date; its month is the base month.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// Knowledge date.
    #[schemars(with = "String")]
    pub known_at: Date,
    /// SHA-256 of the case.
    pub case_hash: String,
    /// Scenario.
    pub scenario: String,
    /// SHA-256 of its file; of nothing, where no file describes it.
    pub scenario_hash: String,
    /// Seed.
    pub seed: u64,
    /// Draws asked for.
    pub draws: usize,
    /// Draws that were solved in every month: those that count.
    pub draws_solved: usize,
}

/// The distribution of the path ratio in the target month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// Share of draws above the threshold, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
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
    /// Quantiles at 0.5, 1.5, … 99.5 %, which the score is taken from.
    pub quantiles: Vec<f64>,
}

/// Forecasts without a model. No change says that the ratio is 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baselines {
    /// Annual standard deviation of the good's log price.
    pub volatility: f64,
    /// Random walk: standard deviation of the log ratio, volatility × √(months/12); its mean is 0.
    pub random_walk_sd: f64,
    /// Random walk: probability above the threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random_walk_probability: Option<f64>,
    /// No change: 1 if the threshold lies below 1, else 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_change_probability: Option<f64>,
}

impl Entry {
    /// The nine printed quantiles, the lowest first.
    fn printed(&self) -> [f64; 9] {
        let f = &self.forecast;
        [f.p025, f.p05, f.p10, f.p25, f.p50, f.p75, f.p90, f.p95, f.p975]
    }

    /// The first field that makes no sense, and why. Asked of whatever comes from a file: a seal can be made anew.
    pub(super) fn fault(&self) -> Option<(&'static str, String)> {
        let positive = |v: f64| v.is_finite() && v > 0.0;
        let share = |v: Option<f64>| v.is_none_or(|v| (0.0..=1.0).contains(&v));
        let rising = |v: &[f64]| v.iter().all(|x| positive(*x)) && v.is_sorted();
        let (f, b, t) = (&self.forecast, &self.baselines, &self.target);
        let asked = t.threshold.is_some();
        let answered = [f.probability, b.random_walk_probability, b.no_change_probability];
        let checks = [
            ("id", is_id(&self.id), "is no id of small letters, digits and hyphens"),
            ("target.threshold", t.threshold.is_none_or(positive), "must be a number above 0"),
            ("reference.value", positive(self.reference.value), "must be a number above 0"),
            ("forecast", rising(&self.printed()), "its quantiles must be above 0 and rise"),
            ("forecast.quantiles", f.quantiles.len() == QUANTILES, "must be 100 numbers"),
            ("forecast.quantiles", rising(&f.quantiles), "must be above 0 and rise"),
            (
                "baselines.random_walk_sd",
                b.random_walk_sd.is_finite() && b.random_walk_sd >= 0.0,
                "must not be negative",
            ),
            (
                "forecast.probability",
                answered.into_iter().all(share),
                "probabilities must lie between 0 and 1",
            ),
            (
                "forecast.probability",
                answered.iter().all(|p| p.is_some() == asked),
                "a threshold needs its probabilities, and they a threshold",
            ),
            ("made_on", self.made_on < t.month.first(), "must lie before the target month"),
            (
                "resolves_by",
                self.resolves_by >= t.month.last(),
                "must not lie before the end of the target month",
            ),
        ];
        checks.into_iter().find(|(_, good, _)| !good).map(|(field, _, why)| (field, why.to_string()))
    }
}
