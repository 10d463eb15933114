//! Why a recomputed score is not the published one, as far as the printed inputs tell.
//!
//! Each reason is a test of the data and none knows a material: an input is changed or doubted, and if the score
//! then meets the published figure, or the rows are plainly not whole, that is said. Several may hold; one that
//! meets the figure comes before one that only doubts a row. With a dozen changes tried, some meet by chance: they
//! are likely reasons, not findings.

use super::material::{ShareRow, Stage, Study, Supply, WINDOW};
use super::study2023::recomputed;
use oreline_index::{Bounded, Comparison, Status};
use std::ops::RangeInclusive;

/// Shares that add up to less than this lack rows.
const WHOLE: f64 = 0.97;

/// Scores that are missed by factors so near each other are missed alike.
const SAME_FACTOR: f64 = 0.03;

/// Other years whose governance the study may have used.
const WINDOWS: [RangeInclusive<i32>; 6] =
    [2012..=2016, 2015..=2019, 2017..=2021, 2016..=2016, 2018..=2018, 2020..=2020];

/// The reasons that hold, the likeliest first; never empty.
pub(super) fn reasons(
    study: &Study,
    all: &[(&Stage, Comparison)],
    stage: &Stage,
    compared: &Comparison,
) -> Vec<String> {
    let mut out = Vec::new();
    if compared.status() == Status::Inside {
        out.push("the rounding of the printed inputs spans the published figure".into());
    }
    out.extend(changed_inputs(study, all, stage));
    out.extend(doubtful_rows(stage));
    out.extend(same_rows(all, stage, compared));
    out.extend(needed(study, stage, compared));
    out
}

/// What would meet the published figure.
fn changed_inputs(study: &Study, all: &[(&Stage, Comparison)], stage: &Stage) -> Vec<String> {
    let meets = |changed: &Stage, years: &RangeInclusive<i32>| {
        recomputed(study, changed, years).is_ok_and(|score| score.meets(stage.published))
    };
    let mut out = Vec::new();
    for (what, changed) in changes(all, stage) {
        if meets(&changed, &WINDOW) {
            out.push(format!("met with {what}"));
        }
    }
    let years = WINDOWS.iter().find(|years| meets(stage, years));
    let span = |y: &RangeInclusive<i32>| match y.start() == y.end() {
        true => y.start().to_string(),
        false => format!("{} to {}", y.start(), y.end()),
    };
    out.extend(years.map(|y| format!("met with the governance of {}", span(y))));
    out
}

fn changes(all: &[(&Stage, Comparison)], stage: &Stage) -> Vec<(String, Stage)> {
    let mut out = Vec::new();
    let mut add = |what: &str, changed: Stage| out.push((what.to_owned(), changed));
    for supply in [Supply::Global, Supply::Eu, Supply::Both] {
        if Some(supply) != stage.supply {
            add(supply.word(), Stage { supply: Some(supply), ..stage.clone() });
        }
    }
    add("no recycling", Stage { recycling: Bounded::exact(0.0).ok(), ..stage.clone() });
    let substitution = stage.other_substitution;
    add("the substitution index of economic importance", Stage { substitution, ..stage.clone() });
    add("no trade factors", without_trade(stage));
    let all_imported = Bounded::exact(1.0).ok();
    add("an import reliance of 100 %", Stage { import_reliance: all_imported, ..stage.clone() });
    let other = all.iter().find(|(s, _)| s.material == stage.material && s.stage != stage.stage);
    if let Some((other, _)) = other {
        let import_reliance = other.import_reliance;
        add("the import reliance of the other stage", Stage { import_reliance, ..stage.clone() });
        let (world, eu) = (other.world.clone(), other.eu.clone());
        add("the country shares of the other stage", Stage { world, eu, ..stage.clone() });
    }
    out
}

fn without_trade(stage: &Stage) -> Stage {
    let mut changed = stage.clone();
    if let Ok(one) = Bounded::exact(1.0) {
        changed.world.iter_mut().chain(&mut changed.eu).for_each(|row| row.trade = one);
    }
    changed
}

/// Rows that are plainly not what they should be.
fn doubtful_rows(stage: &Stage) -> Vec<String> {
    let uses = |of: Supply| stage.supply == Some(Supply::Both) || stage.supply == Some(of);
    let mut out = Vec::new();
    for (name, rows, used) in
        [("world", &stage.world, uses(Supply::Global)), ("EU", &stage.eu, uses(Supply::Eu))]
    {
        let sum: f64 = rows.iter().map(|row| row.share.point()).sum();
        if used && sum < WHOLE {
            out.push(format!(
                "share rows of the {name} supply are missing: they add up to {:.0} %",
                100.0 * sum
            ));
        }
    }
    if uses(Supply::Eu) && repeats(&stage.eu, &stage.world) {
        out.push("the EU's shares repeat the world's".into());
    }
    if let (true, Some(group)) = (uses(Supply::Eu), &stage.group) {
        out.push(format!("EU shares are those of the group {group}; none of its own were printed"));
    }
    out
}

