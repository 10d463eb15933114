//! What drives the result, and how much nothing explains.

use super::banded;
use crate::charts::bars::{Scale, bar, hollow};
use crate::common::{cut, quantiles};
use crate::document::{Block, Cell, Section, Table, bars, words};
use crate::number;
use oreline_scenario::answers::RunAnswer;

const MOST: usize = 8;

/// A table of bars for each output, at most `outputs` of them.
pub(crate) fn drivers(a: &RunAnswer, outputs: usize) -> Section {
    let mut named: Vec<&str> = Vec::new();
    let all =
        a.drivers.iter().map(|d| d.output.as_str()).chain(a.unexplained.iter().map(|u| u.output.as_str()));
    for output in all {
        if !named.contains(&output) {
            named.push(output);
        }
    }
    // The last output is the loss of all users: it belongs to every answer.
    let last = named.len().saturating_sub(1);
    let shown = named.iter().enumerate().filter(|(k, _)| *k + 1 < outputs || *k == last);
    let tables: Vec<Block> = shown.map(|(k, output)| Block::Table(table(a, k, output))).collect();
    Section::new("What drives the result", tables)
}

fn table(a: &RunAnswer, k: usize, output: &str) -> Table {
    let scale = Scale::unit();
    let mut columns = vec![words("input"), words("what it is"), bars("0 to 100 %")];
    columns.extend(quantiles("share of variance"));
    let caption = format!("{output}: share of its variance that one input explains by itself");
    let mut table = Table { name: format!("drivers-{}", k + 1), ..Table::new(caption, columns) };
    let of: Vec<_> = a.drivers.iter().filter(|d| d.output == output).collect();
    let (shown, note) = cut(&of, MOST, "input");
    for driver in shown {
        let id = format!("driver:{output}|{}", driver.input);
        let mut row: Vec<Cell> = vec![
            driver.input.clone().into(),
            driver.meaning.clone().into(),
            bar(&driver.first_order, &scale),
        ];
        row.extend(banded(&id, "", &driver.first_order, number::percent));
        table.push(row);
    }
    for rest in a.unexplained.iter().filter(|u| u.output == output) {
        let id = format!("driver:{output}|unexplained");
        let mut row: Vec<Cell> = vec![
            "unexplained".into(),
            "by any input alone: chance, and inputs acting together".into(),
            hollow(&rest.share, &scale),
        ];
        row.extend(banded(&id, "", &rest.share, number::percent));
        table.push(row);
    }
    table.note = note;
    table
}
