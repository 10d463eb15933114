//! Quantities at a price away from its anchor, exactly as the tables of a network have them.
//!
//! Whoever sets up a base that is tight needs them to balance it. The road not taken: the power laws
//! themselves. They differ from the chords of the tables, and the base would not balance.

use crate::curves::{Ratios, STANDARD_RATIOS, demand_ratios, spare_ratios, supply_ratios};
use crate::network::base_factor;

/// Adaptation sees prices inside the knots only: one month at a price of zero must not explode demand.
const ADAPT: (f64, f64) = (0.25, 16.0);

fn at(r: &Ratios, ratio: f64) -> f64 {
    base_factor(&r.rho, &r.y, ratio)
}

/// Quantity over that at the anchor, of a supply of elasticity `eta` at `ratio` times the anchor.
pub fn supply(eta: f64, ratio: f64) -> f64 {
    at(&supply_ratios(eta, &STANDARD_RATIOS), ratio)
}

/// Quantity over that at the anchor, of a demand of elasticity −`eps` that chokes at `choke`.
pub fn demand(eps: f64, choke: f64, ratio: f64) -> f64 {
    at(&demand_ratios(eps, choke, &STANDARD_RATIOS), ratio)
}

/// The log of a price over its anchor that adaptation sees: inside of the knots only.
pub fn adapted(ratio: f64) -> f64 {
    libm::log(ratio.clamp(ADAPT.0, ADAPT.1))
}

/// Share of spare capacity that a price opens.
pub fn spare(pi: f64, ratio: f64) -> f64 {
    if ratio <= 1.0 { 0.0 } else { at(&spare_ratios(pi), ratio) }
}
