//! From one cell to one typed value, by the kind of its column.

use jiff::civil::Date;
use oreline_units::{Estimate, PartialDate, Period, Unit};
use oreline_world::expr::Expr;
use oreline_world::{Diagnostic, Keyword, Severity};

use crate::near::did_you_mean;
use crate::raw::RawRow;
use crate::schema::{Column, Kind, Table};
use crate::sink::Sink;

/// Numbers beyond this are slips: no supply chain holds so many tonnes or dollars.
const LARGEST: f64 = 1e15;

/// A cell, parsed once.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Empty.
    Blank,
    /// Not readable, and reported as such.
    Bad,
    Text(String),
    Number(f64),
    Date(PartialDate),
    Period(Period),
    Unit(Unit),
    Expr(Expr),
}

/// A row of typed values, in the order of the schema.
pub(crate) struct Row {
    pub(crate) line: u64,
    /// When it became public, with the rows that informed it.
    pub(crate) known_at: Option<Date>,
    values: Vec<Value>,
}

/// A table of typed values.
pub(crate) struct Typed<'a> {
    pub(crate) table: &'a Table,
    pub(crate) rows: Vec<Row>,
}

/// Reads every cell of the rows.
pub(crate) fn typed<'a>(table: &'a Table, raw: Vec<RawRow>, sink: &mut Sink) -> Typed<'a> {
    let rows = raw.into_iter().map(|row| typed_row(table, row, sink)).collect();
    Typed { table, rows }
}

fn typed_row(table: &Table, raw: RawRow, sink: &mut Sink) -> Row {
    let mut row = Row { line: raw.line, known_at: None, values: Vec::new() };
    for (column, cell) in table.columns.iter().zip(raw.cells) {
        let value = match cell {
            None => Value::Blank,
            Some(text) => value_of(column, &text).unwrap_or_else(|fault| {
                sink.push(fault.at(table.file, raw.line, column.name));
                Value::Bad
            }),
        };
        row.values.push(value);
    }
    row.known_at = row.date(table, "known_at").map(PartialDate::last);
    row
}

/// What is wrong with a cell, not yet where.
struct Fault {
    code: &'static str,
    message: String,
    hint: String,
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    fn at(self, file: &str, line: u64, column: &str) -> Diagnostic {
        let found = Diagnostic::new(Severity::Error, self.code, file, self.message, self.hint);
        found.on_row(line).in_column(column)
    }
}

fn value_of(column: &Column, text: &str) -> Result<Value, Fault> {
    if text.is_empty() {
        return if column.required { Err(blank(column)) } else { Ok(Value::Blank) };
    }
    match column.kind {
        Kind::Text | Kind::Prefix | Kind::Chain | Kind::Subject => Ok(Value::Text(text.to_owned())),
        Kind::Ref(_) | Kind::AnyRows | Kind::Targets => Ok(Value::Text(text.to_owned())),
        Kind::Id => id(text),
        Kind::Number => number(text).map(Value::Number),
        Kind::Count => count(text),
        Kind::Date => text.parse().map(Value::Date).map_err(bad_date),
        Kind::Period => text.parse().map(Value::Period).map_err(bad_date),
        Kind::Word(words) => word(&words(), text),
        Kind::Unit(units) => unit(units, text),
        Kind::Expr => text.parse().map(Value::Expr).map_err(|error: oreline_world::expr::ExprError| {
            Fault::new("bad-expression", format!("'{text}': {error}"), error.hint())
        }),
    }
}

fn blank(column: &Column) -> Fault {
    let message = format!("'{}' is empty", column.name);
    Fault::new("missing-value", message, "every row needs it; write a value, or take the row out")
}

fn id(text: &str) -> Result<Value, Fault> {
    let inside = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b":>.-".contains(&b);
    let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if starts && text.bytes().all(inside) {
        return Ok(Value::Text(text.to_owned()));
    }
    let hint =
        "small letters, digits and hyphens, as in dy-oxide; ':' and '>' join ids, as in dy-oxide:china>japan";
    Err(Fault::new("bad-id", format!("'{text}' is not an id"), hint))
}

