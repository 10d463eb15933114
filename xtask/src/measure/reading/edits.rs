//! What newsrooms do to a text, done to article bodies by a seed, so that it is known what is a copy of what.
//!
//! The edits are those that reporters of copied news describe: a line of an agency, another headline, a tail cut to
//! fit, a paragraph put in; and the one that must keep texts apart, another number. The road not taken: pairs labelled
//! by readers, of which none can be had that may be kept.

use crate::random::Random;
use oreline_ingest::Document;

/// What is done to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// Nothing.
    Original,
    /// A line of an agency on top, with a dateline or without.
    Agency,
    /// A new headline as first line.
    Headline,
    /// The last fifth of the characters cut, wherever that falls.
    Tail20,
    /// The last two fifths cut.
    Tail40,
    /// A fifth cut from the middle.
    Middle20,
    /// Two fifths cut from the middle.
    Middle40,
    /// A paragraph of another article put between two paragraphs.
    Insert,
    /// Headline, agency, and the tail cut by a fifth.
    Combined20,
    /// Headline, agency, and the tail cut by two fifths.
    Combined40,
    /// Agency, a paragraph put in, and the tail cut by two fifths.
    InsertTail40,
    /// Every third paragraph moved one down.
    Reordered,
    /// Curly quotes, long dashes, soft hyphens, upper-case first line, one line feed for two.
    Typography,
    /// One number changed.
    Number,
    /// One number changed, and a word lost beside it.
    NumberWord,
    /// One number changed and spelled out.
    NumberSpelled,
    /// One number changed, in the title alone, which is the first sentence with a number.
    NumberTitle,
    /// One number of the first half changed, headline, agency, tail cut by two fifths.
    NumberCombined,
    /// One number of the first third changed, a fifth cut from the middle, a paragraph put in.
    NumberMiddle,
}

/// Edits that leave a copy.
pub(super) const COPIES: [Edit; 13] = [
    Edit::Original,
    Edit::Agency,
    Edit::Headline,
    Edit::Tail20,
    Edit::Tail40,
    Edit::Middle20,
    Edit::Middle40,
    Edit::Insert,
    Edit::Combined20,
    Edit::Combined40,
    Edit::InsertTail40,
    Edit::Reordered,
    Edit::Typography,
];
/// Edits that leave another story, since a number differs.
pub(super) const CHANGED: [Edit; 6] = [
    Edit::Number,
    Edit::NumberWord,
    Edit::NumberSpelled,
    Edit::NumberTitle,
    Edit::NumberCombined,
    Edit::NumberMiddle,
];

/// A document with what it was made of.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) document: Document,
    pub(super) body: usize,
    pub(super) edit: Edit,
}

impl Made {
    pub(super) fn is_changed(&self) -> bool {
        CHANGED.contains(&self.edit)
    }
}

/// A body under an edit; nothing where the edit cannot be made, for want of a number.
pub(super) fn make(bodies: &[String], body: usize, edit: Edit, random: &mut Random) -> Option<Made> {
    let own = bodies.get(body)?;
    let title = first_with_number(own);
    let (title, text) = match edit {
        Edit::NumberTitle => (Some(changed(title?, 100, random, Changing::Digits)?), own.clone() + " "),
        _ => (title.map(str::to_owned), edited(bodies, body, own, edit, random)?),
    };
    // Of the edit as well: a body may be left as it was.
    let id = Document::id_of(&format!("{body} {edit:?} {text}"));
    Some(Made { document: Document { id, title, text, ..Document::default() }, body, edit })
}

