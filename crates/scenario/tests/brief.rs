//! The figures of a brief: each has an id of its own, rows, and sources behind them; and the chain adds up.
#![allow(clippy::unwrap_used)]

mod common;

use common::{case_of, heavy, plan, request, run};
use oreline_scenario::answers::{BriefAnswer, RunAnswer};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::Request;
use oreline_scenario::holdings::{brief, why};
use oreline_scenario::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const BASES: usize = 16;

struct Ready {
    case: Case,
    plan: Plan,
    brief: BriefAnswer,
}

fn answer(case: &Case, plan: &Plan) -> RunAnswer {
    run(case, plan, &Request { months: Some(6), ..request(16) })
}

fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| {
        let plan = plan(heavy(), "kachin-cutoff");
        let case = case_of(heavy(), &plan, BASES);
        let brief = brief(heavy(), &case, &plan, answer(&case, &plan));
        Ready { case, plan, brief }
    })
}

#[test]
fn no_two_figures_share_an_id_and_each_is_a_number() {
    let figures = &ready().brief.figures;
    let ids: BTreeSet<&str> = figures.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids.len(), figures.len());
    for f in figures {
        assert!(!f.values.is_empty() && f.values.values().all(|v| v.is_finite()), "{}: {:?}", f.id, f.values);
        assert!(!f.unit.is_empty() && !f.what.is_empty(), "{}", f.id);
    }
}

#[test]
fn every_figure_names_rows_and_every_row_its_source() {
    let r = ready();
    let rows: BTreeMap<&str, &str> =
        r.brief.rows.iter().map(|row| (row.id.as_str(), row.source.as_str())).collect();
    let sources: BTreeSet<&str> = r.brief.sources.iter().map(|s| s.id.as_str()).collect();
    for f in &r.brief.figures {
        // The share that no input explains is what no row explains.
        assert!(!f.rows.is_empty() || f.id.ends_with("|unexplained"), "{} names no row", f.id);
        assert!(f.rows.len() <= f.rows_in_all);
        for id in &f.rows {
            let source = rows[id.as_str()];
            let known = sources.contains(source) || ["scenario", "priors", ""].contains(&source);
            assert!(known, "{}: row {id} cites {source}", f.id);
        }
    }
    assert!(sources.len() > 20, "{}", sources.len());
}

/// A scenario of many numbers must not crowd out the rows of the world.
#[test]
fn rows_of_the_world_stand_beside_many_numbers_of_a_scenario() {
    let plan = plan(heavy(), "new-capacity-2028");
    let brief = brief(
        heavy(),
        &ready().case,
        &plan,
        run(&ready().case, &plan, &Request { months: Some(20), ..request(4) }),
    );
    let price = brief.figures.iter().find(|f| f.id.starts_with("price:dy-oxide@china")).unwrap();
    let of_world = |id: &&String| brief.rows.iter().any(|r| r.id == **id && r.source != "scenario");
    assert!(price.rows.iter().filter(of_world).count() >= 5, "{:?}", price.rows);
}

#[test]
fn why_answers_to_every_kind_of_figure_with_the_rows_of_the_brief() {
    let r = ready();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for f in &r.brief.figures {
        let seen = kinds.entry(f.id.split(':').next().unwrap()).or_default();
        *seen += 1;
        if *seen > 4 {
            continue;
        }
        let answer = why(heavy(), &r.case, Some(&r.plan), &f.id);
        if f.id.ends_with("|unexplained") {
            continue;
        }
        let ids: Vec<String> = answer.unwrap().rows.into_iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), f.rows_in_all, "{}", f.id);
        assert!(f.rows.iter().all(|id| ids.contains(id)), "{}", f.id);
    }
    for kind in
        ["price", "price-ratio", "cover", "shortage", "actor", "loss", "use-loss", "chain", "evidence"]
    {
        assert!(kinds.contains_key(kind), "no {kind} in {kinds:?}");
    }
    assert!(why(heavy(), &r.case, None, "price-ratio:dy-oxide@atlantis:2025-10").is_err());
}

#[test]
fn the_act_of_the_scenario_and_the_spell_it_rests_on_stand_behind_the_price() {
    let f = why(heavy(), &ready().case, Some(&ready().plan), "price-ratio:dy-oxide@china:2025-10").unwrap();
    assert_eq!(f.rows[0].id, "stop.cut");
    let held: Vec<&str> =
        f.rows.iter().filter(|r| r.at.starts_with("sites.csv")).map(|r| r.id.as_str()).collect();
    assert!(held.contains(&"pangwa"), "{held:?}");
}

/// In a base that stands still nothing is built up: what goes into a stage comes out of it.
#[test]
fn the_chain_of_the_baseline_adds_up() {
    let chain = answer(&ready().case, &Plan::baseline()).chain;
    let into = |stage: &str| chain.iter().filter(|l| l.next_stage == stage).map(|l| l.baseline).sum::<f64>();
    let out = |stage: &str| chain.iter().filter(|l| l.stage == stage).map(|l| l.baseline).sum::<f64>();
    for stage in ["separation", "metal", "magnet"] {
        let (a, b) = (into(stage), out(stage));
        assert!(a > 1000.0 && (a / b - 1.0).abs() < 0.05, "{stage}: {a} in, {b} out");
    }
    let kachin: f64 = chain.iter().filter(|l| l.from == "myanmar-kachin").map(|l| l.baseline).sum();
    let mined: f64 =
        chain.iter().filter(|l| l.stage == "mining" && l.from != "scrap").map(|l| l.baseline).sum();
    let focus = ready().case.central.focus_share;
    assert!((kachin / mined - focus).abs() < 0.06, "{} beside {focus}", kachin / mined);
}
