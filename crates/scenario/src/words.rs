//! The answer in words, built from the numbers: "in 7 of 10 runs …".
//!
//! Fixed sentence forms with numbers put in. The road not taken: free text. It would have to be checked
//! against the tables by a person each time.

use crate::answers::{Band, RunAnswer};
use crate::case::{Case, MarketId};
use crate::outcome::Outcome;
use crate::summary::band;
use std::collections::{BTreeMap, BTreeSet};

/// Factor on dollars, and the name of the money.
type Money = (f64, &'static str);

/// A number without needless zeros: `13`, `0.5`.
pub(crate) fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Sentences, the most important first.
pub(crate) fn in_words(
    case: &Case,
    outcomes: &[Outcome],
    headline: &[MarketId],
    answer: &RunAnswer,
    money: Money,
) -> Vec<String> {
    let mut out: Vec<String> =
        headline.iter().map(|k| price_sentence(case, outcomes, *k, &answer.months)).collect();
    out.push(shortage_sentence(case, answer));
    out.extend(gain_sentence(case, outcomes, 1.0, "gain", money));
    out.extend(gain_sentence(case, outcomes, -1.0, "lose", money));
    out.extend(loss_sentence(case, answer, money).map(|s| capital(&s)));
    out.extend(alternatives_sentence(case, answer));
    out.push(evidence_sentence(answer));
    if let Some(unsolved) = answer.solver.endings.get("unsolved") {
        out.push(format!(
            "{unsolved} months could not be solved; the draws they belong to are left out of every figure."
        ));
    }
    if answer.draws < answer.draws_asked {
        out.push(format!(
            "{} of the {} draws asked for are in this answer.",
            answer.draws, answer.draws_asked
        ));
    }
    out
}

/// The answer in three sentences: the price, who goes short, who gains and who loses.
pub(crate) fn in_three(
    case: &Case,
    outcomes: &[Outcome],
    headline: &[MarketId],
    answer: &RunAnswer,
    money: Money,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    out.extend(lead_sentence(case, outcomes, headline, &answer.months));
    out.push(shortage_sentence(case, answer));
    out.push(money_sentence(case, outcomes, answer, money));
    out
}

/// The price of the good that leads the answer, in its first market and in the first one elsewhere.
fn lead_sentence(
    case: &Case,
    outcomes: &[Outcome],
    headline: &[MarketId],
    months: &[String],
) -> Option<String> {
    let lead = *headline.first()?;
    let good = &case.structure.markets[lead].good;
    let elsewhere = headline.iter().skip(1).copied().find(|k| case.structure.markets[*k].good == *good);
    let far = Extreme::of(outcomes, lead);
    if far.nothing {
        return Some(format!("{}: the price does not differ from the baseline.", market_name(case, lead)));
    }
    let other = elsewhere.map(|k| {
        let b = band(outcomes.iter().map(|o| o.months[far.month].ratio[k]));
        let region = plain(case.structure.name(&case.structure.markets[k].region));
        format!(", and at ×{:.2} (×{:.2} to ×{:.2}) in {region}", b.p50, b.p10, b.p90)
    });
    let way = if far.band.p50 >= 1.0 { "above" } else { "below" };
    let past = share_past(outcomes, lead, far.band.p50 >= 1.0);
    Some(format!(
        "{} stands in {} at ×{:.2} of its baseline price in the median run (80 % of runs: ×{:.2} to ×{:.2}){};          {} it is at some time more than a quarter {way} the baseline.",
        market_name(case, lead),
        months[far.month],
        far.band.p50,
        far.band.p10,
        far.band.p90,
        other.unwrap_or_default(),
        of_ten(past),
    ))
}

/// Where the median ratio to the baseline is farthest from one.
struct Extreme {
    month: usize,
    band: Band,
    /// No draw moves by more than 1 %, and the median not at all.
    nothing: bool,
}

impl Extreme {
    fn of(outcomes: &[Outcome], k: MarketId) -> Self {
        let months = outcomes.first().map_or(1, |o| o.months.len());
        let at = |m: usize| band(outcomes.iter().map(|o| o.months[m].ratio[k]));
        let far = |m: &usize| (at(*m).p50 - 1.0).abs();
        let month = (0..months).max_by(|a, b| far(a).total_cmp(&far(b)).then(b.cmp(a))).unwrap_or(0);
        let moved = outcomes.iter().any(|o| o.months.iter().any(|m| (m.ratio[k] - 1.0).abs() > 0.01));
        let band = at(month);
        Self { month, band, nothing: (band.p50 - 1.0).abs() < 5e-4 && !moved }
    }
}

/// Share of draws in which the price is in some month more than a quarter above, or below, the baseline.
fn share_past(outcomes: &[Outcome], k: MarketId, above: bool) -> f64 {
    let past = |ratio: f64| if above { ratio > 1.25 } else { ratio < 0.75 };
    let hit = outcomes.iter().filter(|o| o.months.iter().any(|m| past(m.ratio[k]))).count();
    hit as f64 / outcomes.len() as f64
}

fn money_sentence(case: &Case, outcomes: &[Outcome], answer: &RunAnswer, money: Money) -> String {
    let parts = [
        gain_sentence(case, outcomes, 1.0, "gain", money),
        gain_sentence(case, outcomes, -1.0, "lose", money),
        loss_sentence(case, answer, money),
    ];
    let plain = |s: String| s.trim_end_matches('.').replacen("Firms in", "firms in", 1);
    let said: Vec<String> = parts.into_iter().flatten().map(plain).collect();
    if said.is_empty() {
        return "Nobody gains or loses more than 0.05 million USD in the median run.".into();
    }
    capital(&said.join("; ")) + "."
}

pub(crate) fn market_name(case: &Case, k: MarketId) -> String {
    let market = &case.structure.markets[k];
    let good = case.structure.good(&market.good).map_or(market.good.as_str(), |g| g.name.as_str());
    format!("{} in {}", plain(good), plain(case.structure.name(&market.region)))
}

/// Text with its first letter large.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// A name without what it says in brackets at its end.
fn plain(name: &str) -> &str {
    name.split_once(" (").filter(|(_, rest)| rest.ends_with(')')).map_or(name, |(short, _)| short)
}

/// How many of ten runs.
fn of_ten(share: f64) -> String {
    match (10.0 * share).round() as i64 {
        0 if share > 0.0 => "in fewer than 1 of 20 runs".into(),
        0 => "in no run".into(),
        10 if share < 1.0 => "in more than 19 of 20 runs".into(),
        10 => "in all runs".into(),
        n => format!("in {n} of 10 runs"),
    }
}

fn price_sentence(case: &Case, outcomes: &[Outcome], k: MarketId, months: &[String]) -> String {
    let far = Extreme::of(outcomes, k);
    if far.nothing {
        return format!("{}: the price does not differ from the baseline.", market_name(case, k));
    }
    let (peak, top) = (far.month, far.band);
    let end = band(outcomes.iter().map(|o| o.months[months.len() - 1].ratio[k]));
    format!(
        "{}: the price stands at ×{:.2} of the baseline in {} in the median run (80 % of runs: ×{:.2} to ×{:.2}) \
         and at ×{:.2} (×{:.2} to ×{:.2}) in {}; {} it is at some time more than a quarter above the baseline.",
        market_name(case, k),
        top.p50,
        months[peak],
        top.p10,
        top.p90,
        end.p50,
        end.p10,
        end.p90,
        months[months.len() - 1],
        of_ten(share_past(outcomes, k, true)),
    )
}

fn shortage_sentence(case: &Case, answer: &RunAnswer) -> String {
    let likely: Vec<String> = answer
        .shortage
        .iter()
        .filter(|s| s.probability >= 0.1)
        .take(3)
        .map(|s| {
            let good = case.structure.good(&s.good).map_or(s.good.as_str(), |g| g.name.as_str());
            let used = crate::summary::use_name(&s.use_);
            let region = plain(case.structure.name(&s.region));
            format!("{used} ({}, {region}) {}", plain(good), of_ten(s.probability))
        })
        .collect();
    if likely.is_empty() {
        return "No use is short of more than 5 % of its baseline demand in any month in 1 of 10 runs or more."
            .into();
    }
    format!(
        "More than 5 % of baseline demand goes unserved in some month, cut off or priced out: {}.",
        likely.join("; ")
    )
}

/// Sum of an actor's accounts in each draw; what is sold from stock is no gain, it was owned before.
fn totals(outcomes: &[Outcome]) -> BTreeMap<&str, Vec<f64>> {
    let mut all: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let actors: BTreeSet<&str> =
        outcomes.iter().flat_map(|o| o.actors.keys().map(|(a, _)| a.as_str())).collect();
    for actor in actors {
        let of = |o: &Outcome| -> f64 {
            let own = o
                .actors
                .iter()
                .filter(|((a, account), _)| a == actor && !account.starts_with("sales from stock"));
            own.map(|(_, v)| v).sum()
        };
        all.insert(actor, outcomes.iter().map(of).collect());
    }
    all
}

fn gain_sentence(
    case: &Case,
    outcomes: &[Outcome],
    sign: f64,
    verb: &str,
    (factor, currency): Money,
) -> Option<String> {
    let totals = totals(outcomes);
    let bands = totals.into_iter().map(|(actor, values)| (actor, band(values.into_iter())));
    let by = |b: &Band| sign * b.p50;
    let (actor, c) = bands.filter(|(_, b)| by(b) > 0.05).max_by(|a, b| by(&a.1).total_cmp(&by(&b.1)))?;
    // An account without a named actor stands under its region: it is that of firms there.
    let firms = if case.structure.countries.contains_key(actor) { "Firms in " } else { "" };
    let name = plain(case.structure.name(actor));
    let verb = if firms.is_empty() { format!("{verb}s most") } else { format!("{verb} most") };
    Some(format!(
        "{firms}{} {verb} over all accounts together: {:+.0} million {currency} over the run (80 %: {:+.0} to {:+.0}).",
        name,
        factor * c.p50,
        factor * c.p10,
        factor * c.p90
    ))
}

fn loss_sentence(case: &Case, answer: &RunAnswer, (factor, currency): Money) -> Option<String> {
    let worst = answer.region_losses.first().filter(|r| r.change_vs_baseline.p50 > 0.05)?;
    let c = worst.change_vs_baseline;
    Some(format!(
        "final users in {} lose most: {:.0} million {currency} over the run (80 %: {:.0} to {:.0}).",
        plain(case.structure.name(&worst.region)),
        factor * c.p50,
        factor * c.p10,
        factor * c.p90
    ))
}

/// What the same draws give when magnet makers cannot change their recipe.
fn alternatives_sentence(case: &Case, answer: &RunAnswer) -> Option<String> {
    let list: Vec<String> = answer
        .without_alternatives
        .iter()
        .map(|c| {
            let at = case.structure.markets.iter().position(|m| m.id() == c.market);
            let name = at.map_or_else(|| c.market.clone(), |k| market_name(case, k));
            format!("{name} ×{:.3} instead of ×{:.3} in {}", c.otherwise.p50, c.answered.p50, c.month)
        })
        .collect();
    (!list.is_empty()).then(|| format!("Without alternative magnet recipes (median): {}.", list.join("; ")))
}

fn evidence_sentence(answer: &RunAnswer) -> String {
    let e = answer.evidence_share.get("all").copied().unwrap_or_default();
    let newest = answer.data_newest.as_deref().unwrap_or("none dated");
    format!(
        "Of the value of the base month {:.0} % rests on rows read in a source, {:.0} % on relayed, {:.0} % on \
         derived and {:.0} % on assumed ones; the newest datum is of {newest}. This is a {}.",
        100.0 * e.read,
        100.0 * e.relayed,
        100.0 * e.derived,
        100.0 * e.assumed,
        answer.label
    )
}
