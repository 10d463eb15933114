//! Newton's method on the dual: as many unknowns as rows, warm from last month's prices.
//!
//! Each step solves Σ q_b' a_b a_bᵀ on the rows that are not at a zero price with a surplus. Three cures keep
//! it from stalling: an adaptive ridge, a line search on the sign of the directional derivative (the dual
//! itself loses digits near the end), and economic curvature in the tables. Clamping the price step was
//! tried and makes it worse.

use crate::normal::NormalMatrix;
use crate::problem::{Point, Problem};

/// How long and how far to iterate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewtonSettings {
    /// Scaled residual at which to stop.
    pub tolerance: f64,
    /// Iterations at most.
    pub iterations: usize,
}

impl Default for NewtonSettings {
    fn default() -> Self {
        Self { tolerance: 1e-11, iterations: 60 }
    }
}

/// How Newton's method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewtonEnding {
    /// Residual below the tolerance.
    Solved,
    /// No better point along the step, whatever the ridge.
    NoDescent,
    /// The matrix stayed indefinite, whatever the ridge.
    NotPositive,
    /// Too many iterations.
    IterationLimit,
}

/// Where Newton's method ended.
#[derive(Clone, Debug)]
pub struct NewtonResult {
    /// Prices of the rows [USD/kg].
    pub price: Vec<f64>,
    /// Quantities of the activities [t/month].
    pub quantity: Vec<f64>,
    /// Surplus of the rows [t/month].
    pub surplus: Vec<f64>,
    /// Scaled residual.
    pub residual: f64,
    /// Iterations used.
    pub iterations: usize,
    /// How it ended.
    pub ending: NewtonEnding,
}

struct Work {
    price: Vec<f64>,
    here: Point,
    trial_price: Vec<f64>,
    trial: Point,
    active: Vec<bool>,
    step: Vec<f64>,
    ridge: Vec<f64>,
}

/// Ridge at the start, as a share of price scale × quantity scale.
const RIDGE_START: f64 = 1e-6;
const RIDGE_LEAST: f64 = 1e-13;
const RIDGE_MOST: f64 = 1e3;

/// Solves the month from `start` (negative entries are lifted to zero).
pub fn newton(
    problem: &Problem,
    matrix: &mut NormalMatrix,
    start: &[f64],
    settings: NewtonSettings,
) -> NewtonResult {
    let rows = problem.rows();
    let mut work = Work {
        price: start.iter().map(|p| p.max(0.0)).collect(),
        here: Point::default(),
        trial_price: vec![0.0; rows],
        trial: Point::default(),
        active: vec![true; rows],
        step: vec![0.0; rows],
        ridge: vec![0.0; rows],
    };
    problem.point(&work.price, &mut work.here, true);
    let mut mu = RIDGE_START;
    for iteration in 0..settings.iterations {
        let residual = problem.residual(&work.price, &work.here.surplus);
        if residual <= settings.tolerance {
            return finish(problem, work, iteration, NewtonEnding::Solved);
        }
        if !direction(problem, matrix, &mut work, &mut mu) {
            return finish(problem, work, iteration, NewtonEnding::NotPositive);
        }
        match line_search(problem, &mut work) {
            Some(halvings) => {
                std::mem::swap(&mut work.price, &mut work.trial_price);
                std::mem::swap(&mut work.here, &mut work.trial);
                mu = next_ridge(mu, halvings);
            }
            None => {
                mu *= 100.0;
                if mu > RIDGE_MOST {
                    return finish(problem, work, iteration, NewtonEnding::NoDescent);
                }
            }
        }
    }
    let residual = problem.residual(&work.price, &work.here.surplus);
    let ending =
        if residual <= settings.tolerance { NewtonEnding::Solved } else { NewtonEnding::IterationLimit };
    finish(problem, work, settings.iterations, ending)
}

fn next_ridge(mu: f64, halvings: usize) -> f64 {
    match halvings {
        0 => (mu * 0.1).max(RIDGE_LEAST),
        1 | 2 => mu,
        _ => (mu * 10.0).min(1e2),
    }
}

/// Fills `work.step` (in units of the price scale); false if no ridge makes the matrix positive.
fn direction(problem: &Problem, matrix: &mut NormalMatrix, work: &mut Work, mu: &mut f64) -> bool {
    let scale = &problem.price_scale;
    for (i, scale) in scale.iter().enumerate() {
        work.active[i] = !(work.price[i] <= 1e-12 * scale && work.here.surplus[i] > 0.0);
    }
    for _ in 0..12 {
        for (i, scale) in scale.iter().enumerate() {
            work.ridge[i] = *mu * problem.quantity_scale[i] * scale;
        }
        matrix.assemble(&problem.columns, &work.here.slope, scale, &work.ridge);
        matrix.mask(&work.active);
        if matrix.factorise().is_ok() {
            for (i, scale) in scale.iter().enumerate() {
                work.step[i] = if work.active[i] { -work.here.surplus[i] * scale } else { 0.0 };
            }
            matrix.solve(&mut work.step);
            if work.step.iter().all(|s| s.is_finite()) {
                return true;
            }
        }
        *mu = (*mu * 10.0).max(1e-10);
    }
    false
}

/// Finds a step length; returns the number of reductions, or `None` if none helps.
fn line_search(problem: &Problem, work: &mut Work) -> Option<usize> {
    let mut length = 1.0;
    for halvings in 0..40 {
        let mut slope_here = 0.0;
        for i in 0..work.price.len() {
            let moved = (work.price[i] + length * work.step[i] * problem.price_scale[i]).max(0.0);
            work.trial_price[i] = if work.active[i] { moved } else { work.price[i] };
            slope_here += work.here.surplus[i] * (work.trial_price[i] - work.price[i]);
        }
        problem.point(&work.trial_price, &mut work.trial, true);
        let slope_there: f64 = (0..work.price.len())
            .filter(|i| work.active[*i])
            .map(|i| work.trial.surplus[i] * (work.trial_price[i] - work.price[i]))
            .sum();
        let armijo = work.trial.dual <= work.here.dual + 1e-4 * slope_here;
        let flat = slope_there <= -0.9 * slope_here
            && work.trial.dual <= work.here.dual + 1e-12 * work.here.dual.abs();
        if armijo || slope_there <= 0.0 || flat {
            return Some(halvings);
        }
        length *=
            if slope_here < 0.0 { (slope_here / (slope_here - slope_there)).clamp(0.1, 0.7) } else { 0.5 };
    }
    None
}

fn finish(problem: &Problem, work: Work, iterations: usize, ending: NewtonEnding) -> NewtonResult {
    let residual = problem.residual(&work.price, &work.here.surplus);
    NewtonResult {
        price: work.price,
        quantity: work.here.quantity,
        surplus: work.here.surplus,
        residual,
        iterations,
        ending,
    }
}
