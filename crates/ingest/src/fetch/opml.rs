//! Lists of feeds: OPML 1.0, 1.1 and 2.0.
//!
//! Lists come out of other readers with attributes in any case, bare ampersands, folders in folders and entries that
//! lead nowhere: what can be loaded is, and what cannot is reported with its line. The road not taken: the `opml`
//! crate, which gives up the whole list for one outline without `text`, and which descends into folders by recursion,
//! so that a list nested deep enough ends the process; it serves the tests as a second opinion.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;
use url::Url;

/// Folders in folders. A guess; readers show two or three.
const MAX_DEPTH: usize = 16;
/// Feeds in a list. A guess: more than anybody reads, and few enough to hold.
const MAX_FEEDS: usize = 20_000;
/// Problems that are reported one by one.
const MAX_PROBLEMS: usize = 200;
/// Characters of a title or a folder's name; every feed carries the names of its folders.
const MAX_NAME: usize = 200;

/// A feed in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its title as the list gives it.
    pub title: Option<String>,
    /// The feed.
    pub xml_url: Url,
    /// The site, as the list gives it.
    pub html_url: Option<String>,
    /// The folders it lies in, outermost first.
    pub folder: Vec<String>,
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// It says that it is a feed and does not say where.
    #[error("a feed without an address")]
    NoAddress,
    /// Its address is none, or not of http or https.
    #[error("{0:?} is not an http or https address")]
    BadAddress(String),
    /// It lies in too many folders.
    #[error("folders are nested deeper than {MAX_DEPTH}; its outermost are kept")]
    TooDeep,
    /// There are too many feeds; this and all further ones are left out.
    #[error("more than {MAX_FEEDS} feeds; the rest is left out")]
    TooMany,
    /// The text is not well-formed from here on.
    #[error("the list breaks off: {0}")]
    BrokenOff(String),
}

/// An entry that was not loaded as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// The feeds in the order of the list, doubles included.
    pub feeds: Vec<Subscription>,
    /// What could not be loaded.
    pub problems: Vec<Problem>,
    /// How many further problems were not written down.
    pub more_problems: usize,
}

/// A text that is not a list at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpmlError {
    /// The outermost element is another, or there is none.
    #[error("not an OPML list: the outermost element is {0:?}")]
    NotOpml(String),
    /// Not XML before any element.
    #[error("not an OPML list: {0}")]
    NotXml(String),
}

/// Reads a list of feeds.
///
/// # Errors
///
/// [`OpmlError`] only if the text is not OPML from its first element on; anything later is a [`Problem`].
pub fn opml(text: &str) -> Result<Subscriptions, OpmlError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    find_root(&mut reader)?;
    let mut list =
        List { text, line: 1, counted: 0, folders: Vec::new(), deeper: 0, found: Subscriptions::default() };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(tag)) if is_outline(&tag) => list.open(&tag, at),
            Ok(Event::Empty(tag)) if is_outline(&tag) => {
                list.open(&tag, at);
                list.close();
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case("outline") => list.close(),
            Ok(Event::Eof) => return Ok(list.found),
            Ok(_) => {}
            Err(error) => {
                list.report(at, Fault::BrokenOff(error.to_string()));
                return Ok(list.found);
            }
        }
    }
}

fn find_root(reader: &mut Reader<&[u8]>) -> Result<(), OpmlError> {
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name();
                if name.as_ref().eq_ignore_ascii_case("opml") {
                    return Ok(());
                }
                return Err(OpmlError::NotOpml(cut(name.as_ref())));
            }
            Ok(Event::Eof) => return Err(OpmlError::NotOpml(String::new())),
            Ok(_) => {}
            Err(error) => return Err(OpmlError::NotXml(error.to_string())),
        }
    }
}

fn is_outline(tag: &BytesStart<'_>) -> bool {
    tag.local_name().as_ref().eq_ignore_ascii_case("outline")
}

/// A list while it is read.
struct List<'a> {
    text: &'a str,
    /// Line of the byte up to which lines were counted.
    line: usize,
    counted: usize,
    /// Names of the open outlines, outermost first, [`MAX_DEPTH`] at most.
    folders: Vec<String>,
    /// How many more are open.
    deeper: usize,
    found: Subscriptions,
}

impl List<'_> {
    fn open(&mut self, tag: &BytesStart<'_>, at: usize) {
        let mut said = attributes(tag);
        let title = said.remove("title").or_else(|| said.remove("text"));
        let named_feed = said.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("rss"));
        match said.remove("xmlurl").filter(|address| !address.is_empty()) {
            Some(address) => self.add(&address, title.clone(), said.remove("htmlurl"), at),
            None if named_feed => self.report(at, Fault::NoAddress),
            None => {}
        }
        if self.folders.len() < MAX_DEPTH {
            self.folders.push(title.unwrap_or_default());
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.folders.pop();
        }
    }

    fn add(&mut self, address: &str, title: Option<String>, html_url: Option<String>, at: usize) {
        if self.found.feeds.len() >= MAX_FEEDS {
            return self.report(at, Fault::TooMany);
        }
        let Some(xml_url) = feed_address(address) else {
            return self.report(at, Fault::BadAddress(cut(address)));
        };
        let folder: Vec<String> = self.folders.iter().filter(|name| !name.is_empty()).cloned().collect();
        if self.deeper > 0 {
            self.report(at, Fault::TooDeep);
        }
        self.found.feeds.push(Subscription { title, xml_url, html_url, folder });
    }

    fn report(&mut self, at: usize, fault: Fault) {
        if self.found.problems.len() >= MAX_PROBLEMS {
            self.found.more_problems += 1;
            return;
        }
        let line = self.line_of(at);
        self.found.problems.push(Problem { line, fault });
    }

    /// The line of a byte; asked in ascending order, so that each byte is looked at once.
    fn line_of(&mut self, at: usize) -> usize {
        let passed = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(at);
        self.line
    }
}

/// The attributes that matter, by name in lower case, entities resolved where they can be.
fn attributes(tag: &BytesStart<'_>) -> BTreeMap<String, String> {
    const READ: [&str; 5] = ["title", "text", "type", "xmlurl", "htmlurl"];
    let mut said = BTreeMap::new();
    // Of an attribute given twice the first counts.
    for attribute in tag.html_attributes().flatten() {
        let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
        if READ.contains(&name.as_str()) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_or_else(
                // A bare ampersand: as it stands.
                |_| attribute.value.clone().into_owned(),
                std::borrow::Cow::into_owned,
            );
            let value = if name.ends_with("url") { value.trim().to_owned() } else { cut(value.trim()) };
            said.entry(name).or_insert(value);
        }
    }
    said.retain(|_, value| !value.is_empty());
    said
}

/// An http or https address; `feed:` stands before either, or in the place of http.
fn feed_address(address: &str) -> Option<Url> {
    let rest = address.strip_prefix("feed:").unwrap_or(address);
    let whole = if rest.starts_with("//") { format!("http:{rest}") } else { rest.to_owned() };
    Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests;
