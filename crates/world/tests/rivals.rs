//! Contradictions come from the rows: planting one adds it, deleting one removes it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use oreline_units::Estimate;
use oreline_world::rivals::{Contradiction, rivals};
use oreline_world::rows::{
    Act, ActKind, Basis, Family, FlowClaim, FlowKind, FlowRole, Grade, KnownAtBasis, Modality, Price,
    PriceRole, Provenance, RowRef, Vat,
};
use oreline_world::{Focus, Meta, World};

fn world() -> World {
    World::empty(Meta {
        id: "small".into(),
        title: "Small".into(),
        edition: date(2025, 12, 31),
        default_as_of: date(2025, 6, 30),
        currency: "USD".into(),
        licence: "CC-BY-4.0".into(),
        focus: Focus { holder: "ridge".into(), elements: vec![], name: "share".into() },
        vat: BTreeMap::new(),
    })
}

fn prov(source: &str, origin: Option<&str>, known_at: Date) -> Provenance {
    Provenance {
        source: source.into(),
        known_at: Some(known_at),
        known_at_basis: KnownAtBasis::Printed,
        grade: Grade::B,
        basis: Basis::Read,
        origin: origin.map(str::to_owned),
        informed_by: vec![],
        note: "what was said".into(),
    }
}

/// A claim of 100 ± 10 about `feed` in 2024, of its own origin.
fn claim(id: &str, line: u64) -> FlowClaim {
    FlowClaim {
        at: RowRef { file: "flows.csv", line },
        id: id.into(),
        period: "2024".parse().unwrap(),
        kind: FlowKind::Trade,
        expr: Some("f:clay:ridge>plain".parse().unwrap()),
        per: None,
        est: Estimate::new(100.0, 90.0, 110.0).unwrap(),
        unit: "t-reo/yr".parse().unwrap(),
        scope: "REO".into(),
        family: Family::RareEarths,
        origin_region: Some("ridge".into()),
        destination: Some("plain".into()),
        role: FlowRole::Fit,
        cluster: None,
        series: None,
        about: Some("feed".into()),
        prov: prov(id, None, date(2025, 1, 1)),
    }
}

fn far(id: &str, line: u64) -> FlowClaim {
    FlowClaim { est: Estimate::new(140.0, 130.0, 150.0).unwrap(), ..claim(id, line) }
}

fn with(flows: Vec<FlowClaim>) -> Vec<Contradiction> {
    rivals(&World { flows, ..world() })
}

fn ids(contradiction: &Contradiction) -> Vec<&str> {
    contradiction.rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn a_planted_rival_is_listed_and_a_deleted_one_is_not() {
    let two = with(vec![claim("gazette", 2), far("customs", 3)]);
    assert_eq!(two.len(), 1);
    assert_eq!((two[0].quantity.as_str(), ids(&two[0])), ("feed", vec!["gazette", "customs"]));
    // σ = 20/2.5631 each: 40 / (7.803 √2).
    assert!((two[0].sigma.unwrap() - 40.0 / (20.0 / 2.5631 * 2f64.sqrt())).abs() < 1e-9);

    let three = with(vec![claim("gazette", 2), far("customs", 3), claim("herald", 4)]);
    assert_eq!(ids(&three[0]), ["gazette", "customs", "herald"]);

    assert_eq!(with(vec![claim("gazette", 2)]), []);
    assert_eq!(with(vec![claim("gazette", 2), claim("herald", 4)]), []);
}

#[test]
fn copies_of_one_origin_count_once_and_the_latest_known_stands() {
    let copy = |id: &str, line, day| FlowClaim { prov: prov(id, Some("gazette"), day), ..claim(id, line) };
    let alone = [
        copy("a", 2, date(2025, 1, 1)),
        FlowClaim { prov: prov("b", Some("gazette"), date(2025, 3, 1)), ..far("b", 3) },
    ];
    assert_eq!(with(alone.to_vec()), []);

    let mut rows = alone.to_vec();
    rows.push(claim("customs", 4));
    let found = with(rows.clone());
    assert_eq!(ids(&found[0]), ["b", "customs"]);

    rows.swap(0, 1);
    assert_eq!(ids(&with(rows)[0]), ["b", "customs"], "whatever their order");
}

#[test]
fn of_editions_of_a_series_the_latest_known_counts() {
    let edition = |id: &str, line, scope: &str, day| FlowClaim {
        series: Some("gazette/2024".into()),
        scope: scope.into(),
        prov: prov(id, Some("gazette"), day),
        ..far(id, line)
    };
    let mut rows = vec![edition("first", 2, "first", date(2025, 1, 1)), claim("customs", 3)];
    assert_eq!(ids(&with(rows.clone())[0]), ["first", "customs"]);
    rows.push(edition("second", 4, "second", date(2025, 6, 1)));
    assert_eq!(ids(&with(rows.clone())[0]), ["customs", "second"]);

    let before = World { flows: rows, ..world() }.known(date(2025, 2, 1));
    assert_eq!(ids(&rivals(&before)[0]), ["first", "customs"], "as known before the second edition");
}

#[test]
fn equal_figures_of_another_scope_period_or_unit_are_listed() {
    let base = || claim("gazette", 2);
    let scope = FlowClaim { scope: "gross weight".into(), ..claim("customs", 3) };
    let period = FlowClaim { period: "2024-01/2024-09".parse().unwrap(), ..claim("customs", 3) };
    let unit = FlowClaim { unit: "t-gross/yr".parse().unwrap(), ..claim("customs", 3) };
    for (other, sigma) in [(scope, Some(0.0)), (period, Some(0.0)), (unit, None)] {
        let found = with(vec![base(), other]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].sigma, sigma);
    }
    let silent = FlowClaim { scope: String::new(), ..claim("customs", 3) };
    assert_eq!(with(vec![base(), silent]), [], "a scope that is not stated differs from none");
}

