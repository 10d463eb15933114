//! One sheet of a map: land, lines, marks, arrows and names in the units of its SVG.
//!
//! Everything that must stay readable is put down first and keeps its room: marks, arrows, then the names of mines,
//! of other places, of countries and of provinces. What finds no room is numbered and named below the map.

use oreline_atlas::{
    Frame, Land, Projection, borders, cover, lands, nearest, province_lines, provinces, ticks,
};
use oreline_scenario::answers::{PlaceAnswer, PlaceRole, RunAnswer, WayAnswer, WayStatus};

use super::choose::{Choice, accuracy, point};
use super::holders::{Holders, holder_name};
use super::labels::{Area, LEADING, Placed, Sheet, Xy};
use super::text::{self, width};
use super::ways::{self, Arrow};

/// A stroke or a filled shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) class: String,
    pub(super) path: String,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) class: String,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) x: String,
    pub(super) y: String,
    /// Radius of the ring of a place that the scenario hits.
    pub(super) ring: Option<String>,
    /// Radius of its accuracy, to scale.
    pub(super) circle: Option<String>,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// Names of places, each with the room it takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Names {
    pub(super) texts: Vec<Text>,
    pub(super) leaders: Vec<Shape>,
    pub(super) areas: Vec<Area>,
    /// What is named below the map, by the number that stands for it.
    pub(super) numbered: Vec<(usize, String)>,
    /// What found no room even for a number.
    pub(super) unnamed: Vec<String>,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Panel {
    pub(super) id: &'static str,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) title: String,
    pub(super) desc: String,
    pub(super) lands: Vec<Shape>,
    pub(super) provinces: String,
    pub(super) borders: Vec<Shape>,
    pub(super) graticule: String,
    pub(super) ticks: Vec<Text>,
    pub(super) inset: Option<[String; 4]>,
    pub(super) marks: Vec<Mark>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) names: Names,
    pub(super) regions: Vec<Text>,
    pub(super) scale: String,
    pub(super) north: String,
    pub(super) scale_texts: Vec<Text>,
    /// Pairs of countries whose border here is disputed.
    pub(super) disputed: Vec<String>,
}

/// Size of the figures at the edge.
const TICK: f64 = 10.0;

/// What a panel is made of.
pub(super) struct Plan<'a> {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) map: Projection,
    pub(super) size: (f64, f64),
    pub(super) places: Vec<&'a PlaceAnswer>,
    /// The frame of a closer map, to be shown on this one.
    pub(super) inset: Option<Frame>,
    /// Size of names.
    pub(super) letters: f64,
}

/// Draws a panel.
pub(super) fn panel(plan: &Plan<'_>, choice: &Choice<'_>, holders: &Holders, answer: &RunAnswer) -> Panel {
    let (w, h) = plan.size;
    let known = oreline_atlas::knows(choice.focus);
    let land = if known { lands(&plan.map.frame) } else { Vec::new() };
    let mut sheet = Sheet::new(w, h);
    let marks: Vec<Mark> = plan.places.iter().filter_map(|p| mark(plan, p, holders, answer)).collect();
    plan.places.iter().for_each(|place| take_mark(&mut sheet, plan, place));
    let inset = plan.inset.map(|frame| inset(plan, frame, &mut sheet));
    let arrows = arrows(plan, &land, answer, &mut sheet);
    let (graticule, ticks) = graticule(plan, &mut sheet);
    let (scale, north, scale_texts) = scale(plan, &mut sheet);
    let names = names(plan, &arrows, &mut sheet);
    let lines = if known { borders(&plan.map.frame) } else { Vec::new() };
    Panel {
        id: plan.id,
        width: w,
        height: h,
        title: plan.title.clone(),
        desc: desc(plan, answer, holders),
        regions: regions(plan, &land, known, &mut sheet),
        lands: land.iter().map(|land| land_shape(plan, land, choice.focus)).collect(),
        provinces: if known && plan.inset.is_none() {
            path(plan, &province_lines(&plan.map.frame))
        } else {
            String::new()
        },
        borders: lines.iter().map(|border| border_shape(plan, border)).collect(),
        disputed: disputed(&lines, &land),
        graticule,
        ticks,
        inset,
        marks,
        arrows,
        names,
        scale,
        north,
        scale_texts,
    }
}

fn land_shape(plan: &Plan<'_>, land: &Land, focus: &str) -> Shape {
    let class = if land.id == focus { "land focus" } else { "land" };
    Shape { class: class.into(), path: path(plan, &land.rings) }
}

fn border_shape(plan: &Plan<'_>, border: &oreline_atlas::Border) -> Shape {
    let class = if border.disputed { "border disputed" } else { "border" };
    Shape { class: class.into(), path: path(plan, &border.lines) }
}

