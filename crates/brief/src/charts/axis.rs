//! Marks on axes: round numbers that enclose the data, and months that do not crowd.

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Place, in the figure's units.
    pub(crate) at: String,
    /// Text.
    pub(crate) text: String,
}

pub(crate) fn tick(at: f64, text: String) -> Tick {
    Tick { at: format!("{at:.1}"), text }
}

/// Every so manyeth month, so that at most `most` labels stand.
pub(crate) fn month_ticks(months: &[String], most: usize, x: impl Fn(usize) -> f64) -> Vec<Tick> {
    let step = (months.len().saturating_sub(1)).div_ceil(most.saturating_sub(1).max(1)).max(1);
    months.iter().enumerate().step_by(step).map(|(k, month)| tick(x(k), month.clone())).collect()
}

/// Round numbers that enclose a range, in at most eight steps of 1, 2 or 5 times a power of ten.
pub(crate) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let spread = (high - low).max(1e-3 * high.abs().max(1e-6));
    let mut step = 1e-12;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(100) {
        if spread / step <= 5.0 + 1e-9 {
            break;
        }
        step *= factor;
    }
    // The sliver keeps rounding of the step from adding a mark.
    let (first, last) = ((low / step + 1e-9).floor() as i64, (high / step - 1e-9).ceil() as i64);
    let last = last.max(first + 1);
    (first..=last).map(|k| k as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_enclose_the_data_at_round_numbers() {
        let near =
            |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9);
        assert!(near(&ticks(0.8, 1.9), &[0.5, 1.0, 1.5, 2.0]), "{:?}", ticks(0.8, 1.9));
        assert!(near(&ticks(0.0, 100.0), &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]));
        assert!(ticks(1.0, 1.0).len() >= 2);
    }

    #[test]
    fn months_do_not_crowd_and_begin_with_the_first() {
        let months: Vec<String> = (1..=13).map(|m| format!("m{m}")).collect();
        let texts: Vec<String> = month_ticks(&months, 4, |k| k as f64).into_iter().map(|t| t.text).collect();
        assert_eq!(texts, ["m1", "m5", "m9", "m13"]);
        assert_eq!(month_ticks(&months[..1], 4, |k| k as f64).len(), 1);
    }
}
