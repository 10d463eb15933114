//! HTML as a stream of tags and text, in one pass over the bytes and with no tree.
//!
//! It serves three ends: to see how large and deep a page is before a library builds a tree of it, to list a page's
//! visible lines and what its head says, and to read what a tree would choke on. The road not taken: a second tree,
//! which costs more than the extraction of the main text itself.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A start tag: its name, as written, and what stands between the name and `>`.
    Open(&'a str, &'a str),
    /// An end tag's name, as written.
    Close(&'a str),
    /// Text between tags, with its character references.
    Text(&'a str),
    /// The inside of `script`, `style`, `title` and the like, which hold no tags: element, attributes, inside.
    Raw(&'a str, &'a str, &'a str),
}

/// Elements whose inside is no markup.
const RAW: [&str; 9] =
    ["script", "style", "title", "textarea", "template", "iframe", "noembed", "noframes", "xmp"];

/// Calls `each` for every piece of a page in order, until it breaks.
pub(crate) fn scan<'a>(html: &'a str, mut each: impl FnMut(Piece<'a>) -> ControlFlow<()>) {
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = next(rest);
        rest = after;
        if let Some(piece) = piece
            && each(piece).is_break()
        {
            return;
        }
    }
}

fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The first piece of a text that is not empty, and the rest, which is shorter.
fn next(rest: &str) -> (Option<Piece<'_>>, &str) {
    let Some(inside) = rest.strip_prefix('<') else {
        let (text, after) = split(rest, rest.find('<').unwrap_or(rest.len()));
        return (Some(Piece::Text(text)), after);
    };
    if let Some(comment) = inside.strip_prefix("!--") {
        let end = comment.find("-->").map_or(comment.len(), |at| at + 3);
        return (None, split(comment, end).1);
    }
    match inside.as_bytes().first() {
        Some(b'!' | b'?') => (None, split(inside, inside.find('>').map_or(inside.len(), |at| at + 1)).1),
        Some(b'/') => close(inside),
        Some(first) if first.is_ascii_alphabetic() => open(inside),
        _ => (Some(Piece::Text(split(rest, 1).0)), inside),
    }
}

fn name_end(inside: &str) -> usize {
    inside.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(inside.len())
}

fn close(inside: &str) -> (Option<Piece<'_>>, &str) {
    let (tag, after) = split(inside, inside.find('>').map_or(inside.len(), |at| at + 1));
    let name = tag.get(1..).unwrap_or("");
    (Some(Piece::Close(split(name, name_end(name)).0)), after)
}

fn open(inside: &str) -> (Option<Piece<'_>>, &str) {
    let (name, tail) = split(inside, name_end(inside));
    let (attributes, after) = split(tail, tag_end(tail));
    let attributes = attributes.strip_suffix('>').unwrap_or(attributes);
    if !RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
        return (Some(Piece::Open(name, attributes)), after);
    }
    let (raw, after) = split(after, end_of_raw(after, name));
    (Some(Piece::Raw(name, attributes, raw)), after)
}

/// The byte after the `>` that ends a tag, which does not stand in quotes.
fn tag_end(tail: &str) -> usize {
    let mut quote = None;
    let mut value = false;
    for (at, byte) in tail.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if value => quote = Some(byte),
            (None, b'>') => return at + 1,
            (None, _) => value = byte == b'=' || (value && byte.is_ascii_whitespace()),
        }
    }
    tail.len()
}

/// Where the end tag of a raw element begins.
fn end_of_raw(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("</")) {
        let start = from + at;
        let tag = text.as_bytes().get(start + 2..start + 2 + name.len());
        if tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

/// The value of an attribute, with its character references resolved.
pub(crate) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let length =
            rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        let (key, tail) = split(rest, length.max(1));
        let tail = tail.trim_start();
        let (value, after) = match tail.strip_prefix('=') {
            Some(tail) => quoted(tail.trim_start()),
            None => ("", tail),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(unescape(value));
        }
        rest = after;
    }
}

fn quoted(tail: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = tail.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    split(tail, tail.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tail.len()))
}

/// The longest name of a character reference (`CounterClockwiseContourIntegral`), with its marks.
const LONGEST_REFERENCE: usize = 36;

/// Text with its character references resolved; what is no reference stays.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = split(rest, at);
        out.push_str(before);
        let end = reference
            .bytes()
            .take(LONGEST_REFERENCE)
            .position(|byte| byte == b';')
            .filter(|end| *end > 1)
            .map_or(1, |end| end + 1);
        let (token, after) = split(reference, end);
        mail_parser::decoders::html::add_html_token(&mut out, token.as_bytes(), false);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Elements that have no end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose end is implied by what follows, so that missing end tags do not nest.
const IMPLIED: &[&str] =
    &["p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "html", "head", "body", "param"];
/// Formatting elements, which a parser opens again in every block after them until they are closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

fn among(names: &[&str], name: &str) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// Why a page is read without a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// More bytes than `MOST_BYTES`.
    Size,
    /// More tags than `MOST_TAGS`, or as many made of them by formatting that is never closed.
    Tags,
    /// Nested deeper than `MOST_DEPTH`.
    Depth,
    /// A tag with more attributes than `MOST_ATTRIBUTES`.
    Attributes,
}

