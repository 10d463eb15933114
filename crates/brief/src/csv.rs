//! Answers as CSV: one tidy table per noun, every digit kept, what is not a number left empty.

mod forecast;
mod reading;

pub use forecast::{forecast, forecasts};
pub use reading::{coverage, feed, ingest, locate, read, stories};
pub(crate) use reading::{periods_chart, timeline_chart};

use crate::charts::fan::Drawn;
use crate::charts::outcome::Mark;
use crate::document::{Block, Document, Table};
use crate::scenarios::ScenarioLine;
use csv::Writer;
use oreline_scenario::answers::{
    BacktestAnswer, Band, BriefAnswer, ByForecaster, CheckAnswer, CompareAnswer, Fan, Interval, LearntAnswer,
    MarketAnswer, RunAnswer, ShowAnswer, StageAnswer, WhyAnswer, WhyRow,
};

const BAND: [&str; 3] = ["p10", "p50", "p90"];
const FAN: [&str; 9] = Fan::NAMES;

/// A file of a run folder: name and text.
pub type File = (&'static str, String);

/// A table under construction; writing into memory cannot fail.
struct Rows(Writer<Vec<u8>>);

impl Rows {
    fn new(header: &[&str]) -> Self {
        let mut rows = Self(Writer::from_writer(Vec::new()));
        rows.push(header.iter().map(ToString::to_string));
        rows
    }

    fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().map(harmless).collect();
        let written = self.0.write_record(&cells);
        debug_assert!(written.is_ok());
    }

    fn text(self) -> String {
        self.0.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A spreadsheet takes what begins so for a formula; an apostrophe keeps it text. Numbers stay numbers.
pub(crate) fn harmless(text: String) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && text.parse::<f64>().is_err() { format!("'{text}") } else { text }
}

fn cell(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { String::new() }
}

fn cells(band: &Band) -> [String; 3] {
    [band.p10, band.p50, band.p90].map(cell)
}

fn interval(interval: &Interval) -> [String; 3] {
    [interval.value, interval.low, interval.high].map(cell)
}

fn fan(fan: &Fan, month: usize) -> [String; 9] {
    fan.lines().map(|v| cell(v.get(month).copied().unwrap_or(f64::NAN)))
}

fn texts<const N: usize>(values: [&str; N]) -> Vec<String> {
    values.map(String::from).to_vec()
}

/// The tables of a brief and of its charts, by path.
pub fn brief(answer: &BriefAnswer) -> Vec<(String, String)> {
    let tables =
        [("figures.csv", figures(answer)), ("rows.csv", rows(answer)), ("sources.csv", sources(answer))];
    let charts = charts(&crate::brief(answer));
    tables.into_iter().map(|(name, text)| (name.to_string(), text)).chain(charts).collect()
}

/// Every figure of a brief: one row per value.
pub fn figures(answer: &BriefAnswer) -> String {
    let mut out = Rows::new(&["id", "part", "value", "unit", "what", "rows", "rows_in_all"]);
    for f in &answer.figures {
        for (part, value) in &f.values {
            let mut row = texts([&f.id, part]);
            row.push(cell(*value));
            row.extend(texts([&f.unit, &f.what, &f.rows.join("; "), &f.rows_in_all.to_string()]));
            out.push(row);
        }
    }
    out.text()
}

/// The rows that figures rest on, in full.
pub fn rows(answer: &BriefAnswer) -> String {
    listed(answer.rows.iter())
}

/// Rows of a world, whatever they are listed for.
fn listed<'a>(rows: impl Iterator<Item = &'a WhyRow>) -> String {
    let header = ["id", "at", "value", "basis", "grade", "known_at", "source", "source_title", "url"];
    let mut out = Rows::new(&header);
    for r in rows {
        let row =
            [&r.id, &r.at, &r.value, &r.basis, &r.grade, &r.known_at, &r.source, &r.source_title, &r.url];
        out.push(row.map(String::clone));
    }
    out.text()
}

/// The sources, with their licences.
pub fn sources(answer: &BriefAnswer) -> String {
    let mut out = Rows::new(&["id", "title", "publisher", "url", "published", "licence"]);
    for s in &answer.sources {
        out.push(texts([&s.id, &s.title, &s.publisher, &s.url, &s.published, &s.licence]));
    }
    out.text()
}

/// What each chart of a document draws, by path.
pub fn charts(document: &Document) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for block in document.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            Block::Figures(figures) => {
                let drawn = figures.iter().filter(|f| !f.csv.is_empty());
                out.extend(drawn.map(|f| (path(&f.name), f.csv.clone())));
            }
            Block::Table(table) if !table.name.is_empty() => out.push((path(&table.name), bar_chart(table))),
            _ => {}
        }
    }
    out
}

fn path(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("charts/{}.csv", name.chars().map(plain).collect::<String>())
}

