//! One draw from start to end: baseline and scenario under the same numbers, reduced to what answers need.
//!
//! Both runs share one network, so an empty scenario equals its baseline bit for bit. Unserved demand and
//! money are differences between the two, never levels. The road not taken: keeping trajectories. A thousand
//! draws of them would not fit into memory, and no answer needs more than this.

use crate::case::{Base, Case, ProcessKind};
use crate::chain::{self, Links};
use crate::draw::Draw;
use crate::model::{Model, Responses, WEEKS, build};
use crate::plan::{ActKind, Plan};
use crate::shocks::{Dated, number, placed, seizes, shocks, taxed};
use crate::timing::first_day;
use oreline_market::{Accounts, MonthResult, NetworkError, Trajectory, month_accounts, run};
use std::collections::BTreeMap;

/// What one month of one draw gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct MonthOutcome {
    /// Price per market [USD/kg].
    pub(crate) price: Vec<f64>,
    /// Price over the baseline's price of the same month, per market.
    pub(crate) ratio: Vec<f64>,
    /// Price over the base month's, with noise and discrepancy, per market.
    pub(crate) path: Vec<f64>,
    /// The price of that path [USD/kg].
    pub(crate) path_price: Vec<f64>,
    /// Price of the baseline, per market [USD/kg].
    pub(crate) calm_price: Vec<f64>,
    /// Share of baseline consumption not served, per market.
    pub(crate) unserved: Vec<f64>,
    /// The same per use.
    pub(crate) unserved_use: Vec<f64>,
    /// Stock per market [weeks of base use].
    pub(crate) cover: Vec<f64>,
    /// Flow per route [t/month].
    pub(crate) flow: Vec<f64>,
    /// Flow per route of the baseline [t/month].
    pub(crate) calm_flow: Vec<f64>,
}

/// Money over the whole run, scenario minus baseline [million USD].
pub(crate) type Money = BTreeMap<(String, String), f64>;

/// What one draw gave.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) draw: Draw,
    pub(crate) months: Vec<MonthOutcome>,
    /// By (actor, account).
    pub(crate) actors: Money,
    /// Levies that each actor takes in the scenario.
    pub(crate) receipts: BTreeMap<String, f64>,
    /// Consumer loss by region.
    pub(crate) losses: BTreeMap<String, f64>,
    /// Consumer loss by final use.
    pub(crate) use_losses: BTreeMap<String, f64>,
    /// From mine to use, per link of the chain: baseline and scenario.
    pub(crate) links: Links,
    /// Endings of every month of both runs.
    pub(crate) endings: BTreeMap<String, usize>,
    pub(crate) worst_kkt: f64,
}

/// The account of levies.
pub(crate) const LEVIES: &str = "levies";

/// What every draw of an ensemble shares.
pub(crate) struct Setting<'a> {
    pub(crate) case: &'a Case,
    pub(crate) plan: &'a Plan,
    pub(crate) starts: &'a [Dated],
    pub(crate) months: usize,
    /// Acts, trends and noise off.
    pub(crate) steady: bool,
}

