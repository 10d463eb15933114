//! The noisy path of a draw: what one would have read on a screen between the months of the model.
//!
//! The price of month k holds at k − 0.5 months after the origin; between mid-months the log price is a line;
//! within the first half month it moves fast, with an e-folding of a week. Around it go on the trend of before,
//! a random walk of the good's own volatility, and the model's own error.
//!
//! The path is known on a grid of a twentieth of a month in the first half month and a tenth after it. What the
//! walk did between two points of the grid is drawn from the law of the maximum of a Brownian bridge, so a
//! maximum is that of the continuous path at any width of the grid. The road not taken: adding the expected
//! maximum of the noise to the maximum of the structure. The two do not add, and the walk's is skewed.

use super::episode::{Target, Zone};
use super::leg::DrawPath;
use crate::normal::{score, uniform, word};

/// E-folding of the first move (months): about a week.
const FAST: f64 = 0.25;
/// Where the price of the first month holds (months).
const HALF: f64 = 0.5;
/// Steps of the grid up to [`HALF`] and after it (months).
const STEPS: (f64, f64) = (0.05, 0.1);
/// Times nearer than this are one (months).
const SAME: f64 = 1e-9;
/// Of a year, in which volatilities are given.
const MONTHS: f64 = 12.0;

/// Times of a path, from 0 to the end of the last window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    times: Vec<f64>,
}

impl Grid {
    /// The even steps, and the ends of all windows.
    pub(super) fn new<'a>(targets: impl Iterator<Item = &'a Target>, months: usize) -> Self {
        let mut edges = vec![0.0, months as f64];
        for target in targets {
            edges.extend(target.window);
            edges.extend(target.denominator.into_iter().flatten());
        }
        edges.retain(|t| *t >= 0.0);
        let end = edges.iter().copied().fold(1.0, f64::max);
        let even = |from: f64, to: f64, step: f64| {
            let count = libm::floor((to - from) / step + SAME) as usize;
            (0..=count).map(move |k| from + step * k as f64)
        };
        let mut times: Vec<f64> =
            even(0.0, HALF, STEPS.0).chain(even(HALF, end, STEPS.1)).chain(edges).collect();
        times.sort_by(f64::total_cmp);
        times.dedup_by(|a, b| *a - *b < SAME);
        Self { times }
    }

    /// The times.
    pub(super) fn times(&self) -> &[f64] {
        &self.times
    }

    /// The point of the grid nearest to a time.
    pub(super) fn at(&self, time: f64) -> usize {
        let above = self.times.partition_point(|t| *t < time - SAME);
        above.min(self.times.len() - 1)
    }
}

/// Which stream of random numbers a leg draws from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    seed: u64,
    leg: u64,
}

impl Stream {
    /// That of a leg; every forecaster of a leg sees the same noise, so that what they share cancels in skill.
    pub(super) fn new(seed: u64, leg: &str) -> Self {
        Self { seed, leg: word(leg) }
    }

    /// Normal score of a purpose in a draw.
    pub(super) fn score(self, purpose: &str, draw: u64, k: u64) -> f64 {
        score(&[self.seed, self.leg, word(purpose), draw, k])
    }

    fn uniform(self, purpose: &str, draw: u64, k: u64) -> f64 {
        uniform(&[self.seed, self.leg, word(purpose), draw, k])
    }
}

/// Log price over that at the origin on the grid, and its maximum within each step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Noisy {
    /// By point of the grid; 0 at the origin.
    pub(super) level: Vec<f64>,
    /// By step: from point k to k + 1.
    pub(super) peak: Vec<f64>,
}

/// The noise of a draw, shared by its regions: the walk in units of σ, and what decides the peaks.
pub(super) struct Shake {
    walk: Vec<f64>,
    depth: Vec<f64>,
    error: f64,
}

impl Shake {
    /// Draws it.
    pub(super) fn draw(grid: &Grid, stream: Stream, draw: u64) -> Self {
        let steps = grid.times.windows(2).enumerate();
        let mut walk = vec![0.0];
        let mut depth = Vec::with_capacity(grid.times.len());
        for (k, pair) in steps {
            let sd = ((pair[1] - pair[0]) / MONTHS).sqrt();
            let last = walk[k];
            walk.push(last + sd * stream.score("walk", draw, k as u64));
            depth.push(-2.0 * sd * sd * libm::log(stream.uniform("peak", draw, k as u64)));
        }
        Self { walk, depth, error: stream.score("discrepancy", draw, 0) }
    }
}

/// A draw's path in a region with its noise.
pub(super) fn noisy(path: &DrawPath, zone: Zone, grid: &Grid, shake: &Shake) -> Noisy {
    let months = match zone {
        Zone::Home => &path.home,
        Zone::Abroad => &path.abroad,
    };
    let at = |(h, walk): (&f64, &f64)| {
        let error = shake.error * path.discrepancy * grown(*h, path.discrepancy_months);
        structure(months, *h) + carried(path, *h) + path.sigma * walk + error
    };
    let level: Vec<f64> = grid.times.iter().zip(&shake.walk).map(at).collect();
    let spread = path.sigma * path.sigma;
    let peak = level.windows(2).zip(&shake.depth).map(|(ends, depth)| crest(ends, spread * depth)).collect();
    Noisy { level, peak }
}

