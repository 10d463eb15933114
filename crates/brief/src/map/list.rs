//! What a map draws, as one tidy table: places, then routes.

use csv::Writer;
use oreline_scenario::answers::{PlaceAnswer, PlaceRole, RunAnswer, WayAnswer};

use super::panel::across;
use super::ways;

const HEADER: [&str; 21] = [
    "sheet",
    "kind",
    "id",
    "name",
    "lat",
    "lon",
    "accuracy_km",
    "country",
    "km_across",
    "role",
    "controller",
    "controller_name",
    "since",
    "row",
    "hit",
    "good",
    "origin",
    "destination",
    "status",
    "share_left",
    "month",
];
/// Columns of a place; the others are a route's.
const OF_PLACE: usize = 15;

/// The table; a place that is listed, not drawn, has no sheet.
pub(super) fn csv(answer: &RunAnswer, sheets: &[(&str, Vec<&PlaceAnswer>)]) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let mut push = |cells: &[String]| {
        let written = writer.write_record(cells);
        debug_assert!(written.is_ok());
    };
    push(&HEADER.map(String::from));
    for place in &answer.places {
        let on = |(_, places): &&(&str, Vec<&PlaceAnswer>)| places.iter().any(|drawn| drawn.id == place.id);
        push(&of_place(answer, place, sheets.iter().find(on).map_or("", |(id, _)| id)));
    }
    for way in ways::worst(&answer.ways) {
        push(&of_way(way));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn of_place(answer: &RunAnswer, place: &PlaceAnswer, sheet: &str) -> Vec<String> {
    let role = match place.role {
        PlaceRole::Mine => "mine",
        PlaceRole::Plant => "plant",
        PlaceRole::Town => "town",
    };
    let holder = place.controller.as_deref().unwrap_or_default();
    let mut cells = vec![
        sheet.to_owned(),
        "place".to_owned(),
        text(&place.id),
        text(&place.name),
        number(place.lat),
        number(place.lon),
        number(place.accuracy_km),
        text(&place.country),
        number(across(place)),
        role.to_owned(),
        text(holder),
        text(answer.names.get(holder).map_or(holder, String::as_str)),
        text(place.since.as_deref().unwrap_or_default()),
        text(place.row.as_deref().unwrap_or_default()),
        place.hit.to_string(),
    ];
    cells.resize(HEADER.len(), String::new());
    cells
}

fn of_way(way: &WayAnswer) -> Vec<String> {
    let mut cells = vec![String::new(), "route".to_owned()];
    cells.resize(OF_PLACE, String::new());
    cells.extend([text(&way.good), text(&way.origin), text(&way.destination)]);
    cells.extend([ways::word(way.status).to_owned(), number(way.share_left), text(&way.month)]);
    cells
}

fn number(value: Option<f64>) -> String {
    value.filter(|v| v.is_finite()).map(|v| format!("{v:?}")).unwrap_or_default()
}

/// Text that no spreadsheet takes for a formula.
fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}
