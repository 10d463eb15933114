//! The normal matrix Σ_b d_b a_b a_bᵀ with a fixed pattern: ordered and analysed once, refactored often.
//!
//! Both solvers need the same m × m matrix with other weights, so one symbolic factorisation (minimum
//! degree, from the solver library's own LDLᵀ) serves a whole run. A dense Cholesky costs fifty times more
//! on the real chain.

use crate::problem::Columns;
use clarabel::algebra::CscMatrix;
use clarabel::qdldl::{QDLDLFactorisation, QDLDLSettingsBuilder};

/// A symmetric positive definite matrix on the pattern of the activities' columns.
#[derive(Debug)]
pub struct NormalMatrix {
    size: usize,
    /// Upper-triangle position of each pair (k ≤ l) of entries of each column, in order.
    pair: Vec<usize>,
    diagonal: Vec<usize>,
    column_of: Vec<usize>,
    row_of: Vec<usize>,
    value: Vec<f64>,
    every: Vec<usize>,
    factor: QDLDLFactorisation<f64>,
}

/// The factorisation broke down: the matrix is not positive definite to working precision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotPositive;

impl NormalMatrix {
    /// Analyses the pattern of `columns` over `size` rows. `None` if the library refuses the pattern.
    pub fn new(size: usize, columns: &Columns) -> Option<Self> {
        let mut position = std::collections::BTreeMap::new();
        for i in 0..size {
            position.insert((i, i), 0);
        }
        for b in 0..columns.len() {
            for (i, j) in pairs(columns, b) {
                position.insert((i.max(j), i.min(j)), 0);
            }
        }
        for (k, slot) in position.values_mut().enumerate() {
            *slot = k;
        }
        let pair = (0..columns.len())
            .flat_map(|b| pairs(columns, b))
            .map(|(i, j)| position[&(i.max(j), i.min(j))])
            .collect();
        let diagonal: Vec<usize> = (0..size).map(|i| position[&(i, i)]).collect();
        let (column_of, row_of): (Vec<usize>, Vec<usize>) = position.keys().copied().unzip();
        let mut start = vec![0; size + 1];
        for c in &column_of {
            start[c + 1] += 1;
        }
        for c in 0..size {
            start[c + 1] += start[c];
        }
        let mut value = vec![0.0; row_of.len()];
        for d in &diagonal {
            value[*d] = 1.0;
        }
        let matrix = CscMatrix::new(size, size, start, row_of.clone(), value.clone());
        let settings = QDLDLSettingsBuilder::default().regularize_enable(false).build().ok()?;
        let factor = QDLDLFactorisation::new(&matrix, Some(settings)).ok()?;
        let every = (0..value.len()).collect();
        Some(Self { size, pair, diagonal, column_of, row_of, value, every, factor })
    }

    /// Sets the matrix to diag(`ridge`) + Σ weight_b (s∘a_b)(s∘a_b)ᵀ, with row scales `scale`.
    pub(crate) fn assemble(&mut self, columns: &Columns, weight: &[f64], scale: &[f64], ridge: &[f64]) {
        self.value.fill(0.0);
        for (i, d) in self.diagonal.iter().enumerate() {
            self.value[*d] = ridge[i];
        }
        let mut next = 0;
        for (b, weight) in weight.iter().enumerate() {
            let range = columns.start[b]..columns.start[b + 1];
            let count = range.len() * (range.len() + 1) / 2;
            if *weight != 0.0 {
                let mut at = next;
                for k in range.clone() {
                    let w = weight * columns.value[k] * scale[columns.row[k]];
                    for l in k..range.end {
                        self.value[self.pair[at]] += w * columns.value[l] * scale[columns.row[l]];
                        at += 1;
                    }
                }
            }
            next += count;
        }
    }

    /// Takes rows where `active` is false out of the system: identity there, so their step is zero.
    pub(crate) fn mask(&mut self, active: &[bool]) {
        for k in 0..self.value.len() {
            let (i, j) = (self.row_of[k], self.column_of[k]);
            if !(active[i] && active[j]) {
                self.value[k] = if i == j { 1.0 } else { 0.0 };
            }
        }
    }

    pub(crate) fn factorise(&mut self) -> Result<(), NotPositive> {
        self.factor.update_values(&self.every, &self.value);
        self.factor.refactor().map_err(|_| NotPositive)?;
        let sound = self.factor.D.iter().all(|d| d.is_finite() && *d > 0.0);
        if sound { Ok(()) } else { Err(NotPositive) }
    }

    pub(crate) fn solve(&mut self, rhs: &mut [f64]) {
        debug_assert_eq!(rhs.len(), self.size);
        self.factor.solve(rhs);
    }
}

fn pairs(columns: &Columns, b: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let range = columns.start[b]..columns.start[b + 1];
    let end = range.end;
    range.flat_map(move |k| (k..end).map(move |l| (columns.row[k], columns.row[l])))
}
