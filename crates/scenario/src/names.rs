//! Whether a plan's names exist in a case: an act that hits nothing is an error, never a silent zero.

use crate::case::{Case, SiteSpec, Structure};
use crate::near::nearest;
use crate::plan::{ActKind, ActPlan, Plan};
use crate::shocks::Dated;

/// Checks every name of a plan; the text says which act, which field and what is near.
pub(crate) fn check(case: &Case, plan: &Plan) -> Result<(), String> {
    let s = &case.structure;
    for act in &plan.acts {
        act_names(s, act).map_err(|text| format!("act '{}': {text}", act.id))?;
        hits_something(case, act).map_err(|text| format!("act '{}': {text}", act.id))?;
    }
    for market in &plan.headline {
        let known: Vec<String> = s.markets.iter().map(|m| m.id()).collect();
        if !known.contains(market) {
            return Err(format!("headline: no market '{market}'{}", nearest(market, known.iter())));
        }
    }
    Ok(())
}

/// Checks that every act meets the run: one that starts after its end, or has ended before it, does nothing.
pub(crate) fn in_time(plan: &Plan, starts: &[Dated], months: usize) -> Result<(), String> {
    let end = months as f64 + 1.0;
    for (act, Dated { from, heard }) in plan.acts.iter().zip(starts) {
        if *heard >= end {
            let needed = from.floor();
            return Err(format!(
                "act '{}' starts in month {needed}, but the run ends after month {months}: start it earlier, or run \
                 {needed} months or more",
                act.id
            ));
        }
        let longest = act.months.map(|length| from + length.highest());
        if longest.is_some_and(|to| to <= 0.0) {
            return Err(format!(
                "act '{}' has ended before the base month: start it later or make it longer, or choose an earlier \
                 as-of",
                act.id
            ));
        }
    }
    Ok(())
}

fn one_of(field: &str, name: &str, known: &[String]) -> Result<(), String> {
    if known.iter().any(|k| k == name) {
        return Ok(());
    }
    Err(format!("{field}: nothing is called '{name}'{}", nearest(name, known.iter())))
}

fn act_names(s: &Structure, act: &ActPlan) -> Result<(), String> {
    let list = |of: &mut dyn Iterator<Item = String>| -> Vec<String> { of.collect() };
    let sites = list(&mut s.sites.iter().map(|x| x.id.clone()));
    let mut processes = list(&mut s.processes.iter().flat_map(|x| [x.process.clone(), x.id.clone()]));
    processes.sort();
    let regions = list(&mut s.markets.iter().map(|m| m.region.clone()));
    let mut goods = list(&mut s.goods.iter().map(|g| g.id.clone()));
    goods.extend(s.goods.iter().filter_map(|g| g.pool.clone()));
    let uses = list(&mut s.uses.iter().map(|u| u.name.clone()));
    let actors = list(&mut s.sites.iter().flat_map(|x| x.spells.iter().map(|c| c.actor.clone())));
    act.sites.iter().try_for_each(|n| one_of("sites", n, &sites))?;
    act.processes.iter().try_for_each(|n| one_of("processes", n, &processes))?;
    act.region.iter().chain(&act.leak_to).try_for_each(|n| one_of("region", n, &regions))?;
    act.destinations.iter().try_for_each(|n| one_of("destinations", n, &regions))?;
    act.goods.iter().try_for_each(|n| one_of("goods", n, &goods))?;
    act.uses.iter().try_for_each(|n| one_of("uses", n, &uses))?;
    act.holder.iter().try_for_each(|n| one_of("holder", n, &actors))?;
    let named: Vec<String> = s.names.keys().cloned().collect();
    act.payee.iter().try_for_each(|n| one_of("payee", n, &named))?;
    act.new_holder.iter().try_for_each(|n| one_of("new_holder", n, &named))
}

fn hits_something(case: &Case, act: &ActPlan) -> Result<(), String> {
    let s = &case.structure;
    match act.kind {
        ActKind::Closure | ActKind::OutputLoss if crate::shocks::targets(s, act, case).is_empty() => {
            let holder = act.holder.as_deref().unwrap_or("nobody");
            Err(format!(
                "no active site or process is hit ('{holder}' holds none of them on {}, known at {})",
                case.as_of, case.known_at
            ))
        }
        ActKind::Levy | ActKind::Tax if crate::shocks::taxed(s, act).is_empty() => {
            Err("no route carries these goods that way".into())
        }
        ActKind::Control if !takes_over(case, act) => {
            Err("none of these sites mines or makes anything: nobody is paid for holding it".into())
        }
        ActKind::Project => project(case, act),
        _ => Ok(()),
    }
}

fn takes_over(case: &Case, act: &ActPlan) -> bool {
    let works = |site: &&SiteSpec| !site.process.is_empty();
    case.structure.sites.iter().filter(works).any(|site| crate::shocks::seizes(case, act, site))
}

/// A project must grow what runs at base, or make something that its destinations trade in.
fn project(case: &Case, act: &ActPlan) -> Result<(), String> {
    let s = &case.structure;
    let runs = |k: &usize| case.central.activity.get(*k).is_some_and(|t| *t > 0.0);
    if !act.processes.is_empty() && !crate::shocks::targets(s, act, case).iter().any(runs) {
        return Err("none of its processes runs at base: there is nothing to grow".into());
    }
    for good in &act.goods {
        if !crate::shocks::reaches(case, good, &act.destinations) {
            return Err(format!("nothing that is made of '{good}' has a market in its destinations"));
        }
        let bought = act.region.as_deref();
        if let Some(region) = bought.filter(|region| s.market(good, region).is_none()) {
            return Err(format!("'{good}' has no market in '{region}', where it is to be bought"));
        }
    }
    Ok(())
}
