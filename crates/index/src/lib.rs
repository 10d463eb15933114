//! Published measures of concentration and criticality.
//!
//! Pure arithmetic: what a score is about (stage, year, source) is for the caller to keep and print. The road
//! not taken: one "criticality" number that joins them. Their authors measure different things.

mod bounded;
mod compare;
pub mod concentration;
pub mod eu;
pub mod geopolrisk;

pub use bounded::Bounded;
pub use compare::{Comparison, Status};
pub use concentration::{hhi, hhi_interval, import_reliance};

/// Numbers that no index can be made of.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum IndexError {
    /// Infinite, not a number, or below zero where an amount is due.
    #[error("{0} is not an amount; amounts are finite and not below zero")]
    NotAnAmount(f64),
    /// Nothing to be concentrated.
    #[error("there is no amount above zero")]
    Nothing,
    /// Not between 0 and 1.
    #[error("a share must lie between 0 and 1, not {0}; percentages are written as fractions, 37 % as 0.37")]
    NotAShare(f64),
    /// Shares that add up to more than a whole.
    #[error("the shares add up to at least {0:.3}, more than a whole")]
    MoreThanAWhole(f64),
}

fn amount(x: f64) -> Result<f64, IndexError> {
    if x.is_finite() && x >= 0.0 { Ok(x) } else { Err(IndexError::NotAnAmount(x)) }
}

fn share(x: f64) -> Result<f64, IndexError> {
    if (0.0..=1.0).contains(&x) { Ok(x) } else { Err(IndexError::NotAShare(x)) }
}

/// Sums of floating-point shares miss a whole by about this much.
const SLACK: f64 = 1e-9;

/// Printed shares may add up to a little over a whole; rounded down as far as they may be, they must not.
fn whole(shares: impl Iterator<Item = Bounded>) -> Result<(), IndexError> {
    let sum: f64 = shares.map(Bounded::low).sum();
    if sum <= 1.0 + SLACK { Ok(()) } else { Err(IndexError::MoreThanAWhole(sum)) }
}
