//! A fan over months as the geometry of a small SVG figure.
//!
//! Linear axes from zero or the data's floor: analysts compare heights. The page draws it; there is no script.

use oreline_scenario::answers::Fan;

const LEFT: f64 = 56.0;
const RIGHT: f64 = 608.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 196.0;
const MOST_LABELS: usize = 7;

/// A fan chart: bands of 90 % and 80 %, and the median.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows, with unit.
    pub title: String,
    /// Label of the vertical axis.
    pub y_label: String,
    /// Corners of the wide band, as SVG points.
    pub wide: String,
    /// Corners of the narrow band.
    pub narrow: String,
    /// Points of the median.
    pub median: String,
    /// Marks on the vertical axis.
    pub y_ticks: Vec<Tick>,
    /// Marks on the horizontal axis.
    pub x_ticks: Vec<Tick>,
}

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Place, in the figure's units.
    pub at: String,
    /// Text.
    pub text: String,
}

struct Frame {
    last: f64,
    low: f64,
    high: f64,
}

impl Frame {
    fn x(&self, month: usize) -> f64 {
        LEFT + (RIGHT - LEFT) * month as f64 / self.last
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low)
    }

    fn points(&self, values: &[f64]) -> Vec<String> {
        values.iter().enumerate().map(|(k, v)| format!("{:.1},{:.1}", self.x(k), self.y(*v))).collect()
    }

    fn band(&self, low: &[f64], high: &[f64]) -> String {
        let mut points = self.points(low);
        points.extend(self.points(high).into_iter().rev());
        points.join(" ")
    }
}

/// The chart of a fan; nothing if the fan is too short, uneven or not all numbers.
pub(crate) fn chart(title: String, y_label: &str, months: &[String], fan: &Fan) -> Option<Chart> {
    let lines = [&fan.p05, &fan.p10, &fan.p50, &fan.p90, &fan.p95];
    let sound = |l: &&Vec<f64>| l.len() == months.len() && l.iter().all(|v| v.is_finite() && v.abs() < 1e15);
    if months.len() < 2 || !lines.iter().all(sound) {
        return None;
    }
    let all = || lines.iter().flat_map(|l| l.iter().copied());
    let ticks = ticks(all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let frame = Frame { last: (months.len() - 1) as f64, low: *ticks.first()?, high: *ticks.last()? };
    Some(Chart {
        title,
        y_label: y_label.into(),
        wide: frame.band(&fan.p05, &fan.p95),
        narrow: frame.band(&fan.p10, &fan.p90),
        median: frame.points(&fan.p50).join(" "),
        y_ticks: ticks.iter().map(|v| tick(frame.y(*v), crate::number::as_given(*v))).collect(),
        x_ticks: x_ticks(&frame, months),
    })
}

fn tick(at: f64, text: String) -> Tick {
    Tick { at: format!("{at:.1}"), text }
}

fn x_ticks(frame: &Frame, months: &[String]) -> Vec<Tick> {
    let step = months.len().div_ceil(MOST_LABELS);
    months.iter().enumerate().step_by(step).map(|(k, month)| tick(frame.x(k), month.clone())).collect()
}

/// Round numbers that enclose a range, in at most eight steps of 1, 2 or 5 times a power of ten.
fn ticks(low: f64, high: f64) -> Vec<f64> {
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

    fn fan(scale: f64) -> Fan {
        let line = |k: f64| vec![scale, scale * k];
        Fan { p05: line(0.8), p10: line(0.9), p50: line(1.2), p90: line(1.6), p95: line(1.9) }
    }

    #[test]
    fn marks_enclose_the_data_at_round_numbers() {
        let near =
            |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9);
        assert!(near(&ticks(0.8, 1.9), &[0.5, 1.0, 1.5, 2.0]), "{:?}", ticks(0.8, 1.9));
        assert!(near(&ticks(0.0, 100.0), &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]));
        assert!(ticks(1.0, 1.0).len() >= 2);
    }

    #[test]
    fn the_median_starts_left_and_ends_right() {
        let months = ["2025-05".to_string(), "2025-06".to_string()];
        let chart = chart("t".into(), "ratio", &months, &fan(1.0)).unwrap();
        assert!(chart.median.starts_with("56.0,") && chart.median.contains(" 608.0,"));
        assert_eq!(chart.x_ticks.len(), 2);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let months = ["2025-05".to_string(), "2025-06".to_string()];
        assert!(chart("t".into(), "", &months, &fan(f64::NAN)).is_none());
        assert!(chart("t".into(), "", &months[..1], &fan(1.0)).is_none());
    }
}
