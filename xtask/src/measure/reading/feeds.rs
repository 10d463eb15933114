//! Feeds that carry their expected values in a comment, as feedparser's test corpus does.
//!
//! An expectation is a condition on the reading's JSON; [`oreline_ingest::feed::expect`] converts what has the form of
//! a path and a literal. Inside `sanitize/` the corpus expects one certain cleaning; ours differs, so there the
//! question is only whether anything survives that could run.

use super::running::{Sort, markup, running};
use crate::measure::section::{Column, Count, Figure, Row, Section, Table};
use anyhow::{Context, Result};
use oreline_ingest::feed::expect::{Assertion, assertions, headings};
use oreline_ingest::feed::{self, Delivery, Feed};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The least part of the expectations outside of `sanitize/` that must hold.
const BAR: f64 = 0.95;
const SANITIZE: &str = "sanitize";
/// The address under which the corpus' own tests serve its files.
const SERVER: &str = "http://127.0.0.1:8097/tests/";

const TRANSPORT: &str = "a field of the transport, which does not reach the reader";
const DRAWING: &str = "expects a closed element of a drawing to be left open";

/// Files that are not asked to hold, and why.
const EXCLUDED: &[(&str, &str)] = &[
    ("http/headers_etag.xml", TRANSPORT),
    ("http/headers_foo.xml", TRANSPORT),
    ("http/headers_last_modified-modified.xml", TRANSPORT),
    ("http/headers_last_modified-modified_parsed.xml", TRANSPORT),
    ("namespace/rss2.0svg.xml", DRAWING),
    ("namespace/rss2.0svg5.xml", DRAWING),
    ("namespace/rss2.0svgtitle.xml", DRAWING),
    ("namespace/rss2.0xlink.xml", DRAWING),
    ("rss/item_description_not_a_doctype2.xml", "expects an unescaped < in a value of kind text/html"),
    ("_crazy.xml", "expects comments that hold <script>, and the words of a script, to survive"),
];

const COLUMNS: &[Column] = &[
    Column("files", 0),
    Column("whole", 0),
    Column("asserted", 0),
    Column("converted", 0),
    Column("held", 0),
    Column("excluded", 0),
    Column("share", 3),
];

/// Counts of one folder.
#[derive(Clone, Copy, Default)]
struct Sums {
    files: usize,
    /// Files of which every expectation holds.
    whole: usize,
    asserted: usize,
    converted: usize,
    held: usize,
    /// Expectations of excluded files that do not hold.
    excluded: usize,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.whole += other.whole;
        self.asserted += other.asserted;
        self.converted += other.converted;
        self.held += other.held;
        self.excluded += other.excluded;
    }

    fn share(&self) -> Option<f64> {
        (self.asserted > 0).then(|| self.held as f64 / self.asserted as f64)
    }

    /// The same with excluded expectations left out of the count.
    fn share_of_asked(&self) -> Option<f64> {
        let asked = self.asserted - self.excluded;
        (asked > 0).then(|| self.held as f64 / asked as f64)
    }

    fn row(&self, name: &str) -> Row {
        let Self { files, whole, asserted, converted, held, excluded } = *self;
        let mut row = Row::of(name, &[files, whole, asserted, converted, held, excluded]);
        row.cells.push(self.share());
        row
    }
}

/// What is left in the markup of files in `sanitize/`.
#[derive(Default)]
struct Survivors {
    /// Values of a markup kind.
    values: usize,
    /// Of these, how many hold something of the sort.
    with: BTreeMap<Sort, usize>,
    told: Vec<String>,
}

impl Survivors {
    fn add(&mut self, place: &str, json: &Value) {
        for html in markup(json) {
            self.values += 1;
            let found = running(html);
            let sorts: BTreeSet<Sort> = found.iter().map(|(sort, _)| *sort).collect();
            sorts.into_iter().for_each(|sort| *self.with.entry(sort).or_default() += 1);
            self.told.extend(found.iter().map(|(_, what)| format!("survives in {place}: {what}")));
        }
    }

    fn counts(&self) -> Vec<Count> {
        let count = |sort: &Sort| {
            let with = self.with.get(sort).copied().unwrap_or(0);
            let what = format!("markup values of files in {SANITIZE}/ keep {}", sort.words());
            Count::new(what, with, self.values).at_most(0)
        };
        Sort::ALL.iter().map(count).collect()
    }
}

