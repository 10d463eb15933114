//! Reading documents: bytes become a [`Document`] with its text, its day, and the hands it came through.
//!
//! Pages, mails and plain text take one way: bytes to characters, characters to lines, lines to an article and what
//! stands around it, from which the rest is deduced. The main text of a page is found by the crate `trafilatura` as it
//! stands. The road not taken: rules of our own for single sites, which help on the pages they were written on.

mod body;
mod chain;
mod charset;
mod cited;
mod credit;
mod facts;
mod furniture;
mod kind;
mod language;
mod mail;
mod names;
pub(crate) mod outlets;
mod page;
mod plain;
mod scan;

use std::fmt;

use jiff::civil::Date;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use oreline_units::PartialDate;

use crate::date::find_dates;
use crate::document::Document;
use body::{article, prose, without_furniture};
use chain::{chain, signs};
use credit::{Credit, Form, credit, dateline, listed, tidy};
use facts::{Layout, Title, author, published, same_words, site, title};
use furniture::{after_article, furniture};
use kind::Kind;
use names::person;
use page::{Line, Page, host_of};

pub use cited::{CitedReport, cited};
pub use language::Script;
pub use scan::Bound;

/// Bytes that are read at most, before and after decompression.
pub const MOST_IN: usize = 64 << 20;

/// Where a document was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// Its address, or the path of its file.
    pub url: String,
    /// The `Content-Type` that came with it.
    pub content_type: Option<String>,
    /// The day it was fetched; no date later than this is believed.
    pub fetched: Option<Date>,
}

/// A document and what is to be said of its reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// What could not be told, what was repaired, what is unread.
    pub notes: Vec<Note>,
}

/// Something a reader of the document should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The bytes are UTF-8 though something else was said.
    CharsetWrong {
        /// What was said.
        said: String,
    },
    /// The character set was guessed from the bytes.
    CharsetGuessed {
        /// The guess.
        charset: String,
    },
    /// UTF-8 with so many strays from windows-1252 in it, which were put right.
    MixedCharsets {
        /// Places repaired.
        count: usize,
    },
    /// Characters that do not exist in the character set.
    Unreadable {
        /// The character set.
        charset: String,
        /// Places shown as U+FFFD.
        count: usize,
    },
    /// Control characters taken out.
    Controls {
        /// How many.
        count: usize,
    },
    /// The page was read without its structure, for it is over a bound.
    Flattened {
        /// Which.
        bound: Bound,
    },
    /// Lines wrapped by hand were joined.
    Unwrapped,
    /// Paragraphs in a script that is stored and not read.
    Unread {
        /// The script.
        script: Script,
        /// How many paragraphs.
        paragraphs: usize,
    },
    /// The Burmese text seems to be in the Zawgyi order; it is stored as it came.
    Zawgyi,
    /// No text was found.
    NoText,
    /// No title was found.
    NoTitle,
    /// No date was found.
    NoDate,
    /// The only date found is later than the day of fetching.
    DateAhead {
        /// The date.
        date: String,
    },
    /// The publisher could not be told.
    NoPublisher,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CharsetWrong { said } => write!(f, "said to be in {said}, but it is UTF-8"),
            Self::CharsetGuessed { charset } => write!(f, "character set guessed: {charset}"),
            Self::MixedCharsets { count } => write!(f, "mixed character sets: {count} places repaired"),
            Self::Unreadable { charset, count } => write!(f, "{count} places are not in {charset}"),
            Self::Controls { count } => write!(f, "{count} control characters taken out"),
            Self::Flattened { bound } => write!(f, "read without its structure: {bound}"),
            Self::Unwrapped => f.write_str("lines wrapped by hand were joined"),
            Self::Unread { script, paragraphs } => {
                let script = match script {
                    Script::Chinese => "Chinese",
                    Script::Burmese => "Burmese",
                };
                write!(f, "{paragraphs} paragraphs in {script} are stored, but not read")
            }
            Self::Zawgyi => f.write_str("Burmese text seems to be in Zawgyi; it was not converted"),
            Self::NoText => f.write_str("no text found"),
            Self::NoTitle => f.write_str("no title found"),
            Self::NoDate => f.write_str("no date found"),
            Self::DateAhead { date } => write!(f, "dated {date}, after it was fetched; the date is left out"),
            Self::NoPublisher => f.write_str("the publisher could not be told"),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size => write!(f, "more than {} MiB of HTML", scan::MOST_BYTES >> 20),
            Self::Tags => write!(f, "more than {} tags", scan::MOST_TAGS),
            Self::Depth => write!(f, "nested deeper than {}", scan::MOST_DEPTH),
            Self::Attributes => write!(f, "a tag with more than {} attributes", scan::MOST_ATTRIBUTES),
        }
    }
}

