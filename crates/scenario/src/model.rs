//! From a base and a draw to a market network: the one place where ids become rows and activities.
//!
//! The pattern of the network is the same for every draw of a case and plan, and the same for baseline and
//! scenario, so differences between them are differences of numbers only.

use crate::case::{Base, Case, MarketId, ProcessKind, ProcessSpec, Structure};
use crate::draw::Draw;
use crate::plan::{ActKind, Plan};
use crate::priors::Priors;
use oreline_market as market;
use oreline_market::{Activity, Curve, Network, Row, RowKind, Store, Voyage};
use std::collections::{BTreeMap, BTreeSet};

/// Weeks in a month.
pub(crate) const WEEKS: f64 = 4.345;
/// Least flow or throughput that a scale is made of [t/month].
const LEAST: f64 = 2e-3;

/// A network and where everything is in it.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) network: Network,
    /// Row of each market; markets come first, so this is the identity.
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
}

/// Behaviour of one draw, episode factors applied.
pub(crate) struct Responses {
    eps_ratio: f64,
    eps_scale: f64,
    demand: (f64, f64),
    mine: (f64, f64),
    plant: f64,
    slope: f64,
    spare_pi: f64,
    cover: f64,
    cover_magnets: f64,
    consumers: f64,
    pub(crate) hoard: f64,
    pub(crate) hoard_decay: f64,
    pub(crate) leakage: f64,
    pub(crate) leakage_delay: f64,
}

impl Responses {
    pub(crate) fn new(draw: &Draw) -> Self {
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
            eps_scale: short / 0.10,
            demand: (short, long),
            mine: (mine, draw.get("mine-elasticity-long").max(mine)),
            plant: draw.get("plant-elasticity"),
            slope: draw.get("route-slope"),
            spare_pi: draw.get("spare-price"),
            cover: draw.get("cover") / 18.0,
            cover_magnets: draw.get("cover-magnets") / 6.0,
            consumers: draw.get("consumer-share"),
            hoard: draw.get("hoarding") * factor("heterogeneity-hoarding", 1.5),
            hoard_decay: (draw.get("hoarding-decay") * factor("heterogeneity-hoarding", 1.0)).max(0.3),
            leakage: 1.0 / (1.0 + libm::exp(-odds)),
            leakage_delay: draw.get("leakage-delay"),
        }
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
    base: &'a Base,
    draw: &'a Draw,
    responses: &'a Responses,
    network: Network,
    model_quota: BTreeMap<(String, String), usize>,
    /// Position row of each market that has one.
    position: Vec<Option<usize>>,
    capacity: BTreeMap<String, usize>,
    coefficient: Vec<Vec<f64>>,
}

/// Builds the network of one draw.
pub(crate) fn build(case: &Case, plan: &Plan, base: &Base, draw: &Draw, responses: &Responses) -> Model {
    let mut b = Builder {
        case,
        base,
        draw,
        responses,
        network: Network { behaviour: behaviour(draw, &case.priors, responses), ..Network::default() },
        model_quota: BTreeMap::new(),
        position: vec![None; case.structure.markets.len()],
        capacity: BTreeMap::new(),
        coefficient: coefficients(&case.structure, base, draw),
    };
    let throughput = b.throughput();
    b.rows(&throughput);
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
    }
}

