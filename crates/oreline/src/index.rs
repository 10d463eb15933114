//! Published methods of criticality on a world: who computes what, from which shares, and what is missing.
//!
//! Two kinds of line stand side by side and are never mixed. A line *of a study* takes a study's own printed inputs
//! and is held against the score that it printed. A line *of the world* takes the same formula to the shares of a
//! day: the balanced flows of the base year, or else the newest older shares on record. No study published it, so
//! it has nothing to be held against. The road not taken: one score for each element. Whoever reads it could not tell
//! whether a mine, a ministry or a committee had moved it.

mod answer;
mod ask;
mod importance;
mod print;
mod record;
mod risk;
mod shares;
mod supply;
mod trade;

use crate::answer::Days;
use crate::bundled;
use crate::error::Error;
use crate::open::Opened;
use oreline_scenario::case::Case;
use oreline_scenario::compile::{self, CompileError};
use oreline_world::{Clock, World};
use record::Record;

pub use answer::{IndexAnswer, IndexInput, IndexLine, schema};
pub use ask::{Ask, Method};
pub use print::{csv, document};

/// What is missing where no year can be balanced; the answer says once why.
const NO_FLOWS: &str = "balanced flows: there is no base year on this day";

/// What every method reads: the rows known on a day, and the balanced flows if a year can be balanced.
struct Ground<'a> {
    record: Record<'a>,
    case: Option<&'a Case>,
    ask: &'a Ask,
}

/// The indices that were asked for.
pub fn index(opened: &Opened, days: Days, ask: &Ask) -> Result<IndexAnswer, Error> {
    let world = opened.world()?;
    let clock = days.clock(&world.meta, None)?;
    let known = world.known(clock.known_at);
    ask::check(&known, ask)?;
    let (case, without) = flows(world, clock)?;
    let ground = Ground { record: Record::new(&known, clock.as_of), case: case.as_ref(), ask };
    let mut lines: Vec<IndexLine> =
        ask.methods().into_iter().flat_map(|method| lines(&ground, method)).collect();
    lines.retain(|line| ask.wants(line));
    Ok(IndexAnswer {
        world: opened.name.clone(),
        as_of: clock.as_of.to_string(),
        known_at: clock.known_at.to_string(),
        base_year: case.as_ref().map(|case| case.base_year),
        no_base_year: without,
        lines,
    })
}

fn lines(ground: &Ground<'_>, method: Method) -> Vec<IndexLine> {
    match method {
        Method::Hhi => shares::lines(ground),
        Method::ImportReliance => trade::reliance(ground),
        Method::EuSr2017 => risk::study_2017(ground),
        Method::EuSr2023 => risk::study_2023(ground),
        Method::EuEi2023 => importance::lines(ground),
        Method::GeoPolRisk => trade::geopolrisk(ground),
    }
}

/// The case of a day; a day without a base year is no error, since governance and older shares remain.
fn flows(world: &World, clock: Clock) -> Result<(Option<Case>, Option<String>), Error> {
    let (priors, hash) = bundled::priors()?;
    match compile::compile(world, clock, &priors, &hash) {
        Ok(case) => Ok((Some(case), None)),
        Err(error @ CompileError::NoBaseYear { .. }) => Ok((None, Some(error.to_string()))),
        Err(error) => Err(Error::Compile(error.to_string())),
    }
}
