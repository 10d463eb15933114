//! What `check` and `show` answer.

use super::{ContradictionAnswer, EvidenceShare, Interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A diagnostic as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosticAnswer {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// Code.
    pub code: String,
    /// File.
    pub file: String,
    /// Line, the header being 1.
    pub row: Option<u64>,
    /// Column.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

/// Answer of `check`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckAnswer {
    /// World id.
    pub world: String,
    /// Valid date.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Year of the balanced flows; nothing if no case could be made.
    pub base_year: Option<i16>,
    /// Rows read.
    pub rows: usize,
    /// Rows by basis.
    pub rows_by_basis: BTreeMap<String, usize>,
    /// Rows that enter no figure: context, prices kept for comparison, and claims of other years.
    pub rows_unused: usize,
    /// Sources.
    pub sources: usize,
    /// Share of base value by basis, per stage.
    pub evidence_share: BTreeMap<String, EvidenceShare>,
    /// Diagnostics.
    pub diagnostics: Vec<DiagnosticAnswer>,
    /// Contradictions.
    pub contradictions: Vec<ContradictionAnswer>,
    /// Processes with thin or negative margins, and other remarks on the fit.
    pub remarks: Vec<String>,
}

/// A holder's share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareAnswer {
    /// `region`, `country` or `controller`.
    pub by: String,
    /// Id.
    pub name: String,
    /// Share, 0 to 1.
    pub share: Interval,
}

/// Who holds a stage of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageAnswer {
    /// Stage.
    pub stage: String,
    /// Good, if the entry is about one.
    pub good: Option<String>,
    /// `dy`, `tb` or `dy+tb`, if it is about an element.
    pub element: Option<String>,
    /// Output [t a year].
    pub total: Interval,
    /// Unit of the total.
    pub unit: String,
    /// Concentration by country, 0 to 1.
    pub hhi: Interval,
    /// Shares.
    pub shares: Vec<ShareAnswer>,
}

/// A site and its holder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SiteAnswer {
    /// Site id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Region.
    pub region: String,
    /// Controlling actor, if known.
    pub controller: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// Source id of the control row.
    pub source: Option<String>,
}

/// Answer of `show`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowAnswer {
    /// World id.
    pub world: String,
    /// Valid date.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Year of the balanced flows.
    pub base_year: i16,
    /// In words.
    pub in_words: Vec<String>,
    /// Stages.
    pub stages: Vec<StageAnswer>,
    /// Sites.
    pub sites: Vec<SiteAnswer>,
}

/// A row that a figure rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhyRow {
    /// Row id.
    pub id: String,
    /// File and line.
    pub at: String,
    /// Its part in the figure, 0 to 1; nothing where the row is the figure.
    pub weight: Option<f64>,
    /// Value with unit and interval, as text.
    pub value: String,
    /// Basis.
    pub basis: String,
    /// Grade.
    pub grade: String,
    /// Known at.
    pub known_at: String,
    /// Source id.
    pub source: String,
    /// Title of the source.
    pub source_title: String,
    /// Address of the source.
    pub url: String,
}

/// Answer of `show --why`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhyAnswer {
    /// What was asked about.
    pub id: String,
    /// Its figure, as text.
    pub figure: String,
    /// The rows it rests on, heaviest first.
    pub rows: Vec<WhyRow>,
}
