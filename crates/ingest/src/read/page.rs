//! A page as its visible lines and what its head says of it.
//!
//! Every kind of document becomes a [`Page`]: what is deduced about authors, days and hands is deduced from lines, in
//! the same way for a page, a mail, and a text that somebody copied out of a browser.

use std::ops::ControlFlow;

use serde_json::Value;

use super::scan::{Piece, attribute, scan, unescape};

/// One visible line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// It is a heading: 1 for the highest, 0 for none.
    pub(super) heading: u8,
    /// Links to full addresses in it: the words, and the host.
    pub(super) links: Vec<(String, String)>,
}

/// What the head of a page says, as it says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// `<title>`.
    pub(super) title: Option<String>,
    /// The headline without the site's name: `og:title`, JSON-LD.
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) site: Option<String>,
    pub(super) published: Option<String>,
    pub(super) language: Option<String>,
    /// `rel=canonical` and `og:url`.
    pub(super) addresses: Vec<String>,
    /// `<time datetime>` in the page's order.
    pub(super) times: Vec<String>,
}

/// A document as lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) head: Head,
    pub(super) lines: Vec<Line>,
}

impl Page {
    /// A page of plain lines, without a head.
    pub(super) fn of_lines(lines: Vec<String>) -> Self {
        let lines = lines.into_iter().map(|text| Line { text, ..Line::default() }).collect();
        Self { head: Head::default(), lines }
    }
}

/// Elements that stand inside a line; every other tag ends it.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Lines that a page may have; the rest of a longer one is not looked at for by-lines.
const MOST_LINES: usize = 100_000;

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// The lines and the head of a page of HTML.
pub(super) fn page(html: &str) -> Page {
    let mut reader = Reader::default();
    scan(html, |piece| {
        reader.take(piece);
        if reader.page.lines.len() > MOST_LINES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    reader.end_line();
    let mut page = reader.page;
    page.head.authors.dedup();
    page
}

/// The lines of a piece of HTML, without its head.
pub(super) fn lines(html: &str) -> Vec<String> {
    let mut reader = Reader::default();
    scan(html, |piece| {
        reader.take(piece);
        ControlFlow::Continue(())
    });
    reader.end_line();
    reader.page.lines.into_iter().map(|line| line.text).collect()
}

#[derive(Default)]
struct Reader {
    page: Page,
    line: Line,
    /// A space is due before the next word.
    space: bool,
    /// The host of the link that is open, and where its words begin in the line.
    link: Option<(String, usize)>,
}

impl Reader {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Raw(name, _, inside) if is(name, "title") => {
                self.page.head.title.get_or_insert_with(|| collapse(&unescape(inside)));
            }
            Piece::Raw(name, attributes, inside) if is(name, "script") => {
                if attribute(attributes, "type").is_some_and(|kind| is(kind.trim(), "application/ld+json")) {
                    self.page.head.linked_data(inside);
                }
            }
            Piece::Raw(..) => {}
            Piece::Open(name, attributes) => self.open(name, attributes),
            Piece::Close(name) => self.close(name),
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        if INLINE.iter().any(|inline| is(name, inline)) {
            if is(name, "a") {
                self.end_link();
                let host = attribute(attributes, "href").as_deref().and_then(host_of);
                self.link = host.map(|host| (host, self.line.text.len()));
            } else if is(name, "time") {
                self.page.head.times.extend(attribute(attributes, "datetime"));
            }
            return;
        }
        self.end_line();
        if let [b'h' | b'H', level @ b'1'..=b'6'] = name.as_bytes() {
            self.line.heading = level - b'0';
        } else if is(name, "meta") {
            self.page.head.meta(attributes);
        } else if is(name, "link") {
            let canonical = attribute(attributes, "rel").is_some_and(|rel| is(rel.trim(), "canonical"));
            self.page.head.addresses.extend(attribute(attributes, "href").filter(|_| canonical));
        } else if is(name, "html") {
            self.page.head.language = attribute(attributes, "lang");
        }
    }

    fn close(&mut self, name: &str) {
        if is(name, "a") {
            self.end_link();
        } else if !INLINE.iter().any(|inline| is(name, inline)) {
            self.end_line();
        }
    }

    fn text(&mut self, raw: &str) {
        let owned;
        let text = if raw.contains('&') {
            owned = unescape(raw);
            &owned
        } else {
            raw
        };
        self.space |= text.starts_with(char::is_whitespace);
        for word in text.split_ascii_whitespace() {
            if self.space && !self.line.text.is_empty() {
                self.line.text.push(' ');
            }
            self.line.text.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(char::is_whitespace) || (self.space && text.trim().is_empty());
    }

    fn end_link(&mut self) {
        if let Some((host, from)) = self.link.take() {
            let words = self.line.text.get(from..).unwrap_or("").trim().to_owned();
            if !words.is_empty() && words.len() < 200 {
                self.line.links.push((words, host));
            }
        }
    }

    fn end_line(&mut self) {
        self.end_link();
        let line = std::mem::take(&mut self.line);
        self.space = false;
        if line.text.chars().any(char::is_alphanumeric) {
            self.page.lines.push(line);
        }
    }
}

/// Words parted by single spaces.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The host of a full address, without `www.`.
pub(super) fn host_of(address: &str) -> Option<String> {
    let address = address.trim();
    let web = address.get(..4).is_some_and(|start| is(start, "http")) || address.starts_with("//");
    if !web || address.len() > 2000 {
        return None;
    }
    let rest = address.split_once("//")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.rsplit('@').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}

/// How deep JSON-LD is looked into.
const DEEP: usize = 8;

impl Head {
    fn meta(&mut self, attributes: &str) {
        let named = ["property", "name", "itemprop"].iter().find_map(|key| attribute(attributes, key));
        let (Some(name), Some(content)) = (named, attribute(attributes, "content")) else { return };
        let content = collapse(&content);
        if content.is_empty() {
            return;
        }
        match name.trim().to_ascii_lowercase().as_str() {
            "og:title" | "twitter:title" | "dc.title" | "headline" => {
                self.headline.get_or_insert(content);
            }
            "og:site_name" | "application-name" | "dc.publisher" | "citation_publisher" => {
                self.site.get_or_insert(content);
            }
            "author" | "article:author" | "dc.creator" | "byl" | "sailthru.author" | "parsely-author"
            | "citation_author" => self.authors.push(content),
            "article:published_time"
            | "article:published"
            | "datepublished"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "parsely-pub-date"
            | "sailthru.date"
            | "citation_publication_date"
            | "og:pubdate"
            | "og:article:published_time"
            | "publication_date"
            | "originalpublicationdate" => {
                self.published.get_or_insert(content);
            }
            "og:url" => self.addresses.push(content),
            "twitter:data1" if self.authors.is_empty() => self.authors.push(content),
            _ => {}
        }
    }

    /// Takes what a block of JSON-LD says of the article; a block that is no JSON says nothing.
    fn linked_data(&mut self, json: &str) {
        let Ok(value) = serde_json::from_str::<Value>(json.trim()) else { return };
        let mut nodes = Vec::new();
        flatten(&value, DEEP, &mut nodes);
        let article = nodes.iter().find(|node| is_type(node, &["Article", "Posting", "Report", "Review"]));
        if let Some(article) = article {
            self.article(article, &nodes);
        }
        if let Some(site) = nodes.iter().find(|node| is_type(node, &["WebSite"])) {
            self.site = self.site.take().or_else(|| words(site.get("name")));
        }
    }

    fn article(&mut self, article: &Value, nodes: &[&Value]) {
        self.headline = words(article.get("headline")).or_else(|| self.headline.take());
        self.published = words(article.get("datePublished")).or_else(|| self.published.take());
        let authors = names(article.get("author"), nodes);
        if !authors.is_empty() {
            self.authors = authors;
        }
        if let Some(site) = names(article.get("publisher"), nodes).into_iter().next() {
            self.site = self.site.take().or(Some(site));
        }
    }
}

/// All objects of a block that may be the article, its site or what they refer to.
fn flatten<'v>(value: &'v Value, deep: usize, nodes: &mut Vec<&'v Value>) {
    if deep == 0 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|item| flatten(item, deep - 1, nodes)),
        Value::Object(object) => {
            nodes.push(value);
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .filter_map(|key| object.get(*key))
                .for_each(|inner| flatten(inner, deep - 1, nodes));
        }
        _ => {}
    }
}

