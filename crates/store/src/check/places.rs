//! A site should lie in the country that its row states, as far as its own accuracy and that of the base map go.
//!
//! The road not taken: telling the country by the point. Outlines are off by kilometres just where it matters,
//! at the gates of a border; so the stated country stands, and a point far outside it is a slip of the pen.

use oreline_atlas::{base_off_km, km_outside};
use oreline_world::Severity;

use super::{fault, find};
use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    let Some(Typed { table, rows }) = find(typed, "sites") else { return };
    for row in rows {
        inside_its_country(table, row, sink);
    }
}

fn inside_its_country(table: &Table, row: &Row, sink: &mut Sink) {
    let number = |column| row.number(table, column);
    let (Some(country), Some(lat), Some(lon)) = (row.text(table, "country"), number("lat"), number("lon"))
    else {
        return;
    };
    let accuracy = number("accuracy_km").unwrap_or(0.0);
    // An invented country has no outline, and nothing to lie outside of.
    let Some(out) = km_outside(country, lat, lon) else { return };
    if out <= accuracy + base_off_km(lat, lon) {
        return;
    }
    let message =
        format!("the point lies {out:.0} km outside {country}, and is said to be right to {accuracy} km");
    let hint = "compare lat, lon and country with the source, or give a wider accuracy_km; the base map is \
                Natural Earth, right to a few kilometres, and the stated country stands";
    sink.push(fault(Severity::Warning, "site-outside-country", (table, row, "lat"), message, hint));
}
