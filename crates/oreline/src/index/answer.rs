//! The answer: one line for each score, with what it was made of and what it lacks.

use oreline_scenario::answers::Interval;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};

/// Criticality indices of a world on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndexAnswer {
    /// World, as it was named.
    pub world: String,
    /// Valid date.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Year of the balanced flows, if one can be balanced.
    pub base_year: Option<i16>,
    /// Why there are no balanced flows.
    pub no_base_year: Option<String>,
    /// The scores, by method.
    pub lines: Vec<IndexLine>,
}

/// One score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndexLine {
    /// Method, as on the command line.
    pub method: String,
    /// What it is about: an element, several joined by `+`, or a good.
    pub subject: String,
    /// Stage: that of a good, or `extraction` and `processing` as the EU's studies divide the chain.
    pub stage: String,
    /// Importing region, where the score has one.
    pub region: Option<String>,
    /// Which supply counts in supply risk: `world`, `region` or `both`.
    pub supply: Option<String>,
    /// `study` for a study's own inputs, `world` for the shares of the day.
    pub of: String,
    /// Where the shares come from.
    pub shares: String,
    /// The score with its interval: of rounding for a study, of 80 % for the world. Nothing if inputs are missing.
    pub value: Option<Interval>,
    /// What the study published.
    pub published: Option<f64>,
    /// How the two stand: `inside-interval`, `within-0.10`, `within-0.20`, `differs`, `not-computable`; nothing where no
    /// study published this score.
    pub status: Option<String>,
    /// What went in.
    pub inputs: Vec<IndexInput>,
    /// Inputs that the world does not have on this day.
    pub missing: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// An input of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndexInput {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// `read`, `relayed`, `derived`, `assumed`; `balanced` for what comes from the flows.
    pub basis: String,
    /// The row, if it is one.
    pub row: Option<String>,
}

impl IndexLine {
    /// Whether a good or an element is what the line is about, or one of several.
    pub(super) fn is_about(&self, name: &str) -> bool {
        self.subject.split('+').any(|part| part == name)
    }

    /// The inputs that are judgements, by name.
    pub fn assumed(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().filter(|input| input.basis == "assumed").map(|input| input.name.as_str())
    }
}

/// The JSON Schema of the answer.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schema_for!(IndexAnswer)).unwrap_or_default() + "\n"
}
