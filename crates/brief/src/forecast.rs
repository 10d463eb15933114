//! The log of forecasts: what was frozen, what became of it, and how far off it was.
//!
//! What escapes the score (open, annulled, withdrawn) is counted beside it, so that a good score cannot be had by
//! leaving things out.

use crate::common::fact;
use crate::document::{Block, Document, Section, Table, grouped, numbers, words};
use crate::number;
use oreline_scenario::forecast::{
    Compared, Coverage, Ending, Entry, ForecastAnswer, ForecastScore, LogAnswer, PriceSummary,
    ProbabilitySummary, Skill, State,
};

/// One forecast in full.
pub fn forecast(a: &ForecastAnswer) -> Document {
    let sections = vec![
        Section::new("", vec![Block::Question(a.entry.question.clone()), Block::Facts(frozen(&a.entry))]),
        Section::new("Made with", vec![Block::Facts(made_with(&a.entry))]),
        Section::new("What became of it", vec![Block::Facts(fate(a))]),
    ];
    Document { title: format!("Forecast {}", a.entry.id), label: a.entry.label.clone(), sections }
}

/// The forecasts of a world as they stand on a day.
pub fn forecasts(a: &LogAnswer) -> Document {
    let mut sections = vec![head(a)];
    if !a.forecasts.is_empty() {
        sections.push(Section::new("Questions", vec![Block::Table(questions(a))]));
        sections.push(Section::new("Frozen answers", vec![Block::Table(answers(a))]));
    }
    document("Forecasts", a, sections)
}

/// The scores of a log, and what is still open.
pub fn scores(a: &LogAnswer) -> Document {
    let mut sections = vec![head(a)];
    sections.extend(a.prices.as_ref().map(prices));
    sections.extend(a.probabilities.as_ref().map(probabilities));
    if a.states.resolved > 0 {
        sections.push(Section::new("Settled", vec![Block::Table(settled(a))]));
    } else {
        sections.push(Section::new(
            "Settled",
            vec![Block::Paragraph("None yet: there is nothing to score.".into())],
        ));
    }
    sections.extend(waiting(a));
    document("Scores of the forecasts", a, sections)
}

fn document(what: &str, a: &LogAnswer, sections: Vec<Section>) -> Document {
    let label = a.forecasts.first().map_or(String::new(), |f| f.entry.label.clone());
    Document { title: format!("{what} of {}", a.world), label, sections }
}

fn head(a: &LogAnswer) -> Section {
    let s = &a.states;
    let states = format!(
        "{} open, {} due, {} overdue, {} resolved, {} annulled, {} withdrawn",
        s.open, s.due, s.overdue, s.resolved, s.annulled, s.withdrawn
    );
    let facts = vec![
        fact("World", format!("{}, edition {}", a.world, a.edition)),
        fact("Looked at on", &a.on),
        fact("Forecasts", states),
    ];
    Section::new("", vec![Block::Facts(facts)])
}

fn questions(a: &LogAnswer) -> Table {
    let columns = ["id", "state", "made on", "month", "settle by", "question"].map(words).to_vec();
    let mut table = Table::new("What was asked, the earliest target first", columns);
    for f in &a.forecasts {
        let e = &f.entry;
        table.push([
            e.id.clone(),
            state(f.state).into(),
            e.made_on.to_string(),
            e.target.month.to_string(),
            e.resolves_by.to_string(),
            e.question.clone(),
        ]);
    }
    table
}

fn answers(a: &LogAnswer) -> Table {
    let mut columns = vec![words("id")];
    columns.extend(grouped("ratio to the reference", &["p10", "p50", "p90"]));
    columns.extend(grouped("probability above", &["threshold", "model", "random walk"]));
    columns.push(words("reference"));
    columns.push(words("scenario"));
    let caption =
        "Path ratio in the target month, noise included; the outcome is given in the unit of the reference";
    let mut table = Table::new(caption, columns);
    for f in &a.forecasts {
        let e = &f.entry;
        let mut row = vec![e.id.clone()];
        row.extend([e.forecast.p10, e.forecast.p50, e.forecast.p90].map(number::ratio));
        row.push(e.target.threshold.map_or(String::new(), number::ratio));
        row.extend([e.forecast.probability, e.baselines.random_walk_probability].map(share));
        row.extend([reference(e), e.made_with.scenario.clone()]);
        table.push(row);
    }
    table
}