/// A table of bars: its words, and the three numbers of each bar.
fn bar_chart(table: &Table) -> String {
    let words: Vec<usize> =
        (0..table.columns.len()).filter(|k| !table.columns[*k].bars && !table.columns[*k].numeric).collect();
    let unit = table.columns.iter().find(|c| !c.group.is_empty()).map_or("", |c| c.group.as_str());
    let mut header: Vec<&str> = words.iter().map(|k| table.columns[*k].title.as_str()).collect();
    header.extend(["unit", "p10", "p50", "p90"]);
    let mut out = Rows::new(&header);
    for row in &table.rows {
        let Some(bar) = row.iter().find_map(|c| c.bar.as_ref()) else { continue };
        let mut line: Vec<String> =
            words.iter().filter_map(|k| row.get(*k)).map(|c| c.text.clone()).collect();
        line.push(unit.into());
        line.extend(bar.values.map(cell));
        out.push(line);
    }
    out.text()
}

/// A fan: quantiles, the baseline, single draws.
pub(crate) fn fan_chart(d: &Drawn<'_>, baseline: &[f64], sampled: &[&[f64]]) -> String {
    let draws: Vec<String> = (1..=sampled.len()).map(|k| format!("draw_{k}")).collect();
    let mut header = vec!["month", "unit"];
    header.extend(Fan::NAMES);
    header.extend(["baseline"].iter().filter(|_| !baseline.is_empty()));
    header.extend(draws.iter().map(String::as_str));
    let mut out = Rows::new(&header);
    for (k, month) in d.months.iter().enumerate() {
        let mut row = texts([month, d.unit]);
        row.extend(fan(d.fan, k));
        row.extend(baseline.get(k).map(|v| cell(*v)));
        row.extend(sampled.iter().filter_map(|line| line.get(k)).map(|v| cell(*v)));
        out.push(row);
    }
    out.text()
}

/// A fan of log prices and what was observed; an observation has its window in place of quantiles.
pub(crate) fn outcome_chart(of: &Fan, marks: &[&Mark]) -> String {
    let mut header =
        vec!["what", "from_month", "to_month", "unit", "observed_low", "observed", "observed_high"];
    header.extend(FAN);
    let mut out = Rows::new(&header);
    for month in 0..of.p50.len() {
        let mut row = texts(["said"]);
        row.extend([cell(month as f64), cell(month as f64)]);
        row.extend(texts(["log price over that at the origin", "", "", ""]));
        row.extend(fan(of, month));
        out.push(row);
    }
    for mark in marks {
        let mut row = vec![mark.name.clone()];
        row.extend(mark.window.map(cell));
        row.push("log price over that at the origin".into());
        row.extend(mark.range.map(cell));
        row.extend(texts([""; 9]));
        out.push(row);
    }
    out.text()
}

/// Every target of a back-test beside every forecaster.
pub fn backtest(answer: &BacktestAnswer) -> String {
    let mut header =
        vec!["leg", "episode", "cluster", "split", "track", "target", "zone", "function", "class"];
    header.extend(["from_month", "to_month", "observed_low", "observed", "observed_high"]);
    header.extend(FAN);
    header.extend(["crps", "bias", "interval_score", "rps", "above_half"]);
    header.extend(ByForecaster::KEYS);
    let mut out = Rows::new(&header);
    for e in &answer.episodes {
        for t in &e.targets {
            let mut row =
                vec![e.id.clone(), e.episode.clone(), e.cluster.clone(), word(&e.split), word(&e.track)];
            row.extend([t.id.clone(), word(&t.zone), word(&t.function), word(&t.class)]);
            row.extend(t.window_months.map(cell));
            row.extend([t.observed.low, t.observed.value, t.observed.high].map(cell));
            let f = &t.forecast;
            row.extend([f.p025, f.p05, f.p10, f.p25, f.p50, f.p75, f.p90, f.p95, f.p975].map(cell));
            row.extend([t.crps, t.bias, t.interval_score, t.rps, t.above_half].map(cell));
            row.extend(t.baselines.values().map(|v| v.map_or(String::new(), cell)));
            out.push(row);
        }
    }
    out.text()
}

/// A word of a closed list, as JSON writes it.
fn word(of: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(of).unwrap_or_default();
    json.as_str().map(String::from).unwrap_or_default()
}

/// The bar of evidence.
pub(crate) fn evidence_chart(shares: &[(&str, f64)]) -> String {
    let mut out = Rows::new(&["basis", "share"]);
    for (basis, share) in shares {
        out.push([basis.to_string(), cell(*share)]);
    }
    out.text()
}

