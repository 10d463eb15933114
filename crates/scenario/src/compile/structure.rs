//! What the network needs besides flows: goods, covers, spare feed, sites and their holders, acts in force.

use super::Ground;
use crate::answers::Interval;
use crate::case::{
    Content, Conversion, CoverSpec, GoodSpec, ProductSpec, QuotaSpec, SiteSpec, SpareSpec, Spell, Structure,
};
use crate::priors::{Input, Law, Priors};
use oreline_units::{Estimate, Unit};
use oreline_world::World;
use oreline_world::rows::{self, Act, ActKind, Holder, Modality, ParameterKind, Stage};
use std::collections::BTreeMap;

/// Volatility of a good without a row, a year.
const VOLATILITY: f64 = 0.25;
/// Weeks of cover where no row says anything: concentrates, by-products and other goods.
const COVER: (f64, f64, f64) = (4.0, 2.0, 6.0);
/// Base prices lie inside of the curves' knots: between a quarter and 16 times the anchor, as logarithms.
const TIGHTEST: (f64, f64) = (-1.386, 2.772);
/// Nobody runs on less cover than this [weeks].
const LEAST_COVER: f64 = 1.3;

pub(super) fn complete(
    ground: &Ground<'_>,
    mut s: Structure,
    pool: &Option<String>,
    baskets: &BTreeMap<String, String>,
) -> Structure {
    let world = ground.world;
    s.goods = goods(world, pool, baskets);
    s.countries = world
        .regions
        .iter()
        .map(|r| (r.id.to_string(), r.country.clone().unwrap_or_else(|| r.id.to_string())))
        .collect();
    s.names = names(world);
    s.products = products(world);
    s.conversion = conversion(ground);
    s.covers = s.markets.iter().map(|m| cover(world, &s, &m.good, &m.region)).collect();
    s.spare = spare(world, &s);
    s.sites = world.sites.iter().map(|site| site_spec(world, site)).collect();
    s.quotas = quotas(ground, &s);
    s.acts = world.acts.iter().filter_map(|a| Some((a.id.to_string(), a.start?.first()))).collect();
    s.idle_opening = parameter(world, ParameterKind::IdleOpening, "routes").unwrap_or(0.10);
    s
}

pub(super) fn parameter(world: &World, kind: ParameterKind, subject: &str) -> Option<f64> {
    let found = world.parameters.iter().find(|p| p.kind == kind && p.subject == subject);
    found.map(|p| p.est.value())
}

/// The priors with what the world's own rows say of the same numbers.
pub(super) fn with_rows(world: &World, priors: &Priors) -> Priors {
    let mut priors = priors.clone();
    for (kind, subject, constant) in [
        (ParameterKind::SupplyElasticity, "collect", "collector-elasticity"),
        (ParameterKind::MagnetEtaFactor, "magnet", "magnet-elasticity-factor"),
        (ParameterKind::CarryingCost, "*", "carrying"),
    ] {
        if let Some(value) = parameter(world, kind, subject) {
            priors.constant.insert(constant.into(), value);
        }
    }
    priors.input.extend(states(world));
    priors
}

/// What the world's rows say of how its markets stand at the base, as inputs.
fn states(world: &World) -> Vec<(String, Input)> {
    let of = |kind| world.parameters.iter().filter(move |p| p.kind == kind);
    let named = |name: &str, p: &rows::Parameter| format!("{name}@{}", p.subject);
    let mut out = Vec::new();
    for p in of(ParameterKind::Tightness) {
        out.push((named("tightness", p), state(p.est, "log price", Law::TwoPieceNormal, TIGHTEST)));
    }
    for p in of(ParameterKind::TrendBefore) {
        out.push((named("trend-before", p), state(p.est, "1/month", Law::TwoPieceNormal, (-1.0, 1.0))));
    }
    for p in of(ParameterKind::SpareCapacity) {
        let unit = "t/yr, or as the good is counted";
        out.push((named("spare-capacity", p), state(p.est, unit, Law::TwoPieceNormal, (0.0, 1e12))));
    }
    for p in of(ParameterKind::Cover).filter(|p| p.est.low() > 0.0) {
        out.push(("cover".into(), state(p.est, "weeks", Law::LogNormal, (LEAST_COVER, 1e4))));
    }
    out
}

