//! How everybody in a network behaves: one set of numbers a run, sampled by whoever builds the network.
//!
//! The road not taken: behaviour per market. History cannot tell such numbers apart from noise.

use serde::{Deserialize, Serialize};

/// How holders behave; see the book, "Stocks".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holders {
    /// κ, cover elasticity of traders when the shock is believed short.
    pub kappa: f64,
    /// κ_c, cover elasticity of consumers.
    pub kappa_consumers: f64,
    /// θ, share of the gap to wanted stock closed in a month.
    pub theta: f64,
    /// T_ψ, months that traders look ahead.
    pub horizon: f64,
    /// w, share of stock that is not for release at ordinary prices.
    pub working: f64,
    /// m, response of traders' target to last month's price change.
    pub trend: f64,
}

/// Behaviour of everybody; sampled, one set per run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Stock holders.
    pub holders: Holders,
    /// τ_d, months in which demand adapts.
    pub demand_months: f64,
    /// τ_s, months in which supply adapts.
    pub supply_months: f64,
    /// τ_sp, months in which spare feed ramps up.
    pub spare_months: f64,
    /// Ramp of spare feed on the first day.
    pub spare_start: f64,
    /// ω, share of the log of base price over anchor that demand and supply had adapted to at the base.
    pub adapted_share: f64,
}

impl Default for Behaviour {
    /// Medians of the prototype's priors.
    fn default() -> Self {
        Self {
            holders: Holders {
                kappa: 1.2,
                kappa_consumers: 1.0,
                theta: 0.4,
                horizon: 9.0,
                working: 0.25,
                trend: 0.25,
            },
            demand_months: 12.0,
            supply_months: 18.0,
            spare_months: 4.0,
            spare_start: 0.3,
            adapted_share: 0.0,
        }
    }
}
