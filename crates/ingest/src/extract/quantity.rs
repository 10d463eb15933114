//! Quantities with units in a sentence: masses, money, unit prices, shares, counts and spans of time.
//!
//! One regular expression finds them; what stands there is read into a value in plain units. The road not taken: a
//! number alone as a quantity, which makes an anchor of every year and every battalion.

use regex::{Captures, Regex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A value with its unit, both plain: tonnes, USD, `percent`, `CNY/t`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// In `unit`; the middle of a range.
    pub value: f64,
    /// `t`, `kg`, `USD`, `CNY`, `EUR`, `USD/kg`, `CNY/t`, `percent`, `days`, `months`, `mines`, `trucks` …
    pub unit: String,
}

/// What sort of quantity stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Tonnes, kilograms.
    Mass,
    /// An amount of money.
    Money,
    /// Money per mass.
    UnitPrice,
    /// Per cent or a fraction.
    Part,
    /// Mines, pits, trucks and what else is counted.
    Count,
    /// Days to years.
    Time,
    /// A number of nothing in particular.
    Number,
}

/// A quantity where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Bytes of the sentence.
    pub span: (usize, usize),
    /// What sort.
    pub sort: Sort,
    /// Value and unit.
    pub quantity: Quantity,
}

const WORDS: [(&str, f64); 33] = [
    ("a couple of", 2.0),
    ("half a dozen", 6.0),
    ("a dozen", 12.0),
    ("two dozen", 24.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("a hundred", 100.0),
    ("a thousand", 1000.0),
];

const PARTS: [(&str, f64); 12] = [
    ("half", 2.0),
    ("halves", 2.0),
    ("third", 3.0),
    ("quarter", 4.0),
    ("fifth", 5.0),
    ("sixth", 6.0),
    ("seventh", 7.0),
    ("eighth", 8.0),
    ("ninth", 9.0),
    ("tenth", 10.0),
    ("twentieth", 20.0),
    ("fourth", 4.0),
];

fn finder() -> &'static Regex {
    static FINDER: OnceLock<Regex> = OnceLock::new();
    FINDER.get_or_init(|| {
        let word = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|a hundred|a thousand|a couple of|half a dozen|two dozen|a dozen)";
        let digits = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?";
        let number = format!(r"(?:{digits}|\b{word}\b)");
        let scale = r"(?:\s?(?:thousand|million|billion|bn|mn|hundred)\b|\s?[km]\b)?";
        let coin = r"(?:US\$|A\$|C\$|\$|€|£|¥|USD\s?|CNY\s?|RMB\s?|EUR\s?)";
        let coins = r"(?:US dollars?|Australian dollars?|Canadian dollars?|dollars?|yuan|renminbi|euros?|pounds? sterling|kyats?|USD|CNY|RMB|EUR)";
        let per = r"(?:\s?(?:/\s?|(?:a|an|per|the|for each|for a|for every|on each|each)\s)(?P<per>kilograms?|kilos?|kg|metric tonnes?|tonnes?|tons?|t|pounds?|lb)\b)";
        let part = r"(?P<top>a|one|two|three|four|five|six|seven|eight|nine)[\s-](?P<den>half|halves|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twentieth)s?\b";
        let pattern = format!(
            r"(?ix)
            (?P<cash>{coin}\s?)(?P<n1>{number})(?P<to1>\s?(?:-|–|to)\s?(?:{coin})?(?P<m1>{number}))?(?P<s1>{scale}){per}?
          | \b(?P<n2>{number})(?P<to2>\s?(?:-|–|to|or)\s?(?P<m2>{number}))?(?P<s2>{scale})\s(?P<cash2>{coins})\b{per2}?
          | \b(?P<n3>{number})(?P<to3>\s?(?:-|–|to|or)\s?(?P<m3>{number}))?(?P<s3>{scale})[\s-]?(?P<unit>percent(?:age\spoints?)?|per\scent|pct|%|metric\stonnes?|metric\stons?|tonnes?|tons?|kilotonnes?|kt|kilograms?|kilos?|kg|t\b|mines?|pits?|mining\ssites?|sites?|ponds?|trucks?|lorries|truckloads?|hours?|days?|weeks?|months?|years?)
          | \b(?P<top9>one|two|three|four|five|six|seven|eight|nine|\d+)\s(?:in|out\sof|of)\s(?:every\s)?(?P<den9>two|three|four|five|six|seven|eight|nine|ten|a\shundred|\d+)\b
          | \b{part}
          | \b(?P<half>half)\b
          | \b(?P<n4>{number})(?P<s4>{scale})",
            coin = coin.replace(' ', r"\s"),
            coins = coins.replace(' ', r"\s"),
            number = number.replace(' ', r"\s"),
            per = per.replace(' ', r"\s"),
            per2 = per.replace("<per>", "<per2>").replace(' ', r"\s"),
            part = part.replace(' ', r"\s"),
        );
        Regex::new(&pattern).unwrap_or_else(|_| never())
    })
}

/// A pattern of our own that does not compile is found by the tests; the program goes on without it.
fn never() -> Regex {
    Regex::new("[^\\s\\S]").unwrap_or_else(|error| unreachable!("a constant pattern: {error}"))
}

/// All quantities of a sentence, in their order.
#[must_use]
pub fn find(sentence: &str) -> Vec<Found> {
    finder().captures_iter(sentence).filter_map(|found| read(&found)).collect()
}

