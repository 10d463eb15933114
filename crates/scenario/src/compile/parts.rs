//! The chain's parts: which activity of the market stands for which process, basket, site or recipe.
//!
//! A process of the fit may become several activities: a mine one per site, a plant that takes pooled ore one
//! per basket, a magnet plant one per alternative recipe. Each part knows its share rule, so that a fit's one
//! throughput is split the same way in every base.

use super::Ground;
use super::problem::newest_recipes;
use super::structure;
use crate::case::{
    MarketId, MarketSpec, ProcessKind, ProcessSpec, RecipeFactor, RouteSpec, Structure, UseSpec,
};
use crate::normal::Z80;
use oreline_world::World;
use oreline_world::rows::{self, RecipeRole, RouteStatus};
use std::collections::{BTreeMap, BTreeSet};

/// How a part's throughput follows from its process's.
#[derive(Clone, Debug)]
pub(super) enum Share {
    /// All of it.
    Whole,
    /// A site's share of the process, to be normalised over its sites.
    Site {
        /// Site id, which names the draw.
        id: String,
        /// Central share.
        value: f64,
        /// Standard deviation.
        sigma: f64,
    },
    /// The basket's part of the pooled ore that reaches the plant's region.
    Basket(String),
    /// An alternative recipe's base share.
    Alternative(f64),
}

/// One input or output of a part.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    /// The good in the fit.
    pub(super) good: String,
    /// −1 taken, +1 made.
    pub(super) sign: f64,
    /// Coefficient of the table, for processes that stand still.
    pub(super) coef: f64,
}

/// One activity.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) process: String,
    pub(super) region: String,
    pub(super) share: Share,
    pub(super) legs: Vec<Leg>,
    /// Basket whose grade the outputs have.
    pub(super) basket: Option<String>,
}

/// Structure and parts, aligned with each other.
pub(super) struct Parts {
    pub(super) structure: Structure,
    pub(super) parts: Vec<Part>,
    /// Good of the fit for each route, aligned with the structure's.
    pub(super) route_good: Vec<String>,
    /// Uses that stand for a stock build, `(use index)`.
    pub(super) stock_uses: BTreeSet<usize>,
    /// Basket of each region that digs the pooled good.
    pub(super) baskets: BTreeMap<String, String>,
    /// The pooled good, if the world splits one.
    pub(super) pool: Option<String>,
}

struct Building<'a> {
    world: &'a World,
    baskets: BTreeMap<String, String>,
    pool: Option<String>,
    markets: Vec<MarketSpec>,
}

pub(super) fn parts(ground: &Ground<'_>) -> Parts {
    let world = ground.world;
    let baskets: BTreeMap<String, String> =
        world.baskets.iter().map(|b| (b.region.to_string(), b.id.to_string())).collect();
    let pool = world.baskets.first().map(|b| b.good.to_string());
    let mut b = Building { world, baskets, pool, markets: Vec::new() };
    let (specs, parts) = b.processes(ground);
    let (routes, route_good) = b.routes(ground);
    let (uses, stock_uses) = b.uses(ground);
    let routes_kept: Vec<bool> = routes.iter().map(Option::is_some).collect();
    let structure = Structure {
        processes: specs,
        routes: routes.into_iter().flatten().collect(),
        uses,
        markets: b.markets,
        ..Structure::default()
    };
    let structure = structure::complete(ground, structure, &b.pool, &b.baskets);
    let route_good =
        route_good.into_iter().zip(routes_kept).filter(|(_, kept)| *kept).map(|(g, _)| g).collect();
    Parts { structure, parts, route_good, stock_uses, baskets: b.baskets, pool: b.pool }
}

