//! The readers under attack, each as a function from bytes to the kind of answer it gave.

use super::reading;
use anyhow::{Context, Result};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::{self, Request, RunError, Watch};
use oreline_scenario::plan::Plan;
use oreline_scenario::priors::Priors;
use oreline_scenario::{check, compile};
use oreline_store::{Folder, Reading, read};
use oreline_world::{Clock, World, expr::Expr};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Bytes and the file whose place they take.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Input {
    /// Its lines, ends included.
    pub(crate) fn lines(&self) -> Vec<Vec<u8>> {
        self.bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
    }

    /// The same file with other bytes.
    pub(crate) fn with(&self, bytes: Vec<u8>) -> Self {
        Self { name: self.name.clone(), bytes }
    }

    /// Its text, whatever its bytes.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// What a mutation may count on.
pub(crate) enum Form {
    /// A table of which only cells are changed, one at a time, so that it often still reads.
    Figures,
    Table,
    Json,
    Text,
    /// Text for people, with or without markup.
    Prose,
}

pub(super) type Read = Box<dyn Fn(&Input) -> String>;

/// A reader, what it starts from, and how to ask it.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// Sound inputs.
    pub(crate) seeds: Vec<Input>,
    /// Inputs, most of them broken, that once drew an answer of their own.
    pub(crate) kept: Vec<Input>,
    pub(crate) read: Read,
}

/// Where inputs are kept that once drew an answer of their own.
pub(crate) fn kept(root: &Path) -> PathBuf {
    root.join("fuzz/corpus/kept")
}

/// All readers, with the tiny world as seeds, and the kept corpus.
pub(crate) fn all(root: &Path) -> Result<Vec<Reader>> {
    let tiny = Tiny::load(root)?;
    let case = Arc::new(tiny.case()?);
    let mut readers = vec![
        tables(&tiny),
        compiled(&tiny),
        meta(&tiny, "world", "world.toml", Form::Text),
        meta(&tiny, "package", "datapackage.json", Form::Json),
        plans(&tiny, &case),
        priors(&tiny),
        expressions(&tiny)?,
        cases(&tiny, &case)?,
        settings(&tiny, case)?,
    ];
    readers.extend(reading::all(root, &tiny.world()?)?);
    for reader in &mut readers {
        reader.kept = folder(&kept(root).join(reader.name))?;
    }
    Ok(readers)
}

/// The tiny world's files, and the priors.
#[derive(Clone)]
struct Tiny {
    files: Arc<Vec<Input>>,
    priors: Arc<(Priors, String)>,
}

impl Tiny {
    fn load(root: &Path) -> Result<Self> {
        let worlds = root.join("worlds");
        let mut files = plain(&worlds.join("tiny"))?;
        for scenario in plain(&worlds.join("tiny/scenarios"))? {
            files.push(Input { name: format!("scenarios/{}", scenario.name), ..scenario });
        }
        let text = fs::read_to_string(worlds.join("priors.toml"))?;
        Ok(Self { files: Arc::new(files), priors: Arc::new((Priors::parse(&text)?, text)) })
    }

    /// The world with one file replaced.
    fn with(&self, input: &Input) -> Reading {
        let given =
            |file: &Input| if file.name == input.name { input.bytes.clone() } else { file.bytes.clone() };
        read(&Folder::embedded(self.files.iter().map(|file| (file.name.clone(), given(file)))))
    }

    fn world(&self) -> Result<World> {
        let reading = self.with(&Input { name: String::new(), bytes: Vec::new() });
        reading.world.context("the tiny world has errors")
    }

    fn case(&self) -> Result<Case> {
        let world = self.world()?;
        let clock = Clock::resolve(&world.meta, None, None)?;
        let mut case = compile::compile(&world, clock, &self.priors.0, "")?;
        case.bases.truncate(3);
        Ok(case)
    }

    fn plan(&self) -> Result<Plan> {
        let file = self.files.iter().find(|f| f.name == "scenarios/gate-shut.toml").context("gate-shut")?;
        Ok(Plan::parse(&file.text())?)
    }

    fn seeds(&self, wanted: impl Fn(&str) -> bool) -> Vec<Input> {
        self.files.iter().filter(|file| wanted(&file.name)).cloned().collect()
    }
}

/// The files of a folder that are text or tables.
pub(super) fn plain(folder: &Path) -> Result<Vec<Input>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Input { name, bytes: fs::read(&path)? });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Kept inputs: `HASH--FILE`, `+` for `/`.
fn folder(path: &Path) -> Result<Vec<Input>> {
    let files = if path.is_dir() { plain(path)? } else { Vec::new() };
    let name = |full: &str| full.split_once("--").map_or(full, |(_, name)| name).replace('+', "/");
    Ok(files.into_iter().map(|file| Input { name: name(&file.name), ..file }).collect())
}

