//! Concentration by country, stage by stage.

use super::answer::IndexLine;
use super::ask::Method;
use super::record::Record;
use super::supply::{Picture, of_mines};
use super::{Ground, NO_FLOWS};
use oreline_scenario::holdings;
use oreline_world::rows::{Basis, IndicatorKind};

/// A country that stands for several is worth a remark from this share on.
const WORTH: f64 = 0.01;

pub(super) fn lines(ground: &Ground<'_>) -> Vec<IndexLine> {
    let mut out = balanced(ground);
    out.extend(mines(ground));
    out
}

/// The same figures as `oreline show`.
fn balanced(ground: &Ground<'_>) -> Vec<IndexLine> {
    let Some(case) = ground.case else {
        return vec![IndexLine { missing: vec![NO_FLOWS.into()], ..line("mined", &focus(&ground.record)) }];
    };
    let show = holdings::show(ground.record.world, case);
    let of = |stage: &oreline_scenario::answers::StageAnswer| {
        let subject = stage.element.as_deref().or(stage.good.as_deref()).unwrap_or_default();
        let groups = stage.shares.iter().filter(|s| s.by == "country" && s.share.value >= WORTH);
        IndexLine {
            shares: format!("flows of {}", case.base_year),
            value: Some(stage.hhi),
            notes: group_notes(&ground.record, groups.map(|s| s.name.as_str())),
            ..line(&stage.stage, subject)
        }
    };
    show.stages.iter().map(of).collect()
}

/// What countries mined, all rare earths together, in a year that may lie before the first base year.
fn mines(ground: &Ground<'_>) -> Option<IndexLine> {
    let supply = of_mines(&ground.record)?;
    let value = supply.spread(hhi);
    Some(IndexLine {
        shares: supply.from.clone(),
        value,
        inputs: supply.inputs,
        notes: vec![
            "all rare earths by weight of oxide: mostly light ones, whatever the element asked for".into(),
        ],
        ..line("mined", "reo")
    })
}

/// Concentration of the world's amounts.
pub(super) fn hhi(picture: &Picture) -> Option<f64> {
    let amounts: Vec<f64> = picture.world.values().copied().collect();
    oreline_index::hhi(&amounts).ok()
}

/// All elements that the world is about.
pub(super) fn focus(record: &Record<'_>) -> String {
    let elements: Vec<&str> = record.world.meta.focus.elements.iter().map(|e| e.as_str()).collect();
    elements.join("+")
}

fn line(stage: &str, subject: &str) -> IndexLine {
    IndexLine {
        method: Method::Hhi.word().into(),
        stage: stage.into(),
        subject: subject.into(),
        of: "world".into(),
        ..IndexLine::default()
    }
}

/// A remark on every country that stands for several.
pub(super) fn group_notes<'a>(record: &Record<'_>, countries: impl Iterator<Item = &'a str>) -> Vec<String> {
    let assumed = |country: &&str| {
        let row = record.newest(IndicatorKind::Governance, country);
        row.is_some_and(|row| row.prov.basis == Basis::Assumed)
    };
    let names: Vec<&str> = countries.filter(assumed).collect();
    let text = |name: &&str| format!("'{name}' stands for several countries counted as one: an upper bound");
    names.iter().map(text).collect()
}
