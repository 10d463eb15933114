//! Reading what others wrote: copies are one witness, claims quote what stands in the text, the same documents give the
//! same bytes in any order and on any number of threads, and nothing a folder or a server holds makes it panic.

use oreline_tests::{Answer, binary, json, oreline_in, refused};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use tempfile::TempDir;

const WORLD: &str = "heavy-rare-earths";

const PARAGRAPHS: [&str; 4] = [
    "Fighters of the Kachin Independence Army captured Pangwa on 18 October 2024, a spokesman said. The men who had \
     held the hills before left overnight with their families, their ledgers and whatever would fit on a truck.",
    "Chinese officials closed the gate at Kanpaiti the next morning, two traders in Tengchong said by telephone. A \
     driver who had waited there since dawn counted forty lorries behind his own, all of them full and none moving.",
    "The KIA levies a tax of 35,000 yuan a tonne on rare earths from Pangwa, a circular that a foreman read aloud says. \
     The militia had taken about as much, he said, but had never put it into writing or set a date for it.",
    "China imported 41,700 tonnes of rare earth oxides from Myanmar in 2023. What became of the ponds on the ridge is \
     a question that nobody in the tea houses of Chipwi cared to answer while the market stood empty.",
];

/// A page of an invented outlet.
fn page(outlet: &str, day: &str, credit: &str, paragraphs: &[&str]) -> String {
    let paragraphs: String = paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The hills change hands - {outlet}</title>\n\
         <meta property=\"og:site_name\" content=\"{outlet}\"><meta property=\"article:published_time\" \
         content=\"{day}\"></head><body><nav><a href=\"#\">Home</a></nav><article><h1>The hills change hands</h1>\n\
         {credit}{paragraphs}</article></body></html>"
    )
}

fn corrected() -> Vec<String> {
    PARAGRAPHS.iter().map(|paragraph| paragraph.replace("41,700", "47,100")).collect()
}

/// An origin, a blog's copy, an aggregator's copy of that, a corrected edition, another story.
fn pages(folder: &Path) {
    let corrected = corrected();
    let corrected: Vec<&str> = corrected.iter().map(String::as_str).collect();
    let via = "<p>Authored by Mara Holt via The Upland Ledger,</p>\n";
    let other = [
        "Lantern makers in a coastal town have a full order book for the first time in ten years, their guild said. The \
         oldest of them, who learnt the trade from an aunt, has taken on four apprentices and a second-hand press.",
        "None of it would have happened without a festival that a school teacher invented. Visitors now come by bus from \
         three provinces, and the only inn has put up a tent for them on the football pitch behind the harbour.",
    ];
    let files = [
        ("ledger.html", page("The Upland Ledger", "2024-10-20", "<p>By Mara Holt</p>\n", &PARAGRAPHS)),
        ("blog.html", page("Kettle and Compass", "2024-10-21", via, &PARAGRAPHS)),
        ("barn.html", page("Headline Barn", "2024-10-22", via, &PARAGRAPHS)),
        ("edition.html", page("The Upland Ledger", "2024-10-25", "<p>By Mara Holt</p>\n", &corrected)),
        ("lanterns.html", page("Harbour Sheet", "2024-10-23", "", &other)),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a page");
    }
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    pages(folder.path());
    folder
}

