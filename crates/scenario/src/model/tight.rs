//! A base whose price stands away from its anchor: flows there, and what of it is to die away.
//!
//! A case's flows are normal flows, those at the anchor. At the base price mines and uses stand elsewhere on
//! their curves, and a log factor ξ on every use makes them meet. Acts already in force are part of the
//! observed price: ξ is found *with* them, one per region where they part regions, so that nothing is counted
//! twice. The road not taken: treating the observed flows as normal. Their price would then be normal too,
//! and nothing would ever fall back.

use super::use_::{response, stated_spare};
use super::{Model, Responses};
use crate::case::{Base, Case, MarketId, ProcessKind, Structure, tightness};
use crate::draw::Draw;
use crate::shocks::{Placed, shock};
use oreline_market::{Shock, factor};

/// Acts whose loss is felt from a quarter of a month before the first month on are part of the base price.
pub(crate) const IN_FORCE: f64 = 0.75;

/// Base price over anchor per market; 1 where no row of the world says otherwise.
pub(super) fn ratios(case: &Case, draw: &Draw) -> Vec<f64> {
    let of = |good: &str| draw.find(&tightness(good)).map_or(1.0, libm::exp);
    case.structure.markets.iter().map(|m| of(&m.good)).collect()
}

/// Spare capacity runs in full where prices have long been high enough to open most of it.
pub(super) fn spare_start(case: &Case, tight: &[f64], responses: &Responses) -> f64 {
    let most = tight.iter().map(|r| libm::log(*r)).fold(f64::NEG_INFINITY, f64::max);
    if most > responses.spare_pi { 1.0 } else { case.priors.constant("spare-start") }
}

/// Whether a case has the form that a tight base is worked out for; says what is in the way.
pub(crate) fn fits(case: &Case) -> Result<(), String> {
    let s = &case.structure;
    for good in s.goods.iter().filter(|g| case.priors.input.contains_key(&tightness(&g.id))) {
        let of = |m: MarketId| s.markets[m].good == good.id;
        let ways: Vec<_> = s.routes.iter().filter(|r| of(r.from)).collect();
        let only_dug = s
            .processes
            .iter()
            .filter(|p| p.markets.iter().any(|m| of(*m)))
            .all(|p| p.kind == ProcessKind::Mine && p.markets.len() == 1);
        let why = if !only_dug {
            "a plant takes or makes it"
        } else if ways.iter().any(|r| r.lag > 0) {
            "a route takes a month or more"
        } else if ways.iter().filter(|r| !r.idle).count() > 1 {
            "more than one route carries it"
        } else {
            continue;
        };
        return Err(format!(
            "tightness of '{}': only a good that is dug, shipped on one route within the month and used as it is \
             can be tight at the base, and {why}; take the parameter out",
            good.id
        ));
    }
    Ok(())
}

/// Output of a mine at the base price over that at the anchor, without and with its cap.
fn output(spec: &crate::case::ProcessSpec, ratio: f64, responses: &Responses) -> (f64, f64) {
    let (short, long) = responses.mine(spec.by_product);
    let adapted = libm::exp((long - short).max(0.0) * responses.absorbed * factor::adapted(ratio));
    let free = factor::supply(short, ratio) * adapted;
    (free, free.min(spec.headroom * adapted.max(1.0)))
}

/// Use at the base price over that at the anchor, before ξ.
fn wish(case: &Case, draw: &Draw, responses: &Responses, u: usize, ratio: f64) -> f64 {
    let (short, long, choke) = response(case, draw, responses, u);
    let adapted = libm::exp(-(long - short).max(0.0) * responses.absorbed * factor::adapted(ratio));
    factor::demand(short, choke, ratio) * adapted
}

/// What is dug and opened in each market at the base price [t/yr].
fn supplied(case: &Case, normal: &Base, tight: &[f64], draw: &Draw, responses: &Responses) -> Vec<f64> {
    let s = &case.structure;
    let mut out = vec![0.0; s.markets.len()];
    for (p, spec) in s.processes.iter().enumerate().filter(|(_, p)| p.kind == ProcessKind::Mine) {
        let m = spec.markets[0];
        out[m] += normal.activity[p] * output(spec, tight[m], responses).1;
    }
    let start = spare_start(case, tight, responses);
    for spare in s.spare.iter().filter(|x| x.stated) {
        let open = factor::spare(responses.spare_pi, tight[spare.market]);
        out[spare.market] += 12.0 * stated_spare(case, draw, spare) * open * start;
    }
    out
}

