//! From a figure of a run to the rows it rests on: `price-ratio:dy-oxide@china:2025-10` and its like.
//!
//! A result of a run has no row of its own. It rests on the base of what it is about, on what the scenario says,
//! and on behaviour. The road not taken: listing every row of the world, since all markets hang together. What
//! is near says more; the drivers of a result say what far things matter.

use super::why::{Asked, Found};
use crate::answers::WhyRow;
use crate::case::{ProcessKind, ProcessSpec, SiteSpec};
use crate::ensemble::own_inputs;
use crate::plan::{ActPlan, Plan};
use crate::priors::Input;
use oreline_world::expr::{Atom, IdKind};
use oreline_world::rows::{ActKind, RowRef};
use std::collections::BTreeSet;

/// Measures of a market.
pub(super) const MEASURES: [(&str, &str); 6] = [
    ("price", "price in the model"),
    ("price-ratio", "price over that of the baseline"),
    ("path-price", "price with noise and model error"),
    ("path-ratio", "price over that of the base month"),
    ("cover", "stock"),
    ("unserved", "share of baseline demand not served"),
];

const OF_RUN: &str = "a result of a run: it rests on the base below, on what the scenario says, and on behaviour (worlds/priors.toml)";

impl Asked<'_> {
    /// The rows near a figure of a run; nothing if the id is not one.
    pub(super) fn figure_of_run(&self, plan: Option<&Plan>, id: &str) -> Option<Found> {
        let (measure, subject) = id.split_once(':')?;
        let mut rows = self.near(measure, subject)?;
        rows.extend(plan.map(|p| self.of_plan(p)).unwrap_or_default());
        let what = MEASURES.iter().find(|(m, _)| *m == measure).map_or(measure, |(_, what)| what);
        Some(Found { figure: format!("{what} of {}: {OF_RUN}", undated(subject)), rows })
    }

    /// What stands behind a figure of a run outside the tables: the scenario's own numbers; for a driver its prior.
    pub(super) fn written(&self, plan: Option<&Plan>, id: &str) -> Vec<WhyRow> {
        let own = plan.map(said_by_plan).unwrap_or_default();
        let Some(driver) = id.strip_prefix("driver:") else { return own };
        let input = driver.rsplit('|').next().unwrap_or(driver);
        let prior = self.case.priors.input.get(input).map(|prior| of_prior(input, prior));
        prior.into_iter().chain(own.into_iter().filter(|row| row.id == input)).collect()
    }

    fn near(&self, measure: &str, subject: &str) -> Option<BTreeSet<RowRef>> {
        match measure {
            m if MEASURES.iter().any(|(name, _)| *name == m) => self.near_market(m, undated(subject)),
            "flow" => self.route(undated(subject)).map(|f| f.rows),
            "shortage" => self.near_use(subject),
            "actor" => self.near_actor(subject),
            "loss" => self.near_region(subject),
            "use-loss" => self.of_use(subject),
            "chain" => self.near_link(subject),
            "product" => self.near_product(undated(subject)),
            "evidence" => self.heaviest(subject),
            "driver" => self.near_driver(subject),
            _ => None,
        }
    }

    fn near_market(&self, measure: &str, market: &str) -> Option<BTreeSet<RowRef>> {
        let mut rows = self.market(market)?.rows;
        if measure == "cover" {
            let (good, region) = market.split_once('@')?;
            let k = self.case.structure.market(good, region)?;
            let from = self.case.structure.covers.get(k).map_or("", |c| c.from.as_str());
            rows.extend(self.row(from.rsplit(' ').next().unwrap_or_default()));
        }
        Some(rows)
    }

    fn row(&self, id: &str) -> Option<RowRef> {
        self.lines.iter().find(|l| l.id == id).map(|l| l.at)
    }

    /// `GOOD:REGION:USE`: its demand, claims about it, and its market.
    fn near_use(&self, subject: &str) -> Option<BTreeSet<RowRef>> {
        let mut parts = subject.splitn(3, ':');
        let (good, region, purpose) = (parts.next()?, parts.next()?, parts.next()?);
        let mut rows = self.market(&format!("{good}@{region}"))?.rows;
        rows.extend(self.row(subject));
        let of_use = |atom: &Atom| {
            let ids = atom.ids();
            let has = |kind, id| ids.contains(&(kind, id));
            has(IdKind::Use, purpose) && (has(IdKind::Region, region) || has(IdKind::Good, good))
        };
        rows.extend(self.claims(of_use).iter().map(|c| c.at));
        Some(rows)
    }

    /// Claims and demands that name a use.
    fn of_use(&self, purpose: &str) -> Option<BTreeSet<RowRef>> {
        let demands = self.world.demands.iter().filter(|d| d.purpose == *purpose).map(|d| d.at);
        let claims = self.claims(|atom| atom.ids().contains(&(IdKind::Use, purpose)));
        some(demands.chain(claims.iter().map(|c| c.at)))
    }

    /// Demands of a region and claims about final uses there.
    fn near_region(&self, region: &str) -> Option<BTreeSet<RowRef>> {
        let demands = self.world.demands.iter().filter(|d| d.region == *region).map(|d| d.at);
        let is_use = |atom: &Atom| matches!(atom, Atom::Use { .. } | Atom::FinalUses { .. });
        let here = |atom: &Atom| is_use(atom) && atom.ids().contains(&(IdKind::Region, region));
        some(demands.chain(self.claims(here).iter().map(|c| c.at)))
    }

    /// `ACTOR:ACCOUNT`: what an actor holds and levies; for firms of a region their plants.
    fn near_actor(&self, subject: &str) -> Option<BTreeSet<RowRef>> {
        let (actor, account) = subject.split_once(':').unwrap_or((subject, ""));
        let world = self.world;
        let mut rows: BTreeSet<RowRef> = BTreeSet::new();
        for spell in world.controls.iter().filter(|c| c.actor == *actor) {
            rows.insert(spell.at);
            rows.extend(self.about_site(&spell.site));
        }
        if account == "levies" {
            rows.extend(world.acts.iter().filter(|a| a.kind == ActKind::Levy).map(|a| a.at));
        }
        rows.extend(world.actors.iter().filter(|a| a.id == *actor).map(|a| a.at));
        let plants = self.case.structure.processes.iter().filter(|p| p.region == *actor);
        let of_account = plants.filter(|p| concerns(account, p.kind));
        let mut names: Vec<&str> = of_account.map(|p| p.process.as_str()).collect();
        names.dedup();
        for process in names {
            let claims = self.claims(|atom| atom.ids().contains(&(IdKind::Process, process)));
            rows.extend(claims.iter().map(|c| c.at));
            rows.extend(self.about_process(process));
        }
        rows.extend(world.regions.iter().filter(|r| r.id == *actor).map(|r| r.at));
        some(rows.into_iter())
    }

    /// `STAGE:FROM>TO`: trade between the two, and what is made at the stage in the first.
    fn near_link(&self, subject: &str) -> Option<BTreeSet<RowRef>> {
        let (stage, way) = subject.split_once(':')?;
        let (from, to) = way.split_once('>')?;
        let of_stage = |p: &ProcessSpec| match from {
            "scrap" => p.kind == ProcessKind::Recycling && p.region == to,
            _ => stage_of(p.kind) == stage && p.region == from,
        };
        let makers: Vec<&str> = self
            .case
            .structure
            .processes
            .iter()
            .filter(|p| of_stage(p))
            .map(|p| p.process.as_str())
            .collect();
        let named = |atom: &Atom| {
            let ids = atom.ids();
            let trade = matches!(atom, Atom::Trade { origin, destination, .. } if origin == from && destination == to);
            let used = to != from && ids.contains(&(IdKind::Use, to));
            trade || used || ids.iter().any(|(kind, id)| *kind == IdKind::Process && makers.contains(id))
        };
        let mut rows: BTreeSet<RowRef> = self.claims(named).iter().map(|c| c.at).collect();
        rows.extend(makers.iter().flat_map(|p| self.about_process(p)));
        let routes = self.world.routes.iter().filter(|r| r.origin == *from && r.destination == *to);
        rows.extend(routes.map(|r| r.at));
        some(rows.into_iter())
    }

    /// `PRODUCT:GOOD:REGION`: the intensity and the market.
    fn near_product(&self, subject: &str) -> Option<BTreeSet<RowRef>> {
        let mut parts = subject.splitn(3, ':');
        let (product, good, region) = (parts.next()?, parts.next()?, parts.next()?);
        let mut rows = self.market(&format!("{good}@{region}"))?.rows;
        let spec = self.case.structure.products.iter().find(|p| p.product == product && p.good == good)?;
        rows.extend(self.row(&spec.row));
        Some(rows)
    }

    /// The rows with most weight in the flows of a stage; `all` for all.
    fn heaviest(&self, stage: &str) -> Option<BTreeSet<RowRef>> {
        self.case.evidence.get(stage)?;
        let heavy = self.case.rests_on.values().filter_map(|rows| rows.first()).map(|(id, _)| id.as_str());
        let ids: BTreeSet<&str> = heavy.collect();
        some(ids.into_iter().filter_map(|id| self.row(id)))
    }

    /// The rows behind the share that the world is about, for that input; other inputs stand in the priors.
    fn near_driver(&self, subject: &str) -> Option<BTreeSet<RowRef>> {
        let input = subject.rsplit('|').next().unwrap_or(subject);
        if input == self.case.focus {
            return self.found(input).map(|f| f.rows);
        }
        Some(BTreeSet::new())
    }

    /// The rows of the world that a scenario names.
    fn of_plan(&self, plan: &Plan) -> BTreeSet<RowRef> {
        let acts = plan.acts.iter().flat_map(|act| self.of_act(act));
        acts.collect()
    }

    fn of_act(&self, act: &ActPlan) -> BTreeSet<RowRef> {
        let mut rows: BTreeSet<RowRef> = act.of.iter().filter_map(|id| self.row(id)).collect();
        let held = |s: &&SiteSpec| {
            let held = act.holder.is_some() && s.holder(self.case.as_of) == act.holder.as_deref();
            act.sites.contains(&s.id) || (held && !s.process.is_empty())
        };
        for site in self.case.structure.sites.iter().filter(held) {
            let spell = site.spell(self.case.as_of).and_then(|spell| self.row_of_spell(&spell.row));
            rows.extend(spell);
            rows.extend(self.world.site(&site.id).map(|s| s.at));
        }
        rows
    }

    fn row_of_spell(&self, id: &str) -> Option<RowRef> {
        self.world.controls.iter().find(|c| c.id == *id).map(|c| c.at)
    }
}

