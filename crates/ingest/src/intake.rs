//! From whatever a user has, files, folders, feeds and addresses, to documents, stories and candidate claims.
//!
//! Two steps. [`open`] turns the bytes of one item into documents; it knows nothing of the others, so that items can be
//! opened in any order, on any thread, and their bytes dropped at once. [`join`] puts all documents into one order and
//! reads what stands in them. The answer depends on the set of items and on nothing else.
//!
//! The road not taken: a store of documents that grows with each call. What has been accepted belongs into the tables
//! of a world; what has not is read again in seconds.

mod addresses;
mod entries;
mod files;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use jiff::civil::Date;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::extract::{self, Claim};
use crate::feed;
use crate::fetch;
use crate::names::Names;
use crate::read::{self, CitedReport, MOST_IN, Where, cited};
use crate::story::{Story, stories};

pub use addresses::{Asked, fetch_all};
pub use files::{Found, MOST_FILES, PathError, bytes, files};

/// One thing to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Where it was found.
    pub at: Where,
    /// What it holds; may be packed with gzip.
    pub bytes: Vec<u8>,
}

/// Something to be told of what was read, or was not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Remark {
    /// The file or address.
    pub at: String,
    /// What is to be said of it.
    pub text: String,
}

impl Remark {
    /// A remark.
    #[must_use]
    pub fn new(at: impl Into<String>, text: impl ToString) -> Self {
        Self { at: at.into(), text: text.to_string() }
    }
}

/// What items held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Documents.
    pub documents: Vec<Document>,
    /// What is to be told.
    pub notes: Vec<Remark>,
    /// Addresses that have nothing new, which is no failure.
    pub unchanged: usize,
}

impl Held {
    fn of_note(at: &str, text: impl ToString) -> Self {
        Self { notes: vec![Remark::new(at, text)], ..Self::default() }
    }

    /// Both together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.documents.extend(other.documents);
        self.notes.extend(other.notes);
        self.unchanged += other.unchanged;
        self
    }
}

/// Documents and all that is read in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingested {
    /// By day, then id, then address; those without a day last. Two printings of one text under two addresses have one
    /// id.
    pub documents: Vec<Document>,
    /// Copies collapsed.
    pub stories: Vec<Story>,
    /// The candidate claims of each document that makes any, by its id, in the order of its text.
    pub claims: BTreeMap<String, Vec<Claim>>,
    /// How many independent origins make each claim, by its id.
    pub support: BTreeMap<String, usize>,
    /// The reports that each document cites, by its id.
    pub cited: BTreeMap<String, Vec<CitedReport>>,
    /// What is to be told, sorted.
    pub notes: Vec<Remark>,
}

/// Reads items and all that stands in them.
///
/// `progress` is told how many documents of how many have been read for claims, from any thread.
#[must_use]
pub fn ingest(items: Vec<Item>, names: &Names, progress: Progress<'_>) -> Ingested {
    let held: Vec<Held> = items.into_par_iter().map(|item| open(&item)).collect();
    join(held.into_iter().fold(Held::default(), Held::with), names, progress)
}

/// Is told how many of how many are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Feed,
    Opml,
    /// JSON that is no feed.
    Data,
    Document,
}

/// Opens one item: a page, mail or text becomes a document, a feed one document for each entry with a text of its own.
#[must_use]
pub fn open(item: &Item) -> Held {
    let Item { at, bytes } = item;
    if bytes.is_empty() {
        return Held::of_note(&at.url, "empty");
    }
    let unpacked = unpacked(bytes);
    let bytes = unpacked.as_deref().unwrap_or(bytes);
    match sort(bytes) {
        Sort::Feed => entries::documents(&feed::read_delivered(bytes, &delivery(at)), at),
        Sort::Opml => list(bytes, &at.url),
        Sort::Data => Held::of_note(&at.url, "not read: JSON, which is neither a feed nor a text"),
        Sort::Document => document(bytes, at),
    }
}

/// A feed reads its address only if it is one: a path is no base for links.
fn delivery(at: &Where) -> feed::Delivery<'_> {
    let location = Some(at.url.as_str()).filter(|url| is_address(url));
    feed::Delivery { location, content_type: at.content_type.as_deref(), ..feed::Delivery::default() }
}

/// Whether a word of the command line is an address rather than a path.
#[must_use]
pub fn is_address(word: &str) -> bool {
    let scheme = word.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// Whether bytes are a feed, packed or not.
#[must_use]
pub fn is_feed(bytes: &[u8]) -> bool {
    sort(unpacked(bytes).as_deref().unwrap_or(bytes)) == Sort::Feed
}

/// What gzip holds, if it is whole and within the bound; else reading the document says what is wrong.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut out = Vec::new();
    let bound = MOST_IN as u64 + 1;
    flate2::read::MultiGzDecoder::new(bytes).take(bound).read_to_end(&mut out).ok()?;
    (out.len() <= MOST_IN).then_some(out)
}

/// Bytes in which the first element is looked for. A guess; feeds open with a comment or a style sheet at most.
const HEAD: usize = 16 << 10;

