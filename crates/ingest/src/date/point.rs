//! Phrases that name a day, a month, a quarter or a year, as they stand: nothing is resolved here.

use jiff::civil::Date;

use super::token::{Kind, Token};
use super::words::{self, Doubt, Part, Season};

/// The year of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// Written.
    Given(i16),
    /// Not written: the document's date tells.
    Open,
    /// The document's own year, so many later: `this year`, `the year`, `last year`.
    Own(i16),
}

/// A phrase that names one stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    Day {
        year: Year,
        month: i8,
        day: i8,
    },
    Month {
        year: Year,
        month: i8,
        part: Option<Part>,
    },
    Quarter {
        year: Year,
        number: i8,
    },
    Half {
        year: Year,
        number: i8,
    },
    Season {
        year: Year,
        season: Season,
    },
    FirstMonths {
        year: Year,
        count: i8,
    },
    Year {
        year: Year,
        part: Option<Part>,
    },
    /// A range of days of one month.
    Days {
        year: Year,
        month: i8,
        from: i8,
        to: i8,
    },
}

/// A phrase and the token after it.
pub(super) type Found<T> = Option<(T, usize)>;

/// The tokens of a text, to be asked about any place in them.
pub(super) struct Tokens<'t>(pub(super) &'t [Token<'t>]);

impl Tokens<'_> {
    pub(super) fn at(&self, at: usize) -> Option<&Token<'_>> {
        self.0.get(at)
    }

    /// The token so many before this one.
    pub(super) fn before(&self, at: usize, back: usize) -> Option<&Token<'_>> {
        self.0.get(at.checked_sub(back)?)
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        self.at(at).is_some_and(|token| token.any(words))
    }

    /// The place after one of these words if it stands here, else here.
    pub(super) fn skip(&self, at: usize, words: &[&str]) -> usize {
        at + usize::from(self.is(at, words))
    }

    pub(super) fn glued_dash(&self, at: usize) -> bool {
        self.is(at, &["-", "‑", "–"]) && self.at(at).is_some_and(|token| token.glued)
    }
}

/// The phrase that begins at a token.
pub(super) fn point(tokens: &Tokens, at: usize) -> Found<Point> {
    let token = tokens.at(at)?;
    match token.kind {
        Kind::Number => number_first(tokens, at),
        Kind::Ordinal => day_month(tokens, at).or_else(|| counted(tokens, at)),
        Kind::Word => word_first(tokens, at),
        Kind::Mark => None,
    }
}

fn number_first(tokens: &Tokens, at: usize) -> Found<Point> {
    iso(tokens, at)
        .or_else(|| dotted(tokens, at))
        .or_else(|| chinese(tokens, at))
        .or_else(|| slashed(tokens, at))
        .or_else(|| day_month(tokens, at))
        .or_else(|| year_quarter(tokens, at))
        .or_else(|| bare_year(tokens, at))
}

fn word_first(tokens: &Tokens, at: usize) -> Found<Point> {
    named_weekday(tokens, at)
        .or_else(|| parted(tokens, at))
        .or_else(|| month_first(tokens, at))
        .or_else(|| counted(tokens, at))
        .or_else(|| day_in_words(tokens, at))
        .or_else(|| short_quarter(tokens, at))
        .or_else(|| seasonal(tokens, at))
}

pub(super) fn day_of(token: &Token) -> Option<i8> {
    let value = token.value()?;
    if (1..=31).contains(&value) { i8::try_from(value).ok() } else { None }
}

/// A year in four digits, 1900 to 2099.
pub(super) fn year_of(token: &Token) -> Option<i16> {
    let plain = token.kind == Kind::Number && token.text.len() == 4;
    token.value().filter(|year| plain && (1900..=2099).contains(year))
}

/// Whether a day is in the calendar of its year, or of a leap year if that is open.
fn real(year: Year, month: i8, day: i8) -> bool {
    let year = match year {
        Year::Given(year) => year,
        Year::Open | Year::Own(_) => 2024,
    };
    Date::new(year, month, day).is_ok()
}

fn real_day(year: Year, month: i8, day: i8) -> Option<Point> {
    real(year, month, day).then_some(Point::Day { year, month, day })
}

