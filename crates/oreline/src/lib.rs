//! Oreline as one library: open a world, check it, see who holds what, run a scenario, write the answer.
//!
//! Each function joins a few of the crates below and adds no numbers. The worlds that come along are inside
//! the program, so that it needs no installation. The road not taken: one object with all of it as methods,
//! which would hide that each step yields a thing that can be kept, printed and saved.

mod answer;
pub mod backtest;
mod bundled;
mod error;
pub mod folder;
pub mod forecast;
pub mod index;
mod open;
pub mod reading;

pub use answer::{
    Days, Scenario, Scenarios, brief_of, check, compare, compile, diff, run, scenario, scenario_from_text,
    scenario_of, scenarios, show, why,
};
pub use bundled::{names, new, priors};
pub use error::Error;
pub use jiff::Timestamp;
pub use jiff::civil::Date;
pub use open::{Opened, open};
pub use oreline_brief as brief;
pub use oreline_scenario::answers;
pub use oreline_scenario::case::Case;
pub use oreline_scenario::ensemble::{Request, Watch};
pub use oreline_scenario::plan::Plan;
pub use oreline_scenario::units::Units;
pub use oreline_store::Reading;

/// The version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
