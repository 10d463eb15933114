//! Which township or site a piece of text speaks of.
//!
//! Every run of one to four words is compared with the names whose first sound it shares; the best reading of each run
//! is kept, runs that overlap give way to the better one, and the words around decide how much a mention weighs: a
//! township named as such is where the thing happened, a district named after its town is not, a road leads past, and a
//! state capital is said to tell a reader where to look. All weights are judgement, ordered by reading reports of
//! 2013-2020; the measure is `examples/places.rs`.
//!
//! The road not taken: the first place name of a text. Reports name the village first, and the town that it is far from.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::ambiguity::sentence;
use super::cue::{Cue, after, before, generic};
use super::sound::{self, Heard};
use super::words::{Gap, Word, words};
use super::{Entry, Gazetteer, Kind};

/// A place that a text speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Place {
    /// Its id in the gazetteer.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How surely the text speaks of it, from 0 to 1. An order, not a probability.
    pub score: f64,
    /// The words that name it, as written.
    pub quote: String,
    /// Those words in the text, in bytes, from and to.
    pub span: (usize, usize),
    /// Degrees north of its centre.
    pub lat: Option<f64>,
    /// Degrees east of its centre.
    pub lon: Option<f64>,
    /// The township of a town or site, the state of a township.
    pub part_of: Option<String>,
}

/// The most words of a name: *Shin Bway Yang* has three, *Oke Ta Ra Thi Ri* five.
const WORDS: usize = 5;
/// What a mention loses that may be a part of a longer name.
const CUT: f64 = 0.6;
/// Below this a place is not told.
const LEAST: f64 = 0.2;

/// A reading of a run of words.
#[derive(Clone, Debug)]
struct Hit {
    /// Words, from and to.
    from: usize,
    to: usize,
    entry: usize,
    likeness: f64,
    cue: Cue,
    /// What the words around take off.
    weight: f64,
}

/// The places that a text speaks of, the likeliest first. A town or site is followed by its township.
pub fn locate(text: &str, gazetteer: &Gazetteer) -> Vec<Place> {
    let words = words(text);
    let mut hits = settle(read(text, &words, gazetteer), &words);
    share_cues(&mut hits, &words);
    let states = states(&hits, gazetteer);
    let mut places = BTreeMap::new();
    for hit in &hits {
        let Some(entry) = gazetteer.entries.get(hit.entry) else { continue };
        let (from, to) = span(hit, &words);
        if otherwise(text, (from, to), hit.cue, entry, gazetteer) {
            continue;
        }
        let score = hit.likeness * worth(hit, entry, gazetteer) * hit.weight * fits(hit.cue, entry, &states);
        tell(&mut places, gazetteer, entry, score, text, (from, to));
    }
    for (script, index) in &gazetteer.scripts {
        let Some(entry) = gazetteer.entries.get(*index) else { continue };
        // One mention is enough to tell the place.
        if let Some((from, found)) = text.match_indices(script.as_str()).next() {
            tell(&mut places, gazetteer, entry, 0.9, text, (from, from + found.len()));
        }
    }
    in_order(places)
}

/// Whether the sentence says that a name is something else: the band Muse, Mansi Joshi.
///
/// A sign settles it. Away from Kachin State a name with a rule needs a word in its favour.
fn otherwise(text: &str, at: (usize, usize), cue: Cue, entry: &Entry, gazetteer: &Gazetteer) -> bool {
    let surface = text.get(at.0..at.1).unwrap_or_default();
    let bare = matches!(cue, Cue::None | Cue::Within | Cue::Point);
    let rules = gazetteer.rules.iter().filter(|r| bare && r.means == entry.id && r.about(surface));
    rules
        .into_iter()
        .any(|r| if entry.home { r.denied(sentence(text, at)) } else { !r.holds(sentence(text, at)) })
}

