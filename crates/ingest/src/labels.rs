//! Labelled passages, and how well the claims that are found in them agree with the labels.
//!
//! What is found in a passage is paired with what is labelled there, first where kind and modality agree, then where
//! the kind does; a label is used once. Nothing here reads a file: rows come as text. The road not taken: a pair only
//! where actors, places and figures agree as well. The labels name them as the passage does, a claim by the ids of a
//! world, and a measure that hangs on that translation measures the translation.

use crate::Document;
use crate::extract::{Claim, Kind, Modality, Namer, claims};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The point of the normal distribution that leaves 5 % outside on both sides together.
const Z: f64 = 1.959_963_984_540_054;

/// One passage with the claims that a reader saw in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Passage {
    /// Its name in the set.
    pub id: String,
    /// The kind it was written for.
    pub of: Kind,
    /// Whether it was written to make a claim of that kind.
    pub positive: bool,
    /// What makes it hard; nothing where it is not meant to be.
    pub trap: Option<String>,
    /// The day of the text, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// The passage.
    pub text: String,
    /// Everything that it claims.
    pub claims: Vec<Label>,
}

/// What a claim is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Label {
    /// What it says.
    pub kind: Kind,
    /// How it is put forward.
    pub modality: Modality,
}

impl From<&Claim> for Label {
    fn from(claim: &Claim) -> Self {
        Self { kind: claim.kind, modality: claim.modality }
    }
}

/// A line that is no labelled passage.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {source}")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    source: serde_json::Error,
}

/// Reads passages, one JSON object a line; empty lines are passed over.
///
/// # Errors
/// The first line that is none. A set is ours and whole, or not to be measured by.
pub fn passages(jsonl: &str) -> Result<Vec<Passage>, BadLine> {
    let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| serde_json::from_str(line).map_err(|source| BadLine { line: at + 1, source }))
        .collect()
}

impl Passage {
    /// The passage as a document in English.
    #[must_use]
    pub fn document(&self) -> Document {
        Document {
            id: Document::id_of(&self.text),
            text: self.text.clone(),
            published: self.published.clone(),
            language: "en".into(),
            ..Document::default()
        }
    }
}

/// What became of something found or labelled, by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Found and labelled with one kind.
    True {
        /// Which of those found.
        found: usize,
        /// Which of the labels.
        label: usize,
    },
    /// Found, and not labelled.
    False {
        /// Which of those found.
        found: usize,
    },
    /// Labelled, and not found.
    Missed {
        /// Which of the labels.
        label: usize,
    },
}

/// Pairs what is found in one passage with its labels: those found in their order, then the labels that are missed.
#[must_use]
pub fn compare(found: &[Label], labels: &[Label]) -> Vec<Outcome> {
    let mut of: Vec<Option<usize>> = vec![None; found.len()];
    pair(&mut of, found, labels, |one, two| one == two);
    pair(&mut of, found, labels, |one, two| one.kind == two.kind);
    let missed =
        (0..labels.len()).filter(|label| !of.contains(&Some(*label))).map(|label| Outcome::Missed { label });
    let outcome = |(found, label): (usize, &Option<usize>)| match label {
        Some(label) => Outcome::True { found, label: *label },
        None => Outcome::False { found },
    };
    of.iter().enumerate().map(outcome).chain(missed).collect()
}

/// Gives each unpaired one the first free label that agrees with it. There are a handful of either.
fn pair(of: &mut [Option<usize>], found: &[Label], labels: &[Label], agree: fn(&Label, &Label) -> bool) {
    for (at, one) in found.iter().enumerate() {
        if of.get(at).is_some_and(Option::is_some) {
            continue;
        }
        let free = labels
            .iter()
            .enumerate()
            .find(|(label, two)| agree(one, two) && !of.contains(&Some(*label)))
            .map(|(label, _)| label);
        if let Some(slot) = of.get_mut(at) {
            *slot = free;
        }
    }
}

/// How many were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found and labelled.
    pub right: usize,
    /// Of these, with the labelled modality.
    pub modality: usize,
    /// Found, and not labelled.
    pub wrong: usize,
    /// Labelled, and not found.
    pub missed: usize,
}

impl Tally {
    /// Of those found, the part that is labelled.
    #[must_use]
    pub const fn precision(&self) -> Proportion {
        Proportion { part: self.right, whole: self.right + self.wrong }
    }

    /// Of those labelled, the part that is found.
    #[must_use]
    pub const fn recall(&self) -> Proportion {
        Proportion { part: self.right, whole: self.right + self.missed }
    }

    /// Of those found, the part that is labelled with the same modality.
    #[must_use]
    pub const fn precision_with_modality(&self) -> Proportion {
        Proportion { part: self.modality, whole: self.right + self.wrong }
    }

    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.modality += other.modality;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

/// A part of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Proportion {
    /// The part as a fraction; nothing of nothing is no number.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Wilson's interval at 95 % (Wilson 1927; method 3 of Newcombe, Statistics in Medicine 17 (1998) 857).
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        let p = self.value()?;
        let n = self.whole as f64;
        let (z2, spread) = (Z * Z, 1.0 + Z * Z / n);
        let middle = (p + z2 / (2.0 * n)) / spread;
        let half = Z / spread * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        Some(((middle - half).max(0.0), (middle + half).min(1.0)))
    }
}

/// Tallies of a set of passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By kind; a kind that is neither found nor labelled is absent.
    pub kinds: BTreeMap<Kind, Tally>,
    /// How many passages.
    pub passages: usize,
}