/// Why a document was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More bytes than [`MOST_IN`].
    #[error("more than {} MiB; cut it into parts first", MOST_IN >> 20)]
    TooLarge,
    /// A PDF.
    #[error("a PDF; get its text out first (pdftotext FILE.pdf FILE.txt) and give that")]
    Pdf,
    /// Something else that is no text.
    #[error("{what}, which holds no text to read; give a page, a mail or plain text")]
    NoText {
        /// What it is.
        what: &'static str,
    },
    /// Broken compression.
    #[error("the gzip data are broken: {reason}")]
    Gzip {
        /// The decoder's words.
        reason: String,
    },
    /// A mail that cannot be opened.
    #[error("a mail that cannot be opened")]
    Mail,
}

/// Reads a document.
///
/// # Errors
///
/// What is too large, compressed and broken, or no text at all is refused, with the remedy. Any text is read, if need
/// be with notes.
pub fn read(bytes: &[u8], at: &Where) -> Result<Reading, ReadError> {
    if bytes.len() > MOST_IN {
        return Err(ReadError::TooLarge);
    }
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = kind::unpacked(bytes)?;
        &unpacked
    } else {
        bytes
    };
    kind::refuse(bytes)?;
    let host = host_of(&at.url);
    let decoded = charset::decode(bytes, at.content_type.as_deref(), host.as_deref());
    let mut notes = decoded.notes;
    let document = match kind::kind(&decoded.text, at) {
        Kind::Html => {
            let draft = html_draft(&decoded.text, &mut notes);
            finish(draft, at, host, &mut notes)
        }
        Kind::Text => {
            let draft = text_draft(&decoded.text, &mut notes);
            finish(draft, at, host, &mut notes)
        }
        Kind::Mail => mail_document(bytes, at, &mut notes)?,
    };
    Ok(Reading { document, notes })
}

/// A document between its lines and its facts.
struct Draft {
    page: Page,
    /// The paragraphs of the article, with what stands at its edges.
    body: Vec<String>,
    /// The language that the library told, if it looked.
    language: Option<String>,
}

fn text_draft(text: &str, notes: &mut Vec<Note>) -> Draft {
    let lines = plain::paragraphs(text, notes);
    let (from, to) = article(&lines);
    let body = if from == to { lines.clone() } else { lines.get(from..to).unwrap_or(&[]).to_vec() };
    Draft { page: Page::of_lines(lines), body: without_furniture(&body), language: None }
}

fn html_draft(html: &str, notes: &mut Vec<Note>) -> Draft {
    let page = page::page(html);
    if let Some(bound) = scan::over(html) {
        notes.push(Note::Flattened { bound });
        return flat(page);
    }
    match trafilatura::extract(html, &options()) {
        Ok(found) if !found.content_text.trim().is_empty() => Draft {
            body: page::lines(&found.content_html),
            page,
            language: Some(found.metadata.language).filter(|language| !language.is_empty()),
        },
        Ok(_) | Err(_) => flat(page),
    }
}

/// The library's defaults, but for its search for a date, which takes a seventh of the time and changes no text.
fn options() -> trafilatura::Options {
    trafilatura::Options::default().with_html_date_mode(trafilatura::HtmlDateMode::Disabled)
}

/// A page by its lines alone.
fn flat(page: Page) -> Draft {
    let lines: Vec<String> = page.lines.iter().map(|line| line.text.clone()).collect();
    let (from, to) = article(&lines);
    let body = without_furniture(lines.get(from..to).unwrap_or(&[]));
    Draft { page, body, language: None }
}

fn mail_document(bytes: &[u8], at: &Where, notes: &mut Vec<Note>) -> Result<Document, ReadError> {
    let mail = mail::mail(bytes)?;
    let words = |draft: &Draft| draft.body.iter().map(String::len).sum::<usize>();
    let html = mail.html.as_deref().map(|html| html_draft(html, notes));
    let text = mail.text.as_deref().map(|text| text_draft(text, notes));
    let mut draft = match (html, text) {
        (Some(html), Some(text)) if words(&html) * 2 < words(&text) => text,
        (Some(html), _) => html,
        (None, Some(text)) => text,
        (None, None) => Draft { page: Page::default(), body: Vec::new(), language: None },
    };
    let (sender, host) = mail.sender;
    let from = sender.as_deref().and_then(|sender| sender.split_once(" from "));
    let (writer, house) = match (&sender, from) {
        (_, Some((writer, house))) => (Some(writer.to_owned()), Some(house.to_owned())),
        (Some(sender), None) if person(sender) => (Some(sender.clone()), None),
        (sender, None) => (None, sender.clone()),
    };
    draft.page.head.site = house.or(draft.page.head.site);
    draft.page.head.authors.extend(writer);
    draft.page.head.headline = mail.subject.or(draft.page.head.headline);
    draft.page.head.title = draft.page.head.headline.clone().or(draft.page.head.title);
    draft.page.head.published = mail.sent.or(draft.page.head.published);
    Ok(finish(draft, at, host_of(&at.url).or(host), notes))
}