/// Adds a place, and the township that it lies in.
fn tell(
    places: &mut BTreeMap<(Kind, String), Place>,
    gazetteer: &Gazetteer,
    entry: &Entry,
    score: f64,
    text: &str,
    span: (usize, usize),
) {
    if score < LEAST {
        return;
    }
    put(places, place(entry, score, text, span));
    let above = entry
        .part_of
        .as_deref()
        .and_then(|id| gazetteer.by_id.get(id))
        .and_then(|i| gazetteer.entries.get(*i));
    if let Some(township) = above.filter(|e| e.kind == Kind::Township) {
        put(places, place(township, score * 0.9, text, span));
    }
}

/// The surest mention of a place stands; each further one adds a little.
fn put(places: &mut BTreeMap<(Kind, String), Place>, new: Place) {
    let key = (new.kind, new.id.clone());
    match places.get_mut(&key) {
        None => {
            places.insert(key, new);
        }
        Some(old) => {
            let more = 0.02 * old.score.min(new.score);
            let best = if new.score > old.score { new } else { old.clone() };
            let score = (best.score + more).min(1.0);
            *old = Place { score, ..best };
        }
    }
}

fn place(entry: &Entry, score: f64, text: &str, span: (usize, usize)) -> Place {
    Place {
        id: entry.id.clone(),
        name: entry.name.clone(),
        kind: entry.kind,
        score: score.clamp(0.0, 1.0),
        quote: text.get(span.0..span.1).unwrap_or_default().to_owned(),
        span,
        lat: entry.at.map(|a| a.0),
        lon: entry.at.map(|a| a.1),
        part_of: entry.part_of.clone(),
    }
}

fn in_order(places: BTreeMap<(Kind, String), Place>) -> Vec<Place> {
    let mut places: Vec<Place> = places.into_values().collect();
    places.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.span.cmp(&b.span)).then(a.kind.cmp(&b.kind)));
    places
}

