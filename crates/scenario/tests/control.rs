//! Who controls a site decides who is paid and what a buyer's stop cuts; what was not public shows nowhere.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case, case_of, heavy, plan, ratio, request, run};
use jiff::civil::{Date, date};
use oreline_scenario::answers::{RunAnswer, ShowAnswer};
use oreline_scenario::case::Case;
use oreline_scenario::holdings::show;
use oreline_units::PartialDate;
use oreline_world::World;
use oreline_world::rows::Control;

const BEFORE: &str = "pangwa-kachin-bgf-2009";
const AFTER: &str = "pangwa-kio-kia-2024";

fn spell<'a>(world: &'a mut World, id: &str) -> &'a mut Control {
    world.controls.iter_mut().find(|c| c.id == *id).unwrap()
}

fn day(text: &str) -> PartialDate {
    text.parse().unwrap()
}

/// Pangwa changes hands on another day than the record has it, and everybody knows.
fn moved(to: &str) -> World {
    let mut world = heavy().clone();
    spell(&mut world, AFTER).from = day(to);
    spell(&mut world, BEFORE).to = Some(day(to));
    world
}

/// Pangwa never changes hands.
fn deleted() -> World {
    let mut world = heavy().clone();
    world.controls.retain(|c| c.id != *AFTER);
    let before = spell(&mut world, BEFORE);
    (before.to, before.to_known_at) = (None, None);
    world
}

fn levies(answer: &RunAnswer, actor: &str) -> f64 {
    let found = answer.actors.iter().find(|a| a.actor == actor && a.account == "levies");
    found.map_or(0.0, |a| a.change_vs_baseline.p50)
}

fn pangwa_levies(world: &World) -> (f64, f64) {
    let plan = plan(world, "pangwa-2024");
    let answer = run(&case_of(world, &plan, FEW), &plan, &request(16));
    (levies(&answer, "kio-kia"), levies(&answer, "kachin-bgf"))
}

#[test]
fn a_month_earlier_or_later_at_pangwa_changes_who_receives_the_levy() {
    let (kia, guard) = pangwa_levies(heavy());
    let (kia_early, guard_early) = pangwa_levies(&moved("2024-09-19"));
    let (kia_late, guard_late) = pangwa_levies(&moved("2024-11-19"));
    println!("levies, kio-kia and kachin-bgf, million USD against the baseline:");
    println!("early {kia_early} {guard_early}; on record {kia} {guard}; late {kia_late} {guard_late}");
    // The gate is shut: whoever holds Pangwa that month loses its levy.
    assert!(kia_early < kia && kia < kia_late && kia_late < 0.0);
    assert!(guard_late < guard && guard < guard_early + 1e-12);
    let sum = |a: f64, b: f64| a + b;
    let (all, early, late) = (sum(kia, guard), sum(kia_early, guard_early), sum(kia_late, guard_late));
    assert!((early / all - 1.0).abs() < 0.05 && (late / all - 1.0).abs() < 0.05, "{early} {all} {late}");
}

fn by_controller(answer: &ShowAnswer, name: &str) -> f64 {
    let mined = answer.stages.iter().find(|s| s.stage == "mined" && s.element.as_deref() == Some("dy+tb"));
    let shares = &mined.unwrap().shares;
    shares.iter().filter(|s| s.by == "controller" && s.name == name).map(|s| s.share.value).sum()
}

fn kachin_off(world: &World) -> (Case, RunAnswer) {
    let plan = plan(world, "kachin-cutoff");
    let case = case_of(world, &plan, FEW);
    let answer = run(&case, &plan, &request(32));
    (case, answer)
}

