//! The time from whose end a forecast looks forward: a day, a month, a quarter or a year.
//!
//! What was known at an origin is what was public by its last day. The road not taken: the first day, or the
//! middle. A record that names only a month cannot show that something was not yet known within it.

use jiff::civil::Date;
use oreline_units::PartialDate;
use std::str::FromStr;

/// The last day of an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(Date);

impl Origin {
    /// The last day.
    pub fn day(self) -> Date {
        self.0
    }
}

impl FromStr for Origin {
    type Err = String;

    /// `2018-11-03`, `2018-11`, `2018-Q4` or `2018`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let month = match text.split_once("-Q") {
            None => return text.parse::<PartialDate>().map(|d| Self(d.last())).map_err(|e| e.to_string()),
            Some((year, "1")) => format!("{year}-03"),
            Some((year, "2")) => format!("{year}-06"),
            Some((year, "3")) => format!("{year}-09"),
            Some((year, "4")) => format!("{year}-12"),
            Some(_) => return Err(format!("'{text}' is no quarter: 2018-Q1 to 2018-Q4")),
        };
        month.parse::<PartialDate>().map(|d| Self(d.last())).map_err(|_| format!("'{text}' has no year"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_on_its_last_day() {
        for (text, day) in [
            ("2019-03-19", "2019-03-19"),
            ("2018-11", "2018-11-30"),
            ("2012-02", "2012-02-29"),
            ("2011-Q3", "2011-09-30"),
            ("2011-Q4", "2011-12-31"),
            ("2011-Q1", "2011-03-31"),
            ("2011-Q2", "2011-06-30"),
            ("1978", "1978-12-31"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().day().to_string(), day);
        }
        for text in ["", "soon", "2011-Q0", "2011-Q5", "-Q1", "20111-Q1", "2018-13", "2018-02-30", "rumour"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
