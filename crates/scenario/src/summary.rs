//! From outcomes to an answer: quantiles, shortages, money, drivers, and the answer in words.
//!
//! Every sentence is built from the numbers beside it, so words and tables cannot disagree.

use crate::answers::*;
use crate::case::{Case, MarketId};
use crate::chain::Link;
use crate::draw::Sampler;
use crate::drivers::{Output, drivers};
use crate::ensemble::Request;
use crate::outcome::{LEVIES, MonthOutcome, Outcome, Setting};
use crate::plan::{Beside, Plan};
use crate::timing::label;
use std::collections::BTreeMap;

/// Unserved share that counts as a shortage.
pub(crate) const SHORTAGE: f64 = 0.05;
/// The use that takes what nobody wants: an outlet, whose shortfall is no shortage.
pub(crate) const OUTLET: &str = "byproduct";
/// Draws that are shown as lines of their own.
const SAMPLED: usize = 5;
/// Cover under which a market has run out [weeks].
const RUN_OUT: f64 = 1.0;

pub(crate) fn summarise(
    set: &Setting<'_>,
    sampler: &Sampler,
    outcomes: &[Outcome],
    request: &Request,
    solver: SolverAnswer,
    plain: &[Outcome],
) -> RunAnswer {
    let (case, plan) = (set.case, set.plan);
    let months: Vec<String> = (0..=set.months).map(|m| label(case.as_of, m)).collect();
    let headline = headline(case, plan);
    let outputs = outputs(case, outcomes, &headline, &months);
    let (drivers, unexplained) = drivers(
        outcomes,
        sampler.inputs(),
        &outputs,
        &crate::shocks::unread(case, plan),
        &case.focus,
        request.seed,
    );
    let mut answer = RunAnswer {
        world: case.world.clone(),
        world_title: case.world_title.clone(),
        scenario: plan.id.clone(),
        title: plan.title.clone(),
        question: plan.question.clone(),
        label: LABEL.into(),
        as_of: case.as_of.to_string(),
        known_at: case.known_at.to_string(),
        base_year: case.base_year,
        seed: request.seed,
        draws: outcomes.len(),
        draws_asked: request.draws,
        priors_hash: case.priors_hash.clone(),
        units: String::new(),
        overrides: request.overrides.iter().map(|(n, v)| format!("{n}={v}")).collect(),
        evidence_share: case.evidence.clone(),
        data_newest: case.data_newest.map(|d| d.to_string()),
        solver,
        in_three_sentences: Vec::new(),
        in_words: Vec::new(),
        headline: headline.iter().map(|m| case.structure.markets[*m].id()).collect(),
        markets: markets(case, outcomes, &headline, months.len()),
        shortage: shortages(case, outcomes, &months),
        flows: flows(case, outcomes, months.len()),
        region_losses: losses(outcomes),
        use_losses: use_losses(outcomes),
        actors: actors(outcomes),
        chain: chain(case, outcomes),
        places: crate::places::places(case, plan),
        ways: crate::places::ways(case, outcomes, &months),
        products: crate::products::products(case, outcomes, &months),
        ladder: crate::ladder::rungs(),
        history: None,
        names: names(case),
        without_alternatives: headline
            .iter()
            .filter_map(|k| compare(case, outcomes, plain, *k, &months))
            .collect(),
        drivers: drivers.into_iter().map(|d| Driver { meaning: meaning(case, &d.input), ..d }).collect(),
        unexplained,
        assumptions: case.assumptions.clone(),
        contradictions: case.contradictions.clone(),
        caveats: plan.caveats.clone(),
        beside: plan.beside.iter().map(|b| beside(case, outcomes, b, &months)).collect(),
        months,
    };
    // An ensemble whose units cannot be had has been refused before its first draw.
    let money = request.units.money(&case.structure.conversion).unwrap_or((1.0, "USD"));
    answer.in_three_sentences = crate::words::in_three(case, outcomes, &headline, &answer, money);
    answer.in_words = crate::words::in_words(case, outcomes, &headline, &answer, money);
    answer
}

/// The month in which two ensembles differ most in a market's median ratio to the baseline.
fn compare(
    case: &Case,
    outcomes: &[Outcome],
    plain: &[Outcome],
    k: MarketId,
    months: &[String],
) -> Option<Comparison> {
    if plain.is_empty() {
        return None;
    }
    let at = |of: &[Outcome], m: usize| band(of.iter().map(|o| o.months[m].ratio[k]));
    let apart = |m: &usize| (at(outcomes, *m).p50 - at(plain, *m).p50).abs();
    let m = (0..months.len()).max_by(|a, b| apart(a).total_cmp(&apart(b)))?;
    Some(Comparison {
        market: case.structure.markets[k].id(),
        month: months[m].clone(),
        answered: at(outcomes, m),
        otherwise: at(plain, m),
    })
}

