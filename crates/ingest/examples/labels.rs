//! Scores the extractor on labelled passages, from the workspace's folder: `labels FILE [--list WORDS]`.
//!
//! `--list` prints the passages with an outcome that holds the words: a kind, or `FP`, `FN` or `MOD`. The passages of
//! the held-out half are never printed. With `RULES` in the environment, how often each rule was right and wrong.

use oreline_ingest::extract::{Claim, Kind, claims};
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::labels::{Label, Outcome, Passage, Proportion, Score, Tally, compare, passages};
use oreline_ingest::names::Names;
use oreline_store::Folder;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

const WORLD: &str = "worlds/heavy-rare-earths";
const HELD_OUT: &str = "held-out";

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let file = words.first().ok_or("usage: labels FILE [--list WORDS]")?;
    let list = words.iter().position(|word| word == "--list").and_then(|at| words.get(at + 1));
    if list.is_some() && file.contains(HELD_OUT) {
        return Err("the held-out half is not printed".into());
    }
    let names = names()?;
    let namer = |text: &str| names.find(text);
    let mut sums = Sums::default();
    for passage in passages(&fs::read_to_string(file)?)? {
        let found = claims(&passage.document(), &namer);
        let notes = sums.add(&passage, &found);
        for note in notes.iter().filter(|note| list.is_some_and(|list| note.contains(list.as_str()))) {
            println!("{note} | {} {} | {} => {}", passage.id, trap(&passage), passage.text, labels(&passage));
        }
    }
    sums.print(std::env::var_os("RULES").is_some());
    Ok(())
}

fn names() -> Result<Names, Box<dyn Error>> {
    let world = oreline_store::read(&Folder::disk(WORLD)).world.ok_or("the world has errors")?;
    let listed =
        aliases(&fs::read_to_string(format!("{WORLD}/aliases.csv"))?).map_err(|bad| bad[0].clone())?;
    Ok(Names::of(Some(&world), &listed)?)
}

fn trap(passage: &Passage) -> &str {
    passage.trap.as_deref().unwrap_or_default()
}

fn labels(passage: &Passage) -> String {
    let names: Vec<String> = passage.claims.iter().map(name).collect();
    format!("[{}]", names.join(", "))
}

fn name(label: &Label) -> String {
    format!("{}/{}", label.kind.name(), label.modality.name())
}

#[derive(Default)]
struct Sums {
    score: Score,
    /// False ones by what makes their passage hard.
    traps: BTreeMap<String, usize>,
    /// Right and wrong by rule.
    rules: BTreeMap<(Kind, usize), [usize; 2]>,
}

impl Sums {
    /// Counts a passage and says what is not as labelled.
    fn add(&mut self, passage: &Passage, found: &[Claim]) -> Vec<String> {
        let as_labels: Vec<Label> = found.iter().map(Label::from).collect();
        self.score.add(&as_labels, &passage.claims);
        let mut notes = Vec::new();
        for outcome in compare(&as_labels, &passage.claims) {
            match outcome {
                Outcome::True { found: at, label } => {
                    self.rules.entry((found[at].kind, found[at].rule)).or_default()[0] += 1;
                    let (one, wanted) = (&as_labels[at], passage.claims[label].modality);
                    if one.modality != wanted {
                        notes.push(format!("MOD {} for {}", name(one), wanted.name()));
                    }
                }
                Outcome::False { found: at } => {
                    self.rules.entry((found[at].kind, found[at].rule)).or_default()[1] += 1;
                    let trap = passage.trap.clone().unwrap_or_else(|| "positive".to_owned());
                    *self.traps.entry(trap).or_default() += 1;
                    notes.push(format!("FP {} #{}", name(&as_labels[at]), found[at].rule));
                }
                Outcome::Missed { label } => notes.push(format!("FN {}", name(&passage.claims[label]))),
            }
        }
        notes
    }

    fn print(&self, rules: bool) {
        if rules {
            for ((kind, rule), [right, wrong]) in &self.rules {
                println!("R {} {rule} {right} {wrong}", kind.name());
            }
        }
        println!("false by trap: {:?}", self.traps);
        self.score.kinds.iter().for_each(|(kind, tally)| line(kind.name(), tally, 2));
        line("all", &self.score.all(), 3);
    }
}

fn line(name: &str, tally: &Tally, digits: usize) {
    let share = |of: Proportion| format!("{:.digits$}", of.value().unwrap_or(0.0));
    println!(
        "{name:15} tp {:3} fp {:3} fn {:3}  P {} R {}  with modality P {}",
        tally.right,
        tally.wrong,
        tally.missed,
        share(tally.precision()),
        share(tally.recall()),
        share(tally.precision_with_modality())
    );
}
