//! Standard output in the form asked for. A reader that goes away (`| head`) is no error.

use crate::args::Format;
use anyhow::{Context, Result};
use oreline::brief::document::Document;
use oreline::brief::table;
use std::io::{ErrorKind, Write, stderr, stdout};

/// Prints an answer in one of its three forms.
pub(crate) fn answer(
    format: Format,
    document: impl FnOnce() -> Document,
    json: impl FnOnce() -> String,
    csv: impl FnOnce() -> String,
) -> Result<()> {
    print(&match format {
        Format::Table => table::text(&document()),
        Format::Json => json(),
        Format::Csv => csv(),
    })
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("standard output"),
    }
}

/// Prints a line to standard error. If that is gone too there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(stderr().lock(), "{text}");
}
