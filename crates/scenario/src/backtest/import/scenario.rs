//! The one act of a leg as a scenario.
//!
//! The months of a run count from the base month: place 1 is the first day after the origin, so an act that takes
//! hold t months after the origin starts at 1 + t, below 1 if it is in force already.

use super::{Place, quoted};
use crate::backtest::episode::SCENARIO;
use crate::backtest::rows::{Given, Kind, LegRows};
use std::fmt::Write;

/// Months in which a demand shift comes in, and for which it is believed to last (the record, section 8).
const RAMP: f64 = 3.0;
const BELIEVED: f64 = 12.0;
/// A leg without a target still has a path to look at [months].
const LEAST: usize = 12;

pub(super) fn text(place: &Place<'_>) -> String {
    let leg = place.leg;
    let months = super::episode(place).months();
    let months = if leg.targets.is_empty() { LEAST } else { months };
    let mut out = format!(
        "# Written by `oreline backtest import`; see README.md.\nid = \"{SCENARIO}\"\ntitle = {}\n\
         question = \"Where does the price stand after the origin, as far as could be known then?\"\n\
         months = {months}\nheadline = [\"{good}@abroad\", \"{good}@home\"]\n\n[[act]]\nid = \"shock\"\n",
        quoted(&place.title),
        good = place.good
    );
    for (field, value) in fields(place) {
        // Writing to a string does not fail.
        _ = writeln!(out, "{field} = {value}");
    }
    out
}

fn fields(place: &Place<'_>) -> Vec<(&'static str, String)> {
    let leg = place.leg;
    let mut out = match leg.kind {
        Kind::Output => vec![("kind", quoted("output-loss")), ("processes", list("mine-home"))],
        Kind::Export if leg.licensed() => at_the_border("licence", place),
        Kind::Export if leg.announced() => at_the_border("quota", place),
        Kind::Export => vec![
            ("kind", quoted("closure")),
            ("processes", list("mine-home")),
            ("region", quoted("abroad")),
            ("pent_up", range(leg.input("pent"))),
        ],
        Kind::Demand => return demand(place),
    };
    out.push(("start", month(leg, "t_eff")));
    out.push(("announcement", month(leg, "t_ann")));
    if leg.value("pcut") < 1.0 {
        out.push(("chance", number(leg.value("pcut"))));
    }
    if leg.input("lag").high > 0.0 {
        out.push(("lag", range(leg.input("lag"))));
    }
    out.push(("cut", range(leg.input("cut"))));
    if leg.announced() {
        out.push(("announced", "true".into()));
    }
    out.push(("months", range(leg.input("dur"))));
    out.push(("believed", number(leg.value("dur"))));
    out
}

fn at_the_border(kind: &str, place: &Place<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("kind", quoted(kind)),
        ("region", quoted("home")),
        ("goods", list(&place.good)),
        ("leak_to", quoted("abroad")),
    ]
}

/// A shift of demand everywhere, as a factor.
fn demand(place: &Place<'_>) -> Vec<(&'static str, String)> {
    let shift = place.leg.input("dshift");
    let e = libm::exp;
    let factor = Given { low: e(shift.low), value: e(shift.value), high: e(shift.high), ..shift.clone() };
    vec![
        ("kind", quoted("demand")),
        ("goods", list(&place.good)),
        ("start", month(place.leg, "t_eff")),
        ("amount", range(&factor)),
        ("ramp", number(RAMP)),
        ("believed", number(BELIEVED)),
    ]
}

fn list(item: &str) -> String {
    format!("[{}]", quoted(item))
}

/// A time after the origin as a place among the months of a run.
fn month(leg: &LegRows, field: &'static str) -> String {
    let place = rounded(1.0 + leg.value(field));
    let sign = if place < 0.0 { '-' } else { '+' };
    quoted(&format!("{sign}{} months", place.abs()))
}

/// A certain number, or the 80 % interval.
fn range(of: &Given) -> String {
    if of.low == of.high {
        return number(of.value);
    }
    format!("{{ value = {}, low = {}, high = {} }}", number(of.value), number(of.low), number(of.high))
}

fn number(value: f64) -> String {
    format!("{:?}", rounded(value))
}

/// Sums of decimals carry digits that nobody wrote.
pub(super) fn rounded(value: f64) -> f64 {
    let out = (value * 1e9).round() / 1e9;
    if out == 0.0 { 0.0 } else { out }
}