/// Runs one draw; `stop` ends it early with nothing.
pub(crate) fn outcome(
    set: &Setting<'_>,
    draw: Draw,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Outcome>, NetworkError> {
    let case = set.case;
    let base = case.base(draw.get(&case.focus));
    let responses = Responses::new(&draw, &case.priors);
    let acts = placed(set.plan, set.starts, &draw);
    let model = build(case, set.plan, &acts, base, &draw, &responses);
    let series = |in_baseline: bool| {
        if set.steady {
            return vec![oreline_market::Shock::default(); set.months];
        }
        shocks(set, &model, &draw, &responses, in_baseline)
    };
    let calm = run(&model.network, &model.in_force, &series(true), stop)?;
    let hit = run(&model.network, &model.in_force, &series(false), stop)?;
    if calm.months.len() <= set.months || hit.months.len() <= set.months {
        return Ok(None);
    }
    Ok(Some(reduce(set, base, &model, draw, &calm, &hit)))
}

fn reduce(
    set: &Setting<'_>,
    base: &Base,
    model: &Model,
    draw: Draw,
    calm: &Trajectory,
    hit: &Trajectory,
) -> Outcome {
    let mut noise = Noise::new(set, &draw);
    let pairs = calm.months.iter().zip(&hit.months).enumerate();
    let months = pairs.map(|(m, (c, h))| month(set.case, base, model, c, h, &noise.factors(m))).collect();
    let Sums { actors, receipts, losses, use_losses } = money(set, model, &draw, calm, hit);
    let links = chain::links(set.case, model, calm, hit);
    let mut endings = BTreeMap::new();
    for result in calm.months.iter().chain(&hit.months) {
        *endings.entry(ending(result)).or_default() += 1;
    }
    let worst_kkt = calm.months.iter().chain(&hit.months).map(|r| r.residual).fold(0.0, f64::max);
    Outcome { draw, months, actors, receipts, losses, use_losses, links, endings, worst_kkt }
}

fn ending(result: &MonthResult) -> String {
    let text = serde_json::to_value(result.ending).ok();
    text.and_then(|v| v.as_str().map(str::to_string)).unwrap_or_else(|| format!("{:?}", result.ending))
}

/// Price noise by good, the same in every region, and the model's own error.
struct Noise<'a> {
    set: &'a Setting<'a>,
    draw: Draw,
    walk: BTreeMap<String, f64>,
}

impl<'a> Noise<'a> {
    fn new(set: &'a Setting<'a>, draw: &Draw) -> Self {
        Self { set, draw: draw.clone(), walk: BTreeMap::new() }
    }

    /// Factor on each good's price ratio in month `m`; months are asked for in order.
    fn factors(&mut self, m: usize) -> BTreeMap<String, f64> {
        let case = self.set.case;
        let discrepancy =
            self.draw.get("discrepancy") * (m as f64 / case.priors.constant("discrepancy-months")).min(1.0);
        let mut out = BTreeMap::new();
        for good in &case.structure.goods {
            let walk = self.walk.entry(good.id.clone()).or_default();
            if m > 0 {
                let monthly = good.volatility * self.draw.find("volatility").unwrap_or(1.0) / 12f64.sqrt();
                *walk += monthly * self.draw.score(&format!("noise:{}", good.id), m as u64);
            }
            let own = discrepancy * self.draw.score(&format!("discrepancy:{}", good.id), 0);
            let log = if self.set.steady { 0.0 } else { *walk + own };
            out.insert(good.id.clone(), libm::exp(log));
        }
        out
    }
}

fn month(
    case: &Case,
    base: &Base,
    model: &Model,
    calm: &MonthResult,
    hit: &MonthResult,
    noise: &BTreeMap<String, f64>,
) -> MonthOutcome {
    let markets = case.structure.markets.len();
    let ratio = |a: f64, b: f64| if b > 1e-9 { a / b } else { 1.0 };
    let (served_calm, served_hit) = (served(model, calm, markets), served(model, hit, markets));
    let short = |a: f64, b: f64| if b > 1e-9 { (1.0 - a / b).max(0.0) } else { 0.0 };
    let path: Vec<f64> = (0..markets)
        .map(|m| ratio(hit.price[m], base.price[m]) * noise[&case.structure.markets[m].good])
        .collect();
    MonthOutcome {
        path_price: path.iter().zip(&base.price).map(|(p, b)| p * b).collect(),
        calm_price: calm.price[..markets].to_vec(),
        price: hit.price[..markets].to_vec(),
        ratio: (0..markets).map(|m| ratio(hit.price[m], calm.price[m])).collect(),
        path,
        unserved: (0..markets).map(|m| short(served_hit[m], served_calm[m])).collect(),
        unserved_use: model.use_.iter().map(|b| short(hit.quantity[*b], calm.quantity[*b])).collect(),
        cover: (0..markets)
            .map(|m| WEEKS * hit.stock[model.store[m]] / model.throughput[m].max(1e-12))
            .collect(),
        flow: model.route.iter().map(|b| hit.quantity[*b]).collect(),
        calm_flow: model.route.iter().map(|b| calm.quantity[*b]).collect(),
    }
}

