//! Documents from the network: pages, and feeds with the pages behind their entries.
//!
//! One address after the other, since politeness is a matter of each host and the state of fetching is one. Whatever
//! goes wrong with an address is a note; the others are fetched. The road not taken: following links of pages, which
//! is a crawler's work and a crawler's manners.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use super::entries;
use super::{Held, Item, Remark, Sort, open, sort};
use crate::feed::{self, Feed};
use crate::fetch::{Disallowed, FetchError, Fetched, Rules, Source, State, Status, fetch_from};
use crate::read::Where;

/// What to fetch, and how.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Addresses of pages and feeds.
    pub urls: &'a [Url],
    /// Pages that are fetched of each feed at most, in the feed's order.
    pub most: usize,
    /// The day to read relative dates by.
    pub fetched: Option<Date>,
    /// Bounds and manners.
    pub rules: &'a Rules,
    /// The caller's clock, for politeness alone.
    pub now: Timestamp,
}

/// Fetches addresses, and the pages behind the entries of those that are feeds.
///
/// `progress` is told of the address that is asked, again and again while it is waited for; by returning false it ends
/// the whole. What was fetched until then is kept.
pub fn fetch_all(
    asked: &Asked<'_>,
    source: &mut Source,
    state: &mut State,
    progress: &mut dyn FnMut(&Url) -> bool,
) -> Held {
    let mut round = Round { asked, source, state, progress, seen: BTreeSet::new(), stopped: false };
    let mut held = Held::default();
    for url in asked.urls {
        if let Some(fetched) = round.one(url, &mut held) {
            held = held.with(round.contents(fetched));
        }
    }
    if round.stopped {
        held.notes.push(Remark::new("", "stopped before all addresses were asked"));
    }
    held
}

struct Round<'a, 'b> {
    asked: &'b Asked<'a>,
    source: &'b mut Source,
    state: &'b mut State,
    progress: &'b mut dyn FnMut(&Url) -> bool,
    seen: BTreeSet<String>,
    stopped: bool,
}

impl Round<'_, '_> {
    /// What an address brought, unless it was asked before.
    fn one(&mut self, url: &Url, held: &mut Held) -> Option<Fetched> {
        let mut plain = url.clone();
        plain.set_fragment(None);
        if self.stopped || !self.seen.insert(plain.to_string()) {
            return None;
        }
        let progress = &mut self.progress;
        let mut each = |_| progress(url);
        let (rules, now) = (self.asked.rules, self.asked.now);
        match fetch_from(self.source, url, self.state, rules, now, &mut each) {
            Ok(fetched) if fetched.status.has_document() => {
                let moved = fetched.moved().map(|to| format!("has moved for good to {to}"));
                held.notes.extend(moved.map(|text| Remark::new(url.as_str(), text)));
                Some(fetched)
            }
            Ok(fetched) => {
                held.notes.push(Remark::new(url.as_str(), without(&fetched)));
                held.unchanged +=
                    usize::from(matches!(fetched.status, Status::NotModified | Status::NotDue { .. }));
                None
            }
            Err(error) => {
                self.stopped |= matches!(error.root(), FetchError::Cancelled);
                held.notes.push(Remark::new(url.as_str(), format!("not fetched: {error}")));
                None
            }
        }
    }

    fn contents(&mut self, fetched: Fetched) -> Held {
        let item = item(fetched, self.asked.fetched);
        match sort(&item.bytes) {
            Sort::Feed => self.feed(&item),
            Sort::Opml | Sort::Data | Sort::Document => open(&item),
        }
    }

    /// The pages behind a feed; where one cannot be had, the entry's own text.
    fn feed(&mut self, item: &Item) -> Held {
        let feed = feed::read_delivered(&item.bytes, &super::delivery(&item.at));
        let entries = feed.entries();
        let mut held = Held::default();
        for (number, entry) in entries.iter().enumerate() {
            let link = entry.link.as_deref().and_then(|link| Url::parse(link).ok());
            let page = link.filter(|_| number < self.asked.most).and_then(|link| {
                let fetched = self.one(&link, &mut held)?;
                Some(open(&self::item(fetched, self.asked.fetched)))
            });
            match page.filter(|page| !page.documents.is_empty()) {
                Some(page) => held = held.with(page),
                None => held.documents.extend(entries::document(&feed, entry, number, &item.at)),
            }
        }
        held.notes.extend(left(&feed, entries.len(), self.asked.most, &item.at));
        held
    }
}

fn left(feed: &Feed, entries: usize, most: usize, at: &Where) -> Vec<Remark> {
    let mut notes = Vec::new();
    if entries == 0 {
        notes.push(Remark::new(&at.url, "a feed without entries"));
    }
    if entries > most {
        let text = format!(
            "the pages of {} of {entries} entries were not fetched; --most says how many are",
            entries - most
        );
        notes.push(Remark::new(&at.url, text));
    }
    if !feed.repairs().is_empty() {
        notes.push(Remark::new(&at.url, format!("the feed was mended in {} places", feed.repairs().len())));
    }
    notes
}

/// What was fetched, under the address where its redirects ended: that is whose text it is.
fn item(fetched: Fetched, day: Option<Date>) -> Item {
    let Fetched { final_url, bytes, content_type, charset, .. } = fetched;
    let content_type = content_type.map(|kind| match charset {
        Some(charset) => format!("{kind}; charset={charset}"),
        None => kind,
    });
    Item { at: Where { url: final_url.to_string(), content_type, fetched: day }, bytes }
}

/// Why an answer brought no document.
fn without(fetched: &Fetched) -> String {
    match fetched.status {
        Status::New | Status::Unchanged => "fetched".into(),
        Status::NotModified => "unchanged since it was last fetched; nothing to read again".into(),
        Status::NotDue { until } => format!("not asked again before {until}"),
        Status::Disallowed { why: Disallowed::Rule } => {
            "not fetched: the robots.txt of its host forbids it".into()
        }
        Status::Disallowed { why: Disallowed::Unavailable(code) } => {
            format!("not fetched: the robots.txt of its host could not be had (status {code})")
        }
        Status::Disallowed { why: Disallowed::Unreadable } => {
            "not fetched: the robots.txt of its host cannot be read".into()
        }
        Status::Busy { code, until } => {
            format!("not fetched: the server asks to wait until {until} (status {code})")
        }
        Status::Failed { code } => format!("not fetched: the server answers with status {code}"),
    }
}
