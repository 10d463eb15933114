//! Grouping under links that forbid.
//!
//! Two documents that contradict each other in a figure may not come into one group, also not by way of a third that
//! lacks the sentence. So groups are joined along the bonds in an order that depends on the documents alone, and only
//! where no forbidding link stands between them. Documents with few contradictions come first: of three versions of
//! which one stands against all others, the odd one is left out, and a cut copy that suits both sides joins the many.
//!
//! A bond of two does not make one story of their groups: a long article that quotes a paragraph of another contains
//! a copy of it. Members of both groups vote, and for an excerpt those for must outnumber those against.
//!
//! The road not taken: connected components, which one wrong pair chains into one; and correlation clustering, which
//! weighs everything and whose answer nobody can retrace by hand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::align::{clashes, explains};
use super::compare::{Bond, UNLIKE, bond, likeness};
use super::links::{Link, Links};
use super::reading::Reading;
use super::words::small;

/// Members of each group asked in a vote; three in each decide most votes, six leave room for excerpts.
const VOTERS: usize = 6;

/// The groups, each a list of indices of documents, and the contradictions, those found on the way added.
pub(super) fn groups(readings: &[Reading], links: Links) -> (Vec<Vec<u32>>, Vec<(u32, u32)>) {
    let order = order(readings.len(), &links);
    let mut groups = Groups::new(readings.len());
    for &(one, two) in links.clashes.iter().chain(&links.apart) {
        groups.forbid(one, two);
    }
    let mut clashes = links.clashes;
    for link in order {
        groups.join(&Voters { readings, explained: &links.explained }, link, &mut clashes);
    }
    clashes.sort_unstable();
    clashes.dedup();
    (groups.members.into_iter().filter(|members| !members.is_empty()).collect(), clashes)
}

/// The bonds, those of the least contradicted and most alike first.
fn order(documents: usize, links: &Links) -> Vec<Link> {
    let mut counts = vec![(0_u32, 0_u32); documents];
    let mut count = |document: u32, clash: bool| {
        if let Some((clashes, all)) = counts.get_mut(document as usize) {
            *clashes += u32::from(clash);
            *all += 1;
        }
    };
    for &(one, two) in &links.clashes {
        count(one, true);
        count(two, true);
    }
    for link in &links.bonds {
        count(link.pair.0, false);
        count(link.pair.1, false);
    }
    // Share of a document's partners that it contradicts, in thousandths.
    let blame = |document: u32| {
        counts
            .get(document as usize)
            .map_or(0, |&(clashes, all)| u64::from(clashes) * 1_000 / u64::from(all.max(1)))
    };
    let mut order = links.bonds.clone();
    order.sort_by_key(|link| {
        let blame = blame(link.pair.0).max(blame(link.pair.1));
        // In steps of a twentieth: a word lost beside a changed number must not draw cut copies to it.
        (blame, link.bond, Reverse(link.likeness.jaccard / 500), link.pair)
    });
    order
}

/// Disjoint groups with forbidding links between them.
struct Groups {
    /// Of each document, its group.
    group: Vec<u32>,
    /// Of each group, its documents in the order they came; empty once joined to another.
    members: Vec<Vec<u32>>,
    /// Of each group, the groups it may not be joined with.
    foes: Vec<BTreeSet<u32>>,
}

impl Groups {
    fn new(documents: usize) -> Self {
        let all = 0..small(documents);
        Self {
            group: all.clone().collect(),
            members: all.map(|document| vec![document]).collect(),
            foes: vec![BTreeSet::new(); documents],
        }
    }

    fn of(&self, document: u32) -> u32 {
        self.group.get(document as usize).copied().unwrap_or(document)
    }

    fn members(&self, group: u32) -> &[u32] {
        self.members.get(group as usize).map_or(&[], Vec::as_slice)
    }

    fn forbid(&mut self, one: u32, two: u32) {
        let (one, two) = (self.of(one), self.of(two));
        for (group, foe) in [(one, two), (two, one)] {
            if let Some(foes) = self.foes.get_mut(group as usize) {
                foes.insert(foe);
            }
        }
    }

    fn join(&mut self, voters: &Voters, link: Link, clashes: &mut Vec<(u32, u32)>) {
        let (one, two) = (self.of(link.pair.0), self.of(link.pair.1));
        if one == two || self.foes.get(one as usize).is_some_and(|foes| foes.contains(&two)) {
            return;
        }
        match voters.vote(link.bond, self.members(one), self.members(two)) {
            Vote::For => self.unite(one, two),
            Vote::Against => {}
            Vote::Clash(one, two, bond) => {
                if bond <= Bond::Excerpt {
                    clashes.push((one.min(two), one.max(two)));
                }
                self.forbid(one, two);
            }
        }
    }

