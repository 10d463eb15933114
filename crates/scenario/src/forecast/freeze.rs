//! From a question to a frozen entry: the same ensemble as `run`, reduced to 100 quantiles of one number.
//!
//! The outcome will be a quote, and quotes of different assessments differ by tax, freight and taste. So what is
//! forecast is a ratio to one named row of the world, and the outcome is given in that row's unit. The road not
//! taken: prices in dollars. Exchange rates and tax rules would be forecast along, unasked.

use super::{Baselines, Entry, Forecast, MadeWith, Month, QUANTILES, Reference, Refused, Seal, Target};
use super::{is_id, line};
use crate::case::{Case, MarketId};
use crate::ensemble::{Request, Watch, series};
use crate::plan::Plan;
use crate::summary::quantile;
use jiff::civil::Date;
use oreline_world::World;
use oreline_world::rows::{Price, PriceRole};
use std::sync::atomic::Ordering;

/// Fewest draws that 100 quantiles can be read from.
pub const LEAST_DRAWS: usize = 100;
/// Furthest that a reference may lie from the base month [months]: what happened between is known, not forecast.
const MOST_APART: i32 = 3;
/// Numbers are frozen to five decimals, beyond what draws can tell.
const DECIMALS: f64 = 1e5;
const MEASURE: &str = "path-ratio:";

/// A question as it is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Id; made from market, month and threshold if left out.
    pub id: Option<String>,
    /// The question in words.
    pub question: String,
    /// The public quote that will settle it; later quotes of the reference's kind if left out.
    pub settled_by: Option<String>,
    /// `path-ratio:good@region`, or the market alone.
    pub output: String,
    /// Target month.
    pub month: Month,
    /// Ratio to the reference whose crossing is asked for.
    pub threshold: Option<f64>,
    /// Row of a price to measure from; the market's last quote if left out.
    pub reference: Option<String>,
    /// Day of the forecast; the world's edition if left out.
    pub made_on: Option<Date>,
    /// Day by which it should be settled.
    pub resolves_by: Date,
    /// Draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
}

/// What only a reader of files knows, and which words a run of this program carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What kind of statement it is; that of a run.
    pub label: String,
    /// Version of the program.
    pub oreline: String,
    /// SHA-256 of the case.
    pub case: String,
    /// SHA-256 of the scenario's text.
    pub scenario: String,
}

/// Runs the ensemble and freezes its answer.
pub fn freeze(
    world: &World,
    case: &Case,
    plan: &Plan,
    asked: &Asked,
    stamp: &Stamp,
    watch: &Watch<'_>,
) -> Result<Entry, Refused> {
    let (id, at) = (market_id(&asked.output)?, market(case, &asked.output)?);
    let made_on = asked.made_on.unwrap_or(world.meta.edition);
    let months_ahead = horizon(case, asked, made_on)?;
    let reference = reference(world, case, at, asked.reference.as_deref())?;
    if let Some(threshold) = asked.threshold.filter(|t| !(t.is_finite() && *t > 0.0)) {
        return Err(Refused::Threshold(threshold));
    }
    let settled_by = match &asked.settled_by {
        Some(text) => line("--source", text)?,
        None => later_quotes(&reference),
    };
    let (question, name) = (line("--question", &asked.question)?, name(plan, id, asked)?);
    let paths = paths(case, plan, asked, id, months_ahead, watch)?;
    let mut entry = Entry {
        id: name,
        label: stamp.label.clone(),
        question,
        settled_by,
        made_on,
        resolves_by: asked.resolves_by,
        target: Target {
            output: format!("{MEASURE}{id}"),
            market: id.into(),
            month: asked.month,
            months_ahead,
            threshold: asked.threshold,
        },
        reference,
        made_with: made_with(world, case, plan, asked, stamp, paths.len()),
        forecast: forecast(&paths, asked.threshold),
        baselines: baselines(case, at, months_ahead, asked.threshold),
        seal: Seal::default(),
    };
    entry.seal = Seal::of(&entry);
    Ok(entry)
}

fn market_id(output: &str) -> Result<&str, Refused> {
    let id = output.strip_prefix(MEASURE).unwrap_or(output);
    if id.contains('@') && !id.contains(':') { Ok(id) } else { Err(Refused::Output(output.into())) }
}

fn market(case: &Case, output: &str) -> Result<MarketId, Refused> {
    let id = market_id(output)?;
    let known: Vec<String> = case.structure.markets.iter().map(|m| m.id()).collect();
    let unknown = || Refused::Market(id.into(), crate::near::nearest(id, known.iter()));
    known.iter().position(|k| k == id).ok_or_else(unknown)
}