fn state(est: Estimate, unit: &str, law: Law, (min, max): (f64, f64)) -> Input {
    Input {
        unit: unit.into(),
        median: est.value(),
        low: est.low(),
        high: est.high(),
        law,
        min: Some(min),
        max: Some(max),
        off: false,
        basis: "a row of the world".into(),
        note: String::new(),
    }
}

/// How far a mine's output follows from that of another good.
pub(super) fn by_product(world: &World, process: &str) -> f64 {
    parameter(world, ParameterKind::ByProduct, process).unwrap_or(0.0).clamp(0.0, 1.0)
}

/// How far a region's mines can go above base.
pub(super) fn headroom(world: &World, region: &str) -> f64 {
    let of = |subject| parameter(world, ParameterKind::MineHeadroom, subject);
    of(region).or_else(|| of("*")).unwrap_or(1.03)
}

/// Conversion cost of a process, by the longest prefix in the cost table [USD/kg of throughput].
pub(super) fn cost(world: &World, process: &str) -> Option<f64> {
    cost_row(world, process).map(|c| c.est.value())
}

pub(super) fn cost_row<'a>(world: &'a World, process: &str) -> Option<&'a rows::Cost> {
    let fits = world.costs.iter().filter(|c| process.starts_with(c.processes.as_str()));
    fits.max_by_key(|c| c.processes.len())
}

fn goods(world: &World, pool: &Option<String>, baskets: &BTreeMap<String, String>) -> Vec<GoodSpec> {
    let mut out = Vec::new();
    for good in &world.goods {
        if pool.as_deref() != Some(good.id.as_str()) {
            out.push(good_spec(world, good, good.id.to_string(), good.name.clone(), None));
            continue;
        }
        for (region, basket) in baskets {
            let of = world.region(region).map_or(region.as_str(), |r| r.name.as_str());
            let name = format!("{}, {of}", good.name);
            out.push(good_spec(world, good, basket.clone(), name, pool.clone()));
        }
    }
    out
}

fn good_spec(world: &World, good: &rows::Good, id: String, name: String, pool: Option<String>) -> GoodSpec {
    let focus = &world.meta.focus.elements;
    let element = world.contents.iter().find(|c| c.good == good.id && focus.contains(&c.element));
    let scarce = matches!(good.stage, Stage::Oxide | Stage::Metal);
    GoodSpec {
        id,
        name,
        stage: good.stage.to_string(),
        unit: good.unit.as_str().to_string(),
        element: element.filter(|_| scarce).map(|c| c.element.to_string()),
        volatility: parameter(world, ParameterKind::Volatility, &good.id).unwrap_or(VOLATILITY),
        pool,
    }
}

fn names(world: &World) -> BTreeMap<String, String> {
    let regions = world.regions.iter().map(|r| (r.id.to_string(), r.name.clone()));
    let actors = world.actors.iter().map(|a| (a.id.to_string(), a.name.clone()));
    let goods = world.goods.iter().map(|g| (g.id.to_string(), g.name.clone()));
    actors.chain(goods).chain(regions).collect()
}

fn conversion(ground: &Ground<'_>) -> Conversion {
    let world = ground.world;
    let row = super::prices::rate_row(world, ground.clock.as_of);
    let said = row.map(|r| format!("{} CNY per USD ({}, row {})", r.est.value(), r.period, r.id));
    let vat = world.meta.vat.iter().map(|(region, rate)| (region.to_string(), rate.get()));
    let is_oxide = |good: &str| world.good(good).is_some_and(|g| g.stage == Stage::Oxide);
    let in_oxide = |element: &str| {
        let oxides = world.contents.iter().filter(|c| c.element == *element && is_oxide(&c.good));
        oxides.map(|c| c.est.value()).find(|v| *v > 0.0)
    };
    let contents = world.contents.iter().filter_map(|c| {
        let content = Content { is_oxide: is_oxide(&c.good), metal_in_oxide: in_oxide(&c.element)? };
        Some((c.good.to_string(), content))
    });
    Conversion {
        cny_per_usd: row.map(|r| r.est.value()),
        rate: said.unwrap_or_default(),
        vat: vat.collect(),
        contents: contents.collect(),
    }
}

