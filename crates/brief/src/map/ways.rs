//! Routes of ore on a map: an arrow from a region's mine into the country that takes the ore.
//!
//! An arrow leaves from the mine nearest to the taker and leads straight over the line; which road and gate the
//! ore takes is not in the answer, and not drawn.

use oreline_scenario::answers::{PlaceAnswer, PlaceRole, RunAnswer, WayAnswer, WayStatus};

use super::choose::point;
use super::labels::{Area, Xy};
use super::text;

/// A route as a line of the list below the map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) glyph: String,
    pub(super) text: String,
    /// How much is left and when, not to be broken.
    pub(super) left: String,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrow {
    pub(super) class: &'static str,
    pub(super) status: WayStatus,
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
    pub(super) label: [String; 2],
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
        Some(share) => format!("{:.0}\u{a0}% left in {}", 100.0 * share, text::name(&way.month)),
    }
}

/// The routes in words.
pub(super) fn list(answer: &RunAnswer) -> Vec<Line> {
    let line = |way: &&WayAnswer| Line {
        class: word(way.status),
        glyph: glyph(way.status, (17.0, 8.0), 1.0),
        text: format!("{}: {},", ends(answer, way), word(way.status)),
        left: left(way),
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

/// Directions that an arrow may take, besides the shortest way.
const DIRECTIONS: [Xy; 16] = [
    (1.0, 0.0),
    (0.924, 0.383),
    (0.707, 0.707),
    (0.383, 0.924),
    (0.0, 1.0),
    (-0.383, 0.924),
    (-0.707, 0.707),
    (-0.924, 0.383),
    (-1.0, 0.0),
    (-0.924, -0.383),
    (-0.707, -0.707),
    (-0.383, -0.924),
    (0.0, -1.0),
    (0.383, -0.924),
    (0.707, -0.707),
    (0.924, -0.383),
];

/// The direction in which an arrow soonest comes into its country, stays in it and meets nothing else; the shortest way
/// if several are as good.
pub(super) fn direction(
    at: Xy,
    target: Xy,
    (clear, length): (f64, f64),
    covers: impl Fn(Xy) -> bool,
    is_free: impl Fn(&Area) -> bool,
) -> Xy {
    let (dx, dy) = (target.0 - at.0, target.1 - at.1);
    let far = (dx * dx + dy * dy).sqrt();
    let straight = (far > 3.0).then(|| (dx / far, dy / far));
    // A little beyond the tip counts too: an arrow should not end on the line.
    let score = |(ux, uy): &Xy| {
        let steps = (1..=12).map(|k| clear + length * 1.3 * f64::from(k) / 12.0);
        let points = steps.map(|d| (at.0 + ux * d, at.1 + uy * d));
        points
            .map(|p| usize::from(covers(p)) + 2 * usize::from(is_free(&Area::around(p, 5.0))))
            .sum::<usize>()
    };
    let tries = DIRECTIONS.into_iter().rev().chain(straight);
    tries.max_by_key(score).unwrap_or((1.0, 0.0))
}

/// An arrow from a mark in a direction, of a length.
pub(super) fn arrow(
    answer: &RunAnswer,
    way: &WayAnswer,
    (at, unit): (Xy, Xy),
    (clear, length): (f64, f64),
    size: f64,
) -> Arrow {
    let on = |distance: f64| (at.0 + unit.0 * distance, at.1 + unit.1 * distance);
    let (from, to, neck) = (on(clear), on(clear + length), on(clear + length - 9.0 * size));
    let middle = on(clear + (length - 9.0 * size) / 2.0);
    Arrow {
        class: word(way.status),
        status: way.status,
        from,
        to,
        shaft: format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, neck.0, neck.1),
        head: head(to, unit, size),
        glyph: glyph(way.status, middle, size),
        title: format!("{}: {}, {}", ends(answer, way), word(way.status), left(way)),
        label: label(answer, way),
    }
}

fn label(answer: &RunAnswer, way: &WayAnswer) -> [String; 2] {
    let to = answer.names.get(&way.destination).unwrap_or(&way.destination);
    let to = text::label(to).concat();
    [format!("to {to}: {}", word(way.status)), left(way)]
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
