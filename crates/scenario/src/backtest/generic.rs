//! A leg with the typical inputs of its class in place of its own, and rows that know too much.
//!
//! What a leg's compiler knew of its cover or tightness is judgement, made by somebody who knew the outcome. With
//! the class's median instead, the score says what is left without it. Shares of supply and demand and the dates
//! stay: they are the episode.

use super::training::Typical;
use crate::answers::Interval;
use crate::plan::{ActKind, Plan, Range};
use jiff::civil::Date;
use oreline_units::Estimate;
use oreline_world::rows::{Dated, ParameterKind, Provenance, RowRef};
use oreline_world::{Diagnostic, Severity, World};

/// Thousandths of world supply in a share of it.
const PERMILLE: f64 = 1000.0;

/// World and scenario of a leg with typical inputs.
pub fn generic(world: &World, plan: &Plan, typical: &Typical) -> (World, Plan) {
    let (mut world, mut plan) = (world.clone(), plan.clone());
    let of = |name: &str, times: f64| {
        typical.get(name).and_then(|i| Estimate::new(i.value, i.low, i.high).ok()?.scaled(times).ok())
    };
    for row in &mut world.parameters {
        let found = match row.kind {
            ParameterKind::Volatility => of("sig", 1.0),
            ParameterKind::Tightness => of("u0", 1.0),
            ParameterKind::TrendBefore => of("trend", 1.0),
            ParameterKind::SpareCapacity => of("spare", PERMILLE),
            ParameterKind::Cover => of("cov", 1.0),
            _ => None,
        };
        row.est = found.unwrap_or(row.est);
    }
    for row in &mut world.stocks {
        row.est = of("cov", 1.0).unwrap_or(row.est);
    }
    for act in &mut plan.acts {
        if let (Some(length), Some(_)) = (typical.get("dur"), act.months) {
            act.months = Some(range(*length));
            act.believed = act.believed.map(|_| Range::Point(length.value));
        }
        if let (Some(share), ActKind::Closure) = (typical.get("pent"), act.kind) {
            act.pent_up = Some(range(*share));
        }
    }
    (world, plan)
}

fn range(of: Interval) -> Range {
    if of.low == of.high {
        return Range::Point(of.value);
    }
    Range::Interval { value: of.value, low: of.low, high: of.high }
}

/// Rows that became public after the origin: none may stand in the folder of a leg.
pub fn later_rows(world: &World, origin: Date) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |at: RowRef, prov: &Provenance| {
        if let Some(day) = prov.known_at.filter(|day| *day > origin) {
            let message = format!("it became public on {day}, after the origin of the forecast, {origin}");
            let hint = "take the row out: a forecast may not know it; or move the origin in episode.toml";
            let fault = Diagnostic::new(Severity::Error, "known-later", at.file, message, hint);
            found.push(fault.on_row(at.line).in_column("known_at"));
        }
    };
    macro_rules! every {
        ($($table:ident)+) => { $(world.$table.iter().for_each(|row| look(row.at, row.prov()));)+ };
    }
    every!(actors contents baskets processes recipes alternatives sites routes demands stocks);
    every!(prices rates flows costs controls ties acts projects parameters);
    found
}
