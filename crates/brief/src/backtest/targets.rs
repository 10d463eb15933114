//! Target by target: what was said and what came to pass, those that were missed first.

use super::page_of;
use super::words::{FORECASTERS, class, held, maybe, meets, observed, ratio, score, what, zone};
use crate::document::{Block, Cell, Section, Table, grouped, numbers, words};
use oreline_scenario::answers::{BacktestAnswer, EpisodeAnswer, TargetAnswer};

/// Forecasters that need no model; one that beats it shows a failure.
const SIMPLE: usize = 5;
/// A simple forecaster that was closer by less than this is not listed.
const CLOSE: f64 = 0.05;

fn each(a: &BacktestAnswer) -> impl Iterator<Item = (&EpisodeAnswer, &TargetAnswer)> {
    a.episodes.iter().flat_map(|e| e.targets.iter().map(move |t| (e, t)))
}

/// Every target.
pub(super) fn all(a: &BacktestAnswer) -> Section {
    let mut columns = vec![words("target"), words("leg"), words("price"), words("what"), words("observed")];
    columns.extend(grouped("said", &["p10", "p50", "p90"]));
    columns.extend(grouped("CRPS", &["model", "b1", "b2"]));
    columns.push(words("within"));
    let caption = "Price over its base; what: months after the origin; within: the narrowest interval of 50, 80 \
                   and 95 % that meets the observed range";
    let mut table = Table::new(caption, columns);
    each(a).for_each(|(e, t)| table.push(row(e, t)));
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Every target", blocks)
}

fn row(e: &EpisodeAnswer, t: &TargetAnswer) -> Vec<Cell> {
    let link = Cell { text: t.id.clone(), link: Some(page_of(e)), ..Cell::default() };
    let mut row = vec![link, e.id.clone().into(), zone(t.zone).into(), what(t).into()];
    row.push(observed(&t.observed).into());
    row.extend([t.forecast.p10, t.forecast.p50, t.forecast.p90].map(|v| Cell::from(ratio(v))));
    row.push(score(t.crps).into());
    row.extend([t.baselines.b1, t.baselines.b2].map(|v| Cell::from(maybe(v))));
    row.push(held(t).into());
    row
}

/// The best of the simple forecasters, if it beats the model.
fn better(t: &TargetAnswer) -> Option<(&'static str, f64)> {
    let simple = FORECASTERS.iter().zip(t.baselines.values()).take(SIMPLE);
    let scored = simple.filter_map(|((_, name), crps)| Some((*name, crps?)));
    scored.min_by(|x, y| x.1.total_cmp(&y.1)).filter(|(_, crps)| *crps < t.crps)
}

/// Whether the observed range misses the 80 % interval.
fn missed(t: &TargetAnswer) -> bool {
    !meets(&t.observed, t.forecast.p10, t.forecast.p90)
}

/// Targets outside of the 80 % interval, and those where something simple was clearly better; the worst first.
pub(super) fn failures(a: &BacktestAnswer) -> Section {
    let loss = |t: &TargetAnswer| better(t).map_or(0.0, |(_, crps)| t.crps - crps);
    let mut found: Vec<_> = each(a).filter(|(_, t)| missed(t) || better(t).is_some()).collect();
    found.sort_by(|x, y| loss(y.1).total_cmp(&loss(x.1)).then_with(|| x.1.id.cmp(&y.1.id)));
    let total = each(a).count();
    let out = found.iter().filter(|(_, t)| missed(t)).count();
    let beaten = found.iter().filter(|(_, t)| better(t).is_some()).count();
    found.retain(|(_, t)| missed(t) || loss(t) >= CLOSE);
    let text = format!(
        "Of {total} targets {out} lie outside of the 80 % interval (chance would put {:.0} there), and for {beaten} \
         one of five simple forecasters was closer. That one is the best of five after the fact, which nobody could \
         have picked. Listed are those outside and those where it was closer by {CLOSE} or more, the worst first:",
        0.2 * total as f64
    );
    let mut columns = ["target", "leg", "class", "observed", "said (80 %)"].map(words).to_vec();
    columns.extend([numbers("model"), numbers("best"), words("which was")]);
    let mut table = Table::new("", columns);
    found.iter().for_each(|(e, t)| table.push(failure(e, t)));
    let blocks = match table.rows.is_empty() {
        true => Vec::new(),
        false => vec![Block::Paragraph(text), Block::Table(table)],
    };
    Section::new("Where it fails", blocks)
}

fn failure(e: &EpisodeAnswer, t: &TargetAnswer) -> Vec<Cell> {
    let link = Cell { text: t.id.clone(), link: Some(page_of(e)), ..Cell::default() };
    let bare = |log: f64| ratio(log).trim_start_matches('×').to_string();
    let said = format!("{} ({}–{})", ratio(t.forecast.p50), bare(t.forecast.p10), bare(t.forecast.p90));
    let (name, crps) = better(t).map_or(("-", "-".to_string()), |(name, crps)| (name, score(crps)));
    let mut row = vec![link, e.id.clone().into(), class(t.class).into(), observed(&t.observed).into()];
    row.extend([Cell::from(said), score(t.crps).into(), crps.into(), name.into()]);
    row
}
