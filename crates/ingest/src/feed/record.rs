//! A feed's or an entry's fields, filled element by element.
//!
//! Ten formats name the same things differently; here each element finds the field that it means. The fields are named
//! as `feedparser` documents them, because twenty years of feeds and of programs that read them agree on those names.
//! What no rule knows is kept under its own name. The road not taken: one struct per format and a conversion between
//! them, which loses whatever a format borrowed from another.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::aliases::with_aliases;
use super::dates::Moment;
use super::media;
use super::people::{self, Part, Person};
use super::place;
use super::tree::Element;
use super::uri;
use super::value::{self, Candour, Detail};

/// Fields by name.
pub(crate) type Record = Map<String, Value>;

/// What the fields belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The feed as a whole.
    Feed,
    /// One entry.
    Entry,
    /// The feed that an entry was taken from.
    Source,
    /// A picture of the feed.
    Image,
}

/// Tags kept of one entry.
const TAGS: usize = 1000;

/// People kept of one entry and part.
const PEOPLE: usize = 1000;

/// Fields while they are being filled.
pub(crate) struct Draft {
    pub(crate) record: Record,
    holder: Holder,
    candour: Candour,
    /// A title that a media module lent, until the entry's own comes.
    lent_title: bool,
    permalink: Option<bool>,
    tags: BTreeSet<(Option<String>, Option<String>, Option<String>)>,
    latitude: Option<String>,
    longitude: Option<String>,
}

impl Draft {
    /// Nothing filled yet.
    pub(crate) fn new(holder: Holder, candour: Candour) -> Self {
        Self {
            record: Record::new(),
            holder,
            candour,
            lent_title: false,
            permalink: None,
            tags: BTreeSet::new(),
            latitude: None,
            longitude: None,
        }
    }

    /// Fills the fields that an element means.
    pub(crate) fn take(&mut self, element: &Element) {
        if let Some(part) = people::part_of(&element.key) {
            return self.person(part, element);
        }
        if let Some(place) = place::read(element) {
            return self.set("where", place);
        }
        let known = self.text(element)
            || self.date(element)
            || self.link(element)
            || self.tag(element)
            || self.nested(element)
            || self.podcast(element)
            || media::take(self, element);
        if !known {
            self.other(element);
        }
    }

    /// The fields, with what follows from several of them.
    pub(crate) fn finish(mut self) -> Record {
        if let Some(permalink) = self.permalink {
            let is_link = permalink && !self.record.contains_key("link");
            if let Some(id) = self.record.get("id").filter(|_| is_link).cloned() {
                self.set("link", id);
            }
            self.set("guidislink", json!(is_link));
        }
        let point = match (&self.latitude, &self.longitude) {
            (Some(latitude), Some(longitude)) => place::point(latitude, longitude),
            _ => None,
        };
        if let Some(point) = point {
            self.set("where", point);
        }
        if self.holder == Holder::Entry && !self.record.contains_key("summary") {
            self.summary_of_content();
        }
        self.record
    }

    /// A text written only as content serves as the summary too.
    fn summary_of_content(&mut self) {
        let first = self.record.get("content").and_then(|list| list.get(0)).cloned();
        let Some(detail) = first.filter(|detail| {
            let kind = detail.get("type").and_then(Value::as_str).unwrap_or("");
            kind == value::PLAIN || value::is_markup(kind)
        }) else {
            return;
        };
        self.set("summary", detail.get("value").cloned().unwrap_or(Value::Null));
        self.set("summary_detail", detail);
    }

