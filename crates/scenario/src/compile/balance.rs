//! From a fit's flows to one base: split, graded, balanced exactly, priced.

use super::parts::{Part, Parts, Share};
use super::project::{Column, Target, balance, project};
use super::{CompileError, Ground, SEED, focus_share, prices};
use crate::case::{Base, RouteSpec, Structure};
use crate::normal::{Z80, score, word};
use crate::reconcile::{System, mined_by_mine};
use oreline_world::expr::Atom;
use std::collections::BTreeMap;

/// Everything that exists carries at least this much, or this share of its value [t a year].
const LEAST: (f64, f64) = (0.02, 0.02);
/// A small site still digs this share.
const LEAST_SHARE: f64 = 0.01;

/// A base from the flows `x`; `draw` names the perturbation, nothing stands for the central case.
pub(super) fn base(
    ground: &Ground<'_>,
    parts: &Parts,
    system: &System,
    x: &[f64],
    draw: Option<u64>,
) -> Result<Base, CompileError> {
    let grades = Grades::new(ground, draw);
    let flows = Flows { parts, system, x };
    let shares: Vec<f64> = parts.parts.iter().map(|p| flows.share(p, draw)).collect();
    let s = &parts.structure;
    let coefficient: Vec<Vec<f64>> =
        (0..parts.parts.len()).map(|k| flows.coefficients(k, &shares, &grades, ground)).collect();
    let value = flows.values(&shares);
    let columns = columns(s, &coefficient);
    let target = Target {
        floor: value.iter().map(|v| (LEAST.0 * v).max(LEAST.1)).collect(),
        sigma: value.iter().map(|v| (0.05 * v).max(0.05)).collect(),
        value: value.iter().map(|v| v.max(LEAST.1)).collect(),
    };
    let unbalanced = |why: String| CompileError::Unbalanced { year: ground.year, why };
    let mut solved = project(&columns, s.markets.len(), &target).map_err(unbalanced)?;
    share_out(parts, &shares, &mut solved);
    check(s, &columns, &solved).map_err(unbalanced)?;
    let (activity, rest) = solved.split_at(s.processes.len());
    let active = s.routes.iter().filter(|r| !r.idle).count();
    let (carried, used) = rest.split_at(active);
    let mut base = Base {
        focus_share: focus_share(ground.world, system, x, |mine, oxide| grades.of_mine(ground, mine, oxide)),
        activity: activity.to_vec(),
        coefficient,
        flow: spread(&s.routes, carried),
        use_: used.to_vec(),
        price: Vec::new(),
        mined: mined(ground, parts, system, x, &shares, &grades),
    };
    base.price = prices::prices(ground, parts, &base)?;
    Ok(base)
}

/// Alternatives of one plant have one column here, so any split balances: restore their base shares exactly.
fn share_out(parts: &Parts, shares: &[f64], solved: &mut [f64]) {
    let alternative = |k: &usize| matches!(parts.parts[*k].share, Share::Alternative(_));
    let mut total: BTreeMap<&str, f64> = BTreeMap::new();
    for k in (0..parts.parts.len()).filter(alternative) {
        *total.entry(&parts.parts[k].process).or_default() += solved[k];
    }
    for k in (0..parts.parts.len()).filter(alternative) {
        solved[k] = total[parts.parts[k].process.as_str()] * shares[k];
    }
}

/// Active routes come first in the columns; idle ones carry nothing.
fn spread(routes: &[RouteSpec], carried: &[f64]) -> Vec<f64> {
    let mut next = carried.iter();
    routes.iter().map(|r| if r.idle { 0.0 } else { next.next().copied().unwrap_or(0.0) }).collect()
}

fn columns(s: &Structure, coefficient: &[Vec<f64>]) -> Vec<Column> {
    let makers = s.processes.iter().zip(coefficient).map(|(p, c)| {
        let mut column: BTreeMap<usize, f64> = BTreeMap::new();
        p.markets.iter().zip(c).for_each(|(m, a)| *column.entry(*m).or_default() += a);
        column.into_iter().collect()
    });
    let routes = s.routes.iter().filter(|r| !r.idle).map(|r| vec![(r.from, -1.0), (r.to, 1.0)]);
    let uses = s.uses.iter().map(|u| vec![(u.market, -1.0)]);
    makers.chain(routes).chain(uses).collect()
}

