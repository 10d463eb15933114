//! What a chain carries from one month to the next, and what it is at the base.
//!
//! The road not taken: finding the base's stocks by running until nothing moves. What holders want at the base's price is
//! one root per holder.

use crate::network::{Network, NetworkError, Store};
use crate::shock::Shock;
use crate::stock::{Outlook, steady};
use serde::{Deserialize, Serialize};

/// What the chain carries from one month to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Stock on hand per store (t).
    pub stock: Vec<f64>,
    /// Stock (or position) of consumers and traders per store (t).
    pub held: Vec<[f64; 2]>,
    /// Goods under way per activity: what arrives this month, next month, … (t).
    pub afloat: Vec<Vec<f64>>,
    /// Log price that each activity has adapted to.
    pub adapted: Vec<f64>,
    /// Ramp of spare feed, 0 to 1.
    pub ramp: f64,
    /// Prices of last month [USD/kg].
    pub price: Vec<f64>,
    /// Prices of the month before.
    pub price_before: Vec<f64>,
}

impl State {
    /// The state in which the base month repeats itself, with nothing in force.
    pub fn at_base(network: &Network) -> Self {
        Self::under(network, &Shock::default())
    }

    /// The state at a base in which `base` is in force: stocks at their wanted level under its fear and belief.
    pub fn under(network: &Network, base: &Shock) -> Self {
        let price: Vec<f64> = network.rows.iter().map(|r| r.price).collect();
        let held: Vec<[f64; 2]> = (0..network.stores.len()).map(|s| base_holding(network, base, s)).collect();
        let on_hand = |(s, h): (&Store, &[f64; 2])| if s.on_hand.is_some() { s.stock } else { h[0] + h[1] };
        Self {
            stock: network.stores.iter().zip(&held).map(on_hand).collect(),
            held,
            afloat: network
                .activities
                .iter()
                .map(|a| vec![a.base; a.voyage.map_or(0, |v| v.months)])
                .collect(),
            adapted: (0..network.activities.len()).map(|b| network.adapted_at_base(b)).collect(),
            ramp: network.behaviour.spare_start,
            price_before: price.clone(),
            price,
        }
    }
}

impl State {
    /// A state of another network would be read past its end.
    pub(crate) fn check(&self, network: &Network) -> Result<(), NetworkError> {
        let (rows, stores) = (network.rows.len(), network.stores.len());
        let fits = self.price.len() == rows
            && self.price_before.len() == rows
            && self.stock.len() == stores
            && self.held.len() == stores
            && self.adapted.len() == network.activities.len()
            && self.afloat.len() == network.activities.len()
            && self
                .afloat
                .iter()
                .zip(&network.activities)
                .all(|(queue, a)| queue.len() == a.voyage.map_or(0, |v| v.months));
        let wrong = || NetworkError::BadShape("state".into(), "more or less than the network has".into());
        fits.then_some(()).ok_or_else(wrong)
    }
}

/// What consumers and traders hold at the base: stock at the anchor, or what they want at the base's price.
fn base_holding(network: &Network, base: &Shock, s: usize) -> [f64; 2] {
    let store = &network.stores[s];
    let total = store.stock + store.afloat;
    let row = &network.rows[store.priced_at];
    if row.price == row.anchor || store.on_hand.is_some() || row.anchor <= 0.0 {
        return [total * store.consumers, total * (1.0 - store.consumers)];
    }
    let outlook = Outlook {
        store,
        holders: &network.behaviour.holders,
        believed_months: base.believed_months,
        price_change: 0.0,
        hoard: base.hoard.iter().filter(|(k, _)| *k == s).map(|(_, t)| t).sum(),
        inelastic: 0.0,
        held: [0.0; 2],
        elastic: store.stock,
        tight: row.price / row.anchor,
        held_back: 0.0,
    };
    steady(&outlook)
}
