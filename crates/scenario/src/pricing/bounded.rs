//! The minimum of a strictly convex quadratic over lower bounds, by active sets.
//!
//! Few prices sit at the floor, so few sets are tried, and each is one dense Cholesky of about a hundred
//! rows. The road not taken: an interior point method. It stalls before full accuracy where rows leave a
//! direction open, which is common here.

/// A symmetric matrix, dense.
pub(super) struct Square {
    n: usize,
    entries: Vec<f64>,
}

impl Square {
    pub(super) fn zero(n: usize) -> Self {
        Self { n, entries: vec![0.0; n * n] }
    }

    pub(super) fn at(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.entries[i * self.n + j]
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.entries[i * self.n..(i + 1) * self.n]
    }
}

/// A multiplier counts as negative below this, times the largest gradient at the start.
const NEGATIVE: f64 = 1e-12;

/// The minimum of ½ z'Pz + q'z over z ≥ −room, room ≥ 0, from z = 0; and whether it was reached. It is not
/// only if rounding makes sets recur; the point is then the best seen, within the bounds.
pub(super) fn minimum(p: &Square, q: &[f64], room: &[f64]) -> (Vec<f64>, bool) {
    let n = q.len();
    let mut z = vec![0.0; n];
    let mut held = vec![false; n];
    let tolerance = NEGATIVE * q.iter().fold(0.0, |most: f64, q| most.max(q.abs()));
    for _ in 0..10 * n + 10 {
        let target = minimum_on(p, q, &z, &held);
        match first_bound(&z, &target, room, &held) {
            Some((bound, share)) => {
                z.iter_mut().zip(&target).for_each(|(z, t)| *z += share * (t - *z));
                (z[bound], held[bound]) = (-room[bound], true);
            }
            None => {
                z = target;
                match most_negative(&gradient(p, q, &z), &held, tolerance) {
                    Some(released) => held[released] = false,
                    None => return (z, true),
                }
            }
        }
    }
    (z, false)
}

fn gradient(p: &Square, q: &[f64], z: &[f64]) -> Vec<f64> {
    let product = |i| p.row(i).iter().zip(z).map(|(p, z)| p * z).sum::<f64>();
    q.iter().enumerate().map(|(i, q)| q + product(i)).collect()
}

/// The minimum over those not held.
fn minimum_on(p: &Square, q: &[f64], z: &[f64], held: &[bool]) -> Vec<f64> {
    let open: Vec<usize> = (0..q.len()).filter(|i| !held[*i]).collect();
    let mut target = z.to_vec();
    open.iter().for_each(|i| target[*i] = 0.0);
    let slope = gradient(p, q, &target);
    let mut block = Square::zero(open.len());
    for (a, i) in open.iter().enumerate() {
        for (b, j) in open.iter().enumerate() {
            *block.at(a, b) = p.row(*i)[*j];
        }
    }
    let solution = solve(block, open.iter().map(|i| -slope[*i]).collect());
    open.iter().zip(solution).for_each(|(i, value)| target[*i] = value);
    target
}

/// The first bound on the way, and the share of the way to it.
fn first_bound(z: &[f64], target: &[f64], room: &[f64], held: &[bool]) -> Option<(usize, f64)> {
    let meets = |i: &usize| !held[*i] && target[*i] < -room[*i];
    let share = |i: usize| (i, ((z[i] + room[i]) / (z[i] - target[i])).clamp(0.0, 1.0));
    (0..z.len()).filter(meets).map(share).min_by(|a, b| a.1.total_cmp(&b.1))
}

fn most_negative(gradient: &[f64], held: &[bool], tolerance: f64) -> Option<usize> {
    let candidates = (0..gradient.len()).filter(|i| held[*i] && gradient[*i] < -tolerance);
    candidates.min_by(|a, b| gradient[*a].total_cmp(&gradient[*b]))
}

/// The solution of a positive definite system, by Cholesky in place.
fn solve(mut l: Square, mut y: Vec<f64>) -> Vec<f64> {
    let n = y.len();
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = l.row(i)[..j].iter().zip(&l.row(j)[..j]).map(|(a, b)| a * b).sum();
            let rest = l.row(i)[j] - known;
            let entry = if i == j { rest.max(f64::EPSILON).sqrt() } else { rest / l.row(j)[j] };
            *l.at(i, j) = entry;
        }
        let known: f64 = l.row(i)[..i].iter().zip(&y).map(|(a, b)| a * b).sum();
        y[i] = (y[i] - known) / l.row(i)[i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| l.row(k)[i] * y[k]).sum();
        y[i] = (y[i] - known) / l.row(i)[i];
    }
    y
}
