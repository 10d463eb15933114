//! `oreline index`: published methods on a world, held against sums by hand, and the table of the book's chapter.

use oreline_tests::{Answer, WorldCopy, oreline, root};
use serde_json::Value;
use std::fs;

fn index(words: &[&str]) -> Answer {
    oreline(["index"].iter().chain(words))
}

fn json(words: &[&str]) -> Value {
    let answer = index(&[words, &["--format", "json"]].concat());
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    serde_json::from_str(&answer.stdout).expect("JSON")
}

/// The lines of an answer for which each named field has this value.
fn lines<'a>(answer: &'a Value, fields: &[(&str, &str)]) -> Vec<&'a Value> {
    let all = answer["lines"].as_array().expect("lines");
    all.iter().filter(|line| fields.iter().all(|(name, value)| line[name] == *value)).collect()
}

fn line<'a>(answer: &'a Value, fields: &[(&str, &str)]) -> &'a Value {
    let found = lines(answer, fields);
    assert_eq!(found.len(), 1, "{fields:?}: {answer:#}");
    found[0]
}

fn value(line: &Value) -> f64 {
    line["value"]["value"].as_f64().unwrap_or_else(|| panic!("no value: {line:#}"))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn missing(line: &Value) -> String {
    line["missing"].to_string()
}

/// Invented inputs of the world 'tiny': uses 75 % in the largest sector and 25 % in one half as large, substitution
/// 0.8: (0.75 + 0.125)·10·0.8 = 7.0, published 7.0.
#[test]
fn importance_is_that_by_hand_and_an_element_without_inputs_says_which() {
    let answer = json(&["tiny", "--method", "eu-ei-2023"]);
    let dy = line(&answer, &[("subject", "dy")]);
    assert!(near(value(dy), 7.0), "{dy:#}");
    assert_eq!((dy["published"].as_f64(), dy["status"].as_str()), (Some(7.0), Some("inside-interval")));
    let tb = line(&answer, &[("subject", "tb")]);
    assert!(tb["value"].is_null() && missing(tb).contains("use-share of tb"), "{tb:#}");
}

/// All oxide of 'tiny' is made in Plain: 1²·W·t·(1 − RIR)·SI with W = 2·(2.5 − 0) = 5, t = 1.1, RIR = 0.05, SI = 0.9:
/// 5.5·0.95·0.9 = 4.7025.
#[test]
fn risk_of_a_single_supplier_is_that_by_hand() {
    let answer = json(&["tiny", "--method", "eu-sr-2023", "--good", "dy", "--stage", "processing"]);
    let world = line(&answer, &[("supply", "world")]);
    assert!(near(value(world), 4.7025), "{world:#}");
    assert!(missing(line(&answer, &[("supply", "both")])).contains("--region"));
}

/// Mines and shares: HHI of `index` is that of `show`, and the world's risk follows from both.
#[test]
fn concentration_is_that_of_show() {
    let shown = oreline(["show", "tiny", "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let stage =
        shown["stages"].as_array().expect("stages").iter().find(|s| s["element"] == "dy").expect("dy");
    let answer = json(&["tiny", "--method", "hhi", "--good", "dy", "--stage", "mined"]);
    let dy = lines(&answer, &[("subject", "dy")])[0];
    assert_eq!(dy["value"], stage["hhi"]);
    let share = |country: &str| {
        let shares = stage["shares"].as_array().expect("shares");
        let of = shares.iter().find(|s| s["by"] == "country" && s["name"] == country);
        of.and_then(|s| s["share"]["value"].as_f64()).unwrap_or(0.0)
    };
    // Highland: W = 2·(2.5 + 0.5) = 6, t 1. Plain: W = 5, t 1.1.
    let h = share("highland").powi(2) * 6.0 + share("plain").powi(2) * 5.5;
    let answer = json(&["tiny", "--method", "eu-sr-2023", "--good", "dy", "--stage", "extraction"]);
    let risk = line(&answer, &[("supply", "world")]);
    assert!(near(value(risk), h * 0.95 * 0.9), "{risk:#}");
}

/// What a row says moves the score, and a row that was not public yet does not count.
#[test]
fn governance_moves_the_score_and_is_not_known_before_its_day() {
    let copy = WorldCopy::of("tiny");
    let edit = |from: &str, to: &str| copy.edit("indicators.csv", |text| text.replace(from, to));
    let path = copy.path();
    let world = path.to_str().expect("a path");
    let words = [world, "--method", "eu-sr-2023", "--good", "dy", "--stage", "processing"];
    edit("plain,,,2023,0,-0.2,0.2", "plain,,,2023,-0.5,-0.7,-0.3");
    // W = 6 in place of 5.
    assert!(near(value(line(&json(&words), &[("supply", "world")])), 4.7025 * 6.0 / 5.0));
    edit("-0.5,-0.7,-0.3,ratio,gazette-2024,2024-03-10", "-0.5,-0.7,-0.3,ratio,gazette-2024,2025-06-15");
    let early = json(&[&words[..], &["--as-of", "2025-03-31", "--known-at", "2025-06-14"]].concat());
    assert!(missing(line(&early, &[("supply", "world")])).contains("governance of plain"), "{early:#}");
    let late = json(&[&words[..], &["--as-of", "2025-03-31", "--known-at", "2025-06-15"]].concat());
    assert!(near(value(line(&late, &[("supply", "world")])), 4.7025 * 6.0 / 5.0));
}

#[test]
fn a_world_without_indicators_reads_and_says_what_is_missing() {
    let copy = WorldCopy::of("tiny");
    fs::remove_file(copy.path().join("indicators.csv")).expect("a file");
    copy.edit("datapackage.json", |text| text.replace("\"name\": \"indicators\"", "\"name\": \"other\""));
    let path = copy.path();
    let answer = json(&[path.to_str().expect("a path"), "--method", "eu-sr-2023"]);
    assert!(answer["lines"].as_array().expect("lines").iter().all(|line| line["value"].is_null()));
}

#[test]
fn what_no_world_has_is_refused_with_what_it_has() {
    for (words, told) in [
        (["tiny", "--region", "isle"], "did you mean 'isles'?"),
        (["tiny", "--good", "dyy"], "did you mean 'dy'?"),
        (["tiny", "--stage", "mine"], "did you mean 'mined'?"),
        (["tiny", "--method", "score"], "eu-sr-2023"),
    ] {
        let answer = index(&words);
        assert_eq!(answer.code, Some(2), "{words:?}");
        assert!(answer.stderr.contains(told) && !answer.panicked(), "{}", answer.stderr);
    }
    let nothing = index(&["tiny", "--method", "hhi", "--region", "isles", "--stage", "extraction"]);
    assert_eq!(nothing.code, Some(0));
    assert!(nothing.stdout.contains("Nothing is left"), "{}", nothing.stdout);
}

const WORLD: &str = "heavy-rare-earths";

/// Scores of the study of 2017 and of 2023 from their own inputs, as they were printed.
#[test]
fn the_studies_are_recomputed_and_misses_are_flagged() {
    let answer = json(&[WORLD, "--method", "eu-sr-2017"]);
    let study = lines(&answer, &[("of", "study")]);
    assert_eq!(study.len(), 6);
    assert!(study.iter().all(|line| line["status"] == "inside-interval"), "{study:#?}");
    let answer = json(&[WORLD, "--method", "eu-sr-2023", "--good", "dy"]);
    let of = |stage| line(&answer, &[("of", "study"), ("stage", stage)]);
    assert_eq!(of("processing")["status"], "inside-interval");
    // The study's annex does not give its score of extraction: 5.3 published, 2.7 from the shares.
    assert_eq!(of("extraction")["status"], "differs");
}

const MARK: &str = "<!-- table: oreline index heavy-rare-earths -->";

/// Days of the book's table, with what had happened by then.
const DAYS: [(&str, &str); 6] = [
    ("2020-12-31", "before the coup"),
    ("2021-12-31", "after the coup of February 2021"),
    ("2022-12-31", ""),
    ("2023-12-31", "first base year"),
    ("2024-11-30", "after the KIA took Pangwa"),
    ("2025-05-31", "export licences in force"),
];

fn cell(found: &[&Value]) -> String {
    let Some(line) = found.first().filter(|line| !line["value"].is_null()) else { return "–".into() };
    let part = |name: &str| line["value"][name].as_f64().unwrap_or_default();
    format!("{:.2} ({:.2}–{:.2})", part("value"), part("low"), part("high"))
}

/// Bad governance of Myanmar, 2·(2.5 − mean), from the inputs of a line.
fn myanmar(line: &Value) -> String {
    let inputs = line["inputs"].as_array().expect("inputs");
    let found =
        inputs.iter().find(|i| i["name"].as_str().is_some_and(|n| n.starts_with("governance myanmar")));
    let mean = found.and_then(|i| i["value"].as_f64()).expect("governance of Myanmar");
    format!("{:.2}", 2.0 * (2.5 - mean))
}

fn row(day: &str, event: &str) -> String {
    let answer = json(&[WORLD, "--as-of", day]);
    let risk = |stage| {
        let of = [
            ("method", "eu-sr-2023"),
            ("of", "world"),
            ("subject", "dy"),
            ("supply", "world"),
            ("stage", stage),
        ];
        line(&answer, &of)
    };
    let hhi = |subject| lines(&answer, &[("method", "hhi"), ("stage", "mined"), ("subject", subject)]);
    let geo = lines(&answer, &[("method", "geopolrisk"), ("subject", "dy")]);
    let extraction = risk("extraction");
    let cells = [
        day.to_owned(),
        event.to_owned(),
        extraction["shares"].as_str().expect("shares").to_owned(),
        myanmar(extraction),
        cell(&hhi("reo")),
        cell(&hhi("dy")),
        cell(&[extraction]),
        cell(&[risk("processing")]),
        cell(&geo),
    ];
    format!("| {} |", cells.join(" | "))
}

/// The table of the chapter is what the commands print; `ORELINE_BLESS=1` rewrites it.
#[test]
fn the_table_of_the_book_is_that_of_the_command() {
    let path = root().join("book/src/indices.md");
    let text = fs::read_to_string(&path).expect("the chapter");
    let (before, rest) = text.split_once(MARK).expect("the mark of the table");
    let head: Vec<&str> = rest.trim_start().lines().take(2).collect();
    let after =
        rest.trim_start().lines().skip_while(|line| line.starts_with('|')).collect::<Vec<&str>>().join("\n");
    let rows: Vec<String> = DAYS.iter().map(|(day, event)| row(day, event)).collect();
    let fresh = format!("{before}{MARK}\n\n{}\n{}\n{after}\n", head.join("\n"), rows.join("\n"));
    if std::env::var_os("ORELINE_BLESS").is_some() {
        fs::write(&path, &fresh).expect("the chapter is written");
        return;
    }
    assert!(
        text == fresh,
        "book/src/indices.md: run again with ORELINE_BLESS=1 and read the change\n{}",
        rows.join("\n")
    );
}