/// What processes and final uses take from each market [t/month].
fn served(model: &Model, result: &MonthResult, markets: usize) -> Vec<f64> {
    let mut out = vec![0.0; markets];
    for b in model.process.iter().chain(&model.use_) {
        for (row, a) in &model.network.activities[*b].column {
            if *row < markets && *a < 0.0 {
                out[*row] -= a * result.quantity[*b];
            }
        }
    }
    out
}

/// Sums over a run [million USD].
#[derive(Default)]
struct Sums {
    actors: Money,
    receipts: BTreeMap<String, f64>,
    losses: BTreeMap<String, f64>,
    use_losses: BTreeMap<String, f64>,
}

/// A month of one of the two runs.
#[derive(Clone, Copy)]
struct Side {
    m: usize,
    in_baseline: bool,
}

/// Sums of the accounts over the run, scenario minus baseline.
fn money(set: &Setting<'_>, model: &Model, draw: &Draw, calm: &Trajectory, hit: &Trajectory) -> Sums {
    let mut sums = Sums::default();
    let Sums { actors, receipts, losses, use_losses } = &mut sums;
    for (trajectory, sign) in [(hit, 1.0), (calm, -1.0)] {
        let in_baseline = sign < 0.0;
        for (m, result) in trajectory.months.iter().enumerate().skip(1) {
            // Thousands of USD to millions.
            let unit = sign / 1000.0;
            let accounts = month_accounts(&model.network, result);
            let at = Side { m, in_baseline };
            producers(set, model, at, &accounts, unit, actors);
            let new = new_levies(set, draw, m, in_baseline);
            levies(set, model, at, result, &new, unit, actors);
            rents(set, model, &accounts, unit, actors);
            holders(set, model, &trajectory.months[m - 1], result, unit, actors);
            for (u, spec) in set.case.structure.uses.iter().enumerate() {
                let region = &set.case.structure.markets[spec.market].region;
                let loss = unit * accounts.consumer[model.use_[u]];
                *losses.entry(region.clone()).or_default() += loss;
                *use_losses.entry(spec.name.clone()).or_default() += loss;
            }
        }
        if !in_baseline {
            let taken = actors.iter().filter(|((_, account), _)| account == LEVIES);
            receipts.extend(taken.map(|((actor, _), sum)| (actor.clone(), *sum)));
        }
    }
    sums
}

fn add(actors: &mut Money, actor: &str, account: &str, amount: f64) {
    *actors.entry((actor.to_string(), account.to_string())).or_default() += amount;
}

/// Surplus of mines by who controls the site, of plants by region.
fn producers(set: &Setting<'_>, model: &Model, at: Side, accounts: &Accounts, unit: f64, actors: &mut Money) {
    let s = &set.case.structure;
    for (p, spec) in s.processes.iter().enumerate() {
        let surplus = unit * accounts.producer[model.process[p]];
        if spec.kind == ProcessKind::Mine {
            let holder = holder(set, spec.site.as_deref(), at);
            add(actors, holder.unwrap_or(&spec.region), "surplus of mines", surplus);
        } else {
            add(actors, &spec.region, account_of(spec.kind), surplus);
        }
    }
    for (r, spec) in s.routes.iter().enumerate() {
        let surplus = unit * accounts.producer[model.route[r]];
        add(actors, &s.markets[spec.from].region, "margin of shippers", surplus);
    }
}

fn account_of(kind: ProcessKind) -> &'static str {
    match kind {
        ProcessKind::Mine => "surplus of mines",
        ProcessKind::Collector | ProcessKind::Recycling => "surplus of recyclers",
        ProcessKind::Separation => "surplus of separation plants",
        ProcessKind::Metal => "surplus of metal makers",
        ProcessKind::Magnet => "surplus of magnet makers",
    }
}

/// Who holds a site that month: whoever an act of the plan gave it to last, else what the record says.
fn holder<'a>(set: &'a Setting<'_>, site: Option<&str>, at: Side) -> Option<&'a str> {
    let site = set.case.structure.sites.iter().find(|s| Some(s.id.as_str()) == site)?;
    let taken = set.plan.acts.iter().zip(set.starts).filter(|(act, start)| {
        (!at.in_baseline || act.also_in_baseline)
            && start.from <= at.m as f64 + 0.5
            && seizes(set.case, act, site)
    });
    if let Some((act, _)) = taken.max_by(|a, b| a.1.from.total_cmp(&b.1.from)) {
        return act.new_holder.as_deref();
    }
    // The middle of the month decides, so that a change on the last day does not move a month's levy.
    let day = first_day(set.case.as_of, at.m);
    site.holder(day.saturating_add(jiff::Span::new().days(14)))
}

