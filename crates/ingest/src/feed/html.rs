//! HTML out of feeds: made safe, its addresses resolved, otherwise left as its author wrote it.
//!
//! The text is cut into tags, and only tags and attributes on a list are written out again, every value in quotation
//! marks and every `<` of a text escaped; so no parser can find an element in the result that was not put there. A
//! reference keeps its spelling. The road not taken: `ammonia` alone, which is as safe but rewrites references, drops
//! drawings and formulas, and closes what a feed left open, so that a value no longer equals what was published; it
//! has a last word on [`super::Entry::content`], which is for display.

use super::allow::{self, Vocabulary};
use super::css;
use super::lex::{Language, Lexer, Token};
use super::refs;
use super::repair::Repairs;
use super::uri;

/// Makes HTML safe and resolves its addresses against a base, which may be empty.
pub(crate) fn sanitise(html: &str, base: &str) -> String {
    let mut writer = Writer { out: String::with_capacity(html.len()), svg: 0, math: 0, base };
    // Oddities in carried HTML are not the feed's faults.
    let mut unheard = Repairs::default();
    let mut lexer = Lexer::new(html, Language::Html);
    let mut ends = Ends::default();
    while let Some(token) = lexer.next(&mut unheard) {
        match token {
            Token::Text(text) | Token::Literal(text) => writer.text(text),
            Token::Start { name, attributes, closed } => {
                if allow::is_silent(name) && !closed {
                    let rest = ends.skip(lexer.rest(), name);
                    lexer.resume(rest);
                } else if !allow::is_silent(name) {
                    writer.start(name, &attributes, closed);
                }
            }
            Token::End(name) => writer.end(name),
            Token::Comment | Token::DocumentType(_) | Token::Instruction(_) => {}
        }
    }
    writer.out
}

/// Finds where silent elements end, and remembers which never do.
#[derive(Default)]
struct Ends {
    never: Vec<String>,
}

impl Ends {
    /// What follows the end tag of an element; nothing if it has none.
    fn skip<'a>(&mut self, text: &'a str, name: &str) -> &'a str {
        if self.never.iter().any(|never| never.eq_ignore_ascii_case(name)) {
            return "";
        }
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("</") {
            rest = after;
            let Some((word, behind)) = after.split_at_checked(name.len()) else { continue };
            if word.eq_ignore_ascii_case(name) && !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                return behind.split_once('>').map_or("", |(_, rest)| rest);
            }
        }
        self.never.push(name.to_owned());
        ""
    }
}

struct Writer<'b> {
    out: String,
    svg: usize,
    math: usize,
    base: &'b str,
}

