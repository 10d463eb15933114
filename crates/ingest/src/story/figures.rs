//! The figures of a text, each read as one item among the words.
//!
//! Words and figures together make the stream of items that shingles are cut from and that two texts are aligned by. A
//! figure of many words ("two and a half million") is one item with the hash of its value, so that a number spelled
//! out does not push the words behind it out of line.

use super::numerals::{Numeral, Sort, Value, numeral, value_of_digits};
use super::words::{Kind, Token, Words};

/// One figure of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Index in the stream of items.
    pub(super) at: u32,
    /// First byte in the text, and the byte after the last.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) sort: Sort,
    /// Hash of the value.
    pub(super) value: u64,
}

/// A text as items: words by their hash, figures by the hash of their value.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) items: Vec<u64>,
    pub(super) figures: Vec<Figure>,
    /// Index of the first item of each unit.
    pub(super) units: Vec<u32>,
    /// First byte of each unit.
    pub(super) starts: Vec<u32>,
    /// How many items are single characters.
    pub(super) characters: usize,
}

/// Reads the figures among the words of `text`.
pub(super) fn stream(text: &str, words: &Words) -> Stream {
    let tokens = &words.tokens;
    let mut out = Stream { items: Vec::with_capacity(tokens.len()), ..Stream::default() };
    let mut units = words.units.iter().copied().peekable();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        while units.next_if(|&unit| unit as usize <= at).is_some() {
            out.units.push(super::words::small(out.items.len()));
            out.starts.push(token.start);
        }
        let found = figure(text, tokens, at);
        let used = found.map_or(1, |(_, used)| used);
        if let Some((value, used)) = found {
            out.push_figure(value, token, tokens.get(at + used - 1).unwrap_or(token));
        } else {
            out.items.push(token.hash);
            out.characters += usize::from(token.kind == Kind::Character);
        }
        at += used;
    }
    out
}

impl Stream {
    fn push_figure(&mut self, value: Value, first: &Token, last: &Token) {
        let at = super::words::small(self.items.len());
        let value_hash = value.hash();
        self.figures.push(Figure {
            at,
            start: first.start,
            end: last.end,
            sort: value.sort,
            value: value_hash,
        });
        self.items.push(value_hash);
    }
}

/// The figure that begins at token `at`, and of how many tokens it is.
fn figure(text: &str, tokens: &[Token], at: usize) -> Option<(Value, usize)> {
    let token = tokens.get(at)?;
    let (value, end) = match token.kind {
        Kind::Digits => digits(text, tokens, at),
        Kind::Word | Kind::Character => match numeral(token)? {
            Numeral::HanDigit(_) | Numeral::HanUnit(_) => han(tokens, at),
            Numeral::Whole(value) => (value, at + 1),
            Numeral::A if is_counted(tokens, at + 1) => spelled(tokens, at + 1)?,
            _ => spelled(tokens, at)?,
        },
    };
    let (value, end) = percent(tokens, value, end);
    Some((value, end - at))
}

/// Whether the word counts things when "a" stands before it: "a dozen", "a third", but not "a second".
fn is_counted(tokens: &[Token], at: usize) -> bool {
    match numeral_at(tokens, at) {
        Some(Numeral::Hundred | Numeral::Scale(_) | Numeral::Dozen | Numeral::Quarter | Numeral::Part(_)) => {
            true
        }
        Some(Numeral::Ordinal(n)) => n > 2,
        _ => false,
    }
}

fn numeral_at(tokens: &[Token], at: usize) -> Option<Numeral> {
    tokens.get(at).filter(|token| token.kind != Kind::Digits).and_then(numeral)
}

/// "percent" and "per cent" behind a number.
fn percent(tokens: &[Token], value: Value, end: usize) -> (Value, usize) {
    match (numeral_at(tokens, end), numeral_at(tokens, end + 1)) {
        (Some(Numeral::Percent), _) => (value.scaled(-2), end + 1),
        (Some(Numeral::Per), Some(Numeral::Cent)) => (value.scaled(-2), end + 2),
        _ => (value, end),
    }
}

/// Digits, and what stands behind them: "3rd", "5 million", "$5m", "3万".
fn digits(text: &str, tokens: &[Token], at: usize) -> (Value, usize) {
    let Some(token) = tokens.get(at) else { return (Value::number(0, 0), at + 1) };
    let value = value_of_digits(text.get(token.start as usize..token.end as usize).unwrap_or_default());
    let glued = tokens.get(at + 1).is_some_and(|next| next.start == token.end);
    match numeral_at(tokens, at + 1) {
        Some(Numeral::Suffix) if glued => (value, at + 2),
        Some(Numeral::Scale(power)) => (value.scaled(power), at + 2),
        Some(Numeral::Short(power, plain)) if glued && (plain || is_money(text, token)) => {
            (value.scaled(power), at + 2)
        }
        Some(Numeral::Dozen) => (value.dozens(), at + 2),
        Some(Numeral::HanUnit(power)) => (value.scaled(power.cast_signed()), at + 2),
        _ => (value, at + 1),
    }
}

