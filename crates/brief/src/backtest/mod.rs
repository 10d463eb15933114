//! The report of a back-test: the table with every forecaster, where the model fails, and a page per episode.
//!
//! One document is both the text on the terminal and the first page, so that neither can leave out what the other
//! shows. The road not taken: a page of successes. What is listed in full is every target, and first of all those
//! that were missed.

mod episode;
mod scores;
mod targets;
mod words;

use crate::common::fact;
use crate::document::{Block, Document, Section, Table, numbers, words as text};
use crate::number;
use oreline_scenario::answers::{BacktestAnswer, EpisodeAnswer, InputsUsed, bar, track_rows};
use oreline_scenario::backtest::Track;
use std::collections::BTreeSet;

/// What was known of a leg at its origin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The leg.
    pub leg: String,
    /// Last day of the origin.
    pub origin: String,
    /// Rows of the world and fields of the scenario.
    pub rows: Vec<KnownRow>,
    /// What is given of each target.
    pub gaps: Vec<Given>,
}

/// One thing that was known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownRow {
    /// Id of the row, or field of an act.
    pub what: String,
    /// Value with its 80 % interval and unit.
    pub value: String,
    /// Read, relayed, derived, assumed, or of the scenario.
    pub basis: String,
    /// Since when.
    pub known_at: String,
    /// Why.
    pub note: String,
}

/// What is given of a target and not forecast.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Target.
    pub target: String,
    /// ln(price at the origin / base).
    pub gap: f64,
    /// Its standard deviation.
    pub gap_sd: f64,
    /// Who says what came to pass.
    pub source: String,
}

/// Name of the page of a leg on the forecast track; ids that differ in letters or digits have different pages.
pub fn page_name(leg: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = leg.chars().take(80).map(plain).collect();
    format!("episode-{name}.html")
}

fn page_of(e: &EpisodeAnswer) -> String {
    match e.track {
        Track::Forecast => page_name(&e.id),
        Track::Conditional => page_name(&e.id).replace("episode-", "conditional-"),
    }
}

/// The table: text of a terminal and first page of a report.
pub fn index(answer: &BacktestAnswer) -> Document {
    let mut sections = vec![head(answer), the_bar(answer)];
    sections.extend(scores::sections(answer));
    sections.push(targets::failures(answer));
    sections.push(scores::test_split(answer));
    sections.push(not_run(answer));
    sections.push(targets::all(answer));
    sections.retain(|s| !s.blocks.is_empty());
    Document { title: "Back-test".into(), label: label(answer), sections }
}

/// A page for each leg and track, by name.
pub fn pages(answer: &BacktestAnswer, known: &[Known]) -> Vec<(String, Document)> {
    let page = |e: &EpisodeAnswer| {
        let known = known.iter().find(|k| k.leg == e.id);
        (page_of(e), episode::page(e, known.unwrap_or(&Known::default())))
    };
    answer.episodes.iter().map(page).collect()
}

fn label(a: &BacktestAnswer) -> String {
    if lone(a) {
        return "a single episode: its score is an anecdote".into();
    }
    let bar = bar(&track_rows(a));
    let missed = bar.iter().filter(|c| !c.met).count();
    match missed {
        0 => "the bar is met: prices may be called a forecast".into(),
        n => format!("{n} of {} conditions of the bar are missed: no forecast", bar.len()),
    }
}

fn head(a: &BacktestAnswer) -> Section {
    let episodes: BTreeSet<&str> = a.episodes.iter().map(|e| e.episode.as_str()).collect();
    let legs: BTreeSet<&str> = a.episodes.iter().map(|e| e.id.as_str()).collect();
    let targets: usize = a.episodes.iter().map(|e| e.targets.len()).sum();
    let scored = format!(
        "{} of {} of {}",
        number::counted(targets, "target"),
        number::counted(legs.len(), "leg"),
        number::counted(episodes.len(), "episode")
    );
    let inputs = match a.inputs {
        InputsUsed::Own => "each leg's own, as known at its origin",
        InputsUsed::Generic => {
            "generic: length, cover, spare capacity, pile-up, tightness, trend and volatility are the median row of \
             the class outside the cluster"
        }
    };
    let mut free = number::count(a.free_constants);
    if !a.free_constant_names.is_empty() {
        free += &format!(" ({})", a.free_constant_names.join(", "));
    }
    let facts = vec![
        fact("Scored", scored),
        fact("Draws", format!("{} a leg; seed {}", number::count(a.draws), a.seed)),
        fact("Inputs", inputs),
        fact("Free constants", format!("{free}, chosen after visible scores had been seen")),
        fact("Assumed inputs", format!("{}, neither read nor derived", number::count(a.assumed_inputs))),
        fact("Priors", format!("SHA-256 {}", a.priors_hash)),
    ];
    Section::new("", vec![Block::Facts(facts)])
}

/// One episode is no record that the bar could be held to.
fn lone(a: &BacktestAnswer) -> bool {
    a.episodes.iter().all(|e| Some(&e.episode) == a.episodes.first().map(|first| &first.episode))
}

fn the_bar(a: &BacktestAnswer) -> Section {
    if lone(a) {
        return Section::default();
    }
    let columns = vec![text("condition, set before the first score"), numbers("found"), text("holds")];
    let mut table = Table::new("", columns);
    for c in bar(&track_rows(a)) {
        let found = words::score(c.found.unwrap_or(f64::NAN));
        table.push([c.what, found, if c.met { "yes" } else { "no" }.to_string()]);
    }
    let says = "Only if all of it holds may a brief call its prices a forecast.";
    Section::new("The bar", vec![Block::Table(table), Block::Paragraph(says.into())])
}

fn not_run(a: &BacktestAnswer) -> Section {
    let line = |s: &oreline_scenario::answers::SkippedAnswer| {
        let leg = if s.id == "*" { "all legs" } else { &s.id };
        format!("{leg}, {} track: {}", words::track(s.track), s.why)
    };
    let items: Vec<String> = a.skipped.iter().map(line).collect();
    let blocks = if items.is_empty() { Vec::new() } else { vec![Block::List(items)] };
    Section::new("Not run", blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        assert_eq!(page_name("E07ann-Dy"), "episode-e07ann-dy.html");
        assert_eq!(page_name("../../etc/passwd"), "episode-------etc-passwd.html");
        assert_eq!(page_name("javascript:alert(1)"), "episode-javascript-alert-1-.html");
        assert!(page_name(&"x".repeat(10_000)).len() < 100);
    }
}
