//! Reports of others that a text cites: "Reuters reported on 8 July", "an August 7 piece in The Economist headlined …".
//!
//! A name counts if the table of outlets has it, or if it has the shape of an outlet's and stands where outlets stand:
//! before a verb of reporting, or beside a noun for a report. Governments, ministries and armies report too; they are
//! no publishers. The road not taken: every "said", which makes publishers of all who speak.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreline_units::PartialDate;

use super::names::{key, media, person};
use super::outlets::{self, Outlet};
use crate::date::token::{Kind, Token, tokens};
use crate::date::{Dated, Precision, find_dates, short};

/// A report of somebody else that a text cites.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CitedReport {
    /// Its title, if the text gives it.
    pub title: Option<String>,
    /// Its day as `YYYY-MM-DD`, or shorter where the text says less.
    pub date: Option<String>,
    /// Who published it, as the text names it, without a small `the`.
    pub publisher: String,
    /// First byte of the name where it is first cited, and the one after its last.
    pub span: (usize, usize),
}

/// The reports that a text cites, in its order; one for each publisher and date.
#[must_use]
pub fn cited(text: &str, published: Option<Date>) -> Vec<CitedReport> {
    let all = tokens(text);
    let reader = Reader {
        text,
        sentences: sentences(text, &all),
        tokens: &all,
        dates: find_dates(text, published.map(PartialDate::day)),
    };
    let mut reports = Reports::default();
    for name in reader.names() {
        reports.add(reader.report(&name), &name.key);
    }
    reports.list
}

/// A publisher's name in the text: its tokens, and what makes two names one publisher.
struct Name {
    from: usize,
    to: usize,
    key: String,
    publisher: String,
}

#[rustfmt::skip]
const VERBS: &[&str] = &[
    "reported", "reports", "wrote", "writes", "said", "says", "noted", "notes", "described", "describes",
    "carried", "published", "revealed", "reveals", "counted", "asked", "asks", "argued", "argues", "claimed",
    "claims", "quoted", "cited", "citing", "quoting", "found", "estimated", "estimates", "ran", "broke",
    "disclosed", "detailed", "observed", "warned", "suggested", "followed", "confirmed", "showed",
    "documented", "investigated", "reporting", "called", "profiled", "covered", "headlined", "put", "printed",
    "posted", "calculated", "added",
];
/// Verbs that make a publisher of a name that the table does not have.
const SURE_VERBS: &[&str] =
    &["reported", "reports", "wrote", "writes", "published", "revealed", "carried", "ran", "headlined"];
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "report", "reports", "article", "articles", "story", "stories", "piece", "op-ed", "editorial", "essay",
    "analysis", "investigation", "exclusive", "column", "dispatch", "item", "account", "scoop", "interview",
    "commentary", "feature", "profile", "survey", "study", "op", "ed", "despatch", "leader", "brief", "paper",
    "post", "newsletter", "estimate",
];
/// Words between a name and the date of its report.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "on", "in", "for", "with", "of", "from", "the", "a", "an", "its", "his", "her", "their", "s", "short",
    "long", "brief", "first", "later", "earlier", "also", "then", "already", "again", "up", "had", "has",
    "as", "back", "dated", "early", "late", "second", "third", "new", "another", "which", "when", "was", "by",
    "front-page", "page", "front", "own",
];
/// Words of governments, armies and parties.
#[rustfmt::skip]
const RULERS: &[&str] = &[
    "ministry", "government", "army", "department", "treasury", "council", "administration", "junta",
    "police", "office", "embassy", "congress", "senate", "house", "parliament", "party", "court",
    "commission", "force", "forces", "military", "president", "minister", "pentagon", "kremlin",
    "organisation", "organization", "authority", "committee", "customs", "union", "state", "navy", "command",
    "regime", "rebels", "spokesman", "secretary", "general", "senator", "tatmadaw",
];
/// Words of people who work for an outlet, and of other things that bear its name.
#[rustfmt::skip]
const NOT_REPORTS: &[&str] = &[
    "journalist", "journalists", "photographer", "photographers", "correspondent", "correspondents", "editor",
    "editors", "terminal", "subscribers", "building", "headquarters", "readers", "billionaire", "index",
];

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    /// The sentence of each token.
    sentences: Vec<usize>,
    dates: Vec<Dated>,
}