/// Levies of the plan this month: USD/kg and payee by route.
type NewLevies = BTreeMap<usize, (f64, Option<String>)>;

fn new_levies(set: &Setting<'_>, draw: &Draw, m: usize, in_baseline: bool) -> NewLevies {
    let mut new = NewLevies::new();
    let acts = set.plan.acts.iter().zip(set.starts);
    for (act, start) in acts.filter(|(a, _)| a.kind == ActKind::Levy && (!in_baseline || a.also_in_baseline))
    {
        let end = start.from + number(draw, act, "months", "", f64::INFINITY);
        let amount = crate::timing::overlap(m, start.from, end) * number(draw, act, "amount", "", 0.0);
        for k in taxed(&set.case.structure, act) {
            new.entry(k).or_insert((0.0, act.payee.clone())).0 += amount;
        }
    }
    new
}

/// Levies on routes out of mining markets, split by site output, to whoever holds each site that month.
fn levies(
    set: &Setting<'_>,
    model: &Model,
    at: Side,
    result: &MonthResult,
    new: &NewLevies,
    unit: f64,
    actors: &mut Money,
) {
    for (k, spec) in set.case.structure.routes.iter().enumerate() {
        let carried = unit * result.quantity[model.route[k]];
        let (extra, payee) = new.get(&k).cloned().unwrap_or((0.0, None));
        // A new levy goes to its payee; the standing one stays with whoever holds the sites.
        let standing = spec.levy + if payee.is_none() { extra } else { 0.0 };
        split_by_site(set, model, at, spec.from, result, standing * carried, actors);
        if let Some(actor) = payee {
            add(actors, &actor, LEVIES, extra * carried);
        }
    }
}

fn split_by_site(
    set: &Setting<'_>,
    model: &Model,
    at: Side,
    market: usize,
    result: &MonthResult,
    receipts: f64,
    actors: &mut Money,
) {
    if receipts == 0.0 {
        return;
    }
    let s = &set.case.structure;
    let makes = |p: &usize| s.processes[*p].kind == ProcessKind::Mine && s.processes[*p].markets[0] == market;
    let makers: Vec<usize> = (0..s.processes.len()).filter(makes).collect();
    let total: f64 = makers.iter().map(|p| result.quantity[model.process[*p]]).sum();
    for p in makers {
        let spec = &s.processes[p];
        let share = if total > 0.0 { result.quantity[model.process[p]] / total } else { 0.0 };
        let actor = holder(set, spec.site.as_deref(), at).unwrap_or(&spec.region);
        add(actors, actor, LEVIES, share * receipts);
    }
}

/// Rents of quotas to the exporting region (whoever gets the licences there), of shared plants to the plant.
fn rents(set: &Setting<'_>, model: &Model, accounts: &Accounts, unit: f64, actors: &mut Money) {
    for ((_, region), row) in &model.quota {
        add(actors, region, "rents of export licences", unit * accounts.rent[*row]);
    }
    for (plant, row) in &model.capacity {
        let owner = set.case.structure.processes.iter().find(|p| p.process == *plant);
        let region = owner.map_or(plant.as_str(), |p| p.region.as_str());
        add(actors, region, "rent of scarce capacity", unit * accounts.rent[*row]);
    }
}

/// What holders take out of stock, at the month's price.
fn holders(
    set: &Setting<'_>,
    model: &Model,
    before: &MonthResult,
    now: &MonthResult,
    unit: f64,
    actors: &mut Money,
) {
    for (m, market) in set.case.structure.markets.iter().enumerate() {
        let store = model.store[m];
        let sold = (before.stock[store] - now.stock[store]) * now.price[m];
        add(actors, &market.region, "sales from stock less purchases", unit * sold);
    }
}
