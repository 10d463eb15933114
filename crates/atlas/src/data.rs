//! The embedded shapes, read once.
//!
//! A file that cannot be read gives no shapes rather than a panic; a test reads them all.

use std::sync::LazyLock;

use geo::{MultiLineString, MultiPolygon, Polygon};
use geojson::{Feature, GeoJson};

/// A named country.
pub(crate) struct Country {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) shape: MultiPolygon,
}

/// A line between two countries.
pub(crate) struct BorderLine {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) disputed: bool,
    pub(crate) shape: MultiLineString,
}

/// A named province.
pub(crate) struct ProvinceShape {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) shape: MultiPolygon,
}

pub(crate) static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| features(include_str!("../assets/countries.geojson"), country));
pub(crate) static BORDERS: LazyLock<Vec<BorderLine>> =
    LazyLock::new(|| features(include_str!("../assets/borders.geojson"), border));
pub(crate) static PROVINCES: LazyLock<Vec<ProvinceShape>> =
    LazyLock::new(|| features(include_str!("../assets/provinces.geojson"), province));
pub(crate) static PROVINCE_LINES: LazyLock<Vec<MultiLineString>> =
    LazyLock::new(|| features(include_str!("../assets/province-lines.geojson"), lines));

/// Other ids under which a country may stand in a world.
const ALIASES: [(&str, &str); 6] = [
    ("burma", "myanmar"),
    ("democratic-republic-of-the-congo", "drc"),
    ("korea", "south-korea"),
    ("united-states", "usa"),
    ("united-states-of-america", "usa"),
    ("viet-nam", "vietnam"),
];

/// Where outlines were thinned least [west, south, east, north], and around it less than elsewhere.
const BELT: [f64; 4] = [95.5, 19.0, 101.5, 28.5];
const AROUND: [f64; 4] = [91.0, 8.0, 110.0, 30.0];

/// Whether there is an outline of the country.
pub fn knows(country: &str) -> bool {
    find(country).is_some()
}

/// How far the outlines may lie from the ground at a point (km): what Natural Earth is off by at this scale,
/// and what thinning added (see `assets/README.md`).
pub fn base_off_km(lat: f64, lon: f64) -> f64 {
    let within =
        |[west, south, east, north]: [f64; 4]| (west..=east).contains(&lon) && (south..=north).contains(&lat);
    match (within(BELT), within(AROUND)) {
        (true, _) => 2.0,
        (false, true) => 4.0,
        (false, false) if !(-45.0..=60.0).contains(&lat) => 25.0,
        (false, false) => 8.0,
    }
}

/// The country of an id of ours.
pub(crate) fn find(country: &str) -> Option<&'static Country> {
    let id = ALIASES.iter().find(|(alias, _)| *alias == country).map_or(country, |(_, id)| id);
    COUNTRIES.iter().find(|known| known.id == id)
}

fn features<T>(text: &str, read: fn(&Feature) -> Option<T>) -> Vec<T> {
    match text.parse() {
        Ok(GeoJson::FeatureCollection(found)) => found.features.iter().filter_map(read).collect(),
        _ => Vec::new(),
    }
}

fn country(feature: &Feature) -> Option<Country> {
    Some(Country { id: text(feature, "id")?, name: text(feature, "name")?, shape: area(feature)? })
}

fn border(feature: &Feature) -> Option<BorderLine> {
    Some(BorderLine {
        a: text(feature, "a")?,
        b: text(feature, "b")?,
        disputed: feature.property("disputed")?.as_bool()?,
        shape: lines(feature)?,
    })
}

fn province(feature: &Feature) -> Option<ProvinceShape> {
    Some(ProvinceShape {
        id: text(feature, "id")?,
        name: text(feature, "name")?,
        country: text(feature, "country")?,
        shape: area(feature)?,
    })
}

fn text(feature: &Feature, key: &str) -> Option<String> {
    feature.property(key)?.as_str().map(String::from)
}

fn area(feature: &Feature) -> Option<MultiPolygon> {
    let shape = geo::Geometry::try_from(feature.geometry.clone()?).ok()?;
    match shape {
        geo::Geometry::MultiPolygon(shape) => Some(shape),
        geo::Geometry::Polygon(shape) => Some(MultiPolygon::new(vec![shape] as Vec<Polygon>)),
        _ => None,
    }
}

fn lines(feature: &Feature) -> Option<MultiLineString> {
    MultiLineString::try_from(feature.geometry.clone()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_every_file_is_read() {
        let count = |text: &str| text.matches("\"Feature\"").count();
        assert_eq!(COUNTRIES.len(), count(include_str!("../assets/countries.geojson")));
        assert_eq!(BORDERS.len(), count(include_str!("../assets/borders.geojson")));
        assert_eq!(PROVINCES.len(), 8);
        assert_eq!(PROVINCE_LINES.len(), 8);
    }

    #[test]
    fn countries_are_found_by_the_ids_that_worlds_use() {
        for id in [
            "myanmar",
            "china",
            "laos",
            "malaysia",
            "usa",
            "estonia",
            "korea",
            "japan",
            "vietnam",
            "australia",
        ] {
            assert!(knows(id), "{id}");
        }
        assert!(!knows("rest-of-world") && !knows("") && !knows("elbonia"));
    }
}
