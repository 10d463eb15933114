//! What a person reads: answers laid out as text, CSV and a self-contained HTML page.
//!
//! An answer becomes one [`document::Document`], and every surface prints that document, so that text and
//! page cannot differ in order or figures. The road not taken: a template per surface, which drift apart.
//! This crate computes nothing but layout and returns text; whoever calls it writes files.

pub mod backtest;
mod brief;
mod charts;
mod check;
mod common;
mod compare;
pub mod csv;
mod diff;
pub mod document;
mod forecast;
pub mod html;
pub mod map;
mod notes;
pub mod number;
pub mod reading;
mod run;
mod scenarios;
pub mod schema;
mod sections;
mod show;
pub mod table;

pub use brief::{brief, short};
pub use check::check;
pub use compare::compare;
pub use diff::diff;
pub use forecast::{forecast, forecasts, scores};
pub use run::run;
pub use scenarios::{ScenarioLine, scenarios};
pub use show::{show, why};
