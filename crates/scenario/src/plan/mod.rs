//! A scenario as a person writes it: a short TOML file with a question and a few dated acts.
//!
//! Raw text becomes a valid [`Plan`] once. Every uncertain number may be a plain number, a range, or left
//! out: then the priors answer. Dates are absolute or `+N months` after the base month.

mod act;

pub(crate) use act::MOST_FILL;
use act::is_id;
pub use act::{ActKind, ActPlan, Range, Start};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A scenario file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plan {
    /// Kebab-case id, equal to the file's name.
    pub id: String,
    /// Title.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Valid date of the base month; the world's default if left out.
    #[serde(rename = "as_of", default, deserialize_with = "day")]
    pub as_of: Option<Date>,
    /// Knowledge date; the world's edition if left out.
    #[serde(rename = "known_at", default, deserialize_with = "day")]
    pub known_at: Option<Date>,
    /// Months after the base month.
    pub months: usize,
    /// Draws if the command line says nothing.
    #[serde(default = "default_draws")]
    pub draws: usize,
    /// What a reader must know before using the result.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Markets that lead the answer, `good@region`.
    #[serde(default)]
    pub headline: Vec<String>,
    /// Figures from the record to print beside the result, never to judge it by.
    #[serde(default, rename = "beside")]
    pub beside: Vec<Beside>,
    /// The acts.
    #[serde(default, rename = "act")]
    pub acts: Vec<ActPlan>,
}

/// A TOML date or the same as text.
fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "write a day, such as 2025-06-15")]
    enum Written {
        Native(toml::value::Datetime),
        Text(String),
    }
    let text = match Option::<Written>::deserialize(from)? {
        None => return Ok(None),
        Some(Written::Native(date)) => date.to_string(),
        Some(Written::Text(text)) => text,
    };
    let bad = || serde::de::Error::custom(format!("'{text}' is not a day; write 2025-06-15"));
    text.parse().map(Some).map_err(|_| bad())
}

fn default_draws() -> usize {
    200
}

/// A figure from the record printed beside the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What it is.
    pub what: String,
    /// Its value as text, with unit and date.
    pub value: String,
    /// Where it comes from: a row id of the world.
    pub row: Option<String>,
    /// The row it starts from, where it is a change.
    pub from: Option<String>,
    /// Market `good@region` whose path ratio it can be laid beside.
    pub market: Option<String>,
    /// Month of the run it belongs to.
    pub month: Option<usize>,
    /// Its ratio to the base month.
    pub ratio: Option<f64>,
}

/// What is wrong with a scenario file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// Not the expected TOML; the text says where.
    #[error("{0}")]
    Syntax(String),
    /// A field with a value that makes no sense.
    #[error("act '{act}', {field}: {message}")]
    Field {
        /// The act.
        act: String,
        /// The field.
        field: &'static str,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// The file as a whole.
    #[error("{0}")]
    File(String),
}

const MOST_MONTHS: usize = 600;
const MOST_DRAWS: usize = 1_000_000;

/// Whether a run can have so many months and draws.
pub(crate) fn within(months: usize, draws: usize) -> Result<(), String> {
    if !(1..=MOST_MONTHS).contains(&months) {
        return Err(format!("months must lie between 1 and {MOST_MONTHS}, not {months}"));
    }
    if !(1..=MOST_DRAWS).contains(&draws) {
        return Err(format!("draws must lie between 1 and {MOST_DRAWS}, not {draws}"));
    }
    Ok(())
}

impl Plan {
    /// Reads and checks a scenario file.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let plan: Self = toml::from_str(text).map_err(|e| PlanError::Syntax(e.to_string()))?;
        plan.check()?;
        Ok(plan)
    }

    /// A scenario without acts: the baseline itself.
    pub fn baseline() -> Self {
        Self {
            id: "baseline".into(),
            title: "Baseline".into(),
            question: "What happens if nothing more happens?".into(),
            as_of: None,
            known_at: None,
            months: 12,
            draws: default_draws(),
            caveats: Vec::new(),
            headline: Vec::new(),
            beside: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// Whether the plan makes sense; asked again after a field was overridden.
    pub(crate) fn check(&self) -> Result<(), PlanError> {
        within(self.months, self.draws).map_err(PlanError::File)?;
        if !is_id(&self.id) {
            let text = format!("id '{}': write small letters, digits and hyphens, as in gate-shut", self.id);
            return Err(PlanError::File(text));
        }
        if let (Some(as_of), Some(known_at)) = (self.as_of, self.known_at)
            && as_of > known_at
        {
            let text = format!("as_of {as_of} is later than known_at {known_at}: nobody knew that day yet");
            return Err(PlanError::File(text));
        }
        for (k, act) in self.acts.iter().enumerate() {
            if self.acts[..k].iter().any(|a| a.id == act.id) {
                let message = "this id is used twice; ids must be unique in a file".to_string();
                return Err(PlanError::Field { act: act.id.clone(), field: "id", message });
            }
            act.check()?;
        }
        self.beside.iter().try_for_each(|b| b.check(self.months).map_err(PlanError::File))
    }
}

impl Beside {
    fn check(&self, months: usize) -> Result<(), String> {
        if self.month.is_some_and(|m| m > months) {
            return Err(format!("beside '{}': the run has no such month; it ends after {months}", self.what));
        }
        if self.ratio.is_some_and(|r| !(r.is_finite() && r > 0.0)) {
            return Err(format!("beside '{}': ratio must be a number above 0", self.what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
id = "cut"
title = "A cut"
question = "What if?"
as_of = 2025-05-31
months = 12
[[act]]
id = "stop"
kind = "closure"
holder = "rebels"
start = "+1 month"
cut = { value = 0.9, low = 0.7, high = 1.0 }
months = 6
"#;

    #[test]
    fn a_short_file_reads() {
        let plan = Plan::parse(GOOD).unwrap();
        assert_eq!(plan.draws, 200);
        assert_eq!(plan.acts[0].start().unwrap(), Some(Start::After(1.0)));
        assert_eq!(plan.acts[0].cut.unwrap().value(), 0.9);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_act_and_the_field() {
        for (from, to, field) in [
            ("+1 month", "next week", "start"),
            ("holder = \"rebels\"\n", "", "sites"),
            ("high = 1.0", "high = 0.8", "cut"),
            ("low = 0.7", "low = -0.7", "cut"),
            ("id = \"stop\"", "id = \"s.top\"", "id"),
            ("+1 month", "+-1 month", "start"),
            ("months = 6", "months = -6", "months"),
            ("months = 6", "months = 0", "months"),
            ("months = 6", "amount = 6", "amount"),
            ("months = 6", "destinations = [\"plain\"]", "destinations"),
        ] {
            let error = Plan::parse(&GOOD.replace(from, to)).unwrap_err();
            assert!(matches!(&error, PlanError::Field { field: f, .. } if *f == field), "{error}");
        }
        assert!(matches!(Plan::parse(&GOOD.replace("months = 12", "months = 0")), Err(PlanError::File(_))));
        assert!(matches!(Plan::parse(&GOOD.replace("holder", "holdr")), Err(PlanError::Syntax(_))));
    }
}
