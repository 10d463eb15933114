//! What sources say about quantities and prices.

use oreline_units::{Estimate, PartialDate, Period, Unit};
use serde::{Serialize, Serializer};

use super::words::{Family, FlowKind, FlowRole, IndicatorKind, PriceRole, StudyStage, Vat};
use super::{Provenance, RowRef};
use crate::expr::Expr;
use crate::id::{GoodId, RegionId, RowId, SourceId};

/// A document or list that says something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: SourceId,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it can be read.
    pub url: String,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Under which terms.
    pub licence: String,
    /// Anything else.
    pub note: String,
}

/// A price in one market.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Price {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The good.
    pub good: GoodId,
    /// Where.
    pub region: RegionId,
    /// The market or assessment, in the words of the source.
    pub market: String,
    /// When it held.
    pub period: Period,
    /// The price.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Whether it holds value added tax.
    pub vat: Vat,
    /// What it is for.
    pub role: PriceRole,
    /// The quantity it is about, where other rows state the same.
    pub about: Option<String>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A rate of exchange.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// When it held.
    pub period: Period,
    /// The rate.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A claim about one quantity of the network, or about the ratio of two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowClaim {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// When it held.
    pub period: Period,
    /// What it measures.
    pub kind: FlowKind,
    /// The quantity; nothing for what the network does not hold.
    #[serde(serialize_with = "as_text")]
    pub expr: Option<Expr>,
    /// The quantity it is divided by, for ratios.
    #[serde(serialize_with = "as_text")]
    pub per: Option<Expr>,
    /// The figure.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// What the source counts, in words.
    pub scope: String,
    /// The element family.
    pub family: Family,
    /// Where the goods come from, if that is one region.
    pub origin_region: Option<RegionId>,
    /// Where they go, if that is one region.
    pub destination: Option<RegionId>,
    /// What the claim is for.
    pub role: FlowRole,
    /// Rows of one cluster are wrong together.
    pub cluster: Option<String>,
    /// Editions of one series; the latest known counts.
    pub series: Option<String>,
    /// The quantity it is about, where other rows state the same.
    pub about: Option<String>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A published number that methods of criticality take in, or gave out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// What it says.
    pub kind: IndicatorKind,
    /// The study that printed it, such as `eu-2023`; nothing for series that are no study.
    pub study: Option<String>,
    /// What it is about: a country, an element or a sector.
    pub subject: String,
    /// The other half of a share: the country of a supply, the sector of a use.
    pub part: Option<String>,
    /// The stage, where studies tell stages apart.
    pub stage: Option<StudyStage>,
    /// The years that it describes.
    pub period: Period,
    /// The figure.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub prov: Provenance,
}

fn as_text<S: Serializer>(expr: &Option<Expr>, serializer: S) -> Result<S::Ok, S::Error> {
    match expr {
        Some(expr) => serializer.collect_str(expr),
        None => serializer.serialize_none(),
    }
}
