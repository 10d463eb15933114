//! Measures the feed reader on a folder of test feeds that carry their expectations.
//!
//! `feed_corpus DIR [--list]` prints for every folder: files, assertions, how many convert, how many hold, and the
//! files of which all hold. `--list` names the assertions that do not hold. In folders called `sanitize` every value
//! of a markup kind is besides parsed by an HTML parser and searched for anything that could run.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use oreline_ingest::feed::expect::{Assertion, assertions, headings};
use oreline_ingest::feed::{self, Delivery, Feed};
use serde_json::Value;

/// Files that are not asked to hold, and why.
const EXCLUDED: &[(&str, &str)] = &[
    ("http/headers_etag.xml", "a field of the transport, which does not reach the reader"),
    ("http/headers_foo.xml", "a field of the transport, which does not reach the reader"),
    ("http/headers_last_modified-modified.xml", "a field of the transport, which does not reach the reader"),
    (
        "http/headers_last_modified-modified_parsed.xml",
        "a field of the transport, which does not reach the reader",
    ),
    ("namespace/rss2.0svg.xml", "expects a closed element of a drawing to be left open"),
    ("namespace/rss2.0svg5.xml", "expects a closed element of a drawing to be left open"),
    ("namespace/rss2.0svgtitle.xml", "expects a closed element of a drawing to be left open"),
    ("namespace/rss2.0xlink.xml", "expects a closed element of a drawing to be left open"),
    ("rss/item_description_not_a_doctype2.xml", "expects an unescaped < in a value of kind text/html"),
    ("_crazy.xml", "expects comments that hold <script>, and the words of a script, to survive"),
];

/// The address under which the corpus' own tests serve its files.
const SERVER: &str = "http://127.0.0.1:8097/tests/";

#[derive(Default)]
struct Sums {
    files: usize,
    assertions: usize,
    converted: usize,
    held: usize,
    whole: usize,
    excluded: usize,
    unsafe_values: usize,
}

fn main() -> io::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let list =
        arguments.iter().position(|argument| argument == "--list").map(|at| arguments.remove(at)).is_some();
    let Some(root) = arguments.first() else {
        eprintln!("usage: feed_corpus DIR [--list]");
        std::process::exit(2);
    };
    let root = Path::new(root);
    let mut table: BTreeMap<String, Sums> = BTreeMap::new();
    for path in files(root)? {
        let place = path.strip_prefix(root).unwrap_or(&path).display().to_string().replace('\\', "/");
        let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        measure(&place, &fs::read(&path)?, table.entry(folder).or_default(), list);
    }
    print(&table);
    Ok(())
}

fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
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

fn measure(place: &str, bytes: &[u8], sums: &mut Sums, list: bool) {
    let text = String::from_utf8_lossy(bytes);
    let feed = delivered(place, bytes, &text);
    let json = feed.to_json();
    sums.files += 1;
    if place.contains("sanitize") {
        for finding in running(&json) {
            sums.unsafe_values += 1;
            println!("UNSAFE {place}: {finding}");
        }
    }
    let reason = EXCLUDED.iter().find(|(file, _)| place.ends_with(file)).map(|(_, reason)| reason);
    let (mut all, mut any) = (true, false);
    for assertion in assertions(&text) {
        any = true;
        sums.assertions += 1;
        let Assertion::Check(check) = &assertion else {
            println!("unconverted {place}: {assertion:?}");
            all = false;
            continue;
        };
        sums.converted += 1;
        if check.holds(&json) {
            sums.held += 1;
            continue;
        }
        all = false;
        sums.excluded += usize::from(reason.is_some());
        if list {
            println!("{} {place}: {check:?}", reason.map_or("fails", |_| "excluded"));
            println!(
                "      {}",
                serde_json::json!({"feed": json["feed"], "first": json["entries"][0], "repairs": json["repairs"]})
            );
        }
    }
    if let Some(reason) = reason {
        println!("excluded {place}: {reason}");
    }
    sums.whole += usize::from(any && all);
}

/// Reads a file as it would have been delivered: with the headers in its comment, from an address if it needs one.
fn delivered(place: &str, bytes: &[u8], text: &str) -> Feed {
    let headers = headings(text, "Header:");
    let header = |name: &str| {
        headers.iter().filter_map(|line| line.split_once(':')).find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    let value = |name: &str| header(name).map(|(_, value)| value.trim());
    let served =
        place.contains("/http/") || place.rsplit('/').next().is_some_and(|file| file.starts_with("http_"));
    let location = format!("{SERVER}{place}");
    feed::read_delivered(
        bytes,
        &Delivery {
            location: served.then_some(location.as_str()),
            content_location: value("content-location"),
            content_type: value("content-type"),
            content_language: value("content-language"),
        },
    )
}

/// What could run in the values of a markup kind.
fn running(json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut values = vec![json];
    while let Some(value) = values.pop() {
        match value {
            Value::Array(list) => values.extend(list),
            Value::Object(map) => {
                let kind = map.get("type").and_then(Value::as_str).unwrap_or("");
                if let (true, Some(Value::String(html))) =
                    (kind.contains("html") || kind.contains("xml"), map.get("value"))
                {
                    found.extend(dangers(html));
                }
                values.extend(map.values());
            }
            _ => {}
        }
    }
    found
}

fn dangers(html: &str) -> Vec<String> {
    let document = scraper::Html::parse_fragment(html);
    let mut found = Vec::new();
    for node in document.tree.values() {
        let Some(element) = node.as_element() else { continue };
        let forbidden =
            ["script", "style", "iframe", "object", "embed", "applet", "meta", "link", "base", "frame"];
        if forbidden.contains(&element.name()) {
            found.push(format!("<{}>", element.name()));
        }
        for (name, value) in element.attrs() {
            let bare: String =
                value.to_lowercase().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let runs = ["javascript:", "vbscript:", "expression(", "data:text"]
                .iter()
                .any(|word| bare.contains(word));
            if name.starts_with("on") || runs {
                found.push(format!("<{} {name}={value:?}>", element.name()));
            }
        }
    }
    found
}

fn print(table: &BTreeMap<String, Sums>) {
    println!(
        "{:<28}{:>7}{:>7}{:>9}{:>7}{:>9}{:>8}{:>10}",
        "folder", "files", "whole", "asserted", "conv.", "held", "excl.", "unsafe"
    );
    let (mut all, mut outside) = (Sums::default(), Sums::default());
    for (folder, sums) in table {
        row(folder, sums);
        add(&mut all, sums);
        if !folder.contains("sanitize") {
            add(&mut outside, sums);
        }
    }
    row("outside sanitize", &outside);
    row("all", &all);
}

fn add(to: &mut Sums, sums: &Sums) {
    to.files += sums.files;
    to.assertions += sums.assertions;
    to.converted += sums.converted;
    to.held += sums.held;
    to.whole += sums.whole;
    to.excluded += sums.excluded;
    to.unsafe_values += sums.unsafe_values;
}

fn row(name: &str, sums: &Sums) {
    println!(
        "{name:<28}{:>7}{:>7}{:>9}{:>7}{:>9}{:>8}{:>10}",
        sums.files, sums.whole, sums.assertions, sums.converted, sums.held, sums.excluded, sums.unsafe_values
    );
}
