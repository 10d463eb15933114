//! Names on a map: cut to a length, broken into two lines, and how much room they take.
//!
//! Widths are estimated, and rather too large: no font may be assumed. The road not taken: embedding one.

/// Longest name on the map or in its legend [characters].
const LONGEST: usize = 90;
/// Longest name beside a mark.
const LONGEST_LABEL: usize = 40;
/// A label longer than this is broken into two lines.
const LONGEST_LINE: usize = 17;

/// A name for the legend.
pub(super) fn name(text: &str) -> String {
    cut(text, LONGEST)
}

/// A name beside a mark, in one line or two.
pub(super) fn label(text: &str) -> Vec<String> {
    let text = cut(text, LONGEST_LABEL);
    let length = text.chars().count();
    if length <= LONGEST_LINE {
        return vec![text];
    }
    let blanks = text.char_indices().enumerate().filter(|(_, (_, c))| *c == ' ' || *c == '-');
    let middle = |(k, _): &(usize, (usize, char))| (2 * k).abs_diff(length);
    let Some((_, (at, mark))) = blanks.min_by_key(middle) else { return vec![text] };
    let (first, second) = text.split_at(at + 1);
    let first = if mark == ' ' { first.trim_end() } else { first };
    vec![first.to_owned(), second.to_owned()]
}

fn cut(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most + 1).collect();
    match plain.char_indices().nth(most) {
        None => plain,
        Some((at, _)) => format!("{}…", plain[..at].trim_end()),
    }
}

/// Width of a line of text [units of the sheet] at a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | '\'' | '(' | ')' | ' ' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '…' => 0.92,
        'A'..='Z' => 0.72,
        c if c.is_ascii() => 0.59,
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_broken_at_a_blank_or_hyphen() {
        assert_eq!(label("Pangwa cluster"), ["Pangwa cluster"]);
        assert_eq!(label("Chipwi-Tsawlaw cluster"), ["Chipwi-Tsawlaw", "cluster"]);
        assert_eq!(label("Upper-middlemost mines"), ["Upper-middlemost", "mines"]);
        assert_eq!(label("Tengchong customs house"), ["Tengchong", "customs house"]);
        assert_eq!(label(&"x".repeat(10_000)), [format!("{}…", "x".repeat(LONGEST_LABEL))]);
        assert_eq!(name("a\nb\u{7}"), "a b ");
        assert_eq!(label(""), [""]);
    }

    #[test]
    fn chinese_takes_more_room_than_its_count() {
        assert!(width("盘龙", 10.0) > width("Pan", 10.0));
    }
}
