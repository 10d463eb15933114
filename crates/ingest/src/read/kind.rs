//! What kind of document some bytes are: by their content first, then by what the server or the name says.

use std::io::Read as _;

use super::{MOST_IN, ReadError, Where};

/// A kind that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Html,
    Mail,
    Text,
}

/// Gzip within gzip is opened this often.
const LAYERS: usize = 3;

/// The bytes under any compression.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut inner = bytes.to_vec();
    for _ in 0..LAYERS {
        if inner.len() > MOST_IN {
            break;
        }
        if !inner.starts_with(&[0x1f, 0x8b]) {
            return Ok(inner);
        }
        let mut out = Vec::new();
        let bound = u64::try_from(MOST_IN).unwrap_or(u64::MAX).saturating_add(1);
        let read = flate2::read::MultiGzDecoder::new(inner.as_slice()).take(bound).read_to_end(&mut out);
        read.map_err(|error| ReadError::Gzip { reason: error.to_string() })?;
        inner = out;
    }
    Err(ReadError::TooLarge)
}

/// Refuses what is no text, with the remedy.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), ReadError> {
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    if start.windows(5).any(|five| five == b"%PDF-") && !looks_like_html(start) {
        return Err(ReadError::Pdf);
    }
    const OTHERS: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"RIFF", "a picture or a sound"),
        (b"{\\rtf", "a rich text document"),
        (b"\x7fELF", "a program"),
        (b"Rar!", "an archive"),
    ];
    match OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, what)) => Err(ReadError::NoText { what }),
        None => Ok(()),
    }
}

fn looks_like_html(start: &[u8]) -> bool {
    let lower: String = start.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    lower.contains("<html") || lower.contains("<!doctype html")
}

/// The kind of a text whose bytes were not refused.
pub(super) fn kind(text: &str, at: &Where) -> Kind {
    let start = text.get(..text.floor_char_boundary(4096)).unwrap_or(text).trim_start();
    let lower = start.to_ascii_lowercase();
    let sure = ["<!doctype html", "<html", "<head", "<body", "<article", "<main"];
    let tagged = lower.starts_with('<') && tags(&lower) >= 2;
    let named = named_html(at) && tags(&lower) >= 1;
    if mail(start) {
        Kind::Mail
    } else if sure.iter().any(|tag| lower.contains(tag)) || tagged || named {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// How many common tags a text has.
fn tags(lower: &str) -> usize {
    [
        "<p", "<div", "<h1", "<h2", "<span", "<a ", "<br", "<ul", "<li", "<table", "<meta", "<title", "</",
        "<b>",
    ]
    .iter()
    .filter(|tag| lower.contains(**tag))
    .count()
}

fn named_html(at: &Where) -> bool {
    let said = at.content_type.as_deref().is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let path = at.url.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    said || [".html", ".htm", ".xhtml"].iter().any(|end| path.trim_end_matches(".gz").ends_with(end))
}

/// Whether a text begins with the head of a mail: header lines only, two of them a mail's own.
fn mail(start: &str) -> bool {
    #[rustfmt::skip]
    const OWN: &[&str] = &[
        "from", "subject", "date", "received", "mime-version", "message-id", "return-path", "delivered-to",
        "reply-to", "content-type", "list-unsubscribe", "dkim-signature",
    ];
    let mut own = 0;
    for line in start.lines().take(200) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        own += usize::from(OWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    own >= 2 && start.lines().take(200).any(|line| line.to_ascii_lowercase().starts_with("from:"))
}
