//! What could run in a piece of HTML, as a parser of HTML sees it.
//!
//! The parser is another one than the reader's, so that both cannot be wrong in one way. The road not taken: searching
//! the text for `<script`; the corpus is full of ways to write it so that a search does not see it.

use scraper::Html;
use serde_json::Value;

/// A way of running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// An element that runs or loads something, or changes where addresses lead.
    Element,
    /// An attribute that runs when something happens.
    Handler,
    /// An address or a style that is a program.
    Program,
}

impl Sort {
    pub(crate) const ALL: [Self; 3] = [Self::Element, Self::Handler, Self::Program];

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Element => "<script> or another element that runs or loads something",
            Self::Handler => "an event handler",
            Self::Program => "javascript:, vbscript:, data:text or expression()",
        }
    }
}

const ELEMENTS: [&str; 10] =
    ["script", "style", "iframe", "object", "embed", "applet", "meta", "link", "base", "frame"];
/// What an address that is a program begins with.
const PROGRAMS: [&str; 3] = ["javascript:", "vbscript:", "data:text"];
/// What runs within a style.
const STYLE: &str = "expression(";

/// The values of a markup kind in a reading.
pub(crate) fn markup(json: &Value) -> Vec<&str> {
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
pub(crate) fn running(html: &str) -> Vec<(Sort, String)> {
    let document = Html::parse_fragment(html);
    let mut found = Vec::new();
    for element in document.tree.values().filter_map(scraper::Node::as_element) {
        if ELEMENTS.contains(&element.name()) {
            found.push((Sort::Element, format!("<{}>", element.name())));
        }
        for (name, value) in element.attrs() {
            let what = || format!("<{} {name}={value:?}>", element.name());
            found.extend(name.starts_with("on").then(|| (Sort::Handler, what())));
            found.extend(is_program(name, value).then(|| (Sort::Program, what())));
        }
    }
    found
}

/// Whether an attribute's value is a program to a browser, which passes over blanks and control characters. An address
/// is one as a whole, as a part of a list, or within a style's `url()`; elsewhere in a value the words do nothing.
fn is_program(name: &str, value: &str) -> bool {
    let bare: String =
        value.to_lowercase().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let mut parts = bare.split([',', ';', '(']).map(|part| part.trim_start_matches(['"', '\'']));
    parts.any(|part| PROGRAMS.iter().any(|word| part.starts_with(word)))
        || (name == "style" && bare.contains(STYLE))
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
        assert_eq!(sorts("<p style='background: url(\"javascript:x\")'>y</p>"), [Sort::Program]);
        assert_eq!(sorts("<p style='width: expression(x)' title='expression(x)'>y</p>"), [Sort::Program]);
        assert_eq!(sorts("<animate values='#;javascript:x'></animate>"), [Sort::Program]);
        assert_eq!(sorts("<path d='M0 data:text/html,x'></path>"), []);
    }

    #[test]
    fn only_values_of_a_markup_kind_are_searched() {
        let json =
            json!({"a": [{"type": "text/html", "value": "<b>"}, {"type": "text/plain", "value": "<i>"}]});
        assert_eq!(markup(&json), ["<b>"]);
    }
}
