//! What could run in a piece of HTML, as a parser of HTML sees it.
//!
//! The parser is another one than the reader's, so that both cannot be wrong in one way. The road not taken: searching
//! the text for `<script`; the corpus is full of ways to write it so that a search does not see it.

use scraper::Html;
use serde_json::Value;

/// A way of running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// An element that runs or loads something, or changes where addresses lead.
    Element,
    /// An attribute that runs when something happens.
    Handler,
    /// An address or a style that is a program.
    Program,
}

impl Sort {
    pub(super) const ALL: [Self; 3] = [Self::Element, Self::Handler, Self::Program];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Element => "<script> or another element that runs or loads something",
            Self::Handler => "an event handler",
            Self::Program => "javascript:, vbscript:, data:text or expression()",
        }
    }
}

const ELEMENTS: [&str; 10] =
    ["script", "style", "iframe", "object", "embed", "applet", "meta", "link", "base", "frame"];
const PROGRAMS: [&str; 4] = ["javascript:", "vbscript:", "expression(", "data:text"];

/// The values of a markup kind in a reading.
pub(super) fn markup(json: &Value) -> Vec<&str> {
    let (mut found, mut values) = (Vec::new(), vec![json]);
    while let Some(value) = values.pop() {
        match value {
            Value::Array(list) => values.extend(list),
            Value::Object(map) => {
                let kind = map.get("type").and_then(Value::as_str).unwrap_or("");
                let marked = kind.contains("html") || kind.contains("xml");
                found.extend(map.get("value").and_then(Value::as_str).filter(|_| marked));
                values.extend(map.values());
            }
            _ => {}
        }
    }
    found
}

/// What could run in a piece of HTML.
pub(super) fn running(html: &str) -> Vec<(Sort, String)> {
    let document = Html::parse_fragment(html);
    let mut found = Vec::new();
    for element in document.tree.values().filter_map(scraper::Node::as_element) {
        if ELEMENTS.contains(&element.name()) {
            found.push((Sort::Element, format!("<{}>", element.name())));
        }
        for (name, value) in element.attrs() {
            let what = || format!("<{} {name}={value:?}>", element.name());
            found.extend(name.starts_with("on").then(|| (Sort::Handler, what())));
            found.extend(is_program(value).then(|| (Sort::Program, what())));
        }
    }
    found
}

/// Whether an attribute's value is a program to a browser, which passes over blanks and control characters.
fn is_program(value: &str) -> bool {
    let bare: String =
        value.to_lowercase().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    PROGRAMS.iter().any(|word| bare.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_runs_is_seen_and_what_does_not_is_not() {
        let sorts = |html: &str| running(html).iter().map(|(sort, _)| *sort).collect::<Vec<_>>();
        assert_eq!(sorts("<p>safe <a href='https://example.org'>x</a></p>"), []);
        assert_eq!(sorts("<ScRiPt\n>1</script >"), [Sort::Element]);
        assert_eq!(sorts("<img src=x ONERROR=y()>"), [Sort::Handler]);
        assert_eq!(sorts("<a href='java\nscript:x'>y</a>"), [Sort::Program]);
    }

    #[test]
    fn only_values_of_a_markup_kind_are_searched() {
        let json =
            json!({"a": [{"type": "text/html", "value": "<b>"}, {"type": "text/plain", "value": "<i>"}]});
        assert_eq!(markup(&json), ["<b>"]);
    }
}
