//! Copies told from other texts, on article bodies under newsroom edits.
//!
//! Two documents should be in one story if they come from one body and neither has a changed number, and in two if one
//! has. Of two changed documents of one body nothing is asked: both changes may have hit upon one number. Figures are
//! over pairs of documents. The bodies are halved by a fixed seed: thresholds were chosen on the other half.

use super::bodies;
use super::edits::{CHANGED, COPIES, Changing, Edit, Made, change, make, places};
use crate::measure::section::{Column, Figure, Row, Section, Table};
use crate::random::Random;
use anyhow::Result;
use oreline_ingest::Document;
use oreline_ingest::story::{Story, stories};
use std::collections::BTreeMap;
use std::path::Path;

/// The least F1 over pairs that was promised.
const BAR: f64 = 0.95;
/// Bodies of so many characters at most are left out.
const SHORT: usize = 800;
/// What the halves are drawn by.
const HALVES: u64 = 2026;
/// What the edits are drawn by.
const SEED: u64 = 1;
/// How often a part of all documents is drawn.
const DRAWS: usize = 20;

const COLUMNS: &[Column] = &[
    Column("documents", 0),
    Column("precision", 4),
    Column("recall", 4),
    Column("F1", 4),
    Column("changed pairs", 0),
    Column("merged", 0),
    Column("not linked", 0),
];

const EVERY: &[Column] = &[Column("pairs", 0), Column("merged", 0), Column("not linked", 0)];

/// Counts over all pairs of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Score {
    documents: usize,
    together: usize,
    wrongly: usize,
    missed: usize,
    /// Pairs of a document with a changed number and a copy of the same body.
    changed: usize,
    /// Of them, in one story.
    merged: usize,
    /// Changed documents whose story names no correction.
    unlinked: usize,
    /// Pairs of two changed documents of one body, of which nothing is asked.
    unasked: usize,
    /// Of them, in one story.
    unasked_merged: usize,
}

impl Score {
    fn of(all: &[Made]) -> Self {
        let documents: Vec<Document> = all.iter().map(|made| made.document.clone()).collect();
        let found = stories(&documents);
        let story_of = story_of(&found);
        let stands: Vec<Option<usize>> =
            all.iter().map(|made| story_of.get(made.document.id.as_str()).copied()).collect();
        let mut score = Self { documents: all.len(), ..Self::default() };
        for (at, (one, place)) in all.iter().zip(&stands).enumerate() {
            for (two, other) in all.iter().zip(&stands).skip(at + 1) {
                score.count(one, two, place == other);
            }
        }
        let linked = |place: &Option<usize>| {
            place.and_then(|place| found.get(place)).is_some_and(|story| !story.corrections.is_empty())
        };
        score.unlinked =
            all.iter().zip(&stands).filter(|(made, place)| made.is_changed() && !linked(place)).count();
        score
    }

