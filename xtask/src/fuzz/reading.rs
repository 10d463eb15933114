//! The readers of what others write: feeds, pages, mails, lists, and the finders of claims, dates, places and copies.
//!
//! These refuse next to nothing, so the kind of an answer is what was found: formats, repairs, rules, precisions. And
//! since a reader that never fails can still be wrong, each answer is held against what its documentation promises;
//! a promise that does not hold counts as a panic.

use super::readers::{Form, Input, Read, Reader, plain, shape};
use crate::measure::reading::running::{markup, running};
use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use oreline_ingest::extract::claims;
use oreline_ingest::feed::{self, Delivery};
use oreline_ingest::fetch::{State, StateError, headers, opml};
use oreline_ingest::gazetteer::ambiguity::rules;
use oreline_ingest::gazetteer::{BadRow, Finder, Gazetteer, Kind, Listed, Rule, aliases, countries, locate};
use oreline_ingest::labels::passages;
use oreline_ingest::names::Names;
use oreline_ingest::read::{Reading, Where, read};
use oreline_ingest::story::stories;
use oreline_ingest::{Document, date as dates};
use oreline_units::PartialDate;
use oreline_world::World;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use unicode_normalization::is_nfc;

/// The day on which everything is read.
const TODAY: Date = date(2025, 4, 1);
/// Stands alone on a line between the two texts of an input.
const BETWEEN: &str = "=====";
/// Parts of an answer that are told; a text of many kinds is not another kind for each.
const TOLD: usize = 4;

/// All of them, with the folder of seeds of each.
pub(super) fn all(root: &Path, world: &World) -> Result<Vec<Reader>> {
    let seeds = root.join("fuzz/corpus/seeds");
    let whole = |name: &str| plain(&seeds.join(name));
    let lines = |name: &str| Ok::<_, anyhow::Error>(by_line(&whole(name)?));
    let table = |path: &str| one(&root.join(path));
    let prose = |name, seeds, read| Reader { name, form: Form::Prose, seeds, kept: Vec::new(), read };
    let parties = Names::of(None, &[])?;
    let dev = root.join("crates/ingest/tests/labels/dev.jsonl");
    let sentences = [lines("extract")?, labelled(&dev)?].concat();
    let words = [lines("dates")?, sentences.clone()].concat();
    let fixtures = fixtures(&root.join("crates/ingest/tests/pages"))?;
    let with = |name: &str, end: &str| -> Result<Vec<Input>> {
        let more = fixtures.iter().filter(|file| file.name.ends_with(end)).cloned();
        Ok(whole(name)?.into_iter().chain(more).collect())
    };
    Ok(vec![
        prose("feed", whole("feed")?, Box::new(|input| of_feed(&input.bytes))),
        prose(
            "page",
            with("page", ".html")?,
            document("https://courier.example/2025/03/14/ridge.html", Some("text/html")),
        ),
        prose("plain", with("plain", ".txt")?, document("note.txt", None)),
        prose("mail", whole("mail")?, document("letter.eml", None)),
        prose("opml", whole("opml")?, Box::new(|input| of_opml(&input.text()))),
        prose("headers", lines("headers")?, Box::new(|input| of_header(&input.text()))),
        Reader {
            form: Form::Json,
            ..prose("state", whole("state")?, Box::new(|input| of_state(&input.text())))
        },
        Reader {
            form: Form::Table,
            ..prose("aliases", table("worlds/heavy-rare-earths/aliases.csv")?, of_aliases(world))
        },
        Reader {
            form: Form::Table,
            ..prose("ambiguity", table("crates/ingest/data/ambiguous.csv")?, of_rules())
        },
        prose("extract", sentences, Box::new(move |input| of_text(&input.text(), &parties))),
        prose("dates", words, Box::new(|input| of_dates(&input.text()))),
        prose("places", lines("extract")?, of_places()),
        prose("stories", whole("stories")?, Box::new(|input| of_two(&input.text()))),
    ])
}