fn ingest<'a>(folder: &Path, words: impl IntoIterator<Item = &'a str>) -> Answer {
    let line = ["ingest", "--world", WORLD, "--format", "json"].into_iter().chain(words);
    oreline_in(folder, line)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

#[test]
fn copies_are_one_story_and_another_figure_is_a_correction() {
    let folder = folder();
    let answer = json(&oreline_in(folder.path(), ["stories", ".", "--format", "json"]));
    let documents = list(&answer, "documents");
    assert_eq!(documents.len(), 5);
    let stories = list(&answer, "stories");
    assert_eq!(stories.len(), 3, "{answer:#}");
    let copied = stories.iter().find(|story| story["copies"] == 2).expect("a story with two copies");
    let origin = documents.iter().find(|one| one["id"] == copied["origin"]).expect("its origin");
    assert_eq!(text(origin, "publisher"), "The Upland Ledger");
    let correction = &list(copied, "corrections")[0];
    assert_eq!(correction["figures"], serde_json::json!(["47,100", "41,700"]));
    let chain = |outlet: &str| -> Vec<String> {
        let document = documents.iter().find(|one| one["publisher"] == outlet).expect("the outlet");
        list(document, "chain").iter().map(|hand| text(hand, "name").to_owned()).collect()
    };
    assert_eq!(chain("Kettle and Compass"), ["Kettle and Compass", "The Upland Ledger"]);
}

#[test]
fn claims_quote_the_text_word_for_word() {
    let folder = folder();
    let answer = json(&ingest(folder.path(), [".", "--texts"]));
    let claims = list(&answer, "claims");
    assert!(claims.len() >= 6, "{answer:#}");
    for claim in claims {
        let document = list(&answer, "documents")
            .iter()
            .find(|one| one["id"] == claim["document"])
            .expect("its document");
        let [from, to] = [0, 1].map(|k| claim["span"][k].as_u64().expect("a place") as usize);
        assert_eq!(text(document, "text").get(from..to), Some(text(claim, "quote")), "{claim}");
    }
    let of =
        |kind: &str| claims.iter().find(|claim| claim["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
    let taken = of("control-change");
    assert!(list(taken, "actors").contains(&"kio-kia".into()), "{taken}");
    // Two editions that contradict each other in a figure, and two copies, are one witness.
    assert_eq!(taken["support"], 1);
    assert!(answer["cited_reports"].is_array());
}

#[test]
fn texts_stay_out_unless_they_are_asked_for() {
    let folder = folder();
    let answer = ingest(folder.path(), ["."]);
    assert!(json(&answer)["documents"][0].get("text").is_none());
    assert!(!answer.stdout.contains("tea houses of Chipwi cared"), "a text that no claim quotes");
    let table = oreline_in(folder.path(), ["ingest", ".", "--world", WORLD]);
    assert_eq!(table.code, Some(0));
    for words in ["before a person accepts it", "Claims: control-change", "41,700", "← The Upland Ledger"] {
        assert!(table.stdout.contains(words), "{words}: {}", table.stdout);
    }
}

#[test]
fn the_order_of_inputs_and_the_threads_change_nothing() {
    let folder = folder();
    let one =
        ingest(folder.path(), ["barn.html", "blog.html", "edition.html", "lanterns.html", "ledger.html"]);
    let other = [
        "lanterns.html",
        "ledger.html",
        "barn.html",
        "edition.html",
        "blog.html",
        "ledger.html",
        "./blog.html",
    ];
    for threads in ["1", "2"] {
        let line = other.into_iter().take(6).chain(["--threads", threads]);
        assert_eq!(ingest(folder.path(), line).stdout, one.stdout, "{threads} threads");
    }
    assert_eq!(list(&json(&ingest(folder.path(), other)), "documents").len(), 5, "one file under two paths");
    let coverage = |threads: &str| {
        let words = ["coverage", ".", "--world", WORLD, "--format", "json", "--threads", threads];
        oreline_in(folder.path(), words).stdout
    };
    assert_eq!(coverage("1"), coverage("2"));
}

#[test]
fn one_page_is_an_object_and_several_are_an_array() {
    let folder = folder();
    let one = json(&oreline_in(folder.path(), ["read", "ledger.html", "--format", "json"]));
    assert_eq!((text(&one, "author"), text(&one, "published")), ("Mara Holt", "2024-10-20"));
    assert_eq!((text(&one, "publisher"), text(&one, "language")), ("The Upland Ledger", "en"));
    assert!(text(&one, "text").starts_with("Fighters of the Kachin") && one["notes"].is_array());
    assert_eq!(text(&one, "url"), "ledger.html");
    let two = json(&oreline_in(folder.path(), ["read", "ledger.html", "blog.html", "--format", "json"]));
    assert_eq!(two.as_array().map(Vec::len), Some(2));
    let table = oreline_in(folder.path(), ["read", "ledger.html"]);
    assert!(table.stdout.starts_with("The hills change hands\n"), "{}", table.stdout);
}

#[test]
fn coverage_counts_documents_beside_origins_and_draws_them() {
    let folder = folder();
    let words = ["coverage", ".", "--world", WORLD, "--format", "json", "--out", "covered"];
    let answer = json(&oreline_in(folder.path(), words));
    assert_eq!(answer["days"], serde_json::json!(["2024-10-20", "2024-10-25"]));
    let first = &list(&answer, "stories")[0];
    assert_eq!((list(first, "prints").len(), first["copies"].as_u64()), (3, Some(2)));
    let origins = list(first, "prints").iter().filter(|print| print["origin"] == true).count();
    assert_eq!(origins, 1);
    let theme =
        list(&answer, "themes").iter().find(|theme| theme["kind"] == "control-change").expect("a theme");
    assert_eq!((theme["documents"].as_u64(), theme["origins"].as_u64()), (Some(4), Some(2)));

    let page = fs::read_to_string(folder.path().join("covered/coverage.html")).expect("the page");
    assert_eq!(page.matches("class=\"mark-origin\"").count(), 3);
    assert_eq!(page.matches("class=\"mark-copy\"").count(), 2);
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("src="));
    for file in
        ["coverage.json", "coverage.csv", "charts/coverage-timeline.csv", "charts/coverage-periods.csv"]
    {
        assert!(folder.path().join("covered").join(file).is_file(), "{file}");
    }
    assert_eq!(
        oreline_in(folder.path(), ["coverage", "ledger.html", "--world", WORLD, "--out", "covered"]).code,
        Some(0)
    );
    let other = oreline_in(folder.path(), ["coverage", "ledger.html", "--world", WORLD, "--out", "."]);
    refused(&other, &["not empty"]);
}

#[test]
fn every_command_has_its_three_forms() {
    let folder = folder();
    fs::write(folder.path().join("feed.xml"), FEED).expect("a feed");
    let commands: [&[&str]; 6] = [
        &["read", "ledger.html"],
        &["feed", "feed.xml"],
        &["stories", "."],
        &["locate", "Chipwi"],
        &["ingest", ".", "--world", WORLD],
        &["coverage", ".", "--world", WORLD],
    ];
    for command in commands {
        for format in ["table", "json", "csv"] {
            let answer = oreline_in(folder.path(), command.iter().chain(&["--format", format]));
            assert_eq!(answer.code, Some(0), "{command:?} {format}: {}", answer.stderr);
            assert!(answer.stdout.lines().count() >= 2, "{command:?} {format}");
        }
        let help = oreline_in(folder.path(), [command[0], "--help"]).stdout;
        assert!(help.contains("Examples:") && help.contains(&format!("oreline {}", command[0])), "{help}");
    }
}

const FEED: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Hill Wire</title>\
    <item><title>Gate & tax</title><link>https://hillwire.example/1</link>\
    <description>A teaser.</description></item><item><title>Next";

#[test]
fn a_broken_feed_is_mended_and_says_so() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("feed.xml"), FEED).expect("a feed");
    let answer = json(&oreline_in(folder.path(), ["feed", "feed.xml", "--format", "json"]));
    assert_eq!((text(&answer, "version"), answer["bozo"].as_bool()), ("rss20", Some(true)));
    assert_eq!(text(&answer["entries"][0], "title"), "Gate & tax");
    assert!(!list(&answer, "repairs").is_empty());
    let table = oreline_in(folder.path(), ["feed", "feed.xml"]).stdout;
    assert!(table.contains("Mended") && table.contains("https://hillwire.example/1"), "{table}");
    fs::write(folder.path().join("page.html"), "<html><body><p>No feed.</p></body></html>").expect("a page");
    let none = oreline_in(folder.path(), ["feed", "page.html"]);
    assert!(none.code == Some(0) && none.stderr.contains("holds no feed"), "{none:?}");
}