/// Whether a sign of currency stands before the token.
fn is_money(text: &str, token: &Token) -> bool {
    let before = text.get(..token.start as usize).and_then(|before| before.chars().next_back());
    before.is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥' | '₹'))
}

/// Chinese numerals: "二十一" by units, "二〇一九" digit by digit.
fn han(tokens: &[Token], at: usize) -> (Value, usize) {
    let (mut total, mut section, mut digit, mut positional) = (0_u128, 0_u128, None::<u128>, true);
    let mut end = at;
    loop {
        match numeral_at(tokens, end) {
            Some(Numeral::HanDigit(n)) => {
                let n = u128::from(n);
                digit = Some(if positional {
                    digit.unwrap_or(0).saturating_mul(10).saturating_add(n)
                } else {
                    n
                });
            }
            Some(Numeral::HanUnit(power)) => {
                positional = false;
                let ten = 10_u128.pow(power);
                if power >= 4 {
                    total = total.saturating_add(
                        section.saturating_add(digit.take().unwrap_or(0)).max(1).saturating_mul(ten),
                    );
                    section = 0;
                } else {
                    section = section.saturating_add(digit.take().unwrap_or(1).max(1).saturating_mul(ten));
                }
            }
            _ => break,
        }
        end += 1;
    }
    (Value::number(total.saturating_add(section).saturating_add(digit.unwrap_or(0)), 0), end)
}

/// What the last word of a number in words was; decides what may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Unit,
    Tens,
    Hundred,
    Scale(i32),
}

/// A number in English words.
fn spelled(tokens: &[Token], at: usize) -> Option<(Value, usize)> {
    let mut sum = Sum { total: 0, current: 0, last: Last::Nothing };
    let mut end = at;
    // A number in words is short; the bound keeps a hostile text linear.
    for _ in 0..32 {
        let word = numeral_at(tokens, end);
        let joined = word == Some(Numeral::And) && sum.takes_and(tokens, end + 1);
        if joined || word.is_some_and(|word| sum.take(word)) {
            end += 1;
        } else {
            break;
        }
    }
    closing(tokens, at, end, &sum)
}

/// The parts of a number in words so far.
struct Sum {
    total: u128,
    current: u128,
    last: Last,
}

impl Sum {
    /// Adds a word, or says that it does not belong to the number.
    fn take(&mut self, word: Numeral) -> bool {
        match (word, self.last) {
            (Numeral::Unit(n), Last::Nothing | Last::Hundred | Last::Scale(_)) => self.add(n, Last::Unit),
            (Numeral::Unit(n @ 1..=9), Last::Tens) => self.add(n, Last::Unit),
            (Numeral::Tens(n), Last::Nothing | Last::Hundred | Last::Scale(_)) => self.add(n, Last::Tens),
            (Numeral::Hundred, Last::Unit | Last::Tens | Last::Nothing) => {
                self.current = self.current.max(1).saturating_mul(100);
                self.last = Last::Hundred;
                true
            }
            (Numeral::Scale(power), last) if !matches!(last, Last::Scale(before) if before <= power) => {
                let ten = 10_u128.saturating_pow(power.unsigned_abs());
                self.total = self.total.saturating_add(self.current.max(1).saturating_mul(ten));
                self.current = 0;
                self.last = Last::Scale(power);
                true
            }
            _ => false,
        }
    }

    fn add(&mut self, n: u32, last: Last) -> bool {
        self.current = self.current.saturating_add(u128::from(n));
        self.last = last;
        true
    }

    /// "and" belongs to the number in "a hundred and five", not in "a hundred and more".
    fn takes_and(&self, tokens: &[Token], next: usize) -> bool {
        matches!(self.last, Last::Hundred | Last::Scale(_))
            && matches!(numeral_at(tokens, next), Some(Numeral::Unit(_) | Numeral::Tens(_)))
    }

    fn value(&self) -> u128 {
        self.total.saturating_add(self.current)
    }
}

