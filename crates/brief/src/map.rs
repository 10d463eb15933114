//! A map of who holds what: sites by controller at a date, and how the ways of ore out of them stand.
//!
//! Two sheets, the belt to a large scale and what lies around it to a small one, with the legend in the page's own
//! text, so that it reads on paper and on a phone. The road not taken: one drawing with its legend inside, whose
//! letters shrink with the screen. Every place stands where its row puts it and in the country its row states.

mod choose;
mod holders;
mod labels;
mod list;
mod panel;
mod text;
mod ways;

use askama::Template;
use oreline_atlas::Projection;
use oreline_scenario::answers::{PlaceAnswer, RunAnswer};

use choose::{Choice, VAGUE, accuracy, choose, point};
use holders::{Holders, Key, holder_name};
use panel::{Panel, Plan, across, panel};

/// Style of the figure, for the page that holds it; every rule begins with `.map`.
pub const CSS: &str = include_str!("../templates/map.css");

/// Width of the sheet of the belt, and the least and largest height it may have.
const BELT: (f64, f64, f64) = (440.0, 300.0, 560.0);
/// Width of the sheet around, and its heights.
const AROUND: (f64, f64, f64) = (250.0, 200.0, 290.0);
/// Most places in one list below the map.
const MOST_LISTED: usize = 40;

#[derive(Template)]
#[template(path = "map.html")]
struct Figure {
    as_of: String,
    panels: Vec<Panel>,
    holders: Vec<Key>,
    hits: bool,
    ways: Vec<ways::Line>,
    across: String,
    far: String,
    nowhere: String,
    disputed: String,
    unknown: bool,
    note: &'static str,
}

/// The map as a piece of HTML; nothing if no place has a point.
pub fn figure(answer: &RunAnswer) -> Option<String> {
    let choice = choose(&answer.places)?;
    let holders = Holders::of(&choice.drawn);
    let panels = panels(answer, &choice, &holders)?;
    let mut disputed: Vec<String> = panels.iter().flat_map(|panel| panel.disputed.clone()).collect();
    disputed.sort();
    disputed.dedup();
    let unknown = !oreline_atlas::knows(choice.focus);
    let figure = Figure {
        as_of: text::name(&answer.as_of),
        holders: holders.legend(&choice.drawn, answer),
        hits: choice.drawn.iter().any(|place| place.hit),
        ways: ways::list(answer),
        across: across_line(&choice.drawn),
        far: listed(answer, &choice.far),
        nowhere: listed(answer, &choice.nowhere),
        disputed: disputed.join("; "),
        unknown,
        note: oreline_atlas::NOTE,
        panels,
    };
    // Rendering into memory fails only if a field's own formatting does, and text does not.
    figure.render().ok()
}

/// What the map draws and lists, one row per place and route.
pub fn csv(answer: &RunAnswer) -> String {
    let plans = choose(&answer.places).and_then(|choice| plans(answer, &choice));
    let sheets = plans.into_iter().flatten().map(|plan| (plan.id, plan.places));
    list::csv(answer, &sheets.collect::<Vec<_>>())
}

fn panels(answer: &RunAnswer, choice: &Choice<'_>, holders: &Holders) -> Option<Vec<Panel>> {
    let plans = plans(answer, choice)?;
    Some(plans.iter().map(|plan| panel(plan, choice, holders, answer)).collect())
}

/// The two sheets and the places on each.
fn plans<'a>(answer: &RunAnswer, choice: &Choice<'a>) -> Option<[Plan<'a>; 2]> {
    let (size, map) = sheet(choice.belt, BELT)?;
    let in_belt =
        |place: &&PlaceAnswer| accuracy(place) <= VAGUE && point(place).is_some_and(|at| map.frame.holds(at));
    let (belt, others): (Vec<_>, Vec<_>) = choice.drawn.iter().copied().partition(in_belt);
    let (size_around, around) = sheet(choice.around, AROUND)?;
    let of = |what: &str| format!("{what}, as of {}", text::name(&answer.as_of));
    let close = Plan {
        id: "belt",
        title: of("Who holds the places of the belt"),
        map,
        size,
        places: belt,
        inset: None,
        letters: 12.0,
    };
    let wide = Plan {
        id: "around",
        title: of("Places around the belt"),
        map: around,
        size: size_around,
        places: others,
        inset: Some(map.frame),
        letters: 11.0,
    };
    Some([close, wide])
}