/// Markets that lead the answer: the plan's, else the scarce oxides where most of them is used.
pub(crate) fn headline(case: &Case, plan: &Plan) -> Vec<MarketId> {
    let s = &case.structure;
    let find = |id: &String| s.markets.iter().position(|m| m.id() == *id);
    let named: Vec<MarketId> = plan.headline.iter().filter_map(find).collect();
    if !named.is_empty() {
        return named;
    }
    let scarce = s.goods.iter().filter(|g| g.element.is_some() && g.stage == "oxide");
    scarce.filter_map(|g| largest_market(case, &g.id)).collect()
}

fn largest_market(case: &Case, good: &str) -> Option<MarketId> {
    let s = &case.structure;
    let output = |m: MarketId| -> f64 {
        let of = |p: usize| {
            let spec = &s.processes[p];
            let slot = spec.markets.iter().position(|k| *k == m);
            slot.map_or(0.0, |k| case.central.coefficient[p][k].max(0.0) * case.central.activity[p])
        };
        (0..s.processes.len()).map(of).sum()
    };
    let candidates = (0..s.markets.len()).filter(|m| s.markets[*m].good == good);
    candidates.max_by(|a, b| output(*a).total_cmp(&output(*b)))
}

pub(crate) fn solver(outcomes: &[Outcome]) -> SolverAnswer {
    let mut endings: BTreeMap<String, usize> = BTreeMap::new();
    for (name, count) in outcomes.iter().flat_map(|o| &o.endings) {
        *endings.entry(name.clone()).or_default() += count;
    }
    SolverAnswer { endings, worst_kkt: outcomes.iter().map(|o| o.worst_kkt).fold(0.0, f64::max) }
}

/// Quantile with linear interpolation between order statistics.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let k = (at.floor() as usize).min(last);
    let next = (k + 1).min(last);
    sorted[k] + (at - k as f64) * (sorted[next] - sorted[k])
}

pub(crate) fn band(values: impl Iterator<Item = f64>) -> Band {
    let mut v: Vec<f64> = values.collect();
    v.sort_by(f64::total_cmp);
    Band { p10: quantile(&v, 0.1), p50: quantile(&v, 0.5), p90: quantile(&v, 0.9) }
}

fn fan(outcomes: &[Outcome], months: usize, get: impl Fn(&MonthOutcome) -> f64) -> Fan {
    Fan::of(months, |m| outcomes.iter().map(|o| get(&o.months[m])).collect())
}

/// What an input is, in words.
fn meaning(case: &Case, input: &str) -> String {
    if input == case.focus {
        let holder = case.structure.name(&case.focus_region);
        return format!("which of the balanced bases: how much {holder} mines");
    }
    let prior = case.priors.input.get(input).map(|prior| prior.note.clone());
    let own =
        || input.split_once('.').map(|(act, field)| format!("{field} of the act '{act}' of this scenario"));
    prior.filter(|note| !note.is_empty()).or_else(own).unwrap_or_default()
}

/// Names for people of everything that an answer names by an id.
pub(crate) fn names(case: &Case) -> BTreeMap<String, String> {
    let s = &case.structure;
    let mut all = s.names.clone();
    all.extend(s.goods.iter().map(|g| (g.id.clone(), g.name.clone())));
    all.extend(s.sites.iter().map(|x| (x.id.clone(), x.name.clone())));
    all.extend(s.uses.iter().map(|u| (u.name.clone(), use_name(&u.name))));
    all.extend(s.products.iter().map(|p| (p.product.clone(), crate::products::unit_of(&p.product))));
    all
}

/// The name of a final use.
pub(crate) fn use_name(id: &str) -> String {
    match id {
        "ev" => "EV motors".into(),
        "wind" => "wind turbines".into(),
        "robots-industry" => "robots and industry".into(),
        "other" => "other uses".into(),
        other => other.replace('-', " "),
    }
}

fn chain(case: &Case, outcomes: &[Outcome]) -> Vec<ChainLink> {
    let mut links: Vec<&Link> = outcomes.iter().flat_map(|o| o.links.keys()).collect();
    links.sort();
    links.dedup();
    let elements: Vec<&str> = scarce(case);
    let unit = format!("t of {} a year, contained, as oxide", elements.join(" and "));
    let of = |link: &Link, of: fn((f64, f64)) -> f64| {
        band(outcomes.iter().map(|o| o.links.get(link).copied().map_or(0.0, of)))
    };
    let answer = |link: &Link| ChainLink {
        stage: link.stage.name().into(),
        from: link.from.clone(),
        next_stage: link.next.name().into(),
        to: link.to.clone(),
        unit: unit.clone(),
        baseline: of(link, |x| x.0).p50,
        scenario: of(link, |x| x.1),
    };
    links.into_iter().map(answer).collect()
}