/// `2025-07-21`, with or without a time behind it.
fn iso(tokens: &Tokens, at: usize) -> Found<Point> {
    let year = year_of(tokens.at(at)?)?;
    let mark = tokens.at(at + 1).filter(|token| token.glued)?;
    if !mark.any(&["-", "/", "‑"]) || tokens.at(at + 3)?.text != mark.text {
        return None;
    }
    let two = |at: usize| tokens.at(at).filter(|t| t.glued && t.kind == Kind::Number).and_then(day_of);
    let (month, day) = (two(at + 2)?, two(at + 4)?);
    real_day(Year::Given(year), month, day).map(|point| (point, at + 5))
}

/// `21.07.2025`: with points the day comes first.
fn dotted(tokens: &Tokens, at: usize) -> Found<Point> {
    let mut parts = tokens.at(at)?.text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    let year = Year::Given(year.parse().ok()?);
    real_day(year, month.parse().ok()?, day.parse().ok()?).map(|point| (point, at + 1))
}

/// `2025年7月21日`, `2025年7月`, `2025年`.
fn chinese(tokens: &Tokens, at: usize) -> Found<Point> {
    let year = Year::Given(year_of(tokens.at(at)?)?);
    if !tokens.is(at + 1, &["年"]) {
        return None;
    }
    let part = |at: usize, mark: &str| tokens.at(at).and_then(day_of).filter(|_| tokens.is(at + 1, &[mark]));
    let Some(month) = part(at + 2, "月").filter(|month| *month <= 12) else {
        return Some((Point::Year { year, part: None }, at + 2));
    };
    match part(at + 4, "日").and_then(|day| real_day(year, month, day)) {
        Some(day) => Some((day, at + 6)),
        None => Some((Point::Month { year, month, part: None }, at + 4)),
    }
}

/// `21/07/2025` and `07/21/2025`, if only one order is in the calendar or both say the same.
fn slashed(tokens: &Tokens, at: usize) -> Found<Point> {
    let slash = |at: usize| tokens.is(at, &["/"]) && tokens.at(at).is_some_and(|token| token.glued);
    if !slash(at + 1) || !slash(at + 3) {
        return None;
    }
    let (first, second) = (day_of(tokens.at(at)?)?, day_of(tokens.at(at + 2)?)?);
    let year = Year::Given(year_of(tokens.at(at + 4)?)?);
    let (day, month) = match (first, second) {
        (day, month) if day > 12 || day == month => (day, month),
        (month, day) if day > 12 => (day, month),
        _ => return None,
    };
    real_day(year, month, day).map(|point| (point, at + 5))
}

/// The year behind a day and month, if one stands there: `, 2025`, ` 2025`, ` of 2025`, ` '25`, `of last year`.
fn year_after(tokens: &Tokens, at: usize) -> (Year, usize) {
    let plain = tokens.skip(at, &[","]);
    if let Some(year) = tokens.at(plain).and_then(year_of).filter(|_| stands_alone(tokens, plain)) {
        return (Year::Given(year), plain + 1);
    }
    if tokens.is(at, &["'", "’", "‘"])
        && let Some(short) = tokens.at(at + 1).filter(|t| t.glued && t.text.len() == 2)
        && let Some(value) = short.value().filter(|_| short.kind == Kind::Number)
    {
        return (Year::Given(2000 + value), at + 2);
    }
    let of = tokens.skip(at, &["of", "in"]);
    if of > at {
        if let Some(year) = tokens.at(of).and_then(year_of) {
            return (Year::Given(year), of + 1);
        }
        if let Some(found) = own_year(tokens, of) {
            return found;
        }
    }
    own_year(tokens, at).unwrap_or((Year::Open, at))
}

/// Whether a year is not the beginning of a longer number, a time or an amount.
fn stands_alone(tokens: &Tokens, at: usize) -> bool {
    !(tokens.is(at + 1, &[":", "%", "/"]) && tokens.at(at + 1).is_some_and(|token| token.glued))
}

/// `this year`, `last year`, `next year`, `the year`.
fn own_year(tokens: &Tokens, at: usize) -> Found<Year> {
    if !tokens.is(at + 1, &["year"]) {
        return None;
    }
    let shift = match tokens.at(at)? {
        token if token.any(&["this", "the"]) => 0,
        token if token.any(&["last", "previous"]) => -1,
        token if token.is("next") => 1,
        _ => return None,
    };
    Some((Year::Own(shift), at + 2))
}

