//! Proper scores: how far a forecast's distribution lies from what happened.
//!
//! The continuous ranked probability score of Gneiting & Raftery (2007): of an ensemble by its order
//! statistics, of a normal distribution in closed form. Lower is better; units are those of the forecast.

/// CRPS of an ensemble.
pub fn crps(samples: &[f64], observed: f64) -> Option<f64> {
    if samples.is_empty() {
        return None;
    }
    let mut x = samples.to_vec();
    x.sort_by(f64::total_cmp);
    let n = x.len() as f64;
    let distance = x.iter().map(|v| (v - observed).abs()).sum::<f64>() / n;
    let spread: f64 =
        x.iter().enumerate().map(|(k, v)| (2.0 * k as f64 + 1.0 - n) * v).sum::<f64>() / (n * n);
    Some(distance - spread)
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
