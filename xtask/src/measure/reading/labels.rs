//! Claims on labelled passages, both halves; the held-out half is the one whose figures are quoted.

use super::names;
use crate::measure::section::{Column, Figure, Row, Section, Table};
use anyhow::{Context, Result};
use oreline_ingest::labels::{Proportion, Score, Tally, passages};
use oreline_ingest::names::Names;
use std::fs;
use std::path::Path;

/// Where the passages lie in the repository.
pub(crate) const FOLDER: &str = "crates/ingest/tests/labels";

const COLUMNS: &[Column] = &[
    Column("right", 0),
    Column("wrong", 0),
    Column("missed", 0),
    Column("prec.", 3),
    Column("low", 3),
    Column("high", 3),
    Column("recall", 3),
    Column("low", 3),
    Column("high", 3),
    Column("modality", 3),
    Column("low", 3),
    Column("high", 3),
];

pub(crate) fn section(root: &Path) -> Result<Section> {
    let names = names(root)?;
    let held_out = half(root, "held-out", &names)?;
    let dev = half(root, "dev", &names)?;
    let notes = vec![
        "'modality' is the part of the claims found that have the labelled kind and modality; intervals are Wilson's at 95 %"
            .to_owned(),
        "rules are written on dev; the figures to quote are those of held-out".to_owned(),
    ];
    Ok(Section {
        title: "Claims in labelled passages",
        figures: figures("held-out", &held_out.all()).into_iter().chain(figures("dev", &dev.all())).collect(),
        notes,
        tables: vec![table("held-out", &held_out), table("dev", &dev)],
        ..Section::default()
    })
}

fn half(root: &Path, name: &str, names: &Names) -> Result<Score> {
    let file = root.join(FOLDER).join(format!("{name}.jsonl"));
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let passages = passages(&text).with_context(|| file.display().to_string())?;
    Ok(Score::of(&passages, &|sentence| names.find(sentence)))
}

fn figures(half: &str, all: &Tally) -> Vec<Figure> {
    [
        ("precision", all.precision()),
        ("precision with modality", all.precision_with_modality()),
        ("recall", all.recall()),
    ]
    .into_iter()
    .map(|(what, of)| {
        let what = format!("{half}: {what}, {} of {}", of.part, of.whole);
        Figure::new(what, of.value()).between(of.interval())
    })
    .collect()
}

fn table(half: &str, score: &Score) -> Table {
    let mut rows: Vec<Row> = score.kinds.iter().map(|(kind, tally)| row(kind.name(), tally)).collect();
    rows.push(row("all", &score.all()));
    Table { title: format!("{half}: {} passages", score.passages), columns: COLUMNS, rows }
}

fn row(name: &str, tally: &Tally) -> Row {
    let three = |of: Proportion| {
        let interval = of.interval();
        [of.value(), interval.map(|(low, _)| low), interval.map(|(_, high)| high)]
    };
    let counts = [tally.right, tally.wrong, tally.missed].map(|count| Some(count as f64));
    let shares = [tally.precision(), tally.recall(), tally.precision_with_modality()].map(three);
    Row::new(name, counts.into_iter().chain(shares.into_iter().flatten()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let row = row("x", &Tally { right: 3, modality: 2, wrong: 1, missed: 5 });
        assert_eq!(row.cells.len(), COLUMNS.len());
        let shares = [row.cells[3], row.cells[6], row.cells[9]];
        assert_eq!(shares, [Some(0.75), Some(0.375), Some(0.5)]);
    }
}