fn span(hit: &Hit, words: &[Word<'_>]) -> (usize, usize) {
    let from = words.get(hit.from).map_or(0, |w| w.from);
    let to = hit.to.checked_sub(1).and_then(|i| words.get(i)).map_or(from, |w| w.to);
    (from, to)
}

/// A run of words that may be a name.
struct Run {
    /// Words, from and to.
    from: usize,
    to: usize,
    heard: Heard,
    cue: Cue,
    /// What the words before take off.
    lead: f64,
    /// Written with capitals, in a text that has capitals.
    capital: bool,
    /// Whether a capital word follows, so that it may be a part of a longer name: Nam San in Nam San Yang.
    cut: bool,
}

/// Every reading of every run of words that is good enough.
fn read(text: &str, words: &[Word<'_>], gazetteer: &Gazetteer) -> Vec<Hit> {
    let plain = !words.iter().any(|w| w.capital);
    let mut hits = Vec::new();
    for from in 0..words.len() {
        let mut names: Vec<&str> = Vec::new();
        for (n, word) in words.iter().enumerate().skip(from).take(WORDS) {
            let first = n == from;
            let hyphened = !first && word.gap == Gap::Hyphen;
            let joined = first || hyphened || word.gap == Gap::Blank;
            let capital = word.capital || hyphened || plain;
            let cue = after(text, words, n + 1);
            // North Okkalapa is a township: a point of the compass may open a name.
            let apart = generic(word.text) && !hyphened && !(first && compass(word.text));
            if !joined || apart || !(capital || cue == Some(Cue::Township)) {
                break;
            }
            names.push(word.text);
            let Some(heard) = sound::hear(names.iter().copied()) else { break };
            let lead = before(words, from);
            let run = Run {
                from,
                to: n + 1,
                heard,
                cue: cue.or(lead.cue).unwrap_or(Cue::None),
                lead: lead.weight,
                capital: capital && !plain,
                cut: cue.is_none() && goes_on(words, n + 1),
            };
            compare(run, gazetteer, &mut hits);
        }
    }
    hits
}

fn compass(word: &str) -> bool {
    matches!(word, "North" | "South")
}

/// Whether a capital word follows that may belong to the name.
fn goes_on(words: &[Word<'_>], to: usize) -> bool {
    words.get(to).is_some_and(|w| w.capital && w.gap == Gap::Blank && !generic(w.text))
}

/// Compares one run with its drawer.
fn compare(mut run: Run, gazetteer: &Gazetteer, hits: &mut Vec<Hit>) {
    let mut found: BTreeMap<usize, f64> = BTreeMap::new();
    for (name, index) in gazetteer.drawers.get(&run.heard.head()).into_iter().flatten() {
        let Some(entry) = gazetteer.entries.get(*index) else { continue };
        if name.len().abs_diff(run.heard.len()) > 3 {
            continue;
        }
        let least = floor(&run, entry, name);
        let likeness = sound::alike(name, &run.heard, least);
        if likeness >= least {
            let best = found.entry(*index).or_insert(0.0);
            *best = best.max(likeness);
        }
    }
    if run.cue == Cue::State {
        // *Sagaing Region* is the region, not the township of that name; *the Hpakant region* is the township.
        let is_state = |i: &usize| gazetteer.entries.get(*i).is_some_and(|e| e.kind == Kind::State);
        if found.keys().any(is_state) {
            found.retain(|i, _| is_state(i));
        } else {
            run.cue = Cue::None;
        }
    }
    let top = found.values().copied().fold(0.0, f64::max);
    // A township named as such is no way-mark, whatever stands before it.
    let lead = if run.cue == Cue::Township { 1.0 } else { run.lead };
    let weight = if run.cut { lead * CUT } else { lead };
    // Readings almost as good stay: the rest of the text may decide between two states.
    for (entry, likeness) in found.into_iter().filter(|(_, q)| *q >= top - 0.12) {
        hits.push(Hit { from: run.from, to: run.to, entry, likeness, cue: run.cue, weight });
    }
}

/// The least likeness for a name to be read, given the words around.
fn floor(run: &Run, entry: &Entry, name: &Heard) -> f64 {
    const NEVER: f64 = 2.0;
    let short = name.len() < 5;
    let single = run.to - run.from == 1;
    let bare = matches!(run.cue, Cue::None | Cue::Within | Cue::Road | Cue::Point);
    match run.cue {
        _ if entry.kind == Kind::State => 1.0,
        _ if !run.capital && run.cue != Cue::Township => 1.0,
        Cue::Township if short => 0.8,
        Cue::Township => 0.74,
        // Ye, Saw and Pale are words of English too: without a sign they need a rule that says what speaks for them.
        _ if bare && !entry.home && name.letters.len() < 5 && !entry.ruled => NEVER,
        // Names of other states are many and short: without a sign they are taken as they are written only.
        _ if bare && !entry.home && single => 1.0,
        // A village, or a longer name, that only sounds like a town is another place.
        Cue::Village => 0.97,
        _ if run.cut => 0.97,
        _ if !entry.home => 0.95,
        _ if short => 0.93,
        // *Parking* is as near to Hpakant as *Tanine* to Tanai: one word by itself must be nearer. Of the 53,000
        // commonest words of English this lets through the dozen of `cue::generic`.
        _ if single => 0.915,
        _ => 0.86,
    }
}

/// Lets the better of two readings that overlap stand.
fn settle(mut hits: Vec<Hit>, words: &[Word<'_>]) -> Vec<Hit> {
    let rank = |h: &Hit| h.likeness + 0.02 * (h.to - h.from) as f64 - if h.weight < 0.7 { 0.2 } else { 0.0 };
    hits.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.from.cmp(&b.from)).then(a.entry.cmp(&b.entry)));
    let mut owner: Vec<Option<(usize, usize)>> = vec![None; words.len()];
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        let Some(taken) = owner.get_mut(hit.from..hit.to) else { continue };
        if taken.iter().all(|o| o.is_none_or(|o| o == (hit.from, hit.to))) {
            taken.fill(Some((hit.from, hit.to)));
            kept.push(hit);
        }
    }
    // A further word that is itself a known name does not lengthen the one before: Mansi Kachin.
    for hit in &mut kept {
        if hit.weight < 0.7 && owner.get(hit.to).is_some_and(|o| o.is_some_and(|o| o.0 == hit.to)) {
            hit.weight /= CUT;
        }
    }
    kept.sort_by_key(|h| (h.from, h.to, h.entry));
    kept
}

/// A sign behind the last of a list holds for the list: *Waingmaw, Momauk and Mansi townships*, *the Namti-Hpakant road*.
fn share_cues(hits: &mut [Hit], words: &[Word<'_>]) {
    let mut next: Option<(usize, Cue)> = None;
    for hit in hits.iter_mut().rev() {
        if let Some((start, cue)) = next
            && matches!(hit.cue, Cue::None | Cue::Within)
            && listed(words, hit.to, start, cue)
        {
            hit.cue = cue;
            hit.weight = if cue == Cue::Township { hit.weight.max(1.0) } else { hit.weight };
        }
        // A sign of one place holds for it alone; that of several, and a road, reach back.
        next = matches!(hit.cue, Cue::Township | Cue::Road).then_some((hit.from, hit.cue));
    }
}

/// Whether only commas and *and* stand between two names of a list, or a hyphen between the ends of a road.
fn listed(words: &[Word<'_>], to: usize, start: usize, cue: Cue) -> bool {
    if start <= to {
        return start == to
            && words.get(start).is_some_and(|w| match cue {
                Cue::Road => w.gap == Gap::Hyphen,
                _ => w.gap == Gap::Comma && plural(words, start),
            });
    }
    let between = words.get(to..start).unwrap_or_default();
    between.len() == 1 && between.iter().all(|w| matches!(w.text, "and" | "or")) && plural(words, start)
}

/// Whether *townships* stands within a name's reach.
fn plural(words: &[Word<'_>], start: usize) -> bool {
    let reach = words.iter().skip(start).take(12);
    reach.map(|w| w.text).any(|t| t.eq_ignore_ascii_case("townships"))
}

/// The states that the text names.
fn states(hits: &[Hit], gazetteer: &Gazetteer) -> BTreeSet<String> {
    let named = hits.iter().filter(|h| matches!(h.cue, Cue::State | Cue::Within));
    named
        .filter_map(|h| gazetteer.entries.get(h.entry))
        .filter(|e| e.kind == Kind::State)
        .map(|e| e.id.clone())
        .collect()
}

/// What a mention is worth by its sign.
fn worth(hit: &Hit, entry: &Entry, gazetteer: &Gazetteer) -> f64 {
    let state = entry.kind == Kind::State;
    let lesser = if matches!(entry.kind, Kind::Town | Kind::Site) { 0.99 } else { 1.0 };
    let district = gazetteer.districts.contains(&sound::fold(&entry.name));
    lesser
        * match hit.cue {
            Cue::State | Cue::Within if state => 0.8,
            Cue::None if state && entry.id == "kachin" => 0.25,
            _ if state => 0.0,
            Cue::State => 0.0,
            Cue::Township if entry.kind != Kind::Township => 0.7,
            Cue::Township => 1.0,
            Cue::Town => 0.9,
            Cue::District if district => 0.35,
            Cue::District => 0.9,
            Cue::Village if entry.kind == Kind::Township => 0.45,
            Cue::Road => 0.5,
            Cue::Point => 0.6,
            Cue::None | Cue::Within | Cue::Village => 0.8,
        }
}

/// Whether the state of a place is one that the text speaks of.
fn fits(cue: Cue, entry: &Entry, states: &BTreeSet<String>) -> f64 {
    let Some(state) = &entry.state else { return 1.0 };
    if entry.kind == Kind::State || states.contains(state) {
        1.0
    } else if !states.is_empty() {
        0.6
    } else if entry.home {
        1.0
    } else if matches!(cue, Cue::Township | Cue::Town | Cue::District) {
        0.95
    } else {
        0.75
    }
}
