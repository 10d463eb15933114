//! Who says it, when it was, how much: the slots of a claim, each from the claim's own sentence.
//!
//! The road not taken: filling an empty slot from the sentence before. A reader sees at once that a slot is empty; a
//! wrong one looks right.

use super::kind::Kind;
use super::quantity::{Found, Quantity, Sort};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A name or a noun phrase beside a verb of saying.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)((?:[A-Z][\w.&’'-]*)(?:\s(?:of|the|and|for|[A-Z][\w.&’'-]*)){0,6}|(?:[Tt]he|[Aa]n?|[Tt]hree|[Tt]wo|[Ff]our|[Ss]everal|[Ss]ome)\s(?:[\w’'-]+\s){0,4}[\w’'-]+|[Rr]esidents|[Vv]illagers|[Tt]raders|[Oo]fficials|[Ss]ources|[Aa]nalysts|[Bb]rokers)
        ,?\s(?:has\s|have\s|had\s|also\s|later\s)?(?:report(?:s|ed)|said|says?|wrote|writes|told|claim(?:s|ed)|announc(?:es|ed)|warn(?:s|ed)|den(?:ies|ied)|reject(?:s|ed)|dismiss(?:es|ed)|insist(?:s|ed)|stat(?:es|ed)|confirm(?:s|ed)|estimat(?:es|ed)|argu(?:es|ed)|declar(?:es|ed)|demand(?:s|ed)|urg(?:es|ed)|threaten(?:s|ed)|maintain(?:s|ed)|disput(?:es|ed)|acknowledg(?:es|ed)|found)\b",
    )
    .ok()
});
static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:[Aa]ccording to|[Aa]s reported by|said|says|wrote|insisted|added|warned) ((?:an? |the |The )?[^,.;:”“]{3,60}?)(?:,|\.|;|:| that | on | in | when | while | who |$)",
    )
    .ok()
});

/// Who says the sentence, as it names them.
pub(super) fn speaker(sentence: &str) -> Option<String> {
    let find = |cue: &LazyLock<Option<Regex>>| {
        let found = LazyLock::force(cue).as_ref()?.captures(sentence)?.get(1)?.as_str().trim();
        let found = MONTHS.iter().find_map(|month| found.strip_prefix(month)).unwrap_or(found).trim();
        (!NOBODY.contains(&found.to_lowercase().as_str())).then(|| found.to_owned())
    };
    find(&BEFORE).or_else(|| find(&AFTER))
}

/// A date that ends where a name begins.
const MONTHS: [&str; 12] = [
    "January ",
    "February ",
    "March ",
    "April ",
    "May ",
    "June ",
    "July ",
    "August ",
    "September ",
    "October ",
    "November ",
    "December ",
];
/// Words in the place of a speaker that name nobody.
const NOBODY: [&str; 14] =
    ["it", "he", "she", "they", "we", "i", "you", "this", "that", "which", "who", "there", "in", "on"];

/// The figure of a claim: of a sort that its kind can have, the nearest to its words.
pub(super) fn quantity(kind: Kind, found: &[Found], at: &Range<usize>) -> Option<Quantity> {
    let wanted = sorts(kind);
    let middle = usize::midpoint(at.start, at.end);
    let rank = |found: &Found| {
        let sort = wanted.iter().position(|sort| *sort == found.sort)?;
        Some((sort, found.span.0.abs_diff(middle)))
    };
    found
        .iter()
        .filter_map(|one| Some((rank(one)?, one)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, one)| one.quantity.clone())
}

const fn sorts(kind: Kind) -> &'static [Sort] {
    match kind {
        Kind::Price => &[Sort::UnitPrice, Sort::Money, Sort::Part],
        Kind::Trade => &[Sort::Mass, Sort::Money, Sort::Count, Sort::Part],
        Kind::Production => &[Sort::Mass, Sort::Count, Sort::Part],
        Kind::Share => &[Sort::Part],
        Kind::Levy => &[Sort::UnitPrice, Sort::Money, Sort::Part],
        Kind::Ultimatum => &[Sort::Time],
        Kind::Licence => &[Sort::Part, Sort::Mass, Sort::Time],
        Kind::Deal => &[Sort::Money, Sort::Mass],
        Kind::Curtailment | Kind::Reopening => &[Sort::Part, Sort::Time],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::quantity::find;

    #[test]
    fn the_speaker_stands_beside_the_verb() {
        let cases = [
            ("Reuters reported that the gate was shut.", Some("Reuters")),
            ("The gate was shut, according to two traders.", Some("two traders")),
            ("The gate was shut.", None),
            ("“Nothing was shut,” said a spokesman for the ministry.", Some("a spokesman for the ministry")),
        ];
        for (sentence, who) in cases {
            assert_eq!(speaker(sentence).as_deref(), who, "{sentence}");
        }
    }

    #[test]
    fn a_price_takes_the_unit_price_and_a_share_the_share() {
        let found = find("Half of it was sold at 850 dollars a kilo.");
        assert_eq!(quantity(Kind::Price, &found, &(0..10)).map(|q| q.unit).as_deref(), Some("USD/kg"));
        assert_eq!(quantity(Kind::Share, &found, &(0..10)).map(|q| q.value), Some(50.0));
        assert_eq!(quantity(Kind::Offensive, &found, &(0..10)), None);
    }
}
