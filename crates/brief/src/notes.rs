//! Footnotes: from the figures that a document prints to numbered rows.
//!
//! A pass over the finished document puts the marks, so that no section has to think of them. Where all cells of
//! a table row rest on the same rows, one mark stands at its end; where all of a table do, at its caption.

use crate::document::{Block, Cell, Document, Figure, RowNote, Table};
use oreline_scenario::answers::{BriefAnswer, WhyRow};
use std::collections::BTreeMap;

/// Longest text of a row on the page; tables and JSON hold all.
const LONGEST: usize = 300;

/// Numbers as `1, 3–5`.
pub(crate) fn marks(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *n => run.1 = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let text = |(a, b): &(usize, usize)| match b - a {
        0 => a.to_string(),
        1 => format!("{a}, {b}"),
        _ => format!("{a}–{b}"),
    };
    runs.iter().map(text).collect::<Vec<String>>().join(", ")
}

/// An address that a browser may open, or nothing.
pub(crate) fn safe(url: &str) -> Option<String> {
    let lower = url.trim().to_lowercase();
    let web = lower.starts_with("https://") || lower.starts_with("http://");
    (web && !lower.contains(char::is_whitespace)).then(|| url.trim().to_string())
}

/// Text up to a length, with a sign that more follows.
pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    text.chars().take(LONGEST).collect::<String>() + "…"
}

/// Puts marks into a document; returns the rows they point to, in the order of their numbers.
pub(crate) fn annotate(document: &mut Document, answer: &BriefAnswer) -> Vec<RowNote> {
    let rows_of: BTreeMap<&str, &Vec<String>> =
        answer.figures.iter().map(|f| (f.id.as_str(), &f.rows)).collect();
    let mut book = Book { rows_of, number: BTreeMap::new(), order: Vec::new() };
    for block in document.sections.iter_mut().flat_map(|s| &mut s.blocks) {
        match block {
            Block::Table(table) => book.mark_table(table),
            Block::Figures(figures) => figures.iter_mut().for_each(|f| book.mark_figure(f)),
            _ => {}
        }
    }
    let by_id: BTreeMap<&str, &WhyRow> = answer.rows.iter().map(|r| (r.id.as_str(), r)).collect();
    let numbered = book.order.iter().enumerate();
    numbered.filter_map(|(k, id)| by_id.get(id.as_str()).map(|row| note(k + 1, row))).collect()
}

fn note(number: usize, row: &WhyRow) -> RowNote {
    let grade = if row.grade.is_empty() { String::new() } else { format!(", grade {}", row.grade) };
    RowNote {
        number,
        id: row.id.clone(),
        value: shortened(&row.value),
        standing: format!("{}{grade}, known at {}", row.basis, row.known_at),
        source: shortened(&row.source_title),
        url: safe(&row.url),
        at: row.at.clone(),
    }
}

struct Book<'a> {
    rows_of: BTreeMap<&'a str, &'a Vec<String>>,
    number: BTreeMap<String, usize>,
    order: Vec<String>,
}

impl Book<'_> {
    /// Numbers of the rows behind some figures, in order.
    fn numbers<'i>(&mut self, ids: impl Iterator<Item = &'i str>) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for id in ids {
            let rows: Vec<String> = self.rows_of.get(id).map(|rows| rows.to_vec()).unwrap_or_default();
            out.extend(rows.into_iter().map(|row| self.number(row)));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn number(&mut self, row: String) -> usize {
        let next = self.order.len() + 1;
        let number = *self.number.entry(row.clone()).or_insert(next);
        if number == next {
            self.order.push(row);
        }
        number
    }

    fn mark_figure(&mut self, figure: &mut Figure) {
        figure.notes = self.numbers(figure.ids.iter().map(String::as_str));
    }

    fn mark_table(&mut self, table: &mut Table) {
        let ids = |row: &Vec<Cell>| -> Vec<String> {
            row.iter().filter_map(|c| c.figure.as_ref().map(|(id, _)| id.clone())).collect()
        };
        let of_rows: Vec<Vec<usize>> =
            table.rows.iter().map(|row| self.numbers(ids(row).iter().map(String::as_str))).collect();
        let Some(first) = of_rows.first() else { return };
        if of_rows.iter().all(|notes| notes == first) {
            table.notes = first.clone();
            return;
        }
        for (row, notes) in table.rows.iter_mut().zip(of_rows) {
            if let Some(cell) = row.iter_mut().find(|c| c.figure.is_none() && c.bar.is_none()) {
                cell.notes = notes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_numbers_become_a_range() {
        assert_eq!(marks(&[1, 3, 4, 5, 8, 9]), "1, 3–5, 8, 9");
        assert_eq!(marks(&[]), "");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(safe("https://example.org/a"), Some("https://example.org/a".into()));
        for bad in
            ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "ftp://x", "", "https://a b"]
        {
            assert_eq!(safe(bad), None, "{bad}");
        }
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let text = shortened(&"語".repeat(10_000));
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }
}
