//! The supply chain: regions, goods, what is made of what, and how it moves.

use oreline_units::{Estimate, Unit};
use serde::Serialize;

use super::words::{
    DemandRole, Family, Holder, ParameterKind, ProcessKind, ProcessStage, RecipeRole, RouteStatus, Stage,
};
use super::{Provenance, RowRef};
use crate::id::{ActorId, BasketId, ElementId, GoodId, ProcessId, RegionId, RouteId, RowId, SiteId, UseId};

/// A part of the world with a market of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Region {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RegionId,
    /// Its name.
    pub name: String,
    /// The country it belongs to, where there is one.
    pub country: Option<String>,
    /// Anything else.
    pub note: String,
}

/// Something mined, made or traded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Good {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: GoodId,
    /// Its name.
    pub name: String,
    /// Its stage.
    pub stage: Stage,
    /// The unit of its mass.
    pub unit: Unit,
    /// Its element family.
    pub family: Family,
    /// Anything else.
    pub note: String,
}

/// How much of an element a good holds, t/t.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The good.
    pub good: GoodId,
    /// The element.
    pub element: ElementId,
    /// Tonnes of element in each tonne.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// How rich one region's concentrate is in an element, relative to the common quality.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Basket {
    /// Where the row stands.
    pub at: RowRef,
    /// The basket; one row for each of its elements.
    pub id: BasketId,
    /// The concentrate.
    pub good: GoodId,
    /// The region it comes from.
    pub region: RegionId,
    /// The element.
    pub element: ElementId,
    /// The factor on the common quality.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A plant, or all plants of one kind in a region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Process {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: ProcessId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub kind: ProcessKind,
    /// The region.
    pub region: RegionId,
    /// The stage of the chain.
    pub stage: ProcessStage,
    /// Capacity, t/yr of throughput.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Who runs it, if it is one.
    pub operator: Option<ActorId>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// What a process takes or makes of a good for each tonne of throughput.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The process.
    pub process: ProcessId,
    /// The good.
    pub good: GoodId,
    /// Taken or made.
    pub role: RecipeRole,
    /// Tonnes for each tonne of throughput.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Rows of one group are wrong together.
    pub group: String,
    /// Where it comes from.
    pub prov: Provenance,
}

/// Another way to make the same thing: factors on the inputs of a recipe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The beginning of the ids of the processes meant.
    pub processes: String,
    /// The name of the alternative.
    pub alternative: String,
    /// Its share of the base output, 0 to 1.
    pub share: f64,
    /// The input that differs.
    pub good: GoodId,
    /// The factor on it.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// Which plants recover the heavy elements of a mine: a first process, and any that follow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recovery {
    /// Where the row stands.
    pub at: RowRef,
    /// The mine.
    pub mine: ProcessId,
    /// The process that takes its concentrate.
    pub through: ProcessId,
    /// What the concentrate then becomes, and where that goes.
    pub onward: Vec<Leg>,
}

/// One step onward: a good, and the process that takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leg {
    /// The good handed on.
    pub good: GoodId,
    /// The process that takes it.
    pub process: ProcessId,
}

/// A place on the map: a mine, a plant, a town, a crossing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The process it is a part of.
    pub process: Option<ProcessId>,
    /// Its share of the base output of the process.
    pub est: Option<Estimate>,
    /// The unit.
    pub unit: Option<Unit>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How far off the place may be.
    pub accuracy_km: Option<f64>,
    /// The country.
    pub country: Option<String>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A way for a good from one region to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Route {
    /// Where the row stands.
    pub at: RowRef,
    /// `GOOD:ORIGIN>DESTINATION`.
    pub id: RouteId,
    /// The good.
    pub good: GoodId,
    /// Where it leaves.
    pub origin: RegionId,
    /// Where it arrives.
    pub destination: RegionId,
    /// Whether anything moves.
    pub status: RouteStatus,
    /// Freight and insurance, USD/kg.
    pub cost: f64,
    /// Part of the origin's price lost to taxes, 0.13 for 13 %.
    pub wedge_ad_valorem: f64,
    /// What is paid on the way, USD/kg.
    pub levy: f64,
    /// Months afloat.
    pub lag_months: u32,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A final use of a good in a region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Demand {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The good.
    pub good: GoodId,
    /// Where.
    pub region: RegionId,
    /// The use; column `use`.
    pub purpose: UseId,
    /// How its size is known.
    pub role: DemandRole,
    /// Where it comes from.
    pub prov: Provenance,
}

/// How much of a good lies in store, weeks of the region's use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stock {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The good.
    pub good: GoodId,
    /// Where.
    pub region: RegionId,
    /// Whose.
    pub holder: Holder,
    /// Weeks of cover.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// The running cost of a family of processes, USD/kg of throughput.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The beginning of the ids of the processes meant.
    pub processes: String,
    /// The cost.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A number of the model that belongs to this world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// What it is.
    pub kind: ParameterKind,
    /// Of what: a region, a good, the beginning of process ids, `routes`, or `*`.
    pub subject: String,
    /// The number.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}
