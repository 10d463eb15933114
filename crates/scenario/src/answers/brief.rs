//! What a brief holds beyond the answer of its run: every printed figure by its id, the rows behind it, and
//! their sources.

use super::{RunAnswer, WhyRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure that a brief prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Its id; `show --why` answers to it.
    pub id: String,
    /// What it is, for people.
    pub what: String,
    /// Unit.
    pub unit: String,
    /// Its values: `p10`, `p50`, `p90` of the draws, or `value`.
    pub values: BTreeMap<String, f64>,
    /// Ids of the rows it rests on most, sourced ones first; shared by figures of one subject.
    pub rows: Vec<String>,
    /// Rows that it rests on in all.
    pub rows_in_all: usize,
}

/// A source and what may be done with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceAnswer {
    /// Source id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Address; may be empty.
    pub url: String,
    /// When it was published, as far as known.
    pub published: String,
    /// Licence.
    pub licence: String,
}

/// Answer of `brief`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BriefAnswer {
    /// The answer of the run.
    pub run: RunAnswer,
    /// Every figure of the page.
    pub figures: Vec<Figure>,
    /// The rows that figures name, in the order in which they are first named.
    pub rows: Vec<WhyRow>,
    /// Their sources, by title.
    pub sources: Vec<SourceAnswer>,
}
