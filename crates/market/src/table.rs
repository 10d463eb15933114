//! One non-decreasing piecewise-linear curve: quantity as a function of the margin.
//!
//! Constant outside its knots. Everything the solvers need (value, slope, integral) is exact on the table,
//! so no error of representation can hide between two solvers. A smooth curve sampled on the fly was
//! tried and dropped: two solvers then answer two different questions.

use serde::{Deserialize, Serialize};

/// Knots with strictly increasing margins [USD/kg] and non-decreasing quantities [t/month].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    margin: Vec<f64>,
    quantity: Vec<f64>,
}

/// Why a list of knots is not a curve.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum TableError {
    /// A curve needs at least one knot.
    #[error("a table needs at least one knot")]
    Empty,
    /// Lists of different length.
    #[error("a table needs as many margins as quantities, not {0} and {1}")]
    Ragged(usize, usize),
    /// NaN or infinity.
    #[error("knot {0} is not a finite number")]
    NotFinite(usize),
    /// Margins must strictly increase.
    #[error("the margin of knot {0} does not exceed that of the knot before it")]
    MarginNotIncreasing(usize),
    /// Quantities must not decrease.
    #[error("the quantity of knot {0} is below that of the knot before it")]
    QuantityDecreasing(usize),
}

impl Table {
    /// Accepts knots only if margins strictly increase and quantities never decrease.
    pub fn new(margin: Vec<f64>, quantity: Vec<f64>) -> Result<Self, TableError> {
        let table = Self { margin, quantity };
        table.check()?;
        Ok(table)
    }

    /// The invariants that are asserted before every solve.
    pub fn check(&self) -> Result<(), TableError> {
        if self.margin.len() != self.quantity.len() {
            return Err(TableError::Ragged(self.margin.len(), self.quantity.len()));
        }
        if self.margin.is_empty() {
            return Err(TableError::Empty);
        }
        for k in 0..self.margin.len() {
            if !(self.margin[k].is_finite() && self.quantity[k].is_finite()) {
                return Err(TableError::NotFinite(k));
            }
            if k > 0 && self.margin[k] <= self.margin[k - 1] {
                return Err(TableError::MarginNotIncreasing(k));
            }
            if k > 0 && self.quantity[k] < self.quantity[k - 1] {
                return Err(TableError::QuantityDecreasing(k));
            }
        }
        Ok(())
    }

    /// Margins of the knots [USD/kg].
    pub fn margins(&self) -> &[f64] {
        &self.margin
    }

    /// Quantities at the knots [t/month].
    pub fn quantities(&self) -> &[f64] {
        &self.quantity
    }

    pub(crate) fn clear(&mut self) {
        self.margin.clear();
        self.quantity.clear();
    }

    pub(crate) fn push(&mut self, margin: f64, quantity: f64) {
        self.margin.push(margin);
        self.quantity.push(quantity);
    }

    pub(crate) fn copy_from(&mut self, other: &Table) {
        self.margin.clone_from(&other.margin);
        self.quantity.clone_from(&other.quantity);
    }

    pub(crate) fn shift_margin(&mut self, by: f64) {
        for m in &mut self.margin {
            *m += by;
        }
    }

    pub(crate) fn scale_quantity(&mut self, by: f64) {
        for x in &mut self.quantity {
            *x *= by;
        }
    }

    pub(crate) fn map_quantity(&mut self, mut f: impl FnMut(f64) -> f64) {
        for x in &mut self.quantity {
            *x = f(*x);
        }
    }

    /// Largest absolute quantity, the scale of this curve [t/month].
    pub fn scale(&self) -> f64 {
        self.quantity.iter().fold(0.0, |a, x| a.max(x.abs()))
    }

    /// Quantity and slope at `margin`, cut at `cap`. At a knot the slope to its right is returned.
    pub fn at(&self, margin: f64, cap: f64) -> (f64, f64) {
        let (x, slope) = self.uncapped(margin);
        if x >= cap { (cap, 0.0) } else { (x, slope) }
    }

