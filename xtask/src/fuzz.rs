//! `cargo xtask fuzz`: throws broken inputs at every reader and catches what panics or never ends.
//!
//! Inputs grow by what they achieve: one that draws a new kind of answer joins the seeds. The same seed and
//! corpus give the same inputs in the same order; an input alone cannot be repeated, since its parents were made
//! on the way, and so what breaks a reader is saved.
//! The road not taken: coverage-guided fuzzing. It needs a nightly compiler and a runtime in C, and the readers
//! name their faults so finely that the name serves as coverage.

mod mutate;
mod readers;
mod reading;
mod repeat;
mod words;

use crate::random::{self, Random};
use anyhow::{Context, Result, bail};
use readers::{Input, Reader};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How to call it.
pub(crate) const USAGE: &str = "cargo xtask fuzz [--seconds N] [--only READER] [--seed N] [--keep BYTES] [--answers N] [--slow MS] | fuzz --replay | fuzz --repeat [READER]";

/// Seconds after which one input counts as endless.
const ENDLESS: Duration = Duration::from_secs(60);
/// Seeds that a reader may gather.
const MOST_SEEDS: usize = 2000;
/// Files that one campaign keeps of a reader.
const MOST_KEPT: usize = 25;

/// What was asked for.
#[derive(Debug, PartialEq)]
struct Options {
    seconds: u64,
    only: Option<String>,
    seed: u64,
    /// Write inputs that drew a new kind of answer, shrunk, to the corpus, up to so many bytes a reader.
    keep: usize,
    /// Print the most frequent answers.
    answers: usize,
    /// Save the slowest input if it takes longer.
    slow: Duration,
}

impl Options {
    fn parse(words: &[&str]) -> Result<Self> {
        let mut options = Self { seconds: 10, only: None, seed: 1, keep: 0, answers: 0, slow: ENDLESS };
        for pair in words.chunks(2) {
            let [name, value] = pair else { bail!("usage: {USAGE}") };
            let number = || value.parse::<u64>().with_context(|| format!("{name} {value}: not a number"));
            match *name {
                "--seconds" => options.seconds = number()?,
                "--only" => options.only = Some((*value).to_owned()),
                "--seed" => options.seed = number()?,
                "--keep" => options.keep = usize::try_from(number()?)?,
                "--slow" => options.slow = Duration::from_millis(number()?),
                "--answers" => options.answers = usize::try_from(number()?)?,
                _ => bail!("usage: {USAGE}"),
            }
        }
        Ok(options)
    }
}

