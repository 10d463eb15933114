//! World to Case: reconcile the flows, split the pooled ore, balance exactly, price, and say what it rests on.
//!
//! The flows are fitted once and then again for shifted
//! evidence; each fit becomes a balanced base of its own, and bases are ordered by the share the world is
//! about, so that one coordinate of a draw picks one. The road not taken: perturbing a balanced base. It no
//! longer balances, and repairing it forgets which claim was doubted.

mod balance;
mod base_year;
mod contradictions;
mod evidence;
mod parts;
mod prices;
mod problem;
mod project;
mod structure;

use crate::case::{Base, Case};
use crate::normal::{score, word};
use crate::priors::Priors;
use crate::reconcile::{Draw, Fit, ProblemError, System, fit, influence, mined, perturbed};
use jiff::civil::Date;
use oreline_world::{Clock, World};
use rayon::prelude::*;

pub(crate) use contradictions::from_rows as rivals_of;

/// Perturbed bases kept in a case.
pub const BASES: usize = 256;
/// Seed of the perturbations: part of the case, not of a run.
const SEED: u64 = 2023;

/// Why a world could not be compiled.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CompileError {
    /// No year can be balanced from what was known.
    #[error(
        "no base year can be fitted as of {as_of}, known at {known_at}: {missing}; choose a later known-at, or \
         add sourced claims for a whole year"
    )]
    NoBaseYear {
        /// Valid date.
        as_of: Date,
        /// Knowledge date.
        known_at: Date,
        /// What was found.
        missing: String,
    },
    /// The tables do not make a network.
    #[error("the tables do not make a network: {0}")]
    Problem(#[from] ProblemError),
    /// The claims cannot be reconciled.
    #[error("the claims of {year} cannot be reconciled: {why}")]
    Unreconciled {
        /// Base year.
        year: i16,
        /// What went wrong.
        why: String,
    },
    /// The reconciled flows cannot be balanced exactly.
    #[error("the flows of {year} cannot be balanced: {why}")]
    Unbalanced {
        /// Base year.
        year: i16,
        /// What went wrong, and where.
        why: String,
    },
    /// The prices cannot be made consistent.
    #[error("prices: {0}")]
    Prices(String),
    /// The base month is not the equilibrium of its own case.
    #[error("the case does not reproduce its base month: {0}")]
    Base(String),
}

/// Everything that the steps share.
struct Ground<'a> {
    world: &'a World,
    /// Priors with the world's own rows in place.
    priors: &'a Priors,
    clock: Clock,
    year: i16,
}

/// Compiles a world as of a date, from what was known at another.
pub fn compile(
    world: &World,
    clock: Clock,
    priors: &Priors,
    priors_hash: &str,
) -> Result<Case, CompileError> {
    compile_with(world, clock, priors, priors_hash, BASES)
}

/// As [`compile`], with another number of perturbed bases: few are enough to look at the centre.
pub fn compile_with(
    world: &World,
    clock: Clock,
    priors: &Priors,
    priors_hash: &str,
    perturbed: usize,
) -> Result<Case, CompileError> {
    let known = world.known(clock.known_at);
    let year = base_year::base_year(&known, clock)?;
    let priors = &structure::with_rows(&known, priors);
    let ground = Ground { world: &known, priors, clock, year };
    let system = System::new(problem::fit_problem(&ground))?;
    let fitted = usable(fit(&system), &ground)?;
    let parts = parts::parts(&ground);
    let central = balance::base(&ground, &parts, &system, &fitted.x, None)?;
    let bases = bases(&ground, &parts, &system, &fitted, perturbed)?;
    let weights = influence(&system, &fitted.x);
    let mut case = Case {
        format: crate::sound::FORMAT,
        world: known.meta.id.clone(),
        world_title: known.meta.title.clone(),
        as_of: clock.as_of,
        known_at: clock.known_at,
        base_year: year,
        data_newest: evidence::newest(&ground, &system),
        focus: known.meta.focus.name.clone(),
        focus_region: known.meta.focus.holder.to_string(),
        priors_hash: priors_hash.to_string(),
        priors: priors.clone(),
        structure: parts.structure.clone(),
        evidence: evidence::shares(&ground, &parts, &system, &weights, &fitted.x, &central),
        assumptions: evidence::assumptions(&ground, &parts, &system, &central),
        offsets: evidence::offsets(&parts, &central),
        objective: fitted.objective,
        remarks: evidence::remarks(&ground, &parts, &system, &fitted, &central),
        rests_on: evidence::rests_on(&ground, &system, &weights),
        contradictions: contradictions::all(&known, &ground, &system, &fitted),
        central,
        bases,
    };
    case.bases.sort_by(|a, b| a.focus_share.total_cmp(&b.focus_share));
    crate::model::fits(&case).map_err(CompileError::Base)?;
    crate::proof::reproduces(&case).map_err(CompileError::Base)?;
    Ok(case)
}

fn usable(fit: Fit, ground: &Ground<'_>) -> Result<Fit, CompileError> {
    if fit.ending.is_usable() {
        return Ok(fit);
    }
    let claims = ground.world.flows.iter().filter(|f| f.period.whole_year() == Some(ground.year));
    let largest = claims.max_by(|a, b| a.est.value().total_cmp(&b.est.value()));
    let suspect = largest.map_or(String::new(), |f| {
        format!(
            "; look for a figure of the wrong size in flows.csv: the largest is '{}', {}",
            f.id,
            f.est.value()
        )
    });
    Err(CompileError::Unreconciled {
        year: ground.year,
        why: format!("the solver found no answer ({:?} after {} passes){suspect}", fit.ending, fit.passes),
    })
}

/// Bases of shifted evidence, one normal per cluster, recipe group, basket and site.
fn bases(
    ground: &Ground<'_>,
    parts: &parts::Parts,
    system: &System,
    fitted: &Fit,
    count: usize,
) -> Result<Vec<Base>, CompileError> {
    (0..count as u64)
        .into_par_iter()
        .map(|k| {
            let z = |name: &String| score(&[SEED, word(name), k]);
            let clusters: Vec<f64> = system.clusters().iter().map(z).collect();
            let groups: Vec<f64> = system.groups().iter().map(z).collect();
            let shifted = perturbed(system, &fitted.x, Draw { clusters: &clusters, groups: &groups });
            let shifted = usable(shifted, ground)?;
            balance::base(ground, parts, system, &shifted.x, Some(k))
        })
        .collect()
}

/// The fit alone, for reports that need no market: the share of the focus holder at a point.
pub(crate) fn focus_share(
    world: &World,
    system: &System,
    x: &[f64],
    grade: impl Fn(&str, &str) -> f64,
) -> f64 {
    mined(system, x, grade).share_of_all(&world.meta.focus.holder)
}
