//! What the headers of an answer say.
//!
//! Names in lower case, values as ISO 8859-1, so that each byte of a validator is one character and comes back as the
//! same byte. The road not taken: UTF-8, which HTTP does not promise and which would lose a validator that is not.

use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest that a server's "ask later" is followed. A guess: longer is a mistake or a way to be rid of us.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest that a server's "still fresh" is followed. A guess: some feeds say a year for everything they have.
pub const LONGEST_FRESH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The headers of an answer, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    pub(super) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_ascii_lowercase(), value));
    }

    /// The first value of that name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All values of that name as one list (RFC 9110, section 5.3).
    pub(super) fn list(&self, name: &str) -> String {
        let values: Vec<&str> =
            self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect();
        values.join(", ")
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Bytes of the body as sent; unknown where they come in chunks, whatever else is stated.
    pub(super) fn length(&self) -> Option<u64> {
        if self.first("transfer-encoding").is_some() {
            return None;
        }
        self.first("content-length")?.trim().parse().ok()
    }
}

/// Each byte as the character of the same number.
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The bytes back; `None` if a character is not one byte.
pub(super) fn latin1_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// When to ask again, from the value of `Retry-After`: seconds, or a date in one of the three forms of RFC 9110.
///
/// A date gone by means `now`; anything further than [`LONGEST_WAIT`] is brought back to it; `None` if it is neither.
#[must_use]
pub fn retry_after(value: &str, now: Timestamp) -> Option<Timestamp> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = value.parse().unwrap_or(i64::MAX);
        return Some(later(now, SignedDuration::from_secs(seconds), LONGEST_WAIT));
    }
    let then = http_date(value)?;
    Some(later(now, then.duration_since(now), LONGEST_WAIT))
}

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`,
/// `Sun Nov  6 08:49:37 1994`.
#[must_use]
pub fn http_date(value: &str) -> Option<Timestamp> {
    // Longer is no date, and the parsers need not see it.
    let value = Some(value.trim()).filter(|value| value.len() <= 64)?;
    if let Ok(moment) = rfc2822::DateTimeParser::new().parse_timestamp(value) {
        return Some(moment);
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].iter().find_map(|form| {
        let civil = strtime::parse(form, value).ok()?.to_datetime().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// How many seconds an answer stays fresh, from `Cache-Control` and `Age`; `None` where it is not said.
///
/// `no-store` and `no-cache` say zero. `Expires` is not read: it needs the server's clock.
#[must_use]
pub fn fresh_for(cache_control: &str, age: Option<&str>) -> Option<u64> {
    let directives = || cache_control.split(',').map(str::trim);
    if directives().any(|d| d.eq_ignore_ascii_case("no-store") || d.eq_ignore_ascii_case("no-cache")) {
        return Some(0);
    }
    let stated = directives().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        let value = value.trim().trim_matches('"');
        let right = name.trim().eq_ignore_ascii_case("max-age") && value.bytes().all(|b| b.is_ascii_digit());
        // Digits that do not fit are a very long time (RFC 9111, section 1.2.2).
        (right && !value.is_empty()).then(|| value.parse().unwrap_or(u64::MAX))
    })?;
    let age = age.and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0);
    Some(stated.saturating_sub(age))
}

/// `now` and `wait` together, never before `now` and never more than `longest` after it.
pub(super) fn later(now: Timestamp, wait: SignedDuration, longest: SignedDuration) -> Timestamp {
    let wait = wait.clamp(SignedDuration::ZERO, longest);
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// A media type in lower case and its charset, from the value of `Content-Type`.
#[must_use]
pub fn content_type(value: &str) -> (Option<String>, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let media = parts.next().filter(|media| !media.is_empty()).map(str::to_ascii_lowercase);
    let charset = parts.find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        let label = label.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !label.is_empty()).then(|| label.to_ascii_lowercase())
    });
    (media, charset)
}

#[cfg(test)]
mod tests;