pub(crate) fn section(data: &Path) -> Result<Section> {
    let root = data.join("feeds/feedparser");
    let mut folders: BTreeMap<String, Sums> = BTreeMap::new();
    let (mut notes, mut survivors) = (Vec::new(), Survivors::default());
    for path in files(&root)? {
        let place = path.strip_prefix(&root).unwrap_or(&path).display().to_string().replace('\\', "/");
        let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let bytes = fs::read(&path).with_context(|| place.clone())?;
        let text = String::from_utf8_lossy(&bytes);
        let json = delivered(&place, &bytes, &text).to_json();
        if place.contains(SANITIZE) {
            survivors.add(&place, &json);
        }
        let excluded = EXCLUDED.iter().find(|(file, _)| place.ends_with(file));
        notes.extend(excluded.map(|(_, reason)| format!("excluded: {place}: {reason}")));
        folders.entry(folder).or_default().add(sums(&text, &json, excluded.is_some()));
    }
    let (outside, table) = table(&folders);
    notes.extend(under(&folders));
    notes.extend(survivors.told.iter().cloned());
    Ok(Section {
        title: "Feeds of feedparser's test corpus",
        counts: survivors.counts(),
        figures: vec![
            Figure::new(format!("of the expectations outside of {SANITIZE}/ hold"), outside.share())
                .at_least(BAR),
            Figure::new("with the excluded ones left out", outside.share_of_asked()),
        ],
        notes,
        tables: vec![table],
        ..Section::default()
    })
}

/// Every feed under a folder, sorted.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "xml" || kind == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a file as it would have been delivered: with the headers in its comment, from an address if it needs one.
fn delivered(place: &str, bytes: &[u8], text: &str) -> Feed {
    let headers = headings(text, "Header:");
    let value = |name: &str| {
        let mut pairs = headers.iter().filter_map(|line| line.split_once(':'));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let served =
        place.contains("/http/") || place.rsplit('/').next().is_some_and(|file| file.starts_with("http_"));
    let location = format!("{SERVER}{place}");
    let delivery = Delivery {
        location: served.then_some(location.as_str()),
        content_location: value("content-location"),
        content_type: value("content-type"),
        content_language: value("content-language"),
    };
    feed::read_delivered(bytes, &delivery)
}

/// The counts of one file.
fn sums(text: &str, json: &Value, excluded: bool) -> Sums {
    let mut sums = Sums { files: 1, ..Sums::default() };
    for assertion in assertions(text) {
        sums.asserted += 1;
        let Assertion::Check(check) = assertion else { continue };
        sums.converted += 1;
        sums.held += usize::from(check.holds(json));
    }
    sums.whole = usize::from(sums.asserted > 0 && sums.held == sums.asserted);
    sums.excluded = if excluded { sums.asserted - sums.held } else { 0 };
    sums
}

/// The counts outside of `sanitize/`, and all of them as a table.
fn table(folders: &BTreeMap<String, Sums>) -> (Sums, Table) {
    let (mut all, mut outside) = (Sums::default(), Sums::default());
    for (folder, sums) in folders {
        all.add(*sums);
        if !folder.contains(SANITIZE) {
            outside.add(*sums);
        }
    }
    let mut rows: Vec<Row> = folders.iter().map(|(folder, sums)| sums.row(folder)).collect();
    rows.extend([outside.row("outside of sanitize/"), all.row("all")]);
    (outside, Table { title: "by folder".into(), columns: COLUMNS, rows })
}

/// Folders of which less than the bar holds.
fn under(folders: &BTreeMap<String, Sums>) -> Vec<String> {
    let low = |sums: &Sums| sums.share_of_asked().filter(|share| *share < BAR);
    let outside = folders.iter().filter(|(folder, _)| !folder.contains(SANITIZE));
    outside.filter_map(|(folder, sums)| Some(format!("{folder}/ alone: {:.3}", low(sums)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "<!--\nDescription: x\nExpect: not bozo and feed['title'] == 'A'\n-->\n\
        <rss version=\"2.0\"><channel><title>A</title></channel></rss>";

    #[test]
    fn a_file_is_whole_if_its_expectations_hold() {
        let json = delivered("wellformed/rss/a.xml", FEED.as_bytes(), FEED).to_json();
        let good = sums(FEED, &json, false);
        assert_eq!(
            (good.asserted, good.held, good.whole, good.excluded),
            (good.converted, good.converted, 1, 0)
        );
        assert!(good.asserted > 0);
        let other = FEED.replace("== 'A'", "== 'B'");
        let bad = sums(&other, &json, true);
        assert_eq!((bad.whole, bad.excluded), (0, 1));
    }
}