    /// Sets a field; what was there before gives way.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.record.insert(key.to_owned(), value);
    }

    /// Adds to a field that is a list.
    pub(crate) fn push(&mut self, key: &str, value: Value) {
        if let Value::Array(list) = self.record.entry(key).or_insert_with(|| json!([])) {
            list.push(value);
        }
    }

    fn has(&self, key: &str) -> bool {
        self.record.contains_key(key)
    }

    fn detailed(&mut self, key: &str, detail: &Detail) {
        self.set(key, json!(detail.value));
        self.set(&format!("{key}_detail"), detail.json());
    }

    fn read(&self, element: &Element, usual: &str) -> Detail {
        value::read(element, usual, self.candour)
    }

    /// Titles, summaries, contents, rights.
    fn text(&mut self, element: &Element) -> bool {
        let whole = matches!(self.holder, Holder::Feed | Holder::Source);
        match element.key.as_str() {
            "title" | "dc_title" => {
                self.lent_title = false;
                self.detailed("title", &self.read(element, value::PLAIN));
            }
            "media_title" | "itunes_title" => {
                if !self.has("title") || self.lent_title {
                    self.lent_title = true;
                    self.detailed("title", &self.read(element, value::PLAIN));
                }
            }
            "description" | "dc_description" | "abstract" if self.holder == Holder::Image => {
                self.set("description", json!(self.read(element, value::HTML).value));
            }
            "description" | "dc_description" | "abstract" if whole => {
                self.detailed("subtitle", &self.read(element, value::HTML));
            }
            "tagline" | "subtitle" | "itunes_subtitle" => {
                self.detailed("subtitle", &self.read(element, value::PLAIN));
            }
            "description" | "dc_description" | "abstract" => self.summary(element, value::HTML),
            "summary" | "itunes_summary" => self.summary(element, value::PLAIN),
            "media_description" => {
                if !self.has("summary") {
                    self.detailed("summary", &self.read(element, value::PLAIN));
                }
            }
            "rights" | "copyright" | "dc_rights" => {
                self.detailed("rights", &self.read(element, value::PLAIN))
            }
            "info" | "feedburner_browserfriendly" => self.detailed("info", &self.read(element, value::PLAIN)),
            "content" => self.content(element, value::PLAIN),
            "content_encoded" | "fullitem" => self.content(element, value::HTML),
            "body" | "xhtml_body" | "prodlink" => self.content(element, value::XHTML),
            _ => return false,
        }
        true
    }

    /// The first of two summaries is the summary, the second, being usually longer, the content.
    fn summary(&mut self, element: &Element, usual: &str) {
        let detail = self.read(element, usual);
        if !self.has("summary") || self.has("content") {
            if element.key != "itunes_summary" || !self.has("summary") {
                self.detailed("summary", &detail);
            }
        } else {
            self.push("content", detail.json());
        }
    }

    fn content(&mut self, element: &Element, usual: &str) {
        let mut detail = self.read(element, usual);
        detail.source = element.attribute("src").map(|src| uri::resolve_safe(&detail.base, src));
        self.push("content", detail.json());
    }

    fn date(&mut self, element: &Element) -> bool {
        let key = match element.key.as_str() {
            "published" | "pubdate" | "issued" | "dcterms_issued" => "published",
            "updated" | "modified" | "lastbuilddate" | "dc_date" | "dcterms_modified" | "lastmod" => {
                "updated"
            }
            "created" | "dcterms_created" => "created",
            "expirationdate" => "expired",
            "dcterms_valid" => {
                self.validity(&element.text());
                return true;
            }
            _ => return false,
        };
        self.dated(key, element.full_text().trim());
        true
    }

    /// A date as written, and what it means if it can be read.
    pub(crate) fn dated(&mut self, key: &str, text: &str) {
        self.set(key, json!(text));
        self.set(&format!("{key}_parsed"), json!(Moment::read(text).map(Moment::parts)));
    }

    /// `start=…;end=…;scheme=W3C-DTF`.
    fn validity(&mut self, text: &str) {
        for part in text.split(';') {
            match part.split_once('=') {
                Some((key, text)) if key.trim() == "start" => self.dated("validity_start", text.trim()),
                Some((key, text)) if key.trim() == "end" => self.dated("validity_end", text.trim()),
                _ => {}
            }
        }
    }

    fn person(&mut self, part: Part, element: &Element) {
        let (person, line) = Person::read(element);
        match part {
            Part::Author => self.people("author", "authors", &person, line),
            Part::Publisher => self.people("publisher", "", &person, line),
            Part::Contributor => self.people("", "contributors", &person, None),
        }
    }

    /// Fills the fields of a person: the line, the parts, the list; an empty name fills none.
    pub(crate) fn people(&mut self, one: &str, many: &str, person: &Person, line: Option<String>) {
        let line = line.or_else(|| person.line());
        if !one.is_empty() && line.as_ref().is_some_and(|line| !line.is_empty()) {
            self.set(one, json!(line));
        }
        if *person == Person::default() {
            return;
        }
        if !one.is_empty() {
            self.set(&format!("{one}_detail"), person.json());
        }
        let room = self.record.get(many).and_then(Value::as_array).is_none_or(|list| list.len() < PEOPLE);
        if !many.is_empty() && room {
            self.push(many, person.json());
        }
    }

    fn link(&mut self, element: &Element) -> bool {
        match element.key.as_str() {
            "link" => self.proper_link(element),
            "enclosure" => self.enclosure(element),
            "guid" => {
                let permalink =
                    element.attribute("ispermalink").is_none_or(|is| is.trim().eq_ignore_ascii_case("true"));
                self.permalink = Some(permalink);
                self.id(element, permalink);
            }
            "id" => self.id(element, true),
            "comments" | "docs" | "wfw_comment" | "wfw_commentrss" | "icon" | "logo" | "newlocation" => {
                self.set(&element.key, json!(address(element)));
            }
            "cc_license" | "creativecommons_license" => self.license(element),
            "admin_errorreportsto" => self.set("errorreportsto", json!(resource(element))),
            "admin_generatoragent" => {
                let address = resource(element);
                self.set("generator", json!(address));
                self.set("generator_detail", json!({"href": address, "url": address}));
            }
            _ => return false,
        }
        true
    }

    fn id(&mut self, element: &Element, is_address: bool) {
        let text = element.full_text().trim().to_owned();
        // Words are an id as well; only what looks like a path leads on from the base.
        let path = text.contains('/') && !text.contains(char::is_whitespace);
        let id = if is_address && path { uri::resolve(&element.setting.base, &text) } else { text };
        self.set("id", json!(id));
    }

    fn proper_link(&mut self, element: &Element) {
        let href = match element.attribute("href") {
            Some(href) => uri::resolve_safe(&element.setting.base, href),
            None => address(element),
        };
        if href.is_empty() && element.attribute("href").is_none() {
            return;
        }
        let mut link = attributes(element);
        let rel = link
            .get("rel")
            .and_then(Value::as_str)
            .filter(|rel| !rel.is_empty())
            .unwrap_or("alternate")
            .to_owned();
        let usual = if rel == "self" { "application/atom+xml" } else { value::HTML };
        link.insert("rel".to_owned(), json!(rel));
        link.insert("href".to_owned(), json!(href));
        let kind = link.entry("type").or_insert_with(|| json!(usual)).as_str().unwrap_or("").to_owned();
        self.push("links", Value::Object(link));
        if rel == "alternate" && (kind == value::HTML || kind == value::XHTML) {
            self.set("link", json!(href));
        }
    }

    fn enclosure(&mut self, element: &Element) {
        let mut link = attributes(element);
        if let Some(url) = link.remove("url") {
            link.entry("href").or_insert(url);
        }
        link.insert("rel".to_owned(), json!("enclosure"));
        self.push("links", Value::Object(link));
    }

    fn license(&mut self, element: &Element) {
        let resource = resource(element);
        let href = if resource.is_empty() { address(element) } else { resource };
        self.push("links", json!({"rel": "license", "href": href}));
    }

    fn tag(&mut self, element: &Element) -> bool {
        let text = || element.text();
        let owned = |key: &str| {
            element.attribute(key).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        match element.key.as_str() {
            "category" => {
                let term = owned("term").or_else(|| Some(text()).filter(|text| !text.is_empty()));
                self.add_tag(term, owned("scheme").or_else(|| owned("domain")), owned("label"));
            }
            "media_category" => {
                let usual = "http://search.yahoo.com/mrss/category_schema".to_owned();
                self.add_tag(Some(text()), owned("scheme").or(Some(usual)), owned("label"));
            }
            "dc_subject" => self.add_tag(Some(text()), None, None),
            "keywords" | "tags" => self.words(&text(), None),
            "itunes_keywords" => self.words(&text(), Some(ITUNES)),
            "itunes_category" => self.podcast_category(element),
            _ => return false,
        }
        true
    }

    fn words(&mut self, list: &str, scheme: Option<&str>) {
        for word in list.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            self.add_tag(Some(word.to_owned()), scheme.map(str::to_owned), None);
        }
    }

    /// Categories stand in categories; nesting is bounded where elements are built, so recursion is.
    fn podcast_category(&mut self, element: &Element) {
        let term = element.attribute("text").map(|text| text.trim().to_owned());
        self.add_tag(term.or_else(|| Some(element.text())), Some(ITUNES.to_owned()), None);
        element
            .elements()
            .filter(|inner| inner.key == element.key)
            .for_each(|inner| self.podcast_category(inner));
    }

    /// Adds a tag that is not there yet.
    pub(crate) fn add_tag(&mut self, term: Option<String>, scheme: Option<String>, label: Option<String>) {
        let term = term.filter(|term| !term.is_empty());
        if (term.is_none() && label.is_none() && scheme.is_none()) || self.tags.len() == TAGS {
            return;
        }
        let tag = (term, scheme, label);
        if !self.tags.contains(&tag) {
            self.push("tags", json!({"term": tag.0, "scheme": tag.1, "label": tag.2}));
            self.tags.insert(tag);
        }
    }

    /// Fields that hold fields.
    fn nested(&mut self, element: &Element) -> bool {
        match element.key.as_str() {
            "image" => self.image(element),
            "textinput" => self.text_input(element),
            "source" => self.source(element),
            "cloud" => self.set("cloud", Value::Object(attributes(element))),
            "generator" => self.generator(element),
            "language" | "dc_language" => self.set("language", json!(element.text())),
            "items" | "rdf_seq" => {}
            _ => return false,
        }
        true
    }

    fn image(&mut self, element: &Element) {
        let mut draft = Self::new(Holder::Image, self.candour);
        for inner in element.elements() {
            match inner.key.as_str() {
                "url" => draft.href(&address(inner)),
                "width" | "height" => {
                    let size = inner.text().parse::<i64>().unwrap_or(0);
                    draft.set(&inner.key, json!(size));
                }
                _ => draft.take(inner),
            }
        }
        let filled = draft.finish();
        self.picture(filled);
    }

    /// Sets an address under both of its names.
    pub(crate) fn href(&mut self, address: &str) {
        self.set("href", json!(address));
        self.set("url", json!(address));
    }

    /// Adds to the fields of the picture; what was there and is not replaced stays.
    fn picture(&mut self, filled: Record) {
        let image = self.record.entry("image").or_insert_with(|| json!({}));
        if let Value::Object(image) = image {
            image.extend(filled);
        }
    }

    /// Sets the picture's address, unless it is empty.
    pub(crate) fn picture_at(&mut self, address: &str) {
        if !address.is_empty() {
            let mut draft = Self::new(Holder::Image, self.candour);
            draft.href(address);
            self.picture(draft.record);
        }
    }

    fn text_input(&mut self, element: &Element) {
        let mut input = Record::new();
        for inner in element.elements() {
            let text = if inner.key == "link" { address(inner) } else { inner.text() };
            input.insert(inner.key.clone(), json!(text));
        }
        self.set("textinput", Value::Object(input));
    }

    fn source(&mut self, element: &Element) {
        let mut draft = Self::new(Holder::Source, self.candour);
        element.elements().for_each(|inner| draft.take(inner));
        if let Some(url) = element.attribute("url").or_else(|| element.attribute("href")) {
            draft.href(&uri::resolve_safe(&element.setting.base, url));
        }
        if element.elements().next().is_none() {
            draft.detailed("title", &value::read(element, value::PLAIN, self.candour));
        }
        self.set("source", Value::Object(with_aliases(draft.finish())));
    }

    fn generator(&mut self, element: &Element) {
        let name = element.text();
        let mut detail = Record::new();
        let href = ["uri", "url", "href"].iter().find_map(|key| element.attribute(key));
        if let Some(href) = href.map(|href| uri::resolve_safe(&element.setting.base, href)) {
            detail.insert("href".to_owned(), json!(href));
            detail.insert("url".to_owned(), json!(href));
        }
        if let Some(version) = element.attribute("version") {
            detail.insert("version".to_owned(), json!(version));
        }
        detail.insert("name".to_owned(), json!(name));
        self.set("generator", json!(name));
        self.set("generator_detail", Value::Object(detail));
    }

    /// What podcasts add.
    fn podcast(&mut self, element: &Element) -> bool {
        match element.key.as_str() {
            "itunes_image" => {
                let href = element.attribute("href").or_else(|| element.attribute("url"));
                let text = element.text();
                self.picture_at(&uri::resolve_safe(&element.setting.base, href.unwrap_or(&text)));
            }
            "itunes_link" if element.attribute("rel").is_some_and(|rel| rel.trim() == "image") => {
                let href = element.attribute("href").unwrap_or("");
                self.picture_at(&uri::resolve_safe(&element.setting.base, href));
            }
            // Both mean what they say to the letter: `YES` blocks nothing (the directory's own rule).
            "itunes_block" => {
                let block = matches!(element.full_text().as_str(), "yes" | "Yes");
                self.set("itunes_block", json!(i64::from(block)));
            }
            "itunes_explicit" => {
                let explicit = match element.full_text().as_str() {
                    "yes" | "true" => Some(true),
                    "clean" | "no" | "false" => Some(false),
                    _ => None,
                };
                self.set("itunes_explicit", json!(explicit));
            }
            "geo_lat" => self.latitude = Some(element.text()),
            "geo_long" => self.longitude = Some(element.text()),
            "geo_point" => element.elements().for_each(|inner| self.take(inner)),
            "psc_chapters" => {
                if !self.has("psc_chapters") {
                    self.set("psc_chapters", media::chapters(element));
                }
            }
            _ => return false,
        }
        true
    }

    /// What no rule knows: its text, or its attributes where it has some.
    fn other(&mut self, element: &Element) {
        let text = element.full_text().trim().to_owned();
        if element.attributes.is_empty() {
            return self.set(&element.key, json!(text));
        }
        let mut fields = attributes(element);
        if !text.is_empty() {
            fields.entry("content").or_insert_with(|| json!(text));
        }
        self.set(&element.key, Value::Object(fields));
    }
}

/// The scheme of podcast categories.
const ITUNES: &str = "http://www.itunes.com/";

/// The address that an element's text is.
pub(crate) fn address(element: &Element) -> String {
    uri::resolve_safe(&element.setting.base, &element.text())
}

fn resource(element: &Element) -> String {
    let resource = element.attribute("rdf_resource").or_else(|| element.attribute("resource")).unwrap_or("");
    uri::resolve_safe(&element.setting.base, resource)
}

/// An element's attributes as fields; addresses are resolved, and empty where they could run something.
pub(crate) fn attributes(element: &Element) -> Record {
    let mut fields = Record::new();
    for (name, value) in &element.attributes {
        let key = match name.prefix.as_str() {
            "" => name.local.to_lowercase(),
            prefix => format!("{prefix}:{}", name.local.to_lowercase()),
        };
        let is_address = matches!(name.local.to_lowercase().as_str(), "href" | "url" | "src" | "resource");
        let value = if is_address {
            uri::resolve_safe(&element.setting.base, value)
        } else {
            value.trim().to_owned()
        };
        fields.insert(key, json!(value));
    }
    fields
}
