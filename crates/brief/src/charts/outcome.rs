//! A fan of forecasts with what came to pass at its windows.
//!
//! The vertical axis is logarithmic, unlike that of a brief's fans: scores are of the log price, so that equal
//! distances are equal errors. Marks differ in form and not in colour alone.

use super::Tick;
use super::axis::{month_ticks, tick};
use crate::document::Figure;
use askama::Template;
use oreline_scenario::answers::Fan;

const LEFT: f64 = 52.0;
const RIGHT: f64 = 670.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 254.0;
const MOST_LABELS: usize = 9;
/// Logarithms beyond this are no plausible price.
const LARGEST: f64 = 30.0;
/// Least height of an observed range, so that one without width is seen.
const LEAST: f64 = 2.0;

/// How a mark is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// At a time: a whisker with a dot.
    Point,
    /// Over a window: a box.
    Mean,
    /// The highest of a window: a line with ends, and a whisker for its range.
    Max,
}

/// What was observed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// The target.
    pub(crate) name: String,
    /// How it is drawn.
    pub(crate) seen: Seen,
    /// From and to [months after the origin].
    pub(crate) window: [f64; 2],
    /// Low, central, high: log price over that at the origin.
    pub(crate) range: [f64; 3],
}

#[derive(Template)]
#[template(path = "outcome.svg", escape = "html")]
struct Svg<'a> {
    title: &'a str,
    bands: Vec<(&'static str, String)>,
    median: String,
    marks: Vec<Placed>,
    y_ticks: Vec<Tick>,
    x_ticks: Vec<Tick>,
}

/// A mark in the drawing's units.
struct Placed {
    name: String,
    seen: Seen,
    x: [String; 3],
    y: [String; 3],
    height: String,
    width: String,
    label: String,
}

struct Frame {
    months: f64,
    low: f64,
    high: f64,
}

impl Frame {
    fn x(&self, month: f64) -> f64 {
        (LEFT + (RIGHT - LEFT) * month / self.months).clamp(LEFT, RIGHT)
    }

    fn y(&self, log: f64) -> f64 {
        (BOTTOM - (BOTTOM - TOP) * (log - self.low) / (self.high - self.low)).clamp(TOP, BOTTOM)
    }

    fn points(&self, values: &[f64]) -> Vec<String> {
        let point = |(k, v): (usize, &f64)| format!("{:.1},{:.1}", self.x(k as f64), self.y(*v));
        values.iter().enumerate().map(point).collect()
    }

    fn band(&self, low: &[f64], high: &[f64]) -> String {
        let mut points = self.points(low);
        points.extend(self.points(high).into_iter().rev());
        points.join(" ")
    }

    fn place(&self, mark: &Mark) -> Placed {
        let [a, b] = mark.window;
        let at = |v: f64| format!("{v:.1}");
        let [low, value, high] = mark.range.map(|v| self.y(v));
        let middle = (self.x(a) + self.x(b)) / 2.0;
        let tall = (low - high).max(LEAST);
        let top = if low - high < LEAST { value - LEAST / 2.0 } else { high };
        Placed {
            name: mark.name.clone(),
            seen: mark.seen,
            x: [at(self.x(a)), at(middle), at(self.x(b))],
            y: [at(top + tall), at(value), at(top)],
            height: at(tall),
            width: at((self.x(b) - self.x(a)).max(LEAST)),
            label: at((top - 5.0).max(TOP - 3.0)),
        }
    }
}

