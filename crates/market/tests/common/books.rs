//! The books of a month, kept by the tests and not by the engine: what every row held, made and used.

use oreline_market::*;

/// Balance must hold to this share of a row's throughput.
const BALANCE: f64 = 1e-9;
/// A market that has all but died is measured against this share of its base throughput.
const DEAD: f64 = 1e-2;
/// Every result's certificate.
pub(crate) const CERTIFICATE: f64 = 1e-10;
/// An idle quota is given this multiple of its base.
const IDLE: f64 = 1e3;

/// What each row holds before the month begins: stock carried in, landings, allowances, capacities.
pub(crate) fn holdings(network: &Network, state: &State, shock: &Shock) -> Vec<f64> {
    let mut e: Vec<f64> = network.rows.iter().map(own_holding).collect();
    for (s, store) in network.stores.iter().enumerate() {
        e[store.market] += state.stock[s];
    }
    for (queue, activity) in state.afloat.iter().zip(&network.activities) {
        if let Some(voyage) = activity.voyage {
            e[voyage.market] += queue[0];
            e[voyage.position] += queue.iter().skip(1).sum::<f64>();
        }
    }
    shock.allowance.iter().for_each(|(i, level)| e[*i] = *level);
    shock.capacity.iter().for_each(|(i, factor)| e[*i] *= factor);
    shock.release.iter().for_each(|(i, tonnes)| e[*i] += tonnes);
    e
}

fn own_holding(row: &Row) -> f64 {
    match row.kind {
        RowKind::Quota { base } => IDLE * base.max(row.quantity_scale),
        RowKind::Capacity { limit } => limit,
        _ => 0.0,
    }
}

/// The month as a problem for any solver.
pub(crate) fn problem(network: &Network, state: &State, shock: &Shock, month: &MonthResult) -> Problem {
    Problem {
        columns: Columns::new(network.activities.iter().map(|a| a.column.as_slice())),
        tables: month.tables.clone(),
        cap: month.cap.clone(),
        endowment: holdings(network, state, shock),
        price_scale: network.rows.iter().map(|r| r.price_scale).collect(),
        quantity_scale: network.rows.iter().map(|r| r.quantity_scale).collect(),
    }
}

/// One month that must be certified and must balance.
pub(crate) fn advance(network: &Network, state: &State, shock: &Shock) -> (MonthResult, State) {
    let (month, next) = step(network, state, shock).unwrap();
    assert!(month.residual <= CERTIFICATE, "residual {:.1e} after {:?}", month.residual, month.ending);
    audit(network, state, shock, &month, &next);
    (month, next)
}

/// Months from the base, one per shock, each certified and balanced.
pub(crate) fn walk(network: &Network, shocks: &[Shock]) -> Vec<MonthResult> {
    let mut state = State::at_base(network);
    let mut months = Vec::new();
    for shock in shocks {
        let (month, next) = advance(network, &state, shock);
        state = next;
        months.push(month);
    }
    months
}

/// Every row: nothing made of nothing, nothing lost where a price says that it is scarce.
fn audit(network: &Network, state: &State, shock: &Shock, month: &MonthResult, next: &State) {
    let mut left = holdings(network, state, shock);
    let mut throughput: Vec<f64> = left.iter().map(|e| e.abs()).collect();
    for (activity, x) in network.activities.iter().zip(&month.quantity) {
        for (i, a) in &activity.column {
            left[*i] += a * x;
            throughput[*i] += (a * x).abs();
        }
    }
    for (i, row) in network.rows.iter().enumerate() {
        let size = throughput[i].max(DEAD * row.quantity_scale);
        let gap = left[i] / size;
        assert!(gap >= -BALANCE, "'{}' gives {gap:.1e} more than it has", row.id);
        let scarce = month.price[i] > CERTIFICATE * row.price_scale;
        assert!(!scarce || gap.abs() <= BALANCE, "'{}' has a price and {gap:.1e} left over", row.id);
        assert!((left[i] - month.surplus[i]).abs() <= BALANCE * size, "surplus of '{}'", row.id);
    }
    for (b, activity) in network.activities.iter().enumerate().filter(|(_, a)| a.voyage.is_some()) {
        let before: f64 = state.afloat[b].iter().sum();
        let expected = before - state.afloat[b][0] + month.quantity[b];
        let afloat: f64 = next.afloat[b].iter().sum();
        assert!((afloat - expected).abs() <= BALANCE * (1.0 + expected), "cargo of '{}'", activity.id);
    }
}
