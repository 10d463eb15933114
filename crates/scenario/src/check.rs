//! `check`: what a world's rows add up to, and where they do not agree.

use crate::answers::{CheckAnswer, DiagnosticAnswer};
use crate::case::Case;
use crate::compile::{CompileError, compile, rivals_of};
use crate::plan::Plan;
use crate::priors::Priors;
use crate::record::faults;
use oreline_world::rows::{Dated, FlowRole, PriceRole, Provenance};
use oreline_world::{Clock, World};
use std::collections::BTreeMap;

/// Compiles the world as of a date and reports what it found; a world that does not compile is still reported
/// on, with the reason as an error among the diagnostics.
pub fn check(world: &World, clock: Clock, priors: &Priors, priors_hash: &str) -> CheckAnswer {
    let known = world.known(clock.known_at);
    let mut answer = CheckAnswer {
        world: world.meta.id.clone(),
        as_of: clock.as_of.to_string(),
        known_at: clock.known_at.to_string(),
        rows: provenances(&known).count(),
        rows_by_basis: by_basis(&known),
        sources: known.sources.len(),
        ..CheckAnswer::default()
    };
    match compile(world, clock, priors, priors_hash) {
        Ok(case) => fill(&mut answer, &known, &case),
        Err(error) => {
            answer.contradictions = rivals_of(&known);
            answer.diagnostics.push(no_case(&error));
        }
    }
    answer.diagnostics.extend(record(world));
    answer
}

/// Scenarios that quote the record otherwise than its rows; one that does not parse is the reader's business.
fn record(world: &World) -> Vec<DiagnosticAnswer> {
    let plans = world.scenarios.iter().filter_map(|(id, text)| Some((id, Plan::parse(text).ok()?)));
    let of = |(id, plan): (&String, Plan)| {
        let file = format!("scenarios/{id}.toml");
        faults(world, &plan).into_iter().map(move |message| DiagnosticAnswer {
            severity: "error".into(),
            code: "record-differs".into(),
            file: file.clone(),
            row: None,
            column: Some("beside".into()),
            message,
            hint: "write what the rows say, or name the rows that say it".into(),
        })
    };
    plans.flat_map(of).collect()
}

fn no_case(error: &CompileError) -> DiagnosticAnswer {
    DiagnosticAnswer {
        severity: "error".into(),
        code: "no-case".into(),
        file: "world.toml".into(),
        row: None,
        column: None,
        message: error.to_string(),
        hint: "mend the rows it names, or ask for another --as-of or --known-at".into(),
    }
}

fn fill(answer: &mut CheckAnswer, known: &World, case: &Case) {
    answer.base_year = Some(case.base_year);
    answer.rows_unused = unused(known, case.base_year);
    answer.evidence_share = case.evidence.clone();
    answer.contradictions = case.contradictions.clone();
    answer.remarks = case.remarks.clone();
}

fn provenances(world: &World) -> impl Iterator<Item = &Provenance> {
    macro_rules! tables {
        ($($table:ident)+) => {
            std::iter::empty()$(.chain(world.$table.iter().map(Dated::prov)))+
        };
    }
    tables!(actors contents baskets processes recipes alternatives sites routes demands stocks prices rates flows
        costs controls ties acts projects parameters indicators)
}

fn by_basis(world: &World) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for prov in provenances(world) {
        *out.entry(prov.basis.to_string()).or_default() += 1;
    }
    out
}

/// Rows that enter no figure of this base year: context, and claims and prices of other years.
fn unused(world: &World, year: i16) -> usize {
    let flows =
        world.flows.iter().filter(|f| f.role == FlowRole::Context || f.period.whole_year() != Some(year));
    let prices = world.prices.iter().filter(|p| matches!(p.role, PriceRole::Context | PriceRole::Check));
    flows.count() + prices.count()
}
