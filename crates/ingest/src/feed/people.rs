//! Authors, editors, publishers, contributors.
//!
//! Formats write a person as an element with parts (Atom) or as a line with name and address in any order (RSS). Both
//! become a name, an address for mail and an address of a page. The road not taken: the grammar of mail headers, which
//! the lines of feeds hardly ever follow.

use serde_json::{Map, Value, json};

use super::tree::Element;
use super::uri;

/// A person or an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) image: Option<String>,
}

/// Which part a person has in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Wrote it.
    Author,
    /// Published it.
    Publisher,
    /// Helped.
    Contributor,
}

/// The part of the people that an element names, if it names any.
pub(crate) fn part_of(key: &str) -> Option<Part> {
    match key {
        "author" | "managingeditor" | "dc_author" | "dc_creator" | "itunes_author" => Some(Part::Author),
        "webmaster" | "dc_publisher" | "itunes_owner" => Some(Part::Publisher),
        "contributor" | "dc_contributor" => Some(Part::Contributor),
        _ => None,
    }
}

impl Person {
    /// Reads an element; the second value is the line that it was, if it was one.
    pub(crate) fn read(element: &Element) -> (Self, Option<String>) {
        let mut person = Self::default();
        for inner in element.elements() {
            let text = inner.full_text().trim().to_owned();
            match inner.name.local.to_lowercase().as_str() {
                "name" | "fullname" => person.name = Some(text),
                "email" | "mbox" => person.email = Some(text),
                "url" | "uri" | "homepage" | "weblog" => {
                    person.href = Some(uri::resolve_safe(&inner.setting.base, &text));
                }
                _ => {}
            }
        }
        if person != Self::default() {
            return (person, None);
        }
        let line = element.full_text().trim().to_owned();
        (Self::of_line(&line), Some(line))
    }

    /// `Name (mail)`, `mail (Name)`, `Name <mail>`, `mail`, `Name`.
    pub(crate) fn of_line(line: &str) -> Self {
        let Some(email) = find_mail(line) else {
            return Self { name: (!line.is_empty()).then(|| line.to_owned()), ..Self::default() };
        };
        let rest = line.replacen(email, "", 1).replace("()", "").replace("<>", "").replace("&lt;&gt;", "");
        let name = rest.trim();
        let name = name.strip_prefix('(').unwrap_or(name);
        let name = name.strip_suffix(')').unwrap_or(name);
        let name = name.trim().trim_matches('"').trim();
        Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            email: Some(email.to_owned()),
            ..Self::default()
        }
    }

    /// The person in a line: `Name (mail)`.
    pub(crate) fn line(&self) -> Option<String> {
        match (&self.name, &self.email) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (name, email) => name.clone().or_else(|| email.clone()),
        }
    }

    /// As `author_detail` appears in the reading; `url` is another name of `href`.
    pub(crate) fn json(&self) -> Value {
        let mut map = Map::new();
        let parts = [
            ("name", &self.name),
            ("email", &self.email),
            ("href", &self.href),
            ("url", &self.href),
            ("image", &self.image),
        ];
        for (key, part) in parts {
            if let Some(part) = part {
                map.insert(key.to_owned(), json!(part));
            }
        }
        Value::Object(map)
    }
}

/// The first word that is an address for mail.
fn find_mail(line: &str) -> Option<&str> {
    let at_edge = |c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '\'' | ',' | ';' | '[' | ']')
    };
    let words = line.split(at_edge).map(|word| word.strip_prefix("mailto:").unwrap_or(word));
    words.map(|word| word.trim_end_matches('.')).find(|word| is_mail(word))
}

fn is_mail(word: &str) -> bool {
    let Some((user, host)) = word.split_once('@') else { return false };
    let labels = host.split('.').collect::<Vec<_>>();
    let label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    !user.is_empty() && labels.len() > 1 && labels.iter().all(label)
}
