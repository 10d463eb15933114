//! Base prices: the last known quote of each market at the date, and the rest reconciled around those.

use super::parts::Parts;
use super::structure::cost_row;
use super::{CompileError, Ground};
use crate::case::{Base, MarketId};
use crate::pricing::{Link, Margin, PriceProblem, Pull, Quote, solve};
use jiff::civil::Date;
use oreline_world::World;
use oreline_world::rows::{Basis, ParameterKind, Price, PriceRole, Rate, Vat};

/// No price is lower [USD/kg].
const FLOOR: f64 = 0.05;
/// First estimate where nothing is known [USD/kg].
const START: f64 = 10.0;
/// Up to this age in months a quote is the price of the base month; an older one is a past price like others.
const FRESH: f64 = 12.0;
/// Margins of plants are known no better than this share.
const MARGIN: f64 = 0.4;
/// Plants abroad earn the tax wedge as rent on top: their margin is known this much worse.
const ABROAD: f64 = 4.0;

/// Base prices of every market [USD/kg, without VAT].
pub(super) fn prices(ground: &Ground<'_>, parts: &Parts, base: &Base) -> Result<Vec<f64>, CompileError> {
    let problem = problem(ground, parts, base);
    let solved = solve(&problem).map_err(|e| CompileError::Prices(e.to_string()))?;
    Ok(solved.price)
}

/// Markets that no quote reaches through links, by id.
pub(super) fn unlinked(ground: &Ground<'_>, parts: &Parts, base: &Base) -> Vec<String> {
    let found = solve(&problem(ground, parts, base)).map(|p| p.unlinked).unwrap_or_default();
    found.into_iter().map(|m| parts.structure.markets[m].id()).collect()
}

fn problem(ground: &Ground<'_>, parts: &Parts, base: &Base) -> PriceProblem {
    let s = &parts.structure;
    let mut problem = PriceProblem {
        markets: s.markets.len(),
        links: s
            .routes
            .iter()
            .filter(|r| !r.idle)
            .map(|r| Link { from: r.from, to: r.to, ad_valorem: r.ad_valorem, cost: r.cost, levy: r.levy })
            .collect(),
        margins: margins(ground, parts, base),
        floor: FLOOR,
        ..PriceProblem::default()
    };
    for row in quoted(ground) {
        if let Some(quote) = quote(ground, parts, base, row) {
            problem.quotes.push(quote);
        }
    }
    problem.start = (0..s.markets.len()).map(|m| start(ground, parts, m)).collect();
    problem.pulls = pulls(parts, base, &problem.quotes);
    problem
}

fn margins(ground: &Ground<'_>, parts: &Parts, base: &Base) -> Vec<Margin> {
    let s = &parts.structure;
    (0..s.processes.len())
        .filter_map(|p| {
            let row = cost_row(ground.world, &s.processes[p].process)?;
            let terms =
                s.processes[p].markets.iter().zip(&base.coefficient[p]).map(|(m, a)| (*m, *a)).collect();
            let value = row.est.value();
            let own = (MARGIN * value).max(row.est.sigma()).max(0.05);
            Some(Margin {
                terms,
                value,
                sigma_min: if at_home(ground, &s.processes[p]) { own } else { ABROAD * own },
            })
        })
        .collect()
}

/// Whether a plant stands where its product's price is made.
fn at_home(ground: &Ground<'_>, plant: &crate::case::ProcessSpec) -> bool {
    let world = ground.world;
    let made = world
        .recipes
        .iter()
        .find(|r| r.process == *plant.process.as_str() && r.role == oreline_world::rows::RecipeRole::Out);
    made.is_none_or(|r| main_region(world, &r.good) == plant.region)
}

