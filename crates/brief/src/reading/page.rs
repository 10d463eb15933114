//! One document that was read, or several one after the other.

use super::{or_none, plain};
use crate::common::fact;
use crate::document::{Block, Document, Section};
use oreline_ingest::answers::ReadAnswer;
use oreline_ingest::document::{Hand, Role};

/// The document of what was read.
pub fn read(pages: &[ReadAnswer]) -> Document {
    if let [page] = pages {
        let title = or_none(page.title.as_deref());
        return Document { title, label: String::new(), sections: vec![section("", page)] };
    }
    let sections = pages.iter().map(|page| section(&or_none(page.title.as_deref()), page)).collect();
    Document { title: format!("{} documents", pages.len()), label: String::new(), sections }
}

fn section(title: &str, page: &ReadAnswer) -> Section {
    let facts = vec![
        fact("Author", or_none(page.author.as_deref())),
        fact("Published", or_none(page.published.as_deref())),
        fact("Publisher", or_none(page.publisher.as_deref())),
        fact("Language", &page.language),
        fact("Chain", hands(&page.chain)),
        fact("Read from", plain(&page.url)),
        fact("Id", &page.id),
    ];
    let mut blocks = vec![Block::Facts(facts)];
    if !page.notes.is_empty() {
        blocks.push(Block::List(page.notes.iter().map(|note| plain(note)).collect()));
    }
    blocks.extend(page.text.lines().map(|paragraph| Block::Paragraph(plain(paragraph))));
    Section::new(title, blocks)
}

fn hands(chain: &[Hand]) -> String {
    let named: Vec<String> =
        chain.iter().map(|hand| format!("{} ({})", plain(&hand.name), role(hand.role))).collect();
    if named.is_empty() { "-".into() } else { named.join(" ← ") }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Aggregator => "aggregator",
        Role::Copy => "copy",
        Role::Origin => "origin",
        Role::Agency => "agency",
    }
}
