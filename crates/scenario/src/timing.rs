//! Months, days and the share of a month during which an act holds.
//!
//! Month `m` of a run is the m-th calendar month after the base month. An act that starts on day d counts
//! pro rata in its month and fully from the next (design, "two clocks"). The road not taken: daily steps.
//! Claims are monthly at best, and a daily market would only pretend to know more.

use jiff::civil::Date;

/// Position of a day on the month axis: 0 is the first day of the base month, 1 that of the next.
pub(crate) fn place(as_of: Date, day: Date) -> f64 {
    let months = 12 * (i32::from(day.year()) - i32::from(as_of.year())) + i32::from(day.month())
        - i32::from(as_of.month());
    f64::from(months) + f64::from(day.day() - 1) / f64::from(day.days_in_month())
}

/// First day of month `m`.
pub fn first_day(as_of: Date, m: usize) -> Date {
    let index = 12 * i64::from(as_of.year()) + i64::from(as_of.month()) - 1 + m as i64;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    Date::new(year as i16, month as i8, 1).unwrap_or(Date::MAX)
}

/// `YYYY-MM`.
pub fn label(as_of: Date, m: usize) -> String {
    let day = first_day(as_of, m);
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Share of month `m` that lies between two places.
pub(crate) fn overlap(m: usize, from: f64, to: f64) -> f64 {
    let m = m as f64;
    (to.min(m + 1.0) - from.max(m)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_lies_where_the_calendar_says() {
        let base = date(2024, 9, 30);
        assert_eq!(place(base, date(2024, 9, 1)), 0.0);
        assert_eq!(place(base, date(2024, 10, 1)), 1.0);
        assert_eq!(place(base, date(2025, 1, 1)), 4.0);
        assert!((place(base, date(2024, 10, 19)) - (1.0 + 18.0 / 31.0)).abs() < 1e-15);
    }

    #[test]
    fn an_act_counts_pro_rata_in_its_month_and_fully_from_the_next() {
        let start = place(date(2024, 9, 30), date(2024, 10, 19));
        assert_eq!(overlap(0, start, f64::INFINITY), 0.0);
        assert!((overlap(1, start, f64::INFINITY) - 13.0 / 31.0).abs() < 1e-12);
        assert_eq!(overlap(2, start, f64::INFINITY), 1.0);
    }

    #[test]
    fn labels_cross_the_year() {
        assert_eq!(label(date(2024, 9, 30), 0), "2024-09");
        assert_eq!(label(date(2024, 9, 30), 6), "2025-03");
    }
}
