//! What comes first: what was asked, the answer, and what it rests on.

use super::span;
use crate::charts::share;
use crate::common::{evidence_line, evidence_table, fact, or_dash};
use crate::document::{Block, Section, Table, words};
use crate::number;
use oreline_scenario::answers::RunAnswer;

/// What was run.
pub(crate) fn facts(a: &RunAnswer) -> Section {
    let mut facts = vec![fact("Question", &a.question)];
    facts.extend(about(a));
    Section::new("", vec![Block::Facts(facts)])
}

fn about(a: &RunAnswer) -> Vec<(String, String)> {
    let mut facts = vec![
        fact("World", format!("{} ({})", a.world_title, a.world)),
        fact("Scenario", &a.scenario),
        fact("As of", &a.as_of),
        fact("Known at", &a.known_at),
        fact("Base year", format!("{} (balanced flows)", a.base_year)),
        fact("Months", span(&a.months)),
        fact("Draws", draws(a)),
        fact("Units", &a.units),
        fact(
            "Quantiles",
            "p10, p50, p90: a tenth, half and nine tenths of draws lie below; 80 % lie between p10 and p90",
        ),
    ];
    facts.extend(long_names(a));
    if !a.overrides.is_empty() {
        facts.push(fact("Set", a.overrides.join(", ")));
    }
    facts
}

/// Regions whose names say in brackets what they cover.
fn long_names(a: &RunAnswer) -> Vec<(String, String)> {
    let mut regions: Vec<&str> = a.markets.iter().map(|m| m.region.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    let said = |id: &str| {
        a.names.get(id).and_then(|n| n.split_once(" (")).map(|(n, rest)| fact(n, rest.trim_end_matches(')')))
    };
    regions.into_iter().filter_map(said).collect()
}

fn draws(a: &RunAnswer) -> String {
    let seed = a.seed;
    if a.draws < a.draws_asked {
        let (done, asked) = (number::count(a.draws), number::count(a.draws_asked));
        return format!("{done} of the {asked} asked for; seed {seed}");
    }
    format!("{}; seed {seed}", number::count(a.draws))
}

/// All sentences, then what to know before using them.
pub(crate) fn in_words(a: &RunAnswer) -> Section {
    let mut blocks: Vec<Block> = a.in_words.iter().cloned().map(Block::Paragraph).collect();
    blocks.extend(caveats(a));
    Section::new("The answer in words", blocks)
}

fn caveats(a: &RunAnswer) -> Vec<Block> {
    if a.caveats.is_empty() {
        return Vec::new();
    }
    vec![Block::Paragraph("Before you use it:".into()), Block::List(a.caveats.clone())]
}

/// Evidence, the newest datum, the priors.
pub(crate) fn evidence(a: &RunAnswer) -> Section {
    let facts = vec![
        fact("Evidence share", evidence_line(&a.evidence_share)),
        fact("Newest datum", or_dash(a.data_newest.as_deref())),
        fact("Priors", format!("SHA-256 {}", a.priors_hash)),
    ];
    Section::new("What it rests on", vec![Block::Facts(facts), evidence_table(&a.evidence_share)])
}

/// The question, and the answer in three sentences.
pub(crate) fn answer(a: &RunAnswer) -> Section {
    let sentences = if a.in_three_sentences.is_empty() { &a.in_words } else { &a.in_three_sentences };
    let blocks = vec![Block::Question(a.question.clone()), Block::Answer(sentences.clone())];
    Section::new("", blocks)
}

/// How far to trust it.
pub(crate) fn trust(a: &RunAnswer) -> Section {
    let mut facts = vec![
        fact("What this is", format!("A {}.", a.label)),
        fact("Newest datum", or_dash(a.data_newest.as_deref())),
    ];
    facts.extend(about(a));
    facts.push(fact("Priors", format!("SHA-256 {}", a.priors_hash)));
    let mut blocks: Vec<Block> =
        share::figure(&a.evidence_share).map(|f| Block::Figures(vec![f])).into_iter().collect();
    blocks.push(evidence_table(&a.evidence_share));
    blocks.push(Block::Facts(facts));
    blocks.push(Block::Table(ladder(a)));
    blocks.extend(caveats(a));
    Section::new("How far to trust it", blocks)
}

fn ladder(a: &RunAnswer) -> Table {
    let columns = vec![words("rung"), words("stands"), words("what shows it")];
    let mut table = Table::new("The ladder: what this version's results have been compared with", columns);
    for rung in &a.ladder {
        let stands = if rung.stands { "yes" } else { "not yet" };
        table.push([rung.name.clone(), stands.to_string(), rung.measured.clone()]);
    }
    table
}

/// Every sentence that the answer in three does not hold.
pub(crate) fn more_words(a: &RunAnswer) -> Section {
    let blocks: Vec<Block> = a.in_words.iter().cloned().map(Block::Paragraph).collect();
    Section::new("The same market by market, in words", blocks)
}
