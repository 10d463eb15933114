//! The stages of the chain: mined elements, ore, every good after it, and the final use of magnets.

use super::tally::{By, Place, Tally, bases, interval, place};
use crate::answers::{Interval, StageAnswer};
use crate::case::{Base, Case, ProcessKind, ProcessSpec};
use std::collections::BTreeSet;

/// Stage words in the order of the chain.
const CHAIN: [&str; 6] = ["concentrate", "intermediate", "oxide", "metal", "magnet", "scrap"];

/// Every stage, in the order of the chain; what leads is all of the focus elements together.
pub(super) fn all(case: &Case, elements: &[String]) -> Vec<StageAnswer> {
    let places: Vec<Place> = case.structure.processes.iter().map(|p| place_of(case, p)).collect();
    let mut out = mined(case, &places, elements);
    out.extend(ores(case, &places));
    out.extend(goods(case, &places));
    out.extend(uses(case));
    out
}

/// `dy+tb`: the name of all elements together.
pub(super) fn together(elements: &[String]) -> String {
    elements.join("+")
}

fn place_of(case: &Case, process: &ProcessSpec) -> Place {
    place(case, &process.region, process.site.as_deref())
}

struct Head<'a> {
    stage: &'a str,
    good: Option<&'a str>,
    element: Option<&'a str>,
    unit: String,
}

fn stage(head: Head<'_>, tally: &Tally<'_>, by: &[By]) -> StageAnswer {
    StageAnswer {
        stage: head.stage.into(),
        good: head.good.map(str::to_string),
        element: head.element.map(str::to_string),
        total: tally.total(),
        unit: head.unit,
        hhi: tally.hhi(),
        shares: by.iter().flat_map(|by| tally.shares(*by)).collect(),
    }
}

/// Recoverable oxide in what is mined: all elements together, then one by one.
fn mined(case: &Case, places: &[Place], elements: &[String]) -> Vec<StageAnswer> {
    let all = together(elements);
    let alone = elements.iter().map(|e| (e.as_str(), std::slice::from_ref(e)));
    let mut asked: Vec<(&str, &[String])> = vec![(all.as_str(), elements)];
    asked.extend(alone.filter(|_| elements.len() > 1));
    let of = |(name, wanted): (&str, &[String])| {
        let tally = Tally::new(case, places, |base| mined_in(case, base, wanted))?;
        let head = Head { stage: "mined", good: None, element: Some(name), unit: "t-oxide/yr".into() };
        Some(stage(head, &tally, &[By::Region, By::Country, By::Controller]))
    };
    asked.into_iter().filter_map(of).collect()
}

fn mined_in(case: &Case, base: &Base, wanted: &[String]) -> Vec<(usize, f64)> {
    let of = |(activity, element, tonnes): &(String, String, f64)| {
        let at = case.structure.processes.iter().position(|p| p.id == *activity)?;
        wanted.contains(element).then_some((at, *tonnes))
    };
    base.mined.iter().filter_map(of).collect()
}

/// The ore that is split by basket, as one good.
fn ores(case: &Case, places: &[Place]) -> Vec<StageAnswer> {
    let goods = &case.structure.goods;
    let pools: BTreeSet<&str> = goods.iter().filter_map(|g| g.pool.as_deref()).collect();
    let of = |pool: &str| {
        let baskets: Vec<&str> =
            goods.iter().filter(|g| g.pool.as_deref() == Some(pool)).map(|g| g.id.as_str()).collect();
        let unit = goods.iter().find(|g| g.pool.as_deref() == Some(pool))?.unit.clone();
        let tally = Tally::new(case, places, |base| output(case, base, &baskets))?;
        let head = Head { stage: "mined", good: Some(pool), element: None, unit: format!("{unit}/yr") };
        Some(stage(head, &tally, &[By::Region, By::Country, By::Controller]))
    };
    pools.into_iter().filter_map(of).collect()
}

