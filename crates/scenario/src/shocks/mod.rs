//! Acts become shocks: the one function that converts a dated policy into numbers of a month.
//!
//! Acts of one plan multiply where they meet: two closures of one route leave the product of what each lets
//! through. The road not taken: letting acts edit the network. Its pattern would then differ between baseline
//! and scenario, and so would their rounding.

mod feed;
mod project;
mod trade;

pub(crate) use project::reaches;

use crate::case::{Case, MarketId, SiteSpec, Structure};
use crate::draw::Draw;
use crate::model::{IN_FORCE, Model, Responses};
use crate::outcome::Setting;
use crate::plan::{ActKind, ActPlan, Plan, Start};
use crate::timing::{overlap, place};
use oreline_market::Shock;
use std::collections::{BTreeMap, BTreeSet};

/// An act that lies on the month axis, with its numbers of one draw.
pub(crate) struct Placed<'a> {
    pub(crate) act: &'a ActPlan,
    /// When it became known.
    pub(crate) heard: f64,
    /// When it starts.
    pub(crate) from: f64,
    /// When its loss is first felt: later than its start while goods are still under way.
    pub(crate) felt: f64,
    /// When it ends.
    pub(crate) to: f64,
    /// Whether it happens in this draw.
    pub(crate) happens: bool,
}

/// When an act becomes known and when it starts, as places on the month axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dated {
    pub(crate) heard: f64,
    pub(crate) from: f64,
}

/// When each act of a plan becomes known and starts, for a case; the same in every draw.
pub(crate) fn starts(case: &Case, plan: &Plan) -> Result<Vec<Dated>, String> {
    let dated = |act: &ActPlan| {
        let from = start(case, act)?;
        let heard = act.heard().map_err(|e| e.to_string())?;
        Ok(Dated { from, heard: heard.map_or(from, |start| on_axis(case, start)).min(from) })
    };
    plan.acts.iter().map(dated).collect()
}

fn on_axis(case: &Case, start: Start) -> f64 {
    match start {
        Start::On(day) => place(case.as_of, day),
        Start::After(months) => months,
    }
}

