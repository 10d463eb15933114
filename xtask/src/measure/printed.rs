//! Tables as they were printed: rows of text, and numbers with the bounds of their rounding.

use anyhow::{Context, Result};
use oreline_index::Bounded;
use std::collections::BTreeMap;
use std::path::Path;

/// A row: cells by the name of their column.
pub(super) type Row = BTreeMap<String, String>;

/// Every row of a table of `criticality/`.
pub(super) fn rows(data: &Path, file: &str) -> Result<Vec<Row>> {
    let path = data.join("criticality").join(file);
    let place = || path.display().to_string();
    let mut reader = csv::Reader::from_path(&path).with_context(place)?;
    let rows = reader.deserialize::<Row>().collect::<Result<Vec<Row>, _>>().with_context(place)?;
    Ok(rows)
}

/// A cell without the blanks around it; empty if there is no such column.
pub(super) fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", |text| text.trim())
}

/// A number and how far rounding may have moved it at most: `half`, or less where more digits are printed.
/// `<0.1` is anything from 0 to 0.1. Nothing for what is no number.
pub(super) fn number(text: &str, half: f64) -> Option<Bounded> {
    let text = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
    if let Some(most) = text.strip_prefix('<') {
        let most: f64 = most.trim().parse().ok()?;
        return Bounded::new(most / 2.0, 0.0, most).ok();
    }
    let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let printed = 0.5 * 0.1f64.powi(i32::try_from(decimals).ok()?);
    Bounded::amount(text.parse().ok()?, printed.min(half)).ok()
}

/// A percentage as a share, 0–1; `half` in percentage points.
pub(super) fn percent(text: &str, half: f64) -> Option<Bounded> {
    let x = number(text, half)?;
    let share = |x: f64| (x / 100.0).min(1.0);
    Bounded::new(share(x.point()), share(x.low()), share(x.high())).ok().filter(|_| x.point() <= 100.0)
}

/// A number from 0 to 1; `half` is its rounding.
pub(super) fn index(text: &str, half: f64) -> Option<Bounded> {
    let x = number(text, half)?;
    Bounded::new(x.point(), x.low(), x.high().min(1.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(point: f64, low: f64, high: f64) -> Option<Bounded> {
        Bounded::new(point, low, high).ok()
    }

    #[test]
    fn numbers_carry_the_rounding_of_their_digits() {
        assert_eq!(number("12", 0.5), bounded(12.0, 11.5, 12.5));
        assert_eq!(number("100%", 0.05), bounded(100.0, 99.95, 100.05));
        assert_eq!(number("2,25", 0.5), bounded(2.25, 2.245, 2.255));
        assert_eq!(number("<0.1%", 0.05), bounded(0.05, 0.0, 0.1));
        for none in ["", "-", "N/A", "GS+EU", "-1"] {
            assert_eq!(number(none, 0.5), None, "{none}");
        }
    }

    #[test]
    fn shares_stay_between_nothing_and_a_whole() {
        assert_eq!(percent("100", 0.5), bounded(1.0, 0.995, 1.0));
        assert_eq!(percent("281%", 0.5), None);
        assert_eq!(index("1.0", 0.005), bounded(1.0, 0.995, 1.0));
        assert_eq!(index("1.2", 0.005), None);
    }
}
