//! Parts that several answers share.

use crate::document::{Block, Column, Table, grouped, numbers, words};
use crate::number;
use oreline_scenario::answers::{Band, ContradictionAnswer, EvidenceShare, Interval};
use std::collections::BTreeMap;

/// The key under which the evidence of the whole chain stands.
const WHOLE: &str = "all";

/// The rows of a table beyond these are counted, not printed; the CSV files hold all.
pub(crate) fn cut<'a, T>(rows: &'a [T], most: usize, thing: &str) -> (Vec<&'a T>, String) {
    (rows.iter().take(most).collect(), left_out(rows.len().saturating_sub(most), thing))
}

/// How many things are not printed; nothing if none.
pub(crate) fn left_out(left: usize, thing: &str) -> String {
    if left == 0 {
        String::new()
    } else {
        format!("Left out here: {} more; JSON and CSV hold all.", number::counted(left, thing))
    }
}

/// A fact.
pub(crate) fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}

/// Text, or a dash for what is not known.
pub(crate) fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("-").into()
}

/// `p10`, `p50`, `p90` through a way to print.
pub(crate) fn band(band: &Band, print: impl Fn(f64) -> String) -> [String; 3] {
    [print(band.p10), print(band.p50), print(band.p90)]
}

/// `0.49 (0.42 to 0.56)` through a way to print.
pub(crate) fn interval(interval: &Interval, print: impl Fn(f64) -> String) -> String {
    format!("{} ({} to {})", print(interval.value), print(interval.low), print(interval.high))
}

/// Three columns under a heading.
pub(crate) fn quantiles(group: &str) -> Vec<Column> {
    grouped(group, &["p10", "p50", "p90"])
}

/// The evidence of the whole in one line.
pub(crate) fn evidence_line(evidence: &BTreeMap<String, EvidenceShare>) -> String {
    evidence.get(WHOLE).map_or_else(|| number::MISSING.into(), evidence_words)
}

/// `read 5 %, relayed 13 %, …`.
pub(crate) fn evidence_words(all: &EvidenceShare) -> String {
    let shares =
        [("read", all.read), ("relayed", all.relayed), ("derived", all.derived), ("assumed", all.assumed)];
    let words: Vec<String> = shares.iter().map(|(k, v)| format!("{k} {}", number::percent(*v))).collect();
    words.join(", ")
}

/// The evidence stage by stage, the whole first.
pub(crate) fn evidence_table(evidence: &BTreeMap<String, EvidenceShare>) -> Block {
    let mut columns = vec![words("stage")];
    columns.extend(["read", "relayed", "derived", "assumed"].map(numbers));
    let mut table = Table::new("Evidence: share of base value that rests on each kind of row", columns);
    let whole = evidence.iter().filter(|(k, _)| *k == WHOLE);
    for (stage, e) in whole.chain(evidence.iter().filter(|(k, _)| *k != WHOLE)) {
        let mut row = vec![stage.clone()];
        row.extend([e.read, e.relayed, e.derived, e.assumed].map(number::percent));
        table.push(row);
    }
    Block::Table(table)
}

/// How many contradictions of each kind there are, in words.
pub(crate) fn contradiction_count(contradictions: &[ContradictionAnswer]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for c in contradictions {
        *kinds.entry(c.kind.as_str()).or_default() += 1;
    }
    if kinds.is_empty() {
        return "None found among the rows.".into();
    }
    let counts: Vec<String> =
        kinds.iter().map(|(kind, n)| format!("{kind}: {}", number::count(*n))).collect();
    format!(
        "{}. Rivals are rows that state the same quantity and differ; tensions are claims that the fit moved by over 2 sigma. Nothing is averaged away.",
        counts.join(", ")
    )
}

/// Contradictions with their rows, the farthest apart first; those beyond `most` are counted.
pub(crate) fn contradiction_tables(contradictions: &[ContradictionAnswer], most: usize) -> Vec<Block> {
    let mut sorted: Vec<&ContradictionAnswer> = contradictions.iter().collect();
    let size = |c: &&ContradictionAnswer| c.sigma.unwrap_or(0.0);
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let (shown, note) = cut(&sorted, most, "contradiction");
    let mut blocks: Vec<Block> = shown.into_iter().map(|c| Block::Table(contradiction_table(c))).collect();
    if !note.is_empty() {
        blocks.push(Block::Paragraph(note));
    }
    blocks
}

fn contradiction_table(c: &ContradictionAnswer) -> Table {
    let apart =
        c.sigma.map_or("no common scale".to_string(), |s| format!("{} sigma", number::significant(s, 2)));
    let columns = vec![numbers("value"), words("unit"), words("scope"), words("source"), words("row")];
    let mut table = Table::new(format!("{} ({}, {apart})", c.quantity, c.kind), columns);
    for row in &c.rows {
        let value = row.value.map_or(String::new(), number::as_given);
        let unit = row.value.map_or(String::new(), |_| row.unit.clone());
        table.push(vec![value, unit, row.scope.clone(), row.source.clone(), row.at.clone()]);
    }
    table
}
