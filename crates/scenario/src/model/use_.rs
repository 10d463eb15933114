//! What uses and keeps goods: final uses, thrift, spare feed, leaks, stores.

use super::{Builder, Responses, WEEKS};
use crate::case::{Case, MarketId, ProcessKind, SpareSpec};
use crate::draw::Draw;
use crate::plan::{ActKind, Plan};
use oreline_market::{Curve, Store, Voyage, factor};
use std::collections::BTreeMap;

/// Elasticity factor of the element of a market's good.
fn element_factor(case: &Case, draw: &Draw, market: MarketId, what: &str) -> f64 {
    let good = &case.structure.markets[market].good;
    let element = case.structure.good(good).and_then(|g| g.element.as_deref());
    element.and_then(|e| draw.find(&format!("{what}-{e}"))).unwrap_or(1.0)
}

/// How a use answers to price: elasticity in the short run, in the long run, and where it chokes.
pub(super) fn response(case: &Case, draw: &Draw, responses: &Responses, u: usize) -> (f64, f64, f64) {
    let spec = &case.structure.uses[u];
    let good = &case.structure.markets[spec.market].good;
    let stage = case.structure.good(good).map_or("", |g| g.stage.as_str());
    let key = if spec.name == "other" && stage == "oxide" { "other-oxide" } else { spec.name.as_str() };
    let response = case.priors.response(key);
    let elasticity =
        response.elasticity * responses.eps_scale * element_factor(case, draw, spec.market, "demand");
    (elasticity, elasticity * responses.eps_ratio, response.choke)
}

/// Capacity that a row of the world states, as drawn [t/month].
pub(super) fn stated_spare(case: &Case, draw: &Draw, spare: &SpareSpec) -> f64 {
    let region = &case.structure.markets[spare.market].region;
    spare.share * draw.get(&format!("spare-capacity@{region}")) / 12.0
}

impl Builder<'_> {
    /// Elasticity factor of the element of a good.
    pub(super) fn element_factor(&self, market: MarketId, what: &str) -> f64 {
        element_factor(self.case, self.draw, market, what)
    }

    pub(super) fn uses(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.uses.len()).map(|u| self.use_(u)).collect()
    }

    pub(super) fn use_(&mut self, u: usize) -> usize {
        let spec = &self.case.structure.uses[u];
        let (elasticity, long_elasticity, choke) = response(self.case, self.draw, self.responses, u);
        let curve = Curve::Demand { elasticity, long_elasticity, choke };
        let (id, market, base) = (spec.id.clone(), spec.market, self.base.use_[u] / 12.0);
        self.push(id, vec![(market, -1.0)], base, f64::INFINITY, curve)
    }

    /// Metal saved per magnet, in every market where magnet plants buy metal.
    pub(super) fn thrift(&mut self) {
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
            let scarce =
                self.structure().good(&self.structure().markets[m].good).and_then(|g| g.element.clone());
            let key = if scarce.is_some() { "thrift" } else { "thrift-ndpr" };
            let response = self.case.priors.response(key);
            let elasticity =
                response.elasticity * self.responses.eps_scale * self.element_factor(m, "demand");
            let long_elasticity = elasticity * self.responses.eps_ratio;
            let id = format!("thrift:{}", self.structure().markets[m].id());
            let curve = Curve::Thrift { volume, elasticity, long_elasticity };
            self.push(id, vec![(m, 1.0)], 0.0, f64::INFINITY, curve);
        }
    }

    pub(super) fn spare(&mut self) {
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
            let volume = if spare.stated {
                stated_spare(self.case, self.draw, spare)
            } else {
                self.draw.get("spare-feed") * spare.share * feed
            };
            let id = format!("spare:{}", s.markets[spare.market].id());
            let curve = Curve::Spare { volume, pi: self.responses.spare_pi };
            let open = factor::spare(self.responses.spare_pi, self.tight[spare.market]);
            let base = volume * open * self.network.behaviour.spare_start;
            self.push(id, vec![(spare.market, 1.0)], base, f64::INFINITY, curve);
        }
    }

    /// Grey routes round the plan's licences and quotas, outside the quota row.
    pub(super) fn leaks(&mut self, plan: &Plan) -> BTreeMap<(String, String), usize> {
        let mut out = BTreeMap::new();
        for act in plan
            .acts
            .iter()
            .filter(|a| matches!(a.kind, ActKind::Licence | ActKind::Quota | ActKind::Embargo))
        {
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

    pub(super) fn leak(&mut self, good: &str, region: &str, to: &str) -> Option<usize> {
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

    pub(super) fn stores(&mut self, throughput: &[f64]) -> Vec<usize> {
        (0..self.case.structure.markets.len()).map(|m| self.store(m, throughput[m])).collect()
    }

    pub(super) fn cover(&self, m: MarketId) -> f64 {
        let s = self.structure();
        let stage = s.good(&s.markets[m].good).map_or("", |g| g.stage.as_str());
        let common = match stage {
            "magnet" => self.responses.cover_magnets,
            "scrap" => 1.0,
            _ => self.responses.cover,
        };
        s.covers[m].weeks * common * self.element_factor(m, "cover")
    }

    pub(super) fn store(&mut self, m: MarketId, use_per_month: f64) -> usize {
        let stock = self.cover(m) / WEEKS * use_per_month;
        let id = self.case.structure.markets[m].id();
        let store = self.network.stores.len();
        let working = self.network.behaviour.holders.working;
        let Some(position) = self.position[m] else {
            let activity = self.push(
                format!("stock:{id}"),
                vec![(m, -1.0)],
                stock,
                f64::INFINITY,
                Curve::Stock { store },
            );
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
        let activity =
            self.push(format!("position:{id}"), vec![(position, -1.0)], stock + afloat, f64::INFINITY, curve);
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
