//! A text as words.
//!
//! Two printings of one text differ in quotes, dashes, soft hyphens, letter forms and spaces; what is left after those
//! are taken away is compared. Each character is taken apart by compatibility (Unicode Annex 15) and put in lower
//! case; two texts agree so exactly where their NFKC forms agree, and no buffer is needed, so that every word keeps its
//! place in the original. Punctuation only ends words. Chinese, Japanese, Thai, Lao, Khmer, Tibetan and Burmese set no
//! spaces between words: each of their characters is a word of its own, so that five words in a row are five
//! characters there.
//!
//! The roads not taken: a new string in NFKC, which costs a copy and the places; and a splitter of sentences that
//! knows the languages. A unit here is only the stretch in which a figure looks for its neighbours and which is shown
//! with it, so two printings must be cut alike, which a plain rule does better than a clever one.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// One character of a script without spaces.
    Character,
    /// Digits, with the points and commas between them.
    Digits,
}

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Hash of the word in lower case.
    pub(super) hash: u64,
    /// First byte in the text.
    pub(super) start: u32,
    /// The byte after the last.
    pub(super) end: u32,
    pub(super) kind: Kind,
}

/// The words of a text, and where its units (lines and sentences) begin.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) tokens: Vec<Token>,
    /// Index of the first token of each unit, rising, the first always 0.
    pub(super) units: Vec<u32>,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Words {
    let mut reader = Reader::new(text.len());
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii_alphabetic() {
            at = reader.letters(text.as_bytes(), at);
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        reader.next = at + c.len_utf8();
        reader.character(at, c);
        at = reader.next;
    }
    reader.end_word(text.len());
    reader.words
}

/// The hash that [`words`] gives a word in lower case.
pub(super) fn hash_of(word: &str) -> u64 {
    finish(word.chars().fold(FNV_BASIS, step))
}

/// Spreads the bits of `x`: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
pub(super) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo), over characters instead of bytes.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(FNV_PRIME)
}

/// FNV leaves its upper bits poor for short words; shingles need all of them.
fn finish(hash: u64) -> u64 {
    mix(hash)
}

/// How far the end of a sentence has been seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// Not at all.
    None,
    /// A full stop, perhaps of an abbreviation.
    Point,
    /// A full stop or its like, and a space after it.
    Spaced,
    /// A line feed, or a sign that can only end a sentence.
    Certain,
}

/// The state between two characters.
struct Reader {
    words: Words,
    hash: u64,
    start: usize,
    /// The byte after the character being read.
    next: usize,
    /// Letters of the word so far; 0 between words.
    letters: u32,
    kind: Kind,
    /// Where a point or comma stands after digits, not yet known to belong to them.
    pending: Option<usize>,
    stop: Stop,
    /// Whether the last word may be an abbreviation: short, with a capital.
    short: bool,
    capital: bool,
}

impl Reader {
    fn new(bytes: usize) -> Self {
        let words = Words { tokens: Vec::with_capacity(bytes / 5), units: Vec::with_capacity(bytes / 80) };
        Self {
            words,
            hash: FNV_BASIS,
            start: 0,
            next: 0,
            letters: 0,
            kind: Kind::Word,
            pending: None,
            stop: Stop::None,
            short: false,
            capital: false,
        }
    }

    /// A run of Latin letters, most of most texts; the same as letter by letter, and several times as fast. Returns
    /// the byte after it.
    fn letters(&mut self, bytes: &[u8], at: usize) -> usize {
        let run = bytes.iter().skip(at).take_while(|byte| byte.is_ascii_alphabetic());
        let (mut hash, mut count) = (FNV_BASIS, 0);
        if self.letters == 0 || self.kind != Kind::Word {
            let capital = bytes.get(at).is_some_and(u8::is_ascii_uppercase);
            self.begin(at, Kind::Word, capital);
            self.capital = capital;
        } else {
            hash = self.hash;
        }
        for byte in run {
            hash = step(hash, char::from(byte.to_ascii_lowercase()));
            count += 1;
        }
        self.hash = hash;
        self.letters += count;
        self.next = at + count as usize;
        self.next
    }

