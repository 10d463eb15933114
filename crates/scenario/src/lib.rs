//! From a world and a date to a case, and from a case to runs, ensembles and answers.
//!
//! This crate couples the methods: it reconciles, calibrates, converts acts into shocks, draws, runs and
//! sums up. It is the only owner of random numbers, all of them seeded. It knows no file and no screen.

pub mod answers;
pub mod backtest;
pub mod case;
mod chain;
pub mod check;
pub mod compare;
pub mod compile;
pub mod draw;
mod drivers;
pub mod ensemble;
pub mod forecast;
pub mod holdings;
mod ladder;
pub mod learnt;
mod model;
mod names;
mod near;
pub mod normal;
mod outcome;
mod overrides;
mod places;
pub mod plan;
pub mod pricing;
pub mod priors;
mod products;
pub mod proof;
pub mod reconcile;
mod record;
pub mod score;
mod shocks;
pub mod sound;
mod summary;
pub mod timing;
pub mod units;
mod words;