impl Writer<'_> {
    fn vocabulary(&self) -> Vocabulary {
        if self.svg > 0 {
            Vocabulary::Svg
        } else if self.math > 0 {
            Vocabulary::MathMl
        } else {
            Vocabulary::Html
        }
    }

    fn text(&mut self, text: &str) {
        // Word processors write `<![if …]>`; it is meant for one browser only.
        let conditional = text.starts_with("<![if") || text.starts_with("<![endif");
        let text = if conditional { text.split_once("]>").map_or(text, |(_, after)| after) } else { text };
        refs::keep(&text.replace("]]>", "]]&gt;"), &mut self.out);
    }

    fn start(&mut self, written: &str, attributes: &[(&str, &str)], closed: bool) {
        match written.to_ascii_lowercase().as_str() {
            "svg" => self.svg += 1,
            "math" => self.math += 1,
            _ => {}
        }
        let vocabulary = self.vocabulary();
        let Some(name) = allow::element(vocabulary, written) else { return };
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in self.attributes(name, vocabulary, attributes) {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            quoted(&value, &mut self.out);
            self.out.push('"');
        }
        if allow::is_void(name) {
            self.out.push_str(" />");
            return;
        }
        self.out.push('>');
        if closed {
            self.end(written);
        }
    }

    /// Attributes that survive, in the order of their names.
    fn attributes(
        &self,
        element: &str,
        vocabulary: Vocabulary,
        attributes: &[(&str, &str)],
    ) -> Vec<(&'static str, String)> {
        let mut kept: Vec<(&'static str, String)> = Vec::new();
        match element {
            "svg" => kept.push(("xmlns", "http://www.w3.org/2000/svg".to_owned())),
            "math" => kept.push(("xmlns", "http://www.w3.org/1998/Math/MathML".to_owned())),
            _ => {}
        }
        for (written, value) in attributes {
            let Some((key, value)) = self.attribute(element, vocabulary, written, value) else { continue };
            if !kept.iter().any(|(known, _)| *known == key) {
                kept.push((key, value));
            }
        }
        if kept.iter().any(|(key, _)| key.starts_with("xlink:")) {
            kept.push(("xmlns:xlink", "http://www.w3.org/1999/xlink".to_owned()));
        }
        kept.sort();
        kept
    }

    fn attribute(
        &self,
        element: &str,
        vocabulary: Vocabulary,
        written: &str,
        value: &str,
    ) -> Option<(&'static str, String)> {
        if written.eq_ignore_ascii_case("style") {
            let style = css::sanitise(&refs::decode(value));
            return (!style.is_empty()).then(|| ("style", style.replace('"', "&quot;")));
        }
        let key = allow::attribute(vocabulary, written)?;
        if !is_address(key) {
            // No browser runs it there; a reader that moves values between attributes might.
            let kept = if uri::runs(&refs::decode(value)) { String::new() } else { value.to_owned() };
            return Some((key, kept));
        }
        let address = refs::decode(value);
        if key == "src" && element == "img" && is_picture(&address) {
            return Some((key, value.trim().to_owned()));
        }
        if !addresses(key, &address).all(uri::is_safe) {
            return Some((key, String::new()));
        }
        let resolved = if is_relative(element, key) {
            uri::resolve(self.base, &address)
        } else {
            address.trim().to_owned()
        };
        // Unchanged, the author's spelling stays.
        let value = if resolved == address { value.to_owned() } else { resolved.replace('&', "&amp;") };
        Some((key, value))
    }

    fn end(&mut self, written: &str) {
        let name = allow::element(self.vocabulary(), written);
        match written.to_ascii_lowercase().as_str() {
            "svg" => self.svg = self.svg.saturating_sub(1),
            "math" => self.math = self.math.saturating_sub(1),
            _ => {}
        }
        if let Some(name) = name.filter(|name| !allow::is_void(name)) {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

/// A value between quotation marks: references stay, what could end the value or look like a tag is escaped.
fn quoted(value: &str, out: &mut String) {
    let mut kept = String::with_capacity(value.len());
    refs::keep(value, &mut kept);
    out.push_str(&kept.replace('>', "&gt;").replace('"', "&quot;"));
}

/// Attributes that hold an address, or several.
fn is_address(key: &str) -> bool {
    matches!(
        key,
        "action"
            | "altimg"
            | "background"
            | "cite"
            | "data"
            | "datasrc"
            | "dynsrc"
            | "href"
            | "icon"
            | "longdesc"
            | "lowsrc"
            | "ping"
            | "poster"
            | "src"
            | "template"
            | "urn"
            | "usemap"
            | "vrml"
            | "xlink:href"
            | "xlink:role"
            | "xlink:arcrole"
            | "xml:base"
            | "content"
            | "fill"
            | "stroke"
            | "marker-end"
            | "marker-mid"
            | "marker-start"
            | "location"
            | "pattern"
            | "replace"
    )
}

/// The addresses in a value: `ping` holds several; a paint may hold one in `url(…)`.
fn addresses<'a>(key: &'a str, value: &'a str) -> impl Iterator<Item = &'a str> {
    let separators: &[char] = if key == "ping" { &[' ', '\t', '\n'] } else { &[] };
    let inner = value.trim().strip_prefix("url(").unwrap_or(value);
    inner.split(move |c| separators.contains(&c))
}

/// Addresses that lead on from the feed and are resolved against its base.
fn is_relative(element: &str, key: &str) -> bool {
    matches!(
        (element, key),
        ("a" | "area", "href")
            | ("audio" | "img" | "input" | "source" | "video", "src")
            | ("blockquote" | "del" | "ins" | "q", "cite")
            | ("form", "action")
            | ("img", "longdesc")
            | ("video", "poster")
    )
}

/// A picture within the address itself, of a kind that cannot run.
fn is_picture(address: &str) -> bool {
    let address = address.trim();
    ["png", "gif", "jpeg", "jpg", "webp"].iter().any(|kind| {
        address
            .strip_prefix("data:image/")
            .and_then(|rest| rest.strip_prefix(kind))
            .is_some_and(|rest| rest.starts_with(';'))
    })
}

/// Whether a text in which nothing says so is HTML after all.
///
/// It must hold an end tag, a reference, or a tag with an attribute; and all its tags and references must be HTML's.
pub(crate) fn looks_like_html(text: &str) -> bool {
    if !text.contains(['<', '&']) {
        return false;
    }
    let mut unheard = Repairs::default();
    let mut lexer = Lexer::new(text, Language::Html);
    let mut sure = false;
    while let Some(token) = lexer.next(&mut unheard) {
        match token {
            Token::Start { name, attributes, .. } => {
                if !allow::is_html(name) {
                    return false;
                }
                sure |= !attributes.is_empty();
            }
            Token::End(name) => {
                if !allow::is_html(name) {
                    return false;
                }
                sure = true;
            }
            Token::Text(words) => match references(words) {
                References::Strange => return false,
                References::Some => sure = true,
                References::None => {}
            },
            _ => {}
        }
    }
    sure
}

enum References {
    None,
    Some,
    Strange,
}

fn references(text: &str) -> References {
    let mut found = References::None;
    for after in text.split('&').skip(1) {
        match refs::split(after) {
            Some((refs::Reference::Name(name), _)) if !refs::known(name) => return References::Strange,
            Some(_) => found = References::Some,
            None => {}
        }
    }
    found
}

/// Deepest nesting of elements in balanced HTML; further in, tags are dropped and their text is kept.
const DEEPEST: usize = 256;

/// Sanitised HTML with every element closed, in the order in which they were opened, and no end without a beginning.
pub(crate) fn balanced(html: &str) -> String {
    let mut unheard = Repairs::default();
    let mut lexer = Lexer::new(html, Language::Html);
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<&str> = Vec::new();
    loop {
        let before = lexer.rest();
        let Some(token) = lexer.next(&mut unheard) else { break };
        let written = before.get(..before.len() - lexer.rest().len()).unwrap_or("");
        match token {
            Token::Start { name, .. } if allow::is_void(name) => out.push_str(written),
            Token::Start { name, .. } => {
                if open.last().is_some_and(|last| is_closed_by(last, name)) {
                    close(&mut open, &mut out);
                }
                if open.len() < DEEPEST {
                    out.push_str(written);
                    open.push(name);
                }
            }
            Token::End(name) => {
                if let Some(place) = open.iter().rposition(|known| *known == name) {
                    while open.len() > place {
                        close(&mut open, &mut out);
                    }
                }
            }
            Token::Text(_) => out.push_str(written),
            _ => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut out);
    }
    out
}

fn close(open: &mut Vec<&str>, out: &mut String) {
    if let Some(name) = open.pop() {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Whether an open element ends where another begins, as authors rely on.
fn is_closed_by(open: &str, next: &str) -> bool {
    let group = |name: &str| match name {
        "p" => 1,
        "li" => 2,
        "dt" | "dd" => 3,
        "td" | "th" => 4,
        "tr" => 5,
        "option" => 6,
        _ => 0,
    };
    group(open) > 0 && group(open) == group(next)
}

/// The words of an HTML text, with the spaces that its blocks make.
pub(crate) fn plain(html: &str) -> String {
    let mut unheard = Repairs::default();
    let mut lexer = Lexer::new(html, Language::Html);
    let mut ends = Ends::default();
    let mut text = String::with_capacity(html.len());
    while let Some(token) = lexer.next(&mut unheard) {
        match token {
            Token::Text(words) | Token::Literal(words) => text.push_str(&refs::decode(words)),
            Token::Start { name, closed, .. } if allow::is_silent(name) && !closed => {
                let rest = ends.skip(lexer.rest(), name);
                lexer.resume(rest);
            }
            Token::Start { name, .. } | Token::End(name) if !is_inline(name) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements that words run through.
fn is_inline(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "a" | "abbr"
            | "acronym"
            | "b"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "var"
    )
}
