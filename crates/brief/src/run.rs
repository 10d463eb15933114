//! The short report of a run, in the order in which somebody who must decide reads it.

use crate::document::{Document, Section};
use crate::sections::{drivers, head, history, money, prices, rest, shortage};
use oreline_scenario::answers::RunAnswer;

const MOST_CONTRADICTIONS: usize = 6;
/// Outputs whose drivers are told.
const MOST_OUTPUTS: usize = usize::MAX;

/// The document of a run.
pub fn run(answer: &RunAnswer) -> Document {
    let mut sections = vec![head::facts(answer), head::in_words(answer), head::evidence(answer)];
    sections.push(history::history(answer));
    sections.extend(prices::months(answer, true));
    sections.push(prices::record(answer));
    sections.push(prices::others(answer));
    sections.push(shortage::shortages(answer));
    sections.push(money::gains_and_losses(answer));
    sections.push(money::products(answer));
    sections.push(drivers::drivers(answer, MOST_OUTPUTS));
    sections.push(rest::assumptions(answer));
    sections.push(rest::contradictions(answer, MOST_CONTRADICTIONS));
    sections.push(rest::solver(answer));
    document(answer, sections)
}

/// Sections that hold something, under the answer's title and label.
pub(crate) fn document(answer: &RunAnswer, mut sections: Vec<Section>) -> Document {
    sections.retain(|s| !s.blocks.is_empty());
    Document { title: answer.title.clone(), label: answer.label.clone(), sections }
}
