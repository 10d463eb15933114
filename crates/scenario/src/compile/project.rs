//! Exact balance: the nearest flows that make every market add up to the last digit.
//!
//! A fit ends at a residual of about 1e-4 t and splits bring rounding of their own; the market wants 1e-10 of
//! throughput. A bounded quadratic program finds the nearest balanced point, two least-norm steps in relative
//! units take its residual down to rounding. The road not taken: a residual demand per market. It would hide
//! every mistake of the split in a use that nobody has.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettingsBuilder, DefaultSolver, IPSolver, NonnegativeConeT, SupportedConeT, ZeroConeT,
};

/// Columns of the balances: (market, coefficient).
pub(super) type Column = Vec<(usize, f64)>;

/// What a projection starts from.
pub(super) struct Target {
    /// Wanted quantities [t a year].
    pub(super) value: Vec<f64>,
    /// How loosely each is held [t a year].
    pub(super) sigma: Vec<f64>,
    /// Least quantities [t a year].
    pub(super) floor: Vec<f64>,
}

/// The nearest balanced quantities at or above their floors.
pub(super) fn project(columns: &[Column], rows: usize, target: &Target) -> Result<Vec<f64>, String> {
    let step: Column2 = scaled(columns, &target.sigma);
    let gap = balance(columns, rows, &target.value);
    let slack: Vec<f64> =
        (0..columns.len()).map(|j| (target.value[j] - target.floor[j]) / target.sigma[j]).collect();
    let z = least_norm(&step, rows, &gap, Some(&slack))?;
    let mut x: Vec<f64> = (0..columns.len())
        .map(|j| (target.value[j] + target.sigma[j] * z[j]).max(0.5 * target.floor[j]))
        .collect();
    for _ in 0..3 {
        let gap = balance(columns, rows, &x);
        let z = least_norm(&scaled(columns, &x), rows, &gap, None)?;
        x.iter_mut().zip(&z).for_each(|(x, z)| *x *= 1.0 + z);
    }
    Ok(x)
}

type Column2 = Vec<Column>;

fn scaled(columns: &[Column], by: &[f64]) -> Column2 {
    columns.iter().zip(by).map(|(c, s)| c.iter().map(|(i, a)| (*i, a * s)).collect()).collect()
}

/// Sum per row.
pub(super) fn balance(columns: &[Column], rows: usize, x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; rows];
    for (column, x) in columns.iter().zip(x) {
        column.iter().for_each(|(i, a)| out[*i] += a * x);
    }
    out
}

/// min |z|² such that gap + Σ column z = 0 and z ≥ −slack. Rows and right-hand side are scaled to about one.
fn least_norm(
    columns: &[Column],
    rows: usize,
    gap: &[f64],
    slack: Option<&[f64]>,
) -> Result<Vec<f64>, String> {
    let n = columns.len();
    let mut size = vec![1e-30_f64; rows];
    columns.iter().flatten().for_each(|(i, a)| size[*i] = size[*i].max(a.abs()));
    let target: Vec<f64> = gap.iter().zip(&size).map(|(g, s)| -g / s).collect();
    let unit = if slack.is_some() { 1.0 } else { target.iter().fold(0.0_f64, |m, t| m.max(t.abs())) };
    if unit < 1e-300 {
        return Ok(vec![0.0; n]);
    }
    let bounds = slack.map_or(0, <[f64]>::len);
    let (mut start, mut row, mut value) = (vec![0], Vec::new(), Vec::new());
    for (j, column) in columns.iter().enumerate() {
        let mut entries: Vec<(usize, f64)> = column.iter().map(|(i, a)| (*i, a / size[*i])).collect();
        entries.sort_by_key(|(i, _)| *i);
        if bounds > 0 {
            entries.push((rows + j, -1.0));
        }
        row.extend(entries.iter().map(|(i, _)| *i));
        value.extend(entries.iter().map(|(_, a)| *a));
        start.push(row.len());
    }
    let a = CscMatrix::new(rows + bounds, n, start, row, value);
    let mut b: Vec<f64> = target.iter().map(|t| t / unit).collect();
    b.extend(slack.unwrap_or_default());
    let mut cones: Vec<SupportedConeT<f64>> = vec![ZeroConeT(rows)];
    if bounds > 0 {
        cones.push(NonnegativeConeT(bounds));
    }
    let settings = DefaultSettingsBuilder::default().verbose(false).max_threads(1).build();
    let settings = settings.map_err(|e| e.to_string())?;
    let p = CscMatrix::identity(n);
    let mut solver =
        DefaultSolver::new(&p, &vec![0.0; n], &a, &b, &cones, settings).map_err(|e| format!("{e:?}"))?;
    solver.solve();
    let z = &solver.solution.x;
    if z.iter().any(|v| !v.is_finite()) {
        return Err(format!("{:?}", solver.solution.status));
    }
    Ok(z.iter().map(|v| v * unit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One market, two sources of 60 and 50 and a use of 100: 10 too much, taken off all three alike.
    #[test]
    fn a_gap_is_shared_by_how_loosely_things_are_held() {
        let columns = vec![vec![(0, 1.0)], vec![(0, 1.0)], vec![(0, -1.0)]];
        let target = Target { value: vec![60.0, 50.0, 100.0], sigma: vec![1.0; 3], floor: vec![0.0; 3] };
        let x = project(&columns, 1, &target).unwrap();
        assert!((x[0] + x[1] - x[2]).abs() < 1e-12 * x[2]);
        assert!((x[0] - (60.0 - 10.0 / 3.0)).abs() < 1e-3, "{x:?}");
    }

    #[test]
    fn nothing_falls_below_its_floor() {
        let columns = vec![vec![(0, 1.0)], vec![(0, -1.0)]];
        let target = Target { value: vec![1.0, 30.0], sigma: vec![1.0, 1000.0], floor: vec![0.9, 0.5] };
        let x = project(&columns, 1, &target).unwrap();
        assert!(x[0] >= 0.9 - 1e-6 && (x[0] - x[1]).abs() < 1e-12, "{x:?}");
    }
}