/// Months from the base month to the target, or why these days make no forecast.
fn horizon(case: &Case, asked: &Asked, made_on: Date) -> Result<usize, Refused> {
    let (known_at, month) = (case.known_at, asked.month);
    let fault = if made_on < known_at {
        format!(
            "--made-on {made_on} lies before the day of knowledge, {known_at}: give --known-at {made_on} too"
        )
    } else if month.first() <= made_on {
        format!(
            "--date {month} is no later month than that of --made-on, {made_on}: only what is still open is forecast"
        )
    } else if asked.resolves_by < month.last() {
        format!(
            "--resolves-by {} lies before the end of {month}: nothing could settle it by then",
            asked.resolves_by
        )
    } else {
        return Ok(month.since(Month::of(case.as_of)).try_into().unwrap_or_default());
    };
    Err(Refused::Dates(fault))
}

/// The id given, or one made of what is asked.
fn name(plan: &Plan, market: &str, asked: &Asked) -> Result<String, Refused> {
    let own = || {
        let above = asked.threshold.map(|t| format!("-above-{t}").replace('.', "-")).unwrap_or_default();
        let under = if plan.id == "baseline" { String::new() } else { format!("-{}", plan.id) };
        format!("{}-{}{above}{under}", market.replace('@', "-"), asked.month)
    };
    let id = asked.id.clone().unwrap_or_else(own);
    if is_id(&id) { Ok(id) } else { Err(Refused::Id(id)) }
}

fn reference(world: &World, case: &Case, at: MarketId, row: Option<&str>) -> Result<Reference, Refused> {
    let spec = &case.structure.markets[at];
    let here = |p: &&Price| p.good == *spec.good.as_str() && p.region == *spec.region.as_str();
    let known = |p: &&Price| p.period.end() <= case.as_of && p.prov.visible(case.known_at);
    let rows = || world.prices.iter().filter(here).filter(known);
    let found = match row {
        None => rows().filter(|p| p.role == PriceRole::Quote).max_by_key(|p| p.period.end()),
        Some(id) => rows().find(|p| p.id == *id),
    };
    let usable = found.filter(|p| apart(case, p) <= MOST_APART);
    let price =
        usable.ok_or_else(|| Refused::Reference(no_reference(case, &spec.id(), row, found, rows())))?;
    Ok(Reference {
        row: price.id.to_string(),
        period: price.period.text().into(),
        quoted: price.market.clone(),
        value: price.est.value(),
        unit: price.unit.to_string(),
        vat: price.vat.to_string(),
        source: price.prov.source.to_string(),
        model_price: rounded(case.central.price[at]),
    })
}

/// Months from the middle of a price's period to the base month.
fn apart(case: &Case, price: &Price) -> i32 {
    let (start, end) = (Month::of(price.period.start()), Month::of(price.period.end()));
    Month::of(case.as_of).since(end) + end.since(start) / 2
}

fn no_reference<'a>(
    case: &Case,
    market: &str,
    row: Option<&str>,
    found: Option<&Price>,
    rows: impl Iterator<Item = &'a Price>,
) -> String {
    let mut near: Vec<&Price> = rows.filter(|p| apart(case, p) <= MOST_APART).collect();
    near.sort_by_key(|p| std::cmp::Reverse(p.period.end()));
    let list: Vec<String> = near.iter().take(5).map(|p| format!("{} ({})", p.id, p.period.text())).collect();
    let choose = match list.as_slice() {
        [] => {
            "choose an --as-of in the month of a quote of this market, or add the quote to prices.csv".into()
        }
        list => format!("choose one with --reference: {}", list.join(", ")),
    };
    let what = match (row, found) {
        (_, Some(p)) => format!(
            "the reference '{}' is of {}, more than {MOST_APART} months from the base month, {}: what happened between \
             is known and must not be forecast",
            p.id,
            p.period.text(),
            Month::of(case.as_of)
        ),
        (Some(id), None) => {
            format!(
                "no price of {market} known by {} and held by {} has the id '{id}'",
                case.known_at, case.as_of
            )
        }
        (None, None) => format!("no quote of {market} is known that the outcome could be divided by"),
    };
    format!("{what}; {choose}")
}

fn later_quotes(r: &Reference) -> String {
    format!(
        "mean of the quotes of the month of the kind of row {} ({}, {}, VAT {}; source {})",
        r.row, r.quoted, r.unit, r.vat, r.source
    )
}

