//! Where answers come from: the network, a folder of recorded exchanges, or the network while it is recorded.
//!
//! A folder holds `index.json` and one file for each body, as the server sent it, still packed. Everything above this
//! module works from it without a network. The road not taken: WARC, which other tools write; a page kept by hand can
//! become one of these folders with an editor.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use super::headers::Headers;
use super::{FetchError, Rules, network};

const INDEX: &str = "index.json";
/// Headers that fetching reads; the others, cookies among them, are not recorded.
const KEPT: [&str; 10] = [
    "age",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "transfer-encoding",
];

/// One request: an address and what is known of the copy at hand.
pub(super) struct Request<'a> {
    pub(super) url: &'a Url,
    pub(super) etag: Option<&'a str>,
    pub(super) last_modified: Option<&'a str>,
}

/// What came back; the body is still to be read.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) body: Box<dyn Read>,
}

/// Where answers come from.
#[derive(Debug)]
pub enum Source {
    /// The servers themselves.
    Network,
    /// A folder of recorded exchanges.
    Replay(Replay),
    /// The servers themselves, each exchange also written to a folder.
    Record(Recorder),
}

impl Source {
    pub(super) fn ask(
        &mut self,
        request: &Request<'_>,
        rules: &Rules,
        left: Duration,
    ) -> Result<Answer, FetchError> {
        match self {
            Self::Network => network::ask(request, rules, left),
            Self::Replay(replay) => replay.next(request.url),
            Self::Record(recorder) => recorder.keep(request.url, network::ask(request, rules, left)?),
        }
    }

    /// Whether there is a server that would mind being asked too often.
    pub(super) fn is_network(&self) -> bool {
        !matches!(self, Self::Replay(_))
    }
}

/// One recorded exchange, as `index.json` holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    url: String,
    status: u16,
    /// Name and value, the value as ISO 8859-1.
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// Name of the file with the body as it was sent; none means an empty body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    exchanges: Vec<Exchange>,
}

/// A folder of recorded exchanges that cannot be used.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `index.json` is not what it should be.
    #[error("{path}: {source}")]
    Index {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// An address in the index is none.
    #[error("exchange {number}: {url:?} is not an address: {source}")]
    Address {
        /// Counted from 1.
        number: usize,
        /// As written.
        url: String,
        /// Why.
        source: url::ParseError,
    },
    /// A body's name would lead out of the folder.
    #[error("exchange {number}: the body must be a file in the folder itself, not {body:?}")]
    Body {
        /// Counted from 1.
        number: usize,
        /// As written.
        body: String,
    },
}

/// Recorded exchanges, handed out in the order of the index.
#[derive(Debug)]
pub struct Replay {
    dir: PathBuf,
    left: BTreeMap<String, VecDeque<Exchange>>,
}

/// Reads the index of a folder of recorded exchanges, to stand in the place of the network.
///
/// Each exchange is used once: the second request to an address gets the second answer recorded for it, and a request
/// with none left is [`FetchError::NotRecorded`], except for `/robots.txt`, which is then answered with 404.
///
/// # Errors
///
/// See [`ReplayError`].
pub fn replay(dir: &Path) -> Result<Replay, ReplayError> {
    let path = dir.join(INDEX);
    let text = fs::read(&path).map_err(|source| ReplayError::File { path: path.clone(), source })?;
    let index: Index = serde_json::from_slice(&text).map_err(|source| ReplayError::Index { path, source })?;
    let mut left: BTreeMap<String, VecDeque<Exchange>> = BTreeMap::new();
    for (at, exchange) in index.exchanges.into_iter().enumerate() {
        let url = sound(&exchange, at + 1)?;
        left.entry(url).or_default().push_back(exchange);
    }
    Ok(Replay { dir: dir.to_owned(), left })
}

/// The address of an exchange in its one form, if the exchange can be used.
fn sound(exchange: &Exchange, number: usize) -> Result<String, ReplayError> {
    if let Some(body) = exchange.body.as_deref().filter(|body| !is_plain_name(body)) {
        return Err(ReplayError::Body { number, body: body.to_owned() });
    }
    Url::parse(&exchange.url).map(|url| url.as_str().to_owned()).map_err(|source| ReplayError::Address {
        number,
        url: exchange.url.clone(),
        source,
    })
}

fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

impl Replay {
    fn next(&mut self, url: &Url) -> Result<Answer, FetchError> {
        let Some(exchange) = self.left.get_mut(url.as_str()).and_then(VecDeque::pop_front) else {
            return match url.path() {
                "/robots.txt" => {
                    Ok(Answer { status: 404, headers: Headers::default(), body: Box::new(io::empty()) })
                }
                _ => Err(FetchError::NotRecorded(url.clone())),
            };
        };
        let mut headers = Headers::default();
        for (name, value) in exchange.headers {
            headers.push(&name, value);
        }
        let body: Box<dyn Read> = match exchange.body {
            None => Box::new(io::empty()),
            Some(name) => {
                let path = self.dir.join(name);
                Box::new(File::open(&path).map_err(|source| FetchError::Recording { path, source })?)
            }
        };
        Ok(Answer { status: exchange.status, headers, body })
    }
}

/// Writes exchanges to a folder as they happen.
#[derive(Debug)]
pub struct Recorder {
    dir: PathBuf,
    index: Index,
}

/// Starts a recording in a folder, which is made if need be and must not hold a recording yet.
///
/// # Errors
///
/// [`ReplayError::File`] if the folder cannot be made or has an `index.json`.
pub fn record(dir: &Path) -> Result<Recorder, ReplayError> {
    let failed = |path: &Path, source| ReplayError::File { path: path.to_owned(), source };
    fs::create_dir_all(dir).map_err(|source| failed(dir, source))?;
    let path = dir.join(INDEX);
    File::create_new(&path)
        .and_then(|mut file| file.write_all(b"{ \"exchanges\": [] }\n"))
        .map_err(|source| failed(&path, source))?;
    Ok(Recorder { dir: dir.to_owned(), index: Index::default() })
}

impl Recorder {
    /// Notes the exchange; its body is written while it is read.
    fn keep(&mut self, url: &Url, answer: Answer) -> Result<Answer, FetchError> {
        let name = format!("{:04}.body", self.index.exchanges.len() + 1);
        let path = self.dir.join(&name);
        let headers = answer.headers.iter().filter(|(name, _)| KEPT.contains(name));
        self.index.exchanges.push(Exchange {
            url: url.as_str().to_owned(),
            status: answer.status,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: Some(name),
        });
        let copy = File::create(&path).map_err(|source| FetchError::Recording { path, source })?;
        self.write_index()?;
        Ok(Answer { body: Box::new(Tee { from: answer.body, copy }), ..answer })
    }

    fn write_index(&self) -> Result<(), FetchError> {
        let path = self.dir.join(INDEX);
        let text = serde_json::to_string_pretty(&self.index).map_err(io::Error::other);
        text.and_then(|text| fs::write(&path, text + "\n"))
            .map_err(|source| FetchError::Recording { path, source })
    }
}

/// Copies what is read.
struct Tee {
    from: Box<dyn Read>,
    copy: File,
}

impl Read for Tee {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.copy.write_all(into.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}
