//! What the base rests on as one stacked bar.

use crate::document::Figure;
use crate::number;
use askama::Template;
use oreline_scenario::answers::EvidenceShare;
use std::collections::BTreeMap;

const WIDTH: f64 = 680.0;
/// Narrower parts have no room for their name.
const LEAST_LABEL: f64 = 60.0;

struct Part {
    class: &'static str,
    x: String,
    width: String,
    label: String,
    middle: String,
}

#[derive(Template)]
#[template(path = "share.svg", escape = "html")]
struct Svg {
    parts: Vec<Part>,
    said: String,
}

/// The bar of the whole; nothing if there is no evidence.
pub(crate) fn figure(evidence: &BTreeMap<String, EvidenceShare>) -> Option<Figure> {
    let e = evidence.get("all")?;
    let shares = [("read", e.read), ("relayed", e.relayed), ("derived", e.derived), ("assumed", e.assumed)];
    let mut parts = Vec::new();
    let mut x = 0.0;
    for (class, share) in shares.into_iter().filter(|(_, s)| s.is_finite() && *s > 0.0) {
        let width = (WIDTH * share).min(WIDTH - x);
        let text = format!("{class} {}", number::percent(share));
        let label = if width >= LEAST_LABEL { text } else { String::new() };
        parts.push(Part {
            class,
            x: format!("{x:.1}"),
            width: format!("{width:.1}"),
            label,
            middle: format!("{:.1}", x + width / 2.0),
        });
        x += width;
    }
    let words: Vec<String> = shares.iter().map(|(k, v)| format!("{k} {}", number::percent(*v))).collect();
    let svg = Svg { parts, said: words.join(", ") };
    Some(Figure {
        name: "evidence".into(),
        title: "Value of the base month by what it rests on".into(),
        svg: svg.render().ok()?,
        caption: "Read: in the source itself. Relayed: the source repeats somebody. Derived: our arithmetic on rows. Assumed: judgement.".into(),
        ids: vec!["evidence:all".into()],
        csv: crate::csv::evidence_chart(&shares),
        wide: true,
        ..Figure::default()
    })
}