/// Intensities: the subject of the row is `product:good`.
fn products(world: &World) -> Vec<ProductSpec> {
    let rows = world.parameters.iter().filter(|p| p.kind == ParameterKind::Intensity);
    rows.filter_map(|p| {
        let (product, good) = p.subject.split_once(':')?;
        let kg = Interval { low: p.est.low(), value: p.est.value(), high: p.est.high() };
        Some(ProductSpec { product: product.into(), good: good.into(), kg, row: p.id.to_string() })
    })
    .collect()
}

/// Median cover of a market: its own row, else the same good in the best-covered region, else a rule.
fn cover(world: &World, s: &Structure, good: &str, region: &str) -> CoverSpec {
    let spec = s.good(good);
    let row_good = spec.and_then(|g| g.pool.clone()).unwrap_or_else(|| good.to_string());
    let row = |good: &str, region: &str| {
        let held = |r: &&rows::Stock| r.good == *good && r.region == *region && r.holder != Holder::State;
        let all: Vec<&rows::Stock> = world.stocks.iter().filter(held).collect();
        let weeks: f64 = all.iter().map(|r| r.est.value()).sum();
        let of_use = all.iter().all(|r| r.holder == Holder::Consumer);
        all.first().map(|r| (weeks, r.id.to_string(), of_use))
    };
    if let Some((weeks, id, of_use)) = row(&row_good, region) {
        return CoverSpec { weeks, assumed: false, from: format!("row {id}"), of_use };
    }
    let stage = spec.map_or("", |g| g.stage.as_str());
    if let Some(element) = spec.and_then(|g| g.element.as_ref()) {
        let like = s.goods.iter().filter(|g| g.stage == stage && g.element.as_ref() == Some(element));
        // Japan reports its cover; where it does not report this element, its other one stands in.
        let own = like.into_iter().find_map(|g| row(&g.id, COVER_MODEL));
        let any = || {
            s.goods
                .iter()
                .filter(|g| g.stage == stage && g.element.is_some())
                .find_map(|g| row(&g.id, COVER_MODEL))
        };
        if let Some((weeks, id, of_use)) = own.or_else(any) {
            return CoverSpec { weeks, assumed: true, from: format!("as row {id}"), of_use };
        }
    }
    let (weeks, rule) = match stage {
        "concentrate" => (COVER.0, "concentrates"),
        "oxide" | "intermediate" if untaken(world, &row_good) => (COVER.1, "by-products"),
        _ => (COVER.2, "other goods"),
    };
    CoverSpec { weeks, assumed: true, from: format!("rule for {rule}"), of_use: false }
}

/// The region whose cover stands in for regions that report none (design: "that of the same element and
/// stage in Japan").
const COVER_MODEL: &str = "japan";

/// A good that no process takes.
fn untaken(world: &World, good: &str) -> bool {
    !world.recipes.iter().any(|r| r.good == *good && r.role == rows::RecipeRole::In)
}

