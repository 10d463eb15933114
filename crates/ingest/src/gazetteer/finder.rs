//! All mentions of listed names in a text, in one pass.
//!
//! An Aho-Corasick automaton (1975) finds every surface; what is inside a word, of the wrong case, or something else by
//! its sentence is thrown away, and of mentions that overlap the leftmost and then the longest stands. That choice is
//! made last: an automaton that reports the longest only would lose *Georgia* where it meets *Georgia Pacific* in the
//! wrong case. The road not taken: the sounds of `locate`. A group or a good has few spellings, and they are listed.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use oreline_world::World;

use super::ambiguity::{self, Rule, acronym, sentence};
use super::{Alias, Country, Kind, plain};

/// How the case of a mention must agree with the listed surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Letter for letter: acronyms and short names.
    Exact,
    /// It begins with a capital: names.
    Capital,
    /// Any: words such as *dysprosium*.
    Any,
}

impl Case {
    /// The rule that the spelling suggests.
    pub fn of(surface: &str) -> Self {
        let capital = surface.chars().next().is_some_and(char::is_uppercase);
        if surface.chars().count() <= 3 || acronym(surface) || surface.chars().skip(1).any(char::is_numeric) {
            Self::Exact
        } else if capital {
            Self::Capital
        } else {
            Self::Any
        }
    }
}

/// A surface to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it names.
    pub id: String,
    /// The kind of that.
    pub kind: Kind,
    /// How it is written.
    pub surface: String,
    /// Which case is asked for.
    pub case: Case,
}

impl Listed {
    /// A surface with the case rule that its spelling suggests.
    pub fn new(id: impl Into<String>, kind: Kind, surface: impl Into<String>) -> Self {
        let surface = surface.into();
        Self { id: id.into(), kind, case: Case::of(&surface), surface }
    }
}

/// A listed name in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Mention {
    /// Where it stands, in bytes, from and to.
    pub span: (usize, usize),
    /// What it names. Two mentions of one span differ in this: *China* is an actor and a country.
    pub id: String,
    /// The kind of that.
    pub kind: Kind,
    /// The words as written.
    pub surface: String,
}

/// Finds names.
#[derive(Clone, Debug)]
pub struct Finder {
    automaton: AhoCorasick,
    /// What each pattern of the automaton may name.
    listed: Vec<Vec<Listed>>,
    rules: BTreeMap<String, Vec<Rule>>,
}

