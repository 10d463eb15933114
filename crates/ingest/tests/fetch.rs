//! Fetching against small servers on this machine and against recorded exchanges; nothing here leaves the machine.
//!
//! The road not taken: a mock of the client. What matters, timeouts, resets and lengths that lie, happens on sockets.

// Helpers, too, end the test by panicking.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use oreline_ingest::fetch::*;
use url::Url;

// ---------------------------------------------------------------- a server

/// Answers each connection with what `reply` writes; keeps what was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Vec<u8>>>>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    fn start(reply: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Self {
        Self::start_on(move |stream, asked| {
            let request = read_request(stream)?;
            let path = path_of(&request);
            asked.lock().unwrap().push(request);
            reply(&path, stream)
        })
    }

    /// As `start`, but the request is not read.
    fn start_on(
        reply: impl Fn(&mut TcpStream, &Mutex<Vec<Vec<u8>>>) -> std::io::Result<()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (kept, stop) = (Arc::clone(&asked), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                // A client that has hung up is what some tests are about.
                let _ = stream.and_then(|mut stream| reply(&mut stream, &kept));
            }
        });
        Self { port, asked, stopped }
    }

    /// Answers everything alike.
    fn fixed(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_, stream| stream.write_all(&answer))
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    fn paths(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|request| path_of(request)).collect()
    }

    /// The raw value of a header in the `n`th request.
    fn header(&self, n: usize, name: &str) -> Option<Vec<u8>> {
        let asked = self.asked.lock().unwrap();
        let prefix = format!("{name}: ").to_ascii_lowercase().into_bytes();
        asked[n]
            .split(|byte| *byte == b'\n')
            .find(|line| line.to_ascii_lowercase().starts_with(&prefix))
            .map(|line| line[prefix.len()..].strip_suffix(b"\r").unwrap().to_vec())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn read_request(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        request.push(byte[0]);
    }
    Ok(request)
}

fn path_of(request: &[u8]) -> String {
    String::from_utf8_lossy(request).split(' ').nth(1).unwrap_or_default().to_owned()
}

/// A whole answer with its length.
fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn page(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: text/html; charset=UTF-8\r\n", body.as_bytes())
}

fn to(status: u16, location: &str) -> Vec<u8> {
    answer(&format!("{status} Elsewhere"), &format!("Location: {location}\r\n"), b"")
}

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// Rules for the servers above.
fn rules() -> Rules {
    Rules {
        allow_private_hosts: true,
        per_host_delay: Duration::ZERO,
        robots: Robots::Ignore,
        total_timeout: Duration::from_secs(20),
        ..Rules::default()
    }
}

fn go(url: &Url, state: &mut State, rules: &Rules, now: Timestamp) -> Result<Fetched, FetchError> {
    fetch(url, state, rules, now, &mut |_| true)
}

fn once(server: &Server, rules: &Rules) -> Result<Fetched, FetchError> {
    go(&server.url("/page"), &mut State::default(), rules, now())
}

// ---------------------------------------------------------------- documents and validators

#[test]
fn a_page_comes_with_its_type_and_says_who_asked() {
    let server = Server::fixed(page("<p>Pangwa</p>"));
    let fetched = go(&server.url("/a?b=c#part"), &mut State::default(), &rules(), now()).unwrap();
    assert_eq!(fetched.status, Status::New);
    assert_eq!(fetched.bytes, b"<p>Pangwa</p>");
    assert_eq!(fetched.content_type.as_deref(), Some("text/html"));
    assert_eq!(fetched.charset.as_deref(), Some("utf-8"));
    assert_eq!(fetched.url, server.url("/a?b=c"));
    assert_eq!(server.paths(), ["/a?b=c"]);
    assert_eq!(server.header(0, "user-agent").unwrap(), USER_AGENT.as_bytes());
    assert_eq!(server.header(0, "accept-encoding").unwrap(), b"gzip, deflate");
    assert_eq!(server.header(0, "connection").unwrap(), b"close");
}