fn check(s: &Structure, columns: &[Column], x: &[f64]) -> Result<(), String> {
    let gap = balance(columns, s.markets.len(), x);
    let mut through = vec![0.0_f64; s.markets.len()];
    for (column, x) in columns.iter().zip(x) {
        column.iter().for_each(|(i, a)| through[*i] = through[*i].max((a * x).abs()));
    }
    for (m, gap) in gap.iter().enumerate() {
        if gap.abs() > 1e-9 * through[m].max(LEAST.1) {
            return Err(format!(
                "{} is off by {gap:.3e} t a year; does what is made there have an outlet, and what is used a source?",
                s.markets[m].id()
            ));
        }
    }
    match x.iter().position(|v| !v.is_finite() || *v < 0.0) {
        Some(k) => Err(format!(
            "'{}' came out at {:.3} t a year; what it moves has nowhere to come from or to go: is a use, a route or \
             a process missing?",
            name(s, k),
            x[k]
        )),
        None => Ok(()),
    }
}

/// The process, route or use behind a column.
fn name(s: &Structure, column: usize) -> &str {
    let routes = s.routes.iter().filter(|r| !r.idle).map(|r| &r.id);
    let all = s.processes.iter().map(|p| &p.id).chain(routes).chain(s.uses.iter().map(|u| &u.id));
    all.skip(column).map(String::as_str).next().unwrap_or("a flow")
}

/// Relative grades of the baskets in one draw.
struct Grades(BTreeMap<(String, String), f64>);

impl Grades {
    fn new(ground: &Ground<'_>, draw: Option<u64>) -> Self {
        let of = |b: &oreline_world::rows::Basket| {
            let z = draw.map_or(0.0, |k| score(&[SEED, word("grade"), word(&b.id), k]));
            let (mid, edge) = (b.est.value(), if z < 0.0 { b.est.low() } else { b.est.high() });
            let spread = if edge > 0.0 && mid > 0.0 { libm::log(edge / mid).abs() / Z80 } else { 0.0 };
            ((b.id.to_string(), b.element.to_string()), mid * libm::exp(spread * z))
        };
        Self(ground.world.baskets.iter().map(of).collect())
    }

    fn of(&self, basket: &str, element: &str) -> Option<f64> {
        self.0.get(&(basket.to_string(), element.to_string())).copied()
    }

    /// Grade of a mine's ore in the element of an oxide, relative to the others of its pool.
    fn of_mine(&self, ground: &Ground<'_>, mine: &str, oxide: &str) -> f64 {
        let world = ground.world;
        let find = || {
            let process = world.process(mine)?;
            let makes = |good: &str| world.recipes.iter().any(|r| r.process == process.id && r.good == *good);
            let basket = world.baskets.iter().find(|b| b.region == process.region && makes(&b.good))?;
            self.of(&basket.id, &element_of(ground, oxide)?)
        };
        find().unwrap_or(1.0)
    }
}

fn element_of(ground: &Ground<'_>, good: &str) -> Option<String> {
    ground.world.contents.iter().find(|c| c.good == *good).map(|c| c.element.to_string())
}

/// The fit's flows, looked up by name.
struct Flows<'a> {
    parts: &'a Parts,
    system: &'a System,
    x: &'a [f64],
}

