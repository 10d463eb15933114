//! The words that carry a number, and the values they make.
//!
//! "12", "twelve" and "a dozen" are one value, "half" and "50%" another, so that a copy that spells its numbers out is
//! still a copy, and one that says "twenty-one" instead is not. Days of the week and months count as well: "on the
//! third of May" is another day than "on the third of June". English and Chinese words are known; digits of any
//! script are. The road not taken: a library for parsing numbers in words; those at hand panic or give floating
//! numbers, in which a third and 0.333 may or may not agree.

use std::sync::LazyLock;

use super::words::{Token, digit_value, hash_of, mix};

/// What sort of thing a figure counts. Two figures of different sorts do not contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Number,
    /// "dozens", "thousands".
    Vague,
    Month,
    Weekday,
}

/// `digits · 10^power / over`, with no zero at the end of `digits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) sort: Sort,
    digits: u128,
    power: i32,
    over: u32,
}

impl Value {
    pub(super) fn number(digits: u128, power: i32) -> Self {
        Self { sort: Sort::Number, digits, power, over: 1 }.plain()
    }

    fn of(sort: Sort, digits: u32) -> Self {
        Self { sort, digits: u128::from(digits), power: 0, over: 1 }
    }

    /// A fraction; those that end as decimals become decimals.
    pub(super) fn fraction(part: u128, over: u32) -> Self {
        match over {
            2 => Self::number(part.saturating_mul(5), -1),
            4 => Self::number(part.saturating_mul(25), -2),
            5 => Self::number(part.saturating_mul(2), -1),
            8 => Self::number(part.saturating_mul(125), -3),
            10 => Self::number(part, -1),
            _ => Self { sort: Sort::Number, digits: part, power: 0, over },
        }
    }

    /// The value times a power of ten.
    pub(super) fn scaled(self, power: i32) -> Self {
        Self { power: self.power.saturating_add(power), ..self }.plain()
    }

    /// The value times twelve.
    pub(super) fn dozens(self) -> Self {
        Self { digits: self.digits.saturating_mul(12), ..self }.plain()
    }

    /// The value and a half more.
    pub(super) fn and_a_half(self) -> Self {
        if self.power < 0 || self.power > 30 || self.over != 1 {
            return self;
        }
        let whole = (0..self.power).fold(self.digits, |digits, _| digits.saturating_mul(10));
        Self::number(whole.saturating_mul(10).saturating_add(5), -1)
    }

    fn plain(mut self) -> Self {
        if self.digits == 0 {
            self.power = 0;
        }
        while self.digits != 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.power = self.power.saturating_add(1);
        }
        self
    }

    /// Equal for equal values.
    pub(super) fn hash(self) -> u64 {
        let [low, high] = [self.digits, self.digits >> 64].map(|half| (half & u128::from(u64::MAX)) as u64);
        let shape =
            (self.sort as u64) << 60 ^ u64::from(self.power.cast_unsigned()) << 28 ^ u64::from(self.over);
        mix(low ^ mix(high ^ mix(shape ^ 0x6f72_656c_696e_6521)))
    }
}

/// The value of digits as printed: `1,234`, `3.5`, `007`. Where points and commas can be read in two ways (`1,23`,
/// `1.2.3`) the digits are taken with the number of places after the last of them, so that equal prints stay equal.
pub(super) fn value_of_digits(print: &str) -> Value {
    let (mut digits, mut places, mut point) = (0_u128, 0_i32, None);
    for c in print.chars() {
        if let Some(digit) = digit_value(c) {
            // Beyond 38 digits this wraps: still one value for one print.
            digits = digits.wrapping_mul(10).wrapping_add(u128::from(digit));
            places += 1;
        } else {
            point = Some((c, places));
            places = 0;
        }
    }
    let grouped = places == 3 && point.is_some_and(|(c, _)| c == ',');
    Value::number(digits, if point.is_none() || grouped { 0 } else { -places })
}

