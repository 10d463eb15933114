//! One month as mathematics: find prices λ ≥ 0 with F(λ) = Σ a_b q_b(a_b·λ) + e ≥ 0 and λ·F = 0.
//!
//! Rows are markets, inventory positions, quotas and shared capacities; activities b have a column a_b of
//! physical coefficients and a table q_b. F is the gradient of a convex dual, so a small scaled residual is
//! the proof of a solution.

use crate::table::{Table, TableError};

/// Columns of all activities, compressed: the entries of activity `b` are `start[b]..start[b + 1]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Offsets, one more than activities.
    pub start: Vec<usize>,
    /// Row of each entry.
    pub row: Vec<usize>,
    /// Tonnes of the row per tonne of the activity.
    pub value: Vec<f64>,
}

impl Columns {
    /// Compresses one list of (row, coefficient) per activity.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a [(usize, f64)]>) -> Self {
        let mut out = Self { start: vec![0], ..Self::default() };
        for column in columns {
            for (row, value) in column {
                out.row.push(*row);
                out.value.push(*value);
            }
            out.start.push(out.row.len());
        }
        out
    }

    /// Number of activities.
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// True if there is no activity.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// (row, coefficient) of activity `b`.
    pub fn entries(&self, b: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        (self.start[b]..self.start[b + 1]).map(|k| (self.row[k], self.value[k]))
    }

    /// The margin a_b·λ [USD/kg].
    pub fn margin(&self, b: usize, price: &[f64]) -> f64 {
        self.entries(b).map(|(i, a)| a * price[i]).sum()
    }
}

/// One month, ready to solve.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Columns of the activities.
    pub columns: Columns,
    /// One curve per activity.
    pub tables: Vec<Table>,
    /// Upper bound of each activity [t/month]; infinite if none.
    pub cap: Vec<f64>,
    /// What each row holds before the month begins (t).
    pub endowment: Vec<f64>,
    /// Scale of each row's price [USD/kg].
    pub price_scale: Vec<f64>,
    /// Scale of each row's quantity [t/month].
    pub quantity_scale: Vec<f64>,
}

/// Values at one price vector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Point {
    pub(crate) surplus: Vec<f64>,
    pub(crate) quantity: Vec<f64>,
    pub(crate) slope: Vec<f64>,
    pub(crate) dual: f64,
}

/// The proof that comes with every solution; all three are scaled and should be below 1e-10.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// Largest |min(λ/price scale, F/quantity scale)| over rows.
    pub complementarity: f64,
    /// Largest shortfall max(0, −F/quantity scale) over rows.
    pub shortfall: f64,
    /// Largest |x − q(a·λ)| over activities, relative to the curve's scale.
    pub response: f64,
}

impl Certificate {
    /// The largest of the three.
    pub fn worst(&self) -> f64 {
        self.complementarity.max(self.shortfall).max(self.response)
    }
}

impl Problem {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.endowment.len()
    }

    /// Asserts the rules that make the month well posed; the error names the activity.
    pub fn check(&self) -> Result<(), (usize, TableError)> {
        for (b, table) in self.tables.iter().enumerate() {
            table.check().map_err(|e| (b, e))?;
        }
        Ok(())
    }

    pub(crate) fn point(&self, price: &[f64], at: &mut Point, with_dual: bool) {
        at.surplus.clear();
        at.surplus.extend_from_slice(&self.endowment);
        at.quantity.clear();
        at.slope.clear();
        at.dual = if with_dual { self.endowment.iter().zip(price).map(|(e, p)| e * p).sum() } else { 0.0 };
        for b in 0..self.tables.len() {
            let margin = self.columns.margin(b, price);
            let (x, slope) = self.tables[b].at(margin, self.cap[b]);
            if with_dual {
                at.dual += self.tables[b].integral(margin, self.cap[b]);
            }
            for (i, a) in self.columns.entries(b) {
                at.surplus[i] += a * x;
            }
            at.quantity.push(x);
            at.slope.push(slope);
        }
    }

    /// Scaled natural residual of a price vector and its surplus.
    pub(crate) fn residual(&self, price: &[f64], surplus: &[f64]) -> f64 {
        (0..price.len())
            .map(|i| (price[i] / self.price_scale[i]).min(surplus[i] / self.quantity_scale[i]).abs())
            .fold(0.0, f64::max)
    }

    /// Certifies any pair of prices and quantities, whoever found them.
    pub fn certify(&self, price: &[f64], quantity: &[f64]) -> Certificate {
        let mut surplus = self.endowment.clone();
        let mut response: f64 = 0.0;
        for (b, x) in quantity.iter().enumerate() {
            for (i, a) in self.columns.entries(b) {
                surplus[i] += a * x;
            }
            let q = self.tables[b].at(self.columns.margin(b, price), self.cap[b]).0;
            let scale = self.tables[b].scale().min(self.cap[b]).max(1e-12);
            response = response.max((x - q).abs() / scale);
        }
        let shortfall =
            (0..surplus.len()).map(|i| (-surplus[i] / self.quantity_scale[i]).max(0.0)).fold(0.0, f64::max);
        Certificate { complementarity: self.residual(price, &surplus), shortfall, response }
    }

    /// The month's own objective at `quantity`: cost less willingness to pay, Σ ∫ q_b⁻¹ [1,000 USD].
    ///
    /// By Fenchel's equality at a solution, Σ x·margin − ∫ q d(margin).
    pub fn objective(&self, price: &[f64], quantity: &[f64]) -> f64 {
        (0..quantity.len())
            .map(|b| {
                let m = self.columns.margin(b, price);
                quantity[b] * m - self.tables[b].integral(m, self.cap[b])
            })
            .sum()
    }
}
