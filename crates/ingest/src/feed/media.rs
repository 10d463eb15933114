//! Media RSS and podcast chapters.
//!
//! A group of media only gathers what belongs to the entry, so its parts are the entry's. The road not taken: a tree
//! of groups, which would hide a video's title from everyone who asks for the entry's.

use serde_json::{Value, json};

use super::record::{Draft, address, attributes};
use super::tree::Element;

/// Fills the fields that an element of Media RSS means; false if it is none.
pub(crate) fn take(draft: &mut Draft, element: &Element) -> bool {
    match element.key.as_str() {
        "media_group" | "media_community" => element.elements().for_each(|inner| draft.take(inner)),
        "media_content" => {
            draft.push("media_content", Value::Object(attributes(element)));
            element.elements().for_each(|inner| draft.take(inner));
        }
        "media_thumbnail" => {
            let mut fields = attributes(element);
            let text = address(element);
            if !text.is_empty() {
                fields.entry("url").or_insert_with(|| json!(text));
            }
            draft.push("media_thumbnail", Value::Object(fields));
        }
        "media_credit" => draft.push("media_credit", described(element, json!(element.text()))),
        "media_restriction" => {
            let words: Vec<String> = element.text().split_whitespace().map(str::to_owned).collect();
            draft.set("media_restriction", described(element, json!(words)));
        }
        "media_license" | "media_rating" | "media_copyright" | "media_player" | "media_embed" => {
            draft.set(&element.key, described(element, json!(element.text())));
        }
        _ => return false,
    }
    true
}

/// Attributes, and the text as `content`.
fn described(element: &Element, content: Value) -> Value {
    let mut fields = attributes(element);
    fields.insert("content".to_owned(), content);
    Value::Object(fields)
}

/// Chapters of an episode (Podlove Simple Chapters); times in seconds.
pub(crate) fn chapters(element: &Element) -> Value {
    let list: Vec<Value> = element
        .elements()
        .filter(|inner| inner.key == "psc_chapter")
        .map(|chapter| {
            let mut fields = attributes(chapter);
            let start = fields.get("start").and_then(Value::as_str).and_then(seconds);
            fields.insert("start_parsed".to_owned(), json!(start));
            Value::Object(fields)
        })
        .collect();
    json!({"version": element.attribute("version"), "chapters": list})
}

/// `hh:mm:ss.mmm`, `mm:ss`, `ss`.
fn seconds(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    parts.iter().try_fold(0.0, |sum, part| {
        let number = part.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
        Some(sum * 60.0 + number)
    })
}
