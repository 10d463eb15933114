//! The map of an answer: who holds what, how the routes stand, and what cannot be drawn.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

use oreline_brief::map;
use oreline_scenario::answers::{PlaceAnswer, PlaceRole, RunAnswer, WayAnswer, WayStatus};

/// Draws the answers that lie as `run-*.json` in the folder that `ORELINE_MAPS` names, to be looked at.
#[test]
fn maps_to_look_at() {
    let Ok(folder) = std::env::var("ORELINE_MAPS") else { return };
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "json") && name.starts_with("run-") {
            let answer: RunAnswer = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let page = page(&map::figure(&answer).unwrap());
            fs::write(Path::new(&folder).join(name.replace("run-", "map-") + ".html"), page).unwrap();
            fs::write(Path::new(&folder).join(name.replace("run-", "map-") + ".csv"), map::csv(&answer))
                .unwrap();
        }
    }
}

fn page(figure: &str) -> String {
    let css = map::CSS;
    format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;margin:12px;color:#1c2430;max-width:44rem}}{css}</style>{figure}"
    )
}

/// An answer in which nothing is answered.
fn empty() -> RunAnswer {
    serde_json::from_str(include_str!("empty-answer.json")).unwrap()
}

fn place(id: &str, lat: f64, lon: f64, country: &str, controller: Option<&str>) -> PlaceAnswer {
    PlaceAnswer {
        id: id.into(),
        name: format!("Place {id}"),
        region: None,
        country: country.into(),
        lat: Some(lat),
        lon: Some(lon),
        accuracy_km: Some(5.0),
        role: PlaceRole::Town,
        controller: controller.map(String::from),
        since: None,
        row: None,
        hit: false,
    }
}

fn way(status: WayStatus, share_left: Option<f64>) -> WayAnswer {
    let (origin, destination) = ("hills".into(), "china".into());
    WayAnswer { good: "clay".into(), origin, destination, status, share_left, month: "2024-11".into() }
}

/// Three towns and a mine in the belt, one mine far away, one place without a point.
fn answer() -> RunAnswer {
    let mut mine = place("mine", 25.7, 98.2, "myanmar", Some("reds"));
    (mine.role, mine.region, mine.hit) = (PlaceRole::Mine, Some("hills".into()), true);
    let mut lost = place("lost", 0.0, 0.0, "myanmar", None);
    lost.lat = None;
    let places = vec![
        mine,
        place("north", 26.1, 98.1, "myanmar", Some("reds")),
        place("west", 25.4, 97.4, "myanmar", Some("blues")),
        place("gate", 24.3, 97.78, "myanmar", Some("blues")),
        place("abroad", 25.0, 98.5, "china", None),
        place("desert", 35.5, -115.5, "usa", Some("diggers")),
        lost,
    ];
    let names = [("reds", "Red Army"), ("blues", "Blue Army"), ("china", "China"), ("hills", "The Hills")];
    RunAnswer {
        as_of: "2024-09-01".into(),
        places,
        ways: vec![way(WayStatus::Shut, Some(0.04))],
        names: names.iter().map(|(id, name)| (id.to_string(), name.to_string())).collect(),
        ..empty()
    }
}

/// The class of a place's mark.
fn class(figure: &str, name: &str) -> String {
    let at = figure.find(&format!("<title>{name}:")).unwrap();
    let from = figure[..at].rfind("<g class=\"").unwrap() + 10;
    figure[from..at].split('"').next().unwrap().to_owned()
}

#[test]
fn a_place_that_changes_hands_changes_its_class_and_the_legend() {
    let before = map::figure(&answer()).unwrap();
    assert!(before.contains("Red Army: 2 places") && before.contains("Blue Army: 2 places"));
    let mut after = answer();
    after.places[1].controller = Some("blues".into());
    let after = map::figure(&after).unwrap();
    assert!(after.contains("Red Army: 1 place<") && after.contains("Blue Army: 3 places"));
    assert_ne!(class(&before, "Place north"), class(&after, "Place north"));
    assert_eq!(class(&after, "Place north"), class(&after, "Place west"));
    assert_eq!(class(&before, "Place mine"), class(&after, "Place mine"));
}

#[test]
fn all_that_is_known_is_drawn_or_listed() {
    let figure = map::figure(&answer()).unwrap();
    for text in
        ["as of 2024-09-01", "MYANMAR", "CHINA", "Kachin", "26\u{b0}N", "98\u{b0}E", " km<", "Natural Earth"]
    {
        assert!(figure.contains(text), "{text}");
    }
    assert!(figure.contains("too vague to draw:</b> Place desert (diggers)."));
    assert!(figure.contains("Without a point:</b> Place lost."));
    assert!(figure.contains("The Hills to China: shut,") && figure.contains("4\u{a0}% left in 2024-11"));
    assert_eq!(figure.matches("class=\"way shut\"><title>").count(), 1);
    assert_eq!(figure.matches("class=\"ring\" cx").count(), 2, "one on the map, one in the legend");
}

