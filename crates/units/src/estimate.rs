//! A figure with its 80 % interval.

use serde::{Deserialize, Serialize};

/// Width of the central 80 % of a normal distribution, in standard deviations (2 × 1.28155).
const WIDTH_80: f64 = 2.5631;

/// A value and the interval that holds it with a chance of 80 %: `low ≤ value ≤ high`, all finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Estimate {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct Raw {
    value: f64,
    low: f64,
    high: f64,
}

impl TryFrom<Raw> for Estimate {
    type Error = BadEstimate;

    fn try_from(raw: Raw) -> Result<Self, BadEstimate> {
        Self::new(raw.value, raw.low, raw.high)
    }
}

impl Estimate {
    /// Refuses numbers that are not finite or not in order.
    pub fn new(value: f64, low: f64, high: f64) -> Result<Self, BadEstimate> {
        if ![value, low, high].iter().all(|x| x.is_finite()) {
            return Err(BadEstimate::NotFinite);
        }
        if low <= value && value <= high {
            Ok(Self { value, low, high })
        } else {
            Err(BadEstimate::OutOfOrder { value, low, high })
        }
    }

    /// A number known exactly. `None` if it is not finite.
    pub fn exact(value: f64) -> Option<Self> {
        Self::new(value, value, value).ok()
    }

    /// The central figure.
    pub fn value(self) -> f64 {
        self.value
    }

    /// The figure with a chance of 10 % below it.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The figure with a chance of 10 % above it.
    pub fn high(self) -> f64 {
        self.high
    }

    /// The standard deviation of the normal distribution with this 80 % interval.
    pub fn sigma(self) -> f64 {
        (self.high - self.low) / WIDTH_80
    }

    /// All three figures multiplied; the ends change places under a negative factor.
    pub fn scaled(self, factor: f64) -> Result<Self, BadEstimate> {
        let (a, b) = (self.low * factor, self.high * factor);
        Self::new(self.value * factor, a.min(b), a.max(b))
    }
}

/// Three numbers that are no estimate.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum BadEstimate {
    /// Infinite, or no number at all.
    #[error("an estimate needs finite numbers")]
    NotFinite,
    /// The interval does not hold the value.
    #[error("low ≤ value ≤ high does not hold: {low}, {value}, {high}")]
    OutOfOrder {
        /// Central figure offered.
        value: f64,
        /// Lower end offered.
        low: f64,
        /// Upper end offered.
        high: f64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigma_is_the_width_over_2_5631() {
        let estimate = Estimate::new(10.0, 10.0 - 1.28155, 10.0 + 1.28155).unwrap();
        assert!((estimate.sigma() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn disorder_and_infinities_are_refused() {
        assert!(matches!(Estimate::new(5.0, 6.0, 7.0), Err(BadEstimate::OutOfOrder { .. })));
        assert_eq!(Estimate::new(f64::NAN, 0.0, 1.0), Err(BadEstimate::NotFinite));
        assert_eq!(Estimate::new(1.0, 0.0, f64::INFINITY), Err(BadEstimate::NotFinite));
    }

    #[test]
    fn a_negative_factor_swaps_the_ends() {
        let scaled = Estimate::new(2.0, 1.0, 4.0).unwrap().scaled(-3.0).unwrap();
        assert_eq!((scaled.low(), scaled.value(), scaled.high()), (-12.0, -6.0, -3.0));
    }
}