/// Whether the leading shares of one supply are those of the other, rounded.
fn repeats(eu: &[ShareRow], world: &[ShareRow]) -> bool {
    let same = |row: &&ShareRow| {
        world.iter().any(|w| w.country == row.country && (w.share.point() - row.share.point()).abs() <= 0.006)
    };
    let leading = || eu.iter().filter(|row| row.share.point() >= 0.02);
    leading().count() >= 2 && leading().all(|row| same(&row))
}

/// Other scores from the very same rows: where they are met the published figures contradict each other, where
/// they are missed by the same factor the rows are not those that the scores were made of.
fn same_rows(all: &[(&Stage, Comparison)], stage: &Stage, compared: &Comparison) -> Vec<String> {
    let twin = |s: &Stage| {
        s.material != stage.material
            && s.stage == stage.stage
            && s.supply == stage.supply
            && s.world == stage.world
            && s.eu == stage.eu
    };
    let factor = |c: &Comparison| Some(c.published.point() / c.recomputed.as_ref().ok()?.point());
    let own = factor(compared);
    let alike = |c: &Comparison| own.zip(factor(c)).is_some_and(|(a, b)| (a / b - 1.0).abs() <= SAME_FACTOR);
    let named = |of: &dyn Fn(&Comparison) -> bool| {
        let twins = all.iter().filter(|(s, c)| twin(s) && of(c));
        twins.map(|(s, _)| s.material.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (met, missed) = (named(&|c| c.within(0.10)), named(&|c| !c.within(0.10) && alike(c)));
    let mut out = Vec::new();
    if !met.is_empty() {
        out.push(format!("the same share rows meet the score of {met}"));
    }
    if !missed.is_empty() {
        out.push(format!("the same share rows miss the score of {missed} by the same factor"));
    }
    out
}

/// What the concentration would have to be, and with it the largest share where one supply alone counts.
fn needed(study: &Study, stage: &Stage, compared: &Comparison) -> Option<String> {
    let score = compared.recomputed.as_ref().ok()?.point();
    let rest = stage.recycling?.rest().point() * stage.substitution?.point();
    if rest <= 0.0 || score <= 0.0 {
        return None;
    }
    let (needs, has) = (stage.published.point() / rest, score / rest);
    let text =
        format!("the published score needs a concentration of {needs:.2}, the printed rows give {has:.2}");
    let rows = match stage.supply? {
        Supply::Global => &stage.world,
        Supply::Eu => &stage.eu,
        Supply::Both => return Some(text),
    };
    let largest = rows.iter().max_by(|a, b| a.share.point().total_cmp(&b.share.point()))?;
    let weight = study.governance_of(&largest.country, &WINDOW)? * largest.trade.point();
    let share = largest.share.point();
    let square = share * share + (needs - has) / weight;
    if !(0.0..=1.0).contains(&square) {
        return Some(text);
    }
    let (now, then) = (100.0 * share, 100.0 * square.sqrt());
    Some(format!("{text}: {then:.0} % for {} in place of {now:.0} %", largest.country))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(country: &str, share: f64, trade: f64) -> ShareRow {
        ShareRow {
            country: country.into(),
            share: Bounded::share(share, 0.0).unwrap(),
            trade: Bounded::exact(trade).unwrap(),
        }
    }

    #[test]
    fn rows_that_lack_or_repeat_are_named() {
        let whole = [share("A", 0.8, 1.0), share("B", 0.2, 1.0)];
        assert!(repeats(&whole, &whole));
        assert!(!repeats(&[share("A", 0.8, 1.0), share("B", 0.1, 1.0)], &whole));
        let stage = Stage {
            material: "invented".into(),
            stage: "E",
            published: Bounded::amount(1.0, 0.05).unwrap(),
            supply: Some(Supply::Both),
            import_reliance: Bounded::exact(0.5).ok(),
            recycling: Bounded::exact(0.0).ok(),
            substitution: Bounded::exact(1.0).ok(),
            other_substitution: None,
            world: whole.to_vec(),
            eu: vec![share("A", 0.09, 1.0)],
            group: Some("GRP".into()),
        };
        let found = doubtful_rows(&stage).join("; ");
        assert!(found.contains("add up to 9 %") && found.contains("group GRP"), "{found}");
        let only = Stage { supply: Some(Supply::Global), ..stage.clone() };
        assert_eq!(doubtful_rows(&only), Vec::<String>::new());
        let met = Comparison { published: stage.published, recomputed: Ok(stage.published) };
        let twin = Stage { material: "twin".into(), ..stage.clone() };
        let missed = Comparison {
            published: stage.published,
            recomputed: Bounded::exact(2.0).map_err(|e| e.to_string()),
        };
        let found = same_rows(&[(&twin, met), (&twin, missed.clone())], &stage, &missed);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(without_trade(&stage).eu[0].trade.point() == 1.0);
    }
}
