//! The passes: rows at the estimate, one bounded least squares, a new estimate.

use std::collections::BTreeMap;

use super::PriceProblem;
use super::anchor::unlinked;
use super::check::{PriceError, check};
use super::program::{Free, least_squares};
use super::rows::{quote, rows};

/// Passes that may be used; three to five are usual.
pub const PASSES: usize = 60;

/// Largest relative change of a price at which the passes stand still.
const STILL: f64 = 1e-8;

/// Below this, USD/kg, changes count as if the price were this high.
const SMALL: f64 = 1e-3;

/// How a step that turns back is shortened, and one that goes on lengthened, up to the whole way. Rows that
/// contradict each other take turns in being the looser one; shorter steps let them meet.
const SHORTER: f64 = 0.5;
const LONGER: f64 = 1.3;

/// What a solution says.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// One per market, USD/kg.
    pub price: Vec<f64>,
    /// Per quote, in order: its place and (price − quote)/σ.
    pub adjustments: Vec<(usize, f64)>,
    /// Markets with no quote, no fixed price, and no chain of routes to one: their price is a guess.
    pub unlinked: Vec<usize>,
    /// Passes used.
    pub passes: usize,
    /// How they ended.
    pub ending: Ending,
}

/// How the passes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The prices stand still.
    Converged,
    /// The prices still moved: rows contradict each other by many σ.
    PassLimit,
    /// Rounding kept the last pass from its minimum.
    Inexact,
}

/// The prices that fit all rows best.
///
/// # Errors
/// If a row names a market that is not there or holds a number that cannot be or is too large.
pub fn solve(problem: &PriceProblem) -> Result<Prices, PriceError> {
    let fixed = check(problem)?;
    let at = start(problem, &fixed);
    let free = Free::new(problem.markets, &fixed, &rows(problem, &at));
    let (price, passes, ending) = iterate(problem, &free, at)?;
    let adjustments = problem.quotes.iter().enumerate().map(|(i, q)| (i, quote(i, q).miss(&price))).collect();
    Ok(Prices { price, adjustments, unlinked: unlinked(problem, &fixed), passes, ending })
}

fn start(problem: &PriceProblem, fixed: &BTreeMap<usize, f64>) -> Vec<f64> {
    let given = |(market, price): (usize, &f64)| match fixed.get(&market) {
        Some(fixed) => *fixed,
        None => price.max(problem.floor),
    };
    problem.start.iter().enumerate().map(given).collect()
}

fn iterate(
    problem: &PriceProblem,
    free: &Free,
    mut at: Vec<f64>,
) -> Result<(Vec<f64>, usize, Ending), PriceError> {
    let mut price = at.clone();
    let mut ending = Ending::PassLimit;
    let mut step = 1.0;
    let mut before = Vec::new();
    for pass in 1..=PASSES {
        let exact;
        (price, exact) = least_squares(&rows(problem, &at), free, &at, problem.floor)?;
        let moves = moves(&at, &price);
        let still = moves.iter().all(|m| m.abs() < STILL);
        ending = match (exact, still) {
            (false, _) => Ending::Inexact,
            (true, true) => Ending::Converged,
            (true, false) => Ending::PassLimit,
        };
        if still {
            return Ok((price, pass, ending));
        }
        let turned = moves.iter().zip(&before).map(|(a, b)| a * b).sum::<f64>() < 0.0;
        step = if turned { SHORTER * step } else { f64::min(LONGER * step, 1.0) };
        at.iter_mut().zip(&price).for_each(|(a, p)| *a += step * (p - *a));
        before = moves;
    }
    Ok((price, PASSES, ending))
}

/// Relative changes.
fn moves(old: &[f64], new: &[f64]) -> Vec<f64> {
    old.iter().zip(new).map(|(a, b)| (b - a) / a.max(SMALL)).collect()
}
