//! What became of a forecast: a record of its own beside it, never a change of it.
//!
//! Three endings: an outcome, or annulled (the question lost its answer: a quote was discontinued), or withdrawn
//! (its author no longer stands by it). A slip is mended by a further record that says why; the first stays.

use super::{Kept, Refused, Seal, line};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One record about a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// The forecast.
    pub forecast: String,
    /// The whole digest of its seal.
    pub forecast_seal: String,
    /// 1 for the first record; a correction has the next number.
    pub number: usize,
    /// Day of the record.
    #[schemars(with = "String")]
    pub on: Date,
    /// Why an earlier record is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// How it ended.
    pub ending: Ending,
    /// Digests of all the above.
    pub seal: Seal,
}

/// How a forecast ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ending {
    /// The price is known.
    Resolved {
        /// Value, in the unit of the reference.
        value: f64,
        /// Lowest of the quotes; the value where they agree.
        low: f64,
        /// Highest of the quotes.
        high: f64,
        /// The unit.
        unit: String,
        /// Where it was read.
        source: String,
    },
    /// The question has no answer.
    Annulled {
        /// Why.
        reason: String,
    },
    /// Its author no longer stands by it.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// What somebody says became of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Day of the record.
    pub on: Date,
    /// Why an earlier record is corrected.
    pub correction: Option<String>,
    /// How it ended; a value in the unit of the reference, which need not be named.
    pub ending: Ending,
}

/// The record of an outcome, or why it is not taken.
pub fn resolve(kept: &Kept, verdict: &Verdict) -> Result<Resolution, Refused> {
    let entry = &kept.entry;
    let correction = verdict.correction.as_deref().map(|text| line("--correct", text)).transpose()?;
    match (kept.records.last(), &correction) {
        (Some(last), None) => return Err(Refused::Resolved { id: entry.id.clone(), on: last.on }),
        (None, Some(_)) => return Err(Refused::NothingToCorrect(entry.id.clone())),
        _ => {}
    }
    let ending = ending(&verdict.ending, &entry.reference.unit)?;
    let mut record = Resolution {
        forecast: entry.id.clone(),
        forecast_seal: entry.seal.whole.clone(),
        number: kept.records.len() + 1,
        on: verdict.on,
        correction,
        ending,
        seal: Seal::default(),
    };
    if let Some(text) = record.misplaced(kept) {
        return Err(Refused::Dates(text));
    }
    record.seal = Seal::of(&record);
    Ok(record)
}

fn ending(said: &Ending, of: &str) -> Result<Ending, Refused> {
    Ok(match said {
        Ending::Resolved { value, low, high, source, .. } => {
            let source = line("--source", source)?;
            said.fault().map_or(Ok(()), |text| Err(Refused::Value(text)))?;
            Ending::Resolved { value: *value, low: *low, high: *high, unit: of.into(), source }
        }
        Ending::Annulled { reason } => Ending::Annulled { reason: line("--annul", reason)? },
        Ending::Withdrawn { reason } => Ending::Withdrawn { reason: line("--withdraw", reason)? },
    })
}

impl Ending {
    /// Why a value cannot be a price.
    pub(super) fn fault(&self) -> Option<String> {
        let Self::Resolved { value, low, high, .. } = self else { return None };
        let price = |v: &f64| v.is_finite() && *v > 0.0;
        if ![value, low, high].into_iter().all(price) {
            return Some("--value, --low and --high must be prices above 0".into());
        }
        let order = low <= value && value <= high;
        (!order).then(|| format!("--low {low}, --value {value}, --high {high} must stand in this order"))
    }
}

impl Resolution {
    /// Why a record cannot be of its day.
    pub(super) fn misplaced(&self, kept: &Kept) -> Option<String> {
        let (on, month) = (self.on, kept.entry.target.month);
        let before = kept.records.iter().filter(|r| r.number < self.number).map(|r| r.on).max();
        let known = matches!(self.ending, Ending::Resolved { .. });
        if known && on < month.last() {
            return Some(format!(
                "--on {on} lies before the end of {month}, the target: it has no outcome yet"
            ));
        }
        if on < kept.entry.made_on {
            return Some(format!("--on {on} lies before {}, when the forecast was made", kept.entry.made_on));
        }
        before
            .filter(|last| on < *last)
            .map(|last| format!("--on {on} lies before the record of {last} that it corrects"))
    }
}