/// Spare feed opens where ore of the region meets its first market.
fn spare(world: &World, s: &Structure) -> Vec<SpareSpec> {
    let of = |kind| world.parameters.iter().filter(move |p| p.kind == kind);
    let dug_in = |region: &str| {
        s.markets.iter().position(|m| {
            m.region == region && s.good(&m.good).is_some_and(|g| g.pool.is_some()) && {
                let market = s.market(&m.good, region);
                s.processes
                    .iter()
                    .any(|p| p.kind == crate::case::ProcessKind::Mine && p.markets.first().copied() == market)
            }
        })
    };
    let feed = of(ParameterKind::SpareFeed)
        .filter_map(|p| Some(SpareSpec { market: dug_in(&p.subject)?, share: p.est.value(), stated: false }));
    // Capacity that a row states opens in the first market of its region where a mine sells.
    let sold_in = |region: &str| {
        let mine =
            s.processes.iter().find(|p| p.region == region && p.kind == crate::case::ProcessKind::Mine);
        mine.and_then(|p| p.markets.first().copied())
    };
    let stated = of(ParameterKind::SpareCapacity)
        .filter_map(|p| Some(SpareSpec { market: sold_in(&p.subject)?, share: 1.0, stated: true }));
    feed.chain(stated).collect()
}

fn site_spec(world: &World, site: &rows::Site) -> SiteSpec {
    let spells = world.controls.iter().filter(|c| c.site == site.id);
    let process = site.process.as_ref().map_or_else(String::new, |p| p.to_string());
    SiteSpec {
        id: site.id.to_string(),
        name: site.name.clone(),
        region: world.process(&process).map_or_else(String::new, |p| p.region.to_string()),
        process,
        country: site.country.as_ref().map_or_else(String::new, ToString::to_string),
        at: site.lat.zip(site.lon),
        accuracy_km: site.accuracy_km,
        spells: spells
            .map(|c| Spell {
                actor: c.actor.to_string(),
                from: Some(c.from.first()),
                to: c.to.map(|d| d.last()),
                row: c.id.to_string(),
            })
            .collect(),
    }
}

/// Whether an act holds on the case's date.
pub(super) fn in_force(ground: &Ground<'_>, act: &Act) -> bool {
    let begun = act.start.is_some_and(|d| d.first() <= ground.clock.as_of);
    let ended = act.end.is_some_and(|d| d.last() <= ground.clock.as_of);
    begun && !ended && act.modality == Modality::Asserted
}

/// Levy on a route at the base: that of the latest act in force, else the table's [USD/kg].
pub(super) fn levy(ground: &Ground<'_>, route: &rows::Route) -> f64 {
    let acts = ground.world.acts.iter().filter(|a| {
        a.kind == ActKind::Levy && in_force(ground, a) && a.target.iter().any(|t| *t == *route.id)
    });
    let latest = acts.max_by_key(|a| a.start.map(|d| d.first()));
    latest.and_then(|a| usd_per_kg(ground, a.est?.value(), a.unit?)).unwrap_or(route.levy)
}

fn usd_per_kg(ground: &Ground<'_>, value: f64, unit: Unit) -> Option<f64> {
    let rate = super::prices::rate(ground.world, ground.clock.as_of);
    match unit.as_str() {
        "USD/kg" => Some(value),
        "USD/t" => Some(value / 1000.0),
        "CNY/kg" => rate.map(|r| value / r),
        "CNY/t" => rate.map(|r| value / 1000.0 / r),
        _ => None,
    }
}

/// Licences and quotas in force at the base, by good and exporting region, from the routes that acts name.
fn quotas(ground: &Ground<'_>, s: &Structure) -> Vec<QuotaSpec> {
    let mut out: BTreeMap<(String, String), QuotaSpec> = BTreeMap::new();
    let acts = ground.world.acts.iter().filter(|a| matches!(a.kind, ActKind::Licence | ActKind::Quota));
    for act in acts.filter(|a| in_force(ground, a)) {
        for target in &act.target {
            let Some((good, way)) = target.split_once(':') else { continue };
            let Some((origin, _)) = way.split_once('>') else { continue };
            if s.market(good, origin).is_some() {
                let spec = QuotaSpec {
                    good: good.into(),
                    region: origin.into(),
                    rent: ground.priors.constant("rent-in-force"),
                    act: act.id.to_string(),
                };
                out.insert((good.into(), origin.into()), spec);
            }
        }
    }
    out.into_values().collect()
}
