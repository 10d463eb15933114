//! Documents and the stories that they are copies of.

use super::{chain, notes, or_none, plain};
use crate::common::{cut, fact};
use crate::document::{Block, Document, Section, Table, numbers, words};
use crate::number;
use oreline_ingest::answers::{DocumentAnswer, StoriesAnswer};
use oreline_ingest::document::Hand;
use oreline_ingest::story::Story;
use std::collections::BTreeMap;

/// Rows of a table that are printed.
const MOST_ROWS: usize = 200;
/// Corrections that are printed.
const MOST_CORRECTIONS: usize = 40;

/// The document of stories.
pub fn stories(answer: &StoriesAnswer) -> Document {
    let facts = vec![
        fact("Documents", number::count(answer.documents.len())),
        fact("Stories", number::count(answer.stories.len())),
    ];
    let mut sections = vec![Section::new("", vec![Block::Facts(facts)])];
    sections.extend(tables(&answer.documents, &answer.stories));
    sections.extend(notes(&answer.notes));
    let label = "Copies of one text are one story, and one witness.";
    Document { title: "Stories".into(), label: label.into(), sections }
}

/// The tables of documents, of stories, and of corrections if there are any.
pub(super) fn tables(documents: &[DocumentAnswer], stories: &[Story]) -> Vec<Section> {
    let mut sections = Vec::new();
    if !documents.is_empty() {
        sections.push(Section::new("Documents", vec![Block::Table(table_of_documents(documents))]));
    }
    if !stories.is_empty() {
        sections.push(Section::new("Stories", vec![Block::Table(table_of_stories(documents, stories))]));
    }
    sections.extend(corrections(stories));
    sections
}

fn table_of_documents(documents: &[DocumentAnswer]) -> Table {
    let (shown, note) = cut(documents, MOST_ROWS, "document");
    let columns = ["id", "published", "publisher", "title", "author", "read from"].map(words).to_vec();
    let mut table = Table::new("", columns);
    for document in shown {
        table.push([
            document.id.clone(),
            or_none(document.published.as_deref()),
            or_none(document.publisher.as_deref()),
            or_none(document.title.as_deref()),
            or_none(document.author.as_deref()),
            plain(&document.url),
        ]);
    }
    table.note = note;
    table
}

type ById<'a> = BTreeMap<&'a str, Vec<&'a DocumentAnswer>>;

fn table_of_stories(documents: &[DocumentAnswer], stories: &[Story]) -> Table {
    let mut by_id = ById::new();
    for document in documents {
        by_id.entry(&document.id).or_default().push(document);
    }
    let (shown, note) = cut(stories, MOST_ROWS, "row");
    let columns = vec![
        words("id"),
        words("title"),
        words("from copy to origin"),
        numbers("copies"),
        numbers("excerpts"),
        numbers("corrected"),
    ];
    let mut table = Table::new("The chain is the longest that a copy of the story names", columns);
    for story in shown {
        let origin = by_id.get(story.origin.as_str()).and_then(|all| all.first());
        table.push([
            story.id.clone(),
            or_none(origin.and_then(|document| document.title.as_deref())),
            longest_chain(story, &by_id),
            story.copies.to_string(),
            story.excerpts.len().to_string(),
            story.corrections.len().to_string(),
        ]);
    }
    table.note = note;
    table
}

fn longest_chain(story: &Story, by_id: &ById<'_>) -> String {
    let mut longest: &[Hand] = &[];
    for document in story.documents.iter().filter_map(|id| by_id.get(id.as_str())).flatten() {
        // Of equally long ones the first.
        if document.chain.len() > longest.len() {
            longest = &document.chain;
        }
    }
    chain(longest)
}

fn corrections(stories: &[Story]) -> Option<Section> {
    let mut all: Vec<_> = stories.iter().flat_map(|story| &story.corrections).collect();
    all.sort();
    // Both stories list each.
    all.dedup();
    let (shown, left) = cut(&all, MOST_CORRECTIONS, "correction");
    let mut items: Vec<String> = shown
        .into_iter()
        .map(|one| {
            let (later, earlier) = (plain(&one.figures.0), plain(&one.figures.1));
            format!("{} has {later} where {} has {earlier}: “{}”", one.document, one.of, plain(&one.sentence))
        })
        .collect();
    items.extend(Some(left).filter(|left| !left.is_empty()));
    (!all.is_empty()).then(|| Section::new("The same words with other figures", vec![Block::List(items)]))
}
