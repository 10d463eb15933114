//! The committed schemas are those of the types; `ORELINE_BLESS=1` rewrites them.
#![allow(clippy::unwrap_used)]

mod common;

use common::{assert_file, check_answer, run_answer, show_answer, why_answer};
use serde::{Serialize, de::DeserializeOwned};

#[test]
fn committed_schemas_are_current() {
    for (name, text) in oreline_brief::schema::schemas() {
        assert_file("../../schemas", name, &text);
    }
}

fn survives<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(answer: &T) {
    let text = serde_json::to_string(answer).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), answer);
}

#[test]
fn answers_survive_json() {
    let mut run = run_answer();
    // JSON has no word for a number that is none.
    run.actors[0].change_vs_baseline.p90 = 0.1;
    survives(&run);
    survives(&check_answer());
    survives(&show_answer());
    survives(&why_answer());
}

/// Every field that the answer writes is named and required by its schema.
#[test]
fn schemas_name_every_field() {
    let schemas: std::collections::BTreeMap<_, _> = oreline_brief::schema::schemas().into_iter().collect();
    let schema: serde_json::Value = serde_json::from_str(&schemas["run.schema.json"]).unwrap();
    let answer = serde_json::to_value(run_answer()).unwrap();
    for field in answer.as_object().unwrap().keys() {
        assert!(schema["properties"].get(field).is_some(), "{field}");
    }
    assert_eq!(schema["$defs"]["ShortageAnswer"]["properties"]["use"]["type"], "string");
}
