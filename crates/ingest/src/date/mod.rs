//! Dates in words: where a text names a day, a month, a quarter, a year or a stretch of them, and which days those are.
//!
//! Rules over a handful of words, English and the Chinese form of year, month and day. What is not written is told by
//! the document's date alone; without one, such phrases are left out. Words that are dates only sometimes ("May",
//! "March", "second") count only where a number or a preposition makes them so. The road not taken: a general parser
//! of times, which reads a date into every number and needs today's date.

mod point;
mod relative;
mod resolve;
pub(crate) mod token;
mod words;

use jiff::civil::Date;
use oreline_units::PartialDate;

use point::{Found, Point, Tokens, Year};
use resolve::{Stretch, Which, resolve};

/// How exactly a phrase names its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// One day; two if hours were counted.
    Day,
    /// A week, or about one.
    Week,
    /// A third of a month, or its first or last days.
    PartOfMonth,
    /// A calendar month.
    Month,
    /// Three months of a year.
    Quarter,
    /// A season of the northern year.
    Season,
    /// A third of a year, or its first or last month.
    PartOfYear,
    /// Half a year.
    Half,
    /// A calendar year.
    Year,
    /// Two named ends, or a count of days, months or years.
    Range,
    /// From a named start to the document's date.
    Since,
}

/// A date phrase in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// First byte of the phrase, and the one after its last.
    pub span: (usize, usize),
    /// First day that is meant.
    pub from: Date,
    /// Last day that is meant.
    pub to: Date,
    /// How exactly.
    pub precision: Precision,
    /// The phrase as it stands in the text.
    pub text: String,
}

impl Dated {
    /// Its days in the shortest form, as [`short`] gives it.
    #[must_use]
    pub fn short(&self) -> Option<String> {
        short(self.from, self.to)
    }
}

/// The date phrases of a text, in order, none overlapping another.
///
/// `published` is the date of the document: a phrase without a year means the latest such day not after it, or the
/// next one if the words before it speak of the future.
#[must_use]
pub fn find_dates(text: &str, published: Option<PartialDate>) -> Vec<Dated> {
    let all = token::tokens(text);
    let tokens = Tokens(&all);
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let begins = all.get(at).is_some_and(words::begins);
        let Some(((start, (from, to, precision)), end)) =
            begins.then(|| phrase(&tokens, at, published)).flatten()
        else {
            at += 1;
            continue;
        };
        let span = (place(&tokens, start).0, place(&tokens, end - 1).1);
        let words = text.get(span.0..span.1).unwrap_or_default().to_owned();
        found.push(Dated { span, from, to, precision, text: words });
        at = end;
    }
    found
}

/// The shortest text `YYYY[-MM[-DD]]` that holds a stretch of days; none if it lies in two years.
#[must_use]
pub fn short(from: Date, to: Date) -> Option<String> {
    if from == to {
        Some(from.to_string())
    } else if from.first_of_month() == to.first_of_month() {
        Some(format!("{:04}-{:02}", from.year(), from.month()))
    } else {
        (from.year() == to.year()).then(|| format!("{:04}", from.year()))
    }
}

fn place(tokens: &Tokens, at: usize) -> (usize, usize) {
    tokens.at(at).map_or((0, 0), |token| (token.start, token.end))
}

/// The phrase at a token: the token where it begins (a word before may belong to it), and its days.
fn phrase(tokens: &Tokens, at: usize, published: Option<PartialDate>) -> Found<(usize, Stretch)> {
    if let Some((stretch, end)) = range(tokens, at, published) {
        return Some(((at, stretch), end));
    }
    let (which, start) = which(tokens, at);
    let relative = || relative::relative(tokens, at, published?, which);
    let absolute = || {
        let (point, end) = point::point(tokens, at)?;
        resolve(point, published, which).map(|stretch| (stretch, end))
    };
    let (stretch, end) = absolute().or_else(relative)?;
    let since = tokens.before(start, 1).is_some_and(|token| token.is("since"));
    match published.filter(|published| since && stretch.0 <= published.last()) {
        Some(published) => Some(((start - 1, (stretch.0, published.last(), Precision::Since)), end)),
        None => Some(((start, stretch), end)),
    }
}

/// Which of many such days the words before a phrase mean, and where the phrase then begins.
fn which(tokens: &Tokens, at: usize) -> (Which, usize) {
    let word = tokens.before(at, 1);
    let said = |words: &[&str]| word.is_some_and(|token| token.any(words));
    if said(&["last"]) {
        (Which::Last, at - 1)
    } else if said(&["next"]) {
        (Which::Next, at - 1)
    } else if said(&["this"]) {
        (Which::This, at - 1)
    } else if ahead(tokens, at) {
        (Which::Coming, at)
    } else {
        (Which::Latest, at)
    }
}

/// How many tokens back a word of the future is sought.
const LOOK_BACK: usize = 12;

