//! A document: titled sections of paragraphs, facts, lists, tables and charts.
//!
//! It is the one shape between an answer and a surface. Cells are finished text.

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
    /// Drawings; left out of plain text, whose tables hold the same numbers.
    Figures(Vec<Figure>),
    /// The question that the document answers.
    Question(String),
    /// The answer: sentences that stand out.
    Answer(Vec<String>),
    /// The rows that marks in the text point to.
    Rows(Vec<RowNote>),
    /// Ways to other pages of the same report, as text and file name; left out of plain text.
    Links(Vec<(String, String)>),
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// Stable name: that of its CSV file.
    pub name: String,
    /// Heading above the drawing.
    pub title: String,
    /// The drawing as markup that a template made and escaped.
    pub svg: String,
    /// Text below the drawing.
    pub caption: String,
    /// Ids of the figures it shows.
    pub ids: Vec<String>,
    /// Rows it rests on, as numbers of [`RowNote`]s.
    pub notes: Vec<usize>,
    /// Exactly what is drawn, as CSV.
    pub csv: String,
    /// Takes the width of the page; else two stand side by side.
    pub wide: bool,
}

/// A row of the world that figures rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowNote {
    /// Its number.
    pub number: usize,
    /// Row id.
    pub id: String,
    /// What it says.
    pub value: String,
    /// Basis, grade and when it was known.
    pub standing: String,
    /// Title of its source.
    pub source: String,
    /// Where the source can be read; only what a browser may open safely.
    pub url: Option<String>,
    /// File and line.
    pub at: String,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// The figure it prints: its id, and which of its values.
    pub figure: Option<(String, String)>,
    /// Rows it rests on.
    pub notes: Vec<usize>,
    /// A bar instead of text.
    pub bar: Option<Bar>,
    /// Where the text leads to.
    pub link: Option<String>,
}

/// A bar with its interval, and the places of all of them across the cell, 0 to 100.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// 10 %, median, 90 %.
    pub values: [f64; 3],
    /// Their places.
    pub at: [f64; 3],
    /// Place of nothing.
    pub zero: f64,
    /// Drawn hollow: what is not explained.
    pub hollow: bool,
}

/// A table with a caption that says unit and date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Caption.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// Rows of the world that all cells rest on.
    pub notes: Vec<usize>,
    /// Stable name, if it holds bars: that of its CSV file.
    pub name: String,
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
    /// Holds bars; left out of plain text.
    pub bars: bool,
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

    /// Adds a row.
    pub fn push<C: Into<Cell>>(&mut self, row: impl IntoIterator<Item = C>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// True if the column holds numbers.
    pub fn numeric(&self, column: &usize) -> bool {
        self.columns.get(*column).is_some_and(|c| c.numeric)
    }
}

impl Cell {
    /// A cell that prints a value of a figure.
    pub fn figure(text: impl Into<String>, id: &str, part: &str) -> Self {
        Self { text: text.into(), figure: Some((id.into(), part.into())), ..Self::default() }
    }

    /// The width of the bar and its left end.
    pub fn bar_span(bar: &Bar) -> (f64, f64) {
        (bar.at[1].min(bar.zero), (bar.at[1] - bar.zero).abs())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_string().into()
    }
}

/// A column of bars; its title says the scale.
pub fn bars(title: &str) -> Column {
    Column { title: title.into(), bars: true, ..Column::default() }
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
