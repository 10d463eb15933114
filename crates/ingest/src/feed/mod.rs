//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF and JSON Feed, however ill-formed.
//!
//! [`read`] takes bytes and always gives a [`Feed`]: what could be read, under the field names that `feedparser`
//! documents, and what had to be mended. Nothing that can run survives in a value that is called HTML. Memory is
//! bounded by the bounds below, work is linear in the length of the input.
//!
//! The road not taken: one of the feed crates. Of the 2,040 conditions of feedparser's corpus that do not concern
//! sanitising, `feedparser-rs` 0.7.2 meets 1,480 and `feed-rs` 3.0 meets 1,102; both stop at markup that publishers
//! do write, and neither keeps an author's spelling.

mod aliases;
mod allow;
mod charset;
mod css;
mod dates;
mod entry;
pub mod expect;
mod html;
mod json;
mod lex;
mod media;
mod names;
mod people;
mod place;
mod record;
mod refs;
mod repair;
mod tree;
mod uri;
mod value;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use entry::Entry;
pub use repair::{Fault, Repair};

use record::{Draft, Holder, Record};
use repair::{Repairs, WHOLE};
use tree::{Element, Setting};
use value::Candour;

/// Longest feed that is read, in bytes.
pub const BYTES: usize = 64 << 20;

/// Entries that are kept; further ones are read and counted.
pub const ENTRIES: usize = 100_000;

/// A feed as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    version: String,
    encoding: String,
    namespaces: BTreeMap<String, String>,
    fields: Record,
    entries: Vec<Record>,
    repairs: Vec<Repair>,
}

/// What came with the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery<'a> {
    /// The address that the feed was fetched from; relative addresses lead on from it.
    pub location: Option<&'a str>,
    /// The header `Content-Location`: it goes before the address, unless it could run something.
    pub content_location: Option<&'a str>,
    /// The header `Content-Type`, for its `charset`.
    pub content_type: Option<&'a str>,
    /// The header `Content-Language`: holds where the feed states no language.
    pub content_language: Option<&'a str>,
}

/// Reads a feed; never fails, never panics.
#[must_use]
pub fn read(bytes: &[u8], location: Option<&str>) -> Feed {
    read_delivered(bytes, &Delivery { location, ..Delivery::default() })
}

/// Reads a feed with what the transport said of it.
#[must_use]
pub fn read_delivered(bytes: &[u8], delivery: &Delivery) -> Feed {
    let mut repairs = Repairs::default();
    if bytes.len() > BYTES {
        repairs.add(WHOLE, Fault::TooLong, &format!("{} bytes, at most {BYTES}", bytes.len()));
        return Feed { repairs: repairs.finish(""), ..Feed::default() };
    }
    let decoded = charset::decode(bytes, delivery.content_type, &mut repairs);
    let setting = setting(delivery);
    let mut feed = if decoded.text.trim_start().starts_with('{') {
        of_json(&decoded.text, &setting, &mut repairs)
    } else {
        of_xml(&decoded.text, setting, &mut repairs)
    };
    feed.encoding = decoded.encoding;
    feed.repairs = repairs.finish(&decoded.text);
    feed
}

fn setting(delivery: &Delivery) -> Setting {
    let location = delivery.location.unwrap_or("");
    let content = delivery.content_location.map(|content| uri::resolve_safe(location, content));
    let base = content.filter(|content| !content.is_empty()).unwrap_or_else(|| location.to_owned());
    let language = delivery.content_language.map(|language| language.trim().to_owned());
    Setting { base, language: language.filter(|language| !language.is_empty()) }
}

fn of_json(text: &str, setting: &Setting, repairs: &mut Repairs) -> Feed {
    let read = json::read(text, &setting.base, ENTRIES, repairs);
    if read.version.is_empty() {
        repairs.add(WHOLE, Fault::NoFeed, "");
    }
    too_many(read.dropped, repairs);
    Feed { version: read.version.to_owned(), fields: read.feed, entries: read.entries, ..Feed::default() }
}

fn too_many(dropped: usize, repairs: &mut Repairs) {
    if dropped > 0 {
        let detail = format!("{} found, {ENTRIES} kept", ENTRIES + dropped);
        repairs.add(WHOLE, Fault::TooManyEntries, &detail);
    }
}

fn of_xml(text: &str, setting: Setting, repairs: &mut Repairs) -> Feed {
    let language = setting.language.clone();
    let mut gatherer = Gatherer::default();
    let outcome = tree::read(text, setting, &mut gatherer, repairs);
    too_many(gatherer.dropped, repairs);
    let root = gatherer.root.unwrap_or_default();
    let version = root.version(&outcome.document_type, &outcome.scope.seen);
    if outcome.roots == 0 || (version.is_empty() && gatherer.entries.is_empty()) {
        repairs.add(WHOLE, Fault::NoFeed, "");
    }
    let mut fields = gatherer.feed.map(Draft::finish).unwrap_or_default();
    if let Some(language) = gatherer.language.or(language) {
        fields.entry("language").or_insert(json!(language));
    }
    Feed { version, namespaces: outcome.scope.seen, fields, entries: gatherer.entries, ..Feed::default() }
}

/// The outermost element, as far as it tells the format.
#[derive(Default)]
struct Root {
    key: String,
    version: String,
}