fn disputed(borders: &[oreline_atlas::Border], lands: &[Land]) -> Vec<String> {
    let name = |id: &String| lands.iter().find(|land| land.id == *id).map_or(id.clone(), |l| l.name.clone());
    borders.iter().filter(|b| b.disputed).map(|b| format!("{} and {}", name(&b.a), name(&b.b))).collect()
}

fn path(plan: &Plan<'_>, lines: &[Vec<(f64, f64)>]) -> String {
    let mut path = String::new();
    for line in lines {
        let mut last = String::new();
        for (k, at) in line.iter().enumerate() {
            let (x, y) = plan.map.xy(*at);
            let point = format!("{x:.1} {y:.1}");
            if point != last {
                path.push_str(if k == 0 { "M" } else { "L" });
                path.push_str(&point);
                last = point;
            }
        }
    }
    path
}

/// How far a mark reaches around its point.
fn reach(plan: &Plan<'_>, place: &PlaceAnswer) -> f64 {
    let small = if plan.letters < 12.0 { 0.8 } else { 1.0 };
    small * if place.role == PlaceRole::Town { 4.4 } else { 7.0 }
}

fn ring(plan: &Plan<'_>, place: &PlaceAnswer) -> Option<f64> {
    place.hit.then(|| reach(plan, place) + 4.5)
}

fn spot(plan: &Plan<'_>, place: &PlaceAnswer) -> Option<Xy> {
    Some(plan.map.xy(point(place)?))
}

fn mark(plan: &Plan<'_>, place: &PlaceAnswer, holders: &Holders, answer: &RunAnswer) -> Option<Mark> {
    let at = spot(plan, place)?;
    let slot = holders.slot(place);
    let role = if place.role == PlaceRole::Town { "town" } else { "mine" };
    let circle = accuracy(place) * plan.map.per_km;
    Some(Mark {
        class: format!("place {role} {}", slot.class()),
        path: slot.path(at, reach(plan, place)),
        title: told(place, answer),
        x: format!("{:.1}", at.0),
        y: format!("{:.1}", at.1),
        ring: ring(plan, place).map(|r| format!("{r:.1}")),
        circle: (circle > reach(plan, place)).then(|| format!("{circle:.1}")),
    })
}

/// A place in words.
fn told(place: &PlaceAnswer, answer: &RunAnswer) -> String {
    let held = match &place.controller {
        None => "no holder on record".to_owned(),
        Some(id) => format!("held by {}", holder_name(answer, id)),
    };
    let since = place.since.as_ref().map(|date| format!(" since {date}")).unwrap_or_default();
    let hit = if place.hit { ", hit by the scenario" } else { "" };
    format!("{}: {held}{since}, right to {} km{hit}", text::name(&place.name), accuracy(place))
}

fn take_mark(sheet: &mut Sheet, plan: &Plan<'_>, place: &PlaceAnswer) {
    if let Some(at) = spot(plan, place) {
        sheet.take(Area::around(at, ring(plan, place).unwrap_or(reach(plan, place)) + 0.5));
    }
}

fn inset(plan: &Plan<'_>, frame: Frame, sheet: &mut Sheet) -> [String; 4] {
    let (x, y) = plan.map.xy((frame.west, frame.north));
    let (right, low) = plan.map.xy((frame.east, frame.south));
    sheet.take(Area { x, y, w: right - x, h: low - y });
    [x, y, right - x, low - y].map(|value| format!("{value:.1}"))
}

fn arrows(plan: &Plan<'_>, lands: &[Land], answer: &RunAnswer, sheet: &mut Sheet) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for way in ways::worst(&answer.ways) {
        let arrow =
            lands.iter().find(|l| l.id == way.destination).and_then(|l| arrow(plan, way, l, answer, sheet));
        if let Some(arrow) = &arrow {
            sheet.take_line(arrow.from, arrow.to, 5.0);
        }
        arrows.extend(arrow);
    }
    arrows
}

/// The arrow of a route from the mine nearest to its taker; nothing if no mine of it stands outside the taker.
fn arrow(plan: &Plan<'_>, way: &WayAnswer, land: &Land, answer: &RunAnswer, sheet: &Sheet) -> Option<Arrow> {
    let outside = |place: &&PlaceAnswer| place.country != way.destination;
    let distance = |place: &PlaceAnswer| {
        let at = spot(plan, place)?;
        let target = plan.map.xy(nearest(&land.rings, plan.map.lon_lat(at))?);
        Some((at, target, apart(at, target)))
    };
    let mines = ways::mines(&plan.places, way).into_iter().filter(outside);
    let reaches = mines.filter_map(|place| Some((place, distance(place)?)));
    let (mine, (at, target, far)) = reaches.min_by(|a, b| a.1.2.total_cmp(&b.1.2))?;
    let clear = ring(plan, mine).unwrap_or(reach(plan, mine)) + 2.5;
    let least = if plan.letters < 12.0 { 32.0 } else { 64.0 };
    let length = (far + 0.3 * least).max(least);
    let covers = |at: Xy| cover(&land.rings, plan.map.lon_lat(at));
    let unit = ways::direction(at, target, (clear, length), covers, |area| sheet.is_free(area));
    Some(ways::arrow(answer, way, (at, unit), (clear, length), if plan.letters < 12.0 { 0.75 } else { 1.0 }))
}

