//! Assumptions, contradictions, sources, and how the solver ended.

use crate::common::{contradiction_count, contradiction_tables, fact};
use crate::document::{Block, Cell, Section, Table, words};
use crate::notes::safe;
use crate::number;
use oreline_scenario::answers::{Assumption, Comparison, RunAnswer, SourceAnswer};

/// What had to be assumed.
pub(crate) fn assumptions(a: &RunAnswer) -> Section {
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

/// Where the rows disagree; at most so many in full.
pub(crate) fn contradictions(a: &RunAnswer, most: usize) -> Section {
    let mut blocks = vec![Block::Paragraph(contradiction_count(&a.contradictions))];
    blocks.extend(contradiction_tables(&a.contradictions, most));
    Section::new("Contradictions in the record", blocks)
}

/// The sources that figures rest on.
pub(crate) fn sources(sources: &[SourceAnswer]) -> Section {
    let columns = vec![words("source"), words("publisher"), words("published"), words("licence")];
    let mut table =
        Table::new("Sources of the rows below; each with the licence under which it may be used", columns);
    for s in sources {
        let title = Cell { text: s.title.clone(), link: safe(&s.url), ..Cell::default() };
        let rest = [&s.publisher, &s.published, &s.licence].map(|t| Cell::from(t.clone()));
        table.rows.push([title].into_iter().chain(rest).collect());
    }
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Sources", blocks)
}

/// The same draws when magnet makers cannot change their recipe.
pub(crate) fn alternatives(a: &RunAnswer) -> Section {
    let columns =
        ["market", "month", "as answered (80 %)", "without alternatives (80 %)"].map(words).to_vec();
    let caption = "Price over baseline when magnet makers cannot change their recipe, in the month of the largest difference";
    let mut table = Table::new(caption, columns);
    let text = |b: &oreline_scenario::answers::Band| {
        format!("{} ({} to {})", number::ratio(b.p50), number::ratio(b.p10), number::ratio(b.p90))
    };
    for Comparison { market, month, answered, otherwise } in &a.without_alternatives {
        let (good, region) = market.split_once('@').unwrap_or((market, ""));
        let market = format!("{}, {}", super::titled(&super::name(a, good)), super::name(a, region));
        table.push([market, month.clone(), text(answered), text(otherwise)]);
    }
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Without alternative recipes", blocks)
}

/// How the months were solved.
pub(crate) fn solver(a: &RunAnswer) -> Section {
    let endings: Vec<String> =
        a.solver.endings.iter().map(|(name, n)| format!("{name} {}", number::count(*n))).collect();
    let endings = if endings.is_empty() { "none".to_string() } else { endings.join(", ") };
    let facts = vec![
        fact("Months solved", endings),
        fact("Worst KKT residual", format!("{} (scaled)", number::residual(a.solver.worst_kkt))),
    ];
    Section::new("How the solver ended", vec![Block::Facts(facts)])
}
