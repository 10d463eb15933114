//! Entries of a feed as documents.
//!
//! An entry whose feed carries its text is laid out as a page, with what the feed says of it in the page's head, and
//! read as any other page: credits and datelines inside are found the same way. An entry with a summary only is no
//! document; a teaser would stand among copies as an excerpt of a text that is not there. The road not taken: the
//! feed's facts laid over a document afterwards, which leaves a chain of hands that knows nothing of the feed.

use crate::document::{Document, Hand, Role};
use crate::feed::{Entry, Feed};
use crate::read::{self, Where};

use super::{Held, Remark};

/// An entry has a text of its own from so many words on. A guess: summaries have twenty to forty.
const LEAST_WORDS: usize = 60;

/// The documents in a feed.
pub(super) fn documents(feed: &Feed, at: &Where) -> Held {
    let entries = feed.entries();
    let mut held = Held::default();
    let mut without = 0;
    for (number, entry) in entries.iter().enumerate() {
        match document(feed, entry, number, at) {
            Some(document) => held.documents.push(document),
            None => without += 1,
        }
    }
    if entries.is_empty() {
        held.notes.push(Remark::new(&at.url, "a feed without entries"));
    }
    if without > 0 {
        let all = entries.len();
        held.notes.push(Remark::new(
            &at.url,
            format!(
                "{without} of {all} entries have no text of their own in the feed; fetch their pages for it"
            ),
        ));
    }
    let repairs = feed.repairs().len();
    if repairs > 0 {
        let text = format!("the feed was mended in {repairs} places; `oreline feed` lists them");
        held.notes.push(Remark::new(&at.url, text));
    }
    held
}

/// The document of an entry; nothing if it has no text of its own.
pub(super) fn document(feed: &Feed, entry: &Entry, number: usize, at: &Where) -> Option<Document> {
    let content = entry.content.as_deref()?;
    let place = Where {
        url: address(entry, number, at),
        content_type: Some("text/html; charset=utf-8".into()),
        fetched: at.fetched,
    };
    let mut document = read::read(page(feed, entry, content).as_bytes(), &place).ok()?.document;
    if document.text.split_whitespace().count() < LEAST_WORDS {
        return None;
    }
    let day = [&entry.published, &entry.updated].into_iter().flatten().next();
    document.published = day.and_then(|stamp| stamp.get(..10)).map(str::to_owned).or(document.published);
    document.title = entry.title.clone().or(document.title);
    document.author = entry.author.clone().or(document.author);
    passed_on(&mut document, feed.title(), entry.source.as_deref());
    Some(document)
}

/// Where the text stands by itself, else the feed and the entry's place in it.
fn address(entry: &Entry, number: usize, at: &Where) -> String {
    entry.link.clone().unwrap_or_else(|| format!("{}#{}", at.url, number + 1))
}

/// A feed that took an entry from another, and says so, is the first hand of its chain.
fn passed_on(document: &mut Document, title: Option<String>, source: Option<&str>) {
    let (Some(title), Some(source)) = (title, source) else { return };
    let known = document.chain.iter().any(|hand| hand.name == source);
    if title == source || known || document.chain.len() > 1 {
        return;
    }
    document.publisher = Some(title.clone());
    document.chain = vec![
        Hand { name: title, role: Role::Aggregator },
        Hand { name: source.to_owned(), role: Role::Origin },
    ];
}

/// The entry as a page.
fn page(feed: &Feed, entry: &Entry, content: &str) -> String {
    let meta = |key: &str, value: Option<&str>| {
        value
            .map(|value| format!("<meta property=\"{key}\" content=\"{}\">\n", escaped(value)))
            .unwrap_or_default()
    };
    let title = entry.title.as_deref().unwrap_or_default();
    let head = [
        meta("og:title", entry.title.as_deref()),
        meta("og:site_name", feed.title().as_deref()),
        meta("article:author", entry.author.as_deref()),
        meta("article:published_time", entry.published.as_deref().or(entry.updated.as_deref())),
    ];
    let language =
        entry.language.as_deref().map(|tag| format!(" lang=\"{}\"", escaped(tag))).unwrap_or_default();
    format!(
        "<!doctype html>\n<html{language}><head><meta charset=\"utf-8\">\n<title>{title}</title>\n{}</head>\n\
         <body><article><h1>{title}</h1>\n{content}\n</article></body></html>\n",
        head.concat(),
        title = escaped(title),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