/// A sheet of a width, as high as the frame wants within limits.
fn sheet(
    frame: oreline_atlas::Frame,
    (width, low, high): (f64, f64, f64),
) -> Option<((f64, f64), Projection)> {
    let (wide, tall) = frame.size_km();
    let height = (width * tall / wide).clamp(low, high).round();
    Some(((width, height), Projection::fit(frame, width, height)?))
}

/// Places with their holders in one line of text.
fn listed(answer: &RunAnswer, places: &[&PlaceAnswer]) -> String {
    let one = |place: &&PlaceAnswer| match &place.controller {
        None => text::name(&place.name),
        Some(holder) => format!("{} ({})", text::name(&place.name), holder_name(answer, holder)),
    };
    let mut names: Vec<String> = places.iter().take(MOST_LISTED).map(one).collect();
    if places.len() > MOST_LISTED {
        names.push(format!("and {} more", places.len() - MOST_LISTED));
    }
    names.join("; ")
}

fn across_line(places: &[&PlaceAnswer]) -> String {
    let one = |place: &&PlaceAnswer| Some(format!("{} by {:.1} km", text::name(&place.name), across(place)?));
    let found: Vec<String> = places.iter().filter_map(one).take(MOST_LISTED).collect();
    found.join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use labels::Area;
    use oreline_scenario::answers::PlaceRole;

    /// Places in rows, so close that not all names have room.
    fn crowded(count: u32) -> Vec<PlaceAnswer> {
        let place = |k: u32| PlaceAnswer {
            id: format!("p{k}"),
            name: format!("Crowded place number {k}"),
            region: None,
            country: "myanmar".into(),
            lat: Some(24.0 + 0.11 * f64::from(k / 8)),
            lon: Some(97.0 + 0.13 * f64::from(k % 8)),
            accuracy_km: Some(2.0),
            role: if k.is_multiple_of(5) { PlaceRole::Mine } else { PlaceRole::Town },
            controller: Some("holder".into()),
            since: None,
            row: None,
            hit: k.is_multiple_of(3),
        };
        (0..count).map(place).collect()
    }

    fn belt(places: &[PlaceAnswer]) -> Panel {
        let choice = choose(places).unwrap();
        let (size, map) = sheet(choice.belt, BELT).unwrap();
        let (title, letters) = (String::new(), 12.0);
        let plan = Plan { id: "belt", title, map, size, places: choice.drawn.clone(), inset: None, letters };
        panel(&plan, &choice, &Holders::of(&choice.drawn), &empty())
    }

    /// An answer in which nothing is answered.
    fn empty() -> RunAnswer {
        serde_json::from_str(include_str!("../tests/empty-answer.json")).unwrap()
    }

    #[test]
    fn names_overlap_neither_each_other_nor_a_mark_nor_the_edge() {
        for count in [1, 12, 40, 120] {
            let places = crowded(count);
            let panel = belt(&places);
            let areas = &panel.names.areas;
            let marks: Vec<Area> = panel
                .marks
                .iter()
                .map(|m| Area::around((m.x.parse().unwrap(), m.y.parse().unwrap()), 4.0))
                .collect();
            for (k, area) in areas.iter().enumerate() {
                assert!(areas[k + 1..].iter().chain(&marks).all(|other| !area.overlaps(other)), "{count}");
                assert!(area.x >= 0.0 && area.x + area.w <= panel.width && area.y + area.h <= panel.height);
            }
        }
    }

    #[test]
    fn what_finds_no_room_is_numbered_or_listed() {
        let places = crowded(120);
        let panel = belt(&places);
        let names = &panel.names;
        assert!(!names.numbered.is_empty());
        assert_eq!(names.areas.len() + names.unnamed.len(), 120);
    }
}
