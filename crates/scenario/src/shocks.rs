//! Acts become shocks: the one function that converts a dated policy into numbers of a month.
//!
//! Acts of one plan multiply where they meet: two closures of one route leave the product of what each lets
//! through. The road not taken: letting acts edit the network. Its pattern would then differ between baseline
//! and scenario, and so would their rounding.

use crate::case::{Case, MarketId, ProcessKind, Structure};
use crate::draw::Draw;
use crate::model::{Model, Responses};
use crate::plan::{ActKind, ActPlan, Plan, Start};
use crate::timing::{overlap, place};
use oreline_market::{Shock, Tax};
use std::collections::{BTreeMap, BTreeSet};

/// Months over which a closed border or lost plant comes back.
const RESTART: f64 = 2.0;
/// After reopening, heaps flow at up to this multiple of base.
const REOPENED: f64 = 2.0;
/// Probability that buyers give to a closure's reaching all of the feed it names.
const THREAT: f64 = 0.9;
/// Where hoarding for a lost feed lands: oxides, then metals.
const HOARD: (f64, f64) = (0.7, 0.3);
/// Months for which spare feed goes on ramping up after a closure.
const AFTERMATH: f64 = 6.0;
/// A standing regime is believed to last this long at first, and never less than half of it.
const STANDING: f64 = 24.0;
/// Least share of need that buyers abroad hoard for under licences.
const LICENCE_FEAR: f64 = 0.6;
/// Months for which a licence regime nearly stops everything.
const NEAR_STOP: f64 = 2.0;

/// An act that lies on the month axis, with its numbers of one draw.
pub(crate) struct Placed<'a> {
    pub(crate) act: &'a ActPlan,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// When each act of a plan starts, for a case; the same in every draw.
pub(crate) fn starts(case: &Case, plan: &Plan) -> Result<Vec<f64>, String> {
    plan.acts.iter().map(|act| start(case, act)).collect()
}

fn start(case: &Case, act: &ActPlan) -> Result<f64, String> {
    match act.start().map_err(|e| e.to_string())? {
        Some(Start::On(day)) => Ok(place(case.as_of, day)),
        Some(Start::After(months)) => Ok(f64::from(months)),
        None => {
            let id = act.of.as_deref().unwrap_or_default();
            let known = case.structure.acts.get(id).map(|day| place(case.as_of, *day));
            known.ok_or_else(|| {
                let near = crate::near::nearest(id, case.structure.acts.keys());
                format!("act '{}': no act '{id}' is known at {}{near}", act.id, case.known_at)
            })
        }
    }
}

/// A number of an act: its own input, else the prior of that name, else the fallback.
pub(crate) fn number(draw: &Draw, act: &ActPlan, field: &str, prior: &str, fallback: f64) -> f64 {
    draw.find(&format!("{}.{field}", act.id)).or_else(|| draw.find(prior)).unwrap_or(fallback)
}

fn placed<'a>(plan: &'a Plan, starts: &[f64], draw: &Draw) -> Vec<Placed<'a>> {
    plan.acts
        .iter()
        .zip(starts)
        .map(|(act, from)| {
            let length = match act.kind {
                ActKind::Closure if act.path.is_empty() => {
                    number(draw, act, "months", "closure-months", f64::INFINITY)
                }
                ActKind::Closure => act.path.len() as f64,
                _ => number(draw, act, "months", "", f64::INFINITY),
            };
            Placed { act, from: *from, to: from + length }
        })
        .collect()
}

/// What the acts of a month have gathered so far.
struct Month<'a> {
    case: &'a Case,
    model: &'a Model,
    draw: &'a Draw,
    responses: &'a Responses,
    m: usize,
    /// Share of base that passes, per route; above 1 after a reopening.
    route: BTreeMap<usize, f64>,
    /// Share of capacity left, per process.
    process: BTreeMap<usize, f64>,
    shock: Shock,
}

/// The shocks of months 1 to `months` for one draw.
pub(crate) fn shocks(
    case: &Case,
    plan: &Plan,
    starts: &[f64],
    model: &Model,
    draw: &Draw,
    responses: &Responses,
    months: usize,
    in_baseline: bool,
) -> Vec<Shock> {
    let acts = placed(plan, starts, draw);
    (1..=months)
        .map(|m| {
            let mut month = Month {
                case,
                model,
                draw,
                responses,
                m,
                route: BTreeMap::new(),
                process: BTreeMap::new(),
                shock: Shock::default(),
            };
            for act in acts.iter().filter(|a| !in_baseline || a.act.also_in_baseline) {
                if act.from < m as f64 + 1.0 {
                    month.apply(act);
                }
            }
            month.finish()
        })
        .collect()
}

