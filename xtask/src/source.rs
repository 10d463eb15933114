//! Just enough understanding of Rust source to scan it: comments and literals blanked, tests cut out,
//! functions measured.
//!
//! Not a parser: a full syntax tree would add a slow dependency to the tool that everybody waits for, and
//! the rules only need to tell code from text and to count braces.

use std::ops::Range;

/// The source with every comment, string and character literal replaced by blanks; lines stay where they are.
pub(crate) fn blank(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = opaque_end(&chars, at).min(chars.len());
        if end > at {
            out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

/// Where the comment or literal that starts at `at` ends; `at` itself when none starts there.
fn opaque_end(chars: &[char], at: usize) -> usize {
    match (chars[at], chars.get(at + 1)) {
        ('/', Some('/')) => seek(chars, at, |c| c == '\n'),
        ('/', Some('*')) => block_comment_end(chars, at),
        ('"', _) => quoted_end(chars, at + 1, '"'),
        ('r', Some('"' | '#')) if !inside_word(chars, at) => raw_string_end(chars, at),
        ('\'', Some('\\')) => quoted_end(chars, at + 1, '\''),
        ('\'', _) if chars.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

fn seek(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&i| stop(chars[i])).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    i
}

fn quoted_end(chars: &[char], from: usize, quote: char) -> usize {
    let mut i = from;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// Whether the letter at `at` continues a word; the prefixes of `br""` and `cr""` do not count.
fn inside_word(chars: &[char], at: usize) -> bool {
    let word = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|&c| is_word(c));
    let prefixed = at.checked_sub(1).is_some_and(|i| matches!(chars[i], 'b' | 'c'));
    if prefixed { word(at.checked_sub(2)) } else { word(at.checked_sub(1)) }
}

fn raw_string_end(chars: &[char], at: usize) -> usize {
    let open = seek(chars, at + 1, |c| c != '#');
    if chars.get(open) != Some(&'"') {
        return at; // a raw identifier such as r#type
    }
    let hashes = open - at - 1;
    let closes = |&i: &usize| {
        chars[i] == '"' && chars[i + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes
    };
    (open + 1..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Blanked source without the items under `#[cfg(test)]`.
pub(crate) fn without_tests(blanked: &str) -> String {
    let mut out = String::new();
    let mut rest = blanked;
    while let Some(found) = rest.find("#[cfg(test)]") {
        let item = &rest[found..];
        let end = item_end(item);
        out.push_str(&rest[..found]);
        out.extend(item[..end].chars().filter(|&c| c == '\n'));
        rest = &item[end..];
    }
    out + rest
}

/// Bytes up to and including the `;` or the closing brace that ends an item.
fn item_end(item: &str) -> usize {
    match body_start(item) {
        Some((at, '{')) => at + block_len(&item[at..]),
        Some((at, _)) => at + 1,
        None => item.len(),
    }
}

/// The first `{` or `;` outside round and square brackets.
fn body_start(item: &str) -> Option<(usize, char)> {
    let mut depth = 0;
    item.char_indices().find(|&(_, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(c, '{' | ';')
    })
}

/// Bytes of the block that opens at the start of `text`.
fn block_len(text: &str) -> usize {
    let mut depth = 0;
    let close = text.char_indices().find(|&(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    close.map_or(text.len(), |(at, _)| at + 1)
}

/// Lines of every function with a body, from `fn` to its closing brace, in blanked source.
pub(crate) fn function_lengths(blanked: &str) -> Vec<usize> {
    let bodies = words(blanked, "fn").filter_map(|at| {
        let item = &blanked[at.start..];
        let named = item[2..].trim_start().starts_with(is_word);
        named.then(|| body_start(item)).flatten().filter(|&(_, c)| c == '{').map(|_| &item[..item_end(item)])
    });
    bodies.map(|text| text.lines().count()).collect()
}

/// Where `pattern` stands as a whole word: no letter, digit or underscore joins it on either side.
pub(crate) fn words<'a>(text: &'a str, pattern: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    text.match_indices(pattern).filter_map(move |(at, found)| {
        let end = at + found.len();
        let joined_left = found.starts_with(is_word) && text[..at].ends_with(is_word);
        let joined_right = found.ends_with(is_word) && text[end..].starts_with(is_word);
        (!joined_left && !joined_right).then_some(at..end)
    })
}

/// The middle value; of an even count the lower middle, so that it is a length that occurs.
pub(crate) fn median(mut lengths: Vec<usize>) -> Option<usize> {
    lengths.sort_unstable();
    lengths.get(lengths.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_but_lines_stay() {
        let blanked =
            blank("let a = \"std::fs\"; // std::fs\n/* { /* { */ */ let b = '{';\nlet c = r#\"}\"}\"#;");
        assert_eq!(blanked.lines().count(), 3);
        assert!(!blanked.contains("fs") && !blanked.contains('{') && !blanked.contains('}'));
        assert!(blanked.contains("let a") && blanked.contains("let b") && blanked.contains("let c"));
    }

    #[test]
    fn lifetimes_raw_identifiers_and_escapes_are_code() {
        let blanked = blank("fn f<'a>(r#type: &'a str) { g('\\'', \"\\\"{\", br\"{\") }");
        assert!(blanked.starts_with("fn f<'a>(r#type: &'a str) { g("));
        assert_eq!(blanked.matches('{').count(), 1);
    }

    #[test]
    fn items_under_cfg_test_are_cut_out() {
        let source = "fn kept() {}\n#[cfg(test)]\nmod tests {\n fn cut() { if a { b } }\n}\n#[cfg(test)]\nmod more;\nfn also() {}\n";
        let left = without_tests(source);
        assert!(left.contains("kept") && left.contains("also"));
        assert!(!left.contains("cut") && !left.contains("more"));
        assert_eq!(left.lines().count(), source.lines().count());
    }

    #[test]
    fn functions_are_measured_from_fn_to_brace() {
        let source = "trait T {\n fn none(&self, x: [u8; 3]) -> u8;\n}\nfn one() { 1 }\nfn three(f: fn(u8)) {\n if a { b }\n}\n";
        assert_eq!(function_lengths(source), [1, 3]);
    }

    #[test]
    fn the_median_is_a_length_that_occurs() {
        assert_eq!(median(vec![9, 1, 5]), Some(5));
        assert_eq!(median(vec![9, 1, 5, 7]), Some(5));
        assert_eq!(median(vec![]), None);
    }

    #[test]
    fn a_word_inside_a_longer_word_is_not_found() {
        assert_eq!(words("offs::x fs::y", "fs::").count(), 1);
        assert_eq!(words("Instantly Instant", "Instant").count(), 1);
    }
}
