//! A fan over months: intervals of 50, 80 and 95 %, the median, single draws, and the baseline.
//!
//! Linear axes: analysts compare heights. The drawing is narrow, so that two stand side by side on paper and one
//! fills a phone without shrinking its letters.

use super::Tick;
use super::axis::{month_ticks, tick, ticks};
use crate::document::Figure;
use askama::Template;
use oreline_scenario::answers::Fan;

const LEFT: f64 = 52.0;
const RIGHT: f64 = 340.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 184.0;
const MOST_LABELS: usize = 4;
/// What is no plausible number is not drawn.
const LARGEST: f64 = 1e15;

/// What is drawn.
#[derive(Clone)]
pub(crate) struct Drawn<'a> {
    /// Stable name.
    pub(crate) name: String,
    /// Heading.
    pub(crate) title: String,
    /// Unit, which labels the vertical axis.
    pub(crate) unit: &'a str,
    /// Labels of the months.
    pub(crate) months: &'a [String],
    /// Quantiles.
    pub(crate) fan: &'a Fan,
    /// Median of the baseline; may be empty.
    pub(crate) baseline: &'a [f64],
    /// Single draws; may be empty.
    pub(crate) sampled: &'a [Vec<f64>],
    /// Text below.
    pub(crate) caption: String,
    /// Ids of the figures shown.
    pub(crate) ids: Vec<String>,
}

#[derive(Template)]
#[template(path = "fan.svg", escape = "html")]
struct Svg<'a> {
    title: &'a str,
    unit: &'a str,
    bands: Vec<(&'static str, String)>,
    median: String,
    sampled: Vec<String>,
    baseline: String,
    y_ticks: Vec<Tick>,
    x_ticks: Vec<Tick>,
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
        let place = BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low);
        place.clamp(TOP, BOTTOM)
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

/// The figure; nothing if the fan is too short, uneven or not all numbers.
pub(crate) fn figure(d: &Drawn<'_>) -> Option<Figure> {
    let sound = |l: &[f64]| l.len() == d.months.len() && l.iter().all(|v| v.is_finite() && v.abs() < LARGEST);
    if d.months.len() < 2 || !d.fan.lines().iter().all(|l| sound(l)) {
        return None;
    }
    let baseline = if sound(d.baseline) { d.baseline } else { &[] };
    let sampled: Vec<&[f64]> = d.sampled.iter().map(Vec::as_slice).filter(|l| sound(l)).collect();
    let all = || d.fan.lines().into_iter().flatten().chain(baseline).copied();
    let marks = ticks(all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let frame = Frame { last: (d.months.len() - 1) as f64, low: *marks.first()?, high: *marks.last()? };
    let svg = Svg {
        title: &d.title,
        unit: d.unit,
        bands: vec![
            ("b95", frame.band(&d.fan.p025, &d.fan.p975)),
            ("b80", frame.band(&d.fan.p10, &d.fan.p90)),
            ("b50", frame.band(&d.fan.p25, &d.fan.p75)),
        ],
        median: frame.points(&d.fan.p50).join(" "),
        sampled: sampled.iter().map(|l| frame.points(l).join(" ")).collect(),
        baseline: frame.points(baseline).join(" "),
        y_ticks: marks.iter().map(|v| tick(frame.y(*v), crate::number::as_given(*v))).collect(),
        x_ticks: month_ticks(d.months, MOST_LABELS, |k| frame.x(k)),
    };
    Some(Figure {
        name: d.name.clone(),
        title: d.title.clone(),
        svg: svg.render().ok()?,
        caption: d.caption.clone(),
        ids: d.ids.clone(),
        csv: crate::csv::fan_chart(d, baseline, &sampled),
        ..Figure::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fan(scale: f64) -> Fan {
        let line = |k: f64| vec![scale, scale * k];
        Fan {
            p025: line(0.7),
            p05: line(0.8),
            p10: line(0.9),
            p25: line(1.0),
            p50: line(1.2),
            p75: line(1.4),
            p90: line(1.6),
            p95: line(1.9),
            p975: line(2.1),
        }
    }

    fn drawn<'a>(months: &'a [String], fan: &'a Fan, sampled: &'a [Vec<f64>]) -> Drawn<'a> {
        Drawn {
            name: "x".into(),
            title: "<b>".into(),
            unit: "ratio",
            months,
            fan,
            baseline: &[1.0, 1.0],
            sampled,
            caption: String::new(),
            ids: Vec::new(),
        }
    }

    fn months() -> [String; 2] {
        ["2025-05".to_string(), "2025-06".to_string()]
    }

    #[test]
    fn the_median_starts_left_and_ends_right_and_titles_are_escaped() {
        let (months, fan) = (months(), fan(1.0));
        let figure = figure(&drawn(&months, &fan, &[vec![1.0, 1.3]])).unwrap();
        assert!(figure.svg.contains("points=\"52.0,") && figure.svg.contains(" 340.0,"));
        assert!(!figure.svg.contains("<b>") && figure.svg.contains("&#60;b&#62;"));
        assert_eq!(figure.svg.matches("class=\"one\"").count(), 1);
        assert_eq!(figure.svg.matches("class=\"base\"").count(), 1);
    }

    #[test]
    fn its_csv_holds_every_line_that_is_drawn() {
        let (months, fan) = (months(), fan(1.0));
        let csv = figure(&drawn(&months, &fan, &[vec![1.0, 1.3]])).unwrap().csv;
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "month,unit,p025,p05,p10,p25,p50,p75,p90,p95,p975,baseline,draw_1");
        assert_eq!(lines[2], "2025-06,ratio,0.7,0.8,0.9,1.0,1.2,1.4,1.6,1.9,2.1,1.0,1.3");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let months = months();
        assert!(figure(&drawn(&months, &fan(f64::NAN), &[])).is_none());
        assert!(figure(&drawn(&months[..1], &fan(1.0), &[])).is_none());
        let fan = fan(1.0);
        let bad = figure(&drawn(&months, &fan, &[vec![f64::NAN, 1.0]])).unwrap();
        assert!(!bad.svg.contains("class=\"one\""));
    }
}
