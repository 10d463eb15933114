//! From a base and a draw to a market network: the one place where ids become rows and activities.
//!
//! The pattern of the network is the same for every draw of a case and plan, and the same for baseline and
//! scenario, so differences between them are differences of numbers only.

mod rows;
mod supply;
mod tight;
mod use_;

pub(crate) use tight::{IN_FORCE, fits};

use crate::case::{Base, Case, ProcessSpec, Structure};
use crate::draw::Draw;
use crate::plan::Plan;
use crate::priors::Priors;
use crate::shocks::Placed;
use oreline_market as market;
use oreline_market::Network;
use std::collections::BTreeMap;

/// Weeks in a month.
pub(crate) const WEEKS: f64 = 4.345;
/// What is left of stocks in a world without: a table of nothing has no slope.
const BARE: f64 = 0.01;
/// Least flow or throughput that a scale is made of [t/month].
const LEAST: f64 = 2e-3;

/// A network and where everything is in it.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) network: Network,
    /// Activity of each process; markets are the first rows, in their own order.
    pub(crate) process: Vec<usize>,
    pub(crate) route: Vec<usize>,
    pub(crate) use_: Vec<usize>,
    /// Store of each market.
    pub(crate) store: Vec<usize>,
    /// Quota row by (good, exporting region).
    pub(crate) quota: BTreeMap<(String, String), usize>,
    /// Capacity row of each plant that several activities share.
    pub(crate) capacity: BTreeMap<String, usize>,
    /// Leak activity by (good, exporting region).
    pub(crate) leak: BTreeMap<(String, String), usize>,
    /// Use or throughput at base per market [t/month].
    pub(crate) throughput: Vec<f64>,
    /// Exports at base by (good, exporting region) [t/month].
    pub(crate) exports: BTreeMap<(String, String), f64>,
    /// Log factor ξ on uses that a tight base needs, by activity; it dies away.
    pub(crate) tightness: Vec<(usize, f64)>,
    /// Months that tightness is believed to last where no act is; 0 where nothing is tight.
    pub(crate) calm: f64,
    /// What is in force in the base month.
    pub(crate) in_force: market::Shock,
}

/// Behaviour of one draw, episode factors applied.
pub(crate) struct Responses {
    eps_ratio: f64,
    eps_scale: f64,
    demand: (f64, f64),
    mine: (f64, f64),
    by_product: f64,
    absorbed: f64,
    tightness_decay: f64,
    plant: f64,
    slope: f64,
    spare_pi: f64,
    cover: f64,
    cover_magnets: f64,
    consumers: f64,
    pub(crate) hoard: f64,
    pub(crate) hoard_decay: f64,
    /// Months of all use that a market in panic wants in addition.
    pub(crate) panic_cover: f64,
    pub(crate) leakage: f64,
    pub(crate) leakage_delay: f64,
}

impl Responses {
    pub(crate) fn new(draw: &Draw, priors: &Priors) -> Self {
        let het = draw.get("heterogeneity");
        let factor = |name: &str, power: f64| libm::exp(power * het * draw.get(name));
        let demand = factor("heterogeneity-demand", 1.0);
        let short = draw.get("demand-elasticity-short") * demand;
        let long = (draw.get("demand-elasticity-long") * demand).max(short);
        let mine = draw.get("mine-elasticity-short");
        let leak = draw.get("leakage");
        let odds = libm::log(leak / (1.0 - leak)) + 1.5 * het * draw.get("heterogeneity-leakage");
        Self {
            eps_ratio: long / short,
            eps_scale: short / priors.median("demand-elasticity-short"),
            demand: (short, long),
            mine: (mine, draw.get("mine-elasticity-long").max(mine)),
            by_product: draw.get("by-product"),
            absorbed: draw.get("absorbed"),
            tightness_decay: draw.get("tightness-decay"),
            plant: draw.get("plant-elasticity"),
            slope: draw.get("route-slope"),
            spare_pi: draw.get("spare-price"),
            cover: draw.get("cover") / priors.median("cover"),
            cover_magnets: draw.get("cover-magnets") / priors.median("cover-magnets"),
            consumers: draw.get("consumer-share"),
            hoard: draw.get("hoarding") * factor("heterogeneity-hoarding", 1.5),
            hoard_decay: (draw.get("hoarding-decay") * factor("heterogeneity-hoarding", 1.0)).max(0.3),
            panic_cover: draw.get("panic-cover"),
            leakage: 1.0 / (1.0 + libm::exp(-odds)),
            leakage_delay: draw.get("leakage-delay"),
        }
    }
}

impl Responses {
    /// Elasticities of a mine, short and long run: less of them where it follows another good.
    fn mine(&self, by_product: f64) -> (f64, f64) {
        let left = 1.0 - by_product * (1.0 - self.by_product);
        (self.mine.0 * left, self.mine.1 * left)
    }

    /// As if nobody held stock, hoarded or smuggled: for the twin of a back-test.
    pub(crate) fn without_stocks(mut self) -> Self {
        self.cover *= BARE;
        self.cover_magnets *= BARE;
        (self.hoard, self.panic_cover, self.leakage) = (0.0, 0.0, 0.0);
        self
    }
}

impl Model {
    /// Quantity of an activity at base [t/month].
    pub(crate) fn base(&self, activity: usize) -> f64 {
        self.network.activities[activity].base
    }
}