fn share(value: Option<f64>) -> String {
    value.map_or(String::new(), number::percent)
}

fn reference(e: &Entry) -> String {
    format!("{} {}, {}", number::as_given(e.reference.value), e.reference.unit, e.reference.period)
}

fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Due => "due",
        State::Overdue => "OVERDUE",
        State::Resolved => "resolved",
        State::Annulled => "annulled",
        State::Withdrawn => "withdrawn",
    }
}

fn frozen(e: &Entry) -> Vec<(String, String)> {
    let (f, b, r) = (&e.forecast, &e.baselines, &e.reference);
    let band = |low: f64, high: f64| format!("{} to {}", number::ratio(low), number::ratio(high));
    let mut facts = vec![
        fact("Figure", format!("{} in {}", e.target.output, e.target.month)),
        fact(
            "Reference",
            format!("{} ({}, VAT {}; row {}, source {})", reference(e), r.quoted, r.vat, r.row, r.source),
        ),
        fact("Median", number::ratio(f.p50)),
        fact("50 %", band(f.p25, f.p75)),
        fact("80 %", band(f.p10, f.p90)),
        fact("95 %", band(f.p025, f.p975)),
        fact(
            "Random walk",
            format!("log sd {} over {} months", number::index(b.random_walk_sd), e.target.months_ahead),
        ),
    ];
    if let (Some(threshold), Some(p)) = (e.target.threshold, f.probability) {
        let walk = b.random_walk_probability.map_or(number::MISSING.into(), number::percent);
        let text = format!("{} (random walk {walk})", number::percent(p));
        facts.push(fact(&format!("Above {}", number::ratio(threshold)), text));
    }
    facts.push(fact("Made on", e.made_on.to_string()));
    facts.push(fact("Settled by", format!("{}, until {}", e.settled_by, e.resolves_by)));
    facts
}

fn made_with(e: &Entry) -> Vec<(String, String)> {
    let m = &e.made_with;
    vec![
        fact("Oreline", &m.oreline),
        fact("Priors", format!("version {}, SHA-256 {}", m.priors_version, m.priors_hash)),
        fact("World", format!("{}, edition {}", m.world, m.edition)),
        fact("As of, known at", format!("{}, {}", m.as_of, m.known_at)),
        fact("Case", format!("SHA-256 {}", m.case_hash)),
        fact("Scenario", format!("{}, SHA-256 {}", m.scenario, m.scenario_hash)),
        fact(
            "Draws",
            format!(
                "{} of {} solved, seed {}",
                number::count(m.draws_solved),
                number::count(m.draws),
                m.seed
            ),
        ),
        fact("Seal", &e.seal.whole),
    ]
}

fn fate(a: &ForecastAnswer) -> Vec<(String, String)> {
    let mut facts = vec![fact("State", state(a.state))];
    if let Some(r) = &a.resolution {
        facts.push(fact("Recorded on", r.on.to_string()));
        facts.push(match &r.ending {
            Ending::Resolved { value, low, high, unit, source } => {
                let range = if low < high { format!(" ({low} to {high})") } else { String::new() };
                fact("Outcome", format!("{value}{range} {unit}; {source}"))
            }
            Ending::Annulled { reason } | Ending::Withdrawn { reason } => fact("Reason", reason),
        });
        facts.extend(r.correction.as_ref().map(|why| fact("Corrects an earlier record", why)));
    }
    if let Some(s) = &a.score {
        facts.push(fact("Outcome over reference", number::ratio(s.observed.value)));
        facts.extend(s.crps.map(|c| fact("CRPS of the log ratio", three(c))));
        facts.extend(s.brier.map(|c| fact("Brier score", three(c))));
    }
    facts
}

