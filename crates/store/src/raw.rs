//! From the bytes of a table to its cells: UTF-8, one header, rows as long as the header.

use oreline_world::{Diagnostic, Severity};

use crate::near::did_you_mean;
use crate::schema::{Column, Table};
use crate::sink::Sink;

/// One row as text; cells in the order of the schema, nothing where the file lacks the column.
pub(crate) struct RawRow {
    pub(crate) line: u64,
    pub(crate) cells: Vec<Option<String>>,
}

/// The rows of a table; nothing if its header cannot be used.
pub(crate) fn rows(table: &Table, bytes: &[u8], sink: &mut Sink) -> Vec<RawRow> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    warn_if_cut_short(table.file, bytes, sink);
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    let mut records = reader.byte_records();
    let Some(Ok(header)) = records.next() else {
        sink.extend(table.columns.iter().take(1).map(|column| missing(table, column)));
        return Vec::new();
    };
    let Some(header) = text_of(table.file, 1, &header, None, sink) else { return Vec::new() };
    let places = places(table, &header, sink);
    let mut rows = Vec::new();
    for record in records {
        match record {
            Ok(record) => {
                let line = line_of(&record, bytes);
                rows.extend(row(table, &header, &places, &record, line, sink));
            }
            Err(error) => sink.push(unreadable(table.file, &error)),
        }
    }
    rows
}

/// A file that stops inside a line was probably cut while being copied or saved.
pub(crate) fn warn_if_cut_short(file: &str, bytes: &[u8], sink: &mut Sink) {
    if bytes.last().is_some_and(|last| *last != b'\n') {
        let message = "the last line has no end; the file may have been cut short";
        let hint = "compare the last row with its source, then end it with a line break";
        sink.push(Diagnostic::new(Severity::Warning, "cut-short", file, message, hint));
    }
}

/// The line on which a record begins. The reader gives the place where it started to look for one, which may
/// be before empty lines or the second half of a line end.
fn line_of(record: &csv::ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let rest = usize::try_from(position.byte()).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

fn row(
    table: &Table,
    header: &[String],
    places: &[Option<usize>],
    record: &csv::ByteRecord,
    line: u64,
    sink: &mut Sink,
) -> Option<RawRow> {
    let cells = text_of(table.file, line, record, Some(header), sink)?;
    if cells.len() != header.len() {
        let message = format!("the row has {} cells, the header {}", cells.len(), header.len());
        let hint = "put a cell that holds a comma or a line break in double quotes; leave no cell out";
        sink.push(Diagnostic::new(Severity::Error, "ragged-row", table.file, message, hint).on_row(line));
        return None;
    }
    let cell = |place: &Option<usize>| place.and_then(|at| cells.get(at)).map(|text| text.trim().to_owned());
    Some(RawRow { line, cells: places.iter().map(cell).collect() })
}

/// All cells as text, or nothing if one of them is not UTF-8 or holds what no editor shows.
fn text_of(
    file: &str,
    line: u64,
    record: &csv::ByteRecord,
    header: Option<&[String]>,
    sink: &mut Sink,
) -> Option<Vec<String>> {
    let mut cells = Vec::with_capacity(record.len());
    for (at, bytes) in record.iter().enumerate() {
        match readable(bytes) {
            Ok(text) => cells.push(text.to_owned()),
            Err((code, message, hint)) => {
                let found = Diagnostic::new(Severity::Error, code, file, message, hint).on_row(line);
                let column = header.and_then(|header| header.get(at)).cloned();
                sink.push(Diagnostic { column, ..found });
                return None;
            }
        }
    }
    Some(cells)
}

/// A cell as text, or code, message and remedy. A cell may hold line breaks and tabs, no other control character.
fn readable(bytes: &[u8]) -> Result<&str, (&'static str, String, &'static str)> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("byte {} of the cell is not UTF-8", error.valid_up_to() + 1);
        ("not-utf8", message, "save the file as UTF-8")
    })?;
    match text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        None => Ok(text),
        Some((at, found)) => {
            let message = format!("byte {} of the cell is the control character {found:?}", at + 1);
            Err(("control-character", message, "remove it; it was probably left by a converter"))
        }
    }
}

/// Where each column of the schema stands in the file.
fn places(table: &Table, header: &[String], sink: &mut Sink) -> Vec<Option<usize>> {
    let names = || table.columns.iter().map(|column| column.name);
    for (at, name) in header.iter().enumerate() {
        let name = name.trim();
        if header.iter().take(at).any(|before| before.trim() == name) {
            let (message, hint) = (format!("the column '{name}' stands twice"), "keep one of them");
            let found = Diagnostic::new(Severity::Error, "duplicate-column", table.file, message, hint);
            sink.push(found.on_row(1).in_column(name));
        } else if !names().any(|known| known == name) {
            let message = format!("'{name}' is no column of {}; it is not read", table.name);
            let hint = format!("{}rename it, or leave it out", did_you_mean(name, names()));
            let found = Diagnostic::new(Severity::Warning, "unknown-column", table.file, message, hint);
            sink.push(found.on_row(1).in_column(name));
        }
    }
    let place = |name: &str| header.iter().position(|given| given.trim() == name);
    for column in table.columns.iter().filter(|column| place(column.name).is_none()) {
        sink.push(missing(table, column));
    }
    table.columns.iter().map(|column| place(column.name)).collect()
}

/// Without an optional column its cells count as empty; without another there are no rows.
fn missing(table: &Table, column: &Column) -> Diagnostic {
    let severity = if column.required { Severity::Error } else { Severity::Warning };
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let message = format!("the column '{}' is missing", column.name);
    let hint = format!("the header of {} is {}", table.file, names.join(","));
    Diagnostic::new(severity, "missing-column", table.file, message, hint).on_row(1).in_column(column.name)
}

fn unreadable(file: &str, error: &csv::Error) -> Diagnostic {
    let hint = "open the file in a text editor and look at that place";
    let found = Diagnostic::new(Severity::Error, "unreadable", file, error.to_string(), hint);
    match error.position() {
        Some(position) => found.on_row(position.line()),
        None => found,
    }
}
