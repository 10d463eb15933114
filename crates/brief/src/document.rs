//! A document: titled sections of paragraphs, facts, lists, tables and charts.
//!
//! It is the one shape between an answer and a surface. Cells are finished text.

pub use crate::chart::Chart;

/// What is printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Line under the title: what kind of answer this is.
    pub label: String,
    /// Sections in reading order.
    pub sections: Vec<Section>,
}

/// A titled part; the title may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Title.
    pub title: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text.
    Paragraph(String),
    /// Short statements.
    List(Vec<String>),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A figure; left out of plain text, whose tables hold the same numbers.
    Chart(Chart),
}

/// A table with a caption that says unit and date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Caption.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; as many cells as columns.
    pub rows: Vec<Vec<String>>,
    /// What was left out, or empty.
    pub note: String,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Heading over this and its neighbours with the same one; it holds their unit. May be empty.
    pub group: String,
    /// Heading.
    pub title: String,
    /// Numbers stand to the right.
    pub numeric: bool,
}

/// A heading over neighbouring columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// Columns under it.
    pub span: usize,
}

impl Section {
    /// A section from its parts.
    pub fn new(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { title: title.into(), blocks }
    }
}

impl Table {
    /// An empty table.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { caption: caption.into(), columns, ..Self::default() }
    }

    /// Headings over columns, in order; empty if no column has one.
    pub fn groups(&self) -> Vec<Group> {
        if self.columns.iter().all(|c| c.group.is_empty()) {
            return Vec::new();
        }
        let mut groups: Vec<Group> = Vec::new();
        for column in &self.columns {
            match groups.last_mut() {
                Some(last) if last.title == column.group => last.span += 1,
                _ => groups.push(Group { title: column.group.clone(), span: 1 }),
            }
        }
        groups
    }

    /// True if the column holds numbers.
    pub fn numeric(&self, column: &usize) -> bool {
        self.columns.get(*column).is_some_and(|c| c.numeric)
    }
}

/// A column of words.
pub fn words(title: &str) -> Column {
    Column { title: title.into(), ..Column::default() }
}

/// A column of numbers.
pub fn numbers(title: &str) -> Column {
    Column { title: title.into(), numeric: true, ..Column::default() }
}

/// Columns of numbers under one heading.
pub fn grouped(group: &str, titles: &[&str]) -> Vec<Column> {
    titles.iter().map(|title| Column { group: group.into(), ..numbers(title) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_one_heading_share_it() {
        let mut columns = vec![words("month")];
        columns.extend(grouped("price, USD/kg", &["p10", "p50"]));
        let spans: Vec<usize> = Table::new("", columns).groups().iter().map(|g| g.span).collect();
        assert_eq!(spans, [1, 2]);
        assert!(Table::new("", vec![words("a")]).groups().is_empty());
    }
}
