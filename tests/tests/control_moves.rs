//! A change of control moved or deleted in a copy of the world: what the map, the receipts and the cut make of it.
#![allow(clippy::unwrap_used)]

use oreline::answers::{BriefAnswer, RunAnswer};
use oreline::{Days, Request, Watch};
use oreline_tests::WorldCopy;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The heavy-rare-earths world with its lines of control rewritten: nothing drops a line.
fn changed(line: impl Fn(&str) -> Option<String>) -> WorldCopy {
    let world = WorldCopy::of("heavy-rare-earths");
    world.edit("controls.csv", |text| {
        let kept: Vec<String> = text.lines().filter_map(line).collect();
        kept.join("\n") + "\n"
    });
    world
}

fn days(as_of: &str, known_at: &str) -> Days {
    Days { as_of: Some(as_of.parse().unwrap()), known_at: Some(known_at.parse().unwrap()) }
}

fn brief(world: &Path, scenario: &str, days: Days) -> BriefAnswer {
    let opened = oreline::open(world.to_str().unwrap()).unwrap();
    let scenario = oreline::scenario(&opened, scenario).unwrap();
    let case = oreline::compile(&opened, Some(&scenario.plan), days).unwrap();
    let request = Request { draws: 12, seed: 1, months: Some(8), ..Request::default() };
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    let run = oreline::run(&case, &scenario.plan, &request, &watch).unwrap();
    oreline::brief_of(&opened, &case, &scenario.plan, run).unwrap()
}

fn as_it_is(line: &str) -> Option<String> {
    Some(line.to_string())
}

/// Pangwa falls a month later than on record; everything else stays.
fn a_month_later(line: &str) -> Option<String> {
    let pangwa = line.split(',').nth(1) == Some("pangwa");
    Some(if pangwa { line.replace("2024-10-19", "2024-11-19") } else { line.into() })
}

/// Pangwa never fell: the later spell is deleted, and the earlier one has no end.
fn never(line: &str) -> Option<String> {
    let cells: Vec<&str> = line.splitn(7, ',').collect();
    match cells.get(1..3) {
        Some(["pangwa", "kio-kia"]) => return None,
        Some(["pangwa", "kachin-bgf"]) => {}
        _ => return Some(line.into()),
    }
    let open = [cells[0], cells[1], cells[2], cells[3], "", "", cells[6]];
    Some(open.join(","))
}

fn holder<'a>(run: &'a RunAnswer, site: &str) -> Option<&'a str> {
    run.places.iter().find(|p| p.id == site).unwrap().controller.as_deref()
}

fn levies(run: &RunAnswer, actor: &str) -> f64 {
    let account = run.actors.iter().find(|a| a.actor == actor && a.account == "levies");
    account.and_then(|a| a.total).map_or(0.0, |t| t.p50)
}

#[test]
fn a_month_later_moves_the_map_of_that_day_and_the_receipts() {
    let (told, moved) = (changed(as_it_is), changed(a_month_later));
    let day = days("2024-11-01", "2024-12-31");
    let [a, b] = [&told, &moved].map(|w| brief(&w.path(), "pangwa-2024", day));
    assert_eq!(holder(&a.run, "pangwa"), Some("kio-kia"));
    assert_eq!(holder(&b.run, "pangwa"), Some("kachin-bgf"));
    let day = days("2024-09-30", "2024-12-31");
    let [a, b] = [&told, &moved].map(|w| brief(&w.path(), "pangwa-2024", day));
    assert!(
        levies(&b.run, "kio-kia") < levies(&a.run, "kio-kia"),
        "{} {}",
        levies(&a.run, "kio-kia"),
        levies(&b.run, "kio-kia")
    );
    assert!(
        levies(&b.run, "kachin-bgf") > levies(&a.run, "kachin-bgf"),
        "{} {}",
        levies(&a.run, "kachin-bgf"),
        levies(&b.run, "kachin-bgf")
    );
    // The same ore passes; only its receiver changes.
    let both = |r: &RunAnswer| levies(r, "kio-kia") + levies(r, "kachin-bgf");
    assert!((both(&a.run) / both(&b.run) - 1.0).abs() < 0.05, "{} {}", both(&a.run), both(&b.run));
}

#[test]
fn without_it_the_shares_and_the_cut_change() {
    let (told, not) = (changed(as_it_is), changed(never));
    let [a, b] = [&told, &not].map(|w| brief(&w.path(), "kachin-cutoff", Days::default()));
    assert_eq!(holder(&b.run, "pangwa"), Some("kachin-bgf"));
    let hit = |r: &RunAnswer| r.places.iter().find(|p| p.id == "pangwa").unwrap().hit;
    assert!(hit(&a.run) && !hit(&b.run));
    let price = |r: &RunAnswer| {
        let m = r.markets.iter().find(|m| m.good == "dy-oxide" && m.region == "china").unwrap();
        m.price_ratio_to_baseline.p50[6]
    };
    assert!(price(&b.run) < price(&a.run), "{} {}", price(&a.run), price(&b.run));
    let by_controller = |w: &WorldCopy| {
        let shown =
            oreline::show(&oreline::open(w.path().to_str().unwrap()).unwrap(), Days::default()).unwrap();
        let stage = shown.stages.iter().find(|s| s.element.as_deref() == Some("dy+tb")).unwrap();
        let of = |name: &str| {
            stage
                .shares
                .iter()
                .find(|s| s.by == "controller" && s.name == name)
                .map_or(0.0, |s| s.share.value)
        };
        (of("kio-kia"), of("kachin-bgf"))
    };
    let (before, after) = (by_controller(&told), by_controller(&not));
    assert!(after.0 < before.0 && after.1 > before.1, "{before:?} {after:?}");
}
