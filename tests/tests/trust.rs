//! The chapter on trust prints the record of the back-test by hand, so that a person can read around the table. This
//! holds the two together: every figure of the table is the one on record, rounded.

use oreline_tests::root;
use serde_json::Value;
use std::fs;

/// Row of the chapter, and where the record has it: a forecaster's key, or nothing for the model itself.
const ROWS: [(&str, Option<&str>); 9] = [
    ("**the model**", None),
    ("no change", Some("b0")),
    ("random walk of the good's own volatility", Some("b1")),
    ("reference class: what other clusters did", Some("b2")),
    ("one-line elasticity rule", Some("b3")),
    ("own volatility, initial gap decaying", Some("b5")),
    ("the model without its act", Some("noshock")),
    ("the model without stocks, hoarding and leakage", Some("nostock")),
    ("half model, half reference class", Some("pool")),
];

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the file is in the repository")
}

fn record(inputs: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(&text("worlds/history/result.json")).expect("the record is JSON");
    whole[inputs].as_array().expect("a class each").clone()
}

fn cells<'a>(chapter: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("| {name} |");
    let line = chapter.lines().find(|line| line.starts_with(&start));
    let line = line.unwrap_or_else(|| panic!("no row `{name}` in the chapter"));
    line.trim_matches('|').split('|').skip(1).map(|cell| cell.trim().trim_matches('*')).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn the_table_of_the_chapter_is_the_record() {
    let chapter = text("book/src/trust.md");
    let classes = record("own");
    assert_eq!(classes.len(), 3);
    for (name, key) in ROWS {
        let printed = cells(&chapter, name);
        let recorded: Vec<_> = classes
            .iter()
            .map(|class| key.map_or(&class["crps"], |key| &class["baseline_crps"][key]))
            .map(|score| format!("{:.2}", number(score)))
            .collect();
        assert_eq!(printed, recorded, "{name}");
    }
    let held: Vec<_> = classes
        .iter()
        .map(|class| format!("{:.0} % of {}", 100.0 * number(&class["coverage80"]), class["targets"]))
        .collect();
    assert_eq!(cells(&chapter, "80 % interval held"), held);
    let bias: Vec<_> =
        classes.iter().map(|class| format!("{:.2}", number(&class["bias"])).replace('-', "−")).collect();
    assert_eq!(cells(&chapter, "median minus observed"), bias);
}

#[test]
fn the_sentences_around_it_are_the_record_too() {
    let chapter = text("book/src/trust.md");
    let (own, generic) = (record("own"), record("generic"));
    let ordinary = &own[0]["ordinary"];
    let walk = &ordinary["baseline_crps"]["b1"];
    let said = [
        format!("scores {:.3}; a random walk scores {:.3}", number(&ordinary["crps"]), number(walk)),
        format!(
            "fixed dates is {:.2}, on reversals {:.2}, on maxima {:.2}",
            number(&generic[0]["crps"]),
            number(&generic[1]["crps"]),
            number(&generic[2]["crps"])
        ),
        format!("scored better on fixed dates** ({:.2})", number(&own[0]["baseline_crps"]["nostock"])),
    ];
    let flat = chapter.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in said {
        assert!(flat.contains(&words), "the chapter does not say: {words}");
    }
}