#[test]
fn no_content_type_is_none_and_no_length_is_read_to_the_end() {
    let server = Server::fixed("HTTP/1.1 200 OK\r\n\r\nsome text");
    let fetched = once(&server, &rules()).unwrap();
    assert_eq!((fetched.content_type, fetched.charset), (None, None));
    assert_eq!(fetched.bytes, b"some text");
}

#[test]
fn addresses_that_browsers_accept_are_asked_for() {
    let server = Server::fixed(page("x"));
    for path in ["/a b", "/a|b{c}^d`e", "/?q=a|b{c}\"<>'", "/é/မြန်မာ", "/%zz", "/a[1]"] {
        let fetched = go(&server.url(path), &mut State::default(), &rules(), now());
        assert_eq!(fetched.unwrap().status, Status::New, "{path}");
    }
}

#[test]
fn validators_go_back_byte_for_byte_and_survive_the_file() {
    const ETAG: &[u8] = b"W/\"a-\xe9;b, c\"";
    const DATE: &str = "Sun, 01 Mar 2026 10:00:00 GMT";
    let head = [b"HTTP/1.1 200 OK\r\nETag: ", ETAG, b"\r\nLast-Modified: ", DATE.as_bytes()].concat();
    let server = Server::fixed([&head[..], b"\r\nContent-Length: 1\r\n\r\nx"].concat());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("state.json");
    let mut state = State::read(&file).unwrap();
    let first = go(&server.url("/f"), &mut state, &rules(), now()).unwrap();
    state.write(&file).unwrap();

    let mut again = State::read(&file).unwrap();
    assert_eq!(again.records, state.records);
    let second = go(&server.url("/f"), &mut again, &rules(), now()).unwrap();

    assert_eq!((first.status, second.status), (Status::New, Status::Unchanged));
    assert_eq!(server.header(0, "if-none-match"), None);
    assert_eq!(server.header(0, "if-modified-since"), None);
    assert_eq!(server.header(1, "if-none-match").unwrap(), ETAG);
    assert_eq!(server.header(1, "if-modified-since").unwrap(), DATE.as_bytes());
}

#[test]
fn not_modified_keeps_the_copy_and_its_validators() {
    let asked = AtomicU64::new(0);
    let server = Server::start(move |_, stream| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => stream.write_all(&answer("200 OK", "ETag: \"1\"\r\n", b"text")),
        _ => stream.write_all(b"HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=600\r\n\r\n"),
    });
    let url = server.url("/f");
    let mut state = State::default();
    let first = go(&url, &mut state, &rules(), now()).unwrap();
    let second = go(&url, &mut state, &rules(), now()).unwrap();
    assert_eq!(second.status, Status::NotModified);
    assert!(second.bytes.is_empty());
    assert_eq!((second.etag.as_deref(), &second.body_sha256), (Some("\"1\""), &first.body_sha256));
    let record = &state.records[url.as_str()];
    assert_eq!((record.last_status, record.next_due), (Some(304), Some(after(600))));
    let third = go(&url, &mut state, &rules(), after(599)).unwrap();
    assert_eq!(third.status, Status::NotDue { until: after(600) });
    let hurried = Rules { ask: Ask::Now, ..rules() };
    assert_eq!(go(&url, &mut state, &hurried, after(599)).unwrap().status, Status::NotModified);
    assert_eq!(server.paths().len(), 3);
}

#[test]
fn not_modified_without_a_copy_is_an_error() {
    let server = Server::fixed("HTTP/1.1 304 Not Modified\r\n\r\n");
    assert!(matches!(once(&server, &rules()), Err(FetchError::UnaskedNotModified)));
}

#[test]
fn validators_belong_to_the_final_address_only() {
    let asked = AtomicU64::new(0);
    let server = Server::start(move |path, stream| match (path, asked.fetch_add(1, Ordering::SeqCst)) {
        ("/feed", 0..=3) => stream.write_all(&to(302, "/one")),
        ("/feed", _) => stream.write_all(&to(302, "/two")),
        (name, _) => stream.write_all(&answer("200 OK", &format!("ETag: \"{name}\"\r\n"), b"x")),
    });
    let mut state = State::default();
    for _ in 0..3 {
        go(&server.url("/feed"), &mut state, &rules(), now()).unwrap();
    }
    assert_eq!(server.paths(), ["/feed", "/one", "/feed", "/one", "/feed", "/two"]);
    let sent: Vec<_> = (0..6).map(|n| server.header(n, "if-none-match")).collect();
    assert_eq!(sent, [None, None, None, Some(b"\"/one\"".to_vec()), None, None]);
}

