//! A table of text cells with their places, and the list of what is wrong with them.
//!
//! Small on purpose: the two tables of history have their own columns and are not tables of a world.

use oreline_world::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// No table is longer [bytes]: history has few rows.
const LONGEST_FILE: usize = 16 << 20;
/// No cell is longer [bytes].
const LONGEST_CELL: usize = 10_000;
/// Faults that are listed; of more, their number.
const LISTED: usize = 100;

/// A table.
pub(super) struct Sheet {
    file: &'static str,
    columns: BTreeMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// A row of it.
pub(super) struct Cells<'a> {
    sheet: &'a Sheet,
    line: u64,
    record: &'a csv::StringRecord,
}

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Faults {
    found: Vec<Diagnostic>,
    more: usize,
}

impl Faults {
    /// Something wrong in a cell.
    pub(super) fn error(&mut self, cells: &Cells<'_>, column: &str, message: String, hint: &str) {
        self.at(cells.sheet.file, cells.line, column, message, hint);
    }

    /// Something in a cell that is left out.
    pub(super) fn warn(&mut self, cells: &Cells<'_>, column: &str, message: String, hint: &str) {
        let found = Diagnostic::new(Severity::Warning, "bad-row", cells.sheet.file, message, hint);
        self.push(found.on_row(cells.line).in_column(column));
    }

    /// Something wrong at a place.
    pub(super) fn at(&mut self, file: &'static str, line: u64, column: &str, message: String, hint: &str) {
        let found = Diagnostic::new(Severity::Error, "bad-row", file, message, hint);
        self.push(found.on_row(line).in_column(column));
    }

    /// Something wrong with a whole file.
    fn file(&mut self, file: &'static str, message: String, hint: &str) {
        self.push(Diagnostic::new(Severity::Error, "bad-file", file, message, hint));
    }

    fn push(&mut self, found: Diagnostic) {
        if self.found.len() < LISTED { self.found.push(found) } else { self.more += 1 }
    }

    /// Errors and warnings.
    pub(super) fn sorted(mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        if self.more > 0 {
            let message = format!("and {} more", self.more);
            let hint = "mend those above first; others often go with them";
            self.found.push(Diagnostic::new(Severity::Error, "more", "", message, hint));
        }
        self.found.into_iter().partition(|d| d.severity == Severity::Error)
    }
}

impl Sheet {
    /// Reads a table that has these columns; others are not read.
    pub(super) fn read(file: &'static str, text: &str, needed: &[&str], faults: &mut Faults) -> Option<Self> {
        let hint = "write a CSV table with a header, as in worlds/history";
        if text.len() > LONGEST_FILE {
            faults.file(file, format!("the file has {} bytes, more than {LONGEST_FILE}", text.len()), hint);
            return None;
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let columns: BTreeMap<String, usize> =
            header.iter().enumerate().map(|(k, name)| (name.to_owned(), k)).collect();
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !columns.contains_key(*name)).collect();
        if !missing.is_empty() {
            let message = if header.is_empty() {
                "the file is empty".to_owned()
            } else {
                format!("the header has no column {}", missing.join(", "))
            };
            faults.file(file, message, hint);
            return None;
        }
        let mut sheet = Self { file, columns, rows: Vec::new() };
        sheet.take(reader.into_records(), header.len(), faults);
        Some(sheet)
    }

    fn take(
        &mut self,
        records: impl Iterator<Item = Result<csv::StringRecord, csv::Error>>,
        width: usize,
        faults: &mut Faults,
    ) {
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.file(self.file, error.to_string(), "write plain UTF-8 text, quotes in pairs");
                    break;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            if let Some(message) = misshapen(&record, width) {
                faults.at(
                    self.file,
                    line,
                    "",
                    message,
                    "write one cell for each column; text with commas in quotes",
                );
                continue;
            }
            self.rows.push((line, record));
        }
    }

    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.rows.iter().map(|(line, record)| Cells { sheet: self, line: *line, record })
    }
}

fn misshapen(record: &csv::StringRecord, width: usize) -> Option<String> {
    if record.len() != width {
        return Some(format!("the row has {} cells, the header {width}", record.len()));
    }
    let long = record.iter().map(str::len).max().filter(|length| *length > LONGEST_CELL)?;
    Some(format!("a cell has {long} bytes, more than {LONGEST_CELL}"))
}

impl Cells<'_> {
    /// The line of the file.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// A cell; a column that is not there is empty.
    pub(super) fn text(&self, column: &str) -> &str {
        self.sheet.columns.get(column).and_then(|k| self.record.get(*k)).unwrap_or("")
    }

    /// A name: letters, digits and a few signs, so that a file or a page can be called by it.
    pub(super) fn name(&self, column: &str, faults: &mut Faults) -> Option<String> {
        let text = self.text(column);
        let sign = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let good = text.len() <= 60
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(sign);
        if good {
            return Some(text.to_owned());
        }
        let shown: String = text.chars().take(60).collect();
        let message = format!("'{shown}' is no name");
        faults.error(self, column, message, "write up to 60 letters, digits, hyphens, dots or underscores");
        None
    }

    /// A finite number.
    pub(super) fn number(&self, column: &str, faults: &mut Faults) -> Option<f64> {
        let text = self.text(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let shown: String = text.chars().take(60).collect();
            let what = if text.is_empty() {
                format!("'{column}' is empty")
            } else {
                format!("'{shown}' is no number")
            };
            faults.error(self, column, what, "write a plain number with a point, as in 0.25");
        }
        number
    }

    /// A finite number, or another where the cell is empty.
    pub(super) fn number_or(&self, column: &str, empty: f64, faults: &mut Faults) -> Option<f64> {
        if self.text(column).is_empty() { Some(empty) } else { self.number(column, faults) }
    }
}

/// The column of the table of targets that a fault of a target is about.
pub(super) fn field_of(fault: &Diagnostic) -> &'static str {
    let place = fault.column.as_deref().unwrap_or_default();
    match place.rsplit(' ').next().unwrap_or_default() {
        "window" => "a",
        "denominator" => "den_a",
        "gap" => "gap",
        "weight" => "weight",
        "observed" => "y",
        _ => "target_id",
    }
}
