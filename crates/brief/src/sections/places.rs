//! The map, and who holds each place.

use super::{name, titled};
use crate::common::or_dash;
use crate::document::{Block, Figure, Section, Table, words};
use oreline_scenario::answers::{PlaceAnswer, RunAnswer};

/// The map with its table.
pub(crate) fn places(a: &RunAnswer) -> Section {
    let mut blocks: Vec<Block> = map(a).map(|f| Block::Figures(vec![f])).into_iter().collect();
    let table = holders(a);
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    Section::new(format!("Who holds what on {}", a.as_of), blocks)
}

fn map(a: &RunAnswer) -> Option<Figure> {
    let svg = crate::map::figure(a)?;
    Some(Figure { name: "map".into(), svg, csv: crate::map::csv(a), wide: true, ..Figure::default() })
}

fn holders(a: &RunAnswer) -> Table {
    let columns = vec![words("place"), words("region"), words("held by"), words("since"), words("row")];
    let caption = "Places that somebody is known to hold. Hit: an act of the scenario falls on it";
    let mut table = Table::new(caption, columns);
    for p in a.places.iter().filter(|p| p.controller.is_some()) {
        table.push(row(a, p));
    }
    table
}

fn row(a: &RunAnswer, p: &PlaceAnswer) -> Vec<String> {
    let hit = if p.hit { " (hit)" } else { "" };
    vec![
        format!("{}{hit}", p.name),
        p.region.as_deref().map_or_else(|| titled(&p.country), |r| name(a, r)),
        p.controller.as_deref().map_or_else(|| "-".into(), |c| name(a, c)),
        or_dash(p.since.as_deref()),
        or_dash(p.row.as_deref()),
    ]
}
