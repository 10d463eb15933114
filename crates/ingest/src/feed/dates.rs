//! Days and times as publishers write them.
//!
//! A date is cut into words and numbers, and two grammars are tried: the year first (W3CDTF, ISO 8601 with its short
//! forms, SQL) and the day or month first (RFC 822 in its ill forms, asctime). Month names of other languages are
//! turned into English before. What overflows rolls on (31 June is 1 July, 25 h is 1 h of the next day), as the feeds'
//! own readers have done for twenty years. The road not taken: a library's strict parsers in a row, each of which
//! refuses what the next one misreads.

use jiff::ToSpan;
use jiff::civil::DateTime;

/// A moment in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(DateTime);

/// The parts of a date as read, before they are put in order; months and days from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// Minutes east of Greenwich.
    offset: i64,
}

/// Longest text that is tried.
const LONGEST: usize = 100;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Months of other languages that publishers' software writes, by their beginnings.
#[rustfmt::skip]
const FOREIGN_MONTHS: &[(&str, i64)] = &[
    // Greek.
    ("ιαν", 1), ("φεβ", 2), ("μάρ", 3), ("μαρ", 3), ("μάώ", 3), ("απρ", 4), ("μάι", 5), ("μαϊ", 5),
    ("μαι", 5), ("ιούν", 6), ("ιον", 6), ("ιουν", 6), ("ιούλ", 7), ("ιολ", 7), ("ιουλ", 7), ("αύγ", 8),
    ("αυγ", 8), ("σεπ", 9), ("οκτ", 10), ("νοέ", 11), ("νοε", 11), ("δεκ", 12),
    // Hungarian.
    ("január", 1), ("febru", 2), ("márc", 3), ("ápril", 4), ("máj", 5), ("június", 6), ("július", 7),
    ("augusz", 8), ("szept", 9), ("októ", 10), ("novem", 11), ("decem", 12),
    // French, German, Spanish, Portuguese, Italian, Dutch, where English does not serve.
    ("fév", 2), ("mär", 3), ("mrz", 3), ("mrt", 3), ("avr", 4), ("abr", 4), ("mai", 5), ("mei", 5),
    ("mag", 5), ("giu", 6), ("juin", 6), ("juil", 7), ("lug", 7), ("aoû", 8), ("ago", 8), ("set", 9),
    ("okt", 10), ("ott", 10), ("out", 10), ("dez", 12), ("déc", 12), ("dic", 12), ("ene", 1), ("gen", 1),
];

/// Zones by name, in minutes east of Greenwich: RFC 822, and what publishers write besides.
#[rustfmt::skip]
const ZONES: &[(&str, i64)] = &[
    ("z", 0), ("ut", 0), ("utc", 0), ("gmt", 0), ("wet", 0), ("est", -300), ("et", -300), ("edt", -240),
    ("cst", -360), ("ct", -360), ("cdt", -300), ("mst", -420), ("mt", -420), ("mdt", -360), ("pst", -480),
    ("pt", -480), ("pdt", -420), ("ast", -240), ("at", -240), ("adt", -180), ("akst", -540), ("akdt", -480),
    ("hst", -600), ("bst", 60), ("cet", 60), ("met", 60), ("cest", 120), ("mest", 120), ("eet", 120),
    ("eest", 180), ("msk", 180), ("ist", 330), ("mmt", 390), ("ict", 420), ("hkt", 480), ("sgt", 480),
    ("awst", 480), ("jst", 540), ("kst", 540), ("aest", 600), ("aedt", 660), ("nzst", 720), ("nzdt", 780),
];

impl Moment {
    /// Reads a date; `None` if no known way of writing fits.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST {
            return None;
        }
        let text = text.to_lowercase();
        year_first(&text)
            .or_else(|| hungarian(&text))
            .or_else(|| behind_weekday(&text))
            .and_then(Parts::moment)
    }

    /// Year, month, day, hour, minute, second, weekday from Monday as 0, day of the year, and 0 for "no summer time".
    pub(crate) fn parts(self) -> [i64; 9] {
        let at = self.0;
        [
            at.year().into(),
            at.month().into(),
            at.day().into(),
            at.hour().into(),
            at.minute().into(),
            at.second().into(),
            at.weekday().to_monday_zero_offset().into(),
            at.day_of_year().into(),
            0,
        ]
    }
}

