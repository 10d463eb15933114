//! Where: points, lines, areas and boxes of GeoRSS and GML.
//!
//! Feeds write latitude before longitude; the reading has them in the order of GeoJSON, longitude first, which is also
//! the order of projected systems. The road not taken: keeping each feed's order, which nobody could draw.

use serde_json::{Value, json};

use super::tree::Element;

/// Systems of coordinates that put latitude first, by their numbers (EPSG); no system means WGS 84.
const LATITUDE_FIRST: &[&str] =
    &["4326", "4979", "4258", "4269", "4267", "4230", "4277", "4283", "4612", "4674", "4619"];

/// The place that an element states: `Some({})` if it states one that cannot be read, `None` if it is about no place.
pub(crate) fn read(element: &Element) -> Option<Value> {
    let shape = match element.key.as_str() {
        "georss_point" => shape(Kind::Point, element, 2, true),
        "georss_line" => shape(Kind::Line, element, 2, true),
        "georss_polygon" => shape(Kind::Polygon, element, 2, true),
        "georss_box" => shape(Kind::Box, element, 2, true),
        "georss_where" => Some(element.elements().find_map(read).unwrap_or_else(|| json!({}))),
        "gml_point" | "gml_linestring" | "gml_polygon" | "gml_envelope" | "gml_box" => gml(element),
        _ => return None,
    };
    Some(shape.unwrap_or_else(|| json!({})))
}

#[derive(Clone, Copy)]
enum Kind {
    Point,
    Line,
    Polygon,
    Box,
}

fn gml(element: &Element) -> Option<Value> {
    let kind = match element.key.as_str() {
        "gml_point" => Kind::Point,
        "gml_linestring" => Kind::Line,
        "gml_polygon" => Kind::Polygon,
        _ => Kind::Box,
    };
    let system = element.attribute("srsname").unwrap_or("");
    let number = system.rsplit([':', '#', '/']).next().unwrap_or("");
    let dimensions = match element.attribute("srsdimension").and_then(|n| n.trim().parse().ok()) {
        Some(3) => 3,
        _ => 2,
    };
    shape(kind, element, dimensions, system.is_empty() || LATITUDE_FIRST.contains(&number))
}

fn shape(kind: Kind, element: &Element, dimensions: usize, swap: bool) -> Option<Value> {
    let text = element.full_text();
    let numbers = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse::<f64>().ok().filter(|number| number.is_finite()))
        .collect::<Option<Vec<f64>>>()?;
    let points: Vec<Value> =
        numbers.chunks_exact(dimensions).map(|point| json!(ordered(point, swap))).collect();
    let (name, least, coordinates) = match kind {
        Kind::Point => ("Point", 1, points.first().cloned()?),
        Kind::Line => ("LineString", 2, json!(points)),
        Kind::Polygon => ("Polygon", 4, json!([points])),
        Kind::Box => ("Box", 2, json!(points)),
    };
    (points.len() >= least).then(|| json!({"type": name, "coordinates": coordinates}))
}

fn ordered(point: &[f64], swap: bool) -> Vec<f64> {
    match point {
        [first, second, rest @ ..] if swap => [&[*second, *first], rest].concat(),
        other => other.to_vec(),
    }
}

/// A point out of `geo:lat` and `geo:long`.
pub(crate) fn point(latitude: &str, longitude: &str) -> Option<Value> {
    let (latitude, longitude) = (latitude.trim().parse::<f64>().ok()?, longitude.trim().parse::<f64>().ok()?);
    let known = latitude.is_finite() && longitude.is_finite();
    known.then(|| json!({"type": "Point", "coordinates": [longitude, latitude]}))
}