/// Maximum of a Brownian bridge between two levels; `depth` is −2 v ln U, v its variance (Karatzas & Shreve
/// 1991, section 4.3.C).
fn crest(ends: &[f64], depth: f64) -> f64 {
    let rise = ends[1] - ends[0];
    0.5 * (ends[0] + ends[1] + (rise * rise + depth).sqrt())
}

/// The structural move at a time: fast at first, then a line from mid-month to mid-month.
pub(super) fn structure(months: &[f64], h: f64) -> f64 {
    let Some(first) = months.first() else { return 0.0 };
    if h <= 0.0 {
        return 0.0;
    }
    if h <= HALF {
        return first * (1.0 - libm::exp(-h / FAST)) / (1.0 - libm::exp(-HALF / FAST));
    }
    let place = h - HALF;
    let last = months.len() - 1;
    let below = (libm::floor(place) as usize).min(last);
    let above = (below + 1).min(last);
    let share = (place - below as f64).min(1.0);
    months[below] + share * (months[above] - months[below])
}

/// The trend that goes on, summed to a time.
fn carried(path: &DrawPath, h: f64) -> f64 {
    let fade = path.carry_months;
    if fade > 0.0 { path.carry * fade * (1.0 - libm::exp(-h / fade)) } else { 0.0 }
}

fn grown(h: f64, months: f64) -> f64 {
    if months > 0.0 { (h / months).min(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn still(sigma: f64) -> DrawPath {
        DrawPath {
            index: 0,
            home: Vec::new(),
            abroad: Vec::new(),
            carry: 0.0,
            carry_months: 0.0,
            sigma,
            discrepancy: 0.0,
            discrepancy_months: 0.0,
        }
    }

    fn grid(months: usize) -> Grid {
        Grid::new(std::iter::empty(), months)
    }

    #[test]
    fn the_grid_holds_the_steps_and_the_ends() {
        let g = grid(2);
        assert_eq!(g.times.len(), 11 + 15);
        assert!((g.times[g.at(1.3)] - 1.3).abs() < 1e-12 && g.at(9.0) == 25 && g.at(-1.0) == 0);
    }

    /// Half of the way of the exponential at h = .25·ln(2/(1+e⁻²)), by hand; then lines between mid-months.
    #[test]
    fn the_structure_moves_fast_and_then_from_mid_month_to_mid_month() {
        let months = [0.4, 0.8, 0.2];
        let half = 0.25 * libm::log(2.0 / (1.0 + libm::exp(-2.0)));
        for (h, log) in [
            (0.0, 0.0),
            (half, 0.2),
            (0.5, 0.4),
            (1.0, 0.6),
            (1.5, 0.8),
            (1.75, 0.65),
            (2.5, 0.2),
            (9.0, 0.2),
        ] {
            assert!((structure(&months, h) - log).abs() < 1e-12, "{h}: {}", structure(&months, h));
        }
        assert_eq!(structure(&[], 3.0), 0.0);
    }

    /// A trend of .1 a month that fades in 2 months adds .2·(1 − e⁻¹) by then, .2 for ever.
    #[test]
    fn trend_and_error_have_their_places() {
        let path = DrawPath {
            carry: 0.1,
            carry_months: 2.0,
            discrepancy: 0.3,
            discrepancy_months: 3.0,
            ..still(0.0)
        };
        let g = grid(60);
        let shake = Shake { walk: vec![0.0; g.times.len()], depth: vec![0.0; g.times.len()], error: 1.0 };
        let noisy = noisy(&path, Zone::Home, &g, &shake);
        let at = |h: f64| noisy.level[g.at(h)];
        assert_eq!(at(0.0), 0.0);
        assert!((at(2.0) - (0.2 * (1.0 - libm::exp(-1.0)) + 0.2)).abs() < 1e-12);
        assert!((at(60.0) - 0.5).abs() < 1e-12);
        let highest = |ends: &[f64]| ends[0].max(ends[1]);
        let steps = noisy.peak.iter().zip(noisy.level.windows(2));
        assert!(steps.clone().count() > 0 && steps.clone().all(|(p, l)| (p - highest(l)).abs() < 1e-12));
    }

    /// Variance σ²h/12 and no mean, at two times, within four standard errors.
    #[test]
    fn the_walk_has_the_volatility_of_its_good() {
        let (g, draws) = (grid(12), 4_000_u64);
        let stream = Stream::new(1, "leg");
        let paths: Vec<Noisy> =
            (0..draws).map(|k| noisy(&still(0.3), Zone::Home, &g, &Shake::draw(&g, stream, k))).collect();
        for h in [0.3, 6.0] {
            let at: Vec<f64> = paths.iter().map(|p| p.level[g.at(h)]).collect();
            let (n, v) = (draws as f64, 0.09 * h / 12.0);
            let mean = at.iter().sum::<f64>() / n;
            let square = at.iter().map(|x| x * x).sum::<f64>() / n;
            assert!(mean.abs() < 4.0 * (v / n).sqrt(), "{h}: {mean}");
            assert!((square / v - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{h}: {square} {v}");
        }
    }

    #[test]
    fn the_same_numbers_whatever_else_is_drawn() {
        let g = grid(3);
        let one = Shake::draw(&g, Stream::new(5, "a"), 7);
        assert_eq!(one.walk, Shake::draw(&g, Stream::new(5, "a"), 7).walk);
        assert_ne!(one.walk, Shake::draw(&g, Stream::new(5, "b"), 7).walk);
        assert_ne!(one.walk, Shake::draw(&g, Stream::new(6, "a"), 7).walk);
    }
}