/// Deduces everything from a draft.
fn finish(draft: Draft, at: &Where, host: Option<String>, notes: &mut Vec<Note>) -> Document {
    let Draft { page, body, language } = draft;
    let article = locate(&page.lines, &body);
    let title = title(&page, article.0);
    let own = host.or_else(|| own_host(&page, &title));
    let layout = Layout { page: &page, article, title_line: title.line };
    let mut cut = Cut::default();
    let paragraphs = cut.edges(body, &title, page.head.title.as_deref(), at.fetched);
    if let Some((credit, date)) = dateline_above(&layout, at.fetched) {
        cut.credits.push(credit);
        cut.date = cut.date.or(date);
    }
    let mut credits = credits(&layout, cut.credits);
    credits.extend(facts::stated_agency(&page));
    let named = site(&layout, &title, own.as_deref());
    let agency =
        || credits.iter().find(|credit| credit.form == Form::Agency).and_then(|credit| credit.outlet.clone());
    // A line of a name and a day above a text without a title is that of its publisher.
    let filed =
        || layout.before().iter().find_map(|line| listed(&line.text)).filter(|_| title.text.is_none());
    let publisher = named.or_else(agency).or_else(filed);
    let author = author(&layout, &credits, publisher.as_deref());
    let signs = signs(&layout, own.as_deref(), publisher.as_deref(), author.as_deref());
    let text = nfc(paragraphs.join("\n"));
    let language = language::language(&text, page.head.language.as_deref(), language);
    let published = published(&layout, at.fetched, &at.url, notes).or_else(|| {
        let date = cut.date.filter(|date| at.fetched.is_none_or(|fetched| *date <= fetched))?;
        notes.retain(|note| *note != Note::NoDate);
        Some(date.to_string())
    });
    remark(&text, &title, publisher.as_deref(), notes);
    Document {
        id: Document::id_of(&text),
        url: at.url.clone(),
        title: title.text.map(|title| nfc(tidy(&title).into_owned())),
        author,
        chain: chain(publisher.as_deref(), &credits, &signs, &layout),
        publisher,
        published,
        language,
        text,
    }
}

/// Says what is missing or unread.
fn remark(text: &str, title: &Title, publisher: Option<&str>, notes: &mut Vec<Note>) {
    notes.extend(text.is_empty().then_some(Note::NoText));
    notes.extend(title.text.is_none().then_some(Note::NoTitle));
    notes.extend(publisher.is_none().then_some(Note::NoPublisher));
    let unread = language::unread(text);
    let burmese = unread.iter().any(|(script, _)| *script == Script::Burmese);
    notes.extend(unread.into_iter().map(|(script, paragraphs)| Note::Unread { script, paragraphs }));
    notes.extend((burmese && language::zawgyi(text)).then_some(Note::Zawgyi));
}

fn nfc(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// The host of a page read from a file: the one under which it says that it stands, if that fits its name or if most
/// of its full links lead there.
fn own_host(page: &Page, title: &Title) -> Option<String> {
    let named = page.head.site.as_deref().or(title.beside.as_deref());
    let hosts: Vec<String> = page.head.addresses.iter().filter_map(|address| host_of(address)).collect();
    let links: Vec<&String> = page.lines.iter().flat_map(|line| &line.links).map(|(_, host)| host).collect();
    let home = |host: &&String| {
        let there = links.iter().filter(|other| names::same_host(other, host)).count();
        there >= 3 && there * 2 > links.len()
    };
    // An agency's name is on pages of all hosts.
    let agency = |name: &str| outlets::named(name).is_some_and(|outlet| outlet.agency);
    let fits = |host: &&String| named.is_none_or(|name| names::akin(name, host) || agency(name));
    hosts.iter().find(fits).or_else(|| hosts.iter().find(home)).cloned()
}

/// Signs of a paragraph by which it is found again among the lines.
const PROBE: usize = 40;

/// Where an article stands among the lines of its page: its first line, and the one after its last.
fn locate(lines: &[Line], body: &[String]) -> (usize, usize) {
    let probe = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).take(PROBE).collect::<String>();
    let begins = |line: &Line, wanted: &str| {
        let signs = line.text.chars().filter(|c| c.is_alphanumeric()).take(PROBE);
        line.text.len() >= wanted.len() && signs.eq(wanted.chars())
    };
    let place = |paragraph: &String| {
        let wanted = probe(paragraph);
        lines.iter().position(|line| begins(line, &wanted))
    };
    let first = body.iter().filter(|paragraph| prose(paragraph)).take(5).find_map(place);
    let last = body.iter().rev().filter(|paragraph| prose(paragraph)).take(5).find_map(place);
    match (first, last) {
        (Some(first), Some(last)) if first <= last => (first, last + 1),
        (Some(first), _) => (first, first + 1),
        _ => (lines.len().min(MOST_HEAD), lines.len()),
    }
}

