//! The passes of the fit: rows at the point, one quadratic program, a new point.
//!
//! Each program is min Σ((Ax − b)/σ)² subject to balance, x ≥ 0 (but for stock builds) and capacities, in
//! columns scaled by their size. The road not taken: a general nonlinear solver for
//! ratios and grades. Tangents with a few passes reach the same point and leave each row readable.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, SupportedConeT, ZeroConeT,
};

use super::fit::{Ending, Fit};
use super::system::{Draw, Row, System};

/// The weak pull to zero on every column, in units of its size: it decides only what no row speaks about.
pub(super) const RIDGE: f64 = 1e-9;

/// Relative change of a flow of at least [`STILL_SIZE`] t at which the passes stand still.
const STILL: f64 = 1e-5;

/// Below this, t a year, changes count as if the flow had this size.
const STILL_SIZE: f64 = 10.0;

/// Balances are stated in thousands of tonnes, so that the solver's tolerance weighs them like the rest.
const BALANCE_UNIT: f64 = 1e3;

/// A cold start holds ratios of less than this, t a year, loosely; the floor shrinks by
/// [`COLD_SHRINK`] a pass. Without it small regions collapse to zero at once.
const COLD_FLOOR: f64 = 3000.0;
const COLD_SHRINK: f64 = 0.3;

/// The floor of a warm start and the last one of a cold start, t a year.
const LEAST_FLOOR: f64 = 1.0;

/// A cold start makes at least as many passes as its floor needs to come down.
const COLD_PASSES: usize = 10;

/// Passes that a cold start may use.
pub const PASSES: usize = 30;

/// Passes that a perturbed fit needs from the unperturbed one.
pub const WARM_PASSES: usize = 2;

/// Where the passes begin.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// Rough magnitudes from the claims.
    Cold,
    /// A point found before, for the same columns.
    Warm(&'a [f64]),
}

/// Fits the flows to the claims, from nothing.
pub fn fit(system: &System) -> Fit {
    solve(system, Start::Cold, PASSES, None)
}

/// Fits the flows to evidence shifted by a draw, from the point of the unshifted fit.
pub fn perturbed(system: &System, from: &[f64], draw: Draw<'_>) -> Fit {
    solve(system, Start::Warm(from), WARM_PASSES, Some(draw))
}

/// The fit with every choice open.
///
/// # Panics
/// If a warm point or a draw has not one number per column, cluster or group of this system.
pub fn solve(system: &System, start: Start<'_>, passes: usize, draw: Option<Draw<'_>>) -> Fit {
    if let Some(draw) = draw {
        assert_eq!(draw.clusters.len(), system.clusters().len(), "one normal per cluster");
        assert_eq!(draw.groups.len(), system.groups().len(), "one normal per recipe group");
    }
    let (cold, mut x) = match start {
        Start::Cold => (true, system.start()),
        Start::Warm(x) => (false, x.to_vec()),
    };
    assert_eq!(x.len(), system.network().variables().len(), "one value per column");
    let mut objective = f64::NAN;
    let mut change = f64::INFINITY;
    let mut ending = Ending::PassLimit;
    let mut used = 0;
    for pass in 0..passes {
        let rows = system.rows(&x, floor(cold, pass), draw);
        let program = Program::new(system, &rows, &x);
        used = pass + 1;
        let next = match program.solve(system) {
            Ok((next, exact)) => {
                ending = if exact { Ending::PassLimit } else { Ending::Inexact };
                next
            }
            Err(failed) => {
                ending = failed;
                break;
            }
        };
        objective = rows.iter().map(|row| row.misfit(&next)).sum();
        change = largest_change(&x, &next);
        x = next;
        if change < STILL && (!cold || used >= COLD_PASSES) {
            ending = if ending == Ending::Inexact { ending } else { Ending::Converged };
            break;
        }
    }
    Fit::new(system, x, objective, change, used, ending)
}

fn floor(cold: bool, pass: usize) -> f64 {
    let shrunk = (0..pass).fold(COLD_FLOOR, |floor, _| floor * COLD_SHRINK);
    if cold { shrunk.max(LEAST_FLOOR) } else { LEAST_FLOOR }
}

fn largest_change(old: &[f64], new: &[f64]) -> f64 {
    let change = |(a, b): (&f64, &f64)| (b - a).abs() / a.abs().max(STILL_SIZE);
    old.iter().zip(new).map(change).fold(0.0, f64::max)
}

impl Row {
    fn misfit(&self, x: &[f64]) -> f64 {
        let miss = (super::network::dot(&self.terms, x) - self.target) / self.sigma;
        miss * miss
    }
}

