//! Measures the reader on a folder of pages with their true texts, and shows what it reads in files.
//!
//! `pages DIR` reads `DIR/html/<key>.html.gz`, compares the words with `DIR/ground-truth.json`, and prints the means.
//! The measure is that of the article extraction benchmark: shingles of four words, as multisets; F1 of the means.
//! `pages DIR --half 1` or `2` keeps half of the pages, chosen by their keys. `pages FILE…` prints readings.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use oreline_ingest::read::{Where, read};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let half = arguments.iter().position(|a| a == "--half").and_then(|at| arguments.get(at + 1)).cloned();
    match arguments.first() {
        Some(folder) if Path::new(folder).is_dir() => measure(folder, half.as_deref()),
        Some(_) => arguments.iter().try_for_each(|file| show(file)),
        None => Err("give a folder of pages, or files".into()),
    }
}

fn show(file: &str) -> Result<(), Failure> {
    let at = Where { url: file.to_owned(), ..Where::default() };
    let reading = read(&fs::read(file)?, &at)?;
    let mut document = reading.document;
    let text = std::mem::take(&mut document.text);
    println!("=== {}\n{}", file, serde_json::to_string_pretty(&document)?);
    reading.notes.iter().for_each(|note| println!("note: {note}"));
    text.lines().for_each(|line| println!("| {line}"));
    Ok(())
}

/// The parts of a page's words that are right, extra and missing.
#[derive(Clone, Copy, Default)]
struct Score {
    precision: f64,
    recall: f64,
}

fn measure(folder: &str, half: Option<&str>) -> Result<(), Failure> {
    let truth: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(Path::new(folder).join("ground-truth.json"))?)?;
    let mut pages = Vec::new();
    for (key, value) in &truth {
        let odd = key.bytes().map(u32::from).sum::<u32>() % 2 == 1;
        if half.is_some_and(|half| (half == "1") != odd) {
            continue;
        }
        let file = fs::File::open(Path::new(folder).join(format!("html/{key}.html.gz")))?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
        pages.push((bytes, value["articleBody"].as_str().unwrap_or_default()));
    }
    let (mut seconds, mut scores) = (f64::MAX, Vec::new());
    for _ in 0..3 {
        let start = Instant::now();
        let texts: Result<Vec<String>, _> = pages
            .iter()
            .map(|(bytes, _)| read(bytes, &Where::default()).map(|reading| reading.document.text))
            .collect();
        seconds = seconds.min(start.elapsed().as_secs_f64());
        scores = texts?.iter().zip(&pages).map(|(text, (_, truth))| score(text, truth)).collect();
    }
    let count = scores.len() as f64;
    let precision = scores.iter().map(|score| score.precision).sum::<f64>() / count;
    let recall = scores.iter().map(|score| score.recall).sum::<f64>() / count;
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "pages {count}  precision {precision:.4}  recall {recall:.4}  F1 {f1:.4}  {:.0} pages/s",
        count / seconds
    );
    Ok(())
}

fn score(text: &str, truth: &str) -> Score {
    let (found, wanted) = (shingles(text), shingles(truth));
    let shared: f64 =
        wanted.iter().map(|(shingle, n)| f64::from(*n.min(found.get(shingle).unwrap_or(&0)))).sum();
    let all = |of: &BTreeMap<Vec<&str>, u32>| of.values().map(|n| f64::from(*n)).sum::<f64>();
    let share = |part: f64, whole: f64| if whole == 0.0 { 1.0 } else { part / whole };
    Score { precision: share(shared, all(&found)), recall: share(shared, all(&wanted)) }
}

fn shingles(text: &str) -> BTreeMap<Vec<&str>, u32> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut counts = BTreeMap::new();
    let size = 4.min(words.len().max(1));
    words.windows(size).for_each(|shingle| *counts.entry(shingle.to_vec()).or_insert(0) += 1);
    counts
}
