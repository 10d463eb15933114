//! What is told of a group: who printed it first, who after, and who contradicts it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::align::{Clash, clashes};
use super::reading::{Reading, reading};
use super::{Correction, Story, day};
use crate::document::{Document, Role};

/// The story of a group of readings, each with its printings.
pub(super) fn story(members: &[u32], readings: &[Reading], printings: &[Vec<&Document>]) -> Story {
    let of = |member: &u32| printings.get(*member as usize).map_or(&[][..], Vec::as_slice);
    let mut all: Vec<&Document> = members.iter().flat_map(of).copied().collect();
    all.sort_by(|one, two| (day(one), &one.id).cmp(&(day(two), &two.id)));
    let named = named_origins(&all);
    let is_named = |document: &Document| publisher(document).is_some_and(|name| named.contains(&name));
    let origin = all.iter().min_by_key(|document| {
        (day(document), !is_named(document), Reverse(document.text.len()), document.id.as_str())
    });
    let elsewhere = !named.is_empty() && !all.iter().any(|document| is_named(document));
    Story {
        id: id(&all),
        documents: ids(&all),
        origin: origin.map(|document| document.id.clone()).unwrap_or_default(),
        publisher: origin.and_then(|origin| first_publisher(origin, &all, elsewhere)),
        copies: all.len() - usize::from(!elsewhere && !all.is_empty()),
        excerpts: excerpts(members, readings, printings),
        corrections: members.iter().flat_map(|member| headlines(of(member))).collect(),
    }
}

/// Headlines over one and the same text that contradict the first of them. The text has one id, so that both are in
/// one story; what they say is shown all the same.
fn headlines(printings: &[&Document]) -> Vec<Correction> {
    let mut titles = BTreeSet::new();
    let heads: Vec<Document> = printings
        .iter()
        .filter(|document| document.title.is_some() && titles.insert(&document.title))
        .map(|document| Document {
            text: String::new(),
            url: String::new(),
            chain: Vec::new(),
            ..(*document).clone()
        })
        .collect();
    let Some((first, rest)) = heads.split_first() else { return Vec::new() };
    let of = reading(first);
    rest.iter().flat_map(|head| told(&reading(head), &of)).collect()
}

/// The publishers that the chains name as origin.
fn named_origins(all: &[&Document]) -> BTreeSet<String> {
    let hands = all.iter().flat_map(|document| &document.chain);
    hands.filter(|hand| hand.role == Role::Origin).map(|hand| plain(&hand.name)).collect()
}

fn publisher(document: &Document) -> Option<String> {
    document.publisher.as_deref().map(plain)
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The origin's publisher, or the one that a chain names, the origin's own first.
fn first_publisher(origin: &Document, all: &[&Document], elsewhere: bool) -> Option<String> {
    let own = std::iter::once(origin).chain(all.iter().copied());
    let named = own.flat_map(|document| &document.chain).find(|hand| hand.role == Role::Origin);
    match named {
        Some(hand) if elsewhere => Some(hand.name.clone()),
        _ => origin.publisher.clone(),
    }
}

fn id(all: &[&Document]) -> String {
    let members: BTreeSet<&str> = all.iter().map(|document| document.id.as_str()).collect();
    let mut hash = Sha256::new();
    for member in members {
        hash.update(member);
        hash.update("\n");
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The ids in order, each once.
fn ids(all: &[&Document]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    all.iter()
        .filter(|document| seen.insert(document.id.as_str()))
        .map(|document| document.id.clone())
        .collect()
}

fn excerpts(members: &[u32], readings: &[Reading], printings: &[Vec<&Document>]) -> Vec<String> {
    let size = |member: &u32| readings.get(*member as usize).map_or(0, |reading| reading.shingles.len());
    let longest = members.iter().map(size).max().unwrap_or_default();
    let short = members.iter().filter(|member| size(member) * 2 < longest);
    let ids: BTreeSet<&String> = short
        .filter_map(|&member| printings.get(member as usize))
        .flatten()
        .map(|document| &document.id)
        .collect();
    ids.into_iter().cloned().collect()
}

/// Lists each contradiction in both stories. Of the documents of one story that a document contradicts in one figure,
/// the earliest stands for all.
pub(super) fn add_corrections(
    stories: &mut [Story],
    groups: &[Vec<u32>],
    readings: &[Reading],
    pairs: &[(u32, u32)],
) {
    let mut story_of = vec![0; readings.len()];
    for (story, members) in groups.iter().enumerate() {
        for &member in members {
            if let Some(slot) = story_of.get_mut(member as usize) {
                *slot = story;
            }
        }
    }
    let mut seen = BTreeSet::new();
    for &(earlier, later) in pairs {
        let [at, to] =
            [later, earlier].map(|member| story_of.get(member as usize).copied().unwrap_or_default());
        let corrections = corrections(readings, earlier, later);
        for correction in corrections.into_iter().filter(|new| seen.insert((later, to, new.figures.clone())))
        {
            for story in [at, to] {
                if let Some(story) = stories.get_mut(story) {
                    story.corrections.push(correction.clone());
                }
            }
        }
    }
    for story in stories {
        story.corrections.sort_unstable();
        story.corrections.dedup();
    }
}

fn corrections(readings: &[Reading], earlier: u32, later: u32) -> Vec<Correction> {
    match (readings.get(earlier as usize), readings.get(later as usize)) {
        (Some(of), Some(document)) => told(document, of),
        _ => Vec::new(),
    }
}

/// What a document says in the same words with other numbers than an earlier one.
fn told(document: &Reading, of: &Reading) -> Vec<Correction> {
    let correction = |clash: &Clash| Correction {
        document: document.document.id.clone(),
        of: of.document.id.clone(),
        sentence: clash.sentences[0].to_owned(),
        of_sentence: clash.sentences[1].to_owned(),
        figures: (clash.figures[0].to_owned(), clash.figures[1].to_owned()),
    };
    clashes(document, of).iter().map(correction).collect()
}