struct Builder<'a> {
    case: &'a Case,
    /// Flows at the base price.
    base: &'a Base,
    /// Flows at the anchor: the same, unless the base is tight.
    normal: &'a Base,
    /// Base price over anchor, per market.
    tight: Vec<f64>,
    draw: &'a Draw,
    responses: &'a Responses,
    network: Network,
    model_quota: BTreeMap<(String, String), usize>,
    /// Position row of each market that has one.
    position: Vec<Option<usize>>,
    capacity: BTreeMap<String, usize>,
    coefficient: Vec<Vec<f64>>,
}

/// Builds the network of one draw; `acts` are the plan's, as they fall in this draw.
pub(crate) fn build(
    case: &Case,
    plan: &Plan,
    acts: &[Placed<'_>],
    normal: &Base,
    draw: &Draw,
    responses: &Responses,
) -> Model {
    let tight = tight::ratios(case, draw);
    if tight.iter().all(|r| *r == 1.0) {
        return assemble(case, plan, (normal, normal), tight, draw, responses);
    }
    let at_base = tight::at_base(case, normal, &tight, draw, responses);
    let mut model = assemble(case, plan, (&at_base, normal), tight, draw, responses);
    tight::settle(case, acts, normal, draw, responses, &mut model);
    model
}

fn assemble(
    case: &Case,
    plan: &Plan,
    (base, normal): (&Base, &Base),
    tight: Vec<f64>,
    draw: &Draw,
    responses: &Responses,
) -> Model {
    let mut behaviour = behaviour(draw, &case.priors, responses);
    if tight.iter().any(|r| *r != 1.0) {
        behaviour.adapted_share = responses.absorbed;
        behaviour.spare_start = tight::spare_start(case, &tight, responses);
    }
    let mut b = Builder {
        case,
        base,
        normal,
        tight,
        draw,
        responses,
        network: Network { behaviour, ..Network::default() },
        model_quota: BTreeMap::new(),
        position: vec![None; case.structure.markets.len()],
        capacity: BTreeMap::new(),
        coefficient: coefficients(&case.structure, base, draw),
    };
    let throughput = b.throughput();
    b.rows();
    let exports = b.quota_rows(plan);
    let process = b.processes();
    let route = b.routes();
    let use_ = b.uses();
    b.thrift();
    b.spare();
    let leak = b.leaks(plan);
    let store = b.stores(&throughput);
    Model {
        network: b.network,
        process,
        route,
        use_,
        store,
        quota: b.model_quota,
        capacity: b.capacity,
        leak,
        throughput,
        exports,
        tightness: Vec::new(),
        calm: 0.0,
        in_force: market::Shock::default(),
    }
}

fn behaviour(draw: &Draw, priors: &Priors, responses: &Responses) -> market::Behaviour {
    let het = draw.get("heterogeneity");
    let stocks = libm::exp(het * draw.get("heterogeneity-stocks"));
    // Adaptation faster than this makes the recursion oscillate.
    let slowest =
        |long: f64, short: f64, other: f64| 1.0 + (long - short).max(0.0) / (short + other).max(1e-6);
    let (demand, mine) = (responses.demand, responses.mine);
    market::Behaviour {
        holders: market::Holders {
            kappa: draw.get("stock-response") * stocks,
            kappa_consumers: draw.get("stock-response-consumers"),
            theta: draw.get("stock-adjustment"),
            horizon: draw.get("holding-horizon"),
            working: draw.get("working-stock"),
            trend: draw.get("trend"),
        },
        demand_months: draw.get("demand-adaptation").max(slowest(demand.1, demand.0, mine.0)),
        supply_months: draw.get("supply-adaptation").max(slowest(mine.1, mine.0, demand.0)),
        spare_months: draw.get("spare-ramp"),
        spare_start: priors.constant("spare-start"),
        adapted_share: 0.0,
    }
}

/// Coefficients of every activity under the draw's alternative recipes; they average to the plant's.
pub(crate) fn coefficients(structure: &Structure, base: &Base, draw: &Draw) -> Vec<Vec<f64>> {
    let mut out = base.coefficient.clone();
    for (p, spec) in structure.processes.iter().enumerate() {
        let mut kept = 0.0;
        for r in spec.recipe.iter().filter(|r| r.element != "rest") {
            let factor = recipe_factor(structure, spec, &r.element, r.factor, draw);
            let plain = base.coefficient[p][r.slot];
            out[p][r.slot] = plain * factor;
            kept += plain * (1.0 - factor);
        }
        if let Some(rest) = spec.recipe.iter().find(|r| r.element == "rest") {
            out[p][rest.slot] = base.coefficient[p][rest.slot] + kept;
        }
    }
    out
}

/// The factor of one alternative on one element: the richest is scaled by the draw, then all are rescaled.
fn recipe_factor(structure: &Structure, spec: &ProcessSpec, element: &str, factor: f64, draw: &Draw) -> f64 {
    let drawn = draw.find(&format!("alternative-{element}")).unwrap_or(1.0);
    let plant: Vec<(f64, f64)> = structure
        .processes
        .iter()
        .filter(|s| s.process == spec.process)
        .flat_map(|s| s.recipe.iter().filter(|r| r.element == element).map(|r| (s.share, r.factor)))
        .collect();
    let richest = plant.iter().map(|(_, f)| *f).fold(0.0, f64::max);
    let scaled = |f: f64| if f == richest { f * drawn } else { f };
    let mean: f64 = plant.iter().map(|(share, f)| share * scaled(*f)).sum();
    if mean > 0.0 { scaled(factor) / mean } else { factor }
}
