//! A document as plain text: aligned columns, at most [`WIDTH`] characters wide, no colour.
//!
//! A table that is too wide has the widest column of words wrapped, never a number cut.

use crate::document::{Block, Cell, Column, Document, RowNote, Section, Table};
use crate::notes::marks;

/// Widest line, in characters.
pub const WIDTH: usize = 110;
const GAP: &str = "  ";
/// No column of words becomes narrower than this.
const NARROWEST: usize = 12;

/// The document as text that ends with a line break.
pub fn text(document: &Document) -> String {
    let mut out = wrap(&document.title, WIDTH).join("\n") + "\n";
    if !document.label.is_empty() {
        out += &format!("{}\n", document.label);
    }
    for section in &document.sections {
        out += &section_text(section);
    }
    out
}

fn section_text(section: &Section) -> String {
    let mut out = String::from("\n");
    if !section.title.is_empty() {
        out += &format!("{}\n{}\n", section.title, "-".repeat(section.title.chars().count().min(WIDTH)));
    }
    let blocks: Vec<String> = section.blocks.iter().filter_map(block_text).collect();
    out + &blocks.join("\n")
}

fn block_text(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(text) => Some(lines("", text)),
        Block::List(items) if items.is_empty() => None,
        Block::List(items) => Some(items.iter().map(|item| lines("- ", item)).collect()),
        Block::Facts(facts) => Some(facts_text(facts)),
        Block::Table(table) => Some(table_text(&in_text(table))),
        Block::Figures(_) | Block::Links(_) => None,
        Block::Question(text) => Some(lines("", text)),
        Block::Answer(sentences) => Some(sentences.iter().map(|s| lines("", s)).collect()),
        Block::Rows(rows) => Some(rows.iter().map(note_text).collect()),
    }
}

fn note_text(row: &RowNote) -> String {
    let text = format!("{}: {} ({}; {}; {})", row.id, row.value, row.standing, row.source, row.at);
    lines(&format!("[{}] ", row.number), &text)
}

/// A table as text prints it: no bars, and marks behind what they belong to.
fn in_text(table: &Table) -> Table {
    let shown: Vec<usize> = (0..table.columns.len()).filter(|k| !table.columns[*k].bars).collect();
    let marked = |cell: &Cell| match cell.notes.is_empty() {
        true => cell.text.clone(),
        false => format!("{} [{}]", cell.text, marks(&cell.notes)),
    };
    let row = |row: &Vec<Cell>| shown.iter().filter_map(|k| row.get(*k)).map(|c| marked(c).into()).collect();
    let mut caption = table.caption.clone();
    if !table.notes.is_empty() {
        caption += &format!(" [{}]", marks(&table.notes));
    }
    Table {
        caption,
        columns: shown.iter().map(|k| table.columns[*k].clone()).collect(),
        rows: table.rows.iter().map(row).collect(),
        ..table.clone()
    }
}

/// Wrapped text after a lead; further lines are indented as far.
fn lines(lead: &str, text: &str) -> String {
    let indent = lead.chars().count();
    let mut out = String::new();
    for (k, line) in wrap(text, WIDTH - indent).iter().enumerate() {
        let start = if k == 0 { lead.to_string() } else { " ".repeat(indent) };
        out += &format!("{start}{line}\n");
    }
    out
}

fn facts_text(facts: &[(String, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(WIDTH / 3);
    facts.iter().map(|(name, value)| lines(&format!("{name:width$}{GAP}"), value)).collect()
}

fn table_text(table: &Table) -> String {
    let mut out = if table.caption.is_empty() { String::new() } else { lines("", &table.caption) };
    let widths = widths(table);
    out += &group_line(table, &widths);
    let titles: Vec<String> = table.columns.iter().map(|c| c.title.clone()).collect();
    out += &row_text(&table.columns, &widths, &titles);
    let total = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
    out += &format!("{}\n", "-".repeat(total));
    for row in &table.rows {
        let texts: Vec<String> = row.iter().map(|cell| cell.text.clone()).collect();
        out += &row_text(&table.columns, &widths, &texts);
    }
    if !table.note.is_empty() {
        out += &lines("", &table.note);
    }
    out
}

fn widths(table: &Table) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..table.columns.len()).map(|k| natural_width(table, k)).collect();
    widen_for_groups(table, &mut widths);
    narrow(table, &mut widths);
    widths
}

fn natural_width(table: &Table, column: usize) -> usize {
    let title = table.columns.get(column).map_or(0, |c| c.title.chars().count());
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.chars().count());
    cells.max().unwrap_or(0).max(title)
}

