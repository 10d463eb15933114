//! Phrases that count from the document's own date: `yesterday`, `last week`, `two months ago`, `on Tuesday`.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use oreline_units::PartialDate;

use super::Precision;
use super::point::{Found, Tokens};
use super::resolve::{Stretch, Which, same_year, week};
use super::words::{self, Unit};

/// The relative phrase that begins at a token.
pub(super) fn relative(tokens: &Tokens, at: usize, published: PartialDate, which: Which) -> Found<Stretch> {
    near_day(tokens, at, published)
        .or_else(|| ago(tokens, at, published))
        .or_else(|| past_units(tokens, at, published))
        .or_else(|| turned(tokens, at, published))
        .or_else(|| on_weekday(tokens, at, published, which))
}

/// The document's day, if it is known to the day.
fn day(published: PartialDate) -> Option<Date> {
    (published.first() == published.last()).then(|| published.first())
}

fn one_day(day: Date) -> Stretch {
    (day, day, Precision::Day)
}

fn near_day(tokens: &Tokens, at: usize, published: PartialDate) -> Found<Stretch> {
    let token = tokens.at(at)?;
    let (shift, length) = match token {
        token if token.is("yesterday") => (-1, 1),
        token if token.any(&["today", "tonight"]) => (0, 1),
        token if token.is("tomorrow") => (1, 1),
        token if token.is("this") && tokens.is(at + 1, &["morning", "afternoon", "evening"]) => (0, 2),
        _ => return None,
    };
    Some((one_day(day(published)?.checked_add(shift.days()).ok()?), at + length))
}

/// A span of calendar time, for counts that a text can mean.
fn span(count: i32, unit: Unit) -> Option<Span> {
    let count = if (1..=1000).contains(&count) { i64::from(count) } else { return None };
    let span = Span::new();
    match unit {
        Unit::Hour => span.try_days((count + 23) / 24),
        Unit::Day => span.try_days(count),
        Unit::Week => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Quarter => span.try_months(count * 3),
        Unit::Year => span.try_years(count),
    }
    .ok()
}

/// `18 hours ago`, `two weeks ago`, `a year ago`: as exact as the unit.
fn ago(tokens: &Tokens, at: usize, published: PartialDate) -> Found<Stretch> {
    let short = tokens.is(at + 1, &["ago"]).then(|| words::counted_unit(tokens.at(at)?)).flatten();
    let (count, unit) = match short {
        Some(found) => found,
        None if tokens.is(at + 2, &["ago"]) => {
            (words::count(tokens.at(at)?)?, words::unit(tokens.at(at + 1)?)?)
        }
        None => return None,
    };
    let end = at + if short.is_some() { 2 } else { 3 };
    let then = published.last().checked_sub(span(count, unit)?).ok()?;
    let stretch = match unit {
        Unit::Hour => {
            let latest = day(published)?.checked_sub((count / 24).days()).ok()?;
            (then, latest, Precision::Day)
        }
        Unit::Day => day(published).map(|_| one_day(then))?,
        Unit::Week => {
            day(published)?;
            (then.checked_sub(3.days()).ok()?, then.checked_add(3.days()).ok()?, Precision::Week)
        }
        Unit::Month | Unit::Quarter => (then.first_of_month(), then.last_of_month(), Precision::Month),
        Unit::Year => (then.first_of_year(), then.last_of_year(), Precision::Year),
    };
    Some((stretch, end))
}

/// `the past two weeks`, `the last six months`, `the past year`: up to the document's date.
fn past_units(tokens: &Tokens, at: usize, published: PartialDate) -> Found<Stretch> {
    let first = tokens.at(at)?;
    if !first.any(&["past", "last", "previous"])
        || !tokens.before(at, 1)?.any(&["the", "these", "in", "over"])
    {
        return None;
    }
    let counted = tokens.at(at + 1).and_then(words::count);
    let (count, unit_at) = match counted {
        Some(count) if count > 1 => (count, at + 2),
        None if first.is("past") => (1, at + 1),
        _ => return None,
    };
    let unit = words::unit(tokens.at(unit_at)?)?;
    if tokens.is(unit_at + 1, &["of"]) {
        return None;
    }
    let from = published.last().checked_sub(span(count, unit)?).ok()?;
    Some(((from, published.last(), Precision::Range), unit_at + 1))
}