/// Whether an answer means that the input passed every check of its reader and was used to the end.
pub(crate) fn passed(answer: &str) -> bool {
    matches!(answer, "clean" | "compiles" | "runs" | "reads" | "") || answer.starts_with("reads: ")
}

/// Words without what changes from row to row: figures and quoted names. Of an error with a picture of the
/// place, only what stands below the picture.
pub(crate) fn shape(text: &str) -> String {
    let words = text.trim_end().rsplit('\n').next().unwrap_or_default();
    let unquoted: Vec<&str> = words.split(['\'', '`', '"']).step_by(2).collect();
    let letters = unquoted.join("Q");
    letters.chars().filter(|c| !c.is_ascii_digit()).take(120).collect()
}

fn kinds(reading: &Reading) -> String {
    let codes: BTreeSet<String> = reading
        .diagnostics
        .iter()
        .map(|d| format!("{} {} {}", d.code, d.file, d.column.as_deref().unwrap_or_default()))
        .collect();
    if codes.is_empty() { "clean".into() } else { codes.into_iter().collect::<Vec<_>>().join("; ") }
}

fn tables(tiny: &Tiny) -> Reader {
    let (world, seeds) = (tiny.clone(), tiny.seeds(|name| name.ends_with(".csv")));
    let read = Box::new(move |input: &Input| kinds(&world.with(input)));
    Reader { name: "tables", form: Form::Table, seeds, kept: Vec::new(), read }
}

/// Tables that still read, compiled: the network, the fit and the prices must not break on odd figures.
fn compiled(tiny: &Tiny) -> Reader {
    let (tiny, seeds) = (tiny.clone(), tiny.seeds(|name| name.ends_with(".csv")));
    let read = Box::new(move |input: &Input| match tiny.with(input).world {
        None => "no world".to_owned(),
        Some(world) => checked(&world, &tiny.priors.0),
    });
    Reader { name: "compile", form: Form::Figures, seeds, kept: Vec::new(), read }
}

fn checked(world: &World, priors: &Priors) -> String {
    let Ok(clock) = Clock::resolve(&world.meta, None, None) else { return "no clock".into() };
    let answer = check::check(world, clock, priors, "");
    answer.diagnostics.first().map_or("compiles".into(), |d| shape(&d.message))
}

fn meta(tiny: &Tiny, name: &'static str, file: &'static str, form: Form) -> Reader {
    let (world, seeds) = (tiny.clone(), tiny.seeds(|name| name == file));
    let read = Box::new(move |input: &Input| {
        let reading = world.with(input);
        let messages: BTreeSet<String> = reading.diagnostics.iter().map(|d| shape(&d.message)).collect();
        messages.into_iter().take(3).collect::<Vec<_>>().join("; ")
    });
    Reader { name, form, seeds, kept: Vec::new(), read }
}

/// Scenario files; one that reads is run.
fn plans(tiny: &Tiny, case: &Arc<Case>) -> Reader {
    let mut seeds = tiny.seeds(|name| name.starts_with("scenarios/"));
    seeds.extend(KINDS.iter().map(|act| Input { name: "scenarios/x.toml".into(), bytes: scenario(act) }));
    let case = Arc::clone(case);
    let read = Box::new(move |input: &Input| match Plan::parse(&input.text()) {
        Err(error) => shape(&error.to_string()),
        Ok(plan) => run(&case, &plan, Vec::new()),
    });
    Reader { name: "plan", form: Form::Text, seeds, kept: Vec::new(), read }
}

/// One act of each kind, on the tiny world.
const KINDS: [&str; 9] = [
    "kind = \"output-loss\"\nprocesses = [\"mine-clay-ridge\"]\ncut = 0.4\nmonths = 2",
    "kind = \"licence\"\nregion = \"plain\"\ngoods = [\"dy-oxide\"]",
    "kind = \"quota\"\nregion = \"plain\"\ngoods = [\"dy-oxide\"]\ncut = { value = 0.3, low = 0.1, high = 0.5 }",
    "kind = \"embargo\"\nregion = \"plain\"\ngoods = [\"dy-oxide\"]\ndestinations = [\"coast\"]\nbelieved = 3",
    "kind = \"levy\"\ngoods = [\"clay-concentrate\"]\namount = 5\npayee = \"ridge-council\"",
    "kind = \"tax\"\ngoods = [\"dy-oxide\"]\namount = 0.25",
    "kind = \"demand\"\namount = 1.2\nramp = 3.0\nuses = [\"other\"]",
    "kind = \"stockpile\"\nregion = \"plain\"\ngoods = [\"dy-oxide\"]\namount = 0.5\nmonths = 3",
    "kind = \"capacity\"\nprocesses = [\"mine-clay-ridge\"]\namount = 0.8\nramp = 2.0",
];