#[test]
fn a_point_across_the_line_is_drawn_where_it_is_and_noted() {
    let figure = map::figure(&answer()).unwrap();
    assert!(figure.contains("Place gate \u{2020}</text>"));
    // Measured on the unthinned outline: 6.7 km.
    assert!(figure.contains("base map: Place gate by 6.") && figure.contains("country that its row states"));
}

#[test]
fn accuracy_is_true_to_scale() {
    let radius = |km: f64| {
        let mut answer = answer();
        answer.places[1].accuracy_km = Some(km);
        let figure = map::figure(&answer).unwrap();
        let circles = figure
            .split("<circle class=\"accuracy")
            .skip(1)
            .map(|c| c.split(" r=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap());
        circles.fold(0.0, f64::max)
    };
    assert!((radius(40.0) / radius(20.0) - 2.0).abs() < 0.02);
}

#[test]
fn hostile_names_are_text_and_short() {
    let mut answer = answer();
    let names =
        ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u{76d8}\u{74e6}\u{77ff}\u{533a}"];
    for (place, name) in answer.places.iter_mut().zip(names) {
        place.name = name.into();
    }
    answer.places[3].name = "x".repeat(10_000);
    answer.places[5].name = "<b>far</b>".into();
    answer.as_of = "</svg><script>".into();
    answer.ways[0].month = "<i>".repeat(4_000);
    answer.names.insert("reds".into(), "<script>".repeat(2_000));
    answer.names.insert("hills".into(), "&".repeat(20_000));
    let figure = map::figure(&answer).unwrap();
    assert!(
        !figure.contains("<script")
            && !figure.contains("<img")
            && !figure.contains("<b>far")
            && !figure.contains("<i>")
    );
    assert!(figure.contains("\u{76d8}\u{74e6}\u{77ff}\u{533a}"));
    assert!(!figure.contains(&"x".repeat(100)) && figure.len() < 100_000, "{}", figure.len());
}

#[test]
fn no_points_no_map() {
    assert_eq!(map::figure(&empty()), None);
    let mut answer = answer();
    for (k, place) in answer.places.iter_mut().enumerate() {
        (place.lat, place.lon) = match k % 4 {
            0 => (None, Some(1.0)),
            1 => (Some(f64::NAN), Some(1.0)),
            2 => (Some(1e300), Some(f64::INFINITY)),
            _ => (Some(90.0), Some(0.0)),
        };
    }
    assert_eq!(map::figure(&answer), None);
    assert_eq!(map::csv(&answer).lines().count(), 1 + 7 + 1);
}

#[test]
fn odd_worlds_do_not_stop_the_map() {
    let mut answer = answer();
    answer.places.truncate(1);
    for (lat, lon) in [(25.0, 98.0), (84.9, 180.0), (-84.9, -180.0), (0.0, 0.0)] {
        for country in ["fiji", "highland", "", "china"] {
            for accuracy in [None, Some(0.0), Some(-5.0), Some(1e9), Some(f64::NAN)] {
                let place = &mut answer.places[0];
                (place.lat, place.lon, place.country, place.accuracy_km) =
                    (Some(lat), Some(lon), country.into(), accuracy);
                assert!(map::figure(&answer).is_some());
            }
        }
    }
}

#[test]
fn an_invented_country_is_drawn_without_land() {
    let mut answer = answer();
    answer.places.truncate(3);
    answer.places.iter_mut().for_each(|place| place.country = "highland".into());
    let figure = map::figure(&answer).unwrap();
    assert!(!figure.contains("class=\"land") && !figure.contains("MYANMAR"));
    assert!(figure.contains("No outline is known") && figure.contains("Place north"));
}

#[test]
fn seven_holders_have_a_colour_and_the_rest_share_one() {
    let mut answer = answer();
    answer.places = (0..60)
        .map(|k| {
            place(
                &format!("p{k}"),
                24.6 + 0.03 * f64::from(k),
                97.3,
                "myanmar",
                Some(&format!("a{}", k % 12)),
            )
        })
        .collect();
    let figure = map::figure(&answer).unwrap();
    for slot in 0..7 {
        assert!(figure.contains(&format!("place town h{slot}")), "{slot}");
    }
    assert!(figure.contains("other holders: 25 places") && figure.contains("place town other"));
}

#[test]
fn the_table_holds_what_the_map_draws() {
    let mut answer = answer();
    answer.places[1].name = "=HYPERLINK(1)".into();
    let csv = map::csv(&answer);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    assert_eq!(rows[1][..6], ["belt", "place", "mine", "Place mine", "25.7", "98.2"]);
    assert_eq!(rows[2][3], "'=HYPERLINK(1)");
    assert_eq!((rows[6][0], rows[6][5]), ("", "-115.5"));
    assert_eq!(rows[8][15..], ["clay", "hills", "china", "shut", "0.04", "2024-11"]);
}
