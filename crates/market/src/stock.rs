//! Stock curves: what consumers and traders of one market wish to hold at each price.
//!
//! Two holders, because with one rule for all a near-stop sends prices to the choke at once: real users burn
//! their stock first. Traders' elasticity falls with the believed length of the shock, so the expected price
//! is a function of this month's price and no lagged expectation can oscillate.

use crate::behaviour::Holders;
use crate::curves::STANDARD_RATIOS;
use crate::network::Store;
use crate::table::Table;

/// Wanted cover at low prices is capped at this multiple of base.
const MOST_COVER: f64 = 4.0;
/// κ_eff never exceeds this, so that tables keep their range.
const MOST_KAPPA: f64 = 6.0;
/// The trend moves a trader's log target by at most this.
const MOST_TREND: f64 = 0.3;
/// Slope that keeps every stock curve from being vertical.
const DELTA: f64 = 0.01;
/// Everything is for sale at this multiple of the anchor.
const SOLD_OUT: f64 = 32.0;
/// Buying fades between these price ratios.
const BUYING: (f64, f64) = (2.0, 8.0);
/// Believed length when there is no shock [months].
pub(crate) const CALM: f64 = 1.5;

/// Wanted end-of-month stock of each holder at the standard ratios and at 32.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) consumers: Vec<f64>,
    pub(crate) traders: Vec<f64>,
}

/// What the holders of one store see at the start of a month.
pub(crate) struct Outlook<'a> {
    pub(crate) store: &'a Store,
    pub(crate) holders: &'a Holders,
    /// Months the disturbance is believed to last; 0 means calm.
    pub(crate) believed_months: f64,
    /// ln of last month's price over the month before.
    pub(crate) price_change: f64,
    /// Extra stock wanted by hoarders (t).
    pub(crate) hoard: f64,
    /// Goods under way that are not for release (t).
    pub(crate) inelastic: f64,
    /// Stock (or position) of consumers and traders at the end of last month (t).
    pub(crate) held: [f64; 2],
    /// Elastic stock wanted at the anchor (t).
    pub(crate) elastic: f64,
    /// Base price over anchor.
    pub(crate) tight: f64,
    /// Share of stock that is not for release this month, if more than the working share.
    pub(crate) held_back: f64,
}

/// ψ = exp(−T_ψ/T_exp): how much of the shock holders believe will last.
pub(crate) fn lasting_share(horizon: f64, believed_months: f64) -> f64 {
    libm::exp(-horizon / believed_months.max(CALM))
}

/// κ(1−ψ), the traders' elasticity this month.
pub(crate) fn trader_elasticity(holders: &Holders, believed_months: f64) -> f64 {
    (holders.kappa * (1.0 - lasting_share(holders.horizon, believed_months))).min(MOST_KAPPA)
}

pub(crate) fn wanted(outlook: &Outlook) -> Wanted {
    let holders = outlook.holders;
    let kappa = trader_elasticity(holders, outlook.believed_months);
    let trend =
        holders.trend.min(0.9 * (1.0 - holders.working)) * kappa * outlook.price_change.clamp(-1.0, 1.0);
    let share = outlook.store.consumers;
    Wanted {
        consumers: wanted_by(outlook, share, holders.kappa_consumers, 0.0, 1.0, outlook.held[0]),
        traders: wanted_by(
            outlook,
            1.0 - share,
            kappa,
            trend.clamp(-MOST_TREND, MOST_TREND),
            holders.theta,
            outlook.held[1],
        ),
    }
}

fn wanted_by(outlook: &Outlook, share: f64, kappa: f64, trend: f64, release: f64, held: f64) -> Vec<f64> {
    let base = outlook.elastic * share;
    let target = base * libm::exp(trend) + outlook.hoard * share;
    let working = outlook.holders.working.max(outlook.held_back) * base;
    let under_way = outlook.inelastic * share;
    let at_base = libm::log(outlook.tight);
    let mut out: Vec<f64> = STANDARD_RATIOS
        .iter()
        .map(|rho| {
            let want = working + under_way + (target - working) * libm::pow(*rho, -kappa).min(MOST_COVER);
            let gap = want - held;
            let step = if gap > 0.0 { outlook.holders.theta * gap * buying(*rho) } else { release * gap };
            let end = held + step - DELTA * base * (libm::log(*rho) - at_base);
            end.max(1e-3 * base * (1.0 - rho / SOLD_OUT))
        })
        .collect();
    out.push(0.0);
    out
}

/// What consumers and traders hold at the base price when nothing is new: the stock that their own tables
/// leave as it is. Both tables fall less than one for one in what is held, so halving finds it.
pub(crate) fn steady(outlook: &Outlook) -> [f64; 2] {
    let kept = |held: f64| {
        let same = Outlook { held: [held; 2], ..*outlook };
        let next = wanted(&same);
        [at(&next.consumers, outlook.tight) - held, at(&next.traders, outlook.tight) - held]
    };
    let find = |who: usize| {
        let (mut low, mut high) = (0.0, 2.0 * (MOST_COVER * outlook.elastic + outlook.hoard));
        for _ in 0..80 {
            let middle = 0.5 * (low + high);
            if kept(middle)[who] > 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    };
    [find(0), find(1)]
}

/// A holder's table at a price ratio.
fn at(wanted: &[f64], rho: f64) -> f64 {
    let last = wanted.len() - 1;
    let rho = rho.clamp(ratio(0), ratio(last));
    let k = (0..last).rev().find(|k| ratio(*k) <= rho).unwrap_or(0);
    let t = (rho - ratio(k)) / (ratio(k + 1) - ratio(k));
    wanted[k] * (1.0 - t) + wanted[k + 1] * t
}

/// b(ρ): nobody builds stock at eight times the anchor.
fn buying(rho: f64) -> f64 {
    let (low, high) = (libm::log(BUYING.0), libm::log(BUYING.1));
    ((high - libm::log(rho)) / (high - low)).clamp(0.0, 1.0)
}

/// Sums the holders into one table over the margin −price.
pub(crate) fn fill(table: &mut Table, wanted: &Wanted, anchor: f64) {
    table.clear();
    for k in (0..wanted.consumers.len()).rev() {
        table.push(-anchor * ratio(k), wanted.consumers[k] + wanted.traders[k]);
    }
    // The sum of two curves that fall in ρ rises in the margin; rounding must not break that.
    let mut floor = 0.0_f64;
    table.map_quantity(|x| {
        floor = floor.max(x);
        floor
    });
}

fn ratio(k: usize) -> f64 {
    STANDARD_RATIOS.get(k).copied().unwrap_or(SOLD_OUT)
}

/// Splits the solved stock between the holders by their own curves at price ratio `rho`.
pub(crate) fn split(wanted: &Wanted, rho: f64, total: f64) -> [f64; 2] {
    let (c, r) = (at(&wanted.consumers, rho), at(&wanted.traders, rho));
    let sum = c + r;
    let factor = if sum > 1e-12 { total / sum } else { 1.0 };
    [c * factor, r * factor]
}
