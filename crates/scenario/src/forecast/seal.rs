//! The seal of a record: digests of its content, so that a later edit shows, and which field it was.
//!
//! SHA-256 over every field by its path (`target.month`) and value; one over all of them. It guards against
//! slips and silent repairs; against somebody who seals anew there is only the history of the repository, or the
//! whole digest printed elsewhere. The road not taken: a digest of the file's bytes, which a line end or a comment
//! would break and which could not say what was changed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The key under which a record holds its seal.
const KEY: &str = "seal";
/// Hexadecimal digits kept of a field's digest; the whole is kept in full.
const DIGITS: usize = 12;

/// Digests of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// SHA-256 over all fields, hexadecimal.
    pub whole: String,
    /// First digits of the SHA-256 of each field.
    pub fields: BTreeMap<String, String>,
}

impl Seal {
    /// The seal of a record's content; what it holds under `seal` does not count.
    pub(super) fn of(record: &impl Serialize) -> Self {
        let fields = fields(record);
        let all: Vec<String> = fields.iter().map(|(path, value)| format!("{path}={value}\n")).collect();
        let digit = |(path, value): (&String, &String)| {
            (path.clone(), hex(&format!("{path}={value}")).chars().take(DIGITS).collect())
        };
        Self { whole: hex(&all.concat()), fields: fields.iter().map(digit).collect() }
    }

    /// The fields in which a record differs from what was sealed; none if it is whole.
    pub(super) fn broken(&self, record: &impl Serialize) -> Vec<String> {
        let now = Self::of(record);
        let paths: BTreeSet<&String> = self.fields.keys().chain(now.fields.keys()).collect();
        let differs = |path: &&String| self.fields.get(*path) != now.fields.get(*path);
        let changed: Vec<String> = paths.into_iter().filter(differs).cloned().collect();
        if changed.is_empty() && self.whole != now.whole { vec!["seal.whole".into()] } else { changed }
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every value that is no table, by its path, as JSON.
fn fields(record: &impl Serialize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(Value::Object(top)) = serde_json::to_value(record) {
        top.iter().filter(|(key, _)| *key != KEY).for_each(|(key, value)| collect(key, value, &mut found));
    }
    found
}

fn collect(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(table) => {
            table.iter().for_each(|(key, value)| collect(&format!("{path}.{key}"), value, found));
        }
        plain => drop(found.insert(path.into(), plain.to_string())),
    }
}

/// A sealed record as the text of its file.
pub fn sealed_text(record: &impl Serialize) -> Result<String, String> {
    let body = toml::to_string(record).map_err(|e| e.to_string())?;
    Ok(format!(
        "# Written by `oreline forecast`. Never edited: an edit breaks the seal below and is refused.\n{body}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_changed_field_is_named_wherever_it_stands() {
        let record = json!({"id": "a", "target": {"month": "2026-12", "list": [1.0, 2.5]}, "seal": {"x": 1}});
        let seal = Seal::of(&record);
        assert!(seal.broken(&record).is_empty());
        for (path, value) in
            [("/target/month", json!("2027-01")), ("/target/list/1", json!(2.6)), ("/id", json!(1))]
        {
            let mut edited = record.clone();
            *edited.pointer_mut(path).unwrap() = value;
            let named = path[1..].trim_end_matches("/1").replace('/', ".");
            assert_eq!(seal.broken(&edited), [named]);
        }
        let mut grown = record.clone();
        grown["target"]["extra"] = json!(true);
        assert_eq!(seal.broken(&grown), ["target.extra"]);
        let mut cut = record.clone();
        cut.as_object_mut().unwrap().remove("id");
        assert_eq!(seal.broken(&cut), ["id"]);
    }

    #[test]
    fn a_seal_that_was_edited_itself_is_broken() {
        let record = json!({"id": "a"});
        let mut seal = Seal::of(&record);
        seal.whole = seal.whole.replace(|c: char| c.is_ascii_digit(), "x");
        assert_eq!(seal.broken(&record), ["seal.whole"]);
        assert_eq!(Seal::default().broken(&record), ["id"]);
    }

    /// `printf 'id="a"\n' | sha256sum`, by another program.
    #[test]
    fn the_whole_is_the_digest_of_the_sorted_fields() {
        let whole = Seal::of(&json!({"id": "a"})).whole;
        assert_eq!(whole, "b6322e63fba73b7b479fff257191e44904bafb41d46b55c3df696bcb6431eaef");
    }
}
