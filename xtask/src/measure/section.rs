//! What a part of the measure says: counts, figures and tables, each with the bar that it is held against, if any.
//!
//! One shape for all parts, so that text and JSON are written once. The road not taken: a trait with a method that
//! prints; then the JSON would have to be written beside it.

use oreline_index::{Bounded, Comparison};
use serde::Serialize;

/// A part of the measure.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Section {
    /// What is measured.
    pub(crate) title: &'static str,
    /// Counts with the bars that they are held against.
    pub(crate) counts: Vec<Count>,
    /// Figures of ours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) figures: Vec<Figure>,
    /// Conventions and remarks.
    pub(crate) notes: Vec<String>,
    /// Figures by row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tables: Vec<Table>,
    /// Every figure beside the published one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lines: Vec<Line>,
}

/// A bar and whether it is met.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Bar {
    /// `at least` or `at most`.
    pub(crate) sense: &'static str,
    pub(crate) bar: f64,
    pub(crate) met: bool,
}

impl Bar {
    fn at_least(bar: f64, value: f64) -> Self {
        Self { sense: "at least", bar, met: value >= bar }
    }

    fn at_most(bar: f64, value: f64) -> Self {
        Self { sense: "at most", bar, met: value <= bar }
    }
}

/// A count.
#[derive(Debug, Serialize)]
pub(crate) struct Count {
    pub(crate) what: String,
    pub(crate) found: usize,
    pub(crate) of: usize,
    /// What was promised, if anything was.
    pub(crate) bar: Option<Bar>,
}

/// A figure, with an interval where it is a sample's.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) what: String,
    /// Nothing where it is the part of nothing.
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) bar: Option<Bar>,
    /// Digits behind the point, in text.
    #[serde(skip)]
    digits: usize,
}

/// Figures by row.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) columns: &'static [Column],
    pub(crate) rows: Vec<Row>,
}

/// A column's name and the digits behind the point of its figures.
#[derive(Debug, Serialize)]
pub(crate) struct Column(pub(crate) &'static str, pub(crate) usize);

/// A row of a table.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) cells: Vec<Option<f64>>,
}

/// One figure, published and recomputed.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) published: f64,
    pub(crate) recomputed: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) difference: Option<f64>,
    pub(crate) status: &'static str,
    /// Why it is not near, as far as the data tell; the likeliest first.
    pub(crate) reasons: Vec<String>,
}

impl Count {
    pub(crate) fn new(what: impl Into<String>, found: usize, of: usize) -> Self {
        Self { what: what.into(), found, of, bar: None }
    }

    /// The same with the least that was promised.
    pub(crate) fn at_least(self, bar: usize) -> Self {
        Self { bar: Some(Bar::at_least(bar as f64, self.found as f64)), ..self }
    }

    /// The same with the most that was promised.
    pub(crate) fn at_most(self, bar: usize) -> Self {
        Self { bar: Some(Bar::at_most(bar as f64, self.found as f64)), ..self }
    }
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, value: impl Into<Option<f64>>) -> Self {
        Self { what: what.into(), value: value.into(), low: None, high: None, bar: None, digits: 4 }
    }

    /// The same with so many digits behind the point.
    pub(crate) fn digits(self, digits: usize) -> Self {
        Self { digits, ..self }
    }

    /// The same with its interval.
    pub(crate) fn between(self, interval: Option<(f64, f64)>) -> Self {
        Self { low: interval.map(|(low, _)| low), high: interval.map(|(_, high)| high), ..self }
    }

    /// The same with the most that was promised.
    pub(crate) fn at_most(self, bar: f64) -> Self {
        Self { bar: Some(Bar::at_most(bar, self.value.unwrap_or(f64::NAN))), ..self }
    }

    /// The same with the least that was promised; what cannot be told does not meet it.
    pub(crate) fn at_least(self, bar: f64) -> Self {
        Self { bar: Some(Bar::at_least(bar, self.value.unwrap_or(f64::NAN))), ..self }
    }
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, cells: Vec<Option<f64>>) -> Self {
        Self { name: name.into(), cells }
    }

    /// A row of counts.
    pub(crate) fn of(name: impl Into<String>, counts: &[usize]) -> Self {
        Self::new(name, counts.iter().map(|count| Some(*count as f64)).collect())
    }
}

impl Line {
    pub(crate) fn new(name: String, compared: &Comparison) -> Self {
        let of = |part: fn(Bounded) -> f64| compared.recomputed.as_ref().ok().map(|r| part(*r));
        Self {
            name,
            published: compared.published.point(),
            recomputed: of(Bounded::point),
            low: of(Bounded::low),
            high: of(Bounded::high),
            difference: compared.difference(),
            status: compared.status().word(),
            reasons: compared.recomputed.as_ref().err().cloned().into_iter().collect(),
        }
    }
}

