//! Lines that say who wrote a text, who had it first, and through whom it came.
//!
//! One function per form of line. A line is judged by its words alone; where it may stand is for the caller to know.

use std::borrow::Cow;

use jiff::civil::Date;
use oreline_units::PartialDate;

use super::names::{host_like, media, name, nobody, people, person, role};
use super::outlets;
use crate::date::token::invisible;
use crate::date::{Dated, Precision, find_dates};

/// In what words a line names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `By X`, `Posted by X`: who wrote it, or who put it up.
    By,
    /// `Authored by X via Y`, `By X, Y, 21 July`: who wrote it for whom.
    ByVia,
    /// `Originally published at Y`, `Republished with permission from Y`: who had it first.
    First,
    /// `Source: Y`, `Read more at Y`, `Via Y`, `H/T Y`: from whom this page has it.
    Source,
    /// `BEIJING (AP) —`, `(Reuters)`: an agency whose report this is.
    Agency,
    /// `AFP contributed to this report`: an agency whose report is drawn on.
    Passed,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) form: Form,
    pub(super) author: Option<String>,
    pub(super) outlet: Option<String>,
}

impl Credit {
    fn new(form: Form, author: Option<String>, outlet: Option<String>) -> Self {
        Self { form, author, outlet }
    }
}

/// Words of the longest line that is read as a credit.
const LONGEST: usize = 45;

/// A line with plain spaces and without what stands in words unseen.
pub(super) fn tidy(line: &str) -> Cow<'_, str> {
    if line.is_ascii() || !line.contains(|c| invisible(c) || odd_space(c)) {
        return Cow::Borrowed(line);
    }
    let seen = line.chars().filter(|c| !invisible(*c));
    Cow::Owned(seen.map(|c| if odd_space(c) { ' ' } else { c }).collect())
}

fn odd_space(c: char) -> bool {
    c != ' ' && c.is_whitespace()
}

/// What a line says of authors and publishers, if it is a line of that kind.
pub(super) fn credit(line: &str) -> Option<Credit> {
    if line.len() > 600 || line.split_whitespace().count() > LONGEST {
        return None;
    }
    let line = tidy(line);
    let line = trim(&line);
    let lower = line.to_ascii_lowercase();
    by(line)
        .or_else(|| by_behind(line, &lower))
        .or_else(|| person_and_day(line))
        .or_else(|| name_and_house(line))
        .or_else(|| first(line, &lower))
        .or_else(|| source(line, &lower))
        .or_else(|| passed(line, &lower))
        .or_else(|| sign_off(line))
}

/// A line without the marks around it.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || "*_–—-|•·[]()«»\u{a0}".contains(c))
}

/// What follows one of these beginnings, in any capitals.
fn after<'l>(line: &'l str, begins: &[&str]) -> Option<&'l str> {
    begins.iter().find_map(|begin| {
        let start = line.get(..begin.len())?;
        start.eq_ignore_ascii_case(begin).then(|| line.get(begin.len()..).unwrap_or("").trim_start())
    })
}

/// The place of a phrase in a line, and the place behind it.
fn find(line: &str, phrase: &str) -> Option<(usize, usize)> {
    let at = line.find(phrase)?;
    Some((at, at + phrase.len()))
}

/// What ends a publisher's name in a line that goes on.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    ". ", ", ", "; ", " (", " on ", " under ", " and is ", " and was ", " with ", " as part ", " where ", " here",
    " – ", " — ", " - ", " | ", " · ", " • ", " by ", " at ", " for ", "” ", "\" ", ": ", " website", "’s website",
    "'s website",
];

/// A publisher's name at the front of a phrase, which may go on.
fn outlet(phrase: &str) -> Option<String> {
    let phrase = phrase.trim_start_matches([':', ' ', '“', '"', '\'', '‘', '*', '_']);
    if phrase.starts_with("http") {
        return super::page::host_of(phrase.split_whitespace().next()?);
    }
    let lower = phrase.to_ascii_lowercase();
    let end = ENDS.iter().filter_map(|end| lower.find(end)).min().unwrap_or(phrase.len());
    let cut = phrase.get(..end)?.trim_matches(|c: char| c.is_whitespace() || ".,;:*_()[]“”\"'’‘".contains(c));
    let openings = ["the ", "our friends at ", "my "];
    let cut = openings.iter().find_map(|start| cut.strip_prefix(start)).unwrap_or(cut);
    // "Ann Lee's The Salween Ledger" is the ledger.
    let owned = cut.split_once("'s ").or_else(|| cut.split_once("’s ")).filter(|(who, _)| person(who));
    let cut = owned.map_or(cut, |(_, house)| house.strip_prefix("newsletter ").unwrap_or(house));
    let good = (name(cut) || host_like(cut)) && !vague(cut) && dates_in(cut).is_empty();
    good.then(|| cut.strip_prefix("www.").unwrap_or(cut).to_owned())
}

