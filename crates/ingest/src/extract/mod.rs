//! Candidate claims from a document, by rules and names and without any model.
//!
//! A sentence is cut into words, names and figures; rules say what it claims, cues how it puts it forward. A slot is
//! filled only from the same sentence; one clause makes one claim; what the rules are not sure of they leave. A
//! candidate quotes its sentence word for word. The road not taken: filling a slot from the paragraph; the figure of
//! one sentence and the actor of the next make a claim that nobody made.

mod confidence;
mod kind;
mod line;
mod modality;
pub mod quantity;
mod rules;
mod scope;
mod sentence;
mod slots;

pub use kind::{Kind, Modality};
pub use line::{Class, Named};
pub use quantity::Quantity;

use crate::Document;
use line::Line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many sentences back a sentence may lean on for its subject.
const REACH: usize = 2;
/// And in a document that is about the world throughout.
const FAR: usize = 8;
/// A document is about the world throughout if one in so many of its sentences names it.
const THROUGHOUT: usize = 4;
/// At most so many claims from one sentence.
const MOST: usize = 2;
/// So many words away a name can be and still be what a claim is about.
const NEAR: usize = 12;
/// Words that make what follows them the background of a sentence.
const BACKGROUND: [&str; 12] = [
    " after ",
    " since ",
    " before ",
    " following ",
    " despite ",
    " amid ",
    " until ",
    " during ",
    " when ",
    " while ",
    " as ",
    " although ",
];

/// One candidate claim: what somebody must accept, edit or reject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// First 16 hexadecimal digits of the SHA-256 of document, span and kind.
    pub id: String,
    /// What it says.
    pub kind: Kind,
    /// The rule that found it: the number of its pattern in the table of its kind.
    pub rule: usize,
    /// The sentence, word for word.
    pub quote: String,
    /// Where the quote stands in the document's text, in bytes: from, to.
    pub span: (usize, usize),
    /// Who says it, as the sentence names them.
    pub speaker: Option<String>,
    /// How it is put forward.
    pub modality: Modality,
    /// Ids of actors named in the sentence, in its order.
    pub actors: Vec<String>,
    /// Ids of places.
    pub sites: Vec<String>,
    /// Ids of goods.
    pub goods: Vec<String>,
    /// The day, month or year that the sentence gives, `YYYY[-MM[-DD]]`.
    pub date: Option<String>,
    /// The figure.
    pub quantity: Option<Quantity>,
    /// Id of the document.
    pub document: String,
    /// How often a claim of this kind was right on labelled passages with its modality, 0 to 1: one right and one wrong are
    /// added to the count (Laplace's rule of succession).
    pub confidence: f64,
}

/// Finds names in a sentence, in their order, none over another.
pub type Namer<'a> = &'a dyn Fn(&str) -> Vec<Named>;

/// A sentence with all that is found in it.
struct Sentence<'a> {
    text: &'a str,
    start: usize,
    names: Vec<Named>,
    found: Vec<quantity::Found>,
    line: Line,
}

impl<'a> Sentence<'a> {
    fn new(text: &'a str, start: usize, names: Vec<Named>) -> Self {
        let found = quantity::find(text);
        let line = Line::new(text, &names, &found);
        Self { text, start, names, found, line }
    }

    fn is_core(&self) -> bool {
        self.names.iter().any(|name| name.core)
    }
}

/// The candidate claims of a document, in the order of its text.
#[must_use]
pub fn claims(document: &Document, namer: Namer<'_>) -> Vec<Claim> {
    let mut sentences: Vec<Sentence<'_>> = Vec::new();
    let mut known: BTreeMap<String, Named> = BTreeMap::new();
    for span in sentence::split(&document.text) {
        let text = document.text.get(span.clone()).unwrap_or_default();
        let names = with_known(text, namer(text), &mut known);
        sentences.push(Sentence::new(text, span.start, names));
    }
    let naming = sentences.iter().filter(|sentence| sentence.is_core()).count();
    let reach = if naming * THROUGHOUT >= sentences.len() { FAR } else { REACH };
    let about = |k: usize| {
        sentences.get(k.saturating_sub(reach)..=k).is_some_and(|near| near.iter().any(Sentence::is_core))
    };
    let mut claims = Vec::new();
    for (k, sentence) in sentences.iter().enumerate() {
        if about(k) && !sentence.names.is_empty() {
            claims.extend(found(sentence).iter().map(|one| claim(document, sentence, one)));
        }
    }
    claims
}

