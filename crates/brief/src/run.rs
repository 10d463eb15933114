//! The answer of a run, in the order in which somebody who must decide reads it.

use crate::chart;
use crate::common::{
    band, contradiction_count, contradiction_tables, cut, evidence_line, evidence_table, fact, left_out,
    or_dash, quantiles,
};
use crate::document::{Block, Document, Section, Table, grouped, numbers, words};
use crate::number;
use oreline_scenario::answers::{
    ActorAnswer, Assumption, Band, BesideAnswer, Fan, MarketAnswer, RunAnswer, ShortageAnswer,
};
use std::collections::BTreeMap;

const MOST_SHORTAGES: usize = 20;
const MOST_ACTORS: usize = 20;
const MOST_DRIVERS: usize = 12;
const MOST_CONTRADICTIONS: usize = 6;
const MOST_MARKETS: usize = 16;
/// Other markets of one good: its regions mostly move together.
const MOST_REGIONS: usize = 2;
/// Market tables run through all months up to so many, then through every nth.
const MOST_MONTHS: usize = 37;
const NO_BAND: Band = Band { p10: f64::NAN, p50: f64::NAN, p90: f64::NAN };

/// The document of a run.
pub fn run(answer: &RunAnswer) -> Document {
    let mut sections = vec![head(answer), answer_in_words(answer), evidence(answer)];
    sections.extend(headlines(answer));
    sections.push(other_markets(answer));
    sections.push(shortages(answer));
    sections.push(gains_and_losses(answer));
    sections.push(drivers(answer));
    sections.push(assumptions(answer));
    sections.push(contradictions(answer));
    sections.push(solver(answer));
    sections.retain(|s| !s.blocks.is_empty());
    Document { title: answer.title.clone(), label: answer.label.clone(), sections }
}

fn head(a: &RunAnswer) -> Section {
    let mut facts = vec![
        fact("Question", &a.question),
        fact("World", format!("{} ({})", a.world_title, a.world)),
        fact("Scenario", &a.scenario),
        fact("As of", &a.as_of),
        fact("Known at", &a.known_at),
        fact("Base year", format!("{} (balanced flows)", a.base_year)),
        fact("Months", span(&a.months)),
        fact("Draws", draws(a)),
    ];
    if !a.overrides.is_empty() {
        facts.push(fact("Set", a.overrides.join(", ")));
    }
    Section::new("", vec![Block::Facts(facts)])
}

fn span(months: &[String]) -> String {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!("{first} (base month) to {last}"),
        _ => number::MISSING.into(),
    }
}

fn draws(a: &RunAnswer) -> String {
    let seed = a.seed;
    if a.draws < a.draws_asked {
        let (done, asked) = (number::count(a.draws), number::count(a.draws_asked));
        return format!("{done} of the {asked} asked for; seed {seed}");
    }
    format!("{}; seed {seed}", number::count(a.draws))
}

fn answer_in_words(a: &RunAnswer) -> Section {
    let mut blocks: Vec<Block> = a.in_words.iter().cloned().map(Block::Paragraph).collect();
    if !a.caveats.is_empty() {
        blocks.push(Block::Paragraph("Before you use it:".into()));
        blocks.push(Block::List(a.caveats.clone()));
    }
    Section::new("The answer in words", blocks)
}

fn evidence(a: &RunAnswer) -> Section {
    let facts = vec![
        fact("Evidence share", evidence_line(&a.evidence_share)),
        fact("Newest datum", or_dash(a.data_newest.as_deref())),
        fact("Priors", format!("SHA-256 {}", a.priors_hash)),
    ];
    Section::new("What it rests on", vec![Block::Facts(facts), evidence_table(&a.evidence_share)])
}

fn headlines(a: &RunAnswer) -> Vec<Section> {
    let named = a.headline.iter().filter_map(|id| a.markets.iter().find(|m| market_id(m) == *id));
    let mut sections: Vec<Section> = named.map(|m| headline(a, m)).collect();
    sections.push(Section::new("Beside the result: the record", beside(a)));
    sections
}