#[test]
fn places_are_found_in_odd_texts_or_not_at_all() {
    let folder = TempDir::new().expect("a folder");
    let words = ["locate", "Fighting in Chipwi Township", "", "\u{202e}💥 %s %n", "Panwa"];
    let answer =
        json(&oreline_in(folder.path(), words.into_iter().chain(["--world", WORLD, "--format", "json"])));
    let ids: Vec<&Value> = answer.as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert!(ids[0].is_string() && ids[1].is_null() && ids[2].is_null() && ids[3].is_string(), "{answer:#}");
    assert!(answer[0]["lat"].as_f64().is_some_and(|lat| (25.0..27.0).contains(&lat)), "{answer:#}");

    let mut child = Command::new(binary())
        .args(["locate", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("oreline starts");
    child.stdin.take().expect("its input").write_all(b"Waingmaw\n\n\xff\xfe\nMyitkyina\n").expect("lines");
    let output = child.wait_with_output().expect("an answer");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer.as_array().map(Vec::len), Some(3), "empty lines are no texts");
    assert!(answer[0]["id"].is_string() && answer[1]["id"].is_null() && answer[2]["id"].is_string());
}

fn gzip_of_zeros(mib: usize) -> Vec<u8> {
    // Stored and copied blocks by hand would be a library of their own; a bomb is a long run of one byte.
    let mut child = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is there");
    let mut input = child.stdin.take().expect("its input");
    let writer = thread::spawn(move || (0..mib).try_for_each(|_| input.write_all(&vec![b'a'; 1 << 20])));
    let output = child.wait_with_output().expect("packed");
    writer.join().expect("the writer").expect("written");
    output.stdout
}

#[test]
fn what_is_no_document_is_named_with_a_remedy() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    let bad: [(&str, Vec<u8>, &str); 6] = [
        ("empty.html", Vec::new(), "empty"),
        ("paper.pdf", b"%PDF-1.7 ...".to_vec(), "pdftotext"),
        ("office.docx", b"PK\x03\x04 ...".to_vec(), "ZIP"),
        ("cut.gz", vec![0x1f, 0x8b, 8, 0, 0, 0], "gzip"),
        ("bomb.gz", gzip_of_zeros(80), "64 MiB"),
        ("data.json", b"{\"a\": [1, 2]}".to_vec(), "JSON"),
    ];
    for (name, bytes, words) in &bad {
        fs::write(path.join(name), bytes).expect("a file");
        refused(&ingest(path, [*name]), &[name, words]);
    }
    // Among others they are notes.
    pages(path);
    fs::write(path.join("binary"), (0..=255_u8).cycle().take(5000).collect::<Vec<_>>()).expect("a file");
    fs::write(path.join(".hidden.html"), "<p>not read</p>").expect("a file");
    let answer = json(&ingest(path, ["."]));
    let notes: Vec<String> = list(&answer, "notes")
        .iter()
        .map(|note| format!("{}: {}", text(note, "at"), text(note, "text")))
        .collect();
    for (name, _, words) in bad {
        assert!(notes.iter().any(|note| note.contains(name) && note.contains(words)), "{name}: {notes:?}");
    }
    assert!(!notes.iter().any(|note| note.contains("hidden")), "{notes:?}");
    assert!(list(&answer, "documents").len() >= 5);
}

