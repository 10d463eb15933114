//! How well a description is put on the map: `cargo run --example places FILE.csv`.
//!
//! The file has the columns `year`, `where_coordinates`, `where_description` and `adm_1` of the UCDP Georeferenced Event
//! Dataset. A row counts where `where_coordinates` says "X township"; the answer is the likeliest township found in
//! `where_description` alone. Whether the description names the township at all is judged apart from the matcher: its
//! official or listed name, or a name within one letter of it, stands in it.

use std::collections::BTreeMap;
use std::process::ExitCode;

use oreline_ingest::gazetteer::{Gazetteer, Kind, Place, locate};

#[derive(Default)]
struct Tally {
    rows: usize,
    township: usize,
    named: usize,
    right: usize,
    wrong: usize,
    abstained: usize,
    /// Of the rows whose description does not name the township.
    unnamed_right: usize,
    unnamed_wrong: usize,
}

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: places FILE.csv [--quiet-after YEAR]");
        return ExitCode::from(2);
    };
    // Misses of later years can be kept from sight, so that no rule is made for them.
    let hidden = std::env::args().nth(3).and_then(|y| y.parse().ok()).unwrap_or(u32::MAX);
    match measure(&path, hidden) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{path}: {e}");
            ExitCode::from(2)
        }
    }
}

fn measure(path: &str, hidden: u32) -> Result<(), csv::Error> {
    let gazetteer = Gazetteer::standard();
    let mut parts: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let (year, coded, described) = (column("year"), column("where_coordinates"), column("where_description"));
    for record in reader.records() {
        let record = record?;
        let cell = |c: Option<usize>| c.and_then(|c| record.get(c)).unwrap_or_default();
        let year = cell(year).split('.').next().and_then(|y| y.parse::<u32>().ok()).unwrap_or(0);
        let part = match year {
            ..2013 => "before 2013",
            2013..2021 => "2013-2020",
            _ => "2021 on",
        };
        let tally = parts.entry(part).or_default();
        tally.rows += 1;
        let Some(want) = coded_township(cell(coded)) else { continue };
        tally.township += 1;
        let text = cell(described);
        score(tally, want, text, &gazetteer, year >= hidden);
    }
    for (part, t) in &parts {
        print(part, t);
    }
    print("all", &parts.values().fold(Tally::default(), add));
    Ok(())
}

/// The X of "X township", alone or in a bracket.
fn coded_township(coded: &str) -> Option<&str> {
    let (before, _) = coded.split_once(" township")?;
    before.rsplit(['(', ',', ';']).next().map(str::trim)
}

fn score(tally: &mut Tally, want: &str, text: &str, gazetteer: &Gazetteer, hidden: bool) {
    let wanted = township(&locate(&format!("{want} township"), gazetteer)).map(|p| p.id.clone());
    let found = locate(text, gazetteer);
    let got = township(&found);
    let right = got.map(|p| &p.id) == wanted.as_ref() && got.is_some();
    if !names(text, want) {
        match got {
            Some(_) if right => tally.unnamed_right += 1,
            Some(_) => tally.unnamed_wrong += 1,
            None => {}
        }
        if !hidden && !right {
            println!("unnamed  want {want:12} got {:?}  |{text}", got.map(|p| (&p.name, &p.quote)));
        }
        return;
    }
    tally.named += 1;
    match got {
        Some(_) if right => tally.right += 1,
        Some(_) => tally.wrong += 1,
        None => tally.abstained += 1,
    }
    if !right && !hidden {
        println!("miss     want {want:12} got {:?}  |{text}", got.map(|p| (&p.name, &p.quote)));
    }
}

fn township(places: &[Place]) -> Option<&Place> {
    places.iter().find(|p| p.kind == Kind::Township)
}

/// Whether a text holds a name in one, two or three words, but for one letter.
fn names(text: &str, want: &str) -> bool {
    let clean = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let want = clean(want);
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic() && c != '\'').map(clean).filter(|w| !w.is_empty()).collect();
    (1..=3).any(|n| words.windows(n).any(|w| strsim::osa_distance(&w.concat(), &want) <= 1))
}

fn add(mut sum: Tally, t: &Tally) -> Tally {
    sum.rows += t.rows;
    sum.township += t.township;
    sum.named += t.named;
    sum.right += t.right;
    sum.wrong += t.wrong;
    sum.abstained += t.abstained;
    sum.unnamed_right += t.unnamed_right;
    sum.unnamed_wrong += t.unnamed_wrong;
    sum
}

fn print(part: &str, t: &Tally) {
    println!(
        "{part}: {} rows, {} with a township, {} named in the description: {} right, {} wrong, {} abstained; not named: {} right, {} wrong",
        t.rows, t.township, t.named, t.right, t.wrong, t.abstained, t.unnamed_right, t.unnamed_wrong
    );
}
