//! The rows of the tables, one struct per table, field by field as in the files.
//!
//! A field has the name of its column; `unit`, `value`, `low` and `high` are `unit` and `est`. Two columns
//! whose names Rust keeps for itself differ: a demand's `use` is `purpose`, as in expressions.

mod chain;
mod claims;
mod people;
mod words;

use jiff::civil::Date;
use serde::Serialize;

pub use chain::{
    Alternative, Basket, Content, Cost, Demand, Good, Leg, Parameter, Process, Recipe, Recovery, Region,
    Route, Site, Stock,
};
pub use claims::{FlowClaim, Indicator, Price, Rate, Source};
pub use people::{Act, Actor, Control, Project, Tie};
pub use words::{
    ActKind, ActorKind, Basis, DemandRole, Family, FlowKind, FlowRole, Grade, Holder, IndicatorKind,
    KnownAtBasis, Modality, ParameterKind, PriceRole, ProcessKind, ProcessStage, ProjectStatus, RecipeRole,
    RouteStatus, Stage, StudyStage, TieKind, Vat,
};

use crate::id::{RowId, SourceId};

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct RowRef {
    /// The file, such as `flows.csv`.
    pub file: &'static str,
    /// The line on which the row begins, the header being line 1.
    pub line: u64,
}

/// Where a row comes from and how far to trust it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The document that says so.
    pub source: SourceId,
    /// The first day on which it was public, or the latest such day of the rows that informed it. Nothing for
    /// what always held.
    pub known_at: Option<Date>,
    /// How that day is known.
    pub known_at_basis: KnownAtBasis,
    /// How good the source is.
    pub grade: Grade,
    /// How the figure came from the source.
    pub basis: Basis,
    /// Who said it first; rows of one origin count once.
    pub origin: Option<String>,
    /// The rows that a judgement rests on.
    pub informed_by: Vec<RowId>,
    /// Anything else, in words.
    pub note: String,
}

/// A row that became public on some day.
pub trait Dated {
    /// Where the row comes from.
    fn prov(&self) -> &Provenance;
    /// The same, to be changed.
    fn prov_mut(&mut self) -> &mut Provenance;
}

macro_rules! dated {
    ($($row:ty)+) => {$(
        impl Dated for $row {
            fn prov(&self) -> &Provenance {
                &self.prov
            }

            fn prov_mut(&mut self) -> &mut Provenance {
                &mut self.prov
            }
        }
    )+};
}

dated!(Actor Content Basket Process Recipe Alternative Site Route Demand Stock Price Rate FlowClaim Cost Control);
dated!(Tie Act Project Parameter Indicator);
