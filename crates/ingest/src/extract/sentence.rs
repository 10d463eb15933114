//! Sentences of a text with their places.
//!
//! A line feed ends a sentence always; within a line the crate `sentencex` tells abbreviations from ends. The road not
//! taken: splitting at every full stop, which makes two claims of "Gen. Gun Maw".

use std::ops::Range;

/// The longest line that is cut into sentences [bytes]; a longer one is no prose and is passed over.
const LONGEST: usize = 1 << 16;

/// Where the sentences of a text stand, in bytes.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        if line.len() <= LONGEST && !line.trim().is_empty() {
            let inside = sentencex::get_sentence_boundaries("en", line);
            let parts = inside.into_iter().flat_map(|found| after_may(line, found.start_byte..found.end_byte));
            spans.extend(parts.filter_map(|part| trimmed(line, part, at)));
        }
        at += line.len() + 1;
    }
    spans
}

/// Cuts where a sentence ends with the month of May, which the library takes for an abbreviation.
fn after_may(line: &str, span: Range<usize>) -> Vec<Range<usize>> {
    const MAY: &str = " May. ";
    let text = line.get(span.clone()).unwrap_or_default();
    let mut parts = Vec::new();
    let mut from = span.start;
    for (at, _) in text.match_indices(MAY) {
        let end = span.start + at + MAY.len() - 1;
        parts.push(from..end);
        from = end;
    }
    parts.push(from..span.end);
    parts
}

/// A span of a line without the blanks at its ends, moved to its place in the text.
fn trimmed(line: &str, span: Range<usize>, at: usize) -> Option<Range<usize>> {
    let text = line.get(span.clone())?;
    let start = span.start + text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    (end > start).then_some(at + start..at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_keep_their_places() {
        let text = "Gen. Gun Maw spoke. Nobody asked.\nA second line";
        let said: Vec<&str> = split(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(said, ["Gen. Gun Maw spoke.", "Nobody asked.", "A second line"]);
    }
}