fn edited(bodies: &[String], body: usize, text: &str, edit: Edit, random: &mut Random) -> Option<String> {
    Some(match edit {
        Edit::Original | Edit::NumberTitle => text.to_owned(),
        Edit::Agency => agency(text, random),
        Edit::Headline => headline(text, random),
        Edit::Tail20 => cut(text, 80, 100),
        Edit::Tail40 => cut(text, 60, 100),
        Edit::Middle20 => cut(text, 40, 60),
        Edit::Middle40 => cut(text, 30, 70),
        Edit::Insert => insert(bodies, body, text, random),
        Edit::Combined20 => headline(&agency(&cut(text, 80, 100), random), random),
        Edit::Combined40 => headline(&agency(&cut(text, 60, 100), random), random),
        Edit::InsertTail40 => agency(&insert(bodies, body, &cut(text, 60, 100), random), random),
        Edit::Reordered => reordered(text),
        Edit::Typography => typography(text),
        Edit::Number => changed(text, 100, random, Changing::Digits)?,
        Edit::NumberWord => changed(text, 100, random, Changing::WordLost)?,
        Edit::NumberSpelled => changed(text, 100, random, Changing::Spelled)?,
        Edit::NumberCombined => {
            let text = cut(&changed(text, 50, random, Changing::Digits)?, 60, 100);
            headline(&agency(&text, random), random)
        }
        Edit::NumberMiddle => {
            let text = cut(&changed(text, 33, random, Changing::Digits)?, 40, 60);
            insert(bodies, body, &text, random)
        }
    })
}

fn first_with_number(text: &str) -> Option<&str> {
    let sentence = text.split(['\n', '.']).find(|part| part.contains(|c: char| c.is_ascii_digit()))?;
    (sentence.split_whitespace().count() >= 5).then_some(sentence.trim())
}

fn agency(text: &str, random: &mut Random) -> String {
    let lines =
        ["(Reuters) - ", "YANGON, March 3 (Xinhua) -- ", "By our correspondent, AFP\n\n", "BANGKOK (AP) — "];
    random.pick(&lines).copied().unwrap_or_default().to_owned() + text
}

fn headline(text: &str, random: &mut Random) -> String {
    let lines = [
        "What we know so far",
        "Questions remain after a long week, officials and residents say",
        "Five things to know today",
        "In pictures: a story that moved many",
    ];
    format!("{}\n\n{text}", random.pick(&lines).copied().unwrap_or_default())
}

/// The text without what stands between two hundredths of its characters.
fn cut(text: &str, from: usize, to: usize) -> String {
    let length = text.chars().count();
    let (from, to) = (length * from / 100, length * to / 100);
    text.chars().enumerate().filter(|(at, _)| *at < from || *at >= to).map(|(_, c)| c).collect()
}

fn insert(bodies: &[String], body: usize, text: &str, random: &mut Random) -> String {
    let others: Vec<&str> = bodies
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != body)
        .flat_map(|(_, other)| other.split('\n'))
        .filter(|paragraph| (20..=120).contains(&paragraph.split_whitespace().count()))
        .collect();
    let mut paragraphs: Vec<&str> = text.split('\n').collect();
    let at = random.below(paragraphs.len() + 1);
    paragraphs.insert(at, random.pick(&others).copied().unwrap_or_default());
    paragraphs.join("\n")
}

fn reordered(text: &str) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
    for at in (3..paragraphs.len()).step_by(3) {
        paragraphs.swap(at - 1, at);
    }
    paragraphs.join("\n\n")
}

fn typography(text: &str) -> String {
    let (head, rest) = text.split_at(text.find('\n').unwrap_or(0));
    let rest = rest.replace("\n\n", "\n").replace('\'', "’").replace('-', "‐").replace("tion", "tio\u{ad}n");
    head.to_uppercase() + &rest.replace(['“', '”'], "\"")
}

/// How a number is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changing {
    /// Other digits.
    Digits,
    /// And the word after it lost.
    WordLost,
    /// And the word before it lost.
    WordLostBefore,
    /// Another number in words.
    Spelled,
}

impl Changing {
    pub(super) const ALL: [Self; 4] = [Self::Digits, Self::WordLost, Self::WordLostBefore, Self::Spelled];
}

/// The text with one run of digits in its first hundredths changed.
fn changed(text: &str, within: usize, random: &mut Random, changing: Changing) -> Option<String> {
    let runs = places(text, text.len() * within / 100, changing);
    let run = *runs.get(random.below(runs.len().max(1)))?;
    change(text, run, random, changing)
}

/// Runs of digits that may be changed so and end before a byte.
pub(super) fn places(text: &str, end: usize, changing: Changing) -> Vec<(usize, usize)> {
    let mut runs = runs(text, end);
    if changing == Changing::Spelled {
        // A word takes the place of a number that stands alone, not of digits in an address.
        runs.retain(|&(from, to)| stands_alone(text, from, to));
    }
    runs
}

