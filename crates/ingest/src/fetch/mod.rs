//! Getting documents from the network, politely and under bounds.
//!
//! [`fetch`] asks for one address and says how that ended. It goes only to public addresses, follows redirects by
//! hand and judges every hop, reads under a bound after decompression, sends back the validators it was given, waits
//! when it is told to, and keeps to `robots.txt`. What it must remember is the caller's [`State`]; what day it is, the
//! caller says. Nothing else in the workspace opens a connection to the outside.
//!
//! Only http and https are fetched: a file on disk is read by whoever has its path. Proxies named by the environment
//! are not used (see [`Source::Network`]'s module): they would do the looking-up that the rule of addresses judges.
//!
//! The road not taken: an asynchronous client. A few hundred feeds, one request at a time for each host, are a matter
//! of minutes, and blocking code can be read from top to bottom.

pub mod address;
mod body;
pub mod headers;
mod network;
pub mod opml;
mod robots;
mod source;
pub mod state;
mod visit;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;
use url::Url;

pub use address::{Kind, not_public};
pub use opml::opml;
pub use source::{Recorder, Replay, ReplayError, Source, record, replay};
pub use state::{State, StateError};

/// How this program names itself unless told otherwise.
pub const USER_AGENT: &str =
    concat!("Oreline/", env!("CARGO_PKG_VERSION"), " (+https://github.com/oreline/oreline)");

/// Whether `robots.txt` is kept to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Robots {
    /// It is fetched once a day for each host and kept to.
    #[default]
    Respect,
    /// It is not fetched. For one's own servers.
    Ignore,
}

/// Whether an address that is not due yet is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ask {
    /// Not before its time.
    #[default]
    WhenDue,
    /// Now, unless the server itself asked to wait (429 or 503).
    Now,
}

/// The bounds and manners of a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Bytes of a body, both as sent and unpacked.
    pub max_bytes: u64,
    /// Redirects that are followed.
    pub max_redirects: usize,
    /// For looking a name up, and again for connecting, TLS included.
    pub connect_timeout: Duration,
    /// For each read.
    pub read_timeout: Duration,
    /// For everything: `robots.txt`, every hop and the body; waiting out of politeness is not counted.
    pub total_timeout: Duration,
    /// Whether addresses that are not public may be asked.
    pub allow_private_hosts: bool,
    /// How to name oneself; the part before the first `/` is the name that `robots.txt` knows.
    pub user_agent: String,
    /// Between two requests to one host.
    pub per_host_delay: Duration,
    /// Whether `robots.txt` is kept to.
    pub robots: Robots,
    /// Whether to ask before an address is due.
    pub ask: Ask,
}

impl Default for Rules {
    /// 64 MiB, 5 redirects, 10 s to connect, 20 s for a read, 2 minutes in all, public hosts only, a second between
    /// requests. The times are guesses.
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024 * 1024,
            max_redirects: 5,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_secs(120),
            allow_private_hosts: false,
            user_agent: USER_AGENT.to_owned(),
            per_host_delay: Duration::from_secs(1),
            robots: Robots::default(),
            ask: Ask::default(),
        }
    }
}

/// How far a body has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes so far, as sent.
    pub received: u64,
    /// Bytes in all, as sent, if the server stated them.
    pub total: Option<u64>,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it was met.
    pub url: Url,
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
}

/// Why a host's `robots.txt` stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disallowed {
    /// A rule forbids the address.
    Rule,
    /// The host could not say, with its status.
    Unavailable(u16),
    /// Its rules cannot be read.
    Unreadable,
}

/// How a fetch ended where there was no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A document that was not seen before.
    New,
    /// A document whose bytes are those of the last time; the server did not say so.
    Unchanged,
    /// 304: the copy at hand still holds.
    NotModified,
    /// It was not asked for: its time has not come.
    NotDue {
        /// When it comes.
        until: Timestamp,
    },
    /// It was not asked for: `robots.txt` stood in the way.
    Disallowed {
        /// Why.
        why: Disallowed,
    },
    /// 429 or 503: the server asks to wait.
    Busy {
        /// Which.
        code: u16,
        /// Until when.
        until: Timestamp,
    },
    /// Any other status; there is no document.
    Failed {
        /// Which.
        code: u16,
    },
}

impl Status {
    /// Whether the answer brought a document.
    #[must_use]
    pub fn has_document(self) -> bool {
        matches!(self, Self::New | Self::Unchanged)
    }

    pub(crate) fn was_asked(self) -> bool {
        !matches!(self, Self::NotDue { .. } | Self::Disallowed { .. })
    }
}

/// What a fetch brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that was asked for, without fragment.
    pub url: Url,
    /// Where its redirects ended.
    pub final_url: Url,
    /// How it ended.
    pub status: Status,
    /// The body, unpacked; empty unless [`Status::has_document`].
    pub bytes: Vec<u8>,
    /// Media type in lower case, without parameters, if stated.
    pub content_type: Option<String>,
    /// The charset that the header states, in lower case; the document itself may state another.
    pub charset: Option<String>,
    /// `ETag` byte for byte, each as one character.
    pub etag: Option<String>,
    /// `Last-Modified` byte for byte, each as one character.
    pub last_modified: Option<String>,
    /// SHA-256 of the document at hand, in hexadecimal.
    pub body_sha256: Option<String>,
    /// The redirects that were followed, in order.
    pub hops: Vec<Hop>,
    /// Whether a redirect led from https to http, so that the document may be anybody's.
    pub downgraded: bool,
    /// When it should next be asked for, if the server said or an error did.
    pub next_due: Option<Timestamp>,
}

