//! Where things are and how the ways out of them stand: what a map of an answer shows.
//!
//! A place's country is the one its row states, and its holder the one known on the valid date. The road not
//! taken: asking a map in which country a point lies. Base maps are off by a kilometre or two at borders.

use crate::answers::{PlaceAnswer, PlaceRole, WayAnswer, WayStatus};
use crate::case::{Case, ProcessKind, SiteSpec};
use crate::outcome::Outcome;
use crate::plan::{ActPlan, Plan};
use crate::summary::band;

/// Less than this share of the baseline is a shut way.
const SHUT: f64 = 0.1;
/// More than this is an open one.
const OPEN: f64 = 0.9;

/// Every place that is located, held or part of a process.
pub(crate) fn places(case: &Case, plan: &Plan) -> Vec<PlaceAnswer> {
    case.structure.sites.iter().map(|site| place(case, plan, site)).collect()
}

fn place(case: &Case, plan: &Plan, site: &SiteSpec) -> PlaceAnswer {
    let spell = site.spell(case.as_of);
    PlaceAnswer {
        id: site.id.clone(),
        name: site.name.clone(),
        region: Some(site.region.clone()).filter(|r| !r.is_empty()),
        country: site.country.clone(),
        lat: site.at.map(|at| at.0),
        lon: site.at.map(|at| at.1),
        accuracy_km: site.accuracy_km,
        role: role(case, site),
        controller: spell.map(|s| s.actor.clone()),
        since: spell.and_then(|s| s.from).map(|d| d.to_string()),
        row: spell.map(|s| s.row.clone()),
        hit: plan.acts.iter().any(|act| !act.also_in_baseline && hits(case, act, site)),
    }
}

fn role(case: &Case, site: &SiteSpec) -> PlaceRole {
    if site.process.is_empty() {
        return PlaceRole::Town;
    }
    let process = case.structure.processes.iter().find(|p| p.process == site.process);
    match process.map(|p| p.kind) {
        Some(ProcessKind::Mine) => PlaceRole::Mine,
        Some(_) => PlaceRole::Plant,
        None if site.process.starts_with("mine") => PlaceRole::Mine,
        None => PlaceRole::Plant,
    }
}

fn hits(case: &Case, act: &ActPlan, site: &SiteSpec) -> bool {
    let held = act.holder.is_some() && site.holder(case.as_of) == act.holder.as_deref();
    let mine = role(case, site) == PlaceRole::Mine;
    act.sites.contains(&site.id) || (held && mine) || act.processes.contains(&site.process)
}

/// Routes of ore, each in the month in which least of its baseline flow is left.
pub(crate) fn ways(case: &Case, outcomes: &[Outcome], months: &[String]) -> Vec<WayAnswer> {
    let s = &case.structure;
    let is_ore = |m: usize| s.good(&s.markets[m].good).is_some_and(|g| g.stage == "concentrate");
    (0..s.routes.len())
        .filter(|r| is_ore(s.routes[*r].from))
        .map(|r| way(case, outcomes, months, r))
        .collect()
}

fn way(case: &Case, outcomes: &[Outcome], months: &[String], r: usize) -> WayAnswer {
    let s = &case.structure;
    let (from, to) = (&s.markets[s.routes[r].from], &s.markets[s.routes[r].to]);
    let at = |m: usize| {
        let calm = band(outcomes.iter().map(|o| o.months[m].calm_flow[r])).p50;
        let hit = band(outcomes.iter().map(|o| o.months[m].flow[r])).p50;
        (calm > 1e-9).then(|| (m, hit / calm))
    };
    let worst = (1..months.len()).filter_map(at).min_by(|a, b| a.1.total_cmp(&b.1));
    let share = worst.map(|(_, share)| share);
    WayAnswer {
        good: from.good.clone(),
        origin: from.region.clone(),
        destination: to.region.clone(),
        status: match share {
            None => WayStatus::Idle,
            Some(left) if left < SHUT => WayStatus::Shut,
            Some(left) if left < OPEN => WayStatus::Squeezed,
            Some(_) => WayStatus::Open,
        },
        share_left: share,
        month: worst.and_then(|(m, _)| months.get(m)).or(months.last()).cloned().unwrap_or_default(),
    }
}
