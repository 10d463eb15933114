//! Figures of the record that a scenario quotes: they must be those of the rows they name.
//!
//! A person types them, so that the file can be read by itself; `check` compares. The road not taken: leaving
//! them out and printing rows only. A ratio needs two rows and a sentence that says what it is.

use crate::plan::{Beside, Plan};
use oreline_world::World;
use oreline_world::rows::Price;

/// A typed ratio may be rounded by this much.
const ROUNDING: f64 = 0.005;

/// What is wrong with the record that a scenario quotes.
pub(crate) fn faults(world: &World, plan: &Plan) -> Vec<String> {
    let of = |b: &Beside| fault(world, b).map(|text| format!("beside '{}': {text}", b.what));
    plan.beside.iter().filter_map(of).collect()
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
