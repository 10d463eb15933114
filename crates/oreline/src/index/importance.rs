//! The EU's economic importance, recomputed from a study's end uses.

use super::Ground;
use super::answer::{IndexInput, IndexLine};
use super::ask::Method;
use super::record::{Said, input};
use super::risk::{bounded, held_against};
use oreline_index::Bounded;
use oreline_index::eu::{EndUse, economic_importance};
use oreline_world::rows::{Indicator, IndicatorKind};

const STUDY: &str = "eu-2023";

/// Sectors are measured against the largest.
const LARGEST: f64 = 1.0;

pub(super) fn lines(ground: &Ground<'_>) -> Vec<IndexLine> {
    let elements = ground.record.world.meta.focus.elements.iter();
    elements.map(|element| line(ground, element.as_str())).collect()
}

fn line(ground: &Ground<'_>, element: &str) -> IndexLine {
    let mut inputs = Vec::new();
    let score = score(ground, element, &mut inputs);
    let head = IndexLine {
        method: Method::EuEi2023.word().into(),
        subject: element.into(),
        stage: "use".into(),
        of: "study".into(),
        inputs,
        ..IndexLine::default()
    };
    match ground.record.one(said(IndicatorKind::Importance, element)) {
        Ok(row) => held_against(IndexLine { shares: format!("{STUDY}, {}", row.period), ..head }, row, score),
        Err(missing) => IndexLine { missing: score.err().into_iter().chain([missing]).collect(), ..head },
    }
}

fn said(kind: IndicatorKind, subject: &str) -> Said<'_> {
    Said { study: STUDY, kind, subject, stage: None }
}

fn score(ground: &Ground<'_>, element: &str, inputs: &mut Vec<IndexInput>) -> Result<Bounded, String> {
    let record = &ground.record;
    let rows = record.all(said(IndicatorKind::UseShare, element));
    if rows.is_empty() {
        return Err(format!("use-share of {element} by sector (study {STUDY})"));
    }
    let mut end_use = |row: &&Indicator| -> Result<EndUse, String> {
        let sector = record.one(said(IndicatorKind::ValueAdded, row.part.as_deref().unwrap_or_default()))?;
        inputs.push(input(row, row.est.value()));
        inputs.push(input(sector, sector.est.value()));
        Ok(EndUse { share: bounded(row.est)?, value_added: sector.est.value() })
    };
    let uses = rows.iter().map(&mut end_use).collect::<Result<Vec<EndUse>, String>>()?;
    let substitution = record.one(said(IndicatorKind::SubstitutionImportance, element))?;
    inputs.push(input(substitution, substitution.est.value()));
    economic_importance(&uses, LARGEST, bounded(substitution.est)?).map_err(|error| error.to_string())
}