/// Bytes of HTML of which a tree is built; the largest of 181 news pages has 1.5 million.
pub(crate) const MOST_BYTES: usize = 8 << 20;
/// Tags of which a tree is built.
pub(crate) const MOST_TAGS: usize = 200_000;
/// Nesting of which a tree is built: parsers walk up all of it at many a tag, and libraries recurse into it.
pub(crate) const MOST_DEPTH: usize = 400;
/// Attributes of one tag: parsers compare each with all before it.
pub(crate) const MOST_ATTRIBUTES: usize = 500;

/// The first bound that a page is over, if it is over one.
pub(crate) fn over(html: &str) -> Option<Bound> {
    if html.len() > MOST_BYTES {
        return Some(Bound::Size);
    }
    let mut load = Load::default();
    let mut found = None;
    scan(html, |piece| {
        found = load.add(piece);
        if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// What a page asks of a parser so far.
///
/// The depth is what stands open if an end tag closes one element of its name; the elements that it closes besides
/// make the true depth smaller.
#[derive(Default)]
struct Load {
    tags: usize,
    depth: usize,
    formatting: usize,
    open: BTreeMap<Key, usize>,
}

/// The first letters of an element's name, in small letters.
type Key = [u8; 12];

fn key(name: &str) -> Key {
    let mut key = Key::default();
    key.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    key
}

impl Load {
    fn add(&mut self, piece: Piece) -> Option<Bound> {
        match piece {
            Piece::Open(name, attributes) => {
                self.tags += 1 + self.formatting;
                if attributes.len() > MOST_ATTRIBUTES && attribute_count(attributes) > MOST_ATTRIBUTES {
                    return Some(Bound::Attributes);
                }
                if nests(name) && !attributes.ends_with('/') {
                    *self.open.entry(key(name)).or_default() += 1;
                    self.depth += 1;
                    self.formatting += usize::from(among(FORMATTING, name));
                }
            }
            Piece::Close(name) if nests(name) => {
                if let Some(count) = self.open.get_mut(&key(name)).filter(|count| **count > 0) {
                    *count -= 1;
                    self.depth -= 1;
                    self.formatting -= usize::from(among(FORMATTING, name));
                }
            }
            Piece::Close(_) | Piece::Text(_) | Piece::Raw(..) => {}
        }
        if self.tags > MOST_TAGS {
            Some(Bound::Tags)
        } else {
            (self.depth > MOST_DEPTH).then_some(Bound::Depth)
        }
    }
}

fn nests(name: &str) -> bool {
    !among(VOID, name) && !among(IMPLIED, name)
}

/// About how many attributes a tag has: words outside quotes.
fn attribute_count(attributes: &str) -> usize {
    let (mut count, mut quote, mut between) = (0, None, true);
    for byte in attributes.bytes() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, _) if byte.is_ascii_whitespace() || byte == b'/' => between = true,
            (None, _) if between => {
                count += 1;
                between = false;
            }
            (None, _) => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(html: &str) -> Vec<Piece<'_>> {
        let mut all = Vec::new();
        scan(html, |piece| {
            all.push(piece);
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn tags_text_and_what_holds_no_tags() {
        assert_eq!(
            pieces(
                "<!doctype html><a title=\"x>y\" href=/z>1 < 2</a><!-- <p> --><script>if (a</b>1)</script >"
            ),
            [
                Piece::Open("a", " title=\"x>y\" href=/z"),
                Piece::Text("1 "),
                Piece::Text("<"),
                Piece::Text(" 2"),
                Piece::Close("a"),
                Piece::Raw("script", "", "if (a</b>1)"),
                Piece::Close("script"),
            ]
        );
    }

    #[test]
    fn attributes_and_references() {
        let tag = " data-x='a b' CONTENT = \"A &amp; B &#8212; &nosuch; & c\" checked href=/a?b=1";
        assert_eq!(attribute(tag, "content").as_deref(), Some("A & B — &nosuch; & c"));
        assert_eq!(attribute(tag, "href").as_deref(), Some("/a?b=1"));
        assert_eq!(attribute(tag, "checked").as_deref(), Some(""));
        assert_eq!(attribute(tag, "b"), None);
    }

    #[test]
    fn hostile_pages_are_over_a_bound_and_a_plain_one_is_not() {
        assert_eq!(over(&"<div>".repeat(100_000)), Some(Bound::Depth));
        assert_eq!(over(&"<div></x>".repeat(100_000)), Some(Bound::Depth));
        assert_eq!(over(&"<p>x<li>y".repeat(10_000)), None);
        assert_eq!(over(&"<b id=1><p>".repeat(399)), None);
        assert_eq!(over(&format!("{}{}", "<b id=1>".repeat(399), "<p>".repeat(1000))), Some(Bound::Tags));
        assert_eq!(over(&format!("<p {}>", "a ".repeat(1000))), Some(Bound::Attributes));
        assert_eq!(over(&format!("<p style=\"{}\">", "a ".repeat(1000))), None);
        assert_eq!(over(&"x".repeat(MOST_BYTES + 1)), Some(Bound::Size));
    }
}