#[test]
fn files_that_are_too_long_are_not_read() {
    let folder = TempDir::new().expect("a folder");
    let file = fs::File::create(folder.path().join("huge.txt")).expect("a file");
    file.set_len((64 << 20) + 1).expect("a hole");
    refused(&ingest(folder.path(), ["huge.txt"]), &["huge.txt", "64 MiB"]);
    refused(&oreline_in(folder.path(), ["read", "huge.txt"]), &["huge.txt", "64 MiB"]);
}

#[test]
fn what_is_not_there_is_refused() {
    let folder = folder();
    refused(&ingest(folder.path(), ["nowhere"]), &["nowhere", "no such file or folder"]);
    refused(&oreline_in(folder.path(), ["read", "nowhere.html"]), &["nowhere.html", "no such file"]);
    refused(&oreline_in(folder.path(), ["feed", "."]), &["is a folder"]);
    refused(
        &oreline_in(folder.path(), ["ingest", ".", "--world", "heavy-rare-earth"]),
        &["did you mean 'heavy-rare-earths'"],
    );
    refused(&oreline_in(folder.path(), ["locate", "x", "--world", "nowhere"]), &["no world 'nowhere'"]);
    refused(&oreline_in(folder.path(), ["ingest", "."]), &["--world"]);
    refused(&oreline_in(folder.path(), ["stories", "https://a.example/"]), &["oreline ingest"]);
    let empty = TempDir::new().expect("a folder");
    refused(&ingest(empty.path(), ["."]), &["no document"]);
}

