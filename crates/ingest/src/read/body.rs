//! Which lines of a document are its article.
//!
//! For a page the crate `trafilatura` finds the main text. For plain text the lines themselves must tell: an article is
//! where sentences stand, from the first paragraph of prose to the last one before what follows an article. The road
//! not taken: the same library on text wrapped in tags; without a page's structure it keeps everything.

use super::furniture::{advertisement, after_article, furniture};

/// Words of a line of prose.
const PROSE_WORDS: usize = 14;
/// Signs of a line of prose in a script without spaces.
const PROSE_SIGNS: usize = 24;

/// Whether a line is a paragraph of an article rather than a title or a button.
pub(super) fn prose(line: &str) -> bool {
    let spaced = line.split_whitespace().take(PROSE_WORDS).count() >= PROSE_WORDS;
    let dense = || line.chars().filter(|c| *c >= '\u{1000}' && c.is_alphanumeric()).take(PROSE_SIGNS).count();
    let ended = line
        .trim_end()
        .ends_with(['.', '!', '?', '”', '"', '’', '\'', ':', ';', '…', ')', '。', '！', '？', '။', '」']);
    (spaced && ended && !furniture(line)) || dense() >= PROSE_SIGNS
}

/// The article among lines: its first line and the one after its last. Empty if there is no prose.
pub(super) fn article(lines: &[String]) -> (usize, usize) {
    let prose: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| prose(line))).collect();
    let Some(first) = prose.first().copied() else { return (0, 0) };
    let mut end = first + 1;
    for at in prose.iter().copied() {
        if at > end && leaves(lines, end, at, prose.iter().filter(|other| **other >= at).count(), prose.len())
        {
            break;
        }
        end = at + 1;
    }
    (first, end)
}

/// Lines between two paragraphs that are too many for subheadings.
const GAP: usize = 6;

/// Whether the article is over before the paragraph at `next`: what follows articles begins in the gap, or the gap is
/// wide, and less is behind it than before.
fn leaves(lines: &[String], end: usize, next: usize, behind: usize, all: usize) -> bool {
    let gap = lines.get(end..next).unwrap_or(&[]);
    let marked = gap.iter().any(|line| after_article(line));
    (marked && behind * 2 <= all) || (gap.len() > GAP && behind * 4 <= all)
}

/// The lines of an article without the furniture among them; the line under an advertisement's mark goes with it if it
/// is long and no sentence, as subheadings are short.
pub(super) fn without_furniture(lines: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(lines.len());
    let mut marked = false;
    for line in lines {
        let sold = marked && !prose(line) && line.split_whitespace().count() >= 8;
        if !sold && !furniture(line) {
            kept.push(line.clone());
        }
        marked = advertisement(line);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_ends_before_its_comments() {
        let long =
            "The clay hills around the town supply close to half of the heavy rare earths of the world.";
        let lines: Vec<String> = [
            "Site",
            "Log in",
            "A title of some words",
            long,
            "What happened",
            long,
            long,
            "Discussion about this post",
            "Old Hand",
            long,
            "Reply",
        ]
        .map(str::to_owned)
        .to_vec();
        assert_eq!(article(&lines), (3, 7));
        assert_eq!(article(&lines[..3]), (0, 0));
    }

    #[test]
    fn furniture_goes_and_subheadings_stay() {
        let lines = [
            "He cannot refine.",
            "Advertisement",
            "Hearing aids for less: see why pensioners in your area are switching",
            "The squeeze",
            "Share",
        ]
        .map(str::to_owned);
        assert_eq!(without_furniture(&lines), ["He cannot refine.", "The squeeze"]);
    }
}