impl Score {
    /// Extracts the claims of passages and judges them.
    #[must_use]
    pub fn of(passages: &[Passage], namer: Namer<'_>) -> Self {
        let mut score = Self::default();
        for passage in passages {
            let found: Vec<Label> = claims(&passage.document(), namer).iter().map(Label::from).collect();
            score.add(&found, &passage.claims);
        }
        score
    }

    /// Counts one passage by what is found in it and its labels.
    pub fn add(&mut self, found: &[Label], labels: &[Label]) {
        self.passages += 1;
        for outcome in compare(found, labels) {
            let Some((kind, change)) = counted(outcome, found, labels) else { continue };
            self.kinds.entry(kind).or_default().add(&change);
        }
    }

    /// All kinds together.
    #[must_use]
    pub fn all(&self) -> Tally {
        let mut all = Tally::default();
        self.kinds.values().for_each(|tally| all.add(tally));
        all
    }
}

fn counted(outcome: Outcome, found: &[Label], labels: &[Label]) -> Option<(Kind, Tally)> {
    let none = Tally::default();
    Some(match outcome {
        Outcome::True { found: at, label } => {
            let (one, two) = (found.get(at)?, labels.get(label)?);
            let modality = usize::from(one.modality == two.modality);
            (one.kind, Tally { right: 1, modality, ..none })
        }
        Outcome::False { found: at } => (found.get(at)?.kind, Tally { wrong: 1, ..none }),
        Outcome::Missed { label } => (labels.get(label)?.kind, Tally { missed: 1, ..none }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn label(kind: Kind, modality: Modality) -> Label {
        Label { kind, modality }
    }

    const REPORTED: Label = label(Kind::Trade, Modality::Reported);
    const ASSERTED: Label = label(Kind::Trade, Modality::Asserted);
    const PRICE: Label = label(Kind::Price, Modality::Asserted);

    #[test]
    fn a_line_is_a_passage_and_a_bad_one_is_told_by_its_number() {
        let good = r#"{"id":"x","of":"trade","positive":true,"published":"2025-01-02","text":"T.","claims":[{"kind":"trade","modality":"asserted","value":3}]}"#;
        let read = passages(&format!("{good}\n\n")).unwrap();
        assert_eq!((read.len(), read[0].claims.as_slice()), (1, [ASSERTED].as_slice()));
        assert_eq!(read[0].document().published.as_deref(), Some("2025-01-02"));
        let bad = passages(&format!("{good}\n{{\"id\":1}}\n")).unwrap_err();
        assert_eq!(bad.line, 2);
    }

    #[test]
    fn a_label_goes_to_the_claim_that_agrees_in_modality_before_one_that_comes_first() {
        let outcomes = compare(&[REPORTED, ASSERTED], &[ASSERTED]);
        assert_eq!(outcomes, [Outcome::False { found: 0 }, Outcome::True { found: 1, label: 0 }]);
        let outcomes = compare(&[REPORTED], &[PRICE, ASSERTED]);
        assert_eq!(outcomes, [Outcome::True { found: 0, label: 1 }, Outcome::Missed { label: 0 }]);
    }

    #[test]
    fn a_set_is_scored_by_kind_and_in_all() {
        let mut score = Score::default();
        score.add(&[REPORTED, PRICE], &[ASSERTED]);
        score.add(&[], &[PRICE]);
        score.add(&[ASSERTED], &[ASSERTED]);
        let trade = Tally { right: 2, modality: 1, wrong: 0, missed: 0 };
        let price = Tally { right: 0, modality: 0, wrong: 1, missed: 1 };
        assert_eq!(score.kinds, BTreeMap::from([(Kind::Trade, trade), (Kind::Price, price)]));
        let all = score.all();
        assert_eq!(all.precision(), Proportion { part: 2, whole: 3 });
        assert_eq!(all.recall(), Proportion { part: 2, whole: 3 });
        assert_eq!(all.precision_with_modality(), Proportion { part: 1, whole: 3 });
        assert_eq!(score.passages, 3);
    }

    /// The four examples of Newcombe (1998), table I, method 3.
    #[test]
    fn intervals_are_the_published_ones() {
        let published = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (part, whole, low, high) in published {
            let found = Proportion { part, whole }.interval().unwrap();
            assert!(
                (found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5,
                "{part}/{whole}: {found:?}"
            );
        }
        assert_eq!(Proportion { part: 0, whole: 0 }.interval(), None);
    }

    fn some() -> impl Strategy<Value = Vec<Label>> {
        let of = |(kind, modality): (usize, bool)| {
            label(Kind::ALL[kind], if modality { Modality::Asserted } else { Modality::Denied })
        };
        prop::collection::vec((0..3usize, any::<bool>()).prop_map(of), 0..6)
    }

    proptest! {
        #[test]
        fn everything_is_counted_once(found in some(), labels in some()) {
            let mut score = Score::default();
            score.add(&found, &labels);
            let all = score.all();
            prop_assert_eq!(all.right + all.wrong, found.len());
            prop_assert_eq!(all.right + all.missed, labels.len());
            prop_assert!(all.modality <= all.right);
            // Of each kind, as many are right as the shorter list has.
            for kind in Kind::ALL {
                let count = |list: &[Label]| list.iter().filter(|one| one.kind == kind).count();
                let right = score.kinds.get(&kind).map_or(0, |tally| tally.right);
                prop_assert_eq!(right, count(&found).min(count(&labels)));
            }
        }
    }
}
