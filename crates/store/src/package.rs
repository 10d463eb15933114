//! `datapackage.json` says to other tools what `schema` says to this one; the two must not part.

use std::collections::BTreeMap;

use oreline_world::{Diagnostic, Severity};
use serde::Deserialize;

use crate::cell::{Typed, Value};
use crate::folder::Folder;
use crate::read::text_of;
use crate::schema::{Column, Kind, Table};
use crate::sink::Sink;

const FILE: &str = "datapackage.json";

/// The part of a data package that can contradict us.
#[derive(Default, Deserialize)]
pub(crate) struct Package {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    #[serde(default)]
    schema: Schema,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Schema {
    fields: Vec<Field>,
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(default)]
    constraints: Constraints,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Constraints {
    #[serde(rename = "enum")]
    words: Option<Vec<serde_json::Value>>,
    pattern: Option<String>,
}

#[derive(Deserialize)]
struct ForeignKey {
    fields: OneOrMore,
    reference: Reference,
}

#[derive(Deserialize)]
struct Reference {
    resource: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn is(&self, column: &str) -> bool {
        match self {
            Self::One(name) => name == column,
            Self::More(names) => names.iter().any(|name| name == column),
        }
    }
}

/// Partial dates and periods, as the package writes them.
const DATE: &str = r"^\d{4}(-\d{2}(-\d{2})?)?$";
const PERIOD: &str = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$";

impl Package {
    /// Reads the package; an empty one, with a diagnostic, if there is none.
    pub(crate) fn read(folder: &Folder, sink: &mut Sink) -> Self {
        if matches!(folder.bytes(FILE), Ok(None)) {
            let message = "there is no datapackage.json: other tools cannot check the tables";
            let hint = "copy the one of another world; the tables and columns are the same";
            sink.push(Diagnostic::new(Severity::Warning, "missing-package", FILE, message, hint));
            return Self::default();
        }
        let Some(text) = text_of(folder, FILE, sink) else { return Self::default() };
        serde_json::from_str(&text).unwrap_or_else(|error: serde_json::Error| {
            let hint = "it must be a Frictionless data package in JSON";
            let found = Diagnostic::new(Severity::Error, "bad-package", FILE, error.to_string(), hint);
            sink.push(found.on_row(error.line() as u64));
            Self::default()
        })
    }

    pub(crate) fn lists(&self, table: &str) -> bool {
        self.schema(table).is_some()
    }

    fn schema(&self, table: &str) -> Option<&Schema> {
        self.resources.iter().find(|resource| resource.name == table).map(|resource| &resource.schema)
    }

    /// Every table, column, reference and word of ours must stand in the package.
    pub(crate) fn agrees_with(&self, tables: &[Table], sink: &mut Sink) {
        if self.resources.is_empty() {
            return;
        }
        for table in tables {
            match self.schema(table.name) {
                Some(schema) => columns_agree(table, schema, sink),
                None if table.spare => {}
                None => sink.push(disagreement(format!("the table '{}' is not listed", table.name))),
            }
        }
    }

    /// Every word of the tables must be one that the package allows.
    pub(crate) fn holds_words_of(&self, typed: &[Typed<'_>], sink: &mut Sink) {
        for typed in typed {
            let Some(schema) = self.schema(typed.table.name) else { continue };
            for (name, words) in schema.fields.iter().filter_map(allowed) {
                unlisted_words(typed, name, &words, sink);
            }
        }
    }
}

fn allowed(field: &Field) -> Option<(&str, BTreeMap<&str, ()>)> {
    let words = field.constraints.words.as_ref()?;
    Some((&field.name, words.iter().filter_map(|word| Some((word.as_str()?, ()))).collect()))
}

fn unlisted_words(typed: &Typed<'_>, column: &str, words: &BTreeMap<&str, ()>, sink: &mut Sink) {
    for row in &typed.rows {
        let word = match row.get(typed.table, column) {
            Value::Text(text) => text.as_str(),
            Value::Unit(unit) => unit.as_str(),
            _ => continue,
        };
        if !words.contains_key(word) {
            let message = format!("datapackage.json does not allow '{word}' in this column");
            let hint = "add the word to its enum there, or use one of those";
            let file = typed.table.file;
            let found = Diagnostic::new(Severity::Warning, "package-disagrees", file, message, hint);
            sink.push(found.on_row(row.line).in_column(column));
        }
    }
}

fn columns_agree(table: &Table, schema: &Schema, sink: &mut Sink) {
    for column in &table.columns {
        match schema.fields.iter().find(|field| field.name == column.name) {
            Some(field) => column_agrees(table, column, field, schema, sink),
            None => sink.push(disagreement(format!("{} has no column '{}'", table.name, column.name))),
        }
    }
}

fn column_agrees(table: &Table, column: &Column, field: &Field, schema: &Schema, sink: &mut Sink) {
    let place = format!("{}.{}", table.name, column.name);
    let pattern = |wanted: &str| field.constraints.pattern.as_deref().is_none_or(|given| given == wanted);
    match column.kind {
        Kind::Word(words) => unknown_words(&place, field, &words(), sink),
        Kind::Unit(units) => {
            unknown_words(&place, field, &units.iter().map(|unit| unit.as_str()).collect::<Vec<_>>(), sink);
        }
        Kind::Date if !pattern(DATE) => sink.push(disagreement(format!("{place} is no partial date there"))),
        Kind::Period if !pattern(PERIOD) => sink.push(disagreement(format!("{place} is no period there"))),
        Kind::Ref(to) => {
            let listed = |key: &ForeignKey| key.fields.is(column.name) && key.reference.resource == to;
            if !schema.foreign_keys.iter().any(listed) {
                sink.push(disagreement(format!("{place} has no foreign key to {to}")));
            }
        }
        _ => {}
    }
}

fn unknown_words(place: &str, field: &Field, known: &[&str], sink: &mut Sink) {
    for (word, ()) in allowed(field).map(|(_, words)| words).into_iter().flatten() {
        if !known.contains(&word) {
            sink.push(disagreement(format!("{place} may hold '{word}', which no table can")));
        }
    }
}

fn disagreement(message: String) -> Diagnostic {
    let hint = "change datapackage.json: the tables, columns and words are the same for every world";
    Diagnostic::new(Severity::Warning, "package-disagrees", FILE, message, hint)
}
