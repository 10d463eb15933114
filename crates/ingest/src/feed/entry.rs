//! Entries as the rest of the program takes them: a few typed fields, each of them safe to use as it is.

use serde_json::Value;

use super::html;
use super::record::Record;
use super::value;

/// One entry of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the feed calls it: unique within the feed, if the publisher keeps the rules.
    pub id: Option<String>,
    /// Where the text itself stands.
    pub link: Option<String>,
    /// Headline, plain text.
    pub title: Option<String>,
    /// Who wrote it, plain text.
    pub author: Option<String>,
    /// When it was published, `YYYY-MM-DDTHH:MM:SSZ`; `None` if nothing is said or it cannot be read.
    pub published: Option<String>,
    /// When it was last changed, likewise.
    pub updated: Option<String>,
    /// Summary, plain text on one line.
    pub summary: Option<String>,
    /// The longest text that the feed gives, as sanitised HTML; the summary's if there is no other.
    pub content: Option<String>,
    /// Language of the text, as the feed states it (BCP 47).
    pub language: Option<String>,
    /// Subjects, in the feed's words.
    pub tags: Vec<String>,
    /// Addresses of attached files.
    pub enclosures: Vec<String>,
    /// Title of the feed that the entry was taken from, if it was.
    pub source: Option<String>,
}

impl Entry {
    pub(crate) fn of(record: &Record) -> Self {
        let text = |key: &str| {
            record.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let author =
            record.get("author_detail").and_then(|person| person.get("name")).and_then(Value::as_str);
        let contents = record.get("content").and_then(Value::as_array).into_iter().flatten();
        let content = contents.max_by_key(|detail| part(detail, "value").len());
        let content = content.filter(|detail| !part(detail, "value").is_empty());
        Self {
            id: text("id"),
            link: text("link"),
            title: record.get("title_detail").and_then(words),
            author: author.map(str::to_owned).or_else(|| text("author")),
            published: stamp(record, "published").or_else(|| stamp(record, "created")),
            updated: stamp(record, "updated"),
            summary: record.get("summary_detail").and_then(words),
            content: content.or_else(|| record.get("summary_detail")).and_then(markup),
            language: language(record),
            tags: texts(record.get("tags"), "term"),
            enclosures: enclosures(record),
            source: record.get("source").and_then(|source| source.get("title_detail")).and_then(words),
        }
    }
}

fn part<'a>(detail: &'a Value, key: &str) -> &'a str {
    detail.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The words of a text, whatever its kind.
fn words(detail: &Value) -> Option<String> {
    let text = part(detail, "value");
    let plain = if value::is_markup(part(detail, "type")) {
        html::plain(text)
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (!plain.is_empty()).then_some(plain)
}

/// References in one text up to which it is cleaned once more: the cleaner's work grows with their square.
const REFERENCES: usize = 20_000;

/// A text as HTML that stands by itself: every element closed, nothing in it that runs.
fn markup(detail: &Value) -> Option<String> {
    let text = part(detail, "value");
    let html =
        if value::is_markup(part(detail, "type")) { html::balanced(text) } else { value::escaped(text) };
    // Safe already; a second, independent cleaner guards against a mistake of the first.
    let twice = html.matches('&').count() <= REFERENCES;
    let html = if twice { ammonia::clean(&html) } else { html };
    (!html.is_empty()).then_some(html)
}

fn stamp(record: &Record, key: &str) -> Option<String> {
    let parts = record.get(&format!("{key}_parsed"))?.as_array()?;
    let number = |at: usize| parts.get(at).and_then(Value::as_i64);
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        number(0)?,
        number(1)?,
        number(2)?,
        number(3)?,
        number(4)?,
        number(5)?
    ))
}

fn language(record: &Record) -> Option<String> {
    let inner = |detail: Option<&Value>| {
        detail.and_then(|detail| detail.get("language")?.as_str().map(str::to_owned))
    };
    let own = record.get("language").and_then(Value::as_str).map(str::to_owned);
    own.or_else(|| inner(record.get("content").and_then(|list| list.get(0))))
        .or_else(|| inner(record.get("title_detail")))
}

fn texts(list: Option<&Value>, key: &str) -> Vec<String> {
    let members = list.and_then(Value::as_array).into_iter().flatten();
    members.filter_map(|member| member.get(key)?.as_str()).map(str::to_owned).collect()
}

fn enclosures(record: &Record) -> Vec<String> {
    let links = record.get("links").and_then(Value::as_array).into_iter().flatten();
    let enclosed = links.filter(|link| link.get("rel").is_some_and(|rel| rel == "enclosure"));
    enclosed
        .filter_map(|link| link.get("href")?.as_str())
        .filter(|href| !href.is_empty())
        .map(str::to_owned)
        .collect()
}
