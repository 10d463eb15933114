//! All that is kept of a document to compare it by.

use super::figures::{Figure, Stream, stream};
use super::furniture::{LONGEST, datelines, phrases};
use super::shingles::{Signature, shingles};
use super::words::{hash_of, mix, words};
use crate::document::Document;

/// A document as it is compared.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) document: &'a Document,
    pub(super) title: Line<'a>,
    pub(super) body: Line<'a>,
    /// The set of shingles, sorted. 32 bits of each: at a thousand shingles a side, one pair in four thousand shares
    /// one by accident.
    pub(super) shingles: Box<[u32]>,
    pub(super) signature: Option<Signature>,
    pub(super) grain: Grain,
    /// Equal for documents whose title and text read the same.
    pub(super) whole: u64,
}

/// Items in order, with the figures among them.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) items: Box<[u32]>,
    pub(super) figures: Box<[Mark]>,
    /// Of each unit its first item and its first byte.
    pub(super) units: Box<[(u32, u32)]>,
}

/// A figure that may be compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Equal for the same value between the same three neighbours on either side. Figures are sorted by it.
    pub(super) key: u64,
    pub(super) figure: Figure,
}

/// Whether the items of a text are words or single characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Words,
    Characters,
}

impl Grain {
    /// Items to a word: about two in Chinese and five in Burmese and Thai; three lies between.
    pub(super) fn per_word(self) -> usize {
        match self {
            Self::Words => 1,
            Self::Characters => 3,
        }
    }
}

/// Reads a document.
pub(super) fn reading(document: &Document) -> Reading<'_> {
    let title = document.title.as_deref().unwrap_or_default();
    let head = stream(title, &words(title));
    let body = stream(&document.text, &words(&document.text));
    let found = phrases(&document.text);
    let (all, signature) = shingle_set(&body, &found);
    let whole = [&head.items, &body.items]
        .into_iter()
        .fold(0, |sum, items| items.iter().fold(mix(sum ^ 0x7469_746c_6573), |sum, &item| mix(sum ^ item)));
    let empty = body.items.is_empty();
    Reading {
        document,
        shingles: all,
        signature,
        grain: if body.characters * 2 > body.items.len() { Grain::Characters } else { Grain::Words },
        whole: if empty { mix(whole ^ hash_of(&document.id)) } else { whole },
        title: line(title, &head),
        body: line(&document.text, &body),
    }
}

/// The shingles of a text, as [`super::stories`] takes them: quotes, dashes, case and layout make no difference, and
/// lines that belong to a site are left out.
#[must_use]
pub fn shingles_of(text: &str) -> Vec<u64> {
    let body = stream(text, &words(text));
    shingles(&story_items(&body, &phrases(text)))
}

fn shingle_set(body: &Stream, found: &[usize]) -> (Box<[u32]>, Option<Signature>) {
    let full = shingles(&story_items(body, found));
    let mut set: Vec<u32> = full.iter().map(|&shingle| shingle as u32).collect();
    set.sort_unstable();
    set.dedup();
    (set.into_boxed_slice(), Signature::of(&full))
}

/// The items without those of the units that are the site's.
fn story_items(body: &Stream, found: &[usize]) -> Vec<u64> {
    let mut left = Vec::with_capacity(body.items.len());
    let mut next = 0;
    for unit in furniture_units(body, found) {
        let (from, to) = span(body, unit);
        left.extend_from_slice(body.items.get(next..from).unwrap_or_default());
        next = to;
    }
    left.extend_from_slice(body.items.get(next..).unwrap_or_default());
    left
}

fn furniture_units(body: &Stream, found: &[usize]) -> Vec<usize> {
    let mut units: Vec<usize> = found.iter().filter_map(|&at| unit_at(body, at)).collect();
    units.dedup();
    units.retain(|&unit| {
        let (from, to) = span(body, unit);
        to - from <= LONGEST
    });
    units
}

fn unit_at(body: &Stream, byte: usize) -> Option<usize> {
    // A sign such as © stands before the first word of its unit.
    let after = body.starts.partition_point(|&start| start as usize <= byte + 3);
    after.checked_sub(1)
}

/// First item of a unit and the item after its last.
fn span(body: &Stream, unit: usize) -> (usize, usize) {
    let from = body.units.get(unit).map_or(body.items.len(), |&at| at as usize);
    (from, body.units.get(unit + 1).map_or(body.items.len(), |&at| at as usize))
}

fn line<'a>(text: &'a str, stream: &Stream) -> Line<'a> {
    let items: Box<[u32]> = stream.items.iter().map(|&item| item as u32).collect();
    let heads = datelines(text);
    let version = hash_of("update");
    let told = |figure: &&Figure| {
        let before = (figure.at as usize).checked_sub(1).and_then(|at| stream.items.get(at));
        before != Some(&version) && !heads.iter().any(|head| head.contains(&(figure.start as usize)))
    };
    let mut figures: Vec<Mark> = stream
        .figures
        .iter()
        .filter(told)
        .map(|&figure| Mark { key: key(&stream.items, figure), figure })
        .collect();
    figures.sort_unstable_by_key(|mark| (mark.key, mark.figure.at));
    let units = stream.units.iter().copied().zip(stream.starts.iter().copied()).collect();
    Line { text, items, figures: figures.into_boxed_slice(), units }
}

fn key(items: &[u64], figure: Figure) -> u64 {
    let at = figure.at as usize;
    let around = items.get(at.saturating_sub(3)..(at + 4).min(items.len())).unwrap_or_default();
    around.iter().fold(mix(figure.value ^ at.min(3) as u64), |sum, &item| mix(sum ^ item))
}

impl<'a> Line<'a> {
    /// The unit in which an item stands: its first item and the item after its last.
    pub(super) fn unit(&self, at: u32) -> (usize, usize) {
        let next = self.units.partition_point(|&(first, _)| first <= at);
        let from =
            next.checked_sub(1).and_then(|unit| self.units.get(unit)).map_or(0, |&(first, _)| first as usize);
        (from, self.units.get(next).map_or(self.items.len(), |&(first, _)| first as usize))
    }

    /// The words of that unit as printed.
    pub(super) fn sentence(&self, at: u32) -> &'a str {
        let next = self.units.partition_point(|&(first, _)| first <= at);
        let start =
            next.checked_sub(1).and_then(|unit| self.units.get(unit)).map_or(0, |&(_, byte)| byte as usize);
        let end = self.units.get(next).map_or(self.text.len(), |&(_, byte)| byte as usize);
        self.text.get(start..end).unwrap_or_default().trim()
    }

    /// A figure as printed.
    pub(super) fn print(&self, figure: Figure) -> &'a str {
        self.text.get(figure.start as usize..figure.end as usize).unwrap_or_default()
    }
}
