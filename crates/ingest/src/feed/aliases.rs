//! Further names of fields: those of RSS beside those of Atom.
//!
//! Programs ask a feed for `description` or for `summary`, for `guid` or for `id`, as they are used to; both are
//! printed. The road not taken: resolving names when they are asked for, which a reader of printed JSON cannot do.

use serde_json::Value;

use super::record::Record;

/// Fields under the further names that readers know them by: those of RSS beside those of Atom.
pub(crate) fn with_aliases(mut record: Record) -> Record {
    let aliases = [
        ("description", &["summary", "subtitle"][..]),
        ("tagline", &["subtitle"]),
        ("copyright", &["rights"]),
        ("guid", &["id"]),
        ("modified", &["updated"]),
        ("date", &["updated"]),
        ("issued", &["published"]),
    ];
    for (alias, names) in aliases {
        for suffix in ["", "_detail", "_parsed"] {
            let found = names.iter().find_map(|name| record.get(&format!("{name}{suffix}")).cloned());
            if let Some(value) = found {
                record.entry(format!("{alias}{suffix}")).or_insert(value);
            }
        }
    }
    let first = record.get("tags").and_then(|tags| tags.get(0)).and_then(|tag| tag.get("term")).cloned();
    if let Some(term) = first {
        record.entry("category").or_insert(term);
    }
    let pieces = linked(&record, "enclosure");
    if !pieces.is_empty() {
        record.entry("enclosures").or_insert_with(|| Value::Array(pieces));
    }
    let license = linked(&record, "license").first().and_then(|link| link.get("href")).cloned();
    if let Some(license) = license {
        record.entry("license").or_insert(license);
    }
    record
}

/// Links of one relation, without saying so.
fn linked(record: &Record, relation: &str) -> Vec<Value> {
    let Some(Value::Array(links)) = record.get("links") else { return Vec::new() };
    let related = links
        .iter()
        .filter_map(Value::as_object)
        .filter(|link| link.get("rel").is_some_and(|rel| rel == relation));
    related
        .map(|link| {
            let mut link = link.clone();
            link.remove("rel");
            link.get("href").cloned().map(|href| link.insert("url".to_owned(), href));
            Value::Object(link)
        })
        .collect()
}