/// `21 July 2025`, `21st of July`, `3–7 June`, `8 and 9 July`.
fn day_month(tokens: &Tokens, at: usize) -> Found<Point> {
    let first = day_of(tokens.at(at)?)?;
    let joint = tokens.skip(at + 1, &["-", "–", "—", "‑", "to", "and", "&"]);
    let second = (joint > at + 1).then(|| tokens.at(joint).and_then(day_of)).flatten();
    let (last, after) = second.map_or((first, at + 1), |second| (second, joint + 1));
    let named = tokens.skip(after, &["of"]);
    let dash = usize::from(tokens.glued_dash(named));
    let month = words::month(tokens.at(named + dash)?)?;
    let next = tokens.skip(named + dash + 1, &["."]);
    let next = next + usize::from(dash == 1 && tokens.glued_dash(next));
    let (year, end) = year_after(tokens, next);
    let small = month.doubt == Doubt::Small && !matches!(year, Year::Given(_));
    if small || !real(year, month.number, last.max(first)) {
        return None;
    }
    let end = if year == Year::Open { named + dash + 1 } else { end };
    Some((days(year, month.number, first, last), end))
}

fn days(year: Year, month: i8, from: i8, to: i8) -> Point {
    if from < to { Point::Days { year, month, from, to } } else { Point::Day { year, month, day: from } }
}

/// `July 21, 2025`, `June 3–7`, `Jul 19`, `May 2025`, `October`.
fn month_first(tokens: &Tokens, at: usize) -> Found<Point> {
    let month = words::month(tokens.at(at)?)?;
    let dot = tokens.skip(at + 1, &["."]);
    let day = tokens.at(dot).and_then(day_of).filter(|_| !measured(tokens, dot));
    if let Some(first) = day.filter(|_| month.doubt != Doubt::Small) {
        let joint = tokens.skip(dot + 1, &["-", "–", "—", "‑"]);
        let second = (joint > dot + 1).then(|| tokens.at(joint).and_then(day_of)).flatten();
        let (last, next) = second.map_or((first, dot + 1), |second| (second, joint + 1));
        let (year, end) = year_after(tokens, next);
        if real(year, month.number, last.max(first)) {
            return Some((days(year, month.number, first, last), end));
        }
    }
    whole_month(tokens, at, None)
}

/// Whether a number counts or measures something rather than a day: `May 10 percent`, `March 5 km`.
fn measured(tokens: &Tokens, at: usize) -> bool {
    const UNITS: [&str; 12] =
        ["percent", "per", "%", "tons", "tonnes", "km", "people", "million", "billion", ":", "MW", "kg"];
    tokens.is(at + 1, &UNITS) && tokens.at(at + 1).is_some_and(|token| !token.is(":") || token.glued)
}

fn whole_month(tokens: &Tokens, at: usize, part: Option<Part>) -> Found<Point> {
    let month = words::month(tokens.at(at)?)?;
    let dot = at + 1 + usize::from(month.doubt == Doubt::Short && tokens.is(at + 1, &["."]));
    let (year, end) = year_after(tokens, dot);
    let given = matches!(year, Year::Given(_));
    let meant = match month.doubt {
        Doubt::None => true,
        Doubt::Small => false,
        Doubt::Word | Doubt::Short if given || part.is_some() => true,
        Doubt::Word => introduced(tokens, at),
        Doubt::Short => dot > at + 1 && introduced(tokens, at),
    };
    let end = if year == Year::Open { at + 1 } else { end };
    meant.then_some((Point::Month { year, month: month.number, part }, end))
}

/// Whether a word before says that a month follows; `by`, `to` and `from` also stand before people called May.
fn introduced(tokens: &Tokens, at: usize) -> bool {
    #[rustfmt::skip]
    const SURE: &[&str] = &[
        "in", "since", "during", "until", "till", "through", "early", "mid", "late", "last", "this", "next",
        "every", "throughout",
    ];
    const LIKELY: [&str; 13] =
        ["by", "to", "from", "of", "before", "after", "and", "between", "or", "for", "–", "-", "/"];
    let Some(before) = tokens.before(at, 1) else { return false };
    let person = tokens.is(at + 1, &["said", "says", "told", "has", "had", "was", "is"])
        || tokens.at(at + 1).is_some_and(|next| next.kind == Kind::Word && next.capital());
    before.any(SURE) || (before.any(&LIKELY) && !person && near_month(tokens, at, before))
}

