//! What a reconciliation is given: a network of goods, regions, processes and routes, and claims about it.
//!
//! Plain rows with ids as text, so that a world and a test fixture build them alike. The road not taken:
//! borrowing the tables of a world. A fit would then drag along sources, dates and sites, which it never reads.

use std::collections::BTreeSet;

use oreline_world::expr::Expr;
use serde::{Deserialize, Serialize};

/// Everything that a fit is made from.
#[derive(Clone, Debug, Default)]
pub struct FitProblem {
    /// The goods, in the order of the balances.
    pub goods: Vec<Good>,
    /// The regions, in the order of the balances.
    pub regions: Vec<String>,
    /// Mines, plants and collectors.
    pub processes: Vec<Process>,
    /// What they take and make per tonne of throughput.
    pub recipes: Vec<Recipe>,
    /// Who can ship what to whom.
    pub routes: Vec<Route>,
    /// Final uses.
    pub uses: Vec<FinalUse>,
    /// Stocks that may grow or shrink.
    pub stocks: Vec<Stock>,
    /// What is said about the flows.
    pub claims: Vec<Claim>,
    /// How mined concentrate reaches oxide.
    pub recoveries: Vec<Recovery>,
    /// The oxides counted by `K`: Dy and Tb oxide, in this order everywhere.
    pub recovered: Vec<String>,
    /// Mass fractions, for the ceiling on recycling only.
    pub contents: Vec<Content>,
    /// Choices of method.
    pub options: Options,
}

/// A good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Its id.
    pub id: String,
    /// Whether `U(region,use)` without goods counts it.
    pub magnet: bool,
}

/// A process in one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub region: String,
    /// Its place in the chain.
    pub stage: Stage,
    /// The largest throughput, t a year, if any is known.
    pub capacity_high: Option<f64>,
}

/// The place of a process in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Makes concentrate from the ground.
    Mine,
    /// Makes oxides from concentrate.
    Separation,
    /// Makes metal from oxide.
    Metal,
    /// Makes magnets and swarf from metal.
    Magnet,
    /// Makes oxides from scrap.
    Recycling,
    /// Gathers scrap from old products.
    Collector,
}

/// Whether a good goes into a process or comes out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Taken.
    In,
    /// Made.
    Out,
}

/// Tonnes of a good per tonne of throughput, with an 80 % range.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The process.
    pub process: String,
    /// The good.
    pub good: String,
    /// Taken or made.
    pub role: Role,
    /// The best value.
    pub coef: f64,
    /// Lower end; equal to the upper end where the coefficient is a definition.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The common draw: the same recipe in several regions errs together.
    pub group: String,
    /// How the value is known.
    pub basis: Basis,
}

/// A way for a good from one region to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its id, `GOOD:ORIGIN>DESTINATION`.
    pub id: String,
    /// The good.
    pub good: String,
    /// Region it leaves.
    pub origin: String,
    /// Region it enters.
    pub destination: String,
}

/// A final use of a good in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalUse {
    /// The good.
    pub good: String,
    /// Where.
    pub region: String,
    /// What for.
    pub purpose: String,
}

/// A stock of a good in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The good.
    pub good: String,
    /// Where.
    pub region: String,
    /// Kept in a steady base too, because the good has no outlet there.
    pub without_outlet: bool,
}

/// What a claim does in the fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimRole {
    /// Pulls the flows.
    Fit,
    /// Is compared only.
    Check,
    /// Is kept with a reason against it, and compared.
    Reject,
}

/// How a value is known. The order is that of the printed table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Read in the source itself.
    Read,
    /// Read in a report about the source.
    Relayed,
    /// Computed from what was read.
    Derived,
    /// Judged.
    Assumed,
}

/// A statement about a quantity, or about the ratio of two.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// The quantity.
    pub expr: Expr,
    /// The denominator, for a ratio.
    pub per: Option<Expr>,
    /// The best value.
    pub value: f64,
    /// Lower end of the 80 % range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Rows that are one piece of evidence.
    pub cluster: Option<String>,
    /// What it does in the fit.
    pub role: ClaimRole,
    /// How the value is known.
    pub basis: Basis,
    /// Widens the range for a weak source; 1 leaves it.
    pub grade_factor: f64,
}

/// The way of a mine's Dy and Tb into oxide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The mine.
    pub mine: String,
    /// Plants that make an intermediate, each with that intermediate, in order.
    pub via: Vec<(String, String)>,
    /// The plant that makes the oxides.
    pub last: String,
}

impl Recovery {
    /// Reads `plant` or `plant>intermediate>plant>...`; `None` if a plant or an intermediate is missing.
    pub fn parse(mine: &str, through: &str) -> Option<Self> {
        let parts: Vec<&str> = through.split('>').map(str::trim).collect();
        let (last, before) = parts.split_last()?;
        if before.len() % 2 == 1 || parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let via = before.chunks(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
        Some(Self { mine: mine.to_owned(), via, last: (*last).to_owned() })
    }
}

/// The mass fraction of an element in a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The good.
    pub good: String,
    /// The element.
    pub element: String,
    /// Tonnes of the element per tonne of the good.
    pub fraction: f64,
}

/// Choices of method. The default is the plain fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// No stock changes, except where a good has no outlet.
    pub steady: bool,
    /// Routes left out, as when cross-hauling is netted. Their claims stay, measured against zero.
    pub dropped_routes: BTreeSet<String>,
    /// Recycling cannot recover more of an element than its scrap contains.
    pub scrap_ceiling: bool,
}

/// A problem that cannot be posed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// A row names something that no table has.
    #[error("{row} names the {kind} '{id}', which is not in the network")]
    Unknown {
        /// The row that names it.
        row: String,
        /// Good, region or process.
        kind: &'static str,
        /// The name.
        id: String,
    },
    /// The same row twice.
    #[error("{row} appears twice")]
    Duplicate {
        /// The row.
        row: String,
    },
    /// A value or range that is not a finite number, or a range upside down.
    #[error("{row} has no usable value and range (low {low}, value {value}, high {high})")]
    BadNumber {
        /// The row.
        row: String,
        /// Lower end.
        low: f64,
        /// The value.
        value: f64,
        /// Upper end.
        high: f64,
    },
}