/// One quadratic program min ½ z'Pz + q'z, Az + s = b, in z = x/size.
struct Program {
    sizes: Vec<f64>,
    p: CscMatrix<f64>,
    q: Vec<f64>,
    a: CscMatrix<f64>,
    b: Vec<f64>,
    cones: [SupportedConeT<f64>; 2],
}

impl Program {
    fn new(system: &System, rows: &[Row], x: &[f64]) -> Self {
        let sizes = sizes(x);
        let (p, q) = normal_equations(rows, &sizes);
        let mut limits = Limits::default();
        for balance in system.network().balances() {
            limits.push(&balance.terms, &sizes, 1.0 / BALANCE_UNIT, 0.0);
        }
        let equalities = limits.bounds.len();
        for column in (0..x.len()).filter(|column| !system.network().is_free(*column)) {
            limits.push(&[(column, -1.0 / sizes[column])], &sizes, 1.0, 0.0);
        }
        for (column, cap) in system.network().caps() {
            limits.push(&[(*column, 1.0 / sizes[*column])], &sizes, 1.0, cap / sizes[*column]);
        }
        for terms in system.ceilings().iter().filter_map(|ceiling| ceiling.at(x)) {
            limits.push(&terms, &sizes, 1.0, 0.0);
        }
        let cones = [ZeroConeT(equalities), NonnegativeConeT(limits.bounds.len() - equalities)];
        let (a, b) = limits.matrix(x.len());
        Self { sizes, p, q, a, b, cones }
    }

    /// The minimum, and whether it has full accuracy.
    fn solve(&self, system: &System) -> Result<(Vec<f64>, bool), Ending> {
        let settings = DefaultSettings { verbose: false, ..DefaultSettings::default() };
        let mut solver = DefaultSolver::new(&self.p, &self.q, &self.a, &self.b, &self.cones, settings)
            .map_err(|_| Ending::SolverFailed)?;
        solver.solve();
        let exact = match solver.solution.status {
            SolverStatus::Solved => true,
            SolverStatus::AlmostSolved => false,
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                return Err(Ending::Infeasible);
            }
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => {
                return Err(Ending::Unbounded);
            }
            _ => return Err(Ending::SolverFailed),
        };
        let unscaled = |(column, z): (usize, &f64)| {
            let x = z * self.sizes[column];
            if system.network().is_free(column) { x } else { x.max(0.0) }
        };
        Ok((solver.solution.x.iter().enumerate().map(unscaled).collect(), exact))
    }
}

/// The size of each column at a point, at least a tonne a year.
pub(super) fn sizes(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x.abs().max(1.0)).collect()
}

/// Upper triangle of A'A + ridge and −A'b, rows over σ, columns times size.
fn normal_equations(rows: &[Row], sizes: &[f64]) -> (CscMatrix<f64>, Vec<f64>) {
    let n = sizes.len();
    let mut entries = Triplets::default();
    let mut q = vec![0.0; n];
    for row in rows {
        let scaled: Vec<(usize, f64)> =
            row.terms.iter().map(|(column, factor)| (*column, factor * sizes[*column] / row.sigma)).collect();
        for (i, &(column, value)) in scaled.iter().enumerate() {
            q[column] -= value * row.target / row.sigma;
            for &(above, other) in &scaled[..=i] {
                entries.push(above, column, value * other);
            }
        }
    }
    (0..n).for_each(|column| entries.push(column, column, RIDGE));
    (entries.matrix(n, n), q)
}

/// Linear limits, row by row.
#[derive(Default)]
struct Limits {
    entries: Triplets,
    bounds: Vec<f64>,
}

impl Limits {
    fn push(&mut self, terms: &[(usize, f64)], sizes: &[f64], unit: f64, bound: f64) {
        for (column, factor) in terms {
            self.entries.push(self.bounds.len(), *column, factor * sizes[*column] * unit);
        }
        self.bounds.push(bound);
    }

    fn matrix(self, columns: usize) -> (CscMatrix<f64>, Vec<f64>) {
        (self.entries.matrix(self.bounds.len(), columns), self.bounds)
    }
}

/// A sparse matrix in the making.
#[derive(Default)]
struct Triplets {
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
}

impl Triplets {
    fn push(&mut self, row: usize, column: usize, value: f64) {
        self.rows.push(row);
        self.columns.push(column);
        self.values.push(value);
    }

    fn matrix(self, m: usize, n: usize) -> CscMatrix<f64> {
        CscMatrix::new_from_triplets(m, n, self.rows, self.columns, self.values)
    }
}
