//! Legs to scored targets to the table: the whole back-test but for files.
//!
//! The caller opens and compiles the folders and says how a leg is run; this module asks for each leg's draws
//! under the model and its twins, lays the same noise around all of them, and scores. The road not taken: a
//! trait for runners. There is one, and a function says all of it.

use super::baselines::{asides, no_change, pool, reverting, spread, walk};
use super::episode::{Class, Episode, Target, Track, Zone};
use super::leg::{DrawPath, Twin};
use super::noise::{Grid, Noisy, Shake, Stream, noisy};
use super::simple::Simple;
use super::tally::{FLAT, summaries};
use super::target::value;
use super::training::{Normal, Training};
use crate::answers::{
    BacktestAnswer, ByForecaster, EpisodeAnswer, Fan, InputsUsed, NO_FLOWS, ObservedAnswer, PathAnswer,
    QuantilesAnswer, SkippedAnswer, TargetAnswer,
};
use crate::score::{Sorted, interval_score, over};
use rayon::prelude::*;
use std::fmt::Display;

/// A leg ready to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Whatever the caller needs to find its case and scenario again.
    pub key: usize,
    /// Targets and what they belong to.
    pub episode: Episode,
    /// What the simple forecasters know.
    pub simple: Simple,
    /// Forecast, or conditional on flows.
    pub track: Track,
}

impl Leg {
    /// The leg once for each class of its targets: typical inputs are those of a class.
    pub fn by_class(&self) -> Vec<(Class, Self)> {
        let classes = [Class::Fixed, Class::Reversal, Class::Extreme];
        let of = |class: Class| {
            let mut leg = self.clone();
            leg.episode.targets.retain(|t| t.class == class);
            (!leg.episode.targets.is_empty()).then_some((class, leg))
        };
        classes.into_iter().filter_map(of).collect()
    }
}

/// How to score.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Seed.
    pub seed: u64,
    /// Draws of each leg, for forecasters that draw themselves.
    pub draws: usize,
    /// Median of what is realised of an announced cut, of the priors; for the one-line rule.
    pub bite: f64,
    /// Whose inputs the legs have.
    pub inputs: InputsUsed,
    /// Names of constants chosen after visible scores had been seen.
    pub free_constants: Vec<String>,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
}

/// Runs a leg under the model or a twin: its draws, in order.
pub type RunLeg<'a, E> = dyn Fn(&Leg, Twin) -> Result<Vec<DrawPath>, E> + 'a;

/// Scores legs. A leg that cannot be run is listed with its reason and costs no other.
pub fn suite<E: Display>(
    legs: &[Leg],
    training: &Training,
    run_leg: &RunLeg<'_, E>,
    options: &Options,
) -> BacktestAnswer {
    let mut episodes: Vec<EpisodeAnswer> = Vec::new();
    let mut skipped = Vec::new();
    for leg in legs {
        let skip = |why: String| SkippedAnswer { id: leg.episode.id.clone(), track: leg.track, why };
        if leg.episode.targets.is_empty() {
            skipped.push(skip("not run: no target".into()));
            continue;
        }
        match paths(leg, run_leg) {
            Ok(paths) => add(&mut episodes, scored(leg, &paths, training, options)),
            Err(why) => skipped.push(skip(format!("not run: {why}"))),
        }
    }
    skipped.extend(without_flows(legs));
    BacktestAnswer {
        inputs: options.inputs,
        seed: options.seed,
        draws: options.draws,
        summary: summaries(&episodes, false, options),
        test: summaries(&episodes, true, options),
        episodes,
        skipped,
        folds: std::collections::BTreeMap::new(),
        free_constants: options.free_constants.len(),
        free_constant_names: options.free_constants.clone(),
        assumed_inputs: assumed(legs),
        priors_hash: options.priors_hash.clone(),
    }
}

/// Legs of one id and track are one entry: a leg may come in parts, class by class.
fn add(episodes: &mut Vec<EpisodeAnswer>, found: EpisodeAnswer) {
    let same = |e: &&mut EpisodeAnswer| e.id == found.id && e.track == found.track;
    match episodes.iter_mut().find(same) {
        Some(entry) => {
            entry.targets.extend(found.targets);
            let new = |p: &PathAnswer| entry.paths.iter().all(|q| q.zone != p.zone);
            let more: Vec<PathAnswer> = found.paths.into_iter().filter(new).collect();
            entry.paths.extend(more);
        }
        None => episodes.push(found),
    }
}

