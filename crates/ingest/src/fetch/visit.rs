//! One fetch from beginning to end: is it due, is it allowed, ask, follow, read, note.
//!
//! The road not taken: the client's own redirects, which would judge neither `robots.txt` nor the address of a hop,
//! and would send the validators of one address to another.

use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use url::Url;

use super::address::checked;
use super::body::{Coding, Overflow, Packed};
use super::headers::{Headers, LONGEST_FRESH, content_type, fresh_for, later, retry_after};
use super::robots::{self, Verdict};
use super::source::{Answer, Request, Source};
use super::state::{RobotsAnswer, State, is_header_value, origin};
use super::{Disallowed, FetchError, Fetched, Hop, Late, Progress, Robots, Rules, Status};

/// How often a wait looks whether it was cancelled.
const SLICE: Duration = Duration::from_millis(100);

/// What every step of one fetch needs.
struct Visit<'a> {
    source: &'a mut Source,
    state: &'a mut State,
    rules: &'a Rules,
    now: Timestamp,
    progress: &'a mut dyn FnMut(Progress) -> bool,
    /// What remains of the total time.
    left: Duration,
}

pub(super) fn visit(
    source: &mut Source,
    url: &Url,
    state: &mut State,
    rules: &Rules,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Fetched, FetchError> {
    let start = checked(url, rules.allow_private_hosts)?;
    if let Some(until) = state.waits_until(&start, rules.ask, now) {
        let next_due = Some(until);
        return Ok(Fetched { next_due, ..without_document(&start, &start, Status::NotDue { until }) });
    }
    let mut visit = Visit { source, state, rules, now, progress, left: rules.total_timeout };
    let mut outcome = follow(&mut visit, &start);
    if !matches!(outcome.as_ref().map_err(FetchError::root), Err(FetchError::Cancelled)) {
        state.note(&start, &mut outcome, now);
    }
    outcome
}

fn without_document(start: &Url, url: &Url, status: Status) -> Fetched {
    Fetched {
        url: start.clone(),
        final_url: url.clone(),
        status,
        bytes: Vec::new(),
        content_type: None,
        charset: None,
        etag: None,
        last_modified: None,
        body_sha256: None,
        hops: Vec::new(),
        downgraded: false,
        next_due: None,
    }
}

/// Follows redirects from `start` to an answer; an error says after which of them it came.
fn follow(visit: &mut Visit<'_>, start: &Url) -> Result<Fetched, FetchError> {
    let mut hops = Vec::new();
    match walk(visit, start, &mut hops) {
        Ok(fetched) => {
            let schemes: Vec<&str> =
                hops.iter().map(|hop| hop.url.scheme()).chain([fetched.final_url.scheme()]).collect();
            let downgraded = schemes.windows(2).any(|pair| pair == ["https", "http"]);
            Ok(Fetched { hops, downgraded, ..fetched })
        }
        Err(error @ (FetchError::TooManyRedirects { .. } | FetchError::RedirectLoop { .. })) => Err(error),
        Err(error) if hops.is_empty() => Err(error),
        Err(error) => Err(FetchError::Redirected { hops, source: Box::new(error) }),
    }
}

fn walk(visit: &mut Visit<'_>, start: &Url, hops: &mut Vec<Hop>) -> Result<Fetched, FetchError> {
    let mut url = start.clone();
    loop {
        if let Some(until) = visit.state.host_waits_until(&url, visit.now) {
            let next_due = Some(until);
            return Ok(Fetched { next_due, ..without_document(start, &url, Status::NotDue { until }) });
        }
        let delay = match allowed(visit, &url)? {
            Ok(delay) => delay,
            Err(why) => return Ok(without_document(start, &url, Status::Disallowed { why })),
        };
        let (etag, last_modified) = visit.state.validators(start, &url);
        let request = Request { url: &url, etag: etag.as_deref(), last_modified: last_modified.as_deref() };
        let answer = ask(visit, &request, delay)?;
        let Some(next) = redirect(&url, &answer)? else {
            let asked_conditionally = etag.is_some() || last_modified.is_some();
            return finish(visit, start, &url, answer, asked_conditionally);
        };
        hops.push(Hop { url, status: answer.status });
        url = checked(&next, visit.rules.allow_private_hosts)?;
        if hops.iter().any(|hop| hop.url == url) {
            return Err(FetchError::RedirectLoop { hops: std::mem::take(hops) });
        }
        if hops.len() > visit.rules.max_redirects {
            return Err(FetchError::TooManyRedirects { hops: std::mem::take(hops) });
        }
    }
}

/// Where an answer redirects to, if it does.
fn redirect(url: &Url, answer: &Answer) -> Result<Option<Url>, FetchError> {
    let redirects = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
    let Some(location) = answer.headers.first("location").filter(|_| redirects) else { return Ok(None) };
    // Some servers send UTF-8 where only ASCII is allowed.
    let location = super::headers::latin1_bytes(location)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| location.to_owned());
    let next = url.join(&location);
    next.map(Some).map_err(|_| FetchError::BadRedirect { location: location.chars().take(200).collect() })
}

