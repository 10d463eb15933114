//! The bundled questions: each moves prices the way that theory demands, and nothing moves without its acts.
//!
//! Few draws and few months: signs of medians, never sizes.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case_of, heavy, holding, plan, ratio, request, run};
use oreline_scenario::answers::RunAnswer;
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::Request;
use oreline_scenario::plan::{Plan, PlanError};
use std::sync::OnceLock;

const DRAWS: usize = 24;
const INSIDE: [&str; 2] = ["dy-oxide@china", "tb-oxide@china"];
const OUTSIDE: [&str; 2] = ["dy-oxide@europe", "tb-oxide@europe"];
const QUESTIONS: [&str; 8] = [
    "kia-holdout",
    "us-deal",
    "full-embargo",
    "wa-and-kachin",
    "junta-retakes",
    "new-capacity-2028",
    "new-capacity-2028-late",
    "ai-race",
];

/// Every one of these scenarios stands on the same day.
fn base() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| case_of(heavy(), &plan(heavy(), "kia-holdout"), FEW))
}

fn over(months: usize, request: Request) -> Request {
    Request { months: Some(months), ..request }
}

fn answer(id: &str, months: usize) -> RunAnswer {
    run(base(), &plan(heavy(), id), &over(months, request(DRAWS)))
}

fn median<'a>(answer: &'a RunAnswer, market: &str) -> &'a [f64] {
    &ratio(answer, market).p50
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn account(answer: &RunAnswer, actor: &str, account: &str) -> f64 {
    let found = answer.actors.iter().find(|a| a.actor == actor && a.account == account);
    found.map_or(0.0, |a| a.change_vs_baseline.p50)
}

#[test]
fn every_question_stands_on_the_same_day_with_headlines_inside_and_outside_china() {
    for id in QUESTIONS {
        let plan = plan(heavy(), id);
        assert_eq!(plan.as_of, Some(base().as_of), "{id}");
        assert!(!plan.caveats.is_empty() && plan.draws == 200, "{id}");
        for market in INSIDE.iter().chain(&OUTSIDE) {
            assert!(plan.headline.iter().any(|m| m == market), "{id} lacks {market}");
        }
    }
}

#[test]
fn without_its_acts_no_question_moves_anything() {
    for id in QUESTIONS {
        let mut calm = plan(heavy(), id);
        calm.acts.clear();
        let found = run(base(), &calm, &over(3, request(2)));
        let flat = |v: &[f64]| v.iter().all(|x| *x == 1.0);
        for market in &found.markets {
            let fan = &market.price_ratio_to_baseline;
            assert!(flat(&fan.p05) && flat(&fan.p50) && flat(&fan.p95), "{id}: {}", market.good);
        }
        assert!(found.actors.iter().all(|a| a.change_vs_baseline.p50.abs() < 1e-9), "{id}");
    }
}

#[test]
fn an_act_that_adds_or_cuts_nothing_moves_no_price() {
    let flat = |found: &RunAnswer| {
        let fans = found.markets.iter().map(|m| &m.price_ratio_to_baseline);
        fans.flat_map(|f| f.p05.iter().chain(&f.p95)).all(|x| (x - 1.0).abs() < 1e-9)
    };
    for (id, held) in [
        ("kia-holdout", vec![("holdout.cut", 0.0)]),
        ("us-deal", vec![("malaysia.amount", 0.0), ("usa.amount", 0.0)]),
        ("junta-retakes", vec![("fighting.cut", 0.0)]),
        (
            "ai-race",
            vec![
                ("robots.amount", 1.0),
                ("electronics.amount", 1.0),
                ("cars.amount", 1.0),
                ("plants.amount", 0.0),
            ],
        ),
    ] {
        let found = run(base(), &plan(heavy(), id), &over(17, holding(4, &held)));
        assert!(flat(&found), "{id}");
    }
}

#[test]
fn ore_held_back_makes_oxides_dearer_and_the_deeper_the_cut_the_more() {
    let found = answer("kia-holdout", 3);
    let deeper =
        run(base(), &plan(heavy(), "kia-holdout"), &over(3, holding(DRAWS, &[("holdout.cut", 0.8)])));
    for market in INSIDE {
        let (half, more) = (median(&found, market), median(&deeper, market));
        assert!((1..=3).all(|m| half[m] > 1.0 && more[m] >= half[m]), "{market}: {half:.3?} {more:.3?}");
    }
}

#[test]
fn losing_both_feeds_is_dearer_than_losing_one() {
    let both = answer("wa-and-kachin", 6);
    let mut alone = plan(heavy(), "wa-and-kachin");
    alone.acts.retain(|a| a.id == "kachin");
    let one = run(base(), &alone, &over(6, request(DRAWS)));
    for market in INSIDE {
        let (both, one) = (median(&both, market), median(&one, market));
        assert!((1..=6).all(|m| one[m] > 1.0 && both[m] > one[m]), "{market}: {both:.3?} {one:.3?}");
    }
}

#[test]
fn an_embargo_makes_dearer_outside_and_not_inside() {
    let found = answer("full-embargo", 4);
    for market in OUTSIDE.iter().chain(&["high-coercivity-magnet@europe", "high-coercivity-magnet@usa"]) {
        let outside = median(&found, market);
        assert!((1..=4).all(|m| outside[m] > 1.1), "{market}: {outside:.3?}");
    }
    for market in INSIDE {
        let inside = median(&found, market);
        assert!((1..=4).all(|m| inside[m] <= 1.0), "{market}: {inside:.3?}");
    }
}