impl Root {
    fn candour(&self) -> Candour {
        match self.key.as_str() {
            "feed" if self.version.starts_with("0.") => Candour::Atom03,
            "feed" => Candour::Atom10,
            _ => Candour::Silent,
        }
    }

    /// The format by its short name, such as `rss20`; empty if it is none.
    fn version(&self, document_type: &str, namespaces: &BTreeMap<String, String>) -> String {
        let vocabulary = namespaces.get("").map_or(String::new(), |namespace| namespace.to_lowercase());
        let netscape = document_type.to_lowercase().contains("netscape");
        match (self.key.as_str(), self.version.as_str()) {
            ("rss", "0.91") if netscape => "rss091n",
            ("rss", "0.90") => "rss090",
            ("rss", "0.91") => "rss091u",
            ("rss", "0.92") => "rss092",
            ("rss", "0.93") => "rss093",
            ("rss", "0.94") => "rss094",
            ("rss", version) if version.starts_with('2') => "rss20",
            ("rss", _) => "rss",
            ("rdf_rdf", _) if vocabulary.contains("/rdf/simple/0.9") => "rss090",
            ("rdf_rdf", _) => "rss10",
            ("feed", "0.1") => "atom01",
            ("feed", "0.2") => "atom02",
            ("feed", "0.3") => "atom03",
            ("feed", _) if vocabulary.ends_with("w3.org/2005/atom") => "atom10",
            ("feed", _) => "atom",
            ("channel", _) => "cdf",
            _ => "",
        }
        .to_owned()
    }
}

/// Turns elements into records as they come.
#[derive(Default)]
struct Gatherer {
    root: Option<Root>,
    feed: Option<Draft>,
    entries: Vec<Record>,
    dropped: usize,
    language: Option<String>,
}

impl Gatherer {
    fn candour(&self) -> Candour {
        self.root.as_ref().map_or(Candour::Silent, Root::candour)
    }

    fn feed(&mut self) -> &mut Draft {
        let candour = self.candour();
        self.feed.get_or_insert_with(|| Draft::new(Holder::Feed, candour))
    }
}

impl tree::Reader for Gatherer {
    fn open(&mut self, outer: &Element) {
        let version = outer.attribute("version").unwrap_or("").trim().to_owned();
        let known = matches!(outer.key.as_str(), "rss" | "rdf_rdf" | "feed" | "channel");
        // The first element that is a format's own tells the format, whatever wraps it.
        if self.root.as_ref().is_none_or(|root| root.key.is_empty()) {
            let key = if known { outer.key.clone() } else { String::new() };
            self.root = Some(Root { key, version });
        }
        if outer.speaks {
            self.language = outer.setting.language.clone();
        }
        if outer.key == "channel" {
            definition(self.feed(), outer);
        }
    }

    fn element(&mut self, element: Element) {
        if !tree::is_entry(&element.key) {
            return self.feed().take(&element);
        }
        if self.entries.len() == ENTRIES {
            self.dropped += 1;
            return;
        }
        let mut draft = Draft::new(Holder::Entry, self.candour());
        if let Some(about) = element.attribute("rdf_about") {
            draft.set("id", json!(about.trim()));
        }
        definition(&mut draft, &element);
        for inner in element.elements() {
            draft.take(inner);
        }
        self.entries.push(draft.finish());
    }
}

/// What CDF writes into attributes: the address and the day of the last change.
fn definition(draft: &mut Draft, element: &Element) {
    if let Some(href) = element.attribute("href") {
        let href = uri::resolve_safe(&element.setting.base, href);
        draft.push("links", json!({"rel": "alternate", "type": value::HTML, "href": href}));
        draft.set("link", json!(href));
    }
    if let Some(day) = element.attribute("lastmod") {
        draft.dated("updated", day.trim());
    }
}

impl Feed {
    /// The format by its short name, such as `rss20` or `atom10`; empty if it is none that is known.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The character encoding that the bytes were read in.
    #[must_use]
    pub fn encoding(&self) -> &str {
        &self.encoding
    }

    /// The feed's own title, plain text.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        Entry::of(&self.fields).title
    }

    /// The page that the feed belongs to.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.fields.get("link").and_then(Value::as_str)
    }

    /// The language that the feed states (BCP 47); an entry may state another.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.fields.get("language").and_then(Value::as_str)
    }

    /// The entries, in the feed's order.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.iter().map(Entry::of).collect()
    }

    /// What was mended, in the order of the source; empty for a well-formed feed.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The whole reading as JSON, with the paths and names of `feedparser`.
    ///
    /// Names of RSS stand beside those of Atom (`description` beside `summary`, `guid` beside `id`); `bozo` says
    /// whether anything was mended, `repairs` what.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entries: Vec<Value> =
            self.entries.iter().map(|entry| Value::Object(aliases::with_aliases(entry.clone()))).collect();
        let mut json = Map::new();
        json.insert("version".to_owned(), json!(self.version));
        json.insert("encoding".to_owned(), json!(self.encoding));
        json.insert("bozo".to_owned(), json!(!self.repairs.is_empty()));
        json.insert("namespaces".to_owned(), json!(self.namespaces));
        json.insert("feed".to_owned(), Value::Object(aliases::with_aliases(self.fields.clone())));
        json.insert("entries".to_owned(), Value::Array(entries));
        json.insert(
            "repairs".to_owned(),
            self.repairs.iter().map(|repair| json!(repair.to_string())).collect(),
        );
        Value::Object(json)
    }
}