/// One row per quoted (good, region): the last quote that had been made; else the last year's own evidence.
pub(super) fn quoted<'a>(ground: &Ground<'a>) -> Vec<&'a Price> {
    let world = ground.world;
    let past = |p: &&Price| p.period.end() <= ground.clock.as_of && usd(world, p).is_some();
    let mut best: Vec<&Price> = Vec::new();
    for row in world.prices.iter().filter(past).filter(|p| counts(world, p)) {
        let rank = |p: &Price| (p.role == PriceRole::Quote, p.period.end());
        match best.iter_mut().find(|b| b.good == row.good && b.region == row.region) {
            Some(slot) if rank(row) > rank(slot) => *slot = row,
            Some(_) => {}
            None => best.push(row),
        }
    }
    best
}

/// Quotes count; a year's base price does where it has evidence of its own or is that of the main region.
fn counts(world: &World, row: &Price) -> bool {
    match row.role {
        PriceRole::Quote => true,
        PriceRole::Base => {
            row.prov.basis != Basis::Assumed || main_region(world, &row.good) == row.region.as_str()
        }
        PriceRole::Check | PriceRole::Context => false,
    }
}

/// The region with most processes that make a good: where its price is made.
fn main_region<'a>(world: &'a World, good: &str) -> &'a str {
    let mut count: std::collections::BTreeMap<&str, f64> = std::collections::BTreeMap::new();
    for r in &world.recipes {
        let Some(p) = world.process(&r.process) else { continue };
        if r.good == *good && r.role == oreline_world::rows::RecipeRole::Out {
            *count.entry(p.region.as_str()).or_default() += p.est.value() * r.est.value();
        }
    }
    let takes = |region: &str| {
        world.recipes.iter().any(|r| {
            r.good == *good
                && r.role == oreline_world::rows::RecipeRole::In
                && world.process(&r.process).is_some_and(|p| p.region == *region)
        })
    };
    // Ore is priced where it is bought, everything else where it is made.
    let bought = world.recipes.iter().find_map(|r| {
        let p = world.process(&r.process)?;
        let ore = world.good(good)?.stage == oreline_world::rows::Stage::Concentrate;
        (ore && r.good == *good && takes(&p.region)).then_some(p.region.as_str())
    });
    bought.unwrap_or_else(|| count.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or("", |(r, _)| r))
}

/// The last known exchange rate at a day [CNY/USD].
pub(super) fn rate(world: &World, on: Date) -> Option<f64> {
    rate_row(world, on).map(|r| r.est.value())
}

/// Its row.
pub(super) fn rate_row(world: &World, on: Date) -> Option<&Rate> {
    let past = world.rates.iter().filter(|r| r.period.start() <= on);
    past.max_by_key(|r| r.period.end())
}

/// Factor from a row's unit and VAT to USD/kg without VAT.
fn usd(world: &World, row: &Price) -> Option<f64> {
    let (cny, per) = match row.unit.as_str() {
        "USD/kg" | "index" => (false, 1.0),
        "USD/t" => (false, 1e-3),
        "CNY/kg" => (true, 1.0),
        "CNY/t" => (true, 1e-3),
        _ => return None,
    };
    let money = if cny { 1.0 / rate(world, row.period.end())? } else { 1.0 };
    let vat = world.meta.vat.get(row.region.as_str()).map_or(0.0, |v| v.get());
    let taxed = row.vat == Vat::Included || (row.vat == Vat::Unknown && cny);
    Some(per * money / if taxed { 1.0 + vat } else { 1.0 })
}

fn quote(ground: &Ground<'_>, parts: &Parts, base: &Base, row: &Price) -> Option<Quote> {
    let factor = usd(ground.world, row)?;
    let sigma = match row.role {
        // What was seen is not sampled: the base month shows the observed price.
        PriceRole::Quote if months_old(ground, row) <= FRESH => 0.0,
        _ => aged(ground, row),
    };
    let terms = terms(parts, base, &row.good, &row.region);
    (!terms.is_empty()).then(|| Quote { terms, value: row.est.value() * factor, sigma: sigma * factor })
}

/// Months from the middle of a price's period to the base month.
fn months_old(ground: &Ground<'_>, row: &Price) -> f64 {
    let place = |day| crate::timing::place(ground.clock.as_of, day);
    (-0.5 * (place(row.period.start()) + place(row.period.end()))).max(0.0)
}

