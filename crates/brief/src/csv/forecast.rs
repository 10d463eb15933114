//! The log of forecasts as one table: a row for each, its quantiles, its outcome and its scores.

use super::{FAN, Rows, cell, texts};
use oreline_scenario::forecast::{Compared, Ending, ForecastAnswer, LogAnswer};

const HEAD: [&str; 11] = [
    "id",
    "state",
    "question",
    "made_on",
    "market",
    "month",
    "resolves_by",
    "scenario",
    "priors_hash",
    "reference_row",
    "reference_value",
];
const TAIL: [&str; 14] = [
    "unit",
    "threshold",
    "probability",
    "random_walk_sd",
    "outcome",
    "source",
    "ratio",
    "crps",
    "crps_random_walk",
    "crps_no_change",
    "brier",
    "brier_random_walk",
    "brier_no_change",
    "seal",
];

/// The forecasts of a world.
pub fn forecasts(answer: &LogAnswer) -> String {
    listed(&answer.forecasts)
}

/// One forecast.
pub fn forecast(answer: &ForecastAnswer) -> String {
    listed(std::slice::from_ref(answer))
}

fn listed(forecasts: &[ForecastAnswer]) -> String {
    let header: Vec<&str> = HEAD.into_iter().chain(FAN).chain(TAIL).collect();
    let mut rows = Rows::new(&header);
    forecasts.iter().for_each(|f| rows.push(row(f)));
    rows.text()
}

fn row(f: &ForecastAnswer) -> Vec<String> {
    let e = &f.entry;
    let state =
        serde_json::to_value(f.state).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default();
    let (made, month, by) = (e.made_on.to_string(), e.target.month.to_string(), e.resolves_by.to_string());
    let mut row = texts([&e.id, &state, &e.question, &made, &e.target.market, &month, &by]);
    row.extend(texts([&e.made_with.scenario, &e.made_with.priors_hash, &e.reference.row]));
    row.push(cell(e.reference.value));
    let q = &e.forecast;
    row.extend([q.p025, q.p05, q.p10, q.p25, q.p50, q.p75, q.p90, q.p95, q.p975].map(cell));
    row.push(e.reference.unit.clone());
    row.extend([e.target.threshold, q.probability].map(optional));
    row.push(cell(e.baselines.random_walk_sd));
    row.extend(outcome(f));
    row.push(e.seal.whole.clone());
    row
}

fn optional(value: Option<f64>) -> String {
    value.map_or(String::new(), cell)
}

fn outcome(f: &ForecastAnswer) -> Vec<String> {
    let (value, source) = match f.resolution.as_ref().map(|r| &r.ending) {
        Some(Ending::Resolved { value, source, .. }) => (Some(*value), source.clone()),
        Some(Ending::Annulled { reason } | Ending::Withdrawn { reason }) => (None, reason.clone()),
        None => (None, String::new()),
    };
    let mut row = vec![optional(value), source, optional(f.score.as_ref().map(|s| s.observed.value))];
    row.extend(scores(f.score.as_ref().and_then(|s| s.crps)));
    row.extend(scores(f.score.as_ref().and_then(|s| s.brier)));
    row
}

fn scores(c: Option<Compared>) -> [String; 3] {
    [c.map(|c| c.model), c.map(|c| c.random_walk), c.map(|c| c.no_change)].map(optional)
}
