//! Where texts are about.

use super::{or_none, plain};
use crate::document::{Block, Document, Section, Table, numbers, words};
use oreline_ingest::answers::LocateAnswer;
use oreline_ingest::gazetteer::Kind;

/// Further places that a row names.
const MOST_OTHERS: usize = 4;

/// The document of places.
pub fn locate(answers: &[LocateAnswer]) -> Document {
    let columns = vec![
        words("text"),
        words("id"),
        words("name"),
        words("kind"),
        words("part of"),
        numbers("score"),
        numbers("lat"),
        numbers("lon"),
        words("also"),
    ];
    let mut table =
        Table::new("The likeliest place of each text; the score is an order, no probability", columns);
    answers.iter().for_each(|answer| table.push(row(answer)));
    let sections = vec![Section::new("", vec![Block::Table(table)])];
    Document { title: "Places".into(), label: String::new(), sections }
}

fn row(answer: &LocateAnswer) -> Vec<String> {
    let degrees = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
    let others: Vec<&str> = answer.others.iter().take(MOST_OTHERS).map(|place| place.name.as_str()).collect();
    vec![
        plain(&answer.text),
        or_none(answer.id.as_deref()),
        or_none(answer.name.as_deref()),
        answer.kind.map_or("-", kind).to_owned(),
        or_none(answer.part_of.as_deref()),
        answer.score.map_or(String::new(), |score| format!("{score:.2}")),
        degrees(answer.lat),
        degrees(answer.lon),
        others.join(", "),
    ]
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::State => "state",
        Kind::Township => "township",
        Kind::Town => "town",
        Kind::Site => "site",
        Kind::Actor => "actor",
        Kind::Good => "good",
        Kind::Country => "country",
        Kind::Agency => "agency",
    }
}
