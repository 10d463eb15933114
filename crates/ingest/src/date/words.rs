//! The words that dates are made of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::token::{Kind, Token};

/// A month's name as it stood in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MonthWord {
    /// 1 to 12.
    pub(super) number: i8,
    /// How much else the word can mean.
    pub(super) doubt: Doubt,
}

/// How much else a month's name can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// `October`: a month wherever it stands.
    None,
    /// `March`, `May`, `April`, `June`, `August`: a month after a preposition or beside a number.
    Word,
    /// `Jul`, `Sept`: a month beside a number, or after a preposition with a point.
    Short,
    /// `may`, `march` without a capital: a month only between a day and a year.
    Small,
}

#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];
const SHORT: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SHORT_DAYS: [&[&str]; 7] =
    [&["mon"], &["tue", "tues"], &["wed", "weds"], &["thu", "thur", "thurs"], &["fri"], &["sat"], &["sun"]];
const NUMBERS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

fn position(words: &[&str], token: &Token) -> Option<i8> {
    words.iter().position(|word| token.is(word)).and_then(|at| i8::try_from(at + 1).ok())
}

/// The month that a word names.
pub(super) fn month(token: &Token) -> Option<MonthWord> {
    if token.kind != Kind::Word || token.text.len() > 9 {
        return None;
    }
    let full = position(MONTHS, token);
    let number = full.or_else(|| position(&SHORT, token)).or_else(|| token.is("sept").then_some(9))?;
    let doubt = match (token.capital(), full) {
        (false, _) => Doubt::Small,
        (true, None) => Doubt::Short,
        (true, Some(3..=6 | 8)) => Doubt::Word,
        (true, Some(_)) => Doubt::None,
    };
    Some(MonthWord { number, doubt })
}

/// The weekday that a capitalised word names, 1 for Monday, and whether it is written out.
pub(super) fn weekday(token: &Token) -> Option<(i8, bool)> {
    if token.kind != Kind::Word || !token.capital() || token.text.len() > 9 {
        return None;
    }
    let short = || {
        let at = SHORT_DAYS.iter().position(|names| token.any(names))?;
        i8::try_from(at + 1).ok().map(|day| (day, false))
    };
    position(DAYS, token).map(|day| (day, true)).or_else(short)
}

/// Words that begin phrases, beside the names of months, days, numbers and seasons.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "between", "from", "early", "mid", "middle", "late", "beginning", "start", "end", "close", "opening", "last",
    "final", "closing", "yesterday", "today", "tonight", "tomorrow", "this", "next", "past", "previous", "earlier",
    "later", "sept", "a", "an", "spring", "summer", "autumn", "fall", "winter",
];

static BEGIN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let short_days = SHORT_DAYS.iter().flat_map(|names| names.iter());
    let words = BEGINNINGS.iter().chain(MONTHS).chain(&SHORT).chain(DAYS).chain(short_days);
    words.chain(NUMBERS).chain(ORDINALS).copied().collect()
});

/// Whether a phrase may begin with this token: a look at one word, so that most words of a text cost no more.
pub(super) fn begins(token: &Token) -> bool {
    let numbered = token.text.bytes().any(|byte| byte.is_ascii_digit());
    if token.kind == Kind::Mark || numbered || token.text.len() > 9 {
        return numbered;
    }
    BEGIN.contains(token.text.to_ascii_lowercase().as_str())
}

/// A count in digits or as a word, `a` and `an` as one.
pub(super) fn count(token: &Token) -> Option<i32> {
    if token.any(&["a", "an"]) {
        return Some(1);
    }
    let word = || NUMBERS.iter().position(|word| token.is(word)).and_then(|at| i32::try_from(at).ok());
    match token.kind {
        Kind::Number => token.value().map(i32::from),
        Kind::Word => word(),
        Kind::Ordinal | Kind::Mark => None,
    }
}

/// An ordinal from 1 to 12, in words or digits.
pub(super) fn ordinal(token: &Token) -> Option<i8> {
    match token.kind {
        Kind::Ordinal => token.value().and_then(|value| i8::try_from(value).ok()),
        Kind::Word => position(ORDINALS, token),
        Kind::Number | Kind::Mark => None,
    }
}

/// A unit of time in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The unit that a word names, singular or plural.
pub(super) fn unit(token: &Token) -> Option<Unit> {
    const UNITS: [(&[&str], Unit); 6] = [
        (&["hour", "hours", "hr", "hrs", "h", "minute", "minutes", "min", "mins"], Unit::Hour),
        (&["day", "days", "d"], Unit::Day),
        (&["week", "weeks", "w"], Unit::Week),
        (&["month", "months"], Unit::Month),
        (&["quarter", "quarters"], Unit::Quarter),
        (&["year", "years", "yr", "yrs"], Unit::Year),
    ];
    UNITS.iter().find(|(words, _)| token.any(words)).map(|(_, unit)| *unit)
}

/// A count with the first letter of its unit: `18h`, `3d`, `2w`.
pub(super) fn counted_unit(token: &Token) -> Option<(i32, Unit)> {
    let digits = token.text.find(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=3).contains(digits))?;
    let unit = match token.text.get(digits..)? {
        "m" | "min" | "h" | "hr" | "hrs" => Unit::Hour,
        "d" => Unit::Day,
        "w" => Unit::Week,
        "y" => Unit::Year,
        _ => return None,
    };
    token.text.get(..digits)?.parse().ok().map(|count| (count, unit))
}

/// The season that a word names.
pub(super) fn season(token: &Token) -> Option<Season> {
    const SEASONS: [(&str, Season); 5] = [
        ("spring", Season::Spring),
        ("summer", Season::Summer),
        ("autumn", Season::Autumn),
        ("fall", Season::Autumn),
        ("winter", Season::Winter),
    ];
    SEASONS.iter().find(|(word, _)| token.is(word)).map(|(_, season)| *season)
}

/// A season of the northern year, by whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February.
    Winter,
}

/// A part of a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The first third.
    Early,
    /// The middle third.
    Mid,
    /// The last third.
    Late,
    /// The first tenth or so: the first month of a year, the first days of a month.
    Start,
    /// The last month of a year, the last days of a month.
    End,
}
