//! JSON Feed, versions 1 and 1.1.
//!
//! The document is read as a stream: each item by itself with a bound on its size, so that neither a million items nor
//! one huge field are held, and what was whole before a fault is kept. A field of a wrong type counts as absent. The
//! road not taken: a struct per object, which one number in place of a text makes fail.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

use super::people::Person;
use super::record::{Draft, Holder, Record};
use super::repair::{Fault, Repairs, WHOLE};
use super::uri;
use super::value::{self, Candour};

/// Values kept of one item, or of everything that is not an item.
const VALUES: usize = 10_000;

/// A JSON Feed as the reading has it.
pub(crate) struct JsonFeed {
    pub(crate) version: &'static str,
    pub(crate) feed: Record,
    pub(crate) entries: Vec<Record>,
    /// Entries that were read and not kept.
    pub(crate) dropped: usize,
}

/// Reads a JSON Feed; `kept` is how many entries are kept.
pub(crate) fn read(text: &str, location: &str, kept: usize, repairs: &mut Repairs) -> JsonFeed {
    let mut raw = Raw { kept, ..Raw::default() };
    let mut source = serde_json::Deserializer::from_str(text);
    let end = Whole(&mut raw).deserialize(&mut source).and_then(|()| source.end());
    if let Err(error) = end {
        repairs.add(WHOLE, Fault::Json, &error.to_string());
    }
    let fields = Fields(&raw.fields);
    let base = fields.text("feed_url").map_or(location.to_owned(), |url| uri::resolve_safe(location, &url));
    let language = fields.text("language");
    let entries = raw.items.iter().filter_map(Value::as_object);
    JsonFeed {
        version: version(&fields, raw.items.is_empty()),
        feed: feed(&fields, &base),
        entries: entries.map(|item| entry(&Fields(item), &base, language.as_deref())).collect(),
        dropped: raw.dropped,
    }
}

fn version(fields: &Fields, empty: bool) -> &'static str {
    match fields.text("version") {
        Some(version) if version.contains("jsonfeed.org/version/1.1") => "json11",
        Some(version) if version.contains("jsonfeed.org/version/") => "json1",
        _ if empty => "",
        _ => "json1",
    }
}

fn feed(fields: &Fields, base: &str) -> Record {
    let mut draft = Draft::new(Holder::Feed, Candour::Atom10);
    let language = fields.text("language");
    for (key, name) in [("title", "title"), ("subtitle", "description")] {
        plain(&mut draft, key, fields.text(name), base, language.as_deref());
    }
    link(&mut draft, fields.text("home_page_url"), "alternate", base);
    link(&mut draft, fields.text("feed_url"), "self", base);
    link(&mut draft, fields.text("next_url"), "next", base);
    if let Some(url) = fields.text("favicon") {
        draft.set("icon", json!(uri::resolve_safe(base, &url)));
    }
    draft.picture_at(&fields.text("icon").map_or(String::new(), |url| uri::resolve_safe(base, &url)));
    hubs(&mut draft, fields, base);
    if fields.0.get("expired") == Some(&Value::Bool(true)) {
        draft.set("complete", json!(true));
    }
    if let Some(language) = language {
        draft.set("language", json!(language));
    }
    people(&mut draft, fields);
    draft.finish()
}

/// Where news of the feed can be had at once.
fn hubs(draft: &mut Draft, fields: &Fields, base: &str) {
    for hub in fields.list("hubs").iter().filter_map(Value::as_object).map(Fields) {
        if let (Some(kind), Some(url)) = (hub.text("type"), hub.text("url")) {
            draft.push("hubs", json!({"type": kind, "url": uri::resolve_safe(base, &url)}));
        }
    }
}

fn entry(item: &Fields, base: &str, inherited: Option<&str>) -> Record {
    let mut draft = Draft::new(Holder::Entry, Candour::Atom10);
    let own = item.text("language");
    let language = own.as_deref().or(inherited);
    if let Some(id) = item.word("id").or_else(|| item.text("url")) {
        draft.set("id", json!(id));
    }
    plain(&mut draft, "title", item.text("title"), base, language);
    plain(&mut draft, "summary", item.text("summary"), base, language);
    for (name, kind) in [("content_html", value::HTML), ("content_text", value::PLAIN)] {
        if let Some(text) = item.text(name) {
            draft.push("content", value::of(&text, kind, base, language).json());
        }
    }
    link(&mut draft, item.text("url"), "alternate", base);
    link(&mut draft, item.text("external_url"), "related", base);
    let picture = item.text("image").or_else(|| item.text("banner_image"));
    draft.picture_at(&picture.map_or(String::new(), |url| uri::resolve_safe(base, &url)));
    for (key, name) in [("published", "date_published"), ("updated", "date_modified")] {
        if let Some(date) = item.text(name) {
            draft.dated(key, date.trim());
        }
    }
    if let Some(language) = &own {
        draft.set("language", json!(language));
    }
    people(&mut draft, item);
    item.list("tags")
        .iter()
        .filter_map(Value::as_str)
        .for_each(|tag| draft.add_tag(Some(tag.to_owned()), None, None));
    attachments(&mut draft, item, base);
    draft.finish()
}

