//! The same question gives the same bytes, whatever the machine is doing; nothing happening stays nothing.

use oreline_tests::oreline;
use serde_json::Value;

fn run(more: &[&str]) -> String {
    let words = ["run", "tiny", "--draws", "48", "--format", "json"];
    let answer = oreline(words.iter().chain(more));
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    answer.stdout
}

const SHUT: [&str; 2] = ["--scenario", "gate-shut"];

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let on = |threads: &str| run(&[&SHUT[..], &["--threads", threads]].concat());
    let one = on("1");
    assert!(one.len() > 10_000);
    assert_eq!(one, on("2"));
    assert_eq!(one, run(&SHUT));
}

#[test]
fn another_seed_gives_another_answer_about_the_same_months() {
    let with = |seed: &str| run(&[&SHUT[..], &["--seed", seed]].concat());
    assert_eq!(with("7"), with("7"));
    let [seven, eight]: [Value; 2] =
        ["7", "8"].map(|seed| serde_json::from_str(&with(seed)).expect("the answer is JSON"));
    assert_ne!(seven["markets"], eight["markets"]);
    assert_eq!(seven["months"], eight["months"]);
}

#[test]
fn a_steady_run_is_flat() {
    let text = run(&[&SHUT[..], &["--steady", "--months", "24"]].concat());
    let answer: Value = serde_json::from_str(&text).expect("the answer is JSON");
    for market in answer["markets"].as_array().expect("markets") {
        for figure in ["price_ratio_to_baseline", "price_ratio_to_start"] {
            for quantile in ["p05", "p50", "p95"] {
                let months = market[figure][quantile].as_array().expect("months");
                assert_eq!(months.len(), 25);
                assert!(
                    months.iter().all(|r| r.as_f64().is_some_and(|r| (r - 1.0).abs() < 1e-9)),
                    "{market}"
                );
            }
        }
    }
}
