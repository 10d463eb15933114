//! The answer as a document and as CSV.

use super::answer::{IndexAnswer, IndexLine};
use super::ask::Method;
use oreline_brief::document::{Block, Document, Section, Table, numbers, words};
use oreline_brief::number;
use std::collections::BTreeSet;

/// The document of the indices, a table for each method.
pub fn document(answer: &IndexAnswer) -> Document {
    let mut sections = vec![head(answer)];
    let of = |method: &Method| -> Vec<&IndexLine> {
        answer.lines.iter().filter(|line| line.method == method.word()).collect()
    };
    sections.extend(Method::ALL.iter().filter(|m| !of(m).is_empty()).map(|m| section(*m, &of(m))));
    let label = "Lines of a study are held against what it published; lines of the world apply the formula to the \
                 shares of the day, which nobody published.";
    Document { title: format!("Criticality indices: {}", answer.world), label: label.into(), sections }
}

fn head(a: &IndexAnswer) -> Section {
    let base = a.base_year.map(|year| format!("{year} (balanced flows)"));
    let facts = vec![
        ("As of".to_owned(), a.as_of.clone()),
        ("Known at".to_owned(), a.known_at.clone()),
        ("Base year".to_owned(), base.unwrap_or_else(|| "none".into())),
    ];
    let mut blocks = vec![Block::Facts(facts)];
    blocks.extend(a.no_base_year.clone().map(Block::Paragraph));
    if a.lines.is_empty() {
        blocks.push(Block::Paragraph(
            "Nothing is left of what was asked for: widen --good, --stage or --region.".into(),
        ));
    }
    Section::new("", blocks)
}

fn section(method: Method, lines: &[&IndexLine]) -> Section {
    let columns = vec![
        words("of"),
        words("subject"),
        words("stage"),
        words("supply, region"),
        numbers("score"),
        numbers("low"),
        numbers("high"),
        numbers("published"),
        words("status"),
        words("shares"),
    ];
    let mut table = Table::new(caption(method), columns);
    lines.iter().for_each(|line| table.push(row(line)));
    let mut blocks = vec![Block::Table(table)];
    let remarks = remarks(lines);
    if !remarks.is_empty() {
        blocks.push(Block::List(remarks));
    }
    Section::new(method.word(), blocks)
}

fn caption(method: Method) -> &'static str {
    match method {
        Method::Hhi => "Concentration by country, 0 to 1",
        Method::ImportReliance => "Net imports over use, 0 to 1",
        Method::EuSr2017 => "EU supply risk, indices of the study of 2017; critical from 1.0",
        Method::EuSr2023 => "EU supply risk, indices of the study of 2023; critical from 1.0",
        Method::EuEi2023 => "EU economic importance, study of 2023; critical from 2.8",
        Method::GeoPolRisk => "GeoPolRisk, 0 to 1",
    }
}

fn row(line: &IndexLine) -> Vec<String> {
    let supply = [line.supply.as_deref(), line.region.as_deref()];
    let supply: Vec<&str> = supply.into_iter().flatten().collect();
    let value = |of: fn(&oreline_scenario::answers::Interval) -> f64| {
        line.value.as_ref().map_or("-".to_owned(), |v| number::index(of(v)))
    };
    vec![
        line.of.clone(),
        line.subject.clone(),
        line.stage.clone(),
        supply.join(", "),
        value(|v| v.value),
        value(|v| v.low),
        value(|v| v.high),
        line.published.map_or(String::new(), |p| format!("{p:.1}")),
        status(line).to_owned(),
        line.shares.clone(),
    ]
}

fn status(line: &IndexLine) -> &str {
    match (&line.status, line.missing.is_empty()) {
        (Some(status), _) => status,
        (None, false) => "not-computable",
        (None, true) => "",
    }
}

/// Each remark once, then every assumption.
fn remarks(lines: &[&IndexLine]) -> Vec<String> {
    let missing = |line: &IndexLine| {
        let (subject, stage) = (line.subject.clone(), line.stage.clone());
        line.missing.clone().into_iter().map(move |m| format!("{subject} {stage}: missing: {m}"))
    };
    let mut out: Vec<String> = Vec::new();
    for text in lines.iter().flat_map(|line| missing(line).chain(line.notes.iter().cloned())) {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    let assumed: BTreeSet<&str> = lines.iter().flat_map(|line| line.assumed()).collect();
    if !assumed.is_empty() {
        out.push(format!("assumed: {}", Vec::from_iter(assumed).join("; ")));
    }
    out
}

/// One row for each score.
pub fn csv(answer: &IndexAnswer) -> String {
    let head = "method,of,subject,stage,supply,region,score,low,high,published,status,shares,missing\n";
    answer.lines.iter().fold(head.to_owned(), |out, line| out + &csv_row(line))
}

fn csv_row(line: &IndexLine) -> String {
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let text = |x: &Option<String>| x.clone().unwrap_or_default();
    let cells = [
        line.method.clone(),
        line.of.clone(),
        line.subject.clone(),
        line.stage.clone(),
        text(&line.supply),
        text(&line.region),
        number(line.value.map(|v| v.value)),
        number(line.value.map(|v| v.low)),
        number(line.value.map(|v| v.high)),
        number(line.published),
        status(line).to_owned(),
        line.shares.clone(),
        line.missing.join("; "),
    ];
    cells.map(|cell| quoted(&cell)).join(",") + "\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