/// Whether a word or two are no name: a pronoun, letters behind a person's name, or who publishes no texts.
fn vague(phrase: &str) -> bool {
    const WORDS: &[&str] =
        &["Here", "This", "It", "Our", "Us", "Part", "A", "An", "Its", "Permission", "Substack"];
    const OTHERS: &[&str] =
        &["ministry", "government", "army", "images", "getty", "bureau", "census", "police"];
    let letters = phrase.len() <= 4 && phrase.chars().all(|c| c.is_uppercase() || c == '.');
    let others = phrase.split_whitespace().any(|word| OTHERS.contains(&word.to_lowercase().as_str()));
    WORDS.contains(&phrase) || (letters && outlets::named(phrase).is_none()) || others || dated(phrase)
}

/// A day on which phrases are tried for being dates, when only that they are is asked.
pub(super) fn any_day() -> PartialDate {
    PartialDate::day(Date::constant(2001, 2, 3))
}

/// The date phrases of a line, as of any day.
pub(super) fn dates_in(line: &str) -> Vec<Dated> {
    find_dates(line, Some(any_day()))
}

/// Whether a phrase is nothing but a date, or a length of reading.
fn dated(phrase: &str) -> bool {
    let dates = dates_in(phrase);
    let left: usize = dates.iter().map(|dated| dated.span.1 - dated.span.0).sum();
    let read = phrase.split_whitespace().nth(1).is_some_and(|unit| {
        ["min", "mins", "minute", "minutes", "min.", "hours", "hour"].contains(&unit.to_lowercase().as_str())
    });
    let clock = phrase.contains(':') && phrase.starts_with(|c: char| c.is_ascii_digit());
    (!dates.is_empty() && phrase.len() <= left + 24)
        || read
        || clock
        || phrase.starts_with(|c: char| c.is_ascii_digit())
}

/// `By …`, `Authored by …`, `Posted by …`.
fn by(line: &str) -> Option<Credit> {
    let said = [
        "authored by ",
        "written by ",
        "submitted by ",
        "by: ",
        "by ",
        "words by ",
        "story by ",
        "report by ",
        "posted by ",
        "published by ",
        "from ",
        "author: ",
        "an essay by ",
        "a guest post by ",
        "guest post by ",
    ];
    let posted = after(line, &["posted by ", "published by "]).is_some();
    let rest = after(line, &said)?;
    let via = [
        " via ",
        " for ",
        " of ",
        " at ",
        " | ",
        " / ",
        " – ",
        " — ",
        " - ",
        " · ",
        " • ",
        " (",
        " writing in ",
        " in ",
    ];
    for mark in via {
        let Some((at, end)) = find(rest, mark) else { continue };
        let (who, whom) = (rest.get(..at)?, rest.get(end..)?);
        let sure = mark == " via " || mark == " writing in ";
        if let Some(credit) = by_via(who, whom, sure) {
            return Some(credit);
        }
    }
    if let Some(credit) = by_commas(rest) {
        return Some(credit);
    }
    let who = rest.split([',', '|', '·', '•', '(']).next()?.trim();
    let who = find(who, " at ").and_then(|(at, _)| who.get(..at)).unwrap_or(who);
    let who = find(who, " in ").and_then(|(at, _)| who.get(..at)).unwrap_or(who);
    let who = find(who, " on ").and_then(|(at, _)| who.get(..at)).unwrap_or(who).trim();
    let who = before_date(who);
    let from = after(line, &["from "]).is_some();
    let one_word = who.split_whitespace().count() == 1;
    let named = people(who) || (nobody(who) && who.len() < 40) || (one_word && name(who) && rest.len() < 40);
    (named && !from)
        .then(|| Credit::new(Form::By, Some(who.to_owned()).filter(|_| !posted || people(who)), None))
}

