//! Which evidence a flow rests on.
//!
//! The weight of row i in flow j is (a_ij/σ_i)² over the sum of the same over all rows that touch j: claims,
//! recipes and the weak prior (design, "Evidence share"). The road not taken: the inverse of the normal
//! matrix. It credits a flow with rows at the far end of the chain, and no reader can check that by hand.

use std::collections::BTreeMap;

use oreline_world::expr::Atom;

use super::problem::Basis;
use super::solve::{RIDGE, sizes};
use super::system::{RowSource, System};

/// The part of a row in what is known of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// The row.
    pub source: RowSource,
    /// Its part, from 0 to 1.
    pub weight: f64,
}

/// The weights of the rows in each column, heaviest first; they add up to one per column.
pub fn influence(system: &System, x: &[f64]) -> Vec<Vec<Weight>> {
    let prior = |size: f64| Weight { source: RowSource::Prior, weight: RIDGE / (size * size) };
    let mut columns: Vec<Vec<Weight>> = sizes(x).into_iter().map(|size| vec![prior(size)]).collect();
    for row in system.rows(x, 1.0, None) {
        for (column, factor) in &row.terms {
            let weight = (factor / row.sigma) * (factor / row.sigma);
            columns[*column].push(Weight { source: row.source, weight });
        }
    }
    columns.iter_mut().for_each(|column| normalise(column));
    columns
}

fn normalise(weights: &mut [Weight]) {
    let total: f64 = weights.iter().map(|w| w.weight).sum();
    weights.iter_mut().for_each(|w| w.weight /= total);
    weights.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.source.cmp(&b.source)));
}

/// Evidence shares: per class of flows the part of each basis, flows weighted by value.
///
/// `class_and_value` sorts a flow into a class (a stage, a region) with its base value, or leaves it out.
pub fn evidence<K: Ord>(
    system: &System,
    influence: &[Vec<Weight>],
    class_and_value: impl Fn(usize, &Atom) -> Option<(K, f64)>,
) -> BTreeMap<K, BTreeMap<Basis, f64>> {
    let mut classes: BTreeMap<K, BTreeMap<Basis, f64>> = BTreeMap::new();
    for (column, atom) in system.network().variables().iter().enumerate() {
        let Some((class, value)) = class_and_value(column, atom) else { continue };
        let shares = classes.entry(class).or_default();
        for weight in &influence[column] {
            *shares.entry(system.basis(weight.source)).or_default() += weight.weight * value;
        }
    }
    for shares in classes.values_mut() {
        let total: f64 = shares.values().sum();
        shares.values_mut().for_each(|share| *share /= if total > 0.0 { total } else { 1.0 });
    }
    classes
}
