//! How well copies are told from other texts, measured on article bodies under newsroom edits.
//!
//! `copies DIR [--half dev|test|all] [--seed N]` reads `DIR/ground-truth.json` (an object of pages, each with an
//! `articleBody`) and takes the bodies of more than 800 characters. A seeded half of them is for choosing thresholds
//! (`dev`); figures are reported on the other (`test`, the default). Each body gives one document for each edit of
//! [`Edit`]. Two documents should be in one story if they come from one body and neither has a changed number, and in
//! two if one has; of two changed documents of one body nothing is asked.
//!
//! With `--every`, each number of each body is changed in turn and set against the original alone.
//!
//! `copies --many N` groups N synthetic documents and reports time and memory.

use std::collections::BTreeMap;
use std::time::Instant;

use oreline_ingest::story::{Story, origins, stories};
use oreline_ingest::{Document, story};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().skip_while(|a| *a != name).nth(1).map(String::as_str);
    let seed = option("--seed").map_or(Ok(1), str::parse)?;
    if let Some(count) = option("--many") {
        many(count.parse()?, seed);
        return Ok(());
    }
    let Some(folder) = arguments.first() else {
        return Err("usage: copies DIR [--half dev|test|all] [--seed N] | copies --many N".into());
    };
    let bodies = half(bodies(folder)?, option("--half").unwrap_or("test"));
    let digits = bodies.iter().filter(|body| body.contains(|c: char| c.is_ascii_digit())).count();
    println!("{} bodies, {digits} of them with digits, seed {seed}", bodies.len());
    if arguments.iter().any(|argument| argument == "--every") {
        every(&bodies);
    } else {
        measure(&bodies, seed);
    }
    Ok(())
}

/// Changes every number of every body in turn, in four ways, and sets each against its original.
fn every(bodies: &[String]) {
    let document =
        |text: &str| Document { id: Document::id_of(text), text: text.to_owned(), ..Document::default() };
    for changing in [Changing::Digits, Changing::WordLost, Changing::WordLostBefore, Changing::Spelled] {
        let (mut all, mut merged, mut unlinked) = (0, 0, 0);
        for text in bodies {
            let mut random = Random(all);
            for run in places(text, text.len(), changing) {
                let Some(changed) = change(text, run, &mut random, changing) else { continue };
                let found = stories(&[document(text), document(&changed)]);
                all += 1;
                merged += u64::from(found.len() == 1);
                unlinked += u64::from(found.iter().all(|story| story.corrections.is_empty()));
            }
        }
        println!(
            "every number changed, {:<16} {all} pairs, {merged} merged, {unlinked} not linked",
            format!("{changing:?}:")
        );
    }
}

/// What a newsroom does to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edit {
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