    fn uncapped(&self, margin: f64) -> (f64, f64) {
        let last = self.margin.len() - 1;
        if margin < self.margin[0] {
            return (self.quantity[0], 0.0);
        }
        if margin >= self.margin[last] {
            return (self.quantity[last], 0.0);
        }
        let k = self.margin.partition_point(|m| *m <= margin) - 1;
        let slope = (self.quantity[k + 1] - self.quantity[k]) / (self.margin[k + 1] - self.margin[k]);
        (self.quantity[k] + slope * (margin - self.margin[k]), slope)
    }

    /// ∫ quantity d(margin) from the first knot to `margin`, the quantity cut at `cap` [1,000 USD/month].
    pub fn integral(&self, margin: f64, cap: f64) -> f64 {
        let first = self.margin[0];
        if margin <= first {
            return (margin - first) * self.quantity[0].min(cap);
        }
        let mut sum = 0.0;
        for k in 0..self.margin.len() - 1 {
            let end = self.margin[k + 1].min(margin);
            sum += self.piece(k, end, cap);
            if end >= margin {
                return sum;
            }
        }
        let last = self.margin.len() - 1;
        sum + (margin - self.margin[last]) * self.quantity[last].min(cap)
    }

    /// Integral over segment `k` from its left knot to `end`.
    fn piece(&self, k: usize, end: f64, cap: f64) -> f64 {
        let (a, b) = (self.margin[k], self.margin[k + 1]);
        let xa = self.quantity[k];
        let xb = xa + (self.quantity[k + 1] - xa) * (end - a) / (b - a);
        if xb <= cap {
            0.5 * (xa + xb) * (end - a)
        } else if xa >= cap {
            cap * (end - a)
        } else {
            let bend = a + (end - a) * (cap - xa) / (xb - xa);
            0.5 * (xa + cap) * (bend - a) + cap * (end - bend)
        }
    }

    /// The smallest margin at which the curve reaches `quantity`; `None` above its largest quantity.
    pub fn margin_for(&self, quantity: f64) -> Option<f64> {
        if quantity <= self.quantity[0] {
            return Some(self.margin[0]);
        }
        let k = self.quantity.iter().position(|x| *x >= quantity)?;
        let (xa, xb) = (self.quantity[k - 1], self.quantity[k]);
        let t = (quantity - xa) / (xb - xa);
        Some(self.margin[k - 1] + t * (self.margin[k] - self.margin[k - 1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Table {
        Table::new(vec![0.0, 1.0, 3.0], vec![0.0, 2.0, 2.5]).unwrap()
    }

    #[test]
    fn a_curve_is_constant_outside_its_knots() {
        assert_eq!(ramp().at(-1.0, 9.0), (0.0, 0.0));
        assert_eq!(ramp().at(5.0, 9.0), (2.5, 0.0));
    }

    #[test]
    fn a_cap_cuts_the_curve_and_its_slope() {
        assert_eq!(ramp().at(0.5, 9.0), (1.0, 2.0));
        assert_eq!(ramp().at(2.0, 1.5), (1.5, 0.0));
    }

    #[test]
    fn the_integral_is_the_area_under_the_cut_curve() {
        assert!((ramp().integral(3.0, 9.0) - (1.0 + 4.5)).abs() < 1e-15);
        // cut at 1: half a unit of ramp up to margin .5, then flat to 3
        assert!((ramp().integral(3.0, 1.0) - (0.25 + 2.5)).abs() < 1e-15);
    }

    #[test]
    fn the_inverse_undoes_the_curve() {
        let m = ramp().margin_for(2.25).unwrap();
        assert!((ramp().at(m, 9.0).0 - 2.25).abs() < 1e-15);
        assert_eq!(ramp().margin_for(3.0), None);
    }

    #[test]
    fn knots_that_go_back_are_refused() {
        assert_eq!(Table::new(vec![0.0, 0.0], vec![0.0, 1.0]), Err(TableError::MarginNotIncreasing(1)));
        assert_eq!(Table::new(vec![0.0, 1.0], vec![1.0, 0.0]), Err(TableError::QuantityDecreasing(1)));
        assert_eq!(Table::new(vec![0.0, f64::NAN], vec![1.0, 2.0]), Err(TableError::NotFinite(1)));
        assert_eq!(Table::new(vec![], vec![]), Err(TableError::Empty));
    }
}