/// The elements that the world is about, as symbols.
fn scarce(case: &Case) -> Vec<&str> {
    let symbol = |e: &str| match e {
        "dy" => "Dy",
        "tb" => "Tb",
        _ => "the element",
    };
    let mut all: Vec<&str> = case.structure.goods.iter().filter_map(|g| g.element.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(symbol).collect()
}

fn markets(case: &Case, outcomes: &[Outcome], headline: &[MarketId], months: usize) -> Vec<MarketAnswer> {
    let s = &case.structure;
    let sampled = |k: MarketId| -> Vec<Vec<f64>> {
        let shown = outcomes.iter().take(if headline.contains(&k) { SAMPLED } else { 0 });
        shown.map(|o| o.months.iter().map(|m| m.path_price[k]).collect()).collect()
    };
    (0..s.markets.len())
        .map(|k| MarketAnswer {
            good: s.markets[k].good.clone(),
            region: s.markets[k].region.clone(),
            unit: price_unit(case, k),
            price: fan(outcomes, months, |m| m.price[k]),
            price_ratio_to_baseline: fan(outcomes, months, |m| m.ratio[k]),
            price_ratio_to_start: fan(outcomes, months, |m| m.path[k]),
            path_price: fan(outcomes, months, |m| m.path_price[k]),
            sampled: sampled(k),
            baseline_price: fan(outcomes, months, |m| m.calm_price[k]).p50,
            unserved_share: fan(outcomes, months, |m| m.unserved[k]),
            cover_weeks: fan(outcomes, months, |m| m.cover[k]),
        })
        .collect()
}

fn price_unit(case: &Case, k: MarketId) -> String {
    let unit = case.structure.good(&case.structure.markets[k].good).map_or("t", |g| g.unit.as_str());
    format!("USD/kg {}, without VAT", unit.trim_start_matches("t-"))
}

fn shortages(case: &Case, outcomes: &[Outcome], months: &[String]) -> Vec<ShortageAnswer> {
    let s = &case.structure;
    let mut all: Vec<ShortageAnswer> = (0..s.uses.len())
        .filter(|u| s.uses[*u].name != OUTLET)
        .map(|u| {
            let spec = &s.uses[u];
            let worst = |o: &Outcome| o.months.iter().map(|m| m.unserved_use[u]).fold(0.0, f64::max);
            let hit = outcomes.iter().filter(|o| worst(o) > SHORTAGE).count();
            ShortageAnswer {
                good: s.markets[spec.market].good.clone(),
                region: s.markets[spec.market].region.clone(),
                use_: spec.name.clone(),
                probability: hit as f64 / outcomes.len() as f64,
                worst_unserved_share: band(outcomes.iter().map(worst)),
                median_month_of_run_out: run_out(outcomes, spec.market, months),
            }
        })
        .collect();
    all.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(b.worst_unserved_share.p50.total_cmp(&a.worst_unserved_share.p50))
    });
    all
}

fn run_out(outcomes: &[Outcome], market: MarketId, months: &[String]) -> Option<String> {
    let first = |o: &Outcome| o.months.iter().skip(1).position(|m| m.cover[market] < RUN_OUT).map(|k| k + 1);
    let mut found: Vec<usize> = outcomes.iter().filter_map(first).collect();
    found.sort_unstable();
    if 2 * found.len() < outcomes.len() {
        return None;
    }
    found.get(found.len() / 2).and_then(|m| months.get(*m)).cloned()
}

fn flows(case: &Case, outcomes: &[Outcome], months: usize) -> Vec<FlowAnswer> {
    let s = &case.structure;
    (0..s.routes.len())
        .map(|r| {
            let (from, to) = (&s.markets[s.routes[r].from], &s.markets[s.routes[r].to]);
            FlowAnswer {
                good: from.good.clone(),
                origin: from.region.clone(),
                destination: to.region.clone(),
                unit: format!("{}/month", s.good(&from.good).map_or("t", |g| g.unit.as_str())),
                quantity: fan(outcomes, months, |m| m.flow[r]),
                baseline: fan(outcomes, months, |m| m.calm_flow[r]).p50,
            }
        })
        .collect()
}

fn losses(outcomes: &[Outcome]) -> Vec<RegionLoss> {
    let mut regions: Vec<&String> = outcomes.iter().flat_map(|o| o.losses.keys()).collect();
    regions.sort();
    regions.dedup();
    let of = |r: &String| band(outcomes.iter().map(|o| o.losses.get(r).copied().unwrap_or(0.0)));
    let mut all: Vec<RegionLoss> = regions
        .into_iter()
        .map(|r| RegionLoss { region: r.clone(), unit: "million USD".into(), change_vs_baseline: of(r) })
        .collect();
    all.sort_by(|a, b| b.change_vs_baseline.p50.total_cmp(&a.change_vs_baseline.p50));
    all
}

