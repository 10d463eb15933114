//! Documents by period as bars, the stories that they belong to as filled parts of them.
//!
//! The hollow part of a bar is what copying added.

use super::Tick;
use super::axis::{tick, ticks};
use super::timeline::Days;
use crate::document::Figure;
use crate::reading::days_between;
use askama::Template;
use jiff::civil::Date;
use oreline_ingest::coverage::Coverage;
use std::collections::BTreeMap;

const TOP: f64 = 12.0;
const BOTTOM: f64 = 132.0;
/// Widest bar.
const WIDEST: f64 = 26.0;
/// Narrowest, so that one among thousands is seen.
const NARROWEST: f64 = 1.2;

#[derive(Template)]
#[template(path = "periods.svg", escape = "html")]
struct Svg<'a> {
    title: &'a str,
    bars: Vec<Bar>,
    y_ticks: Vec<Tick>,
    x_ticks: Vec<Tick>,
}

struct Bar {
    x: String,
    width: String,
    /// Top and height, of documents and of origins.
    documents: [String; 2],
    origins: [String; 2],
    says: String,
}

/// Documents and stories of a period.
pub(crate) type Period = (Date, usize, usize);

/// What is drawn: each period with a document.
pub(crate) fn periods(coverage: &Coverage) -> Vec<Period> {
    let mut by_day: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
    for count in coverage.stories.iter().flat_map(|story| &story.series) {
        let entry = by_day.entry(count.from).or_default();
        entry.0 += count.documents;
        entry.1 += count.origins;
    }
    by_day.into_iter().map(|(from, (documents, origins))| (from, documents, origins)).collect()
}

/// The figure; nothing if no document has a day.
pub(crate) fn figure(coverage: &Coverage) -> Option<Figure> {
    let (first, last) = coverage.days?;
    let periods = periods(coverage);
    let most = periods.iter().map(|(_, documents, _)| *documents).max()?;
    let days = Days::new((first, last));
    let step = if coverage.period == "week" { 7.0 } else { 1.0 };
    let width = ((days.x(step) - days.x(0.0)) * 0.7).clamp(NARROWEST, WIDEST);
    let whole = |mark: &f64| (mark - mark.round()).abs() < 1e-6;
    let marks: Vec<f64> = ticks(0.0, most as f64).into_iter().filter(whole).map(f64::round).collect();
    let high = marks.last().copied().unwrap_or(1.0).max(most as f64);
    // A week's bar begins with it; a day's stands on the day, as its marks in the timeline do.
    let shift = if step > 1.0 { width / 2.0 } else { 0.0 };
    let middle = |from: Date| days.x(f64::from(days_between(first, from))) + shift;
    let y = |count: f64| BOTTOM - (BOTTOM - TOP) * count / high;
    let title = format!("Documents and their origins by {}", coverage.period);
    let svg = Svg {
        title: &title,
        bars: periods.iter().map(|period| bar(period, middle(period.0), width, y)).collect(),
        y_ticks: marks.iter().map(|mark| tick(y(*mark), format!("{mark}"))).collect(),
        x_ticks: days.ticks(),
    };
    Some(Figure {
        name: "coverage-periods".into(),
        svg: svg.render().ok()?,
        title: title.clone(),
        caption: "Filled: stories; hollow: what copies of them add.".into(),
        csv: crate::csv::periods_chart(&periods),
        wide: true,
        ..Figure::default()
    })
}

fn bar((from, documents, origins): &Period, middle: f64, width: f64, y: impl Fn(f64) -> f64) -> Bar {
    let at = |v: f64| format!("{v:.1}");
    let part = |count: usize| {
        let top = y(count as f64);
        [at(top), at(BOTTOM - top)]
    };
    Bar {
        x: at(middle - width / 2.0),
        width: at(width),
        documents: part(*documents),
        origins: part((*origins).min(*documents)),
        says: format!("{from}: {documents} documents, {origins} origins"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::timeline::tests::{coverage, story};
    use super::*;

    #[test]
    fn copies_stand_on_their_origins() {
        let all = coverage(vec![story("a", "t", &[1, 1, 1]), story("b", "t", &[1, 9])]);
        let counts: Vec<_> =
            periods(&all).iter().map(|(_, documents, origins)| (*documents, *origins)).collect();
        assert_eq!(counts, [(4, 2), (1, 1)]);
        let figure = figure(&all).unwrap();
        assert_eq!(figure.svg.matches("class=\"all\"").count(), 2);
        assert!(figure.csv.starts_with("from,documents,origins\n2025-07-01,4,2\n"), "{}", figure.csv);
    }

    #[test]
    fn bars_stay_inside_of_the_frame() {
        let all = coverage(vec![story("a", "t", &(1..=31).collect::<Vec<_>>())]);
        let svg = figure(&all).unwrap().svg;
        let ends = svg.split("x=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        assert!(ends.clone().all(|x| (0.0..=680.0).contains(&x)));
        assert!(ends.count() > 60);
        assert!(figure(&coverage(vec![story("a", "t", &[4])])).is_some());
    }
}
