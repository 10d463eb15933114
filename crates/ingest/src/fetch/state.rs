//! What is remembered between fetches: the caller's own file.
//!
//! Readers that forget their validators when they stop ask for everything again at every start. So what is known of
//! each address and host is one value, read from a JSON file and written back to it. The road not taken: a database,
//! which nobody could look into or mend.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use super::headers::{LONGEST_WAIT, later, latin1_bytes};
use super::{Ask, FetchError, Fetched, Status};

const VERSION: u32 = 1;
/// The first wait after an error, doubled with each further one. A guess.
const FIRST_BACKOFF: SignedDuration = SignedDuration::from_mins(5);
/// The longest wait after errors. A guess.
const LONGEST_BACKOFF: SignedDuration = SignedDuration::from_hours(24);

/// What is known of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Where its redirects ended; the validators belong to that address and are sent to no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// `ETag` as it came, with quotes and `W/`; one character for each byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified` as it came; one character for each byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Status of the last answer; none if the last attempt brought none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_status: Option<u16>,
    /// When it was last asked for, whatever came of it, by the caller's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fetched: Option<Timestamp>,
    /// Not to be asked for before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Timestamp>,
    /// Attempts since the last document or "not modified".
    #[serde(default)]
    pub errors_in_a_row: u32,
    /// SHA-256 of the last body, unpacked, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_sha256: Option<String>,
}

/// A host's `robots.txt` and its age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotsCopy {
    /// When it was fetched.
    pub fetched: Timestamp,
    /// What came.
    pub answer: RobotsAnswer,
}

/// What came for `robots.txt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RobotsAnswer {
    /// The file.
    Text(String),
    /// The host has none (4xx): everything is allowed.
    None,
    /// The host could not say (429, 5xx): nothing is allowed for now. Holds the status.
    Unavailable(u16),
}

/// What is known of one host: scheme, name and port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostRecord {
    /// Its `robots.txt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robots: Option<RobotsCopy>,
    /// It asked not to be asked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<Timestamp>,
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// By address, as it was asked for and without fragment.
    pub records: BTreeMap<String, Record>,
    /// By `scheme://host:port`, the port only if it is not the scheme's own.
    pub hosts: BTreeMap<String, HostRecord>,
    /// When a host was last asked in this process: the delay between requests is short of any restart.
    pub(super) last_asked: BTreeMap<String, Instant>,
}

/// A state as its file holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: u32,
    #[serde(default)]
    records: BTreeMap<String, Record>,
    #[serde(default)]
    hosts: BTreeMap<String, HostRecord>,
}

/// A state that cannot be read or written.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not the JSON that it should be, with line and column.
    #[error(
        "the state of fetching is damaged: {0}; mend it or move it away, then everything is asked for afresh"
    )]
    Damaged(#[from] serde_json::Error),
    /// Written by a later version of this program.
    #[error("the state of fetching has version {0}; this program knows version {VERSION}")]
    Version(u32),
    /// A record of something that is not an address.
    #[error("the state of fetching is damaged: {0:?} is not an http or https address")]
    Address(String),
    /// A validator that cannot be a header.
    #[error("the state of fetching is damaged: {url}: {value:?} cannot be sent as a header")]
    Validator {
        /// Whose.
        url: String,
        /// As it stands.
        value: String,
    },
}

impl State {
    /// Reads a state from its file; a file that does not exist yet is an empty state.
    ///
    /// # Errors
    ///
    /// See [`StateError`].
    pub fn read(path: &Path) -> Result<Self, StateError> {
        match fs::read(path) {
            Ok(bytes) => Self::parse(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(StateError::File { path: path.to_owned(), source }),
        }
    }

    /// Reads a state from the text of its file.
    ///
    /// # Errors
    ///
    /// See [`StateError`].
    pub fn parse(text: &str) -> Result<Self, StateError> {
        let raw: Raw = serde_json::from_str(text)?;
        if raw.version != VERSION {
            return Err(StateError::Version(raw.version));
        }
        for (url, record) in &raw.records {
            check_address(url)?;
            record.final_url.as_deref().map_or(Ok(()), check_address)?;
            for value in [&record.etag, &record.last_modified].into_iter().flatten() {
                check_validator(url, value)?;
            }
        }
        Ok(Self { records: raw.records, hosts: raw.hosts, last_asked: BTreeMap::new() })
    }

    /// The text of its file.
    ///
    /// # Errors
    ///
    /// None that a state can bring about.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let raw = Raw { version: VERSION, records: self.records.clone(), hosts: self.hosts.clone() };
        Ok(serde_json::to_string_pretty(&raw)? + "\n")
    }