/// Numbers the sentence of each token: a sentence ends at its mark before a capital or a quotation, or with its line.
fn sentences(text: &str, tokens: &[Token]) -> Vec<usize> {
    let mut number = 0;
    let mut numbers = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| tokens.get(at)) {
            let gap = text.get(before.end..token.start).unwrap_or("");
            let opens = token.capital() || token.kind != Kind::Word;
            let initial = at.checked_sub(2).and_then(|at| tokens.get(at)).is_some_and(|word| {
                word.text.chars().count() == 1
                    || word.any(&[
                        "mr", "mrs", "ms", "dr", "st", "no", "jan", "feb", "aug", "sept", "oct", "nov", "dec",
                    ])
            });
            let stop = before.any(&["!", "?"]) || (before.is(".") && !initial);
            let closing = before.any(&["”", "\"", "’"])
                && at >= 2
                && tokens.get(at - 2).is_some_and(|t| t.any(&[".", "!", "?"]));
            number += usize::from(gap.contains('\n') || ((stop || closing) && !token.glued && opens));
        }
        numbers.push(number);
    }
    numbers
}

impl<'t> Reader<'t> {
    fn is(&self, at: usize, words: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| token.any(words))
    }

    fn back(&self, at: usize, by: usize, words: &[&str]) -> bool {
        at.checked_sub(by).is_some_and(|at| self.is(at, words))
    }

    /// The first token that begins at this byte or behind it.
    fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.start < byte)
    }

    fn same_sentence(&self, one: usize, other: usize) -> bool {
        self.sentences.get(one) == self.sentences.get(other)
    }

    /// All names that are cited, in order.
    fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = outlets::mentions(self.text)
            .into_iter()
            .map(|(start, end, outlet)| (self.token_at(start), self.token_at(end), start, outlet))
            .filter(|(from, to, _, outlet)| self.known(*from, *to, outlet))
            .map(|(from, to, start, outlet)| self.known_name(from, to, start, outlet))
            .collect();
        let taken: BTreeMap<usize, usize> = names.iter().map(|name| (name.from, name.to)).collect();
        let free = |name: &Name| taken.range(..name.to).next_back().is_none_or(|(_, to)| *to <= name.from);
        names.extend(self.shaped().into_iter().filter(free));
        names.sort_by_key(|name| (name.from, name.to));
        names.dedup_by_key(|name| name.from);
        names
    }

    fn known_name(&self, from: usize, to: usize, start: usize, outlet: &Outlet) -> Name {
        let end = to.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(start, |token| token.end);
        let surface = self.text.get(start..end).unwrap_or(outlet.name);
        let bare = surface.strip_prefix("The ").filter(|bare| *bare == outlet.name).unwrap_or(surface);
        Name { from, to, key: key(outlet.name), publisher: bare.to_owned() }
    }

    /// Whether a mention of a known outlet speaks of its reporting.
    fn known(&self, from: usize, to: usize, outlet: &Outlet) -> bool {
        let others = self.is(to, NOT_REPORTS) || self.back(from, 1, &["Michael", "Mike", "Mayor"]);
        !others && (outlet.alone || self.cued(from, to))
    }

    /// Whether words of reporting stand around a name.
    fn cued(&self, from: usize, to: usize) -> bool {
        let near = |at: usize| self.same_sentence(from, at);
        let verb = (to..to + 5).any(|at| near(at) && self.is(at, VERBS));
        let noun = (to..to + 6).any(|at| near(at) && self.is(at, NOUNS));
        let before = (1..=4).any(|by| from.checked_sub(by).is_some_and(|at| near(at) && self.is(at, NOUNS)));
        let told = (1..=2).any(|by| self.back(from, by, &["told", "to", "by"]))
            && (1..=4).any(|by| {
                self.back(
                    from,
                    by,
                    &[
                        "told",
                        "according",
                        "reported",
                        "published",
                        "quoted",
                        "cited",
                        "repeated",
                        "estimates",
                    ],
                )
            });
        verb || noun || before || told
    }

    /// Names that the table does not have, by shape and place.
    fn shaped(&self) -> Vec<Name> {
        let mut names = Vec::new();
        for at in 0..self.tokens.len() {
            let found = if self.is(at, SURE_VERBS) {
                self.run_before(at).filter(|run| self.outlet_like(*run))
            } else if self.is(at, NOUNS) {
                self.beside_noun(at)
            } else if self.is(at, &["by", "to"])
                && self.back(at, 1, &["reported", "published", "quoted", "according"])
            {
                self.run_after(at + 1).filter(|run| self.outlet_like(*run))
            } else {
                None
            };
            names.extend(found.and_then(|run| self.shaped_name(run)));
        }
        names
    }

    /// The name beside a noun for a report: `a piece in X`, `X's 28 March article`, `an X report`.
    fn beside_noun(&self, at: usize) -> Option<(usize, usize)> {
        let behind = self.is(at + 1, &["in", "from", "by"]).then(|| self.run_after(at + 2)).flatten();
        if let Some(run) = behind.filter(|run| self.outlet_like(*run)) {
            return Some(run);
        }
        let mut edge = at;
        if let Some(dated) = self.dates.iter().rev().find(|dated| {
            let to = self.token_at(dated.span.1);
            to <= at && at - to <= 1
        }) {
            edge = self.token_at(dated.span.0);
        }
        let edge = if self.back(edge, 1, &["s"]) && self.back(edge, 2, &["'", "’"]) {
            edge.checked_sub(2)?
        } else {
            edge
        };
        let edge = if self.back(edge, 1, &["'", "’"]) { edge - 1 } else { edge };
        self.run_before(edge).filter(|run| self.outlet_like(*run))
    }

    /// The capitalised words that end before a token; small words and `&` may stand inside.
    fn run_before(&self, end: usize) -> Option<(usize, usize)> {
        let mut from = end;
        while let Some(at) = from.checked_sub(1).filter(|at| end - at <= 7) {
            let token = self.tokens.get(at)?;
            let inside = from < end && token.any(&["of", "the", "and", "&", "for"]);
            let named = token.kind == Kind::Word && token.capital();
            if !(named || inside) || !self.same_sentence(at, end.min(self.tokens.len().saturating_sub(1))) {
                break;
            }
            from = at;
        }
        let small = |at: &usize| !self.tokens.get(*at).is_some_and(|token| token.capital());
        from += (from..end).take_while(small).count();
        (from < end).then_some((from, end))
    }

    /// The capitalised words that begin at a token, after a small `the`.
    fn run_after(&self, start: usize) -> Option<(usize, usize)> {
        let named =
            |at: usize| self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.capital());
        let from = if self.is(start, &["the", "a"]) && !named(start) { start + 1 } else { start };
        let mut to = from;
        while to < from + 7 && self.same_sentence(from, to) {
            let inside = to > from && self.is(to, &["of", "the", "and", "&", "for"]) && named(to + 1);
            if !(named(to) || inside) {
                break;
            }
            to += 1;
        }
        (to > from).then_some((from, to))
    }

    fn words(&self, (from, to): (usize, usize)) -> &'t str {
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let end = to.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(start, |token| token.end);
        self.text.get(start..end).unwrap_or("")
    }

    /// Whether a run of capitalised words may be an outlet: one of its words says so, or a `The` inside a sentence.
    fn outlet_like(&self, run: (usize, usize)) -> bool {
        let words = self.words(run);
        let rules = (run.0..run.1).any(|at| self.is(at, RULERS));
        let opening = run.0 == 0 || !self.same_sentence(run.0 - 1, run.0);
        let the = words.starts_with("The ");
        let bare = if the && opening { words.get(4..).unwrap_or("") } else { words };
        !rules && !person(bare) && media(bare) && bare.split_whitespace().count() >= 2
    }

    fn shaped_name(&self, run: (usize, usize)) -> Option<Name> {
        let words = self.words(run);
        let opening = run.0 == 0 || !self.same_sentence(run.0 - 1, run.0);
        let publisher = if opening {
            words.strip_prefix("The ").filter(|bare| !bare.contains(' ')).map_or(words, |_| words)
        } else {
            words
        };
        (!publisher.is_empty()).then(|| Name {
            from: run.0,
            to: run.1,
            key: key(publisher),
            publisher: publisher.to_owned(),
        })
    }

    /// What the text says of the report at a name.
    fn report(&self, name: &Name) -> CitedReport {
        let span = self.tokens.get(name.from).zip(name.to.checked_sub(1).and_then(|at| self.tokens.get(at)));
        CitedReport {
            title: self.title(name),
            date: self.date(name),
            publisher: name.publisher.clone(),
            span: span.map_or((0, 0), |(first, last)| (first.start, last.end)),
        }
    }

    /// The date right before a name, or behind it with none but words of reporting between.
    fn date(&self, name: &Name) -> Option<String> {
        self.date_before(name)
            .or_else(|| self.date_behind(name))
            .and_then(|dated| short(dated.from, dated.to))
    }

    fn date_before(&self, name: &Name) -> Option<&Dated> {
        let index = self.dates.partition_point(|dated| self.token_at(dated.span.1) <= name.from);
        let dated = self.dates.get(index.checked_sub(1)?)?;
        let to = self.token_at(dated.span.1);
        let bridge = |at: usize| {
            self.is(at, &[",", "the", "by", "a", "an", "in", "from", "and"])
                || self.is(at, NOUNS)
                || self.is(at, VERBS)
        };
        let close = name.from - to <= 4 && (to..name.from).all(bridge);
        (close && dated.precision != Precision::Since && self.same_sentence(to.saturating_sub(1), name.from))
            .then_some(dated)
    }

    fn date_behind(&self, name: &Name) -> Option<&Dated> {
        let index = self
            .dates
            .partition_point(|dated| dated.span.0 < self.tokens.get(name.to).map_or(usize::MAX, |t| t.start));
        let next = self.dates.get(index).map(|dated| (self.token_at(dated.span.0), dated));
        let mut at = name.to;
        while at < name.to + 11 && self.same_sentence(name.from, at) {
            if let Some((from, dated)) = next.filter(|(from, _)| *from == at) {
                return (from >= name.to && dated.precision != Precision::Since).then_some(dated);
            }
            if self.is(at, &["that", "same"])
                && self.is(at + 1, &["day", "evening", "morning", "night", "afternoon"])
            {
                return self.day_before(name.from);
            }
            let bridge = self.is(at, &[",", "'", "’", "("])
                || self.is(at, BETWEEN)
                || self.is(at, NOUNS)
                || self.is(at, VERBS);
            if !bridge {
                return None;
            }
            at += 1;
        }
        None
    }

    /// The last whole day that is named before a token, in this sentence or the one before.
    fn day_before(&self, at: usize) -> Option<&Dated> {
        let index = self.dates.partition_point(|dated| self.token_at(dated.span.0) < at);
        let dated = self.dates.get(index.checked_sub(1)?)?;
        let place = self.sentences.get(self.token_at(dated.span.0))?;
        let near = self.sentences.get(at)?.saturating_sub(*place) <= 1;
        (near && dated.precision == Precision::Day).then_some(dated)
    }

    /// The quotation behind a name, or right before it, that words say is a title.
    fn title(&self, name: &Name) -> Option<String> {
        let behind = (name.to..name.to + 25).take_while(|at| self.same_sentence(name.from, *at));
        let mut behind = behind.take_while(|at| !self.is(*at, &[";"]));
        let quoted = behind.find(|at| self.opens(*at)).filter(|at| self.titled(*at, name.to));
        let before = || {
            let reach = name.from.saturating_sub(30)..name.from;
            let start = reach
                .rev()
                .take_while(|at| self.same_sentence(name.from, *at))
                .find(|at| self.opens(*at) && self.titled(*at, 0))?;
            let (_, end) = self.quotation(start)?;
            (end <= name.from && name.from - end <= 4).then_some(start)
        };
        let (title, _) = self.quotation(quoted.or_else(before)?)?;
        Some(title)
    }

    fn opens(&self, at: usize) -> bool {
        let glued = self.tokens.get(at + 1).is_some_and(|token| token.glued);
        self.is(at, &["“", "«"])
            || (self.is(at, &["\"", "‘", "'"]) && glued && !self.tokens.get(at).is_some_and(|t| t.glued))
    }

    /// Whether the words before a quotation say that it is a title.
    fn titled(&self, at: usize, least: usize) -> bool {
        let cue = ["titled", "entitled", "headlined", "called", "headline", "title"];
        (1..=3).any(|by| {
            at.checked_sub(by).is_some_and(|place| {
                place >= least.saturating_sub(1)
                    && (self.is(place, &cue) || (by <= 2 && self.is(place, NOUNS)))
            })
        })
    }

    /// The words of a quotation and the token after it.
    fn quotation(&self, at: usize) -> Option<(String, usize)> {
        let close = match &*self.tokens.get(at)?.text {
            "“" => "”",
            "«" => "»",
            "‘" => "’",
            other => other,
        };
        let end = (at + 1..at + 40).find(|end| {
            let inner = self.tokens.get(end + 1).is_some_and(|next| next.glued && next.kind == Kind::Word);
            self.is(*end, &[close]) && !inner
        })?;
        let words = self.words((at + 1, end)).trim_end_matches([',', '.', ';']);
        (!words.is_empty()).then(|| (words.to_owned(), end + 1))
    }
}

