//! What was mended while a feed was read, and where.
//!
//! A reader that fails on the first fault loses the feed; one that mends in silence hides that the publisher's text
//! was guessed at. So every mending is recorded, by kind, with the line and the words concerned; long lists are cut
//! and the cut is counted. The road not taken: levels of severity, which would ask every caller to decide again.

use std::fmt;

/// Repairs kept one by one; the rest is counted.
const KEPT: usize = 64;

/// Longest piece of the source that a repair quotes, in characters.
const QUOTED: usize = 60;

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// More bytes than are read; nothing was.
    TooLong,
    /// Nothing that could be a feed.
    NoFeed,
    /// No encoding declared and not UTF-8: it was guessed.
    EncodingGuessed,
    /// The declared encoding is unknown or does not fit the bytes.
    EncodingWrong,
    /// Characters that no feed may contain; they were dropped.
    Characters,
    /// An `&` that begins no reference, or a reference to nothing known; kept as it stands.
    Reference,
    /// Entities of a document type that are not expanded.
    Entity,
    /// A tag or another piece of markup that is cut off or garbled.
    Markup,
    /// An attribute without quotes, without a value, or given twice.
    Attribute,
    /// An end tag that closes nothing; ignored.
    StrayEnd,
    /// An element that is not closed; closed where its parent ends.
    Unclosed,
    /// A prefix that no namespace is declared for.
    Prefix,
    /// Elements nested deeper than is followed; their text was kept.
    TooDeep,
    /// Text outside the outermost element.
    OutsideRoot,
    /// An XML declaration that does not stand at the beginning.
    Declaration,
    /// More entries than are kept; the rest was read and counted.
    TooManyEntries,
    /// More repairs than are listed; the rest was counted.
    TooManyRepairs,
    /// A JSON Feed that is cut off or breaks the rules of JSON.
    Json,
}

/// One mending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was wrong.
    pub fault: Fault,
    /// Line of the source, from 1; 0 if it concerns the whole.
    pub line: usize,
    /// The words concerned, or what was done.
    pub detail: String,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        f.write_str(self.fault.words())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl Fault {
    /// The fault in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TooLong => "longer than is read",
            Self::NoFeed => "no feed found",
            Self::EncodingGuessed => "encoding guessed",
            Self::EncodingWrong => "declared encoding does not hold",
            Self::Characters => "forbidden characters dropped",
            Self::Reference => "unknown reference kept as text",
            Self::Entity => "entity not expanded",
            Self::Markup => "garbled markup",
            Self::Attribute => "ill-formed attribute",
            Self::StrayEnd => "end tag closes nothing",
            Self::Unclosed => "element closed for its author",
            Self::Prefix => "prefix without a namespace",
            Self::TooDeep => "nested too deep",
            Self::OutsideRoot => "text outside the feed",
            Self::Declaration => "XML declaration not at the beginning",
            Self::TooManyEntries => "more entries than are kept",
            Self::TooManyRepairs => "more repairs than are listed",
            Self::Json => "ill-formed JSON",
        }
    }
}

/// Repairs as they are gathered: places are bytes of the decoded text until [`Repairs::finish`].
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    kept: Vec<(usize, Fault, String)>,
    more: usize,
}

impl Repairs {
    /// Records a repair at a byte of the decoded text.
    pub(crate) fn add(&mut self, at: usize, fault: Fault, detail: &str) {
        if self.kept.len() == KEPT {
            self.more += 1;
            return;
        }
        self.kept.push((at, fault, detail.chars().take(QUOTED).collect()));
    }

    /// Turns places into lines in one pass over the text; what concerns the whole has the place `usize::MAX`.
    pub(crate) fn finish(mut self, text: &str) -> Vec<Repair> {
        self.kept.sort();
        let mut breaks =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).peekable();
        let mut line = 1;
        let mut repairs = Vec::with_capacity(self.kept.len() + 1);
        for (at, fault, detail) in self.kept {
            while breaks.next_if(|next| *next < at && at != WHOLE).is_some() {
                line += 1;
            }
            repairs.push(Repair { fault, line: if at == WHOLE { 0 } else { line }, detail });
        }
        if self.more > 0 {
            let detail = format!("{} more", self.more);
            repairs.push(Repair { fault: Fault::TooManyRepairs, line: 0, detail });
        }
        repairs
    }
}

/// The place of a repair that concerns the whole document.
pub(crate) const WHOLE: usize = usize::MAX;
