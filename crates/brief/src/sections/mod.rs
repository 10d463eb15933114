//! The sections of a run's answer, shared by the short report and the brief.
//!
//! Each turns a part of an answer into blocks and prints names, not ids. The road not taken: a section per
//! surface. Two versions of one table would differ after the first change.

pub(crate) mod chain;
pub(crate) mod drivers;
pub(crate) mod head;
pub(crate) mod history;
pub(crate) mod money;
pub(crate) mod places;
pub(crate) mod prices;
pub(crate) mod rest;
pub(crate) mod shortage;

use crate::document::Cell;
use oreline_scenario::answers::{Band, MarketAnswer, RunAnswer};
use std::collections::BTreeMap;

/// The name of an id for people, without what it says in brackets; or the id.
pub(crate) fn name(a: &RunAnswer, id: &str) -> String {
    name_in(&a.names, id)
}

/// The same from the names of any answer.
pub(crate) fn name_in(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).map_or_else(|| id.to_string(), |name| without_brackets(name))
}

/// `Europe` of `Europe (EU, UK)`.
pub(crate) fn without_brackets(name: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let plain = out.replace(" ,", ",").split_whitespace().collect::<Vec<&str>>().join(" ");
    if plain.is_empty() { name.into() } else { plain }
}

/// A name with its first letter large.
pub(crate) fn titled(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// `Dysprosium oxide, China`.
pub(crate) fn market_name(a: &RunAnswer, m: &MarketAnswer) -> String {
    format!("{}, {}", titled(&name(a, &m.good)), name(a, &m.region))
}

/// The markets that lead the answer.
pub(crate) fn headline(a: &RunAnswer) -> impl Iterator<Item = &MarketAnswer> {
    a.headline.iter().filter_map(|id| a.markets.iter().find(|m| m.id() == *id))
}

/// `2025-05 (base month) to 2026-05`.
pub(crate) fn span(months: &[String]) -> String {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!("{first} (base month) to {last}"),
        _ => crate::number::MISSING.into(),
    }
}

/// Three cells of a figure's band, through a way to print.
pub(crate) fn banded(id: &str, prefix: &str, band: &Band, print: impl Fn(f64) -> String) -> [Cell; 3] {
    let parts = [("p10", band.p10), ("p50", band.p50), ("p90", band.p90)];
    parts.map(|(part, value)| Cell::figure(print(value), id, &format!("{prefix}{part}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_left_out_of_names() {
        assert_eq!(without_brackets("Europe (EU, UK)"), "Europe");
        assert_eq!(without_brackets("Clay (medium-Y type), Kachin"), "Clay, Kachin");
        assert_eq!(without_brackets("(all)"), "(all)");
        assert_eq!(without_brackets("odd ) name"), "odd name");
    }
}
