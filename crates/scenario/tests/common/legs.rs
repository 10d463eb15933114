//! The visible record as legs that can be run.

use super::{FEW, priors, worlds};
use oreline_scenario::backtest::{Episode, LegFolder, import};
use oreline_scenario::case::Case;
use oreline_scenario::compile::compile_with;
use oreline_scenario::plan::Plan;
use oreline_store::{Folder, read};
use oreline_world::{Clock, World};
use std::sync::OnceLock;

pub(crate) fn text(file: &str) -> String {
    std::fs::read_to_string(worlds().join(file)).unwrap()
}

pub(crate) fn inputs() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| text("history/episode_inputs.csv"))
}

pub(crate) fn targets() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| text("history/targets_model.csv"))
}

pub(crate) fn package() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| text("template/datapackage.json"))
}

pub(crate) fn imported(inputs: &str, targets: &str) -> Vec<LegFolder> {
    let found = import(inputs, targets, package()).unwrap();
    assert_eq!(found.warnings, []);
    found.folders
}

/// The visible legs.
pub(crate) fn visible() -> &'static [LegFolder] {
    static LEGS: OnceLock<Vec<LegFolder>> = OnceLock::new();
    LEGS.get_or_init(|| imported(inputs(), targets()))
}

/// A leg as the programs see it.
pub(crate) struct Opened {
    pub(crate) world: World,
    pub(crate) plan: Plan,
    pub(crate) episode: Episode,
}

pub(crate) fn opened(folder: &LegFolder) -> Opened {
    let files = folder.files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes()));
    let reading = read(&Folder::embedded(files));
    assert!(reading.diagnostics.is_empty(), "{}: {:?}", folder.name, reading.diagnostics);
    let world = reading.world.unwrap();
    let plan = Plan::parse(&world.scenarios["episode"]).unwrap();
    let (_, toml) = folder.files.iter().find(|(name, _)| name == "episode.toml").unwrap();
    Opened { world, plan, episode: Episode::parse(toml).unwrap() }
}

pub(crate) fn compiled(opened: &Opened) -> Case {
    let clock = Clock::resolve(&opened.world.meta, None, None).unwrap();
    compile_with(&opened.world, clock, priors(), "hash", FEW).unwrap()
}

pub(crate) fn folder<'a>(legs: &'a [LegFolder], name: &str) -> &'a LegFolder {
    legs.iter().find(|l| l.name == name).unwrap()
}
