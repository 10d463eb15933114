//! The two clocks: what was not public yet does not show, and days that cannot be are refused.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use oreline_world::rows::{
    Act, ActKind, Basis, Control, Grade, KnownAtBasis, Modality, Provenance, Recipe, RecipeRole, RowRef,
};
use oreline_world::{Clock, ClockError, Focus, Meta, World};

fn meta() -> Meta {
    Meta {
        id: "small".into(),
        title: "Small".into(),
        edition: date(2026, 6, 30),
        default_as_of: date(2025, 5, 31),
        currency: "USD".into(),
        licence: "CC-BY-4.0".into(),
        focus: Focus { holder: "ridge".into(), elements: vec!["dy".into()], name: "share".into() },
        vat: BTreeMap::new(),
    }
}

fn world() -> World {
    World::empty(meta())
}

fn prov(known_at: Option<Date>) -> Provenance {
    Provenance {
        source: "herald".into(),
        known_at,
        known_at_basis: if known_at.is_some() { KnownAtBasis::Printed } else { KnownAtBasis::Timeless },
        grade: Grade::B,
        basis: Basis::Read,
        origin: None,
        informed_by: vec![],
        note: String::new(),
    }
}

fn spell(actor: &str, from: &str, to: Option<(&str, &str)>, known_at: Date) -> Control {
    Control {
        at: RowRef { file: "controls.csv", line: 2 },
        id: format!("terrace-{actor}-{from}").into(),
        site: "terrace".into(),
        actor: actor.into(),
        from: from.parse().unwrap(),
        to: to.map(|(to, _)| to.parse().unwrap()),
        to_known_at: to.map(|(_, known)| known.parse().unwrap()),
        prov: prov(Some(known_at)),
    }
}

/// The guard until 19 October, told on the 22nd; the council from the 19th, told on the same day.
fn handover() -> World {
    let guard = spell("guard", "2009-11", Some(("2024-10-19", "2024-10-22")), date(2009, 12, 31));
    let council = spell("council", "2024-10-19", None, date(2024, 10, 22));
    World { controls: vec![guard, council], ..world() }
}

fn holder(world: &World, on: Date) -> Option<String> {
    world.controller("terrace", on).map(|spell| spell.actor.to_string())
}

fn act(id: &str, end: Option<&str>, known_at: Date) -> Act {
    Act {
        at: RowRef { file: "acts.csv", line: 2 },
        id: id.into(),
        kind: ActKind::Closure,
        actor: None,
        target: vec![],
        start: Some("2024-09".parse().unwrap()),
        end: end.map(|end| end.parse().unwrap()),
        est: None,
        unit: None,
        modality: Modality::Asserted,
        about: None,
        prov: prov(Some(known_at)),
    }
}

fn recipe(id: &str, value: f64, known_at: Option<Date>, line: u64) -> Recipe {
    Recipe {
        at: RowRef { file: "recipes.csv", line },
        id: id.into(),
        process: "separate".into(),
        good: "dy-oxide".into(),
        role: RecipeRole::Out,
        est: oreline_units::Estimate::exact(value).unwrap(),
        unit: "t/t".parse().unwrap(),
        group: "separate".into(),
        prov: prov(known_at),
    }
}

#[test]
fn without_days_the_world_speaks_for_itself() {
    let clock = Clock::resolve(&meta(), None, None).unwrap();
    assert_eq!((clock.as_of, clock.known_at), (date(2025, 5, 31), date(2026, 6, 30)));
}

#[test]
fn known_at_alone_draws_as_of_back_but_never_forward() {
    let early = Clock::resolve(&meta(), None, Some(date(2024, 10, 1))).unwrap();
    assert_eq!((early.as_of, early.known_at), (date(2024, 10, 1), date(2024, 10, 1)));
    let late = Clock::resolve(&meta(), None, Some(date(2025, 12, 1))).unwrap();
    assert_eq!((late.as_of, late.known_at), (date(2025, 5, 31), date(2025, 12, 1)));
}

