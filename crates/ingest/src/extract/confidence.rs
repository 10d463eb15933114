//! How far a candidate is to be trusted: how often its kind was right on passages labelled before the rules.
//!
//! The road not taken: a score from the pattern's own look. A pattern that looks sure and is wrong looks sure.

use super::kind::Kind;
use serde::Deserialize;
use std::sync::OnceLock;

/// Counts on the held-out half; a test holds the table to the measure.
const TABLE: &str = include_str!("../../data/precision.csv");

#[derive(Deserialize)]
struct Row {
    kind: Kind,
    right: u32,
    claimed: u32,
}

/// (right + 1) / (claimed + 2) of a kind, with the modality counted.
pub(super) fn of(kind: Kind) -> f64 {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    let read = || csv::Reader::from_reader(TABLE.as_bytes()).deserialize().flatten().collect();
    let rows = ROWS.get_or_init(read).iter().find(|row| row.kind == kind);
    let (right, claimed) = rows.map_or((0, 0), |row| (row.right, row.claimed));
    f64::from(right + 1) / f64::from(claimed + 2)
}
