//! A fault in the data as a value: where it is, what it is, what to do about it.

use std::fmt;

use serde::Serialize;

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Probably wrong; the row is kept.
    Warning,
    /// Wrong; there is no world until it is mended.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Its kind, in kebab-case; stable, so that it may be looked up and filtered.
    pub code: &'static str,
    /// The file, relative to the folder of the world; empty for the folder itself.
    pub file: String,
    /// The line of the file on which the row begins, the header being line 1.
    pub row: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Diagnostic {
    /// A fault of a whole file.
    pub fn new(
        severity: Severity,
        code: &'static str,
        file: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let (file, message, hint) = (file.into(), message.into(), hint.into());
        Self { severity, code, file, row: None, column: None, message, hint }
    }

    /// The same fault, in one row.
    pub fn on_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The same fault, in one column.
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// `flows.csv:12 (unit): error[unit-mismatch]: …`, and the hint on a second line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.file.is_empty() { "world" } else { &self.file })?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " ({column})")?;
        }
        write!(f, ": {}[{}]: {}\n  {}", self.severity, self.code, self.message, self.hint)
    }
}
