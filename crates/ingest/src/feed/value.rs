//! Texts of a feed: what kind each is, and its value made ready.
//!
//! A title or a summary may be plain text, escaped HTML, inline XHTML or base 64, and formats before Atom do not say
//! which. Here the kind is settled and the value cleaned: what is called `text/html` or XHTML afterwards is safe to
//! show, what is called `text/plain` is words and must be escaped by whoever shows it. The road not taken: one string
//! without its kind, which makes `1 < 2` and `<b>` the same problem for every later reader.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value, json};

use super::html;
use super::tree::{Element, Node};

/// Kinds of text, as media types.
pub(crate) const PLAIN: &str = "text/plain";
pub(crate) const HTML: &str = "text/html";
pub(crate) const XHTML: &str = "application/xhtml+xml";

/// Whether a format says what its texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Candour {
    /// Atom 1.0, JSON Feed: plain unless it says otherwise; a division around XHTML is not the text's.
    Atom10,
    /// Atom before 1.0: plain unless it says otherwise.
    Atom03,
    /// RSS and its kin: one has to look.
    Silent,
}

/// A text with its kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Detail {
    pub(crate) kind: String,
    pub(crate) language: Option<String>,
    pub(crate) base: String,
    pub(crate) value: String,
    pub(crate) source: Option<String>,
}

impl Detail {
    /// As `title_detail` and its like appear in the reading.
    pub(crate) fn json(&self) -> Value {
        let mut map = Map::new();
        map.insert("type".to_owned(), json!(self.kind));
        map.insert("language".to_owned(), json!(self.language));
        map.insert("base".to_owned(), json!(self.base));
        map.insert("value".to_owned(), json!(self.value));
        if let Some(source) = &self.source {
            map.insert("src".to_owned(), json!(source));
        }
        Value::Object(map)
    }
}

/// Reads an element's text; `usual` is its kind where nothing says otherwise.
pub(crate) fn read(element: &Element, usual: &str, candour: Candour) -> Detail {
    let stated = element.attribute("type").map(|kind| kind.trim().to_ascii_lowercase());
    let kind = media_type(stated.as_deref(), usual);
    let (kind, value) = if is_packed(element, &kind, candour) {
        unpacked(element, kind)
    } else if let Some(markup) = inline(element, stated.as_deref(), &kind, candour) {
        (if kind.ends_with("xml") { kind } else { XHTML.to_owned() }, markup)
    } else {
        (kind, element.full_text())
    };
    finish(element, kind, value, candour)
}

/// Settles a plain kind by looking, and cleans what is HTML.
fn finish(element: &Element, mut kind: String, value: String, candour: Candour) -> Detail {
    if kind == PLAIN && candour == Candour::Silent && html::looks_like_html(&value) {
        kind = HTML.to_owned();
    }
    let base = element.setting.base.clone();
    let value = if is_markup(&kind) { html::sanitise(&value, &base) } else { value };
    Detail {
        kind,
        language: element.setting.language.clone(),
        base,
        value: value.trim().to_owned(),
        source: None,
    }
}

/// Whether a kind of text is markup that could be shown as it stands.
pub(crate) fn is_markup(kind: &str) -> bool {
    kind == HTML || kind.ends_with("+xml") || kind.ends_with("/xml")
}

fn media_type(stated: Option<&str>, usual: &str) -> String {
    match stated {
        None | Some("") => usual,
        Some("text" | "plain") => PLAIN,
        Some("html") => HTML,
        Some("xhtml") => XHTML,
        Some(kind) if kind.contains('/') => kind.split(';').next().unwrap_or(kind).trim(),
        Some(_) => usual,
    }
    .to_owned()
}

/// Whether a text is in base 64: Atom 0.3 says so, Atom 1.0 means it for what is neither text nor XML.
fn is_packed(element: &Element, kind: &str, candour: Candour) -> bool {
    if let Some(mode) = element.attribute("mode") {
        return mode.trim().eq_ignore_ascii_case("base64");
    }
    candour != Candour::Silent && !kind.starts_with("text/") && !is_markup(kind)
}

fn unpacked(element: &Element, kind: String) -> (String, String) {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, lenient);
    let text = element.full_text();
    let packed: String = text.split_whitespace().collect();
    let Ok(bytes) = engine.decode(packed) else { return (kind, text) };
    let value = String::from_utf8_lossy(&bytes).into_owned();
    // What was packed is of no kind that we show; if it is HTML, it must be cleaned as such.
    let kind = if !is_markup(&kind) && html::looks_like_html(&value) { HTML.to_owned() } else { kind };
    (kind, value)
}

/// Inline markup as text, without the division that belongs to the format (RFC 4287, 3.1.1.3), or `None` if the element holds only text.
fn inline(element: &Element, stated: Option<&str>, kind: &str, candour: Candour) -> Option<String> {
    let inside: Vec<&Node> = element.children.iter().filter(|node| !is_blank(node)).collect();
    if !inside.iter().any(|node| matches!(node, Node::Element(_))) {
        return None;
    }
    let wrapped = matches!(stated, Some("xhtml" | "html")) || (candour == Candour::Atom10 && kind == XHTML);
    match inside.as_slice() {
        [Node::Element(only)] if wrapped && matches!(only.key.as_str(), "xhtml_div" | "div") => {
            // Escaped markup in the division is markup.
            let escaped = stated == Some("html") && only.elements().next().is_none();
            Some(if escaped { only.full_text() } else { written(&only.children) })
        }
        _ => Some(written(&element.children)),
    }
}

fn written(nodes: &[Node]) -> String {
    let mut out = String::new();
    nodes.iter().for_each(|node| write(node, &mut out));
    out
}

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.trim().is_empty())
}

/// Writes inline markup; nesting is bounded where elements are built, so recursion is.
fn write(node: &Node, out: &mut String) {
    let element = match node {
        Node::Text(text) => return escape(text, out),
        Node::Element(element) => element,
    };
    let name = tag(element);
    out.push('<');
    out.push_str(&name);
    for (key, value) in &element.attributes {
        out.push(' ');
        if matches!(key.prefix.as_str(), "xlink" | "xml") {
            out.push_str(&key.prefix);
            out.push(':');
        }
        out.push_str(&key.local);
        out.push_str("=\"");
        out.push_str(&escaped(value).replace('"', "&quot;"));
        out.push('"');
    }
    out.push('>');
    if super::allow::is_void(&name) {
        return;
    }
    element.children.iter().for_each(|node| write(node, out));
    out.push_str("</");
    out.push_str(&name);
    out.push('>');
}

/// The name as HTML has it: its own vocabularies need no prefix, others keep theirs and will be refused.
fn tag(element: &Element) -> String {
    match element.name.prefix.as_str() {
        "" | "xhtml" | "svg" | "mathml" => element.name.local.clone(),
        prefix => format!("{prefix}:{}", element.name.local),
    }
}

/// Plain text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

/// A text that comes from elsewhere than an element, such as JSON.
pub(crate) fn of(value: &str, kind: &str, base: &str, language: Option<&str>) -> Detail {
    let clean = if is_markup(kind) { html::sanitise(value, base) } else { value.to_owned() };
    Detail {
        kind: kind.to_owned(),
        language: language.map(str::to_owned),
        base: base.to_owned(),
        value: clean.trim().to_owned(),
        source: None,
    }
}
