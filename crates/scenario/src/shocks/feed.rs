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
        let lost = match self.path(p, self.m) {
            Some(passed) => 1.0 - passed,
            None => self.bitten(p, cut) * self.held(p),
        };
        let begun = p.happens && self.m as f64 + 1.0 > p.felt;
        for (market, share) in self.shares(&targets) {
            let shut = lost.abs() > 1e-3;
            if shut {
                self.idle_mines(&targets, market, lost.max(0.0), pent_up);
            }
            if begun {
                let passes = if shut { 1.0 - share * lost } else { self.constant("reopened") };
                self.cut_routes(market, p.act.region.as_deref(), passes);
            }
            if self.structure().covers[market].of_use {
                self.heap(p, market, self.bitten(p, cut), share * pent_up);
            }
        }
        self.lost_feed(p, &targets, cut);
        self.hoard_for_imports(p, &targets, cut);
    }

    /// Of what a shut border stops, a part goes on being dug and piles up; mines lose the rest.
    fn idle_mines(&mut self, targets: &BTreeSet<usize>, market: MarketId, lost: f64, pent_up: f64) {
        let s = self.structure();
        let hit: BTreeSet<usize> =
            targets.iter().copied().filter(|k| s.processes[*k].markets.first() == Some(&market)).collect();
        // A heap of its own takes what goes on being dug; else it stays in the market, at the gate.
        let gone = if s.covers[market].of_use { lost } else { lost * (1.0 - pent_up) };
        self.cut_mines(&hit, 1.0 - gone * self.exported(market));
    }

    /// Share of what mines bring to a market that leaves it at base.
    fn exported(&self, market: MarketId) -> f64 {
        let s = self.structure();
        if !s.covers[market].of_use {
            return 1.0;
        }
        let mines = s.processes.iter().enumerate().filter(|(_, p)| p.markets.first() == Some(&market));
        let dug: f64 = mines.map(|(k, _)| self.model.base(self.model.process[k])).sum();
        if dug > 0.0 { (self.outflow(market) / dug).min(1.0) } else { 0.0 }
    }

    /// What routes carry out of a market at base [t/month].
    pub(super) fn outflow(&self, market: MarketId) -> f64 {
        let s = self.structure();
        let routes = (0..s.routes.len()).filter(|k| s.routes[*k].from == market && !s.routes[*k].idle);
        routes.map(|k| self.model.base(self.model.route[k])).sum()
    }

    /// Heaps where stocks belong to users: `share` of what is lost of each month's shipments is set aside while
    /// the border is shut, and flows within some months after.
    fn heap(&mut self, p: &Placed<'_>, market: MarketId, cut: f64, share: f64) {
        let (flow, months) = (self.outflow(market), self.constant("heap-months"));
        let ended = p.to + p.felt - p.from;
        let mut heap = 0.0;
        let mut freed = 0.0;
        for m in p.felt.floor() as i64..=self.m as i64 {
            let on = (ended.min(m as f64 + 1.0) - p.felt.max(m as f64)).clamp(0.0, 1.0);
            let passed = usize::try_from(m).ok().and_then(|m| self.path(p, m));
            let lost = passed.map_or(cut, |share| (1.0 - share).max(0.0));
            freed = if on > 0.0 { 0.0 } else { heap / months };
            heap += share * lost * flow * on - freed;
        }
        if p.happens && freed > 0.0 {
            self.shock.release.push((market, freed));
        }
    }

    /// What holders and new mines make of a feed that is lost for a while.
    pub(super) fn lost_feed(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        if self.is_expected(p) {
            self.believe(self.left_of(p, self.believed(p)));
        }
        self.shock.spare_on |= p.happens && (self.m as f64) < p.to + self.constant("aftermath");
        self.hoard_for_feed(p, targets, cut);
    }

    /// What the plan says got through in month `m`, if it prescribes a path.
    pub(super) fn path(&self, p: &Placed<'_>, m: usize) -> Option<f64> {
        if p.act.path.is_empty() {
            return None;
        }
        let k = (m as f64 - p.from.floor()) as usize;
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
        let risk = cut * threatened / feed * self.threat(p);
        let importers = importers(s, targets);
        for m in 0..s.markets.len() {
            if let Some(share) = hoarded_at(s, m, &importers) {
                self.alarm(p, m, risk, self.constant(share));
            }
        }
    }

    /// Probability that buyers give to a loss.
    fn threat(&self, p: &Placed<'_>) -> f64 {
        p.act.chance.unwrap_or_else(|| self.constant("threat"))
    }

    /// Where the lost good is used as it is, who imports it hoards: by the share of use that is threatened.
    fn hoard_for_imports(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        let risk = cut * self.threat(p);
        for (market, share) in self.shares(targets) {
            if !self.structure().is_pooled(market) {
                self.hoard_abroad_of(p, market, share * risk);
            }
        }
    }

    /// Every market that another one feeds hoards, by the share of its use that comes from there.
    pub(super) fn hoard_abroad_of(&mut self, p: &Placed<'_>, market: MarketId, risk: f64) {
        for m in 0..self.case.structure.markets.len() {
            self.alarm(p, m, risk * self.fed_by(market, m), 1.0);
        }
    }

    /// Share of a market's use that another one ships to it at base.
    pub(super) fn fed_by(&self, from: MarketId, to: MarketId) -> f64 {
        let s = &self.case.structure;
        let routes = (0..s.routes.len()).filter(|k| s.routes[*k].from == from && s.routes[*k].to == to);
        let inflow: f64 = routes.map(|k| self.model.base(self.model.route[k])).sum();
        (inflow / self.model.throughput[to]).min(1.0)
    }

    /// Where a good that is used as it is loses output, all of its markets hoard, by the share that is lost.
    fn hoard_for_loss(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        let s = &self.case.structure;
        let risk = cut * self.threat(p);
        let dug = |good: &str, only: bool| -> f64 {
            let of = |k: &usize| {
                let first = s.processes[*k].markets.first();
                s.processes[*k].kind == ProcessKind::Mine
                    && first.is_some_and(|m| s.markets[*m].good == good)
                    && (!only || targets.contains(k))
            };
            (0..s.processes.len()).filter(of).map(|k| self.model.base(self.model.process[k])).sum()
        };
        for m in (0..s.markets.len()).filter(|m| !s.is_pooled(*m)) {
            let (lost, all) = (dug(&s.markets[m].good, true), dug(&s.markets[m].good, false));
            if lost > 0.0 {
                self.alarm(p, m, risk * lost / all, 1.0);
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
        self.cut_mines(&targets, 1.0 - self.bitten(p, cut) * self.held(p));
        self.lost_feed(p, &targets, cut);
        self.hoard_for_loss(p, &targets, cut);
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