/// The conditional track needs realised flows: one line for all legs if none has any, else one a leg.
fn without_flows(legs: &[Leg]) -> Vec<SkippedAnswer> {
    let line = |id: &str| SkippedAnswer { id: id.into(), track: Track::Conditional, why: NO_FLOWS.into() };
    let told = |id: &str| legs.iter().any(|l| l.track == Track::Conditional && l.episode.id == id);
    if legs.iter().all(|l| l.track == Track::Forecast) {
        return vec![line("*")];
    }
    let mut ids: Vec<&str> = legs.iter().map(|l| l.episode.id.as_str()).filter(|id| !told(id)).collect();
    ids.dedup();
    ids.into_iter().map(line).collect()
}

/// Inputs that nobody read or derived, once a leg.
fn assumed(legs: &[Leg]) -> usize {
    let mut seen = std::collections::BTreeMap::new();
    for leg in legs {
        seen.insert(&leg.episode.id, leg.episode.assumed_inputs.len());
    }
    seen.values().sum()
}

/// Draws of the model and of its twins.
struct Paths {
    model: Vec<DrawPath>,
    no_shock: Vec<DrawPath>,
    no_stock: Vec<DrawPath>,
}

fn paths<E: Display>(leg: &Leg, run_leg: &RunLeg<'_, E>) -> Result<Paths, String> {
    let run = |twin| match run_leg(leg, twin) {
        Ok(paths) if paths.is_empty() => Err("no draw was finished".to_owned()),
        Ok(paths) => Ok(paths),
        Err(error) => Err(error.to_string()),
    };
    Ok(Paths { model: run(Twin::Model)?, no_shock: run(Twin::NoShock)?, no_stock: run(Twin::NoStock)? })
}

fn scored(leg: &Leg, paths: &Paths, training: &Training, options: &Options) -> EpisodeAnswer {
    let e = &leg.episode;
    let grid = Grid::new(e.targets.iter(), e.months());
    let stream = Stream::new(options.seed, &e.id);
    let model = values(leg, &paths.model, &grid, stream);
    let twins = [&paths.no_shock, &paths.no_stock].map(|p| values(leg, p, &grid, stream));
    let walks = walks(leg, options.draws, &grid, stream);
    let target = |(k, t): (usize, &Target)| {
        let said = Said {
            model: column(&model, k),
            twins: [column(&twins[0], k), column(&twins[1], k)],
            walk: walks.iter().map(|w| w[k].0).collect(),
            reverting: walks.iter().map(|w| w[k].1).collect(),
        };
        answer(t, leg, said, training, options)
    };
    EpisodeAnswer {
        id: e.id.clone(),
        episode: e.episode.clone(),
        title: e.title.clone(),
        cluster: e.cluster.clone(),
        split: e.split,
        track: leg.track,
        commodity: e.commodity.clone(),
        instrument: e.instrument.clone(),
        origin: e.origin.clone(),
        targets: e.targets.iter().enumerate().map(target).collect(),
        paths: fans(leg, &paths.model, &grid, stream),
    }
}

/// Draws of every forecaster for one target.
struct Said {
    model: Vec<f64>,
    twins: [Vec<f64>; 2],
    walk: Vec<f64>,
    reverting: Vec<f64>,
}

fn column(values: &[Vec<f64>], k: usize) -> Vec<f64> {
    values.iter().map(|draw| draw[k]).collect()
}

/// A draw's noisy paths by region, those that have a target.
fn regions(leg: &Leg) -> Vec<Zone> {
    let has = |zone: &Zone| leg.episode.targets.iter().any(|t| t.zone == *zone);
    [Zone::Home, Zone::Abroad].into_iter().filter(has).collect()
}

/// Values of all targets, draw by draw.
fn values(leg: &Leg, paths: &[DrawPath], grid: &Grid, stream: Stream) -> Vec<Vec<f64>> {
    let zones = regions(leg);
    let of = |path: &DrawPath| {
        let shake = Shake::draw(grid, stream, path.index);
        let (z, _) = asides(stream, path.index);
        let noisy: Vec<(Zone, Noisy)> =
            zones.iter().map(|zone| (*zone, noisy(path, *zone, grid, &shake))).collect();
        let read = |t: &Target| {
            let path = noisy.iter().find(|(zone, _)| *zone == t.zone);
            path.map_or(f64::NAN, |(_, path)| value(t, grid, path, z))
        };
        leg.episode.targets.iter().map(read).collect()
    };
    paths.par_iter().map(of).collect()
}

