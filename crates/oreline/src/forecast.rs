//! The log of forecasts of a world: read from its folder, added to, and looked at on a day.
//!
//! Files are only ever created. What came along inside the program can be read and scored, not written. The road
//! not taken: a database, whose history nobody could read in a diff.

use crate::bundled;
use crate::error::Error;
use crate::folder;
use crate::open::Opened;
use crate::{Case, Scenario, VERSION, Watch};
use jiff::civil::Date;
use oreline_scenario::answers::LABEL;
use oreline_scenario::forecast::{self as log, FOLDER, Kept, Log, RECORD, Stamp};
pub use oreline_scenario::forecast::{
    Asked, Ending, Entry, ForecastAnswer, LogAnswer, Month, Resolution, State, Verdict,
};
use oreline_world::{Diagnostic, Severity};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Most files of a log that are read.
const MOST_FILES: usize = 10_000;

/// Everything that is wrong with a world's log of forecasts.
pub(crate) fn faults(opened: &Opened) -> Vec<Diagnostic> {
    let (files, mut faults) = files(opened);
    faults.extend(log::read(&files).1);
    faults
}

/// The log, or the faults that stand against it.
fn sound(opened: &Opened) -> Result<Log, Error> {
    opened.world()?;
    let (files, mut faults) = files(opened);
    let (log, more) = log::read(&files);
    faults.extend(more);
    if faults.is_empty() { Ok(log) } else { Err(Error::forecasts(&opened.name, &faults)) }
}

/// The texts of the log by file name, and which files cannot be had.
fn files(opened: &Opened) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    if opened.bundled {
        return (bundled::texts(&opened.name, FOLDER), Vec::new());
    }
    let folder = Path::new(&opened.name).join(FOLDER);
    if !folder.exists() {
        return (BTreeMap::new(), Vec::new());
    }
    let (mut texts, mut faults) = (BTreeMap::new(), Vec::new());
    match folder::names(&folder, MOST_FILES) {
        Err(error) => faults.push(unreadable(FOLDER.into(), error)),
        Ok(names) => {
            for name in names.into_iter().filter(|name| name.ends_with(".toml")) {
                match folder::read_text(&folder.join(&name)) {
                    Ok(text) => drop(texts.insert(name, text)),
                    Err(error) => faults.push(unreadable(format!("{FOLDER}/{name}"), error)),
                }
            }
        }
    }
    (texts, faults)
}

fn unreadable(file: String, error: Error) -> Diagnostic {
    let message = match error {
        Error::File { message, .. } => message,
        other => other.to_string(),
    };
    let hint = "the log holds small text files, one for each forecast and outcome; put the file as it was written back";
    Diagnostic::new(Severity::Error, "unreadable", file, message, hint)
}

/// Where the log is written; refuses a world that came along with the program.
pub fn writable(opened: &Opened) -> Result<PathBuf, Error> {
    if opened.bundled {
        let message = format!(
            "'{}' came along inside the program and cannot be written: name the folder of the world, such as ./worlds/{}",
            opened.name, opened.name
        );
        return Err(Error::Forecast(message));
    }
    Ok(Path::new(&opened.name).join(FOLDER))
}

/// Runs the scenario on the case, freezes the answer and writes it into a file of its own; returns its path too.
pub fn add(
    opened: &Opened,
    case: &Case,
    scenario: &Scenario,
    asked: &Asked,
    watch: &Watch<'_>,
) -> Result<(ForecastAnswer, PathBuf), Error> {
    let (folder, kept) = (writable(opened)?, sound(opened)?);
    if let Some(id) = asked.id.as_ref().filter(|id| kept.contains_key(*id)) {
        return Err(taken(id));
    }
    let stamp = Stamp {
        label: crate::backtest::track_record().map_or(LABEL, |record| record.label(&case.priors_hash)).into(),
        oreline: VERSION.into(),
        case: sha256(&folder::compact(case)),
        scenario: sha256(&scenario.text),
    };
    let world = opened.world()?;
    let entry = log::freeze(world, case, &scenario.plan, asked, &stamp, watch).map_err(refused)?;
    if kept.contains_key(&entry.id) {
        return Err(taken(&entry.id));
    }
    let path = keep(&folder, &entry.id, &entry)?;
    let on = entry.made_on;
    Ok((log::scored(&Kept { entry, records: Vec::new() }, on), path))
}

fn taken(id: &str) -> Error {
    Error::Forecast(format!(
        "there is a forecast '{id}' already, and none is ever overwritten: give another --id, or withdraw the first with \
         `oreline forecast resolve`"
    ))
}

/// Writes down what became of a forecast; returns the path of the record too.
pub fn resolve(opened: &Opened, id: &str, verdict: &Verdict) -> Result<(ForecastAnswer, PathBuf), Error> {
    let (folder, mut log) = (writable(opened)?, sound(opened)?);
    let known: Vec<String> = log.keys().cloned().collect();
    let kept = log.get_mut(id).ok_or_else(|| Error::unknown_forecast(id, &known))?;
    let record = log::resolve(kept, verdict).map_err(refused)?;
    let path = keep(&folder, &format!("{id}{RECORD}{}", record.number), &record)?;
    let on = record.on;
    kept.records.push(record);
    Ok((log::scored(kept, on), path))
}

/// The log as it stands on a day, with its scores; see [`log::answer`] for the day if none is given.
pub fn score(opened: &Opened, on: Option<Date>) -> Result<LogAnswer, Error> {
    Ok(log::answer(&opened.world()?.meta, &sound(opened)?, on))
}

fn refused(error: log::Refused) -> Error {
    Error::Forecast(error.to_string())
}

fn keep(folder: &Path, stem: &str, record: &impl Serialize) -> Result<PathBuf, Error> {
    let path = folder.join(format!("{stem}.toml"));
    let text = log::sealed_text(record).map_err(|error| Error::file(&path, error))?;
    folder::create(&path, text.as_bytes())?;
    Ok(path)
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