/// Whether a node's type ends in one of these words: `NewsArticle`, `BlogPosting`.
fn is_type(node: &Value, ends: &[&str]) -> bool {
    let named = |kind: &Value| kind.as_str().is_some_and(|kind| ends.iter().any(|end| kind.ends_with(end)));
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => false,
    }
}

fn words(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::Array(list) => list.first()?.as_str()?,
        value => value.as_str()?,
    };
    Some(collapse(&unescape(text))).filter(|text| !text.is_empty())
}

/// The names of people or organisations, given as text, as objects, or as references to other nodes.
fn names(value: Option<&Value>, nodes: &[&Value]) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(_) => words(Some(value)),
        Value::Object(object) => words(object.get("name")).or_else(|| {
            let id = object.get("@id")?;
            nodes.iter().filter(|node| node.get("@id") == Some(id)).find_map(|node| words(node.get("name")))
        }),
        _ => None,
    };
    match value {
        Some(Value::Array(list)) => list.iter().take(20).filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_blocks_do() {
        let page = page(
            "<h1>A <b>big</b>\n title</h1><div>By <a href='https://www.b.example/x'>B &amp; C</a> 2h</div><p>One<br>two",
        );
        let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["A big title", "By B & C 2h", "One", "two"]);
        assert_eq!(page.lines[0].heading, 1);
        assert_eq!(page.lines[1].links, [("B & C".to_owned(), "b.example".to_owned())]);
    }

    #[test]
    fn what_the_head_says() {
        let page = page(
            r##"<html lang="en-GB"><title>T | S</title><link rel=canonical href="https://o.example/t">
            <meta property="og:site_name" content="S"><script type="application/ld+json">
            {"@graph":[{"@type":"NewsArticle","headline":"T","author":{"@id":"#a"},"datePublished":"2025-01-02T00:00:00Z"},
            {"@id":"#a","name":"Ann"}]}</script>"##,
        );
        assert_eq!(page.head.title.as_deref(), Some("T | S"));
        assert_eq!(page.head.headline.as_deref(), Some("T"));
        assert_eq!(page.head.authors, ["Ann"]);
        assert_eq!(page.head.site.as_deref(), Some("S"));
        assert_eq!(page.head.addresses, ["https://o.example/t"]);
        assert_eq!(page.head.language.as_deref(), Some("en-GB"));
        assert_eq!(page.head.published.as_deref(), Some("2025-01-02T00:00:00Z"));
    }

    #[test]
    fn hosts() {
        assert_eq!(host_of("https://www.Example.org:80/a").as_deref(), Some("example.org"));
        assert_eq!(host_of("/a/b"), None);
        assert_eq!(host_of("page.html"), None);
    }
}