/// The end of a number in words: an ordinal, a fraction, a dozen, "and a half".
fn closing(tokens: &[Token], at: usize, end: usize, sum: &Sum) -> Option<(Value, usize)> {
    let value = sum.value();
    let after_a = at.checked_sub(1).and_then(|before| numeral_at(tokens, before)) == Some(Numeral::A);
    let whole = Value::number(value, 0);
    let none = sum.last == Last::Nothing;
    let single = (none && after_a) || (sum.last == Last::Unit && value == 1);
    Some(match numeral_at(tokens, end) {
        Some(Numeral::Ordinal(n)) if single && n > 2 => (Value::fraction(1, n), end + 1),
        Some(Numeral::Ordinal(n))
            if matches!(sum.last, Last::Nothing | Last::Tens | Last::Hundred | Last::Scale(_)) =>
        {
            (Value::number(value.saturating_add(u128::from(n)), 0), end + 1)
        }
        Some(Numeral::Quarter) if single || (sum.last == Last::Unit && value == 3) => {
            (Value::fraction(value.max(1), 4), end + 1)
        }
        Some(Numeral::Part(n)) => half_of_scale(tokens, Value::fraction(value.max(1), n), end + 1),
        Some(Numeral::Dozen) if none => (Value::number(12, 0), end + 1),
        Some(Numeral::Dozen) => (whole.dozens(), end + 1),
        Some(Numeral::And) if !none && is_a_half(tokens, end + 1) => {
            scale(tokens, whole.and_a_half(), end + 3)
        }
        _ if none => return None,
        _ => (whole, end),
    })
}

fn is_a_half(tokens: &[Token], at: usize) -> bool {
    numeral_at(tokens, at) == Some(Numeral::A) && numeral_at(tokens, at + 1) == Some(Numeral::Part(2))
}

/// "half a million".
fn half_of_scale(tokens: &[Token], value: Value, end: usize) -> (Value, usize) {
    match (numeral_at(tokens, end), numeral_at(tokens, end + 1)) {
        (Some(Numeral::A), Some(Numeral::Scale(power))) => (value.scaled(power), end + 2),
        _ => (value, end),
    }
}

/// "million" behind "two and a half".
fn scale(tokens: &[Token], value: Value, end: usize) -> (Value, usize) {
    match numeral_at(tokens, end) {
        Some(Numeral::Scale(power)) => (value.scaled(power), end + 1),
        _ => (value, end),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;
    use proptest::prelude::*;

    /// The printed figures of a text.
    fn prints(text: &str) -> Vec<&str> {
        let stream = stream(text, &words(text));
        stream.figures.iter().map(|f| text.get(f.start as usize..f.end as usize).unwrap()).collect()
    }

    fn same(one: &str, other: &str) -> bool {
        let values = |text: &str| -> Vec<u64> {
            stream(text, &words(text)).figures.iter().map(|figure| figure.value).collect()
        };
        assert!(!values(one).is_empty(), "{one}");
        values(one) == values(other)
    }

    #[test]
    fn words_and_digits_of_one_value_agree() {
        for (one, other) in [
            ("12", "twelve"),
            ("12", "a dozen"),
            ("24", "two dozen"),
            ("21", "Twenty-One"),
            ("21st", "twenty-first"),
            ("1,234", "one thousand two hundred and thirty-four"),
            ("105 dead", "one hundred and five dead"),
            ("2.5 million", "two and a half million"),
            ("$5m", "$5 million"),
            ("1.2bn", "1,200,000,000"),
            ("500,000", "half a million"),
            ("half", "50 per cent"),
            ("5%", "five percent"),
            ("0.75", "three quarters"),
            ("two-thirds", "two thirds"),
            ("一百二十一", "121"),
            ("二〇一九", "2019"),
            ("3万", "30000"),
            ("Nov. 18", "November 18"),
        ] {
            assert!(same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn other_values_differ() {
        for (one, other) in [
            ("12", "21"),
            ("twelve", "twenty-one"),
            ("half", "a third"),
            ("5%", "5"),
            ("二十一", "十二"),
            ("1.5", "15"),
            ("Monday", "Tuesday"),
            ("May", "June"),
            ("dozens", "hundreds"),
            ("the third quarter", "the fourth quarter"),
        ] {
            assert!(!same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn a_figure_ends_where_the_number_ends() {
        assert_eq!(
            prints("In 2019 twelve men and 3 dogs, one hundred and more"),
            ["2019", "twelve", "3", "one hundred"]
        );
        assert_eq!(prints("one two three"), ["one", "two", "three"]);
        assert_eq!(prints("no number in here at all"), [""; 0]);
    }

    proptest! {
        #[test]
        fn streams_of_any_text_hold_together(text in "([0-9.,%$ ]|one|two|and|a|half|million|hundred|third|十|万|二| ){0,40}") {
            let stream = stream(&text, &words(&text));
            for figure in &stream.figures {
                prop_assert_eq!(stream.items.get(figure.at as usize), Some(&figure.value));
                prop_assert!(text.get(figure.start as usize..figure.end as usize).is_some());
            }
            prop_assert_eq!(stream.units.len(), stream.starts.len());
        }
    }
}