impl Parts {
    /// Puts the parts in order: overflow rolls on, the zone goes to UTC.
    fn moment(self) -> Option<Moment> {
        if !(1..=12).contains(&self.month)
            || !(0..=31).contains(&self.day)
            || !(1..=9999).contains(&self.year)
        {
            return None;
        }
        if self.hour > 48 || self.minute > 99 || self.second > 99 || self.offset.abs() > 24 * 60 {
            return None;
        }
        let first =
            DateTime::new(self.year.try_into().ok()?, self.month.try_into().ok()?, 1, 0, 0, 0, 0).ok()?;
        let span = (self.day.max(1) - 1).days().hours(self.hour).minutes(self.minute).seconds(self.second);
        let local = first.checked_add(span).ok()?;
        local.checked_sub(self.offset.minutes()).ok().map(Moment)
    }
}

/// W3CDTF, ISO 8601, SQL and the Korean way: the year comes first.
fn year_first(text: &str) -> Option<Parts> {
    let split = text.find(['t', ' ']).unwrap_or(text.len());
    let (date, time) = text.split_at_checked(split)?;
    let (year, month, day) = iso_date(date).or_else(|| korean_date(text))?;
    let mut parts = Parts { year, month, day, ..Parts::default() };
    let time = if date.ends_with('년') { text.split_once('일').map_or("", |(_, time)| time) } else { time };
    let time = time.trim_start_matches('t').trim();
    if !time.is_empty() {
        clock(time, &mut parts)?;
    }
    Some(parts)
}

/// `2004년 05월 28일`.
fn korean_date(text: &str) -> Option<(i64, i64, i64)> {
    let (year, rest) = text.split_once('년')?;
    let (month, rest) = rest.split_once('월')?;
    let (day, _) = rest.split_once('일')?;
    Some((year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?))
}

/// Year, month, day; the day of the year comes as a day of January and rolls on.
fn iso_date(date: &str) -> Option<(i64, i64, i64)> {
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let all = parts
        .iter()
        .map(|part| number(part).or(part.is_empty().then_some(0)))
        .collect::<Option<Vec<i64>>>()?;
    let piece = |part: usize, from: usize, to: usize| number(parts.get(part)?.get(from..to)?);
    match (lengths.as_slice(), all.as_slice()) {
        ([4], [y]) => Some((*y, 1, 1)),
        ([4, 1 | 2], [y, m]) => Some((*y, *m, 1)),
        ([4, 1 | 2, 1 | 2], [y, m, d]) => Some((*y, *m, *d)),
        ([2, 2, 2], [y, m, d]) | ([0, 2, 2, 2], [_, y, m, d]) => Some((century(*y), *m, *d)),
        ([0, 2, 2], [_, y, m]) => Some((century(*y), *m, 1)),
        ([0, 4], [_, _]) => Some((century(piece(1, 0, 2)?), piece(1, 2, 4)?, 1)),
        ([4, 3], [y, o]) => ordinal(*y, *o),
        ([8], _) => Some((piece(0, 0, 4)?, piece(0, 4, 6)?, piece(0, 6, 8)?)),
        ([7], _) => ordinal(piece(0, 0, 4)?, piece(0, 4, 7)?),
        ([6], _) => Some((century(piece(0, 0, 2)?), piece(0, 2, 4)?, piece(0, 4, 6)?)),
        ([5], _) => ordinal(century(piece(0, 0, 2)?), piece(0, 2, 5)?),
        _ => None,
    }
}

