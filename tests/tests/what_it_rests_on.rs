//! What an answer rests on: contradictions found from the rows, shares of evidence that add up, drivers.

use oreline_tests::{Answer, WorldCopy, oreline};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const WORLD: &str = "heavy-rare-earths";

fn json(answer: &Answer) -> Value {
    // Contradictions are findings, and findings are exit code 1.
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    serde_json::from_str(&answer.stdout).expect("the answer is JSON")
}

fn checked() -> &'static Value {
    static CHECKED: OnceLock<Value> = OnceLock::new();
    CHECKED.get_or_init(|| json(&oreline(["check", WORLD, "--format", "json"])))
}

fn about<'a>(answer: &'a Value, quantity: &str) -> Option<&'a Value> {
    answer["contradictions"].as_array().expect("contradictions").iter().find(|c| c["quantity"] == quantity)
}

fn rows<'a>(answer: &'a Value, quantity: &str) -> &'a Vec<Value> {
    about(answer, quantity)
        .and_then(|c| c["rows"].as_array())
        .unwrap_or_else(|| panic!("{quantity} is not listed"))
}

/// Whether a row states the figure, to its last digit, with a scope and a source.
fn states(rows: &[Value], value: f64) -> bool {
    let near = |row: &Value| row["value"].as_f64().is_some_and(|v| (v - value).abs() <= 2e-3 * value.abs());
    let told =
        |row: &Value| ["scope", "source", "at"].iter().all(|f| row[f].as_str().is_some_and(|t| t.len() > 2));
    rows.iter().any(|row| near(row) && told(row))
}

#[test]
fn check_finds_the_known_disputes_from_the_rows() {
    let change = rows(checked(), "myanmar-feed-change-2024");
    assert!([-0.03, -0.10, -0.316, -0.384].iter().all(|v| states(change, *v)), "{change:#?}");
    let feed = rows(checked(), "myanmar-feed-2023");
    assert!([41_700.0, 43_000.0, 50_000.0, 72_074.0].iter().all(|v| states(feed, *v)), "{feed:#?}");
    // Asks of 700 to 1,000 USD/kg abroad stand as their middle.
    let price = rows(checked(), "dy-oxide-price-2025");
    assert!([224.0, 239.0, 850.0].iter().all(|v| states(price, *v)), "{price:#?}");
    let ultimatum = rows(checked(), "china-ultimatum-2025");
    let said =
        |word: &str| ultimatum.iter().any(|r| r["scope"].as_str().is_some_and(|s| s.starts_with(word)));
    assert!(said("reported: ") && said("denied: "), "{ultimatum:#?}");
}

#[test]
fn a_rival_row_more_adds_itself_and_a_rival_row_less_ends_the_dispute() {
    let copy = WorldCopy::of(WORLD);
    copy.edit("flows.csv", |text| {
        let planted = "planted,2024,trade-change,,,-0.2,-0.22,-0.18,change,made up,rare-earths,myanmar-kachin,china,context,";
        let more = ",,myanmar-feed-change-2024,judgement,2025-02-01,printed,D,assumed,a-third-voice,,made up\n";
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("flow-0092,")).collect();
        assert_eq!(kept.len() + 1, text.lines().count());
        kept.join("\n") + "\n" + planted + more
    });
    let path = copy.path().to_string_lossy().into_owned();
    let edited = json(&oreline(["check", path.as_str(), "--format", "json"]));
    let (before, after) =
        (rows(checked(), "myanmar-feed-change-2024"), rows(&edited, "myanmar-feed-change-2024"));
    assert_eq!(after.len(), before.len() + 1);
    assert!(states(after, -0.2) && !states(before, -0.2));
    assert!(about(checked(), "dy-oxide-output-china-2024").is_some());
    assert!(about(&edited, "dy-oxide-output-china-2024").is_none());
}

fn shares_add_up(answer: &Value) {
    let stages = answer["evidence_share"].as_object().expect("shares by stage");
    let names: BTreeSet<&str> = stages.keys().map(String::as_str).collect();
    let expected = ["all", "concentrate", "intermediate", "oxide", "metal", "magnet", "scrap"];
    assert_eq!(names, BTreeSet::from(expected));
    for (stage, shares) in stages {
        let parts = ["read", "relayed", "derived", "assumed"].map(|b| shares[b].as_f64().expect("a number"));
        assert!(parts.iter().all(|p| (0.0..=1.0).contains(p)), "{stage}: {parts:?}");
        assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{stage}: {parts:?}");
    }
}

#[test]
fn the_shares_of_evidence_add_up_to_one_at_every_stage() {
    shares_add_up(checked());
    assert_eq!(checked()["base_year"], 2024);
}

#[test]
fn a_run_says_on_what_it_rests_and_what_drives_it() {
    let words =
        ["run", WORLD, "--scenario", "kachin-cutoff", "--draws", "40", "--months", "6", "--format", "json"];
    let answer = oreline(words);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let run: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    shares_add_up(&run);
    let list = |field: &str| run[field].as_array().expect("a list").clone();
    assert!(list("unexplained").len() > list("headline").len());
    for output in list("unexplained") {
        let own = |d: &&Value| d["output"] == output["output"] && d["input"] == "kachin-share-dytb";
        assert!(list("drivers").iter().any(|d| own(&d)), "{}", output["output"]);
    }
    // What prices may be called follows from the recorded back-test of the same priors, and from nothing else.
    let record = &run["history"];
    assert_eq!(record["priors_hash"], run["priors_hash"]);
    let met = list("ladder").iter().any(|rung| rung["name"] == "history" && rung["stands"] == true);
    let label = run["label"].as_str().expect("a label");
    assert_eq!(label.starts_with("forecast"), met, "{label}");
    assert!(!list("contradictions").is_empty() && !list("assumptions").is_empty());
}