fn behaviour(draw: &Draw, priors: &Priors, responses: &Responses) -> market::Behaviour {
    let het = draw.get("heterogeneity");
    let stocks = libm::exp(het * draw.get("heterogeneity-stocks"));
    // Adaptation faster than this makes the recursion oscillate (book, "Stability").
    let slowest = |long: f64, short: f64, other: f64| 1.0 + (long - short).max(0.0) / (short + other).max(1e-6);
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

impl Builder<'_> {
    fn structure(&self) -> &Structure {
        &self.case.structure
    }

    fn price(&self, m: MarketId) -> f64 {
        self.base.price[m]
    }

    /// Use by processes and final uses, or exports where those are larger [t/month].
    fn throughput(&self) -> Vec<f64> {
        let s = self.structure();
        let mut used = vec![0.0; s.markets.len()];
        let mut exported = vec![0.0; s.markets.len()];
        for (p, spec) in s.processes.iter().enumerate() {
            for (slot, m) in spec.markets.iter().enumerate() {
                used[*m] += (-self.coefficient[p][slot]).max(0.0) * self.base.activity[p] / 12.0;
            }
        }
        for (u, spec) in s.uses.iter().enumerate() {
            used[spec.market] += self.base.use_[u] / 12.0;
        }
        for (r, spec) in s.routes.iter().enumerate() {
            exported[spec.from] += self.base.flow[r] / 12.0;
        }
        (0..used.len()).map(|m| used[m].max(exported[m]).max(LEAST)).collect()
    }

    fn rows(&mut self, throughput: &[f64]) {
        for (m, market) in self.case.structure.markets.iter().enumerate() {
            let price = self.price(m);
            self.network.rows.push(Row {
                id: market.id(),
                kind: RowKind::Market,
                price,
                anchor: price,
                price_scale: price.max(0.5),
                quantity_scale: throughput[m].max(LEAST),
            });
        }
        let lagged: BTreeSet<MarketId> =
            self.case.structure.routes.iter().filter(|r| r.lag > 0).map(|r| r.to).collect();
        for m in lagged {
            let price = self.price(m) * (1.0 - self.case.priors.constant("carrying"));
            self.position[m] = Some(self.network.rows.len());
            self.network.rows.push(Row {
                id: format!("position:{}", self.case.structure.markets[m].id()),
                kind: RowKind::Position { market: m },
                price,
                anchor: price,
                price_scale: self.price(m).max(0.5),
                quantity_scale: throughput[m].max(LEAST),
            });
        }
        self.capacity_rows();
    }

    /// One row per plant that several activities share.
    fn capacity_rows(&mut self) {
        let mut plants: BTreeMap<&str, (usize, f64, f64)> = BTreeMap::new();
        for (p, spec) in self.case.structure.processes.iter().enumerate() {
            if matches!(spec.kind, ProcessKind::Mine | ProcessKind::Collector) {
                continue;
            }
            let plant = plants.entry(&spec.process).or_insert((0, 0.0, spec.capacity));
            plant.0 += 1;
            plant.1 += self.base.activity[p];
        }
        for (plant, (count, total, capacity)) in plants {
            if count < 2 {
                continue;
            }
            let limit = capacity.max(1.02 * total) / 12.0;
            self.capacity.insert(plant.to_string(), self.network.rows.len());
            self.network.rows.push(Row {
                id: format!("capacity:{plant}"),
                kind: RowKind::Capacity { limit },
                price: 0.0,
                anchor: 0.0,
                price_scale: 10.0,
                quantity_scale: limit.max(LEAST),
            });
        }
    }

    /// Quota rows of the acts in force and of the plan; returns exports at base.
    fn quota_rows(&mut self, plan: &Plan) -> BTreeMap<(String, String), f64> {
        let mut keys: BTreeMap<(String, String), f64> = BTreeMap::new();
        for act in &plan.acts {
            if matches!(act.kind, ActKind::Licence | ActKind::Quota) {
                for good in &act.goods {
                    keys.insert((good.clone(), act.region.clone().unwrap_or_default()), 0.0);
                }
            }
        }
        for quota in &self.case.structure.quotas {
            keys.insert((quota.good.clone(), quota.region.clone()), quota.rent);
        }
        let mut exports = BTreeMap::new();
        for (key, rent) in keys {
            let flow = self.exports(&key);
            exports.insert(key.clone(), flow);
            let price = self.case.structure.market(&key.0, &key.1).map_or(0.5, |m| self.price(m));
            let kind = if rent > 0.0 { RowKind::Capacity { limit: flow } } else { RowKind::Quota { base: flow } };
            self.model_quota.insert(key.clone(), self.network.rows.len());
            self.network.rows.push(Row {
                id: format!("quota:{}@{}", key.0, key.1),
                kind,
                price: rent * price,
                anchor: rent * price,
                price_scale: price.max(0.5),
                quantity_scale: flow.max(LEAST),
            });
        }
        exports
    }

    fn exports(&self, key: &(String, String)) -> f64 {
        let Some(origin) = self.case.structure.market(&key.0, &key.1) else { return 0.0 };
        let routes = self.case.structure.routes.iter().enumerate();
        routes.filter(|(_, r)| r.from == origin).map(|(k, _)| self.base.flow[k] / 12.0).sum()
    }

    fn push(&mut self, id: String, column: Vec<(usize, f64)>, base: f64, cap: f64, curve: Curve) -> usize {
        self.network.activities.push(Activity { id, column, base, cap, curve, voyage: None, tax: None });
        self.network.activities.len() - 1
    }

    fn processes(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.processes.len()).map(|p| self.process(p, &case.structure.processes[p])).collect()
    }

    fn process(&mut self, p: usize, spec: &ProcessSpec) -> usize {
        let c = &self.coefficient[p];
        let mut column: Vec<(usize, f64)> =
            spec.markets.iter().zip(c).filter(|(_, a)| **a != 0.0).map(|(m, a)| (*m, *a)).collect();
        let revenue: f64 = column.iter().map(|(m, a)| a.max(0.0) * self.price(*m)).sum();
        let margin: f64 = column.iter().map(|(m, a)| a * self.price(*m)).sum();
        let base = self.base.activity[p] / 12.0;
        let digs = matches!(spec.kind, ProcessKind::Mine | ProcessKind::Collector);
        let scale = match spec.toll {
            Some(toll) => margin.max(toll),
            None => margin.max(0.1 * revenue),
        };
        let elasticity = self.elasticity(spec.kind);
        let adapts_to = column.iter().find(|(_, a)| digs && *a > 0.0).map(|(m, _)| *m);
        let long_elasticity = if digs { self.responses.mine.1.max(elasticity) } else { elasticity };
        let cap = if spec.kind == ProcessKind::Mine {
            spec.headroom * base
        } else {
            (spec.capacity / 12.0).max(1.02 * base)
        };
        if let Some(row) = self.capacity.get(&spec.process) {
            column.push((*row, -1.0));
        }
        self.push(spec.id.clone(), column, base, cap, Curve::Supply { elasticity, long_elasticity, scale, adapts_to })
    }

    fn elasticity(&self, kind: ProcessKind) -> f64 {
        let constant = |name| self.case.priors.constant(name);
        match kind {
            ProcessKind::Mine => self.responses.mine.0,
            ProcessKind::Collector => constant("collector-elasticity"),
            ProcessKind::Magnet => constant("magnet-elasticity-factor") * self.responses.plant,
            ProcessKind::Separation | ProcessKind::Metal | ProcessKind::Recycling => self.responses.plant,
        }
    }

    fn routes(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.routes.len()).map(|r| self.route(r)).collect()
    }

    fn route(&mut self, r: usize) -> usize {
        let spec = &self.case.structure.routes[r];
        let origin = &self.case.structure.markets[spec.from];
        let price = self.price(spec.from);
        let landing = if spec.lag > 0 { self.position[spec.to] } else { None };
        let mut column = vec![(spec.from, -1.0), (landing.unwrap_or(spec.to), 1.0)];
        if let Some(row) = self.model_quota.get(&(origin.good.clone(), origin.region.clone())) {
            column.push((*row, -1.0));
        }
        let flow = self.base.flow[r] / 12.0;
        let id = spec.id.clone();
        let k = if spec.idle {
            let volume = 0.5 * self.idle_reference(spec.to, spec.from);
            let opening = self.case.structure.idle_opening;
            self.push(id, column, 0.0, f64::INFINITY, Curve::Idle { volume, price, opening })
        } else {
            let slope = (self.responses.slope * price).max(1e-6);
            self.push(id, column, flow, 3.0 * flow, Curve::Route { slope })
        };
        let activity = &mut self.network.activities[k];
        if let Some(position) = landing {
            activity.voyage = Some(Voyage { months: spec.lag, market: spec.to, position });
        }
        if spec.ad_valorem > 0.0 && !spec.idle {
            activity.tax = Some((spec.ad_valorem, spec.from));
        }
        k
    }

    /// What an idle route is sized by: the destination's arrivals, else 2 % of the good's trade [t/month].
    fn idle_reference(&self, to: MarketId, from: MarketId) -> f64 {
        let s = self.structure();
        let sum = |keep: &dyn Fn(&crate::case::RouteSpec) -> bool| -> f64 {
            s.routes.iter().enumerate().filter(|(_, r)| keep(r)).map(|(k, _)| self.base.flow[k] / 12.0).sum()
        };
        let arrivals = sum(&|r| r.to == to);
        let good = &s.markets[from].good;
        if arrivals > 0.0 { arrivals } else { (0.02 * sum(&|r| s.markets[r.from].good == *good)).max(LEAST) }
    }

    /// Elasticity factor of the element of a good.
    fn element_factor(&self, market: MarketId, what: &str) -> f64 {
        let good = &self.structure().markets[market].good;
        let element = self.structure().good(good).and_then(|g| g.element.as_deref());
        element.and_then(|e| self.draw.find(&format!("{what}-{e}"))).unwrap_or(1.0)
    }

    fn uses(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.uses.len()).map(|u| self.use_(u)).collect()
    }

    fn use_(&mut self, u: usize) -> usize {
        let spec = &self.case.structure.uses[u];
        let good = &self.structure().markets[spec.market].good;
        let stage = self.structure().good(good).map_or("", |g| g.stage.as_str());
        let key = if spec.name == "other" && stage == "oxide" { "other-oxide" } else { spec.name.as_str() };
        let response = self.case.priors.response(key);
        let elasticity =
            response.elasticity * self.responses.eps_scale * self.element_factor(spec.market, "demand");
        let curve = Curve::Demand {
            elasticity,
            long_elasticity: elasticity * self.responses.eps_ratio,
            choke: response.choke,
        };
        let (id, market, base) = (spec.id.clone(), spec.market, self.base.use_[u] / 12.0);
        self.push(id, vec![(market, -1.0)], base, f64::INFINITY, curve)
    }

    /// Metal saved per magnet, in every market where magnet plants buy metal.
    fn thrift(&mut self) {
        let mut volume: BTreeMap<MarketId, f64> = BTreeMap::new();
        for (p, spec) in self.case.structure.processes.iter().enumerate() {
            if spec.kind != ProcessKind::Magnet {
                continue;
            }
            for (slot, m) in spec.markets.iter().enumerate() {
                let used = (-self.coefficient[p][slot]).max(0.0) * self.base.activity[p] / 12.0;
                *volume.entry(*m).or_default() += used;
            }
        }
        for (m, volume) in volume.into_iter().filter(|(_, v)| *v > 0.0) {
            let scarce = self.structure().good(&self.structure().markets[m].good).and_then(|g| g.element.clone());
            let key = if scarce.is_some() { "thrift" } else { "thrift-ndpr" };
            let response = self.case.priors.response(key);
            let elasticity = response.elasticity * self.responses.eps_scale * self.element_factor(m, "demand");
            let long_elasticity = elasticity * self.responses.eps_ratio;
            let id = format!("thrift:{}", self.structure().markets[m].id());
            let curve = Curve::Thrift { volume, elasticity, long_elasticity };
            self.push(id, vec![(m, 1.0)], 0.0, f64::INFINITY, curve);
        }
    }

    fn spare(&mut self) {
        let s = &self.case.structure;
        let pooled = |m: MarketId| s.good(&s.markets[m].good).is_some_and(|g| g.pool.is_some());
        let feed: f64 = s
            .processes
            .iter()
            .enumerate()
            .filter(|(_, p)| p.kind == ProcessKind::Mine && p.markets.first().is_some_and(|m| pooled(*m)))
            .map(|(p, _)| self.base.activity[p] / 12.0)
            .sum();
        for spare in &s.spare {
            let volume = self.draw.get("spare-feed") * spare.share * feed;
            let id = format!("spare:{}", s.markets[spare.market].id());
            let curve = Curve::Spare { volume, pi: self.responses.spare_pi };
            self.push(id, vec![(spare.market, 1.0)], 0.0, f64::INFINITY, curve);
        }
    }

    /// Grey routes round the plan's licences and quotas, outside the quota row.
    fn leaks(&mut self, plan: &Plan) -> BTreeMap<(String, String), usize> {
        let mut out = BTreeMap::new();
        for act in plan.acts.iter().filter(|a| matches!(a.kind, ActKind::Licence | ActKind::Quota | ActKind::Embargo)) {
            let (Some(region), Some(to)) = (&act.region, &act.leak_to) else { continue };
            for good in &act.goods {
                let key = (good.clone(), region.clone());
                if let (false, Some(k)) = (out.contains_key(&key), self.leak(good, region, to)) {
                    out.insert(key, k);
                }
            }
        }
        out
    }

    fn leak(&mut self, good: &str, region: &str, to: &str) -> Option<usize> {
        let from = self.structure().market(good, region)?;
        let to = self.structure().market(good, to)?;
        let landing = self.position[to];
        let row_price = |row: usize| self.network.rows[row].price;
        let margin = row_price(landing.unwrap_or(to)) - self.price(from);
        let curve = Curve::Leak { margin, price: self.price(from) };
        let column = vec![(from, -1.0), (landing.unwrap_or(to), 1.0)];
        let k = self.push(format!("leak:{good}:{region}"), column, 0.0, f64::INFINITY, curve);
        if let Some(position) = landing {
            self.network.activities[k].voyage = Some(Voyage { months: 1, market: to, position });
        }
        Some(k)
    }

    fn stores(&mut self, throughput: &[f64]) -> Vec<usize> {
        (0..self.case.structure.markets.len()).map(|m| self.store(m, throughput[m])).collect()
    }

    fn cover(&self, m: MarketId) -> f64 {
        let s = self.structure();
        let stage = s.good(&s.markets[m].good).map_or("", |g| g.stage.as_str());
        let common = match stage {
            "magnet" => self.responses.cover_magnets,
            "scrap" => 1.0,
            _ => self.responses.cover,
        };
        s.covers[m].weeks * common * self.element_factor(m, "cover")
    }

    fn store(&mut self, m: MarketId, use_per_month: f64) -> usize {
        let stock = self.cover(m) / WEEKS * use_per_month;
        let id = self.case.structure.markets[m].id();
        let store = self.network.stores.len();
        let working = self.network.behaviour.holders.working;
        let Some(position) = self.position[m] else {
            let activity =
                self.push(format!("stock:{id}"), vec![(m, -1.0)], stock, f64::INFINITY, Curve::Stock { store });
            self.network.stores.push(Store {
                market: m,
                priced_at: m,
                stock,
                afloat: 0.0,
                use_per_month,
                consumers: self.responses.consumers,
                activity,
                on_hand: None,
            });
            return store;
        };
        let routes = self.case.structure.routes.iter().enumerate();
        let afloat: f64 =
            routes.filter(|(_, r)| r.to == m).map(|(k, r)| r.lag as f64 * self.base.flow[k] / 12.0).sum();
        let carrying = self.case.priors.constant("carrying") * self.price(m);
        let hand = Curve::Convenience { carrying, working };
        let on_hand =
            self.push(format!("stock:{id}"), vec![(m, -1.0), (position, 1.0)], stock, f64::INFINITY, hand);
        let curve = Curve::Stock { store };
        let activity = self.push(
            format!("position:{id}"),
            vec![(position, -1.0)],
            stock + afloat,
            f64::INFINITY,
            curve,
        );
        self.network.stores.push(Store {
            market: m,
            priced_at: position,
            stock,
            afloat,
            use_per_month,
            consumers: self.responses.consumers,
            activity,
            on_hand: Some(on_hand),
        });
        store
    }
}
