//! What keeps a sentence from being a claim: questions, hypotheses, old history, general remarks, plain negation.
//!
//! Each is a cue that stands in the sentence. They cost claims that a reader would have found, and are kept because
//! a wrong claim costs more than a missing one. The road not taken: weighing the cues; a sum of weak signs cannot be
//! explained to the person who must accept or reject the claim.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The newest year that is history: before it nobody dug heavy rare earths in Kachin State.
const HISTORY: i32 = 2009;

macro_rules! cue {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
    };
}

cue!(YEAR, r"\b(?:1[0-9]{3}|20[0-9]{2})\b");
cue!(
    OLD,
    r"(?i)\b(?:(?:18|19)\d0s|(?:1st|2nd|first|second) world war|world war (?:i|ii|two)|british rule|colonial|ne win|slorc|cultural revolution|socialist era|panglong|general aung san|stilwell|the british (?:took|ruled|had|built)|rupees|khun sa|communist (?:rule|party)|medieval|in the (?:eighties|nineties|sixties|fifties)|decades ago|centur(?:y|ies) ago|once upon)\b"
);
cue!(QUESTION, r#"\?["”’)]*\s*$"#);
cue!(
    HYPOTHETICAL,
    r"(?:^| )(?:§ (?:if|were|should|had|suppose|supposing|imagine|assume|picture|let us (?:assume|say)|say|what if|assuming|even if|assume for) .* (?:would|could|might|will|should)|if .* were to|were .* to .* would|what would|who would|what happens if|would have|in our scenario|our scenario|suppose (?:that|for)|imagine (?:that|a)|§ (?:suppose|imagine|picture|assume|let us)|hypothetical(?:ly)?|thought experiment|on paper|fictional|tabletop|might have (?:lain|been sold)|as if|if [^,]* ever|, were one|war game|reasoning runs|, should it|, if it|, were it|could ever) "
);
cue!(
    GENERAL,
    r" (?:usually|normally|commonly|typically|generally|everywhere|sometimes|tends? to|can be|in the books|works by|consists of|means that|every student|such is|as every|may be (?:granted|issued|imposed)|explained|explains how|is not the same as|differs from|for many reasons|many reasons|as a rule|by definition|rule of thumb|textbooks?|handbook|the literature|for a living|simple principle|in theory|a short guide|the term|likes to explain|third parties that|porters say|lawyers for|(?:is|are) defined|refers? to|guerrillas in|rarely|in general|always does|a friend's word|lecturer|means keeping|is a promise|bluntest|students? of) "
);
cue!(
    INDEFINITE,
    r"^ § (?:an?|the) (?:[a-z-]+ ){0,3}(?:is|are|has a|gives|means|is worth) (?:a|an|the|more|only|when|what|why|paid|counted) |^ § an? (?:[a-z-]+ ){0,3}(?:with|of) (?:[^ ,]+ ){0,6}(?:needs|takes|holds|contains) |^ § [a-z]+ing (?:[^ ,]+ ){0,6}(?:takes|is|means|costs|requires) "
);
cue!(
    NEGATION,
    r" (?:not|never|no|nobody|none|nothing|neither|nor|without|hardly|yet to|failed to|refused to|stopped short of|far from|[a-z]+n't|no one|cannot|instead of|rather than) "
);

cue!(
    WOULD,
    r" (?:would (?:explain|be explained|appear|seem|mean|account|soon|not comment|be (?:taught|treated|considered|cut|barred|shut|closed))|said|says|told|report(?:s|ed)|warn(?:s|ed)|threat\w*|expect(?:s|ed)|announced|according|vowed|promis\w+|wrote|bill|unless|or else|otherwise|failing|whoever|ultimatum|letter|insist\w*|sources|that would|plan\w*|will) "
);
cue!(
    NO_DENIAL,
    r" (?:(?:nobody|no one|never|not|none) (?:\S+ ){0,4}(?:rejected|denied|disputed|dismissed|refused|deny|reject)) "
);
cue!(NO_FIRST, r"^ § (?:no|nobody|nothing|neither|none|never|without|not) ");
cue!(
    THREAT,
    r" (?:threat(?:s|en|ens|ened|ening)?|vow(?:s|ed)?|swore|muttered|growled|warn(?:s|ed|ing)? (?:that |of )?|would pay for|unless|or else|one of these days|ultimatum|blackmail) "
);

fn is(cue: &LazyLock<Option<Regex>>, text: &str) -> bool {
    LazyLock::force(cue).as_ref().is_some_and(|cue| cue.is_match(text))
}

/// Whether a sentence asks, supposes or generalises; `threat` sentences may suppose.
pub(super) fn is_idle(sentence: &str, line: &str) -> bool {
    line.contains(" whatever ")
        || is(&QUESTION, sentence)
        || is(&HYPOTHETICAL, line)
        || is(&GENERAL, line)
        || is(&INDEFINITE, line)
        || is_conditional(line)
}

/// Whether a line says what would be, and nobody is quoted as saying so.
fn is_conditional(line: &str) -> bool {
    line.contains(" would ") && !is(&WOULD, line)
}

/// Whether a sentence speaks of what was long before, and of nothing since.
pub(super) fn is_history(sentence: &str) -> bool {
    let years: Vec<i32> = LazyLock::force(&YEAR)
        .as_ref()
        .map(|year| year.find_iter(sentence).filter_map(|found| found.as_str().parse().ok()).collect())
        .unwrap_or_default();
    let old = years.iter().any(|year| *year <= HISTORY) || is(&OLD, sentence);
    old && !years.iter().any(|year| *year > HISTORY)
}

/// Whether what stands at a place of a line is negated there: anywhere in its clause, or by the sentence's first word.
pub(super) fn is_negated(line: &str, at: &Range<usize>) -> bool {
    const MARKS: [char; 4] = [',', ';', ':', '—'];
    let start = line.get(..at.start).and_then(|before| before.rfind(MARKS)).unwrap_or(0);
    let end = line.get(at.end..).and_then(|after| after.find(MARKS)).map_or(line.len(), |mark| at.end + mark);
    let first = line.get(..line.len().min(40)).unwrap_or_default();
    let clause = line.get(start..end).unwrap_or_default().replace(" no longer ", " ");
    is(&NEGATION, &clause) || is(&NO_FIRST, first)
}

/// Whether it is said that nobody denies.
pub(super) fn is_negated_denial(line: &str) -> bool {
    is(&NO_DENIAL, line)
}

/// Whether somebody threatens in a line: what is threatened has not happened.
pub(super) fn is_threat(line: &str) -> bool {
    is(&THREAT, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cues_compile() {
        for cue in
            [&YEAR, &OLD, &QUESTION, &HYPOTHETICAL, &GENERAL, &INDEFINITE, &NEGATION, &NO_FIRST, &THREAT]
        {
            assert!(LazyLock::force(cue).is_some());
        }
    }

    #[test]
    fn old_years_are_history_unless_a_new_one_stands_beside() {
        assert!(is_history("In 1994 the two sides signed a truce."));
        assert!(!is_history("In 1994 and again in 2024 the two sides signed a truce."));
        assert!(!is_history("The two sides signed a truce."));
    }

    #[test]
    fn negation_reaches_the_clause_and_no_further() {
        let line = " § A has not taken S . ";
        let at = line.find("taken").map(|at| at..at + 5).unwrap();
        assert!(is_negated(line, &at));
        let line = " § it was not raining , and A took S . ";
        let at = line.find("took").map(|at| at..at + 4).unwrap();
        assert!(!is_negated(line, &at));
    }
}
