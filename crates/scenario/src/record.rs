//! What a scenario takes from the record: figures and acts must be those of the rows they name.
//!
//! A person types them, so that the file can be read by itself; `check` compares. The road not taken: leaving
//! them out and printing rows only. A ratio needs two rows and a sentence that says what it is.

use crate::plan::{ActPlan, Beside, Plan, Start};
use oreline_world::World;
use oreline_world::rows::Price;

/// A typed ratio may be rounded by this much.
const ROUNDING: f64 = 0.005;

/// Where a scenario says otherwise than the rows that it names.
pub(crate) fn faults(world: &World, plan: &Plan) -> Vec<String> {
    let quoted = |b: &Beside| fault(world, b).map(|text| format!("beside '{}': {text}", b.what));
    let acts =
        plan.acts.iter().filter_map(|a| beyond(world, a).map(|text| format!("act '{}': {text}", a.id)));
    let built =
        plan.acts.iter().filter_map(|a| unbuilt(world, a).map(|text| format!("act '{}': {text}", a.id)));
    plan.beside.iter().filter_map(quoted).chain(acts).chain(built).collect()
}

/// A good that a scenario's act hits and the world's act of that name does not.
fn beyond(world: &World, act: &ActPlan) -> Option<String> {
    let known = world.acts.iter().find(|a| Some(a.id.as_str()) == act.of.as_deref())?;
    let named: Vec<&str> = known.target.iter().filter_map(|t| Some(t.split_once(':')?.0)).collect();
    let stray = act.goods.iter().find(|good| !named.is_empty() && !named.contains(&good.as_str()))?;
    Some(format!("'{}' does not name '{stray}'; leave it out, or leave out `of` and say why", known.id))
}

/// Where a scenario's project says more, or earlier, than the world's project of that name.
fn unbuilt(world: &World, act: &ActPlan) -> Option<String> {
    let id = act.row.as_deref()?;
    let Some(row) = world.projects.iter().find(|p| p.id == *id) else {
        return Some(format!("no project has the id '{id}'"));
    };
    let (amount, most) = (act.amount?.value(), row.est.high());
    if amount > most {
        return Some(format!("adds {amount} t a year, the row '{id}' at most {most}"));
    }
    let Ok(Some(Start::On(day))) = act.start() else { return None };
    let start = row.start?;
    (start.first() > day).then(|| format!("starts on {day}, the row '{id}' not before {start}"))
}

fn fault(world: &World, b: &Beside) -> Option<String> {
    let unknown = b.row.iter().chain(&b.from).find(|id| !exists(world, id));
    if let Some(id) = unknown {
        return Some(format!("no price, claim, act or control has the id '{id}'"));
    }
    let ratio = b.ratio?;
    let (Some(from), Some(to)) = (price(world, b.from.as_deref()), price(world, b.row.as_deref())) else {
        return Some("a ratio needs two prices: name them with `from` and `row`".into());
    };
    if (&from.good, from.unit, from.vat) != (&to.good, to.unit, to.vat) {
        return Some(format!("'{}' and '{}' differ in good, unit or VAT", from.id, to.id));
    }
    let rows = to.est.value() / from.est.value();
    if (ratio / rows - 1.0).abs() > ROUNDING {
        return Some(format!("says ×{ratio}, the rows '{}' and '{}' give ×{rows:.4}", from.id, to.id));
    }
    let text = b.value.replace([',', ' '], "");
    let missing = [from, to].into_iter().find(|p| !text.contains(&p.est.value().to_string()));
    missing.map(|p| format!("'{}' does not name {} of row '{}'", b.value, p.est.value(), p.id))
}

fn exists(world: &World, id: &str) -> bool {
    price(world, Some(id)).is_some()
        || world.flows.iter().any(|r| r.id == *id)
        || world.acts.iter().any(|r| r.id == *id)
        || world.controls.iter().any(|r| r.id == *id)
}

fn price<'a>(world: &'a World, id: Option<&str>) -> Option<&'a Price> {
    world.prices.iter().find(|p| Some(p.id.as_str()) == id)
}
