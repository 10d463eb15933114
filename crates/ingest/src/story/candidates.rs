//! Pairs of documents worth an exact check.
//!
//! Two ways lead to a pair. Copies agree in a band of their signatures: of 42 bands of three values, one agrees with
//! probability 1 − (1 − J³)⁴², which is 0.94 at a Jaccard similarity of 0.4 and 0.005 at 0.05. An excerpt agrees in
//! none, for its set is a small part of the other; it is found by the shingles it shares, looked up in an inverted
//! index of one shingle in eight, chosen by hash, so that the same are chosen in every document.
//!
//! Both ways are lists of documents under a key. A list longer than [`PAIRED`] is not paired through and through: each
//! of its members meets its first few and its neighbours, so that ten thousand copies cost ten thousand checks.
//! The road not taken: an index of all shingles, eight times the memory for the one excerpt in five hundred that the
//! sample misses.

use super::reading::Reading;
use super::words::{mix, small};

/// Values in a band.
const ROWS: usize = 3;
/// One shingle in so many is indexed.
const SAMPLED: u32 = 8;
/// A list up to this long is paired through and through.
const PAIRED: usize = 24;
/// First members of a longer list that all others meet.
const HUBS: usize = 4;
/// Members before each one in a longer list that it meets.
const NEIGHBOURS: usize = 3;
/// Of the sampled shingles of the smaller document, one in so many must be shared.
const SHARE: u32 = 6;

/// The key of a list: a band's values or a shingle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    document: u32,
}

/// Bands are told from shingles by the highest bit.
const BAND: u64 = 1 << 63;

/// Pairs `(earlier, later)` of indices into `readings`, rising, each once. Linear in the text, but for lists of up to
/// [`PAIRED`] documents.
pub(super) fn candidates(readings: &[Reading]) -> Vec<(u32, u32)> {
    let (entries, sampled) = entries(readings);
    let lists = Lists::of(&entries, readings.len());
    let mut meetings = vec![Meetings::default(); readings.len()];
    let mut pairs = Vec::new();
    for later in 0..readings.len() {
        let met = lists.met_by(later, &mut meetings);
        let enough = |earlier: u32, count: Meetings| {
            let least = size(&sampled, later).min(size(&sampled, earlier as usize));
            count.bands > 0 || (count.shingles > 0 && count.shingles * SHARE >= least)
        };
        for earlier in met {
            let count = meetings.get_mut(earlier as usize).map(std::mem::take).unwrap_or_default();
            if enough(earlier, count) {
                pairs.push((earlier, small(later)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

fn size(sampled: &[u32], at: usize) -> u32 {
    sampled.get(at).copied().unwrap_or_default()
}

/// How often one document has met another.
#[derive(Clone, Copy, Debug, Default)]
struct Meetings {
    bands: u32,
    shingles: u32,
}

/// All keys with their documents, sorted, and the number of sampled shingles of each document.
fn entries(readings: &[Reading]) -> (Vec<Entry>, Vec<u32>) {
    let mut entries = Vec::new();
    let mut sampled = Vec::with_capacity(readings.len());
    for (document, reading) in readings.iter().enumerate() {
        let document = small(document);
        let before = entries.len();
        let chosen = reading.shingles.iter().filter(|&&shingle| shingle % SAMPLED == 0);
        entries.extend(chosen.map(|&shingle| Entry { key: u64::from(shingle), document }));
        sampled.push(small(entries.len() - before));
        if let Some(signature) = &reading.signature {
            let bands = signature.0.chunks_exact(ROWS).enumerate();
            entries.extend(bands.map(|(band, rows)| Entry { key: band_key(band, rows), document }));
        }
    }
    entries.sort_unstable();
    (entries, sampled)
}

fn band_key(band: usize, rows: &[u32]) -> u64 {
    rows.iter().fold(mix(band as u64), |sum, &row| mix(sum ^ u64::from(row))) | BAND
}

/// The lists of two or more documents, and for each document the places where it stands in one.
struct Lists<'e> {
    entries: &'e [Entry],
    /// Of each document, where its places begin in `places`; one more at the end.
    starts: Vec<u32>,
    /// First of the list, and the place in `entries`.
    places: Vec<(u32, u32)>,
}

impl<'e> Lists<'e> {
    fn of(entries: &'e [Entry], documents: usize) -> Self {
        let mut starts = vec![0_u32; documents + 1];
        for list in entries.chunk_by(|one, two| one.key == two.key).filter(|list| list.len() > 1) {
            for entry in list {
                if let Some(count) = starts.get_mut(entry.document as usize + 1) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut places = vec![(0, 0); sum as usize];
        let mut next = starts.clone();
        let mut first = 0;
        for list in entries.chunk_by(|one, two| one.key == two.key) {
            for (at, entry) in list.iter().enumerate().filter(|_| list.len() > 1) {
                if let Some(slot) = next.get_mut(entry.document as usize) {
                    if let Some(place) = places.get_mut(*slot as usize) {
                        *place = (small(first), small(first + at));
                    }
                    *slot += 1;
                }
            }
            first += list.len();
        }
        Self { entries, starts, places }
    }

    /// The earlier documents that one meets, each once; how often is added to `meetings`.
    fn met_by(&self, document: usize, meetings: &mut [Meetings]) -> Vec<u32> {
        let mut met = Vec::new();
        let [from, to] =
            [document, document + 1].map(|at| self.starts.get(at).map_or(0, |&start| start as usize));
        for &(first, place) in self.places.get(from..to).unwrap_or_default() {
            let before = self.entries.get(first as usize..place as usize).unwrap_or_default();
            let (hubs, rest) = before.split_at(before.len().min(HUBS));
            let near = if before.len() < PAIRED { rest.len() } else { NEIGHBOURS };
            for entry in hubs.iter().chain(rest.iter().rev().take(near)) {
                if let Some(count) = meetings.get_mut(entry.document as usize) {
                    if count.bands == 0 && count.shingles == 0 {
                        met.push(entry.document);
                    }
                    let band = entry.key & BAND != 0;
                    count.bands += u32::from(band);
                    count.shingles += u32::from(!band);
                }
            }
        }
        met
    }
}