/// Runs the readers one after the other; fails if one panicked.
pub(crate) fn fuzz(root: &Path, words: &[&str]) -> Result<ExitCode> {
    let replay = words == ["--replay"];
    let repeat = words.first() == Some(&"--repeat");
    let mut options = if replay || repeat { Options::parse(&[])? } else { Options::parse(words)? };
    if repeat {
        options.only = words.get(1).map(|&only| only.to_owned());
    }
    let readers = readers::all(root)?;
    let chosen: Vec<&Reader> =
        readers.iter().filter(|r| options.only.as_deref().is_none_or(|only| only == r.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = readers.iter().map(|r| r.name).collect();
        bail!("no such reader; there are: {}", names.join(", "));
    }
    let watch = Watch::start(root);
    quiet_panics();
    let mut broken = 0;
    if repeat {
        chosen.iter().try_for_each(|reader| repeat::repeated(root, reader, &watch))?;
        return Ok(ExitCode::SUCCESS);
    }
    for reader in chosen {
        let mut campaign = Campaign::new(root, reader, &options, &watch);
        if replay {
            campaign.replay()?
        } else {
            campaign.run()?
        }
        println!("{}", campaign.summary());
        campaign.most_frequent(options.answers);
        broken += campaign.panics.len();
    }
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One reader being fuzzed.
struct Campaign<'a> {
    root: &'a Path,
    reader: &'a Reader,
    options: &'a Options,
    watch: &'a Watch,
    seeds: Vec<Input>,
    /// Executions of each kind of answer.
    answers: BTreeMap<String, u64>,
    /// Executions of each panic, by its place.
    panics: BTreeMap<String, u64>,
    slowest: Duration,
    executions: u64,
    began: Instant,
    /// Bytes and files kept.
    kept: (usize, usize),
}

impl<'a> Campaign<'a> {
    fn new(root: &'a Path, reader: &'a Reader, options: &'a Options, watch: &'a Watch) -> Self {
        Self {
            root,
            reader,
            options,
            watch,
            seeds: [reader.seeds.as_slice(), &reader.kept].concat(),
            answers: BTreeMap::new(),
            panics: BTreeMap::new(),
            slowest: Duration::ZERO,
            executions: 0,
            began: Instant::now(),
            kept: (0, 0),
        }
    }

    fn run(&mut self) -> Result<()> {
        self.replay()?;
        let end = Duration::from_secs(self.options.seconds);
        for at in 0.. {
            if self.began.elapsed() >= end {
                break;
            }
            let input = self.input(at);
            self.execute(&input)?;
        }
        Ok(())
    }

    /// The seeds as they are.
    fn replay(&mut self) -> Result<()> {
        let reader = self.reader;
        reader.seeds.iter().chain(&reader.kept).try_for_each(|seed| self.execute(seed))
    }

    fn input(&self, at: u64) -> Input {
        let mut random = Random::new(self.options.seed, at);
        mutate::mutate(&mut random, &self.seeds, self.reader)
    }

    fn execute(&mut self, input: &Input) -> Result<()> {
        let began = Instant::now();
        self.watch.set(self.reader.name, input);
        let result = attempt(self.reader, input);
        self.watch.clear();
        self.executions += 1;
        self.timed(input, began.elapsed())?;
        match result {
            Ok(answer) => self.answered(input, answer),
            Err(place) => self.panicked(input, place),
        }
    }

    fn timed(&mut self, input: &Input, took: Duration) -> Result<()> {
        if took <= self.slowest {
            return Ok(());
        }
        self.slowest = took;
        if took <= self.options.slow {
            return Ok(());
        }
        let path = found(self.root, &format!("slow-{}", self.reader.name), input);
        println!("{}: {} ms\n  {}", self.reader.name, took.as_millis(), path.display());
        write(&path, &input.bytes)
    }

    fn answered(&mut self, input: &Input, answer: String) -> Result<()> {
        let count = self.answers.entry(answer.clone()).or_default();
        *count += 1;
        if *count == 1 && self.seeds.len() < MOST_SEEDS {
            self.seeds.push(input.clone());
            if self.executions > (self.reader.seeds.len() + self.reader.kept.len()) as u64
                && self.options.keep > 0
            {
                let small = shrink(input, |i| attempt(self.reader, i).as_ref() == Ok(&answer));
                self.keep(&small)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, input: &Input) -> Result<()> {
        if self.kept.0 + input.bytes.len() > self.options.keep || self.kept.1 >= MOST_KEPT {
            return Ok(());
        }
        self.kept = (self.kept.0 + input.bytes.len(), self.kept.1 + 1);
        let folder = readers::kept(self.root).join(self.reader.name);
        let name = format!("{:016x}--{}", random::hash(&input.bytes), input.name.replace('/', "+"));
        write(&folder.join(name), &input.bytes)
    }

    fn panicked(&mut self, input: &Input, place: String) -> Result<()> {
        let count = self.panics.entry(place.clone()).or_default();
        *count += 1;
        if *count > 1 {
            return Ok(());
        }
        let small = shrink(input, |i| attempt(self.reader, i).as_ref() == Err(&place));
        let path = found(self.root, self.reader.name, &small);
        println!("{}: PANIC at {place}\n  {}", self.reader.name, path.display());
        write(&path, &small.bytes)
    }

    fn most_frequent(&self, most: usize) {
        let mut answers: Vec<(&String, &u64)> = self.answers.iter().collect();
        answers.sort_by_key(|(answer, count)| (std::cmp::Reverse(**count), *answer));
        answers.iter().take(most).for_each(|(answer, count)| println!("  {count:>9}  {answer}"));
    }

    fn summary(&self) -> String {
        let passed: u64 = self.answers.iter().filter(|(a, _)| readers::passed(a)).map(|(_, n)| n).sum();
        format!(
            "{}: seed {}, {} s, {} executions of which {passed} passed, {} kinds of answer, {} panics, slowest {} ms",
            self.reader.name,
            self.options.seed,
            self.began.elapsed().as_secs(),
            self.executions,
            self.answers.len(),
            self.panics.len(),
            self.slowest.as_millis()
        )
    }
}

static PLACE: Mutex<String> = Mutex::new(String::new());

/// Panics are told once, by their place, and not on the screen as they come.
fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let text = info.payload_as_str().unwrap_or_default().chars().take(160).collect::<String>();
        if let Ok(mut slot) = PLACE.lock() {
            *slot = format!("{place}  {text}");
        }
    }));
}

