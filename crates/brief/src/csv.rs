//! Answers as CSV: one tidy table per noun, every digit kept, what is not a number left empty.

use crate::scenarios::ScenarioLine;
use csv::Writer;
use oreline_scenario::answers::{
    Band, CheckAnswer, Fan, Interval, MarketAnswer, RunAnswer, ShowAnswer, StageAnswer, WhyAnswer,
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
        let cells: Vec<String> = cells.into_iter().collect();
        let written = self.0.write_record(&cells);
        debug_assert!(written.is_ok());
    }

    fn text(self) -> String {
        self.0.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
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

fn measures(m: &MarketAnswer) -> [(&'static str, &str, &Fan); 5] {
    [
        ("price", &m.unit, &m.price),
        ("price_ratio_to_baseline", "1", &m.price_ratio_to_baseline),
        ("price_ratio_to_start", "1", &m.price_ratio_to_start),
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
    fn commas_and_quotes_are_quoted() {
        let mut rows = Rows::new(&["a", "b"]);
        rows.push(texts(["x, y", "say \"no\""]));
        assert_eq!(rows.text(), "a,b\n\"x, y\",\"say \"\"no\"\"\"\n");
    }
}
