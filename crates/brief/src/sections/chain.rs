//! The chain from mine to use, with what the scenario changes in it.

use super::{banded, name, titled};
use crate::charts::sankey::{self, Link};
use crate::common::{left_out, quantiles};
use crate::document::{Block, Cell, Section, Table, numbers, words};
use crate::number;
use oreline_scenario::answers::{ChainLink, RunAnswer};

const STAGES: [&str; 5] = ["mining", "separation", "metal", "magnet", "use"];
const HEADS: [&str; 5] = ["mined", "separated", "metal", "magnets", "used"];
const MOST: usize = 16;
/// A change under this share of the baseline is not listed.
const CHANGED: f64 = 0.02;

/// The Sankey and the table of changes.
pub(crate) fn chain(a: &RunAnswer) -> Section {
    let unit = a.chain.first().map_or("", |l| l.unit.as_str());
    let links: Vec<Link> = a.chain.iter().filter_map(|l| link(a, l)).collect();
    let ids = a.chain.iter().map(id).collect();
    let figure = sankey::figure(&HEADS, &links, unit, ids, crate::csv::chain_chart(a));
    let mut blocks: Vec<Block> = figure.map(|f| Block::Figures(vec![f])).into_iter().collect();
    let table = changes(a, unit);
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    Section::new("The chain, and what changes in it", blocks)
}

fn id(l: &ChainLink) -> String {
    format!("chain:{}:{}>{}", l.stage, l.from, l.to)
}

fn link(a: &RunAnswer, l: &ChainLink) -> Option<Link> {
    let stage = |s: &str| STAGES.iter().position(|x| *x == s);
    Some(Link {
        from: (stage(&l.stage)?, name(a, &l.from)),
        to: (stage(&l.next_stage)?, name(a, &l.to)),
        values: (l.baseline.max(0.0), l.scenario.p50.max(0.0)),
    })
}

fn changes(a: &RunAnswer, unit: &str) -> Table {
    let size = |l: &ChainLink| (l.scenario.p50 - l.baseline).abs();
    let mut moved: Vec<&ChainLink> =
        a.chain.iter().filter(|l| size(l) > CHANGED * l.baseline.max(1.0)).collect();
    moved.sort_by(|x, y| size(y).total_cmp(&size(x)).then_with(|| id(x).cmp(&id(y))));
    let mut columns = vec![words("from"), words("to"), numbers("baseline")];
    columns.extend(quantiles("with the scenario"));
    let mut table = Table::new(format!("Links that change most, mean over the run, {unit}"), columns);
    for l in moved.iter().take(MOST) {
        let id = id(l);
        let from = format!("{}, {}", titled(&name(a, &l.from)), l.stage);
        let to = format!("{}, {}", titled(&name(a, &l.to)), l.next_stage);
        let mut row: Vec<Cell> = vec![from.into(), to.into()];
        row.push(Cell::figure(number::quantity(l.baseline), &id, "baseline"));
        row.extend(banded(&id, "", &l.scenario, number::quantity));
        table.push(row);
    }
    table.note = left_out(moved.len().saturating_sub(MOST), "link");
    table
}
