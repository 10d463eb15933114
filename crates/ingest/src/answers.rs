//! What is answered about documents, in the shapes that files and surfaces share.
//!
//! Texts stay out unless they are asked for: a page's text is its publisher's, and a quote with its place is enough to
//! find it again. The road not taken: the inner types themselves, whose maps by id save a reader nothing.

use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::document::{Document, Hand};
use crate::extract::{self, Claim};
use crate::gazetteer::{Gazetteer, Kind, Place, locate};
use crate::intake::{Ingested, Remark};
use crate::read::{CitedReport, Reading};
use crate::story::Story;

/// One document as `oreline read` answers it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadAnswer {
    /// First 16 hexadecimal digits of the SHA-256 of the text.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The day of this copy, `YYYY-MM-DD`; shorter where less is known.
    pub published: Option<String>,
    /// Who published this copy.
    pub publisher: Option<String>,
    /// ISO 639-1, or 639-3 where there is none; `und` if it cannot be told.
    pub language: String,
    /// From this copy back to the origin.
    pub chain: Vec<Hand>,
    /// Main text, paragraphs parted by a line feed.
    pub text: String,
    /// The address or path that was read.
    pub url: String,
    /// What could not be told, what was repaired, what is unread.
    pub notes: Vec<String>,
}

impl From<Reading> for ReadAnswer {
    fn from(reading: Reading) -> Self {
        let Document { id, url, title, author, publisher, published, language, chain, text } =
            reading.document;
        let notes = reading.notes.iter().map(ToString::to_string).collect();
        Self { id, title, author, published, publisher, language, chain, text, url, notes }
    }
}

/// One document among others.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DocumentAnswer {
    /// Id of the text; two printings of one text share it.
    pub id: String,
    /// The address or path that was read.
    pub url: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published this copy.
    pub publisher: Option<String>,
    /// The day of this copy, `YYYY-MM-DD`; shorter where less is known.
    pub published: Option<String>,
    /// ISO 639-1 or 639-3; `und` if it cannot be told.
    pub language: String,
    /// From this copy back to the origin.
    pub chain: Vec<Hand>,
    /// Main text, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl DocumentAnswer {
    fn new(document: &Document, texts: bool) -> Self {
        let Document { id, url, title, author, publisher, published, language, chain, text } =
            document.clone();
        Self { id, url, title, author, publisher, published, language, chain, text: texts.then_some(text) }
    }
}

/// What `oreline stories` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct StoriesAnswer {
    /// By day, then id; those without a day last.
    pub documents: Vec<DocumentAnswer>,
    /// In the order of their first documents.
    pub stories: Vec<Story>,
    /// What is to be told.
    pub notes: Vec<Remark>,
}

impl StoriesAnswer {
    /// The stories among what was read.
    #[must_use]
    pub fn new(ingested: &Ingested, texts: bool) -> Self {
        Self {
            documents: ingested.documents.iter().map(|one| DocumentAnswer::new(one, texts)).collect(),
            stories: ingested.stories.clone(),
            notes: ingested.notes.clone(),
        }
    }
}

/// A candidate claim and what stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClaimAnswer {
    /// The claim.
    #[serde(flatten)]
    pub claim: Claim,
    /// Independent origins that make a claim of this kind about the same actors, places and goods, figures with the
    /// same figure; copies of one text count once.
    pub support: usize,
    /// Ids of the documents of its story that hold the sentence, the one that it is quoted from first.
    pub documents: Vec<String>,
}

/// A report that a document cites.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CitedAnswer {
    /// Id of the document that cites it.
    pub document: String,
    /// The report.
    #[serde(flatten)]
    pub report: CitedReport,
}

/// What `oreline ingest` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct IngestAnswer {
    /// The world whose names were looked for.
    pub world: String,
    /// By day, then id; those without a day last.
    pub documents: Vec<DocumentAnswer>,
    /// In the order of their first documents.
    pub stories: Vec<Story>,
    /// Candidates, which no world takes before a person does: by document, in the order of its text. What copies of one
    /// story repeat stands once.
    pub claims: Vec<ClaimAnswer>,
    /// By document, in the order of its text.
    pub cited_reports: Vec<CitedAnswer>,
    /// What is to be told.
    pub notes: Vec<Remark>,
}

impl IngestAnswer {
    /// All that was read.
    #[must_use]
    pub fn new(world: &str, ingested: &Ingested, texts: bool) -> Self {
        let StoriesAnswer { documents, stories, notes } = StoriesAnswer::new(ingested, texts);
        let mut seen = std::collections::BTreeSet::new();
        let ids = ingested.documents.iter().map(|one| &one.id).filter(|id| seen.insert(*id));
        let (mut claims, mut cited_reports) = (Vec::new(), Vec::new());
        let each = ingested.stories.iter().enumerate();
        let story: BTreeMap<&String, usize> =
            each.flat_map(|(k, story)| story.documents.iter().map(move |id| (id, k))).collect();
        let mut said = BTreeMap::new();
        for id in ids {
            for claim in ingested.claims.get(id).into_iter().flatten() {
                let support = ingested.support.get(&claim.id).copied().unwrap_or_default();
                once(&mut claims, &mut said, story.get(id).copied(), claim, support);
            }
            let cites = ingested.cited.get(id).into_iter().flatten();
            cited_reports
                .extend(cites.map(|report| CitedAnswer { document: id.clone(), report: report.clone() }));
        }
        Self { world: world.into(), documents, stories, claims, cited_reports, notes }
    }
}

/// Adds a claim, or the document that repeats it.
fn once<'a>(
    claims: &mut Vec<ClaimAnswer>,
    said: &mut BTreeMap<(Option<usize>, extract::Kind, &'a str), usize>,
    story: Option<usize>,
    claim: &'a Claim,
    support: usize,
) {
    // A document without a story of its own repeats nobody.
    let at = *said.entry((story, claim.kind, claim.quote.as_str())).or_insert(claims.len());
    match claims.get_mut(at).filter(|_| story.is_some()) {
        Some(known) => known.documents.push(claim.document.clone()),
        None => claims.push(ClaimAnswer {
            claim: claim.clone(),
            support,
            documents: vec![claim.document.clone()],
        }),
    }
}

/// Where a text is about, as `oreline locate` answers it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LocateAnswer {
    /// The text.
    pub text: String,
    /// Id of the likeliest place; nothing if the text names none that is known.
    pub id: Option<String>,
    /// Its official name.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<Kind>,
    /// How surely the text speaks of it, from 0 to 1. An order, not a probability.
    pub score: Option<f64>,
    /// Degrees north of its centre.
    pub lat: Option<f64>,
    /// Degrees east of its centre.
    pub lon: Option<f64>,
    /// The township of a town or site, the state of a township.
    pub part_of: Option<String>,
    /// Every further place, the likeliest first.
    pub others: Vec<Place>,
}

impl LocateAnswer {
    /// Looks for the places of a text.
    #[must_use]
    pub fn new(text: &str, gazetteer: &Gazetteer) -> Self {
        let mut places = locate(text, gazetteer).into_iter();
        let first = places.next();
        let of = first.as_ref();
        Self {
            text: text.to_owned(),
            id: of.map(|place| place.id.clone()),
            name: of.map(|place| place.name.clone()),
            kind: of.map(|place| place.kind),
            score: of.map(|place| place.score),
            lat: of.and_then(|place| place.lat),
            lon: of.and_then(|place| place.lon),
            part_of: of.and_then(|place| place.part_of.clone()),
            others: places.collect(),
        }
    }
}
