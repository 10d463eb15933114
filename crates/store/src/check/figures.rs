//! Numbers in order, of the right sign and in range.

use oreline_units::{BadEstimate, Estimate};
use oreline_world::rows::FlowKind;

use super::error;
use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

/// Parts and places: table, column, least, most.
const RANGES: [(&str, &str, f64, f64); 9] = [
    ("alternatives", "share", 0.0, 1.0),
    ("sites", "value", 0.0, 1.0),
    ("sites", "high", 0.0, 1.0),
    ("sites", "lat", -90.0, 90.0),
    ("sites", "lon", -180.0, 180.0),
    ("sites", "accuracy_km", 0.0, 40_000.0),
    ("contents", "value", 0.0, 1.0),
    ("contents", "high", 0.0, 1.0),
    ("routes", "wedge_ad_valorem", 0.0, 100.0),
];

/// Tables whose estimates cannot be below zero.
const COUNTED: [&str; 10] = [
    "contents",
    "baskets",
    "processes",
    "recipes",
    "alternatives",
    "sites",
    "stocks",
    "prices",
    "rates",
    "projects",
];

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    for Typed { table, rows } in typed {
        let estimated = table.position("value").is_some();
        for row in rows {
            if estimated {
                estimate(table, row, sink);
            }
            negatives(table, row, sink);
            ranges(table, row, sink);
            kind_matters(table, row, sink);
        }
    }
}

/// All of value, low, high and unit, or none; in order.
fn estimate(table: &Table, row: &Row, sink: &mut Sink) {
    const PARTS: [&str; 4] = ["value", "low", "high", "unit"];
    let blanks: Vec<&str> = PARTS.into_iter().filter(|column| row.blank(table, column)).collect();
    let optional = table.columns.iter().any(|column| column.name == "value" && !column.required);
    if optional && (1..PARTS.len()).contains(&blanks.len()) {
        let message = format!("'{}' is empty", blanks.join("', '"));
        let hint = "write value, low, high and unit, or none of them";
        sink.push(error("missing-value", (table, row, blanks[0]), message, hint));
        return;
    }
    let number = |column| row.number(table, column);
    let (Some(value), Some(low), Some(high)) = (number("value"), number("low"), number("high")) else {
        return;
    };
    if let Err(bad @ BadEstimate::OutOfOrder { .. }) = Estimate::new(value, low, high) {
        let column = if low > high { "low" } else { "value" };
        let hint = "low and high are the ends of the interval that holds the value with a chance of 80 %";
        sink.push(error("low-over-high", (table, row, column), bad.to_string(), hint));
    }
}

fn negatives(table: &Table, row: &Row, sink: &mut Sink) {
    let flow = table.name == "flows" && counts_from_zero(table, row);
    let columns: &[&str] = match table.name {
        "routes" => &["cost", "levy"],
        name if flow || COUNTED.contains(&name) => &["value", "low"],
        _ => &[],
    };
    let below = |column: &&&str| row.number(table, column).is_some_and(|number| number < 0.0);
    if let Some(column) = columns.iter().find(below) {
        let message = format!("'{column}' is below zero");
        let hint = "quantities, prices and shares start at zero; only changes may fall below";
        sink.push(error("negative-quantity", (table, row, column), message, hint));
    }
}

fn counts_from_zero(table: &Table, row: &Row) -> bool {
    !matches!(
        row.word(table, "kind"),
        Some(FlowKind::StockChange | FlowKind::TradeChange | FlowKind::Composite)
    )
}

fn ranges(table: &Table, row: &Row, sink: &mut Sink) {
    for (name, column, least, most) in RANGES {
        let number = row.number(table, column).filter(|_| table.name == name);
        // What is below zero and must not be is reported as such.
        let negative = least == 0.0 && COUNTED.contains(&name) && number.is_some_and(|number| number < 0.0);
        if number.is_some_and(|number| !(least..=most).contains(&number)) && !negative {
            let message = format!("'{column}' does not lie between {least} and {most}");
            let hint =
                "shares are fractions of one (37 % is 0.37); places are decimal degrees north and east";
            sink.push(error("out-of-range", (table, row, column), message, hint));
        }
    }
}

/// What only some rows of a table must have.
fn kind_matters(table: &Table, row: &Row, sink: &mut Sink) {
    let (what, hint) = match table.name {
        "rates" => ("a rate of exchange", "yuan for one dollar, as in 7.1"),
        "prices" => ("a price", "leave the row out where nobody knows the price"),
        _ => return,
    };
    if row.number(table, "low") == Some(0.0) {
        sink.push(error("bad-number", (table, row, "low"), format!("{what} cannot be zero"), hint));
    }
}