/// `Posted on 19 January 2026 by X`, `19 January | by X`: the by-line behind the day.
fn by_behind(line: &str, lower: &str) -> Option<Credit> {
    let at = [" by ", "|by ", "·by "].iter().filter_map(|mark| lower.find(mark)).min()?;
    let (before, rest) = (line.get(..at)?, line.get(at..)?);
    let who =
        rest.trim_matches([' ', '|', '·', '•']).get(3..)?.split(['|', '·', '•', ',', '(']).next()?.trim();
    let who = before_date(who);
    let filed = after(before.trim_start(), &["posted", "published", "written", "updated"]).is_some();
    let day = dates_in(before).iter().any(|dated| dated.precision == Precision::Day);
    (line.len() < 120 && day && (filed || before.len() < 40) && people(who))
        .then(|| Credit::new(Form::By, Some(who.to_owned()), None))
}

/// `X • 15 January 2026 • Y`: a person and a day in a line that marks part.
fn person_and_day(line: &str) -> Option<Credit> {
    let mut parts = line.split(['•', '·', '—', '–', '|', '/']).map(str::trim);
    let who = parts.next().filter(|who| people(who))?;
    let day = parts.any(|part| dates_in(part).iter().any(|dated| dated.precision == Precision::Day));
    (line.len() < 120 && day).then(|| Credit::new(Form::By, Some(who.to_owned()), None))
}

/// `X, The Y` in a line of its own.
fn name_and_house(line: &str) -> Option<Credit> {
    let (who, whom) = line.split_once(", ").or_else(|| line.split_once(" | "))?;
    let house = outlet(whom.trim_end_matches(','))?;
    let whole = whom.trim_end_matches([',', '.']).len() <= house.len() + 4;
    (line.len() < 100 && person(who) && media(&house) && !role(whom) && whole)
        .then(|| Credit::new(Form::ByVia, Some(who.to_owned()), Some(house)))
}

fn before_date(phrase: &str) -> &str {
    let date = dates_in(phrase).into_iter().next();
    date.and_then(|date| phrase.get(..date.span.0))
        .map_or(phrase, |before| before.trim_matches([' ', ',', '-', '–', '|']))
}

/// The two sides of `via`, `for` and the like; a side that is a role, a day or a person is no publisher.
fn by_via(who: &str, whom: &str, sure: bool) -> Option<Credit> {
    let who = who.trim_matches([' ', ',', ':']);
    let who = who.split(',').next().unwrap_or(who).trim();
    let outlet = outlet(whom)?;
    let known = sure || (media(&outlet) && !role(&outlet)) || host_like(&outlet);
    let author = people(who) || (name(who) && !nobody(who) && sure);
    (known && author).then(|| Credit::new(Form::ByVia, Some(who.to_owned()), Some(outlet)))
}

/// `By X, Y, 21 July`: the name between the author and the day, if it is no second author and no role.
fn by_commas(rest: &str) -> Option<Credit> {
    let mut parts: Vec<&str> = rest.split(", ").map(|part| part.trim_matches([' ', ',', '.', ':'])).collect();
    let mut day = false;
    while parts.len() > 2 && parts.last().is_some_and(|part| dated(part)) {
        parts.pop();
        day = true;
    }
    let [who, whom] = *parts.as_slice() else { return None };
    if !people(who) || dated(whom) || role(whom) || whom.contains(" and ") && people(whom) {
        return None;
    }
    let publisher = outlet(whom)?;
    let certain = media(&publisher) || day || !person(&publisher);
    certain.then(|| Credit::new(Form::ByVia, Some(who.to_owned()), Some(publisher)))
}

