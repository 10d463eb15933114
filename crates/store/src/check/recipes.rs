//! Nothing comes from nothing: only mines and collectors make goods without taking any, and no set of
//! processes can live on its own output and have some left over.

use std::collections::{BTreeMap, BTreeSet};

use oreline_world::rows::{ProcessKind, RecipeRole};

use super::{error, find, lp};
use crate::cell::{Row, Typed};
use crate::sink::Sink;

/// Beyond so many entries the check is left out: it guards against slips of the pen, not against size.
const LARGEST: usize = 100_000;

/// A surplus below this, per tonne of throughput of the whole set, is rounding of the coefficients.
const SURPLUS: f64 = 1e-6;

/// What a process gives of each good, less what it takes, and the row where its recipe begins.
struct Recipe<'a> {
    row: &'a Row,
    takes: bool,
    makes: bool,
    net: BTreeMap<&'a str, f64>,
}

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    let (Some(processes), Some(recipes)) = (find(typed, "processes"), find(typed, "recipes")) else { return };
    let nets = nets(recipes);
    let mut sources = BTreeSet::new();
    for row in &processes.rows {
        if let Some(ProcessKind::Mine | ProcessKind::Collector) = row.word(processes.table, "kind") {
            sources.extend(row.text(processes.table, "id"));
        }
    }
    for (process, recipe) in &nets {
        if recipe.makes && !recipe.takes && !sources.contains(process) {
            let message =
                format!("'{process}' makes goods and takes none, though it is no mine or collector");
            let hint = "add what it takes, or make its kind mine or collector";
            sink.push(error("recipe-loop", (recipes.table, recipe.row, "process"), message, hint));
        }
    }
    if let Some((loop_names, recipe)) = surplus(&nets) {
        let message = format!("{loop_names} together make more than they take");
        let hint = "some output is too large or some input too small: compare their recipes with the sources";
        sink.push(error("recipe-loop", (recipes.table, recipe.row, "value"), message, hint));
    }
}

fn nets<'a>(recipes: &'a Typed<'_>) -> BTreeMap<&'a str, Recipe<'a>> {
    let mut nets: BTreeMap<&str, Recipe<'a>> = BTreeMap::new();
    for ((process, good, takes), row) in latest(recipes) {
        let Some(number) = row.number(recipes.table, "value").filter(|number| *number > 0.0) else {
            continue;
        };
        let new = || Recipe { row, takes: false, makes: false, net: BTreeMap::new() };
        let recipe = nets.entry(process).or_insert_with(new);
        recipe.takes |= takes;
        recipe.makes |= !takes;
        *recipe.net.entry(good).or_default() += if takes { -number } else { number };
    }
    nets
}

/// Of several editions of one coefficient only the latest counts; by process, good and whether it is taken.
fn latest<'a>(recipes: &'a Typed<'_>) -> BTreeMap<(&'a str, &'a str, bool), &'a Row> {
    let mut latest: BTreeMap<_, &Row> = BTreeMap::new();
    for row in &recipes.rows {
        let text = |column| row.text(recipes.table, column);
        let (Some(process), Some(good)) = (text("process"), text("good")) else { continue };
        let takes = row.word(recipes.table, "role") == Some(RecipeRole::In);
        let kept = latest.entry((process, good, takes)).or_insert(row);
        if row.known_at >= kept.known_at {
            *kept = row;
        }
    }
    latest
}

/// The processes that can run on nothing but each other and leave a surplus, by name, with the first of them.
fn surplus<'a, 'n>(nets: &'n BTreeMap<&'a str, Recipe<'a>>) -> Option<(String, &'n Recipe<'a>)> {
    let active: Vec<(&&str, &Recipe<'a>)> = nets.iter().filter(|(_, recipe)| recipe.takes).collect();
    let goods: BTreeSet<&str> = active.iter().flat_map(|(_, recipe)| recipe.net.keys().copied()).collect();
    if active.len() * goods.len() > LARGEST {
        return None;
    }
    let net = |good: &str, recipe: &Recipe<'_>| recipe.net.get(good).copied().unwrap_or(0.0);
    let gains: Vec<f64> = active.iter().map(|(_, recipe)| recipe.net.values().sum()).collect();
    let rows: Vec<Vec<f64>> =
        goods.iter().map(|good| active.iter().map(|(_, recipe)| -net(good, recipe)).collect()).collect();
    let (gain, levels) = lp::most_on_a_unit_budget(&gains, &rows)?;
    let in_loop: Vec<_> =
        active.iter().zip(levels).filter(|(_, level)| *level > SURPLUS).map(|(a, _)| a).collect();
    let names: Vec<String> = in_loop.iter().take(6).map(|(name, _)| format!("'{name}'")).collect();
    let first = in_loop.iter().map(|(_, recipe)| *recipe).min_by_key(|recipe| recipe.row.line)?;
    (gain > SURPLUS).then(|| (names.join(", "), first))
}
