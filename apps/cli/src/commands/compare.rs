//! The commands that lay things side by side: `compare` and `diff`.

use super::ensemble::watched;
use super::{DONE, open};
use crate::args::{CompareArgs, DiffArgs, Format};
use crate::output;
use anyhow::{Result, bail};
use oreline::{Request, Scenario, brief, folder};
use std::collections::BTreeSet;

/// Scenarios side by side.
pub(super) fn compare(args: &CompareArgs) -> Result<u8> {
    if let Some(out) = &args.out {
        folder::must_be_compare_folder(out)?;
    }
    let opened = open(&args.world)?;
    let named = |name: &String| oreline::scenario(&opened, name);
    let scenarios: Vec<Scenario> = args.scenarios.iter().map(named).collect::<Result<_, _>>()?;
    let plans: Vec<_> = scenarios.into_iter().map(|s| s.plan).collect();
    let different: BTreeSet<&str> = plans.iter().map(|p| p.id.as_str()).collect();
    if different.len() < plans.len() {
        bail!("a scenario is named twice; two different ones are needed to compare");
    }
    let draws = args.draws.unwrap_or(plans[0].draws);
    let request = Request { draws, seed: args.seed, months: args.months, ..Request::default() };
    let answer =
        watched(draws, |watch| oreline::compare(&opened, &plans, args.days.into(), &request, watch))?;
    let json = || folder::json(&answer);
    output::answer(args.format.format, || brief::compare(&answer), json, || brief::csv::compare(&answer))?;
    if let Some(out) = &args.out {
        let line = format!("Comparison: {}", folder::save_compare(out, &answer)?.display());
        if args.format.format == Format::Table {
            output::print(&format!("\n{line}\n"))?;
        } else {
            output::complain(&line);
        }
    }
    Ok(DONE)
}

/// What was learnt between two dates.
pub(super) fn diff(args: &DiffArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let &[then, now] = args.known_at.as_slice() else { bail!("give two days: --known-at EARLIER LATER") };
    let scenario = args.scenario.as_ref().map(|name| oreline::scenario(&opened, name)).transpose()?;
    let draws = scenario.as_ref().map_or(0, |s| args.draws.unwrap_or(s.plan.draws));
    let request = Request { draws, seed: 1, ..Request::default() };
    let asked = scenario.as_ref().map(|s| (&s.plan, &request));
    let answer = watched(draws, |watch| oreline::diff(&opened, [then, now], args.as_of, asked, watch))?;
    let json = || folder::json(&answer);
    output::answer(args.format.format, || brief::diff(&answer), json, || brief::csv::diff(&answer))?;
    Ok(DONE)
}