fn market_id(m: &MarketAnswer) -> String {
    format!("{}@{}", m.good, m.region)
}

fn headline(a: &RunAnswer, m: &MarketAnswer) -> Section {
    let title = format!("{} in {}", m.good, m.region);
    let mut columns = vec![words("month")];
    columns.extend(quantiles("price / baseline"));
    columns.extend(quantiles("price / base month"));
    columns.extend(quantiles(&format!("price, {}", m.unit)));
    columns.push(numbers("cover p50, weeks"));
    let caption = format!(
        "Month by month from the base month {}. Price / baseline: the effect of the scenario; noise cancels. Price / base month: a path; noise and the model's own error are in it.",
        or_dash(a.months.first().map(String::as_str))
    );
    let mut table = Table::new(caption, columns);
    let step = a.months.len().div_ceil(MOST_MONTHS).max(1);
    for (k, month) in a.months.iter().enumerate().step_by(step) {
        table.rows.push(market_row(m, k, month));
    }
    if step > 1 {
        table.note = format!("Every {step}th month; JSON and CSV hold all.");
    }
    let figure = format!("{title}: price relative to baseline (ratio)");
    let chart = chart::chart(figure, "ratio", &a.months, &m.price_ratio_to_baseline);
    let mut blocks: Vec<Block> = chart.map(Block::Chart).into_iter().collect();
    blocks.push(Block::Table(table));
    Section::new(title, blocks)
}

fn market_row(m: &MarketAnswer, k: usize, month: &str) -> Vec<String> {
    let mut row = vec![month.to_string()];
    row.extend(three(&m.price_ratio_to_baseline, k, number::ratio));
    row.extend(three(&m.price_ratio_to_start, k, number::ratio));
    row.extend(three(&m.price, k, number::price));
    row.push(number::weeks(at(&m.cover_weeks.p50, k)));
    row
}

fn at(values: &[f64], k: usize) -> f64 {
    values.get(k).copied().unwrap_or(f64::NAN)
}

fn three(fan: &Fan, k: usize, print: impl Fn(f64) -> String) -> [String; 3] {
    [&fan.p10, &fan.p50, &fan.p90].map(|values| print(at(values, k)))
}

fn beside(a: &RunAnswer) -> Vec<Block> {
    let columns = vec![words("what"), words("value"), words("row")];
    let mut table =
        Table::new("Figures of the record; printed for comparison, never used to judge or fit", columns);
    let row = |b: &BesideAnswer| vec![b.what.clone(), b.value.clone(), or_dash(b.row.as_deref())];
    table.rows = a.beside.iter().map(row).collect();
    let tables = [table, compared(a)];
    tables.into_iter().filter(|t| !t.rows.is_empty()).map(Block::Table).collect()
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
            table.rows.push(compared_row(market, ratio, b));
        }
    }
    table
}

fn compared_row(market: &str, ratio: f64, b: &BesideAnswer) -> Vec<String> {
    let mut row = vec![market.to_string(), or_dash(b.month.as_deref()), number::ratio(ratio)];
    row.extend(band(&b.path_ratio.unwrap_or(NO_BAND), number::ratio));
    row.extend([b.crps, b.crps_random_walk].map(|v| number::significant(v.unwrap_or(f64::NAN), 2)));
    row
}

/// The month in which the median ratio to baseline lies farthest from one.
fn farthest(m: &MarketAnswer) -> Option<(usize, f64)> {
    let distance = |v: f64| if v >= 1.0 { v } else { 1.0 / v.max(1e-9) };
    let ratios = m.price_ratio_to_baseline.p50.iter().copied().enumerate().filter(|(_, v)| v.is_finite());
    ratios.max_by(|a, b| distance(a.1).total_cmp(&distance(b.1)).then(b.0.cmp(&a.0)))
}