#[test]
fn a_deal_makes_dearer_in_china_and_cheaper_outside() {
    let found = answer("us-deal", 20);
    for market in INSIDE {
        let inside = &median(&found, market)[14..];
        assert!(mean(inside) > 1.0, "{market}: {inside:.3?}");
    }
    for market in OUTSIDE.iter().chain(&["dy-metal@japan", "tb-metal@japan"]) {
        let outside = &median(&found, market)[14..];
        assert!(mean(outside) < 1.0, "{market}: {outside:.3?}");
    }
    assert!(account(&found, "kio-kia", "surplus of mines") > 0.0);
}

#[test]
fn a_change_of_holder_moves_levies_and_surplus_and_no_price() {
    let mut only = plan(heavy(), "junta-retakes");
    only.acts.retain(|a| a.id == "new-holder");
    let found = run(base(), &only, &over(12, request(4)));
    assert!(found.markets.iter().all(|m| m.price_ratio_to_baseline.p95.iter().all(|x| *x == 1.0)));
    for name in ["levies", "surplus of mines"] {
        let (kia, junta) = (account(&found, "kio-kia", name), account(&found, "junta", name));
        assert!(kia < 0.0 && (kia + junta).abs() < 1e-9 * junta, "{name}: {kia} {junta}");
    }
}

#[test]
fn fighting_makes_dearer_and_the_kia_loses_its_levies() {
    let found = answer("junta-retakes", 12);
    for market in INSIDE {
        let inside = median(&found, market);
        assert!((1..=3).all(|m| inside[m] > 1.0), "{market}: {inside:.3?}");
    }
    assert!(account(&found, "kio-kia", "levies") < 0.0 && account(&found, "junta", "levies") > 0.0);
}

#[test]
fn new_mines_and_plants_make_cheaper_and_late_ones_later() {
    let months = 52;
    let few = |id: &str| run(base(), &plan(heavy(), id), &over(months, request(8)));
    let (on_time, late) = (few("new-capacity-2028"), few("new-capacity-2028-late"));
    for market in INSIDE.iter().chain(&OUTSIDE) {
        let (on_time, late) = (median(&on_time, market), median(&late, market));
        assert!(mean(&on_time[36..]) < 1.0, "{market}: {on_time:.3?}");
        assert!(mean(&late[40..]) < 1.0, "{market}: {late:.3?}");
        assert!(mean(&on_time[24..44]) < mean(&late[24..44]), "{market}");
        let fallen = |path: &[f64]| path.iter().position(|r| *r < 0.5 + 0.5 * on_time[months]);
        assert!(fallen(on_time) < fallen(late) || fallen(late).is_none(), "{market}: {late:.3?}");
    }
}

#[test]
fn a_mine_that_grows_makes_its_ore_and_the_oxides_cheaper() {
    let head = "id = \"mine\"\ntitle = \"A mine\"\nquestion = \"What if?\"\nmonths = 6\n[[act]]\nid = \"mine\"\nstart = \"+1 month\"\n";
    let act = "kind = \"project\"\nprocesses = [\"mine-clay-laos\"]\namount = 4000\n";
    let found = run(base(), &Plan::parse(&format!("{head}{act}")).unwrap(), &request(DRAWS));
    for market in INSIDE.iter().chain(&["clay-laos@laos", "clay-laos@china"]) {
        let path = median(&found, market);
        assert!((1..=6).all(|m| path[m] <= 1.0) && path[6] < 1.0, "{market}: {path:.3?}");
    }
}

#[test]
fn faster_growth_of_magnets_makes_oxides_and_magnets_dearer() {
    let found = answer("ai-race", 12);
    for market in INSIDE.iter().chain(&OUTSIDE).chain(&["high-coercivity-magnet@usa"]) {
        let path = median(&found, market);
        assert!(path[12] > 1.0 && path[12] >= path[6], "{market}: {path:.3?}");
    }
}

#[test]
fn acts_that_make_no_sense_are_refused_with_the_field() {
    let head = "id = \"one\"\ntitle = \"One\"\nquestion = \"What if?\"\nmonths = 4\n[[act]]\nid = \"act\"\nstart = \"+1 month\"\n";
    for (act, wrong) in [
        ("kind = \"control\"\nsites = [\"pangwa\"]\n", "new_holder"),
        ("kind = \"control\"\nnew_holder = \"junta\"\n", "sites"),
        ("kind = \"project\"\namount = 5\n", "goods"),
        ("kind = \"project\"\ngoods = [\"dy-oxide\"]\namount = 5\n", "destinations"),
        ("kind = \"project\"\ngoods = [\"dy-oxide\"]\ndestinations = [\"usa\"]\namount = 5\n", "fill"),
        ("kind = \"project\"\nprocesses = [\"mine-clay-rest\"]\namount = -5\n", "amount"),
        ("kind = \"project\"\nprocesses = [\"mine-clay-rest\"]\n", "amount"),
    ] {
        let error = Plan::parse(&format!("{head}{act}")).unwrap_err();
        assert!(matches!(&error, PlanError::Field { field, .. } if *field == wrong), "{wrong}: {error}");
    }
    for (act, text) in [
        ("kind = \"control\"\nsites = [\"pangwa\"]\nnew_holder = \"junto\"\n", "junta"),
        ("kind = \"control\"\nholder = \"junta\"\nnew_holder = \"kio-kia\"\n", "nobody is paid"),
    ] {
        let plan = Plan::parse(&format!("{head}{act}")).unwrap();
        let error = common::try_run(base(), &plan, &request(1)).err().unwrap().to_string();
        assert!(error.contains(text), "{error}");
    }
}
