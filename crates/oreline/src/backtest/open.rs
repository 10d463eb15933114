//! From folders, or the record that comes along, to episodes that can run; every fault of all of them at once.

use super::{INPUTS, TARGETS};
use crate::bundled;
use crate::error::Error;
use crate::folder::read_text;
use jiff::civil::Date;
use oreline_scenario::backtest::episode::{FILE, SCENARIO};
use oreline_scenario::backtest::{Episode, LegFolder, later_rows};
use oreline_scenario::plan::Plan;
use oreline_store::Folder;
use oreline_world::{Diagnostic, Severity, World};
use std::fs;
use std::path::{Path, PathBuf};

/// Faults that are told one by one; the rest is counted.
const MOST: usize = 20;
/// A folder with this file in it is a world.
const WORLD: &str = "world.toml";

/// An episode that has been read and found sound.
#[derive(Clone, Debug, PartialEq)]
pub struct EpisodeFolder {
    /// Its folder, for messages.
    pub place: String,
    /// Last day of the origin.
    pub origin: Date,
    /// What was known.
    pub world: World,
    /// What was asked and what came to pass.
    pub episode: Episode,
    /// The scenario of its acts.
    pub plan: Plan,
}

impl EpisodeFolder {
    /// A fault with the folder before its place.
    pub(super) fn fault(&self, fault: &Diagnostic) -> String {
        format!("{}/{fault}", self.place)
    }
}

/// Reads a folder that is an episode, or that holds some.
pub fn episodes(folder: &Path) -> Result<Vec<EpisodeFolder>, Error> {
    let places = places(folder)?;
    let read = |place: PathBuf| {
        let text = read_text(&place.join(FILE))
            .map_err(|error| format!("{error}\n  `oreline backtest init DIR` writes one to start from"));
        one(&place.display().to_string(), &Folder::disk(&place), text)
    };
    sound(places.into_iter().map(read))
}

/// The visible record that comes along, imported in memory.
pub fn visible() -> Result<Vec<EpisodeFolder>, Error> {
    let (inputs, targets) = (bundled::history(INPUTS)?, bundled::history(TARGETS)?);
    let mut legs = super::write::legs(&inputs, &targets)?.0;
    // In the order in which a folder of them is read: the answer must not tell the two apart.
    legs.sort_by(|a, b| a.name.cmp(&b.name));
    let read = |leg: LegFolder| {
        let text = leg.files.iter().find(|(name, _)| name == FILE).map(|(_, text)| text.clone());
        let files = leg.files.into_iter().map(|(name, text)| (name, text.into_bytes()));
        one(&format!("history/{}", leg.name), &Folder::embedded(files), text.ok_or_else(String::new))
    };
    sound(legs.into_iter().map(read))
}

/// The folder itself if it is an episode, else those in it.
fn places(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_episode = |place: &Path| place.join(FILE).exists() || place.join(WORLD).exists();
    if is_episode(folder) {
        return Ok(vec![folder.to_path_buf()]);
    }
    let entries = fs::read_dir(folder).map_err(|error| {
        let hint = "name a folder of episodes, or leave it out to run the history that comes along";
        Error::file(folder, format!("{error}; {hint}"))
    })?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|place| place.is_dir() && is_episode(place))
        .collect();
    found.sort();
    if found.is_empty() {
        let hint = "`oreline backtest init DIR` writes one, `oreline backtest import` many";
        return Err(Error::file(folder, format!("no episode in here: none has an {FILE}; {hint}")));
    }
    Ok(found)
}

/// All of them, or all of their faults.
fn sound(
    read: impl Iterator<Item = Result<EpisodeFolder, Vec<String>>>,
) -> Result<Vec<EpisodeFolder>, Error> {
    let (mut good, mut faults) = (Vec::<EpisodeFolder>::new(), Vec::new());
    for read in read {
        match read {
            Ok(episode) => good.push(episode),
            Err(found) => faults.extend(found),
        }
    }
    for (k, folder) in good.iter().enumerate() {
        let page = |f: &EpisodeFolder| oreline_brief::backtest::page_name(&f.episode.id);
        if let Some(other) = good[..k].iter().find(|other| page(other) == page(folder)) {
            faults.push(format!(
                "{}/{FILE} (id): '{}' is too near to the id of {}\n  ids must differ in letters or digits",
                folder.place, folder.episode.id, other.place
            ));
        }
    }
    if faults.is_empty() { Ok(good) } else { Err(Error::Episodes(list(&faults))) }
}

/// The first faults, and how many more there are.
pub(super) fn list(faults: &[String]) -> String {
    let mut lines: Vec<String> = faults.iter().take(MOST).cloned().collect();
    if faults.len() > MOST {
        lines.push(format!("and {} more; mend those above first", faults.len() - MOST));
    }
    lines.join("\n")
}

fn one(place: &str, folder: &Folder, text: Result<String, String>) -> Result<EpisodeFolder, Vec<String>> {
    let at = |fault: &Diagnostic| format!("{place}/{fault}");
    let reading = oreline_store::read(folder);
    let mut faults: Vec<String> =
        reading.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(at).collect();
    let episode = text.map_err(|fault| vec![fault]).and_then(|text| {
        Episode::parse(&text).map_err(|found| found.iter().map(at).collect::<Vec<String>>())
    });
    let plan = reading.world.as_ref().map(|world| plan(place, world));
    match (reading.world, episode, plan) {
        (Some(world), Ok(episode), Some(Ok(plan))) if faults.is_empty() => {
            checked(place, world, episode, plan)
        }
        (_, episode, plan) => {
            faults.extend(episode.err().into_iter().flatten());
            faults.extend(plan.and_then(Result::err));
            Err(faults)
        }
    }
}

fn plan(place: &str, world: &World) -> Result<Plan, String> {
    let file = format!("{place}/scenarios/{SCENARIO}.toml");
    let text = world.scenarios.get(SCENARIO);
    let text =
        text.ok_or_else(|| format!("{file}: there is no such file\n  write the acts of the episode there"))?;
    let plan = Plan::parse(text).map_err(|error| format!("{file}: {error}"))?;
    if plan.id == SCENARIO {
        return Ok(plan);
    }
    Err(format!("{file}: id '{}' must be the name of the file, '{SCENARIO}'", plan.id))
}

/// Nothing in an episode may be known later than its origin.
fn checked(place: &str, world: World, episode: Episode, plan: Plan) -> Result<EpisodeFolder, Vec<String>> {
    // The file has been checked, so that its origin reads.
    let Ok(origin) = episode.origin() else { return Err(vec![format!("{place}/{FILE}: bad origin")]) };
    let origin = origin.day();
    let late = later_rows(&world, origin);
    let faults: Vec<String> = late.iter().map(|fault| format!("{place}/{fault}")).collect();
    if faults.is_empty() {
        Ok(EpisodeFolder { place: place.into(), origin, world, episode, plan })
    } else {
        Err(faults)
    }
}
