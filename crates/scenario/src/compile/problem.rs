//! The world's rows as a fit problem: which claims about one year, on which network.

use super::Ground;
use crate::reconcile::{
    Basis, Claim, ClaimRole, Content, FinalUse, FitProblem, Good, Options, Process, Recipe, Recovery, Role,
    Route, Stage, Stock,
};
use oreline_world::World;
use oreline_world::expr::Atom;
use oreline_world::rows::{self, FlowRole, PriceRole, ProcessKind, RouteStatus};
use std::collections::{BTreeMap, BTreeSet};

/// A route that would lose this share of the price at the year's own prices is cross-hauling of qualities
/// that one good cannot tell apart; a steady base nets it.
const CROSS_HAULING: f64 = 0.10;

pub(super) fn fit_problem(ground: &Ground<'_>) -> FitProblem {
    let world = ground.world;
    let claims = claims(world, ground.year);
    FitProblem {
        goods: world.goods.iter().map(good).collect(),
        regions: world.regions.iter().map(|r| r.id.to_string()).collect(),
        processes: world.processes.iter().map(process).collect(),
        recipes: newest_recipes(world).into_iter().map(recipe).collect(),
        routes: active(world).map(route).collect(),
        uses: world.demands.iter().map(final_use).collect(),
        stocks: stocks(world, &claims),
        recoveries: world.recoveries.iter().map(recovery).collect(),
        recovered: focus_oxides(world),
        contents: world.contents.iter().map(content).collect(),
        options: Options {
            steady: true,
            dropped_routes: cross_hauled(world, ground.year),
            scrap_ceiling: true,
        },
        claims,
    }
}

fn good(row: &rows::Good) -> Good {
    Good { id: row.id.to_string(), magnet: row.stage == rows::Stage::Magnet }
}

fn process(row: &rows::Process) -> Process {
    let stage = match row.kind {
        ProcessKind::Mine => Stage::Mine,
        ProcessKind::Collector => Stage::Collector,
        ProcessKind::Separation => Stage::Separation,
        ProcessKind::Metal => Stage::Metal,
        ProcessKind::Magnet => Stage::Magnet,
        ProcessKind::Recycling => Stage::Recycling,
    };
    let (id, region) = (row.id.to_string(), row.region.to_string());
    Process { id, region, stage, capacity_high: Some(row.est.high()) }
}

/// Of several known rows for one coefficient the latest counts.
pub(super) fn newest_recipes(world: &World) -> Vec<&rows::Recipe> {
    let mut newest: BTreeMap<(&str, &str, &str), &rows::Recipe> = BTreeMap::new();
    for row in &world.recipes {
        let key = (row.process.as_str(), row.good.as_str(), row.role.as_str());
        if newest.get(&key).is_none_or(|old| old.prov.known_at <= row.prov.known_at) {
            newest.insert(key, row);
        }
    }
    newest.into_values().collect()
}

fn recipe(row: &rows::Recipe) -> Recipe {
    Recipe {
        process: row.process.to_string(),
        good: row.good.to_string(),
        role: if row.role == rows::RecipeRole::In { Role::In } else { Role::Out },
        coef: row.est.value(),
        low: row.est.low(),
        high: row.est.high(),
        group: row.group.clone(),
        basis: basis(row.prov.basis),
    }
}

pub(super) fn basis(of: rows::Basis) -> Basis {
    match of {
        rows::Basis::Read => Basis::Read,
        rows::Basis::Relayed => Basis::Relayed,
        rows::Basis::Derived => Basis::Derived,
        rows::Basis::Assumed => Basis::Assumed,
    }
}

fn active(world: &World) -> impl Iterator<Item = &rows::Route> {
    world.routes.iter().filter(|r| r.status == RouteStatus::Active)
}

fn route(row: &rows::Route) -> Route {
    Route {
        id: row.id.to_string(),
        good: row.good.to_string(),
        origin: row.origin.to_string(),
        destination: row.destination.to_string(),
    }
}

fn final_use(row: &rows::Demand) -> FinalUse {
    FinalUse { good: row.good.to_string(), region: row.region.to_string(), purpose: row.purpose.to_string() }
}