/// A section as text: counts, figures, remarks, tables, then every line that is not near with its reasons.
pub(crate) fn text(section: &Section) -> String {
    let mut out = format!("== {}\n", section.title);
    for count in &section.counts {
        out += &format!("  {} of {} {}{}\n", count.found, count.of, count.what, bar_text(count.bar));
    }
    section.figures.iter().for_each(|figure| out += &figure_text(figure));
    section.notes.iter().for_each(|note| out += &format!("  note: {note}\n"));
    section.tables.iter().for_each(|table| out += &table_text(table));
    section.lines.iter().filter(|line| !line.reasons.is_empty()).for_each(|line| out += &line_text(line));
    out + "\n"
}

fn bar_text(bar: Option<Bar>) -> String {
    bar.map_or_else(String::new, |Bar { sense, bar, met }| {
        format!(" (bar {sense} {bar}: {})", if met { "met" } else { "NOT MET" })
    })
}

fn figure_text(figure: &Figure) -> String {
    let value = figure.value.map_or("-".into(), |value| format!("{value:.0$}", figure.digits));
    let interval = match (figure.low, figure.high) {
        (Some(low), Some(high)) => format!(" ({low:.3} to {high:.3})"),
        _ => String::new(),
    };
    format!("  {value}{interval} {}{}\n", figure.what, bar_text(figure.bar))
}

fn table_text(table: &Table) -> String {
    let width = table.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let names: String = table.columns.iter().map(|Column(name, _)| format!("  {name:>8}")).collect();
    let mut out = format!("  {}\n  {:<width$}{names}\n", table.title, "");
    for row in &table.rows {
        let cells: String =
            table.columns.iter().zip(&row.cells).map(|(column, cell)| cell_text(column, *cell)).collect();
        out += &format!("  {:<width$}{cells}\n", row.name);
    }
    out
}

fn cell_text(Column(name, digits): &Column, cell: Option<f64>) -> String {
    let width = name.chars().count().max(8);
    let number = cell.map_or("-".into(), |cell| format!("{cell:.digits$}"));
    format!("  {number:>width$}")
}

fn line_text(line: &Line) -> String {
    let number = |x: Option<f64>| x.map_or("-".into(), |x| format!("{x:.2}"));
    format!(
        "  {:<28} published {:<5} recomputed {:<5} ({} to {}) {}: {}\n",
        line.name,
        line.published,
        number(line.recomputed),
        number(line.low),
        number(line.high),
        line.status,
        line.reasons.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_cannot_be_had_says_which_input_is_missing() {
        let published = Bounded::amount(1.0, 0.05).unwrap();
        let compared = Comparison { published, recomputed: Err("no share rows".into()) };
        let line = Line::new("x".into(), &compared);
        assert!(line_text(&line).contains("not-computable: no share rows"));
        let near = Comparison { published, recomputed: Ok(published) };
        assert!(Line::new("x".into(), &near).reasons.is_empty());
    }

    #[test]
    fn bars_are_met_from_their_side() {
        let met = |bar: Option<Bar>| bar.map(|bar| bar.met);
        assert_eq!(met(Count::new("x", 5, 9).at_least(5).bar), Some(true));
        assert_eq!(met(Figure::new("x", 5.0).at_most(4.0).bar), Some(false));
        assert_eq!(met(Figure::new("x", 0.94).at_least(0.95).bar), Some(false));
        assert_eq!(met(Figure::new("x", None).at_least(0.95).bar), Some(false));
    }

    #[test]
    fn a_section_prints_its_figures_with_interval_and_bar_and_its_tables_in_columns() {
        const COLUMNS: &[Column] = &[Column("right", 0), Column("precision", 2)];
        let rows =
            vec![Row::new("deal", vec![Some(3.0), Some(0.75)]), Row::new("levy", vec![Some(0.0), None])];
        let section = Section {
            title: "T",
            figures: vec![Figure::new("precision", 0.75).between(Some((0.5, 0.9))).at_least(0.8)],
            tables: vec![Table { title: "by kind".into(), columns: COLUMNS, rows }],
            ..Section::default()
        };
        let expected = [
            "== T",
            "  0.7500 (0.500 to 0.900) precision (bar at least 0.8: NOT MET)",
            "  by kind",
            "           right  precision",
            "  deal         3       0.75",
            "  levy         0          -",
            "\n",
        ];
        assert_eq!(text(&section), expected.join("\n"));
    }
}
