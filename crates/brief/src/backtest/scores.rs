//! The tables of scores: every class beside every forecaster, and what each part of history does to them.

use super::words::{FORECASTERS, class_on, maybe, score, signed, two};
use crate::document::{Block, Section, Table, numbers, words};
use crate::number;
use oreline_scenario::answers::{
    BacktestAnswer, Band, ByForecaster, CoverageAnswer, PartAnswer, SummaryAnswer,
};

/// Forecasters beside the model in tables of parts, which have room for no more.
const BESIDE: [&str; 5] = ["b1", "b2", "b3", "b5", "noshock"];

/// Everything about the visible record.
pub(super) fn sections(a: &BacktestAnswer) -> Vec<Section> {
    let s = &a.summary;
    if s.is_empty() {
        let none = "No target of the visible record was scored.";
        return vec![Section::new("Scores", vec![Block::Paragraph(none.into())])];
    }
    let mut blocks = vec![Block::Table(crps(s)), Block::Table(skill(s)), Block::Table(spread(s))];
    blocks.extend(alarms(s));
    let mut out = vec![Section::new("Scores", blocks)];
    out.extend(s.iter().map(parts));
    out
}

/// Targets of the test split: apart from every headline.
pub(super) fn test_split(a: &BacktestAnswer) -> Section {
    if a.test.is_empty() {
        return Section::default();
    }
    let says = "These enter no headline, no fit and no reference class.";
    let blocks =
        vec![Block::Paragraph(says.into()), Block::Table(crps(&a.test)), Block::Table(spread(&a.test))];
    Section::new("Test split, apart", blocks)
}

fn crps(summary: &[SummaryAnswer]) -> Table {
    let mut columns = vec![words("class"), numbers("ep."), numbers("targets"), numbers("model")];
    columns.extend(ByForecaster::KEYS.map(numbers));
    let caption =
        "CRPS of the log price: mean over the targets of an episode, then over episodes; lower is better";
    let mut table = Table::new(caption, columns);
    for s in summary {
        let mut row = vec![class_on(s.track, s.class), number::count(s.episodes), number::count(s.targets)];
        row.push(score(s.crps));
        row.extend(s.baseline_crps.values().map(maybe));
        table.push(row);
    }
    table
}

/// Forecaster by forecaster, a column for each class.
fn skill(summary: &[SummaryAnswer]) -> Table {
    let mut columns = vec![words("against"), words("what it is")];
    columns.extend(summary.iter().map(|s| numbers(&class_on(s.track, s.class))));
    let caption = "Skill: one minus the ratio of the scores, above 0 the model is better; in brackets 80 % of \
                   resampled clusters";
    let mut table = Table::new(caption, columns);
    for (k, (key, what)) in FORECASTERS.into_iter().enumerate() {
        let mut row = vec![key.to_string(), what.to_string()];
        row.extend(summary.iter().map(|s| skill_cell(s, k, key)));
        table.push(row);
    }
    table
}

fn skill_cell(s: &SummaryAnswer, k: usize, key: &str) -> String {
    let Some(value) = s.skill.values()[k] else { return "-".into() };
    let band = s.bootstrap.skill.iter().find(|b| b.forecaster == key);
    let range = band.map_or(String::new(), |b| format!(" ({})", from_to(&b.skill, signed)));
    format!("{}{range}", signed(value))
}

fn from_to(band: &Band, print: impl Fn(f64) -> String) -> String {
    format!("{} to {}", print(band.p10), print(band.p90))
}

fn spread(summary: &[SummaryAnswer]) -> Table {
    let mut columns = vec![words("class")];
    let titles = ["50 % holds", "80 % holds", "95 % holds", "bias", "error", "width 80", "int. score", "RPS"];
    columns.extend(titles.map(numbers));
    let caption = "How often an interval meets the observed range (in brackets 95 % of that share if targets were \
                   independent, which they are not), median minus observed, its size, the width of the 80 % \
                   interval, its score, ranked probability of down, flat, up";
    let mut table = Table::new(caption, columns);
    for s in summary {
        let mut row = vec![class_on(s.track, s.class)];
        row.extend(shares(&s.coverage, &s.coverage_interval));
        row.push(signed(s.bias));
        row.extend([s.median_error, s.width80, s.interval_score, s.rps].map(two));
        table.push(row);
    }
    table
}

fn shares(of: &CoverageAnswer<f64>, within: &CoverageAnswer<[f64; 2]>) -> [String; 3] {
    let whole = |share: f64| format!("{:.0}", 100.0 * share);
    let text =
        |share: f64, [low, high]: [f64; 2]| format!("{} % ({}–{})", whole(share), whole(low), whole(high));
    [text(of.p50, within.p50), text(of.p80, within.p80), text(of.p95, within.p95)]
}

fn alarms(summary: &[SummaryAnswer]) -> Option<Block> {
    let line = |s: &SummaryAnswer| {
        let alarm = s.false_alarms.as_ref()?;
        Some(format!(
            "{}: a rise by half or more was given {} where the observed range lay within ±10 % ({})",
            class_on(s.track, s.class),
            number::percent(alarm.probability),
            alarm.targets.join(", ")
        ))
    };
    let items: Vec<String> = summary.iter().filter_map(line).collect();
    (!items.is_empty()).then_some(Block::List(items))
}

/// One class: clusters, episodes, each episode left out, the ordinary ones, the bootstrap.
fn parts(s: &SummaryAnswer) -> Section {
    let one = |caption: &str, parts: &[PartAnswer]| Block::Table(part_table(caption, parts));
    let mut blocks = vec![one("Clusters", &s.clusters), one("Episodes", &s.by_episode)];
    let mut left_out = s.leave_one_out.clone();
    left_out.extend(
        s.ordinary.clone().map(|part| PartAnswer { name: format!("ordinary: {}", part.name), ..part }),
    );
    blocks.push(one(
        "With one episode left out; ordinary: without the three that make up most of it",
        &left_out,
    ));
    let text = format!(
        "Mean over clusters: {}. Over {} resamples of the clusters the score is {} (80 %).",
        score(s.crps_by_cluster),
        number::count(s.bootstrap.resamples),
        from_to(&s.bootstrap.crps, score)
    );
    blocks.push(Block::Paragraph(text));
    Section::new(format!("Parts of history: {}", class_on(s.track, s.class)), blocks)
}

fn part_table(caption: &str, parts: &[PartAnswer]) -> Table {
    let mut columns = vec![words("part"), numbers("ep."), numbers("targets"), numbers("model")];
    columns.extend(BESIDE.map(numbers));
    columns.push(numbers("bias"));
    let mut table = Table::new(caption, columns);
    for part in parts {
        let mut row = vec![part.name.clone(), number::count(part.episodes), number::count(part.targets)];
        row.push(score(part.crps));
        row.extend(BESIDE.map(|key| maybe(of(&part.baseline_crps, key))));
        row.push(signed(part.bias));
        table.push(row);
    }
    table
}

/// The number of a forecaster.
fn of(by: &ByForecaster, key: &str) -> Option<f64> {
    ByForecaster::KEYS.iter().position(|k| *k == key).and_then(|k| by.values()[k])
}
