//! The words around a name that say what it is the name of.
//!
//! The road not taken: a parser. The words that matter stand next to the name or two away.

use super::words::{Gap, Word};

/// What the words around say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Nothing.
    None,
    /// X township.
    Township,
    /// X town, the town of X, X city.
    Town,
    /// X district.
    District,
    /// X State, X Region.
    State,
    /// In X, northern X, a name after a comma: a state named without its word.
    Within,
    /// X village, X post: something small of that name.
    Village,
    /// The X road.
    Road,
    /// X river, X airport: something that bears the name of the place.
    Point,
}

/// The sign before a name, and what it takes off the weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    pub(crate) cue: Option<Cue>,
    pub(crate) weight: f64,
}

const SIGNS: &[(&str, Cue)] = &[
    ("township", Cue::Township),
    ("townships", Cue::Township),
    ("tsp", Cue::Township),
    ("sub-township", Cue::Township),
    ("town", Cue::Town),
    ("towns", Cue::Town),
    ("city", Cue::Town),
    ("district", Cue::District),
    ("districts", Cue::District),
    ("state", Cue::State),
    ("states", Cue::State),
    ("region", Cue::State),
    ("division", Cue::State),
    ("village", Cue::Village),
    ("villages", Cue::Village),
    ("hamlet", Cue::Village),
    ("tract", Cue::Village),
    ("ward", Cue::Village),
    ("quarter", Cue::Village),
    ("post", Cue::Village),
    ("outpost", Cue::Village),
    ("camp", Cue::Village),
    ("hill", Cue::Village),
    ("mountain", Cue::Village),
    ("bum", Cue::Village),
    ("mine", Cue::Village),
    ("mines", Cue::Village),
    ("monastery", Cue::Village),
    ("church", Cue::Village),
    ("road", Cue::Road),
    ("roads", Cue::Road),
    ("highway", Cue::Road),
    ("route", Cue::Road),
    ("railway", Cue::Road),
    ("river", Cue::Point),
    ("stream", Cue::Point),
    ("creek", Cue::Point),
    ("bridge", Cue::Point),
    ("airport", Cue::Point),
    ("university", Cue::Point),
    ("prison", Cue::Point),
    ("hospital", Cue::Point),
    ("valley", Cue::Point),
    ("dam", Cue::Point),
    ("lake", Cue::Point),
];

/// Words that are no part of a name: signs, prepositions and the words that open a report.
const GENERIC: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "air",
    "airstrike",
    "airstrikes",
    "all",
    "along",
    "also",
    "an",
    "and",
    "another",
    "area",
    "areas",
    "army",
    "around",
    "artillery",
    "as",
    "at",
    "attack",
    "attacks",
    "base",
    "battalion",
    "before",
    "between",
    "border",
    "both",
    "brigade",
    "burma",
    "burmese",
    "but",
    "by",
    "checkpoint",
    "chinese",
    "clash",
    "clashes",
    "command",
    "during",
    "east",
    "eastern",
    "ethnic",
    "february",
    "fighting",
    "five",
    "following",
    "for",
    "forces",
    "four",
    "from",
    "frontier",
    "gate",
    "general",
    "gold",
    "government",
    "group",
    "he",
    "headquarters",
    "in",
    "inside",
    "it",
    "jade",
    "january",
    "july",
    "june",
    "junction",
    "junta",
    "kilometres",
    "local",
    "main",
    "march",
    "may",
    "mile",
    "miles",
    "military",
    "myanmar",
    "near",
    "new",
    "no",
    "north",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "of",
    "on",
    "one",
    "or",
    "other",
    "outside",
    "over",
    "party",
    "people",
    "police",
    "prefecture",
    "province",
    "rare",
    "regime",
    "she",
    "side",
    "since",
    "some",
    "south",
    "southeast",
    "southern",
    "southwest",
    "special",
    "station",
    "that",
    "the",
    "they",
    "this",
    "three",
    "to",
    "two",
    "west",
    "western",
    // Words that sound like a place, found by reading the 53,000 commonest words of English as names.
    "carmine",
    "fagan",
    "hoping",
    "morning",
    "mourning",
    "nancy",
    "nandi",
    "pagan",
    "saturn",
];

fn sign(word: &str) -> Option<Cue> {
    SIGNS.iter().find(|(s, _)| word.eq_ignore_ascii_case(s)).map(|(_, c)| *c)
}

/// Whether a word is no part of a name.
pub(crate) fn generic(word: &str) -> bool {
    // *Bum* is Jinghpaw for a hill and the end of Sumprabum.
    let listed = GENERIC.iter().any(|g| word.eq_ignore_ascii_case(g));
    listed || (sign(word).is_some() && !word.eq_ignore_ascii_case("bum"))
}

/// The sign that stands behind the word before `at`.
pub(crate) fn after(text: &str, words: &[Word<'_>], at: usize) -> Option<Cue> {
    let next = words.get(at)?;
    let closes = at.checked_sub(1).and_then(|i| words.get(i)).and_then(|w| text.get(w.to..next.from));
    let joined = match next.gap {
        Gap::Blank | Gap::Hyphen => true,
        Gap::Comma => closes.is_some_and(|g| g.trim() == ")"),
        Gap::End => false,
    };
    if !joined {
        return None;
    }
    sign(next.text)
}

/// The sign that stands before a word.
pub(crate) fn before(words: &[Word<'_>], from: usize) -> Before {
    let back = |n: usize| from.checked_sub(n).and_then(|i| words.get(i)).map_or("", |w| w.text);
    let comma = words.get(from).is_some_and(|w| w.gap == Gap::Comma);
    let ended = words.get(from).is_some_and(|w| w.gap == Gap::End);
    if ended {
        return Before { cue: None, weight: 1.0 };
    }
    let lower = |n: usize| back(n).to_ascii_lowercase();
    let cue = match (lower(2).as_str(), lower(1).as_str()) {
        (noun, "of") => sign(noun),
        (
            _,
            "in" | "across" | "northern" | "southern" | "eastern" | "western" | "central" | "throughout"
            | "upper",
        ) => Some(Cue::Within),
        _ if comma => Some(Cue::Within),
        _ => None,
    };
    let weight = match (lower(2).as_str(), lower(1).as_str()) {
        (_, "capital") | ("capital", "of" | "city") => 0.6,
        ("miles" | "mile" | "km" | "kilometres" | "kilometers" | "hours", "from" | "of") => 0.75,
        (
            "north" | "south" | "east" | "west" | "northeast" | "northwest" | "southeast" | "southwest",
            "of",
        ) => 0.8,
        (_, "from" | "to" | "towards" | "toward" | "via") => 0.9,
        _ => 1.0,
    };
    Before { cue, weight }
}