/// The path ratio of the target month in every draw that was solved, in rising order.
fn paths(
    case: &Case,
    plan: &Plan,
    asked: &Asked,
    market: &str,
    month: usize,
    watch: &Watch<'_>,
) -> Result<Vec<f64>, Refused> {
    if asked.draws < LEAST_DRAWS {
        return Err(Refused::Draws(asked.draws));
    }
    let request = Request { draws: asked.draws, seed: asked.seed, months: Some(month), ..Request::default() };
    let draws = series(case, plan, &request, watch, &[market])?;
    if watch.stop.load(Ordering::Relaxed) {
        return Err(Refused::Stopped);
    }
    let mut paths: Vec<f64> = draws.iter().flatten().filter_map(|s| s.path.get(month).copied()).collect();
    if paths.len() < LEAST_DRAWS {
        return Err(Refused::Draws(paths.len()));
    }
    paths.sort_by(f64::total_cmp);
    Ok(paths)
}

fn made_with(
    world: &World,
    case: &Case,
    plan: &Plan,
    asked: &Asked,
    stamp: &Stamp,
    draws_solved: usize,
) -> MadeWith {
    MadeWith {
        oreline: stamp.oreline.clone(),
        priors_version: case.priors.version.clone(),
        priors_hash: case.priors_hash.clone(),
        world: case.world.clone(),
        edition: world.meta.edition,
        as_of: case.as_of,
        known_at: case.known_at,
        case_hash: stamp.case.clone(),
        scenario: plan.id.clone(),
        scenario_hash: stamp.scenario.clone(),
        seed: asked.seed,
        draws: asked.draws,
        draws_solved,
    }
}

fn forecast(paths: &[f64], threshold: Option<f64>) -> Forecast {
    let at = |q: f64| rounded(quantile(paths, q)).max(1.0 / DECIMALS);
    let above = |t: f64| paths.iter().filter(|p| **p > t).count() as f64 / paths.len() as f64;
    Forecast {
        probability: threshold.map(|t| rounded(above(t))),
        p025: at(0.025),
        p05: at(0.05),
        p10: at(0.1),
        p25: at(0.25),
        p50: at(0.5),
        p75: at(0.75),
        p90: at(0.9),
        p95: at(0.95),
        p975: at(0.975),
        quantiles: (0..QUANTILES).map(|k| at((k as f64 + 0.5) / QUANTILES as f64)).collect(),
    }
}

fn baselines(case: &Case, at: MarketId, months: usize, threshold: Option<f64>) -> Baselines {
    let good = case.structure.good(&case.structure.markets[at].good);
    let volatility = good.map_or(0.0, |g| g.volatility);
    let sd = volatility * libm::sqrt(months as f64 / 12.0);
    let no_change = |t: f64| f64::from(u8::from(t < 1.0));
    let walk = |t: f64| if sd > 0.0 { above_normal(libm::log(t) / sd) } else { no_change(t) };
    Baselines {
        volatility,
        random_walk_sd: rounded(sd),
        random_walk_probability: threshold.map(|t| rounded(walk(t))),
        no_change_probability: threshold.map(no_change),
    }
}

/// Probability that a standard normal lies above `z`.
fn above_normal(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

fn rounded(value: f64) -> f64 {
    (value * DECIMALS).round() / DECIMALS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_reading_is_taken() {
        assert_eq!(market_id("path-ratio:dy-oxide@china"), Ok("dy-oxide@china"));
        assert_eq!(market_id("dy-oxide@china"), Ok("dy-oxide@china"));
        for bad in ["price-ratio:dy-oxide@china", "path-ratio:dy-oxide@china:2026-12", "dy-oxide", ""] {
            assert!(matches!(market_id(bad), Err(Refused::Output(_))), "{bad}");
        }
    }

    /// Abramowitz and Stegun, table 26.1: the normal lies above 1.0 with probability .15866.
    #[test]
    fn the_random_walk_crosses_with_the_probability_of_the_table() {
        assert!((above_normal(1.0) - 0.158_655_253_9).abs() < 1e-10);
        assert!((above_normal(-1.0) - 0.841_344_746_1).abs() < 1e-10);
    }

    #[test]
    fn a_probability_counts_the_draws_above() {
        let paths: Vec<f64> = (1..=200).map(|k| f64::from(k) / 100.0).collect();
        let forecast = forecast(&paths, Some(1.5));
        assert_eq!(forecast.probability, Some(0.25));
        assert_eq!(forecast.quantiles.len(), QUANTILES);
        // Between the 100th and the 101st of 200.
        assert!((forecast.p50 - 1.005).abs() < 1e-12);
        assert!(forecast.quantiles.is_sorted() && forecast.quantiles[0] < forecast.p025);
    }
}