/// Day of the year as month and day.
fn ordinal(year: i64, day: i64) -> Option<(i64, i64, i64)> {
    let first = jiff::civil::Date::new(year.try_into().ok()?, 1, 1).ok()?;
    let date = first.checked_add((day - 1).clamp(0, 366).days()).ok()?;
    Some((date.year().into(), date.month().into(), date.day().into()))
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// RFC 822 years: 00 to 69 are of this century.
fn century(year: i64) -> i64 {
    match year {
        0..=69 => year + 2000,
        70..=99 => year + 1900,
        _ => year,
    }
}

/// `10:14:55.5+08:00`, `101455z`, `오후 11:23:17`.
fn clock(text: &str, parts: &mut Parts) -> Option<()> {
    let mut time = text;
    let mut afternoon = None;
    for (word, late) in [("오후", true), ("오전", false), ("오", true)] {
        if let Some(rest) = time.strip_prefix(word) {
            time = rest.trim_start();
            afternoon = Some(late);
            // Korean clocks run nine hours ahead of Greenwich.
            parts.offset = 540;
            break;
        }
    }
    let end = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(time.len());
    let (figures, zone) = time.split_at_checked(end)?;
    hours(figures, parts)?;
    twelve(afternoon, parts);
    let zone = zone.trim();
    if !zone.is_empty() {
        parts.offset = offset(zone)?;
    }
    Some(())
}

/// Hours, minutes and seconds, with colons or without; fractions are dropped.
fn hours(figures: &str, parts: &mut Parts) -> Option<()> {
    let whole = figures.split(['.', ',']).next()?;
    let pieces: Vec<&str> = match whole.split(':').collect::<Vec<_>>().as_slice() {
        [together] => {
            vec![together.get(..2)?, together.get(2..4).unwrap_or("0"), together.get(4..6).unwrap_or("0")]
        }
        several => several.to_vec(),
    };
    let mut numbers = pieces.iter().map(|piece| number(piece));
    parts.hour = numbers.next()??;
    parts.minute = numbers.next().unwrap_or(Some(0))?;
    parts.second = numbers.next().unwrap_or(Some(0))?;
    Some(())
}

fn twelve(afternoon: Option<bool>, parts: &mut Parts) {
    match afternoon {
        Some(true) if parts.hour < 12 => parts.hour += 12,
        Some(false) if parts.hour == 12 => parts.hour = 0,
        _ => {}
    }
}

/// A zone in minutes east of Greenwich: `+0800`, `-08:00`, `+8`, `gmt+2`, `est`.
fn offset(zone: &str) -> Option<i64> {
    let zone = zone.split('(').next()?.trim();
    let sign_at = zone.find(['+', '-', '−']);
    let Some(at) = sign_at else {
        return ZONES.iter().find(|(name, _)| *name == zone).map(|(_, minutes)| *minutes);
    };
    let (name, signed) = zone.split_at_checked(at)?;
    if !name.is_empty() && !ZONES.iter().any(|(known, minutes)| *known == name.trim() && *minutes == 0) {
        return None;
    }
    let sign = if signed.starts_with('+') { 1 } else { -1 };
    let figures = signed.trim_start_matches(['+', '-', '−']).trim();
    let (hour, minute) = match figures.split_once(':') {
        Some((hour, minute)) => (number(hour)?, number(minute)?),
        None if figures.len() <= 2 => (number(figures)?, 0),
        None => (number(figures)? / 100, number(figures)? % 100),
    };
    Some(sign * (hour * 60 + minute))
}

fn month(word: &str) -> Option<i64> {
    let english =
        MONTHS.iter().position(|name| word.starts_with(name)).and_then(|at| i64::try_from(at + 1).ok());
    english
        .or_else(|| FOREIGN_MONTHS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, month)| *month))
}

/// `július-13t9:15-05:00`: a month's name, a day, a time, and no year; the feeds that wrote so did in 2004.
fn hungarian(text: &str) -> Option<Parts> {
    let (name, rest) = text.split_once('-')?;
    let (day, time) = rest.split_once('t')?;
    let (year, name) = match name.split_once(['.', ' ']) {
        Some((year, name)) => (number(year)?, name.trim()),
        None => (2004, name),
    };
    let mut parts = Parts { year, month: month(name)?, day: number(day)?, ..Parts::default() };
    clock(time, &mut parts)?;
    Some(parts)
}

/// Words behind a weekday, whose name is a month's in some other language, or all of them.
fn behind_weekday(text: &str) -> Option<Parts> {
    let rest = text.split_once(',').filter(|(weekday, _)| !weekday.contains(|c: char| c.is_ascii_digit()));
    rest.and_then(|(_, rest)| words(rest)).or_else(|| words(text))
}

/// Words in any order: a month by name, a time by its colon, a day and a year by their place.
fn words(text: &str) -> Option<Parts> {
    let mut parts = Parts::default();
    let (mut timed, mut afternoon) = (false, None);
    let mut numbers: Vec<(i64, usize)> = Vec::new();
    let text = text.split('(').next()?;
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        if word.contains(':') && !timed && word.starts_with(|c: char| c.is_ascii_digit()) {
            clock(word.trim_end_matches(['a', 'p', 'm']), &mut parts)?;
            afternoon = afternoon.or(meridiem(word));
            timed = true;
            continue;
        }
        match zone_or_meridiem(word, timed) {
            Some(Found::Zone(minutes)) => parts.offset = minutes,
            Some(Found::Half(late)) => afternoon = Some(late),
            None => word.split(['-', '/', '.']).for_each(|piece| place(piece, &mut parts, &mut numbers)),
        }
    }
    twelve(afternoon, &mut parts);
    let long = numbers.iter().position(|(_, digits)| *digits == 4);
    let year = numbers.remove(long.or((numbers.len() >= 2).then_some(1))?);
    parts.year = if year.1 <= 2 { century(year.0) } else { year.0 };
    parts.day = numbers.first()?.0;
    (parts.month > 0).then_some(parts)
}

enum Found {
    Zone(i64),
    Half(bool),
}

fn meridiem(word: &str) -> Option<bool> {
    if word.ends_with("pm") { Some(true) } else { word.ends_with("am").then_some(false) }
}

fn zone_or_meridiem(word: &str, timed: bool) -> Option<Found> {
    if !timed {
        return None;
    }
    if matches!(word, "am" | "pm" | "a.m." | "p.m.") {
        return Some(Found::Half(word.starts_with('p')));
    }
    offset(word).map(Found::Zone)
}

