//! Scenarios side by side under the same draws, and what a world learnt between two dates.
#![allow(clippy::unwrap_used)]

mod common;

use common::{case_of, heavy, plan, request, run};
use oreline_scenario::answers::{CompareAnswer, Fan};
use oreline_scenario::case::Case;
use oreline_scenario::compare::compare;
use oreline_scenario::compile::compile_with;
use oreline_scenario::ensemble::{Request, Watch};
use oreline_scenario::learnt::learnt;
use oreline_scenario::plan::Plan;
use oreline_world::Clock;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

const BASES: usize = 8;

fn case() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| case_of(heavy(), &plan(heavy(), "kachin-cutoff"), BASES))
}

fn compared(plans: &[Plan]) -> CompareAnswer {
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    compare(case(), plans, &Request { months: Some(5), ..request(16) }, &watch).unwrap()
}

fn renamed(mut plan: Plan, id: &str) -> Plan {
    plan.id = id.into();
    plan
}

fn zero(fan: &Fan) -> bool {
    fan.lines().into_iter().flatten().all(|v| *v == 0.0)
}

/// The plan with an act before the others that cuts nothing but has uncertain numbers.
fn with_idle(plan: &Plan, id: &str, act: &str) -> Plan {
    let mut more = renamed(plan.clone(), id);
    let mut idle = plan.acts[0].clone();
    (idle.id, idle.cut) = (act.into(), Some(oreline_scenario::plan::Range::Point(0.0)));
    more.acts.insert(0, idle);
    more
}

/// An act that cuts nothing but brings uncertain numbers of its own must not shift the draws of the others.
#[test]
fn common_inputs_keep_their_draws_whatever_acts_a_scenario_has() {
    let cutoff = plan(heavy(), "kachin-cutoff");
    let more = with_idle(&cutoff, "more", "idle");
    let answer = compared(&[cutoff, more]);
    assert!(answer.draws > 10);
    assert!(answer.markets.iter().all(|m| zero(&m.difference[0])));
    assert!(answer.actors.iter().all(|a| a.difference[0].p10 == 0.0 && a.difference[0].p90 == 0.0));
}

/// Nor may a third scenario, that has none of them or only some.
#[test]
fn what_two_scenarios_share_does_not_hang_on_a_third() {
    let cutoff = plan(heavy(), "kachin-cutoff");
    let [more, other] = ["more", "other"].map(|id| with_idle(&cutoff, id, &format!("idle-{id}")));
    let none = renamed(Plan { acts: Vec::new(), ..cutoff.clone() }, "none");
    let answer = compared(&[cutoff, none, more, other]);
    for market in &answer.markets {
        assert!(!zero(&market.difference[0]), "{}: the act does something", market.good);
        assert!(zero(&market.difference[1]) && zero(&market.difference[2]), "{}", market.good);
    }
}

#[test]
fn the_longest_scenario_says_how_long_all_are_run() {
    let short = Plan { months: 2, ..plan(heavy(), "kachin-cutoff") };
    let long = renamed(Plan { months: 4, ..short.clone() }, "long");
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    let answer = compare(case(), &[short, long], &request(2), &watch).unwrap();
    assert_eq!((answer.months.len(), answer.markets[0].difference[0].p50.len()), (5, 5));
}

#[test]
fn each_side_is_what_a_run_of_its_own_gives() {
    let (cutoff, holdout) = (plan(heavy(), "kachin-cutoff"), plan(heavy(), "kia-holdout"));
    let answer = compared(&[cutoff, holdout.clone()]);
    let alone = run(case(), &holdout, &Request { months: Some(5), ..request(16) });
    let market = answer.markets.iter().find(|m| m.good == "dy-oxide" && m.region == "china").unwrap();
    let same = alone.markets.iter().find(|m| m.good == "dy-oxide" && m.region == "china").unwrap();
    assert_eq!(market.price_ratio_to_baseline[1], same.price_ratio_to_baseline);
    // Half of the output held back squeezes less than nine tenths of it shut out.
    assert!(market.difference[0].p50[5] < 0.0);
    assert!(market.above_first[0].iter().all(|share| (0.0..=1.0).contains(share)));
    assert_eq!(
        answer.scenarios.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
        ["kachin-cutoff", "kia-holdout"]
    );
}

#[test]
fn between_september_and_december_2024_the_world_learnt_of_the_fall_of_pangwa() {
    let on = |day: &str| -> Case {
        let clock = Clock::resolve(&heavy().meta, None, Some(day.parse().unwrap())).unwrap();
        compile_with(heavy(), clock, common::priors(), "hash", BASES).unwrap()
    };
    let answer = learnt(heavy(), &on("2024-09-30"), &on("2024-12-31"));
    let pangwa = answer.holders.iter().find(|h| h.site == "pangwa").unwrap();
    assert_eq!(pangwa.held_by.then.as_deref(), Some("kachin-bgf"));
    assert_eq!(pangwa.held_by.now.as_deref(), Some("kio-kia"));
    assert!(answer.ended.iter().any(|e| e.site == "pangwa" && e.to == "2024-10-19"));
    let rows: Vec<&str> = answer.learnt.iter().flat_map(|t| &t.rows).map(|r| r.id.as_str()).collect();
    assert!(rows.contains(&"pangwa-kio-kia-2024"), "{rows:?}");
    for row in answer.learnt.iter().flat_map(|t| &t.rows) {
        assert!(row.known_at.as_str() > "2024-09-30" && row.known_at.as_str() <= "2024-12-31", "{row:?}");
    }
    let kia = answer
        .shares
        .iter()
        .find(|s| s.name == "kio-kia" && s.of == "dy+tb" && s.by == "controller")
        .unwrap();
    assert!(kia.share.now.unwrap().value > kia.share.then.unwrap().value);
    assert!(learnt(heavy(), &on("2024-12-31"), &on("2024-12-31")).learnt.is_empty());
}