/// The figure; nothing if the fan is too short, uneven or not all numbers.
pub(crate) fn figure(name: &str, title: &str, fan: &Fan, marks: &[Mark]) -> Option<Figure> {
    let months = fan.p50.len();
    let sound = |l: &[f64]| l.len() == months && l.iter().all(|v| v.is_finite() && v.abs() < LARGEST);
    if months < 2 || !fan.lines().iter().all(|l| sound(l)) {
        return None;
    }
    let good = |m: &&Mark| m.range.iter().chain(&m.window).all(|v| v.is_finite()) && m.range[2] < LARGEST;
    let marks: Vec<&Mark> = marks.iter().filter(good).collect();
    let all = || fan.p025.iter().chain(&fan.p975).copied().chain(marks.iter().flat_map(|m| m.range));
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = 0.04 * (high - low).max(0.1);
    let frame = Frame { months: (months - 1) as f64, low: low - room, high: high + room };
    let labels: Vec<String> = (0..months).map(|k| k.to_string()).collect();
    let svg = Svg {
        title,
        bands: vec![
            ("b95", frame.band(&fan.p025, &fan.p975)),
            ("b80", frame.band(&fan.p10, &fan.p90)),
            ("b50", frame.band(&fan.p25, &fan.p75)),
        ],
        median: frame.points(&fan.p50).join(" "),
        marks: marks.iter().map(|m| frame.place(m)).collect(),
        y_ticks: multiples(frame.low, frame.high)
            .into_iter()
            .map(|m| tick(frame.y(libm::log(m)), label(m)))
            .collect(),
        x_ticks: month_ticks(&labels, MOST_LABELS, |k| frame.x(k as f64)),
    };
    Some(Figure {
        name: name.into(),
        title: title.into(),
        svg: svg.render().ok()?,
        caption: CAPTION.into(),
        csv: crate::csv::outcome_chart(fan, &marks),
        wide: true,
        ..Figure::default()
    })
}

const CAPTION: &str = "Months after the origin; logarithmic. Line: median; bands: 50, 80 and 95 % of draws. What was \
                       observed, without the given move before the origin: dot and whisker at a date, box for the \
                       mean of its months, line with ends for the highest price of its months. Ratios of two windows \
                       are not drawn.";

fn label(multiple: f64) -> String {
    format!("×{}", crate::number::as_given(multiple))
}

/// Round multiples within a range of logarithms: the finest of three rules that gives few enough.
fn multiples(low: f64, high: f64) -> Vec<f64> {
    let rules: [&[f64]; 4] = [
        &[1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0],
        &[1.0, 2.0, 5.0],
        &[1.0],
    ];
    let within = |rule: &[f64]| -> Vec<f64> {
        let all = (-14..14).flat_map(|power| rule.iter().map(move |m| m * 10_f64.powi(power)));
        all.filter(|m| (low..=high).contains(&libm::log(*m))).collect()
    };
    let found = rules.into_iter().map(within).find(|marks| marks.len() <= 8);
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fan() -> Fan {
        let line = |v: f64| vec![0.0, v, 2.0 * v];
        Fan {
            p025: line(-0.3),
            p05: line(-0.25),
            p10: line(-0.2),
            p25: line(-0.1),
            p50: line(0.0),
            p75: line(0.1),
            p90: line(0.2),
            p95: line(0.25),
            p975: line(0.3),
        }
    }

    fn mark(seen: Seen, range: [f64; 3]) -> Mark {
        Mark { name: "<i>".into(), seen, window: [1.0, 2.0], range }
    }

    #[test]
    fn what_was_observed_is_inside_of_the_frame_and_escaped() {
        let marks =
            [mark(Seen::Mean, [2.9, 3.0, 3.1]), mark(Seen::Point, [0.0; 3]), mark(Seen::Max, [1.0; 3])];
        let figure = figure("x", "<b>", &fan(), &marks).unwrap();
        assert!(!figure.svg.contains("<b>") && !figure.svg.contains("<i>"));
        assert_eq!(figure.svg.matches("class=\"seen-label\"").count(), 3);
        assert!(figure.csv.contains("observed") && figure.csv.contains("3.1"), "{}", figure.csv);
    }

    #[test]
    fn what_is_no_number_is_not_drawn() {
        let bad = mark(Seen::Point, [f64::NAN; 3]);
        assert_eq!(figure("x", "t", &fan(), &[bad]).unwrap().svg.matches("seen-label").count(), 0);
        let mut broken = fan();
        broken.p10[1] = f64::INFINITY;
        assert!(figure("x", "t", &broken, &[]).is_none());
        assert!(figure("x", "t", &Fan::default(), &[]).is_none());
    }

    #[test]
    fn an_axis_of_multiples_has_few_round_marks() {
        let texts: Vec<String> = multiples(-0.8, 0.8).into_iter().map(label).collect();
        assert_eq!(texts, ["×0.5", "×0.7", "×1", "×1.5", "×2"]);
        for (low, high) in [(-0.1, 0.1), (-3.0, 3.0), (-6.0, 0.2)] {
            assert!((2..=8).contains(&multiples(low, high).len()), "{low} {high}");
        }
    }
}
