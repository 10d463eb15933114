//! The page of a leg: what was known, what was said, what happened, and who was closer.

use super::words::{FORECASTERS, class, held, maybe, observed, ratio, score, track, two, what, zone};
use super::{Given, Known};
use crate::charts::outcome::{self, Mark, Seen};
use crate::common::fact;
use crate::document::{Block, Document, Figure, Section, Table, grouped, numbers, words};
use crate::notes::shortened;
use crate::number;
use oreline_scenario::answers::{ByForecaster, EpisodeAnswer, PathAnswer, TargetAnswer};
use oreline_scenario::backtest::{Function, Split};

/// The page.
pub(super) fn page(e: &EpisodeAnswer, known: &Known) -> Document {
    let mut sections = vec![head(e, known), drawn(e, known), happened(e, known), scores(e), inputs(known)];
    sections.retain(|s| !s.blocks.is_empty());
    let label = format!(
        "{} track: said from what was known at {}, then held against the record",
        track(e.track),
        e.origin
    );
    let title = if e.title.is_empty() { e.id.clone() } else { format!("{}: {}", e.id, e.title) };
    Document { title, label, sections }
}

fn head(e: &EpisodeAnswer, known: &Known) -> Section {
    let split = match e.split {
        Split::Train => "train (until 2019)",
        Split::Validate => "validate (2020 to 2022)",
        Split::Test => "test: enters no headline, fit or reference class",
    };
    let facts = vec![
        fact("Good", &e.commodity),
        fact("Instrument", &e.instrument),
        fact("Origin", format!("{}; its last day is {}", e.origin, known.origin)),
        fact("Episode", format!("{}, cluster {}", e.episode, e.cluster)),
        fact("Split", split),
    ];
    let back = Block::Links(vec![("All episodes and the table".into(), "index.html".into())]);
    Section::new("", vec![back, Block::Facts(facts)])
}

/// The fan of each region that is scored, with what was observed at its windows.
fn drawn(e: &EpisodeAnswer, known: &Known) -> Section {
    let figures: Vec<Figure> = e.paths.iter().filter_map(|path| figure(e, path, known)).collect();
    let blocks = if figures.is_empty() { Vec::new() } else { vec![Block::Figures(figures)] };
    Section::new("What the model said, and what happened", blocks)
}

fn figure(e: &EpisodeAnswer, path: &PathAnswer, known: &Known) -> Option<Figure> {
    let shown = e.targets.iter().filter(|t| t.zone == path.zone && t.denominator_months.is_none());
    let marks: Vec<Mark> = shown.map(|t| mark(t, gap(known, &t.id))).collect();
    let title = format!("Price {}, as a multiple of that at the origin", zone(path.zone));
    let name = format!("{}-{}-{}", track(e.track), e.id, zone(path.zone));
    outcome::figure(&name, &title, &path.log_price, &marks)
}

fn gap<'a>(known: &'a Known, target: &str) -> Option<&'a Given> {
    known.gaps.iter().find(|g| g.target == target)
}

/// What was observed, over the price at the origin: without the given move between base and origin.
fn mark(t: &TargetAnswer, given: Option<&Given>) -> Mark {
    let gap = given.map_or(0.0, |g| g.gap);
    let seen = match t.function {
        Function::Point => Seen::Point,
        Function::Mean => Seen::Mean,
        Function::Max => Seen::Max,
    };
    let range = [t.observed.low, t.observed.value, t.observed.high].map(|v| v - gap);
    Mark { name: t.id.clone(), seen, window: t.window_months, range }
}

fn happened(e: &EpisodeAnswer, known: &Known) -> Section {
    let mut columns = ["target", "price", "what", "class"].map(words).to_vec();
    columns.extend([numbers("given"), words("observed")]);
    columns.extend(grouped("said", &["p10", "p50", "p90"]));
    columns.extend([words("within"), words("source")]);
    let caption = "Price over its base. What: months after the origin. Given: the move between base and origin, which \
                   nobody forecasts. Within: the narrowest interval of 50, 80 and 95 % that meets the observed range";
    let mut table = Table::new(caption, columns);
    for t in &e.targets {
        let given = gap(known, &t.id);
        let mut row = vec![t.id.clone(), zone(t.zone).into(), what(t), class(t.class).into()];
        row.push(given.map_or("-".into(), |g| ratio(g.gap)));
        row.push(observed(&t.observed));
        row.extend([t.forecast.p10, t.forecast.p50, t.forecast.p90].map(ratio));
        row.extend([held(t).to_string(), given.map_or(String::new(), |g| shortened(&g.source))]);
        table.push(row);
    }
    Section::new("What happened", vec![Block::Table(table)])
}

fn scores(e: &EpisodeAnswer) -> Section {
    let mut columns = vec![words("target"), numbers("model")];
    columns.extend(ByForecaster::KEYS.map(numbers));
    let mut table = Table::new("CRPS of the log price; lower is better", columns);
    for t in &e.targets {
        let mut row = vec![t.id.clone(), score(t.crps)];
        row.extend(t.baselines.values().map(maybe));
        table.push(row);
    }
    let names: Vec<String> = FORECASTERS.iter().map(|(key, what)| format!("{key}: {what}")).collect();
    let names = Block::Paragraph(names.join("; ") + ".");
    Section::new("Who was closer", vec![Block::Table(table), names, Block::Table(measures(e))])
}

/// The other measures of the model.
fn measures(e: &EpisodeAnswer) -> Table {
    let titles = ["bias", "interval score", "ranked probability", "a rise by half or more"];
    let mut columns = vec![words("target")];
    columns.extend(titles.map(numbers));
    let caption = "The model by other measures: median minus observed; score of the 80 % interval; of down, flat, up; and \
                   the probability said of a multiple above 1.5";
    let mut table = Table::new(caption, columns);
    for t in &e.targets {
        let mut row = vec![t.id.clone()];
        row.extend([t.bias, t.interval_score, t.rps].map(two));
        row.push(number::percent(t.above_half));
        table.push(row);
    }
    table
}

fn inputs(known: &Known) -> Section {
    let columns = ["what", "value (80 % interval)", "basis", "known at", "note"].map(words).to_vec();
    let mut table = Table::new("Quantities are thousandths of world supply a year, prices an index", columns);
    for r in &known.rows {
        table.push([
            r.what.clone(),
            shortened(&r.value),
            r.basis.clone(),
            r.known_at.clone(),
            shortened(&r.note),
        ]);
    }
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("What was known at the origin", blocks)
}
