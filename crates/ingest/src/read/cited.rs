//! Reports that a text cites. Being written.
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
/// A report that a text cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CitedReport {
    /// Its headline, if given.
    pub title: Option<String>,
    /// Its day, `YYYY-MM-DD`, if given.
    pub date: Option<String>,
    /// Who published it.
    pub publisher: String,
    /// Where the text cites it, in bytes.
    pub span: (usize, usize),
}
/// The reports that a text cites.
pub fn cited(_text: &str, _published: Option<Date>) -> Vec<CitedReport> {
    Vec::new()
}
