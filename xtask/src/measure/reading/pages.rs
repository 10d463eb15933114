//! The main text of article pages, by the measure of the benchmark that the pages come from.
//!
//! Words to shingles of four, as multisets; precision and recall are means over the pages, F1 is of those two means,
//! as the benchmark has it. Read through the function that the program uses, its facts and chains included.

use super::bodies;
use crate::measure::section::{Count, Figure, Section};
use anyhow::{Context, Result};
use oreline_ingest::read::{Where, read};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

/// The length of a shingle, in words.
const WORDS: usize = 4;
/// The least F1 that was promised.
const BAR: f64 = 0.955;
/// The fastest of so many rounds is printed.
const ROUNDS: usize = 3;

/// How far a text agrees with the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Agreement {
    precision: f64,
    recall: f64,
}

pub(crate) fn section(data: &Path) -> Result<Section> {
    let truths = bodies(data)?;
    let pages = truths.keys().map(|key| page(data, key)).collect::<Result<Vec<_>>>()?;
    let mut seconds = f64::INFINITY;
    let mut texts = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        texts = pages.iter().map(|bytes| text(bytes)).collect();
        seconds = seconds.min(began.elapsed().as_secs_f64());
    }
    let all: Vec<Agreement> =
        texts.iter().zip(truths.values()).map(|(text, truth)| agreement(text, truth)).collect();
    let mean = |of: fn(&Agreement) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    let (precision, recall) = (mean(|one| one.precision), mean(|one| one.recall));
    let exact = all.iter().filter(|one| one.precision == 1.0 && one.recall == 1.0).count();
    Ok(Section {
        title: "Main text of article pages",
        counts: vec![Count::new("pages are read exactly", exact, all.len())],
        figures: vec![
            Figure::new("F1", 2.0 * precision * recall / (precision + recall)).at_least(BAR),
            Figure::new("mean precision", precision),
            Figure::new("mean recall", recall),
            Figure::new("pages a second on one core", all.len() as f64 / seconds).digits(0),
        ],
        notes: vec!["published for these pages: trafilatura (Python) 0.958, its Go port 0.960".to_owned()],
        ..Section::default()
    })
}

fn page(data: &Path, key: &str) -> Result<Vec<u8>> {
    let path = data.join(format!("extraction/html/{key}.html.gz"));
    let file = fs::File::open(&path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    Ok(bytes)
}

/// The text as the program reads it; a page that is refused has none.
fn text(bytes: &[u8]) -> String {
    read(bytes, &Where::default()).map(|reading| reading.document.text).unwrap_or_default()
}

fn agreement(text: &str, truth: &str) -> Agreement {
    let (found, wanted) = (shingles(text), shingles(truth));
    let shared: usize = wanted.iter().map(|(shingle, n)| *n.min(found.get(shingle).unwrap_or(&0))).sum();
    let size = |of: &BTreeMap<_, usize>| of.values().sum::<usize>();
    let share = |whole: usize| if whole == 0 { 1.0 } else { shared as f64 / whole as f64 };
    Agreement { precision: share(size(&found)), recall: share(size(&wanted)) }
}

/// The shingles of a text with how often each comes; a text of fewer words is one shingle.
fn shingles(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut counts = BTreeMap::new();
    let length = WORDS.min(words.len().max(1));
    words.windows(length).for_each(|shingle| *counts.entry(shingle.to_vec()).or_default() += 1);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_counted_in_shingles_with_their_number() {
        let of = |text, truth| agreement(text, truth);
        assert_eq!(of("a b c d e", "a b c d e"), Agreement { precision: 1.0, recall: 1.0 });
        // abcd and bcde against abcd, bcde, cdef.
        assert_eq!(of("a b c d e", "a, b; c d e f"), Agreement { precision: 1.0, recall: 2.0 / 3.0 });
        // A shingle that comes twice is found once.
        assert_eq!(of("a a a a", "a a a a a"), Agreement { precision: 1.0, recall: 0.5 });
        assert_eq!(of("", "a b"), Agreement { precision: 1.0, recall: 0.0 });
        assert_eq!(of("", ""), Agreement { precision: 1.0, recall: 1.0 });
    }
}