impl Building<'_> {
    fn market(&mut self, good: &str, region: &str) -> MarketId {
        let found = self.markets.iter().position(|m| m.good == good && m.region == region);
        found.unwrap_or_else(|| {
            self.markets.push(MarketSpec { good: good.into(), region: region.into() });
            self.markets.len() - 1
        })
    }

    fn is_pool(&self, good: &str) -> bool {
        self.pool.as_deref() == Some(good)
    }

    fn processes(&mut self, ground: &Ground<'_>) -> (Vec<ProcessSpec>, Vec<Part>) {
        let recipes = newest_recipes(self.world);
        let world = self.world;
        let mut all = (Vec::new(), Vec::new());
        for process in &world.processes {
            let of = recipes.iter().filter(|r| r.process == process.id);
            let legs: Vec<Leg> = of.map(|r| leg(r)).collect();
            for (suffix, share, basket) in self.split(process, &legs) {
                let (spec, part) = self.one(ground, process, &legs, &suffix, share, basket);
                all.0.push(spec);
                all.1.push(part);
            }
        }
        all
    }

    /// The parts of a process: (suffix of the id, share rule, basket).
    fn split(&self, process: &rows::Process, legs: &[Leg]) -> Vec<(String, Share, Option<String>)> {
        let takes_pool = legs.iter().any(|l| l.sign < 0.0 && self.is_pool(&l.good));
        if takes_pool {
            let reach = self.baskets_reaching(&process.region);
            return reach.into_iter().map(|b| (format!("/{b}"), Share::Basket(b.clone()), Some(b))).collect();
        }
        if process.kind == rows::ProcessKind::Mine {
            return self.sites(process);
        }
        let alternatives = self.alternatives(&process.id);
        if alternatives.is_empty() {
            return vec![(String::new(), Share::Whole, None)];
        }
        alternatives
            .into_iter()
            .map(|(name, share)| (format!("/{name}"), Share::Alternative(share), None))
            .collect()
    }

    fn sites(&self, process: &rows::Process) -> Vec<(String, Share, Option<String>)> {
        let of = self.world.sites.iter().filter(|s| s.process.as_ref() == Some(&process.id));
        let shares: Vec<(String, Share, Option<String>)> = of
            .filter_map(|s| {
                let est = s.est?;
                let share = Share::Site {
                    id: s.id.to_string(),
                    value: est.value(),
                    sigma: (est.high() - est.low()) / 2.0 / Z80,
                };
                Some((format!("/{}", s.id), share, None))
            })
            .collect();
        if shares.is_empty() { vec![(String::new(), Share::Whole, None)] } else { shares }
    }

    /// Baskets mined in a region or shipped to it.
    fn baskets_reaching(&self, region: &str) -> Vec<String> {
        let shipped = |origin: &str| {
            self.world.routes.iter().any(|r| {
                self.is_pool(&r.good)
                    && r.origin == *origin
                    && r.destination == *region
                    && r.status == RouteStatus::Active
            })
        };
        let reach = self.baskets.iter().filter(|(origin, _)| origin.as_str() == region || shipped(origin));
        reach.map(|(_, basket)| basket.clone()).collect()
    }

    fn alternatives(&self, process: &str) -> Vec<(String, f64)> {
        let mut out: Vec<(String, f64)> = Vec::new();
        for row in self.world.alternatives.iter().filter(|a| process.starts_with(a.processes.as_str())) {
            if !out.iter().any(|(name, _)| *name == row.alternative) {
                out.push((row.alternative.clone(), row.share));
            }
        }
        let total: f64 = out.iter().map(|(_, s)| s).sum();
        out.iter_mut().for_each(|(_, s)| *s /= if total > 0.0 { total } else { 1.0 });
        out
    }

    fn one(
        &mut self,
        ground: &Ground<'_>,
        process: &rows::Process,
        legs: &[Leg],
        suffix: &str,
        share: Share,
        basket: Option<String>,
    ) -> (ProcessSpec, Part) {
        let markets = legs.iter().map(|l| self.leg_market(process, l, basket.as_deref())).collect();
        let alternative =
            matches!(share, Share::Alternative(_)).then(|| suffix.trim_start_matches('/').to_string());
        let spec = ProcessSpec {
            id: format!("{}{suffix}", process.id),
            process: process.id.to_string(),
            kind: kind(process.kind),
            region: process.region.to_string(),
            site: matches!(share, Share::Site { .. }).then(|| suffix.trim_start_matches('/').to_string()),
            recipe: alternative.as_deref().map_or_else(Vec::new, |name| self.factors(process, name, legs)),
            alternative,
            markets,
            capacity: process.est.value(),
            headroom: structure::headroom(ground.world, &process.region),
            toll: (process.kind == rows::ProcessKind::Metal)
                .then(|| structure::cost(ground.world, &process.id))
                .flatten(),
            share: if let Share::Alternative(s) = share { s } else { 1.0 },
            by_product: structure::by_product(ground.world, &process.id),
        };
        let (process, region) = (process.id.to_string(), process.region.to_string());
        (spec, Part { process, region, share, legs: legs.to_vec(), basket })
    }

    fn leg_market(&mut self, process: &rows::Process, leg: &Leg, basket: Option<&str>) -> MarketId {
        let region = process.region.to_string();
        let own = self.baskets.get(&region).cloned();
        match (self.is_pool(&leg.good), basket.map(str::to_string).or(own)) {
            (true, Some(good)) => self.market(&good, &region),
            _ => self.market(&leg.good, &region),
        }
    }

    /// Factors of an alternative on the plant's coefficients; the metal of no listed element keeps the sum.
    fn factors(&self, process: &rows::Process, name: &str, legs: &[Leg]) -> Vec<RecipeFactor> {
        let rows = self
            .world
            .alternatives
            .iter()
            .filter(|a| process.id.starts_with(a.processes.as_str()) && a.alternative == *name);
        let mut out: Vec<RecipeFactor> = rows
            .filter_map(|a| {
                let slot = legs.iter().position(|l| l.good == *a.good)?;
                Some(RecipeFactor { slot, element: self.element(&a.good)?, factor: a.est.value() })
            })
            .collect();
        let metal = |l: &Leg| self.world.good(&l.good).is_some_and(|g| g.stage == rows::Stage::Metal);
        let rest = (0..legs.len())
            .find(|k| metal(&legs[*k]) && legs[*k].sign < 0.0 && !out.iter().any(|f| f.slot == *k));
        if let (Some(slot), false) = (rest, out.is_empty()) {
            out.push(RecipeFactor { slot, element: "rest".into(), factor: 1.0 });
        }
        out
    }

    fn element(&self, good: &str) -> Option<String> {
        self.world.contents.iter().find(|c| c.good == *good).map(|c| c.element.to_string())
    }

    /// Routes and the good of each in the fit; nothing where an end of an idle route has no market.
    fn routes(&mut self, ground: &Ground<'_>) -> (Vec<Option<RouteSpec>>, Vec<String>) {
        let dropped = super::problem::cross_hauled(self.world, ground.year);
        let world = self.world;
        let carried = world.routes.iter().filter(|r| !dropped.contains(r.id.as_str()));
        let (active, idle): (Vec<&rows::Route>, Vec<&rows::Route>) =
            carried.partition(|r| r.status == RouteStatus::Active);
        let mut out = (Vec::new(), Vec::new());
        for row in active.into_iter().chain(idle) {
            out.0.push(self.route(ground, row));
            out.1.push(row.good.to_string());
        }
        out
    }

    fn route(&mut self, ground: &Ground<'_>, row: &rows::Route) -> Option<RouteSpec> {
        let good = match self.is_pool(&row.good) {
            true => self.baskets.get(row.origin.as_str())?.clone(),
            false => row.good.to_string(),
        };
        let idle = row.status == RouteStatus::Idle;
        let known = |b: &Self, region: &str| b.markets.iter().any(|m| m.good == good && m.region == region);
        if idle && !(known(self, &row.origin) && known(self, &row.destination)) {
            return None;
        }
        Some(RouteSpec {
            id: format!("{good}:{}>{}", row.origin, row.destination),
            from: self.market(&good, &row.origin),
            to: self.market(&good, &row.destination),
            lag: row.lag_months as usize,
            cost: row.cost,
            ad_valorem: row.wedge_ad_valorem,
            levy: structure::levy(ground, row),
            idle,
        })
    }

    /// Final uses, and stock builds that are the only outlet of a good.
    fn uses(&mut self, ground: &Ground<'_>) -> (Vec<UseSpec>, BTreeSet<usize>) {
        let mut uses: Vec<UseSpec> = Vec::new();
        let world = self.world;
        for d in &world.demands {
            let market = self.market(&d.good, &d.region);
            uses.push(UseSpec {
                id: format!("{}:{}:{}", d.good, d.region, d.purpose),
                market,
                name: d.purpose.to_string(),
            });
        }
        let mut stock_uses = BTreeSet::new();
        let problem = super::problem::fit_problem(ground);
        for stock in problem.stocks.iter().filter(|s| s.without_outlet) {
            let market = self.market(&stock.good, &stock.region);
            stock_uses.insert(uses.len());
            let id = format!("{}:{}:stock-build", stock.good, stock.region);
            uses.push(UseSpec { id, market, name: "byproduct".into() });
        }
        (uses, stock_uses)
    }
}

fn leg(row: &rows::Recipe) -> Leg {
    let sign = if row.role == RecipeRole::In { -1.0 } else { 1.0 };
    Leg { good: row.good.to_string(), sign, coef: row.est.value() }
}

fn kind(of: rows::ProcessKind) -> ProcessKind {
    match of {
        rows::ProcessKind::Mine => ProcessKind::Mine,
        rows::ProcessKind::Collector => ProcessKind::Collector,
        rows::ProcessKind::Separation => ProcessKind::Separation,
        rows::ProcessKind::Metal => ProcessKind::Metal,
        rows::ProcessKind::Magnet => ProcessKind::Magnet,
        rows::ProcessKind::Recycling => ProcessKind::Recycling,
    }
}