/// `and May`, `or March`, `of May` count only where a month or a time word is near.
fn near_month(tokens: &Tokens, at: usize, before: &Token) -> bool {
    if before.any(&["by", "to", "from", "before", "after", "for"]) {
        return true;
    }
    let month = |back: usize| tokens.before(at, back).is_some_and(|token| words::month(token).is_some());
    let time = ["month", "end", "beginning", "middle", "start", "days", "weeks", "week", "half", "between"];
    month(2) || month(3) || before.is("between") || tokens.before(at, 2).is_some_and(|token| token.any(&time))
}

/// `early May`, `mid-2024`, `late last year`, `the end of July`, `the last days of December`.
fn parted(tokens: &Tokens, at: usize) -> Found<Point> {
    let (part, mut next) = part(tokens, at)?;
    next += usize::from(tokens.glued_dash(next));
    next = tokens.skip(next, &["in"]);
    if let Some(found) = whole_month(tokens, next, Some(part)) {
        return Some(found);
    }
    if let Some((year, end)) = own_year(tokens, next) {
        return Some((Point::Year { year, part: Some(part) }, end));
    }
    let year = tokens.at(next).and_then(year_of).filter(|_| stands_alone(tokens, next))?;
    Some((Point::Year { year: Year::Given(year), part: Some(part) }, next + 1))
}

fn part(tokens: &Tokens, at: usize) -> Found<Part> {
    let first = tokens.at(at)?;
    let of = tokens.is(at + 1, &["of"]);
    if first.is("early") {
        Some((Part::Early, at + 1))
    } else if first.any(&["mid", "middle"]) {
        Some((Part::Mid, at + 1 + usize::from(of)))
    } else if first.is("late") {
        Some((Part::Late, at + 1))
    } else if first.any(&["beginning", "start"]) && of {
        Some((Part::Start, at + 2))
    } else if first.any(&["end", "close"]) && (of || tokens.glued_dash(at + 1)) {
        Some((Part::End, at + 1 + usize::from(of)))
    } else {
        let span = tokens.is(at + 1, &["days", "weeks", "week", "months"]) && tokens.is(at + 2, &["of"]);
        match span {
            true if first.any(&["first", "opening"]) => Some((Part::Start, at + 3)),
            true if first.any(&["last", "final", "closing"]) => Some((Part::End, at + 3)),
            _ => None,
        }
    }
}

/// `Tuesday, 8 July`, `Sat, 20 Nov 2021`: the weekday goes with the date.
fn named_weekday(tokens: &Tokens, at: usize) -> Found<Point> {
    words::weekday(tokens.at(at)?)?;
    let next = tokens.skip(tokens.skip(at + 1, &["."]), &[","]);
    let next = tokens.skip(tokens.skip(next, &["on"]), &["the"]);
    let (point, end) = day_month(tokens, next).or_else(|| month_first(tokens, next))?;
    matches!(point, Point::Day { .. }).then_some((point, end))
}

/// `second quarter of 2024`, `first half of last year`, `first five months of the year`.
fn counted(tokens: &Tokens, at: usize) -> Found<Point> {
    if tokens.is(at, &["first"])
        && let Some(months) = tokens.at(at + 1).and_then(words::count)
        && tokens.is(at + 2, &["months"])
    {
        let count = i8::try_from(months).ok().filter(|count| (1..=12).contains(count))?;
        let (year, end) = year_after(tokens, at + 3);
        return Some((Point::FirstMonths { year, count }, end));
    }
    let last = tokens.is(at, &["last", "final"]);
    let unit = tokens.at(at + 1)?;
    let (quarter, half) = (unit.is("quarter"), unit.is("half"));
    if !quarter && !half {
        return None;
    }
    let whole = if quarter { 4 } else { 2 };
    let (year, end) = year_after(tokens, at + 2);
    // "the last quarter" alone is the one before this one, which is relative, not the fourth.
    let number = if last && year != Year::Open { whole } else { words::ordinal(tokens.at(at)?)? };
    if number > whole || (half && year == Year::Open) {
        return None;
    }
    let point = if quarter { Point::Quarter { year, number } } else { Point::Half { year, number } };
    Some((point, end))
}

/// `the second of July`.
fn day_in_words(tokens: &Tokens, at: usize) -> Found<Point> {
    let day = words::ordinal(tokens.at(at)?)?;
    let month = words::month(tokens.at(at + 2)?).filter(|_| tokens.is(at + 1, &["of"]))?;
    let (year, end) = year_after(tokens, at + 3);
    let sure = month.doubt < Doubt::Short;
    real_day(year, month.number, day).filter(|_| sure).map(|point| (point, end))
}