/// The names of a sentence, and acronyms that an earlier sentence of the document has made clear: *KIA* in a text that
/// began with Kachin rebels is no car maker.
fn with_known(text: &str, names: Vec<Named>, known: &mut BTreeMap<String, Named>) -> Vec<Named> {
    let acronym = |word: &str| {
        word.len() > 1 && word.len() < 8 && word.chars().all(|c| c.is_ascii_uppercase() || c == '-')
    };
    for name in names.iter().filter(|name| name.core) {
        if let Some(word) = text.get(name.span.clone()).filter(|word| acronym(word)) {
            known.entry(word.to_owned()).or_insert_with(|| name.clone());
        }
    }
    let mut all = names;
    for (word, name) in known.iter() {
        for (at, _) in text.match_indices(word.as_str()) {
            let span = at..at + word.len();
            let whole = !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
                && !text.get(span.end..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
            if whole && !all.iter().any(|other| other.span.start < span.end && span.start < other.span.end) {
                all.push(Named { span, ..name.clone() });
            }
        }
    }
    all.sort_by_key(|name| name.span.start);
    all
}

/// What a sentence says: the makings of a claim.
#[derive(Clone, Debug)]
struct Said {
    kind: Kind,
    modality: Modality,
    /// Where, in the sentence's line.
    at: Range<usize>,
    rule: usize,
}

/// What a sentence claims: kind, modality, and where in its line.
fn found(sentence: &Sentence<'_>) -> Vec<Said> {
    let line = sentence.line.text.as_str();
    if scope::is_idle(sentence.text, line) || scope::is_history(sentence.text) {
        return Vec::new();
    }
    let (places, dropped) = places(sentence);
    let mut claims: Vec<Said> = Vec::new();
    let mut idle = dropped;
    for (kind, at, rule) in places {
        let taken = claims.iter().any(|one| one.kind == Kind::Ultimatum || !apart(line, &one.at, &at));
        if claims.len() >= MOST || taken {
            continue;
        }
        match put_forward(kind, line, &at) {
            Some(modality) => claims.push(Said { kind, modality, at, rule }),
            None => idle = true,
        }
    }
    if claims.is_empty() && !idle && modality::denies(line) {
        claims.extend(denial(sentence));
    }
    claims.sort_by_key(|one| one.at.start);
    claims
}

/// Where the rules find a claim, those in the foreground first; and whether one was passed over.
fn places(sentence: &Sentence<'_>) -> (Vec<(Kind, Range<usize>, usize)>, bool) {
    let line = sentence.line.text.as_str();
    let threat = scope::is_threat(line);
    let mut dropped = false;
    let mut places: Vec<(Kind, Range<usize>, usize)> = Vec::new();
    for rule in rules::rules() {
        let Some((at, pattern)) = rule.find(line) else { continue };
        // What is threatened has not happened, an act has somebody or some place, and both are in one clause.
        let act = rule.kind != Kind::Ultimatum && !rule.kind.is_figure();
        let clause = clause(line, &at);
        let named = clause.split(' ').any(|word| matches!(word, "A" | "C" | "F" | "S" | "K"));
        let reach = near(line, &at);
        let core =
            sentence.names.iter().any(|name| name.core && sentence.line.stands(&name.span, reach.clone()));
        if (rule.kind != Kind::Ultimatum && threat)
            || (act && !named)
            || (sentence.is_core() && !core)
            || line.contains(" nothing to do with ")
        {
            dropped = true;
        } else {
            places.push((rule.kind, at, pattern));
        }
    }
    places.sort_by_key(|(_, at, _)| is_background(line, at));
    (places, dropped)
}

/// Whether a place of a line stands behind a word that makes it background, with no comma between.
fn is_background(line: &str, at: &Range<usize>) -> bool {
    let before = line.get(..at.start + 1).unwrap_or_default();
    let clause = before.rfind([',', ';', ':']).map_or(before, |mark| before.get(mark..).unwrap_or_default());
    BACKGROUND.iter().any(|word| clause.contains(word))
}

/// The part of a line that one actor can reach: up to a semicolon, "while" or "whereas".
fn clause_at(line: &str, at: &Range<usize>) -> Range<usize> {
    const ENDS: [&str; 3] = [" ; ", " while ", " whereas "];
    let before = line.get(..at.start + 1).unwrap_or_default();
    let after = line.get(at.end.saturating_sub(1)..).unwrap_or_default();
    let start = ENDS.iter().filter_map(|end| before.rfind(end).map(|mark| mark + 1)).max().unwrap_or(0);
    let end =
        ENDS.iter().filter_map(|end| after.find(end)).min().map_or(line.len(), |mark| at.end - 1 + mark);
    start..end.max(start)
}

/// The words within reach of a place: its clause, at most [`NEAR`] words to either side.
fn near(line: &str, at: &Range<usize>) -> Range<usize> {
    let clause = clause_at(line, at);
    let before = line.get(clause.start..at.start).unwrap_or_default();
    let after = line.get(at.end..clause.end.max(at.end)).unwrap_or_default();
    let start = before.rmatch_indices(' ').nth(NEAR).map_or(clause.start, |(mark, _)| clause.start + mark);
    let end =
        after.match_indices(' ').nth(NEAR).map_or(clause.end.max(at.end), |(mark, _)| at.end + mark + 1);
    start..end
}

fn clause<'a>(line: &'a str, at: &Range<usize>) -> &'a str {
    line.get(clause_at(line, at)).unwrap_or(line)
}