/// The kind of answer, or the place of the panic without the figures in its words.
fn attempt(reader: &Reader, input: &Input) -> Result<String, String> {
    panic::catch_unwind(AssertUnwindSafe(|| (reader.read)(input))).map_err(|_| {
        let place = PLACE.lock().map(|place| place.clone()).unwrap_or_default();
        place.split_once("  ").map_or(place.clone(), |(at, text)| format!("{at}  {}", readers::shape(text)))
    })
}

/// Takes out ever smaller runs of lines while the answer stays the same.
fn shrink(input: &Input, same: impl Fn(&Input) -> bool) -> Input {
    let mut best = input.clone();
    let mut run = best.lines().len() / 2;
    let began = Instant::now();
    while run > 0 && began.elapsed() < Duration::from_secs(2) {
        let mut at = 0;
        while at < best.lines().len() && began.elapsed() < Duration::from_secs(2) {
            let lines = best.lines();
            let end = (at + run).min(lines.len());
            let shorter = best.with([&lines[..at], &lines[end..]].concat().concat());
            if same(&shorter) { best = shorter } else { at += run }
        }
        run /= 2;
    }
    best
}

fn found(root: &Path, reader: &str, input: &Input) -> PathBuf {
    let name = format!("{reader}--{:016x}--{}", random::hash(&input.bytes), input.name.replace('/', "+"));
    root.join("fuzz/found").join(name)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

type Current = Arc<Mutex<Option<(Instant, &'static str, Input)>>>;

/// Ends the program, with the input saved, when one execution does not end.
struct Watch(Current);

impl Watch {
    fn start(root: &Path) -> Self {
        let (current, root) = (Current::default(), root.to_path_buf());
        let seen = Arc::clone(&current);
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_secs(1));
                let Ok(slot) = seen.lock() else { return };
                if let Some((began, reader, input)) = slot.as_ref()
                    && began.elapsed() > ENDLESS
                {
                    let path = found(&root, &format!("endless-{reader}"), input);
                    println!("{reader}: ENDLESS\n  {}", path.display());
                    let _ = write(&path, &input.bytes);
                    std::process::exit(1);
                }
            }
        });
        Self(current)
    }

    fn set(&self, reader: &'static str, input: &Input) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some((Instant::now(), reader, input.clone()));
        }
    }

    fn clear(&self) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = None;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn options_are_names_and_values() {
        let options = Options::parse(&["--seconds", "3", "--only", "plan", "--seed", "9"]).unwrap();
        assert_eq!((options.seconds, options.seed, options.only.as_deref()), (3, 9, Some("plan")));
        assert!(Options::parse(&["--seconds"]).is_err());
        assert!(Options::parse(&["--seconds", "soon"]).is_err());
        assert!(Options::parse(&["--speed", "3"]).is_err());
    }

    #[test]
    fn shrinking_keeps_the_answer_and_drops_the_rest() {
        let input = Input { name: "x".into(), bytes: b"a\nb\nbad\nc\nd\n".to_vec() };
        let small = shrink(&input, |i| i.bytes.windows(3).any(|w| w == b"bad"));
        assert_eq!(small.bytes, b"bad\n");
    }

    #[test]
    fn the_seeds_are_survived_by_every_reader() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for reader in readers::all(root).unwrap() {
            for seed in reader.seeds.iter().chain(&reader.kept) {
                assert!(attempt(&reader, seed).is_ok(), "{} {}", reader.name, seed.name);
            }
        }
    }
}
