//! The log of forecasts from end to end: add, resolve, score; what was edited is refused, whatever is in the files.

// The platform's logarithm is the better check of one that is not the platform's.
#![allow(clippy::disallowed_methods)]

use oreline_tests::{Answer, WorldCopy, entries, json, oreline, refused, root};
use serde_json::Value;
use std::fs::{self, File};
use std::path::PathBuf;

const ID: &str = "tb-oxide-plain-2025-12";
const QUESTION: &str = "Terbium at the end of the year?";

/// The words of a line; one in quotes keeps its blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut parts = line.split('\'');
    while let Some(plain) = parts.next() {
        words.extend(plain.split_whitespace().map(String::from));
        words.extend(parts.next().map(String::from));
    }
    words
}

/// `oreline forecast VERB WORLD WORDS`.
fn forecast(verb: &str, world: &WorldCopy, line: &str) -> Answer {
    let start = ["forecast".to_string(), verb.into(), world.path().display().to_string()];
    oreline(start.into_iter().chain(words(line)))
}

fn add(world: &WorldCopy, more: &str) -> Answer {
    let line = format!(
        "--question '{QUESTION}' --output path-ratio:tb-oxide@plain --resolves-by 2026-02-28 --draws 100 {more}"
    );
    forecast("add", world, &line)
}

#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn file(world: &WorldCopy, name: &str) -> PathBuf {
    world.path().join("forecasts").join(name)
}

/// A copy of the tiny world with one forecast in it.
fn with_forecast() -> WorldCopy {
    let world = WorldCopy::of("tiny");
    let added = add(&world, "--date 2025-12");
    assert_eq!(added.code, Some(0), "{added:?}");
    world
}