/// Whether two places of a line are in clauses that a strong mark parts.
fn apart(line: &str, one: &Range<usize>, two: &Range<usize>) -> bool {
    let (first, second) = if one.start <= two.start { (one, two) } else { (two, one) };
    let between = line.get(first.end.saturating_sub(1)..second.start + 1).unwrap_or_default();
    [
        " ; ",
        " — ",
        " , and ",
        " , but ",
        " , while ",
        " , which ",
        " : ",
        " , after ",
        " , though ",
        " , whereas ",
    ]
    .iter()
    .any(|mark| between.contains(mark))
}

/// How a claim is put forward; nothing if it is negated by the text itself.
fn put_forward(kind: Kind, whole: &str, at: &Range<usize>) -> Option<Modality> {
    let negated = scope::is_negated(whole, at);
    let line = part(whole, at);
    if modality::denies(line) || (negated && kind != Kind::Ultimatum && modality::says(line)) {
        return Some(Modality::Denied);
    }
    (!negated || kind == Kind::Ultimatum).then(|| modality::of(kind, line))
}

/// The part of a line between semicolons that a place stands in.
fn part<'a>(line: &'a str, at: &Range<usize>) -> &'a str {
    let start = line.get(..at.start).and_then(|before| before.rfind(" ; ")).map_or(0, |mark| mark + 2);
    let end =
        line.get(at.end..).and_then(|after| after.find(" ; ")).map_or(line.len(), |mark| at.end + mark + 1);
    line.get(start..end).unwrap_or(line)
}

/// A denial of something that no other kind holds: somebody must be there to deny.
fn denial(sentence: &Sentence<'_>) -> Option<Said> {
    let line = sentence.line.text.as_str();
    let somebody = sentence
        .names
        .iter()
        .any(|name| matches!(name.class, Class::Armed | Class::State | Class::Firm | Class::People));
    if !sentence.is_core()
        || !modality::denies_barely(line)
        || modality::speaks_of_a_kind(line)
        || scope::is_negated_denial(line)
        || !(somebody || modality::speaks_for(line))
        || modality::denies_otherwise(line)
    {
        return None;
    }
    let modality = match modality::of(Kind::Denial, line) {
        Modality::Asserted | Modality::Reported | Modality::Denied => Modality::Denied,
        other => other,
    };
    Some(Said { kind: Kind::Denial, modality, at: 0..line.len(), rule: 0 })
}

fn claim(document: &Document, sentence: &Sentence<'_>, said: &Said) -> Claim {
    let Said { kind, modality, at, rule } = said.clone();
    let span = (sentence.start, sentence.start + sentence.text.len());
    let ids = |classes: &[Class]| -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for name in sentence.names.iter().filter(|name| classes.contains(&name.class)) {
            if !ids.contains(&name.id) {
                ids.push(name.id.clone());
            }
        }
        ids
    };
    let hash = Sha256::digest(format!("{}:{}:{}:{}:{}", document.id, span.0, span.1, kind.name(), at.start));
    Claim {
        id: hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        kind,
        rule,
        quote: sentence.text.to_owned(),
        span,
        speaker: slots::speaker(sentence.text),
        modality,
        actors: ids(&[Class::Armed, Class::State, Class::Firm]),
        sites: ids(&[Class::Site, Class::People]),
        goods: ids(&[Class::Good]),
        date: day(sentence.text, document.published.as_deref()),
        quantity: slots::quantity(kind, &sentence.found, &sentence.line.span(&at)),
        document: document.id.clone(),
        confidence: confidence::of(kind),
    }
}

/// The first date of a sentence, read against the document's own.
fn day(sentence: &str, published: Option<&str>) -> Option<String> {
    let published = published.and_then(|text| text.parse().ok());
    let first = crate::date::find_dates(sentence, published).into_iter().next()?;
    crate::date::short(first.from, first.to)
}

/// What the rules see and find in a sentence: for whoever writes rules.
#[must_use]
pub fn explain(sentence: &str, namer: Namer<'_>) -> String {
    let sentence = Sentence::new(sentence, 0, namer(sentence));
    let line = sentence.line.text.as_str();
    let hits: Vec<String> = rules::rules()
        .iter()
        .filter_map(|rule| {
            rule.find(line)
                .map(|(at, k)| format!("{} {k} {:?}", rule.kind.name(), line.get(at).unwrap_or_default()))
        })
        .collect();
    format!(
        "{line}\nidle {} history {} threat {} denies {} core {}\n{}",
        scope::is_idle(sentence.text, line),
        scope::is_history(sentence.text),
        scope::is_threat(line),
        modality::denies(line),
        sentence.is_core(),
        hits.join("\n")
    )
}