/// `Originally published at Y`, `This article first appeared on Y`, `Republished with permission from Y`.
fn first(line: &str, lower: &str) -> Option<Credit> {
    #[rustfmt::skip]
    const WAYS: &[&str] = &[
        "originally published", "originally appeared", "originally posted", "originally ran",
        "originally written", "first published", "first appeared", "first ran", "first posted",
        "previously published", "republished", "reprinted", "reproduced", "cross-posted", "crossposted",
        "cross posted", "reposted", "syndicated", "reblogged", "appeared first", "appeared originally",
        "published first", "published with permission", "courtesy",
    ];
    #[rustfmt::skip]
    const SUBJECT: &[&str] = &[
        "this", "the article", "the post", "the piece", "the original", "a version", "an earlier version",
        "the essay", "article", "it was", "editor", "note", "the story",
    ];
    let (at, end) = WAYS.iter().filter_map(|way| find(lower, way)).min()?;
    let opening = line.get(..at)?;
    let subject = opening.trim().is_empty() || after(opening, SUBJECT).is_some();
    if !subject || opening.split_whitespace().count() > 16 {
        return None;
    }
    // "Reprinted in" tells who has it from here; only "reprinted from" tells who had it first.
    let way = lower.get(at..end)?;
    let again = ["re", "cross", "syndicated", "courtesy"].iter().any(|start| way.starts_with(start));
    let rest = line.get(end..)?;
    let marks: &[&str] = if again {
        &[" from ", " of ", " permission by ", ": "]
    } else {
        &[" at ", " on ", " in ", " by ", " from ", " of ", " via ", ": "]
    };
    let outlet = publisher_after(rest, marks)?;
    let author = after(rest, &[" by "]).map(before_date).filter(|who| people(who)).map(str::to_owned);
    Some(Credit::new(Form::First, author, Some(outlet)))
}

/// The publisher after one of the next prepositions: a day may stand between.
fn publisher_after(rest: &str, marks: &[&str]) -> Option<String> {
    let mut rest = rest;
    for _ in 0..4 {
        let (_, end) = marks.iter().filter_map(|mark| find(rest, mark)).min_by_key(|(at, _)| *at)?;
        rest = rest.get(end..)?;
        if let Some(name) = outlet(rest).filter(|name| !person(name) || media(name) || rest.len() < 60) {
            return Some(name);
        }
        rest = rest.get(rest.find(' ')?..)?;
    }
    None
}

/// `Source: Y`, `Read more at Y`, `Via Y`, `H/T Y`; several actions of a page may stand before `Read more`.
fn source(line: &str, lower: &str) -> Option<Credit> {
    #[rustfmt::skip]
    const NAMED: &[&str] = &[
        "source: ", "source – ", "source - ", "sources: ", "original source: ", "via: ", "via ", "h/t: ",
        "h/t ", "hat tip: ", "hat tip to ", "originally: ", "original: ", "originally from ",
    ];
    #[rustfmt::skip]
    const READ: &[&str] = &[
        "read more at ", "read more on ", "read more from ", "read the full article at ",
        "read the full article on ", "read the full story at ", "read the full story on ",
        "read the rest at ", "read the rest on ", "read the original at ", "read the original on ",
        "read the original article at ", "read the original article on ", "continue reading at ",
        "continue reading on ", "full story at ", "view original at ",
    ];
    let named = after(line, NAMED);
    let read = || {
        let (at, end) = READ.iter().filter_map(|phrase| find(lower, phrase)).min()?;
        let before = line.get(..at)?.split_whitespace().count();
        (before <= 8).then(|| line.get(end..)).flatten()
    };
    let rest = named.or_else(read)?;
    let short = rest.split_whitespace().count() <= 12;
    let outlet = outlet(rest).filter(|_| short)?;
    Some(Credit::new(Form::Source, None, Some(outlet)))
}

/// `AFP contributed to this report`, `With inputs from PTI`.
fn passed(line: &str, lower: &str) -> Option<Credit> {
    let inputs = after(
        line,
        &["with inputs from ", "with reporting from ", "with reporting by ", "with additional reporting by "],
    );
    let helped = || find(lower, " contributed to this ").and_then(|(at, _)| line.get(..at));
    let phrase = inputs.or_else(helped)?;
    let (.., outlet) = outlets::mentions(phrase).into_iter().find(|(.., outlet)| outlet.agency)?;
    Some(Credit::new(Form::Passed, None, Some(outlet.name.to_owned())))
}

/// The last line of an agency's report: `(AFP)`, `© 2025 AFP`, `Reporting by A; Editing by B`.
fn sign_off(line: &str) -> Option<Credit> {
    let agency = |name: &str| outlets::named(name).filter(|outlet| outlet.agency).map(|_| name.to_owned());
    let owner = after(line, &["© ", "copyright ", "(c) "]).map(|rest| {
        let years = |c: char| c.is_ascii_digit() || c.is_whitespace() || "©-–,".contains(c);
        rest.trim_start_matches(years).split(['.', ',']).next().unwrap_or("").trim()
    });
    let reuters = after(line, &["reporting by "])
        .filter(|rest| find(&rest.to_ascii_lowercase(), "; editing by ").is_some());
    let name =
        owner.and_then(agency).or_else(|| agency(line)).or_else(|| reuters.map(|_| "Reuters".to_owned()))?;
    Some(Credit::new(Form::Agency, None, Some(name)))
}

