//! A linear programme small enough to need no library: the simplex method on a dense table.

/// Below this a coefficient counts as zero.
const TINY: f64 = 1e-11;

/// Far more pivots than a table of this size takes; a bound, so that reading always ends.
const PIVOTS: usize = 5_000;

/// Maximises Σ cⱼ xⱼ over x ≥ 0 with Σ aᵢⱼ xⱼ ≤ 0 for every row and Σ xⱼ ≤ 1. Returns the maximum and a point
/// that reaches it; nothing if the pivots run out.
///
/// x = 0 is a vertex to start from, the budget keeps the maximum finite, and Bland's rule (least index in and
/// out) keeps the method from going in circles at that vertex, where every row is tight.
pub(super) fn most_on_a_unit_budget(gains: &[f64], rows: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let mut table = Table::new(gains, rows);
    for _ in 0..PIVOTS {
        let Some(column) = table.entering() else { return Some(table.solution(gains.len())) };
        let row = table.leaving(column)?;
        table.pivot(row, column);
    }
    None
}

/// Rows of coefficients with the right-hand side last; the objective, negated, is the last row.
struct Table {
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
}

impl Table {
    fn new(gains: &[f64], constraints: &[Vec<f64>]) -> Self {
        let (n, m) = (gains.len(), constraints.len() + 1);
        let budget = vec![1.0; n];
        let mut rows = Vec::with_capacity(m + 1);
        for (i, given) in constraints.iter().chain([&budget]).enumerate() {
            let mut row = given.clone();
            row.extend((0..m).map(|slack| if slack == i { 1.0 } else { 0.0 }));
            row.push(if i + 1 == m { 1.0 } else { 0.0 });
            rows.push(row);
        }
        let mut objective: Vec<f64> = gains.iter().map(|gain| -gain).collect();
        objective.resize(n + m + 1, 0.0);
        rows.push(objective);
        Self { rows, basis: (n..n + m).collect() }
    }

    fn entering(&self) -> Option<usize> {
        let objective = self.rows.last()?;
        objective[..objective.len() - 1].iter().position(|reduced| *reduced < -TINY)
    }

    fn leaving(&self, column: usize) -> Option<usize> {
        let ratio = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0) / row[column];
        let rows = self.rows.iter().zip(&self.basis).enumerate();
        rows.filter(|(_, (row, _))| row[column] > TINY)
            .min_by(|(_, (a, i)), (_, (b, j))| ratio(a).total_cmp(&ratio(b)).then(i.cmp(j)))
            .map(|(place, _)| place)
    }

    fn pivot(&mut self, at: usize, column: usize) {
        let divisor = self.rows[at][column];
        self.rows[at].iter_mut().for_each(|cell| *cell /= divisor);
        let pivot = self.rows[at].clone();
        for (i, row) in self.rows.iter_mut().enumerate() {
            let factor = row[column];
            if i != at && factor != 0.0 {
                row.iter_mut().zip(&pivot).for_each(|(cell, pivot)| *cell -= factor * pivot);
            }
        }
        self.basis[at] = column;
    }

    fn solution(&self, n: usize) -> (f64, Vec<f64>) {
        let last = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0);
        let mut point = vec![0.0; n];
        for (row, &variable) in self.rows.iter().zip(&self.basis) {
            if let Some(level) = point.get_mut(variable) {
                *level = last(row);
            }
        }
        (self.rows.last().map_or(0.0, last), point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_gains_is_found() {
        // Process 0 turns one a into two b, process 1 one b into one a: at levels 1/3 and 2/3 a third of a ton is left.
        let a = vec![1.0, -1.0];
        let b = vec![-2.0, 1.0];
        let (gain, levels) = most_on_a_unit_budget(&[1.0, 0.0], &[a, b]).unwrap();
        assert!((gain - 0.5).abs() < 1e-12, "{gain} {levels:?}");
    }

    #[test]
    fn a_loop_that_loses_stays_still() {
        let (gain, _) = most_on_a_unit_budget(&[-0.1, 0.0], &[vec![1.0, -1.0], vec![-0.9, 1.0]]).unwrap();
        assert_eq!(gain, 0.0);
    }

    #[test]
    fn nothing_to_choose_gives_nothing() {
        assert_eq!(most_on_a_unit_budget(&[], &[]), Some((0.0, vec![])));
    }
}