/// `Q2 2024`, `H1 of 2025`, `Q3`; `2Q24` is left alone.
fn short_quarter(tokens: &Tokens, at: usize) -> Found<Point> {
    let text = &tokens.at(at)?.text;
    let number = match text.as_bytes() {
        [b'Q' | b'H' | b'q', digit @ b'1'..=b'4'] => i8::try_from(digit - b'0').ok()?,
        _ => return None,
    };
    let (year, end) = year_after(tokens, at + 1);
    if text.starts_with('H') {
        let meant = number <= 2 && year != Year::Open;
        return meant.then_some((Point::Half { year, number }, end));
    }
    Some((Point::Quarter { year, number }, end))
}

/// `2024 Q2`, `2024-Q2`.
fn year_quarter(tokens: &Tokens, at: usize) -> Found<Point> {
    let year = Year::Given(year_of(tokens.at(at)?)?);
    let next = at + 1 + usize::from(tokens.glued_dash(at + 1));
    match short_quarter(tokens, next)? {
        (Point::Quarter { number, .. }, _) => Some((Point::Quarter { year, number }, next + 1)),
        _ => None,
    }
}

/// `spring 2025`, `the summer of 2024`, `this winter`, `since the summer`.
fn seasonal(tokens: &Tokens, at: usize) -> Found<Point> {
    let season = words::season(tokens.at(at)?)?;
    let (year, end) = year_after(tokens, at + 1);
    let named = year != Year::Open;
    let determined = tokens.before(at, 1).is_some_and(|token| token.any(&["this", "last", "next"]));
    let the = tokens.before(at, 1).is_some_and(|token| token.is("the"))
        && tokens.before(at, 2).is_some_and(|token| token.any(&["since", "in", "during", "over", "until"]));
    let word =
        tokens.at(at).is_some_and(|token| token.is("fall")) && tokens.is(at + 1, &["of", "in"]) && !named;
    (!word && (named || determined || the)).then_some((Point::Season { year, season }, end))
}

/// `2024` where its neighbours say that it is a year.
fn bare_year(tokens: &Tokens, at: usize) -> Found<Point> {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &[
        "in", "since", "by", "during", "until", "till", "through", "throughout", "before", "after", "from",
        "of", "for", "year", "between", "to", "and", "fiscal", "around", "until", "last", "–", "back",
        "early", "late", "FY", "than",
    ];
    #[rustfmt::skip]
    const UNITS: &[&str] = &[
        "tons", "tonnes", "ton", "tonne", "people", "workers", "soldiers", "troops", "yuan", "dollars", "km",
        "kg", "miles", "percent", "%", "times", "metres", "meters", "villagers", "houses", "fighters",
        "mines",
    ];
    let year = year_of(tokens.at(at)?)?;
    let glued =
        |at: usize, marks: &[&str]| tokens.is(at, marks) && tokens.at(at).is_some_and(|token| token.glued);
    let before = tokens.before(at, 1);
    let money = before.is_some_and(|token| token.any(&["$", "€", "£", "¥", "No", "#", "."]));
    let chained =
        tokens.at(at).is_some_and(|token| token.glued) && before.is_some_and(|t| t.any(&["-", "/", ":"]));
    if money
        || chained
        || tokens.is(at + 1, UNITS)
        || glued(at + 1, &["-", "/", ":", "%"]) && !in_range(tokens, at)
    {
        return None;
    }
    let cue = before.is_some_and(|token| token.any(BEFORE));
    let parens = before.is_some_and(|token| token.is("(")) && tokens.is(at + 1, &[")", ",", ";"]);
    let adjective = before.is_some_and(|token| token.any(&["the", "s", "a", "its", "their", "’", "'"]))
        && tokens.at(at + 1).is_some_and(|next| next.kind == Kind::Word);
    let opening =
        tokens.is(at + 1, &[","]) && before.is_none_or(|token| token.any(&[".", "!", "?", "”", "\""]));
    let later = tokens.before(at, 2).is_some_and(|token| token.any(&["in", "between", "since"]))
        && before.is_some_and(|token| token.any(&["about", "mid"]));
    (cue || parens || adjective || opening || later)
        .then_some((Point::Year { year: Year::Given(year), part: None }, at + 1))
}

fn in_range(tokens: &Tokens, at: usize) -> bool {
    tokens.is(at + 1, &["-", "–", "/"]) && tokens.at(at + 2).is_some_and(|token| token.value().is_some())
}