/// Feeds and lists of feeds are told by their first element, whatever their name.
fn sort(bytes: &[u8]) -> Sort {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    // UTF-16 shows itself as ASCII with a zero beside each letter.
    let head: String = head.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let text = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    if text.starts_with('{') && text.contains("jsonfeed.org") {
        return Sort::Feed;
    }
    if text.starts_with(['{', '[']) && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        return Sort::Data;
    }
    match first_element(text).as_deref() {
        Some("rss" | "rdf" | "feed" | "channel") => Sort::Feed,
        Some("opml") => Sort::Opml,
        _ => Sort::Document,
    }
}

/// The local name of the first element, in lower case; nothing if words stand before it.
fn first_element(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if rest.starts_with("!--") {
            rest = rest.split_once("-->")?.1;
        } else if rest.starts_with(['?', '!']) {
            // A document type may hold declarations of its own between square brackets.
            let declares = rest.split('>').next().is_some_and(|start| start.contains('['));
            rest = rest.split_once(if declares { "]" } else { "" })?.1.split_once('>')?.1;
        } else {
            let name = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
            return Some(name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase());
        }
    }
}

fn document(bytes: &[u8], at: &Where) -> Held {
    let reading = match read::read(bytes, at) {
        Ok(reading) => reading,
        Err(error) => return Held::of_note(&at.url, format!("not read: {error}")),
    };
    let notes = reading.notes.iter().map(|note| Remark::new(&at.url, note)).collect();
    // Without a text there is nothing to compare or to quote; the notes say so.
    let documents = Some(reading.document).filter(|document| !document.text.trim().is_empty());
    Held { documents: documents.into_iter().collect(), notes, unchanged: 0 }
}

/// A list of feeds names addresses; which of them are fetched is the user's choice.
fn list(bytes: &[u8], at: &str) -> Held {
    match fetch::opml(&String::from_utf8_lossy(bytes)) {
        Err(error) => Held::of_note(at, format!("not read: {error}")),
        Ok(found) => {
            let feeds = found.feeds.len();
            let first =
                found.feeds.first().map(|feed| format!(", such as {}", feed.xml_url)).unwrap_or_default();
            let text = format!(
                "a list of {feeds} feeds, none of which was fetched: name those that you want by their \
                                addresses{first}"
            );
            let mut held = Held::of_note(at, text);
            let problems =
                found.problems.iter().map(|p| Remark::new(at, format!("line {}: {}", p.line, p.fault)));
            held.notes.extend(problems);
            held.notes.extend(
                (found.more_problems > 0).then(|| {
                    Remark::new(at, format!("{} further problems in the list", found.more_problems))
                }),
            );
            held
        }
    }
}

/// Puts documents into order, collapses copies and reads claims and cited reports.
#[must_use]
pub fn join(held: Held, names: &Names, progress: Progress<'_>) -> Ingested {
    let collapsed = collapse(held);
    let (claims, cited) = contents(&texts(&collapsed.documents), names, progress);
    let support = support::support(&claims, &collapsed.stories);
    Ingested { claims, cited, support, ..collapsed }
}

/// Puts documents into order and collapses copies, and reads nothing in them.
#[must_use]
pub fn collapse(held: Held) -> Ingested {
    let Held { mut documents, mut notes, .. } = held;
    documents.sort_by(|one, two| order(one).cmp(&order(two)));
    documents.dedup_by(|two, one| one.id == two.id && one.text == two.text && one.url == two.url);
    notes.sort();
    notes.dedup();
    Ingested { stories: stories(&documents), documents, notes, ..Ingested::default() }
}

/// By day, then id, then address, then all else in which printings of one text may differ.
fn order(document: &Document) -> impl Ord + '_ {
    let Document { id, url, title, author, publisher, published, language, chain, text } = document;
    let hands: Vec<_> = chain.iter().map(|hand| (&hand.name, hand.role)).collect();
    // A tilde sorts behind all digits: a month without a day behind its days, no date behind all dates.
    let day = published.as_deref().unwrap_or_default().to_owned() + "~";
    (day, id, url, text, title, author, publisher, language, hands)
}

/// One document for each text: the earliest.
fn texts(documents: &[Document]) -> Vec<&Document> {
    let mut seen = BTreeSet::new();
    documents.iter().filter(|document| seen.insert(&document.id)).collect()
}

type Contents = (BTreeMap<String, Vec<Claim>>, BTreeMap<String, Vec<CitedReport>>);

fn contents(texts: &[&Document], names: &Names, progress: Progress<'_>) -> Contents {
    let done = std::sync::atomic::AtomicUsize::new(0);
    let namer = |sentence: &str| names.find(sentence);
    let read = |document: &&Document| {
        let claims = extract::claims(document, &namer);
        let day = document.published.as_deref().and_then(|day| day.parse::<Date>().ok());
        let cited = cited(&document.text, day);
        progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, texts.len());
        (document.id.clone(), claims, cited)
    };
    let read: Vec<_> = texts.par_iter().map(read).collect();
    let (mut all, mut reports) = Contents::default();
    for (id, claims, cited) in read {
        if !claims.is_empty() {
            all.insert(id.clone(), claims);
        }
        if !cited.is_empty() {
            reports.insert(id, cited);
        }
    }
    (all, reports)
}

#[cfg(test)]
mod tests;
