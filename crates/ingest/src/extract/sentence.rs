//! Sentences of a text with their places.
//!
//! A line feed ends a sentence always; within a line the crate `sentencex` tells abbreviations from ends. The road not
//! taken: splitting at every full stop, which makes two claims of "Gen. Gun Maw".

use std::ops::Range;

/// The longest piece that the library is given [bytes]: longer than any paragraph, since its work grows with the square
/// of the ends in it.
const LONGEST: usize = 1 << 12;

/// Where the sentences of a text stand, in bytes.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        for piece in pieces(line) {
            let text = line.get(piece.clone()).unwrap_or_default();
            let inside = sentencex::get_sentence_boundaries("en", text);
            let parts =
                inside.into_iter().flat_map(|found| after_may(text, found.start_byte..found.end_byte));
            spans.extend(parts.filter_map(|part| trimmed(text, part, at + piece.start)));
        }
        at += line.len() + 1;
    }
    spans
}

/// A line in pieces of at most [`LONGEST`], each cut behind a full stop if there is one, else between two letters.
fn pieces(line: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while line.len() - from > LONGEST {
        let most = (from..=from + LONGEST).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(line.len());
        let stop =
            line.get(from..most).and_then(|text| text.rfind(". ")).map_or(most, |stop| from + stop + 2);
        pieces.push(from..stop);
        from = stop;
    }
    pieces.push(from..line.len());
    pieces
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
    fn a_long_line_is_cut_and_nothing_of_it_lost() {
        let line = "The gate was shut again. ".repeat(1_000);
        let spans = split(&line);
        assert_eq!(spans.len(), 1_000);
        assert!(spans.iter().all(|span| &line[span.clone()] == "The gate was shut again."));
        let dense = "é".repeat(10_000);
        assert_eq!(split(&dense).iter().map(|span| span.len()).sum::<usize>(), dense.len());
    }

    #[test]
    fn sentences_keep_their_places() {
        let text = "Gen. Gun Maw spoke. Nobody asked.\nA second line";
        let said: Vec<&str> = split(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(said, ["Gen. Gun Maw spoke.", "Nobody asked.", "A second line"]);
    }
}
