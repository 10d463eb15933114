//! How a matter was reported over time: who wrote first, who copied, who cites whom, and how each framed it.
//!
//! Copies swell a count and add no evidence, so documents and origins stand side by side everywhere. A burst is a
//! period with more documents than chance would give. The road not taken: Kleinberg's automaton of bursts, which finds
//! nested ones in years of mail and needs two costs that nobody can defend for forty articles.

use crate::Document;
use crate::extract::{Claim, Kind};
use crate::read::CitedReport;
use crate::story::Story;
use jiff::civil::Date;
use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A span longer than this is counted by weeks [days].
const BY_DAYS: i32 = 62;
/// A burst has at least so many documents.
const LEAST: usize = 3;
/// And so many would come by chance less often than this.
const CHANCE: f64 = 0.01;
/// Most sentences about causes and motives that are kept of one document.
const MOST_FRAMES: usize = 12;

/// How documents cover what they are about.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Coverage {
    /// The first and the last day on which one of them was published.
    #[schemars(with = "Option<(String, String)>")]
    pub days: Option<(Date, Date)>,
    /// `day` or `week`: the length of a period.
    pub period: &'static str,
    /// Documents without a day of their own, which stand in no series.
    pub undated: usize,
    /// Each story, the most covered first.
    pub stories: Vec<StoryCoverage>,
    /// Each kind of claim that is made.
    pub themes: Vec<ThemeCoverage>,
    /// Who cites whom.
    pub cites: Vec<Cite>,
}

/// How often something was published in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// The first day of the period.
    #[schemars(with = "String")]
    pub from: Date,
    /// Documents.
    pub documents: usize,
    /// Stories that they belong to.
    pub origins: usize,
}

/// A period with more documents than chance would give.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Burst {
    /// The first day of the period.
    #[schemars(with = "String")]
    pub from: Date,
    /// Documents in it.
    pub documents: usize,
    /// The mean of the other periods.
    pub expected: f64,
}

/// One copy of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Print {
    /// Id of the document.
    pub document: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Whether the story begins with it.
    pub origin: bool,
}

/// A sentence that gives a cause or ascribes a motive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Frame {
    /// Id of the document.
    pub document: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// `cause` or `motive`.
    pub sort: &'static str,
    /// The sentence, word for word.
    pub quote: String,
}

/// A story over time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StoryCoverage {
    /// Id of the story.
    pub id: String,
    /// Headline of its origin.
    pub title: Option<String>,
    /// Every copy, the earliest first.
    pub prints: Vec<Print>,
    /// Copies besides the origin.
    pub copies: usize,
    /// Documents by period.
    pub series: Vec<Count>,
    /// Periods that stand out.
    pub bursts: Vec<Burst>,
    /// How its origin framed it; a copy's frames only where the origin has not the sentence.
    pub frames: Vec<Frame>,
}

/// A theme over time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ThemeCoverage {
    /// The kind of claim.
    pub kind: Kind,
    /// Documents that make one.
    pub documents: usize,
    /// Stories that they belong to: what a theme rests on.
    pub origins: usize,
    /// Documents by period.
    pub series: Vec<Count>,
    /// Periods that stand out.
    pub bursts: Vec<Burst>,
}

/// One publisher that cites another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Cite {
    /// Who cites.
    pub from: String,
    /// Who is cited.
    pub to: String,
    /// In how many stories.
    pub stories: usize,
}

/// What is known of each document besides its text.
pub struct Read<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its claims.
    pub claims: &'a [Claim],
    /// The reports that it cites.
    pub cited: &'a [CitedReport],
}