    /// The smaller group goes into the larger, so that no document moves more than log n times.
    fn unite(&mut self, one: u32, two: u32) {
        let smaller = self.members(one).len() < self.members(two).len();
        let (into, from) = if smaller { (two, one) } else { (one, two) };
        let moved = self.members.get_mut(from as usize).map(std::mem::take).unwrap_or_default();
        for &document in &moved {
            if let Some(group) = self.group.get_mut(document as usize) {
                *group = into;
            }
        }
        if let Some(members) = self.members.get_mut(into as usize) {
            members.extend(moved);
        }
        let foes = self.foes.get_mut(from as usize).map(std::mem::take).unwrap_or_default();
        for foe in foes {
            if let Some(theirs) = self.foes.get_mut(foe as usize) {
                theirs.remove(&from);
                theirs.insert(into);
            }
            if let Some(ours) = self.foes.get_mut(into as usize) {
                ours.insert(foe);
            }
        }
    }
}

/// What members of two groups say of their union.
enum Vote {
    For,
    Against,
    /// These two contradict each other.
    Clash(u32, u32, Bond),
}

/// Who is asked, and what need not be asked again.
struct Voters<'v, 'a> {
    readings: &'v [Reading<'a>],
    explained: &'v BTreeSet<(u32, u32)>,
}

impl<'a> Voters<'_, 'a> {
    fn vote(&self, kind: Bond, one: &[u32], two: &[u32]) -> Vote {
        if one.len() == 1 && two.len() == 1 {
            return Vote::For;
        }
        let asked: Vec<u32> = voters(one).chain(voters(two)).collect();
        let (mut pro, mut contra) = (0, 0);
        for a in voters(one) {
            for b in voters(two) {
                let (Some(first), Some(second)) = (self.reading(a), self.reading(b)) else { continue };
                let likeness = likeness(first, second);
                let bond = bond(first, second, likeness);
                if bond != Bond::None && self.contradict((a, b), &asked) {
                    return Vote::Clash(a, b, bond);
                }
                pro += usize::from(bond <= Bond::Excerpt);
                contra += usize::from(bond > Bond::Excerpt && likeness.containment < UNLIKE);
            }
        }
        let enough = if kind == Bond::Copy { pro * 3 >= contra } else { pro > contra };
        if enough { Vote::For } else { Vote::Against }
    }

    fn reading(&self, document: u32) -> Option<&Reading<'a>> {
        self.readings.get(document as usize)
    }

    fn contradict(&self, (a, b): (u32, u32), asked: &[u32]) -> bool {
        let (Some(one), Some(two)) = (self.reading(a), self.reading(b)) else { return false };
        if self.explained.contains(&(a.min(b), a.max(b))) {
            return false;
        }
        let found = clashes(one, two);
        let mut others =
            asked.iter().filter(|&&other| other != a && other != b).filter_map(|&c| self.reading(c));
        !found.is_empty() && !others.any(|third| explains(third, one, two, &found))
    }
}

/// Up to [`VOTERS`] members, evenly from first to last.
fn voters(members: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let voters = members.len().min(VOTERS);
    (0..voters).filter_map(move |n| members.get(n * members.len() / voters)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foes_stay_foes_when_groups_are_joined() {
        let mut groups = Groups::new(5);
        groups.forbid(0, 1);
        groups.unite(0, 2);
        groups.unite(3, groups.of(0));
        groups.unite(1, 4);
        let (one, two) = (groups.of(2), groups.of(4));
        assert_eq!(groups.of(0), groups.of(3));
        assert!(groups.foes[one as usize].contains(&two) && groups.foes[two as usize].contains(&one));
        assert_eq!(groups.foes.iter().map(BTreeSet::len).sum::<usize>(), 2);
        assert_eq!(groups.members(one).len() + groups.members(two).len(), 5);
    }

    #[test]
    fn voters_are_spread_over_the_group() {
        let members: Vec<u32> = (0..60).collect();
        assert_eq!(voters(&members).collect::<Vec<_>>(), [0, 10, 20, 30, 40, 50]);
        assert_eq!(voters(&[7, 9]).collect::<Vec<_>>(), [7, 9]);
    }
}