/// Each line as an input of its own.
fn by_line(files: &[Input]) -> Vec<Input> {
    let lines = |file: &Input| -> Vec<Input> {
        file.text().lines().map(|line| file.with(line.as_bytes().to_vec())).collect()
    };
    files.iter().flat_map(lines).collect()
}

fn one(path: &Path) -> Result<Vec<Input>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(vec![Input { name, bytes: fs::read(path).with_context(|| path.display().to_string())? }])
}

/// The pages and texts that the reader is tested on, folder by folder.
fn fixtures(folder: &Path) -> Result<Vec<Input>> {
    let mut folders: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    folders.sort();
    let files: Vec<Vec<Input>> =
        folders.iter().filter(|path| path.is_dir()).map(|path| plain(path)).collect::<Result<_>>()?;
    Ok(files.concat())
}

/// The labelled passages that rules are written on: invented, and full of what rules hang on.
fn labelled(path: &Path) -> Result<Vec<Input>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let input = |text: String| Input { name: "passage.txt".into(), bytes: text.into_bytes() };
    Ok(passages(&text)?.into_iter().map(|passage| input(passage.text)).collect())
}

/// A few different parts as an answer.
fn answer(parts: impl IntoIterator<Item = String>) -> String {
    let parts: BTreeSet<String> = parts.into_iter().collect();
    format!("reads: {}", parts.into_iter().take(TOLD).collect::<Vec<_>>().join("; "))
}