// ---------------------------------------------------------------- waiting

#[test]
fn too_many_requests_is_respected_even_in_a_hurry() {
    let server = Server::fixed(answer("429 Too Many Requests", "Retry-After: 120\r\n", b""));
    let mut state = State::default();
    let hurried = Rules { ask: Ask::Now, ..rules() };
    let first = go(&server.url("/f"), &mut state, &hurried, now()).unwrap();
    assert_eq!(first.status, Status::Busy { code: 429, until: after(120) });
    let second = go(&server.url("/f"), &mut state, &hurried, after(119)).unwrap();
    assert_eq!(second.status, Status::NotDue { until: after(120) });
    // The host asked, not the one address.
    let other = go(&server.url("/other"), &mut state, &hurried, after(119)).unwrap();
    assert_eq!(other.status, Status::NotDue { until: after(120) });
    assert_eq!(server.paths().len(), 1);
    let third = go(&server.url("/f"), &mut state, &hurried, after(120)).unwrap();
    assert_eq!(third.status, Status::Busy { code: 429, until: after(240) });
    assert_eq!(state.records[server.url("/f").as_str()].errors_in_a_row, 2);
}

#[test]
fn unavailable_with_a_date_waits_for_it_and_without_one_backs_off() {
    let date = "Retry-After: Sun, 01 Mar 2026 13:00:00 GMT\r\n";
    let dated = Server::fixed(answer("503 Unavailable", date, b""));
    assert_eq!(once(&dated, &rules()).unwrap().status, Status::Busy { code: 503, until: after(3600) });

    let bare = Server::fixed(answer("503 Unavailable", "", b""));
    let mut state = State::default();
    let first = go(&bare.url("/f"), &mut state, &rules(), now()).unwrap();
    assert_eq!(first.status, Status::Busy { code: 503, until: after(300) });
    let second = go(&bare.url("/f"), &mut state, &rules(), after(300)).unwrap();
    assert_eq!(second.status, Status::Busy { code: 503, until: after(300 + 600) });
}

#[test]
fn an_error_status_is_a_status_and_backs_off() {
    let server = Server::fixed(answer("404 Not Found", "", b"nothing here"));
    let mut state = State::default();
    let fetched = go(&server.url("/f"), &mut state, &rules(), now()).unwrap();
    assert_eq!(fetched.status, Status::Failed { code: 404 });
    assert!(fetched.bytes.is_empty() && !fetched.status.has_document());
    assert_eq!(state.records[server.url("/f").as_str()].next_due, Some(after(300)));
}

#[test]
fn the_delay_between_requests_to_a_host_is_kept() {
    let server = Server::fixed(page("x"));
    let slow = Rules { per_host_delay: Duration::from_millis(300), ..rules() };
    let mut state = State::default();
    let started = Instant::now();
    for path in ["/a", "/b", "/c"] {
        go(&server.url(path), &mut state, &slow, now()).unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(600), "{:?}", started.elapsed());
}

