//! A number together with the range that its inputs' rounding leaves it.
//!
//! Tables of criticality studies are printed rounded: a share of 43 % may be anything from 42.5 to 43.5 %. A
//! figure recomputed from them is a point and an interval, and it agrees with the published one if that, itself
//! rounded, meets the interval. These are bounds, not chances; an 80 % interval is another type (`Estimate`). The
//! road not taken: drawing inputs within their rounding. The formulas rise or fall with each input, so that the
//! ends are exact and cheap.

use std::ops::{Add, Mul};

use crate::IndexError;

/// A point and bounds that hold it: `low ≤ point ≤ high`, all finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    point: f64,
    low: f64,
    high: f64,
}

impl Bounded {
    /// Refuses numbers that are not finite or not in order.
    pub fn new(point: f64, low: f64, high: f64) -> Result<Self, IndexError> {
        let finite = [point, low, high].iter().all(|x| x.is_finite());
        let ordered = low <= point && point <= high;
        if finite && ordered { Ok(Self { point, low, high }) } else { Err(IndexError::NotAnAmount(point)) }
    }

    /// A number known exactly.
    pub fn exact(point: f64) -> Result<Self, IndexError> {
        Self::new(point, point, point)
    }

    /// An amount from 0 that was rounded by at most `half` up or down.
    pub fn amount(point: f64, half: f64) -> Result<Self, IndexError> {
        let point = crate::amount(point)?;
        Self::new(point, (point - half).max(0.0), point + half)
    }

    /// A share of a whole, 0–1, that was rounded by at most `half` up or down.
    pub fn share(point: f64, half: f64) -> Result<Self, IndexError> {
        let point = crate::share(point)?;
        Self::new(point, (point - half).max(0.0), (point + half).min(1.0))
    }

    /// The number itself.
    pub fn point(self) -> f64 {
        self.point
    }

    /// The least that it can be.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The most that it can be.
    pub fn high(self) -> f64 {
        self.high
    }

    /// What is left of one.
    pub fn rest(self) -> Self {
        Self { point: 1.0 - self.point, low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// The number times a constant from 0.
    pub fn scaled(self, factor: f64) -> Result<Self, IndexError> {
        let factor = crate::amount(factor)?;
        Self::new(self.point * factor, self.low * factor, self.high * factor)
    }

    /// The square of a number that is not below zero.
    pub fn squared(self) -> Self {
        self * self
    }

    /// Whether some number lies within both.
    pub fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The bounds of both, around the point of the first.
    pub fn hull(self, other: Self) -> Self {
        Self { point: self.point, low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

impl Add for Bounded {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { point: self.point + other.point, low: self.low + other.low, high: self.high + other.high }
    }
}

impl Mul for Bounded {
    type Output = Self;

    /// The extremes of a product lie at the corners.
    fn mul(self, other: Self) -> Self {
        let corners =
            [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        let point = self.point * other.point;
        let low = corners.into_iter().fold(point, f64::min);
        let high = corners.into_iter().fold(point, f64::max);
        Self { point, low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(point: f64, low: f64, high: f64) -> Bounded {
        Bounded::new(point, low, high).unwrap()
    }

    #[test]
    fn ends_are_added_and_corners_multiplied() {
        let a = bounded(2.0, 1.0, 3.0);
        assert_eq!(a + bounded(10.0, 9.0, 12.0), bounded(12.0, 10.0, 15.0));
        // Corners of [1, 3] × [−1, 2]: −1, 2, −3, 6.
        assert_eq!(a * bounded(0.5, -1.0, 2.0), bounded(1.0, -3.0, 6.0));
        assert_eq!(bounded(0.25, 0.0, 0.5).rest(), bounded(0.75, 0.5, 1.0));
    }

    #[test]
    fn rounding_does_not_leave_the_possible() {
        assert_eq!(Bounded::share(0.0, 0.005), Bounded::new(0.0, 0.0, 0.005));
        assert_eq!(Bounded::share(1.0, 0.005), Bounded::new(1.0, 0.995, 1.0));
        assert_eq!(Bounded::share(43.0, 0.5), Err(IndexError::NotAShare(43.0)));
        assert_eq!(Bounded::amount(0.0, 0.05).unwrap().low(), 0.0);
        assert!(Bounded::amount(-0.1, 0.05).is_err());
        assert!(Bounded::new(1.0, 1.1, 2.0).is_err() && Bounded::exact(f64::NAN).is_err());
    }

    #[test]
    fn intervals_that_touch_meet() {
        let a = bounded(1.0, 0.5, 1.5);
        assert!(a.meets(bounded(2.0, 1.5, 2.5)) && a.meets(a));
        assert!(!a.meets(bounded(2.0, 1.6, 2.5)));
    }
}
