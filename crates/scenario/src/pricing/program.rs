//! One bounded least squares over the steps from the estimate to the prices of least misfit.
//!
//! Steps, not prices, are the unknowns, each in units of its own σ: the numbers are near one, and every
//! further pass corrects the rounding of the one before.

use std::collections::{BTreeMap, BTreeSet};

use super::bounded::{Square, minimum};
use super::check::PriceError;
use super::rows::Row;

/// A hold on the estimate, as a share of what the rows know about a price. It moves with the estimate, so it
/// biases nothing where the passes stand still, and leaves what no row speaks about where it was.
const HOLD: f64 = 1e-8;

/// The markets that are solved for.
pub(super) struct Free {
    markets: Vec<usize>,
    place: Vec<Option<usize>>,
}

impl Free {
    /// All that some row names and that have no fixed price.
    pub(super) fn new(markets: usize, fixed: &BTreeMap<usize, f64>, rows: &[Row]) -> Self {
        let named: BTreeSet<usize> =
            rows.iter().flat_map(|row| &row.terms).map(|(market, _)| *market).collect();
        let free: Vec<usize> = named.into_iter().filter(|market| !fixed.contains_key(market)).collect();
        let mut place = vec![None; markets];
        free.iter().enumerate().for_each(|(k, market)| place[*market] = Some(k));
        Self { markets: free, place }
    }
}

/// The prices of least misfit, those that are not free as in `at`, and whether they have full accuracy.
pub(super) fn least_squares(
    rows: &[Row],
    free: &Free,
    at: &[f64],
    floor: f64,
) -> Result<(Vec<f64>, bool), PriceError> {
    let scaled: Vec<Scaled> = rows.iter().map(|row| Scaled::new(row, free, at)).collect::<Result<_, _>>()?;
    let units = units(&scaled, free.markets.len());
    let (matrix, gradient) = normal_equations(&scaled, &units);
    let room: Vec<f64> = free.markets.iter().zip(&units).map(|(m, unit)| (at[*m] - floor) / unit).collect();
    let (steps, exact) = minimum(&matrix, &gradient, &room);
    let mut price = at.to_vec();
    for ((market, step), unit) in free.markets.iter().zip(&steps).zip(&units) {
        price[*market] = (at[*market] + step * unit).max(floor);
    }
    Ok((price, exact))
}

/// Beyond this, in σ or in 1/σ, squares and their sums are no longer safe.
const LARGEST: f64 = 1e100;

/// A row in σ.
struct Scaled {
    /// Places among the free prices, each once and in order, with factors.
    terms: Vec<(usize, f64)>,
    /// What it misses at the estimate.
    miss: f64,
}

impl Scaled {
    fn new(row: &Row, free: &Free, at: &[f64]) -> Result<Self, PriceError> {
        let mut terms: BTreeMap<usize, f64> = BTreeMap::new();
        for &(market, weight) in &row.terms {
            if let Some(k) = free.place[market] {
                *terms.entry(k).or_default() += weight / row.sigma;
            }
        }
        let miss = row.miss(at);
        let sound = terms.values().chain([&miss]).all(|number| number.abs() < LARGEST);
        if !sound {
            return Err(PriceError::Overflow { row: row.source });
        }
        terms.retain(|_, factor| *factor != 0.0);
        Ok(Self { terms: terms.into_iter().collect(), miss })
    }
}

/// Per free price, the σ that all rows together give it when the others are known; 1 where no row speaks.
fn units(rows: &[Scaled], n: usize) -> Vec<f64> {
    let mut known = vec![0.0; n];
    rows.iter().flat_map(|row| &row.terms).for_each(|(k, factor)| known[*k] += factor * factor);
    known.iter().map(|known: &f64| if *known > 0.0 { 1.0 / known.sqrt() } else { 1.0 }).collect()
}

/// A'A + hold, and A' times what the rows miss.
fn normal_equations(rows: &[Scaled], units: &[f64]) -> (Square, Vec<f64>) {
    let mut matrix = Square::zero(units.len());
    let mut gradient = vec![0.0; units.len()];
    for row in rows {
        for &(j, b) in &row.terms {
            gradient[j] += b * units[j] * row.miss;
            for &(i, a) in &row.terms {
                *matrix.at(i, j) += a * units[i] * b * units[j];
            }
        }
    }
    (0..units.len()).for_each(|j| *matrix.at(j, j) += HOLD);
    (matrix, gradient)
}