#[test]
fn aliases_that_cannot_be_read_are_told_with_their_line() {
    let world = oreline_tests::WorldCopy::of("tiny");
    world.replace("aliases.csv", b"id,alias,lang,note\nridge-council,,en,\n");
    let folder = folder();
    let name = world.path();
    let line: [&OsStr; 4] = ["ingest".as_ref(), ".".as_ref(), "--world".as_ref(), name.as_os_str()];
    refused(&oreline_in(folder.path(), line), &["aliases.csv", "line 2"]);
}

/// Serves one answer to each request for a known path, else 404, until the test ends; tells its address.
fn serve(pages: Vec<(&'static str, &'static str, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    let base = address.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let known = pages.iter().find(|(at, _, _)| *at == path);
            let (status, kind, body) = match known {
                Some((_, kind, body)) => ("200 OK", *kind, body.replace("BASE", &base)),
                None => ("404 Not Found", "text/plain", "none".to_owned()),
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nETag: \"1\"\r\nConnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn site() -> String {
    let feed = "<rss version=\"2.0\"><channel><title>Hill Wire</title><item><title>One</title><link>BASE/one</link></item>\
                <item><title>Gone</title><link>BASE/gone</link></item><item><title>Two</title><link>BASE/two</link></item>\
                </channel></rss>";
    let other: Vec<String> = PARAGRAPHS.iter().map(|text| text.to_uppercase()).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    serve(vec![
        ("/feed", "application/rss+xml", feed.into()),
        ("/one", "text/html; charset=utf-8", page("Hill Wire", "2024-10-20", "", &PARAGRAPHS)),
        ("/two", "text/html; charset=utf-8", page("Hill Wire", "2024-10-21", "", &other)),
        ("/robots.txt", "text/plain", "User-agent: *\nDisallow: /two\n".into()),
    ])
}

#[test]
fn the_own_machine_is_asked_only_if_that_is_allowed() {
    let folder = TempDir::new().expect("a folder");
    let feed = format!("{}/feed", site());
    refused(&ingest(folder.path(), [feed.as_str()]), &["allow private hosts"]);
    let words = [feed.as_str(), "--allow-private-hosts", "--record", "recorded", "--state", "state.json"];
    let answer = json(&ingest(folder.path(), words));
    let [document] = list(&answer, "documents").as_slice() else { panic!("{answer:#}") };
    assert!(text(document, "url").ends_with("/one"));
    assert!(!list(&answer, "claims").is_empty());
    let notes = answer["notes"].to_string();
    assert!(notes.contains("status 404") && notes.contains("robots.txt"), "{notes}");

    // The recording stands in for the server, whoever listens there now; the state knows the address.
    let words = [feed.as_str(), "--allow-private-hosts", "--replay", "recorded"];
    assert_eq!(json(&ingest(folder.path(), words)), answer);
    assert!(fs::read_to_string(folder.path().join("state.json")).expect("a state").contains("/feed"));

    let few = json(&ingest(
        folder.path(),
        [feed.as_str(), "--allow-private-hosts", "--replay", "recorded", "--most", "0", "."],
    ));
    assert!(few["notes"].to_string().contains("3 of 3 entries were not fetched"), "{}", few["notes"]);
}

#[test]
fn addresses_of_other_kinds_are_refused() {
    let folder = TempDir::new().expect("a folder");
    for (address, words) in [
        ("ftp://a.example/x", "only http and https"),
        ("http://user:secret@a.example/", "user name or password"),
        ("http://[::1", "not an address"),
        ("http://169.254.169.254/latest", "allow private hosts"),
    ] {
        let answer = ingest(folder.path(), [address]);
        refused(&answer, &[words]);
    }
    fs::write(folder.path().join("bad.json"), "{").expect("a file");
    let answer = ingest(folder.path(), ["http://127.0.0.1:9/", "--state", "bad.json"]);
    refused(&answer, &["bad.json", "damaged"]);
}
