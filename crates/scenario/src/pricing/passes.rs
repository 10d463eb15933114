//! The passes: rows at the estimate, one bounded least squares, a new estimate.

use super::PriceProblem;
use super::anchor::unlinked;
use super::check::{PriceError, check};
use super::program::{Free, least_squares};
use super::rows::{quote, rows};

/// Passes that may be used; four or five are usual.
pub const PASSES: usize = 30;

/// Largest relative change of a price at which the passes stand still.
const STILL: f64 = 1e-8;

/// Below this, USD/kg, changes count as if the price were this high.
const SMALL: f64 = 1e-3;

/// A pass that shrinks the change to less than this share goes well.
const SHRINKS: f64 = 0.5;

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
    let mut at = problem.start.iter().map(|price| price.max(problem.floor)).collect::<Vec<f64>>();
    fixed.iter().for_each(|(market, price)| at[*market] = *price);
    let free = Free::new(problem.markets, &fixed, &rows(problem, &at));
    let mut price = at.clone();
    let (mut passes, mut ending, mut step, mut last) = (0, Ending::PassLimit, 1.0, f64::INFINITY);
    while passes < PASSES {
        let (next, exact) = least_squares(&rows(problem, &at), &free, &at, problem.floor)?;
        passes += 1;
        let change = largest_change(&at, &next);
        price = next;
        ending = if exact { Ending::PassLimit } else { Ending::Inexact };
        if change < STILL {
            ending = if exact { Ending::Converged } else { Ending::Inexact };
            break;
        }
        // Rows that contradict each other take turns in being the looser one; half steps let them meet.
        step = if change > SHRINKS * last { f64::max(step / 2.0, 0.1) } else { step };
        last = change;
        at.iter_mut().zip(&price).for_each(|(a, p)| *a += step * (p - *a));
    }
    let adjustments = problem.quotes.iter().enumerate().map(|(i, q)| (i, quote(i, q).miss(&price))).collect();
    Ok(Prices { price, adjustments, unlinked: unlinked(problem, &fixed), passes, ending })
}

fn largest_change(old: &[f64], new: &[f64]) -> f64 {
    let change = |(a, b): (&f64, &f64)| (b - a).abs() / a.abs().max(SMALL);
    old.iter().zip(new).map(change).fold(0.0, f64::max)
}