#[test]
fn known_at_beyond_the_edition_is_the_edition() {
    let clock = Clock::resolve(&meta(), Some(date(2026, 6, 30)), Some(date(2030, 1, 1))).unwrap();
    assert_eq!(clock.known_at, date(2026, 6, 30));
}

#[test]
fn a_day_that_nobody_can_know_yet_is_refused() {
    let asked = Clock::resolve(&meta(), Some(date(2025, 1, 2)), Some(date(2025, 1, 1)));
    let (as_of, known_at) = (date(2025, 1, 2), date(2025, 1, 1));
    assert_eq!(asked, Err(ClockError::AsOfAfterKnownAt { as_of, known_at }));
    let (as_of, edition) = (date(2026, 7, 1), date(2026, 6, 30));
    for known_at in [None, Some(date(2030, 1, 1))] {
        let asked = Clock::resolve(&meta(), Some(as_of), known_at);
        assert_eq!(asked, Err(ClockError::AsOfAfterEdition { as_of, edition }));
    }
}

#[test]
fn a_row_shows_from_its_day_and_a_timeless_one_always() {
    let day = date(2025, 3, 1);
    assert!(!prov(Some(day)).visible(date(2025, 2, 28)));
    assert!(prov(Some(day)).visible(day));
    assert!(prov(None).visible(date(1900, 1, 1)));
}

#[test]
fn the_end_of_control_is_hidden_until_it_was_told() {
    let all = handover();
    let before = all.known(date(2024, 10, 21));
    assert_eq!(before.controls.len(), 1);
    assert_eq!((before.controls[0].to, before.controls[0].to_known_at), (None, None));
    assert_eq!(holder(&before, date(2024, 10, 20)), Some("guard".into()));
    let after = all.known(date(2024, 10, 22));
    assert_eq!(after.controls[0].to, all.controls[0].to);
    assert_eq!(holder(&after, date(2024, 10, 20)), Some("council".into()));
}

#[test]
fn on_the_day_of_the_handover_the_later_spell_counts() {
    assert_eq!(holder(&handover(), date(2024, 10, 18)), Some("guard".into()));
    assert_eq!(holder(&handover(), date(2024, 10, 19)), Some("council".into()));
    assert_eq!(holder(&handover(), date(2009, 10, 31)), None);
}

#[test]
fn a_later_spell_wins_over_one_whose_end_is_not_told_yet() {
    let mut all = handover();
    all.controls[0].to_known_at = Some("2024-11-30".parse().unwrap());
    let told = all.known(date(2024, 10, 25));
    assert_eq!(told.controls[0].to, None);
    assert_eq!(holder(&told, date(2024, 10, 25)), Some("council".into()));
}

#[test]
fn an_act_ends_when_it_has_ended_unless_its_end_was_announced() {
    let seen = act("seen", Some("2024-12-10"), date(2024, 9, 20));
    let announced = act("announced", Some("2026-11-10"), date(2024, 9, 20));
    let later = act("later", None, date(2025, 1, 1));
    let all = World { acts: vec![seen, announced, later], ..world() };
    let ends = |day| -> Vec<_> {
        let known = all.known(day);
        known.acts.iter().map(|act| (act.id.to_string(), act.end.map(|end| end.to_string()))).collect()
    };
    let announced = ("announced".to_owned(), Some("2026-11-10".to_owned()));
    assert_eq!(ends(date(2024, 12, 9)), [("seen".to_owned(), None), announced.clone()]);
    assert_eq!(ends(date(2024, 12, 10)), [("seen".to_owned(), Some("2024-12-10".to_owned())), announced]);
    assert_eq!(ends(date(2025, 1, 1)).len(), 3);
}

#[test]
fn the_latest_known_edition_of_a_recipe_counts() {
    let guess = recipe("guess", 0.02, None, 3);
    let survey = recipe("survey", 0.018, Some(date(2024, 5, 20)), 2);
    let all = World { recipes: vec![survey, guess], ..world() };
    let ids =
        |world: &World| -> Vec<_> { world.latest_recipes().iter().map(|row| row.id.to_string()).collect() };
    assert_eq!(ids(&all), ["survey"]);
    assert_eq!(ids(&all.known(date(2024, 5, 19))), ["guess"]);
}
