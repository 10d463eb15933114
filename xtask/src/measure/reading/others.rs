//! Claims in texts that are about something else: there should be next to none.
//!
//! The bodies are articles on sport, gadgets, cooking and politics, chosen by somebody else for another purpose. What
//! the extractor finds there is listed, each with its first words, for a person to judge.

use super::{bodies, names};
use crate::measure::section::{Count, Figure, Section};
use anyhow::Result;
use oreline_ingest::Document;
use oreline_ingest::extract::{Claim, claims};
use std::path::Path;

/// So many claims are borne.
const MOST: f64 = 5.0;
/// So many words of a quote are printed.
const WORDS: usize = 12;

pub(crate) fn section(root: &Path, data: &Path) -> Result<Section> {
    let (names, bodies) = (names(root)?, bodies(data)?);
    let namer = |sentence: &str| names.find(sentence);
    let found: Vec<(&String, Vec<Claim>)> =
        bodies.iter().map(|(key, body)| (key, claims(&document(body), &namer))).collect();
    let all = found.iter().map(|(_, claims)| claims.len()).sum::<usize>();
    let with = found.iter().filter(|(_, claims)| !claims.is_empty()).count();
    Ok(Section {
        title: "Claims in texts by others on other things",
        counts: vec![Count::new("bodies have a candidate claim", with, bodies.len())],
        figures: vec![Figure::new("candidate claims in all", all as f64).digits(0).at_most(MOST)],
        notes: found.iter().flat_map(|(key, claims)| claims.iter().map(|claim| told(key, claim))).collect(),
        ..Section::default()
    })
}

fn document(body: &str) -> Document {
    Document {
        id: Document::id_of(body),
        text: body.to_owned(),
        language: "en".into(),
        ..Document::default()
    }
}

fn told(key: &str, claim: &Claim) -> String {
    let words: Vec<&str> = claim.quote.split_whitespace().take(WORDS).collect();
    let key: String = key.chars().take(8).collect();
    format!("{key} {}/{}: {}", claim.kind.name(), claim.modality.name(), words.join(" "))
}
