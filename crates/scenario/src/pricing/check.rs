//! What must hold before prices can be solved for: markets that exist and numbers that are numbers.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use super::PriceProblem;

/// Why there are no prices.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PriceError {
    /// A row names a market that does not exist.
    #[error("{row} names market {market}, but there are {markets}")]
    UnknownMarket {
        /// The row.
        row: PriceRow,
        /// What it names.
        market: usize,
        /// How many there are.
        markets: usize,
    },
    /// A number is not finite or outside its range.
    #[error("{row}: {name} is {value}")]
    BadNumber {
        /// The row.
        row: PriceRow,
        /// The field.
        name: &'static str,
        /// What it holds.
        value: f64,
    },
    /// A quote or margin names no market with a weight other than zero.
    #[error("{row} names no market")]
    Empty {
        /// The row.
        row: PriceRow,
    },
    /// The first estimate has not one price per market.
    #[error("{given} first estimates for {markets} markets")]
    StartLength {
        /// Prices given.
        given: usize,
        /// Prices needed.
        markets: usize,
    },
    /// A market is fixed at two prices.
    #[error("market {market} is fixed at {first} and at {second}")]
    FixedTwice {
        /// The market.
        market: usize,
        /// One price.
        first: f64,
        /// Another.
        second: f64,
    },
    /// A row's numbers are too large, or too large for its σ, to be squared.
    #[error("the numbers of {row} overflow")]
    Overflow {
        /// The row.
        row: PriceRow,
    },
}

/// A row of a [`PriceProblem`], by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceRow {
    /// In `quotes`.
    Quote(usize),
    /// In `links`.
    Link(usize),
    /// In `margins`.
    Margin(usize),
    /// In `pulls`.
    Pull(usize),
    /// In `start`.
    Start(usize),
    /// In `fixed`.
    Fixed(usize),
    /// The floor.
    Floor,
}

impl Display for PriceRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quote(i) => write!(f, "quote {i}"),
            Self::Link(i) => write!(f, "link {i}"),
            Self::Margin(i) => write!(f, "margin {i}"),
            Self::Pull(i) => write!(f, "pull {i}"),
            Self::Start(i) => write!(f, "first estimate {i}"),
            Self::Fixed(i) => write!(f, "fixed price {i}"),
            Self::Floor => write!(f, "the floor"),
        }
    }
}

/// The first fault of a problem, in the order of its lists; else the fixed prices by market.
pub(super) fn check(problem: &PriceProblem) -> Result<BTreeMap<usize, f64>, PriceError> {
    let markets = problem.markets;
    at_least(0.0, PriceRow::Floor, "its price", problem.floor)?;
    if problem.start.len() != markets {
        return Err(PriceError::StartLength { given: problem.start.len(), markets });
    }
    for (i, price) in problem.start.iter().enumerate() {
        at_least(0.0, PriceRow::Start(i), "its price", *price)?;
    }
    for (i, quote) in problem.quotes.iter().enumerate() {
        let row = PriceRow::Quote(i);
        terms(row, &quote.terms, markets)?;
        finite(row, "its value", quote.value)?;
        at_least(0.0, row, "its sigma", quote.sigma)?;
    }
    for (i, link) in problem.links.iter().enumerate() {
        let row = PriceRow::Link(i);
        known(row, link.from, markets)?;
        known(row, link.to, markets)?;
        at_least(-1.0, row, "its tax", link.ad_valorem)?;
        finite(row, "its cost", link.cost)?;
        finite(row, "its levy", link.levy)?;
    }
    for (i, margin) in problem.margins.iter().enumerate() {
        let row = PriceRow::Margin(i);
        terms(row, &margin.terms, markets)?;
        finite(row, "its value", margin.value)?;
        at_least(0.0, row, "its least sigma", margin.sigma_min)?;
    }
    for (i, pull) in problem.pulls.iter().enumerate() {
        known(PriceRow::Pull(i), pull.market, markets)?;
        known(PriceRow::Pull(i), pull.to, markets)?;
    }
    fixed(problem)
}

fn fixed(problem: &PriceProblem) -> Result<BTreeMap<usize, f64>, PriceError> {
    let mut prices = BTreeMap::new();
    for (i, &(market, price)) in problem.fixed.iter().enumerate() {
        known(PriceRow::Fixed(i), market, problem.markets)?;
        at_least(0.0, PriceRow::Fixed(i), "its price", price)?;
        match prices.insert(market, price) {
            Some(first) if first != price => {
                return Err(PriceError::FixedTwice { market, first, second: price });
            }
            _ => {}
        }
    }
    Ok(prices)
}

fn terms(row: PriceRow, terms: &[(usize, f64)], markets: usize) -> Result<(), PriceError> {
    for &(market, weight) in terms {
        known(row, market, markets)?;
        finite(row, "a weight", weight)?;
    }
    if terms.iter().all(|(_, weight)| *weight == 0.0) {
        return Err(PriceError::Empty { row });
    }
    Ok(())
}

fn known(row: PriceRow, market: usize, markets: usize) -> Result<(), PriceError> {
    if market < markets { Ok(()) } else { Err(PriceError::UnknownMarket { row, market, markets }) }
}

fn finite(row: PriceRow, name: &'static str, value: f64) -> Result<(), PriceError> {
    at_least(f64::MIN, row, name, value)
}

fn at_least(least: f64, row: PriceRow, name: &'static str, value: f64) -> Result<(), PriceError> {
    if value.is_finite() && value >= least { Ok(()) } else { Err(PriceError::BadNumber { row, name, value }) }
}
