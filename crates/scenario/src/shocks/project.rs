//! New mines and plants: what they add, from which feed, and who gets it.
//!
//! A project runs at the amount that its act gives, whatever the price: firms and states that build for the
//! sake of supply do not stop at a low price, and nobody publishes the price at which they would. A plant's
//! output replaces imports of its destinations up to a share of them; the rest goes to one region that takes
//! all. The road not taken: plants of their own in every base. They would stand idle in each fit and need
//! routes, recipes and stocks that nobody has observed.

use super::{Month, Placed, number, targets};
use crate::case::{Case, MarketId, ProcessKind};
use crate::model::Model;
use std::collections::BTreeSet;

/// A market that a project can serve.
struct Taker {
    market: MarketId,
    /// What it imports at base, counted in the good that is delivered [t/month].
    imports: f64,
    /// Tonnes of its own good per tonne delivered: below one where metal is made on the way.
    yields: f64,
}

impl Month<'_> {
    pub(super) fn project(&mut self, p: &Placed<'_>) {
        let tonnes = self.ramp(p) * number(self.draw, p.act, "amount", "", 0.0) / 12.0;
        if tonnes <= 0.0 {
            return;
        }
        if !p.act.processes.is_empty() {
            self.grow(p, tonnes);
        }
        let share = 1.0 / p.act.goods.len().max(1) as f64;
        for good in &p.act.goods {
            let feed = p.act.region.as_deref().and_then(|region| self.case.structure.market(good, region));
            let wanted = share * tonnes;
            let most = self.constant("project-feed");
            let used = feed.map_or(wanted, |market| wanted.min(most * self.model.throughput[market]));
            if let Some(market) = feed {
                self.shock.release.push((market, -used));
            }
            for (made, per_tonne) in outputs(self.case, self.model, good) {
                self.deliver(p, &made, used * per_tonne);
            }
        }
    }

    /// Mines or plants grow, and with a mine what carries and separates its ore alone.
    fn grow(&mut self, p: &Placed<'_>, tonnes: f64) {
        let s = &self.case.structure;
        let grown = targets(s, p.act, self.case);
        let base: f64 = grown.iter().map(|k| self.model.base(self.model.process[*k])).sum();
        if base <= 0.0 {
            return;
        }
        let factor = 1.0 + tonnes / base;
        let plants: BTreeSet<&str> = grown.iter().map(|k| s.processes[*k].process.as_str()).collect();
        let rows = plants.iter().filter_map(|plant| self.model.capacity.get(*plant));
        self.shock.capacity.extend(rows.map(|row| (*row, factor)));
        let named = grown.iter().map(|k| self.model.process[*k]);
        let all: Vec<usize> = named.chain(self.downstream(&grown)).collect();
        self.shock.scale.extend(all.into_iter().map(|activity| (activity, factor)));
    }

    /// Routes and separation of the ore that only these mines dig.
    fn downstream(&self, grown: &BTreeSet<usize>) -> Vec<usize> {
        let s = &self.case.structure;
        let own: Vec<&str> = grown
            .iter()
            .filter(|k| s.processes[**k].kind == ProcessKind::Mine)
            .filter_map(|k| s.processes[*k].markets.first())
            .filter(|m| s.is_pooled(**m))
            .map(|m| s.markets[*m].good.as_str())
            .collect();
        let is_own = |m: MarketId| own.contains(&s.markets[m].good.as_str());
        let carried = (0..s.routes.len()).filter(|r| is_own(s.routes[*r].from)).map(|r| self.model.route[r]);
        let separated = (0..s.processes.len())
            .filter(|k| s.processes[*k].kind == ProcessKind::Separation)
            .filter(|k| s.processes[*k].markets.iter().any(|m| is_own(*m)))
            .map(|k| self.model.process[k]);
        carried.chain(separated).collect()
    }

    /// Replaces imports of the destinations, each in proportion to what is left of them; the rest goes on.
    fn deliver(&mut self, p: &Placed<'_>, good: &str, tonnes: f64) {
        let s = &self.case.structure;
        let fill = number(self.draw, p.act, "fill", "", 1.0);
        let takers = takers(self.case, self.model, good, &p.act.destinations);
        let done = |m: MarketId| self.replaced.get(&m).copied().unwrap_or(0.0);
        let room: Vec<f64> = takers.iter().map(|t| (fill * t.imports - done(t.market)).max(0.0)).collect();
        let open: f64 = room.iter().sum();
        let given = tonnes.min(open);
        for (taker, room) in takers.iter().zip(&room).filter(|(_, room)| **room > 0.0) {
            let part = given * room / open;
            *self.replaced.entry(taker.market).or_default() += part;
            self.shock.release.push((taker.market, part * taker.yields));
            if let Some(done) = self.replaced.get(&taker.market).copied() {
                self.order_less(taker.market, done / taker.imports);
            }
        }
        let rest = p.act.leak_to.as_deref().and_then(|region| s.market(good, region));
        if let (Some(market), true) = (rest, tonnes > given) {
            self.shock.release.push((market, tonnes - given));
        }
    }

    /// Cargo that is not ordered any more: else holders would go on wanting it, and keep it on hand instead.
    fn order_less(&mut self, market: MarketId, replaced: f64) {
        let s = &self.case.structure;
        for r in (0..s.routes.len()).filter(|r| s.routes[*r].to == market && !s.routes[*r].idle) {
            let passes =
                (self.constant("project-room") * (1.0 - replaced)).clamp(0.0, self.constant("project-route"));
            self.ordered.insert(r, passes);
        }
    }
}

