//! Ways to break an input: bytes, words, lines, and the cells of a table.

use super::readers::{Form, Input, Reader};
use super::words::PIECES;
use crate::random::Random;
use serde_json::Value;

/// What a hostile hand would write where a number, a word, a date or a cell belongs.
const AWKWARD: [&str; 58] = [
    "",
    " ",
    "0",
    "-0",
    "-1",
    "1",
    "0.5",
    "2",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "1e400",
    "NaN",
    "inf",
    "-inf",
    "9007199254740993",
    "18446744073709551616",
    "999999999999999",
    "1e15",
    "1e-15",
    "0x10",
    "1_000",
    "1,000",
    "1.2.3",
    "--",
    "null",
    "true",
    "[]",
    "{}",
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{202e}abc",
    "é",
    "日本",
    "🦀",
    "0000-00-00",
    "9999-12-31",
    "2025-02-30",
    "-9999-01-01",
    "2024-13",
    "2024/2023",
    "+1 month",
    "+2147483648 months",
    "-1 month",
    "a-",
    "-a",
    "timeless",
    "*",
    "()",
];

/// A broken child of some seed.
pub(crate) fn mutate(random: &mut Random, seeds: &[Input], reader: &Reader) -> Input {
    // Half of the children come from sound seeds alone: broken parents rarely lead deep.
    let parents = if random.below(2) == 0 { reader.seeds.as_slice() } else { seeds };
    let Some(seed) = random.pick(parents) else { return Input { name: String::new(), bytes: Vec::new() } };
    let mut bytes = seed.bytes.clone();
    if matches!(reader.form, Form::Figures) {
        return seed.with(cells(random, &bytes, true));
    }
    for _ in 0..=random.below(3) {
        bytes = match (&reader.form, random.below(8)) {
            (_, 0) => flip(random, bytes),
            (_, 1) => cut(random, bytes),
            (Form::Table, 2..=6) => cells(random, &bytes, false),
            (Form::Json, 2..=6) => node(random, &bytes),
            (Form::Prose, 2..=5) => prose(random, bytes, seeds),
            (_, 2..=4) => word(random, &bytes, seeds),
            _ => lines(random, &bytes, seeds),
        };
    }
    bytes.truncate(4 << 20);
    Input { name: seed.name.clone(), bytes }
}

fn awkward(random: &mut Random) -> String {
    match random.below(40) {
        0 => "x".repeat(100_000),
        1 => "9".repeat(400),
        2 => "[".repeat(5_000),
        _ => random.pick(&AWKWARD).copied().unwrap_or_default().to_owned(),
    }
}

fn flip(random: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << random.below(8);
        }
    }
    bytes
}

/// Takes out a run of bytes, often the tail.
fn cut(random: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    let from = random.below(bytes.len());
    let to = if random.below(2) == 0 { bytes.len() } else { (from + random.below(40)).min(bytes.len()) };
    bytes.drain(from..to);
    bytes
}

/// The runs of letters, digits and what joins them.
fn words(bytes: &[u8]) -> Vec<(usize, usize)> {
    let joins = |b: u8| b.is_ascii_alphanumeric() || b"-._+".contains(&b);
    let mut found = Vec::new();
    let mut from = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (joins(*byte), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                found.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    found.extend(from.map(|start| (start, bytes.len())));
    found
}

/// Puts something else in the place of a word: an awkward thing, or a word from elsewhere.
fn word(random: &mut Random, bytes: &[u8], seeds: &[Input]) -> Vec<u8> {
    let places = words(bytes);
    let (from, to) = random.pick(&places).copied().unwrap_or((bytes.len(), bytes.len()));
    let new = if random.below(2) == 0 { awkward(random).into_bytes() } else { a_word(random, seeds) };
    [&bytes[..from], &new, &bytes[to..]].concat()
}

fn a_word(random: &mut Random, seeds: &[Input]) -> Vec<u8> {
    let Some(donor) = random.pick(seeds) else { return Vec::new() };
    let places = words(&donor.bytes);
    random.pick(&places).map(|(from, to)| donor.bytes[*from..*to].to_vec()).unwrap_or_default()
}

/// Puts in a piece of markup or of speech, once or very often, or takes the words of another seed.
fn prose(random: &mut Random, bytes: Vec<u8>, seeds: &[Input]) -> Vec<u8> {
    let places = words(&bytes);
    let at = random.below(places.len());
    let (from, to) = places.get(at).copied().unwrap_or((bytes.len(), bytes.len()));
    let new = match random.below(16) {
        0 => piece(random).repeat(1 + random.below(5_000)),
        1..=8 => piece(random),
        _ => phrase(random, seeds),
    };
    // Before a word, in the place of one, or of a few.
    let end = match random.below(3) {
        0 => from,
        1 => to,
        _ => places.get(at + random.below(6)).map_or(to, |(_, end)| *end),
    };
    [&bytes[..from], new.as_slice(), &bytes[end..]].concat()
}

fn piece(random: &mut Random) -> Vec<u8> {
    random.pick(&PIECES).copied().unwrap_or_default().as_bytes().to_vec()
}

/// Up to a dozen words of a seed with what stands between them.
fn phrase(random: &mut Random, seeds: &[Input]) -> Vec<u8> {
    let Some(donor) = random.pick(seeds) else { return Vec::new() };
    let places = words(&donor.bytes);
    let first = random.below(places.len());
    let last = (first + random.below(12)).min(places.len().saturating_sub(1));
    let span = places.get(first).zip(places.get(last)).map(|((from, _), (_, to))| *from..*to);
    span.and_then(|span| donor.bytes.get(span)).unwrap_or_default().to_vec()
}

/// Doubles, drops, swaps or borrows a line.
fn lines(random: &mut Random, bytes: &[u8], seeds: &[Input]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return awkward(random).into_bytes();
    }
    let (a, b) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(4) {
        0 => lines.insert(b, lines[a].clone()),
        1 => drop(lines.remove(a)),
        2 => lines.swap(a, b),
        _ => {
            let donor = random.pick(seeds).map(Input::lines).unwrap_or_default();
            lines.insert(a, random.pick(&donor).cloned().unwrap_or_default());
        }
    }
    lines.concat()
}

