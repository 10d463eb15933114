//! Which places a map shows: the belt where held places of one country stand close together, and what lies around.
//!
//! The road not taken: one frame around everything. A mine in California would leave the belt a dot.

use std::collections::BTreeMap;

use oreline_atlas::{Frame, km_between};
use oreline_scenario::answers::PlaceAnswer;

/// Places of the belt have a neighbour at most so far away (km).
const NEIGHBOUR: f64 = 120.0;
/// A place less certain than this does not make a belt (km).
pub(super) const VAGUE: f64 = 60.0;
/// Farther than this from the middle of the belt a place is listed, not drawn (km).
const AROUND: f64 = 1_000.0;
/// A place less certain than this is nowhere on the map around (km).
const NOWHERE: f64 = 200.0;
/// Most places that are looked at: beyond it a map is no map.
const MOST: usize = 400;

/// The places by where they are shown.
pub(super) struct Choice<'a> {
    /// Frame of the belt.
    pub(super) belt: Frame,
    /// Frame of what lies around.
    pub(super) around: Frame,
    /// Country of the belt.
    pub(super) focus: &'a str,
    /// Located and near enough to be drawn, on one map or the other.
    pub(super) drawn: Vec<&'a PlaceAnswer>,
    /// Located, but too far away or too vague.
    pub(super) far: Vec<&'a PlaceAnswer>,
    /// Not located.
    pub(super) nowhere: Vec<&'a PlaceAnswer>,
}

/// Longitude and latitude of a place that has a point on the globe.
pub(super) fn point(place: &PlaceAnswer) -> Option<(f64, f64)> {
    let (lat, lon) = (place.lat?, place.lon?);
    ((-85.0..=85.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lon, lat))
}

/// Radius within which a place lies (km); 0 if that is not known.
pub(super) fn accuracy(place: &PlaceAnswer) -> f64 {
    place.accuracy_km.filter(|km| km.is_finite() && *km > 0.0).unwrap_or(0.0)
}

/// Sorts the places; nothing if none has a point.
pub(super) fn choose(places: &[PlaceAnswer]) -> Option<Choice<'_>> {
    let (located, nowhere): (Vec<_>, Vec<_>) = places.iter().partition(|place| point(place).is_some());
    let (sharp, _): (Vec<_>, Vec<_>) = located.iter().partition(|place| accuracy(place) <= VAGUE);
    let pool = if sharp.is_empty() { &located } else { &sharp };
    let focus = focus(pool)?;
    let of_focus: Vec<_> = pool.iter().filter(|place| place.country == focus).take(MOST).copied().collect();
    let cluster = largest_cluster(&of_focus);
    let belt = Frame::around(cluster.iter().filter_map(|place| point(place)))?.widened(28.0);
    let middle = belt.middle();
    let near = |place: &&PlaceAnswer| {
        let (lon, lat) = point(place).unwrap_or(middle);
        accuracy(place) <= NOWHERE && km_between((middle.1, middle.0), (lat, lon)) <= AROUND
    };
    let (drawn, far): (Vec<_>, Vec<_>) = located.into_iter().partition(near);
    let reaches =
        drawn.iter().filter_map(|place| Some(Frame::around([point(place)?])?.widened(accuracy(place))));
    let corners = |frame: Frame| [(frame.west, frame.south), (frame.east, frame.north)];
    let around = Frame::around(reaches.chain([belt]).flat_map(corners))?.widened(70.0);
    Some(Choice { belt, around, focus, drawn, far, nowhere })
}

/// The country with most places that somebody holds.
fn focus<'a>(places: &[&'a PlaceAnswer]) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for place in places {
        let count = counts.entry(&place.country).or_default();
        count.0 += usize::from(place.controller.is_some());
        count.1 += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(country, _)| country)
}

/// The largest set of places that hang together by steps of [`NEIGHBOUR`].
fn largest_cluster<'a>(places: &[&'a PlaceAnswer]) -> Vec<&'a PlaceAnswer> {
    let mut left: Vec<&PlaceAnswer> = places.to_vec();
    let mut best: Vec<&PlaceAnswer> = Vec::new();
    while let Some(first) = left.pop() {
        let mut cluster = vec![first];
        let mut next = 0;
        while let Some(&at) = cluster.get(next) {
            let (near, rest) = left.into_iter().partition(|place| is_neighbour(at, place));
            cluster.extend::<Vec<_>>(near);
            left = rest;
            next += 1;
        }
        if cluster.len() >= best.len() {
            best = cluster;
        }
    }
    best
}

fn is_neighbour(a: &PlaceAnswer, b: &PlaceAnswer) -> bool {
    let (Some(a), Some(b)) = (point(a), point(b)) else { return false };
    km_between((a.1, a.0), (b.1, b.0)) <= NEIGHBOUR
}
