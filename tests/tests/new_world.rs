//! What `oreline new` writes is clean and runs as it is, so that a newcomer's first error is his own.

use oreline_tests::{Answer, oreline_in, root};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn new_world() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let written = oreline_in(folder.path(), ["new", "mine"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    for next in ["oreline check ./mine", "oreline run ./mine --scenario gate-shut", "mine/README.md"] {
        assert!(written.stdout.contains(next), "`{next}` is not in: {}", written.stdout);
    }
    folder
}

fn words(folder: &TempDir, line: &str) -> Answer {
    oreline_in(folder.path(), line.split_whitespace())
}

#[test]
fn it_checks_clean() {
    let folder = new_world();
    let checked = words(&folder, "check ./mine");
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    assert!(checked.stdout.contains("0 errors, 0 warnings"), "{}", checked.stdout);
}

#[test]
fn every_scenario_runs_and_the_shut_gate_is_felt() {
    let folder = new_world();
    for scenario in ["baseline", "gate-shut"] {
        let ran = words(&folder, &format!("run ./mine --scenario {scenario} --draws 16 --out {scenario}"));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(folder.path().join(scenario).join("answer.json").is_file());
    }
    let median = |name: &str| largest_median(&folder.path().join(name).join("answer.json"));
    assert_eq!(median("baseline"), 1.0, "nothing happens: scenario and baseline are the same runs");
    assert!(median("gate-shut") > 1.05, "most of the only ore no longer passes");
}

/// The largest median of price over baseline in the first market of an answer.
fn largest_median(path: &Path) -> f64 {
    let text = fs::read_to_string(path).expect("an answer");
    let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let markets = answer["markets"].as_array().expect("markets");
    let market = markets.iter().find(|m| m["good"] == "dy-oxide").expect("the oxide has a market");
    let medians = market["price_ratio_to_baseline"]["p50"].as_array().expect("months");
    medians.iter().filter_map(serde_json::Value::as_f64).fold(0.0, f64::max)
}

#[test]
fn every_invented_row_says_so() {
    let folder = root().join("worlds/template");
    for table in ["processes", "sites", "routes", "stocks", "prices", "flows", "actors", "controls", "costs"]
    {
        let text = fs::read_to_string(folder.join(table).with_extension("csv")).expect("a table");
        for row in text.lines().skip(1) {
            assert!(row.contains("INVENTED"), "{table}: {row}");
        }
    }
}
