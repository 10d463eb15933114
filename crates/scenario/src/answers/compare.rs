//! What `compare` answers: scenarios of one world side by side, draw by draw.

use super::{Band, Fan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A scenario that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedScenario {
    /// Scenario id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Question.
    pub question: String,
}

/// A market under each scenario. Lists run over the scenarios, those of differences from the second one on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedMarket {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
    /// Price over baseline.
    pub price_ratio_to_baseline: Vec<Fan>,
    /// The same minus that of the first scenario, draw by draw.
    pub difference: Vec<Fan>,
    /// Share of draws, by month, in which the price stands above that of the first scenario.
    pub above_first: Vec<Vec<f64>>,
}

/// A sum of money under each scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedSum {
    /// Actor or region.
    pub who: String,
    /// Account; for final users `loss`.
    pub account: String,
    /// Unit.
    pub unit: String,
    /// Sum over the run minus that of the baseline.
    pub change_vs_baseline: Vec<Band>,
    /// The same minus that of the first scenario, draw by draw.
    pub difference: Vec<Band>,
}

/// How likely a use goes short under each scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedShortage {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
    /// Final use.
    #[serde(rename = "use")]
    pub use_: String,
    /// Share of draws in which over 5 % of baseline demand goes unserved in some month.
    pub probability: Vec<f64>,
}

/// Answer of `compare`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompareAnswer {
    /// World id.
    pub world: String,
    /// World title.
    pub world_title: String,
    /// Always [`super::LABEL`].
    pub label: String,
    /// Valid date of the base month.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Year of the balanced flows.
    pub base_year: i16,
    /// Seed, the same for all.
    pub seed: u64,
    /// Draws that were solved under every scenario.
    pub draws: usize,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
    /// The scenarios; the first is what the others are compared with.
    pub scenarios: Vec<ComparedScenario>,
    /// Labels `YYYY-MM`.
    pub months: Vec<String>,
    /// Names for people, by id.
    pub names: BTreeMap<String, String>,
    /// Markets that lead any of them.
    pub markets: Vec<ComparedMarket>,
    /// Shortages that some scenario makes likelier than 1 in 10.
    pub shortages: Vec<ComparedShortage>,
    /// Accounts of actors, the largest difference first.
    pub actors: Vec<ComparedSum>,
    /// Losses of final users by region.
    pub region_losses: Vec<ComparedSum>,
}
