//! The words of a text with their places in it.
//!
//! The road not taken: the word boundaries of Unicode (UAX 29), which cut Burmese into syllables and keep *N'Jang*
//! whole; here only Latin words are asked for, with their apostrophes and without their hyphens.

/// A word of Latin letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// Its letters and inner apostrophes.
    pub(crate) text: &'a str,
    /// Bytes of the text, from and to.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What stands between the word before and this one.
    pub(crate) gap: Gap,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
}

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// One or more blanks of a line.
    Blank,
    /// A hyphen without blanks.
    Hyphen,
    /// A comma or slash, or *(*: a list or an aside goes on.
    Comma,
    /// Anything else: the phrase has ended.
    End,
}

/// The Latin words of a text.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let mut out: Vec<Word<'_>> = Vec::new();
    let mut from = None;
    let mut last = 0;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = letter(c) || (from.is_some() && apostrophe(c));
        match (from, inside) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let raw = text.get(start..at).unwrap_or_default();
                let word = possessive(raw.trim_end_matches(apostrophe));
                let gap = between(text.get(last..start).unwrap_or_default());
                last = start + word.len();
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                out.push(Word { text: word, from: start, to: last, gap, capital });
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// Latin letters with marks, and the marks by themselves.
fn letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`')
}

/// The word without the *'s* of an owner.
fn possessive(word: &str) -> &str {
    ["'s", "’s"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word)
}

fn between(gap: &str) -> Gap {
    let gap = gap.strip_prefix("'s").or_else(|| gap.strip_prefix("’s")).unwrap_or(gap);
    if gap == "-" || gap == "–" {
        return Gap::Hyphen;
    }
    if gap.chars().all(|c| c == ' ' || c == '\t' || c == '\u{a0}') {
        return Gap::Blank;
    }
    let rest = gap.trim();
    if matches!(rest, "," | "/" | "(" | ")" | ")," | "-" | "–" | "&" | "")
        && gap.chars().filter(|c| *c == '\n').count() < 2
    {
        return Gap::Comma;
    }
    Gap::End
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_apostrophes_and_lose_owners() {
        let text = "N'Jang Yang’s post (Moe-Mauk).";
        let found: Vec<_> = words(text).iter().map(|w| (w.text, w.gap)).collect();
        let expected = [
            ("N'Jang", Gap::Blank),
            ("Yang", Gap::Blank),
            ("post", Gap::Blank),
            ("Moe", Gap::Comma),
            ("Mauk", Gap::Hyphen),
        ];
        assert_eq!(found, expected);
        assert!(words(text).iter().all(|w| text.get(w.from..w.to) == Some(w.text)));
    }
}
