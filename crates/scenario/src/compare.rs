//! Scenarios side by side under the same draws, so that differences are those of the acts and not of chance.
//!
//! Differences are taken draw by draw and then summed up. The road not taken: comparing medians of separate
//! ensembles. Chance would then be as large as most differences.

use crate::answers::{
    Band, CompareAnswer, ComparedMarket, ComparedScenario, ComparedShortage, ComparedSum, Fan, LABEL,
};
use crate::case::{Case, MarketId};
use crate::ensemble::{Request, RunError, Watch, outcomes, own_inputs};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::summary::{SHORTAGE, band, headline, names};
use crate::timing::label;
use std::collections::BTreeSet;

/// A shortage that no scenario makes likelier than this is not listed.
const LIKELY: f64 = 0.1;

/// Runs every plan on one case with the same draws, and compares them with the first.
///
/// # Errors
/// As [`crate::ensemble::run`].
pub fn compare(
    case: &Case,
    plans: &[Plan],
    request: &Request,
    watch: &Watch<'_>,
) -> Result<CompareAnswer, RunError> {
    let months = request.months.unwrap_or_else(|| plans.iter().map(|p| p.months).max().unwrap_or(1));
    let request = Request { months: Some(months), first: shared(plans), ..request.clone() };
    let all = plans.iter().enumerate().map(|(k, plan)| {
        let told = |done: usize, total: usize| (watch.progress)(k * total + done, plans.len() * total);
        outcomes(case, plan, &request, &Watch { progress: &told, stop: watch.stop })
    });
    let common = common(all.collect::<Result<Vec<_>, _>>()?);
    if common.first().is_none_or(Vec::is_empty) {
        return Err(RunError::Unsolved);
    }
    Ok(answer(case, plans, &request, months, &common))
}

/// Names of the inputs that acts of two plans or more have, in order of first mention. Those of all plans alone
/// would not do: what the first and the third share must not shift because the second has it not.
fn shared(plans: &[Plan]) -> Vec<String> {
    let mut seen: Vec<(String, usize)> = Vec::new();
    for (name, _) in plans.iter().flat_map(|plan| plan.acts.iter().flat_map(own_inputs)) {
        match seen.iter_mut().find(|(n, _)| *n == name) {
            Some((_, times)) => *times += 1,
            None => seen.push((name, 1)),
        }
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| name).collect()
}

/// The draws that were solved under every scenario, in the same order.
fn common(runs: Vec<Vec<Outcome>>) -> Vec<Vec<Outcome>> {
    let solved = |run: &Vec<Outcome>| run.iter().map(|o| o.draw.index).collect::<BTreeSet<u64>>();
    let mut shared: Option<BTreeSet<u64>> = None;
    for run in &runs {
        let own = solved(run);
        shared = Some(shared.map_or(own.clone(), |s| s.intersection(&own).copied().collect()));
    }
    let shared = shared.unwrap_or_default();
    runs.into_iter().map(|run| run.into_iter().filter(|o| shared.contains(&o.draw.index)).collect()).collect()
}

fn answer(
    case: &Case,
    plans: &[Plan],
    request: &Request,
    months: usize,
    runs: &[Vec<Outcome>],
) -> CompareAnswer {
    let mut leading: Vec<MarketId> = Vec::new();
    for market in plans.iter().flat_map(|plan| headline(case, plan)) {
        if !leading.contains(&market) {
            leading.push(market);
        }
    }
    let scenario = |p: &Plan| ComparedScenario {
        id: p.id.clone(),
        title: p.title.clone(),
        question: p.question.clone(),
    };
    CompareAnswer {
        world: case.world.clone(),
        world_title: case.world_title.clone(),
        label: LABEL.into(),
        as_of: case.as_of.to_string(),
        known_at: case.known_at.to_string(),
        base_year: case.base_year,
        seed: request.seed,
        draws: runs.first().map_or(0, Vec::len),
        priors_hash: case.priors_hash.clone(),
        scenarios: plans.iter().map(scenario).collect(),
        months: (0..=months).map(|m| label(case.as_of, m)).collect(),
        names: names(case),
        markets: leading.into_iter().map(|k| market(case, runs, k, months)).collect(),
        shortages: shortages(case, runs),
        actors: sums(runs, |o| o.actors.iter().map(|((a, b), v)| (a.clone(), b.clone(), *v)).collect()),
        region_losses: sums(runs, |o| o.losses.iter().map(|(r, v)| (r.clone(), "loss".into(), *v)).collect()),
    }
}

