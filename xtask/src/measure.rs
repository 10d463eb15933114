//! `cargo xtask measure [--data DIR] [--format json]`: what published inputs give, beside what was published.
//!
//! The inputs lie outside of the repository, in `../shared/data` unless told otherwise: some of their licences do not
//! let them ship. Without them this says so and is content, so that it can be run anywhere. Each part of the
//! measure is a [`Section`]; a new one is a function of the data folder and a line in [`SECTIONS`]. The road not
//! taken: tests that need the inputs. They would pass by being skipped.

mod geopolrisk;
mod importance;
mod material;
mod names;
mod printed;
mod reasons;
mod study2017;
mod study2023;

use anyhow::{Result, bail};
use oreline_index::{Bounded, Comparison};
use serde::Serialize;
use std::path::{Path, PathBuf};

const DATA: &str = "../shared/data";

/// Every part of the measure, in the order of printing.
const SECTIONS: &[fn(&Path) -> Result<Section>] =
    &[study2017::section, importance::section, study2023::section, geopolrisk::section];

/// A part of the measure.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    /// Short name.
    pub(crate) id: &'static str,
    /// What is measured.
    pub(crate) title: &'static str,
    /// Counts with the bars that they are held against.
    pub(crate) counts: Vec<Count>,
    /// Conventions and remarks.
    pub(crate) notes: Vec<String>,
    /// Every figure.
    pub(crate) lines: Vec<Line>,
}

/// A count of figures that agree.
#[derive(Debug, Serialize)]
pub(crate) struct Count {
    pub(crate) what: String,
    pub(crate) found: usize,
    pub(crate) of: usize,
    /// The least that was promised, if anything was.
    pub(crate) bar: Option<usize>,
    pub(crate) met: Option<bool>,
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
        Self { what: what.into(), found, of, bar: None, met: None }
    }

    /// The same with the least that was promised.
    pub(crate) fn at_least(self, bar: usize) -> Self {
        Self { bar: Some(bar), met: Some(self.found >= bar), ..self }
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

/// Prints every section, as text or as JSON.
pub(crate) fn measure(root: &Path, words: &[&str]) -> Result<()> {
    let (data, json) = options(root, words)?;
    let sections: Vec<Section> = if data.join("criticality").is_dir() {
        SECTIONS.iter().map(|section| section(&data)).collect::<Result<_>>()?
    } else {
        Vec::new()
    };
    let absent = format!("nothing is measured: there is no folder {}/criticality", data.display());
    match (json, sections.is_empty()) {
        (true, true) => println!("{}", serde_json::json!({ "sections": [], "absent": absent })),
        (true, false) => {
            println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "sections": sections }))?)
        }
        (false, true) => println!("{absent}"),
        (false, false) => sections.iter().for_each(|section| print!("{}", text(section))),
    }
    Ok(())
}

fn options(root: &Path, words: &[&str]) -> Result<(PathBuf, bool)> {
    let (mut data, mut json) = (root.join(DATA), false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match (*word, words.next()) {
            ("--format", Some(&"json")) => json = true,
            ("--format", Some(&"table")) => json = false,
            ("--data", Some(folder)) => data = PathBuf::from(folder),
            _ => bail!("'{word}': usage: cargo xtask measure [--data DIR] [--format json|table]"),
        }
    }
    Ok((data, json))
}

/// A section as text: counts, remarks, then every figure that is not near with its reasons.
fn text(section: &Section) -> String {
    let mut out = format!("== {}\n", section.title);
    for count in &section.counts {
        out += &format!("  {} of {} {}{}\n", count.found, count.of, count.what, bar_text(count));
    }
    section.notes.iter().for_each(|note| out += &format!("  note: {note}\n"));
    section.lines.iter().filter(|line| !line.reasons.is_empty()).for_each(|line| out += &line_text(line));
    out + "\n"
}

fn bar_text(count: &Count) -> String {
    let met = if count.met == Some(true) { "met" } else { "NOT MET" };
    count.bar.map_or_else(String::new, |bar| format!(" (bar {bar}: {met})"))
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
    fn options_are_read_and_others_refused() {
        let root = Path::new("root");
        assert_eq!(options(root, &[]).unwrap(), (root.join(DATA), false));
        let given = options(root, &["--data", "d", "--format", "json"]).unwrap();
        assert_eq!(given, (PathBuf::from("d"), true));
        assert!(options(root, &["--format", "xml"]).is_err() && options(root, &["--data"]).is_err());
    }

    #[test]
    fn without_the_data_it_says_so_and_is_content() {
        assert!(measure(Path::new("no-such-root"), &[]).is_ok());
    }

    #[test]
    fn a_figure_that_cannot_be_had_says_which_input_is_missing() {
        let published = Bounded::amount(1.0, 0.05).unwrap();
        let compared = Comparison { published, recomputed: Err("no share rows".into()) };
        let line = Line::new("x".into(), &compared);
        assert!(line_text(&line).contains("not-computable: no share rows"));
        let near = Comparison { published, recomputed: Ok(published) };
        assert!(Line::new("x".into(), &near).reasons.is_empty());
    }
}
