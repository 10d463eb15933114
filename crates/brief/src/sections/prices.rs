//! Prices, unserved demand and cover: fans over the months, and the same month by month.

use super::{banded, headline, market_name, name, titled};
use crate::charts::fan::{self, Drawn};
use crate::common::{band, left_out, or_dash, quantiles};
use crate::document::{Block, Cell, Figure, Section, Table, grouped, numbers, words};
use crate::number;
use oreline_scenario::answers::{Band, BesideAnswer, Fan, MarketAnswer, RunAnswer};
use std::collections::BTreeMap;

const MOST_MARKETS: usize = 16;
/// Other markets of one good: its regions mostly move together.
const MOST_REGIONS: usize = 2;
/// Market tables run through all months up to so many, then through every nth.
const MOST_MONTHS: usize = 37;
/// Charts of unserved demand.
const MOST_UNSERVED: usize = 4;
/// Unserved demand under this in 9 of 10 runs is not drawn.
const LEAST_UNSERVED: f64 = 0.001;
const NO_BAND: Band = Band { p10: f64::NAN, p50: f64::NAN, p90: f64::NAN };

/// The fans of a brief.
pub(crate) fn fans(a: &RunAnswer) -> Section {
    let mut blocks = Vec::new();
    let mut group = |title: &str, text: &str, figures: Vec<Figure>| {
        if !figures.is_empty() {
            blocks.push(Block::Paragraph(format!("{title}. {text}")));
            blocks.push(Block::Figures(figures));
        }
    };
    group(
        "Price as one would read it",
        &format!(
            "A {}. {}",
            a.label,
            "Line: median; bands: 50, 80 and 95 % of draws, here and below. Price noise and the model's own error are in it. Thin lines: single draws. Dashes: median of the baseline, without noise."
        ),
        headline(a).filter_map(|m| path(a, m)).collect(),
    );
    group(
        "Effect on the price",
        "Price over that of the baseline in the same draw and month; noise cancels.",
        headline(a).filter_map(|m| effect(a, m)).collect(),
    );
    group(
        "Unserved demand",
        "Share of baseline demand that processes and users do without, cut off or priced out, in the markets where it is largest.",
        worst(a).into_iter().filter_map(|m| unserved(a, m)).collect(),
    );
    group(
        "Cover",
        "What is in stock, in weeks of use at base.",
        headline(a).filter_map(|m| cover(a, m)).collect(),
    );
    if blocks.is_empty() {
        blocks.push(Block::Paragraph("No market leads this answer, so that nothing is drawn.".into()));
    }
    Section::new("Prices, unserved demand and cover", blocks)
}

fn drawn<'a>(a: &'a RunAnswer, m: &MarketAnswer, kind: &str, unit: &'a str, fan: &'a Fan) -> Drawn<'a> {
    Drawn {
        name: format!("{kind}-{}-{}", m.good, m.region),
        title: market_name(a, m),
        unit,
        months: &a.months,
        fan,
        baseline: &[],
        sampled: &[],
        caption: String::new(),
        ids: a.months.iter().map(|month| format!("{kind}:{}:{month}", m.id())).collect(),
    }
}

fn path(a: &RunAnswer, m: &MarketAnswer) -> Option<Figure> {
    let drawn = drawn(a, m, "path-price", &m.unit, &m.path_price);
    fan::figure(&Drawn { baseline: &m.baseline_price, sampled: &m.sampled, ..drawn })
}

/// The chart of a market's effect: also that of the short report.
pub(crate) fn effect(a: &RunAnswer, m: &MarketAnswer) -> Option<Figure> {
    fan::figure(&drawn(a, m, "price-ratio", "price over baseline, ratio", &m.price_ratio_to_baseline))
}

fn unserved(a: &RunAnswer, m: &MarketAnswer) -> Option<Figure> {
    fan::figure(&drawn(a, m, "unserved", "share of baseline demand", &m.unserved_share))
}

fn cover(a: &RunAnswer, m: &MarketAnswer) -> Option<Figure> {
    fan::figure(&drawn(a, m, "cover", "weeks of use", &m.cover_weeks))
}

/// Markets with most unserved demand, the worst first.
fn worst(a: &RunAnswer) -> Vec<&MarketAnswer> {
    let most = |m: &MarketAnswer| m.unserved_share.p90.iter().copied().fold(0.0, f64::max);
    let mut all: Vec<&MarketAnswer> = a.markets.iter().filter(|m| most(m) > LEAST_UNSERVED).collect();
    all.sort_by(|x, y| most(y).total_cmp(&most(x)).then_with(|| x.id().cmp(&y.id())));
    all.truncate(MOST_UNSERVED);
    all
}

/// Month by month, a table for each market that leads the answer; with a chart if asked for.
pub(crate) fn months(a: &RunAnswer, charts: bool) -> Vec<Section> {
    let one = |m: &MarketAnswer| {
        let chart = charts.then(|| effect(a, m)).flatten();
        let mut blocks: Vec<Block> = chart.map(|f| Block::Figures(vec![f])).into_iter().collect();
        blocks.extend(month_tables(a, m).into_iter().map(Block::Table));
        Section::new(market_name(a, m), blocks)
    };
    headline(a).map(one).collect()
}

