//! Quantities that know what they are: estimates with ranges, units, partial dates and periods.
//!
//! Everything above speaks in these types, so that a tonne of gross weight never meets a tonne of contained
//! oxide by accident. The road not taken: a general algebra of dimensions. The few conversions that are
//! definitions are written out one by one; every other conversion is an assumption and belongs in a world,
//! as a row with a source.

mod date;
mod estimate;
mod quantity;
mod unit;

pub use date::{BadDate, PartialDate, Period};
pub use estimate::{BadEstimate, Estimate};
pub use quantity::{
    CnyPerKg, CnyPerTonne, CnyPerUsd, Gross, Magnet, MassKind, Metal, NotAShare, Oxide, Reo, Share, Tonnes,
    UsdPerKg,
};
pub use unit::{Currency, Dimension, MassBasis, PriceBasis, Unit, UnknownUnit};
