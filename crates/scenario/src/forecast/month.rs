//! A calendar month, the time that a forecast is about.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A month, written `2026-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Date);

/// A text that is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no month; write it as 2026-12")]
pub struct BadMonth(String);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// Months from an earlier one to this; below zero if this is the earlier.
    pub fn since(self, earlier: Self) -> i32 {
        let count = |m: Self| 12 * i32::from(m.0.year()) + i32::from(m.0.month());
        count(self) - count(earlier)
    }
}

impl FromStr for Month {
    type Err = BadMonth;

    fn from_str(text: &str) -> Result<Self, BadMonth> {
        let bad = || BadMonth(text.chars().take(40).collect());
        let form = text.len() == 7 && text.bytes().enumerate().all(|(k, b)| (k == 4) == (b == b'-'));
        let day = form.then(|| format!("{text}-01")).ok_or_else(bad)?;
        day.parse().map(Self).map_err(|_| bad())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl TryFrom<String> for Month {
    type Error = BadMonth;

    fn try_from(text: String) -> Result<Self, BadMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_read_counted_and_written() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!((month.first(), month.last()), (date(2026, 12, 1), date(2026, 12, 31)));
        assert_eq!(month.since(Month::of(date(2025, 11, 30))), 13);
        assert_eq!(month.to_string(), "2026-12");
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for bad in
            ["", "2026", "2026-13", "2026-1", "2026-12-31", "12-2026", "2026/12", "２０２６-12", "-026-12"]
        {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
