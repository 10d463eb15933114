//! Places in words, against the townships that the coders of the UCDP Georeferenced Event Dataset gave them.
//!
//! A row counts where `where_coordinates` says "X township" and `where_description` names it; the answer is the
//! likeliest township found in the description alone. Whether it is named there is judged apart from the matcher: a
//! name within one letter stands in it. Other rows are counted too, since a wrong answer is wrong there as well.

use crate::measure::section::{Column, Count, Row, Section, Table};
use anyhow::{Context, Result};
use oreline_ingest::gazetteer::{Gazetteer, Kind, Place, locate};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const FILE: &str = "conflict/ucdp_ged_kachin_1989_2023.csv";
/// Letters in which a name may differ and still be said to stand in a text.
const LETTERS: usize = 1;

const COLUMNS: &[Column] = &[
    Column("rows", 0),
    Column("township", 0),
    Column("named", 0),
    Column("right", 0),
    Column("wrong", 0),
    Column("silent", 0),
    Column("unnamed: right", 0),
    Column("wrong", 0),
];

#[derive(Deserialize)]
struct Event {
    year: f64,
    #[serde(rename = "where_coordinates")]
    coded: String,
    #[serde(rename = "where_description")]
    described: String,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    rows: usize,
    /// Rows that are coded with a township.
    township: usize,
    /// Of these, rows whose description names it.
    named: usize,
    right: usize,
    wrong: usize,
    silent: usize,
    unnamed_right: usize,
    unnamed_wrong: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.township += other.township;
        self.named += other.named;
        self.right += other.right;
        self.wrong += other.wrong;
        self.silent += other.silent;
        self.unnamed_right += other.unnamed_right;
        self.unnamed_wrong += other.unnamed_wrong;
    }

    fn row(&self, name: &str) -> Row {
        let Self { rows, township, named, right, wrong, silent, unnamed_right, unnamed_wrong } = *self;
        Row::of(name, &[rows, township, named, right, wrong, silent, unnamed_right, unnamed_wrong])
    }
}

pub(crate) fn section(data: &Path) -> Result<Section> {
    let gazetteer = Gazetteer::standard();
    let mut reader = csv::Reader::from_path(data.join(FILE)).context(FILE)?;
    let (mut periods, mut all) = (BTreeMap::<(u8, &str), Tally>::new(), Tally::default());
    for event in reader.deserialize() {
        let event: Event = event.context(FILE)?;
        let tally = tally(&event, &gazetteer);
        periods.entry(period(event.year)).or_default().add(tally);
        all.add(tally);
    }
    let mut rows: Vec<Row> = periods.iter().map(|((_, name), tally)| tally.row(name)).collect();
    rows.push(all.row("all"));
    Ok(Section {
        title: "Townships of UCDP's events in Kachin State",
        counts: vec![
            Count::new("named townships are found", all.right, all.named),
            Count::new("answers on named townships are wrong", all.wrong, all.right + all.wrong),
        ],
        tables: vec![Table { title: "by year".into(), columns: COLUMNS, rows }],
        ..Section::default()
    })
}

/// The period of a year, after its place in the table.
fn period(year: f64) -> (u8, &'static str) {
    match year {
        ..2013.0 => (0, "before 2013"),
        ..2021.0 => (1, "2013-2020"),
        _ => (2, "from 2021"),
    }
}

/// What becomes of one event.
fn tally(event: &Event, gazetteer: &Gazetteer) -> Tally {
    let mut tally = Tally { rows: 1, ..Tally::default() };
    let Some(want) = coded_township(&event.coded) else { return tally };
    tally.township = 1;
    let wanted = township(&locate(&format!("{want} township"), gazetteer));
    let got = township(&locate(&event.described, gazetteer));
    let named = names(&event.described, want);
    tally.named = usize::from(named);
    match (named, &got) {
        (true, Some(_)) if got == wanted => tally.right = 1,
        (true, Some(_)) => tally.wrong = 1,
        (true, None) => tally.silent = 1,
        (false, Some(_)) if got == wanted => tally.unnamed_right = 1,
        (false, Some(_)) => tally.unnamed_wrong = 1,
        (false, None) => {}
    }
    tally
}

/// The X of "X township", alone or in a bracket.
fn coded_township(coded: &str) -> Option<&str> {
    let (before, _) = coded.split_once(" township")?;
    before.rsplit(['(', ',', ';']).next().map(str::trim)
}

/// The id of the likeliest township.
fn township(places: &[Place]) -> Option<String> {
    places.iter().find(|place| place.kind == Kind::Township).map(|place| place.id.clone())
}

/// Whether a text holds a name in one, two or three words, but for a letter.
fn names(text: &str, want: &str) -> bool {
    let clean = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let want = clean(want);
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic() && c != '\'').map(clean).filter(|w| !w.is_empty()).collect();
    (1..=3).any(|n| words.windows(n).any(|w| strsim::osa_distance(&w.concat(), &want) <= LETTERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coded_township_is_read_and_looked_for() {
        assert_eq!(coded_township("Waingmaw township (Myitkyina district)"), Some("Waingmaw"));
        assert_eq!(coded_township("Laiza (Momauk township)"), Some("Momauk"));
        assert_eq!(coded_township("Kachin state"), None);
        assert!(names("near Wai Maw, on the river", "Waimaw") && !names("Waingmaw.", "Waimaw"));
    }

    #[test]
    fn an_event_counts_by_its_answer() {
        let gazetteer = Gazetteer::standard();
        let event = |coded: &str, described: &str| {
            tally(&Event { year: 2013.0, coded: coded.into(), described: described.into() }, &gazetteer)
        };
        let right = event("Waingmaw township", "a village in Waingmaw township");
        assert_eq!((right.named, right.right, right.wrong), (1, 1, 0));
        assert_eq!(event("Kachin state", "somewhere").township, 0);
        assert_eq!(event("Waingmaw township", "").silent, 0);
    }
}
