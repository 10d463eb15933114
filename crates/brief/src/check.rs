//! The answer of `check`: what is wrong with the rows, where they disagree, and what the base rests on.

use crate::common::{contradiction_count, contradiction_tables, evidence_table, fact};
use crate::document::{Block, Document, Section, Table, words};
use crate::number;
use oreline_scenario::answers::{CheckAnswer, DiagnosticAnswer};

/// The document of a check.
pub fn check(answer: &CheckAnswer) -> Document {
    let mut sections =
        vec![head(answer), diagnostics(answer), evidence(answer), contradictions(answer), remarks(answer)];
    sections.retain(|s| !s.blocks.is_empty());
    Document { title: format!("Check of {}", answer.world), label: verdict(answer), sections }
}

fn severity(a: &CheckAnswer, severity: &str) -> usize {
    a.diagnostics.iter().filter(|d| d.severity == severity).count()
}

fn verdict(a: &CheckAnswer) -> String {
    format!(
        "{}, {}, {}",
        number::counted(severity(a, "error"), "error"),
        number::counted(severity(a, "warning"), "warning"),
        number::counted(a.contradictions.len(), "contradiction")
    )
}

fn head(a: &CheckAnswer) -> Section {
    let by_basis: Vec<String> =
        a.rows_by_basis.iter().map(|(basis, n)| format!("{basis} {}", number::count(*n))).collect();
    let base = a.base_year.map_or("none: no case could be made".to_string(), |year| year.to_string());
    let facts = vec![
        fact("As of", &a.as_of),
        fact("Known at", &a.known_at),
        fact("Base year", base),
        fact("Rows", number::count(a.rows)),
        fact("Rows by basis", by_basis.join(", ")),
        fact(
            "Rows unused",
            format!(
                "{} (context, prices for comparison, claims of other years)",
                number::count(a.rows_unused)
            ),
        ),
        fact("Sources", number::count(a.sources)),
    ];
    Section::new("", vec![Block::Facts(facts)])
}

fn diagnostics(a: &CheckAnswer) -> Section {
    if a.diagnostics.is_empty() {
        return Section::new(
            "Diagnostics",
            vec![Block::Paragraph("Nothing is wrong with the files.".into())],
        );
    }
    let columns = ["severity", "where", "what is wrong", "how to mend it", "code"].map(words).to_vec();
    let mut table = Table::new("Files of the world, with row (the header is row 1) and column", columns);
    a.diagnostics.iter().for_each(|d| table.push(diagnostic_row(d)));
    Section::new("Diagnostics", vec![Block::Table(table)])
}

fn diagnostic_row(d: &DiagnosticAnswer) -> Vec<String> {
    vec![d.severity.clone(), place(d), d.message.clone(), d.hint.clone(), d.code.clone()]
}

fn place(d: &DiagnosticAnswer) -> String {
    let row = d.row.map_or(String::new(), |row| format!(":{row}"));
    let column = d.column.as_ref().map_or(String::new(), |column| format!(" {column}"));
    format!("{}{row}{column}", d.file)
}

fn evidence(a: &CheckAnswer) -> Section {
    let blocks =
        if a.evidence_share.is_empty() { Vec::new() } else { vec![evidence_table(&a.evidence_share)] };
    Section::new("What the base rests on", blocks)
}

fn contradictions(a: &CheckAnswer) -> Section {
    let mut blocks = vec![Block::Paragraph(contradiction_count(&a.contradictions))];
    blocks.extend(contradiction_tables(&a.contradictions, usize::MAX));
    Section::new("Contradictions", blocks)
}

fn remarks(a: &CheckAnswer) -> Section {
    let blocks = if a.remarks.is_empty() { Vec::new() } else { vec![Block::List(a.remarks.clone())] };
    Section::new("Remarks", blocks)
}