fn read(found: &Captures<'_>) -> Option<Found> {
    let whole = found.get(0)?;
    let text = |name: &str| found.name(name).map(|part| part.as_str());
    let (sort, quantity) = if let Some(cash) = text("cash").or(text("cash2")) {
        let (n, m, s) = if text("cash").is_some() { ("n1", "m1", "s1") } else { ("n2", "m2", "s2") };
        money(cash, middle(text(n)?, text(m))? * scale(text(s)), text("per").or(text("per2")))
    } else if let Some(unit) = text("unit") {
        measured(unit, middle(text("n3")?, text("m3"))? * scale(text("s3")))
    } else if let (Some(top), Some(den)) = (text("top9"), text("den9")) {
        (Sort::Part, percent(100.0 * number(top)? / number(den)?))
    } else if let (Some(top), Some(den)) = (text("top"), text("den")) {
        (Sort::Part, percent(100.0 * number(top).unwrap_or(1.0) / part(den)?))
    } else if text("half").is_some() {
        (Sort::Part, percent(50.0))
    } else {
        (Sort::Number, plain(number(text("n4")?)? * scale(text("s4")), "number"))
    };
    quantity.value.is_finite().then_some(Found { span: (whole.start(), whole.end()), sort, quantity })
}

fn plain(value: f64, unit: &str) -> Quantity {
    Quantity { value, unit: unit.to_owned() }
}

fn percent(value: f64) -> Quantity {
    plain(value, "percent")
}

fn middle(from: &str, to: Option<&str>) -> Option<f64> {
    let from = number(from)?;
    Some(to.and_then(number).map_or(from, |to| f64::midpoint(from, to)))
}

/// The value of digits or of a number word.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.replace(',', "").parse().ok();
    }
    let word = |word: &str| WORDS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    word(&text).or_else(|| text.split_once('-').and_then(|(tens, ones)| Some(word(tens)? + word(ones)?)))
}

fn part(text: &str) -> Option<f64> {
    let text = text.to_lowercase();
    PARTS.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
}

fn scale(text: Option<&str>) -> f64 {
    match text.map(|text| text.trim().to_lowercase()).as_deref() {
        Some("hundred") => 1e2,
        Some("thousand" | "k") => 1e3,
        Some("million" | "mn" | "m") => 1e6,
        Some("billion" | "bn") => 1e9,
        _ => 1.0,
    }
}

fn money(coin: &str, value: f64, per: Option<&str>) -> (Sort, Quantity) {
    let coin = coin.trim().to_lowercase();
    let coin = match coin.as_str() {
        "a$" | "australian dollar" | "australian dollars" => "AUD",
        "c$" | "canadian dollar" | "canadian dollars" => "CAD",
        "€" | "eur" | "euro" | "euros" => "EUR",
        "£" | "pound sterling" | "pounds sterling" => "GBP",
        "¥" | "cny" | "rmb" | "yuan" | "renminbi" => "CNY",
        "kyat" | "kyats" => "MMK",
        _ => "USD",
    };
    let Some(per) = per else { return (Sort::Money, plain(value, coin)) };
    let per = match per.to_lowercase().as_bytes() {
        [b'k', ..] => "kg",
        [b'p' | b'l', ..] => "lb",
        _ => "t",
    };
    (Sort::UnitPrice, plain(value, &format!("{coin}/{per}")))
}

fn measured(unit: &str, value: f64) -> (Sort, Quantity) {
    let unit = unit.to_lowercase();
    let starts = |heads: &[&str]| heads.iter().any(|head| unit.starts_with(head));
    if starts(&["per", "pct", "%"]) {
        (Sort::Part, percent(value))
    } else if starts(&["kilog", "kilos", "kilo ", "kg"]) || unit == "kilo" {
        (Sort::Mass, plain(value, "kg"))
    } else if starts(&["kilot", "kt"]) {
        (Sort::Mass, plain(1e3 * value, "t"))
    } else if starts(&["metric", "ton"]) || unit == "t" {
        (Sort::Mass, plain(value, "t"))
    } else if starts(&["mine", "pit", "mining", "site", "pond"]) {
        (Sort::Count, plain(value, "mines"))
    } else if starts(&["truck", "lorr"]) {
        (Sort::Count, plain(value, "trucks"))
    } else {
        let plural = if unit.ends_with('s') { unit } else { format!("{unit}s") };
        (Sort::Time, plain(value, &plural))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (f64, String) {
        let found = find(text);
        assert!(!found.is_empty(), "nothing in {text}");
        (found[0].quantity.value, found[0].quantity.unit.clone())
    }

    #[test]
    fn quantities_are_read_with_their_units() {
        let cases: [(&str, f64, &str); 16] = [
            ("35,000 yuan a tonne", 35_000.0, "CNY/t"),
            ("sold at $850 per kilogram", 850.0, "USD/kg"),
            ("about 41,700 tonnes of oxide", 41_700.0, "t"),
            ("nearly half of the world's", 50.0, "percent"),
            ("two-thirds of it", 200.0 / 3.0, "percent"),
            ("four in every five tonnes", 80.0, "percent"),
            ("rose by 24 per cent", 24.0, "percent"),
            ("1.4 billion dollars", 1.4e9, "USD"),
            ("30,000 to 40,000 yuan", 35_000.0, "CNY"),
            ("more than 300 mines", 300.0, "mines"),
            ("forty-five days", 45.0, "days"),
            ("US$75/kg", 75.0, "USD/kg"),
            ("57%", 57.0, "percent"),
            ("five months", 5.0, "months"),
            ("270,000t", 270_000.0, "t"),
            ("A$200 million", 2e8, "AUD"),
        ];
        for (text, value, unit) in cases {
            let (found, named) = one(text);
            assert!((found - value).abs() < 1e-9 * value, "{text}: {found}");
            assert_eq!(named, unit, "{text}");
        }
    }

    #[test]
    fn nothing_is_found_where_no_number_stands() {
        assert!(find("The gate at the border was shut.").is_empty());
        assert!(find("").is_empty());
    }
}
