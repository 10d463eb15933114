//! All that was read: documents, stories, candidate claims by kind, cited reports.

use super::{notes, or_none, plain, stories};
use crate::common::{cut, fact};
use crate::document::{Block, Document, Section, Table, words};
use crate::number;
use oreline_ingest::answers::{CitedAnswer, ClaimAnswer, IngestAnswer};
use oreline_ingest::extract::{Kind, Modality, Quantity};
use std::collections::BTreeMap;

/// Claims of one kind that are printed.
const MOST_CLAIMS: usize = 60;
/// Cited reports that are printed.
const MOST_CITED: usize = 100;

/// The document of what was read.
pub fn ingest(answer: &IngestAnswer) -> Document {
    let mut sections = vec![head(answer)];
    sections.extend(stories::tables(&answer.documents, &answer.stories));
    sections.extend(Kind::ALL.iter().filter_map(|kind| claims(*kind, &answer.claims)));
    sections.extend(cited(&answer.cited_reports));
    sections.extend(notes(&answer.notes));
    let label = "Candidates: none of them enters a world before a person accepts it.";
    Document {
        title: format!("What was read, by the names of {}", answer.world),
        label: label.into(),
        sections,
    }
}

fn head(a: &IngestAnswer) -> Section {
    let facts = vec![
        fact("Documents", number::count(a.documents.len())),
        fact("Stories", number::count(a.stories.len())),
        fact("Claims", number::count(a.claims.len())),
        fact("Cited reports", number::count(a.cited_reports.len())),
    ];
    Section::new("", vec![Block::Facts(facts)])
}

/// A sentence that copies repeat is printed once.
fn claims(kind: Kind, all: &[ClaimAnswer]) -> Option<Section> {
    let mut sentences: Vec<Vec<&ClaimAnswer>> = Vec::new();
    let mut known: BTreeMap<(&str, Modality), usize> = BTreeMap::new();
    let of_kind = all.iter().filter(|one| one.claim.kind == kind);
    for one in of_kind {
        let at = *known.entry((&one.claim.quote, one.claim.modality)).or_insert(sentences.len());
        match sentences.get_mut(at) {
            Some(same) => same.push(one),
            None => sentences.push(vec![one]),
        }
    }
    let (shown, left) = cut(&sentences, MOST_CLAIMS, "claim");
    let mut items: Vec<String> = shown.into_iter().filter_map(|same| line(same)).collect();
    items.extend(Some(left).filter(|left| !left.is_empty()));
    let title = format!("Claims: {} ({})", kind.name(), sentences.len());
    (!sentences.is_empty()).then(|| Section::new(title, vec![Block::List(items)]))
}

/// The quote, how it is put forward, by whom, its slots, and what stands behind it.
fn line(same: &[&ClaimAnswer]) -> Option<String> {
    let first = same.first()?;
    let claim = &first.claim;
    let mut parts = vec![claim.modality.name().to_owned()];
    parts.extend(claim.speaker.as_deref().map(|speaker| format!("says {}", plain(speaker))));
    let slots = [("actors", &claim.actors), ("sites", &claim.sites), ("goods", &claim.goods)];
    let filled = slots.into_iter().filter(|(_, ids)| !ids.is_empty());
    parts.extend(filled.map(|(name, ids)| format!("{name} {}", plain(&ids.join(", ")))));
    parts.extend(claim.date.clone());
    parts.extend(claim.quantity.as_ref().map(quantity));
    parts.push(number::counted(first.support, "origin"));
    parts.push(match same.iter().map(|one| one.documents.len()).sum() {
        0 | 1 => format!("in {}", claim.document),
        copies => format!("in {} and {} more", claim.document, number::counted(copies - 1, "document")),
    });
    Some(format!("“{}” [{}]", plain(&claim.quote), parts.join("; ")))
}

fn quantity(quantity: &Quantity) -> String {
    format!("{} {}", number::as_given(quantity.value), quantity.unit)
}

fn cited(all: &[CitedAnswer]) -> Option<Section> {
    let (shown, note) = cut(all, MOST_CITED, "report");
    let mut table = Table::new("", ["publisher", "date", "title", "cited in"].map(words).to_vec());
    for one in shown {
        table.push([
            plain(&one.report.publisher),
            or_none(one.report.date.as_deref()),
            or_none(one.report.title.as_deref()),
            one.document.clone(),
        ]);
    }
    table.note = note;
    (!all.is_empty()).then(|| Section::new("Cited reports", vec![Block::Table(table)]))
}
