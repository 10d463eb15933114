//! The base month is the equilibrium of its own case: whatever start, whatever draw, with nothing happening.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case, case_of, heavy, plan, request, run, series, world};
use jiff::civil::date;
use oreline_scenario::answers::{Fan, RunAnswer};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::Request;
use oreline_scenario::plan::Plan;
use oreline_scenario::proof::{STARTS, errors};

fn cases() -> Vec<Case> {
    let then = Some(date(2024, 10, 22));
    let heavy_then = case(heavy(), None, then, FEW);
    let heavy_now = case(heavy(), None, None, FEW);
    assert_eq!((heavy_then.base_year, heavy_now.base_year), (2023, 2024));
    vec![case(&world("tiny"), None, None, FEW), heavy_then, heavy_now]
}

#[test]
fn prices_of_the_base_month_come_back_from_near_and_far_starts() {
    assert_eq!(STARTS, [1.0, 1.5, 0.3]);
    for case in cases() {
        let found = errors(&case).unwrap();
        println!("{} {}: errors from {STARTS:?}: {found:?}", case.world, case.base_year);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|e| *e <= 1e-9), "{} {}: {found:?}", case.world, case.base_year);
    }
}

#[test]
fn with_acts_trends_and_noise_off_every_price_stays_flat_for_two_years_in_every_draw() {
    for case in cases() {
        let ids: Vec<String> = case.structure.markets.iter().map(|m| m.id()).collect();
        let markets: Vec<&str> = ids.iter().map(String::as_str).collect();
        let steady = Request { steady: true, months: Some(24), ..request(16) };
        let draws = series(&case, &Plan::baseline(), &steady, &markets);
        assert_eq!(draws.len(), 16);
        let mut worst = (0.0_f64, String::new());
        for (market, one) in draws.iter().flat_map(|draw| markets.iter().zip(draw)) {
            assert_eq!((one.path.len(), one.ratio.len()), (25, 25));
            for value in one.path.iter().chain(&one.ratio) {
                if (value - 1.0).abs() > worst.0 {
                    worst = ((value - 1.0).abs(), (*market).to_string());
                }
            }
        }
        println!("{} {}: steady, 16 draws, 24 months: worst {worst:?}", case.world, case.base_year);
        assert!(worst.0 <= 1e-9, "{} {}: {worst:?}", case.world, case.base_year);
    }
}

fn values(fan: &Fan) -> impl Iterator<Item = f64> {
    [&fan.p05, &fan.p10, &fan.p50, &fan.p90, &fan.p95].into_iter().flatten().copied()
}

fn nothing_happens(answer: &RunAnswer) {
    for market in &answer.markets {
        let at = format!("{}@{}", market.good, market.region);
        assert!(values(&market.price_ratio_to_baseline).all(|r| r.to_bits() == 1.0_f64.to_bits()), "{at}");
        assert!(values(&market.unserved_share).all(|u| u == 0.0), "{at}");
    }
    for actor in &answer.actors {
        let band = actor.change_vs_baseline;
        assert!([band.p10, band.p50, band.p90].iter().all(|v| v.abs() <= 1e-9), "{actor:?}");
    }
    for region in &answer.region_losses {
        assert!(region.change_vs_baseline.p90.abs() <= 1e-9, "{region:?}");
    }
    assert!(answer.shortage.iter().all(|s| s.probability == 0.0));
}

#[test]
fn a_scenario_without_acts_is_exactly_its_baseline() {
    let tiny = world("tiny");
    for (world, id) in [(&tiny, "gate-shut"), (heavy(), "pangwa-2024"), (heavy(), "kachin-cutoff")] {
        let mut empty = plan(world, id);
        let case = case_of(world, &empty, FEW);
        empty.acts.clear();
        let answer = run(&case, &empty, &request(16));
        assert_eq!((answer.draws, answer.markets.len()), (16, case.structure.markets.len()));
        nothing_happens(&answer);
    }
}
