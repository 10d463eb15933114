//! The extractor on labelled passages: what every claim must be, and how often it must be right.
//!
//! The floor is a guard against losing what was won, not the figure to quote: `cargo xtask measure` prints that with
//! its interval.

// Helpers, too, end the test by panicking.
#![allow(clippy::unwrap_used)]

use oreline_ingest::extract::{Claim, Kind, Named, claims};
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::labels::{Passage, Score, Tally, passages};
use oreline_ingest::names::Names;
use oreline_store::Folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The least part of the claims found in the held-out half that must be labelled with their kind and modality.
const FLOOR: f64 = 0.75;
/// The least part of its labelled claims that must be found.
const LEAST: f64 = 0.30;
/// At most so many claims from one sentence.
const MOST: usize = 2;
const HALVES: [&str; 2] = ["dev", "held-out"];

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn names(sentence: &str) -> Vec<Named> {
    static NAMES: OnceLock<Names> = OnceLock::new();
    let read = || {
        let folder = here().join("../../worlds/heavy-rare-earths");
        let world = oreline_store::read(&Folder::disk(&folder)).world.unwrap();
        let listed = aliases(&fs::read_to_string(folder.join("aliases.csv")).unwrap()).unwrap();
        Names::of(Some(&world), &listed).unwrap()
    };
    NAMES.get_or_init(read).find(sentence)
}

fn half(name: &str) -> String {
    fs::read_to_string(here().join(format!("tests/labels/{name}.jsonl"))).unwrap()
}

fn of_half(name: &str) -> Vec<(Passage, Vec<Claim>)> {
    let found = |passage: Passage| {
        let claims = claims(&passage.document(), &names);
        (passage, claims)
    };
    passages(&half(name)).unwrap().into_iter().map(found).collect()
}

#[test]
fn every_passage_is_scored_and_every_claim_and_label_counted() {
    for name in HALVES {
        let passages = passages(&half(name)).unwrap();
        let score = Score::of(&passages, &names);
        assert_eq!(score.passages, half(name).lines().count(), "{name}");
        let (all, labels) = (score.all(), passages.iter().map(|passage| passage.claims.len()).sum::<usize>());
        assert_eq!(all.right + all.missed, labels, "{name}");
        let found: usize = of_half(name).iter().map(|(_, claims)| claims.len()).sum();
        assert_eq!(all.right + all.wrong, found, "{name}");
    }
}

#[test]
fn a_quote_stands_word_for_word_where_its_span_says() {
    for (passage, claims) in HALVES.iter().flat_map(|name| of_half(name)) {
        for claim in claims {
            let standing = passage.text.get(claim.span.0..claim.span.1);
            assert!(standing == Some(claim.quote.as_str()), "{}: {:?}", passage.id, claim.span);
            assert!(!claim.quote.trim().is_empty(), "{}", passage.id);
        }
    }
}

#[test]
fn a_sentence_makes_two_claims_at_most_and_every_claim_has_its_own_id() {
    for (passage, claims) in HALVES.iter().flat_map(|name| of_half(name)) {
        let (mut sentences, mut ids) = (BTreeMap::<_, usize>::new(), BTreeMap::<_, usize>::new());
        for claim in &claims {
            *sentences.entry(claim.span).or_default() += 1;
            *ids.entry(&claim.id).or_default() += 1;
        }
        assert!(sentences.values().all(|count| *count <= MOST), "{}", passage.id);
        assert!(ids.values().all(|count| *count == 1), "{}", passage.id);
    }
}

#[test]
fn claims_are_right_at_least_as_often_as_the_floor() {
    let score = Score::of(&passages(&half("held-out")).unwrap(), &names);
    let all = score.all();
    let precision = all.precision_with_modality().value().unwrap();
    assert!(precision >= FLOOR, "precision with modality {precision:.3} is under {FLOOR}: {all:?}");
    // Silence would be right always.
    let recall = all.recall().value().unwrap();
    assert!(recall >= LEAST, "recall {recall:.3} is under {LEAST}: {all:?}");
}

/// The table that confidences are taken from is what the held-out half gives; `ORELINE_BLESS=1` writes it anew.
#[test]
fn confidences_are_what_the_held_out_half_gives() {
    let score = Score::of(&passages(&half("held-out")).unwrap(), &names);
    let row = |(kind, tally): (&Kind, &Tally)| {
        let with = tally.precision_with_modality();
        format!("{},{},{}\n", kind.name(), with.part, with.whole)
    };
    let table = "kind,right,claimed\n".to_owned() + &score.kinds.iter().map(row).collect::<String>();
    let path = here().join("data/precision.csv");
    if std::env::var_os("ORELINE_BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), table, "run with ORELINE_BLESS=1 to write it anew");
}