/// Lines that are taken for the head of a page whose article was not found among its lines.
const MOST_HEAD: usize = 40;

/// What is cut off an article's edges because it is about it.
#[derive(Default)]
struct Cut {
    credits: Vec<Credit>,
    /// The day of a dateline.
    date: Option<Date>,
}

/// Paragraphs at each edge of an article that are looked at for credits.
const EDGE: usize = 8;

impl Cut {
    /// The article without title, by-lines, days and credits before and after it.
    fn edges(
        &mut self,
        body: Vec<String>,
        title: &Title,
        tag: Option<&str>,
        fetched: Option<Date>,
    ) -> Vec<String> {
        let words = |body: &[String]| body.iter().map(String::len).sum::<usize>();
        let start = self.head(&body, title, tag);
        let end = self.tail(&body, start);
        // A list or a note may look like nothing but titles and credits; then it is the text.
        let left = words(body.get(start..end).unwrap_or(&[]));
        let (start, end) = if left * 2 < words(&body) { (0, body.len()) } else { (start, end) };
        let mut kept: Vec<String> = body.into_iter().take(end).skip(start).collect();
        if let Some(first) = kept.first_mut()
            && let Some((agency, at)) = dateline(first)
        {
            let place = first.get(..at).unwrap_or("");
            self.date = find_dates(place, fetched.map(PartialDate::day)).first().map(|dated| dated.from);
            self.credits.push(Credit { form: Form::Agency, author: None, outlet: Some(agency) });
            *first = first.get(at..).unwrap_or("").to_owned();
        }
        kept.retain(|paragraph| !paragraph.is_empty());
        kept
    }

    /// The first paragraph of the article proper: the one after the title, the by-line or the day before it. Furniture
    /// goes only where nothing else stands before it.
    fn head(&mut self, body: &[String], title: &Title, tag: Option<&str>) -> usize {
        let mut start = 0;
        let mut after_title = false;
        for (at, paragraph) in body.iter().take(EDGE).enumerate() {
            let titled =
                title.text.as_deref().into_iter().chain(tag).any(|title| same_words(title, paragraph));
            let said = credit(paragraph);
            let subtitle =
                after_title && !prose(paragraph) && !paragraph.ends_with(['.', ':', '?', '!', '”', '"']);
            let about = titled || said.is_some() || listed(paragraph).is_some();
            after_title = titled;
            self.credits.extend(said);
            if about || (at == start && (subtitle || furniture(paragraph))) {
                start = at + 1;
            } else if prose(paragraph) {
                break;
            }
        }
        start
    }

    /// The paragraph after the last one of the article proper.
    fn tail(&mut self, body: &[String], start: usize) -> usize {
        let mut end = body.len();
        for (at, paragraph) in body.iter().enumerate().skip(start).rev().take(EDGE) {
            let said = credit(paragraph);
            let last = at + 1 == end && furniture(paragraph);
            if said.is_some() || last || after_article(paragraph) {
                end = at;
            } else if prose(paragraph) {
                break;
            }
            self.credits.extend(said);
        }
        end
    }
}

/// The agency of a dateline that stands in a line of its own above an article, and its day.
fn dateline_above(layout: &Layout, fetched: Option<Date>) -> Option<(Credit, Option<Date>)> {
    let lines = layout.before().iter().rev().take(3);
    let (line, agency) =
        lines.filter_map(|line| dateline(&line.text).map(|(agency, _)| (line, agency))).next()?;
    let credit = Credit { form: Form::Agency, author: None, outlet: Some(agency) };
    let bound = fetched.map(PartialDate::day);
    Some((credit, find_dates(&line.text, bound).first().map(|dated| dated.from)))
}

/// Lines after an article that are looked at for credits.
const TAIL: usize = 15;

/// The credits of a page: those cut off the article, then those of the lines before and after it.
fn credits(layout: &Layout, cut: Vec<Credit>) -> Vec<Credit> {
    let before = layout.before();
    let near = before.get(before.len().saturating_sub(MOST_HEAD)..).unwrap_or(before);
    let after = layout.after().get(..TAIL.min(layout.after().len())).unwrap_or(&[]);
    let mut all = cut;
    all.extend(near.iter().filter_map(|line| credit(&line.text)));
    let of_tail =
        |credit: &Credit| matches!(credit.form, Form::First | Form::Source | Form::Agency | Form::Passed);
    all.extend(after.iter().filter_map(|line| credit(&line.text)).filter(of_tail));
    all
}