/// The text with a run of digits changed.
pub(super) fn change(
    text: &str,
    (from, to): (usize, usize),
    random: &mut Random,
    changing: Changing,
) -> Option<String> {
    let (before, after) = (text.get(..from)?, text.get(to..)?);
    let old: u64 = text.get(from..to)?.parse().ok()?;
    let new = old + 1 + random.below(8) as u64;
    Some(match changing {
        Changing::Digits => format!("{before}{new}{after}"),
        Changing::WordLost => {
            let mut words = after.splitn(3, ' ');
            let (glued, _lost) = (words.next()?, words.next());
            format!("{before}{new}{glued} {}", words.next().unwrap_or_default())
        }
        Changing::WordLostBefore => {
            let mut words = before.rsplitn(3, ' ');
            let (glued, _lost) = (words.next()?, words.next());
            format!("{} {glued}{new}{after}", words.next().unwrap_or_default())
        }
        Changing::Spelled => {
            let mut words =
                vec![("eleven", 11), ("twenty-one", 21), ("seventy", 70), ("a hundred and six", 106)];
            words.retain(|&(_, value)| value != old);
            format!("{before}{}{after}", random.pick(&words)?.0)
        }
    })
}

fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).and_then(|before| before.chars().next_back());
    let after = text.get(to..).map(|after| after.trim_start_matches(['.', ',', ')']));
    before.is_none_or(|c| c.is_whitespace() || c == '(')
        && after.and_then(|after| after.chars().next()).is_none_or(char::is_whitespace)
}

/// Runs of up to nine digits that end before a byte.
fn runs(text: &str, end: usize) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_ascii_digit()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if at <= end && at - from <= 9 {
                    runs.push((from, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> Vec<String> {
        let paragraph = |word: &str| format!("{word} had 12 mines and no road, ").repeat(4);
        ["one", "two"]
            .map(|word| [paragraph(word), paragraph("it"), paragraph("the other")].join("\n\n"))
            .to_vec()
    }

    fn text(edit: Edit) -> String {
        make(&bodies(), 0, edit, &mut Random::from_state(1)).unwrap().document.text
    }

    #[test]
    fn each_edit_does_what_it_says() {
        let original = text(Edit::Original);
        let length = |text: &str| text.chars().count();
        assert_eq!(original, bodies()[0]);
        assert!(text(Edit::Agency).ends_with(&original) && text(Edit::Headline).ends_with(&original));
        assert_eq!(length(&text(Edit::Tail40)), length(&original) * 60 / 100);
        assert!(original.starts_with(&text(Edit::Tail20)));
        assert_eq!(text(Edit::Insert).lines().count(), original.lines().count() + 1);
        assert!(!text(Edit::Typography).contains("\n\n"));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        assert_ne!(digits(&text(Edit::Number)), digits(&original));
        assert_eq!(text(Edit::Number).split_whitespace().count(), original.split_whitespace().count());
    }

    #[test]
    fn a_number_is_changed_in_each_way() {
        let text = "It sold 12 tonnes there.";
        let run = places(text, text.len(), Changing::Spelled)[0];
        let words = |changing| {
            let text = change(text, run, &mut Random::from_state(1), changing).unwrap();
            text.split(' ').map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(Changing::Digits).len(), 5);
        assert_eq!((words(Changing::WordLost)[3].as_str(), words(Changing::WordLost).len()), ("there.", 4));
        assert_eq!(
            (words(Changing::WordLostBefore)[2].as_str(), words(Changing::WordLostBefore).len()),
            ("tonnes", 4)
        );
        assert!(words(Changing::Spelled)[2].chars().all(|c| c.is_alphabetic() || c == '-'));
    }

    #[test]
    fn without_a_number_none_is_changed() {
        let bodies = vec!["no figure stands in this text at all".to_owned()];
        let made = |edit| make(&bodies, 0, edit, &mut Random::from_state(1)).is_some();
        assert!(made(Edit::Tail20) && CHANGED.iter().all(|edit| !made(*edit)));
    }
}
