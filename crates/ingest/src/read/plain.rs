//! Plain text: what somebody typed, copied out of a browser, or got out of a PDF.
//!
//! Text from a PDF comes page by page, hard-wrapped, words broken at line ends, a number and often a running title on
//! each page; all of that is undone here, so that the same article has the same text however it was got.

use std::collections::{BTreeMap, BTreeSet};

use super::Note;

/// The paragraphs of a text, and what was mended.
pub(super) fn paragraphs(text: &str, notes: &mut Vec<Note>) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let paged = text.contains('\u{c}');
    let lines = if paged { unpaged(&text) } else { text.lines().map(str::trim).map(str::to_owned).collect() };
    if !wrapped(&lines) {
        return lines.into_iter().filter(|line| !line.is_empty()).collect();
    }
    notes.push(Note::Unwrapped);
    unwrap(&lines)
}

/// Lines without page breaks, page numbers, and lines that stand at the edge of three pages or more.
fn unpaged(text: &str) -> Vec<String> {
    let pages: Vec<Vec<&str>> =
        text.split('\u{c}').map(|page| page.lines().map(str::trim).collect()).collect();
    let mut edges: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        let shown: Vec<&&str> = page.iter().filter(|line| !line.is_empty()).collect();
        let edge: BTreeSet<String> =
            shown.iter().take(2).chain(shown.iter().rev().take(2)).map(|line| unnumbered(line)).collect();
        edge.into_iter().for_each(|line| *edges.entry(line).or_default() += 1);
    }
    let running =
        |line: &str| line.len() < 120 && edges.get(&unnumbered(line)).is_some_and(|count| *count >= 3);
    let mut lines = Vec::new();
    for page in pages {
        let shown: Vec<&str> = page.into_iter().collect();
        let kept =
            shown.iter().filter(|line| !page_number(line) && !running(line)).map(|line| (*line).to_owned());
        let kept: Vec<String> = kept.collect();
        let from = kept.iter().position(|line| !line.is_empty()).unwrap_or(kept.len());
        let to = kept.iter().rposition(|line| !line.is_empty()).map_or(from, |last| last + 1);
        let open = lines.last().is_some_and(|line: &String| !ends_sentence(line));
        let from = if open { from + above_sentence(kept.get(from..to).unwrap_or(&[])) } else { from };
        if !open {
            lines.push(String::new());
        }
        lines.extend(kept.get(from..to).unwrap_or(&[]).iter().cloned());
    }
    lines
}

/// How many lines of a page stand above the rest of a sentence that the page before began: a title and the gap under it.
fn above_sentence(page: &[String]) -> usize {
    let gap = page.get(1).is_some_and(String::is_empty);
    let rest = page.iter().skip(1).position(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let goes_on = page.get(rest).is_some_and(|line| line.starts_with(char::is_lowercase));
    let title = page.first().is_some_and(|line| line.len() < 80 && !line.starts_with(char::is_lowercase));
    if gap && goes_on && title { rest } else { 0 }
}

/// A line with its digits left out, so that a running title with the page's number is one line on all pages.
fn unnumbered(line: &str) -> String {
    line.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_owned()
}

/// `12`, `- 12 -`, `Page 3 of 10`, `3/10`.
fn page_number(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.peek().is_some()
        && line.len() <= 24
        && line.contains(|c: char| c.is_ascii_digit())
        && words.all(|word| {
            number(word) || matches!(word.to_ascii_lowercase().as_str(), "page" | "of" | "p" | "pp")
        })
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '”', '"', ':', '。', '။'])
}

