//! One exchange over the network.
//!
//! Nothing here follows a redirect, unpacks a body, keeps a cookie or reuses a connection: every request opens its
//! own, so that every request passes the resolver and the rule of addresses in it. Proxies named by the environment
//! (`HTTP_PROXY`, `ALL_PROXY` and their kin) are not used at all: behind a proxy it is the proxy that looks names up,
//! and the rule would judge nothing. The road not taken: an allow-list of proxies, until somebody needs one.

use std::fmt;
use std::io;
use std::time::Duration;

use thiserror::Error;
use ureq::config::Config;
use ureq::http;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};
use url::Url;

use super::address::{Kind, not_public};
use super::headers::{Headers, latin1, latin1_bytes};
use super::source::{Answer, Request};
use super::{FetchError, Late, Rules};

/// What documents are wanted, the readable first.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, text/html, \
                      application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.5";

/// Resolves as the system does, then refuses every name that leads to an address that is not public.
///
/// One such address among public ones refuses the name: which of them the connection takes is not ours to choose.
struct PublicResolver {
    system: DefaultResolver,
    allow_private: bool,
}

impl fmt::Debug for PublicResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicResolver").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

/// How a refusal travels through the client.
#[derive(Debug, Error)]
#[error("{host} leads to {kind}")]
struct NotPublic {
    host: String,
    kind: Kind,
}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        let host = || uri.host().unwrap_or_default().to_owned();
        match found.iter().find_map(|socket| not_public(socket.ip())).filter(|_| !self.allow_private) {
            Some(kind) => Err(ureq::Error::Other(Box::new(NotPublic { host: host(), kind }))),
            None => Ok(found),
        }
    }
}

/// Asks once; `left` is what remains of the total time.
pub(super) fn ask(request: &Request<'_>, rules: &Rules, left: Duration) -> Result<Answer, FetchError> {
    let answer =
        agent(rules, left).run(wire_request(request)?).map_err(|error| failure(error, request.url))?;
    let mut headers = Headers::default();
    for (name, value) in answer.headers() {
        headers.push(name.as_str(), latin1(value.as_bytes()));
    }
    Ok(Answer { status: answer.status().as_u16(), headers, body: Box::new(answer.into_body().into_reader()) })
}

fn agent(rules: &Rules, left: Duration) -> Agent {
    let config = Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .user_agent(rules.user_agent.as_str())
        .accept(ACCEPT)
        .accept_encoding("gzip, deflate")
        .timeout_global(Some(left))
        .timeout_resolve(Some(rules.connect_timeout))
        .timeout_connect(Some(rules.connect_timeout))
        .timeout_per_read(Some(rules.read_timeout))
        .build();
    let resolver =
        PublicResolver { system: DefaultResolver::default(), allow_private: rules.allow_private_hosts };
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

fn wire_request(request: &Request<'_>) -> Result<http::Request<()>, FetchError> {
    let mut built = http::Request::get(request.url.as_str()).header("connection", "close");
    let validators = [("if-none-match", request.etag), ("if-modified-since", request.last_modified)];
    for (name, value) in validators {
        if let Some(bytes) = value.and_then(latin1_bytes) {
            built = built.header(name, bytes);
        }
    }
    built.body(()).map_err(|error| FetchError::Protocol(error.to_string()))
}

fn failure(error: ureq::Error, url: &Url) -> FetchError {
    let host = || url.host_str().unwrap_or_default().to_owned();
    match error {
        ureq::Error::Timeout(which) => FetchError::TimedOut(late(which)),
        ureq::Error::HostNotFound => FetchError::HostNotFound(host()),
        ureq::Error::Io(error) => connection(&error, &host()),
        ureq::Error::Rustls(error) => FetchError::Tls(error.to_string()),
        ureq::Error::Tls(why) => FetchError::Tls(why.to_owned()),
        ureq::Error::Other(other) => match other.downcast::<NotPublic>() {
            Ok(refused) => FetchError::NotPublic { host: refused.host, kind: refused.kind },
            Err(other) => FetchError::Protocol(other.to_string()),
        },
        other => FetchError::Protocol(other.to_string()),
    }
}

fn connection(error: &io::Error, host: &str) -> FetchError {
    // The standard library gives a failed look-up no kind of its own.
    if error.to_string().starts_with("failed to lookup address") {
        return FetchError::HostNotFound(host.to_owned());
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FetchError::CutShort { received: 0, stated: None },
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchError::TimedOut(Late::Read),
        // So the TLS library wraps what it cannot accept, certificates too; a bare socket never says it.
        io::ErrorKind::InvalidData => FetchError::Tls(error.to_string()),
        _ => FetchError::Connection(error.to_string()),
    }
}

fn late(which: Timeout) -> Late {
    match which {
        Timeout::Global | Timeout::PerCall => Late::Total,
        Timeout::Resolve | Timeout::Connect => Late::Connect,
        _ => Late::Read,
    }
}

/// What went wrong while a body was read.
pub(super) fn io_error(error: io::Error, received: u64, stated: Option<u64>) -> FetchError {
    let kind = error.kind();
    match ureq::Error::from(error) {
        ureq::Error::Timeout(which) => FetchError::TimedOut(late(which)),
        _ if kind == io::ErrorKind::UnexpectedEof => FetchError::CutShort { received, stated },
        _ if matches!(kind, io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
            FetchError::TimedOut(Late::Read)
        }
        ureq::Error::Io(error) => FetchError::Connection(error.to_string()),
        other => FetchError::Protocol(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(uri: &str, allow_private: bool) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let resolver = PublicResolver { system: DefaultResolver::default(), allow_private };
        let timeout = NextTimeout::default();
        resolver.resolve(&uri.parse().unwrap(), &Config::default(), timeout)
    }

    /// Names too: `localhost` is resolved without a network, and stands for any name that leads to a private address.
    #[test]
    fn the_resolver_of_the_connection_refuses_private_addresses() {
        let url = Url::parse("http://any.example/").unwrap();
        for uri in ["http://localhost:80/", "http://127.0.0.1:80/", "https://10.0.0.1/", "http://[::1]/"] {
            let error = failure(resolve(uri, false).unwrap_err(), &url);
            assert!(matches!(error, FetchError::NotPublic { .. }), "{uri}: {error}");
            assert!(!resolve(uri, true).unwrap().is_empty(), "{uri}");
        }
        assert!(!resolve("http://8.8.8.8/", false).unwrap().is_empty());
    }
}
