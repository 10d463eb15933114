//! A feed: what it says of itself, its entries, and what had to be mended.

use super::{or_none, plain};
use crate::common::{cut, fact};
use crate::document::{Block, Document, Section, Table, words};
use crate::number;
use oreline_ingest::feed::{Entry, Feed};

/// Repairs that are printed one by one.
const MOST_REPAIRS: usize = 40;

/// The document of a feed.
pub fn feed(feed: &Feed) -> Document {
    let entries = feed.entries();
    let facts = vec![
        fact("Format", if feed.version().is_empty() { "none that is known" } else { feed.version() }),
        fact("Encoding", feed.encoding()),
        fact("Page", or_none(feed.link())),
        fact("Entries", number::count(entries.len())),
    ];
    let mut sections = vec![Section::new("", vec![Block::Facts(facts)])];
    if !entries.is_empty() {
        sections.push(Section::new("Entries", vec![Block::Table(table(&entries))]));
    }
    if !feed.repairs().is_empty() {
        let (shown, left) = cut(feed.repairs(), MOST_REPAIRS, "repair");
        let mut items: Vec<String> = shown.into_iter().map(|repair| plain(&repair.to_string())).collect();
        items.extend(Some(left).filter(|left| !left.is_empty()));
        sections.push(Section::new("Mended", vec![Block::List(items)]));
    }
    Document {
        title: feed.title().map_or("A feed without a title".into(), |t| plain(&t)),
        label: String::new(),
        sections,
    }
}

fn table(entries: &[Entry]) -> Table {
    let mut table = Table::new("", ["published", "title", "author", "link"].map(words).to_vec());
    for entry in entries {
        let day = entry.published.as_deref().or(entry.updated.as_deref());
        table.push([
            or_none(day),
            or_none(entry.title.as_deref()),
            or_none(entry.author.as_deref()),
            or_none(entry.link.as_deref()),
        ]);
    }
    table
}
