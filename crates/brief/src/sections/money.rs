//! Who gains and who loses: actors, final users by region and by use, and what products cost.

use super::{banded, name, span, titled};
use crate::charts::bars::{Scale, bar};
use crate::common::{cut, left_out, quantiles};
use crate::document::{Block, Cell, Section, Table, bars, numbers, words};
use crate::number;
use oreline_scenario::answers::{ActorAnswer, Band, ProductCost, RunAnswer};

const MOST_ACTORS: usize = 18;
const MOST_PLACES: usize = 12;

/// Gains and losses.
pub(crate) fn gains_and_losses(a: &RunAnswer) -> Section {
    let period = format!("sum over {}, change against baseline", span(&a.months));
    let tables = [actors(a, &period), levies(a), regions(a, &period), uses(a, &period)];
    let blocks = tables.into_iter().filter(|t| !t.rows.is_empty()).map(Block::Table).collect();
    Section::new("Who gains and who loses", blocks)
}

fn unit(a: &RunAnswer) -> String {
    let units = a.actors.iter().map(|x| &x.unit).chain(a.region_losses.iter().map(|x| &x.unit));
    units.into_iter().next().cloned().unwrap_or_default()
}

/// Columns of words, then the bar and three numbers in the unit.
fn table(name: &str, caption: String, labels: &[&str], unit: &str, scale: &Scale) -> Table {
    let mut columns: Vec<_> = labels.iter().map(|l| words(l)).collect();
    columns.push(bars(&scale.title()));
    columns.extend(quantiles(unit));
    Table { name: name.into(), ..Table::new(caption, columns) }
}

fn row(labels: Vec<String>, id: &str, band: &Band, scale: &Scale) -> Vec<Cell> {
    let mut row: Vec<Cell> = labels.into_iter().map(Cell::from).collect();
    row.push(bar(band, scale));
    row.extend(banded(id, "", band, number::change));
    row
}

fn actors(a: &RunAnswer, period: &str) -> Table {
    let mut sorted: Vec<&ActorAnswer> = a.actors.iter().filter(|x| worth(&x.change_vs_baseline)).collect();
    sorted.sort_by(|x, y| y.change_vs_baseline.p50.abs().total_cmp(&x.change_vs_baseline.p50.abs()));
    let (shown, _) = cut(&sorted, MOST_ACTORS, "account");
    let scale = Scale::of(shown.iter().map(|x| &x.change_vs_baseline));
    let caption = format!(
        "Actors by account, the largest change first: {period}. An account without a named actor is that of firms in the region"
    );
    let mut table = table("actors", caption, &["actor", "account"], &unit(a), &scale);
    for x in &shown {
        let id = format!("actor:{}:{}", x.actor, x.account);
        let labels = vec![titled(&name(a, &x.actor)), x.account.clone()];
        table.push(row(labels, &id, &x.change_vs_baseline, &scale));
    }
    table.note = left_out(a.actors.len() - shown.len(), "account");
    table
}

/// A change that is not nothing in all draws.
fn worth(band: &Band) -> bool {
    [band.p10, band.p50, band.p90].iter().any(|v| v.abs() > 5e-4 || v.is_nan())
}

/// What is taken at gates, as a level.
fn levies(a: &RunAnswer) -> Table {
    let mut columns = vec![words("actor")];
    columns.extend(quantiles(&unit(a)));
    let caption = format!("Levies received in all, sum over {}", span(&a.months));
    let mut table = Table::new(caption, columns);
    for x in &a.actors {
        if let Some(total) = x.total.filter(|t| t.p90 > 0.0) {
            let id = format!("actor:{}:{}", x.actor, x.account);
            let mut row: Vec<Cell> = vec![titled(&name(a, &x.actor)).into()];
            row.extend(banded(&id, "total-", &total, number::price));
            table.push(row);
        }
    }
    table
}

fn regions(a: &RunAnswer, period: &str) -> Table {
    let scale = Scale::of(a.region_losses.iter().map(|x| &x.change_vs_baseline));
    let caption = format!("Loss of final users by region (negative: a gain): {period}");
    let mut table = table("regions", caption, &["region"], &unit(a), &scale);
    for x in a.region_losses.iter().take(MOST_PLACES) {
        let id = format!("loss:{}", x.region);
        table.push(row(vec![name(a, &x.region)], &id, &x.change_vs_baseline, &scale));
    }
    table.note = left_out(a.region_losses.len().saturating_sub(MOST_PLACES), "region");
    table
}

fn uses(a: &RunAnswer, period: &str) -> Table {
    let scale = Scale::of(a.use_losses.iter().map(|x| &x.change_vs_baseline));
    let caption = format!("Loss of final users by use, all regions (negative: a gain): {period}");
    let mut table = table("uses", caption, &["use"], &unit(a), &scale);
    for x in a.use_losses.iter().take(MOST_PLACES) {
        let id = format!("use-loss:{}", x.use_);
        table.push(row(vec![titled(&name(a, &x.use_))], &id, &x.change_vs_baseline, &scale));
    }
    table.note = left_out(a.use_losses.len().saturating_sub(MOST_PLACES), "use");
    table
}

/// What the material costs in one unit of a product.
pub(crate) fn products(a: &RunAnswer) -> Section {
    let mut blocks = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for p in &a.products {
        let key = (p.product.as_str(), p.good.as_str());
        if !seen.contains(&key) {
            seen.push(key);
            blocks.push(Block::Table(product(a, p)));
        }
    }
    if !blocks.is_empty() {
        let text = "Kilograms times price, in the month of the largest change. It is what the material costs, not what the product will: makers' margins and contracts are not on record.";
        blocks.insert(0, Block::Paragraph(text.into()));
    }
    Section::new("What a buyer pays", blocks)
}

fn product(a: &RunAnswer, first: &ProductCost) -> Table {
    let mut columns = vec![words("price in"), words("month"), numbers("baseline")];
    columns.extend(quantiles("with the scenario"));
    columns.extend(quantiles("change"));
    let kg = first.kg;
    let caption = format!(
        "{} in one {}: {}. {} kg of it ({} to {}) at the price of the good",
        titled(&name(a, &first.good)),
        name(a, &first.product),
        first.unit,
        number::as_given(kg.value),
        number::as_given(kg.low),
        number::as_given(kg.high)
    );
    let mut table = Table::new(caption, columns);
    let same = |p: &&ProductCost| p.product == first.product && p.good == first.good;
    for p in a.products.iter().filter(same) {
        let id = format!("product:{}:{}:{}:{}", p.product, p.good, p.region, p.month);
        let mut row: Vec<Cell> = vec![name(a, &p.region).into(), p.month.clone().into()];
        row.push(Cell::figure(number::price(p.baseline.p50), &id, "baseline-p50"));
        row.extend(banded(&id, "", &p.scenario, number::price));
        row.extend(banded(&id, "change-", &p.change, number::change));
        table.push(row);
    }
    table
}