const COPIES: [Edit; 13] = [
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
const CHANGED: [Edit; 6] = [
    Edit::Number,
    Edit::NumberWord,
    Edit::NumberSpelled,
    Edit::NumberTitle,
    Edit::NumberCombined,
    Edit::NumberMiddle,
];

/// A document with what it was made of.
#[derive(Clone)]
struct Made {
    document: Document,
    body: usize,
    edit: Edit,
}

fn measure(bodies: &[String], seed: u64) {
    let mut random = Random(seed);
    let all: Vec<Made> = bodies
        .iter()
        .enumerate()
        .flat_map(|(body, _)| {
            COPIES
                .iter()
                .chain(&CHANGED)
                .filter_map(|&edit| make(bodies, body, edit, &mut random))
                .collect::<Vec<_>>()
        })
        .collect();
    println!("{:<38} {}", "all edits together", Score::of(&all));
    for edit in COPIES.iter().skip(1) {
        let chosen = choose(&all, |made| made.edit == Edit::Original || made.edit == *edit);
        println!("{:<38} {}", format!("original and {edit:?}"), Score::of(&chosen));
    }
    for edit in CHANGED {
        let chosen = choose(&all, |made| made.edit == Edit::Original || made.edit == edit);
        println!("{:<38} {}", format!("original and {edit:?}"), Score::of(&chosen));
    }
    for (name, anchored) in
        [("20 draws of the original and a quarter", true), ("20 draws of a quarter", false)]
    {
        let mut sum = Score::default();
        for _ in 0..20 {
            let chosen =
                choose(&all, |made| (anchored && made.edit == Edit::Original) || random.below(4) == 0);
            sum.add(&Score::of(&chosen));
        }
        println!("{name:<38} {sum}");
    }
    println!(
        "(without the original, a changed document and a cut one that lacks the number cannot be told apart)"
    );
}

fn choose(all: &[Made], mut wanted: impl FnMut(&Made) -> bool) -> Vec<Made> {
    all.iter().filter(|made| wanted(made)).cloned().collect()
}

/// Counts over all pairs of documents.
#[derive(Default)]
struct Score {
    together: u64,
    wrongly: u64,
    missed: u64,
    /// Pairs of a changed document and a copy of the same body.
    changed: u64,
    /// Of them, in one story.
    changed_merged: u64,
    /// Changed documents that no correction links.
    unlinked: u64,
    documents: u64,
}

impl Score {
    fn of(all: &[Made]) -> Self {
        let documents: Vec<Document> = all.iter().map(|made| made.document.clone()).collect();
        let found = stories(&documents);
        let story_of = story_of(&found);
        let place: Vec<usize> = all.iter().map(|made| story_of[made.document.id.as_str()]).collect();
        let mut score = Self { documents: all.len() as u64, ..Self::default() };
        for (a, one) in all.iter().enumerate() {
            for (b, two) in all.iter().enumerate().skip(a + 1) {
                score.count(one, two, place[a] == place[b]);
            }
        }
        let linked = |made: &Made| !found[story_of[made.document.id.as_str()]].corrections.is_empty();
        score.unlinked =
            all.iter().filter(|made| CHANGED.contains(&made.edit) && !linked(made)).count() as u64;
        score
    }

    fn count(&mut self, one: &Made, two: &Made, merged: bool) {
        let changed = [one, two].map(|made| CHANGED.contains(&made.edit));
        let same = one.body == two.body;
        match (same, changed) {
            // Two changes may have hit upon the same number, or each on the place of the other: no truth is known.
            (true, [true, true]) => return,
            (true, [false, false]) if merged => self.together += 1,
            (true, [false, false]) => self.missed += 1,
            _ => self.wrongly += u64::from(merged),
        }
        if same && changed.contains(&true) {
            self.changed += 1;
            self.changed_merged += u64::from(merged);
        }
    }

    fn add(&mut self, other: &Self) {
        self.together += other.together;
        self.wrongly += other.wrongly;
        self.missed += other.missed;
        self.changed += other.changed;
        self.changed_merged += other.changed_merged;
        self.documents += other.documents;
        self.unlinked += other.unlinked;
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let share = |of: u64| if of == 0 { 1.0 } else { self.together as f64 / of as f64 };
        let (precision, recall) = (share(self.together + self.wrongly), share(self.together + self.missed));
        let f1 =
            if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        write!(out, "P {precision:.4} R {recall:.4} F1 {f1:.4}  {} documents", self.documents)?;
        if self.changed > 0 {
            let Self { changed, changed_merged, unlinked, .. } = self;
            write!(
                out,
                "; changed number: {changed_merged} of {changed} pairs merged, {unlinked} not linked"
            )?;
        }
        Ok(())
    }
}

fn story_of(found: &[Story]) -> BTreeMap<&str, usize> {
    let ids = |(at, story): (usize, &'_ Story)| {
        story.documents.iter().map(|id| (id.clone(), at)).collect::<Vec<_>>()
    };
    let pairs: Vec<(String, usize)> = found.iter().enumerate().flat_map(ids).collect();
    pairs.into_iter().map(|(id, at)| (&*Box::leak(id.into_boxed_str()), at)).collect()
}

/// One document, if the edit can be made.
fn make(bodies: &[String], body: usize, edit: Edit, random: &mut Random) -> Option<Made> {
    let text = &bodies[body];
    let title = first_with_number(text);
    let mut titled = title.map(str::to_owned);
    let text = match edit {
        Edit::Original => text.clone(),
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
        Edit::NumberTitle => {
            titled = Some(changed(title?, 100, random, Changing::Digits)?);
            text.clone() + " "
        }
        Edit::NumberCombined => {
            let text = cut(&changed(text, 50, random, Changing::Digits)?, 60, 100);
            headline(&agency(&text, random), random)
        }
        Edit::NumberMiddle => {
            let text = cut(&changed(text, 33, random, Changing::Digits)?, 40, 60);
            insert(bodies, body, &text, random)
        }
    };
    let id = Document::id_of(&format!("{body} {edit:?} {text}"));
    let document = Document { id, title: titled, text, ..Document::default() };
    Some(Made { document, body, edit })
}

fn first_with_number(text: &str) -> Option<&str> {
    let sentence = text.split(['\n', '.']).find(|part| part.contains(|c: char| c.is_ascii_digit()))?;
    (sentence.split_whitespace().count() >= 5).then_some(sentence.trim())
}

fn agency(text: &str, random: &mut Random) -> String {
    let lines =
        ["(Reuters) - ", "YANGON, March 3 (Xinhua) -- ", "By our correspondent, AFP\n\n", "BANGKOK (AP) — "];
    lines[random.below(lines.len())].to_owned() + text
}

fn headline(text: &str, random: &mut Random) -> String {
    let lines = [
        "What we know so far",
        "Questions remain after a long week, officials and residents say",
        "Five things to know today",
        "In pictures: a story that moved many",
    ];
    format!("{}\n\n{text}", lines[random.below(lines.len())])
}

/// The text without what stands between two hundredths of its characters.
fn cut(text: &str, from: usize, to: usize) -> String {
    let length = text.chars().count();
    let (from, to) = (length * from / 100, length * to / 100);
    text.chars().enumerate().filter(|(at, _)| *at < from || *at >= to).map(|(_, c)| c).collect()
}

fn insert(bodies: &[String], body: usize, text: &str, random: &mut Random) -> String {
    let others: Vec<&str> = (0..bodies.len())
        .filter(|&other| other != body)
        .flat_map(|other| bodies[other].split('\n'))
        .filter(|paragraph| (20..=120).contains(&paragraph.split_whitespace().count()))
        .collect();
    let mut paragraphs: Vec<&str> = text.split('\n').collect();
    let at = random.below(paragraphs.len() + 1);
    paragraphs.insert(at, others[random.below(others.len())]);
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
    let first = text.find('\n').unwrap_or(0);
    let (head, rest) = text.split_at(first);
    let rest = rest.replace("\n\n", "\n").replace('\'', "’").replace('-', "‐").replace("tion", "tio\u{ad}n");
    head.to_uppercase() + &rest.replace("“", "\"").replace('”', "\"")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changing {
    Digits,
    /// And the word after it lost.
    WordLost,
    /// And the word before it lost.
    WordLostBefore,
    Spelled,
}

/// One run of digits in the first hundredths of the text changed.
fn changed(text: &str, within: usize, random: &mut Random, changing: Changing) -> Option<String> {
    let runs = places(text, text.len() * within / 100, changing);
    let run = *runs.get(random.below(runs.len().max(1)))?;
    change(text, run, random, changing)
}

/// Runs of digits that may be changed so.
fn places(text: &str, end: usize, changing: Changing) -> Vec<(usize, usize)> {
    let mut runs = runs(text, end);
    if changing == Changing::Spelled {
        // A word takes the place of a number that stands alone, not of digits in an address.
        runs.retain(|&(from, to)| stands_alone(text, from, to));
    }
    runs
}

fn change(text: &str, (from, to): (usize, usize), random: &mut Random, changing: Changing) -> Option<String> {
    let old: u64 = text[from..to].parse().ok()?;
    let new = old + 1 + random.below(8) as u64;
    let (before, after) = (&text[..from], &text[to..]);
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
            format!("{before}{}{after}", words[random.below(words.len())].0)
        }
    })
}

fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
    before && text[to..].trim_start_matches(['.', ',', ')']).chars().next().is_none_or(char::is_whitespace)
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

fn bodies(folder: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let file = std::fs::read_to_string(std::path::Path::new(folder).join("ground-truth.json"))?;
    let pages: BTreeMap<String, serde_json::Value> = serde_json::from_str(&file)?;
    let bodies = pages.values().filter_map(|page| page.get("articleBody")?.as_str());
    Ok(bodies.filter(|body| body.chars().count() > 800).map(str::to_owned).collect())
}

/// One of two halves, drawn with a fixed seed.
fn half(mut bodies: Vec<String>, which: &str) -> Vec<String> {
    let mut random = Random(2026);
    for at in (1..bodies.len()).rev() {
        bodies.swap(at, random.below(at + 1));
    }
    let middle = bodies.len() / 2;
    match which {
        "dev" => bodies.drain(..middle).collect(),
        "all" => bodies,
        _ => bodies.drain(middle..).collect(),
    }
}

/// Synthetic documents: stories of one to eight printings, some cut, some with another number.
fn many(count: usize, seed: u64) {
    let mut random = Random(seed);
    let words: Vec<String> = (0..30_000).map(|n| format!("w{}", syllables(n))).collect();
    let mut documents = Vec::with_capacity(count);
    while documents.len() < count {
        let text = article(&words, &mut random);
        for printing in 0..=random.below(8) {
            let text = match printing % 4 {
                0 => text.clone(),
                1 => headline(&agency(&text, &mut random), &mut random),
                2 => cut(&text, 60, 100),
                _ => changed(&text, 100, &mut random, Changing::Digits).unwrap_or_default(),
            };
            documents.push(Document {
                id: Document::id_of(&format!("{printing} {text}")),
                text,
                ..Document::default()
            });
        }
    }
    documents.truncate(count);
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let before = memory("VmRSS:");
    let start = Instant::now();
    let found = stories(&documents);
    let seconds = start.elapsed().as_secs_f64();
    let ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    println!(
        "{count} documents, {:.0} MB of text: {} stories, {} origins, {} corrections in {seconds:.1} s; \
         memory {before} MB before, {} MB at most",
        bytes as f64 / 1e6,
        found.len(),
        origins(&found, &ids),
        found.iter().map(|story| story.corrections.len()).sum::<usize>(),
        memory("VmHWM:"),
    );
    let signed = documents.iter().filter_map(|d| story::Signature::of(&story::shingles_of(&d.text))).count();
    assert!(signed > 0, "every text has shingles");
}

fn article(words: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    for at in 1..=600 {
        // Words of rank r come about as often as 1/r: the product of two draws leans to the front.
        let word = &words[random.below(words.len()) * random.below(1_000) / 1_000];
        text += word;
        if random.below(40) == 0 {
            text += &format!(" {}", 2 + random.below(900));
        }
        text += if at % 60 == 0 {
            ".\n\n"
        } else if at % 15 == 0 {
            ". The "
        } else {
            " "
        };
    }
    text
}

fn syllables(mut n: usize) -> String {
    let mut word = String::new();
    while n > 0 {
        word.push(char::from(b"bdfgklmnprst"[n % 12]));
        word.push(char::from(b"aeiou"[n / 12 % 5]));
        n /= 60;
    }
    word
}

/// A line of the process's status, in megabytes; 0 where there is none to read.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|l| l.strip_prefix(line)?.trim().strip_suffix("kB")?.trim().parse().ok());
    kilobytes.map_or(0, |kilobytes: u64| kilobytes / 1024)
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }
}
