//! The rows of a network: markets, positions of markets fed from afar, shared plants, quotas.

use super::{Builder, LEAST};
use crate::case::{MarketId, ProcessKind, Structure};
use crate::plan::{ActKind, Plan};
use oreline_market::{Row, RowKind};
use std::collections::{BTreeMap, BTreeSet};

impl Builder<'_> {
    pub(super) fn structure(&self) -> &Structure {
        &self.case.structure
    }

    pub(super) fn price(&self, m: MarketId) -> f64 {
        self.base.price[m]
    }

    /// Use by processes and final uses; where stock is not its users' alone, exports if those are larger
    /// [t/month].
    pub(super) fn throughput(&self) -> Vec<f64> {
        let (used, exported) = self.used_and_exported();
        let of_use = |m: usize| self.structure().covers[m].of_use;
        let larger = |m: usize| if of_use(m) { used[m] } else { used[m].max(exported[m]) };
        (0..used.len()).map(|m| larger(m).max(LEAST)).collect()
    }

    fn used_and_exported(&self) -> (Vec<f64>, Vec<f64>) {
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
        (used, exported)
    }

    pub(super) fn rows(&mut self) {
        let (used, exported) = self.used_and_exported();
        let throughput: Vec<f64> = used.iter().zip(exported).map(|(u, e)| u.max(e)).collect();
        for (m, market) in self.case.structure.markets.iter().enumerate() {
            let price = self.price(m);
            self.network.rows.push(Row {
                id: market.id(),
                kind: RowKind::Market,
                price,
                anchor: price / self.tight[m],
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
    pub(super) fn capacity_rows(&mut self) {
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
    pub(super) fn quota_rows(&mut self, plan: &Plan) -> BTreeMap<(String, String), f64> {
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
            let kind =
                if rent > 0.0 { RowKind::Capacity { limit: flow } } else { RowKind::Quota { base: flow } };
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

    pub(super) fn exports(&self, key: &(String, String)) -> f64 {
        let Some(origin) = self.case.structure.market(&key.0, &key.1) else { return 0.0 };
        let routes = self.case.structure.routes.iter().enumerate();
        routes.filter(|(_, r)| r.from == origin).map(|(k, _)| self.base.flow[k] / 12.0).sum()
    }
}