#[test]
fn a_wait_beyond_any_that_is_set_holds_nothing_up() {
    let server = Server::fixed(page("x"));
    let url = server.url("/page");
    let mut state = State::default();
    let record = state.records.entry(url.to_string()).or_default();
    record.next_due = Some("2999-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(go(&url, &mut state, &rules(), now()).unwrap().status, Status::New);
}

#[test]
fn a_busy_host_is_not_asked_by_way_of_a_redirect_either() {
    let busy = Server::fixed(answer("429 Busy", "Retry-After: 60\r\n", b""));
    let place = busy.url("/x");
    let other = Server::start(move |_, stream| stream.write_all(&to(302, place.as_str())));
    let mut state = State::default();
    go(&busy.url("/"), &mut state, &rules(), now()).unwrap();
    let fetched = go(&other.url("/"), &mut state, &rules(), now()).unwrap();
    assert_eq!(fetched.status, Status::NotDue { until: after(60) });
    assert_eq!((busy.paths().len(), fetched.hops.len()), (1, 1));
}

// ---------------------------------------------------------------- redirects

#[test]
fn a_chain_of_permanent_redirects_says_where_the_address_has_moved() {
    let server = Server::start(|path, stream| match path {
        "/a" => stream.write_all(&to(301, "b")),
        "/b" => stream.write_all(&to(308, "/c?d#e")),
        _ => stream.write_all(&page("here")),
    });
    let fetched = go(&server.url("/a"), &mut State::default(), &rules(), now()).unwrap();
    assert_eq!(fetched.final_url, server.url("/c?d"));
    assert_eq!(fetched.moved(), Some(&server.url("/c?d")));
    let hops: Vec<_> = fetched.hops.iter().map(|hop| (hop.url.path(), hop.status)).collect();
    assert_eq!(hops, [("/a", 301), ("/b", 308)]);
    assert!(!fetched.downgraded);
}

/// Redirects every request to an address that was not there before.
fn onward(delay: Duration) -> Server {
    let count = AtomicU64::new(0);
    Server::start(move |_, stream| {
        thread::sleep(delay);
        stream.write_all(&to(302, &format!("/{}", count.fetch_add(1, Ordering::SeqCst))))
    })
}

#[test]
fn redirects_without_end_stop_and_are_listed() {
    let server = onward(Duration::ZERO);
    let error = once(&server, &rules()).unwrap_err();
    assert!(matches!(&error, FetchError::TooManyRedirects { hops } if hops.len() == 6), "{error}");
    assert!(error.to_string().contains("/4 (302)"), "{error}");
    assert_eq!(server.paths().len(), 6);
}

#[test]
fn redirects_in_a_circle_are_an_error() {
    let server = Server::start(|path, stream| {
        stream.write_all(&to(307, if path == "/page" { "/other" } else { "/page" }))
    });
    let error = once(&server, &rules()).unwrap_err();
    assert!(matches!(&error, FetchError::RedirectLoop { hops } if hops.len() == 2), "{error}");
}

#[test]
fn a_redirect_to_nonsense_or_to_a_file_is_an_error() {
    let error = once(&Server::fixed(to(302, "http://[::1")), &rules()).unwrap_err();
    let FetchError::BadRedirect { location } = error.root() else { panic!("{error}") };
    assert_eq!(location, "http://[::1");
    for location in ["file:///etc/hosts", "ftp://example.org/"] {
        let error = once(&Server::fixed(to(302, location)), &rules()).unwrap_err();
        assert!(matches!(error.root(), FetchError::Scheme(_)), "{error}");
    }
}

#[test]
fn a_redirect_without_location_is_only_a_status() {
    let server = Server::fixed(answer("302 Found", "", b""));
    assert_eq!(once(&server, &rules()).unwrap().status, Status::Failed { code: 302 });
}

// ---------------------------------------------------------------- addresses

#[test]
fn a_private_server_is_not_even_connected_to() {
    let server = Server::fixed(page("secret"));
    let public = Rules { allow_private_hosts: false, ..rules() };
    let local = Url::parse(&format!("http://localhost:{}/", server.port)).unwrap();
    for url in [server.url("/"), local] {
        let error = go(&url, &mut State::default(), &public, now()).unwrap_err();
        assert!(matches!(error, FetchError::NotPublic { kind: Kind::Loopback, .. }), "{error}");
    }
    assert!(server.paths().is_empty());
}

#[test]
fn a_redirect_from_a_public_host_to_a_private_one_is_refused() {
    for target in
        ["http://169.254.169.254/key", "http://2130706433/", "//[::ffff:10.0.0.1]/", "http://LocalHost./"]
    {
        let dir = tempfile::tempdir().unwrap();
        exchanges(dir.path(), &[("http://example.org/feed", 302, &[("Location", target)], None)]);
        let error = replayed(dir.path(), "http://example.org/feed").unwrap_err();
        assert!(matches!(error.root(), FetchError::NotPublic { .. }), "{target}: {error}");
        assert!(error.to_string().contains("http://example.org/feed (302)"), "{error}");
    }
}

// ---------------------------------------------------------------- bounds

/// Writes `total` bytes, and counts those that the client let through.
fn flood(head: &'static str, total: u64, chunked: bool) -> (Server, Arc<AtomicU64>) {
    let sent = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&sent);
    let block = vec![b'x'; 65536];
    let block = if chunked { [b"10000\r\n", &block[..], b"\r\n"].concat() } else { block };
    let server = Server::start(move |_, stream| {
        stream.write_all(head.as_bytes())?;
        while count.load(Ordering::SeqCst) < total {
            stream.write_all(&block)?;
            count.fetch_add(65536, Ordering::SeqCst);
        }
        Ok(())
    });
    (server, sent)
}