/// The links of the chain, small ones too.
pub(crate) fn chain_chart(answer: &RunAnswer) -> String {
    let header = ["stage", "from", "next_stage", "to", "unit", "baseline", "p10", "p50", "p90"];
    let mut out = Rows::new(&header);
    for l in &answer.chain {
        let mut row = texts([&l.stage, &l.from, &l.next_stage, &l.to, &l.unit]);
        row.push(cell(l.baseline));
        row.extend(cells(&l.scenario));
        out.push(row);
    }
    out.text()
}

/// The tables of a run, by file name.
pub fn run(answer: &RunAnswer) -> Vec<File> {
    vec![
        ("markets.csv", markets(answer)),
        ("shortage.csv", shortage(answer)),
        ("flows.csv", flows(answer)),
        ("region_losses.csv", region_losses(answer)),
        ("actors.csv", actors(answer)),
        ("drivers.csv", drivers(answer)),
    ]
}

/// Markets through the months: one row per market, month and measure.
pub fn markets(answer: &RunAnswer) -> String {
    let mut rows = Rows::new(&[&["good", "region", "month", "measure", "unit"][..], &FAN[..]].concat());
    for market in &answer.markets {
        for (k, month) in answer.months.iter().enumerate() {
            for (measure, unit, values) in measures(market) {
                let mut row = texts([&market.good, &market.region, month, measure, unit]);
                row.extend(fan(values, k));
                rows.push(row);
            }
        }
    }
    rows.text()
}