#[test]
fn what_is_frozen_is_what_a_run_says() {
    let world = with_forecast();
    let log = json(&forecast("list", &world, "--format json"));
    let run = oreline([
        "run".as_ref(),
        world.path().as_os_str(),
        "--months".as_ref(),
        "9".as_ref(),
        "--draws".as_ref(),
        "100".as_ref(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    let run = json(&run);
    assert_eq!(run["months"][9], "2025-12");
    let of = |m: &&Value| m["good"] == "tb-oxide" && m["region"] == "plain";
    let market = run["markets"].as_array().expect("markets").iter().find(of).expect("the market");
    let entry = &log["forecasts"][0]["entry"];
    for quantile in ["p025", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p975"] {
        let ran = number(&market["price_ratio_to_start"][quantile][9]);
        assert!((number(&entry["forecast"][quantile]) - ran).abs() < 1e-5, "{quantile}");
    }
    assert_eq!(entry["made_with"]["priors_hash"], run["priors_hash"]);
    assert_eq!(entry["label"], run["label"]);
}

#[test]
fn from_a_question_to_its_score() {
    let world = with_forecast();
    assert_eq!(add(&world, "--date 2025-12 --threshold 1.2 --id above").code, Some(0));
    let open = json(&forecast("score", &world, "--format json"));
    assert_eq!(open["states"]["open"], 2);
    assert_eq!(open["prices"], Value::Null);
    let value = "--value 7150 --source 'exchange, mean of December' --on 2026-01-08";
    assert_eq!(forecast("resolve", &world, &format!("{ID} {value}")).code, Some(0));
    assert_eq!(forecast("resolve", &world, &format!("above {value}")).code, Some(0));
    let log = json(&forecast("score", &world, "--format json"));
    let of = |id: &str| {
        let all = log["forecasts"].as_array().expect("forecasts");
        all.iter().find(|f| f["entry"]["id"] == id).expect("the forecast").clone()
    };
    let price = of(ID);
    assert!((number(&price["score"]["observed"]["value"]) - 1.1).abs() < 1e-12, "7,150 over 6,500");
    assert!((number(&price["score"]["crps"]["model"]) - by_pairs(&price, 1.1f64.ln())).abs() < 1e-12);
    let above = of("above");
    let p = number(&above["entry"]["forecast"]["probability"]);
    // 1.1 is not above 1.2.
    assert!((number(&above["score"]["brier"]["model"]) - p * p).abs() < 1e-12);
    assert_eq!(above["score"]["crps"], Value::Null);
    assert_eq!((&log["prices"]["questions"], &log["probabilities"]["questions"]), (&1.into(), &1.into()));
    let earlier = json(&forecast("score", &world, "--on 2026-01-07 --format json"));
    assert_eq!(earlier["states"]["due"], 2, "records of later days are not known yet");
}

/// The ensemble CRPS by its definition, E|X − y| − ½ E|X − X′|, over all pairs.
fn by_pairs(forecast: &Value, y: f64) -> f64 {
    let list = forecast["entry"]["forecast"]["quantiles"].as_array().expect("quantiles");
    let x: Vec<f64> = list.iter().map(|q| number(q).ln()).collect();
    let n = x.len() as f64;
    let near = x.iter().map(|a| (a - y).abs()).sum::<f64>() / n;
    let apart = x.iter().flat_map(|a| x.iter().map(move |b| (a - b).abs())).sum::<f64>() / (n * n);
    near - 0.5 * apart
}

#[test]
fn the_same_question_freezes_the_same_bytes_once() {
    let (one, two) = (with_forecast(), with_forecast());
    let read = |world: &WorldCopy| fs::read(file(world, &format!("{ID}.toml"))).expect("the entry");
    assert_eq!(read(&one), read(&two));
    refused(&add(&one, "--date 2025-12"), &[ID, "none is ever overwritten", "--id"]);
    refused(&add(&one, &format!("--date 2025-11 --id {ID}")), &[ID, "none is ever overwritten"]);
    assert_eq!(read(&one), read(&two));
}

#[test]
fn an_outcome_comes_after_its_month_and_once() {
    let world = with_forecast();
    let say = |line: &str| forecast("resolve", &world, line);
    let early = say(&format!("{ID} --value 7000 --source x --on 2025-12-30"));
    refused(&early, &["2025-12-30", "before the end of 2025-12", "no outcome yet"]);
    refused(
        &say("tb-oxide-plan-2025-12 --annul x --on 2026-01-05"),
        &["did you mean 'tb-oxide-plain-2025-12'"],
    );
    refused(&say(&format!("{ID} --value -3 --source x --on 2026-01-05")), &["prices above 0"]);
    refused(&say(&format!("{ID} --value nan --source x --on 2026-01-05")), &["prices above 0"]);
    refused(&say(&format!("{ID} --value 7 --source x --on 2026-13-05")), &["--on"]);
    refused(&say(&format!("{ID} --value 7 --on 2026-01-05")), &["--source"]);
    refused(&say(&format!("{ID} --on 2026-01-05")), &["--value"]);
    refused(&say(&format!("{ID} --value 7 --low 8 --high 9 --source x --on 2026-01-05")), &["in this order"]);
    refused(&say(&format!("{ID} --correct x --annul x --on 2026-01-05")), &["no outcome yet"]);
    assert!(!file(&world, &format!("{ID}.resolution-1.toml")).exists());
    assert_eq!(
        say(&format!("{ID} --value 7000 --low 6900 --high 7100 --source x --on 2026-01-05")).code,
        Some(0)
    );
    let first = fs::read(file(&world, &format!("{ID}.resolution-1.toml"))).expect("the record");
    let again = say(&format!("{ID} --value 7200 --source x --on 2026-01-06"));
    refused(&again, &["has an outcome of 2026-01-05", "never overwritten", "--correct"]);
    let corrected = say(&format!("{ID} --value 7200 --source x --on 2026-01-06 --correct 'wrong line'"));
    assert_eq!(corrected.code, Some(0), "{corrected:?}");
    assert_eq!(fs::read(file(&world, &format!("{ID}.resolution-1.toml"))).expect("the record"), first);
    let log = json(&forecast("score", &world, "--format json"));
    assert_eq!(
        (&log["forecasts"][0]["corrected"], &log["forecasts"][0]["state"]),
        (&1.into(), &"resolved".into())
    );
    assert_eq!(log["forecasts"][0]["resolution"]["ending"]["value"], 7200.0);
}

#[test]
fn what_was_edited_is_refused_by_every_command_and_named() {
    let world = with_forecast();
    let name = format!("forecasts/{ID}.toml");
    world.edit(&name, |text| text.replace("month = \"2025-12\"", "month = \"2026-01\""));
    let words = [name.as_str(), "'target.month'", "changed after it was frozen", "restore"];
    refused(&forecast("score", &world, ""), &words);
    refused(&forecast("list", &world, ""), &words);
    refused(&forecast("resolve", &world, &format!("{ID} --annul x --on 2026-01-05")), &words);
    refused(&add(&world, "--date 2026-01"), &words);
    let checked = oreline(["check".as_ref(), world.path().as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!(checked.code, Some(2), "{checked:?}");
    let checked: Value = serde_json::from_str(&checked.stdout).expect("the answer is JSON");
    let found = |d: &&Value| d["code"] == "forecast-changed";
    let diagnostic =
        checked["diagnostics"].as_array().expect("diagnostics").iter().find(found).expect("the fault");
    assert_eq!((&diagnostic["file"], &diagnostic["column"]), (&name.as_str().into(), &"target.month".into()));
    world.edit(&name, |text| text.replace("month = \"2026-01\"", "month = \"2025-12\""));
    assert_eq!(forecast("score", &world, "").code, Some(0));
}

#[test]
fn files_that_are_no_forecasts_are_named() {
    let world = with_forecast();
    let put = |name: &str, bytes: &[u8], words: &[&str]| {
        world.replace(&format!("forecasts/{name}"), bytes);
        refused(&forecast("score", &world, ""), &[&[name], words].concat());
        fs::remove_file(file(&world, name)).expect("the file");
    };
    put("empty.toml", b"", &["missing field `id`"]);
    put("bad.toml", b"id = \"bad\"\n= 3\n", &["bad.toml:2"]);
    put("latin.toml", b"id = \"\xe9\"", &["UTF-8"]);
    put("nul.toml", b"\0\0\0", &[]);
    put("deep.toml", format!("a = {}", "[".repeat(100_000)).as_bytes(), &[]);
    put("lost.resolution-1.toml", b"", &["missing field"]);
    let entry = fs::read(file(&world, &format!("{ID}.toml"))).expect("the entry");
    put("other.toml", &entry, &["must be the name of the file"]);
    let nan = String::from_utf8(entry).expect("text").replace("p025 = ", "p025 = nan # ");
    put("nan.toml", nan.as_bytes(), &["'forecast.p025'"]);
    let huge = File::create(file(&world, "huge.toml")).expect("a file");
    huge.set_len(200 << 20).expect("a sparse file");
    refused(&forecast("score", &world, ""), &["huge.toml", "209715200 bytes"]);
    fs::remove_file(file(&world, "huge.toml")).expect("the file");
    fs::create_dir(file(&world, "folder.toml")).expect("a folder");
    refused(&forecast("score", &world, ""), &["folder.toml", "not a file"]);
}

#[test]
fn a_log_that_is_a_file_is_refused_and_one_that_is_not_there_is_empty() {
    let world = WorldCopy::of("tiny");
    let empty = json(&forecast("score", &world, "--format json"));
    assert_eq!(empty["forecasts"], Value::Array(Vec::new()));
    assert_eq!(forecast("list", &world, "").code, Some(0));
    world.replace("forecasts", b"x");
    refused(&forecast("score", &world, ""), &["forecasts"]);
    refused(&add(&world, "--date 2025-12"), &["forecasts"]);
}

#[test]
fn questions_that_make_no_forecast_are_refused() {
    let world = WorldCopy::of("tiny");
    let tried = |more: &str, words: &[&str]| refused(&add(&world, more), words);
    tried("--date 2025-06", &["--date 2025-06", "only what is still open"]);
    tried("--date 2026-03", &["--resolves-by 2026-02-28", "before the end of 2026-03"]);
    tried("--date 2025-13", &["2025-13", "write it as 2026-12"]);
    tried("--date 2025-12 --made-on 2025-04-30", &["--made-on 2025-04-30", "--known-at"]);
    tried("--date 2025-12 --threshold 0", &["--threshold", "above 0"]);
    tried("--date 2025-12 --threshold nan", &["--threshold", "above 0"]);
    tried("--date 2025-12 --id 'My forecast'", &["'My forecast'", "hyphens"]);
    tried("--date 2025-12 --id ../../escape", &["hyphens"]);
    tried("--date 2025-12 --reference nothing", &["'nothing'", "choose one", "quote-2025-03-20-tb-oxide"]);
    tried("--date 2025-12 --reference base-2024-tb-oxide-plain", &["months from the base month"]);
    tried("--date 2025-12 --source ''", &["--source", "a text"]);
    tried("--date 2025-12 --scenario gate-shutt", &["did you mean 'gate-shut'"]);
    tried("--date 2025-12 --seed 18446744073709551615", &["--seed"]);
    let few =
        "--date 2025-12 --output path-ratio:tb-oxide@plain --resolves-by 2026-02-28 --question x --draws 99";
    refused(&forecast("add", &world, few), &["99 draws", "--draws 100"]);
    for (output, words) in [
        ("price-ratio:tb-oxide@plain", ["path-ratio:GOOD@REGION", "history"]),
        ("tb-oxide@plane", ["no market 'tb-oxide@plane'", "did you mean 'tb-oxide@plain'"]),
        ("tb-metal@isles", ["no quote of tb-metal@isles", "--as-of"]),
    ] {
        let line = few.replace("path-ratio:tb-oxide@plain", output).replace("99", "100");
        refused(&forecast("add", &world, &line), &words);
    }
    assert!(!world.path().join("forecasts").exists(), "nothing was written");
}

#[test]
fn a_bundled_world_is_read_and_not_written() {
    let line =
        "forecast add tiny --question x --output tb-oxide@plain --date 2025-12 --resolves-by 2026-02-28";
    refused(&oreline(line.split(' ')), &["inside the program", "name the folder", "./worlds/tiny"]);
    refused(
        &oreline("forecast resolve tiny x --annul y --on 2026-01-01".split(' ')),
        &["inside the program"],
    );
    let bundled = json(&oreline("forecast list heavy-rare-earths --format json".split(' ')));
    let folder = root().join("worlds/heavy-rare-earths");
    let words =
        ["forecast".as_ref(), "list".as_ref(), folder.as_os_str(), "--format".as_ref(), "json".as_ref()];
    assert_eq!(bundled, json(&oreline(words)));
}

/// The shipped entries: of months after the edition that they stand on, each made by a command that stands in the folder's README.
#[test]
fn the_shipped_forecasts_are_whole_open_and_have_their_command() {
    let folder = root().join("worlds/heavy-rare-earths/forecasts");
    let readme = fs::read_to_string(folder.join("README.md")).expect("the README of the log");
    let log = json(&oreline("forecast score heavy-rare-earths --format json".split(' ')));
    let forecasts = log["forecasts"].as_array().expect("forecasts");
    let files = entries(&folder).into_iter().filter(|(_, name)| name.ends_with(".toml")).count();
    assert!(files >= 6 && forecasts.len() <= files);
    for forecast in forecasts {
        let entry = &forecast["entry"];
        let id = entry["id"].as_str().expect("an id");
        assert!(readme.contains(&format!("--id {id} ")), "{id} has no command in README.md");
        assert!(
            entry["target"]["month"].as_str() > entry["made_with"]["edition"].as_str().map(|day| &day[..7]),
            "{id}"
        );
        assert!(number(&entry["made_with"]["draws_solved"]) >= 1000.0, "{id}");
    }
}

/// The chapter's own commands, in its order, on a copy of the tiny world.
#[test]
fn the_chapter_works_as_written() {
    let world = WorldCopy::of("tiny");
    let chapter = fs::read_to_string(root().join("book/src/forecast-log.md")).expect("the chapter");
    let lines: Vec<&str> = chapter.lines().filter(|line| line.starts_with("oreline forecast ")).collect();
    assert!(lines.len() >= 6, "{lines:?}");
    for line in lines {
        let here = world.path().display().to_string();
        let answer = oreline(words(&line.replace("./worlds/tiny", &here)).into_iter().skip(1));
        assert_eq!(answer.code, Some(0), "`{line}`: {answer:?}");
    }
}