/// What a word means where a number is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// zero to nineteen.
    Unit(u32),
    /// twenty to ninety.
    Tens(u32),
    Hundred,
    /// A power of ten from thousand on.
    Scale(i32),
    Dozen,
    /// first, third, twentieth; a fraction after "a" or "one".
    Ordinal(u32),
    /// halves, thirds: a fraction wherever it stands.
    Part(u32),
    /// quarter: a fraction after "a", "one" or "three", else a part of a year.
    Quarter,
    /// Already whole: twice, dozens, May, Monday.
    Whole(Value),
    Percent,
    Per,
    Cent,
    And,
    A,
    /// st, nd, rd, th behind digits.
    Suffix,
    /// A Chinese digit.
    HanDigit(u32),
    /// A Chinese power of ten.
    HanUnit(u32),
    /// m, k, bn behind digits: a power of ten, if it may be read so without a sign of currency.
    Short(i32, bool),
}

/// What a token means, if it is one of the words that make numbers.
pub(super) fn numeral(token: &Token) -> Option<Numeral> {
    LEXICON.find(token.hash)
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

struct Lexicon {
    /// One bit for each hash's lowest twelve bits: nearly every word is turned away here.
    filter: [u64; 64],
    words: Vec<(u64, Numeral)>,
}

impl Lexicon {
    fn new() -> Self {
        let mut words: Vec<(u64, Numeral)> =
            entries().map(|(word, numeral)| (hash_of(word), numeral)).collect();
        words.sort_by_key(|&(hash, _)| hash);
        let mut filter = [0_u64; 64];
        for &(hash, _) in &words {
            let (slot, bit) = Self::place(hash);
            if let Some(bits) = filter.get_mut(slot) {
                *bits |= bit;
            }
        }
        Self { filter, words }
    }

    fn place(hash: u64) -> (usize, u64) {
        ((hash >> 6 & 63) as usize, 1 << (hash & 63))
    }

    fn find(&self, hash: u64) -> Option<Numeral> {
        let (slot, bit) = Self::place(hash);
        if self.filter.get(slot)? & bit == 0 {
            return None;
        }
        let at = self.words.binary_search_by_key(&hash, |&(word, _)| word).ok()?;
        self.words.get(at).map(|&(_, numeral)| numeral)
    }
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: [&str; 19] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TENTHS: [&str; 8] =
    ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];
const PARTS: [(&str, u32); 12] = [
    ("half", 2),
    ("halves", 2),
    ("thirds", 3),
    ("quarters", 4),
    ("fourths", 4),
    ("fifths", 5),
    ("sixths", 6),
    ("sevenths", 7),
    ("eighths", 8),
    ("ninths", 9),
    ("tenths", 10),
    ("hundredths", 100),
];
const MONTHS: [&[&str]; 12] = [
    &["january", "jan"],
    &["february", "feb"],
    &["march", "mar"],
    &["april", "apr"],
    &["may"],
    &["june", "jun"],
    &["july", "jul"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["october", "oct"],
    &["november", "nov"],
    &["december", "dec"],
];
/// "sat" and "sun" are words of their own far more often than days.
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon"],
    &["tuesday", "tues", "tue"],
    &["wednesday", "wed"],
    &["thursday", "thurs", "thur", "thu"],
    &["friday", "fri"],
    &["saturday"],
    &["sunday"],
];
const HAN_DIGITS: [&[&str]; 10] = [
    &["〇", "零"],
    &["一"],
    &["二", "两", "兩"],
    &["三"],
    &["四"],
    &["五"],
    &["六"],
    &["七"],
    &["八"],
    &["九"],
];
const HAN_UNITS: [(&str, u32); 8] =
    [("十", 1), ("百", 2), ("千", 3), ("万", 4), ("萬", 4), ("亿", 8), ("億", 8), ("兆", 12)];

fn entries() -> impl Iterator<Item = (&'static str, Numeral)> {
    let numbered = |words: &'static [&'static str], from: u32| (from..).zip(words.iter().copied());
    let named = |groups: &'static [&'static [&'static str]]| {
        (0..).zip(groups).flat_map(|(n, group)| group.iter().map(move |&word| (n, word)))
    };
    let units = numbered(&UNITS, 0).map(|(n, word)| (word, Numeral::Unit(n)));
    let tens = numbered(&TENS, 2).map(|(n, word)| (word, Numeral::Tens(10 * n)));
    let ordinals = numbered(&ORDINALS, 1).map(|(n, word)| (word, Numeral::Ordinal(n)));
    let tenths = numbered(&TENTHS, 2).map(|(n, word)| (word, Numeral::Ordinal(10 * n)));
    let parts = PARTS.iter().map(|&(word, n)| (word, Numeral::Part(n)));
    let months = named(&MONTHS).map(|(n, word)| (word, Numeral::Whole(Value::of(Sort::Month, n))));
    let weekdays = named(&WEEKDAYS).map(|(n, word)| (word, Numeral::Whole(Value::of(Sort::Weekday, n))));
    let han = named(&HAN_DIGITS).map(|(n, word)| (word, Numeral::HanDigit(n)));
    let han_units = HAN_UNITS.iter().map(|&(word, n)| (word, Numeral::HanUnit(n)));
    units
        .chain(tens)
        .chain(ordinals)
        .chain(tenths)
        .chain(parts)
        .chain(months)
        .chain(weekdays)
        .chain(han)
        .chain(han_units)
        .chain(others())
}