fn apart(a: Xy, b: Xy) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    (dx * dx + dy * dy).sqrt()
}

/// Lines of whole or round degrees, with their figures at the lower and left edge where these meet nothing.
fn graticule(plan: &Plan<'_>, sheet: &mut Sheet) -> (String, Vec<Text>) {
    let ((w, h), frame) = (plan.size, plan.map.frame);
    let most = if plan.letters < 12.0 { 3 } else { 5 };
    let (mut path, mut texts) = (String::new(), Vec::new());
    for lon in ticks(frame.west, frame.east, most) {
        let (x, _) = plan.map.xy((lon, frame.south));
        path.push_str(&format!("M{x:.1} 0V{h:.0}"));
        let text = degrees(lon, "E", "W");
        let wide = width(&text, TICK);
        let area = Area { x: x - wide / 2.0, y: h - 15.0, w: wide, h: 15.0 };
        if area.x > 30.0 && area.x + wide < w - 4.0 {
            texts.extend(tick(sheet, area, (x, h - 5.0), "middle", text));
        }
    }
    for lat in ticks(frame.south, frame.north, most) {
        let (_, y) = plan.map.xy((frame.west, lat));
        path.push_str(&format!("M0 {y:.1}H{w:.0}"));
        let text = degrees(lat, "N", "S");
        let area = Area { x: 0.0, y: y - 12.0, w: width(&text, TICK) + 6.0, h: 12.0 };
        if y > 14.0 && y < h - 18.0 {
            texts.extend(tick(sheet, area, (4.0, y - 2.5), "start", text));
        }
    }
    (path, texts)
}

fn tick(sheet: &mut Sheet, area: Area, at: Xy, anchor: &'static str, text: String) -> Option<Text> {
    sheet.is_bare(&area).then(|| {
        sheet.take(area);
        label("tick", at, anchor, text)
    })
}

fn degrees(value: f64, plus: &str, minus: &str) -> String {
    let side = if value < 0.0 { minus } else { plus };
    format!("{}\u{b0}{side}", crate::number::as_given((value.abs() * 1000.0).round() / 1000.0))
}

fn label(class: &'static str, (x, y): Xy, anchor: &'static str, text: String) -> Text {
    Text { class, x: format!("{x:.1}"), y: format!("{y:.1}"), anchor, text }
}

/// Scale bar and north arrow, together in the first free corner.
fn scale(plan: &Plan<'_>, sheet: &mut Sheet) -> (String, String, Vec<Text>) {
    let (w, h) = plan.size;
    let bar = plan.map.scale_bar(w / 3.6);
    let (wide, high) = (bar.length + 26.0, 32.0);
    let corners =
        [(w - wide - 8.0, h - high - 18.0), (34.0, h - high - 18.0), (w - wide - 8.0, 8.0), (8.0, 8.0)];
    let areas = corners.map(|(x, y)| Area { x, y, w: wide, h: high });
    let area = areas.into_iter().find(|area| sheet.is_free(area)).unwrap_or(areas[0]);
    sheet.take(area);
    let (x, y) = (area.x, area.y + high - 6.0);
    let path = format!("M{x:.1} {:.1}V{y:.1}H{:.1}V{:.1}", y - 5.0, x + bar.length, y - 5.0);
    let text = format!("{} km", crate::number::as_given(bar.km));
    let (nx, ny) = (area.x + bar.length + 16.0, area.y + 2.0);
    let north = format!("M{nx:.1} {ny:.1}l4.5 12l-4.5 -3l-4.5 3Z");
    let texts = vec![
        label("tick", (x + bar.length / 2.0, y - 8.0), "middle", text),
        label("tick", (nx, y + 1.0), "middle", "N".into()),
    ];
    (path, north, texts)
}

fn names(plan: &Plan<'_>, arrows: &[Arrow], sheet: &mut Sheet) -> Names {
    let mut names = Names::default();
    let mut places = plan.places.clone();
    places.sort_by_key(|place| place.role);
    for place in places.iter().filter(|place| place.role != PlaceRole::Town) {
        name(plan, place, sheet, &mut names);
    }
    // On the small sheet only what is not open is worth its room.
    for arrow in arrows.iter().filter(|arrow| plan.inset.is_none() || arrow.status != WayStatus::Open) {
        let middle = ((arrow.from.0 + arrow.to.0) / 2.0, (arrow.from.1 + arrow.to.1) / 2.0);
        let size = plan.letters - 1.0;
        if let Some(placed) = sheet.beside(middle, 8.0, &arrow.label, size) {
            put(&mut names, &placed, "way", &arrow.label, size);
        }
    }
    for place in places.iter().filter(|place| place.role == PlaceRole::Town) {
        name(plan, place, sheet, &mut names);
    }
    names
}