impl Month<'_> {
    fn structure(&self) -> &Structure {
        &self.case.structure
    }

    fn apply(&mut self, p: &Placed<'_>) {
        match p.act.kind {
            ActKind::Closure => self.closure(p),
            ActKind::OutputLoss => self.output_loss(p),
            ActKind::Licence => self.licence(p),
            ActKind::Quota => self.quota(p),
            ActKind::Embargo => self.embargo(p),
            ActKind::Levy => self.levy(p),
            ActKind::Tax => self.tax(p),
            ActKind::Demand => self.demand(p),
            ActKind::Stockpile => self.stockpile(p),
            ActKind::Capacity => self.capacity(p),
        }
    }

    fn believe(&mut self, months: f64) {
        self.shock.believed_months = self.shock.believed_months.max(months);
    }

    /// Months since the start at the beginning of this month.
    fn since(&self, p: &Placed<'_>) -> f64 {
        (self.m as f64 - p.from).max(0.0)
    }

    fn on(&self, p: &Placed<'_>) -> f64 {
        overlap(self.m, p.from, p.to)
    }

    /// Share of the cut that still holds: all of it while on, then fading over the restart.
    fn held(&self, p: &Placed<'_>) -> f64 {
        let on = self.on(p);
        if on > 0.0 { on } else { (1.0 - (self.m as f64 + 0.5 - p.to) / RESTART).max(0.0) }
    }

    fn closure(&mut self, p: &Placed<'_>) {
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
            let passes = if lost.abs() > 1e-3 { 1.0 - share * lost } else { REOPENED };
            self.cut_routes(market, p.act.region.as_deref(), passes);
        }
        self.lost_feed(p, &targets, cut);
    }

    /// What holders and new mines make of a feed that is lost for a while.
    fn lost_feed(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        if (self.m as f64) < p.to {
            let believed = number(self.draw, p.act, "believed", "believed-months", 6.0);
            self.believe((believed - (self.since(p) + 0.5)).max(0.5 * believed));
        }
        self.shock.spare_on |= (self.m as f64) < p.to + AFTERMATH;
        self.hoard_for_feed(p, targets, cut);
    }

    /// What the plan says got through this month, if it prescribes a path.
    fn path(&self, p: &Placed<'_>) -> Option<f64> {
        if p.act.path.is_empty() {
            return None;
        }
        let k = (self.m as f64 - p.from.floor()) as usize;
        let written = p.act.path.get(k)?.value();
        Some(self.draw.find(&format!("{}.path-{k}", p.act.id)).unwrap_or(written))
    }

    fn cut_mines(&mut self, targets: &BTreeSet<usize>, left: f64) {
        for p in targets {
            *self.process.entry(*p).or_insert(1.0) *= left;
        }
    }

    fn cut_routes(&mut self, market: MarketId, importer: Option<&str>, passes: f64) {
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

    /// Share of each market's output that comes from the targets.
    fn shares(&self, targets: &BTreeSet<usize>) -> BTreeMap<MarketId, f64> {
        let mut hit: BTreeMap<MarketId, f64> = BTreeMap::new();
        let mut all: BTreeMap<MarketId, f64> = BTreeMap::new();
        for (p, spec) in self.structure().processes.iter().enumerate() {
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
    fn hoard_for_feed(&mut self, p: &Placed<'_>, targets: &BTreeSet<usize>, cut: f64) {
        let s = &self.case.structure;
        let pooled = |k: usize| s.processes[k].kind == ProcessKind::Mine && s.is_pooled(s.processes[k].markets[0]);
        let sum = |keep: &dyn Fn(usize) -> bool| -> f64 {
            (0..s.processes.len()).filter(|k| keep(*k)).map(|k| self.model.base(self.model.process[k])).sum()
        };
        let feed = sum(&|k| pooled(k));
        let threatened = sum(&|k| targets.contains(&k) && pooled(k));
        if feed <= 0.0 {
            return;
        }
        let over = self.m as f64 + 0.5 - p.to;
        let relief = self.case.priors.constant("relief");
        let still = if over > 0.0 { libm::exp(-over / relief) } else { 1.0 };
        let months = self.responses.hoard * cut * threatened / feed * THREAT * still
            * libm::exp(-(self.since(p) + 0.5) / self.responses.hoard_decay);
        let importers = importers(s, targets);
        for m in 0..s.markets.len() {
            let factor = hoard_factor(s, m, &importers);
            self.hoard(m, factor * months);
        }
    }

    fn hoard(&mut self, market: MarketId, months: f64) {
        if months > 1e-9 {
            self.shock.hoard.push((self.model.store[market], months * self.model.throughput[market]));
        }
    }

    fn output_loss(&mut self, p: &Placed<'_>) {
        let targets = targets(self.structure(), p.act, self.case);
        let cut = number(self.draw, p.act, "cut", "cut", 1.0);
        if cut == 0.0 {
            return;
        }
        self.cut_mines(&targets, 1.0 - cut * self.held(p));
        self.lost_feed(p, &targets, cut);
    }

    /// Near-stop, then the standing cut; leakage round it; hoarding abroad; two clocks of belief.
    fn licence(&mut self, p: &Placed<'_>) {
        let on = self.on(p);
        if on <= 0.0 {
            return;
        }
        let t = self.since(p);
        let near = number(self.draw, p.act, "near-stop", "near-stop", 0.9);
        let standing = number(self.draw, p.act, "cut", "standing-cut", 0.75) * self.draw.get("bite");
        let magnets = number(self.draw, p.act, "magnet-cut", "magnet-standing-cut", 0.15);
        let fade = |to: f64, from: f64| {
            if t < NEAR_STOP { near } else { to + (from - to) * libm::exp(-(t - NEAR_STOP + 1.0)) }
        };
        let (metal, magnet) = (fade(standing, near), fade(magnets, 0.8 * near));
        let region = p.act.region.clone().unwrap_or_default();
        for good in &p.act.goods {
            let is_magnet = self.structure().good(good).is_some_and(|g| g.stage == "magnet");
            let cut = on * if is_magnet { magnet } else { metal };
            self.allow(good, &region, 1.0 - cut);
            self.leak(p, good, &region, cut);
            self.hoard_abroad(p, good, &region, standing.max(LICENCE_FEAR));
        }
        let standing_belief = number(self.draw, p.act, "believed", "", STANDING);
        let clock = if t < NEAR_STOP {
            NEAR_STOP + 1.0 - t
        } else {
            (standing_belief - (t + 0.5)).max(0.5 * standing_belief)
        };
        self.believe(clock);
        self.shock.spare_on = true;
    }

    fn quota(&mut self, p: &Placed<'_>) {
        let (on, region) = (self.on(p), p.act.region.clone().unwrap_or_default());
        if on <= 0.0 {
            return;
        }
        let cut = on * number(self.draw, p.act, "cut", "standing-cut", 0.75);
        for good in &p.act.goods {
            self.allow(good, &region, 1.0 - cut);
            self.leak(p, good, &region, cut);
            self.hoard_abroad(p, good, &region, cut);
        }
        self.standing_belief(p);
    }

    fn standing_belief(&mut self, p: &Placed<'_>) {
        let believed = number(self.draw, p.act, "believed", "", STANDING);
        self.believe((believed - (self.since(p) + 0.5)).max(0.5 * believed));
        self.shock.spare_on = true;
    }

    fn allow(&mut self, good: &str, region: &str, share: f64) {
        let key = (good.to_string(), region.to_string());
        if let (Some(row), Some(exports)) = (self.model.quota.get(&key), self.model.exports.get(&key)) {
            match self.shock.allowance.iter_mut().find(|(r, _)| r == row) {
                Some(slot) => slot.1 *= share,
                None => self.shock.allowance.push((*row, share * exports)),
            }
        }
    }

    fn leak(&mut self, p: &Placed<'_>, good: &str, region: &str, cut: f64) {
        let key = (good.to_string(), region.to_string());
        let (Some(k), Some(exports)) = (self.model.leak.get(&key), self.model.exports.get(&key)) else { return };
        let delay = self.responses.leakage_delay;
        let grown = 1.0 - libm::exp(-(self.since(p) + 0.5) / delay);
        self.shock.leak.push((*k, self.responses.leakage * grown * cut * exports));
    }

    fn hoard_abroad(&mut self, p: &Placed<'_>, good: &str, region: &str, fear: f64) {
        let s = &self.case.structure;
        let h = self.responses.hoard * fear * libm::exp(-(self.since(p) + 0.5) / self.responses.hoard_decay);
        for m in 0..s.markets.len() {
            let served = s.routes.iter().any(|r| r.to == m);
            if s.markets[m].good == good && s.markets[m].region != region && served {
                self.hoard(m, h);
            }
        }
    }

    fn embargo(&mut self, p: &Placed<'_>) {
        let (on, region) = (self.on(p), p.act.region.clone().unwrap_or_default());
        if on <= 0.0 {
            return;
        }
        let cut = on * number(self.draw, p.act, "cut", "", 1.0);
        let s = &self.case.structure;
        let hit = |k: usize| {
            let (from, to) = (&s.markets[s.routes[k].from], &s.markets[s.routes[k].to]);
            from.region == region && p.act.goods.contains(&from.good) && p.act.destinations.contains(&to.region)
        };
        for k in (0..s.routes.len()).filter(|k| hit(*k)) {
            *self.route.entry(k).or_insert(1.0) *= 1.0 - cut;
        }
        for good in &p.act.goods {
            self.leak(p, good, &region, cut);
            let h = self.responses.hoard * cut * libm::exp(-(self.since(p) + 0.5) / self.responses.hoard_decay);
            for m in 0..s.markets.len() {
                if s.markets[m].good == *good && p.act.destinations.contains(&s.markets[m].region) {
                    self.hoard(m, h);
                }
            }
        }
        self.standing_belief(p);
    }

    fn levy(&mut self, p: &Placed<'_>) {
        let amount = self.on(p) * number(self.draw, p.act, "amount", "", 0.0);
        for k in taxed(self.structure(), p.act) {
            self.shock.wedge.push((self.model.route[k], amount));
        }
    }

    fn tax(&mut self, p: &Placed<'_>) {
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
    fn ramp(&self, p: &Placed<'_>) -> f64 {
        let ramp = p.act.ramp.unwrap_or(0.0);
        if ramp <= 0.0 { self.on(p) } else { self.on(p) * ((self.since(p) + 0.5) / ramp).min(1.0) }
    }

    fn demand(&mut self, p: &Placed<'_>) {
        let factor = 1.0 + self.ramp(p) * (number(self.draw, p.act, "amount", "", 1.0) - 1.0);
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

    fn stockpile(&mut self, p: &Placed<'_>) {
        let tonnes = self.on(p) * number(self.draw, p.act, "amount", "", 0.0);
        for good in &p.act.goods {
            let region = p.act.region.as_deref().unwrap_or_default();
            if let Some(m) = self.structure().market(good, region) {
                self.shock.release.push((m, -tonnes));
            }
        }
    }

    fn capacity(&mut self, p: &Placed<'_>) {
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

    fn finish(mut self) -> Shock {
        for (k, passes) in &self.route {
            let activity = self.model.route[*k];
            self.shock.cap.push((activity, passes * self.model.base(activity)));
        }
        for (p, left) in &self.process {
            if *left != 1.0 {
                self.shock.cap_factor.push((self.model.process[*p], *left));
            }
        }
        self.shock
    }
}

/// Activities that an act names: its sites, what its holder holds at the base date, its processes.
pub(crate) fn targets(s: &Structure, act: &ActPlan, case: &Case) -> BTreeSet<usize> {
    let held = |site: &str| {
        act.holder.is_some()
            && s.sites.iter().any(|x| x.id == site && x.holder(case.as_of) == act.holder.as_deref())
    };
    (0..s.processes.len())
        .filter(|k| {
            let spec = &s.processes[*k];
            let by_site = spec.site.as_ref().is_some_and(|id| act.sites.contains(id) || held(id));
            by_site || act.processes.contains(&spec.process) || act.processes.contains(&spec.id)
        })
        .collect()
}

/// Routes that a levy or tax names by good, origin and destination.
pub(crate) fn taxed(s: &Structure, act: &ActPlan) -> Vec<usize> {
    let named = |list: &[String], id: &str| list.is_empty() || list.iter().any(|x| x == id);
    (0..s.routes.len())
        .filter(|k| {
            let (from, to) = (&s.markets[s.routes[*k].from], &s.markets[s.routes[*k].to]);
            let pool = s.good(&from.good).and_then(|g| g.pool.clone()).unwrap_or_default();
            (named(&act.goods, &from.good) || named(&act.goods, &pool))
                && named(&act.destinations, &to.region)
                && act.region.as_ref().is_none_or(|r| *r == from.region)
        })
        .collect()
}

/// Regions to which the targets' goods go.
fn importers(s: &Structure, targets: &BTreeSet<usize>) -> BTreeSet<String> {
    let origins: BTreeSet<MarketId> =
        targets.iter().filter_map(|k| s.processes[*k].markets.first().copied()).collect();
    let routes = s.routes.iter().filter(|r| origins.contains(&r.from) && !r.idle);
    routes.map(|r| s.markets[r.to].region.clone()).collect()
}

/// Where hoarding for a lost feed lands: scarce oxides where the feed goes, scarce metals where magnets are made.
fn hoard_factor(s: &Structure, m: MarketId, importers: &BTreeSet<String>) -> f64 {
    let market = &s.markets[m];
    let Some(good) = s.good(&market.good).filter(|g| g.element.is_some()) else { return 0.0 };
    let feeds_magnets =
        || s.processes.iter().any(|p| p.kind == ProcessKind::Magnet && p.markets.contains(&m));
    match good.stage.as_str() {
        "oxide" if importers.contains(&market.region) => HOARD.0,
        "metal" if feeds_magnets() => HOARD.1,
        _ => 0.0,
    }
}