fn other_markets(a: &RunAnswer) -> Section {
    let mut moved: Vec<(f64, usize, &MarketAnswer)> = Vec::new();
    for m in a.markets.iter().filter(|m| !a.headline.contains(&market_id(m))) {
        if let Some((k, v)) = farthest(m).filter(|(_, v)| (v - 1.0).abs() >= 0.005) {
            moved.push((v.max(1.0 / v.max(1e-9)), k, m));
        }
    }
    moved.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| market_id(x.2).cmp(&market_id(y.2))));
    let all = moved.len();
    let mut of_good: BTreeMap<&str, usize> = BTreeMap::new();
    moved.retain(|(_, _, m)| {
        let n = of_good.entry(&m.good).or_default();
        *n += 1;
        *n <= MOST_REGIONS
    });
    moved.truncate(MOST_MARKETS);
    let mut columns = vec![words("good"), words("region"), words("month")];
    columns.extend(quantiles("price / baseline"));
    columns.extend(quantiles("price"));
    columns.push(words("unit"));
    let caption = "Other markets that move, each in the month of its largest median change against baseline";
    let mut table = Table::new(caption, columns);
    table.rows = moved.iter().map(|(_, k, m)| moved_row(a, m, *k)).collect();
    table.note = left_out(all - moved.len(), "market");
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Other markets", blocks)
}

fn moved_row(a: &RunAnswer, m: &MarketAnswer, k: usize) -> Vec<String> {
    let month = or_dash(a.months.get(k).map(String::as_str));
    let mut row = vec![m.good.clone(), m.region.clone(), month];
    row.extend(three(&m.price_ratio_to_baseline, k, number::ratio));
    row.extend(three(&m.price, k, number::price));
    row.push(m.unit.clone());
    row
}

fn shortages(a: &RunAnswer) -> Section {
    let likely: Vec<&ShortageAnswer> = a.shortage.iter().filter(|s| s.probability > 0.0).collect();
    if likely.is_empty() {
        let text = "In no draw does any use go short of more than 5 % of its baseline demand in a month.";
        return Section::new("Shortages", vec![Block::Paragraph(text.into())]);
    }
    let (shown, note) = cut(&likely, MOST_SHORTAGES, "use");
    let mut columns = vec![words("good"), words("region"), words("use"), numbers("probability")];
    columns.extend(quantiles("worst month, unserved"));
    columns.push(words("run-out (median)"));
    let caption =
        "Shortage: over 5 % of baseline demand unserved in some month. Run-out: cover first under one week";
    let mut table = Table::new(caption, columns);
    table.rows = shown.into_iter().map(|s| shortage_row(s)).collect();
    table.note = note;
    Section::new("Shortages by region and use", vec![Block::Table(table)])
}

fn shortage_row(s: &ShortageAnswer) -> Vec<String> {
    let mut row = vec![s.good.clone(), s.region.clone(), s.use_.clone(), number::percent(s.probability)];
    row.extend(band(&s.worst_unserved_share, number::percent));
    row.push(or_dash(s.median_month_of_run_out.as_deref()));
    row
}

fn gains_and_losses(a: &RunAnswer) -> Section {
    let period = format!("sum over {}, change against baseline", span(&a.months));
    let blocks = [actors(a, &period), region_losses(a, &period)];
    Section::new("Who gains and who loses", blocks.into_iter().flatten().collect())
}

fn actors(a: &RunAnswer, period: &str) -> Option<Block> {
    let mut sorted: Vec<&ActorAnswer> = a.actors.iter().collect();
    sorted.sort_by(|x, y| y.change_vs_baseline.p50.abs().total_cmp(&x.change_vs_baseline.p50.abs()));
    let (shown, note) = cut(&sorted, MOST_ACTORS, "account");
    let mut columns = vec![words("actor"), words("account"), words("unit")];
    columns.extend(quantiles("change"));
    let mut table = Table::new(format!("Actors, largest first: {period}"), columns);
    for actor in shown {
        let mut row = vec![actor.actor.clone(), actor.account.clone(), actor.unit.clone()];
        row.extend(band(&actor.change_vs_baseline, number::change));
        table.rows.push(row);
    }
    table.note = note;
    (!table.rows.is_empty()).then_some(Block::Table(table))
}