fn three(c: Compared) -> String {
    let [model, walk, none] = [c.model, c.random_walk, c.no_change].map(score);
    format!("{model} (random walk {walk}, no change {none})")
}

fn score(value: f64) -> String {
    if value.is_finite() { format!("{value:.3}") } else { number::MISSING.into() }
}

fn prices(s: &PriceSummary) -> Section {
    let facts = vec![
        fact("Questions", counted(s.questions, s.markets)),
        fact("Outcomes inside", coverage(&s.coverage)),
        fact("Bias", format!("{} (mean log of median over outcome)", number::change(s.bias))),
    ];
    let table = Block::Table(forecasters("Mean CRPS of the log ratio; lower is better", s.crps, s.skill));
    Section::new("Questions about a price", vec![Block::Facts(facts), table])
}

fn probabilities(s: &ProbabilitySummary) -> Section {
    let facts = vec![fact("Questions", counted(s.questions, s.markets))];
    let table = Block::Table(forecasters("Mean Brier score; lower is better", s.brier, s.skill));
    Section::new("Questions about a probability", vec![Block::Facts(facts), table])
}

fn counted(questions: usize, markets: usize) -> String {
    format!("{} about {}", number::counted(questions, "question"), number::counted(markets, "market"))
}

fn coverage(c: &Coverage) -> String {
    let part = |name: &str, share: f64| format!("the {name} interval {}", number::percent(share));
    [part("50 %", c.p50), part("80 %", c.p80), part("90 %", c.p90), part("95 %", c.p95)].join(", ")
}

fn forecasters(caption: &str, c: Compared, skill: Skill) -> Table {
    let columns = vec![words("forecaster"), numbers("score"), numbers("skill of the model against it")];
    let mut table = Table::new(caption, columns);
    let against = |s: Option<f64>| s.map_or(number::MISSING.to_string(), number::change);
    table.push(["model".to_string(), score(c.model), String::new()]);
    table.push(["random walk".to_string(), score(c.random_walk), against(skill.random_walk)]);
    table.push(["no change".to_string(), score(c.no_change), against(skill.no_change)]);
    table
}

fn settled(a: &LogAnswer) -> Table {
    let mut columns = vec![words("id"), numbers("outcome"), numbers("median")];
    columns.extend(grouped("CRPS of the log ratio", &["model", "random walk", "no change"]));
    columns.extend(grouped("Brier score", &["model", "random walk", "no change"]));
    let mut table = Table::new("Outcome and median are ratios to the reference", columns);
    for f in &a.forecasts {
        let Some(s) = &f.score else { continue };
        table.push(settled_row(f, s));
    }
    table
}

fn settled_row(f: &ForecastAnswer, s: &ForecastScore) -> Vec<String> {
    let cells = |c: Option<Compared>| {
        c.map_or([const { String::new() }; 3], |c| [c.model, c.random_walk, c.no_change].map(score))
    };
    let mut row =
        vec![f.entry.id.clone(), number::ratio(s.observed.value), number::ratio(f.entry.forecast.p50)];
    row.extend(cells(s.crps));
    row.extend(cells(s.brier));
    row
}

/// What has no score, the earliest target first.
fn waiting(a: &LogAnswer) -> Option<Section> {
    let columns = ["id", "state", "month", "settle by", "by which quote"].map(words).to_vec();
    let mut table = Table::new("Without a score", columns);
    for f in a.forecasts.iter().filter(|f| f.score.is_none()) {
        let e = &f.entry;
        table.push([
            e.id.clone(),
            state(f.state).into(),
            e.target.month.to_string(),
            e.resolves_by.to_string(),
            e.settled_by.clone(),
        ]);
    }
    (!table.rows.is_empty()).then(|| Section::new("Not settled", vec![Block::Table(table)]))
}