/// Names a place beside its mark, or by a number if there is no room.
fn name(plan: &Plan<'_>, place: &PlaceAnswer, sheet: &mut Sheet, names: &mut Names) {
    let Some(at) = spot(plan, place) else { return };
    let class = if place.role == PlaceRole::Town { "name" } else { "name strong" };
    let mark = if across(place).is_some() { " \u{2020}" } else { "" };
    let clear = crowd(plan, place) + 3.0;
    let mut lines = text::label(&place.name);
    if let Some(last) = lines.last_mut() {
        last.push_str(mark);
    }
    // Bold letters are wider.
    let size = if place.role == PlaceRole::Town { plan.letters } else { plan.letters * 1.06 };
    if let Some(placed) = sheet.beside(at, clear, &lines, size) {
        return put(names, &placed, class, &lines, plan.letters);
    }
    let number = names.numbered.len() + 1;
    let below = format!("{}{mark}", text::name(&place.name));
    let lines = [number.to_string()];
    match sheet.beside(at, clear, &lines, plan.letters) {
        None => names.unnamed.push(below),
        Some(placed) => {
            put(names, &placed, class, &lines, plan.letters);
            names.numbered.push((number, below));
        }
    }
}

/// How far the marks that stand on a place's point reach, its own among them.
fn crowd(plan: &Plan<'_>, place: &PlaceAnswer) -> f64 {
    let reach_of = |other: &&PlaceAnswer| ring(plan, other).unwrap_or(reach(plan, other));
    let close = |other: &&&PlaceAnswer| match (spot(plan, place), spot(plan, other)) {
        (Some(a), Some(b)) => apart(a, b) < 3.0,
        _ => false,
    };
    plan.places.iter().filter(close).map(reach_of).fold(reach(plan, place), f64::max)
}

fn put(names: &mut Names, placed: &Placed, class: &'static str, lines: &[String], size: f64) {
    let x = match placed.anchor {
        "start" => placed.area.x,
        "end" => placed.area.x + placed.area.w,
        _ => placed.area.x + placed.area.w / 2.0,
    };
    for (k, line) in lines.iter().enumerate() {
        let y = placed.area.y + size * (0.9 + LEADING * k as f64);
        names.texts.push(label(class, (x, y), placed.anchor, line.clone()));
    }
    if let Some((from, to)) = placed.leader {
        let path = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1);
        names.leaders.push(Shape { class: "leader".into(), path });
    }
    names.areas.push(placed.area);
}

/// How far a place lies across the line of the base map (km), if it does.
pub(super) fn across(place: &PlaceAnswer) -> Option<f64> {
    let (lon, lat) = point(place)?;
    oreline_atlas::km_outside(&place.country, lat, lon).filter(|km| *km > 0.0)
}

/// Names of countries and provinces where there is room inside them.
fn regions(plan: &Plan<'_>, lands: &[Land], known: bool, sheet: &mut Sheet) -> Vec<Text> {
    let mut texts = Vec::new();
    let size = plan.letters + if plan.letters < 12.0 { -0.5 } else { 2.0 };
    for land in lands {
        let text = land.name.to_uppercase();
        // Letters are spaced.
        let wide = width(&text, size) + 2.0 * text.chars().count() as f64;
        let covers = |at: Xy| cover(&land.rings, plan.map.lon_lat(at));
        if let Some(area) = sheet.inside(wide, size, covers) {
            texts.push(middle_of("country", &area, size, text));
        }
    }
    let provinces = if known && plan.inset.is_none() { provinces(&plan.map.frame) } else { Vec::new() };
    for province in provinces {
        let size = plan.letters - 1.0;
        let covers = |at: Xy| cover(&province.rings, plan.map.lon_lat(at));
        if let Some(area) = sheet.inside(width(&province.name, size) + 4.0, size, covers) {
            texts.push(middle_of("province", &area, size, province.name));
        }
    }
    texts
}

fn middle_of(class: &'static str, area: &Area, size: f64, text: String) -> Text {
    label(class, (area.x + area.w / 2.0, area.y + 0.9 * size), "middle", text)
}

fn desc(plan: &Plan<'_>, answer: &RunAnswer, holders: &Holders) -> String {
    let held: Vec<String> = holders.legend(&plan.places, answer).into_iter().map(|key| key.text).collect();
    format!("{} places as of {}. {}.", plan.places.len(), answer.as_of, held.join("; "))
}
