//! One holder of a site at a time.

use std::collections::BTreeMap;

use oreline_units::PartialDate;

use super::{error, find};
use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    let Some(Typed { table, rows }) = find(typed, "controls") else { return };
    let mut sites: BTreeMap<&str, Vec<(PartialDate, &Row)>> = BTreeMap::new();
    for row in rows {
        ends_known(table, row, sink);
        if let (Some(site), Some(from)) = (row.text(table, "site"), row.date(table, "from")) {
            sites.entry(site).or_default().push((from, row));
        }
    }
    for spells in sites.values_mut() {
        spells.sort_by_key(|(from, row)| (from.first(), from.last(), row.line));
        for pair in spells.windows(2) {
            if let [(_, before), (from, after)] = pair {
                overlap(table, before, *from, after, sink);
            }
        }
    }
}

/// An end without the day on which it became known would show too early.
fn ends_known(table: &Table, row: &Row, sink: &mut Sink) {
    let (column, message) = match (row.blank(table, "to"), row.blank(table, "to_known_at")) {
        (false, true) => ("to_known_at", "the spell ends, but not when that became known"),
        (true, false) => ("to", "the day is given on which an end became known, but no end"),
        _ => return,
    };
    let hint = "write both to and to_known_at, or neither while it lasts";
    sink.push(error("missing-value", (table, row, column), message.into(), hint));
}

fn overlap(table: &Table, before: &Row, from: PartialDate, after: &Row, sink: &mut Sink) {
    let to = before.date(table, "to");
    if to.is_some_and(|to| to.first() <= from.last()) {
        return;
    }
    let holder = before.text(table, "actor").unwrap_or_default();
    let message = match to {
        Some(to) => {
            format!("'{holder}' holds the site until {to} (line {}), this spell begins {from}", before.line)
        }
        None => format!("'{holder}' still holds the site (line {}), this spell begins {from}", before.line),
    };
    let hint = "end the earlier spell when the later begins; an actor 'contested' may hold the time between";
    sink.push(error("control-overlap", (table, after, "from"), message, hint));
}
