//! `cargo xtask fuzz --repeat`: how the time of a reader grows with the length of an input that says one thing again
//! and again, which is what finds work that is quadratic.
//!
//! Every piece that mutations use is repeated to two lengths, by itself, between words, and in the middle of a sound
//! input. Times are told and not judged; a reader whose work is linear takes about four times as long for the longer.

use super::readers::{Input, Reader};
use super::words::PIECES;
use super::{Watch, attempt, found, write};
use anyhow::Result;
use std::path::Path;
use std::time::{Duration, Instant};

/// Bytes of the shorter input.
const SHORT: usize = 16 << 10;
/// So many times as long is the longer.
const TIMES: usize = 4;
/// The longer is told of from this time on.
const TOLD: Duration = Duration::from_millis(100);
/// Inputs told of, the slowest first.
const MOST: usize = 5;

/// Prints the slowest repetitions of a reader, and saves them.
pub(super) fn repeated(root: &Path, reader: &Reader, watch: &Watch) -> Result<()> {
    let mut slow: Vec<(Duration, Duration, &str, Input)> = Vec::new();
    for piece in PIECES {
        for form in [alone, between_words, within] {
            let (long, input) = time(reader, watch, form(reader, piece, SHORT * TIMES));
            if long > TOLD {
                let (short, _) = time(reader, watch, form(reader, piece, SHORT));
                slow.push((long, short, piece, input));
            }
        }
    }
    slow.sort_by_key(|(long, ..)| std::cmp::Reverse(*long));
    println!("{}: {} of {} slower than {} ms", reader.name, slow.len(), 3 * PIECES.len(), TOLD.as_millis());
    for (long, short, piece, input) in slow.iter().take(MOST) {
        let path = found(root, &format!("repeat-{}", reader.name), input);
        println!(
            "  {:>6} ms, a quarter of it {:>6} ms: {piece:?}  {}",
            long.as_millis(),
            short.as_millis(),
            path.display()
        );
        write(&path, &input.bytes)?;
    }
    Ok(())
}

fn time(reader: &Reader, watch: &Watch, input: Input) -> (Duration, Input) {
    watch.set(reader.name, &input);
    let began = Instant::now();
    if let Err(place) = attempt(reader, &input) {
        println!("{}: PANIC at {place}", reader.name);
    }
    let took = began.elapsed();
    watch.clear();
    (took, input)
}

fn first(reader: &Reader) -> Input {
    reader.seeds.first().cloned().unwrap_or(Input { name: String::new(), bytes: Vec::new() })
}

fn alone(reader: &Reader, piece: &str, bytes: usize) -> Input {
    first(reader).with(piece.repeat(bytes / piece.len().max(1)).into_bytes())
}

fn between_words(reader: &Reader, piece: &str, bytes: usize) -> Input {
    alone(reader, &format!("{piece} a "), bytes)
}

/// The first seed with the repetition between two of its lines or words.
fn within(reader: &Reader, piece: &str, bytes: usize) -> Input {
    let seed = first(reader);
    let half = seed.bytes.len() / 2;
    let cut = seed.bytes.iter().skip(half).position(|b| b.is_ascii_whitespace()).map_or(half, |at| half + at);
    let (before, after) = seed.bytes.split_at(cut);
    let middle = alone(reader, piece, bytes).bytes;
    seed.with([before, &middle, after].concat())
}

#[cfg(test)]
mod tests {
    use super::super::readers::Form;
    use super::*;

    #[test]
    fn a_piece_is_repeated_alone_between_words_and_within_a_seed() {
        let seeds = vec![Input { name: "x".into(), bytes: b"one two".to_vec() }];
        let read = Box::new(|_: &Input| String::new());
        let reader = Reader { name: "x", form: Form::Prose, seeds, kept: Vec::new(), read };
        assert_eq!(alone(&reader, "<p>", 7).bytes, b"<p><p>");
        assert_eq!(between_words(&reader, "<", 8).bytes, b"< a < a ");
        assert_eq!(within(&reader, "<", 2).bytes, b"one<< two");
    }
}