impl Flows<'_> {
    fn at(&self, atom: &Atom) -> f64 {
        self.system.network().value(atom, self.x)
    }

    fn activity(&self, process: &str) -> f64 {
        self.at(&Atom::Activity { process: process.into() })
    }

    fn share(&self, part: &Part, draw: Option<u64>) -> f64 {
        match &part.share {
            Share::Whole => 1.0,
            Share::Alternative(share) => *share,
            Share::Site { .. } => {
                let all: f64 = self.siblings(part).map(|p| site_share(p, draw)).sum();
                site_share(part, draw) / all
            }
            Share::Basket(basket) => {
                let all: f64 = self
                    .siblings(part)
                    .filter_map(|p| p.basket.as_ref())
                    .map(|b| self.arrives(b, &part.region))
                    .sum();
                if all > 0.0 { self.arrives(basket, &part.region) / all } else { 0.0 }
            }
        }
    }

    fn siblings<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = &'a Part> {
        self.parts.parts.iter().filter(|p| p.process == part.process)
    }

    /// Pooled ore of a basket that stays in or comes to a region [t a year].
    fn arrives(&self, basket: &str, region: &str) -> f64 {
        let Some(pool) = self.parts.pool.clone() else { return 0.0 };
        let Some((origin, _)) = self.parts.baskets.iter().find(|(_, b)| b.as_str() == basket) else {
            return 0.0;
        };
        if origin != region {
            let (good, origin, destination) = (pool, origin.clone(), region.to_string());
            return self.at(&Atom::Trade { good, origin, destination }).max(0.0);
        }
        let made: f64 = self
            .system
            .network()
            .variables()
            .iter()
            .filter_map(|atom| match atom {
                Atom::Activity { process } => Some(process.clone()),
                _ => None,
            })
            .filter(|process| self.parts.parts.iter().any(|p| p.process == *process && p.region == region))
            .map(|process| self.at(&Atom::Output { process, good: pool.clone() }))
            .sum();
        let origin = region.to_string();
        let shipped: f64 = self
            .parts
            .structure
            .routes
            .iter()
            .filter(|r| {
                !r.idle
                    && self.parts.structure.markets[r.from].good == basket
                    && self.parts.structure.markets[r.from].region == origin
            })
            .map(|r| {
                let destination = self.parts.structure.markets[r.to].region.clone();
                self.at(&Atom::Trade { good: pool.clone(), origin: origin.clone(), destination })
            })
            .sum();
        (made - shipped).max(0.0)
    }

    /// Signed coefficients of a part, with the grade of its basket; the total mass of outputs is kept.
    fn coefficients(&self, k: usize, shares: &[f64], grades: &Grades, ground: &Ground<'_>) -> Vec<f64> {
        let part = &self.parts.parts[k];
        let activity = self.activity(&part.process);
        let mut out: Vec<f64> = part
            .legs
            .iter()
            .map(|leg| {
                let (process, good) = (part.process.clone(), leg.good.clone());
                let atom = if leg.sign < 0.0 {
                    Atom::Input { process, good }
                } else {
                    Atom::Output { process, good }
                };
                let coef = if activity > 1e-6 { self.at(&atom) / activity } else { leg.coef };
                leg.sign * coef.max(0.0)
            })
            .collect();
        if let Some(basket) = &part.basket {
            self.grade(part, basket, shares, grades, ground, &mut out);
        }
        out
    }

    fn grade(
        &self,
        part: &Part,
        basket: &str,
        shares: &[f64],
        grades: &Grades,
        ground: &Ground<'_>,
        out: &mut [f64],
    ) {
        let mut moved = 0.0;
        let mut graded = vec![false; out.len()];
        for (slot, leg) in part.legs.iter().enumerate().filter(|(_, l)| l.sign > 0.0) {
            let Some(element) = element_of(ground, &leg.good) else { continue };
            let Some(own) = grades.of(basket, &element) else { continue };
            let pool: f64 = (0..shares.len())
                .filter(|j| self.parts.parts[*j].process == part.process)
                .filter_map(|j| Some(shares[j] * grades.of(self.parts.parts[j].basket.as_ref()?, &element)?))
                .sum();
            let factor = if pool > 0.0 { own / pool } else { 1.0 };
            moved += out[slot] * (1.0 - factor);
            out[slot] *= factor;
            graded[slot] = true;
        }
        let rest = (0..out.len()).filter(|k| part.legs[*k].sign > 0.0 && !graded[*k]);
        if let Some(k) = rest.max_by(|a, b| out[*a].total_cmp(&out[*b])) {
            out[k] = (out[k] + moved).max(0.0);
        }
    }

    /// Wanted quantities in the order of the columns.
    fn values(&self, shares: &[f64]) -> Vec<f64> {
        let s = &self.parts.structure;
        let made = self.parts.parts.iter().zip(shares).map(|(p, share)| share * self.activity(&p.process));
        let carried =
            s.routes.iter().zip(&self.parts.route_good).filter(|(r, _)| !r.idle).map(|(r, good)| {
                let (origin, destination) =
                    (s.markets[r.from].region.clone(), s.markets[r.to].region.clone());
                self.at(&Atom::Trade { good: good.clone(), origin, destination })
            });
        let used = s.uses.iter().enumerate().map(|(u, spec)| {
            let market = &s.markets[spec.market];
            let (good, region) = (market.good.clone(), market.region.clone());
            if self.parts.stock_uses.contains(&u) {
                return self.at(&Atom::StockBuild { good, region }).max(0.0);
            }
            self.at(&Atom::Use { good, region, purpose: spec.name.clone() })
        });
        made.chain(carried).chain(used).map(|v| v.max(0.0)).collect()
    }
}

fn site_share(part: &Part, draw: Option<u64>) -> f64 {
    let Share::Site { id, value, sigma } = &part.share else { return 0.0 };
    let z = draw.map_or(0.0, |k| score(&[SEED, word("site"), word(id), k]));
    (value + sigma * z).max(LEAST_SHARE)
}

/// Mined oxide by activity and element [t a year].
fn mined(
    ground: &Ground<'_>,
    parts: &Parts,
    system: &System,
    x: &[f64],
    shares: &[f64],
    grades: &Grades,
) -> Vec<(String, String, f64)> {
    let elements = &ground.world.meta.focus.elements;
    let by_mine = mined_by_mine(system, x, |mine, oxide| grades.of_mine(ground, mine, oxide));
    let mut out = Vec::new();
    for (k, part) in parts.parts.iter().enumerate() {
        let Some(tonnes) = by_mine.get(&part.process) else { continue };
        for (element, t) in elements.iter().zip(tonnes) {
            out.push((parts.structure.processes[k].id.clone(), element.to_string(), t * shares[k]));
        }
    }
    out
}