/// The reports found so far, and which of them each publisher has.
#[derive(Default)]
struct Reports {
    list: Vec<CitedReport>,
    of: BTreeMap<String, Vec<usize>>,
}

/// Reports of one publisher that are told apart at most; a text that cites more is a list.
const MOST_OF_ONE: usize = 50;

impl Reports {
    /// Adds a report unless it is one of those before: the same publisher with the same date, or without one.
    fn add(&mut self, report: CitedReport, key: &str) {
        let known = self.of.entry(key.to_owned()).or_default();
        let same = known
            .iter()
            .copied()
            .find(|at| self.list.get(*at).is_some_and(|other| one_report(other, &report)));
        match same.and_then(|at| self.list.get_mut(at)) {
            Some(other) => {
                other.date = other.date.take().or(report.date);
                other.title = other.title.take().or(report.title);
            }
            None if known.len() < MOST_OF_ONE => {
                known.push(self.list.len());
                self.list.push(report);
            }
            None => {}
        }
    }
}

fn one_report(one: &CitedReport, other: &CitedReport) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    agree(&one.date, &other.date) && agree(&one.title, &other.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reports cited by a text of 29 July 2025, as `publisher date title`.
    fn found(text: &str) -> Vec<String> {
        let show = |report: CitedReport| {
            assert!(text[report.span.0..report.span.1].contains(&report.publisher));
            let title = report.title.map_or(String::new(), |title| format!(" “{title}”"));
            format!("{} {}{title}", report.publisher, report.date.unwrap_or("-".into()))
        };
        cited(text, Some(jiff::civil::date(2025, 7, 29))).into_iter().map(show).collect()
    }

    #[test]
    fn dates_before_and_behind_the_name() {
        assert_eq!(
            found("Reuters reported on 8 July that China told the KIA in May to stop."),
            ["Reuters 2025-07-08"]
        );
        assert_eq!(
            found("A week later, on 15 July, the Associated Press described columns."),
            ["Associated Press 2025-07-15"]
        );
        assert_eq!(
            found("Three people spoke to Reuters for a July 8 story, it said in May."),
            ["Reuters 2025-07-08"]
        );
        assert_eq!(
            found("The gates opened on 24 October. AFP carried a short item that evening on it."),
            ["AFP 2024-10-24"]
        );
        assert_eq!(found("according to a Reuters report"), ["Reuters -"]);
        assert_eq!(found("Tass reported in March that he came."), ["Tass 2025-03"]);
        assert_eq!(found("Reuters said China told the KIA in May."), ["Reuters -"]);
    }

    #[test]
    fn titles() {
        assert_eq!(
            found(
                "The Economist, in a July 7 piece headlined \"Rebels With the Right Rocks,\" asked whether it could."
            ),
            ["The Economist 2025-07-07 “Rebels With the Right Rocks”"]
        );
        assert_eq!(
            found("a piece in The Hill titled “A Deal’s Price” says so"),
            ["The Hill - “A Deal’s Price”"]
        );
        assert_eq!(found("The Irrawaddy's 28 March article said so."), ["The Irrawaddy 2025-03-28"]);
    }

    #[test]
    fn one_entry_for_each_report() {
        let text = "On 8 July Reuters reported it. Reuters had more. On 28 July Reuters was back. The number is from Reuters.";
        assert_eq!(found(text), ["Reuters 2025-07-08", "Reuters 2025-07-28"]);
    }

    #[test]
    fn outlets_by_shape() {
        assert_eq!(found("as reported by the Ledo Road Gazette on 3 July"), ["Ledo Road Gazette 2025-07-03"]);
        assert_eq!(
            found("The Salween Ledger wrote last week that it was so."),
            ["The Salween Ledger 2025-07"]
        );
        assert_eq!(found("according to a Wet Stone Review report"), ["Wet Stone Review -"]);
    }

    #[test]
    fn governments_people_and_other_things_are_no_publishers() {
        for text in [
            "The Treasury Department reported on 8 July that names were removed.",
            "Min Aung Hlaing wrote to the president.",
            "The Foreign Ministry published a report. The Kachin News of the day was bad for the army.",
            "Michael Bloomberg said no. The hill was steep, and time will tell.",
            "A Reuters photographer was hurt.",
            "The army reported in May that it held the town.",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
