//! Dates known to the day, the month or the year, and periods between them.
//!
//! A partial date is the interval of days it may mean. The road not taken: rounding it to one day at reading,
//! because the first day is right for a start and the last for what was public.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A year, a month or a day: `2024`, `2024-10`, `2024-10-19`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    first: Date,
    last: Date,
}

impl PartialDate {
    /// One whole day.
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// The first day it may mean.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day it may mean.
    pub fn last(self) -> Date {
        self.last
    }
}

/// A text that is no date or period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDate {
    /// Not of the form of a date.
    #[error("'{0}' is not a date of the form 2024, 2024-10 or 2024-10-19")]
    Form(String),
    /// Of the right form, but in no calendar.
    #[error("'{0}' is not in the calendar")]
    Calendar(String),
    /// A period that ends before it starts.
    #[error("the period '{0}' ends before it starts")]
    Order(String),
}

impl FromStr for PartialDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let parts: Option<Vec<i16>> =
            text.split('-').zip([4, 2, 2]).map(|(part, width)| digits(part, width)).collect();
        let form = || BadDate::Form(text.to_owned());
        let calendar = |_| BadDate::Calendar(text.to_owned());
        let parts = parts.filter(|parts| parts.len() == text.split('-').count()).ok_or_else(form)?;
        match *parts.as_slice() {
            [year] => Ok(Self {
                first: Date::new(year, 1, 1).map_err(calendar)?,
                last: Date::new(year, 12, 31).map_err(calendar)?,
            }),
            [year, month] => {
                let first = Date::new(year, month as i8, 1).map_err(calendar)?;
                Ok(Self { first, last: first.last_of_month() })
            }
            [year, month, day] => Ok(Self::day(Date::new(year, month as i8, day as i8).map_err(calendar)?)),
            _ => Err(form()),
        }
    }
}

fn digits(text: &str, width: usize) -> Option<i16> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        if first == last {
            write!(f, "{first}")
        } else if first.month() == last.month() {
            write!(f, "{:04}-{:02}", first.year(), first.month())
        } else {
            write!(f, "{:04}", first.year())
        }
    }
}

/// A stretch of whole days: a partial date, or two of them joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    text: String,
    start: Date,
    end: Date,
}

impl Period {
    /// The period as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its first day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// Its last day.
    pub fn end(&self) -> Date {
        self.end
    }

    /// The year, if the period is exactly one calendar year.
    pub fn whole_year(&self) -> Option<i16> {
        let whole = self.start.day_of_year() == 1 && self.end == self.start.last_of_year();
        whole.then(|| self.start.year())
    }

    /// Whether the day lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && day <= self.end
    }
}

impl FromStr for Period {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let start = from.parse::<PartialDate>()?.first();
        let end = to.parse::<PartialDate>()?.last();
        if start > end {
            return Err(BadDate::Order(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), start, end })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

macro_rules! as_text {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

as_text!(PartialDate, Period);

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn partial(text: &str) -> (Date, Date) {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(date.to_string(), text);
        (date.first(), date.last())
    }

    #[test]
    fn a_partial_date_is_the_days_it_may_mean() {
        assert_eq!(partial("2024"), (date(2024, 1, 1), date(2024, 12, 31)));
        assert_eq!(partial("2024-02"), (date(2024, 2, 1), date(2024, 2, 29)));
        assert_eq!(partial("2024-10-19"), (date(2024, 10, 19), date(2024, 10, 19)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "24", "2024-1", "2024-10-19-1", "2024/10", "19.10.2024", "+024", "२०२४"] {
            assert!(matches!(text.parse::<PartialDate>(), Err(BadDate::Form(_))), "{text}");
        }
        for text in ["2024-13", "2023-02-29", "2024-00"] {
            assert!(matches!(text.parse::<PartialDate>(), Err(BadDate::Calendar(_))), "{text}");
        }
    }

    #[test]
    fn a_period_runs_from_its_first_to_its_last_day() {
        let period: Period = "2024-01/2024-09".parse().unwrap();
        assert_eq!((period.start(), period.end()), (date(2024, 1, 1), date(2024, 9, 30)));
        assert!(matches!("2024-09/2024-01".parse::<Period>(), Err(BadDate::Order(_))));
        assert_eq!("2023".parse::<Period>().unwrap().whole_year(), Some(2023));
        assert_eq!(period.whole_year(), None);
    }
}
