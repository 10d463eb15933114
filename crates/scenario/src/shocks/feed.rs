//! Lost feed: closures and losses of output, what builds up at the gate, what buyers do in fear.

use super::{Month, Placed, number, targets};
use crate::case::{MarketId, ProcessKind, Structure};
use std::collections::{BTreeMap, BTreeSet};

impl Month<'_> {
    pub(super) fn closure(&mut self, p: &Placed<'_>) {
        let targets = targets(self.structure(), p.act, self.case);
        let cut = number(self.draw, p.act, "cut", "cut", 1.0);
        if cut == 0.0 && p.act.path.is_empty() {
            return;
        }
        let pent_up = number(self.draw, p.act, "pent-up", "pent-up", 0.5);
        let lost = match self.path(p) {
            Some(passed) => 1.0 - passed,
            None => cut * self.held(p),
        };
        if lost.abs() > 1e-3 {
            self.cut_mines(&targets, 1.0 - lost.max(0.0) * (1.0 - pent_up));
        }
        for (market, share) in self.shares(&targets) {
            let passes = if lost.abs() > 1e-3 { 1.0 - share * lost } else { self.constant("reopened") };
            self.cut_routes(market, p.act.region.as_deref(), passes);
        }
        self.lost_feed(p, &targets, cut);
    }

    /// What holders and new mines make of a feed that is lost for a while.
    pub(super) fn lost_feed(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        if (self.m as f64) < p.to {
            let believed = number(self.draw, p.act, "believed", "believed-months", 6.0);
            self.believe((believed - (self.since(p) + 0.5)).max(0.5 * believed));
        }
        self.shock.spare_on |= (self.m as f64) < p.to + self.constant("aftermath");
        self.hoard_for_feed(p, targets, cut);
    }

    /// What the plan says got through this month, if it prescribes a path.
    pub(super) fn path(&self, p: &Placed<'_>) -> Option<f64> {
        if p.act.path.is_empty() {
            return None;
        }
        let k = (self.m as f64 - p.from.floor()) as usize;
        let written = p.act.path.get(k)?.value();
        Some(self.draw.find(&format!("{}.path-{k}", p.act.id)).unwrap_or(written))
    }

    pub(super) fn cut_mines(&mut self, targets: &BTreeSet<usize>, left: f64) {
        for p in targets {
            *self.process.entry(*p).or_insert(1.0) *= left;
        }
    }

    pub(super) fn cut_routes(&mut self, market: MarketId, importer: Option<&str>, passes: f64) {
        let s = self.structure();
        let reached: Vec<usize> = (0..s.routes.len())
            .filter(|k| s.routes[*k].from == market && !s.routes[*k].idle)
            .filter(|k| importer.is_none_or(|r| s.markets[s.routes[*k].to].region == r))
            .collect();
        for k in reached {
            let before = self.route.get(&k).copied();
            let after = match before {
                Some(other) if passes > 1.0 => other,
                Some(other) if other <= 1.0 => other * passes,
                _ => passes,
            };
            self.route.insert(k, after);
        }
    }

    /// Share of what mines bring to each market that comes from the targets.
    pub(super) fn shares(&self, targets: &BTreeSet<usize>) -> BTreeMap<MarketId, f64> {
        let mut hit: BTreeMap<MarketId, f64> = BTreeMap::new();
        let mut all: BTreeMap<MarketId, f64> = BTreeMap::new();
        let mines =
            self.structure().processes.iter().enumerate().filter(|(_, s)| s.kind == ProcessKind::Mine);
        for (p, spec) in mines {
            let Some(market) = spec.markets.first() else { continue };
            let base = self.model.base(self.model.process[p]);
            *all.entry(*market).or_default() += base;
            if targets.contains(&p) {
                *hit.entry(*market).or_default() += base;
            }
        }
        hit.into_iter().map(|(m, h)| (m, if all[&m] > 0.0 { h / all[&m] } else { 0.0 })).collect()
    }

    /// Share of the pooled feed that is threatened, then months of use wanted in addition.
    pub(super) fn hoard_for_feed(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        let s = &self.case.structure;
        let pooled =
            |k: usize| s.processes[k].kind == ProcessKind::Mine && s.is_pooled(s.processes[k].markets[0]);
        let sum = |keep: &dyn Fn(usize) -> bool| -> f64 {
            (0..s.processes.len()).filter(|k| keep(*k)).map(|k| self.model.base(self.model.process[k])).sum()
        };
        let feed = sum(&|k| pooled(k));
        let threatened = sum(&|k| targets.contains(&k) && pooled(k));
        if feed <= 0.0 {
            return;
        }
        let over = self.m as f64 + 0.5 - p.to;
        let relief = self.constant("relief");
        let still = if over > 0.0 { libm::exp(-over / relief) } else { 1.0 };
        let months = self.responses.hoard * cut * threatened / feed
            * self.constant("threat")
            * still
            * libm::exp(-(self.since(p) + 0.5) / self.responses.hoard_decay);
        let importers = importers(s, targets);
        for m in 0..s.markets.len() {
            if let Some(share) = hoarded_at(s, m, &importers) {
                self.hoard(m, self.constant(share) * months);
            }
        }
    }

    pub(super) fn hoard(&mut self, market: MarketId, months: f64) {
        if months > 1e-9 {
            self.shock.hoard.push((self.model.store[market], months * self.model.throughput[market]));
        }
    }

    pub(super) fn output_loss(&mut self, p: &Placed<'_>) {
        let targets = targets(self.structure(), p.act, self.case);
        let cut = number(self.draw, p.act, "cut", "cut", 1.0);
        if cut == 0.0 {
            return;
        }
        self.cut_mines(&targets, 1.0 - cut * self.held(p));
        self.lost_feed(p, &targets, cut);
    }
}

/// Regions to which the targets' goods go.
fn importers(s: &Structure, targets: &BTreeSet<usize>) -> BTreeSet<String> {
    let origins: BTreeSet<MarketId> =
        targets.iter().filter_map(|k| s.processes[*k].markets.first().copied()).collect();
    let routes = s.routes.iter().filter(|r| origins.contains(&r.from) && !r.idle);
    routes.map(|r| s.markets[r.to].region.clone()).collect()
}

/// Where hoarding for a lost feed lands: scarce oxides where the feed goes, scarce metals where magnets are
/// made; the name of the constant that says how much of it.
fn hoarded_at(s: &Structure, m: MarketId, importers: &BTreeSet<String>) -> Option<&'static str> {
    let market = &s.markets[m];
    let good = s.good(&market.good).filter(|g| g.element.is_some())?;
    let feeds_magnets =
        || s.processes.iter().any(|p| p.kind == ProcessKind::Magnet && p.markets.contains(&m));
    match good.stage.as_str() {
        "oxide" if importers.contains(&market.region) => Some("hoard-oxides"),
        "metal" if feeds_magnets() => Some("hoard-metals"),
        _ => None,
    }
}
