//! What `check` says of figures that a scenario quotes, and what counts as the newest datum of a case.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case, priors, world};
use oreline_scenario::check::check;
use oreline_units::PartialDate;
use oreline_world::rows::{ActKind, FlowRole, Price};
use oreline_world::{Clock, World};

fn faults(world: &World) -> Vec<String> {
    let clock = Clock::resolve(&world.meta, None, None).unwrap();
    let found = check(world, clock, priors(), "hash").diagnostics;
    found.into_iter().filter(|d| d.code == "record-differs").map(|d| d.message).collect()
}

/// The tiny world with one more figure of the record in a scenario.
fn quoting(from: &Price, to: &Price, value: &str, ratio: f64) -> World {
    let mut world = world("tiny");
    let text = world.scenarios.get_mut("gate-shut").unwrap();
    text.push_str(&format!(
        "\n[[beside]]\nwhat = \"a price\"\nvalue = \"{value}\"\nfrom = \"{}\"\nrow = \"{}\"\nratio = {ratio}\n",
        from.id, to.id
    ));
    world
}

#[test]
fn a_quoted_ratio_must_be_that_of_its_rows() {
    let world = world("tiny");
    let dated = |p: &&Price| p.good == *"dy-oxide" && p.unit.as_str() == "CNY/kg";
    let prices: Vec<&Price> = world.prices.iter().filter(dated).collect();
    let (from, to) = (prices[0], prices[1]);
    let (a, b) = (from.est.value(), to.est.value());
    let said = format!("{a} to {b} CNY/kg");
    assert_eq!(faults(&quoting(from, to, &said, b / a)), Vec::<String>::new());
    assert!(faults(&quoting(from, to, &said, 1.1 * b / a))[0].contains("the rows"));
    assert!(faults(&quoting(from, to, "some price", b / a))[0].contains("does not name"));
    let other = world.prices.iter().find(|p| p.good == *"tb-oxide" && p.unit == from.unit).unwrap();
    assert!(faults(&quoting(from, other, &said, b / a))[0].contains("differ in good"));
}

#[test]
fn a_quoted_row_must_exist() {
    let mut world = world("tiny");
    let text = world.scenarios.get_mut("gate-shut").unwrap();
    *text = text.replace("row = \"gate-shut-2024\"", "row = \"gate-shut-2042\"");
    assert!(faults(&world)[0].contains("gate-shut-2042"));
}

#[test]
fn an_act_hits_no_good_that_the_act_of_the_world_does_not_name() {
    let mut world = world("tiny");
    let licence = world.acts.iter().find(|a| a.kind == ActKind::Licence && !a.target.is_empty()).unwrap();
    let good = licence.target[0].split_once(':').unwrap().0.to_string();
    let act = |good: &str| {
        format!(
            "\n[[act]]\nid = \"named\"\nkind = \"licence\"\nof = \"{}\"\nregion = \"plain\"\ngoods = [\"{good}\"]\n",
            licence.id
        )
    };
    let (named, stray) = (act(&good), act("ndpr-oxide"));
    let plain = world.scenarios["gate-shut"].clone();
    world.scenarios.insert("gate-shut".into(), format!("{plain}{named}"));
    assert_eq!(faults(&world), Vec::<String>::new());
    world.scenarios.insert("gate-shut".into(), format!("{plain}{stray}"));
    assert!(faults(&world)[0].contains("does not name 'ndpr-oxide'"));
}

#[test]
fn the_newest_datum_is_one_that_entered() {
    let plain = world("tiny");
    let newest = case(&plain, None, None, FEW).data_newest.unwrap();
    let edition = plain.meta.edition;
    assert!(newest < edition, "the test needs a day between {newest} and the edition");
    let planted = |role: FlowRole| {
        let mut world = world("tiny");
        let mut row =
            world.flows.iter().find(|f| f.role == FlowRole::Fit && f.series.is_none()).unwrap().clone();
        (row.id, row.role, row.prov.known_at) = ("planted".into(), role, Some(edition));
        row.period = world.flows.iter().find(|f| f.period.whole_year() == Some(2024)).unwrap().period.clone();
        world.flows.push(row);
        case(&world, None, None, FEW).data_newest.unwrap()
    };
    assert_eq!(planted(FlowRole::Context), newest);
    assert_eq!(planted(FlowRole::Fit), PartialDate::day(edition).last());
}
