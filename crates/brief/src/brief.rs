//! The brief: what an analyst forwards. Every figure in it points to the rows it rests on.

use crate::document::{Block, Document, Section};
use crate::notes;
use crate::run::document;
use crate::sections::{chain, drivers, head, history, money, places, prices, rest, shortage};
use oreline_scenario::answers::BriefAnswer;

/// Contradictions in full; what else there is, is counted.
const MOST_CONTRADICTIONS: usize = 40;
/// Outputs whose drivers are told: two prices, and the loss of all users.
const MOST_OUTPUTS: usize = 3;

/// The document of a brief.
pub fn brief(answer: &BriefAnswer) -> Document {
    let a = &answer.run;
    let mut sections =
        vec![head::answer(a), head::trust(a), history::history(a), prices::fans(a), shortage::shortages(a)];
    sections.extend([money::gains_and_losses(a), drivers::drivers(a, MOST_OUTPUTS)]);
    sections.extend([chain::chain(a), places::places(a), money::products(a)]);
    sections.extend([rest::contradictions(a, MOST_CONTRADICTIONS), rest::assumptions(a)]);
    sections.extend([head::more_words(a), prices::record(a), rest::alternatives(a), prices::others(a)]);
    let months = prices::months(a, false).into_iter().flat_map(|s| s.blocks);
    sections.push(Section::new("Month by month", months.collect()));
    sections.extend([rest::solver(a), rest::sources(&answer.sources)]);
    let mut document = document(a, sections);
    let rows = notes::annotate(&mut document, answer);
    if !rows.is_empty() {
        document.sections.push(Section::new("Rows that the figures rest on", vec![Block::Rows(rows)]));
    }
    document
}

/// What the terminal shows of a brief: the question, the answer, and how far to trust it.
pub fn short(answer: &BriefAnswer) -> Document {
    document(&answer.run, vec![head::answer(&answer.run), head::evidence(&answer.run)])
}