/// The agency of a dateline, and where the text begins after it: `BEIJING, July 8 (Xinhua) -- `.
pub(super) fn dateline(paragraph: &str) -> Option<(String, usize)> {
    let start = paragraph.get(..paragraph.floor_char_boundary(140)).unwrap_or(paragraph);
    let open = start.find('(')?;
    let close = open + start.get(open..)?.find(')')?;
    let place = start.get(..open)?.trim();
    let agency = start.get(open + 1..close)?.trim();
    let rest = start.get(close + 1..)?;
    let spaces = rest.len() - rest.trim_start().len();
    let dash =
        rest.trim_start().chars().take_while(|c| "-–—―".contains(*c)).map(char::len_utf8).sum::<usize>();
    let city = place.split([',', ' ', '–', '—']).next().unwrap_or("");
    let shouted = place.is_empty()
        || city.chars().all(|c| !c.is_lowercase())
        || (place.split_whitespace().count() <= 8
            && (!dates_in(place).is_empty() || outlets::named(agency).is_some()));
    let after = close + 1 + spaces + dash;
    let gap = paragraph.get(after..)?;
    (dash > 0 && shouted && name(agency) && !dated(agency))
        .then(|| (agency.to_owned(), after + gap.len() - gap.trim_start().len()))
}

/// A list's line of a publisher and a day: the publisher's name as it stands.
///
/// `By` parts, lengths of reading and the day itself are left out; of several names the last is the publisher.
pub(super) fn listed(line: &str) -> Option<String> {
    if line.len() > 160
        || !(2..=16).contains(&line.split_whitespace().count())
        || line.ends_with(['.', '?', '!'])
    {
        return None;
    }
    let parts: Vec<&str> = line.split(['·', '|', '•', '—', '–', '\u{a0}']).map(str::trim).collect();
    let mut timed = false;
    let mut publisher = None;
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let (rest, time) = without_time(part);
        timed |= time;
        let poster = after(rest, &["by ", "posted by ", "written by "]).is_some();
        let rest = rest.trim_matches([' ', ',', '-', ':']);
        if !rest.is_empty() && !poster && !dated(rest) && name(rest) && rest.split_whitespace().count() <= 6 {
            publisher = Some(rest.to_owned());
        }
    }
    publisher.filter(|_| timed)
}

/// A phrase without the day at its front or end, and whether one was there.
fn without_time(part: &str) -> (&str, bool) {
    let day = |dated: &&Dated| {
        dated.precision == Precision::Day
            && (dated.text.contains(|c: char| c.is_ascii_digit()) || ago(&dated.text))
    };
    let dates = dates_in(part);
    let Some(dated) = dates.iter().find(day) else { return (part, false) };
    let (before, behind) = (part.get(..dated.span.0).unwrap_or(""), part.get(dated.span.1..).unwrap_or(""));
    if behind.trim().is_empty()
        || behind.trim_start().starts_with([',', '-', 'a', 'A']) && !before.trim().is_empty()
    {
        (before.trim_end_matches([' ', ',', '-', '(']), true)
    } else if before.trim().is_empty() {
        (behind, true)
    } else {
        (part, false)
    }
}

