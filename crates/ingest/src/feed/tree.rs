//! Elements, built from tokens as far as a feed needs them.
//!
//! The outer elements (`rss`, `channel`, `feed` …) are never held: each of their children is handed over as soon as it
//! ends, so that a feed of a million entries takes the memory of one. Ill-nested tags are mended here. The road not
//! taken: a tree of the whole document, ten times the size of its text.

use std::rc::Rc;

use super::lex::{Language, Lexer, Token};
use super::names::{Meaning, Name, Scope};
use super::refs::{self, Entities};
use super::repair::{Fault, Repairs};
use super::uri;

/// Deepest nesting; elements further in lose their tags and keep their text.
const DEEPEST: usize = 256;

/// Elements and attributes held at once; further elements of the same entry lose their tags and keep their text.
const HELD: usize = 200_000;

/// Entities that one document type may declare, and the length of each in bytes.
const ENTITIES: usize = 256;
const ENTITY: usize = 1024;

/// What an element inherits: the base of its addresses and its language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Empty if unknown.
    pub(crate) base: String,
    /// `None` if unknown or taken back by `xml:lang=""`.
    pub(crate) language: Option<String>,
}

/// An element with everything in it.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) name: Name,
    /// [`Name::key`] of the name, worked out once.
    pub(crate) key: String,
    /// Names and values; no declarations of namespaces.
    pub(crate) attributes: Vec<(Name, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) setting: Rc<Setting>,
    /// Whether it states a language itself, even an empty one.
    pub(crate) speaks: bool,
    /// Whether its children are handed over one by one.
    outer: bool,
    written: String,
    prefixes: Vec<String>,
}

/// Part of an element's inside.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// An attribute's value by its key, such as `href` or `rdf_about`.
    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name.key() == key).map(|(_, value)| value.as_str())
    }

    /// Elements directly inside.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Text directly inside, trimmed.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            if let Node::Text(part) = node {
                text.push_str(part);
            }
        }
        text.trim().to_owned()
    }

    /// All text inside, as it stands. Nesting is bounded, so recursion is.
    pub(crate) fn full_text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.gather(out),
            }
        }
    }
}

/// What a builder hands over as it goes.
pub(crate) trait Reader {
    /// An outer element begins; its children are handed over one by one.
    fn open(&mut self, outer: &Element);
    /// An element that stands directly in an outer one has ended.
    fn element(&mut self, element: Element);
}

/// Elements whose children are handed over one by one, besides the outermost.
fn is_outer(key: &str) -> bool {
    matches!(
        key,
        "rss"
            | "rdf_rdf"
            | "feed"
            | "channel"
            | "redirect"
            | "newsfeed"
            | "atom_feed"
            | "soap_envelope"
            | "soap_body"
    )
}

/// Elements that hold one entry.
pub(crate) fn is_entry(key: &str) -> bool {
    matches!(key, "item" | "entry" | "product")
}

/// Reads a document and hands its elements to a reader; gives the namespaces and the document type.
pub(crate) fn read(text: &str, setting: Setting, reader: &mut dyn Reader, repairs: &mut Repairs) -> Outcome {
    let mut builder = Builder {
        stack: Vec::new(),
        scope: Scope::default(),
        entities: Entities::default(),
        setting: Rc::new(setting),
        too_deep: 0,
        held: 0,
        roots: 0,
        document_type: String::new(),
    };
    let mut lexer = Lexer::new(text, Language::Xml);
    loop {
        let at = lexer.at();
        let Some(token) = lexer.next(repairs) else { break };
        builder.take(token, at, reader, repairs);
    }
    builder.finish(text.len(), reader, repairs)
}

/// What is known at the end of a document.
pub(crate) struct Outcome {
    /// Outermost elements; a document has one.
    pub(crate) roots: usize,
    /// The inside of the document type, empty if there is none.
    pub(crate) document_type: String,
    pub(crate) scope: Scope,
}

struct Builder {
    stack: Vec<Element>,
    scope: Scope,
    entities: Entities,
    setting: Rc<Setting>,
    too_deep: usize,
    held: usize,
    roots: usize,
    document_type: String,
}

impl Builder {
    fn take(&mut self, token: Token, at: usize, reader: &mut dyn Reader, repairs: &mut Repairs) {
        match token {
            Token::Text(text) => {
                let mut fault = |fault, words: &str| repairs.add(at, fault, words);
                let text = refs::resolve(text, &mut self.entities, &mut fault);
                self.text(&text, at, repairs);
            }
            Token::Literal(text) => self.text(text, at, repairs),
            Token::Start { name, attributes, closed } => {
                self.start(name, &attributes, at, reader, repairs);
                if closed {
                    self.end(name, at, reader, repairs);
                }
            }
            Token::End(name) => self.end(name, at, reader, repairs),
            Token::Instruction(inside) if inside.starts_with("xml ") && at > 0 => {
                repairs.add(at, Fault::Declaration, inside);
            }
            Token::DocumentType(inside) => self.document_type(inside, at, repairs),
            Token::Instruction(_) | Token::Comment => {}
        }
    }