fn market(case: &Case, runs: &[Vec<Outcome>], k: MarketId, months: usize) -> ComparedMarket {
    let ratio =
        |run: &[Outcome], m: usize| -> Vec<f64> { run.iter().map(|o| o.months[m].ratio[k]).collect() };
    let against = |run: &[Outcome], m: usize| -> Vec<f64> {
        let pairs = ratio(run, m).into_iter().zip(ratio(&runs[0], m));
        pairs.map(|(b, a)| b - a).collect()
    };
    let above = |run: &[Outcome]| -> Vec<f64> {
        let share = |m| against(run, m).iter().filter(|d| **d > 0.0).count() as f64 / run.len() as f64;
        (0..=months).map(share).collect()
    };
    let spec = &case.structure.markets[k];
    ComparedMarket {
        good: spec.good.clone(),
        region: spec.region.clone(),
        price_ratio_to_baseline: runs.iter().map(|run| Fan::of(months + 1, |m| ratio(run, m))).collect(),
        difference: runs.iter().skip(1).map(|run| Fan::of(months + 1, |m| against(run, m))).collect(),
        above_first: runs.iter().skip(1).map(|run| above(run)).collect(),
    }
}

fn shortages(case: &Case, runs: &[Vec<Outcome>]) -> Vec<ComparedShortage> {
    let s = &case.structure;
    let probability = |run: &Vec<Outcome>, u: usize| {
        let short = |o: &&Outcome| o.months.iter().any(|m| m.unserved_use[u] > SHORTAGE);
        run.iter().filter(short).count() as f64 / run.len() as f64
    };
    let one = |u: usize| ComparedShortage {
        good: s.markets[s.uses[u].market].good.clone(),
        region: s.markets[s.uses[u].market].region.clone(),
        use_: s.uses[u].name.clone(),
        probability: runs.iter().map(|run| probability(run, u)).collect(),
    };
    let most = |x: &ComparedShortage| x.probability.iter().copied().fold(0.0, f64::max);
    let named = (0..s.uses.len()).filter(|u| s.uses[*u].name != crate::summary::OUTLET);
    let mut all: Vec<ComparedShortage> = named.map(one).filter(|x| most(x) > LIKELY).collect();
    all.sort_by(|a, b| most(b).total_cmp(&most(a)));
    all
}

/// Sums of money by who and account.
fn sums(runs: &[Vec<Outcome>], of: impl Fn(&Outcome) -> Vec<(String, String, f64)>) -> Vec<ComparedSum> {
    let keys: BTreeSet<(String, String)> =
        runs.iter().flatten().flat_map(&of).map(|(who, account, _)| (who, account)).collect();
    let values = |run: &Vec<Outcome>, key: &(String, String)| -> Vec<f64> {
        let one =
            |o: &Outcome| of(o).into_iter().find(|(a, b, _)| *a == key.0 && *b == key.1).map_or(0.0, |x| x.2);
        run.iter().map(one).collect()
    };
    let one = |key: &(String, String)| {
        let each: Vec<Vec<f64>> = runs.iter().map(|run| values(run, key)).collect();
        let against = |v: &Vec<f64>| band(v.iter().zip(&each[0]).map(|(b, a)| b - a));
        ComparedSum {
            who: key.0.clone(),
            account: key.1.clone(),
            unit: "million USD".into(),
            change_vs_baseline: each.iter().map(|v| band(v.iter().copied())).collect(),
            difference: each.iter().skip(1).map(against).collect(),
        }
    };
    let size = |x: &ComparedSum| x.difference.iter().map(|d: &Band| d.p50.abs()).fold(0.0, f64::max);
    let mut all: Vec<ComparedSum> = keys.iter().map(one).collect();
    all.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.who.cmp(&b.who)));
    all
}