#[test]
fn without_the_change_at_pangwa_another_holds_its_share_and_the_cutoff_cuts_less() {
    let other = deleted();
    let ((case_with, with), (case_without, without)) = (kachin_off(heavy()), kachin_off(&other));
    let shares = [(heavy(), &case_with), (&other, &case_without)].map(|(world, case)| {
        let shown = show(world, case);
        (by_controller(&shown, "kio-kia"), by_controller(&shown, "kachin-bgf"))
    });
    println!("shares of Dy and Tb by controller (kio-kia, kachin-bgf), with and without: {shares:?}");
    let pangwa = shares[0].0 - shares[1].0;
    assert!(pangwa > 0.05 && (shares[1].1 - shares[0].1 - pangwa).abs() < 1e-9, "{shares:?}");
    for market in ["dy-oxide@china", "tb-oxide@china"] {
        let (with, without) = (&ratio(&with, market).p50, &ratio(&without, market).p50);
        println!("{market}: with {with:.3?} without {without:.3?}");
        for m in 2..=6 {
            assert!(without[m] > 1.0 && without[m] < with[m], "{market}, month {m}");
        }
    }
}

fn holder(case: &Case, site: &str, on: Date) -> Option<String> {
    case.structure.sites.iter().find(|s| s.id == site).unwrap().holder(on).map(str::to_string)
}

/// A later change of control, of a claim and of an act, none public before the given day.
fn with_later_rows(known_at: Date) -> World {
    let mut world = heavy().clone();
    let known = Some(known_at);
    let mut control = world.controls.iter().find(|c| c.id == *AFTER).unwrap().clone();
    (control.id, control.actor, control.from) = ("planted".into(), "uwsa".into(), day("2024-12-01"));
    control.prov.known_at = known;
    world.controls.push(control);
    let tenfold = |claim: &oreline_world::rows::FlowClaim| {
        let mut claim = claim.clone();
        claim.id = format!("{}-planted", claim.id).as_str().into();
        claim.est = claim.est.scaled(10.0).unwrap();
        claim.prov.known_at = known;
        claim
    };
    let planted: Vec<_> = world.flows.iter().map(tenfold).collect();
    world.flows.extend(planted);
    let mut act = world.acts.iter().find(|a| a.id == *"china-closes-pangwa-gate-2024").unwrap().clone();
    (act.id, act.start) = ("planted-act".into(), Some(day("2024-12-01")));
    act.prov.known_at = known;
    world.acts.push(act);
    world
}

#[test]
fn a_planted_row_shows_nowhere_before_the_day_it_became_public() {
    let public = date(2026, 3, 1);
    let planted = with_later_rows(public);
    let (as_of, before) = (Some(date(2025, 5, 31)), Some(date(2026, 2, 28)));
    let (honest, blind) = (case(heavy(), as_of, before, FEW), case(&planted, as_of, before, FEW));
    assert_eq!(honest, blind);
    assert_eq!(show(heavy(), &honest), show(&planted, &blind));
    let same = run(&honest, &plan(heavy(), "kachin-cutoff"), &request(4));
    assert_eq!(same, run(&blind, &plan(&planted, "kachin-cutoff"), &request(4)));

    let mut only_people = planted.clone();
    only_people.flows.retain(|c| !c.id.as_str().ends_with("-planted"));
    let seeing = case(&only_people, as_of, Some(public), FEW);
    assert_eq!(holder(&seeing, "pangwa", date(2025, 5, 31)).as_deref(), Some("uwsa"));
    assert!(seeing.structure.acts.contains_key("planted-act"));
    assert_eq!(holder(&honest, "pangwa", date(2025, 5, 31)).as_deref(), Some("kio-kia"));
}

#[test]
fn levies_and_prices_of_the_months_before_a_change_do_not_know_of_it() {
    // Told on the day, not after: the spell of the guard is open in October 2024 until its end is public.
    let known = case(heavy(), Some(date(2024, 9, 30)), Some(date(2024, 9, 30)), FEW);
    assert_eq!(holder(&known, "pangwa", date(2025, 5, 31)).as_deref(), Some("kachin-bgf"));
    let later = case(heavy(), Some(date(2024, 9, 30)), Some(date(2024, 10, 22)), FEW);
    assert_eq!(holder(&later, "pangwa", date(2024, 10, 18)).as_deref(), Some("kachin-bgf"));
    assert_eq!(holder(&later, "pangwa", date(2024, 10, 20)).as_deref(), Some("kio-kia"));
}
