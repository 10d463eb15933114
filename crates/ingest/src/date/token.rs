//! A text as words, numbers and marks, each with its place.
//!
//! The road not taken: regular expressions over the text. A date phrase is a handful of words in one of many orders,
//! and rules over words are shorter than the patterns for them; looking at most a few tokens ahead keeps hostile
//! input linear.

use std::borrow::Cow;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, then letters or digits.
    Word,
    /// Digits, with grouping commas or points as in `41,700` and `1.4`.
    Number,
    /// Digits with `st`, `nd`, `rd` or `th`.
    Ordinal,
    /// Any other character.
    Mark,
}

/// One token and its place, in bytes of the text.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// No space stands before it.
    pub(crate) glued: bool,
}

impl Token<'_> {
    /// Whether it is this word, whatever its capitals.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is one of these words.
    pub(crate) fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Whether it begins with a capital.
    pub(crate) fn capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// The value of a plain or ordinal number of at most four digits.
    pub(crate) fn value(&self) -> Option<i16> {
        let digits = match self.kind {
            Kind::Number => &*self.text,
            Kind::Ordinal => self.text.get(..self.text.len().saturating_sub(2))?,
            Kind::Word | Kind::Mark => return None,
        };
        let plain = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain { digits.parse().ok() } else { None }
    }
}

/// Soft hyphens and zero-width characters, which stand inside words and mean nothing.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Chinese characters, each of which is a word here.
fn ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The tokens of a text, in order.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut glued = false;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        if first.is_whitespace() || invisible(first) {
            rest = rest.get(first.len_utf8()..).unwrap_or("");
            glued &= invisible(first);
            continue;
        }
        let (length, kind) = measure(rest, first);
        let raw = rest.get(..length).unwrap_or(rest);
        found.push(Token { text: visible(raw), start, end: start + raw.len(), kind, glued });
        rest = rest.get(raw.len()..).unwrap_or("");
        glued = true;
    }
    found
}

/// The length of the token that a text begins with, and its kind.
fn measure(rest: &str, first: char) -> (usize, Kind) {
    if first.is_ascii_digit() {
        number(rest)
    } else if ideograph(first) || !first.is_alphanumeric() {
        (first.len_utf8(), Kind::Mark)
    } else {
        (word_length(rest), Kind::Word)
    }
}

fn word_length(rest: &str) -> usize {
    let inside = |c: char| (c.is_alphanumeric() && !ideograph(c)) || invisible(c);
    rest.find(|c| !inside(c)).unwrap_or(rest.len())
}

fn number(rest: &str) -> (usize, Kind) {
    let digits = digits_length(rest);
    let after = rest.get(digits..).unwrap_or("");
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    match after.get(..letters) {
        None | Some("") => (digits, Kind::Number),
        Some(suffix) if ["st", "nd", "rd", "th"].iter().any(|end| suffix.eq_ignore_ascii_case(end)) => {
            (digits + letters, Kind::Ordinal)
        }
        Some("T") if digits == 2 => (digits, Kind::Number),
        Some(_) => (digits + word_length(after), Kind::Word),
    }
}

/// Digits with their points and commas: a comma groups only before exactly three digits.
fn digits_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let run =
        |from: usize| bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = run(0);
    loop {
        let next = run(end + 1);
        match bytes.get(end) {
            Some(b',') if next == 3 => end += 4,
            Some(b'.') if next > 0 => end += 1 + next,
            _ => return end,
        }
    }
}

fn visible(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() || !raw.contains(invisible) {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(raw.chars().filter(|c| !invisible(*c)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| token.text.to_string()).collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        assert_eq!(
            words("In Q2 2024, 41,700 tons—$1.4bn"),
            ["In", "Q2", "2024", ",", "41,700", "tons", "—", "$", "1.4bn"]
        );
        assert_eq!(words("2025-07-21T18:02"), ["2025", "-", "07", "-", "21", "T18", ":", "02"]);
        assert_eq!(words("the 1990s, 8th"), ["the", "1990s", ",", "8th"]);
        assert_eq!(words("2025年7月"), ["2025", "年", "7", "月"]);
    }

    #[test]
    fn a_soft_hyphen_is_inside_a_word_and_unseen() {
        let text = "in Octo\u{ad}ber 2024";
        let found = tokens(text);
        assert_eq!(found[1].text, "October");
        assert_eq!(&text[found[1].start..found[1].end], "Octo\u{ad}ber");
    }
}
