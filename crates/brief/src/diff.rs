//! What a world learnt between two dates, in the order of what it changes.

use crate::common::{contradiction_tables, cut, evidence_words, fact, or_dash};
use crate::document::{Block, Document, Section, Table, grouped, numbers, words};
use crate::notes::shortened;
use crate::number;
use crate::sections::{name_in, titled};
use oreline_scenario::answers::{Band, Interval, LearntAnswer, LearntPrice, LearntTable};

const MOST_ROWS: usize = 25;
const MOST_SHARES: usize = 25;
const MOST_CONTRADICTIONS: usize = 10;

/// The document of a difference.
pub fn diff(a: &LearntAnswer) -> Document {
    let mut sections = vec![head(a), holders(a), shares(a), prices(a)];
    sections.push(contradictions("Contradictions that appeared", &a.appeared));
    sections.push(contradictions("Contradictions that went", &a.went));
    sections.push(learnt(a));
    sections.retain(|s| !s.blocks.is_empty());
    let title = format!("What was learnt from {} to {}", a.known_at.then, a.known_at.now);
    Document { title, label: String::new(), sections }
}

fn head(a: &LearntAnswer) -> Section {
    let rows: usize = a.learnt.iter().map(|t| t.rows.len()).sum();
    let facts = vec![
        fact("World", format!("{} ({})", a.world_title, a.world)),
        fact("Known at", format!("{}, then {}", a.known_at.then, a.known_at.now)),
        fact("As of", format!("{}, then {}", a.as_of.then, a.as_of.now)),
        fact("Base year", format!("{}, then {}", a.base_year.then, a.base_year.now)),
        fact("Evidence share then", evidence_words(&a.evidence.then)),
        fact("Evidence share now", evidence_words(&a.evidence.now)),
        fact("Rows learnt", number::count(rows)),
    ];
    Section::new("", vec![Block::Facts(facts)])
}

fn holders(a: &LearntAnswer) -> Section {
    let columns = vec![words("place"), words("held by, then"), words("held by, now")];
    let mut table = Table::new("Places whose holder differs, each on the day that is described", columns);
    let held =
        |id: &Option<String>| id.as_deref().map_or_else(|| "-".into(), |id| titled(&name_in(&a.names, id)));
    for h in &a.holders {
        table.push([h.name.clone(), held(&h.held_by.then), held(&h.held_by.now)]);
    }
    let mut blocks: Vec<Block> = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    let ended: Vec<String> = a
        .ended
        .iter()
        .map(|e| {
            format!(
                "{} no longer holds {} from {} on (row {})",
                titled(&name_in(&a.names, &e.actor)),
                name_in(&a.names, &e.site),
                e.to,
                e.row
            )
        })
        .collect();
    if !ended.is_empty() {
        blocks.push(Block::Paragraph("Spells whose end became known:".into()));
        blocks.push(Block::List(ended));
    }
    Section::new("Who holds what", blocks)
}

fn share(i: &Option<Interval>) -> String {
    let percent = |v: f64| number::percent(v);
    i.map_or_else(
        || "-".into(),
        |i| format!("{} ({} to {})", percent(i.value), percent(i.low), percent(i.high)),
    )
}

fn shares(a: &LearntAnswer) -> Section {
    let columns = vec![
        words("stage"),
        words("of"),
        words("by"),
        words("holder"),
        words("then (80 %)"),
        words("now (80 %)"),
    ];
    let caption = format!(
        "Shares that differ by more than half a point: base year {}, then {}",
        a.base_year.then, a.base_year.now
    );
    let mut table = Table::new(caption, columns);
    let (shown, note) = cut(&a.shares, MOST_SHARES, "share");
    for s in shown {
        let of = name_in(&a.names, &s.of);
        table.push([
            s.stage.clone(),
            of,
            s.by.clone(),
            titled(&name_in(&a.names, &s.name)),
            share(&s.share.then),
            share(&s.share.now),
        ]);
    }
    table.note = note;
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Shares", blocks)
}

fn prices(a: &LearntAnswer) -> Section {
    let mut columns = vec![words("market"), numbers("months after")];
    columns.extend(grouped("then", &["p10", "p50", "p90"]));
    columns.extend(grouped("now", &["p10", "p50", "p90"]));
    let scenario = or_dash(a.scenario.as_deref());
    let mut table = Table::new(
        format!("Price over baseline in the scenario {scenario}, run at both dates with the same draws"),
        columns,
    );
    let three = |b: &Band| [b.p10, b.p50, b.p90].map(number::ratio);
    for p in &a.prices {
        let LearntPrice { good, region, months_after, price_ratio_to_baseline: both } = p;
        let mut row = vec![
            format!("{}, {}", titled(&name_in(&a.names, good)), name_in(&a.names, region)),
            months_after.to_string(),
        ];
        row.extend(three(&both.then));
        row.extend(three(&both.now));
        table.push(row);
    }
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("What it changes in the scenario", blocks)
}

fn contradictions(title: &str, list: &[oreline_scenario::answers::ContradictionAnswer]) -> Section {
    Section::new(title, contradiction_tables(list, MOST_CONTRADICTIONS))
}

fn learnt(a: &LearntAnswer) -> Section {
    Section::new("Rows that became known", a.learnt.iter().map(table).collect())
}

fn table(t: &LearntTable) -> Block {
    let columns = ["row", "what it says", "basis", "known at", "source"].map(words).to_vec();
    let mut table = Table::new(format!("{}: {}", t.file, number::counted(t.rows.len(), "row")), columns);
    let (shown, note) = cut(&t.rows, MOST_ROWS, "row");
    for r in shown {
        table.push([
            r.id.clone(),
            shortened(&r.value),
            r.basis.clone(),
            r.known_at.clone(),
            shortened(&r.source_title),
        ]);
    }
    table.note = note;
    Block::Table(table)
}
