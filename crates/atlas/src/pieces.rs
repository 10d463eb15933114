//! Shapes cut to a frame: what there is to draw.

use geo::{
    BooleanOps, BoundingRect, Closest, ClosestPoint, Coord, InteriorPoint, Intersects, MultiLineString,
    MultiPolygon, Point, Polygon, Rect,
};

use crate::data::{self, BORDERS, COUNTRIES, PROVINCE_LINES, PROVINCES};
use crate::frame::Frame;

/// Points in order, longitude and latitude each (degrees); a ring ends where it begins.
pub type Line = Vec<(f64, f64)>;

/// The part of a country inside a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Land {
    /// Country id.
    pub id: String,
    /// Name in English.
    pub name: String,
    /// Rings, islands and holes alike: to be filled by the even-odd rule.
    pub rings: Vec<Line>,
}

/// The part of a border inside a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Border {
    /// Country on one side.
    pub a: String,
    /// Country on the other.
    pub b: String,
    /// Whether the two sides, or many states, do not agree on it.
    pub disputed: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// The part of a province inside a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Province {
    /// ISO 3166-2 code in small letters.
    pub id: String,
    /// Name in English.
    pub name: String,
    /// Country id.
    pub country: String,
    /// Rings.
    pub rings: Vec<Line>,
    /// A point well inside this part, longitude and latitude.
    pub inside: (f64, f64),
}