    fn count(&mut self, one: &Made, two: &Made, merged: bool) {
        let same = one.body == two.body;
        match (same, one.is_changed(), two.is_changed()) {
            (true, true, true) => {
                self.unasked += 1;
                self.unasked_merged += usize::from(merged);
            }
            (true, false, false) if merged => self.together += 1,
            (true, false, false) => self.missed += 1,
            (false, ..) => self.wrongly += usize::from(merged),
            (true, ..) => {
                self.wrongly += usize::from(merged);
                self.changed += 1;
                self.merged += usize::from(merged);
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.together += other.together;
        self.wrongly += other.wrongly;
        self.missed += other.missed;
        self.changed += other.changed;
        self.merged += other.merged;
        self.unlinked += other.unlinked;
        self.unasked += other.unasked;
        self.unasked_merged += other.unasked_merged;
    }

    /// Precision, recall and F1; nothing where no pair should be together and only what is merged tells.
    fn shares(&self) -> [Option<f64>; 3] {
        let Self { together, wrongly, missed, .. } = *self;
        // The last is 2PR/(P+R) with the pairs counted out.
        [
            (together, together + wrongly),
            (together, together + missed),
            (2 * together, 2 * together + wrongly + missed),
        ]
        .map(|(part, whole)| (together + missed > 0).then(|| part as f64 / whole.max(1) as f64))
    }

    fn row(&self, name: &str) -> Row {
        let count = |n: usize| Some(n as f64);
        let mut row = Row::of(name, &[self.documents]);
        row.cells.extend(self.shares());
        row.cells.extend([count(self.changed), count(self.merged), count(self.unlinked)]);
        row
    }
}

fn story_of(found: &[Story]) -> BTreeMap<&str, usize> {
    let ids = found.iter().enumerate().map(|(at, story)| (at, &story.documents));
    ids.flat_map(|(at, ids)| ids.iter().map(move |id| (id.as_str(), at))).collect()
}

pub(crate) fn section(data: &Path) -> Result<Section> {
    let bodies = test_half(bodies(data)?.into_values().filter(|body| body.chars().count() > SHORT).collect());
    let mut random = Random::from_state(SEED);
    let all = everything(&bodies, &mut random);
    let together = Score::of(&all);
    let mut rows = vec![together.row("all edits together")];
    for edit in COPIES.iter().chain(&CHANGED).skip(1) {
        let chosen = choose(&all, |made| made.edit == Edit::Original || made.edit == *edit);
        rows.push(Score::of(&chosen).row(&format!("original and {edit:?}")));
    }
    for (name, anchored) in [("original and a quarter of the rest", true), ("a quarter", false)] {
        let mut sum = Score::default();
        for _ in 0..DRAWS {
            sum.add(Score::of(&choose(&all, |made| {
                (anchored && made.edit == Edit::Original) || random.below(4) == 0
            })));
        }
        rows.push(sum.row(&format!("{name}, {DRAWS} draws")));
    }
    let notes = vec![
        format!(
            "{} bodies of more than {SHORT} characters: the half on which no threshold was chosen",
            bodies.len()
        ),
        format!(
            "{} of {} pairs of two changed documents of one body are in one story; nothing is asked of them",
            together.unasked_merged, together.unasked
        ),
        "without the original, a changed document and a cut one that lacks the number cannot be told apart"
            .into(),
    ];
    Ok(Section {
        title: "Copies under newsroom edits",
        figures: vec![Figure::new("F1 over pairs, all edits together", together.shares()[2]).at_least(BAR)],
        notes,
        tables: vec![Table { title: "over pairs".into(), columns: COLUMNS, rows }, every(&bodies)],
        ..Section::default()
    })
}

/// Every number of every body changed in turn, each beside its original alone.
fn every(bodies: &[String]) -> Table {
    let rows = Changing::ALL.map(|changing| {
        let (mut pairs, mut merged, mut unlinked) = (0, 0, 0);
        for text in bodies {
            let mut random = Random::from_state(pairs as u64);
            for run in places(text, text.len(), changing) {
                let Some(changed) = change(text, run, &mut random, changing) else { continue };
                let found = stories(&[document(text), document(&changed)]);
                pairs += 1;
                merged += usize::from(found.len() == 1);
                unlinked += usize::from(found.iter().all(|story| story.corrections.is_empty()));
            }
        }
        Row::of(format!("{changing:?}"), &[pairs, merged, unlinked])
    });
    Table { title: "every number of every body changed in turn".into(), columns: EVERY, rows: rows.into() }
}

fn document(text: &str) -> Document {
    Document { id: Document::id_of(text), text: text.to_owned(), ..Document::default() }
}

/// Every body under every edit that can be made of it.
fn everything(bodies: &[String], random: &mut Random) -> Vec<Made> {
    let mut all = Vec::new();
    for body in 0..bodies.len() {
        all.extend(COPIES.iter().chain(&CHANGED).filter_map(|&edit| make(bodies, body, edit, random)));
    }
    all
}

fn choose(all: &[Made], mut wanted: impl FnMut(&Made) -> bool) -> Vec<Made> {
    all.iter().filter(|made| wanted(made)).cloned().collect()
}

/// The half that no threshold was chosen on.
fn test_half(mut bodies: Vec<String>) -> Vec<String> {
    let mut random = Random::from_state(HALVES);
    for at in (1..bodies.len()).rev() {
        bodies.swap(at, random.below(at + 1));
    }
    bodies.split_off(bodies.len() / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(id: &str, body: usize, edit: Edit, text: &str) -> Made {
        let document = Document { id: id.into(), text: text.into(), ..Document::default() };
        Made { document, body, edit }
    }

    #[test]
    fn pairs_are_counted_by_what_they_should_be() {
        let (original, changed) = (made("a", 0, Edit::Original, ""), made("b", 0, Edit::Number, ""));
        let (cut, other) = (made("c", 0, Edit::Tail20, ""), made("d", 1, Edit::Original, ""));
        let mut score = Score::default();
        score.count(&original, &cut, true);
        score.count(&original, &cut, false);
        score.count(&original, &changed, true);
        score.count(&original, &changed, false);
        score.count(&original, &other, false);
        score.count(&changed, &changed, true);
        let expected = Score {
            together: 1,
            wrongly: 1,
            missed: 1,
            changed: 2,
            merged: 1,
            unasked: 1,
            unasked_merged: 1,
            ..Score::default()
        };
        assert_eq!(score, expected);
        assert_eq!(score.shares(), [Some(0.5); 3]);
        assert_eq!(Score { wrongly: 3, ..Score::default() }.shares(), [None; 3]);
    }

    #[test]
    fn a_copy_is_found_and_another_text_is_not() {
        let text = |word: &str| (0..90).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
        let all = [
            made("a", 0, Edit::Original, &text("mine")),
            made("b", 0, Edit::Agency, &format!("AFP {}", text("mine"))),
            made("c", 1, Edit::Original, &text("road")),
        ];
        let score = Score::of(&all);
        assert_eq!((score.together, score.wrongly, score.missed), (1, 0, 0));
    }

    #[test]
    fn the_halves_are_the_same_every_time_and_share_nothing() {
        let bodies: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        assert_eq!(test_half(bodies.clone()), test_half(bodies.clone()));
        assert_eq!(test_half(bodies).len(), 5);
    }
}