/// Whether a text is wrapped by hand: paragraphs of several lines, nearly all of them shorter than a page is wide, and
/// broken inside sentences.
fn wrapped(lines: &[String]) -> bool {
    let (mut pairs, mut broken, mut long) = (0, 0, 0);
    for pair in lines.windows(2) {
        let [one, two] = pair else { continue };
        long += usize::from(one.chars().count() > 120);
        if one.is_empty() || two.is_empty() {
            continue;
        }
        pairs += 1;
        let goes_on = two.starts_with(|c: char| c.is_lowercase()) || one.ends_with([',', '-']);
        broken += usize::from(goes_on && one.chars().count() >= 35);
    }
    pairs >= 4 && broken * 4 >= pairs && long * 20 <= lines.len()
}

/// Joins the lines of each paragraph. A line much shorter than the widest ends its paragraph if it ends a sentence.
fn unwrap(lines: &[String]) -> Vec<String> {
    let whole: BTreeSet<&str> = lines.iter().flat_map(|line| words_inside(line)).collect();
    let width = usual_width(lines);
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    let mut last = 0;
    for line in lines {
        let short = last * 4 < width * 3;
        let heading =
            short && !open.is_empty() && !ends_sentence(&open) && line.starts_with(char::is_uppercase);
        if line.is_empty() || (short && ends_sentence(&open)) || heading {
            paragraphs.extend(Some(std::mem::take(&mut open)).filter(|text| !text.is_empty()));
        }
        join(&mut open, line, &whole);
        last = line.chars().count();
    }
    paragraphs.extend(Some(open).filter(|text| !text.is_empty()));
    paragraphs
}

/// The width that nine lines of ten do not pass.
fn usual_width(lines: &[String]) -> usize {
    let mut widths: Vec<usize> =
        lines.iter().map(|line| line.chars().count()).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 9 / 10).copied().unwrap_or(0)
}

/// The words of a line but the last, which may be broken.
fn words_inside(line: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    if line.ends_with('-') {
        words.pop();
    }
    words
}

/// Puts a line behind a text. A word broken at the line's end is made whole; its hyphen stays only where the text has
/// the word with a hyphen elsewhere and not without.
fn join(open: &mut String, line: &str, whole: &BTreeSet<&str>) {
    let broken = open.ends_with(['-', '\u{ad}', '‐']) && line.starts_with(|c: char| c.is_lowercase());
    if !broken {
        if !open.is_empty() && !line.is_empty() {
            open.push(' ');
        }
        open.push_str(line);
        return;
    }
    open.pop();
    let start = open
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or("")
        .trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = line.split_whitespace().next().unwrap_or("").trim_end_matches(|c: char| !c.is_alphanumeric());
    let hyphened = whole.contains(format!("{start}-{end}").as_str());
    if hyphened && !whole.contains(format!("{start}{end}").as_str()) {
        open.push('-');
    }
    open.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_a_pdf_becomes_paragraphs() {
        let text = "Rare Earths Weekly          1\n\nThe clay hills around Pangwa supply close to half of the heavy\n\
            rare earths of the world, and rare-earth mines there are pro-\ntected by an army that taxes them. The trade\n\
            goes on.\n\nNext paragraph of the text begins here and it goes on to the\n\u{c}Rare Earths Weekly          2\n\n\
            next page, where the rare-\nearth trade ends.\n\n- 2 -\n\u{c}Rare Earths Weekly 3\n\nLast words.\n3\n";
        let mut notes = Vec::new();
        assert_eq!(
            paragraphs(text, &mut notes),
            [
                "The clay hills around Pangwa supply close to half of the heavy rare earths of the world, and rare-earth \
                 mines there are protected by an army that taxes them. The trade goes on.",
                "Next paragraph of the text begins here and it goes on to the next page, where the rare-earth trade ends.",
                "Last words.",
            ]
        );
        assert_eq!(notes, [Note::Unwrapped]);
    }

    #[test]
    fn text_of_one_line_a_paragraph_is_left_alone() {
        let mut notes = Vec::new();
        assert_eq!(paragraphs("One.\n\n  Two.\r\nThree.", &mut notes), ["One.", "Two.", "Three."]);
        assert!(notes.is_empty());
    }
}
