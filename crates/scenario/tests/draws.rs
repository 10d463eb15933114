//! The draws behind an answer: what is printed is what was drawn, on however many threads.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case_of, heavy, plan, quantile, ratio, request, run};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::Request;
use std::sync::OnceLock;

fn cutoff() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| case_of(heavy(), &plan(heavy(), "kachin-cutoff"), FEW))
}

#[test]
fn one_thread_and_two_give_the_same_bytes_on_the_real_world() {
    let plan = plan(heavy(), "kachin-cutoff");
    let on = |threads| {
        let request = Request { threads: Some(threads), ..request(16) };
        serde_json::to_string(&run(cutoff(), &plan, &request)).unwrap()
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn more_draws_of_one_seed_begin_with_the_fewer() {
    let plan = plan(heavy(), "kachin-cutoff");
    let of = |draws| common::series(cutoff(), &plan, &request(draws), &["tb-oxide@china", "dy-oxide@europe"]);
    let (few, many) = (of(8), of(16));
    assert_eq!((few.len(), many.len()), (8, 16));
    assert_eq!(few, many[..8]);
}

#[test]
fn the_answer_prints_the_quantiles_of_the_draws() {
    let plan = plan(heavy(), "kachin-cutoff");
    let draws = common::series(cutoff(), &plan, &request(32), &["tb-oxide@china"]);
    let answer = run(cutoff(), &plan, &request(32));
    let printed = ratio(&answer, "tb-oxide@china");
    for m in 0..=12 {
        let at = |q: f64| quantile(draws.iter().map(|d| d[0].ratio[m]).collect(), q);
        assert_eq!((at(0.1), at(0.5), at(0.9)), (printed.p10[m], printed.p50[m], printed.p90[m]));
    }
}
