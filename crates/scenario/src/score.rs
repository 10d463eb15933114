//! Proper scores: how far a forecast's distribution lies from what happened.
//!
//! The continuous ranked probability score of Gneiting & Raftery (2007): of an ensemble by its order
//! statistics, of a normal distribution in closed form; the ranked probability score of three classes, the
//! interval score, and the interval of a coverage itself. Lower is better; units are those of the forecast.

/// CRPS of an ensemble.
pub fn crps(samples: &[f64], observed: f64) -> Option<f64> {
    (!samples.is_empty()).then(|| Sorted::new(samples.to_vec()).crps(observed))
}

/// Points over which an observed range is averaged: uniform from end to end.
const RANGE: usize = 5;
/// A range narrower than this is a point.
const NARROW: f64 = 1e-6;

/// An ensemble in order: the distribution that a forecaster states.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted(Vec<f64>);

impl Sorted {
    /// Puts the draws in order.
    pub fn new(mut draws: Vec<f64>) -> Self {
        draws.sort_by(f64::total_cmp);
        Self(draws)
    }

    /// The draws, lowest first.
    pub fn draws(&self) -> &[f64] {
        &self.0
    }

    /// CRPS at one observation: mean |x − y| − ½ mean |x − x'|, the second by order statistics. Not a number
    /// of no draws.
    pub fn crps(&self, observed: f64) -> f64 {
        let n = self.0.len() as f64;
        let distance = self.0.iter().map(|v| (v - observed).abs()).sum::<f64>() / n;
        let rank = |(k, v): (usize, &f64)| (2.0 * k as f64 + 1.0 - n) * v;
        distance - self.0.iter().enumerate().map(rank).sum::<f64>() / (n * n)
    }

    /// CRPS averaged over what a source leaves open: no forecast is credited for precision inside a quote's range.
    pub fn crps_over(&self, (low, high): (f64, f64)) -> f64 {
        over((low, high), |y| self.crps(y))
    }

    /// Quantile, linear between draws.
    pub fn quantile(&self, q: f64) -> f64 {
        crate::summary::quantile(&self.0, q)
    }

    /// Share of draws above a value.
    pub fn above(&self, value: f64) -> f64 {
        let below = self.0.partition_point(|v| *v <= value);
        (self.0.len() - below) as f64 / self.0.len() as f64
    }

    /// Ranked probability score of three classes, down, flat and up, averaged over the observed range: the mean of
    /// the squared errors of the two cumulative probabilities, 0 to 1 (Epstein 1969).
    pub fn rps(&self, (down, up): (f64, f64), range: (f64, f64)) -> f64 {
        let cumulative = [1.0 - self.above(down), 1.0 - self.above(up)];
        let at = |y: f64| {
            let seen = [f64::from(u8::from(y <= down)), f64::from(u8::from(y <= up))];
            cumulative.iter().zip(seen).map(|(p, o)| (p - o) * (p - o)).sum::<f64>() / 2.0
        };
        over(range, at)
    }
}

/// Mean of a score over an observed range.
pub fn over((low, high): (f64, f64), score: impl Fn(f64) -> f64) -> f64 {
    if high - low < NARROW {
        return score(0.5 * (low + high));
    }
    let step = (high - low) / (RANGE - 1) as f64;
    (0..RANGE).map(|k| score(low + step * k as f64)).sum::<f64>() / RANGE as f64
}

/// Interval score of a central interval that holds a share 1 − α (Gneiting & Raftery 2007, eq. 43): its width, and
/// 2/α for each unit by which it is missed.
pub fn interval_score((low, high): (f64, f64), alpha: f64, observed: f64) -> f64 {
    let missed = (low - observed).max(0.0) + (observed - high).max(0.0);
    high - low + 2.0 / alpha * missed
}

