//! Every kind of act, from its TOML to the price: the sign that theory demands, and nothing once switched off.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case, holding, ratio, request, run, world};
use oreline_scenario::answers::RunAnswer;
use oreline_scenario::case::Case;
use oreline_scenario::plan::Plan;
use std::sync::OnceLock;

const DRAWS: usize = 24;

fn tiny() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| case(&world("tiny"), None, None, FEW))
}

fn plan(act: &str) -> Plan {
    let head = "id = \"one-act\"\ntitle = \"One act\"\nquestion = \"What if?\"\nmonths = 4\n";
    Plan::parse(&format!("{head}[[act]]\nid = \"act\"\nstart = \"+1 month\"\n{act}")).unwrap()
}

fn answer(act: &str) -> RunAnswer {
    run(tiny(), &plan(act), &request(DRAWS))
}

/// Median ratio to the baseline in the last month.
fn end(answer: &RunAnswer, market: &str) -> f64 {
    ratio(answer, market).p50[4]
}

/// Ratios and money without a trace of the act.
fn nothing(answer: &RunAnswer) -> bool {
    let flat = |v: &[f64]| v.iter().all(|x| *x == 1.0);
    let ratios = answer.markets.iter().map(|m| &m.price_ratio_to_baseline);
    let paid = answer.actors.iter().map(|a| a.change_vs_baseline.p50.abs()).fold(0.0, f64::max);
    ratios.into_iter().all(|f| flat(&f.p05) && flat(&f.p95)) && paid < 1e-9
}

#[test]
fn a_loss_of_output_makes_the_oxides_dearer_and_a_plant_lost_makes_its_ore_cheaper() {
    let mine = answer("kind = \"output-loss\"\nprocesses = [\"mine-clay-ridge\"]\ncut = 0.8\n");
    assert!(end(&mine, "dy-oxide@plain") > 1.02 && end(&mine, "tb-oxide@plain") > 1.02);
    let plant = answer("kind = \"output-loss\"\nprocesses = [\"separate-clay-plain\"]\ncut = 0.8\n");
    assert!(end(&plant, "dy-oxide@plain") > 1.02 && end(&plant, "clay-ridge@plain") < 0.98);
    assert!(nothing(&answer("kind = \"output-loss\"\nprocesses = [\"mine-clay-ridge\"]\ncut = 0.0\n")));
}

#[test]
fn a_licence_and_a_quota_part_the_isles_from_the_plain_and_pay_a_rent() {
    for kind in ["licence", "quota"] {
        let text = format!("kind = \"{kind}\"\nregion = \"plain\"\ngoods = [\"dy-metal\", \"tb-metal\"]\n");
        let found = answer(&text);
        assert!(end(&found, "dy-metal@isles") > 1.1, "{kind}");
        assert!(end(&found, "dy-metal@plain") < end(&found, "dy-metal@isles"), "{kind}");
        let rent = found.actors.iter().find(|a| a.account == "rents of export licences").unwrap();
        assert!(rent.actor == "plain" && rent.change_vs_baseline.p50 > 0.0, "{kind}: {rent:?}");
    }
    let slack = "kind = \"quota\"\nregion = \"plain\"\ngoods = [\"dy-metal\"]\ncut = 0.0\n";
    assert!((end(&answer(slack), "dy-metal@plain") - 1.0).abs() < 0.05);
}

#[test]
fn an_embargo_hits_the_destinations_that_it_names() {
    let act = "kind = \"embargo\"\nregion = \"plain\"\ngoods = [\"dy-metal\"]\ndestinations = [\"isles\"]\n";
    let found = answer(act);
    assert!(end(&found, "dy-metal@isles") > 1.2 && end(&found, "dy-metal@plain") < 1.0);
    let carried = found.flows.iter().find(|f| f.good == "dy-metal" && f.destination == "isles").unwrap();
    assert!(carried.quantity.p90[4] == 0.0 && carried.quantity.p10[0] > 0.0);
}