/// One exchange, after the delay that its host may expect.
fn ask(visit: &mut Visit<'_>, request: &Request<'_>, delay: Duration) -> Result<Answer, FetchError> {
    pause(visit, request.url, delay.max(visit.rules.per_host_delay))?;
    if visit.left.is_zero() {
        return Err(FetchError::TimedOut(Late::Total));
    }
    let started = Instant::now();
    let answer = visit.source.ask(request, visit.rules, visit.left);
    visit.left = visit.left.saturating_sub(started.elapsed());
    let host = request.url.host_str().unwrap_or_default();
    visit.state.last_asked.insert(host.to_owned(), Instant::now());
    answer
}

fn pause(visit: &mut Visit<'_>, url: &Url, delay: Duration) -> Result<(), FetchError> {
    let last = visit.state.last_asked.get(url.host_str().unwrap_or_default()).copied();
    loop {
        if !(visit.progress)(Progress { received: 0, total: None }) {
            return Err(FetchError::Cancelled);
        }
        let passed = last.filter(|_| visit.source.is_network()).map_or(delay, |last| last.elapsed());
        let wait = delay.saturating_sub(passed);
        if wait.is_zero() {
            return Ok(());
        }
        thread::sleep(wait.min(SLICE));
    }
}

/// The delay with which `url` may be asked for, or why it may not.
fn allowed(visit: &mut Visit<'_>, url: &Url) -> Result<Result<Duration, Disallowed>, FetchError> {
    if visit.rules.robots == Robots::Ignore {
        return Ok(Ok(Duration::ZERO));
    }
    let host = origin(url);
    let before = visit.state.hosts.get(&host).and_then(|host| host.robots.clone());
    let copy = match before {
        Some(copy) if robots::is_fresh(&copy, visit.now) => copy,
        before => {
            let answer = robots_txt(visit, url)?;
            let copy = robots::kept(answer, before, visit.now);
            visit.state.hosts.entry(host).or_default().robots = Some(copy.clone());
            copy
        }
    };
    Ok(match robots::verdict(&copy.answer, &visit.rules.user_agent, url) {
        Verdict::Allowed { delay } => Ok(delay),
        Verdict::Forbidden => Err(Disallowed::Rule),
        Verdict::Unavailable(code) => Err(Disallowed::Unavailable(code)),
        Verdict::Unreadable => Err(Disallowed::Unreadable),
    })
}

fn robots_txt(visit: &mut Visit<'_>, url: &Url) -> Result<RobotsAnswer, FetchError> {
    let mut place = url.clone();
    place.set_path("/robots.txt");
    place.set_query(None);
    match ask_robots(visit, &origin(url), place.clone()) {
        Err(FetchError::Cancelled) => Err(FetchError::Cancelled),
        Err(error) => Err(FetchError::RobotsTxt { url: place, source: Box::new(error) }),
        Ok(answer) => Ok(answer),
    }
}

fn ask_robots(visit: &mut Visit<'_>, host: &str, mut url: Url) -> Result<RobotsAnswer, FetchError> {
    // Five redirects at least; beyond them there is no file (RFC 9309, section 2.3.1.2).
    for _ in 0..=visit.rules.max_redirects.max(5) {
        let answer = ask(visit, &Request { url: &url, etag: None, last_modified: None }, Duration::ZERO)?;
        match (redirect(&url, &answer)?, answer.status) {
            (Some(next), _) => url = checked(&next, visit.rules.allow_private_hosts)?,
            (None, 200..=299) => {
                let text = read(visit, answer, robots::READ_BYTES, Overflow::Cut)?;
                return Ok(RobotsAnswer::Text(String::from_utf8_lossy(&text).into_owned()));
            }
            (None, code @ (429 | 500..=599)) => {
                note_wait(visit, host, &answer.headers);
                return Ok(RobotsAnswer::Unavailable(code));
            }
            (None, _) => return Ok(RobotsAnswer::None),
        }
    }
    Ok(RobotsAnswer::None)
}

