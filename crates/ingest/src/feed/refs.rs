//! Character and entity references, in feeds and in the HTML that they carry.
//!
//! Three readings are needed: a feed's text (what a reference means, faults reported), an HTML text for display (kept
//! as written, made safe), and an HTML text for a decision (decoded as leniently as the most forgiving browser).
//! Names come from the HTML 5 table of `quick-xml`. The road not taken: decoding everything once, which would turn an
//! author's escaped `&lt;` into a tag.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};

/// Longest name of a reference: `CounterClockwiseContourIntegral` has 31 letters, entities of a feed get as much.
const LONGEST: usize = 32;

/// How much text the entities of one document may add, in bytes.
const EXPANSION: usize = 1 << 20;

/// What a document's own entities stand for.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    meanings: BTreeMap<String, String>,
    spent: usize,
    /// Whether names may have been declared outside the document.
    pub(crate) outside: bool,
}

impl Entities {
    /// Declares an entity; the first declaration holds, as XML has it.
    pub(crate) fn declare(&mut self, name: &str, meaning: String) {
        self.meanings.entry(name.to_owned()).or_insert(meaning);
    }

    /// What an entity stands for, while the allowance lasts.
    fn expand(&mut self, name: &str) -> Option<&str> {
        let meaning = self.meanings.get(name)?;
        self.spent = self.spent.saturating_add(meaning.len());
        (self.spent <= EXPANSION).then_some(meaning.as_str())
    }
}

/// One reference found behind an `&`.
#[derive(Debug, PartialEq)]
pub(crate) enum Reference<'a> {
    /// `#38;` or `#x26;`: the number, `None` beyond the range.
    Number(Option<u32>),
    /// `amp;`.
    Name(&'a str),
}

/// Splits `amp;rest` behind an `&` into the reference and the rest; `None` if no reference stands there.
pub(crate) fn split(after: &str) -> Option<(Reference<'_>, &str)> {
    let limit = after.char_indices().nth(LONGEST + 1).map_or(after.len(), |(at, _)| at);
    let end = after.get(..limit)?.find(';')?;
    let (word, rest) = (after.get(..end)?, after.get(end + 1..)?);
    match word.strip_prefix('#') {
        Some(number) => Some((Reference::Number(parse(number)?), rest)),
        None if is_name(word) => Some((Reference::Name(word), rest)),
        None => None,
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// The number of `38` or `x26`: `Some(None)` if it is written well but beyond 32 bits.
#[allow(clippy::option_option)]
fn parse(number: &str) -> Option<Option<u32>> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    let well = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    well.then(|| u32::from_str_radix(digits, radix).ok())
}

/// The character of a number; 128 to 159 mean what Windows-1252 has there, as in HTML.
pub(crate) fn character(number: Option<u32>) -> char {
    match number {
        Some(code @ 0x80..=0x9f) => {
            let byte = [u8::try_from(code).unwrap_or(b'?')];
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&byte)
                .0
                .chars()
                .next()
                .unwrap_or('\u{fffd}')
        }
        Some(code) if code != 0 => char::from_u32(code).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

/// A feed's text with its references resolved; `fault` hears of those that mean nothing.
pub(crate) fn resolve<'a>(
    text: &'a str,
    entities: &mut Entities,
    fault: &mut dyn FnMut(super::repair::Fault, &str),
) -> Cow<'a, str> {
    use super::repair::Fault;
    let Some((before, mut after)) = text.split_once('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(before);
    loop {
        after = match split(after) {
            Some((Reference::Number(number), rest)) => {
                if number.and_then(char::from_u32).is_none() {
                    fault(Fault::Reference, after);
                }
                out.push(character(number));
                rest
            }
            Some((Reference::Name(name), rest)) => match meaning(name, entities) {
                Meaning::Known(text) => {
                    out.push_str(&text);
                    rest
                }
                Meaning::Undeclared(text) => {
                    fault(Fault::Reference, name);
                    out.push_str(&text);
                    rest
                }
                Meaning::Spent => {
                    fault(Fault::Entity, name);
                    out.push('&');
                    after
                }
                Meaning::Nothing => {
                    fault(Fault::Reference, name);
                    out.push('&');
                    after
                }
            },
            None => {
                fault(Fault::Reference, after);
                out.push('&');
                after
            }
        };
        match after.split_once('&') {
            Some((before, rest)) => {
                out.push_str(before);
                after = rest;
            }
            None => {
                out.push_str(after);
                return Cow::Owned(out);
            }
        }
    }
}

enum Meaning {
    Known(String),
    /// A name of HTML that XML does not know without a declaration.
    Undeclared(String),
    Spent,
    Nothing,
}

fn meaning(name: &str, entities: &mut Entities) -> Meaning {
    if let Some(text) = resolve_xml_entity(name) {
        return Meaning::Known(text.to_owned());
    }
    if entities.meanings.contains_key(name) {
        return entities.expand(name).map_or(Meaning::Spent, |text| Meaning::Known(text.to_owned()));
    }
    match resolve_html5_entity(name) {
        Some(text) if entities.outside => Meaning::Known(text.to_owned()),
        Some(text) => Meaning::Undeclared(text.to_owned()),
        None => Meaning::Nothing,
    }
}

/// HTML text with references kept and everything else made unable to be markup.
///
/// A reference keeps its spelling, but for `&#X61;`, whose X becomes small; an `&` that begins none is escaped.
pub(crate) fn keep(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        if let Some(after) = from.strip_prefix('<') {
            out.push_str("&lt;");
            rest = after;
            continue;
        }
        let after = from.strip_prefix('&').unwrap_or("");
        rest = match split(after) {
            Some((Reference::Number(_), rest)) => {
                let kept = after.get(..after.len() - rest.len()).unwrap_or(after);
                out.push('&');
                out.push_str(&kept.replacen('X', "x", 1));
                rest
            }
            Some((Reference::Name(name), rest)) if known(name) => {
                out.push('&');
                out.push_str(name);
                out.push(';');
                rest
            }
            _ => {
                out.push_str("&amp;");
                after
            }
        };
    }
    out.push_str(rest);
}

/// Whether a name means something in HTML.
pub(crate) fn known(name: &str) -> bool {
    resolve_html5_entity(name).is_some()
}

/// HTML text decoded as leniently as browsers do: for plain text, and for decisions on safety.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    let Some((before, mut after)) = text.split_once('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(before);
    loop {
        after = match split(after) {
            Some((Reference::Number(number), rest)) => {
                out.push(character(number));
                rest
            }
            Some((Reference::Name(name), rest)) if known(name) => {
                out.push_str(resolve_html5_entity(name).unwrap_or(""));
                rest
            }
            _ => unterminated(after, &mut out),
        };
        match after.split_once('&') {
            Some((before, rest)) => {
                out.push_str(before);
                after = rest;
            }
            None => {
                out.push_str(after);
                return Cow::Owned(out);
            }
        }
    }
}

/// A number without its semicolon, which browsers accept; else the `&` itself.
fn unterminated<'a>(after: &'a str, out: &mut String) -> &'a str {
    let Some(number) = after.strip_prefix('#') else {
        out.push('&');
        return after;
    };
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    match digits.split_at_checked(end) {
        Some((digits, rest)) if !digits.is_empty() => {
            out.push(character(u32::from_str_radix(digits, radix).ok()));
            rest
        }
        _ => {
            out.push('&');
            after
        }
    }
}