/// Whether rings, taken together by the even-odd rule, cover a point: for the room of a label, never for where a
/// place belongs.
pub fn cover(rings: &[Line], (x, y): (f64, f64)) -> bool {
    let crosses = |((ax, ay), (bx, by)): ((f64, f64), (f64, f64))| {
        (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
    };
    let sides = rings.iter().flat_map(|ring| ring.windows(2).map(|pair| (pair[0], pair[1])));
    sides.filter(|side| crosses(*side)).count() % 2 == 1
}

/// The point of rings that is nearest to a point; nothing if there are no rings.
pub fn nearest(rings: &[Line], (x, y): (f64, f64)) -> Option<(f64, f64)> {
    let lines = rings.iter().map(|ring| ring.iter().copied().collect()).collect();
    match MultiLineString::new(lines).closest_point(&Point::new(x, y)) {
        Closest::Intersection(at) | Closest::SinglePoint(at) => Some((at.x(), at.y())),
        Closest::Indeterminate => None,
    }
}

/// The outline of a country by its id, whole; nothing if it is not known.
pub fn outline(country: &str) -> Option<Vec<Line>> {
    Some(rings(&data::find(country)?.shape))
}

/// Countries with land inside the frame.
pub fn lands(frame: &Frame) -> Vec<Land> {
    let cut = |country: &data::Country| {
        let rings = rings(&clip(&country.shape, frame)?);
        (!rings.is_empty()).then(|| Land { id: country.id.clone(), name: country.name.clone(), rings })
    };
    COUNTRIES.iter().filter_map(cut).collect()
}

/// Border lines inside the frame.
pub fn borders(frame: &Frame) -> Vec<Border> {
    let cut = |border: &data::BorderLine| {
        let lines = clip_lines(&border.shape, frame);
        let (a, b) = (border.a.clone(), border.b.clone());
        (!lines.is_empty()).then_some(Border { a, b, disputed: border.disputed, lines })
    };
    BORDERS.iter().filter_map(cut).collect()
}

/// Lines between provinces inside the frame: of the few provinces that are embedded.
pub fn province_lines(frame: &Frame) -> Vec<Line> {
    PROVINCE_LINES.iter().flat_map(|lines| clip_lines(lines, frame)).collect()
}

/// Provinces inside the frame: of the few that are embedded.
pub fn provinces(frame: &Frame) -> Vec<Province> {
    let cut = |province: &data::ProvinceShape| {
        let part = clip(&province.shape, frame)?;
        let inside = part.interior_point()?;
        Some(Province {
            id: province.id.clone(),
            name: province.name.clone(),
            country: province.country.clone(),
            rings: rings(&part),
            inside: (inside.x(), inside.y()),
        })
    };
    PROVINCES.iter().filter_map(cut).collect()
}

fn rect(frame: &Frame) -> Rect {
    Rect::new(Coord { x: frame.west, y: frame.south }, Coord { x: frame.east, y: frame.north })
}

fn clip(shape: &MultiPolygon, frame: &Frame) -> Option<MultiPolygon> {
    let rect = rect(frame);
    let touches = shape.bounding_rect().is_some_and(|bounds| bounds.intersects(&rect));
    touches.then(|| shape.intersection(&rect.to_polygon()))
}

fn clip_lines(shape: &MultiLineString, frame: &Frame) -> Vec<Line> {
    let rect = rect(frame);
    if !shape.bounding_rect().is_some_and(|bounds| bounds.intersects(&rect)) {
        return Vec::new();
    }
    let inside = rect.to_polygon().clip(shape, false);
    inside.0.iter().map(points).filter(|line| line.len() > 1).collect()
}

fn rings(shape: &MultiPolygon) -> Vec<Line> {
    let of = |part: &Polygon| {
        let mut rings = vec![points(part.exterior())];
        rings.extend(part.interiors().iter().map(points));
        rings
    };
    shape.0.iter().flat_map(of).collect()
}

fn points(line: &geo::LineString) -> Line {
    line.coords().map(|c| (c.x, c.y)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn belt() -> Frame {
        Frame { west: 96.5, south: 23.5, east: 99.0, north: 26.8 }
    }

    #[test]
    fn the_belt_shows_myanmar_and_china_and_the_line_between() {
        let found: Vec<String> = lands(&belt()).into_iter().map(|land| land.id).collect();
        assert_eq!(found, ["china", "myanmar"]);
        let lines = borders(&belt());
        assert_eq!(
            (lines[0].a.as_str(), lines[0].b.as_str(), lines[0].disputed),
            ("china", "myanmar", false)
        );
    }

    #[test]
    fn nothing_reaches_out_of_the_frame() {
        let inside =
            |(lon, lat): &(f64, f64)| (96.499..=99.001).contains(lon) && (23.499..=26.801).contains(lat);
        let lands = lands(&belt());
        assert!(lands.iter().flat_map(|l| l.rings.iter().flatten()).all(inside));
        assert!(borders(&belt()).iter().flat_map(|b| b.lines.iter().flatten()).all(inside));
        assert!(province_lines(&belt()).iter().flatten().all(inside));
    }

    #[test]
    fn provinces_have_a_point_inside_the_frame() {
        let found = provinces(&belt());
        let names: Vec<&str> = found.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["Kachin", "Sagaing", "Shan", "Yunnan"]);
        assert!(found.iter().all(|p| (96.5..=99.0).contains(&p.inside.0)));
    }

    #[test]
    fn a_hole_is_not_covered_and_the_nearest_point_lies_on_a_side() {
        let square = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b), (a, a)];
        let rings = [square(0.0, 4.0), square(1.0, 2.0)];
        assert!(cover(&rings, (3.0, 3.0)) && !cover(&rings, (1.5, 1.5)) && !cover(&rings, (5.0, 1.0)));
        assert_eq!(nearest(&rings, (7.0, 3.0)), Some((4.0, 3.0)));
        assert_eq!(nearest(&[], (7.0, 3.0)), None);
    }

    #[test]
    fn disputed_lines_say_so() {
        let north = Frame { west: 77.0, south: 27.0, east: 97.0, north: 35.0 };
        assert!(borders(&north).iter().any(|b| b.a == "china" && b.b == "india" && b.disputed));
    }

    #[test]
    fn the_open_sea_and_an_empty_frame_hold_no_land() {
        assert!(lands(&Frame { west: -140.0, south: -40.0, east: -130.0, north: -30.0 }).is_empty());
        assert!(lands(&Frame { west: 98.0, south: 25.0, east: 98.0, north: 25.0 }).is_empty());
        assert_eq!(outline("elbonia"), None);
        assert!(outline("laos").unwrap()[0].len() > 50);
    }
}
