//! The EU's study of 2023: supply risk from country shares, trade factors and governance.

use super::material::{ShareRow, Stage, Study, Supply, WINDOW};
use super::reasons::reasons;
use super::{Count, Line, Section};
use anyhow::Result;
use oreline_index::eu::{Mix, supply_risk, weighted_concentration};
use oreline_index::{Bounded, Comparison};
use std::ops::RangeInclusive;
use std::path::Path;

/// Stage values that can be recomputed, and how many of them must come within 0.10.
const COMPUTABLE: usize = 121;
const NEAR: usize = 93;

pub(super) fn section(data: &Path) -> Result<Section> {
    let study = Study::read(data)?;
    let all: Vec<(&Stage, Comparison)> =
        study.stages.iter().map(|stage| (stage, compared(&study, stage))).collect();
    let computable = all.iter().filter(|(_, c)| c.recomputed.is_ok()).count();
    let near = |distance: f64| all.iter().filter(|(_, c)| c.within(distance)).count();
    let inside = all.iter().filter(|(_, c)| c.status() == oreline_index::Status::Inside).count();
    let counts = vec![
        Count::new("stage values recomputed", computable, all.len()).at_least(COMPUTABLE),
        Count::new("within 0.10 of the published score", near(0.10), computable).at_least(NEAR),
        Count::new("within 0.20", near(0.20), computable),
        Count::new("inside the interval of the rounding of the inputs", inside, computable),
    ];
    let lines = all.iter().map(|(stage, c)| line(&study, &all, stage, c)).collect();
    let notes = vec![
        format!("governance is the mean of six estimates over {} to {}", WINDOW.start(), WINDOW.end()),
        "what the shares leave of a whole adds nothing; a country without estimates has governance 5, 0 to 10".into(),
    ];
    Ok(Section { title: "EU supply risk 2023", counts, notes, lines, ..Section::default() })
}

fn line(study: &Study, all: &[(&Stage, Comparison)], stage: &Stage, compared: &Comparison) -> Line {
    let mut line = Line::new(stage.name(), compared);
    if compared.recomputed.is_ok() && !compared.within(0.10) {
        line.reasons = reasons(study, all, stage, compared);
    }
    line
}

fn compared(study: &Study, stage: &Stage) -> Comparison {
    Comparison { published: stage.published, recomputed: recomputed(study, stage, &WINDOW) }
}

/// The score of a stage with the governance of a span of years; else the inputs that are missing.
pub(super) fn recomputed(
    study: &Study,
    stage: &Stage,
    years: &RangeInclusive<i32>,
) -> Result<Bounded, String> {
    let supply = stage.supply.ok_or("it is not said which supply was used")?;
    let wanted = |of: Supply| supply == Supply::Both || supply == of;
    let missing: Vec<&str> = [
        ("no substitution index", stage.substitution.is_none()),
        ("no recycling rate", stage.recycling.is_none()),
        ("no share rows of the world's supply", wanted(Supply::Global) && stage.world.is_empty()),
        ("no share rows of the EU's supply", wanted(Supply::Eu) && stage.eu.is_empty()),
        ("no import reliance", supply == Supply::Both && stage.import_reliance.is_none()),
    ]
    .into_iter()
    .filter_map(|(text, is)| is.then_some(text))
    .collect();
    let (Some(recycling), Some(substitution), true) =
        (stage.recycling, stage.substitution, missing.is_empty())
    else {
        return Err(missing.join(", "));
    };
    mix(study, stage, supply, years)
        .and_then(|mix| supply_risk(mix, recycling, substitution))
        .map_err(|error| error.to_string())
}

fn mix(
    study: &Study,
    stage: &Stage,
    supply: Supply,
    years: &RangeInclusive<i32>,
) -> Result<Mix, oreline_index::IndexError> {
    let of = |rows: &[ShareRow]| weighted_concentration(&study.suppliers(rows, years));
    Ok(match (supply, stage.import_reliance) {
        (Supply::Eu, _) => Mix::Eu(of(&stage.eu)?),
        (Supply::Both, Some(import_reliance)) => {
            Mix::Both { global: of(&stage.world)?, eu: of(&stage.eu)?, import_reliance }
        }
        _ => Mix::Global(of(&stage.world)?),
    })
}
