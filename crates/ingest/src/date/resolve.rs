//! Phrases become days: what is not written is told by the document's own date.
//!
//! The road not taken: today's date in its place. A text read years later would say something else.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use oreline_units::PartialDate;

use super::Precision;
use super::point::{Point, Year};
use super::words::{Part, Season};

/// Which one of many such days is meant where the year is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The latest that begins no later than the document's date.
    Latest,
    /// The latest that was over before it: `last October`.
    Last,
    /// The one in the document's year: `this October`.
    This,
    /// The first that is not over yet: `will … in October`.
    Coming,
    /// The first that has not begun: `next October`.
    Next,
}

/// First day, last day, and how exactly they are meant.
pub(super) type Stretch = (Date, Date, Precision);

/// The first and last day of a phrase for each year.
type OfYear = Box<dyn Fn(i16) -> Option<(Date, Date)>>;

/// How many years back or forth an open year is sought: a leap day is at most eight years away.
const REACH: i16 = 8;

/// What a phrase means, or nothing if it needs a date that the document lacks.
pub(super) fn resolve(point: Point, published: Option<PartialDate>, which: Which) -> Option<Stretch> {
    let precision = precision(point);
    let (year, of_year): (Year, OfYear) = match point {
        Point::Day { year, month, day } => (year, Box::new(move |y| days(y, month, day, day))),
        Point::Days { year, month, from, to } => (year, Box::new(move |y| days(y, month, from, to))),
        Point::Month { year, month, part } => (year, Box::new(move |y| part_of_month(y, month, part))),
        Point::Quarter { year, number } => (year, Box::new(move |y| months(y, number * 3 - 2, 3))),
        Point::Half { year, number } => (year, Box::new(move |y| months(y, number * 6 - 5, 6))),
        Point::Season { year, season } => (year, Box::new(move |y| months(y, first_month(season), 3))),
        Point::FirstMonths { year, count } => (year, Box::new(move |y| months(y, 1, count))),
        Point::Year { year, part } => (year, Box::new(move |y| part_of_year(y, part))),
    };
    let (from, to) = match year {
        Year::Given(year) => of_year(year)?,
        Year::Own(shift) => of_year(same_year(published?)? + shift)?,
        Year::Open => open(published?, which, &of_year)?,
    };
    Some((from, to, precision))
}

fn precision(point: Point) -> Precision {
    match point {
        Point::Day { .. } => Precision::Day,
        Point::Days { .. } | Point::FirstMonths { .. } => Precision::Range,
        Point::Month { part: None, .. } => Precision::Month,
        Point::Month { .. } => Precision::PartOfMonth,
        Point::Quarter { .. } => Precision::Quarter,
        Point::Half { .. } => Precision::Half,
        Point::Season { .. } => Precision::Season,
        Point::Year { part: None, .. } => Precision::Year,
        Point::Year { .. } => Precision::PartOfYear,
    }
}

fn open(published: PartialDate, which: Which, of_year: &OfYear) -> Option<(Date, Date)> {
    let (first, last) = (published.first(), published.last());
    let back = (0..=REACH).filter_map(|years| of_year(last.year() - years));
    let forth = (0..=REACH).filter_map(|years| of_year(first.year() - 1 + years));
    let mut back = back.into_iter();
    let mut forth = forth.into_iter();
    match which {
        Which::Latest => back.find(|(from, _)| *from <= last),
        Which::Last => back.find(|(_, to)| *to < first),
        Which::This => of_year(last.year()),
        Which::Coming => forth.find(|(_, to)| *to >= first),
        Which::Next => forth.find(|(from, _)| *from > last),
    }
}

/// The year of a date, if it lies in one.
pub(super) fn same_year(date: PartialDate) -> Option<i16> {
    (date.first().year() == date.last().year()).then(|| date.first().year())
}

fn days(year: i16, month: i8, from: i8, to: i8) -> Option<(Date, Date)> {
    Some((Date::new(year, month, from).ok()?, Date::new(year, month, to).ok()?))
}

/// So many months from the first of this one.
fn months(year: i16, month: i8, count: i8) -> Option<(Date, Date)> {
    let from = Date::new(year, month, 1).ok()?;
    let last = from.checked_add(Span::new().try_months(i64::from(count) - 1).ok()?).ok()?;
    Some((from, last.last_of_month()))
}

/// Winter is named by the year in which it begins.
fn first_month(season: Season) -> i8 {
    match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    }
}

/// Thirds of a month; its start and end are five days.
fn part_of_month(year: i16, month: i8, part: Option<Part>) -> Option<(Date, Date)> {
    let last = Date::new(year, month, 1).ok()?.days_in_month();
    let (from, to) = match part {
        None => (1, last),
        Some(Part::Early) => (1, 10),
        Some(Part::Mid) => (11, 20),
        Some(Part::Late) => (21, last),
        Some(Part::Start) => (1, 5),
        Some(Part::End) => (last - 4, last),
    };
    days(year, month, from, to)
}

/// Thirds of a year; its start and end are one month.
fn part_of_year(year: i16, part: Option<Part>) -> Option<(Date, Date)> {
    match part {
        None => months(year, 1, 12),
        Some(Part::Early) => months(year, 1, 4),
        Some(Part::Mid) => months(year, 5, 4),
        Some(Part::Late) => months(year, 9, 4),
        Some(Part::Start) => months(year, 1, 1),
        Some(Part::End) => months(year, 12, 1),
    }
}

/// The week from Monday to Sunday, so many weeks after the one of this day.
pub(super) fn week(day: Date, weeks: i32) -> Option<(Date, Date)> {
    let back = i32::from(day.weekday().to_monday_zero_offset());
    let monday = day.checked_add((weeks * 7 - back).days()).ok()?;
    Some((monday, monday.checked_add(6.days()).ok()?))
}
