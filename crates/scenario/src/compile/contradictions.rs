//! What does not agree: rivals between rows, tensions between a row and the balance of all others.

use super::Ground;
use crate::answers::{ContradictionAnswer, ContradictionRow};
use crate::reconcile::{Fit, System};
use oreline_world::World;
use oreline_world::rivals::{RivalRow, rivals};

/// A claim moved by more than this is a tension.
const TENSION: f64 = 2.0;
/// An interval wider than this share of its value is written out.
const WIDE: f64 = 0.3;

pub(super) fn all(
    world: &World,
    ground: &Ground<'_>,
    system: &System,
    fit: &Fit,
) -> Vec<ContradictionAnswer> {
    let mut out = from_rows(world);
    out.extend(tensions(ground, system, fit));
    out
}

/// Rivals among the rows of a world.
pub(crate) fn from_rows(world: &World) -> Vec<ContradictionAnswer> {
    rivals(world)
        .into_iter()
        .map(|c| ContradictionAnswer {
            kind: "rivals".into(),
            quantity: c.quantity,
            rows: c.rows.iter().map(row).collect(),
            sigma: c.sigma,
        })
        .collect()
}

fn row(r: &RivalRow) -> ContradictionRow {
    let said = match r.modality {
        oreline_world::rows::Modality::Asserted => String::new(),
        other => format!("{other}: "),
    };
    ContradictionRow {
        id: r.id.clone(),
        value: r.value,
        unit: r.unit.clone().unwrap_or_default(),
        scope: format!("{said}{}{} ({})", r.scope, range(r), r.period),
        source: r.source.clone(),
        at: format!("{}:{}", r.file, r.line),
    }
}

/// The interval, where it is wide enough to be a statement of its own.
fn range(r: &RivalRow) -> String {
    match (r.value, r.low, r.high) {
        (Some(v), Some(low), Some(high)) if high - low > WIDE * v.abs() => format!(", {low} to {high}"),
        _ => String::new(),
    }
}

/// What a claim is about, in words.
fn said(row: &oreline_world::rows::FlowClaim) -> String {
    let words = |e: &Option<oreline_world::expr::Expr>| e.as_ref().map(|e| e.in_words());
    let of = words(&row.expr).unwrap_or_else(|| row.kind.to_string());
    words(&row.per).map_or(of.clone(), |per| format!("{of}, per {per}"))
}

fn tensions(ground: &Ground<'_>, system: &System, fit: &Fit) -> Vec<ContradictionAnswer> {
    let mut out: Vec<ContradictionAnswer> = Vec::new();
    for (k, (claim, fitted)) in system.problem().claims.iter().zip(&fit.claims).enumerate() {
        if !system.is_fitted(k) || fitted.adjustment.abs() <= TENSION {
            continue;
        }
        let Some(row) = ground.world.flows.iter().find(|r| r.id == claim.id.as_str()) else { continue };
        let at = format!("{}:{}", row.at.file, row.at.line);
        let unit = row.unit.as_str().to_string();
        let side = |value: f64, scope: &str, source: String| ContradictionRow {
            id: claim.id.clone(),
            value: Some(value),
            unit: unit.clone(),
            scope: scope.to_string(),
            source,
            at: at.clone(),
        };
        out.push(ContradictionAnswer {
            kind: "tension".into(),
            quantity: format!("{}, {}", said(row), ground.year),
            rows: vec![
                side(claim.value, "as claimed", row.prov.source.to_string()),
                side(fitted.value, "as the balance of all rows has it", "reconciliation".into()),
            ],
            sigma: Some(fitted.adjustment.abs()),
        });
    }
    out.sort_by(|a, b| b.sigma.unwrap_or(0.0).total_cmp(&a.sigma.unwrap_or(0.0)));
    out
}
