//! The chain, the places on the map, the ways of ore, products, and the ladder of trust.

use super::{Band, Interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What goes from producers in one region to takers at the next stage.
///
/// Where a market mixes several origins, takers are taken to draw on all of them in proportion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChainLink {
    /// Stage of the producers: `mining`, `separation`, `metal` or `magnet`.
    pub stage: String,
    /// Their region.
    pub from: String,
    /// Stage of the takers: `separation`, `metal`, `magnet` or `use`.
    pub next_stage: String,
    /// Their region; for a final use the use.
    pub to: String,
    /// Unit: contained in the goods, as oxide of the elements that the world is about.
    pub unit: String,
    /// Median of the baseline, mean over the months of the run.
    pub baseline: f64,
    /// The same of the scenario.
    pub scenario: Band,
}

/// What a place is on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceRole {
    /// A mine or a cluster of mines.
    Mine,
    /// A plant.
    Plant,
    /// A town, a border post or a base: no process stands for it.
    Town,
}

/// A place and who holds it on the valid date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceAnswer {
    /// Site id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Region of its process, if it has one.
    pub region: Option<String>,
    /// Country as stated in its row.
    pub country: String,
    /// Latitude [degrees north].
    pub lat: Option<f64>,
    /// Longitude [degrees east].
    pub lon: Option<f64>,
    /// Radius within which it lies (km).
    pub accuracy_km: Option<f64>,
    /// What it is.
    pub role: PlaceRole,
    /// Controlling actor, if known.
    pub controller: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// Row of the spell of control.
    pub row: Option<String>,
    /// Whether an act of the scenario hits it.
    pub hit: bool,
}

/// How a route stands in its worst month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WayStatus {
    /// At least nine tenths of the baseline go through.
    Open,
    /// Between a tenth and nine tenths.
    Squeezed,
    /// Less than a tenth.
    Shut,
    /// Carries nothing in the baseline.
    Idle,
}

/// A route of ore in its worst month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WayAnswer {
    /// Good.
    pub good: String,
    /// Origin.
    pub origin: String,
    /// Destination.
    pub destination: String,
    /// How it stands.
    pub status: WayStatus,
    /// Median flow over the baseline's in the worst month; nothing for an idle route.
    pub share_left: Option<f64>,
    /// That month.
    pub month: String,
}

/// What the material costs in one unit of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductCost {
    /// Product, such as `ev-motor`.
    pub product: String,
    /// What is paid for: a good, such as `high-coercivity-magnet`.
    pub good: String,
    /// Kilograms of the good in one unit of the product.
    pub kg: Interval,
    /// Region whose price is paid.
    pub region: String,
    /// Month of the largest median change.
    pub month: String,
    /// Unit, such as `USD per EV motor`.
    pub unit: String,
    /// Baseline.
    pub baseline: Band,
    /// Scenario.
    pub scenario: Band,
    /// Difference, draw by draw.
    pub change: Band,
    /// Row of the intensity.
    pub row: String,
}

/// A rung of the ladder of trust.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rung {
    /// What is compared with.
    pub name: String,
    /// Whether it stands.
    pub stands: bool,
    /// What shows it.
    pub measured: String,
}
