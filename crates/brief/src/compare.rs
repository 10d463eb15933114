//! Scenarios side by side: the difference first, then each.

use crate::charts::fan::{self, Drawn};
use crate::common::{cut, fact};
use crate::document::{Block, Document, Section, Table, grouped, numbers, words};
use crate::number;
use crate::sections::{name_in, span, titled};
use oreline_scenario::answers::{CompareAnswer, ComparedMarket, ComparedSum, Fan};

const MOST: usize = 20;

/// The document of a comparison.
pub fn compare(a: &CompareAnswer) -> Document {
    let names: Vec<&str> = a.scenarios.iter().map(|s| s.id.as_str()).collect();
    let mut sections = vec![head(a)];
    sections.extend(a.markets.iter().map(|m| market(a, m)));
    sections.push(shortages(a));
    sections.push(sums(a, "Actors: change against baseline, and the difference", &a.actors));
    sections.push(sums(a, "Loss of final users by region", &a.region_losses));
    sections.retain(|s| !s.blocks.is_empty());
    Document { title: format!("Compared: {}", names.join(", ")), label: a.label.clone(), sections }
}

fn head(a: &CompareAnswer) -> Section {
    let mut facts: Vec<(String, String)> =
        a.scenarios.iter().map(|s| fact(&s.id, format!("{}: {}", s.title, s.question))).collect();
    facts.extend([
        fact("World", format!("{} ({})", a.world_title, a.world)),
        fact("As of", &a.as_of),
        fact("Known at", &a.known_at),
        fact("Base year", a.base_year.to_string()),
        fact("Months", span(&a.months)),
        fact("Draws", format!("{}, the same for all; seed {}", number::count(a.draws), a.seed)),
        fact("Differences", "taken draw by draw against the first scenario; p10, p50, p90: a tenth, half and nine tenths of draws lie below"),
        fact("Priors", format!("SHA-256 {}", a.priors_hash)),
    ]);
    Section::new("", vec![Block::Facts(facts)])
}

fn market(a: &CompareAnswer, m: &ComparedMarket) -> Section {
    let title = format!("{}, {}", titled(&name_in(&a.names, &m.good)), name_in(&a.names, &m.region));
    let drawn = |(k, fan): (usize, &Fan)| {
        let (one, other) = (&a.scenarios[0].id, &a.scenarios[k + 1].id);
        fan::figure(&Drawn {
            name: format!("difference-{}-{}-{other}", m.good, m.region),
            title: format!("{other} minus {one}"),
            unit: "difference of price over baseline",
            months: &a.months,
            fan,
            baseline: &[],
            sampled: &[],
            caption: "Line: median; bands: 50, 80 and 95 % of draws.".into(),
            ids: Vec::new(),
        })
    };
    let figures: Vec<_> = m.difference.iter().enumerate().filter_map(drawn).collect();
    let mut blocks = if figures.is_empty() { Vec::new() } else { vec![Block::Figures(figures)] };
    blocks.push(Block::Table(months(a, m)));
    Section::new(title, blocks)
}

fn months(a: &CompareAnswer, m: &ComparedMarket) -> Table {
    let mut columns = vec![words("month")];
    for s in &a.scenarios {
        columns.push(numbers(&format!("{} p50", s.id)));
    }
    for s in a.scenarios.iter().skip(1) {
        columns.extend(grouped(&format!("{} minus {}", s.id, a.scenarios[0].id), &["p10", "p50", "p90"]));
        columns.push(numbers("above"));
    }
    let caption = "Price over baseline, its difference, and in what share of draws it stands above the first scenario's";
    let mut table = Table::new(caption, columns);
    for (k, month) in a.months.iter().enumerate() {
        let mut row = vec![month.clone()];
        row.extend(m.price_ratio_to_baseline.iter().map(|fan| number::ratio(fan.band(k).p50)));
        for (fan, above) in m.difference.iter().zip(&m.above_first) {
            let d = fan.band(k);
            row.extend([d.p10, d.p50, d.p90].map(number::change));
            row.push(number::percent(above.get(k).copied().unwrap_or(f64::NAN)));
        }
        table.push(row);
    }
    table
}

fn shortages(a: &CompareAnswer) -> Section {
    let mut columns = vec![words("use"), words("of"), words("in")];
    columns.extend(a.scenarios.iter().map(|s| numbers(&s.id)));
    let mut table = Table::new(
        "Share of draws in which over 5 % of baseline demand goes unserved in some month",
        columns,
    );
    let (shown, note) = cut(&a.shortages, MOST, "use");
    for s in shown {
        let mut row = vec![
            titled(&name_in(&a.names, &s.use_)),
            name_in(&a.names, &s.good),
            name_in(&a.names, &s.region),
        ];
        row.extend(s.probability.iter().map(|p| number::percent(*p)));
        table.push(row);
    }
    table.note = note;
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Who goes short", blocks)
}

fn sums(a: &CompareAnswer, title: &str, list: &[ComparedSum]) -> Section {
    let unit = list.first().map_or("", |x| x.unit.as_str());
    let mut columns = vec![words("who"), words("account")];
    columns.extend(a.scenarios.iter().map(|s| numbers(&format!("{} p50", s.id))));
    for s in a.scenarios.iter().skip(1) {
        columns.extend(grouped(&format!("{} minus {}", s.id, a.scenarios[0].id), &["p10", "p50", "p90"]));
    }
    let mut table =
        Table::new(format!("{unit}, sum over {}; the largest difference first", span(&a.months)), columns);
    let (shown, note) = cut(list, MOST, "account");
    for x in shown {
        let mut row = vec![titled(&name_in(&a.names, &x.who)), x.account.clone()];
        row.extend(x.change_vs_baseline.iter().map(|b| number::change(b.p50)));
        row.extend(x.difference.iter().flat_map(|d| [d.p10, d.p50, d.p90].map(number::change)));
        table.push(row);
    }
    table.note = note;
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new(title, blocks)
}