/// Every other good that a process makes, by its own stage.
fn goods(case: &Case, places: &[Place]) -> Vec<StageAnswer> {
    let goods =
        |word: &'static str| case.structure.goods.iter().filter(move |g| g.pool.is_none() && g.stage == word);
    let of = |good: &crate::case::GoodSpec| {
        let tally = Tally::new(case, places, |base| output(case, base, &[good.id.as_str()]))?;
        let unit = format!("{}/yr", good.unit);
        let head = Head { stage: &good.stage, good: Some(&good.id), element: None, unit };
        Some(stage(head, &tally, &[By::Region, By::Country]))
    };
    CHAIN.into_iter().flat_map(goods).filter_map(of).collect()
}

/// What the processes make of some goods [t a year], by index of the process.
fn output(case: &Case, base: &Base, goods: &[&str]) -> Vec<(usize, f64)> {
    let s = &case.structure;
    let counts = |m: usize| s.markets.get(m).is_some_and(|m| goods.contains(&m.good.as_str()));
    let made = |k: usize, p: &ProcessSpec| -> f64 {
        let activity = base.activity.get(k).copied().unwrap_or(0.0);
        let coefficients = base.coefficient.get(k).map_or(&[][..], Vec::as_slice);
        let legs = p.markets.iter().zip(coefficients).filter(|(m, _)| counts(**m));
        legs.map(|(_, a)| a.max(0.0) * activity).sum()
    };
    s.processes.iter().enumerate().map(|(k, p)| (k, made(k, p))).collect()
}

/// Final use of every magnet.
fn uses(case: &Case) -> Vec<StageAnswer> {
    let s = &case.structure;
    let region = |m: usize| s.markets.get(m).map_or("", |m| m.region.as_str());
    let places: Vec<Place> = s.uses.iter().map(|u| place(case, region(u.market), None)).collect();
    let of = |good: &crate::case::GoodSpec| {
        let used = |base: &Base| {
            let here = |m: usize| s.markets.get(m).is_some_and(|m| m.good == good.id);
            let all = s.uses.iter().zip(&base.use_).enumerate();
            all.filter(|(_, (u, _))| here(u.market)).map(|(k, (_, q))| (k, *q)).collect()
        };
        let tally = Tally::new(case, &places, used)?;
        let unit = format!("{}/yr", good.unit);
        let head = Head { stage: "use", good: Some(&good.id), element: None, unit };
        Some(stage(head, &tally, &[By::Region, By::Country]))
    };
    s.goods.iter().filter(|g| g.stage == "magnet").filter_map(of).collect()
}

/// A region's share of all oxide of an element, recycled oxide included: its share of what is mined times
/// the part of the oxide that separation plants make. Nothing if there is no such oxide.
pub(super) fn with_recycling(case: &Case, region: &str, element: &str) -> Option<Interval> {
    let oxide = oxide(case, element)?;
    let wanted = [element.to_string()];
    let share = |base: &Base| {
        let held = |k: usize| case.structure.processes.get(k).is_some_and(|p| p.region == region);
        Some(part(&mined_in(case, base, &wanted), held)? * primary(case, base, oxide)?)
    };
    share(&case.central)?;
    Some(interval(bases(case).filter_map(share)))
}

/// The oxide of an element.
pub(super) fn oxide<'a>(case: &'a Case, element: &str) -> Option<&'a str> {
    let found =
        case.structure.goods.iter().find(|g| g.stage == "oxide" && g.element.as_deref() == Some(element));
    found.map(|g| g.id.as_str())
}

/// The part of an oxide that comes from ore.
fn primary(case: &Case, base: &Base, oxide: &str) -> Option<f64> {
    let from_ore =
        |k: usize| case.structure.processes.get(k).is_some_and(|p| p.kind == ProcessKind::Separation);
    part(&output(case, base, &[oxide]), from_ore)
}

fn part(amounts: &[(usize, f64)], counts: impl Fn(usize) -> bool) -> Option<f64> {
    let whole: f64 = amounts.iter().map(|(_, x)| x).sum();
    let held: f64 = amounts.iter().filter(|(k, _)| counts(*k)).map(|(_, x)| x).sum();
    (whole > 0.0).then(|| held / whole)
}
