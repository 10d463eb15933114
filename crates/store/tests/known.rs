//! A row that becomes public later never shows earlier, whichever table it stands in.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Files, tiny};
use jiff::civil::{Date, date};
use oreline_world::World;

const DATED: [&str; 19] = [
    "actors",
    "contents",
    "baskets",
    "processes",
    "recipes",
    "alternatives",
    "sites",
    "routes",
    "demands",
    "stocks",
    "prices",
    "rates",
    "flows",
    "costs",
    "controls",
    "ties",
    "acts",
    "projects",
    "parameters",
];

fn shows(world: &World, table: &str, id: &str) -> bool {
    let json = serde_json::to_value(world).unwrap();
    json[table].as_array().unwrap().iter().any(|row| row["id"] == id)
}

fn world(files: &Files) -> World {
    let reading = files.read();
    reading.world.unwrap_or_else(|| panic!("{:#?}", reading.diagnostics))
}

fn effective(world: &World, recipe: &str) -> Option<Date> {
    world.recipes.iter().find(|row| row.id == recipe).unwrap().prov.known_at
}

#[test]
fn a_planted_future_row_never_shows() {
    for table in DATED {
        let file = format!("{table}.csv");
        let mut files = tiny();
        // The first row with this id; a basket has one row per element, so both are moved.
        let mut rows = files.rows(&file);
        let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
        let (known_at, basis) = (at("known_at"), at("known_at_basis"));
        let id = rows[1][0].clone();
        for row in rows.iter_mut().filter(|row| row[0] == id) {
            row[known_at] = "2025-06-15".into();
            row[basis] = "printed".into();
        }
        files.put_rows(&file, &rows);
        let world = world(&files);
        assert!(shows(&world, table, &id), "{table}");
        assert!(shows(&world.known(date(2025, 6, 15)), table, &id), "{table}");
        assert!(!shows(&world.known(date(2025, 6, 14)), table, &id), "{table}");
    }
}

#[test]
fn a_judgement_is_as_late_as_the_latest_row_behind_it() {
    let recipe = "separate-clay-plain:dy-oxide:out";
    let mut files = tiny();
    files.set("rates.csv", "cny-usd-2024-06", "known_at", "2025-02");
    files.set("stocks.csv", "dy-oxide:plain:all", "informed_by", "cny-usd-2024-06");
    files.set("recipes.csv", recipe, "informed_by", "dy-oxide:plain:all;cny-usd-2024-12");
    // Through a timeless row to a month, of which the last day counts.
    assert_eq!(effective(&world(&files), recipe), Some(date(2025, 2, 28)));
    // A row's own later day stands.
    files.set("recipes.csv", recipe, "known_at", "2025-04-01");
    assert_eq!(effective(&world(&files), recipe), Some(date(2025, 4, 1)));
    // Nothing dated behind it: it stays timeless.
    let mut files = tiny();
    files.set("recipes.csv", recipe, "informed_by", "tb-oxide:plain:all");
    assert_eq!(effective(&world(&files), recipe), None);
}

#[test]
fn rows_that_inform_one_another_end_in_one_day() {
    let (a, b) = ("dy-oxide:plain:all", "tb-oxide:plain:all");
    let mut files = tiny();
    files.set("stocks.csv", a, "informed_by", &format!("{b};cny-usd-2024-06"));
    files.set("stocks.csv", b, "informed_by", a);
    let world = world(&files);
    let day = |id: &str| world.stocks.iter().find(|row| row.id == id).unwrap().prov.known_at;
    assert_eq!((day(a), day(b)), (Some(date(2024, 6, 30)), Some(date(2024, 6, 30))));
}
