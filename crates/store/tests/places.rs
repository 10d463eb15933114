//! Sites far outside their stated country are told of; those at its border, or in no country at all, are not.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Files, place, places, tiny};
use oreline_world::Severity::{Error, Warning};

/// The tiny world with its first site moved.
fn moved(country: &str, lat: &str, lon: &str, accuracy: &str) -> Files {
    let mut files = tiny();
    for (column, value) in [("country", country), ("lat", lat), ("lon", lon), ("accuracy_km", accuracy)] {
        files.set("sites.csv", "upper-terrace", column, value);
    }
    files
}

fn is_told(files: &Files) -> bool {
    files.read().diagnostics.iter().any(|found| found.code == "site-outside-country")
}

#[test]
fn thirty_kilometres_out_with_five_of_accuracy_is_told_where_it_stands() {
    // Zhangfeng, China, lies 8 km over the line; this point is 30 km over it.
    let files = moved("myanmar", "24.25", "98.02", "5");
    let reading = files.read();
    assert_eq!(places(&reading, Warning), [place("site-outside-country", "sites.csv", 2, "lat")]);
    assert!(reading.world.is_some());
    let told = reading.diagnostics.iter().find(|found| found.code == "site-outside-country").unwrap();
    assert!(told.message.contains("outside myanmar") && told.hint.contains("stated country stands"));
}

#[test]
fn a_site_over_the_line_within_its_accuracy_is_fine() {
    assert!(!is_told(&moved("myanmar", "24.3", "97.78", "15")));
    assert!(!is_told(&moved("myanmar", "24.25", "98.02", "30")));
    // One kilometre over the line is what the base map itself is off by.
    assert!(!is_told(&moved("myanmar", "24.2", "97.72", "0")));
}

#[test]
fn swapped_latitude_and_longitude_are_told() {
    assert!(is_told(&moved("usa", "-28.86", "122.55", "3")));
    assert!(is_told(&moved("estonia", "27.7633", "59.397", "5")));
}

#[test]
fn an_invented_country_has_no_outline() {
    assert_eq!(places(&tiny().read(), Warning), []);
    assert!(!is_told(&moved("highland", "24.25", "98.02", "5")));
    assert!(!is_told(&moved("", "24.25", "98.02", "5")));
}

#[test]
fn the_date_line_the_poles_and_no_globe_at_all_do_not_stop_reading() {
    assert!(!is_told(&moved("fiji", "-17.8", "178.0", "5")));
    assert!(!is_told(&moved("russia", "66.5", "-178", "5")));
    assert!(is_told(&moved("fiji", "-90", "180", "5")));
    for (lat, lon) in [("1e15", "0"), ("0", "-1e15"), ("-1e15", "1e15")] {
        let reading = moved("myanmar", lat, lon, "5").read();
        assert!(reading.world.is_some() || !places(&reading, Error).is_empty());
    }
}
