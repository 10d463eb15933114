//! Which year the flows are balanced for: the newest that can be fitted from what was known.

use super::CompileError;
use oreline_world::rows::{Basis, FlowRole};
use oreline_world::{Clock, World};
use std::collections::BTreeMap;

/// The newest fittable year that is over at known-at and not later than as-of.
pub(super) fn base_year(world: &World, clock: Clock) -> Result<i16, CompileError> {
    let mut sourced: BTreeMap<i16, usize> = BTreeMap::new();
    for claim in world.flows.iter().filter(|c| c.role == FlowRole::Fit && c.expr.is_some()) {
        if let Some(year) = claim.period.whole_year() {
            *sourced.entry(year).or_default() += usize::from(claim.prov.basis != Basis::Assumed);
        }
    }
    let over = |year: i16| clock.known_at.year() > year && year <= clock.as_of.year();
    let least = least(world);
    let found = sourced.iter().rev().find(|(year, count)| over(**year) && **count >= least);
    found.map(|(year, _)| *year).ok_or_else(|| CompileError::NoBaseYear {
        as_of: clock.as_of,
        known_at: clock.known_at,
        missing: missing(&sourced, least),
    })
}

/// Sourced claims that a year must have: one per good on average, enough to pin the totals of every stage, so
/// that judgement splits and does not invent.
fn least(world: &World) -> usize {
    world.goods.len()
}

fn missing(sourced: &BTreeMap<i16, usize>, least: usize) -> String {
    if sourced.is_empty() {
        return "no claim with role fit about a whole year is known".into();
    }
    let list: Vec<String> = sourced.iter().map(|(y, n)| format!("{n} for {y}")).collect();
    format!("sourced claims known: {}; {least} for a finished year are needed", list.join(", "))
}
