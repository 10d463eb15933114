//! Styles written into attributes: declarations that only colour and space text.
//!
//! A declaration survives if its property is known and its value is made of words, numbers, lengths and colours;
//! anything that could load or run (addresses, functions, escapes, comments) takes its declaration with it. The road
//! not taken: a CSS parser, which reads far more than may be let through.

/// Properties that survive with any harmless value.
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "azimuth", "background-color", "border-bottom-color", "border-collapse", "border-color",
    "border-left-color", "border-right-color", "border-top-color", "clear", "color", "cursor", "direction",
    "display", "elevation", "float", "font", "font-family", "font-size", "font-style", "font-variant",
    "font-weight", "height", "letter-spacing", "line-height", "overflow", "pause", "pause-after",
    "pause-before", "pitch", "pitch-range", "richness", "speak", "speak-header", "speak-numeral",
    "speak-punctuation", "speech-rate", "stress", "text-align", "text-decoration", "text-indent",
    "unicode-bidi", "vertical-align", "voice-family", "volume", "white-space", "width",
];

/// Properties that survive, with their longer forms, if each word of the value is one of [`WORDS`] or a measure.
const FAMILIES: &[&str] = &["background", "border", "margin", "padding"];

/// Words of the families' values.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "auto", "aqua", "black", "block", "blue", "bold", "both", "bottom", "brown", "center", "collapse",
    "dashed", "dotted", "fuchsia", "gray", "green", "!important", "italic", "left", "lime", "maroon",
    "medium", "none", "navy", "normal", "nowrap", "olive", "pointer", "purple", "red", "right", "solid",
    "silver", "teal", "top", "transparent", "underline", "white", "yellow",
];

/// Units of lengths.
const UNITS: &[&str] = &["cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "%", ""];

/// The declarations that survive, each ended by a semicolon; empty if none does.
pub(crate) fn sanitise(style: &str) -> String {
    // An escape or a comment can hide any word from the checks below.
    if style.contains('\\') || style.contains("/*") || style.contains(['<', '>', '{', '}', '@', '&']) {
        return String::new();
    }
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    kept.join(" ")
}

fn declaration(text: &str) -> Option<String> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim(), value.trim_start());
    let lower = name.to_ascii_lowercase();
    if value.trim().is_empty() || !is_harmless(value) {
        return None;
    }
    let family = lower.split('-').next().unwrap_or("");
    let known = PROPERTIES.contains(&lower.as_str());
    let measured = FAMILIES.contains(&family) && words(value).iter().all(|word| is_word(word));
    (known || measured).then(|| format!("{name}: {value};"))
}

/// No brackets but those of a colour, and no sign that a word, a number or a list would not have.
fn is_harmless(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let without_colours = lower.replace("rgba(", "").replace("rgb(", "");
    let colours = lower.matches("rgb").count();
    let plain = |c: char| {
        c.is_alphanumeric()
            || c.is_whitespace()
            || matches!(c, '#' | '%' | '.' | ',' | '-' | '!' | '\'' | '+')
    };
    !without_colours.contains('(')
        && lower.matches(')').count() <= colours
        && without_colours.chars().all(|c| plain(c) || c == ')')
        && !["expression", "javascript", "vbscript"].iter().any(|word| lower.contains(word))
}

/// The words of a value, a colour in brackets being one.
fn words(value: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let end = if rest.starts_with("rgb") {
            rest.find(')').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        words.push(word);
        rest = after.trim_start();
    }
    words
}

fn is_word(word: &str) -> bool {
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)) || is_colour(word) || is_length(word)
}

fn is_colour(word: &str) -> bool {
    let hex = word.strip_prefix('#').is_some_and(|digits| {
        (1..=8).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
    });
    hex || (word.starts_with("rgb") && word.ends_with(')'))
}

/// A number of at most four digits with a unit: enough for a page, too little to cover it.
fn is_length(word: &str) -> bool {
    let figures = word.strip_prefix(['-', '+']).unwrap_or(word);
    let end = figures.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(figures.len());
    let Some((number, unit)) = figures.split_at_checked(end) else { return false };
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let whole = number.split('.').next().unwrap_or("").len();
    digits > 0 && whole <= 3 && digits <= 5 && UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit))
}