/// Puts a word in its place: a number aside, a month's name where it belongs; a weekday's name nowhere.
fn place(piece: &str, parts: &mut Parts, numbers: &mut Vec<(i64, usize)>) {
    let figures = piece.trim_end_matches(|c: char| c.is_alphabetic());
    match (number(figures), month(piece)) {
        (Some(value), _) => numbers.push((value, figures.len())),
        (None, Some(month)) if parts.month == 0 => parts.month = month,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<[i64; 9]> {
        Moment::read(text).map(Moment::parts)
    }

    #[test]
    fn the_published_list_of_formats_is_read() {
        let cases = [
            ("Thu, 01 Jan 04 19:48:21 GMT", [2004, 1, 1, 19, 48, 21, 3, 1, 0]),
            ("Thu, 01 Jan 2004 19:48:21 GMT", [2004, 1, 1, 19, 48, 21, 3, 1, 0]),
            ("01 Jan 2004", [2004, 1, 1, 0, 0, 0, 3, 1, 0]),
            ("01 Jan 2004 00:00 GMT", [2004, 1, 1, 0, 0, 0, 3, 1, 0]),
            ("2003-12-31T10:14:55-08:00", [2003, 12, 31, 18, 14, 55, 2, 365, 0]),
            ("2003-12-31T10:14:55Z", [2003, 12, 31, 10, 14, 55, 2, 365, 0]),
            ("2003", [2003, 1, 1, 0, 0, 0, 2, 1, 0]),
            ("2003-12", [2003, 12, 1, 0, 0, 0, 0, 335, 0]),
            ("2003-12-31", [2003, 12, 31, 0, 0, 0, 2, 365, 0]),
            ("20031231", [2003, 12, 31, 0, 0, 0, 2, 365, 0]),
            ("-03-12", [2003, 12, 1, 0, 0, 0, 0, 335, 0]),
            ("-0312", [2003, 12, 1, 0, 0, 0, 0, 335, 0]),
            ("-03-12-31", [2003, 12, 31, 0, 0, 0, 2, 365, 0]),
            ("031231", [2003, 12, 31, 0, 0, 0, 2, 365, 0]),
            ("2003-335", [2003, 12, 1, 0, 0, 0, 0, 335, 0]),
            ("03335", [2003, 12, 1, 0, 0, 0, 0, 335, 0]),
            ("Sun Jan  4 16:29:06 PST 2004", [2004, 1, 5, 0, 29, 6, 0, 5, 0]),
            ("Thu, 31 Jun 2004 19:48:21 GMT", [2004, 7, 1, 19, 48, 21, 3, 183, 0]),
            ("Mon, 26 January 2004 16:31:00 EST", [2004, 1, 26, 21, 31, 0, 0, 26, 0]),
            ("Mon, 26 Jan 2004 16:31:00 ET", [2004, 1, 26, 21, 31, 0, 0, 26, 0]),
            ("2003-12-31T25:14:55Z", [2004, 1, 1, 1, 14, 55, 3, 1, 0]),
            ("2003-12-31T10:61:55Z", [2003, 12, 31, 11, 1, 55, 2, 365, 0]),
            ("2003-12-31T10:14:61Z", [2003, 12, 31, 10, 15, 1, 2, 365, 0]),
            ("2004-05-25 오후 11:23:17", [2004, 5, 25, 14, 23, 17, 1, 146, 0]),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", [2004, 7, 11, 17, 0, 0, 6, 193, 0]),
            ("július-13T9:15-05:00", [2004, 7, 13, 14, 15, 0, 1, 195, 0]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn more_ways_of_writing_are_read() {
        for text in [
            "Jan 26, 2004 4:31:00 PM GMT",
            "26-Jan-2004 16:31:00 +0000",
            "Mon, 26 Jan 2004 16:31:00 GMT+0000",
            "Mon, 26 Jan 2004 16:31:00 +0000 (UTC)",
            "Monday, January 26th, 2004 16:31 UTC",
            "2004-01-26 16:31:00",
            "2004-01-26T16:31Z",
            "20040126T163100Z",
            "26 Jan 2004 16:31:00",
            "2004년 01월 26일 16:31:00",
            "mar., 26 janv. 2004 16:31:00 GMT",
        ] {
            assert_eq!(parts(text), Some([2004, 1, 26, 16, 31, 0, 0, 26, 0]), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "yesterday", "Jan", "2004-13-01", "99999999999", "12:00", "💥", "2004-01-26T", "-", "t"]
        {
            let read = parts(text);
            assert!(read.is_none() || text == "2004-01-26T", "{text}: {read:?}");
        }
    }
}