fn use_losses(outcomes: &[Outcome]) -> Vec<UseLoss> {
    let mut uses: Vec<&String> = outcomes.iter().flat_map(|o| o.use_losses.keys()).collect();
    uses.sort();
    uses.dedup();
    let of = |u: &String| band(outcomes.iter().map(|o| o.use_losses.get(u).copied().unwrap_or(0.0)));
    let mut all: Vec<UseLoss> = uses
        .into_iter()
        .map(|u| UseLoss { use_: u.clone(), unit: "million USD".into(), change_vs_baseline: of(u) })
        .collect();
    all.sort_by(|a, b| b.change_vs_baseline.p50.total_cmp(&a.change_vs_baseline.p50));
    all
}

fn actors(outcomes: &[Outcome]) -> Vec<ActorAnswer> {
    let mut keys: Vec<&(String, String)> = outcomes.iter().flat_map(|o| o.actors.keys()).collect();
    keys.sort();
    keys.dedup();
    let of = |k: &(String, String)| band(outcomes.iter().map(|o| o.actors.get(k).copied().unwrap_or(0.0)));
    let mut all: Vec<ActorAnswer> = keys
        .into_iter()
        .map(|k| ActorAnswer {
            actor: k.0.clone(),
            account: k.1.clone(),
            unit: "million USD".into(),
            change_vs_baseline: of(k),
            total: (k.1 == LEVIES)
                .then(|| band(outcomes.iter().map(|o| o.receipts.get(&k.0).copied().unwrap_or(0.0)))),
        })
        .collect();
    all.sort_by(|a, b| b.change_vs_baseline.p50.abs().total_cmp(&a.change_vs_baseline.p50.abs()));
    all
}

/// What the drivers are asked about: headline prices halfway and at the end, and the loss of all consumers.
fn outputs(case: &Case, outcomes: &[Outcome], headline: &[MarketId], months: &[String]) -> Vec<Output> {
    let last = months.len() - 1;
    let mut at = vec![last.min(5), last];
    at.dedup();
    let mut all = Vec::new();
    for k in headline {
        for m in &at {
            let market = crate::words::market_name(case, *k);
            let values = outcomes.iter().map(|o| libm::log(o.months[*m].ratio[*k].max(1e-9))).collect();
            all.push(Output { name: format!("log price over baseline, {market}, {}", months[*m]), values });
        }
    }
    // Losses spread over orders of magnitude: the log keeps one draw from being the whole variance.
    let loss = |o: &Outcome| libm::log1p(o.losses.values().sum::<f64>().max(0.0));
    let values = outcomes.iter().map(loss).collect();
    all.push(Output {
        name: "log (1 + consumer loss in million USD), all regions, whole run".into(),
        values,
    });
    all
}

fn rows_of(b: &Beside) -> Option<String> {
    let both: Vec<&str> = b.from.iter().chain(&b.row).map(String::as_str).collect();
    (!both.is_empty()).then(|| both.join(", "))
}

/// A figure of the record beside the run's path ratio, with scores where both are ratios.
fn beside(case: &Case, outcomes: &[Outcome], b: &Beside, months: &[String]) -> BesideAnswer {
    let market = b.market.as_ref().and_then(|id| case.structure.markets.iter().position(|m| m.id() == *id));
    let month = b.month.filter(|m| *m < months.len());
    let mut answer = BesideAnswer {
        what: b.what.clone(),
        value: b.value.clone(),
        row: rows_of(b),
        market: b.market.clone(),
        month: month.and_then(|m| months.get(m)).cloned(),
        ratio: b.ratio,
        path_ratio: None,
        crps: None,
        crps_random_walk: None,
    };
    if let (Some(k), Some(m)) = (market, month) {
        answer.path_ratio = Some(band(outcomes.iter().map(|o| o.months[m].path[k])));
        if let Some(ratio) = b.ratio.filter(|r| *r > 0.0 && m > 0) {
            let logs: Vec<f64> = outcomes.iter().map(|o| libm::log(o.months[m].path[k].max(1e-9))).collect();
            let volatility =
                case.structure.good(&case.structure.markets[k].good).map_or(0.0, |g| g.volatility);
            answer.crps = crate::score::crps(&logs, libm::log(ratio));
            let sd = volatility * (m as f64 / 12.0).sqrt();
            answer.crps_random_walk =
                (sd > 0.0).then(|| crate::score::crps_normal(0.0, sd, libm::log(ratio)));
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_order_statistics() {
        let v = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(quantile(&v, 0.5), 3.0);
        assert_eq!(quantile(&v, 0.1), 1.4);
        assert_eq!(quantile(&v, 1.0), 5.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