    /// Writes it to its file, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`StateError::File`].
    pub fn write(&self, path: &Path) -> Result<(), StateError> {
        let failed = |source| StateError::File { path: path.to_owned(), source };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let beside = path.with_file_name(name);
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(self.to_text().map_err(io::Error::other)?.as_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&beside, path)).map_err(failed)
    }

    /// Until when `url` must wait; `None` if it may be asked for.
    pub(super) fn waits_until(&self, url: &Url, ask: Ask, now: Timestamp) -> Option<Timestamp> {
        let record = self.records.get(url.as_str());
        let told = record.is_some_and(|record| matches!(record.last_status, Some(429 | 503)));
        let own = record.and_then(|record| record.next_due).filter(|_| told || ask == Ask::WhenDue);
        own.filter(|until| is_ahead(*until, now)).max(self.host_waits_until(url, now))
    }

    /// Until when the host of `url` asked to wait.
    pub(super) fn host_waits_until(&self, url: &Url, now: Timestamp) -> Option<Timestamp> {
        let until = self.hosts.get(&origin(url))?.wait_until?;
        is_ahead(until, now).then_some(until)
    }

    /// The validators of the copy at hand, if `hop` is the address that they belong to.
    pub(super) fn validators(&self, start: &Url, hop: &Url) -> (Option<String>, Option<String>) {
        let record = self.records.get(start.as_str());
        match record.filter(|record| record.final_url.as_deref() == Some(hop.as_str())) {
            Some(record) => (record.etag.clone(), record.last_modified.clone()),
            None => (None, None),
        }
    }

    /// Notes how a fetch of `start` ended.
    pub(super) fn note(&mut self, start: &Url, outcome: &mut Result<Fetched, FetchError>, now: Timestamp) {
        if outcome.as_ref().is_ok_and(|fetched| !fetched.status.was_asked()) {
            return;
        }
        let record = self.records.entry(start.as_str().to_owned()).or_default();
        record.last_fetched = Some(now);
        match outcome {
            Ok(fetched) => note_answer(record, fetched, now),
            Err(_) => {
                record.last_status = None;
                record.errors_in_a_row = record.errors_in_a_row.saturating_add(1);
                record.next_due = Some(backoff(record.errors_in_a_row, now));
            }
        }
    }
}

/// Whether a wait still holds. What lies further ahead than any wait that is ever set comes from a wrong clock.
fn is_ahead(until: Timestamp, now: Timestamp) -> bool {
    until > now && until <= later(now, LONGEST_WAIT, LONGEST_WAIT)
}

fn note_answer(record: &mut Record, fetched: &mut Fetched, now: Timestamp) {
    match fetched.status {
        Status::New | Status::Unchanged | Status::NotModified => {
            record.last_status = Some(if fetched.status == Status::NotModified { 304 } else { 200 });
            record.final_url = Some(fetched.final_url.as_str().to_owned());
            record.etag.clone_from(&fetched.etag);
            record.last_modified.clone_from(&fetched.last_modified);
            record.body_sha256.clone_from(&fetched.body_sha256);
            record.errors_in_a_row = 0;
            record.next_due = fetched.next_due;
        }
        Status::Busy { code, .. } | Status::Failed { code } => {
            record.last_status = Some(code);
            record.errors_in_a_row = record.errors_in_a_row.saturating_add(1);
            let due = fetched.next_due.unwrap_or_else(|| backoff(record.errors_in_a_row, now));
            record.next_due = Some(due);
            fetched.next_due = record.next_due;
            if let Status::Busy { until, .. } = &mut fetched.status {
                *until = due;
            }
        }
        Status::NotDue { .. } | Status::Disallowed { .. } => {}
    }
}

fn backoff(errors: u32, now: Timestamp) -> Timestamp {
    let doublings = errors.saturating_sub(1).min(16);
    later(now, FIRST_BACKOFF.saturating_mul(1 << doublings), LONGEST_BACKOFF)
}

/// `scheme://host:port`, which has its own `robots.txt`.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn check_address(text: &str) -> Result<(), StateError> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(StateError::Address(text.to_owned())),
    }
}

fn check_validator(url: &str, value: &str) -> Result<(), StateError> {
    if is_header_value(value) {
        Ok(())
    } else {
        Err(StateError::Validator { url: url.to_owned(), value: value.to_owned() })
    }
}

/// Whether a text can be sent as the value of a header, and cannot end it.
pub(super) fn is_header_value(value: &str) -> bool {
    latin1_bytes(value).is_some_and(|bytes| bytes.iter().all(|b| *b == b'\t' || *b >= 32 && *b != 127))
}

#[cfg(test)]
mod tests;