/// Wilson's interval of a share (1927), `z` the normal quantile: 1.96 for 95 %. Everything of no trial.
pub fn wilson(hits: usize, trials: usize, z: f64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (trials as f64, hits as f64 / trials as f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    (((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0))
}

/// CRPS of a normal distribution.
pub fn crps_normal(mean: f64, sd: f64, observed: f64) -> f64 {
    let z = (observed - mean) / sd;
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    let below = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
    sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A standard normal at its mean scores 2φ(0) − 1/√π = 0.233695.
    #[test]
    fn the_closed_form_agrees_with_the_textbook_and_the_ensemble() {
        assert!((crps_normal(0.0, 1.0, 0.0) - 0.233_694_977_255_7).abs() < 1e-12);
        let draws: Vec<f64> =
            (0..20_000).map(|k| crate::normal::quantile((f64::from(k) + 0.5) / 20_000.0)).collect();
        for y in [-1.0, 0.0, 0.7] {
            let ensemble = crps(&draws, y).unwrap_or(f64::NAN);
            assert!((ensemble - crps_normal(0.0, 1.0, y)).abs() < 1e-4, "{y}: {ensemble}");
        }
    }

    /// Draws 0, 1, 2, 3 with flat from .5 to 1.5: P(down) = ¼, P(not up) = ½. Seen up (2): (¼² + ½²)/2 = .15625; seen
    /// flat (1): (¼² + ½²)/2 again; seen down (0): (¾² + ½²)/2 = .40625. Over [0, 2], points 0, .5, 1, 1.5, 2: two
    /// down, two flat, one up.
    #[test]
    fn three_classes_are_scored_by_rank() {
        let said = Sorted::new(vec![3.0, 1.0, 0.0, 2.0]);
        let at = |y: f64| said.rps((0.5, 1.5), (y, y));
        assert!((at(2.0) - 0.15625).abs() < 1e-12 && (at(1.0) - 0.15625).abs() < 1e-12);
        assert!((at(0.0) - 0.40625).abs() < 1e-12);
        let mean = (2.0 * 0.40625 + 3.0 * 0.15625) / 5.0;
        assert!((said.rps((0.5, 1.5), (0.0, 2.0)) - mean).abs() < 1e-12);
        let sure = Sorted::new(vec![2.0; 4]);
        assert_eq!((sure.rps((0.5, 1.5), (2.0, 2.0)), sure.rps((0.5, 1.5), (0.0, 0.0))), (0.0, 1.0));
    }

    /// 80 % interval from 1 to 3: inside its width; .5 below adds 10 · .5; 1 above adds 10.
    #[test]
    fn an_interval_pays_for_width_and_for_misses() {
        let score = |y| interval_score((1.0, 3.0), 0.2, y);
        assert_eq!((score(2.0), score(3.0)), (2.0, 2.0));
        assert!((score(0.5) - 7.0).abs() < 1e-12 && (score(4.0) - 12.0).abs() < 1e-12);
    }

    /// Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
    #[test]
    fn the_interval_of_a_share_is_the_published_one() {
        for (hits, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = wilson(hits, trials, 1.959_964);
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{hits}/{trials}: {l} {h}");
        }
        assert_eq!(wilson(0, 0, 1.96), (0.0, 1.0));
    }

    /// One draw at 0 scores |y|: over [-1, 1] the mean of 1, ½, 0, ½, 1.
    #[test]
    fn an_observed_range_is_averaged_over() {
        let zero = Sorted::new(vec![0.0]);
        assert!((zero.crps_over((-1.0, 1.0)) - 0.6).abs() < 1e-12);
        assert_eq!(zero.crps_over((2.0, 2.0)), 2.0);
        let four = Sorted::new(vec![1.0, 2.0, 3.0, 4.0]);
        assert_eq!((four.above(2.0), four.above(0.0), four.above(4.0)), (0.5, 1.0, 0.0));
    }

    #[test]
    fn a_certain_forecast_scores_its_distance() {
        assert_eq!(crps(&[2.0, 2.0], 3.5), Some(1.5));
        assert_eq!(crps(&[], 1.0), None);
    }

    /// Volatility 28 % a year, half a year, a rise of 22 %: .120 (shock-bench record).
    #[test]
    fn the_random_walk_of_the_record_scores_what_it_scored() {
        let sd = 0.28 * 0.5_f64.sqrt();
        assert!((crps_normal(0.0, sd, libm::log(1.22)) - 0.120).abs() < 5e-4);
    }
}