fn measures(m: &MarketAnswer) -> [(&'static str, &str, &Fan); 6] {
    [
        ("price", &m.unit, &m.price),
        ("price_ratio_to_baseline", "1", &m.price_ratio_to_baseline),
        ("price_ratio_to_start", "1", &m.price_ratio_to_start),
        ("path_price", &m.unit, &m.path_price),
        ("unserved_share", "1", &m.unserved_share),
        ("cover_weeks", "weeks", &m.cover_weeks),
    ]
}

fn shortage(answer: &RunAnswer) -> String {
    let header = [
        "good",
        "region",
        "use",
        "probability",
        "worst_unserved_share_p10",
        "worst_unserved_share_p50",
        "worst_unserved_share_p90",
        "median_month_of_run_out",
    ];
    let mut rows = Rows::new(&header);
    for s in &answer.shortage {
        let mut row = texts([&s.good, &s.region, &s.use_]);
        row.push(cell(s.probability));
        row.extend(cells(&s.worst_unserved_share));
        row.push(s.median_month_of_run_out.clone().unwrap_or_default());
        rows.push(row);
    }
    rows.text()
}

fn flows(answer: &RunAnswer) -> String {
    let mut rows = Rows::new(&[&["good", "origin", "destination", "month", "unit"][..], &FAN[..]].concat());
    for flow in &answer.flows {
        for (k, month) in answer.months.iter().enumerate() {
            let mut row = texts([&flow.good, &flow.origin, &flow.destination, month, &flow.unit]);
            row.extend(fan(&flow.quantity, k));
            rows.push(row);
        }
    }
    rows.text()
}

fn region_losses(answer: &RunAnswer) -> String {
    let mut rows = Rows::new(&[&["region", "unit"][..], &BAND[..]].concat());
    for loss in &answer.region_losses {
        let mut row = texts([&loss.region, &loss.unit]);
        row.extend(cells(&loss.change_vs_baseline));
        rows.push(row);
    }
    rows.text()
}

fn actors(answer: &RunAnswer) -> String {
    let mut rows = Rows::new(&[&["actor", "account", "unit"][..], &BAND[..]].concat());
    for actor in &answer.actors {
        let mut row = texts([&actor.actor, &actor.account, &actor.unit]);
        row.extend(cells(&actor.change_vs_baseline));
        rows.push(row);
    }
    rows.text()
}

/// Drivers; the unexplained share is a row without an input.
fn drivers(answer: &RunAnswer) -> String {
    let mut rows = Rows::new(&[&["output", "input"][..], &BAND[..]].concat());
    let of = answer.drivers.iter().map(|d| (&d.output, d.input.as_str(), &d.first_order));
    let rest = answer.unexplained.iter().map(|u| (&u.output, "", &u.share));
    for (output, input, share) in of.chain(rest) {
        let mut row = texts([output, input]);
        row.extend(cells(share));
        rows.push(row);
    }
    rows.text()
}

/// A comparison: one row per market, month and scenario; the difference is against the first.
pub fn compare(answer: &CompareAnswer) -> String {
    let header = ["good", "region", "month", "scenario", "measure"];
    let mut rows = Rows::new(&[&header[..], &FAN[..], &["share_above_first"][..]].concat());
    for m in &answer.markets {
        for (k, month) in answer.months.iter().enumerate() {
            for (s, scenario) in answer.scenarios.iter().enumerate() {
                let mut row = texts([&m.good, &m.region, month, &scenario.id, "price_ratio_to_baseline"]);
                row.extend(m.price_ratio_to_baseline.get(s).into_iter().flat_map(|f| fan(f, k)));
                row.push(String::new());
                rows.push(row);
                let Some(d) = s.checked_sub(1) else { continue };
                let mut row = texts([&m.good, &m.region, month, &scenario.id, "difference_to_first"]);
                row.extend(m.difference.get(d).into_iter().flat_map(|f| fan(f, k)));
                row.push(m.above_first.get(d).and_then(|v| v.get(k)).map_or(String::new(), |v| cell(*v)));
                rows.push(row);
            }
        }
    }
    rows.text()
}

/// Rows that became known between two dates.
pub fn diff(answer: &LearntAnswer) -> String {
    listed(answer.learnt.iter().flat_map(|t| &t.rows))
}

/// What `check` found: one row per diagnostic and per row of a contradiction.
pub fn check(answer: &CheckAnswer) -> String {
    let mut rows =
        Rows::new(&["kind", "code", "at", "what", "hint", "value", "unit", "scope", "source", "sigma"]);
    for d in &answer.diagnostics {
        let line = d.row.map_or(String::new(), |row| format!(":{row}"));
        let column = d.column.as_ref().map_or(String::new(), |c| format!(" {c}"));
        let at = format!("{}{line}{column}", d.file);
        rows.push(texts([&d.severity, &d.code, &at, &d.message, &d.hint, "", "", "", "", ""]));
    }
    for c in &answer.contradictions {
        for r in &c.rows {
            let [value, sigma] = [r.value, c.sigma].map(|v| v.map_or(String::new(), cell));
            rows.push(texts([
                &c.kind,
                &r.id,
                &r.at,
                &c.quantity,
                "",
                &value,
                &r.unit,
                &r.scope,
                &r.source,
                &sigma,
            ]));
        }
    }
    rows.text()
}

/// Who holds what: one row per holder, and one per stage for its concentration.
pub fn show(answer: &ShowAnswer) -> String {
    let mut rows = Rows::new(&["stage", "good", "element", "by", "name", "value", "low", "high", "unit"]);
    for stage in &answer.stages {
        push_stage(&mut rows, stage);
    }
    for site in &answer.sites {
        let controller = site.controller.as_deref().unwrap_or_default();
        rows.push(texts(["site", &site.id, "", "controller", controller, "", "", "", ""]));
    }
    rows.text()
}

fn push_stage(rows: &mut Rows, s: &StageAnswer) {
    let [good, element] = [&s.good, &s.element].map(|x| x.as_deref().unwrap_or_default());
    let mut push = |by: &str, name: &str, value: &Interval, unit: &str| {
        let mut row = texts([&s.stage, good, element, by, name]);
        row.extend(interval(value));
        row.push(unit.into());
        rows.push(row);
    };
    push("total", "", &s.total, &s.unit);
    push("hhi", "", &s.hhi, "1");
    for x in &s.shares {
        push(&x.by, &x.name, &x.share, "1");
    }
}

/// The rows behind a figure.
pub fn why(answer: &WhyAnswer) -> String {
    let header =
        ["id", "at", "weight", "value", "basis", "grade", "known_at", "source", "source_title", "url"];
    let mut rows = Rows::new(&header);
    for r in &answer.rows {
        let weight = r.weight.map_or(String::new(), cell);
        let row = [
            &r.id,
            &r.at,
            &weight,
            &r.value,
            &r.basis,
            &r.grade,
            &r.known_at,
            &r.source,
            &r.source_title,
            &r.url,
        ];
        rows.push(row.map(String::clone));
    }
    rows.text()
}

/// The scenarios of a world.
pub fn scenarios(lines: &[ScenarioLine]) -> String {
    let mut rows = Rows::new(&["id", "title", "question", "as_of", "known_at", "months", "draws"]);
    for l in lines {
        let (months, draws) = (l.months.to_string(), l.draws.to_string());
        rows.push(texts([&l.id, &l.title, &l.question, &l.as_of, &l.known_at, &months, &draws]));
    }
    rows.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_kept_and_no_number_is_empty() {
        assert_eq!(cell(0.1), "0.1");
        assert_eq!(cell(1e-12), "1e-12");
        assert_eq!(cell(f64::NAN), "");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_kept_text_and_numbers_stay() {
        for bad in ["=1+1", "+cmd", "-cmd", "@x", "\tx", "\rx"] {
            assert_eq!(harmless(bad.into()), format!("'{bad}"));
        }
        for good in ["-0.5", "+3", "-1e-9", "text", ""] {
            assert_eq!(harmless(good.into()), good);
        }
    }

    #[test]
    fn commas_and_quotes_are_quoted() {
        let mut rows = Rows::new(&["a", "b"]);
        rows.push(texts(["x, y", "say \"no\""]));
        assert_eq!(rows.text(), "a,b\n\"x, y\",\"say \"\"no\"\"\"\n");
    }
}