fn start(case: &Case, act: &ActPlan) -> Result<f64, String> {
    match act.start().map_err(|e| e.to_string())? {
        Some(start) => Ok(on_axis(case, start)),
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

/// The field of an act that says where in 0 to 1 a draw lies: below its chance, the act happens.
pub(crate) const HAPPENS: &str = "happens";

/// Inputs that no price ratio of a plan depends on: those of acts that it has not, those that its acts answer
/// themselves, those of a state that the case does not have, and the noise of the price path.
pub(crate) fn unread(case: &Case, plan: &Plan) -> BTreeSet<&'static str> {
    use ActKind::{Closure, Embargo, Licence, OutputLoss, Quota};
    let any = |reads: &dyn Fn(&ActPlan) -> bool| plan.acts.iter().any(reads);
    let of = |kinds: &[ActKind], a: &ActPlan| kinds.contains(&a.kind);
    let licensed = any(&|a| of(&[Licence], a));
    let leaks = any(&|a| of(&[Licence, Quota, Embargo], a) && a.leak_to.is_some());
    let feared = any(&|a| of(&[Closure, OutputLoss, Licence, Quota, Embargo], a));
    let reads = [
        ("volatility", false),
        ("discrepancy", false),
        ("trend-carried", false),
        ("trend-fade", false),
        ("tightness-decay", case.is_tight()),
        ("absorbed", case.is_tight()),
        ("by-product", case.structure.processes.iter().any(|p| p.by_product > 0.0)),
        ("spare-feed", case.structure.spare.iter().any(|s| !s.stated)),
        ("cut", any(&|a| of(&[Closure, OutputLoss], a) && a.cut.is_none())),
        ("believed-months", any(&|a| of(&[Closure, OutputLoss], a) && a.believed.is_none())),
        ("closure-months", any(&|a| of(&[Closure], a) && a.months.is_none() && a.path.is_empty())),
        ("pent-up", any(&|a| of(&[Closure], a) && a.pent_up.is_none())),
        ("standing-cut", any(&|a| of(&[Licence, Quota], a) && a.cut.is_none())),
        ("near-stop", licensed),
        ("bite", licensed || any(&|a| a.announced)),
        ("magnet-standing-cut", licensed),
        ("leakage", leaks),
        ("leakage-delay", leaks),
        ("heterogeneity-leakage", leaks),
        ("panic", feared),
        ("panic-cover", feared),
        ("panic-decay", feared),
        ("cover-kept", feared),
        ("hoarding", feared),
        ("hoarding-decay", feared),
        ("heterogeneity-hoarding", feared),
    ];
    reads.into_iter().filter(|(_, read)| !read).map(|(name, _)| name).collect()
}

pub(crate) fn placed<'a>(plan: &'a Plan, starts: &[Dated], draw: &Draw) -> Vec<Placed<'a>> {
    plan.acts
        .iter()
        .zip(starts)
        .map(|(act, dated)| {
            let length = match act.kind {
                ActKind::Closure if act.path.is_empty() => {
                    number(draw, act, "months", "closure-months", f64::INFINITY)
                }
                ActKind::Closure => act.path.len() as f64,
                _ => number(draw, act, "months", "", f64::INFINITY),
            };
            let from = dated.from + number(draw, act, "late", "", 0.0);
            let happens = number(draw, act, HAPPENS, "", 0.0) < act.chance.unwrap_or(1.0);
            let felt = from + number(draw, act, "lag", "", 0.0);
            Placed { act, heard: dated.heard, from, felt, to: from + length, happens }
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
    /// Imports that projects have replaced so far, per market [t of oxide a month].
    replaced: BTreeMap<MarketId, f64>,
    /// Share of base that each route into such a market may still carry.
    ordered: BTreeMap<usize, f64>,
    /// Months of all use that a market in panic wants, and the share of stock that is not for release.
    panic: BTreeMap<MarketId, (f64, f64)>,
    shock: Shock,
}

/// The shocks of months 1 to `months` for one draw.
pub(crate) fn shocks(
    set: &Setting<'_>,
    model: &Model,
    draw: &Draw,
    responses: &Responses,
    in_baseline: bool,
) -> Vec<Shock> {
    let acts = placed(set.plan, set.starts, draw);
    let kept: Vec<&Placed<'_>> =
        acts.iter().filter(|a| !in_baseline || a.act.also_in_baseline || in_force(set.case, a)).collect();
    (1..=set.months).map(|m| shock(set.case, model, draw, responses, &kept, m)).collect()
}

/// Whether an act is part of the base price: then baseline and scenario both have it.
fn in_force(case: &Case, p: &Placed<'_>) -> bool {
    case.is_tight() && p.felt <= IN_FORCE
}

/// The shock of one month under some acts; month 0 is the base month.
pub(crate) fn shock(
    case: &Case,
    model: &Model,
    draw: &Draw,
    responses: &Responses,
    acts: &[&Placed<'_>],
    m: usize,
) -> Shock {
    let mut month = Month {
        case,
        model,
        draw,
        responses,
        m,
        route: BTreeMap::new(),
        process: BTreeMap::new(),
        replaced: BTreeMap::new(),
        ordered: BTreeMap::new(),
        panic: BTreeMap::new(),
        shock: Shock::default(),
    };
    for act in acts.iter().filter(|a| a.heard.min(a.from) < m as f64 + 1.0) {
        month.apply(act);
    }
    month.finish()
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
            ActKind::Project => self.project(p),
            // Who is paid changes; the market does not.
            ActKind::Control => {}
        }
    }

    fn constant(&self, name: &str) -> f64 {
        self.case.priors.constant(name)
    }

    /// What is realised of a cut: what was announced may not all bite.
    fn bitten(&self, p: &Placed<'_>, cut: f64) -> f64 {
        if p.act.announced { cut * self.draw.get("bite") } else { cut }
    }

    /// How much of a threat is left: it ends within weeks once it has passed or the act has ended.
    fn still(&self, p: &Placed<'_>) -> f64 {
        let middle = self.m as f64 + 0.5;
        let over = if p.happens { middle - p.to } else { middle - p.from - 1.0 };
        if over > 0.0 { libm::exp(-over / self.constant("relief")) } else { 1.0 }
    }

    /// Months since an act became known, in the middle of the month.
    fn known(&self, p: &Placed<'_>) -> f64 {
        (self.m as f64 - p.heard).max(0.0) + 0.5
    }

    /// Buyers of a market want more stock where a share of its use is threatened: some months of that share,
    /// fading. In a panic everybody covers: they want months of all their use, and nobody releases any. `part` of
    /// what is wanted lands in this market, where a chain would else hoard at every stage.
    fn alarm(&mut self, p: &Placed<'_>, market: MarketId, risk: f64, part: f64) {
        if risk <= 0.0 {
            return;
        }
        let (known, still) = (self.known(p), self.still(p));
        if self.panics(p, market, risk) {
            let fades = libm::exp(-known / self.draw.get("panic-decay")) * still;
            let kept = self.draw.get("cover-kept");
            let months = part * self.responses.panic_cover * (kept + (1.0 - kept) * fades);
            // Who covers all of the use covers it once, however many acts there are to fear.
            let most = self.panic.entry(market).or_default();
            *most = (most.0.max(months), most.1.max(fades));
        } else {
            let months = self.responses.hoard * libm::exp(-known / self.responses.hoard_decay);
            self.hoard(market, part * risk * months * still);
        }
    }

    /// Whether a market panics: on the news, and never in a glut, with a probability that grows with the share
    /// at risk and with how lasting holders believe the loss.
    fn panics(&self, p: &Placed<'_>, market: MarketId, risk: f64) -> bool {
        let believed = self.believed(p).max(self.constant("calm"));
        let lasts = libm::exp(-self.draw.get("holding-horizon") / believed);
        let row = &self.model.network.rows[market];
        // A market of which nobody knows how it stands is in a glut in one draw of two.
        let glut = match row.price.total_cmp(&row.anchor) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 0.5,
        };
        let chance = self.constant("panic") * glut * lasts * risk.min(1.0);
        p.heard >= IN_FORCE && self.responses.panic_cover > 0.0 && self.draw.get("panic") < chance
    }

    /// Months that an act is believed to last at its start: its own, else the prior of lost feed, or what a
    /// standing regime is believed to last.
    fn believed(&self, p: &Placed<'_>) -> f64 {
        match p.act.kind {
            ActKind::Closure | ActKind::OutputLoss => {
                number(self.draw, p.act, "believed", "believed-months", 6.0)
            }
            _ => number(self.draw, p.act, "believed", "", self.constant("standing")),
        }
    }

    fn believe(&mut self, months: f64) {
        self.shock.believed_months = self.shock.believed_months.max(months);
    }

    /// Months since the start at the beginning of this month.
    fn since(&self, p: &Placed<'_>) -> f64 {
        (self.m as f64 - p.from).max(0.0)
    }

    /// Share of this month during which the act is felt.
    fn on(&self, p: &Placed<'_>) -> f64 {
        if p.happens { overlap(self.m, p.felt, p.to + p.felt - p.from) } else { 0.0 }
    }

    /// Whether the act is yet to come or still on, as far as anybody can tell in this month.
    fn is_expected(&self, p: &Placed<'_>) -> bool {
        (self.m as f64) < if p.happens { p.to } else { p.from + 1.0 }
    }

    /// Share of the cut that still holds: all of it while on, then fading over the restart.
    fn held(&self, p: &Placed<'_>) -> f64 {
        let on = self.on(p);
        let ended = p.to + p.felt - p.from;
        let over = self.m as f64 + 0.5 - ended;
        if on > 0.0 {
            on
        } else if p.happens && over > 0.0 {
            (1.0 - over / self.constant("restart")).max(0.0)
        } else {
            0.0
        }
    }

    fn finish(mut self) -> Shock {
        if self.shock.believed_months == 0.0 {
            self.shock.believed_months = self.model.calm.max(self.constant("calm"));
        }
        for (market, (months, held_back)) in std::mem::take(&mut self.panic) {
            self.hoard(market, months);
            self.shock.held_back.push((self.model.store[market], held_back));
        }
        for (activity, log) in &self.model.tightness {
            // The log factor on demand that the base price needs dies away from the middle of month 1 on.
            let left = libm::exp(-(self.m as f64 - 0.5).max(0.0) / self.draw.get("tightness-decay"));
            self.shock.scale.push((*activity, libm::exp(log * (left - 1.0))));
        }
        for (k, most) in &self.ordered {
            let passes = self.route.entry(*k).or_insert(*most);
            *passes = passes.min(*most);
        }
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

/// Whether a change of control takes a site: by name, or because its holder holds it at the base date.
pub(crate) fn seizes(case: &Case, act: &ActPlan, site: &SiteSpec) -> bool {
    let held = act.holder.is_some() && site.holder(case.as_of) == act.holder.as_deref();
    act.kind == ActKind::Control && (held || act.sites.contains(&site.id))
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
