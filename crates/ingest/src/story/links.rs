//! The check of all candidates: which pairs may be one story, and which may not.
//!
//! Two cut copies can seem to contradict each other where one text says like things twice ("from zero to sixty in five
//! seconds", "in 5.8 seconds") and each copy kept one of them. A third document that says both settles it. The road not
//! taken: to compare each copy with the longest text alone, which is right until two versions are both long.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::align::{clashes, explains};
use super::candidates::candidates;
use super::compare::{Bond, Likeness, bond, likeness};
use super::reading::Reading;

/// A pair of documents that may be one story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// The earlier and the later document.
    pub(super) pair: (u32, u32),
    pub(super) likeness: Likeness,
    pub(super) bond: Bond,
}

/// What the check of all candidates found.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) bonds: Vec<Link>,
    /// Pairs that contradict each other in a figure.
    pub(super) clashes: Vec<(u32, u32)>,
    /// Pairs that share too little to be one story and contradict each other all the same: they may not meet in one
    /// by way of others, but neither corrects the other.
    pub(super) apart: Vec<(u32, u32)>,
    /// Pairs that seemed to, until a third document was found that says both.
    pub(super) explained: BTreeSet<(u32, u32)>,
}

/// Common partners of two documents that are asked whether they say both.
const THIRDS: usize = 6;

/// Checks all candidates.
pub(super) fn links(readings: &[Reading]) -> Links {
    let mut links = Links::default();
    let mut doubtful = Vec::new();
    for pair in candidates(readings) {
        let (Some(one), Some(two)) = (readings.get(pair.0 as usize), readings.get(pair.1 as usize)) else {
            continue;
        };
        let likeness = likeness(one, two);
        let bond = bond(one, two, likeness);
        let clash = bond != Bond::None && !clashes(one, two).is_empty();
        if clash {
            doubtful.push(Link { pair, likeness, bond });
        } else if bond <= Bond::Excerpt {
            links.bonds.push(Link { pair, likeness, bond });
        }
    }
    let partners = partners(readings.len(), &links.bonds);
    for link in doubtful {
        if is_explained(readings, &partners, link.pair) {
            links.explained.insert(link.pair);
            links.bonds.extend((link.bond <= Bond::Excerpt).then_some(link));
        } else if link.bond <= Bond::Excerpt {
            links.clashes.push(link.pair);
        } else {
            links.apart.push(link.pair);
        }
    }
    links
}

/// Of each document, those it has a bond with, rising.
fn partners(documents: usize, bonds: &[Link]) -> Vec<Vec<u32>> {
    let mut partners = vec![Vec::new(); documents];
    for &Link { pair: (one, two), .. } in bonds {
        for (document, other) in [(one, two), (two, one)] {
            if let Some(list) = partners.get_mut(document as usize) {
                list.push(other);
            }
        }
    }
    partners.iter_mut().for_each(|list| list.sort_unstable());
    partners
}

/// Whether one of the longest documents that go with both says what each of them says.
fn is_explained(readings: &[Reading], partners: &[Vec<u32>], (a, b): (u32, u32)) -> bool {
    let of = |document: u32| partners.get(document as usize).map_or(&[][..], Vec::as_slice);
    let reading = |document: u32| readings.get(document as usize);
    let (Some(one), Some(two)) = (reading(a), reading(b)) else { return false };
    let mut thirds: Vec<&Reading> = of(a)
        .iter()
        .filter(|third| of(b).binary_search(third).is_ok())
        .filter_map(|&third| reading(third))
        .collect();
    thirds.sort_by_key(|third| Reverse(third.shingles.len()));
    let found = clashes(one, two);
    thirds.iter().take(THIRDS).any(|third| explains(third, one, two, &found))
}
