//! Who goes short, how likely, and how far.

use super::{banded, name, titled};
use crate::common::{cut, or_dash, quantiles};
use crate::document::{Block, Cell, Section, Table, numbers, words};
use crate::number;
use oreline_scenario::answers::{RunAnswer, ShortageAnswer};

const MOST: usize = 20;

/// Shortages by use, the likeliest first.
pub(crate) fn shortages(a: &RunAnswer) -> Section {
    let likely: Vec<&ShortageAnswer> = a.shortage.iter().filter(|s| s.probability > 0.0).collect();
    if likely.is_empty() {
        let text = "In no draw does any use go short of more than 5 % of its baseline demand in a month.";
        return Section::new("Who goes short", vec![Block::Paragraph(text.into())]);
    }
    let (shown, note) = cut(&likely, MOST, "use");
    let mut columns = vec![words("use"), words("of"), words("in"), numbers("probability")];
    columns.extend(quantiles("worst month, unserved"));
    let runs_out = shown.iter().any(|s| s.median_month_of_run_out.is_some());
    columns.extend(runs_out.then(|| words("run-out (median)")));
    let caption =
        "Shortage: over 5 % of baseline demand unserved in some month. Run-out: cover first under one week";
    let mut table = Table::new(caption, columns);
    for s in shown {
        let mut row = row(a, s);
        row.extend(runs_out.then(|| or_dash(s.median_month_of_run_out.as_deref()).into()));
        table.push(row);
    }
    table.note = note;
    Section::new("Who goes short", vec![Block::Table(table)])
}

fn row(a: &RunAnswer, s: &ShortageAnswer) -> Vec<Cell> {
    let id = format!("shortage:{}:{}:{}", s.good, s.region, s.use_);
    let words = [titled(&name(a, &s.use_)), name(a, &s.good), name(a, &s.region)];
    let mut row: Vec<Cell> = words.map(Cell::from).to_vec();
    row.push(Cell::figure(number::percent(s.probability), &id, "probability"));
    row.extend(banded(&id, "", &s.worst_unserved_share, number::percent));
    row
}