#[test]
fn a_gigabyte_stops_at_the_bound() {
    let heads = [
        ("HTTP/1.1 200 OK\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", false),
    ];
    for (head, chunked) in heads {
        let (server, sent) = flood(head, 1 << 30, chunked);
        let bounded = Rules { max_bytes: 3 << 20, ..rules() };
        let mut most = 0;
        let error = fetch(&server.url("/page"), &mut State::default(), &bounded, now(), &mut |at| {
            most = at.received.max(most);
            true
        })
        .unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { bound } if bound == 3 << 20), "{head}: {error}");
        assert!(most <= 3 << 20, "{most}");
        // What the sockets' buffers take besides is the system's.
        assert!(sent.load(Ordering::SeqCst) < 64 << 20, "{}", sent.load(Ordering::SeqCst));
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_gzip_bomb_stops_at_the_bound() {
    let bomb = gzip(&vec![0; 256 << 20]);
    assert!(bomb.len() < 1 << 20);
    let error = once(
        &Server::fixed(answer("200 OK", "Content-Encoding: gzip\r\n", &bomb)),
        &Rules { max_bytes: 2 << 20, ..rules() },
    )
    .unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}

// ---------------------------------------------------------------- connections that misbehave

#[test]
fn a_slow_drip_is_cut_by_the_total_time() {
    // In the body, and in the head.
    for head in ["HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Drip: "] {
        let server = Server::start(move |_, stream| {
            stream.write_all(head.as_bytes())?;
            for _ in 0..100 {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        });
        let started = Instant::now();
        let error =
            once(&server, &Rules { total_timeout: Duration::from_millis(700), ..rules() }).unwrap_err();
        assert!(matches!(error, FetchError::TimedOut(Late::Total)), "{head}: {error}");
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    }
}

#[test]
fn the_total_time_spans_all_redirects() {
    let server = onward(Duration::from_millis(300));
    let hurried = Rules { total_timeout: Duration::from_millis(700), max_redirects: 50, ..rules() };
    let error = once(&server, &hurried).unwrap_err();
    assert!(matches!(error.root(), FetchError::TimedOut(Late::Total)), "{error}");
    assert!(server.paths().len() <= 3);
}

#[test]
fn silence_is_cut_by_the_time_for_a_read() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")?;
        thread::sleep(Duration::from_secs(2));
        Ok(())
    });
    let error = once(&server, &Rules { read_timeout: Duration::from_millis(300), ..rules() }).unwrap_err();
    assert!(matches!(error, FetchError::TimedOut(Late::Read)), "{error}");
}

#[test]
fn a_body_shorter_than_stated_is_an_error_and_a_longer_one_is_cut() {
    let short = Server::fixed("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this");
    let error = once(&short, &rules()).unwrap_err();
    assert!(matches!(error, FetchError::CutShort { received: 9, stated: Some(50) }), "{error}");
    let long = Server::fixed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonly this");
    assert_eq!(once(&long, &rules()).unwrap().bytes, b"only");
}

