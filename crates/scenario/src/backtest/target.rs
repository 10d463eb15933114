//! Functionals of a path: a value at a time, a mean or a maximum over a window, a ratio of two windows.
//!
//! All are in log price over the target's base. The move from base to origin is given, with its own width, and
//! is no part of any forecast. The road not taken: months of the model as dates. A quote five weeks after an act
//! and the mean of the next year are not the same month's price.

use super::episode::{Function, Target};
use super::noise::{Grid, Noisy};

/// A base window that ends later than this is a calendar year that began before the origin (months).
const OF_A_YEAR: f64 = 2.0;
const YEAR: f64 = 12.0;

/// The target's value on a path; `z` is the normal score of the gap.
pub(super) fn value(target: &Target, grid: &Grid, path: &Noisy, z: f64) -> f64 {
    let of = match target.function {
        Function::Point | Function::Mean => mean(target.window, grid, path),
        Function::Max => most(target.window, grid, path),
    };
    of - target.denominator.map_or(0.0, |window| base(window, grid, path)) + gap(target, z)
}

/// ln(price at the origin / base), given.
pub(super) fn gap(target: &Target, z: f64) -> f64 {
    target.gap + target.gap_sd * z
}

/// The part of a base's mean log price that lies after the origin. Of a year that ends at b only b of twelve
/// months do; the others are in the gap.
fn base(window: [f64; 2], grid: &Grid, path: &Noisy) -> f64 {
    let within = if window[1] > OF_A_YEAR { (window[1] / YEAR).min(1.0) } else { 1.0 };
    within * mean(window, grid, path)
}

/// Mean log price over a window, which begins at the origin at the earliest; of no width: the price then.
fn mean([a, b]: [f64; 2], grid: &Grid, path: &Noisy) -> f64 {
    let (first, last) = (grid.at(a.max(0.0)), grid.at(b.max(0.0)));
    let (times, level) = (grid.times(), &path.level);
    if first == last {
        return level[first];
    }
    let area = |k: usize| 0.5 * (level[k] + level[k + 1]) * (times[k + 1] - times[k]);
    (first..last).map(area).sum::<f64>() / (times[last] - times[first])
}

