//! Routes of ore on a map: an arrow from a region's mine into the country that takes the ore.
//!
//! An arrow leaves from the mine nearest to the taker and leads straight over the line; which road and gate the
//! ore takes is not in the answer, and not drawn.

use oreline_scenario::answers::{PlaceAnswer, PlaceRole, RunAnswer, WayAnswer, WayStatus};

use super::choose::point;
use super::labels::Xy;
use super::text;
use crate::number;

/// A route as a line of the list below the map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) glyph: String,
    pub(super) text: String,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrow {
    pub(super) class: &'static str,
    pub(super) from: Xy,
    pub(super) to: Xy,
    /// The shaft.
    pub(super) shaft: String,
    /// The head.
    pub(super) head: String,
    /// The sign in its middle.
    pub(super) glyph: String,
    pub(super) title: String,
    /// What stands beside it.
    pub(super) label: String,
}

/// Word and class of a status.
pub(super) fn word(status: WayStatus) -> &'static str {
    match status {
        WayStatus::Open => "open",
        WayStatus::Squeezed => "squeezed",
        WayStatus::Shut => "shut",
        WayStatus::Idle => "idle",
    }
}

/// The worst route of each pair of regions, in the order of the answer.
pub(super) fn worst(ways: &[WayAnswer]) -> Vec<&WayAnswer> {
    let left = |way: &WayAnswer| way.share_left.filter(|share| share.is_finite()).unwrap_or(f64::INFINITY);
    let mut found: Vec<&WayAnswer> = Vec::new();
    for way in ways {
        let same =
            |other: &&mut &WayAnswer| other.origin == way.origin && other.destination == way.destination;
        match found.iter_mut().find(same) {
            None => found.push(way),
            Some(other) if left(way) < left(other) => *other = way,
            Some(_) => {}
        }
    }
    found
}

/// How much is left of a route, and when.
pub(super) fn left(way: &WayAnswer) -> String {
    match way.share_left.filter(|share| share.is_finite()) {
        None => "carries nothing in the baseline".into(),
        // More than the baseline is as open as it gets.
        Some(share) => format!("{} % left in {}", number::significant(100.0 * share, 2), way.month),
    }
}

/// The routes in words.
pub(super) fn list(answer: &RunAnswer) -> Vec<Line> {
    let line = |way: &&WayAnswer| Line {
        class: word(way.status),
        glyph: glyph(way.status, (17.0, 8.0), 1.0),
        text: format!("{}: {}, {}", ends(answer, way), word(way.status), left(way)),
    };
    worst(&answer.ways).iter().map(line).collect()
}

fn ends(answer: &RunAnswer, way: &WayAnswer) -> String {
    let name = |id: &String| text::name(answer.names.get(id).unwrap_or(id));
    format!("{} to {}", name(&way.origin), name(&way.destination))
}

/// The mines of a route's origin that have a point.
pub(super) fn mines<'a>(places: &[&'a PlaceAnswer], way: &WayAnswer) -> Vec<&'a PlaceAnswer> {
    let of_origin = |place: &&&PlaceAnswer| {
        place.role == PlaceRole::Mine
            && place.region.as_deref() == Some(way.origin.as_str())
            && point(place).is_some()
    };
    places.iter().filter(of_origin).copied().collect()
}

/// An arrow from a mark towards a point, at least so long.
pub(super) fn arrow(
    answer: &RunAnswer,
    way: &WayAnswer,
    at: Xy,
    target: Xy,
    clear: f64,
    least: f64,
) -> Arrow {
    let (dx, dy) = (target.0 - at.0, target.1 - at.1);
    let length = (dx * dx + dy * dy).sqrt().max(1e-6);
    let unit = (dx / length, dy / length);
    let end = (length + 0.25 * least).max(least);
    let on = |distance: f64| (at.0 + unit.0 * distance, at.1 + unit.1 * distance);
    let (from, to) = (on(clear), on(clear + end));
    let size = if least > 40.0 { 1.0 } else { 0.75 };
    let neck = on(clear + end - 9.0 * size);
    let middle = on(clear + (end - 9.0 * size) / 2.0);
    Arrow {
        class: word(way.status),
        from,
        to,
        shaft: format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, neck.0, neck.1),
        head: head(to, unit, size),
        glyph: glyph(way.status, middle, size),
        title: format!("{}: {}, {}", ends(answer, way), word(way.status), left(way)),
        label: label(answer, way),
    }
}

fn label(answer: &RunAnswer, way: &WayAnswer) -> String {
    let to = answer.names.get(&way.destination).unwrap_or(&way.destination);
    format!("to {to}: {}", word(way.status))
}

fn head((x, y): Xy, (dx, dy): Xy, size: f64) -> String {
    let (back, side) = (10.0 * size, 5.0 * size);
    let base = (x - dx * back, y - dy * back);
    let (ax, ay) = (base.0 - dy * side, base.1 + dx * side);
    let (bx, by) = (base.0 + dy * side, base.1 - dx * side);
    format!("M{x:.1} {y:.1}L{ax:.1} {ay:.1}L{bx:.1} {by:.1}Z")
}

/// A cross for shut, two bars for squeezed, nothing else.
fn glyph(status: WayStatus, (x, y): Xy, size: f64) -> String {
    let a = 4.0 * size;
    match status {
        WayStatus::Shut => format!(
            "M{:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}",
            x - a,
            y - a,
            x + a,
            y + a,
            x - a,
            y + a,
            x + a,
            y - a
        ),
        WayStatus::Squeezed => {
            let (top, low, near, wide) = (y - 1.2 * a, y + 1.2 * a, 0.35 * a, 1.1 * a);
            format!(
                "M{:.1} {top:.1}Q{:.1} {y:.1} {:.1} {low:.1}M{:.1} {top:.1}Q{:.1} {y:.1} {:.1} {low:.1}",
                x - wide,
                x + near - 0.1,
                x - wide,
                x + wide,
                x - near + 0.1,
                x + wide
            )
        }
        WayStatus::Open | WayStatus::Idle => String::new(),
    }
}
