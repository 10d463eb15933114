//! Money per month, exact: every figure is a sum over table segments.
//!
//! Producer surplus, levies, quota rents, capacity rents and consumer loss are integrals of the very tables
//! that were solved, so accounts can be added up without an approximation in between.

use crate::dynamics::MonthResult;
use crate::network::{Curve, Network, RowKind};

/// Accounts of one month [1,000 USD].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    /// Producer surplus per activity: ∫ quantity d(margin) up to the margin, wedges taken out.
    pub producer: Vec<f64>,
    /// Levy above the base wedge × quantity, per activity.
    pub levy: Vec<f64>,
    /// Rent of each row that is a quota or capacity: its price × what goes through.
    pub rent: Vec<f64>,
    /// Consumer loss per activity that is a final use.
    pub consumer: Vec<f64>,
}

/// Surplus of the activity's owner this month [1,000 USD].
pub fn producer_surplus(network: &Network, month: &MonthResult, b: usize) -> f64 {
    let margin: f64 = network.activities[b].column.iter().map(|(i, a)| a * month.price[*i]).sum();
    month.tables[b].integral(margin, month.cap[b])
}

/// Loss of a final use against the base price: ∫ demand d(price) from base to present price [1,000 USD].
pub fn consumer_loss(network: &Network, month: &MonthResult, b: usize) -> f64 {
    let row = network.activities[b].column[0].0;
    let table = &month.tables[b];
    let at = |price: f64| table.integral(-price, month.cap[b]);
    at(network.rows[row].price) - at(month.price[row])
}

/// All accounts of one month.
pub fn month_accounts(network: &Network, month: &MonthResult) -> Accounts {
    let count = network.activities.len();
    let mut accounts = Accounts {
        producer: vec![0.0; count],
        levy: vec![0.0; count],
        rent: vec![0.0; network.rows.len()],
        consumer: vec![0.0; count],
    };
    for (b, activity) in network.activities.iter().enumerate() {
        accounts.levy[b] = month.wedge[b] * month.quantity[b];
        match activity.curve {
            Curve::Demand { .. } => accounts.consumer[b] = consumer_loss(network, month, b),
            Curve::Supply { .. } | Curve::Route { .. } | Curve::Idle { .. } | Curve::Spare { .. } => {
                accounts.producer[b] = producer_surplus(network, month, b);
            }
            _ => {}
        }
        for (i, a) in &activity.column {
            if matches!(network.rows[*i].kind, RowKind::Quota { .. } | RowKind::Capacity { .. }) {
                accounts.rent[*i] -= a * month.quantity[b] * month.price[*i];
            }
        }
    }
    accounts
}
