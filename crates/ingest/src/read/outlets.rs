//! Agencies and outlets that the program knows by name: `data/outlets.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outlet {
    /// The name under which it is kept.
    pub(crate) name: &'static str,
    /// It sells its reports to others, who print them.
    pub(crate) agency: bool,
    /// Its name means nothing else, so that it counts without a word of reporting beside it.
    pub(crate) alone: bool,
    /// The names under which texts speak of it, the first being [`Outlet::name`].
    pub(crate) surfaces: Vec<&'static str>,
}

const TABLE: &str = include_str!("../../data/outlets.csv");

static OUTLETS: LazyLock<Vec<Outlet>> = LazyLock::new(|| TABLE.lines().skip(1).filter_map(row).collect());

/// A row: name, agency, alone, other names parted by `;`. No field holds a comma.
fn row(line: &'static str) -> Option<Outlet> {
    let mut fields = line.split(',');
    let (name, agency, alone) = (fields.next()?, fields.next()?, fields.next()?);
    let others = fields.next().unwrap_or("").split(';').filter(|other| !other.is_empty());
    let surfaces = std::iter::once(name).chain(others).collect();
    Some(Outlet { name, agency: agency == "yes", alone: alone == "yes", surfaces })
}

/// Finds every surface of the table; a name inside a longer one is not found.
static FINDER: LazyLock<Option<(AhoCorasick, Vec<usize>)>> = LazyLock::new(|| {
    let surfaces: Vec<(&str, usize)> = OUTLETS
        .iter()
        .enumerate()
        .flat_map(|(at, outlet)| outlet.surfaces.iter().map(move |surface| (*surface, at)))
        .collect();
    let finder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(surfaces.iter().map(|(surface, _)| surface))
        .ok()?;
    Some((finder, surfaces.into_iter().map(|(_, at)| at).collect()))
});

/// Every surface in small letters and without `the`, with its outlet.
static NAMES: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    let surfaces = OUTLETS.iter().enumerate();
    surfaces.flat_map(|(at, outlet)| outlet.surfaces.iter().map(move |surface| (bare(surface), at))).collect()
});

fn bare(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    lower.strip_prefix("the ").unwrap_or(&lower).to_owned()
}

/// Bytes of the longest name that is looked up.
const LONGEST: usize = 60;

/// The outlet of this name, whatever its capitals and with or without `the`.
pub(crate) fn named(name: &str) -> Option<&'static Outlet> {
    if name.len() > LONGEST {
        return None;
    }
    NAMES.get(&bare(name)).and_then(|at| OUTLETS.get(*at))
}

/// The mentions of outlets in a text: first byte, the byte after, and the outlet. Whole words only.
pub(crate) fn mentions(text: &str) -> Vec<(usize, usize, &'static Outlet)> {
    let Some((finder, owners)) = FINDER.as_ref() else { return Vec::new() };
    let outlet = |pattern: usize| owners.get(pattern).and_then(|at| OUTLETS.get(*at));
    finder
        .find_iter(text)
        .filter(|found| whole(text, found.start(), found.end()))
        .filter_map(|found| Some((found.start(), found.end(), outlet(found.pattern().as_usize())?)))
        .collect()
}

fn whole(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let after = text.get(end..).and_then(|after| after.chars().next());
    !letter(before) && !letter(after.filter(|c| *c != '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_and_no_surface_stands_twice() {
        assert_eq!(OUTLETS.len(), TABLE.lines().count() - 1);
        let mut surfaces: Vec<&str> = OUTLETS.iter().flat_map(|outlet| outlet.surfaces.clone()).collect();
        surfaces.sort_unstable();
        assert!(surfaces.windows(2).all(|pair| pair[0] != pair[1]), "{surfaces:?}");
        for line in TABLE.lines() {
            assert_eq!(line.split(',').count(), 4, "{line}");
        }
    }

    #[test]
    fn mentions_are_whole_words() {
        let text = "Reuters and AP, not APEC; a Bloomberg-backed AFP report";
        let found: Vec<&str> = mentions(text).iter().map(|(.., outlet)| outlet.name).collect();
        assert_eq!(found, ["Reuters", "Associated Press", "Bloomberg", "Agence France-Presse"]);
        assert!(named("the associated press").is_some_and(|outlet| outlet.agency));
    }
}
