//! Prices of all markets at once, from quotes, freight and margins that do not agree with each other.
//!
//! Each statement is a row with a σ; the prices are the bounded least squares of all rows. Where σ is a
//! share of a price, it is taken at the last estimate and the rows are solved again until the prices stand
//! still. The road not taken: prices by rule (home price, plus tax, plus freight). A rule makes every gap
//! zero or negative by construction and lets no quote abroad, and no margin, speak about the price at home.

mod anchor;
mod bounded;
mod check;
mod passes;
mod program;
mod rows;

pub use check::{PriceError, PriceRow};
pub use passes::{Ending, PASSES, Prices, solve};
pub use rows::misfit;

/// What is said about prices, all USD/kg; markets are indices below `markets`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceProblem {
    /// Number of markets.
    pub markets: usize,
    /// Prices that somebody has stated.
    pub quotes: Vec<Quote>,
    /// Routes in use.
    pub links: Vec<Link>,
    /// Processes in use.
    pub margins: Vec<Margin>,
    /// Weak beliefs that a good costs much the same in two regions.
    pub pulls: Vec<Pull>,
    /// First estimate, one per market. It sets the first σ, and is the price of a market that no row names.
    pub start: Vec<f64>,
    /// No price that is solved for is lower.
    pub floor: f64,
    /// Prices that are given and not solved for, such as those of by-products in surplus. May lie below the floor.
    pub fixed: Vec<(usize, f64)>,
}

/// Σ weight × price = value ± σ. A σ under 0.01 % of the value counts as that: exact for every purpose,
/// and still able to give way to a quote as exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Market and weight; a quote for a mean of markets has several.
    pub terms: Vec<(usize, f64)>,
    /// What it says.
    pub value: f64,
    /// One standard deviation.
    pub sigma: f64,
}

/// A route in use: `to` = `from` × (1 + `ad_valorem`) + `cost` + `levy`, σ = max(30 % of the cost, 2 % of
/// the price at the destination).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Market of origin.
    pub from: usize,
    /// Market of destination.
    pub to: usize,
    /// Tax as a share of the price of origin.
    pub ad_valorem: f64,
    /// Freight and handling.
    pub cost: f64,
    /// Tax per kilogram: known, so it widens no σ.
    pub levy: f64,
}

/// A process in use: Σ coefficient × price = value, USD per kg of throughput, outputs positive and inputs
/// negative, σ = max(`sigma_min`, 5 % of the revenue).
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// Market and coefficient per unit of throughput.
    pub terms: Vec<(usize, f64)>,
    /// The margin that such processes are known to earn.
    pub value: f64,
    /// Least standard deviation, such as 40 % of the value.
    pub sigma_min: f64,
}

/// `market` costs what `to` costs, σ = 30 % of the latter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// The market without a price of its own.
    pub market: usize,
    /// The same good in its main region.
    pub to: usize,
}