/// What a tonne becomes: the outputs of a plant that separates it, else itself.
fn outputs(case: &Case, model: &Model, good: &str) -> Vec<(String, f64)> {
    let Some(plant) = plant(case, ProcessKind::Separation, good) else {
        return vec![(good.to_string(), 1.0)];
    };
    per_tonne(case, model, plant)
}

/// The first process of a kind that takes a good.
fn plant(case: &Case, kind: ProcessKind, good: &str) -> Option<usize> {
    let s = &case.structure;
    let takes = |k: usize| {
        let taken = s.processes[k].markets.iter().zip(&case.central.coefficient[k]);
        taken.into_iter().any(|(m, a)| *a < 0.0 && s.markets[*m].good == good)
    };
    (0..s.processes.len()).find(|k| s.processes[*k].kind == kind && takes(*k))
}

/// What a process makes of a tonne of what it takes.
fn per_tonne(case: &Case, model: &Model, process: usize) -> Vec<(String, f64)> {
    let s = &case.structure;
    let column = &model.network.activities[model.process[process]].column;
    let goods = || column.iter().filter(|(row, _)| *row < s.markets.len());
    let taken: f64 = goods().map(|(_, a)| (-a).max(0.0)).sum();
    let made = goods().filter(|(_, a)| *a > 0.0);
    made.map(|(row, a)| (s.markets[*row].good.clone(), a / taken.max(1e-12))).collect()
}

/// Markets of a good, and of the metal made from it, that import.
fn takers(case: &Case, model: &Model, good: &str, destinations: &[String]) -> Vec<Taker> {
    let s = &case.structure;
    let imports = |market: MarketId| -> f64 {
        (0..s.routes.len()).filter(|r| s.routes[*r].to == market).map(|r| model.base(model.route[r])).sum()
    };
    let made = plant(case, ProcessKind::Metal, good).map(|k| per_tonne(case, model, k)).unwrap_or_default();
    let wanted: Vec<(String, f64)> = std::iter::once((good.to_string(), 1.0)).chain(made).collect();
    destinations
        .iter()
        .flat_map(|region| wanted.iter().filter_map(|(good, y)| Some((s.market(good, region)?, *y))))
        .map(|(market, yields)| Taker { market, imports: imports(market) / yields, yields })
        .collect()
}

/// Whether a project's good, or something that a plant makes of it, has a market in one of its destinations.
pub(crate) fn reaches(case: &Case, good: &str, destinations: &[String]) -> bool {
    let s = &case.structure;
    let made: Vec<&str> = match plant(case, ProcessKind::Separation, good) {
        Some(k) => s.processes[k].markets.iter().map(|m| s.markets[*m].good.as_str()).collect(),
        None => vec![good],
    };
    made.iter().any(|good| destinations.iter().any(|region| s.market(good, region).is_some()))
}