/// The name of a variant, without what it holds.
fn name(of: &impl Debug) -> String {
    let text = format!("{of:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// The order of magnitude of a count.
fn about(count: usize) -> u32 {
    count.checked_ilog2().map_or(0, |log| log + 1)
}

fn of_feed(bytes: &[u8]) -> String {
    let delivery = Delivery {
        location: Some("https://courier.example/a/feed.xml"),
        content_type: Some("text/xml"),
        ..Delivery::default()
    };
    let feed = feed::read_delivered(bytes, &delivery);
    let json = feed.to_json();
    for html in markup(&json) {
        assert!(running(html).is_empty(), "something that can run survives");
    }
    for entry in feed.entries() {
        let html = entry.content.as_deref().unwrap_or_default();
        assert!(running(html).is_empty(), "something that can run survives in an entry's content");
    }
    let faults: BTreeSet<&str> = feed.repairs().iter().map(|repair| repair.fault.words()).collect();
    let faults = faults.into_iter().take(TOLD).collect::<Vec<_>>().join(", ");
    answer([format!("{} with {} entries: {faults}", feed.version(), about(feed.entries().len()))])
}

fn document(url: &'static str, content_type: Option<&'static str>) -> Read {
    let at = Where { url: url.into(), content_type: content_type.map(Into::into), fetched: Some(TODAY) };
    Box::new(move |input| match read(&input.bytes, &at) {
        Ok(reading) => of_reading(&reading),
        Err(error) => shape(&error.to_string()),
    })
}

/// Holds a reading against what is promised of a document.
fn of_reading(reading: &Reading) -> String {
    let document = &reading.document;
    assert_eq!(document.id, Document::id_of(&document.text), "an id that is not the text's");
    assert!(is_nfc(&document.text), "a text that is not in NFC");
    assert!(
        !document.text.split('\n').any(|part| part.trim().is_empty()) || document.text.is_empty(),
        "an empty paragraph"
    );
    if let Some(day) = &document.published {
        let day: PartialDate = day.parse().expect("a day that is none");
        assert!(day.first() <= TODAY, "a day after the day of fetching");
    }
    let notes: BTreeSet<String> = reading.notes.iter().map(|note| shape(&note.to_string())).collect();
    let roles: Vec<String> =
        document.chain.iter().map(|hand| format!("{:?}", hand.role)).take(TOLD).collect();
    let known = [&document.title, &document.author, &document.publisher, &document.published]
        .map(|fact| u8::from(fact.is_some()));
    format!(
        "reads: {known:?} {} {} {}: {}",
        roles.join(" "),
        document.language,
        about(document.text.len()),
        notes.into_iter().take(TOLD).collect::<Vec<_>>().join("; ")
    )
}

fn of_opml(text: &str) -> String {
    match opml(text) {
        Err(error) => name(&error),
        Ok(list) => {
            for feed in &list.feeds {
                assert!(matches!(feed.xml_url.scheme(), "http" | "https"), "a feed of another scheme");
            }
            let problems = list.problems.iter().map(|problem| name(&problem.fault));
            answer(problems.chain([format!("{} feeds", about(list.feeds.len()))]))
        }
    }
}

fn of_header(text: &str) -> String {
    let now = Timestamp::UNIX_EPOCH;
    let wait = headers::retry_after(text, now);
    let latest = now + headers::LONGEST_WAIT;
    assert!(wait.is_none_or(|until| (now..=latest).contains(&until)), "a wait beyond its bound");
    let (media, charset) = headers::content_type(text);
    let found = [
        wait.is_some(),
        headers::http_date(text).is_some(),
        headers::fresh_for(text, Some(text)).is_some(),
        media.is_some(),
        charset.is_some(),
    ];
    format!("reads: {:?}", found.map(u8::from))
}

fn of_state(text: &str) -> String {
    match State::parse(text) {
        // Of the words of a JSON error those that do not hang on the input.
        Err(StateError::Damaged(error)) => {
            let words: Vec<String> =
                shape(&error.to_string()).split(' ').take(3).map(str::to_owned).collect();
            words.join(" ")
        }
        Err(error) => name(&error),
        Ok(state) => {
            let again = state.to_text().ok().and_then(|text| State::parse(&text).ok());
            assert_eq!(again.as_ref(), Some(&state), "a state that does not read back");
            answer([format!("{} records, {} hosts", state.records.len(), state.hosts.len())])
        }
    }
}

fn refused(rows: &[BadRow]) -> String {
    assert!(rows.iter().all(|row| !row.remedy.is_empty()), "a bad row without a remedy");
    let shapes: BTreeSet<String> = rows.iter().map(|row| shape(&row.what)).collect();
    shapes.into_iter().take(TOLD).collect::<Vec<_>>().join("; ")
}

/// Aliases that read are searched for in a text of them all.
fn of_aliases(world: &World) -> Read {
    let world = world.clone();
    Box::new(move |input| match aliases(&input.text()) {
        Err(rows) => refused(&rows),
        Ok(listed) => {
            let Ok(names) = Names::of(Some(&world), &listed) else { return "too many names".into() };
            let text: String = listed.iter().take(200).map(|alias| format!("{} and ", alias.alias)).collect();
            let found = names.find(&text);
            let mut end = 0;
            for name in &found {
                assert!(
                    name.span.start >= end && text.get(name.span.clone()).is_some(),
                    "a name where none can be"
                );
                end = name.span.end;
            }
            answer(found.iter().map(|name| format!("{:?}", name.class)))
        }
    })
}

/// Rules that read decide on their own examples, among the countries' names as in the program: the automaton for a
/// hundred names and more is another one.
fn of_rules() -> Read {
    let countries: Vec<Listed> = countries()
        .iter()
        .flat_map(|country| {
            country.surfaces().into_iter().map(|name| Listed::new(country.alpha2, Kind::Country, name))
        })
        .collect();
    Box::new(move |input| match rules(&input.text()) {
        Err(rows) => refused(&rows),
        Ok(rules) => decided(rules, countries.clone()),
    })
}

fn decided(rules: Vec<Rule>, mut listed: Vec<Listed>) -> String {
    listed
        .extend(rules.iter().map(|rule| Listed::new(rule.means.clone(), Kind::Actor, rule.surface.clone())));
    let held = rules.iter().filter(|rule| rule.holds(&rule.yes) && !rule.holds(&rule.no)).count();
    let texts: Vec<String> = rules.iter().flat_map(|rule| [rule.yes.clone(), rule.no.clone()]).collect();
    let Ok(finder) = Finder::new(listed, rules) else { return "too many names".into() };
    let mentions: usize = texts.iter().map(|text| mentions(&finder, text)).sum();
    answer([format!("{held} of {} hold, {} mentions", texts.len() / 2, about(mentions))])
}

fn mentions(finder: &Finder, text: &str) -> usize {
    let found = finder.find(text);
    for mention in &found {
        let standing = text.get(mention.span.0..mention.span.1);
        assert_eq!(standing, Some(mention.surface.as_str()), "a mention that does not stand in the text");
    }
    found.len()
}

fn of_text(text: &str, names: &Names) -> String {
    let document = Document {
        id: Document::id_of(text),
        text: text.to_owned(),
        published: Some("2025-03-14".into()),
        language: "en".into(),
        ..Document::default()
    };
    let found = claims(&document, &|sentence| names.find(sentence));
    let mut ids = BTreeSet::new();
    for claim in &found {
        let standing = text.get(claim.span.0..claim.span.1);
        assert_eq!(standing, Some(claim.quote.as_str()), "a quote that does not stand at its span");
        assert!(ids.insert(&claim.id), "two claims with one id");
        assert!((0.0..=1.0).contains(&claim.confidence), "a confidence that is none");
        assert!(
            claim.date.as_ref().is_none_or(|day| day.parse::<PartialDate>().is_ok()),
            "a day that is none"
        );
        assert!(
            claim.quantity.as_ref().is_none_or(|quantity| quantity.value.is_finite()),
            "a figure without end"
        );
    }
    answer(
        found.iter().map(|claim| format!("{}#{}/{}", claim.kind.name(), claim.rule, claim.modality.name())),
    )
}

fn of_dates(text: &str) -> String {
    let mut kinds = BTreeSet::new();
    for published in [None, Some(PartialDate::day(date(2025, 3, 14)))] {
        let mut end = 0;
        for dated in dates::find_dates(text, published) {
            assert_eq!(
                text.get(dated.span.0..dated.span.1),
                Some(dated.text.as_str()),
                "a phrase that does not stand"
            );
            assert!(dated.span.0 >= end, "phrases that overlap");
            assert!(dated.from <= dated.to, "days that run backwards");
            end = dated.span.1;
            kinds.insert(format!("{:?}{}", dated.precision, u8::from(dated.short().is_some())));
        }
    }
    answer(kinds)
}

fn of_places() -> Read {
    let gazetteer = Gazetteer::standard();
    Box::new(move |input| {
        let text = input.text();
        let found = locate(&text, &gazetteer);
        for place in &found {
            assert!((0.0..=1.0).contains(&place.score), "a score that is none");
            let standing = text.get(place.span.0..place.span.1);
            assert_eq!(standing, Some(place.quote.as_str()), "a quote that does not stand at its span");
        }
        answer(found.iter().map(|place| format!("{:?}", place.kind)))
    })
}

/// Two texts: every document in one story, in whatever order they come.
fn of_two(text: &str) -> String {
    let between = format!("\n{BETWEEN}\n");
    let (one, two) = text.split_once(&between).unwrap_or((text, ""));
    let document = |text: &str, day: &str| Document {
        id: Document::id_of(text),
        text: text.to_owned(),
        published: Some(day.to_owned()),
        ..Document::default()
    };
    let documents = [document(one, "2025-03-14"), document(two, "2025-03-15")];
    let found = stories(&documents);
    let [first, second] = documents.clone();
    assert_eq!(stories(&[second, first]), found, "stories that depend on the order");
    let ids: Vec<&String> = found.iter().flat_map(|story| &story.documents).collect();
    let wanted: BTreeSet<&String> = documents.iter().map(|document| &document.id).collect();
    assert_eq!(ids.len(), wanted.len(), "a document in no story or in two");
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), wanted, "other documents than were given");
    let count = |of: fn(&oreline_ingest::story::Story) -> usize| found.iter().map(of).sum::<usize>();
    answer([format!(
        "{} stories, {} corrections, {} excerpts, {} copies",
        found.len(),
        about(count(|story| story.corrections.len())),
        count(|story| story.excerpts.len()),
        count(|story| story.copies)
    )])
}
