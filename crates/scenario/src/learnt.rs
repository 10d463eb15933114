//! What a world learnt between two dates, and what that changes: rows, spells, contradictions, shares, prices.
//!
//! Both sides are compiled as they would have been on their day. The road not taken: a diff of files. It would show
//! what the compilers typed, not what the public could know.

use crate::answers::{
    Both, ContradictionAnswer, LearntAnswer, LearntEnd, LearntHolder, LearntPrice, LearntShare, LearntTable,
    RunAnswer, ShowAnswer, WhyRow,
};
use crate::case::Case;
use crate::holdings::{rows_of, show};
use crate::summary::names;
use oreline_world::World;
use std::collections::{BTreeMap, BTreeSet};

/// A share that moves by less is not listed.
const MOVED: f64 = 0.005;

/// What `then` did not know and `now` does; `world` is the full world that both cases were made from.
pub fn learnt(world: &World, then: &Case, now: &Case) -> LearntAnswer {
    let shown = Both { then: show(world, then), now: show(world, now) };
    let gone = |a: &[ContradictionAnswer], b: &[ContradictionAnswer]| -> Vec<ContradictionAnswer> {
        let there: BTreeSet<&str> = b.iter().map(|c| c.quantity.as_str()).collect();
        a.iter().filter(|c| !there.contains(c.quantity.as_str())).cloned().collect()
    };
    LearntAnswer {
        world: now.world.clone(),
        world_title: now.world_title.clone(),
        known_at: Both { then: then.known_at.to_string(), now: now.known_at.to_string() },
        as_of: Both { then: then.as_of.to_string(), now: now.as_of.to_string() },
        base_year: Both { then: then.base_year, now: now.base_year },
        evidence: Both { then: whole(then), now: whole(now) },
        learnt: tables(world, then, now),
        ended: ended(world, then, now),
        appeared: gone(&now.contradictions, &then.contradictions),
        went: gone(&then.contradictions, &now.contradictions),
        shares: shares(&shown),
        holders: holders(&shown),
        prices: Vec::new(),
        scenario: None,
        names: names(now),
    }
}

fn whole(case: &Case) -> crate::answers::EvidenceShare {
    case.evidence.get("all").copied().unwrap_or_default()
}

/// Rows that are known now and were not then, by file.
fn tables(world: &World, then: &Case, now: &Case) -> Vec<LearntTable> {
    let old: BTreeSet<String> = rows_of(&world.known(then.known_at)).into_iter().map(|r| r.at).collect();
    let mut by_file: BTreeMap<String, Vec<WhyRow>> = BTreeMap::new();
    for row in rows_of(&world.known(now.known_at)) {
        if !old.contains(&row.at) {
            let file = row.at.split(':').next().unwrap_or_default().to_string();
            by_file.entry(file).or_default().push(row);
        }
    }
    by_file.into_iter().map(|(file, rows)| LearntTable { file, rows }).collect()
}

fn ended(world: &World, then: &Case, now: &Case) -> Vec<LearntEnd> {
    let old = world.known(then.known_at);
    let open = |id: &str| old.controls.iter().any(|c| c.id == *id && c.to.is_none());
    let new = world.known(now.known_at);
    let ended = new.controls.iter().filter(|c| c.to.is_some() && open(&c.id));
    ended
        .map(|c| LearntEnd {
            row: c.id.to_string(),
            site: c.site.to_string(),
            actor: c.actor.to_string(),
            to: c.to.map(|d| d.to_string()).unwrap_or_default(),
        })
        .collect()
}

/// Shares that differ, the largest change first.
fn shares(shown: &Both<ShowAnswer>) -> Vec<LearntShare> {
    type Key = (String, String, String, String);
    let list = |answer: &ShowAnswer| -> BTreeMap<Key, crate::answers::Interval> {
        let of = |s: &crate::answers::StageAnswer| s.element.clone().or(s.good.clone()).unwrap_or_default();
        let stage = |s: &crate::answers::StageAnswer| {
            let (name, of) = (s.stage.clone(), of(s));
            s.shares
                .iter()
                .map(move |x| ((name.clone(), of.clone(), x.by.clone(), x.name.clone()), x.share))
                .collect::<Vec<_>>()
        };
        answer.stages.iter().flat_map(stage).collect()
    };
    let (then, now) = (list(&shown.then), list(&shown.now));
    let keys: BTreeSet<&Key> = then.keys().chain(now.keys()).collect();
    let share = |key: &Key| LearntShare {
        stage: key.0.clone(),
        of: key.1.clone(),
        by: key.2.clone(),
        name: key.3.clone(),
        share: Both { then: then.get(key).copied(), now: now.get(key).copied() },
    };
    let moved = |s: &LearntShare| {
        let of = |i: &Option<crate::answers::Interval>| i.map_or(0.0, |x| x.value);
        (of(&s.share.now) - of(&s.share.then)).abs()
    };
    // A country that is one region says the same twice.
    let told = |s: &LearntShare| {
        let region = |k: &&Key| k.0 == s.stage && k.1 == s.of && k.2 == "region";
        s.by == "country" && keys.iter().filter(|k| region(k)).any(|k| share(k).share == s.share)
    };
    let differs = |s: &LearntShare| moved(s) > MOVED && !told(s);
    let mut all: Vec<LearntShare> = keys.iter().map(|k| share(k)).filter(differs).collect();
    all.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    all
}

fn holders(shown: &Both<ShowAnswer>) -> Vec<LearntHolder> {
    let holder = |answer: &ShowAnswer, id: &str| {
        answer.sites.iter().find(|s| s.id == id).and_then(|s| s.controller.clone())
    };
    let both = |s: &crate::answers::SiteAnswer| LearntHolder {
        site: s.id.clone(),
        name: s.name.clone(),
        held_by: Both { then: holder(&shown.then, &s.id), now: s.controller.clone() },
    };
    shown.now.sites.iter().map(both).filter(|h| h.held_by.then != h.held_by.now).collect()
}

/// The prices of one scenario run at both dates with the same draws, by months after the base month.
pub fn prices(then: &RunAnswer, now: &RunAnswer) -> Vec<LearntPrice> {
    let mut out = Vec::new();
    for m in now.markets.iter().filter(|m| now.headline.contains(&m.id())) {
        let Some(old) = then.markets.iter().find(|x| x.good == m.good && x.region == m.region) else {
            continue;
        };
        let last = now.months.len().min(then.months.len()).saturating_sub(1);
        let mut months = vec![last.min(3), last.min(6), last];
        months.dedup();
        out.extend(months.into_iter().map(|k| LearntPrice {
            good: m.good.clone(),
            region: m.region.clone(),
            months_after: k,
            price_ratio_to_baseline: Both {
                then: old.price_ratio_to_baseline.band(k),
                now: m.price_ratio_to_baseline.band(k),
            },
        }));
    }
    out
}