/// Whether a date phrase counts back: `18 hours ago`, `yesterday`.
fn ago(text: &str) -> bool {
    text.ends_with("ago") || text.eq_ignore_ascii_case("yesterday")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, form: Form, author: Option<&str>, outlet: Option<&str>) {
        let expected = Credit::new(form, author.map(str::to_owned), outlet.map(str::to_owned));
        assert_eq!(credit(line), Some(expected), "{line}");
    }

    #[test]
    fn who_wrote_for_whom() {
        check(
            "Authored by Maren Holtby via The Salween Ledger,",
            Form::ByVia,
            Some("Maren Holtby"),
            Some("The Salween Ledger"),
        );
        check(
            "By Tobias Renqvist, Ridge Line Notes, 14 August",
            Form::ByVia,
            Some("Tobias Renqvist"),
            Some("Ridge Line Notes"),
        );
        check("By Ann Lee, Reuters", Form::ByVia, Some("Ann Lee"), Some("Reuters"));
        check("By Ann Lee for The Hill", Form::ByVia, Some("Ann Lee"), Some("The Hill"));
        check("Authored by Ann Lee, op-ed via RT.com", Form::ByVia, Some("Ann Lee"), Some("RT.com"));
        check("Written by Ann Lee via Wet Stone,", Form::ByVia, Some("Ann Lee"), Some("Wet Stone"));
    }

    #[test]
    fn who_wrote() {
        check("By Priya Nandakumar-Voss", Form::By, Some("Priya Nandakumar-Voss"), None);
        check("By Ann Lee, Senior Correspondent", Form::By, Some("Ann Lee"), None);
        check("By Ann Lee | July 29, 2025", Form::By, Some("Ann Lee"), None);
        check("By Ann Lee and Bo Cy", Form::By, Some("Ann Lee and Bo Cy"), None);
        check("posted by Odile Marchetti at 08:41", Form::By, Some("Odile Marchetti"), None);
        check("by admin in Guest essays", Form::By, Some("admin"), None);
        assert_eq!(credit("By the end of the year an envoy will have sat down with the Kachin."), None);
        assert_eq!(credit("By September its implementation had stalled."), None);
    }

    #[test]
    fn who_had_it_first() {
        check("Originally published at Upland & Estuary.", Form::First, None, Some("Upland & Estuary"));
        check(
            "This article first appeared on 3 May 2025 in The Wet Stone.",
            Form::First,
            None,
            Some("The Wet Stone"),
        );
        check(
            "Republished with permission from the Wet Stone Review.",
            Form::First,
            None,
            Some("Wet Stone Review"),
        );
        check(
            "This article is republished from The Conversation under a Creative Commons license. Read the original article.",
            Form::First,
            None,
            Some("The Conversation"),
        );
        check(
            "This post originally appeared on wetstone.example and is reposted here",
            Form::First,
            None,
            Some("wetstone.example"),
        );
        check("Originally published by Wet Stone on 3 May", Form::First, None, Some("Wet Stone"));
        assert_eq!(credit("The KIA first appeared on the hills in 1961."), None);
    }

    #[test]
    fn from_whom_a_page_has_it() {
        check("Source: The Feldspar Post", Form::Source, None, Some("The Feldspar Post"));
        check("Read more at Kettle & Compass", Form::Source, None, Some("Kettle & Compass"));
        check(
            "Save   Hide   Mute source   Read more at Orrery House Blog",
            Form::Source,
            None,
            Some("Orrery House Blog"),
        );
        check("H/T ZeroHedge", Form::Source, None, Some("ZeroHedge"));
        check("(Source: zerohedge.com)", Form::Source, None, Some("zerohedge.com"));
        check("© 2025 AFP", Form::Agency, None, Some("AFP"));
    }

    #[test]
    fn datelines() {
        let agency = |line: &str| dateline(line).map(|(agency, at)| (agency, line[at..].to_owned()));
        let expected = |agency: &str, rest: &str| Some((agency.to_owned(), rest.to_owned()));
        assert_eq!(agency("BEIJING (AP) — China said"), expected("AP", "China said"));
        assert_eq!(agency("(Reuters) - China said"), expected("Reuters", "China said"));
        assert_eq!(agency("BEIJING, July 8 (Xinhua) -- China said"), expected("Xinhua", "China said"));
        assert_eq!(
            agency("BANGKOK, Aug 16, 2025 (Lowland Wire Service) -"),
            expected("Lowland Wire Service", "")
        );
        assert_eq!(agency("The army (KIA) took Pangwa"), None);
        assert_eq!(agency("The Kachin army (KIA) - the rebels - took it"), None);
    }

    #[test]
    fn lines_of_lists() {
        let publisher = |line: &str| listed(line);
        assert_eq!(publisher("Kettle & Compass 18 hours ago").as_deref(), Some("Kettle & Compass"));
        assert_eq!(
            publisher("Posted by newsquilt-bot · The Feldspar Post · 3 days ago").as_deref(),
            Some("The Feldspar Post")
        );
        assert_eq!(publisher("Orrery House Blog · Nov 9 · 5 min").as_deref(), Some("Orrery House Blog"));
        assert_eq!(publisher("zerohedge.com Jul 19").as_deref(), Some("zerohedge.com"));
        assert_eq!(publisher("Jul 19 | zerohedge.com").as_deref(), Some("zerohedge.com"));
        assert_eq!(publisher("A ceasefire was signed on 3 May."), None);
        assert_eq!(publisher("3 days ago"), None);
    }
}
