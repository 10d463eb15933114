//! Checks that need more than one cell: between the cells of a row, between rows, between tables.

mod dates;
mod figures;
mod ids;
mod informed;
mod lp;
mod places;
mod recipes;
mod spells;
mod units;

use oreline_world::{Diagnostic, Meta, Severity};

use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

/// Runs every check, and settles when each row became public.
pub(crate) fn all(typed: &mut [Typed<'_>], meta: Option<&Meta>, sink: &mut Sink) {
    ids::check(typed, sink);
    figures::check(typed, sink);
    units::check(typed, sink);
    spells::check(typed, sink);
    places::check(typed, sink);
    informed::settle(typed);
    recipes::check(typed, sink);
    dates::check(typed, meta.map(|meta| meta.edition), sink);
}

/// The ids of a table; none if it is not there.
pub(crate) fn ids_of<'a>(typed: &'a [Typed<'_>], table: &str) -> Vec<&'a str> {
    let Some(typed) = find(typed, table) else { return Vec::new() };
    typed.rows.iter().filter_map(|row| row.text(typed.table, "id")).collect()
}

fn find<'a, 't>(typed: &'a [Typed<'t>], table: &str) -> Option<&'a Typed<'t>> {
    typed.iter().find(|typed| typed.table.name == table)
}

/// A fault in one cell.
fn fault(
    severity: Severity,
    code: &'static str,
    (table, row, column): (&Table, &Row, &str),
    message: String,
    hint: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(severity, code, table.file, message, hint).on_row(row.line).in_column(column)
}

/// An error in one cell.
fn error(
    code: &'static str,
    place: (&Table, &Row, &str),
    message: String,
    hint: impl Into<String>,
) -> Diagnostic {
    fault(Severity::Error, code, place, message, hint)
}