#[test]
fn rows_that_name_nothing_meet_by_what_they_state() {
    let unnamed = |row: FlowClaim| FlowClaim { about: None, ..row };
    assert_eq!(with(vec![unnamed(claim("a", 2)), unnamed(far("b", 3))]).len(), 1);

    let joined = with(vec![claim("a", 2), unnamed(far("b", 3))]);
    assert_eq!((joined[0].quantity.as_str(), ids(&joined[0])), ("feed", vec!["a", "b"]));

    let other_year = FlowClaim { period: "2023".parse().unwrap(), ..unnamed(far("b", 3)) };
    let other_expr = FlowClaim { expr: Some("a:mine".parse().unwrap()), ..unnamed(far("b", 3)) };
    assert_eq!(with(vec![claim("a", 2), other_year, other_expr]), []);
}

fn act(id: &str, modality: Modality) -> Act {
    Act {
        at: RowRef { file: "acts.csv", line: 2 + id.len() as u64 },
        id: id.into(),
        kind: ActKind::Ultimatum,
        actor: Some("plain".into()),
        target: vec!["ridge".into()],
        start: Some("2025-05".parse().unwrap()),
        end: None,
        est: None,
        unit: None,
        modality,
        about: Some("ultimatum".into()),
        prov: prov(id, None, date(2025, 7, 8)),
    }
}

#[test]
fn a_denial_contradicts_a_report_and_two_reports_do_not() {
    let acts = |acts| rivals(&World { acts, ..world() });
    let denied = acts(vec![act("herald", Modality::Reported), act("council", Modality::Denied)]);
    assert_eq!(denied[0].quantity, "ultimatum");
    assert_eq!(denied[0].sigma, None);
    let modalities: Vec<_> = denied[0].rows.iter().map(|row| row.modality).collect();
    assert_eq!(modalities, [Modality::Reported, Modality::Denied]);
    assert_eq!(acts(vec![act("herald", Modality::Reported), act("post", Modality::Asserted)]), []);
    assert_eq!(acts(vec![act("herald", Modality::Denied), act("post", Modality::Denied)]), []);
}

fn price(id: &str, market: &str, value: f64) -> Price {
    Price {
        at: RowRef { file: "prices.csv", line: value as u64 },
        id: id.into(),
        good: "dy-oxide".into(),
        region: "plain".into(),
        market: market.into(),
        period: "2025".parse().unwrap(),
        est: Estimate::new(value, value * 0.9, value * 1.1).unwrap(),
        unit: "USD/kg".parse().unwrap(),
        vat: Vat::Excluded,
        role: PriceRole::Check,
        about: None,
        prov: prov(id, None, date(2025, 12, 31)),
    }
}

#[test]
fn prices_of_two_markets_are_rivals_with_their_markets_printed() {
    let prices = vec![price("survey", "annual mean", 224.0), price("desk", "asks", 850.0)];
    let found = rivals(&World { prices, ..world() });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rows[1].scope, "asks, VAT excluded");
    assert!(found[0].sigma.unwrap() > 2.0);
}

#[test]
fn the_widest_apart_come_first_and_those_without_figures_last() {
    let named = |about: &str, row: FlowClaim| FlowClaim { about: Some(about.into()), ..row };
    let scope = FlowClaim { scope: "gross".into(), ..claim("d", 5) };
    let flows = vec![
        named("near", claim("c", 4)),
        named("near", scope),
        named("wide", claim("a", 2)),
        named("wide", far("b", 3)),
    ];
    let acts = vec![act("x", Modality::Reported), act("yy", Modality::Denied)];
    let found = rivals(&World { flows, acts, ..world() });
    let quantities: Vec<_> = found.iter().map(|c| c.quantity.as_str()).collect();
    assert_eq!(quantities, ["wide", "near", "ultimatum"]);
}

#[test]
fn figures_without_width_stay_finite() {
    let sure = |id: &str, line, value| FlowClaim { est: Estimate::exact(value).unwrap(), ..claim(id, line) };
    let found = with(vec![sure("a", 2, 100.0), sure("b", 3, 101.0)]);
    assert!(found[0].sigma.unwrap().is_finite());
    assert_eq!(with(vec![sure("a", 2, 0.0), sure("b", 3, 0.0)]), []);
}