    fn character(&mut self, at: usize, c: char) {
        match c {
            'a'..='z' => self.letter(at, c, false),
            'A'..='Z' => self.letter(at, c.to_ascii_lowercase(), true),
            '0'..='9' => self.digit(at, c),
            '\u{0}'..='\u{7f}' => self.sign(at, c),
            _ if is_invisible(c) => {}
            '’' | '‘' | 'ʼ' | '´' => {}
            '。' | '！' | '？' | '｡' | '།' | '။' | '।' | '។' => {
                self.end_word(at);
                self.stop = Stop::Certain;
            }
            _ => decompose_compatible(c, |part| self.part(at, part)),
        }
    }

    /// One character of the compatibility decomposition.
    fn part(&mut self, at: usize, c: char) {
        if c.is_ascii() {
            return self.character(at, c);
        }
        if let Some(digit) = digit_of(c) {
            return self.digit(at, digit);
        }
        if is_unspaced(c) {
            return self.lone(at, c);
        }
        if is_combining_mark(c) {
            if self.letters > 0 {
                self.hash = step(self.hash, c);
            }
            return;
        }
        if c.is_alphanumeric() {
            let capital = c.is_uppercase();
            return c.to_lowercase().for_each(|c| self.letter(at, c, capital));
        }
        self.sign(at, c);
    }

    fn letter(&mut self, at: usize, c: char, capital: bool) {
        if self.letters == 0 || self.kind != Kind::Word {
            self.begin(at, Kind::Word, capital || !c.is_lowercase());
            self.capital = capital;
        }
        self.hash = step(self.hash, c);
        self.letters += 1;
    }

    fn digit(&mut self, at: usize, c: char) {
        if self.letters == 0 || self.kind != Kind::Digits {
            self.begin(at, Kind::Digits, true);
        }
        self.pending = None;
        self.hash = step(self.hash, c);
        self.letters += 1;
    }

    /// A character that is a word of its own.
    fn lone(&mut self, at: usize, c: char) {
        self.begin(at, Kind::Character, true);
        self.hash = step(self.hash, c);
        self.letters = 1;
        self.end_word(self.next);
    }

    /// Anything that is neither letter nor digit.
    fn sign(&mut self, at: usize, c: char) {
        match c {
            '\'' if self.letters > 0 => return,
            '.' | ',' if self.letters > 0 && self.kind == Kind::Digits && self.pending.is_none() => {
                self.pending = Some(at);
                return;
            }
            _ => self.end_word(at),
        }
        match c {
            '%' | '٪' => self.percent(at),
            '.' if !self.short => self.stop = self.stop.max_with(Stop::Point),
            '!' | '?' => self.stop = self.stop.max_with(Stop::Point),
            '\n' | '\u{2028}' | '\u{2029}' => self.stop = Stop::Certain,
            _ if c.is_whitespace() && self.stop == Stop::Point => self.stop = Stop::Spaced,
            _ => {}
        }
    }

    /// The sign is read as the word, so that "5%" and "5 percent" agree.
    fn percent(&mut self, at: usize) {
        "percent".chars().for_each(|letter| self.letter(at, letter, false));
        self.end_word(self.next);
    }

    fn begin(&mut self, at: usize, kind: Kind, opens: bool) {
        self.end_word(at);
        if self.words.tokens.is_empty() || self.stop == Stop::Certain || (self.stop == Stop::Spaced && opens)
        {
            self.words.units.push(small(self.words.tokens.len()));
        }
        self.stop = Stop::None;
        self.start = at;
        self.kind = kind;
        self.capital = false;
    }

    fn end_word(&mut self, at: usize) {
        if self.letters == 0 {
            return;
        }
        let end = self.pending.unwrap_or(at);
        let token =
            Token { hash: finish(self.hash), start: small(self.start), end: small(end), kind: self.kind };
        self.words.tokens.push(token);
        // Abbreviations before a point: Mr, Gen, Sept, U.S.
        self.short = self.kind == Kind::Word && self.capital && self.letters <= 4;
        if self.pending.take().is_some() {
            // "13. September" has a point that ends no sentence; "in 2019." one that does.
            let ordinal = end.saturating_sub(self.start) <= 2;
            self.stop = if ordinal { Stop::None } else { Stop::Point };
            self.short = false;
        }
        self.hash = FNV_BASIS;
        self.letters = 0;
    }
}

