//! Back-tests: forecasts from what was known before an event, held against what followed.
//!
//! An episode is a small world in the ordinary format with an `episode.toml` beside it, compiled and stepped by
//! the same code as any run; this module knows what is new: targets, the noisy path that they are functionals
//! of, the forecasters beside the model, and the scores. It reads and writes text, never files. The road not
//! taken: a second, smaller model for history. It would be the one that was tested, and not the one that is used.

#![allow(
    clippy::result_large_err,
    reason = "a diagnostic says all at once, is made once, and ends the import"
)]

mod baselines;
pub mod episode;
pub mod folds;
mod generic;
pub mod import;
pub mod leg;
mod noise;
mod origin;
pub mod rows;
mod sheet;
mod simple;
mod suite;
mod tally;
mod target;
mod training;

pub use episode::{Class, Episode, Flow, Function, Observed, Split, Target, Track, Zone};
pub use generic::{generic, later_rows};
pub use import::{Imported, LegFolder, import};
pub use leg::{DrawPath, Twin, leg_paths};
pub use origin::Origin;
pub use simple::{Loss, Simple};
pub use suite::{Leg, Options, RunLeg, suite};
pub use tally::EXTRAORDINARY;
pub use training::{GENERIC, Normal, Rule, Training, Typical};
