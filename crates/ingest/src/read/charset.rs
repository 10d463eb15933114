//! Bytes become text: which character set they are in, and what had to be repaired.
//!
//! A byte order mark decides; then bytes that are valid UTF-8 beyond ASCII, which no other character set produces by
//! chance; then what the server says; then what the page says; then a guess from the bytes (`chardetng`). The road not
//! taken: believing the page against valid UTF-8, which turns every dash of many a real page into three letters.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Note;

/// A text, and how it was got.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) notes: Vec<Note>,
}

/// How far into a page its own statement of the character set is sought.
const HEAD: usize = 4096;

/// The text of these bytes; `content_type` is the server's word, `host` helps the guess.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>, host: Option<&str>) -> Decoded {
    let mut notes = Vec::new();
    let text = text_of(bytes, content_type, host, &mut notes);
    Decoded { text: printable(text, &mut notes), notes }
}

fn text_of(bytes: &[u8], content_type: Option<&str>, host: Option<&str>, notes: &mut Vec<Note>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return lossy(encoding, bytes.get(length..).unwrap_or(&[]), notes);
    }
    if let Some(encoding) = wide(bytes) {
        return lossy(encoding, bytes, notes);
    }
    let declared = content_type.and_then(charset_in).or_else(|| charset_in(&head(bytes)));
    if let Ok(text) = str::from_utf8(bytes) {
        let other = declared.filter(|encoding| *encoding != UTF_8 && !bytes.is_ascii());
        notes.extend(other.map(|encoding| Note::CharsetWrong { said: encoding.name().to_owned() }));
        return text.to_owned();
    }
    match declared.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => lossy(encoding, bytes, notes),
        None => broken_utf8(bytes, declared.is_some(), host, notes),
    }
}

fn lossy(encoding: &'static Encoding, bytes: &[u8], notes: &mut Vec<Note>) -> String {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed {
        let count = text.matches('\u{fffd}').count();
        notes.push(Note::Unreadable { charset: encoding.name().to_owned(), count });
    }
    text.into_owned()
}

/// UTF-16 without a mark: text in Latin letters has a zero in every other byte.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    let pairs = start.len() / 2;
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 4 {
        None
    } else if odd * 10 >= pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn head(bytes: &[u8]) -> String {
    let start = bytes.get(..bytes.len().min(HEAD)).unwrap_or(bytes);
    start.iter().map(|byte| char::from(*byte)).collect()
}

/// The character set named by `charset=…` or, in an XML declaration, `encoding=…`.
///
/// A page that could be read thus far is in no UTF-16, whatever it says.
fn charset_in(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let declaration = lower.trim_start().starts_with("<?xml");
    let place = |key: &str| lower.find(key).map(|at| at + key.len());
    let after = place("charset=").or_else(|| declaration.then(|| place("encoding=")).flatten())?;
    let label = lower.get(after..)?.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(label.len());
    let encoding = Encoding::for_label(label.get(..end)?.as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// Not UTF-8 throughout: mostly so with strays from windows-1252 in it, or something else altogether.
fn broken_utf8(bytes: &[u8], said: bool, host: Option<&str>, notes: &mut Vec<Note>) -> String {
    let (mut valid, mut strays) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        strays += usize::from(!chunk.invalid().is_empty());
    }
    if valid >= strays || (said && valid * 2 >= strays) {
        notes.push(Note::MixedCharsets { count: strays });
        return mixed(bytes);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(host.and_then(top_level), chardetng::Utf8Detection::Deny);
    notes.push(Note::CharsetGuessed { charset: guess.name().to_owned() });
    lossy(guess, bytes, notes)
}

fn mixed(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

/// The last label of a host, in the form that the detector takes.
fn top_level(host: &str) -> Option<&[u8]> {
    let label = host.rsplit('.').next()?;
    let plain = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
    plain.then_some(label.as_bytes())
}

/// Without characters that control a device: they are no text, and a NUL ends it for some programs.
fn printable(text: String, notes: &mut Vec<Note>) -> String {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}');
    // In UTF-8 the controls above ASCII begin with C2, so that most texts are passed without looking at characters.
    let plain =
        |byte: u8| (byte >= b' ' && byte != 0x7f && byte != 0xc2) || matches!(byte, b'\n' | b'\r' | b'\t');
    if text.bytes().all(plain) {
        return text;
    }
    let count = text.chars().filter(|c| control(*c)).count();
    if count == 0 {
        return text;
    }
    notes.push(Note::Controls { count });
    text.chars().filter(|c| !control(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], content_type: Option<&str>) -> (String, Vec<Note>) {
        let decoded = decode(bytes, content_type, None);
        (decoded.text, decoded.notes)
    }

    #[test]
    fn a_mark_then_the_server_then_the_page() {
        assert_eq!(decoded(b"\xff\xfea\x00\xe9\x00", None).0, "aé");
        assert_eq!(decoded(b"caf\xe9", Some("text/html; charset=windows-1252")).0, "café");
        let page = b"<meta charset=\"gbk\"><p>\xd6\xd0\xb9\xfa</p>";
        assert!(decoded(page, None).0.contains("中国"));
        let other = b"<?xml version=\"1.0\" encoding=\"big5\"?><p>\xa4\xa4\xb0\xea</p>";
        assert!(decoded(other, None).0.contains("中國"));
    }

    #[test]
    fn valid_utf8_beats_what_a_page_says() {
        let (text, notes) = decoded("<meta charset=latin1>—".as_bytes(), None);
        assert!(text.ends_with('—'));
        assert_eq!(notes, [Note::CharsetWrong { said: "windows-1252".into() }]);
    }

    #[test]
    fn utf16_without_a_mark() {
        let bytes: Vec<u8> = "plain text".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&bytes, None).0, "plain text");
    }

    #[test]
    fn strays_are_repaired_and_said() {
        let mut bytes = "“quoted” — text ".as_bytes().to_vec();
        bytes.extend(b"\x93x\x94");
        let (text, notes) = decoded(&bytes, None);
        assert_eq!(text, "“quoted” — text “x”");
        assert!(matches!(notes.as_slice(), [Note::MixedCharsets { .. }]));
    }

    #[test]
    fn controls_are_taken_out_and_counted() {
        assert_eq!(decoded(b"a\x00b\x07c\n", None), ("abc\n".into(), vec![Note::Controls { count: 2 }]));
    }
}
