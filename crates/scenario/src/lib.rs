//! From a world and a date to a case, and from a case to runs, ensembles and answers.
//!
//! This crate couples the methods: it reconciles, calibrates, converts acts into shocks, draws, runs and
//! sums up. It is the only owner of random numbers, all of them seeded. It knows no file and no screen.

pub mod answers;
pub mod case;
pub mod draw;
mod model;
pub mod normal;
pub mod plan;
pub mod priors;
pub mod reconcile;
