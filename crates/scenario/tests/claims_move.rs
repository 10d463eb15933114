//! The role of a claim says what it does: one to be fitted moves the base, one to compare with moves nothing.
#![allow(clippy::unwrap_used)]

mod common;

use common::{heavy, try_case};
use jiff::civil::date;
use oreline_scenario::case::{Base, Case};
use oreline_world::World;
use oreline_world::rows::{FlowClaim, FlowRole};
use rayon::prelude::*;

const YEARS: [i16; 2] = [2023, 2024];
/// Relative change that counts as one.
const MOVED: f64 = 1e-9;

fn case(world: &World, year: i16) -> Result<Case, String> {
    let case = try_case(world, Some(date(year, 12, 31)), None, 0).map_err(|e| e.to_string())?;
    assert_eq!(case.base_year, year);
    Ok(case)
}

fn of_year(year: i16) -> impl Iterator<Item = &'static FlowClaim> {
    heavy().flows.iter().filter(move |c| c.period.whole_year() == Some(year))
}

/// Whether no later edition of the same series is to be fitted; on one day the lower row is the later.
fn is_latest(claim: &FlowClaim, year: i16) -> bool {
    let order = |c: &FlowClaim| (c.prov.known_at, c.at.line);
    let replaces =
        |c: &FlowClaim| c.role == claim.role && c.series == claim.series && order(c) > order(claim);
    claim.series.is_none() || !of_year(year).any(replaces)
}

fn scaled(id: &str) -> World {
    let mut world = heavy().clone();
    let claim = world.flows.iter_mut().find(|c| c.id == *id).unwrap();
    claim.est = claim.est.scaled(1.5).unwrap();
    world
}

fn numbers(base: &Base) -> impl Iterator<Item = f64> {
    let coefficients = base.coefficient.iter().flatten();
    base.activity.iter().chain(coefficients).chain(&base.flow).chain(&base.use_).chain(&base.price).copied()
}

/// The largest relative change of any number of the base; infinite if the claim makes another network.
fn change(before: &Base, after: &Base) -> f64 {
    if numbers(before).count() != numbers(after).count() {
        return f64::INFINITY;
    }
    let relative = |(a, b): (f64, f64)| (a - b).abs() / a.abs().max(1e-9);
    numbers(before).zip(numbers(after)).map(relative).fold(0.0, f64::max)
}

/// What scaling each of these claims does to the base of a year.
fn changes(year: i16, claims: &[&FlowClaim]) -> Vec<(String, Result<f64, String>)> {
    let before = case(heavy(), year).unwrap();
    let one = |claim: &&FlowClaim| {
        let after = case(&scaled(&claim.id), year);
        (claim.id.to_string(), after.map(|after| change(&before.central, &after.central)))
    };
    claims.par_iter().map(one).collect()
}

#[test]
fn every_claim_to_be_fitted_moves_the_base_when_it_is_half_as_much_again() {
    let (mut still, mut refused) = (Vec::new(), Vec::new());
    for year in YEARS {
        let fitted: Vec<&FlowClaim> =
            of_year(year).filter(|c| c.role == FlowRole::Fit && is_latest(c, year)).collect();
        assert!(fitted.len() > 200, "{year}: only {} claims", fitted.len());
        let mut moved = Vec::new();
        for (id, change) in changes(year, &fitted) {
            match change {
                Ok(change) if change > MOVED => moved.push((change, id)),
                Ok(_) => still.push(id),
                Err(why) => refused.push((id, why)),
            }
        }
        moved.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("{year}: {} claims, {} move the base, least {:?}", fitted.len(), moved.len(), moved.first());
    }
    assert!(still.is_empty(), "claims of role fit that move nothing: {still:?}");
    assert!(refused.is_empty(), "claims that cannot be half as much again: {refused:?}");
}

#[test]
fn claims_to_compare_with_move_nothing() {
    for year in YEARS {
        let others: Vec<&FlowClaim> = of_year(year).filter(|c| c.role != FlowRole::Fit).collect();
        let sample: Vec<&FlowClaim> = others.iter().step_by(others.len().div_ceil(12)).copied().collect();
        assert!((10..=12).contains(&sample.len()), "{year}: {}", sample.len());
        for (id, change) in changes(year, &sample) {
            assert_eq!(change, Ok(0.0), "{year}: {id}");
        }
    }
}