impl Stop {
    /// A sure end is not made less sure by a sign after it.
    fn max_with(self, other: Self) -> Self {
        if matches!(self, Self::Certain | Self::Spaced) { self } else { other }
    }
}

/// A position as stored. Beyond four gibibytes the place is lost, not the word.
pub(super) fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Soft hyphen, zero-width characters, marks of direction and variation.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Scripts that set no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ece}' | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17d3}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && !matches!(c, '\u{104a}'..='\u{104f}')
}

/// The Latin digit for a digit of another script.
fn digit_of(c: char) -> Option<char> {
    const ZEROS: [u32; 10] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0];
    let zero = ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// The value of a digit in any script that [`words`] reads.
pub(super) fn digit_value(c: char) -> Option<u32> {
    let mut plain = c;
    if !c.is_ascii() {
        decompose_compatible(c, |part| plain = part);
        plain = digit_of(plain).unwrap_or(plain);
    }
    plain.to_digit(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hashes(text: &str) -> Vec<u64> {
        words(text).tokens.iter().map(|token| token.hash).collect()
    }

    fn units(text: &str) -> Vec<String> {
        let read = words(text);
        let mut ends: Vec<u32> = read.units.iter().skip(1).copied().collect();
        ends.push(u32::try_from(read.tokens.len()).unwrap());
        let span = |(&from, &to): (&u32, &u32)| {
            let (first, last) = (read.tokens[from as usize], read.tokens[to as usize - 1]);
            text[first.start as usize..last.end as usize].to_owned()
        };
        read.units.iter().zip(&ends).map(span).collect()
    }

    #[test]
    fn quotes_dashes_case_and_invisible_signs_make_no_difference() {
        let plain = hashes("The mine's owner - \"Star Co\" - didn't answer, re-opened 5 percent");
        assert_eq!(
            plain,
            hashes("the Mine’s own\u{ad}er — “STAR  Co” – didn’t ans\u{200b}wer; re‑opened 5%")
        );
        assert_eq!(plain, hashes("The mine's ｏｗｎｅｒ Star Co didn't answer re opened ５％"));
        assert_ne!(plain, hashes("The mines owner Star Co did answer re opened 5 percent"));
    }

    #[test]
    fn composed_and_decomposed_letters_agree() {
        assert_eq!(hashes("café Ｍüller ﬁre"), hashes("cafe\u{301} mu\u{308}ller fire"));
    }

    #[test]
    fn digits_keep_their_points_but_not_the_full_stop() {
        let text = "It rose 1,234.5 in 2019. Then b2b.";
        let read = words(text);
        let digits: Vec<&str> = read
            .tokens
            .iter()
            .filter(|token| token.kind == Kind::Digits)
            .map(|token| &text[token.start as usize..token.end as usize])
            .collect();
        assert_eq!(digits, ["1,234.5", "2019", "2"]);
    }

    #[test]
    fn sentences_and_lines_are_units_and_titles_of_people_are_not() {
        assert_eq!(
            units(
                "Gen. Aung came on Nov. 18 from the U.S. embassy. He left!\nNo stop here\n(It rose 3.5.) So it was"
            ),
            [
                "Gen. Aung came on Nov. 18 from the U.S. embassy",
                "He left",
                "No stop here",
                "It rose 3.5",
                "So it was"
            ]
        );
        assert_eq!(units("他来了。他走了"), ["他来了", "他走了"]);
    }

    #[test]
    fn scripts_without_spaces_give_a_token_for_each_character() {
        assert_eq!(words("克钦邦 mine").tokens.len(), 4);
        assert_eq!(digit_value('၄'), Some(4));
        assert_eq!(digit_value('５'), Some(5));
        assert_eq!(digit_value('x'), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_with_rising_places(text in "\\PC*|[a-zA-Z0-9.,!? \n%'’。克မ\u{301}]*") {
            let read = words(&text);
            let mut last = 0;
            for token in &read.tokens {
                prop_assert!(token.start >= last && token.end >= token.start && text.get(token.start as usize..token.end as usize).is_some());
                last = token.start;
            }
            prop_assert!(read.units.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(read.units.first().copied(), if read.tokens.is_empty() { None } else { Some(0) });
        }
    }
}