fn scenario(act: &str) -> Vec<u8> {
    let head = "id = \"x\"\ntitle = \"X\"\nquestion = \"What if?\"\nmonths = 2\n[[act]]\nid = \"act\"\n";
    format!("{head}start = \"+1 month\"\n{act}\n").into_bytes()
}

/// The ensemble with one draw and at most two months.
fn run(case: &Case, plan: &Plan, overrides: Vec<(String, String)>) -> String {
    let request = Request { draws: 1, seed: 1, months: Some(2), overrides, ..Request::default() };
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    match ensemble::run(case, plan, &request, &watch) {
        Ok(_) => "runs".into(),
        Err(RunError::Override(_, text)) => shape(&text),
        Err(error) => shape(&error.to_string()),
    }
}

fn priors(tiny: &Tiny) -> Reader {
    let seeds = vec![Input { name: "priors.toml".into(), bytes: tiny.priors.1.clone().into_bytes() }];
    let read = Box::new(|input: &Input| match Priors::parse(&input.text()) {
        Ok(_) => "reads".to_owned(),
        Err(error) => shape(&error.to_string()),
    });
    Reader { name: "priors", form: Form::Text, seeds, kept: Vec::new(), read }
}

/// Claims of the tiny world, one a line; a claim that reads must print to one that reads the same.
fn expressions(tiny: &Tiny) -> Result<Reader> {
    let world = tiny.world()?;
    let texts: BTreeSet<String> =
        world.flows.iter().filter_map(|f| f.expr.as_ref()).map(Expr::to_string).collect();
    let mut seeds: Vec<Input> =
        texts.into_iter().map(|text| Input { name: "claim".into(), bytes: text.into_bytes() }).collect();
    for text in
        ["U(*,*)", "U(coast,*,dy-metal,tb-metal)", "K(*)/2", "1.15*X(dy-oxide,plain) + s:dy-oxide:plain"]
    {
        seeds.push(Input { name: "claim".into(), bytes: text.into() });
    }
    let read = Box::new(|input: &Input| match input.text().parse::<Expr>() {
        Err(error) => format!("{} / {}", shape(&error.to_string()), error.hint().len()),
        Ok(expr) => {
            let again = expr.to_string().parse::<Expr>();
            assert_eq!(again.as_ref(), Ok(&expr), "a claim that does not read back");
            "reads".into()
        }
    });
    Ok(Reader { name: "claims", form: Form::Text, seeds, kept: Vec::new(), read })
}

fn cases(tiny: &Tiny, case: &Case) -> Result<Reader> {
    let plan = tiny.plan()?;
    let seeds = vec![Input { name: "case.json".into(), bytes: serde_json::to_vec(case)? }];
    let read = Box::new(move |input: &Input| match Case::read(&input.text()) {
        Err(error) => shape(&error.to_string()),
        Ok(case) => run(&case, &plan, Vec::new()),
    });
    Ok(Reader { name: "case", form: Form::Json, seeds, kept: Vec::new(), read })
}

/// `--set` words, one a line.
fn settings(tiny: &Tiny, case: Arc<Case>) -> Result<Reader> {
    let plan = tiny.plan()?;
    let mut seeds: Vec<String> = case.priors.input.iter().map(|(n, i)| format!("{n}={}\n", i.high)).collect();
    seeds.extend(case.priors.constant.iter().map(|(n, v)| format!("constant.{n}={v}\n")));
    seeds.push(format!("{}={}\nalternatives=off\n", case.focus, case.central.focus_share));
    let act = "gate-shut.cut=0.5\ngate-shut.months=3\ngate-shut.believed=2\ngate-shut.start=+1 month\n";
    seeds.push(format!("{act}gate-shut.pent-up=0.4\ngate-shut.ramp=2\ngate-shut.amount=1\n"));
    let seeds = seeds.into_iter().map(|s| Input { name: "set".into(), bytes: s.into_bytes() }).collect();
    let read = Box::new(move |input: &Input| {
        let pair = |line: &str| line.split_once('=').map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned()));
        run(&case, &plan, input.text().lines().filter_map(pair).collect())
    });
    Ok(Reader { name: "set", form: Form::Text, seeds, kept: Vec::new(), read })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_has_no_figures_and_no_names() {
        assert_eq!(shape("act 'stop', months: 12 is too many"), "act Q, months:  is too many");
    }
}
