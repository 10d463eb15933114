//! Ends after starts, nothing known before it happened, nothing after the edition.

use jiff::civil::Date;
use oreline_units::PartialDate;
use oreline_world::Severity;
use oreline_world::rows::{Basis, KnownAtBasis, PriceRole};

use super::{error, fault};
use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

/// Columns of which the second is not before the first.
const ORDERS: [(&str, &str); 3] = [("start", "end"), ("from", "to"), ("to", "to_known_at")];

pub(super) fn check(typed: &[Typed<'_>], edition: Option<Date>, sink: &mut Sink) {
    for Typed { table, rows } in typed {
        let dated = table.position("known_at").is_some();
        for row in rows {
            orders(table, row, sink);
            if dated {
                known(table, row, sink);
                known_too_early(table, row, sink);
            }
            if let Some(edition) = edition {
                after_edition(table, row, edition, sink);
            }
        }
    }
}

fn orders(table: &Table, row: &Row, sink: &mut Sink) {
    for (first, second) in ORDERS {
        let (Some(a), Some(b)) = (row.date(table, first), row.date(table, second)) else { continue };
        if b.last() < a.first() {
            let message = format!("'{second}' {b} is before '{first}' {a}");
            let hint = format!("write a '{second}' that is not before '{first}'");
            sink.push(error("date-order", (table, row, second), message, hint));
        }
    }
}

/// Only what always held may go without the day on which it became public.
fn known(table: &Table, row: &Row, sink: &mut Sink) {
    let basis: Option<KnownAtBasis> = row.word(table, "known_at_basis");
    let timeless = matches!(basis, None | Some(KnownAtBasis::Timeless));
    if row.blank(table, "known_at") && !timeless {
        let message = "'known_at' is empty, yet the row is not timeless".to_owned();
        let hint = "write the first day on which it was public; its month or year will do";
        sink.push(error("missing-value", (table, row, "known_at"), message, hint));
    }
}

/// A quote, a statistic or a change of hands cannot be public before its time. Plans, forecasts and
/// coefficients can, and are left alone; so is what was announced within a month.
fn known_too_early(table: &Table, row: &Row, sink: &mut Sink) {
    let Some(known_at) = row.known_at else { return };
    let Some(start) = begins(table, row).filter(|start| *start > known_at) else { return };
    let observed = match row.word(table, "known_at_basis") {
        Some(KnownAtBasis::Market | KnownAtBasis::Release) => row.word(table, "basis") == Some(Basis::Read),
        _ => false,
    };
    let quote = row.word(table, "role") == Some(PriceRole::Quote);
    let announced = table.name == "acts" && start.since(known_at).is_ok_and(|span| span.get_days() <= 31);
    if (observed || quote || table.name == "controls") && !announced {
        let message = format!("it was public on {known_at}, before it began on {start}");
        let hint = "write in known_at the first day on which it can have been public";
        sink.push(fault(Severity::Warning, "known-before-start", (table, row, "known_at"), message, hint));
    }
}

fn begins(table: &Table, row: &Row) -> Option<Date> {
    let period = row.period(table, "period").map(oreline_units::Period::start);
    let start =
        || (table.name != "ties" && table.name != "projects").then(|| row.date(table, "start")).flatten();
    let from = || row.date(table, "from");
    period.or_else(|| start().or_else(from).map(PartialDate::first))
}

fn after_edition(table: &Table, row: &Row, edition: Date, sink: &mut Sink) {
    for column in ["known_at", "to_known_at"] {
        let Some(day) = row.date(table, column).map(PartialDate::last).filter(|day| *day > edition) else {
            continue;
        };
        let message = format!("it became public on {day}, after the edition of this world, {edition}");
        let hint = "move the edition in world.toml forward, or mend the date";
        sink.push(error("after-edition", (table, row, column), message, hint));
    }
}