fn others() -> impl Iterator<Item = (&'static str, Numeral)> {
    let vague = |power| Numeral::Whole(Value { sort: Sort::Vague, ..Value::number(1, power) });
    [
        ("hundred", Numeral::Hundred),
        ("thousand", Numeral::Scale(3)),
        ("lakh", Numeral::Scale(5)),
        ("million", Numeral::Scale(6)),
        ("crore", Numeral::Scale(7)),
        ("billion", Numeral::Scale(9)),
        ("trillion", Numeral::Scale(12)),
        ("mn", Numeral::Short(6, true)),
        ("bn", Numeral::Short(9, true)),
        ("tn", Numeral::Short(12, true)),
        ("k", Numeral::Short(3, true)),
        ("m", Numeral::Short(6, false)),
        ("b", Numeral::Short(9, false)),
        ("dozen", Numeral::Dozen),
        ("quarter", Numeral::Quarter),
        ("hundredth", Numeral::Ordinal(100)),
        ("twice", Numeral::Whole(Value::number(2, 0))),
        ("double", Numeral::Whole(Value::number(2, 0))),
        ("doubled", Numeral::Whole(Value::number(2, 0))),
        ("triple", Numeral::Whole(Value::number(3, 0))),
        ("tripled", Numeral::Whole(Value::number(3, 0))),
        ("dozens", Numeral::Whole(Value { sort: Sort::Vague, ..Value::number(12, 0) })),
        ("scores", Numeral::Whole(Value { sort: Sort::Vague, ..Value::number(20, 0) })),
        ("hundreds", vague(2)),
        ("thousands", vague(3)),
        ("millions", vague(6)),
        ("billions", vague(9)),
        ("percent", Numeral::Percent),
        ("per", Numeral::Per),
        ("cent", Numeral::Cent),
        ("and", Numeral::And),
        ("a", Numeral::A),
        ("an", Numeral::A),
        ("st", Numeral::Suffix),
        ("nd", Numeral::Suffix),
        ("rd", Numeral::Suffix),
        ("th", Numeral::Suffix),
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_of_one_value_agree() {
        assert_eq!(value_of_digits("1,234"), value_of_digits("1234"));
        assert_eq!(value_of_digits("007.50"), value_of_digits("7.5"));
        assert_eq!(value_of_digits("၁၂"), Value::number(12, 0));
        assert_eq!(value_of_digits("3,5"), value_of_digits("3.5"));
        assert_eq!(Value::number(12_000, 0), Value::number(12, 3));
        assert_eq!(Value::fraction(1, 2), Value::number(50, 0).scaled(-2));
        assert_eq!(Value::number(2, 0).and_a_half(), value_of_digits("2.5"));
        assert_eq!(Value::number(3, 6).hash(), value_of_digits("3,000,000").hash());
    }

    #[test]
    fn different_values_differ() {
        assert_ne!(value_of_digits("12"), value_of_digits("21"));
        assert_ne!(Value::fraction(1, 3), Value::fraction(1, 2));
        assert_ne!(Value::fraction(1, 3).hash(), Value::number(1, 0).hash());
        assert_ne!(Value::of(Sort::Month, 1).hash(), Value::of(Sort::Weekday, 1).hash());
        assert_ne!(value_of_digits(&"9".repeat(50)).hash(), value_of_digits(&"9".repeat(51)).hash());
    }

    #[test]
    fn every_word_is_listed_once() {
        let mut words: Vec<&str> = entries().map(|(word, _)| word).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
