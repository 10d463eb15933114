//! The list of a world's scenarios.

use crate::document::{Block, Document, Section, Table, numbers, words};
use serde::Serialize;

/// One scenario as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioLine {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Valid date of the base month.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Months after the base month.
    pub months: usize,
    /// Draws unless told otherwise.
    pub draws: usize,
}

/// The document of the list.
pub fn scenarios(world: &str, lines: &[ScenarioLine]) -> Document {
    let columns = vec![
        words("id"),
        words("title"),
        words("question"),
        words("as of"),
        words("known at"),
        numbers("months"),
        numbers("draws"),
    ];
    let mut table = Table::new("Run one with: oreline run <world> --scenario <id>", columns);
    lines.iter().for_each(|line| table.push(row(line)));
    let sections = vec![Section::new("", vec![Block::Table(table)])];
    Document { title: format!("Scenarios of {world}"), label: String::new(), sections }
}

fn row(line: &ScenarioLine) -> Vec<String> {
    vec![
        line.id.clone(),
        line.title.clone(),
        line.question.clone(),
        line.as_of.clone(),
        line.known_at.clone(),
        line.months.to_string(),
        line.draws.to_string(),
    ]
}
