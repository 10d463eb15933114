//! Acts on trade, demand and capacity: licences, quotas, embargoes, levies, taxes, stockpiles, projects.

use super::{Month, Placed, number, targets, taxed};
use oreline_market::Tax;
use std::collections::BTreeSet;

impl Month<'_> {
    /// Near-stop, then the standing cut; leakage round it; hoarding abroad; two clocks of belief.
    pub(super) fn licence(&mut self, p: &Placed<'_>) {
        let on = self.held(p);
        let t = self.since(p);
        let near = number(self.draw, p.act, "near-stop", "near-stop", 0.9);
        let standing = number(self.draw, p.act, "cut", "standing-cut", 0.75) * self.draw.get("bite");
        let magnets = number(self.draw, p.act, "magnet-cut", "magnet-standing-cut", 0.15);
        let stop = self.constant("near-stop-months");
        let fade = |to: f64, from: f64| {
            if t < stop { near } else { to + (from - to) * libm::exp(-(t - stop + 1.0)) }
        };
        let (metal, magnet) = (fade(standing, near), fade(magnets, 0.8 * near));
        let region = p.act.region.clone().unwrap_or_default();
        for good in &p.act.goods {
            let is_magnet = self.structure().good(good).is_some_and(|g| g.stage == "magnet");
            let cut = on * if is_magnet { magnet } else { metal };
            if on > 0.0 {
                self.allow(good, &region, 1.0 - cut);
                self.leak(p, good, &region, cut);
            }
            self.hoard_abroad(p, good, &region, standing.max(self.constant("licence-fear")));
        }
        if on > 0.0 && t < stop && self.is_expected(p) {
            self.believe(stop + 1.0 - t);
            self.shock.spare_on = true;
        } else {
            self.standing_belief(p);
        }
    }

    pub(super) fn quota(&mut self, p: &Placed<'_>) {
        let (on, region) = (self.held(p), p.act.region.clone().unwrap_or_default());
        let announced = number(self.draw, p.act, "cut", "standing-cut", 0.75);
        let cut = on * self.bitten(p, announced);
        for good in &p.act.goods {
            if on > 0.0 {
                self.allow(good, &region, 1.0 - cut);
                self.leak(p, good, &region, cut);
            }
            self.hoard_abroad(p, good, &region, announced);
        }
        self.standing_belief(p);
    }

    /// What holders believe of a regime that is to last, while it is expected or on.
    pub(super) fn standing_belief(&mut self, p: &Placed<'_>) {
        if self.is_expected(p) {
            self.believe(self.left_of(p, self.believed(p)));
            self.shock.spare_on = true;
        }
    }

    /// Mean time left of something believed to last so long: never less than half of it.
    pub(super) fn left_of(&self, p: &Placed<'_>, believed: f64) -> f64 {
        let gone = if self.m as f64 + 1.0 > p.from { self.since(p) + 0.5 } else { 0.0 };
        (believed - gone).max(0.5 * believed)
    }

    pub(super) fn allow(&mut self, good: &str, region: &str, share: f64) {
        let key = (good.to_string(), region.to_string());
        if let (Some(row), Some(exports)) = (self.model.quota.get(&key), self.model.exports.get(&key)) {
            match self.shock.allowance.iter_mut().find(|(r, _)| r == row) {
                Some(slot) => slot.1 *= share,
                None => self.shock.allowance.push((*row, share * exports)),
            }
        }
    }

    pub(super) fn leak(&mut self, p: &Placed<'_>, good: &str, region: &str, cut: f64) {
        let key = (good.to_string(), region.to_string());
        let exports = self.model.exports.get(&key).copied().unwrap_or(0.0);
        self.leak_of(p, key, cut * exports);
    }

    /// Leakage of what a barrier stops, `stopped` [t/month].
    fn leak_of(&mut self, p: &Placed<'_>, key: (String, String), stopped: f64) {
        let Some(k) = self.model.leak.get(&key) else { return };
        let grown = 1.0 - libm::exp(-(self.since(p) + 0.5) / self.responses.leakage_delay);
        self.shock.leak.push((*k, self.responses.leakage * grown * stopped));
    }

    pub(super) fn hoard_abroad(&mut self, p: &Placed<'_>, good: &str, region: &str, fear: f64) {
        let risk = fear * p.act.chance.unwrap_or(1.0);
        if let Some(origin) = self.case.structure.market(good, region) {
            self.hoard_abroad_of(p, origin, risk);
        }
    }

    pub(super) fn embargo(&mut self, p: &Placed<'_>) {
        let region = p.act.region.clone().unwrap_or_default();
        let announced = number(self.draw, p.act, "cut", "", 1.0);
        let cut = self.on(p) * self.bitten(p, announced);
        let s = &self.case.structure;
        let hit = |k: usize| {
            let (from, to) = (&s.markets[s.routes[k].from], &s.markets[s.routes[k].to]);
            from.region == region
                && p.act.goods.contains(&from.good)
                && p.act.destinations.contains(&to.region)
        };
        for k in (0..s.routes.len()).filter(|k| cut > 0.0 && hit(*k)) {
            // An idle route has no base flow to cap: its whole curve shrinks.
            match s.routes[k].idle && cut < 1.0 {
                true => self.shock.scale.push((self.model.route[k], 1.0 - cut)),
                false => *self.route.entry(k).or_insert(1.0) *= 1.0 - cut,
            }
        }
        for good in &p.act.goods {
            let stopped = (0..s.routes.len())
                .filter(|k| hit(*k) && s.markets[s.routes[*k].from].good == *good)
                .map(|k| self.model.base(self.model.route[k]));
            self.leak_of(p, (good.clone(), region.clone()), cut * stopped.sum::<f64>());
            let Some(origin) = s.market(good, &region) else { continue };
            let risk = announced * p.act.chance.unwrap_or(1.0);
            for m in (0..s.markets.len()).filter(|m| p.act.destinations.contains(&s.markets[*m].region)) {
                self.alarm(p, m, risk * self.fed_by(origin, m), 1.0);
            }
        }
        self.standing_belief(p);
    }

    pub(super) fn levy(&mut self, p: &Placed<'_>) {
        let amount = self.on(p) * number(self.draw, p.act, "amount", "", 0.0);
        for k in taxed(self.structure(), p.act) {
            self.shock.wedge.push((self.model.route[k], amount));
        }
    }

    pub(super) fn tax(&mut self, p: &Placed<'_>) {
        let rate = self.on(p) * number(self.draw, p.act, "amount", "", 0.0);
        if rate.abs() < 1e-12 {
            return;
        }
        for k in taxed(self.structure(), p.act) {
            let on = self.case.structure.routes[k].from;
            self.shock.tax.push(Tax { activity: self.model.route[k], rate, on });
        }
    }

    /// Share of a ramp that has been climbed by the middle of this month.
    pub(super) fn ramp(&self, p: &Placed<'_>) -> f64 {
        let ramp = p.act.ramp.unwrap_or(0.0);
        if ramp <= 0.0 { self.on(p) } else { self.on(p) * ((self.since(p) + 0.5) / ramp).min(1.0) }
    }

    pub(super) fn demand(&mut self, p: &Placed<'_>) {
        let factor = 1.0 + self.ramp(p) * (number(self.draw, p.act, "amount", "", 1.0) - 1.0);
        if p.act.believed.is_some() && self.is_expected(p) {
            self.believe(number(self.draw, p.act, "believed", "", 0.0));
        }
        let s = &self.case.structure;
        let named = |list: &[String], id: &str| list.is_empty() || list.iter().any(|x| x == id);
        for (u, spec) in s.uses.iter().enumerate() {
            let market = &s.markets[spec.market];
            let hit = named(&p.act.uses, &spec.name)
                && named(&p.act.goods, &market.good)
                && (named(&p.act.destinations, &market.region));
            if hit && factor != 1.0 {
                self.shock.scale.push((self.model.use_[u], factor.max(1e-6)));
            }
        }
    }

    pub(super) fn stockpile(&mut self, p: &Placed<'_>) {
        let tonnes = self.on(p) * number(self.draw, p.act, "amount", "", 0.0);
        for good in &p.act.goods {
            let region = p.act.region.as_deref().unwrap_or_default();
            if let Some(m) = self.structure().market(good, region) {
                self.shock.release.push((m, -tonnes));
            }
        }
    }

    pub(super) fn capacity(&mut self, p: &Placed<'_>) {
        let factor = 1.0 + self.ramp(p) * (number(self.draw, p.act, "amount", "", 1.0) - 1.0);
        let targets = targets(self.structure(), p.act, self.case);
        for k in &targets {
            *self.process.entry(*k).or_insert(1.0) *= factor;
        }
        let plants: BTreeSet<&str> =
            targets.iter().map(|k| self.case.structure.processes[*k].process.as_str()).collect();
        for plant in plants {
            if let Some(row) = self.model.capacity.get(plant) {
                self.shock.capacity.push((*row, factor));
            }
        }
    }
}
