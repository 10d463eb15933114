//! Copies and excerpts of one text, collapsed into stories.
//!
//! Ten papers that print one agency's report are one witness. Documents are read as words and figures, like ones are
//! found by hashing, checked exactly, and grouped; a document that says the same words with another number is linked
//! to the story and never merged into it. The order: `words`, `figures`, `shingles`, `candidates`,
//! `compare`, `align`, `links`, `group`, `told`.
//!
//! The road not taken: vectors of meaning from a neural model. They find reports of one event, which is another
//! question: two reporters who saw the same thing are two witnesses.

mod align;
mod candidates;
mod compare;
mod figures;
mod furniture;
mod group;
mod links;
mod numerals;
mod reading;
mod shingles;
mod told;
mod words;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use reading::Reading;

pub use reading::shingles_of;
pub use shingles::{BINS, LENGTH, Signature, shingles};

/// Documents that are one text, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// First 16 hexadecimal digits of the SHA-256 of its documents' ids, so that the order they came in does not
    /// matter.
    pub id: String,
    /// Ids of its documents, each once, by day and then by id; those without a day last.
    pub documents: Vec<String>,
    /// Id of the document that stands for the first printing: by day, then by whom the chains name, then by length.
    pub origin: String,
    /// Who published it first, as far as is known: may be a publisher whose own printing is not among the documents.
    pub publisher: Option<String>,
    /// Printings that repeat another's: all but the origin's, and that too where the origin itself is not here.
    /// A text found at two addresses counts twice.
    pub copies: usize,
    /// Ids of documents that are less than half of the longest one.
    pub excerpts: Vec<String>,
    /// Where one of its documents and one of another story say the same words with different numbers. Both stories
    /// list it. Two headlines over one text are listed with the text's id on both sides.
    pub corrections: Vec<Correction>,
}

/// The same words with another number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// Id of the later document.
    pub document: String,
    /// Id of the earlier one.
    pub of: String,
    /// The sentence of the later as printed.
    pub sentence: String,
    /// The sentence of the earlier as printed.
    pub of_sentence: String,
    /// The figures as printed: the later's, the earlier's.
    pub figures: (String, String),
}

/// Collapses copies and excerpts into stories.
///
/// Every document is in exactly one story. The result is sorted by each story's first document and does not depend on
/// the order of `documents`. Two documents are copies if their word 5-grams have a Jaccard similarity of 0.45, or if
/// 0.6 of the shorter, and some sixty words, stand in the longer; figures that differ in the same words keep them
/// apart. Takes time in proportion to the texts, but for documents that share passages, which are compared two by two
/// as far as `candidates` pairs them.
#[must_use]
pub fn stories(documents: &[Document]) -> Vec<Story> {
    let mut sorted: Vec<&Document> = documents.iter().collect();
    sorted.sort_by(|one, two| canonical(one).cmp(&canonical(two)));
    let (readings, printings) = distinct(&sorted);
    let (mut groups, clashes) = group::groups(&readings, links::links(&readings));
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups.sort_unstable();
    let mut stories: Vec<Story> =
        groups.iter().map(|members| told::story(members, &readings, &printings)).collect();
    told::add_corrections(&mut stories, &groups, &readings, &clashes);
    stories
}

/// Who comes first where nothing else decides: by day, then the longer, then by id and all else that may tell two
/// documents apart.
fn canonical(document: &Document) -> impl Ord + '_ {
    let Document { id, text, title, publisher, url, .. } = document;
    (day(document), Reverse(text.len()), id, text, title, publisher, url)
}

/// The day as it sorts: a month without a day after its days, no date after all dates.
fn day(document: &Document) -> String {
    document.published.as_deref().unwrap_or_default().to_owned() + "~"
}

/// Reads each text once. Documents that read the same are printings of one; the first stands for all.
fn distinct<'a>(sorted: &[&'a Document]) -> (Vec<Reading<'a>>, Vec<Vec<&'a Document>>) {
    let (mut by_text, mut by_reading) = (BTreeMap::new(), BTreeMap::new());
    let (mut readings, mut printings) = (Vec::new(), Vec::<Vec<&Document>>::new());
    for &document in sorted {
        // The id is the hash of the text: under one id the headline alone may differ, and the document is still one.
        let at = *by_text.entry((&document.id, &document.text)).or_insert_with(|| {
            let reading = reading::reading(document);
            *by_reading.entry(reading.whole).or_insert_with(|| {
                readings.push(reading);
                readings.len() - 1
            })
        });
        match printings.get_mut(at) {
            Some(all) => all.push(document),
            None => printings.push(vec![document]),
        }
    }
    (readings, printings)
}

/// How many independent origins stand behind documents, given by their ids.
///
/// Copies of one story count once, and so do stories that are linked by a correction: a reprint with another number
/// is no second witness. Ids that are in no story count nothing.
#[must_use]
pub fn origins<S: AsRef<str>>(stories: &[Story], documents: &[S]) -> usize {
    let mut story_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, story) in stories.iter().enumerate() {
        for id in &story.documents {
            story_of.entry(id).or_insert(at);
        }
    }
    let families = families(stories, &story_of);
    let found = documents.iter().filter_map(|id| story_of.get(id.as_ref()));
    found.filter_map(|&story| families.get(story)).collect::<BTreeSet<_>>().len()
}

/// Of each story, the first of those that corrections link it with.
fn families(stories: &[Story], story_of: &BTreeMap<&str, usize>) -> Vec<usize> {
    let mut linked = vec![Vec::new(); stories.len()];
    for correction in stories.iter().flat_map(|story| &story.corrections) {
        let ends = [&correction.document, &correction.of].map(|id| story_of.get(id.as_str()).copied());
        if let [Some(one), Some(two)] = ends {
            for (from, to) in [(one, two), (two, one)] {
                if let Some(links) = linked.get_mut(from) {
                    links.push(to);
                }
            }
        }
    }
    let mut family: Vec<Option<usize>> = vec![None; stories.len()];
    for first in 0..stories.len() {
        let mut waiting = vec![first];
        while let Some(story) = waiting.pop() {
            if let Some(slot @ None) = family.get_mut(story) {
                *slot = Some(first);
                waiting.extend(linked.get(story).into_iter().flatten());
            }
        }
    }
    family.into_iter().enumerate().map(|(story, first)| first.unwrap_or(story)).collect()
}