impl Finder {
    /// A finder of these names under these rules.
    ///
    /// # Errors
    /// Where the automaton would be too large, which takes millions of names.
    pub fn new(listed: Vec<Listed>, rules: Vec<Rule>) -> Result<Self, BuildError> {
        let mut by_surface: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
        for name in listed {
            let key = name.surface.to_ascii_lowercase();
            // A surface without a letter or figure would be met between all words.
            if key.chars().any(char::is_alphanumeric) {
                let same = by_surface.entry(key).or_default();
                if !same.contains(&name) {
                    same.push(name);
                }
            }
        }
        let (patterns, listed): (Vec<String>, Vec<Vec<Listed>>) = by_surface.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&patterns)?;
        let mut by_word: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
        for rule in rules {
            by_word.entry(rule.surface.to_ascii_lowercase()).or_default().push(rule);
        }
        Ok(Self { automaton, listed, rules: by_word })
    }

    /// A finder of a world's actors, sites and goods, their aliases, and the countries, under the shipped rules.
    ///
    /// An alias whose id the world lacks is taken for a family of goods where a good names that family or the id ends in
    /// *rare-earths*, and left out otherwise.
    ///
    /// # Errors
    /// As [`Finder::new`].
    pub fn of(world: &World, aliases: &[Alias], countries: &[Country]) -> Result<Self, BuildError> {
        let mut listed = Vec::new();
        let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
        for good in &world.goods {
            kinds.insert(good.family.as_str(), Kind::Good);
            kinds.insert(good.id.as_str(), Kind::Good);
            listed.push(Listed::new(good.id.as_str(), Kind::Good, plain(&good.name)));
        }
        for site in &world.sites {
            kinds.insert(site.id.as_str(), Kind::Site);
            listed.push(Listed::new(site.id.as_str(), Kind::Site, plain(&site.name)));
        }
        for actor in &world.actors {
            kinds.insert(actor.id.as_str(), Kind::Actor);
            listed.push(Listed::new(actor.id.as_str(), Kind::Actor, plain(&actor.name)));
        }
        for alias in aliases {
            let family = alias.id.ends_with("rare-earths").then_some(Kind::Good);
            if let Some(kind) = kinds.get(alias.id.as_str()).copied().or(family) {
                listed.push(Listed::new(alias.id.as_str(), kind, alias.alias.as_str()));
            }
        }
        for country in countries {
            listed.extend(
                country.surfaces().into_iter().map(|s| Listed::new(country.alpha2, Kind::Country, s)),
            );
        }
        Self::new(listed, ambiguity::shipped())
    }

    /// All mentions, by their place. Those of one span name several things; no two spans overlap.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        // Line ends inside a name are blanks. Both take one byte, so that places stay.
        let flat: String =
            text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        let mut spans: BTreeMap<(usize, std::cmp::Reverse<usize>), Vec<Mention>> = BTreeMap::new();
        for m in self.automaton.find_overlapping_iter(&flat) {
            let span = (m.start(), m.end());
            let Some(surface) = text.get(span.0..span.1).filter(|s| bounded(text, span, s)) else { continue };
            let names = self.listed.get(m.pattern().as_usize()).into_iter().flatten();
            let kept = names.filter(|n| case_agrees(n, surface) && self.means(n, surface, text, span));
            let new =
                kept.map(|n| Mention { span, id: n.id.clone(), kind: n.kind, surface: surface.to_owned() });
            let all: Vec<Mention> = new.collect();
            if !all.is_empty() {
                spans.entry((span.0, std::cmp::Reverse(span.1))).or_default().extend(all);
            }
        }
        leftmost_longest(spans)
    }

    /// Whether the rules let a surface mean the id here.
    fn means(&self, name: &Listed, surface: &str, text: &str, span: (usize, usize)) -> bool {
        let rules = self.rules.get(&surface.to_ascii_lowercase()).into_iter().flatten();
        rules.filter(|r| r.means == name.id && r.about(surface)).all(|r| r.holds(sentence(text, span)))
    }
}

/// Drops what lies in or across an earlier or longer mention.
fn leftmost_longest(spans: BTreeMap<(usize, std::cmp::Reverse<usize>), Vec<Mention>>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut end = 0;
    for ((from, std::cmp::Reverse(to)), mut mentions) in spans {
        if from < end {
            continue;
        }
        end = to;
        mentions.sort();
        mentions.dedup();
        out.extend(mentions);
    }
    out
}

/// Whether a mention is a whole word. Burmese and Chinese put no blanks between words.
fn bounded(text: &str, (from, to): (usize, usize), surface: &str) -> bool {
    let spaced = |c: char| c.is_alphanumeric() && !unspaced(c);
    let before = text.get(..from).and_then(|s| s.chars().next_back()).is_some_and(spaced);
    let after = text.get(to..).and_then(|s| s.chars().next()).is_some_and(spaced);
    let first = surface.chars().next().is_some_and(spaced);
    let last = surface.chars().next_back().is_some_and(spaced);
    let cut = (before && first) || (after && last);
    !cut
}

/// Scripts without blanks between words: Burmese and Shan, Thai and Lao, Chinese and Japanese.
fn unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{aa60}'..='\u{aa7f}')
}

fn case_agrees(name: &Listed, surface: &str) -> bool {
    match name.case {
        Case::Exact => name.surface == surface,
        Case::Capital => surface.chars().next().is_some_and(char::is_uppercase) || name.surface == surface,
        Case::Any => true,
    }
}