fn month_tables(a: &RunAnswer, m: &MarketAnswer) -> Vec<Table> {
    let step = a.months.len().div_ceil(MOST_MONTHS).max(1);
    let mut columns = vec![words("month")];
    columns.extend(quantiles("price / baseline"));
    columns.extend(quantiles("price / base month"));
    columns.extend(quantiles("price in the model"));
    columns.push(numbers("cover p50"));
    let caption = format!(
        "{}: month by month from {}. Price in the model: {}, no noise. Price / baseline: the effect of the scenario. Price / base month: a path, with noise and the model's own error. Cover: weeks.",
        market_name(a, m),
        or_dash(a.months.first().map(String::as_str)),
        m.unit
    );
    let mut table = Table::new(caption, columns);
    for (k, month) in a.months.iter().enumerate().step_by(step) {
        table.push(month_row(m, k, month));
    }
    if step > 1 {
        table.note = format!("Every {step}th month; JSON and CSV hold all.");
    }
    vec![table]
}

fn month_row(m: &MarketAnswer, k: usize, month: &str) -> Vec<Cell> {
    let id = |measure: &str| format!("{measure}:{}:{month}", m.id());
    let mut row: Vec<Cell> = vec![month.into()];
    row.extend(banded(&id("price-ratio"), "", &m.price_ratio_to_baseline.band(k), number::ratio));
    row.extend(banded(&id("path-ratio"), "", &m.price_ratio_to_start.band(k), number::ratio));
    row.extend(banded(&id("price"), "", &m.price.band(k), number::price));
    row.push(Cell::figure(number::weeks(m.cover_weeks.band(k).p50), &id("cover"), "p50"));
    row
}

/// Figures of the record beside those of the run.
pub(crate) fn record(a: &RunAnswer) -> Section {
    let columns = vec![words("what"), words("value"), words("row")];
    let mut table =
        Table::new("Figures of the record; printed for comparison, never used to judge or fit", columns);
    for b in &a.beside {
        table.push([b.what.clone(), b.value.clone(), or_dash(b.row.as_deref())]);
    }
    let tables = [table, compared(a)];
    let blocks = tables.into_iter().filter(|t| !t.rows.is_empty()).map(Block::Table).collect();
    Section::new("Beside the result: the record", blocks)
}

/// Figures that are ratios of a price, beside the same ratio of the run.
fn compared(a: &RunAnswer) -> Table {
    let mut columns = vec![words("market"), words("month"), numbers("record")];
    columns.extend(quantiles("price / base month, this run"));
    columns.extend(grouped("CRPS of the log ratio", &["this run", "random walk"]));
    let caption = "The record as a ratio to the base month, beside the run's path. CRPS: lower is better; the random walk has the good's own volatility and no model";
    let mut table = Table::new(caption, columns);
    for b in &a.beside {
        if let (Some(market), Some(ratio)) = (&b.market, b.ratio) {
            table.push(compared_row(a, market, ratio, b));
        }
    }
    table
}

fn compared_row(a: &RunAnswer, market: &str, ratio: f64, b: &BesideAnswer) -> Vec<String> {
    let (good, region) = market.split_once('@').unwrap_or((market, ""));
    let market = format!("{}, {}", titled(&name(a, good)), name(a, region));
    let mut row = vec![market, or_dash(b.month.as_deref()), number::ratio(ratio)];
    row.extend(band(&b.path_ratio.unwrap_or(NO_BAND), number::ratio));
    row.extend([b.crps, b.crps_random_walk].map(|v| number::significant(v.unwrap_or(f64::NAN), 2)));
    row
}

/// Markets that do not lead the answer but move.
pub(crate) fn others(a: &RunAnswer) -> Section {
    let mut moved: Vec<(f64, usize, &MarketAnswer)> = Vec::new();
    for m in a.markets.iter().filter(|m| !a.headline.contains(&m.id())) {
        let far = m.farthest().map(|k| (k, m.price_ratio_to_baseline.band(k).p50));
        if let Some((k, v)) = far.filter(|(_, v)| (v - 1.0).abs() >= 0.005) {
            moved.push((v.max(1.0 / v.max(1e-9)), k, m));
        }
    }
    moved.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| x.2.id().cmp(&y.2.id())));
    let all = moved.len();
    let mut of_good: BTreeMap<&str, usize> = BTreeMap::new();
    moved.retain(|(_, _, m)| {
        let n = of_good.entry(&m.good).or_default();
        *n += 1;
        *n <= MOST_REGIONS
    });
    moved.truncate(MOST_MARKETS);
    let mut columns = vec![words("market"), words("month")];
    columns.extend(quantiles("price / baseline"));
    columns.extend(quantiles("price"));
    columns.push(words("unit"));
    let caption = "Other markets that move, each in the month of its largest median change against baseline";
    let mut table = Table::new(caption, columns);
    for (_, k, m) in &moved {
        table.push(moved_row(a, m, *k));
    }
    table.note = left_out(all - moved.len(), "market");
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Other markets", blocks)
}

fn moved_row(a: &RunAnswer, m: &MarketAnswer, k: usize) -> Vec<Cell> {
    let month = or_dash(a.months.get(k).map(String::as_str));
    let id = |measure: &str| format!("{measure}:{}:{month}", m.id());
    let mut row: Vec<Cell> = vec![market_name(a, m).into(), month.clone().into()];
    row.extend(banded(&id("price-ratio"), "", &m.price_ratio_to_baseline.band(k), number::ratio));
    row.extend(banded(&id("price"), "", &m.price.band(k), number::price));
    row.push(m.unit.clone().into());
    row
}
