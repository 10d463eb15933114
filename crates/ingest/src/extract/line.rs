//! A sentence as the rules see it: words in lower case, names and quantities as one letter each.
//!
//! `KIA fighters took Pangwa on Friday` becomes `A fighters took S on friday`. A rule is then a short regular
//! expression over words, and a name with three words or a figure with five takes the room of one. The road not
//! taken: a grammar of the sentence; a parser that is right nine times in ten is wrong about every tenth claim.

use super::quantity::{Found, Sort};
use super::rules::HEAD;
use std::ops::Range;

/// What a name is, as a letter in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// `A`: an armed group or a military government.
    Armed,
    /// `C`: a state, its government or an agency of it.
    State,
    /// `F`: a firm.
    Firm,
    /// `S`: a site, town, region or gate.
    Site,
    /// `G`: a good.
    Good,
    /// `K`: a people or land whose name stands for its fighters or its place, as the words after it say.
    People,
}

impl Class {
    const fn letter(self) -> char {
        match self {
            Self::Armed => 'A',
            Self::State => 'C',
            Self::Firm => 'F',
            Self::Site => 'S',
            Self::Good => 'G',
            Self::People => 'K',
        }
    }
}

/// A name found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Whose name it is.
    pub id: String,
    /// What it is.
    pub class: Class,
    /// Whether the world is about it: its own goods, sites, firms and armed groups, but no great power.
    pub core: bool,
    /// Bytes of the sentence.
    pub span: Range<usize>,
}

/// A sentence as the rules see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Tokens with one blank before and after each.
    pub(super) text: String,
    /// For each token, where it begins in `text` and what bytes of the sentence it is.
    tokens: Vec<(usize, Range<usize>)>,
}

impl Line {
    /// The line of a sentence; names and quantities in the order of the sentence, a name first where both claim a word.
    #[must_use]
    pub(super) fn new(sentence: &str, names: &[Named], quantities: &[Found]) -> Self {
        let mut line = Self { text: format!(" {HEAD} "), tokens: Vec::new() };
        let mut at = 0;
        while let Some(first) = sentence.get(at..).and_then(|rest| rest.chars().next()) {
            at = line.step(sentence, at, first, names, quantities);
        }
        line
    }

    fn step(&mut self, sentence: &str, at: usize, first: char, names: &[Named], found: &[Found]) -> usize {
        if let Some(name) = names.iter().find(|name| name.span.start == at && name.span.end > at) {
            self.push(name.class.letter().encode_utf8(&mut [0; 4]), at..name.span.end);
            return name.span.end;
        }
        if let Some(quantity) = found.iter().find(|quantity| quantity.span.0 == at) {
            self.push(letter(quantity.sort), at..quantity.span.1);
            return quantity.span.1;
        }
        if !first.is_alphanumeric() {
            let end = at + first.len_utf8();
            if !first.is_whitespace() {
                self.punctuation(sentence, at, first);
            }
            return self.possessive(sentence, at).unwrap_or(end);
        }
        let end = word_end(sentence, at, names);
        let word = sentence.get(at..end).unwrap_or_default().to_lowercase().replace('’', "'");
        self.push(&word, at..end);
        end
    }

    fn punctuation(&mut self, sentence: &str, at: usize, first: char) {
        let mark = match first {
            '“' | '”' | '"' | '„' | '«' | '»' => "\"",
            '—' | '–' => "—",
            '’' | '‘' | '\'' => {
                if self.possessive(sentence, at).is_none() {
                    return;
                }
                "'s"
            }
            other => {
                self.push(other.encode_utf8(&mut [0; 4]), at..at + other.len_utf8());
                return;
            }
        };
        let end = self.possessive(sentence, at).unwrap_or(at + first.len_utf8());
        self.push(mark, at..end);
    }

    /// Where a possessive that begins here ends.
    fn possessive(&self, sentence: &str, at: usize) -> Option<usize> {
        let rest = sentence.get(at..)?;
        let mark = rest.chars().next().filter(|mark| ['’', '\''].contains(mark))?;
        let after = rest.get(mark.len_utf8()..)?;
        let ends = after.strip_prefix('s')?.chars().next().is_none_or(|next| !next.is_alphanumeric());
        ends.then_some(at + mark.len_utf8() + 1)
    }

    fn push(&mut self, token: &str, span: Range<usize>) {
        self.tokens.push((self.text.len(), span));
        self.text.push_str(token);
        self.text.push(' ');
    }

    /// Whether what stands at some bytes of the sentence stands in a part of the line.
    #[must_use]
    pub(super) fn stands(&self, span: &Range<usize>, part: Range<usize>) -> bool {
        self.tokens.iter().any(|(at, bytes)| part.contains(at) && bytes.start == span.start)
    }

    /// The bytes of the sentence that a part of the line stands for.
    #[must_use]
    pub(super) fn span(&self, part: &Range<usize>) -> Range<usize> {
        let inside = |at: &usize| part.contains(at);
        let mut tokens = self.tokens.iter().filter(|(at, _)| inside(at)).map(|(_, span)| span);
        let Some(first) = tokens.next() else { return 0..0 };
        first.start..tokens.last().map_or(first.end, |last| last.end)
    }
}

/// A word runs to the next sign that is neither letter, digit nor a hyphen or apostrophe within it, or to a name.
fn word_end(sentence: &str, at: usize, names: &[Named]) -> usize {
    let rest = sentence.get(at..).unwrap_or_default();
    let mut signs = rest.char_indices().peekable();
    while let Some((offset, sign)) = signs.next() {
        let here = at + offset;
        if offset > 0 && names.iter().any(|name| name.span.start == here) {
            return here;
        }
        let joined = ['-', '’', '\'', '.'].contains(&sign)
            && signs.peek().is_some_and(|(_, next)| next.is_alphanumeric())
            && !(sign != '-' && sign != '.' && is_possessive(rest.get(offset..).unwrap_or_default()));
        if !sign.is_alphanumeric() && !joined {
            return here;
        }
    }
    sentence.len()
}

fn is_possessive(rest: &str) -> bool {
    let mut signs = rest.chars().skip(1);
    signs.next() == Some('s') && signs.next().is_none_or(|next| !next.is_alphanumeric())
}

const fn letter(sort: Sort) -> &'static str {
    match sort {
        Sort::Mass => "M",
        Sort::Money => "V",
        Sort::UnitPrice => "U",
        Sort::Part => "P",
        Sort::Count => "X",
        Sort::Time => "T",
        Sort::Number => "N",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::quantity;

    #[test]
    fn names_and_figures_take_the_room_of_one_word() {
        let sentence = "The KIA’s men took Pangwa, 35,000 yuan a tonne: don’t.";
        let names = [
            Named { id: "kio-kia".into(), class: Class::Armed, core: true, span: 4..7 },
            Named { id: "pangwa".into(), class: Class::Site, core: true, span: 21..27 },
        ];
        let line = Line::new(sentence, &names, &quantity::find(sentence));
        assert_eq!(line.text, " § the A 's men took S , U : don't . ");
        let at = line.text.find("S ").expect("a site");
        assert_eq!(&sentence[line.span(&(at..at + 1))], "Pangwa");
    }
}
