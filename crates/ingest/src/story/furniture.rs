//! The parts of a page's text that are no part of its story.
//!
//! Footers, calls to subscribe and copyright lines are the same under every article of a site. The sentences that say
//! so are left out of the shingles. Datelines ("YANGON, 3 May (Reuters) -") and version labels ("Update 2") carry
//! figures that are not figures of the story; the year of a copyright line does not, and is compared like any other,
//! for two sites do not sign with the same words. The list is of plain phrases, in English, that news text itself does not
//! use; what it misses is caught by the rule on shared tails in [`super::compare`].

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Phrases of a line that belongs to the site.
const PHRASES: [&str; 29] = [
    "all rights reserved",
    "©",
    "copyright (c)",
    "last updated",
    " min read",
    " minutes read",
    "sign up for our",
    "sign up to our",
    "sign up for the newsletter",
    "subscribe to our",
    "subscribe now",
    "our newsletter",
    "follow us on",
    "like us on facebook",
    "join us on",
    "privacy policy",
    "cookie policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "download our app",
    "click here to",
    "share this article",
    "share this story",
    "read more:",
    "related articles",
    "support our journalism",
    "may not be published, broadcast, rewritten",
    "material may not be reproduced",
];
/// A unit longer than this, in items, is prose that happens to use a phrase.
pub(super) const LONGEST: usize = 50;

static FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(PHRASES).ok());

/// Where the phrases begin in a text, in order.
pub(super) fn phrases(text: &str) -> Vec<usize> {
    FINDER.as_ref().map_or_else(Vec::new, |finder| finder.find_iter(text).map(|hit| hit.start()).collect())
}

/// The datelines of a text: from the start of one of its first lines to a closing bracket before a dash.
pub(super) fn datelines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n').take(5) {
        if let Some(end) = dateline(line) {
            found.push(start..start + end);
        }
        start += line.len();
    }
    found
}

fn dateline(line: &str) -> Option<usize> {
    let (before, after) = line.split_once(')')?;
    let dashed = after.trim_start().starts_with(['-', '–', '—']);
    (before.len() <= 120 && before.contains('(') && dashed).then_some(before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_are_found_and_prose_is_not() {
        assert_eq!(phrases("They all agreed to reserve rights and signed up.").len(), 0);
        let found = phrases("Text.\nCopyright (c) 2020. ALL RIGHTS RESERVED. Sign up for our weekly letter.");
        assert_eq!(found, [6, 26, 47]);
    }

    #[test]
    fn a_dateline_ends_at_its_dash() {
        assert_eq!(datelines("YANGON, May 3 (Reuters) - Twelve").first(), Some(&(0..22)));
        assert_eq!(datelines("New headline\nBEIJING, 3月 (Xinhua) -- x").len(), 1);
        assert!(datelines("Twelve people (three of them children) died").is_empty());
    }
}
