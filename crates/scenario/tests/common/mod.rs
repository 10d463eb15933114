//! What the tests of whole cases share: the bundled worlds, cases compiled from them, and ensembles on those.
#![allow(clippy::unwrap_used, dead_code)]

pub(crate) mod legs;

use jiff::civil::Date;
use oreline_scenario::answers::{Fan, RunAnswer};
use oreline_scenario::case::Case;
use oreline_scenario::compile::{CompileError, compile_with};
use oreline_scenario::ensemble::{self, Request, RunError, Series, Watch};
use oreline_scenario::plan::Plan;
use oreline_scenario::priors::Priors;
use oreline_store::{Folder, read};
use oreline_world::{Clock, World};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Bases where their number does not matter.
pub(crate) const FEW: usize = 8;

pub(crate) fn worlds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../worlds")
}

pub(crate) fn world(name: &str) -> World {
    read(&Folder::disk(worlds().join(name))).world.unwrap()
}

/// The heavy-rare-earths world, read once.
pub(crate) fn heavy() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| world("heavy-rare-earths"))
}

pub(crate) fn priors() -> &'static Priors {
    static PRIORS: OnceLock<Priors> = OnceLock::new();
    PRIORS.get_or_init(|| {
        Priors::parse(&std::fs::read_to_string(worlds().join("priors.toml")).unwrap()).unwrap()
    })
}

/// A case of a world; days that are left out are the world's.
pub(crate) fn try_case(
    world: &World,
    as_of: Option<Date>,
    known_at: Option<Date>,
    bases: usize,
) -> Result<Case, CompileError> {
    let clock = Clock::resolve(&world.meta, as_of, known_at).unwrap();
    compile_with(world, clock, priors(), "hash", bases)
}

pub(crate) fn case(world: &World, as_of: Option<Date>, known_at: Option<Date>, bases: usize) -> Case {
    try_case(world, as_of, known_at, bases).unwrap()
}

pub(crate) fn plan(world: &World, id: &str) -> Plan {
    Plan::parse(&world.scenarios[id]).unwrap()
}

/// The case of a scenario, on its own days.
pub(crate) fn case_of(world: &World, plan: &Plan, bases: usize) -> Case {
    case(world, plan.as_of, plan.known_at, bases)
}

pub(crate) fn request(draws: usize) -> Request {
    Request { draws, seed: 1, ..Request::default() }
}

/// A request with inputs or fields of acts held at a value.
pub(crate) fn holding(draws: usize, held: &[(&str, f64)]) -> Request {
    let overrides = held.iter().map(|(name, value)| ((*name).to_string(), value.to_string())).collect();
    Request { overrides, ..request(draws) }
}

fn unwatched<T>(run: impl FnOnce(&Watch<'_>) -> T) -> T {
    let stop = AtomicBool::new(false);
    run(&Watch { progress: &|_, _| {}, stop: &stop })
}

pub(crate) fn try_run(case: &Case, plan: &Plan, request: &Request) -> Result<RunAnswer, RunError> {
    unwatched(|watch| ensemble::run(case, plan, request, watch))
}

pub(crate) fn run(case: &Case, plan: &Plan, request: &Request) -> RunAnswer {
    try_run(case, plan, request).unwrap()
}

/// The draws of some markets: by draw, then by market in the order asked for.
pub(crate) fn series(case: &Case, plan: &Plan, request: &Request, markets: &[&str]) -> Vec<Vec<Series>> {
    unwatched(|watch| ensemble::series(case, plan, request, watch, markets)).unwrap()
}

/// The price of a market over that of its baseline.
pub(crate) fn ratio<'a>(answer: &'a RunAnswer, market: &str) -> &'a Fan {
    let (good, region) = market.split_once('@').unwrap();
    let found = answer.markets.iter().find(|m| m.good == good && m.region == region);
    &found.unwrap_or_else(|| panic!("no market {market}")).price_ratio_to_baseline
}

/// Quantile with linear interpolation between order statistics.
pub(crate) fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = q * (values.len() - 1) as f64;
    let k = at.floor() as usize;
    let next = values[(k + 1).min(values.len() - 1)];
    values[k] + (at - k as f64) * (next - values[k])
}
