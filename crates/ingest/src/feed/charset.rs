//! From bytes to text: which character encoding a feed is in, and what to do if it lies.
//!
//! In order: byte order mark, the transport's word, the XML declaration, UTF-8 if the bytes are valid in it, a guess
//! from the letters (`chardetng`). A declaration that does not fit the bytes gives way to UTF-8 if that fits. The road
//! not taken: trusting the transport above all, as RFC 3023 had it, which made `text/xml` mean ASCII.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::repair::{Fault, Repairs, WHOLE};

/// A feed as text.
pub(crate) struct Decoded {
    /// Line ends are line feeds; no character that XML forbids.
    pub(crate) text: String,
    /// The encoding's name, as declared where it was declared.
    pub(crate) encoding: String,
}

/// Bytes at the beginning that may hold the XML declaration.
const HEAD: usize = 1024;

/// Bytes that a guess is made from.
const SAMPLE: usize = 1 << 18;

/// Decodes a feed; `content_type` is the transport's header.
pub(crate) fn decode(bytes: &[u8], content_type: Option<&str>, repairs: &mut Repairs) -> Decoded {
    let (text, encoding) = marked(bytes)
        .or_else(|| declared(bytes, content_type, repairs))
        .unwrap_or_else(|| undeclared(bytes, repairs));
    Decoded { text: clean(text, repairs), encoding }
}

/// By byte order mark, or by the two or four bytes that `<` takes without one.
fn marked(bytes: &[u8]) -> Option<(String, String)> {
    let wide = |order: fn([u8; 4]) -> u32, name: &str| Some((utf_32(bytes, order), name.to_owned()));
    match bytes {
        [0x00, 0x00, 0xfe, 0xff, ..] | [0x00, 0x00, 0x00, b'<', ..] => wide(u32::from_be_bytes, "utf-32be"),
        [0xff, 0xfe, 0x00, 0x00, ..] | [b'<', 0x00, 0x00, 0x00, ..] => wide(u32::from_le_bytes, "utf-32le"),
        [0xef, 0xbb, 0xbf, ..] => Some((UTF_8.decode(bytes).0.into_owned(), "utf-8".to_owned())),
        [0xff, 0xfe, ..] | [b'<', 0x00, ..] => {
            Some((UTF_16LE.decode(bytes).0.into_owned(), "utf-16le".to_owned()))
        }
        [0xfe, 0xff, ..] | [0x00, b'<', ..] => {
            Some((UTF_16BE.decode(bytes).0.into_owned(), "utf-16be".to_owned()))
        }
        _ => None,
    }
}

fn utf_32(bytes: &[u8], order: fn([u8; 4]) -> u32) -> String {
    let words = bytes.chunks_exact(4).filter_map(|chunk| chunk.try_into().ok().map(order));
    words.map(|word| char::from_u32(word).unwrap_or('\u{fffd}')).filter(|c| *c != '\u{feff}').collect()
}

fn declared(bytes: &[u8], content_type: Option<&str>, repairs: &mut Repairs) -> Option<(String, String)> {
    let label = content_type.and_then(charset).or_else(|| xml_encoding(bytes))?;
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        repairs.add(WHOLE, Fault::EncodingWrong, &label);
        return None;
    };
    // A declaration that could be read as ASCII cannot be in UTF-16: those bytes are UTF-8 or nothing.
    let encoding = if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding };
    let (text, _, bad) = encoding.decode(bytes);
    if !bad {
        return Some((text.into_owned(), label.to_lowercase()));
    }
    repairs.add(WHOLE, Fault::EncodingWrong, &label);
    if encoding != UTF_8 && std::str::from_utf8(bytes).is_err() {
        return Some((text.into_owned(), label.to_lowercase()));
    }
    None
}

/// The `charset` of a `Content-Type`.
fn charset(content_type: &str) -> Option<String> {
    let (_, label) = content_type
        .split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("charset"))?;
    let label = label.trim().trim_matches(['"', '\'']);
    (!label.is_empty()).then(|| label.to_owned())
}

/// The `encoding` of an XML declaration, wherever in the head it stands.
fn xml_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD.min(bytes.len()))?);
    let (_, inside) = head.split_once("<?xml ")?;
    let (inside, _) = inside.split_once("?>")?;
    let (_, value) = inside.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.strip_prefix(quote)?.split_once(quote).map(|(label, _)| label.trim().to_owned())
}

fn undeclared(bytes: &[u8], repairs: &mut Repairs) -> (String, String) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "utf-8".to_owned());
    }
    let encoding = guess(bytes);
    let name = narrow_name(encoding, bytes);
    repairs.add(WHOLE, Fault::EncodingGuessed, name);
    (encoding.decode(bytes).0.into_owned(), name.to_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..SAMPLE.min(bytes.len())).unwrap_or(bytes), true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// The narrowest usual name for what the bytes hold.
///
/// The web's encodings are supersets (WHATWG Encoding Standard): what it calls GBK is called GB2312 as long as no byte
/// goes beyond that, and so for KOI8-U and KOI8-R, windows-874 and TIS-620.
fn narrow_name(encoding: &'static Encoding, bytes: &[u8]) -> &'static str {
    let high = || bytes.iter().copied().filter(|byte| *byte >= 0x80);
    match encoding.name() {
        "GBK" if high().all(|byte| (0xa1..=0xfe).contains(&byte)) => "GB2312",
        "KOI8-U"
            if !high().any(|byte| matches!(byte, 0xa4 | 0xa6 | 0xa7 | 0xad | 0xb4 | 0xb6 | 0xb7 | 0xbd)) =>
        {
            "KOI8-R"
        }
        "windows-874" if high().all(|byte| matches!(byte, 0xa1..=0xda | 0xdf..=0xfb)) => "TIS-620",
        "Shift_JIS" => "SHIFT_JIS",
        name => name,
    }
}

/// Line feeds for line ends, the letters meant by C1 controls, and no character that XML 1.0 forbids (production 2).
fn clean(mut text: String, repairs: &mut Repairs) -> String {
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    // Nobody writes these controls; they are letters of Windows-1252 that were never converted.
    let control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(control) {
        text = text
            .chars()
            .map(|c| if control(c) { super::refs::character(Some(u32::from(c))) } else { c })
            .collect();
    }
    if let Some(at) = text.find(forbidden) {
        repairs.add(at, Fault::Characters, "");
        text.retain(|c| !forbidden(c));
    }
    text
}

fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
