//! What the material costs in a product: kilograms in one unit times the price, scenario beside baseline.
//!
//! Intensities are rows of the world. The road not taken: passing the price on through the makers' margins,
//! which are not on record.

use crate::answers::ProductCost;
use crate::case::{Case, ProductSpec};
use crate::outcome::{MonthOutcome, Outcome};
use crate::summary::band;

/// Costs in every region that has a price of the good, in the month of the largest median change.
pub(crate) fn products(case: &Case, outcomes: &[Outcome], months: &[String]) -> Vec<ProductCost> {
    let s = &case.structure;
    let at = |spec: &'_ ProductSpec| -> Vec<usize> {
        (0..s.markets.len()).filter(|m| s.markets[*m].good == spec.good).collect()
    };
    let specs = s.products.iter().flat_map(|spec| at(spec).into_iter().map(move |m| (spec, m)));
    specs.filter_map(|(spec, m)| cost(case, outcomes, months, spec, m)).collect()
}

fn cost(
    case: &Case,
    outcomes: &[Outcome],
    months: &[String],
    spec: &ProductSpec,
    market: usize,
) -> Option<ProductCost> {
    let kg = spec.kg.value;
    let over = |m: usize, of: fn(&MonthOutcome, usize) -> f64| {
        band(outcomes.iter().map(|o| kg * of(&o.months[m], market)))
    };
    let change = |o: &MonthOutcome, k: usize| o.price[k] - o.calm_price[k];
    let size = |m: &usize| over(*m, change).p50.abs();
    let m = (1..months.len()).max_by(|a, b| size(a).total_cmp(&size(b)).then(b.cmp(a)))?;
    Some(ProductCost {
        product: spec.product.clone(),
        good: spec.good.clone(),
        kg: spec.kg,
        region: case.structure.markets[market].region.clone(),
        month: months[m].clone(),
        unit: format!("USD per {}", unit_of(&spec.product)),
        baseline: over(m, |o, k| o.calm_price[k]),
        scenario: over(m, |o, k| o.price[k]),
        change: over(m, change),
        row: spec.row.clone(),
    })
}

/// One unit of a product in words.
pub(crate) fn unit_of(product: &str) -> String {
    match product {
        "ev-motor" => "EV motor".into(),
        "wind-mw" => "MW of wind power".into(),
        other => other.replace('-', " "),
    }
}
