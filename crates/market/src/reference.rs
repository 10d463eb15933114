//! The reference: the month as a quadratic program with bounded segments, by Clarabel, then Newton steps.
//!
//! Clarabel alone misses 1e-6 in prices, because its gap is relative to an objective that is 1e7 times
//! larger than what matters; from its prices one to three Newton steps reach 1e-10.

use crate::newton::{NewtonResult, NewtonSettings, newton};
use crate::normal::NormalMatrix;
use crate::problem::Problem;
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettingsBuilder, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};

/// Why the reference solver gave no prices.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReferenceError {
    /// The library refused the problem's data.
    #[error("the quadratic program was refused: {0}")]
    Refused(String),
    /// The library ended without a solution.
    #[error("the quadratic program ended as {0}")]
    Ended(String),
    /// The pattern could not be analysed for the Newton polish.
    #[error("the pattern of the month could not be analysed")]
    Pattern,
}

/// One sloped piece of a curve, as a variable 0 ≤ u ≤ 1 scaled by its width.
pub(crate) struct Segment {
    pub(crate) activity: usize,
    /// Margin at which the piece begins [USD/kg].
    pub(crate) margin: f64,
    /// Margin per tonne along it.
    pub(crate) slope: f64,
    /// Its width [t/month].
    pub(crate) width: f64,
}

/// Splits every curve into its sloped pieces below the cap; also returns each activity's least quantity.
pub(crate) fn segments(problem: &Problem) -> (Vec<Segment>, Vec<f64>) {
    let mut out = Vec::new();
    let mut least = Vec::with_capacity(problem.tables.len());
    for (activity, table) in problem.tables.iter().enumerate() {
        let (m, x) = (table.margins(), table.quantities());
        let cap = problem.cap[activity];
        least.push(x[0].min(cap));
        for k in 0..m.len().saturating_sub(1) {
            let (a, c) = (x[k], x[k + 1]);
            if a >= cap {
                break;
            }
            if c <= a + 1e-13 * a.abs().max(1.0) {
                continue;
            }
            let slope = (m[k + 1] - m[k]) / (c - a);
            out.push(Segment { activity, margin: m[k], slope, width: c.min(cap) - a });
        }
    }
    (out, least)
}

/// Solves the month by quadratic program and Newton polish; independent of any starting price.
pub fn reference(problem: &Problem) -> Result<NewtonResult, ReferenceError> {
    let price = quadratic_program(problem)?;
    let mut matrix = NormalMatrix::new(problem.rows(), &problem.columns).ok_or(ReferenceError::Pattern)?;
    let settings = NewtonSettings { iterations: 400, ..NewtonSettings::default() };
    Ok(newton(problem, &mut matrix, &price, settings))
}

/// Prices of the rows from the quadratic program alone [USD/kg].
pub(crate) fn quadratic_program(problem: &Problem) -> Result<Vec<f64>, ReferenceError> {
    let (segments, least) = segments(problem);
    let rows = problem.rows();
    let count = segments.len();
    let objective_scale = objective_scale(&segments);
    let diagonal: Vec<f64> = segments.iter().map(|s| s.slope * s.width * s.width * objective_scale).collect();
    let linear: Vec<f64> = segments.iter().map(|s| s.margin * s.width * objective_scale).collect();
    let quadratic = diagonal_matrix(&diagonal);
    let (constraint, bound) = constraints(problem, &segments, &least);
    let cones = [SupportedConeT::NonnegativeConeT(rows + 2 * count)];
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .tol_gap_abs(1e-13)
        .tol_gap_rel(1e-13)
        .tol_feas(1e-10)
        .max_iter(200)
        .max_threads(1)
        .build()
        .map_err(|e| ReferenceError::Refused(e.to_string()))?;
    let mut solver = DefaultSolver::new(&quadratic, &linear, &constraint, &bound, &cones, settings)
        .map_err(|e| ReferenceError::Refused(e.to_string()))?;
    solver.solve();
    let usable = [
        SolverStatus::Solved,
        SolverStatus::AlmostSolved,
        SolverStatus::InsufficientProgress,
        SolverStatus::MaxIterations,
    ];
    if !usable.contains(&solver.solution.status) {
        return Err(ReferenceError::Ended(format!("{:?}", solver.solution.status)));
    }
    let price =
        (0..rows).map(|i| solver.solution.z[i] / problem.quantity_scale[i] / objective_scale).collect();
    Ok(price)
}

fn objective_scale(segments: &[Segment]) -> f64 {
    let mut size: Vec<f64> = segments.iter().map(|s| (s.margin * s.width).abs() + 1e-12).collect();
    size.sort_by(f64::total_cmp);
    size.get(size.len() / 2).map_or(1.0, |median| 1.0 / median)
}

fn diagonal_matrix(diagonal: &[f64]) -> CscMatrix<f64> {
    let n = diagonal.len();
    CscMatrix::new(n, n, (0..=n).collect(), (0..n).collect(), diagonal.to_vec())
}

/// Rows of the month (scaled), then u ≤ 1, then u ≥ 0, as `G u + s = h`.
fn constraints(problem: &Problem, segments: &[Segment], least: &[f64]) -> (CscMatrix<f64>, Vec<f64>) {
    let (rows, count) = (problem.rows(), segments.len());
    let mut bound: Vec<f64> = problem.endowment.clone();
    for (b, x) in least.iter().enumerate() {
        for (i, a) in problem.columns.entries(b) {
            bound[i] += a * x;
        }
    }
    for (i, h) in bound.iter_mut().enumerate() {
        *h /= problem.quantity_scale[i];
    }
    bound.extend(std::iter::repeat_n(1.0, count));
    bound.extend(std::iter::repeat_n(0.0, count));
    let (mut start, mut row, mut value) = (vec![0], Vec::new(), Vec::new());
    for (k, s) in segments.iter().enumerate() {
        let mut entries: Vec<(usize, f64)> = problem
            .columns
            .entries(s.activity)
            .map(|(i, a)| (i, -a * s.width / problem.quantity_scale[i]))
            .collect();
        entries.push((rows + k, 1.0));
        entries.push((rows + count + k, -1.0));
        entries.sort_by_key(|e| e.0);
        for (i, v) in entries {
            row.push(i);
            value.push(v);
        }
        start.push(row.len());
    }
    (CscMatrix::new(rows + 2 * count, count, start, row, value), bound)
}