/// Whether the nearest verb before a phrase speaks of the future.
fn ahead(tokens: &Tokens, at: usize) -> bool {
    #[rustfmt::skip]
    const FUTURE: &[&str] = &[
        "will", "ll", "shall", "could", "would", "upcoming", "due", "scheduled", "planned", "promised",
        "expected", "expects", "expect", "plans", "ahead", "begins", "starts", "opens", "expires", "coming",
        "slated", "set", "may",
    ];
    const PAST: &[&str] = &[
        "said", "told", "wrote", "was", "were", "had", "took", "went", "began", "fell", "met", "held",
        "made", "came", "since", "did",
    ];
    for back in 1..=LOOK_BACK {
        let Some(token) = tokens.before(at, back) else { return false };
        if token.any(&[".", "!", "?", ";", ":"]) {
            return false;
        }
        let future = token.any(FUTURE) && !(token.is("may") && token.capital());
        let passive = || tokens.before(at, back + 1).is_some_and(|before| before.is("be"));
        let past = token.any(PAST) || (token.text.len() > 4 && token.text.ends_with("ed"));
        if future && !tokens.before(at, back + 1).is_some_and(|before| before.any(&["was", "were", "had"])) {
            return true;
        }
        if past && !passive() {
            return false;
        }
    }
    false
}

/// One end of a range.
#[derive(Clone, Copy)]
enum End {
    Point(Point),
    /// A day whose month stands at the other end.
    Day(i8),
}

/// `between March and May 2025`, `from 3 to 7 June`, `January–May 2025`, `2023–24`.
fn range(tokens: &Tokens, at: usize, published: Option<PartialDate>) -> Found<Stretch> {
    let (first, marks): (usize, &[&str]) = if tokens.is(at, &["between"]) {
        (at + 1, &["and"])
    } else if tokens.is(at, &["from"]) {
        (at + 1, &["to", "until", "till", "through", "–", "-", "—"])
    } else {
        (at, &["–", "-", "—", "‑", "−", "to", "through", "/"])
    };
    let worded = first > at;
    let (from, next) = end(tokens, first, worded)?;
    if worded && let End::Point(days @ Point::Days { .. }) = from {
        return resolve(days, published, which(tokens, at).0).map(|stretch| (stretch, next));
    }
    if !tokens.is(next, marks) {
        return None;
    }
    let last = next + 1;
    if !worded && let Some((to, end)) = short_year(tokens, from, last) {
        return Some((to, end));
    }
    let (to, end) = end(tokens, last, true)?;
    let plain_years = matches!((from, to), (End::Point(Point::Year { .. }), _)) && tokens.is(next, &["to"]);
    if !worded && (plain_years || matches!(from, End::Day(_))) {
        return None;
    }
    join(tokens, from, to, at, published).map(|stretch| (stretch, end))
}

fn end(tokens: &Tokens, at: usize, bare_day: bool) -> Found<End> {
    if let Some((point, next)) = point::point(tokens, at) {
        return Some((End::Point(point), next));
    }
    let token = tokens.at(at)?;
    if let Some(month) = words::month(token).filter(|month| month.doubt < words::Doubt::Small) {
        let other = tokens.at(at + 2).is_some_and(|token| words::month(token).is_some());
        let before = tokens.before(at, 2).is_some_and(|token| words::month(token).is_some());
        let point = Point::Month { year: Year::Open, month: month.number, part: None };
        return (other || before).then_some((End::Point(point), at + 1));
    }
    if let Some(year) = point::year_of(token) {
        return Some((End::Point(Point::Year { year: Year::Given(year), part: None }), at + 1));
    }
    point::day_of(token).filter(|_| bare_day).map(|day| (End::Day(day), at + 1))
}

/// `2023–24`: the second year in two digits.
fn short_year(tokens: &Tokens, from: End, at: usize) -> Found<Stretch> {
    let End::Point(Point::Year { year: Year::Given(year), part: None }) = from else { return None };
    let token = tokens.at(at).filter(|token| token.glued && token.text.len() == 2)?;
    let last = year / 100 * 100 + token.value()?;
    let (from, to) = (Date::new(year, 1, 1).ok()?, Date::new(last, 12, 31).ok()?);
    (last > year).then_some(((from, to, Precision::Range), at + 1))
}

fn join(tokens: &Tokens, from: End, to: End, at: usize, published: Option<PartialDate>) -> Option<Stretch> {
    let End::Point(to) = to else { return day_of_same_month(from, to, published) };
    let last = resolve(to, published, which(tokens, at).0)?;
    let first = match from {
        End::Day(day) => (Date::new(last.0.year(), last.0.month(), day).ok()?, last.1, Precision::Day),
        // An open first end is the latest one that begins before the second ends.
        End::Point(point) => resolve(point, Some(PartialDate::day(last.1)), Which::Latest)?,
    };
    let same = matches!((from, to), (End::Point(Point::Day { .. }) | End::Day(_), Point::Day { .. }))
        || !matches!(to, Point::Day { .. });
    (same && first.0 <= last.1).then_some((first.0, last.1, Precision::Range))
}

/// `from June 3 to 7`.
fn day_of_same_month(from: End, to: End, published: Option<PartialDate>) -> Option<Stretch> {
    let (End::Point(point @ Point::Day { .. }), End::Day(day)) = (from, to) else { return None };
    let (first, ..) = resolve(point, published, Which::Latest)?;
    let last = Date::new(first.year(), first.month(), day).ok()?;
    (first < last).then_some((first, last, Precision::Range))
}

#[cfg(test)]
mod tests;