    fn text(&mut self, text: &str, at: usize, repairs: &mut Repairs) {
        let Some(element) = self.stack.last_mut() else {
            if !text.trim().is_empty() {
                repairs.add(at, Fault::OutsideRoot, text.trim());
            }
            return;
        };
        if element.outer {
            return;
        }
        match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => element.children.push(Node::Text(text.to_owned())),
        }
    }

    fn start(
        &mut self,
        written: &str,
        attributes: &[(&str, &str)],
        at: usize,
        reader: &mut dyn Reader,
        repairs: &mut Repairs,
    ) {
        if self.stack.len() == DEEPEST || self.held > HELD || self.too_deep > 0 {
            if self.too_deep == 0 {
                repairs.add(at, Fault::TooDeep, written);
            }
            self.too_deep += 1;
            return;
        }
        let mut element = self.element(written, attributes, at, repairs);
        self.close_for(&element.key, at, reader, repairs);
        let root = self.stack.is_empty() && !is_entry(&element.key);
        element.outer = root || (self.in_outer() && is_outer(&element.key));
        if self.stack.is_empty() {
            self.roots += 1;
            if self.roots > 1 {
                repairs.add(at, Fault::OutsideRoot, written);
            }
        }
        if element.outer {
            reader.open(&element);
        } else {
            self.held += 1 + element.attributes.len();
        }
        self.stack.push(element);
    }

    /// Whether the next element stands directly in outer elements.
    fn in_outer(&self) -> bool {
        self.stack.last().is_none_or(|parent| parent.outer)
    }

    fn element(
        &mut self,
        written: &str,
        attributes: &[(&str, &str)],
        at: usize,
        repairs: &mut Repairs,
    ) -> Element {
        let depth = self.stack.len();
        let mut fault = |fault, words: &str| repairs.add(at, fault, words);
        let values: Vec<(&str, String)> = attributes
            .iter()
            .map(|(name, value)| (*name, refs::resolve(value, &mut self.entities, &mut fault).into_owned()))
            .collect();
        let mut prefixes = Vec::new();
        for (name, value) in &values {
            if let Some(prefix) = declaration(name) {
                self.scope.declare(depth, prefix, value);
                prefixes.push(prefix.to_owned());
            }
        }
        let plain = values.into_iter().filter(|(name, _)| declaration(name).is_none());
        let attributes: Vec<(Name, String)> = plain
            .map(|(name, value)| {
                let (prefix, local) = parts(name);
                (Name { prefix: self.scope.attribute(prefix), local: local.to_owned() }, value)
            })
            .collect();
        let name = self.name(written, at, repairs);
        let (setting, speaks) = self.setting_of(&attributes);
        let key = name.key();
        Element {
            name,
            key,
            attributes,
            children: Vec::new(),
            setting,
            speaks,
            outer: false,
            written: written.to_owned(),
            prefixes,
        }
    }

    fn name(&self, written: &str, at: usize, repairs: &mut Repairs) -> Name {
        let (prefix, local) = parts(written);
        let prefix = match self.scope.element(prefix) {
            Meaning::Known(prefix) => prefix,
            Meaning::Undeclared(prefix) => {
                repairs.add(at, Fault::Prefix, written);
                // The prefix that everybody uses for Atom, where it is not declared.
                if prefix == "atom" || prefix == "rss" { String::new() } else { prefix }
            }
        };
        Name { prefix, local: local.to_owned() }
    }

    /// The setting inside an element, and whether it states a language.
    fn setting_of(&self, attributes: &[(Name, String)]) -> (Rc<Setting>, bool) {
        let parent = self.stack.last().map_or(&self.setting, |parent| &parent.setting);
        let find = |wanted: &str| {
            let named = |prefix: &str| {
                attributes
                    .iter()
                    .find(|(name, _)| name.prefix == prefix && name.local.eq_ignore_ascii_case(wanted))
            };
            named("xml").or_else(|| named("")).map(|(_, value)| value.trim())
        };
        let (base, language) = (find("base"), find("lang"));
        if base.is_none() && language.is_none() {
            return (Rc::clone(parent), false);
        }
        let mut setting = Setting::clone(parent);
        if let Some(base) =
            base.map(|base| uri::resolve_safe(&setting.base, base)).filter(|base| !base.is_empty())
        {
            setting.base = base;
        }
        if let Some(language) = language {
            setting.language = (!language.is_empty()).then(|| language.replace('_', "-"));
        }
        (Rc::new(setting), language.is_some())
    }

    /// Closes elements that cannot contain what begins now: an entry in an entry, a link in an unclosed title.
    fn close_for(&mut self, key: &str, at: usize, reader: &mut dyn Reader, repairs: &mut Repairs) {
        while let Some(open) = self.stack.last() {
            let same = is_entry(key) && is_entry(&open.key);
            let leaf = is_leaf(&open.key) && (is_leaf(key) || is_entry(key) || key == "title");
            let leaf = leaf || (open.key == "title" && (is_leaf(key) || is_entry(key)));
            if !same && !leaf {
                return;
            }
            repairs.add(at, Fault::Unclosed, &open.written);
            self.pop(reader);
        }
    }

    fn end(&mut self, written: &str, at: usize, reader: &mut dyn Reader, repairs: &mut Repairs) {
        if self.too_deep > 0 && !self.ends_entry(written) {
            self.too_deep -= 1;
            return;
        }
        self.too_deep = 0;
        let same = |element: &Element| element.written == written;
        let alike = |element: &Element| element.written.eq_ignore_ascii_case(written);
        let Some(place) = self.stack.iter().rposition(same).or_else(|| self.stack.iter().rposition(alike))
        else {
            repairs.add(at, Fault::StrayEnd, written);
            return;
        };
        while self.stack.len() > place + 1 {
            repairs.add(at, Fault::Unclosed, self.stack.last().map_or("", |element| &element.written));
            self.pop(reader);
        }
        if self.stack.last().is_some_and(|element| element.written != written) {
            repairs.add(at, Fault::StrayEnd, written);
        }
        self.pop(reader);
    }

    /// Whether an end tag closes an entry or an outer element, which nothing left open inside may hide.
    fn ends_entry(&self, written: &str) -> bool {
        self.stack.iter().any(|open| open.written == written && (open.outer || is_entry(&open.key)))
    }

    /// Takes the innermost element off the stack and puts it where it belongs.
    fn pop(&mut self, reader: &mut dyn Reader) {
        let Some(element) = self.stack.pop() else { return };
        self.scope.leave(self.stack.len(), &element.prefixes);
        if element.outer {
            return;
        }
        match self.stack.last_mut() {
            Some(parent) if !parent.outer => parent.children.push(Node::Element(element)),
            _ => {
                self.held = 0;
                reader.element(element);
            }
        }
    }

    fn document_type(&mut self, inside: &str, at: usize, repairs: &mut Repairs) {
        if self.document_type.is_empty() {
            self.document_type = inside.to_owned();
        }
        let Some((outside, subset)) = inside.split_once('[') else {
            self.entities.outside |= inside.contains("PUBLIC") || inside.contains("SYSTEM");
            return;
        };
        self.entities.outside |=
            outside.contains("PUBLIC") || outside.contains("SYSTEM") || subset.contains('%');
        for declaration in subset.split("<!ENTITY").skip(1).take(ENTITIES) {
            self.entity(declaration, at, repairs);
        }
    }

    /// ` name "meaning">`: a plain text. One that leans on other entities is not expanded, however often it is used.
    fn entity(&mut self, declaration: &str, at: usize, repairs: &mut Repairs) {
        let declaration = declaration.trim_start();
        let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { return };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return };
        let Some((meaning, _)) = rest.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) else {
            return;
        };
        if name == "%" || meaning.len() > ENTITY || leans(meaning) {
            repairs.add(at, Fault::Entity, name);
            return;
        }
        self.entities.declare(name, refs::decode(meaning).into_owned());
    }

    fn finish(mut self, at: usize, reader: &mut dyn Reader, repairs: &mut Repairs) -> Outcome {
        while let Some(open) = self.stack.last() {
            repairs.add(at, Fault::Unclosed, &open.written);
            self.pop(reader);
        }
        Outcome { roots: self.roots, document_type: self.document_type, scope: self.scope }
    }
}

/// Whether a meaning refers to entities other than characters.
fn leans(meaning: &str) -> bool {
    meaning.split('&').skip(1).any(|after| {
        !matches!(refs::split(after), Some((refs::Reference::Number(_), _)))
            && !["lt;", "gt;", "amp;", "quot;", "apos;"].iter().any(|known| after.starts_with(known))
    })
}

/// Elements of RSS that hold text only, so that one of them never stands in another.
fn is_leaf(key: &str) -> bool {
    matches!(
        key,
        "link" | "guid" | "pubdate" | "lastbuilddate" | "managingeditor" | "webmaster" | "comments" | "ttl"
    )
}

/// The prefix that an attribute declares.
fn declaration(name: &str) -> Option<&str> {
    if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") }
}

fn parts(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
