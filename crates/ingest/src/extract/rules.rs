//! The rules: patterns over lines, compiled once from a table that people read and change.
//!
//! A rule says what must stand in a sentence, what must not, and what else is needed. The road not taken: patterns
//! in code; a table can be read by somebody who knows the trade and no Rust, and a label set can say which line of it
//! is wrong.

use super::kind::Kind;
use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The table as it ships.
const TABLE: &str = include_str!("../../data/rules.toml");
/// Stands at the head of a line where a pattern says `^`.
pub(super) const HEAD: &str = "§";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    macros: BTreeMap<String, String>,
    kind: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kind: Kind,
    when: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
}

/// What makes a claim of one kind.
pub(super) struct Rule {
    /// The kind.
    pub kind: Kind,
    when: Vec<Regex>,
    unless: RegexSet,
    needs: Vec<Regex>,
}

/// The rules in the order in which they are tried.
pub(super) fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| compile(TABLE).unwrap_or_default())
}

/// Reads and compiles a table of rules; the fault names the kind and the pattern.
fn compile(table: &str) -> Result<Vec<Rule>, String> {
    let table: Table = toml::from_str(table).map_err(|error| error.to_string())?;
    table.kind.iter().map(|row| rule(row, &table.macros)).collect()
}

fn rule(row: &Row, macros: &BTreeMap<String, String>) -> Result<Rule, String> {
    let one = |pattern: &String| {
        Regex::new(&expand(pattern, macros))
            .map_err(|error| format!("{}: {pattern}: {error}", row.kind.name()))
    };
    let unless = row.unless.iter().map(|pattern| expand(pattern, macros));
    Ok(Rule {
        kind: row.kind,
        when: row.when.iter().map(one).collect::<Result<_, _>>()?,
        unless: RegexSet::new(unless).map_err(|error| format!("{}: {error}", row.kind.name()))?,
        needs: row.needs.iter().map(one).collect::<Result<_, _>>()?,
    })
}

/// A pattern of the table as a regular expression over a line.
pub(super) fn expand(pattern: &str, macros: &BTreeMap<String, String>) -> String {
    let mut text = pattern.trim_end().to_owned();
    // Macros may stand in macros, never deeper than three.
    for _ in 0..3 {
        for (name, meaning) in macros {
            text = text.replace(&format!("{{{name}}}"), meaning);
        }
    }
    for (mark, most) in [("~~~", 24), ("~~", 9), ("~", 4)] {
        text = text.replace(&format!(" {mark} "), &format!("(?: [^ ;]+){{0,{most}}}? "));
        text = text.replace(&format!("{mark} "), &format!("(?:[^ ;]+ ){{0,{most}}}?"));
        text = text.replace(&format!(" {mark}"), "");
    }
    format!(" (?:{}) ", text.replace('^', HEAD).replace(&format!("[{HEAD} "), "[^ ").replace("§|", "§ ?|"))
}

impl Rule {
    /// Where in a line a claim of this kind stands, if it does, and by which of the patterns, counted from 1.
    pub(super) fn find(&self, line: &str) -> Option<(Range<usize>, usize)> {
        if self.needs.iter().any(|need| !need.is_match(line)) || self.unless.is_match(line) {
            return None;
        }
        let found =
            self.when.iter().enumerate().filter_map(|(k, when)| Some((when.find(line)?.range(), k + 1)));
        found.min_by_key(|(at, _)| at.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_compiles_and_has_a_rule_for_every_kind_but_denial() {
        let rules = compile(TABLE).unwrap();
        for kind in Kind::ALL {
            assert_eq!(rules.iter().any(|rule| rule.kind == kind), kind != Kind::Denial, "{}", kind.name());
        }
    }

    #[test]
    fn a_gap_is_words_and_never_a_semicolon() {
        let near = Regex::new(&expand("A ~ took", &BTreeMap::new())).unwrap();
        assert!(near.is_match(" § the A then took S "));
        assert!(near.is_match(" § A took S "));
        assert!(!near.is_match(" § A slept ; they took S "));
        assert!(!near.is_match(" § A one two three four five took S "));
    }
}