/// A heading over several columns may need more room than they have; each of them gives some.
fn widen_for_groups(table: &Table, widths: &mut [usize]) {
    let mut start = 0;
    for group in table.groups() {
        let end = start + group.span;
        let has: usize = widths[start..end].iter().sum::<usize>() + GAP.len() * (group.span - 1);
        let lacks = group.title.chars().count().saturating_sub(has);
        for (k, width) in widths[start..end].iter_mut().enumerate() {
            *width += lacks / group.span + usize::from(k < lacks % group.span);
        }
        start = end;
    }
}

/// Takes from the widest columns of words until the table fits, or none can give any more.
fn narrow(table: &Table, widths: &mut [usize]) {
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
    while total(widths) > WIDTH {
        let can_give = |k: &usize| !table.numeric(k) && widths[*k] > NARROWEST;
        let Some(widest) = (0..widths.len()).filter(can_give).max_by_key(|k| widths[*k]) else { return };
        widths[widest] -= 1;
    }
}

fn group_line(table: &Table, widths: &[usize]) -> String {
    let groups = table.groups();
    if groups.is_empty() {
        return String::new();
    }
    let (mut out, mut start) = (String::new(), 0);
    for group in groups {
        let end = start + group.span;
        let width = widths[start..end].iter().sum::<usize>() + GAP.len() * (group.span - 1);
        let line = if group.title.is_empty() { " ".repeat(width) } else { centred(&group.title, width) };
        out += &format!("{line}{GAP}");
        start = end;
    }
    format!("{}\n", out.trim_end())
}

/// A heading with dashes to both sides, so that it is plain which columns it spans.
fn centred(title: &str, width: usize) -> String {
    let spare = width.saturating_sub(title.chars().count());
    if spare < 4 {
        return format!("{title:^width$}");
    }
    let left = (spare - 2) / 2;
    format!("{} {title} {}", "-".repeat(left), "-".repeat(spare - 2 - left))
}

fn row_text(columns: &[Column], widths: &[usize], cells: &[String]) -> String {
    let wrapped: Vec<Vec<String>> = widths
        .iter()
        .enumerate()
        .map(|(k, width)| wrap(cells.get(k).map_or("", String::as_str), *width))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    (0..height).map(|line| line_text(columns, widths, &wrapped, line)).collect()
}

fn line_text(columns: &[Column], widths: &[usize], wrapped: &[Vec<String>], line: usize) -> String {
    let mut parts = Vec::new();
    for ((column, width), cell) in columns.iter().zip(widths).zip(wrapped) {
        let text = cell.get(line).map_or("", String::as_str);
        parts.push(if column.numeric { format!("{text:>width$}") } else { format!("{text:<width$}") });
    }
    format!("{}\n", parts.join(GAP).trim_end())
}

/// Breaks text at spaces; a word longer than the width is broken after a mark in it, or where it must.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_line(paragraph, width, &mut lines);
    }
    lines
}

fn wrap_line(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        let used = line.chars().count();
        if used > 0 && used + 1 + word.len() > width {
            lines.push(std::mem::take(&mut line));
        } else if used > 0 {
            line.push(' ');
        }
        while word.len() > width {
            let mark = word[..width].iter().rposition(|c| matches!(c, '-' | ',' | '/' | ':' | '>'));
            let end = mark.filter(|k| 2 * k >= width).map_or(width, |k| k + 1);
            lines.push(word.drain(..end).collect());
        }
        line.extend(word);
    }
    lines.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{grouped, numbers, words};

    fn table(cell: &str) -> Table {
        let mut table = Table::new("Prices", vec![words("good"), numbers("price")]);
        table.rows = vec![vec![cell.into(), "12".into()], vec!["dy".into(), "1,234".into()]];
        table
    }

    #[test]
    fn numbers_stand_to_the_right() {
        assert_eq!(
            table_text(&table("tb-oxide")),
            "Prices\ngood      price\n---------------\ntb-oxide     12\ndy        1,234\n"
        );
    }

    #[test]
    fn no_line_is_too_wide_and_no_word_is_lost() {
        let long = "a rather long remark ".repeat(30);
        let text = table_text(&table(&long));
        assert!(text.lines().all(|l| l.chars().count() <= WIDTH));
        assert_eq!(text.matches("remark").count(), 30);
        assert_eq!(wrap(&"x".repeat(25), 10), ["x".repeat(10), "x".repeat(10), "x".repeat(5)]);
        assert_eq!(wrap("customs-statistics-2024", 12), ["customs-", "statistics-", "2024"]);
    }

    #[test]
    fn a_heading_wider_than_its_columns_widens_them() {
        let mut table = Table::new("", grouped("a heading that is long", &["p10", "p50"]));
        table.rows = vec![vec!["1".into(), "2".into()]];
        let text = table_text(&table);
        assert!(text.starts_with("a heading that is long\n"), "{text}");
    }
}