fn read(
    visit: &mut Visit<'_>,
    answer: Answer,
    bound: u64,
    overflow: Overflow,
) -> Result<Vec<u8>, FetchError> {
    let coding = Coding::of(&answer.headers.list("content-encoding"))?;
    let started = Instant::now();
    let packed = Packed { raw: answer.body, coding, stated: answer.headers.length() };
    let body = packed.read(bound, overflow, visit.progress);
    visit.left = visit.left.saturating_sub(started.elapsed());
    body
}

fn finish(
    visit: &mut Visit<'_>,
    start: &Url,
    url: &Url,
    answer: Answer,
    asked_conditionally: bool,
) -> Result<Fetched, FetchError> {
    let ended = |status| without_document(start, url, status);
    match answer.status {
        // No content, and a part that was not asked for.
        code @ (204..=206) => Ok(ended(Status::Failed { code })),
        200..=299 => document(visit, start, url, answer),
        304 if asked_conditionally => Ok(not_modified(visit, start, url, &answer.headers)),
        304 => Err(FetchError::UnaskedNotModified),
        code @ (429 | 503) => {
            let next_due = note_wait(visit, &origin(url), &answer.headers);
            // Where the server does not say when, the state does.
            let until = next_due.unwrap_or(visit.now);
            Ok(Fetched { next_due, ..ended(Status::Busy { code, until }) })
        }
        code => Ok(ended(Status::Failed { code })),
    }
}

fn document(visit: &mut Visit<'_>, start: &Url, url: &Url, answer: Answer) -> Result<Fetched, FetchError> {
    let headers = answer.headers.clone();
    let bytes = read(visit, answer, visit.rules.max_bytes, Overflow::Refuse)?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let before = visit.state.records.get(start.as_str()).and_then(|record| record.body_sha256.as_ref());
    let status = if before == Some(&sha256) { Status::Unchanged } else { Status::New };
    let (content_type, charset) = content_type(headers.first("content-type").unwrap_or_default());
    Ok(Fetched {
        bytes,
        content_type,
        charset,
        etag: validator(&headers, "etag"),
        last_modified: validator(&headers, "last-modified"),
        body_sha256: Some(sha256),
        next_due: next_due(&headers, visit.now),
        ..without_document(start, url, status)
    })
}

/// The copy at hand still holds; validators that came with the answer replace the old ones (RFC 9111, section 3.2).
fn not_modified(visit: &Visit<'_>, start: &Url, url: &Url, headers: &Headers) -> Fetched {
    let record = visit.state.records.get(start.as_str()).cloned().unwrap_or_default();
    Fetched {
        etag: validator(headers, "etag").or(record.etag),
        last_modified: validator(headers, "last-modified").or(record.last_modified),
        body_sha256: record.body_sha256,
        next_due: next_due(headers, visit.now),
        ..without_document(start, url, Status::NotModified)
    }
}

fn validator(headers: &Headers, name: &str) -> Option<String> {
    headers.first(name).filter(|value| is_header_value(value)).map(str::to_owned)
}

fn next_due(headers: &Headers, now: Timestamp) -> Option<Timestamp> {
    let seconds = fresh_for(&headers.list("cache-control"), headers.first("age"))?;
    let fresh = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    Some(later(now, fresh, LONGEST_FRESH)).filter(|due| *due > now)
}

/// Until when a host asks to wait; noted for all of the host, because it is the host that is busy.
fn note_wait(visit: &mut Visit<'_>, host: &str, headers: &Headers) -> Option<Timestamp> {
    // "Now" from a host that is busy says nothing.
    let until = retry_after(headers.first("retry-after")?, visit.now).filter(|until| *until > visit.now)?;
    visit.state.hosts.entry(host.to_owned()).or_default().wait_until = Some(until);
    Some(until)
}