/// Uses before ξ, summed per market [t/yr].
fn wished(case: &Case, normal: &Base, tight: &[f64], draw: &Draw, responses: &Responses) -> Vec<f64> {
    let mut out = vec![0.0; tight.len()];
    for (u, spec) in case.structure.uses.iter().enumerate() {
        out[spec.market] += normal.use_[u] * wish(case, draw, responses, u, tight[spec.market]);
    }
    out
}

/// Flows at the base price with nothing in force: one factor on all uses of a good makes them meet supply.
pub(super) fn at_base(case: &Case, normal: &Base, tight: &[f64], draw: &Draw, responses: &Responses) -> Base {
    let s = &case.structure;
    let supply = supplied(case, normal, tight, draw, responses);
    let wished = wished(case, normal, tight, draw, responses);
    let total = |list: &[f64], good: &str| -> f64 {
        (0..list.len()).filter(|m| s.markets[*m].good == good).map(|m| list[m]).sum()
    };
    let common = |m: MarketId| {
        let good = &s.markets[m].good;
        if tight[m] == 1.0 { 1.0 } else { total(&supply, good) / total(&wished, good).max(1e-12) }
    };
    // Where the region that ships at the anchor would have to import, each region clears by itself.
    let apart = |m: MarketId| {
        let way = s.routes.iter().find(|r| !r.idle && (r.from == m || r.to == m));
        way.is_some_and(|r| supply[r.from] < common(r.from) * wished[r.from])
    };
    let common = |m: MarketId| {
        if tight[m] != 1.0 && apart(m) { supply[m] / wished[m].max(1e-12) } else { common(m) }
    };
    let mut base = normal.clone();
    for (p, spec) in s.processes.iter().enumerate().filter(|(_, p)| p.kind == ProcessKind::Mine) {
        base.activity[p] *= output(spec, tight[spec.markets[0]], responses).0;
    }
    for (u, spec) in s.uses.iter().enumerate() {
        let m = spec.market;
        base.use_[u] *= wish(case, draw, responses, u, tight[m]) * common(m);
    }
    for (r, spec) in s.routes.iter().enumerate().filter(|(_, r)| !r.idle && tight[r.from] != 1.0) {
        base.flow[r] = (supply[spec.from] - common(spec.from) * wished[spec.from]).max(0.0);
    }
    base
}

/// Puts in force what was in force at the base, and finds each use's ξ so that the base price clears with it.
pub(super) fn settle(
    case: &Case,
    acts: &[Placed<'_>],
    normal: &Base,
    draw: &Draw,
    responses: &Responses,
    model: &mut Model,
) {
    let tight = ratios(case, draw);
    let standing: Vec<Placed<'_>> = acts.iter().filter(|a| a.felt <= IN_FORCE).map(at_full).collect();
    let known = acts.iter().filter(|a| a.felt > IN_FORCE && a.heard < 1.0);
    let all: Vec<&Placed<'_>> = standing.iter().chain(known).collect();
    model.calm = responses.tightness_decay;
    let mut in_force = shock(case, model, draw, responses, &all, 0);
    in_force.spare_on = false;
    let supply = left(case, model, &in_force, normal, (&tight, draw, responses));
    let wished = wished(case, normal, &tight, draw, responses);
    let s = &case.structure;
    let total = |list: &[f64], good: &str| -> f64 {
        (0..list.len()).filter(|k| s.markets[*k].good == good).map(|k| list[k]).sum()
    };
    let common = |good: &str| total(&supply, good) / total(&wished, good).max(1e-12);
    let mut factor: Vec<f64> = s.markets.iter().map(|m| common(&m.good)).collect();
    for (r, spec) in s.routes.iter().enumerate().filter(|(_, r)| !r.idle) {
        let activity = model.route[r];
        let free = supply[spec.from] / 12.0 - factor[spec.from] * wished[spec.from] / 12.0;
        let passes = passes(model, &in_force, s, r);
        if free < 0.0 || passes < model.base(activity) * (1.0 - 1e-9) {
            let passes = if free < 0.0 { 0.0 } else { passes };
            for (m, sign) in [(spec.from, -1.0), (spec.to, 1.0)] {
                factor[m] = (supply[m] + sign * 12.0 * passes).max(1e-9) / wished[m].max(1e-12);
            }
        } else {
            model.network.activities[activity].base = free.max(0.0);
            model.network.activities[activity].cap = 3.0 * free.max(0.0);
        }
    }
    for (u, spec) in s.uses.iter().enumerate() {
        let quantity = normal.use_[u] * wish(case, draw, responses, u, tight[spec.market]);
        let activity = model.use_[u];
        model.network.activities[activity].base = quantity * factor[spec.market] / 12.0;
        model.tightness.push((activity, libm::log(factor[spec.market])));
    }
    model.in_force = in_force;
}

/// An act in force counts in full at the base, however late in the month before it began.
fn at_full<'a>(p: &Placed<'a>) -> Placed<'a> {
    Placed { felt: p.felt.min(0.0), ..*p }
}

