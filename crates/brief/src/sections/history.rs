//! How this version did on history: the table that every answer carries.

use crate::common::fact;
use crate::document::{Block, Section, Table, grouped, numbers, words};
use crate::number;
use oreline_scenario::answers::{RunAnswer, TrackRecord, TrackRow, bar};
use oreline_scenario::backtest::{Class, Track};

/// The table of the recorded back-test, what it allows to say, and where it is too weak to.
pub(crate) fn history(a: &RunAnswer) -> Section {
    let Some(record) = &a.history else { return Section::default() };
    let mut blocks = vec![Block::Paragraph(verdict(a, record)), Block::Table(table(record))];
    blocks.push(Block::Facts(vec![
        fact(
            "Recorded",
            format!("{}, version {}, {} draws a leg", record.recorded, record.oreline, record.draws),
        ),
        fact("Its priors", format!("SHA-256 {}", record.priors_hash)),
        fact(
            "Free constants",
            format!("{}, chosen after visible scores had been seen", record.free_constants),
        ),
        fact("Assumed inputs", format!("{}, neither read nor derived", record.assumed_inputs)),
        fact("Run it again", "oreline backtest"),
    ]));
    Section::new("How such answers did on history", blocks)
}

fn verdict(a: &RunAnswer, record: &TrackRecord) -> String {
    if record.priors_hash != a.priors_hash || !a.overrides.is_empty() {
        return "This run has other priors or settings than the back-test below, which says nothing about it.".into();
    }
    let missed: Vec<String> = bar(&record.own).into_iter().filter(|c| !c.met).map(|c| c.what).collect();
    if missed.is_empty() {
        return "Prices have met the bar that was set before the first score, and are called a forecast."
            .into();
    }
    format!(
        "Prices have missed the bar that was set before the first score, so they are no forecast. Missed: {}.",
        missed.join("; ")
    )
}

fn table(record: &TrackRecord) -> Table {
    let mut columns = vec![words("class"), numbers("ep."), numbers("targets")];
    columns.extend(grouped("CRPS", &["model", "walk", "class", "gap", "no act"]));
    columns.extend(grouped("80 %", &["holds", "of targets"]));
    columns.push(numbers("bias"));
    let caption = "Past episodes forecast from what was known at their origin, by kind of target; CRPS of the log price: \
                   lower is better. Walk: random walk; class: other clusters' outcomes; gap: the initial gap decays; \
                   no act: the model without its act";
    let mut table = Table::new(caption, columns);
    record.own.iter().for_each(|r| table.push(row(name(r), r)));
    for r in record.generic.iter().filter(|r| r.class == Class::Fixed) {
        table.push(row(format!("{}, typical inputs", name(r)), r));
    }
    table
}

fn name(r: &TrackRow) -> String {
    let class = match r.class {
        Class::Fixed => "fixed dates",
        Class::Reversal => "reversals",
        Class::Extreme => "path maxima",
    };
    match r.track {
        Track::Forecast => class.into(),
        Track::Conditional => format!("{class}, flows given"),
    }
}

fn row(name: String, r: &TrackRow) -> Vec<String> {
    let score = |v: Option<f64>| v.map_or("-".to_string(), number::index);
    let b = &r.baseline_crps;
    let mut row = vec![name, number::count(r.episodes), number::count(r.targets)];
    row.extend([Some(r.crps), b.b1, b.b2, b.b5, b.noshock].map(score));
    let [low, high] = r.coverage80_interval.map(|v| format!("{:.0}", 100.0 * v));
    row.extend([format!("{:.0} %", 100.0 * r.coverage80), format!("{low}–{high} %")]);
    row.push(number::index(r.bias));
    row
}
