//! What was read, laid out: documents, stories, candidate claims, places, and how a matter was covered.
//!
//! Words of strangers stand in these answers. A control character of a headline would move a terminal's cursor, so all
//! of them are made plain first. The road not taken: the texts themselves in the tables; they are their
//! publishers', and a quote is enough to judge a claim by.

mod coverage;
mod feed;
mod ingest;
mod locate;
mod page;
mod stories;

pub use coverage::coverage;
pub(crate) use coverage::days_between;
pub use feed::feed;
pub use ingest::ingest;
pub use locate::locate;
pub use page::read;
pub use stories::stories;

use crate::common::cut;
use crate::document::{Block, Section};
use oreline_ingest::document::Hand;
use oreline_ingest::intake::Remark;

/// Notes that are printed one by one.
const MOST_NOTES: usize = 40;

/// Text without what would move a cursor, turn the direction of writing or break a line.
pub(crate) fn plain(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text that may be missing.
fn or_none(text: Option<&str>) -> String {
    text.map_or_else(|| "-".into(), plain)
}

/// The hands of a text from the copy to the origin.
pub(crate) fn chain(hands: &[Hand]) -> String {
    let names: Vec<String> = hands.iter().map(|hand| plain(&hand.name)).collect();
    if names.is_empty() { "-".into() } else { names.join(" ← ") }
}

fn notes(notes: &[Remark]) -> Option<Section> {
    let (shown, left) = cut(notes, MOST_NOTES, "note");
    let mut items: Vec<String> = shown
        .into_iter()
        .map(|note| {
            if note.at.is_empty() { plain(&note.text) } else { plain(&format!("{}: {}", note.at, note.text)) }
        })
        .collect();
    items.extend(Some(left).filter(|left| !left.is_empty()));
    (!items.is_empty()).then(|| Section::new("Notes", vec![Block::List(items)]))
}

#[cfg(test)]
mod tests;
