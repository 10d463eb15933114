//! A world: the rows that say what a supply chain is and who holds it, as of one day and as known at another.
//!
//! The types are the tables of a world, one struct per table, already valid: ids exist, figures are finite and
//! in order, dates are dates. Who reads the files is not known here. The road not taken: one generic "claim"
//! with optional fields for everything; a row that can be anything tells its reader nothing.

pub mod clock;
pub mod diagnostic;
pub mod expr;
pub mod id;
mod keyword;
pub mod rivals;
pub mod rows;
mod visible;
mod world;

pub use clock::{Clock, ClockError};
pub use diagnostic::{Diagnostic, Severity};
pub use keyword::Keyword;
pub use world::{Focus, Meta, World};