/// How documents cover what they are about.
#[must_use]
pub fn coverage(read: &[Read<'_>], stories: &[Story]) -> Coverage {
    let day = |one: &Read<'_>| one.document.published.as_deref().and_then(|text| text.parse::<Date>().ok());
    let dated: Vec<Date> = read.iter().filter_map(day).collect();
    let days = dated.iter().min().copied().zip(dated.iter().max().copied());
    let period = if days.is_some_and(|(from, to)| (to - from).get_days() > BY_DAYS) { "week" } else { "day" };
    let place = Place { days, step: if period == "week" { 7 } else { 1 }, story: story_of(stories) };
    // One text at two addresses is two prints under one id.
    let mut by_id: BTreeMap<&str, Vec<&Read<'_>>> = BTreeMap::new();
    for one in read {
        by_id.entry(&one.document.id).or_default().push(one);
    }
    let mut all: Vec<StoryCoverage> = stories.iter().map(|story| one_story(story, &by_id, &place)).collect();
    all.sort_by(|a, b| (b.prints.len(), &a.id).cmp(&(a.prints.len(), &b.id)));
    Coverage {
        days,
        period,
        undated: read.len() - dated.len(),
        stories: all,
        themes: Kind::ALL.iter().filter_map(|kind| theme(*kind, read, &place)).collect(),
        cites: cites(read, &place),
    }
}

/// What series are laid over.
struct Place {
    days: Option<(Date, Date)>,
    step: i32,
    /// The story of a document, by its place among stories.
    story: BTreeMap<String, usize>,
}

fn story_of(stories: &[Story]) -> BTreeMap<String, usize> {
    let each = stories.iter().enumerate();
    each.flat_map(|(k, story)| story.documents.iter().map(move |id| (id.clone(), k))).collect()
}

impl Place {
    /// Documents by period, from the first that is not empty to the last.
    fn series(&self, documents: &[&Document]) -> Vec<Count> {
        let Some((first, _)) = self.days else { return Vec::new() };
        let mut periods: BTreeMap<i32, (usize, BTreeSet<Option<usize>>)> = BTreeMap::new();
        for document in documents {
            let Some(day) = document.published.as_deref().and_then(|text| text.parse::<Date>().ok()) else {
                continue;
            };
            let period = (day - first).get_days() / self.step;
            let entry = periods.entry(period).or_default();
            entry.0 += 1;
            entry.1.insert(self.story.get(&document.id).copied());
        }
        periods
            .into_iter()
            .filter_map(|(period, (documents, origins))| {
                let from = first.checked_add(jiff::Span::new().try_days(period * self.step).ok()?).ok()?;
                Some(Count { from, documents, origins: origins.len() })
            })
            .collect()
    }

    fn bursts(&self, series: &[Count]) -> Vec<Burst> {
        let Some((first, last)) = self.days else { return Vec::new() };
        let periods = (last - first).get_days() / self.step + 1;
        let all: usize = series.iter().map(|count| count.documents).sum();
        let others = f64::from(periods - 1);
        series
            .iter()
            .filter(|_| periods > 1)
            .map(|count| Burst {
                from: count.from,
                documents: count.documents,
                expected: (all - count.documents) as f64 / others,
            })
            .filter(|burst| burst.documents >= LEAST && tail(burst.documents, burst.expected) < CHANCE)
            .collect()
    }
}

/// The chance that a Poisson variable of this mean is at least `count`.
fn tail(count: usize, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut below = 0.0;
    for k in 0..count {
        below += term;
        term *= mean / (k + 1) as f64;
    }
    (1.0 - below).max(0.0)
}

fn one_story(story: &Story, by_id: &BTreeMap<&str, Vec<&Read<'_>>>, place: &Place) -> StoryCoverage {
    let members: Vec<&Read<'_>> =
        story.documents.iter().filter_map(|id| by_id.get(id.as_str())).flatten().copied().collect();
    let origin = members.iter().find(|one| one.document.id == story.origin);
    let series = place.series(&members.iter().map(|one| one.document).collect::<Vec<_>>());
    let first = members.iter().position(|one| one.document.id == story.origin);
    let prints = members.iter().enumerate().map(|(k, one)| Print {
        document: one.document.id.clone(),
        publisher: one.document.publisher.clone(),
        published: one.document.published.clone(),
        origin: Some(k) == first,
    });
    StoryCoverage {
        id: story.id.clone(),
        title: origin.and_then(|one| one.document.title.clone()),
        prints: prints.collect(),
        copies: story.copies,
        bursts: place.bursts(&series),
        series,
        frames: framing(origin.copied(), &members),
    }
}

fn framing(origin: Option<&Read<'_>>, members: &[&Read<'_>]) -> Vec<Frame> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut frames = Vec::new();
    for one in origin.into_iter().chain(members.iter().copied()) {
        frames.extend(frames_of(one).into_iter().filter(|frame| seen.insert(frame.quote.clone())));
    }
    frames
}