#[test]
fn a_chunked_body_that_breaks_off_is_an_error() {
    let server = Server::fixed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
    let error = once(&server, &rules()).unwrap_err();
    assert!(matches!(error, FetchError::CutShort { received: 5, .. }), "{error}");
}

#[test]
fn a_reset_is_an_error_and_is_counted() {
    // A socket closed with unread data is reset.
    let server = Server::start_on(|stream, _| {
        thread::sleep(Duration::from_millis(50));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")
    });
    let mut state = State::default();
    let error = go(&server.url("/f"), &mut state, &rules(), now()).unwrap_err();
    assert!(matches!(error, FetchError::Connection(_) | FetchError::CutShort { .. }), "{error}");
    let record = &state.records[server.url("/f").as_str()];
    assert_eq!((record.errors_in_a_row, record.last_status, record.next_due), (1, None, Some(after(300))));
}

#[test]
fn nobody_listening_and_no_http_are_errors() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = Url::parse(&format!("http://127.0.0.1:{free}/")).unwrap();
    let error = go(&url, &mut State::default(), &rules(), now()).unwrap_err();
    assert!(matches!(error, FetchError::Connection(_)), "{error}");

    for nonsense in ["SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/1.1 xyz\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let error = once(&Server::fixed(nonsense), &rules()).unwrap_err();
        assert!(matches!(error, FetchError::Protocol(_)), "{error}");
    }
    let error = once(&Server::fixed(""), &rules()).unwrap_err();
    assert!(matches!(error, FetchError::CutShort { received: 0, .. }), "{error}");
}

#[test]
fn a_server_that_speaks_no_tls_is_an_error() {
    let server = Server::start_on(|stream, _| {
        let mut hello = [0; 4096];
        assert_ne!(stream.read(&mut hello)?, 0);
        stream.write_all(&page("x"))?;
        stream.read(&mut hello).map(|_| ())
    });
    let url = Url::parse(&format!("https://127.0.0.1:{}/", server.port)).unwrap();
    let error = go(&url, &mut State::default(), &rules(), now()).unwrap_err();
    assert!(matches!(error, FetchError::Tls(_)), "{error}");
}

#[test]
fn a_head_without_end_stops() {
    let (server, sent) = flood("HTTP/1.1 200 OK\r\nX-Long: ", 1 << 30, false);
    let error = once(&server, &rules()).unwrap_err();
    assert!(matches!(error, FetchError::Protocol(_)), "{error}");
    assert!(sent.load(Ordering::SeqCst) < 64 << 20);
}

#[test]
fn a_fetch_can_be_followed_and_cancelled() {
    let server = Server::fixed(page(&"y".repeat(300_000)));
    let mut seen = Vec::new();
    let fetched = fetch(&server.url("/f"), &mut State::default(), &rules(), now(), &mut |at| {
        seen.push(at);
        true
    });
    assert_eq!(fetched.unwrap().bytes.len(), 300_000);
    assert_eq!(seen.last(), Some(&Progress { received: 300_000, total: Some(300_000) }));
    assert!(seen.windows(2).all(|pair| pair[0].received <= pair[1].received));

    let mut state = State::default();
    let cancelled = fetch(&server.url("/f"), &mut state, &rules(), now(), &mut |at| at.received == 0);
    assert!(matches!(cancelled, Err(FetchError::Cancelled)));
    assert!(state.records.is_empty(), "a cancelled fetch is no failure");
}

// ---------------------------------------------------------------- robots.txt

fn kept_to() -> Rules {
    Rules { robots: Robots::Respect, ..rules() }
}

fn with_robots(robots: Vec<u8>) -> Server {
    Server::start(move |path, stream| match path {
        "/robots.txt" => stream.write_all(&robots),
        _ => stream.write_all(&page("x")),
    })
}

