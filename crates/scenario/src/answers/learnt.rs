//! What `diff` answers: what a world learnt between two dates, and what that changes.

use super::{Band, ContradictionAnswer, EvidenceShare, Interval, WhyRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The same thing at both dates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Both<T> {
    /// As known at the earlier date.
    pub then: T,
    /// As known at the later one.
    pub now: T,
}

/// Rows of a table that became known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntTable {
    /// File.
    pub file: String,
    /// The rows, in the order of the file.
    pub rows: Vec<WhyRow>,
}

/// A spell of control whose end became known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntEnd {
    /// Row of the spell.
    pub row: String,
    /// Site.
    pub site: String,
    /// Actor whose spell ended.
    pub actor: String,
    /// When it ended.
    pub to: String,
}

/// A holder's share at both dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntShare {
    /// Stage.
    pub stage: String,
    /// Good or elements.
    pub of: String,
    /// `region`, `country` or `controller`.
    pub by: String,
    /// Id.
    pub name: String,
    /// Share; nothing where the holder is not listed.
    pub share: Both<Option<Interval>>,
}

/// Who holds a place at both dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntHolder {
    /// Site id.
    pub site: String,
    /// Name.
    pub name: String,
    /// Controlling actor.
    pub held_by: Both<Option<String>>,
}

/// A price of a scenario at both dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntPrice {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
    /// Months after the base month.
    pub months_after: usize,
    /// Price over baseline.
    pub price_ratio_to_baseline: Both<Band>,
}

/// Answer of `diff`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LearntAnswer {
    /// World id.
    pub world: String,
    /// World title.
    pub world_title: String,
    /// The two knowledge dates.
    pub known_at: Both<String>,
    /// The valid dates.
    pub as_of: Both<String>,
    /// Years of the balanced flows.
    pub base_year: Both<i16>,
    /// Share of base value by basis, over all stages.
    pub evidence: Both<EvidenceShare>,
    /// Rows that became known, by table.
    pub learnt: Vec<LearntTable>,
    /// Spells of control whose end became known.
    pub ended: Vec<LearntEnd>,
    /// Contradictions that appeared.
    pub appeared: Vec<ContradictionAnswer>,
    /// Contradictions that went.
    pub went: Vec<ContradictionAnswer>,
    /// Shares of holders that differ.
    pub shares: Vec<LearntShare>,
    /// Places whose holder differs.
    pub holders: Vec<LearntHolder>,
    /// Prices of the scenario, if one was named.
    pub prices: Vec<LearntPrice>,
    /// The scenario, if one was named.
    pub scenario: Option<String>,
    /// Names for people, by id.
    pub names: BTreeMap<String, String>,
}
