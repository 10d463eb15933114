//! Who holds the places of a map: a colour and a shape for each, so that either alone tells them apart.
//!
//! Colours are those of Okabe and Ito (2008), told apart by readers of all kinds of colour vision. A holder takes
//! the slot that its id gives, so that it looks the same on maps of two dates unless two holders want one slot.

use std::collections::BTreeMap;

use oreline_scenario::answers::{PlaceAnswer, RunAnswer};

use super::labels::Xy;
use super::text;

/// Holders with a colour of their own; the others share one.
pub(super) const SLOTS: usize = 7;

/// How a place is marked by who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A holder by number.
    Named(usize),
    /// One of those for whom there was no slot.
    Other,
    /// Nobody known.
    Nobody,
}

impl Slot {
    /// Class in the style sheet.
    pub(super) fn class(self) -> String {
        match self {
            Self::Named(slot) => format!("h{slot}"),
            Self::Other => "other".into(),
            Self::Nobody => "nobody".into(),
        }
    }

    /// Outline of the mark around a point.
    pub(super) fn path(self, (x, y): Xy, r: f64) -> String {
        let corners: &[Xy] = match self {
            Self::Named(1) => &[(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
            Self::Named(2) => &[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)],
            Self::Named(3) => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Self::Named(4) => &[(0.0, 1.15), (-1.1, -0.85), (1.1, -0.85)],
            Self::Named(5) => {
                &[(0.55, -0.95), (1.1, 0.0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0.0), (-0.55, -0.95)]
            }
            Self::Named(6) => &[
                (-0.4, -1.1),
                (0.4, -1.1),
                (0.4, -0.4),
                (1.1, -0.4),
                (1.1, 0.4),
                (0.4, 0.4),
                (0.4, 1.1),
                (-0.4, 1.1),
                (-0.4, 0.4),
                (-1.1, 0.4),
                (-1.1, -0.4),
                (-0.4, -0.4),
            ],
            Self::Other => &[(-1.2, -0.55), (1.2, -0.55), (1.2, 0.55), (-1.2, 0.55)],
            Self::Named(_) | Self::Nobody => return circle((x, y), r),
        };
        let points: Vec<String> =
            corners.iter().map(|(dx, dy)| format!("{:.1} {:.1}", x + dx * r, y + dy * r)).collect();
        format!("M{}Z", points.join("L"))
    }
}

fn circle((x, y): Xy, r: f64) -> String {
    let d = 2.0 * r;
    format!("M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {d:.1} 0a{r:.1} {r:.1} 0 1 0 -{d:.1} 0Z", x - r)
}

/// The holders of the places drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Holders {
    slots: BTreeMap<String, usize>,
}

/// A line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) class: String,
    pub(super) path: String,
    pub(super) text: String,
}

impl Holders {
    /// Gives slots to those who hold most of the places.
    pub(super) fn of(places: &[&PlaceAnswer]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for holder in places.iter().filter_map(|place| place.controller.as_deref()) {
            *counts.entry(holder).or_default() += 1;
        }
        let mut most: Vec<(&str, usize)> = counts.into_iter().collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut slots = BTreeMap::new();
        for (holder, _) in most.into_iter().take(SLOTS) {
            let taken: Vec<usize> = slots.values().copied().collect();
            let wished = wish(holder);
            let free = (0..SLOTS).map(|k| (wished + k) % SLOTS).find(|slot| !taken.contains(slot));
            slots.extend(free.map(|slot| (holder.to_owned(), slot)));
        }
        Self { slots }
    }

    /// The slot of a place.
    pub(super) fn slot(&self, place: &PlaceAnswer) -> Slot {
        match place.controller.as_ref() {
            None => Slot::Nobody,
            Some(holder) => self.slots.get(holder).map_or(Slot::Other, |slot| Slot::Named(*slot)),
        }
    }

    /// The legend: who holds how many of the places, those with most first.
    pub(super) fn legend(&self, places: &[&PlaceAnswer], answer: &RunAnswer) -> Vec<Key> {
        let mut counts: BTreeMap<(Slot, &str), usize> = BTreeMap::new();
        for place in places {
            let slot = self.slot(place);
            let holder = if matches!(slot, Slot::Named(_)) { place.controller.as_deref() } else { None };
            *counts.entry((slot, holder.unwrap_or_default())).or_default() += 1;
        }
        let mut keys: Vec<((Slot, &str), usize)> = counts.into_iter().collect();
        let last = |slot: Slot| !matches!(slot, Slot::Named(_));
        keys.sort_by(|(a, m), (b, n)| last(a.0).cmp(&last(b.0)).then(n.cmp(m)).then(a.cmp(b)));
        keys.into_iter()
            .map(|((slot, holder), count)| key(slot, &holder_name(answer, holder), count))
            .collect()
    }
}

fn key(slot: Slot, holder: &str, count: usize) -> Key {
    let who = match slot {
        Slot::Named(_) => holder,
        Slot::Other => "other holders",
        Slot::Nobody => "no holder on record",
    };
    let places = if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
    Key { class: slot.class(), path: slot.path((9.0, 9.0), 6.0), text: format!("{who}: {places}") }
}

/// The name of an actor.
pub(super) fn holder_name(answer: &RunAnswer, id: &str) -> String {
    text::name(answer.names.get(id).map_or(id, String::as_str))
}

/// Where the hash begins: the first start from 1 up at which the holders of the belt in the bundled world want
/// different slots, and those at war with each other very different ones.
const START: u64 = 1_846_474;

/// A number below [`SLOTS`] from an id: FNV-1a with a start of its own, for nothing but spreading.
fn wish(id: &str) -> usize {
    let hash =
        id.bytes().fold(START, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    ((hash >> 32) % SLOTS as u64) as usize
}
