//! Small networks built by hand.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used)]

pub(crate) mod books;
pub(crate) mod draw;

use oreline_market::*;

pub(crate) fn row(id: &str, price: f64, quantity_scale: f64) -> Row {
    let price_scale = if price > 0.0 { price } else { 10.0 };
    Row { id: id.into(), kind: RowKind::Market, price, anchor: price, price_scale, quantity_scale }
}

pub(crate) fn activity(id: &str, column: &[(usize, f64)], base: f64, cap: f64, curve: Curve) -> Activity {
    Activity { id: id.into(), column: column.to_vec(), base, cap, curve, voyage: None, tax: None }
}

pub(crate) fn mine(elasticity: f64, scale: f64) -> Curve {
    Curve::Supply { elasticity, long_elasticity: elasticity, scale, adapts_to: None }
}

pub(crate) fn demand(elasticity: f64, choke: f64) -> Curve {
    Curve::Demand { elasticity, long_elasticity: 4.5 * elasticity, choke }
}

pub(crate) fn linear(knots: &[(f64, f64)]) -> Curve {
    let (m, x) = knots.iter().copied().unzip();
    Curve::Fixed { table: Table::new(m, x).unwrap() }
}

pub(crate) fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance, "{what}: {got:.10} is not {want:.10}");
}