/// Values of the random walk and of the reverting one, draw by draw and target by target.
fn walks(leg: &Leg, draws: usize, grid: &Grid, stream: Stream) -> Vec<Vec<(f64, f64)>> {
    let of = |draw: u64| {
        let shake = Shake::draw(grid, stream, draw);
        let aside = asides(stream, draw);
        let both = |t: &Target| {
            let plain = walk(t, &leg.simple, grid, &shake, aside.0);
            (plain, reverting(t, &leg.simple, grid, &shake, aside))
        };
        leg.episode.targets.iter().map(both).collect()
    };
    (0..draws as u64).into_par_iter().map(of).collect()
}

/// Quantiles of the noisy log price at whole months.
fn fans(leg: &Leg, paths: &[DrawPath], grid: &Grid, stream: Stream) -> Vec<PathAnswer> {
    let months = leg.episode.months();
    let fan = |zone: Zone| {
        let at: Vec<usize> = (0..=months).map(|m| grid.at(m as f64)).collect();
        let of = |path: &DrawPath| {
            let noisy = noisy(path, zone, grid, &Shake::draw(grid, stream, path.index));
            at.iter().map(|k| noisy.level[*k]).collect()
        };
        let levels: Vec<Vec<f64>> = paths.par_iter().map(of).collect();
        PathAnswer { zone, log_price: Fan::of(months + 1, |m| column(&levels, m)) }
    };
    regions(leg).into_iter().map(fan).collect()
}

fn answer(t: &Target, leg: &Leg, said: Said, training: &Training, options: &Options) -> TargetAnswer {
    let range = (t.observed.low, t.observed.high);
    let class = training.reference(t.class, &leg.episode.cluster);
    let beside = ByForecaster {
        b0: Some(no_change(t, options.draws).crps_over(range)),
        b2: class.map(|c| spread(c, options.draws).crps_over(range)),
        b3: rule(t, leg, training, options).map(|n| spread(n, options.draws).crps_over(range)),
        pool: class.map(|c| pool(&said.model, c).crps_over(range)),
        b1: Some(Sorted::new(said.walk).crps_over(range)),
        b5: Some(Sorted::new(said.reverting).crps_over(range)),
        noshock: None,
        nostock: None,
    };
    let [noshock, nostock] = said.twins.map(|draws| Some(Sorted::new(draws).crps_over(range)));
    let model = Sorted::new(said.model);
    let forecast = quantiles(&model);
    TargetAnswer {
        id: t.id.clone(),
        zone: t.zone,
        function: t.function,
        class: t.class,
        window_months: t.window,
        denominator_months: t.denominator,
        observed: ObservedAnswer { low: t.observed.low, value: t.observed.value, high: t.observed.high },
        crps: model.crps_over(range),
        baselines: ByForecaster { noshock, nostock, ..beside },
        bias: forecast.p50 - t.observed.value,
        interval_score: over(range, |y| interval_score((forecast.p10, forecast.p90), 0.2, y)),
        rps: model.rps(FLAT, range),
        above_half: model.above(libm::log(1.5)),
        forecast,
    }
}

/// The one-line rule for a target: its gap, and the supply at stake over the elasticity of other clusters.
fn rule(t: &Target, leg: &Leg, training: &Training, options: &Options) -> Option<Normal> {
    let rule = training.rule(&leg.episode.cluster, options.bite)?;
    let tight = leg.simple.loss.tightness(t.zone, options.bite);
    Some(Normal { mean: t.gap + rule.slope * tight, sd: rule.sd.hypot(t.gap_sd) })
}

fn quantiles(of: &Sorted) -> QuantilesAnswer {
    let q = |p| of.quantile(p);
    QuantilesAnswer {
        p025: q(0.025),
        p05: q(0.05),
        p10: q(0.1),
        p25: q(0.25),
        p50: q(0.5),
        p75: q(0.75),
        p90: q(0.9),
        p95: q(0.95),
        p975: q(0.975),
    }
}