fn attachments(draft: &mut Draft, item: &Fields, base: &str) {
    for file in item.list("attachments").iter().filter_map(Value::as_object).map(Fields) {
        let href = uri::resolve_safe(base, &file.text("url").unwrap_or_default());
        let mut link = json!({"rel": "enclosure", "href": href});
        for (key, name) in [("type", "mime_type"), ("length", "size_in_bytes"), ("title", "title")] {
            if let (Some(text), Some(link)) = (file.word(name), link.as_object_mut()) {
                link.insert(key.to_owned(), json!(text));
            }
        }
        draft.push("links", link);
    }
}

fn plain(draft: &mut Draft, key: &str, text: Option<String>, base: &str, language: Option<&str>) {
    if let Some(text) = text {
        let detail = value::of(&text, value::PLAIN, base, language);
        draft.set(key, json!(detail.value));
        draft.set(&format!("{key}_detail"), detail.json());
    }
}

fn link(draft: &mut Draft, url: Option<String>, relation: &str, base: &str) {
    let Some(href) = url.map(|url| uri::resolve_safe(base, &url)).filter(|href| !href.is_empty()) else {
        return;
    };
    draft.push("links", json!({"rel": relation, "href": href}));
    if relation == "alternate" {
        draft.set("link", json!(href));
    }
}

/// `authors` of version 1.1, else `author` of version 1.
fn people(draft: &mut Draft, fields: &Fields) {
    let many = fields.list("authors").iter();
    let one = fields.0.get("author").filter(|_| fields.list("authors").is_empty());
    for author in many.chain(one).filter_map(Value::as_object).map(Fields) {
        let url = author.text("url");
        let email = url
            .as_deref()
            .and_then(|url| url.strip_prefix("mailto:"))
            .map(|mail| mail.split('?').next().unwrap_or(mail));
        let person = Person {
            name: author.text("name"),
            email: email.map(str::to_owned),
            href: url.as_deref().filter(|_| email.is_none()).map(|url| uri::resolve_safe("", url)),
            image: author.text("avatar").map(|url| uri::resolve_safe("", &url)),
        };
        draft.people("author", "authors", &person, None);
    }
}

/// An object whose fields may be of any type.
struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    /// A text that says something, without white space around it.
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A text; a number counts as its figures.
    fn word(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::Number(number) => Some(number.to_string()),
            _ => self.text(name),
        }
    }

    fn list(&self, name: &str) -> &[Value] {
        self.0.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// What has been read so far.
#[derive(Default)]
struct Raw {
    fields: Map<String, Value>,
    items: Vec<Value>,
    kept: usize,
    dropped: usize,
}

/// Reads the outermost object.
struct Whole<'a>(&'a mut Raw);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let budget = Cell::new(VALUES);
        while let Some(key) = map.next_key::<String>()? {
            if key == "items" {
                map.next_value_seed(Items(self.0))?;
            } else if let Some(value) = map.next_value_seed(Bounded(&budget))? {
                self.0.fields.insert(key, value);
            }
        }
        Ok(())
    }
}

/// Reads the list of items.
struct Items<'a>(&'a mut Raw);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while self.0.items.len() < self.0.kept {
            let budget = Cell::new(VALUES);
            match list.next_element_seed(Bounded(&budget))? {
                Some(item) => self.0.items.extend(item),
                None => return Ok(()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.dropped += 1;
        }
        Ok(())
    }
}

/// Reads any value, as far as the budget goes; `None` beyond. The parser itself bounds the nesting.
struct Bounded<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => {
                self.0.set(left);
                source.deserialize_any(self)
            }
            None => source.deserialize_ignored_any(IgnoredAny).map(|_| None),
        }
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(json!(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(json!(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(json!(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(json!(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(json!(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Some(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Bounded(self.0))? {
            values.extend(value);
        }
        Ok(Some(Value::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(value) = map.next_value_seed(Bounded(self.0))? {
                fields.insert(key, value);
            }
        }
        Ok(Some(Value::Object(fields)))
    }
}