/// Highest log price in a window; from the origin on it is never below the price there.
fn most([a, b]: [f64; 2], grid: &Grid, path: &Noisy) -> f64 {
    let (first, last) = (grid.at(a.max(0.0)), grid.at(b.max(0.0)));
    path.peak[first..last].iter().copied().fold(path.level[first], f64::max)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::episode::{Class, Observed, Zone};
    use super::super::leg::DrawPath;
    use super::super::noise::{Shake, Stream, noisy};
    use super::*;

    pub(in super::super) fn target(function: Function, window: [f64; 2]) -> Target {
        Target {
            id: "T".into(),
            zone: Zone::Abroad,
            function,
            class: Class::Fixed,
            window,
            denominator: None,
            gap: 0.0,
            gap_sd: 0.0,
            observed: Observed { low: 0.0, value: 0.0, high: 0.0 },
            weight: 1.0,
            source: String::new(),
        }
    }

    fn path(abroad: &[f64], sigma: f64) -> DrawPath {
        DrawPath {
            index: 0,
            home: vec![9.0],
            abroad: abroad.to_vec(),
            carry: 0.0,
            carry_months: 0.0,
            sigma,
            discrepancy: 0.0,
            discrepancy_months: 0.0,
        }
    }

    fn on(target: &Target, path: &DrawPath, draw: u64) -> f64 {
        let grid = Grid::new([target].into_iter(), 1);
        let shake = Shake::draw(&grid, Stream::new(3, "leg"), draw);
        value(target, &grid, &noisy(path, target.zone, &grid, &shake), 1.0)
    }

    fn quiet(target: &Target, abroad: &[f64]) -> f64 {
        on(target, &path(abroad, 0.0), 0)
    }

    const PATH: [f64; 5] = [0.4, 0.8, 0.2, 0.2, 0.2];

    /// By hand: at 1.75 the line from .8 (at 1.5) to .2 (at 2.5) stands at .65. From 1.5 to 3.5 the mean is
    /// (.5 + .2)/2 = .35. A window that begins before the origin begins at it.
    #[test]
    fn points_and_means_are_those_of_the_line() {
        assert!((quiet(&target(Function::Point, [1.75, 1.75]), &PATH) - 0.65).abs() < 1e-12);
        assert!((quiet(&target(Function::Mean, [1.5, 3.5]), &PATH) - 0.35).abs() < 1e-12);
        let clipped = quiet(&target(Function::Mean, [-2.0, 1.5]), &PATH);
        assert_eq!(clipped, quiet(&target(Function::Mean, [0.0, 1.5]), &PATH));
    }

    /// The mean of the fast first half month: .4·(1 − (1 − e⁻²)/2)/(1 − e⁻²) = .2626 as an integral; the grid's
    /// trapezia of a twentieth lie within .001 of it.
    #[test]
    fn the_first_half_month_is_fast() {
        let e = libm::exp(-2.0);
        let integral = 0.4 * (1.0 - 0.5 * (1.0 - e)) / (1.0 - e);
        let mean = quiet(&target(Function::Mean, [0.0, 0.5]), &PATH);
        assert!((mean - integral).abs() < 1e-3, "{mean} {integral}");
        let point = quiet(&target(Function::Point, [0.1, 0.1]), &PATH);
        assert!((point - 0.4 * (1.0 - libm::exp(-0.4)) / (1.0 - e)).abs() < 1e-12);
    }

    /// The highest is .8 at 1.5 months; none of a falling path is below 0; a window after the origin need not
    /// hold it.
    #[test]
    fn a_maximum_is_never_below_the_origin() {
        assert!((quiet(&target(Function::Max, [0.0, 4.0]), &PATH) - 0.8).abs() < 1e-12);
        assert_eq!(quiet(&target(Function::Max, [0.0, 4.0]), &[-0.4, -0.8]), 0.0);
        assert!((quiet(&target(Function::Max, [2.0, 4.0]), &[-0.4, -0.8, -0.5]) + 0.5).abs() < 1e-12);
        assert_eq!(quiet(&target(Function::Max, [0.5, 0.5]), &PATH), 0.4);
        for draw in 0..200 {
            assert!(on(&target(Function::Max, [0.0, 3.0]), &path(&[-1.0, -2.0], 0.4), draw) >= 0.0);
        }
    }

    /// Ratio of the month from 11.5 to 12.5 at .2 to a year of which 6 months lie after the origin with mean m:
    /// .2 − m·6/12. A base window of a month counts whole.
    #[test]
    fn a_ratio_takes_off_the_part_of_its_base_that_lies_ahead() {
        let ratio =
            |denominator| Target { denominator: Some(denominator), ..target(Function::Mean, [11.5, 12.5]) };
        let mean = |window| quiet(&target(Function::Mean, window), &PATH);
        let year = quiet(&ratio([0.0, 6.0]), &PATH);
        assert!((year - (0.2 - 0.5 * mean([0.0, 6.0]))).abs() < 1e-12);
        assert_eq!(year, quiet(&ratio([-6.0, 6.0]), &PATH));
        let month = quiet(&ratio([1.0, 2.0]), &PATH);
        assert!((month - (0.2 - mean([1.0, 2.0]))).abs() < 1e-12);
        // A year that lies ahead as a whole counts once, not more.
        assert!((quiet(&ratio([3.0, 15.0]), &PATH) - 0.0).abs() < 1e-12);
        assert!((quiet(&ratio([-3.0, -1.0]), &PATH) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_gap_is_given_with_its_width() {
        let with = Target { gap: 1.4, gap_sd: 0.1, ..target(Function::Point, [2.5, 2.5]) };
        assert!((quiet(&with, &PATH) - 1.7).abs() < 1e-12);
    }

    /// E max of a driftless walk to T is σ√(2T/π): the bridge makes it exact on any grid, so the tolerance is that
    /// of 20,000 draws alone (sd of the maximum .603 of that of the walk: four standard errors are 1.7 %).
    #[test]
    fn the_expected_maximum_of_a_walk_is_that_of_the_closed_form() {
        for (months, sigma) in [(0.4, 0.35), (6.0, 0.28)] {
            let t = target(Function::Max, [0.0, months]);
            let draws = 20_000_u64;
            let sum: f64 = (0..draws).map(|k| on(&t, &path(&[], sigma), k)).sum();
            let sd = sigma * (months / 12.0_f64).sqrt();
            let closed = sd * (2.0 / std::f64::consts::PI).sqrt();
            let mean = sum / draws as f64;
            assert!((mean - closed).abs() < 4.0 * 0.603 * sd / (draws as f64).sqrt(), "{mean} {closed}");
        }
    }

    /// The mean of a walk over [a, b] has variance σ²(a + (b − a)/3)/12; the walk itself at the middle has more.
    #[test]
    fn the_mean_of_a_walk_is_narrower_than_its_middle() {
        let t = target(Function::Mean, [1.0, 7.0]);
        let draws = 8_000_u64;
        let square: f64 = (0..draws).map(|k| on(&t, &path(&[], 0.3), k).powi(2)).sum::<f64>() / draws as f64;
        let exact = 0.09 * 3.0 / 12.0;
        assert!((square / exact - 1.0).abs() < 4.0 * (2.0 / draws as f64).sqrt(), "{square} {exact}");
    }
}