/// `last week`, `this month`, `next year`, `earlier this month`, `later this year`.
fn turned(tokens: &Tokens, at: usize, published: PartialDate) -> Found<Stretch> {
    let edge = tokens.is(at, &["earlier", "later"]);
    let after = if edge { tokens.skip(at + 1, &["in"]) } else { at };
    let word = tokens.at(after)?;
    let shift = match word {
        word if word.is("this") || (edge && word.is("the")) => 0,
        word if word.any(&["last", "previous"]) => -1,
        word if word.is("next") => 1,
        _ => return None,
    };
    let unit = words::unit(tokens.at(after + 1)?)?;
    let plural = tokens.at(after + 1)?.text.ends_with(['s', 'S']);
    if plural || (word.is("previous") && !edge) {
        return None;
    }
    let (from, to, precision) = unit_around(published, unit, shift)?;
    let stretch = match (edge, tokens.is(at, &["earlier"])) {
        (false, _) => (from, to, precision),
        (true, true) => (from, to.min(published.last()), Precision::Range),
        (true, false) => (from.max(published.first()), to, Precision::Range),
    };
    Some((stretch, after + 2))
}

/// The week, month, quarter or year so many after the document's.
fn unit_around(published: PartialDate, unit: Unit, shift: i32) -> Option<Stretch> {
    let last = published.last();
    let moved = |months: i32| last.first_of_month().checked_add((shift * months).months()).ok();
    match unit {
        Unit::Hour | Unit::Day => None,
        Unit::Week => week(day(published)?, shift).map(|(from, to)| (from, to, Precision::Week)),
        Unit::Month => {
            let known = published.first().first_of_month() == last.first_of_month();
            let month = moved(1).filter(|_| known)?;
            Some((month, month.last_of_month(), Precision::Month))
        }
        Unit::Quarter => {
            let month = moved(3)?;
            let start = Date::new(month.year(), (month.month() - 1) / 3 * 3 + 1, 1).ok()?;
            let end = start.checked_add(2.months()).ok()?.last_of_month();
            Some((start, end, Precision::Quarter))
        }
        Unit::Year => {
            let year = same_year(published)? + i16::try_from(shift).ok()?;
            let first = Date::new(year, 1, 1).ok()?;
            Some((first, first.last_of_year(), Precision::Year))
        }
    }
}

/// `on Tuesday`, `last Friday`: written out, with a capital, and no name of a feast or a paper.
fn on_weekday(tokens: &Tokens, at: usize, published: PartialDate, which: Which) -> Found<Stretch> {
    const FEASTS: &[&str] = &["Black", "Good", "Bloody", "Super", "Easter", "Palm", "Ash", "Cyber"];
    const PAPERS: [&str; 8] =
        ["Times", "Post", "Telegraph", "Mail", "Express", "Review", "Mirror", "Independent"];
    let (weekday, _) = words::weekday(tokens.at(at)?).filter(|(_, full)| *full)?;
    let feast = tokens.before(at, 1).is_some_and(|token| token.any(FEASTS) && token.capital());
    if feast || tokens.is(at + 1, &PAPERS) {
        return None;
    }
    let today = day(published)?;
    let back = i32::from((today.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
    let shift = match which {
        Which::Latest => -back,
        Which::Last if back == 0 => -7,
        Which::Last => -back,
        Which::Coming => (7 - back) % 7,
        Which::Next => 7 - back,
        Which::This => i32::from(weekday - today.weekday().to_monday_one_offset()),
    };
    Some((one_day(today.checked_add(shift.days()).ok()?), at + 1))
}