fn some(rows: impl Iterator<Item = RowRef>) -> Option<BTreeSet<RowRef>> {
    let rows: BTreeSet<RowRef> = rows.collect();
    (!rows.is_empty()).then_some(rows)
}

/// A subject without the month at its end.
pub(super) fn undated(subject: &str) -> &str {
    let is_month = |t: &str| {
        t.len() == 7 && t.as_bytes()[4] == b'-' && t.bytes().all(|b| b == b'-' || b.is_ascii_digit())
    };
    match subject.rsplit_once(':') {
        Some((rest, month)) if is_month(month) => rest,
        _ => subject,
    }
}

fn stage_of(kind: ProcessKind) -> &'static str {
    match kind {
        ProcessKind::Mine => "mining",
        ProcessKind::Separation | ProcessKind::Recycling => "separation",
        ProcessKind::Metal => "metal",
        ProcessKind::Magnet => "magnet",
        ProcessKind::Collector => "collection",
    }
}

/// Whether an account is about plants of a kind.
fn concerns(account: &str, kind: ProcessKind) -> bool {
    match kind {
        ProcessKind::Mine => account.contains("mines"),
        ProcessKind::Separation => account.contains("separation"),
        ProcessKind::Metal => account.contains("metal"),
        ProcessKind::Magnet => account.contains("magnet"),
        ProcessKind::Collector | ProcessKind::Recycling => account.contains("recyclers"),
    }
}

