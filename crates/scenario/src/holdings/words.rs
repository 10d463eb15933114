//! Who holds what, in sentences: each share with its interval, its year and its meaning.
//!
//! Fixed sentence forms with numbers put in. The road not taken: one headline share. "Half of the world's heavy
//! rare earths" is true of some base years and some meanings, and a sentence without both invites misuse.

use super::stages::{oxide, together, with_recycling};
use super::tally::is_unknown;
use crate::answers::{Interval, ShareAnswer, StageAnswer};
use crate::case::Case;

/// An index above this is called highly concentrated, below the second unconcentrated.
const CONCENTRATED: (f64, f64) = (0.25, 0.15);

/// Sentences, the most important first.
pub(super) fn in_words(case: &Case, elements: &[String], stages: &[StageAnswer]) -> Vec<String> {
    let mut out = Vec::new();
    let all = together(elements);
    if let Some(mined) = stages.iter().find(|s| s.element.as_deref() == Some(all.as_str())) {
        let share = share_of(mined, "region", &case.focus_region);
        out.push(held(case, &symbols(elements), share));
        out.extend(other_meanings(case, elements, stages));
        out.push(half(case, &symbols(elements), share));
        out.extend(controllers(case, &symbols(elements), mined));
        out.push(concentration(&format!("Mined {}", symbols(elements)), mined));
    }
    out.push(concentrated_stages(stages));
    out
}

/// `Dy+Tb`.
pub(super) fn symbols(elements: &[String]) -> String {
    let capital = |e: &String| {
        let mut letters = e.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    elements.iter().map(capital).collect::<Vec<String>>().join("+")
}

pub(super) fn share_of(stage: &StageAnswer, by: &str, name: &str) -> Interval {
    let found = stage.shares.iter().find(|s| s.by == by && s.name == name);
    found.map(|s| s.share).unwrap_or_default()
}

/// `49 % (80 % interval: 42 to 56 %)`.
pub(super) fn percent(i: Interval) -> String {
    let (low, value, high) = (100.0 * i.low, 100.0 * i.value, 100.0 * i.high);
    format!("{value:.0} % (80 % interval: {low:.0} to {high:.0} %)")
}

/// The leading sentence, also the figure behind the focus name.
pub(super) fn held(case: &Case, symbols: &str, share: Interval) -> String {
    let (holder, year) = (case.structure.name(&case.focus_region), case.base_year);
    format!(
        "{holder} has {} of mined {symbols} in {year}, counted as the oxide that can be recovered from what is mined.",
        percent(share)
    )
}

fn other_meanings(case: &Case, elements: &[String], stages: &[StageAnswer]) -> Option<String> {
    let (holder, year) = (&case.focus_region, case.base_year);
    let ore = stages.iter().filter(|s| s.stage == "mined").find_map(|s| Some((s.good.as_deref()?, s)));
    let of_ore = ore.map(|(good, s)| {
        format!("{} of what is dug of {}", percent(share_of(s, "region", holder)), case.structure.name(good))
    });
    let of_oxide = elements.iter().filter_map(|e| {
        let (share, good) = (with_recycling(case, holder, e)?, oxide(case, e)?);
        Some(format!("{} of all {} with recycling", percent(share), case.structure.name(good)))
    });
    let list: Vec<String> = of_ore.into_iter().chain(of_oxide).collect();
    let holder = case.structure.name(holder);
    (!list.is_empty()).then(|| format!("By other meanings {holder} has in {year}: {}.", list.join("; ")))
}

fn half(case: &Case, symbols: &str, share: Interval) -> String {
    let inside = share.low <= 0.5 && 0.5 <= share.high;
    let (side, year) = (if inside { "inside" } else { "outside" }, case.base_year);
    format!(
        "Half lies {side} the 80 % interval for {year}: that {} holds half of mined {symbols} is a statement \
         about the base years for which it lies inside.",
        case.structure.name(&case.focus_region)
    )
}

/// Who holds most on the day described, and how much has no holder on record.
fn controllers(case: &Case, symbols: &str, mined: &StageAnswer) -> Vec<String> {
    let by = || mined.shares.iter().filter(|s| s.by == "controller");
    let day = case.as_of;
    let most = |s: &ShareAnswer| {
        let (actor, year) = (case.structure.name(&s.name), case.base_year);
        format!(
            "By actor, {actor} holds the largest known share on {day}: sites with {} of mined {symbols} of {year}.",
            percent(s.share)
        )
    };
    let unknown: f64 = by().filter(|s| is_unknown(&s.name)).map(|s| s.share.value).sum();
    let largest = by().find(|s| !is_unknown(&s.name)).map(most);
    let rest = (unknown > 0.0).then(|| {
        format!("For {:.0} % of mined {symbols} no holder of the site is on record.", 100.0 * unknown)
    });
    largest.into_iter().chain(rest).collect()
}

fn concentration(what: &str, stage: &StageAnswer) -> String {
    let h = stage.hhi;
    let word = match h.value {
        x if x > CONCENTRATED.0 => "highly concentrated",
        x if x >= CONCENTRATED.1 => "moderately concentrated",
        _ => "not concentrated",
    };
    format!(
        "{what} is {word} by country: HHI {:.2} (80 % interval: {:.2} to {:.2}; above {} is called highly concentrated).",
        h.value, h.low, h.high, CONCENTRATED.0
    )
}

fn concentrated_stages(stages: &[StageAnswer]) -> String {
    let high = stages.iter().filter(|s| s.hhi.value > CONCENTRATED.0).count();
    let count = if high == stages.len() { "All".into() } else { format!("{high} of the") };
    format!("{count} {} stages listed are highly concentrated by country.", stages.len())
}
