//! How many independent origins make a claim.
//!
//! Two claims say the same if they are of one kind, both denials or both not, and name the same actors, places and
//! goods; figures must be the same figure too. The day is not compared: one report says "on Friday" where another
//! gives the date, and a third none. A claim that names nothing has no support but its own story. The road not taken:
//! likeness of sentences, which finds that two reporters write alike, not that they say the same.

use std::collections::BTreeMap;

use crate::extract::{Claim, Kind, Modality};
use crate::story::{Story, origins};

/// What a claim says, apart from who says it, when and how.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    kind: Kind,
    denied: bool,
    actors: Vec<String>,
    sites: Vec<String>,
    goods: Vec<String>,
    /// Value and unit as text, of a figure.
    figure: Option<(String, String)>,
    /// The document, of a claim that names nothing.
    alone: Option<String>,
}

/// Origins behind each claim, by its id.
pub(super) fn support(claims: &BTreeMap<String, Vec<Claim>>, stories: &[Story]) -> BTreeMap<String, usize> {
    let mut by_said: BTreeMap<Said, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.values().flatten() {
        by_said.entry(said(claim)).or_default().push(claim);
    }
    let mut support = BTreeMap::new();
    for same in by_said.values() {
        let mut documents: Vec<&str> = same.iter().map(|claim| claim.document.as_str()).collect();
        documents.dedup();
        let count = origins(stories, &documents);
        support.extend(same.iter().map(|claim| (claim.id.clone(), count)));
    }
    support
}

fn said(claim: &Claim) -> Said {
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    let figure = claim.quantity.as_ref().filter(|_| claim.kind.is_figure());
    let named = [&claim.actors, &claim.sites, &claim.goods].iter().any(|ids| !ids.is_empty());
    Said {
        kind: claim.kind,
        denied: claim.modality == Modality::Denied,
        actors: sorted(&claim.actors),
        sites: sorted(&claim.sites),
        goods: sorted(&claim.goods),
        figure: figure.map(|quantity| (format!("{:?}", quantity.value), quantity.unit.clone())),
        alone: (!named).then(|| claim.document.clone()),
    }
}