/// Breaks a cell: replaces it, swaps it with another of its column or row, or breaks its quotes.
fn cells(random: &mut Random, bytes: &[u8], gently: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut rows: Vec<Vec<String>> = text.lines().map(split).collect();
    if rows.is_empty() {
        return bytes.to_vec();
    }
    let first = usize::from(rows.len() > 1 && random.below(10) > 0);
    let (a, b) = (first + random.below(rows.len() - first), first + random.below(rows.len() - first));
    let column = random.below(rows[a].len());
    let other = random.below(rows[a].len());
    let new = match if gently { 2 + random.below(6) } else { random.below(7) } {
        0 | 1 => awkward(random),
        2 | 3 => rows[b].get(column).cloned().unwrap_or_default(),
        4 => rows[a].get(other).cloned().unwrap_or_default(),
        5 if !gently => format!("\"{}", rows[a].get(column).cloned().unwrap_or_default()),
        _ => scaled(random, rows[a].get(column)),
    };
    if let Some(cell) = rows[a].get_mut(column) {
        *cell = new;
    }
    rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes()
}

/// A number made huge, tiny, zero or negative.
fn scaled(random: &mut Random, cell: Option<&String>) -> String {
    let number: f64 = cell.and_then(|c| c.parse().ok()).unwrap_or(1.0);
    let by = random.pick(&[-1.0, 0.0, 1e-9, 1e-3, 0.5, 2.0, 10.0, 1e3, 1e9]).copied().unwrap_or(1.0);
    (number * by).to_string()
}

/// Cells of a line, their quotes kept.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        quoted ^= c == '"';
        match (c, cells.last_mut()) {
            (',', _) if !quoted => cells.push(String::new()),
            (_, Some(cell)) => cell.push(c),
            _ => {}
        }
    }
    cells
}

/// Breaks one node of a JSON document: replaces, drops, doubles or swaps.
fn node(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let Ok(mut root) = serde_json::from_slice::<Value>(bytes) else { return bytes.to_vec() };
    descend(random, &mut root);
    serde_json::to_vec(&root).unwrap_or_default()
}

fn descend(random: &mut Random, value: &mut Value) {
    let stop = random.below(12) == 0;
    match value {
        Value::Array(list) if !list.is_empty() && !stop => {
            let (a, b) = (random.below(list.len()), random.below(list.len()));
            match random.below(24) {
                0 => drop(list.remove(a)),
                1 => list.insert(b, list[a].clone()),
                2 => list.swap(a, b),
                _ => descend(random, &mut list[a]),
            }
        }
        Value::Object(map) if !map.is_empty() && !stop => {
            let names: Vec<String> = map.keys().cloned().collect();
            let Some(name) = random.pick(&names) else { return };
            if random.below(24) == 0 {
                map.remove(name);
            } else if let Some(child) = map.get_mut(name) {
                descend(random, child);
            }
        }
        _ => *value = leaf(random, value),
    }
}

fn leaf(random: &mut Random, old: &Value) -> Value {
    if let (Some(number), 0..=3) = (old.as_f64(), random.below(5)) {
        let by = random.pick(&[-1.0, 0.0, 1e-9, 0.5, 2.0, 1e3, 1e9, 1e300]).copied().unwrap_or(1.0);
        return if old.is_u64() { ((number * by) as i64).into() } else { (number * by).into() };
    }
    match random.below(8) {
        0 => Value::Null,
        1 => Value::Array(Vec::new()),
        2 => Value::Bool(true),
        3 => Value::from(-1),
        4 => Value::from(u64::MAX),
        5 => Value::from(1e308),
        _ => Value::from(awkward(random)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_cells_are_found() {
        assert_eq!(words(b"a = 1.5 # b-c"), [(0, 1), (4, 7), (10, 13)]);
        assert_eq!(split("a,\"b,c\",d"), ["a", "\"b,c\"", "d"]);
    }

    #[test]
    fn a_child_depends_on_its_number_only() {
        let seeds = vec![Input { name: "x.toml".into(), bytes: b"a = 1\nb = 2\n".to_vec() }];
        let reader = || Reader {
            name: "x",
            form: Form::Text,
            seeds: seeds.clone(),
            kept: Vec::new(),
            read: Box::new(|_| String::new()),
        };
        for reader in [Reader { form: Form::Text, ..reader() }, Reader { form: Form::Prose, ..reader() }] {
            let child = |at| mutate(&mut Random::new(7, at), &seeds, &reader).bytes;
            assert_eq!(child(3), child(3));
            assert!((0..50).any(|at| child(at) != seeds[0].bytes));
        }
    }

    #[test]
    fn prose_is_broken_at_its_words_and_with_words_of_others() {
        let seeds = ["a b c", "one two"].map(|text| Input { name: "x".into(), bytes: text.into() });
        let child = |at| prose(&mut Random::new(7, at), b"a b c".to_vec(), &seeds);
        let all: Vec<String> = (0..300).map(|at| String::from_utf8(child(at)).unwrap()).collect();
        assert!(all.iter().any(|text| text.contains("one two")) && all.iter().any(|text| text.contains('<')));
        let of_nothing = (0..50).map(|at| prose(&mut Random::new(7, at), Vec::new(), &[]));
        assert!(of_nothing.into_iter().any(|text| !text.is_empty()));
    }
}