fn number(text: &str) -> Result<f64, Fault> {
    let hint = "write a plain decimal with a point and without separators, as in 45500 or 0.37";
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() <= LARGEST => Ok(number),
        Ok(number) if number.is_finite() => {
            Err(Fault::new("bad-number", format!("{text} is beyond {LARGEST:e}"), hint))
        }
        _ => Err(Fault::new("bad-number", format!("'{text}' is not a finite number"), hint)),
    }
}

fn count(text: &str) -> Result<Value, Fault> {
    match text.parse::<u16>() {
        Ok(count) => Ok(Value::Number(count.into())),
        Err(_) => {
            let message = format!("'{text}' is not a whole number from 0 to {}", u16::MAX);
            Err(Fault::new("bad-number", message, "write a whole number, as in 2"))
        }
    }
}

fn bad_date(error: oreline_units::BadDate) -> Fault {
    let hint = "write 2024, 2024-10 or 2024-10-19; a period may join two of them, as in 2024-01/2024-09";
    let code = match error {
        oreline_units::BadDate::Order(_) => "date-order",
        _ => "bad-date",
    };
    Fault::new(code, error.to_string(), hint)
}

fn word(words: &[&'static str], text: &str) -> Result<Value, Fault> {
    if words.contains(&text) {
        return Ok(Value::Text(text.to_owned()));
    }
    let near = did_you_mean(text, words.iter().copied());
    let hint = format!("{near}write one of {}", words.join(", "));
    Err(Fault::new("bad-enum", format!("'{text}' is not a word of this column"), hint))
}

fn unit(units: &[Unit], text: &str) -> Result<Value, Fault> {
    let names: Vec<&str> = units.iter().map(|unit| unit.as_str()).collect();
    let hint = || format!("{}units here: {}", did_you_mean(text, names.iter().copied()), names.join(", "));
    match text.parse::<Unit>() {
        Ok(unit) if units.contains(&unit) => Ok(Value::Unit(unit)),
        Ok(_) => {
            let message = format!("'{text}' does not measure what this table holds");
            Err(Fault::new("unit-mismatch", message, hint()))
        }
        Err(error) => Err(Fault::new("bad-enum", error.to_string(), hint())),
    }
}

impl Row {
    pub(crate) fn get(&self, table: &Table, column: &str) -> &Value {
        table.position(column).and_then(|at| self.values.get(at)).unwrap_or(&Value::Blank)
    }

    pub(crate) fn blank(&self, table: &Table, column: &str) -> bool {
        matches!(self.get(table, column), Value::Blank)
    }

    /// The text of a cell; nothing if it is empty or holds no text.
    pub(crate) fn text(&self, table: &Table, column: &str) -> Option<&str> {
        match self.get(table, column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, table: &Table, column: &str) -> Option<f64> {
        match self.get(table, column) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn date(&self, table: &Table, column: &str) -> Option<PartialDate> {
        match self.get(table, column) {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn period(&self, table: &Table, column: &str) -> Option<&Period> {
        match self.get(table, column) {
            Value::Period(period) => Some(period),
            _ => None,
        }
    }

    pub(crate) fn unit(&self, table: &Table) -> Option<Unit> {
        match self.get(table, "unit") {
            Value::Unit(unit) => Some(*unit),
            _ => None,
        }
    }

    pub(crate) fn expr(&self, table: &Table, column: &str) -> Option<&Expr> {
        match self.get(table, column) {
            Value::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    pub(crate) fn word<K: Keyword>(&self, table: &Table, column: &str) -> Option<K> {
        self.text(table, column).and_then(K::from_word)
    }

    /// The estimate of the row, if its numbers are there and in order.
    pub(crate) fn estimate(&self, table: &Table) -> Option<Estimate> {
        let number = |column| self.number(table, column);
        Estimate::new(number("value")?, number("low")?, number("high")?).ok()
    }

    /// The parts of a list separated by `;`.
    pub(crate) fn list(&self, table: &Table, column: &str) -> Vec<&str> {
        let text = self.text(table, column).unwrap_or_default();
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
    }
}
