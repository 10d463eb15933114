//! Bars inside a table: the median from nothing, the 80 % interval as a whisker.
//!
//! Chart and figures are one table, so that labels are the page's own text. The road not taken: a bar chart as a
//! drawing, whose labels a phone shrinks.

use crate::document::{Bar, Cell};
use crate::number;
use oreline_scenario::answers::Band;

/// From a value to a place across the cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale that holds all medians, nothing, and most of the intervals: one wide interval must not flatten all
    /// bars.
    pub(crate) fn of<'a>(bands: impl Iterator<Item = &'a Band> + Clone) -> Self {
        let numbers = |of: fn(&Band) -> f64| bands.clone().map(of).filter(|v| v.is_finite());
        let (least, most) = (numbers(|b| b.p50).fold(0.0, f64::min), numbers(|b| b.p50).fold(0.0, f64::max));
        let (far_low, far_high) =
            (numbers(|b| b.p10).fold(0.0, f64::min), numbers(|b| b.p90).fold(0.0, f64::max));
        let size = (most - least).max(1e-9);
        Self { low: far_low.max(least - size), high: far_high.min(most + size) }.sound()
    }

    /// From 0 to 1.
    pub(crate) fn unit() -> Self {
        Self { low: 0.0, high: 1.0 }
    }

    fn sound(self) -> Self {
        if self.high - self.low > 1e-12 { self } else { Self { low: self.low, high: self.low + 1.0 } }
    }

    fn place(&self, value: f64) -> f64 {
        (100.0 * (value - self.low) / (self.high - self.low)).clamp(0.0, 100.0)
    }

    /// Both ends in words.
    pub(crate) fn title(&self) -> String {
        format!("{} to {}", number::change(self.low), number::change(self.high))
    }
}

/// A cell with a bar; empty if there is no number.
pub(crate) fn bar(band: &Band, scale: &Scale) -> Cell {
    if !band.p50.is_finite() {
        return Cell::default();
    }
    let or = |v: f64| if v.is_finite() { v } else { band.p50 };
    let values = [or(band.p10), band.p50, or(band.p90)];
    let bar = Bar { values, at: values.map(|v| scale.place(v)), zero: scale.place(0.0), hollow: false };
    Cell { bar: Some(bar), ..Cell::default() }
}

/// The same, drawn hollow.
pub(crate) fn hollow(band: &Band, scale: &Scale) -> Cell {
    let mut cell = bar(band, scale);
    if let Some(bar) = &mut cell.bar {
        bar.hollow = true;
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(p10: f64, p50: f64, p90: f64) -> Band {
        Band { p10, p50, p90 }
    }

    #[test]
    fn bars_grow_from_nothing_to_both_sides() {
        let bands = [band(-20.0, -10.0, 0.0), band(0.0, 30.0, 60.0)];
        let scale = Scale::of(bands.iter());
        let bars: Vec<Bar> = bands.iter().filter_map(|b| bar(b, &scale).bar).collect();
        assert!(bars[0].at[1] < bars[0].zero && bars[1].at[1] > bars[1].zero);
        assert_eq!(bars[0].zero, bars[1].zero);
        let (left, width) = Cell::bar_span(&bars[1]);
        assert!((left - 25.0).abs() < 1e-9 && (width - 37.5).abs() < 1e-9, "{left} {width}");
    }

    #[test]
    fn one_wide_interval_does_not_flatten_the_rest() {
        let bands = [band(0.0, 10.0, 1e6)];
        let scale = Scale::of(bands.iter());
        let bar = bar(&bands[0], &scale).bar.unwrap();
        assert!(bar.at[1] >= 50.0 && bar.at[2] == 100.0);
    }

    #[test]
    fn what_is_no_number_has_no_bar() {
        assert_eq!(bar(&band(f64::NAN, f64::NAN, 1.0), &Scale::unit()).bar, None);
        assert!(Scale::of([].iter()).title().contains("to"));
    }
}