fn region_losses(a: &RunAnswer, period: &str) -> Option<Block> {
    let mut columns = vec![words("region"), words("unit")];
    columns.extend(quantiles("loss"));
    let mut table = Table::new(format!("Loss of consumers by region (negative: a gain): {period}"), columns);
    for loss in &a.region_losses {
        let mut row = vec![loss.region.clone(), loss.unit.clone()];
        row.extend(band(&loss.change_vs_baseline, number::change));
        table.rows.push(row);
    }
    (!table.rows.is_empty()).then_some(Block::Table(table))
}

fn drivers(a: &RunAnswer) -> Section {
    let mut outputs: Vec<&str> = Vec::new();
    let all =
        a.drivers.iter().map(|d| d.output.as_str()).chain(a.unexplained.iter().map(|u| u.output.as_str()));
    for output in all {
        if !outputs.contains(&output) {
            outputs.push(output);
        }
    }
    Section::new("What drives the result", outputs.into_iter().map(|o| driver_table(a, o)).collect())
}

fn driver_table(a: &RunAnswer, output: &str) -> Block {
    let mut columns = vec![words("input")];
    columns.extend(quantiles("share of variance"));
    let mut table =
        Table::new(format!("{output}: share of variance that one input explains by itself"), columns);
    let of: Vec<_> = a.drivers.iter().filter(|d| d.output == output).collect();
    let (shown, note) = cut(&of, MOST_DRIVERS, "input");
    for driver in shown {
        let mut row = vec![driver.input.clone()];
        row.extend(band(&driver.first_order, number::percent));
        table.rows.push(row);
    }
    for rest in a.unexplained.iter().filter(|u| u.output == output) {
        let mut row = vec!["(unexplained by any input alone)".to_string()];
        row.extend(band(&rest.share, number::percent));
        table.rows.push(row);
    }
    table.note = note;
    Block::Table(table)
}

fn assumptions(a: &RunAnswer) -> Section {
    let items = by_subject(&a.assumptions);
    let blocks = if items.is_empty() { Vec::new() } else { vec![Block::List(items)] };
    Section::new("Assumptions", blocks)
}

/// One item for each subject, in the order in which subjects first come up.
fn by_subject(assumptions: &[Assumption]) -> Vec<String> {
    let mut subjects: Vec<(&str, Vec<&str>)> = Vec::new();
    for Assumption { about, text } in assumptions {
        match subjects.iter_mut().find(|(subject, _)| subject == about) {
            Some((_, texts)) => texts.push(text),
            None => subjects.push((about, vec![text])),
        }
    }
    subjects.into_iter().map(|(subject, texts)| format!("{subject}: {}", texts.join("; "))).collect()
}

fn contradictions(a: &RunAnswer) -> Section {
    let mut blocks = vec![Block::Paragraph(contradiction_count(&a.contradictions))];
    blocks.extend(contradiction_tables(&a.contradictions, MOST_CONTRADICTIONS));
    Section::new("Contradictions in the record", blocks)
}

fn solver(a: &RunAnswer) -> Section {
    let endings: Vec<String> =
        a.solver.endings.iter().map(|(name, n)| format!("{name} {}", number::count(*n))).collect();
    let endings = if endings.is_empty() { "none".to_string() } else { endings.join(", ") };
    let facts = vec![
        fact("Months solved", endings),
        fact("Worst KKT residual", format!("{} (scaled)", number::residual(a.solver.worst_kkt))),
    ];
    Section::new("How the solver ended", vec![Block::Facts(facts)])
}