#[test]
fn robots_txt_is_kept_to_and_fetched_once_a_day() {
    let text = b"User-agent: *\nDisallow: /private\nAllow: /private/feed\n";
    let server = with_robots(answer("200 OK", "Content-Type: text/plain\r\n", text));
    let mut state = State::default();
    let no = go(&server.url("/private/x"), &mut state, &kept_to(), now()).unwrap();
    assert_eq!(no.status, Status::Disallowed { why: Disallowed::Rule });
    assert!(state.records.is_empty());
    let yes = go(&server.url("/private/feed"), &mut state, &kept_to(), now()).unwrap();
    assert_eq!(yes.status, Status::New);
    assert_eq!(server.paths(), ["/robots.txt", "/private/feed"]);

    let mut read = State::parse(&state.to_text().unwrap()).unwrap();
    go(&server.url("/private/x"), &mut read, &kept_to(), after(86_399)).unwrap();
    assert_eq!(server.paths().len(), 2);
    go(&server.url("/private/x"), &mut read, &kept_to(), after(86_400)).unwrap();
    assert_eq!(server.paths().len(), 3);
}

#[test]
fn no_robots_txt_allows_and_a_broken_host_does_not() {
    let none = with_robots(answer("404 Not Found", "", b""));
    assert_eq!(once(&none, &kept_to()).unwrap().status, Status::New);
    let broken = with_robots(answer("500 Oh", "", b""));
    let why = Disallowed::Unavailable(500);
    assert_eq!(once(&broken, &kept_to()).unwrap().status, Status::Disallowed { why });
    assert_eq!(broken.paths(), ["/robots.txt"]);
    let cut = with_robots(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nUser".to_vec());
    let error = once(&cut, &kept_to()).unwrap_err();
    assert!(matches!(&error, FetchError::RobotsTxt { url, .. } if url.path() == "/robots.txt"), "{error}");
}

#[test]
fn a_long_robots_txt_is_read_in_part() {
    let mut text = b"User-agent: *\nDisallow: /page\n".to_vec();
    text.extend(b"# nothing but words\n".repeat(60_000));
    for robots in [answer("200 OK", "", &text), answer("200 OK", "Content-Encoding: gzip\r\n", &gzip(&text))]
    {
        let fetched = once(&with_robots(robots), &kept_to()).unwrap();
        assert_eq!(fetched.status, Status::Disallowed { why: Disallowed::Rule });
    }
}

#[test]
fn robots_txt_of_the_target_of_a_redirect_is_kept_to() {
    let target = with_robots(answer("200 OK", "", b"User-agent: Oreline\nDisallow: /\n"));
    let place = target.url("/page");
    let start = Server::start(move |path, stream| match path {
        "/robots.txt" => stream.write_all(&answer("404 No", "", b"")),
        _ => stream.write_all(&to(302, place.as_str())),
    });
    let fetched = once(&start, &kept_to()).unwrap();
    assert_eq!(fetched.status, Status::Disallowed { why: Disallowed::Rule });
    assert_eq!(fetched.hops.len(), 1);
    assert_eq!(target.paths(), ["/robots.txt"]);
}

#[test]
fn the_crawl_delay_is_kept() {
    let server = with_robots(answer("200 OK", "", b"User-agent: *\nCrawl-delay: 0.4\n"));
    let mut state = State::default();
    let started = Instant::now();
    go(&server.url("/a"), &mut state, &kept_to(), now()).unwrap();
    go(&server.url("/b"), &mut state, &kept_to(), now()).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(800), "{:?}", started.elapsed());
}

// ---------------------------------------------------------------- proxies

/// Run by the test below in a process of its own, with proxies in its environment.
#[test]
#[ignore = "run by another test"]
fn fetch_under_proxies() {
    let url = Url::parse(&std::env::var("FETCH_THIS").unwrap()).unwrap();
    assert_eq!(go(&url, &mut State::default(), &rules(), now()).unwrap().bytes, b"direct");
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    let server = Server::fixed(page("direct"));
    let proxy = Server::fixed(page("by proxy"));
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "fetch_under_proxies", "--ignored"]).env("FETCH_THIS", server.url("/").as_str());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(name, proxy.url("/").as_str());
    }
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(proxy.paths().is_empty());
    assert_eq!(server.paths(), ["/"]);
}