fn frames_of(one: &Read<'_>) -> Vec<Frame> {
    static CAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:because|due to|owing to|as a result of|in response to|in retaliation for|prompted by|led to|driven by|caused by|triggered by|thanks to|stems? from|blam(?:es|ed) )\b").ok()
    });
    static MOTIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:in order to|so as (?:not )?to|in a bid to|in an effort to|aim(?:s|ed)? (?:to|at)|seek(?:s|ing)? to|sought to|hop(?:es|ing|ed) to|in exchange for|with the (?:goal|aim|purpose) of|motivated by|wants? to|lest|for fear of|to avoid|calculat(?:es|ed) that|incentive to)\b").ok()
    });
    let is = |cue: &LazyLock<Option<Regex>>, quote: &str| {
        LazyLock::force(cue).as_ref().is_some_and(|cue| cue.is_match(quote))
    };
    let mut quotes: Vec<&str> = one.claims.iter().map(|claim| claim.quote.as_str()).collect();
    quotes.dedup();
    quotes
        .into_iter()
        .filter_map(|quote| {
            let sort = if is(&MOTIVE, quote) {
                "motive"
            } else if is(&CAUSE, quote) {
                "cause"
            } else {
                return None;
            };
            let (document, publisher) = (one.document.id.clone(), one.document.publisher.clone());
            Some(Frame { document, publisher, sort, quote: quote.to_owned() })
        })
        .take(MOST_FRAMES)
        .collect()
}

fn theme(kind: Kind, read: &[Read<'_>], place: &Place) -> Option<ThemeCoverage> {
    let has = |one: &&Read<'_>| one.claims.iter().any(|claim| claim.kind == kind);
    let documents: Vec<&Document> = read.iter().filter(has).map(|one| one.document).collect();
    if documents.is_empty() {
        return None;
    }
    let origins: BTreeSet<_> = documents.iter().map(|document| place.story.get(&document.id)).collect();
    let series = place.series(&documents);
    let bursts = place.bursts(&series);
    Some(ThemeCoverage { kind, documents: documents.len(), origins: origins.len(), series, bursts })
}

fn cites(read: &[Read<'_>], place: &Place) -> Vec<Cite> {
    let mut pairs: BTreeMap<(String, String), BTreeSet<Option<usize>>> = BTreeMap::new();
    for one in read {
        let Some(from) = &one.document.publisher else { continue };
        let hands = one.document.chain.iter().skip(1).map(|hand| hand.name.clone());
        for to in hands.chain(one.cited.iter().map(|report| report.publisher.clone())).filter(|to| to != from)
        {
            pairs.entry((from.clone(), to)).or_default().insert(place.story.get(&one.document.id).copied());
        }
    }
    pairs.into_iter().map(|((from, to), stories)| Cite { from, to, stories: stories.len() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_poisson_variable_is_the_textbook_one() {
        // 1 - e^-1 (1 + 1 + 1/2)
        assert!((tail(3, 1.0) - 0.080_301_397_071_394_2).abs() < 1e-12);
        assert!((tail(0, 2.0) - 1.0).abs() < 1e-12);
    }
}