#[test]
fn a_levy_is_paid_to_its_payee_and_lowers_the_price_at_the_gate() {
    let act = "kind = \"levy\"\nregion = \"ridge\"\ngoods = [\"clay-ridge\"]\npayee = \"ridge-council\"\n";
    let found = answer(&format!("{act}amount = 4.0\n"));
    assert!(end(&found, "clay-ridge@ridge") < 0.98 && end(&found, "clay-ridge@plain") > 1.0);
    let paid = |a: &RunAnswer| {
        let levy = a.actors.iter().find(|x| x.actor == "ridge-council" && x.account == "levies");
        levy.map_or(0.0, |x| x.change_vs_baseline.p50)
    };
    // 4 USD/kg on what is carried in four months, in million USD, less what the standing levy loses.
    let flow = found.flows.iter().find(|f| f.good == "clay-ridge" && f.origin == "ridge").unwrap();
    let most: f64 = flow.quantity.p95[1..].iter().sum::<f64>() * 4.0 / 1000.0;
    assert!(
        paid(&found) > 0.5 * most && paid(&found) < 2.0 * most,
        "{} of at most about {most}",
        paid(&found)
    );
    let off = run(tiny(), &plan(&format!("{act}amount = 4.0\n")), &holding(DRAWS, &[("act.amount", 0.0)]));
    assert!(nothing(&off));
}

#[test]
fn an_ad_valorem_tax_lowers_the_price_of_the_seller_and_raises_the_buyers() {
    let act = "kind = \"tax\"\nregion = \"plain\"\ngoods = [\"tb-metal\"]\ndestinations = [\"isles\"]\n";
    let found = answer(&format!("{act}amount = 0.5\n"));
    assert!(end(&found, "tb-metal@isles") > 1.05 && end(&found, "tb-metal@plain") < 1.0);
    assert!(nothing(&answer(&format!("{act}amount = 0.0\n"))));
}

#[test]
fn more_demand_a_stockpile_and_less_capacity_make_dearer() {
    let demand = "kind = \"demand\"\nuses = [\"ev-motors\"]\n";
    assert!(end(&answer(&format!("{demand}amount = 1.3\n")), "high-coercivity-magnet@plain") > 1.01);
    assert!(end(&answer(&format!("{demand}amount = 0.7\n")), "high-coercivity-magnet@plain") < 0.99);
    assert!(nothing(&answer(&format!("{demand}amount = 1.0\n"))));
    let buy = "kind = \"stockpile\"\nregion = \"plain\"\ngoods = [\"dy-oxide\"]\n";
    assert!(end(&answer(&format!("{buy}amount = 2.0\n")), "dy-oxide@plain") > 1.01);
    assert!(end(&answer(&format!("{buy}amount = -2.0\n")), "dy-oxide@plain") < 0.99);
    assert!(nothing(&answer(&format!("{buy}amount = 0.0\n"))));
    let capacity = "kind = \"capacity\"\nprocesses = [\"separate-clay-plain\"]\n";
    assert!(end(&answer(&format!("{capacity}amount = 0.5\n")), "dy-oxide@plain") > 1.02);
    assert!(nothing(&answer(&format!("{capacity}amount = 1.0\n"))));
}

#[test]
fn inputs_that_no_act_reads_are_never_among_the_drivers() {
    let drivers = |act: &str| -> Vec<String> {
        let found = run(tiny(), &plan(act), &request(60));
        found.drivers.into_iter().map(|d| d.input).collect()
    };
    let demand = drivers("kind = \"demand\"\nuses = [\"ev-motors\"]\namount = 1.3\n");
    assert!(!demand.is_empty());
    for unread in ["cut", "closure-months", "hoarding", "near-stop", "bite", "leakage", "volatility"] {
        assert!(!demand.iter().any(|d| d == unread), "{unread} drives a shift of demand");
    }
}

#[test]
fn a_payee_that_nobody_knows_is_refused() {
    let act = "kind = \"levy\"\nregion = \"ridge\"\ngoods = [\"clay-ridge\"]\namount = 1.0\npayee = \"ridge-counsil\"\n";
    let error = common::try_run(tiny(), &plan(act), &request(1)).unwrap_err().to_string();
    assert!(error.contains("payee") && error.contains("ridge-council"), "{error}");
}