/// Claims about one whole year, in the order of the table; of several editions the latest known counts. One
/// that was rejected replaces nothing.
fn claims(world: &World, year: i16) -> Vec<Claim> {
    let of_year = || world.flows.iter().filter(move |c| c.period.whole_year() == Some(year));
    let superseded = |row: &rows::FlowClaim| {
        row.series.is_some()
            && of_year().any(|c| c.role == row.role && c.series == row.series && newer(c, row))
    };
    of_year().filter(|row| !superseded(row)).filter_map(claim).collect()
}

/// Whether a row became public later than another; on the same day the lower row of the table is the newer.
fn newer(a: &rows::FlowClaim, b: &rows::FlowClaim) -> bool {
    (a.prov.known_at, a.at.line) > (b.prov.known_at, b.at.line)
}

fn claim(row: &rows::FlowClaim) -> Option<Claim> {
    let role = match row.role {
        FlowRole::Fit => ClaimRole::Fit,
        FlowRole::Check => ClaimRole::Check,
        FlowRole::Reject => ClaimRole::Reject,
        FlowRole::Context => return None,
    };
    Some(Claim {
        id: row.id.to_string(),
        expr: row.expr.clone()?,
        per: row.per.clone(),
        value: row.est.value(),
        low: row.est.low(),
        high: row.est.high(),
        cluster: row.cluster.clone(),
        role,
        basis: basis(row.prov.basis),
        // Intervals in the tables already carry the grade; the factor stays for worlds whose do not.
        grade_factor: 1.0,
    })
}

/// Stocks that a claim speaks of; the one outlet of a good that nothing takes is kept in a steady base.
fn stocks(world: &World, claims: &[Claim]) -> Vec<Stock> {
    let atoms = claims.iter().flat_map(|c| c.expr.atoms().chain(c.per.iter().flat_map(|p| p.atoms())));
    let places: BTreeSet<(String, String)> = atoms
        .filter_map(|atom| match atom {
            Atom::StockBuild { good, region } => Some((good.clone(), region.clone())),
            _ => None,
        })
        .collect();
    let stock = |(good, region): (String, String)| {
        let without_outlet = !has_outlet(world, &good, &region);
        Stock { good, region, without_outlet }
    };
    places.into_iter().map(stock).collect()
}

fn has_outlet(world: &World, good: &str, region: &str) -> bool {
    let home = |id: &str| world.process(id).is_some_and(|p| p.region == *region);
    let eaten =
        world.recipes.iter().any(|r| r.good == *good && r.role == rows::RecipeRole::In && home(&r.process));
    let shipped = active(world).any(|r| r.good == *good && r.origin == *region);
    let used = world.demands.iter().any(|d| d.good == *good && d.region == *region);
    eaten || shipped || used
}

fn recovery(row: &rows::Recovery) -> Recovery {
    let mut via = Vec::new();
    let mut plant = row.through.to_string();
    for leg in &row.onward {
        via.push((plant, leg.good.to_string()));
        plant = leg.process.to_string();
    }
    Recovery { mine: row.mine.to_string(), via, last: plant }
}

/// The oxide of each element the world is about, in the order of `world.toml`.
pub(super) fn focus_oxides(world: &World) -> Vec<String> {
    let oxide = |id: &str| world.good(id).is_some_and(|g| g.stage == rows::Stage::Oxide);
    let of = |element: &str| {
        world.contents.iter().find(|c| c.element == *element && oxide(&c.good)).map(|c| c.good.to_string())
    };
    world.meta.focus.elements.iter().filter_map(|e| of(e)).collect()
}

fn content(row: &rows::Content) -> Content {
    Content { good: row.good.to_string(), element: row.element.to_string(), fraction: row.est.value() }
}

/// Active routes whose destination pays clearly less than origin and way cost, by the year's own prices.
pub(super) fn cross_hauled(world: &World, year: i16) -> BTreeSet<String> {
    let price = |good: &str, region: &str| {
        let of_year = world.prices.iter().filter(|p| {
            p.role == PriceRole::Base
                && p.period.whole_year() == Some(year)
                && p.good == *good
                && p.region == *region
        });
        of_year.max_by_key(|p| p.at.line).map(|p| p.est.value())
    };
    let loses = |r: &&rows::Route| {
        let (Some(from), Some(to)) = (price(&r.good, &r.origin), price(&r.good, &r.destination)) else {
            return false;
        };
        to < from * (1.0 + r.wedge_ad_valorem) + r.cost + r.levy - CROSS_HAULING * from
    };
    active(world).filter(loses).map(|r| r.id.to_string()).collect()
}