impl Fetched {
    /// Where the address has moved for good: every redirect was permanent (301 or 308).
    #[must_use]
    pub fn moved(&self) -> Option<&Url> {
        let permanent = !self.hops.is_empty() && self.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
        permanent.then_some(&self.final_url)
    }
}

/// Which time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// Looking the name up, or connecting.
    Connect,
    /// One read.
    Read,
    /// All of it.
    Total,
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection in the time allowed",
            Self::Read => "the server fell silent for longer than allowed",
            Self::Total => "not finished in the total time allowed",
        })
    }
}

/// Why a fetch brought nothing.
#[derive(Debug, Error)]
pub enum FetchError {
    /// Not http or https.
    #[error("only http and https are fetched, not {0}; read a file on disk by its path")]
    Scheme(String),
    /// An address without a host.
    #[error("the address names no host")]
    NoHost,
    /// A user name or password in the address, which would end in files and messages.
    #[error("an address with a user name or password is not fetched")]
    Credentials,
    /// A port of another protocol.
    #[error("port {0} belongs to another protocol than HTTP")]
    Port(u16),
    /// A host that is not on the public internet.
    #[error("{host} leads to {kind}; allow private hosts if that is meant")]
    NotPublic {
        /// As the address names it.
        host: String,
        /// Where it leads.
        kind: Kind,
    },
    /// A name that does not resolve.
    #[error("no host is called {0}")]
    HostNotFound(String),
    /// Connecting or the connection failed.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// No secure connection.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// The answer is not HTTP, or the address cannot be sent.
    #[error("HTTP went wrong: {0}")]
    Protocol(String),
    /// Time ran out.
    #[error("{0}")]
    TimedOut(Late),
    /// The connection ended before the answer did.
    #[error("the answer broke off after {received} bytes{}", of_stated(.stated))]
    CutShort {
        /// Bytes that came.
        received: u64,
        /// Bytes that were stated.
        stated: Option<u64>,
    },
    /// A body beyond the bound.
    #[error("the document is longer than the {bound} bytes allowed, packed or unpacked")]
    TooLarge {
        /// Bytes allowed.
        bound: u64,
    },
    /// A `Content-Encoding` that was not asked for.
    #[error("the body is packed as {0:?}, which was not asked for")]
    Coding(String),
    /// A body that cannot be unpacked.
    #[error("the body cannot be unpacked: {0}")]
    Damaged(String),
    /// 304 without a copy at hand.
    #[error("the server says \"not modified\" of a document that was never fetched")]
    UnaskedNotModified,
    /// A redirect to what is no address.
    #[error("a redirect leads to {location:?}, which is not an address")]
    BadRedirect {
        /// As the header has it, cut to 200 characters.
        location: String,
    },
    /// More redirects than allowed.
    #[error("more redirects than allowed: {}", chain(.hops))]
    TooManyRedirects {
        /// All of them.
        hops: Vec<Hop>,
    },
    /// A redirect to an address already asked.
    #[error("the redirects go in a circle: {}", chain(.hops))]
    RedirectLoop {
        /// All of them.
        hops: Vec<Hop>,
    },
    /// Something went wrong after a redirect.
    #[error("after {}: {source}", chain(.hops))]
    Redirected {
        /// The redirects before it.
        hops: Vec<Hop>,
        /// What went wrong.
        source: Box<FetchError>,
    },
    /// `robots.txt` could not be fetched, and without it nothing else is.
    #[error("{url}: {source}")]
    RobotsTxt {
        /// Which.
        url: Url,
        /// What went wrong.
        source: Box<FetchError>,
    },
    /// The callback said so.
    #[error("cancelled")]
    Cancelled,
    /// A replay has no answer left for this address.
    #[error("no exchange is recorded for {0}")]
    NotRecorded(Url),
    /// A file of a recording cannot be read or written.
    #[error("{path}: {source}")]
    Recording {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl FetchError {
    /// What went wrong, without where.
    #[must_use]
    pub fn root(&self) -> &Self {
        let mut error = self;
        while let Self::Redirected { source, .. } | Self::RobotsTxt { source, .. } = error {
            error = source;
        }
        error
    }
}

fn chain(hops: &[Hop]) -> String {
    let hops: Vec<String> = hops.iter().map(|hop| format!("{} ({})", hop.url, hop.status)).collect();
    hops.join(" → ")
}

fn of_stated(stated: &Option<u64>) -> String {
    stated.map(|stated| format!(" of {stated}")).unwrap_or_default()
}

/// Fetches one address from its server.
///
/// `now` is the caller's clock; `progress` is told of every read and while waiting, and ends the fetch by returning
/// false. What was learnt is noted in `state`, of failures too, so that the next call waits as it should.
///
/// # Errors
///
/// See [`FetchError`]. An answer with an error status is no error but a [`Status`].
pub fn fetch(
    url: &Url,
    state: &mut State,
    rules: &Rules,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Fetched, FetchError> {
    fetch_from(&mut Source::Network, url, state, rules, now, progress)
}

/// Fetches one address from a [`Source`]; otherwise as [`fetch`].
///
/// # Errors
///
/// As [`fetch`], and [`FetchError::NotRecorded`] and [`FetchError::Recording`].
pub fn fetch_from(
    source: &mut Source,
    url: &Url,
    state: &mut State,
    rules: &Rules,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Fetched, FetchError> {
    visit::visit(source, url, state, rules, now, progress)
}
