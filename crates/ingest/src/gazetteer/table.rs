//! Reading the small tables, each row with its line.
//!
//! The road not taken: serde into a struct per table. The tables have few columns, and a row that is wrong must be told
//! with its line and a remedy while the rest is read.

use std::collections::BTreeMap;

use thiserror::Error;

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {what}; {remedy}")]
pub struct BadRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub remedy: String,
}

/// A row by its columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) line: u64,
    cells: BTreeMap<String, String>,
}

impl Row {
    /// The cell of a column, without blanks around it.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|c| c.trim())
    }
}

/// The rows of a table with a header; a row that cannot be read is an error in its place.
pub(crate) fn rows(text: &str) -> Vec<Result<Row, BadRow>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(h) => h.clone(),
        Err(e) => return vec![Err(bad(&e))],
    };
    let read = reader.records().map(|record| match record {
        Ok(r) => Ok(Row {
            line: r.position().map_or(0, csv::Position::line),
            cells: header.iter().map(str::trim).map(str::to_owned).zip(r.iter().map(str::to_owned)).collect(),
        }),
        Err(e) => Err(bad(&e)),
    });
    read.collect()
}

fn bad(e: &csv::Error) -> BadRow {
    let line = e.position().map_or(1, csv::Position::line);
    let (what, remedy) = match e.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
            format!("{len} cells where the header has {expected_len}"),
            "put a cell that holds a comma in double quotes, and leave no cell out".to_owned(),
        ),
        _ => (e.to_string(), "write the row as comma-separated UTF-8 text".to_owned()),
    };
    BadRow { line, what, remedy }
}
