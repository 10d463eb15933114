//! The exact check of two documents.
//!
//! Candidates come by hashes; whether they are copies is decided on the shingles themselves. A copy shares most of
//! what either has (Jaccard), an excerpt has most of itself in the longer text (containment). Neither sees *where* the
//! shared words stand, so a third rule does: two texts of one site that begin differently and share only their end
//! share the site's footer.
//!
//! The thresholds were chosen on one half of third-party article bodies under the edits of `examples/copies.rs`, and
//! are reported on the other half.

use super::reading::{Line, Reading};
use super::shingles::LENGTH;
use super::words::mix;
use url::Url;

/// Jaccard similarity from which two texts are copies, in ten-thousandths.
const JACCARD: u32 = 4_500;
/// Share of the smaller text found in the larger from which it is an excerpt, in ten-thousandths.
const EXCERPT: u32 = 6_000;
/// The same for two texts that are also alike as wholes: a copy cut by two fifths with a paragraph put in.
const CONTAINMENT: u32 = 5_000;
const ALIKE: u32 = 3_000;
/// Jaccard similarity from which two texts are so much one that their groups are joined on few votes: a copy cut by
/// two fifths has 0.6.
const STRONG: u32 = 5_500;
/// Containment below which two texts have nothing to do with each other.
pub(super) const UNLIKE: u32 = 2_000;
/// Shingles that an excerpt must share: those of a text of about sixty words.
const EXCERPT_WORDS: usize = 55;

/// How much two documents share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Likeness {
    /// Shared of all, in ten-thousandths.
    pub(super) jaccard: u32,
    /// Shared of the smaller, in ten-thousandths.
    pub(super) containment: u32,
    /// Shingles in both.
    pub(super) shared: usize,
}

/// What the likeness of two documents makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    /// Copies.
    Copy,
    /// Copies with much cut or added, or an excerpt and its source.
    Excerpt,
    /// Neither, though they share something.
    Weak,
    /// Two texts.
    None,
}

/// Counts what two documents share.
pub(super) fn likeness(one: &Reading, two: &Reading) -> Likeness {
    let (small, large) = if one.shingles.len() <= two.shingles.len() { (one, two) } else { (two, one) };
    let shared = common(&small.shingles, &large.shingles);
    let share = |of: usize| (shared * 10_000).checked_div(of).map_or(0, small_share);
    let all = small.shingles.len() + large.shingles.len() - shared;
    Likeness { jaccard: share(all), containment: share(small.shingles.len()), shared }
}

/// A share of at most ten thousand.
fn small_share(share: usize) -> u32 {
    u32::try_from(share).unwrap_or(10_000)
}

/// Judges two documents by what they share.
pub(super) fn bond(one: &Reading, two: &Reading, likeness: Likeness) -> Bond {
    let enough = likeness.shared >= EXCERPT_WORDS * one.grain.per_word().max(two.grain.per_word());
    let needed = if likeness.jaccard >= ALIKE { CONTAINMENT } else { EXCERPT };
    let like = likeness.jaccard >= JACCARD || (likeness.containment >= needed && enough);
    if !like || shares_only_its_end(one, two) {
        return if likeness.containment < UNLIKE { Bond::None } else { Bond::Weak };
    }
    if likeness.jaccard >= STRONG { Bond::Copy } else { Bond::Excerpt }
}

/// Members of both sorted sets.
fn common(small: &[u32], large: &[u32]) -> usize {
    if small.len() * 32 < large.len() {
        return small.iter().filter(|shingle| large.binary_search(shingle).is_ok()).count();
    }
    let mut rest = large.iter().copied().peekable();
    let mut shared = 0;
    for &shingle in small {
        while rest.next_if(|&other| other < shingle).is_some() {}
        shared += usize::from(rest.next_if_eq(&shingle).is_some());
    }
    shared
}

/// Whether two texts, of one site as far as is known, begin differently and share nothing but their last words.
fn shares_only_its_end(one: &Reading, two: &Reading) -> bool {
    if differ(one, two) {
        return false;
    }
    let end = shared_end(&one.body, &two.body);
    let shorter = one.body.items.len().min(two.body.items.len());
    let lead = shorter - end;
    // A new first sentence is no new article, and a word or two in common is no footer.
    let least = 25 * one.grain.per_word();
    if lead < least || end < least || lead * 5 < shorter {
        return false;
    }
    let (mut first, mut second) = (runs(&one.body, end), runs(&two.body, end));
    if first.len() > second.len() {
        std::mem::swap(&mut first, &mut second);
    }
    common(&first, &second) * 10 <= first.len()
}

/// The set of five items in a row before the shared end, sorted.
fn runs(line: &Line, end: usize) -> Vec<u32> {
    let lead = line.items.get(..line.items.len() - end).unwrap_or_default();
    let hash = |run: &[u32]| run.iter().fold(0, |sum, &item| mix(sum ^ u64::from(item))) as u32;
    let mut runs: Vec<u32> = lead.windows(LENGTH).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Items that both lines end with.
fn shared_end(one: &Line, two: &Line) -> usize {
    one.items.iter().rev().zip(two.items.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// Whether two documents are known to come from two sites.
fn differ(one: &Reading, two: &Reading) -> bool {
    match (site(one), site(two)) {
        (Some(one), Some(two)) => one != two,
        _ => false,
    }
}

fn site(reading: &Reading) -> Option<String> {
    let host = Url::parse(&reading.document.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.or_else(|| reading.document.publisher.clone())
}