/// Width of a past price: its own, and what the good's price has moved since by its volatility.
fn aged(ground: &Ground<'_>, row: &Price) -> f64 {
    let own = row.est.sigma();
    let years = months_old(ground, row) / 12.0;
    let volatility =
        super::structure::parameter(ground.world, ParameterKind::Volatility, &row.good).unwrap_or(0.25);
    let drift = volatility * years.sqrt() * row.est.value();
    (own * own + drift * drift).sqrt()
}

/// A quote for pooled ore is one for the mean of the baskets that are bought there.
fn terms(parts: &Parts, base: &Base, good: &str, region: &str) -> Vec<(MarketId, f64)> {
    let s = &parts.structure;
    if parts.pool.as_deref() != Some(good) {
        return s.market(good, region).map(|m| vec![(m, 1.0)]).unwrap_or_default();
    }
    let pooled: Vec<(MarketId, f64)> = (0..s.markets.len())
        .filter(|m| s.markets[*m].region == region && s.is_pooled(*m))
        .map(|m| (m, taken(parts, base, m)))
        .collect();
    let total: f64 = pooled.iter().map(|(_, w)| w).sum();
    if total <= 0.0 {
        let even = 1.0 / pooled.len().max(1) as f64;
        return pooled.into_iter().map(|(m, _)| (m, even)).collect();
    }
    pooled.into_iter().map(|(m, w)| (m, w / total)).collect()
}

fn taken(parts: &Parts, base: &Base, market: MarketId) -> f64 {
    let s = &parts.structure;
    let of = |p: usize| {
        let slot = s.processes[p].markets.iter().position(|m| *m == market);
        slot.map_or(0.0, |k| (-base.coefficient[p][k]).max(0.0) * base.activity[p])
    };
    (0..s.processes.len()).map(of).sum()
}

fn made(parts: &Parts, base: &Base, market: MarketId) -> f64 {
    let s = &parts.structure;
    let of = |p: usize| {
        let slot = s.processes[p].markets.iter().position(|m| *m == market);
        slot.map_or(0.0, |k| base.coefficient[p][k].max(0.0) * base.activity[p])
    };
    (0..s.processes.len()).map(of).sum()
}

/// First estimate: any row of the tables about the market, the latest at the date.
fn start(ground: &Ground<'_>, parts: &Parts, m: MarketId) -> f64 {
    let s = &parts.structure;
    let market = &s.markets[m];
    let good = s.good(&market.good).and_then(|g| g.pool.clone()).unwrap_or_else(|| market.good.clone());
    let past = |p: &&Price| p.good == *good && p.period.end() <= ground.clock.as_of;
    let of = |region: Option<&str>| {
        let rows = ground.world.prices.iter().filter(past).filter(|p| p.role != PriceRole::Context);
        let rows = rows.filter(|p| region.is_none_or(|r| p.region == *r));
        let latest = rows.max_by_key(|p| p.period.end())?;
        Some(latest.est.value() * usd(ground.world, latest)?)
    };
    of(Some(&market.region)).or_else(|| of(None)).unwrap_or(START).max(FLOOR)
}

/// Markets without a quote lean weakly on where most of the good is made.
fn pulls(parts: &Parts, base: &Base, quotes: &[Quote]) -> Vec<Pull> {
    let s = &parts.structure;
    let has_quote = |m: MarketId| quotes.iter().any(|q| q.terms.iter().any(|(k, _)| *k == m));
    let main = |good: &str| {
        let of = (0..s.markets.len()).filter(|k| s.markets[*k].good == good);
        of.max_by(|a, b| made(parts, base, *a).total_cmp(&made(parts, base, *b)))
    };
    (0..s.markets.len())
        .filter(|m| !has_quote(*m))
        .filter_map(|m| main(&s.markets[m].good).filter(|to| *to != m).map(|to| Pull { market: m, to }))
        .collect()
}
