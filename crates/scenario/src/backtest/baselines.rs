//! The forecasters that a model must beat, each on the same functional of a path.
//!
//! No change; a random walk; the same while the initial gap decays; the reference class; a one-line rule of
//! elasticity; and the pool of model and class. All state draws, so that one score serves all. The road not
//! taken: closed forms. They exist for points and not for maxima, and a bar must not be lower for being easier
//! to compute. The move from base to origin is given to every forecaster that looks forward from the origin.

use super::episode::{Function, Target};
use super::leg::DrawPath;
use super::noise::{Grid, Shake, Stream, noisy};
use super::simple::Simple;
use super::target::{gap, value};
use super::training::Normal;
use crate::answers::Interval;
use crate::normal::{Z80, quantile};
use crate::score::Sorted;

/// Half-life of the initial gap [months]; fixed beforehand, not fitted.
const HALF_LIFE: f64 = 24.0;

/// A draw that does not move but for its noise and a fading trend.
fn still(volatility: f64, carry: f64, carry_months: f64) -> DrawPath {
    DrawPath {
        index: 0,
        home: Vec::new(),
        abroad: Vec::new(),
        carry,
        carry_months,
        sigma: volatility,
        discrepancy: 0.0,
        discrepancy_months: 0.0,
    }
}

/// No change from the origin: the gap alone.
pub(super) fn no_change(target: &Target, draws: usize) -> Sorted {
    Sorted::new(even(draws).map(|p| gap(target, quantile(p))).collect())
}

/// Random walk with the good's own volatility, its maximum included.
pub(super) fn walk(target: &Target, simple: &Simple, grid: &Grid, shake: &Shake, z: f64) -> f64 {
    let path = still(simple.volatility, 0.0, 0.0);
    value(target, grid, &noisy(&path, target.zone, grid, shake), z)
}

/// The same while the initial gap decays with a half-life of 24 months; a maximum is the walk's.
pub(super) fn reverting(
    target: &Target,
    simple: &Simple,
    grid: &Grid,
    shake: &Shake,
    (z, tight): (f64, f64),
) -> f64 {
    let months = HALF_LIFE / std::f64::consts::LN_2;
    let fall =
        if target.function == Function::Max { 0.0 } else { -two_piece(simple.tightness, tight) / months };
    let path = still(simple.volatility, fall, months);
    value(target, grid, &noisy(&path, target.zone, grid, shake), z)
}

/// Two-piece normal with this 80 % interval at a normal score.
fn two_piece(of: Interval, z: f64) -> f64 {
    let side = if z < 0.0 { of.value - of.low } else { of.high - of.value };
    of.value + side * z / Z80
}

/// A normal distribution as evenly spaced quantiles: no draw of it is left to chance.
pub(super) fn spread(of: Normal, draws: usize) -> Sorted {
    Sorted::new(even(draws).map(|p| of.mean + of.sd * quantile(p)).collect())
}

/// Model and reference class, half of the draws each.
pub(super) fn pool(model: &[f64], class: Normal) -> Sorted {
    let half = model.len().div_ceil(2);
    let own = model.iter().step_by(2).copied();
    Sorted::new(own.chain(spread(class, half).draws().iter().copied()).collect())
}

fn even(draws: usize) -> impl Iterator<Item = f64> {
    (0..draws).map(move |k| (k as f64 + 0.5) / draws as f64)
}

/// Normal scores of a draw that are no part of its path: the gap's and the initial tightness's.
pub(super) fn asides(stream: Stream, draw: u64) -> (f64, f64) {
    (stream.score("gap", draw, 0), stream.score("tightness", draw, 0))
}

#[cfg(test)]
mod tests {
    use super::super::target::tests::target;
    use super::*;
    use crate::score::crps_normal;

    fn simple(volatility: f64, u0: f64) -> Simple {
        let tightness = Interval { low: u0, value: u0, high: u0 };
        Simple { volatility, tightness, loss: super::super::simple::Loss::default() }
    }

    /// At 24 months half of a gap of .8 is gone, at 48 three quarters; no maximum feels it.
    #[test]
    fn the_initial_gap_decays_by_half_in_two_years() {
        for (months, log) in [(24.0, -0.4), (48.0, -0.6)] {
            for (function, log) in [(Function::Point, log), (Function::Max, 0.0)] {
                let t = target(function, [if function == Function::Max { 0.0 } else { months }, months]);
                let grid = Grid::new([&t].into_iter(), 1);
                let shake = Shake::draw(&grid, Stream::new(1, "leg"), 0);
                let found = reverting(&t, &simple(0.0, 0.8), &grid, &shake, (0.0, 1.0));
                assert!((found - log).abs() < 1e-12, "{months} {function:?}: {found}");
            }
        }
    }

    #[test]
    fn a_gap_that_is_not_known_well_has_its_interval() {
        let of = Interval { low: 0.1, value: 0.3, high: 0.9 };
        assert!((two_piece(of, -Z80) - 0.1).abs() < 1e-12 && (two_piece(of, Z80) - 0.9).abs() < 1e-12);
    }

    /// 2,000 even quantiles score like the closed form to 1e-4.
    #[test]
    fn a_class_scores_like_its_normal() {
        let of = Normal { mean: 0.3, sd: 0.5 };
        for y in [-0.4, 0.3, 1.2] {
            let (found, exact) = (spread(of, 2_000).crps(y), crps_normal(0.3, 0.5, y));
            assert!((found - exact).abs() < 1e-4, "{y}: {found} {exact}");
        }
    }

    /// Half at 0 (the model) and half at 1 (a class of no width), seen at 0: ½·1 − ½·½·½·2·1 = ¼.
    #[test]
    fn the_pool_is_half_of_each() {
        let pool = pool(&[0.0; 10], Normal { mean: 1.0, sd: 0.0 });
        assert_eq!(pool.draws().len(), 10);
        assert!((pool.crps(0.0) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn no_change_is_the_gap_and_its_width() {
        let mut t = target(Function::Point, [1.0, 1.0]);
        assert_eq!(no_change(&t, 10).crps(0.5), 0.5);
        (t.gap, t.gap_sd) = (1.4, 0.1);
        assert!((no_change(&t, 2_000).crps(1.5) - crps_normal(1.4, 0.1, 1.5)).abs() < 1e-4);
    }
}
