//! Signatures of documents of 600 words: ours beside the crate `gaoya`, on the same shingles and as many hashes.
//!
//! `cargo bench -p oreline-ingest --bench signature`; the ratio is printed after the table.

use std::hint::black_box;
use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use gaoya::minhash::{MinHasher, MinHasher32};
use oreline_ingest::story::{BINS, Signature, shingles_of};

fn main() {
    divan::main();
    let sets = sets();
    let ours = rate(|set| _ = black_box(Signature::of(set)), &sets);
    let whole = rate(|text| _ = black_box(Signature::of(&shingles_of(text))), &texts());
    let hasher = MinHasher32::new(BINS);
    let theirs = rate(|set| _ = black_box(hasher.create_signature(set.iter())), &sets);
    let shingles = sets.iter().map(Vec::len).sum::<usize>() / DOCUMENTS;
    println!("signatures a second on one core, {BINS} values, {WORDS} words, {shingles} shingles:");
    println!("  gaoya, from shingles   {theirs:>10.0}");
    println!("  ours, from shingles    {ours:>10.0}  {:.1} times", ours / theirs);
    println!("  ours, from the text    {whole:>10.0}  {:.1} times", whole / theirs);
}

const WORDS: usize = 600;
const DOCUMENTS: usize = 200;

/// Texts of 600 words with capitals, numbers, quotes and sentences, six bytes to a word as in English.
fn texts() -> Vec<String> {
    let mut state = 7_u64;
    let mut next = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let mut word = |at: usize| match (at % 15, next(40)) {
        (14, _) => "there.\nThe".to_owned(),
        (7, _) => "traders’".to_owned(),
        (_, 0) => next(5_000).to_string(),
        (_, n) => {
            let letters = (0..=n % 8).map(|_| char::from(b"etaoinshrdlucm"[next(14) as usize]));
            letters.collect()
        }
    };
    (0..DOCUMENTS).map(|_| (0..WORDS).map(|at| word(at) + " ").collect()).collect()
}

fn sets() -> Vec<Vec<u64>> {
    texts().iter().map(|text| shingles_of(text)).collect()
}

/// Items a second, the best of five rounds of half a second or so.
fn rate<T>(mut work: impl FnMut(&T), items: &[T]) -> f64 {
    let mut round = || {
        let start = Instant::now();
        let mut done = 0_usize;
        while start.elapsed().as_millis() < 400 {
            items.iter().for_each(&mut work);
            done += items.len();
        }
        done as f64 / start.elapsed().as_secs_f64()
    };
    (0..5).map(|_| round()).fold(0.0, f64::max)
}

#[divan::bench]
fn ours_from_shingles(bencher: Bencher) {
    let sets = sets();
    bencher.counter(ItemsCount::new(DOCUMENTS)).bench(|| {
        sets.iter().for_each(|set| _ = black_box(Signature::of(black_box(set))));
    });
}

#[divan::bench]
fn ours_from_text(bencher: Bencher) {
    let texts = texts();
    bencher.counter(ItemsCount::new(DOCUMENTS)).bench(|| {
        texts.iter().for_each(|text| _ = black_box(Signature::of(&shingles_of(black_box(text)))));
    });
}

#[divan::bench]
fn gaoya_from_shingles(bencher: Bencher) {
    let sets = sets();
    let hasher = MinHasher32::new(BINS);
    bencher.counter(ItemsCount::new(DOCUMENTS)).bench(|| {
        sets.iter().for_each(|set| _ = black_box(hasher.create_signature(black_box(set).iter())));
    });
}