// ---------------------------------------------------------------- recordings

type Recorded<'a> = (&'a str, u16, &'a [(&'a str, &'a str)], Option<&'a str>);

fn exchanges(dir: &Path, all: &[Recorded<'_>]) {
    let exchange = |(url, status, headers, body): &Recorded<'_>| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| [name, value]).collect();
        serde_json::json!({ "url": url, "status": status, "headers": headers, "body": body })
    };
    let all: Vec<_> = all.iter().map(exchange).collect();
    let index = serde_json::json!({ "exchanges": all });
    std::fs::write(dir.join("index.json"), index.to_string()).unwrap();
}

fn replayed(dir: &Path, url: &str) -> Result<Fetched, FetchError> {
    let mut source = Source::Replay(replay(dir).unwrap());
    let url = Url::parse(url).unwrap();
    fetch_from(&mut source, &url, &mut State::default(), &Rules::default(), now(), &mut |_| true)
}

#[test]
fn a_downgrade_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.html"), "<p>x</p>").unwrap();
    let down = [("Location", "http://example.org/b")];
    exchanges(
        dir.path(),
        &[("https://example.org/a", 301, &down, None), ("http://example.org/b", 200, &[], Some("a.html"))],
    );
    let fetched = replayed(dir.path(), "https://example.org/a").unwrap();
    assert!(fetched.downgraded);
    assert_eq!(fetched.bytes, b"<p>x</p>");
}

#[test]
fn a_recording_gives_the_same_again() {
    let body = gzip(b"recorded text");
    let server = Server::start(move |path, stream| match path {
        "/old" => stream.write_all(&answer("301 Moved", "Location: /new\r\nSet-Cookie: a=b\r\n", b"")),
        "/new" => stream.write_all(&answer("200 OK", "Content-Encoding: gzip\r\nETag: \"e\"\r\n", &body)),
        _ => stream.write_all(&answer("404 No", "", b"")),
    });
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("kept");
    let mut source = Source::Record(record(&folder).unwrap());
    let url = server.url("/old");
    let (mut state, mut other) = (State::default(), State::default());
    let live = fetch_from(&mut source, &url, &mut state, &kept_to(), now(), &mut |_| true).unwrap();
    assert_eq!(live.bytes, b"recorded text");
    let mut source = Source::Replay(replay(&folder).unwrap());
    let again = fetch_from(&mut source, &url, &mut other, &kept_to(), now(), &mut |_| true).unwrap();
    assert_eq!(again, live);
    assert_eq!(other.to_text().unwrap(), state.to_text().unwrap());
    assert_eq!(server.paths(), ["/robots.txt", "/old", "/new"]);
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    assert!(!index.contains("cookie"), "{index}");
    assert!(record(&folder).is_err(), "a recording is not written over");
}

#[test]
fn a_replay_runs_out_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    exchanges(dir.path(), &[("http://example.org/a", 200, &[], None)]);
    let error = replayed(dir.path(), "http://example.org/b").unwrap_err();
    assert!(matches!(error, FetchError::NotRecorded(_)), "{error}");
    assert_eq!(replayed(dir.path(), "http://example.org/a").unwrap().bytes, b"");
}

#[test]
fn a_replay_with_a_length_that_lies_is_cut_short() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a"), "abc").unwrap();
    exchanges(dir.path(), &[("http://example.org/a", 200, &[("content-length", "5")], Some("a"))]);
    let error = replayed(dir.path(), "http://example.org/a").unwrap_err();
    assert!(matches!(error, FetchError::CutShort { received: 3, stated: Some(5) }), "{error}");
}

#[test]
fn a_body_outside_the_folder_is_refused() {
    for name in ["../secret", "/etc/hosts", "a/b", "..", "", "C:x", "a\\b"] {
        let dir = tempfile::tempdir().unwrap();
        exchanges(dir.path(), &[("http://example.org/a", 200, &[], Some(name))]);
        assert!(matches!(replay(dir.path()), Err(ReplayError::Body { number: 1, .. })), "{name}");
    }
}
