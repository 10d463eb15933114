//! Words that may be something else, and the words that tell.
//!
//! KIA is an army and a car maker; which one a sentence means is told by its other words, listed in
//! `data/ambiguous.csv` with a sentence of either kind. The road not taken: a model of senses, which cannot be read or
//! mended by the person who meets its error.

use super::table::{BadRow, rows};

const SHIPPED: &str = include_str!("../../data/ambiguous.csv");
/// How far a sentence is searched each way, in bytes; beyond that a word says little and a hostile text much.
const REACH: usize = 600;

/// When a surface means an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The surface, as written.
    pub surface: String,
    /// The id that it means here.
    pub means: String,
    /// Words of which the sentence must hold one. A `*` at the end stands for any ending.
    pub only_if: Vec<String>,
    /// Words that speak against it.
    pub not_if: Vec<String>,
    /// A sentence in which it means the id.
    pub yes: String,
    /// A sentence in which it does not.
    pub no: String,
}

impl Rule {
    /// Whether a surface in this sentence means the id: more words speak for it than against, or, where no word must
    /// speak for it, none against.
    pub fn holds(&self, sentence: &str) -> bool {
        let (pro, contra) = (count(&self.only_if, sentence), count(&self.not_if, sentence));
        if self.only_if.is_empty() { contra == 0 } else { pro > contra }
    }

    /// Whether more speaks against it than for it.
    pub(crate) fn denied(&self, sentence: &str) -> bool {
        count(&self.not_if, sentence) > count(&self.only_if, sentence)
    }

    /// Whether the rule is about this surface. A surface of capitals and small letters is met in capitals as well.
    pub fn about(&self, surface: &str) -> bool {
        self.surface == surface
            || (acronym(&self.surface) == acronym(surface) && self.surface.eq_ignore_ascii_case(surface))
    }
}

/// Whether a surface is written in capitals alone.
pub(crate) fn acronym(surface: &str) -> bool {
    !surface.chars().any(char::is_lowercase)
}

/// The rules that come with the crate.
pub fn shipped() -> Vec<Rule> {
    rules(SHIPPED).unwrap_or_default()
}

/// Reads a table with the columns `surface`, `means`, `only_if`, `not_if`, `yes` and `no`.
///
/// # Errors
/// Every row that cannot be used, with its line and a remedy.
pub fn rules(text: &str) -> Result<Vec<Rule>, Vec<BadRow>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in rows(text) {
        match row.and_then(|r| rule(&r)) {
            Ok(r) => good.push(r),
            Err(e) => bad.push(e),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

fn rule(row: &super::table::Row) -> Result<Rule, BadRow> {
    let cell = |name: &str| {
        row.get(name).map(str::to_owned).ok_or_else(|| BadRow {
            line: row.line,
            what: format!("no column '{name}'"),
            remedy: "let the first line be surface,means,only_if,not_if,note,yes,no".to_owned(),
        })
    };
    let list =
        |s: String| s.split('|').map(str::trim).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let rule = Rule {
        surface: cell("surface")?,
        means: cell("means")?,
        only_if: list(cell("only_if")?),
        not_if: list(cell("not_if")?),
        yes: cell("yes")?,
        no: cell("no")?,
    };
    if rule.surface.is_empty() || rule.means.is_empty() {
        let (what, remedy) =
            ("no surface or no id".to_owned(), "fill both cells, or take the row out".to_owned());
        return Err(BadRow { line: row.line, what, remedy });
    }
    Ok(rule)
}

/// How many of the words a sentence holds, at word boundaries and whatever the case.
fn count(words: &[String], sentence: &str) -> usize {
    let low = sentence.to_lowercase();
    words.iter().filter(|w| holds_word(&low, w)).count()
}

fn holds_word(low: &str, word: &str) -> bool {
    let (stem, open) = word.strip_suffix('*').map_or((word, false), |s| (s, true));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    low.match_indices(stem).any(|(at, found)| {
        let before = low.get(..at).and_then(|s| s.chars().next_back());
        let after = low.get(at + found.len()..).and_then(|s| s.chars().next());
        !letter(before) && (open || !letter(after))
    })
}

/// The sentence around a span, no further than [`REACH`] each way.
///
/// A splitter by language is not asked: one mention needs the ends of one sentence, and a bound on hostile texts.
pub(crate) fn sentence(text: &str, (from, to): (usize, usize)) -> &str {
    let low = floor(text, from.saturating_sub(REACH));
    let high = floor(text, to.saturating_add(REACH).min(text.len()));
    let before = text.get(low..from).unwrap_or_default();
    let after = text.get(to..high).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .find(|(i, c)| ends(before, *i, *c, text.get(from..)))
        .map_or(low, |(i, c)| low + i + c.len_utf8());
    let end = after
        .char_indices()
        .find(|(i, c)| ends(after, *i, *c, Some("")))
        .map_or(high, |(i, c)| to + i + c.len_utf8());
    text.get(start..end).unwrap_or(text).trim()
}

/// Whether a sentence ends with this character: a stop before a blank, but not after one capital letter or *Mr*.
fn ends(part: &str, at: usize, c: char, beyond: Option<&str>) -> bool {
    let rest = part.get(at + c.len_utf8()..).unwrap_or_default();
    let next = rest.chars().next().or_else(|| beyond.and_then(|b| b.chars().next()));
    match c {
        '。' | '！' | '？' | '။' => true,
        '\n' => next == Some('\n'),
        '!' | '?' => next.is_none_or(char::is_whitespace),
        '.' => next.is_none_or(char::is_whitespace) && !shortened(part.get(..at).unwrap_or_default()),
        _ => false,
    }
}

/// Whether the text ends in a word that a stop shortens.
fn shortened(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    single
        || matches!(
            word,
            "Mr" | "Ms"
                | "Mrs"
                | "Dr"
                | "St"
                | "Mt"
                | "Gen"
                | "Col"
                | "Maj"
                | "Lt"
                | "Sgt"
                | "No"
                | "Co"
                | "vs"
        )
}

/// The nearest boundary of a character at or below a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_rule_tells_its_two_sentences_apart() {
        let rules = rules(SHIPPED).expect("a sound table");
        assert!(rules.len() >= 40, "{}", rules.len());
        for r in &rules {
            assert!(r.holds(&r.yes), "{} must mean {} in: {}", r.surface, r.means, r.yes);
        }
    }

    #[test]
    fn a_sentence_ends_at_its_stop() {
        let text = "One here. Mr. Chin of the U.S. bank kept it. Three.";
        let at = text.find("Chin").expect("there");
        assert_eq!(sentence(text, (at, at + 4)), "Mr. Chin of the U.S. bank kept it.");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let text = "ဗ".repeat(2000);
        let cut = sentence(&text, (3000, 3003));
        assert!(cut.len() <= 2 * REACH + 10 && !cut.is_empty());
    }
}
