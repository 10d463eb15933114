//! What befalls a chain in one month, as numbers: caps, wedges, allowances, beliefs.
//!
//! A policy has two shapes: a dated, sourced act above, and this. Whose act it was is not known here, so the
//! same engine serves an observed closure and an imagined one.

use crate::network::{Network, NetworkError};
use serde::{Deserialize, Serialize};

/// Numeric shocks of one month; whatever is not named stays as at base.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shock {
    /// (activity, factor on its cap or, without a cap, a factor below one on its base).
    pub cap_factor: Vec<(usize, f64)>,
    /// (activity, absolute cap [t/month]).
    pub cap: Vec<(usize, f64)>,
    /// (activity, levy above the base wedge [USD/kg]).
    pub wedge: Vec<(usize, f64)>,
    /// New ad-valorem taxes, solved inside the month.
    pub tax: Vec<Tax>,
    /// (quota row, allowance [t/month]).
    pub allowance: Vec<(usize, f64)>,
    /// (capacity row, factor).
    pub capacity: Vec<(usize, f64)>,
    /// (leak activity, volume [t/month]).
    pub leak: Vec<(usize, f64)>,
    /// (store, extra stock wanted (t)).
    pub hoard: Vec<(usize, f64)>,
    /// (store, share of its stock that is not for release this month).
    pub held_back: Vec<(usize, f64)>,
    /// (demand, supply or thrift activity, factor on its whole curve; its cap grows too): demand shifts, and
    /// projects that make a mine or plant wider (`cap_factor` alone matters only where the cap binds).
    pub scale: Vec<(usize, f64)>,
    /// (row, tonnes added to the market from outside, such as a state stock's sale).
    pub release: Vec<(usize, f64)>,
    /// Months the disturbance is believed to last; 0 means calm.
    pub believed_months: f64,
    /// Spare feed ramps up.
    pub spare_on: bool,
}

/// A new ad-valorem tax on a route: a fixed point found by secant inside the month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tax {
    /// The taxed route.
    pub activity: usize,
    /// Rate, 0.25 for 25 %.
    pub rate: f64,
    /// Row whose price is taxed.
    pub on: usize,
}

impl Shock {
    /// Every index points at something and every number is finite (caps may be infinite).
    pub(crate) fn check(&self, network: &Network) -> Result<(), NetworkError> {
        let (activities, rows) = (network.activities.len(), network.rows.len());
        let lists = [
            (&self.cap_factor, activities, "cap_factor"),
            (&self.cap, activities, "cap"),
            (&self.wedge, activities, "wedge"),
            (&self.allowance, rows, "allowance"),
            (&self.capacity, rows, "capacity"),
            (&self.leak, activities, "leak"),
            (&self.hoard, network.stores.len(), "hoard"),
            (&self.held_back, network.stores.len(), "held_back"),
            (&self.scale, activities, "scale"),
            (&self.release, rows, "release"),
        ];
        for (list, most, name) in lists {
            for (k, value) in list {
                check_entry(name, *k, most, value.is_finite() || (name == "cap" && *value > 0.0))?;
            }
        }
        for tax in &self.tax {
            check_entry("tax", tax.activity, activities, tax.rate.is_finite())?;
            check_entry("tax", tax.on, rows, true)?;
        }
        check_entry("believed_months", 0, 1, self.believed_months.is_finite())
    }
}

fn check_entry(name: &str, k: usize, most: usize, finite: bool) -> Result<(), NetworkError> {
    let of = format!("shock {name}");
    if k >= most {
        return Err(NetworkError::BadShape(of, format!("number {k}, and there are {most}")));
    }
    let text = format!("the figure for number {k} is not finite");
    finite.then_some(()).ok_or(NetworkError::BadNumber(of, text))
}