/// What is supplied under what is in force [t/yr].
fn left(
    case: &Case,
    model: &Model,
    in_force: &Shock,
    normal: &Base,
    (tight, draw, responses): (&[f64], &Draw, &Responses),
) -> Vec<f64> {
    let s = &case.structure;
    let mut out = supplied(case, normal, tight, draw, responses);
    for (p, spec) in s.processes.iter().enumerate().filter(|(_, p)| p.kind == ProcessKind::Mine) {
        let activity = model.process[p];
        for (_, kept) in in_force.cap_factor.iter().filter(|(b, _)| *b == activity) {
            let (m, n) = (spec.markets[0], &model.network);
            let free = n.base_quantity(activity);
            let a = &n.activities[activity];
            let grown = if a.base > 0.0 { n.grown_cap(activity) } else { 0.0 };
            out[m] -= 12.0 * (free - free.min(kept * grown));
        }
    }
    out
}

/// What a route may carry under what is in force [t/month].
fn passes(model: &Model, in_force: &Shock, s: &Structure, r: usize) -> f64 {
    let activity = model.route[r];
    let origin = &s.markets[s.routes[r].from];
    let mut most = model.base(activity);
    for (_, cap) in in_force.cap.iter().filter(|(b, _)| *b == activity) {
        most = most.min(*cap);
    }
    if let Some(row) = model.quota.get(&(origin.good.clone(), origin.region.clone())) {
        for (_, level) in in_force.allowance.iter().filter(|(i, _)| i == row) {
            most = most.min(*level);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile_with;
    use crate::draw::Sampler;
    use crate::ensemble::inputs;
    use crate::plan::Plan;
    use crate::priors::Priors;
    use crate::shocks::{placed, starts};
    use oreline_market::run;
    use oreline_store::{Folder, read};
    use oreline_world::Clock;

    /// With whatever is in force, the price at the origin clears both regions in every draw: nothing of a shock that
    /// the observed price holds already is counted again.
    #[test]
    fn the_price_at_the_origin_clears_with_what_is_in_force() {
        let text = |name: &str| {
            let file = format!("{}/../../worlds/{name}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(file).unwrap()
        };
        let priors = Priors::parse(&text("priors.toml")).unwrap();
        let rows = (text("history/episode_inputs.csv"), text("history/targets_model.csv"));
        let legs = crate::backtest::import(&rows.0, &rows.1, &text("template/datapackage.json")).unwrap();
        let mut standing = 0;
        for leg in legs.folders {
            let files = leg.files.into_iter().map(|(name, text)| (name, text.into_bytes()));
            let world = read(&Folder::embedded(files)).world.unwrap();
            let clock = Clock::resolve(&world.meta, None, None).unwrap();
            let case = compile_with(&world, clock, &priors, "hash", 8).unwrap();
            let plan = Plan::parse(&world.scenarios["episode"]).unwrap();
            let dated = starts(&case, &plan).unwrap();
            let sampler = Sampler::new(inputs(&case, &plan, &[], &[]), 11);
            for k in 0..40 {
                let draw = sampler.draw(k);
                let responses = Responses::new(&draw, &case.priors);
                let acts = placed(&plan, &dated, &draw);
                let base = case.base(draw.get(&case.focus));
                let model = super::super::build(&case, &plan, &acts, base, &draw, &responses);
                standing +=
                    usize::from(!model.in_force.cap.is_empty() || !model.in_force.allowance.is_empty());
                let months = run(&model.network, &model.in_force, &[], &|| false).unwrap().months;
                for m in 0..case.structure.markets.len() {
                    let off = months[0].price[m] / model.network.rows[m].price - 1.0;
                    let id = &model.network.rows[m].id;
                    assert!(off.abs() < 1e-8, "{} draw {k}, {id}: {off:.1e}", leg.name);
                }
            }
        }
        assert!(standing >= 100, "acts in force were looked at: {standing}");
    }
}