/// What the scenario says itself, in the form of rows.
pub(super) fn said_by_plan(plan: &Plan) -> Vec<WhyRow> {
    let own = plan.acts.iter().flat_map(own_inputs);
    own.map(|(name, input)| said(&name, &input, &format!("scenarios/{}.toml", plan.id), plan)).collect()
}

fn of_prior(name: &str, prior: &Input) -> WhyRow {
    WhyRow {
        id: name.into(),
        at: "priors.toml".into(),
        weight: None,
        value: format!("{}: {}", interval(prior), prior.note),
        basis: prior.basis.clone(),
        grade: String::new(),
        known_at: "timeless".into(),
        source: "priors".into(),
        source_title: "Priors of market behaviour".into(),
        url: String::new(),
    }
}

fn said(name: &str, input: &Input, at: &str, plan: &Plan) -> WhyRow {
    WhyRow {
        id: name.into(),
        at: at.into(),
        weight: None,
        value: interval(input),
        basis: "assumed".into(),
        grade: String::new(),
        known_at: "timeless".into(),
        source: "scenario".into(),
        source_title: plan.title.clone(),
        url: String::new(),
    }
}

/// `0.9 (0.7 to 1) share`.
fn interval(input: &Input) -> String {
    let (value, low, high) = (input.median, input.low, input.high);
    let range = if low == high { String::new() } else { format!(" ({low} to {high})") };
    format!("{value}{range} {}", input.unit).trim_end().to_string()
}
