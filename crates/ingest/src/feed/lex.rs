//! Markup cut into tags and texts, in XML and in HTML, well-formed or not.
//!
//! One lexer for both, because both are wanted with the same patience: what cannot be a tag is text, what is cut off
//! ends at the end, and nothing is searched for twice, so that the work stays linear in hostile input. The road not
//! taken: `quick-xml`, which is faster and stops at `<![CD`, at `<a href=x>` and at a stray `<`, as XML demands.

use super::repair::{Fault, Repairs};

/// Attributes kept of one tag.
const ATTRIBUTES: usize = 256;

/// Which language the markup is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Of feeds: every oddity is a fault.
    Xml,
    /// Of what feeds carry: oddities are usual.
    Html,
}

/// A piece of markup; texts and values still hold their references.
#[derive(Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// Between tags.
    Text(&'a str),
    /// In a CDATA section: holds no references.
    Literal(&'a str),
    /// `<name …>`.
    Start {
        /// As written, with its prefix.
        name: &'a str,
        /// Names and values as written, in order, no name twice.
        attributes: Vec<(&'a str, &'a str)>,
        /// Whether it ends in `/>`.
        closed: bool,
    },
    /// `</name>`.
    End(&'a str),
    /// `<!-- … -->`.
    Comment,
    /// `<!DOCTYPE …>`, the inside.
    DocumentType(&'a str),
    /// `<?name …?>`, the inside.
    Instruction(&'a str),
}

/// Cuts a text into tokens; see [`Lexer::next`].
pub(crate) struct Lexer<'a> {
    whole: &'a str,
    rest: &'a str,
    language: Language,
    absent: Absent,
}

/// Terminators that are known not to come any more.
#[derive(Default)]
struct Absent {
    comment: bool,
    section: bool,
    instruction: bool,
    bracket: bool,
    single: bool,
    double: bool,
    document_type: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer at the beginning of a text.
    pub(crate) fn new(whole: &'a str, language: Language) -> Self {
        Self { whole, rest: whole, language, absent: Absent::default() }
    }

    /// Bytes of the text that are behind.
    pub(crate) fn at(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    /// What is still ahead.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Goes on at the end of what is given, a tail of the text.
    pub(crate) fn resume(&mut self, rest: &'a str) {
        self.rest = rest;
    }

    /// The next piece of markup.
    pub(crate) fn next(&mut self, repairs: &mut Repairs) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        match self.rest.strip_prefix('<') {
            Some(inside) => Some(self.markup(inside, repairs)),
            None => Some(Token::Text(self.take_to('<'))),
        }
    }

    fn take_to(&mut self, stop: char) -> &'a str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn markup(&mut self, inside: &'a str, repairs: &mut Repairs) -> Token<'a> {
        match inside.chars().next() {
            Some('!') => self.declaration(inside, repairs),
            Some('?') => self.instruction(inside, repairs),
            Some('/') => self.end(inside, repairs),
            Some(c) if starts_name(c, self.language) => self.start(inside, repairs),
            _ => self.stray(repairs),
        }
    }

    /// A `<` that begins no markup is text, up to the next.
    fn stray(&mut self, repairs: &mut Repairs) -> Token<'a> {
        self.fault(repairs, Fault::Markup);
        let end =
            self.rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(self.rest.len(), |(at, _)| at);
        Token::Text(self.take(end))
    }

    fn fault(&self, repairs: &mut Repairs, fault: Fault) {
        repairs.add(self.at(), fault, self.rest);
    }

    fn declaration(&mut self, inside: &'a str, repairs: &mut Repairs) -> Token<'a> {
        if let Some(comment) = inside.strip_prefix("!--") {
            return self.comment(comment, repairs);
        }
        if let (Language::Xml, Some(section)) = (self.language, inside.strip_prefix("![CDATA[")) {
            return self.section(section, repairs);
        }
        if !self.absent.document_type
            && inside.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!DOCTYPE"))
        {
            if let Some((body, rest)) = document_type(inside.get(8..).unwrap_or("")) {
                self.rest = rest;
                return Token::DocumentType(body);
            }
            self.absent.document_type = true;
        }
        self.stray(repairs)
    }

    /// A comment ends at `-->`; where none comes, at the next `>`, as the most forgiving readers have it.
    fn comment(&mut self, comment: &'a str, repairs: &mut Repairs) -> Token<'a> {
        if !self.absent.comment {
            if let Some((_, rest)) = comment.split_once("-->") {
                self.rest = rest;
                return Token::Comment;
            }
            self.absent.comment = true;
        }
        self.fault(repairs, Fault::Markup);
        self.rest =
            if self.absent.bracket { "" } else { comment.split_once('>').map_or("", |(_, rest)| rest) };
        self.absent.bracket |= self.rest.is_empty();
        Token::Comment
    }

    fn section(&mut self, section: &'a str, repairs: &mut Repairs) -> Token<'a> {
        if !self.absent.section {
            if let Some((literal, rest)) = section.split_once("]]>") {
                self.rest = rest;
                return Token::Literal(literal);
            }
            self.absent.section = true;
        }
        self.fault(repairs, Fault::Markup);
        // Cut off: what follows is the text of a feed again, not the rest of the section.
        self.rest = section;
        Token::Literal(self.take_to('<'))
    }

    fn instruction(&mut self, inside: &'a str, repairs: &mut Repairs) -> Token<'a> {
        let inside = inside.strip_prefix('?').unwrap_or(inside);
        if self.language == Language::Xml && !self.absent.instruction {
            if let Some((body, rest)) = inside.split_once("?>") {
                self.rest = rest;
                return Token::Instruction(body);
            }
            self.absent.instruction = true;
        }
        self.fault(repairs, Fault::Markup);
        match inside.split_once('>') {
            Some((body, rest)) => {
                self.rest = rest;
                Token::Instruction(body)
            }
            None => {
                self.rest = "";
                Token::Instruction("")
            }
        }
    }

    fn end(&mut self, inside: &'a str, repairs: &mut Repairs) -> Token<'a> {
        let inside = inside.strip_prefix('/').unwrap_or(inside);
        if !inside.starts_with(|c| starts_name(c, self.language)) {
            return self.stray(repairs);
        }
        let length = inside.find(|c: char| ends_name(c)).unwrap_or(inside.len());
        let (name, after) = inside.split_at_checked(length).unwrap_or((inside, ""));
        let inner = after.trim_start();
        if let Some(rest) = inner.strip_prefix('>') {
            self.rest = rest;
            return Token::End(name);
        }
        self.fault(repairs, Fault::Markup);
        // A tag that never ends, or begins another: closed here.
        self.rest = match inner.find(['<', '>']) {
            Some(at) => {
                let rest = inner.get(at..).unwrap_or("");
                rest.strip_prefix('>').unwrap_or(rest)
            }
            None => "",
        };
        Token::End(name)
    }

    fn start(&mut self, inside: &'a str, repairs: &mut Repairs) -> Token<'a> {
        let length = inside.find(ends_name).unwrap_or(inside.len());
        let (name, mut rest) = inside.split_at_checked(length).unwrap_or((inside, ""));
        let mut attributes: Vec<(&str, &str)> = Vec::new();
        loop {
            let spaced = rest.starts_with(char::is_whitespace);
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                self.rest = after;
                return Token::Start { name, attributes, closed: false };
            }
            if let Some(after) = rest.strip_prefix("/>") {
                self.rest = after;
                return Token::Start { name, attributes, closed: true };
            }
            if rest.is_empty() {
                return self.cut_off(repairs);
            }
            if !spaced {
                self.fault(repairs, Fault::Attribute);
            }
            let length = rest.find(ends_attribute).unwrap_or(rest.len());
            let (key, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            if key.is_empty() {
                // A quotation mark, a slash or an equals sign alone.
                self.fault(repairs, Fault::Attribute);
                let mut chars = rest.chars();
                chars.next();
                rest = chars.as_str();
                continue;
            }
            let (value, after) = self.value(after, repairs);
            rest = after;
            if attributes.len() < ATTRIBUTES && !attributes.iter().any(|(known, _)| *known == key) {
                attributes.push((key, value));
            } else {
                self.fault(repairs, Fault::Attribute);
            }
        }
    }

    /// A start tag that is cut off by the end: nothing of it is kept.
    fn cut_off(&mut self, repairs: &mut Repairs) -> Token<'a> {
        self.fault(repairs, Fault::Markup);
        self.rest = "";
        Token::Comment
    }

    fn value(&mut self, after: &'a str, repairs: &mut Repairs) -> (&'a str, &'a str) {
        let Some(after) = after.trim_start().strip_prefix('=') else {
            self.fault(repairs, Fault::Attribute);
            return ("", after);
        };
        let after = after.trim_start();
        for (quote, absent) in [('"', &mut self.absent.double), ('\'', &mut self.absent.single)] {
            let Some(quoted) = after.strip_prefix(quote) else { continue };
            if !*absent {
                if let Some(pair) = quoted.split_once(quote) {
                    return pair;
                }
                *absent = true;
            }
        }
        self.fault(repairs, Fault::Attribute);
        let bare = after.strip_prefix(['"', '\'']).unwrap_or(after);
        let end = bare.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(bare.len());
        let (value, rest) = bare.split_at_checked(end).unwrap_or((bare, ""));
        match value.strip_suffix('/') {
            Some(short) if rest.starts_with('>') && self.language == Language::Xml => {
                (short, bare.get(end - 1..).unwrap_or(rest))
            }
            _ => (value, rest),
        }
    }
}

fn starts_name(c: char, language: Language) -> bool {
    match language {
        Language::Xml => c.is_alphabetic() || matches!(c, '_' | ':'),
        Language::Html => c.is_ascii_alphabetic(),
    }
}

fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '>' | '<' | '=' | '"' | '\'')
}

fn ends_attribute(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '>' | '=' | '"' | '\'')
}

/// The inside of a document type behind `<!DOCTYPE`, and what follows it; `None` if it is not one.
///
/// Quoted words, and one pair of square brackets with declarations, may hold a `>`.
fn document_type(inside: &str) -> Option<(&str, &str)> {
    if !inside.starts_with(char::is_whitespace) {
        return None;
    }
    let (mut quote, mut subset) = (None, false);
    let mut skip = 0;
    for (at, c) in inside.char_indices().filter(|(_, c)| c.is_ascii()) {
        match (quote, c) {
            _ if at < skip => {}
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '<') if inside.get(at..)?.starts_with("<!--") => {
                skip = at + inside.get(at..)?.find("-->")? + 3
            }
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => subset = true,
            (None, ']') => subset = false,
            (None, '>') if !subset => return Some((inside.get(..at)?, inside.get(at + 1..)?)),
            (None, '<') if !subset => return None,
            _ => {}
        }
    }
    None
}
