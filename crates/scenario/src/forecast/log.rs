//! The log as files: `ID.toml` holds a forecast, `ID.resolution-N.toml` what became of it.
//!
//! One file per record, so that adding is never editing and a history shows who wrote what when. Reading finds
//! all faults at once; whoever scores refuses a log that has any. The road not taken: skipping what is broken.
//! A score without the entries that somebody spoilt would be a better score.

use super::{Entry, Resolution, Seal};
use oreline_world::{Diagnostic, Severity};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The folder of a world in which the log stands.
pub const FOLDER: &str = "forecasts";
/// What stands between the id and the number in the name of a record about a forecast.
pub const RECORD: &str = ".resolution-";
const RESTORE: &str = "restore the file as it was written; a forecast that you no longer stand by is withdrawn with \
     `oreline forecast resolve`, a slip in an outcome corrected with --correct";

/// A forecast and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The forecast.
    pub entry: Entry,
    /// The records about it, in order; the last one counts.
    pub records: Vec<Resolution>,
}

/// All forecasts, by id.
pub type Log = BTreeMap<String, Kept>;

/// Reads the texts of a log by file name; what is no TOML file is left alone.
pub fn read(files: &BTreeMap<String, String>) -> (Log, Vec<Diagnostic>) {
    let (mut log, mut faults) = (Log::new(), Vec::new());
    let stems = || files.iter().filter_map(|(name, text)| Some((name.strip_suffix(".toml")?, text)));
    for (stem, text) in stems().filter(|(stem, _)| !stem.contains(RECORD)) {
        match entry(stem, text) {
            Ok(entry) => drop(log.insert(stem.into(), Kept { entry, records: Vec::new() })),
            Err(fault) => faults.push(*fault),
        }
    }
    let mut records: Vec<(&str, Resolution)> = Vec::new();
    for (stem, text) in stems().filter(|(stem, _)| stem.contains(RECORD)) {
        match record(stem, text) {
            Ok(record) => records.push((stem, record)),
            Err(fault) => faults.push(*fault),
        }
    }
    // By number and not by name: 10 comes after 9.
    records.sort_by_key(|(_, r)| r.number);
    faults.extend(records.into_iter().filter_map(|(stem, record)| placed(stem, record, &mut log)));
    faults.sort_by(|a, b| a.file.cmp(&b.file));
    (log, faults)
}

fn file(stem: &str) -> String {
    format!("{FOLDER}/{stem}.toml")
}

fn fault(code: &'static str, stem: &str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, file(stem), message, RESTORE)
}

fn entry(stem: &str, text: &str) -> Result<Entry, Box<Diagnostic>> {
    let entry: Entry = parsed(stem, text)?;
    unbroken(stem, &entry.seal, &entry)?;
    let misnamed = || ("id", format!("'{}' must be the name of the file, '{stem}'", entry.id));
    match (entry.id != stem).then(misnamed).or_else(|| entry.fault()) {
        Some((field, why)) => {
            Err(Box::new(fault("bad-forecast", stem, format!("{field}: {why}")).in_column(field)))
        }
        None => Ok(entry),
    }
}

fn record(stem: &str, text: &str) -> Result<Resolution, Box<Diagnostic>> {
    let record: Resolution = parsed(stem, text)?;
    unbroken(stem, &record.seal, &record)?;
    let named = format!("{}{RECORD}{}", record.forecast, record.number);
    let why = if named != stem {
        Some(format!("record {} of '{}' must be called {named}.toml", record.number, record.forecast))
    } else if (record.number > 1) != record.correction.is_some() {
        Some("the first record is no correction, and every further one says why it is one".into())
    } else {
        record.ending.fault()
    };
    why.map_or(Ok(record), |why| Err(Box::new(fault("bad-resolution", stem, why))))
}

/// Lays a record to its forecast, or says why it does not belong there.
fn placed(stem: &str, record: Resolution, log: &mut Log) -> Option<Diagnostic> {
    let Some(kept) = log.get_mut(&record.forecast) else {
        let why = format!("there is no sound forecast '{}' that it could be about", record.forecast);
        return Some(fault("lost-forecast", stem, why));
    };
    let why = if record.forecast_seal != kept.entry.seal.whole {
        Some("its forecast_seal is not that of the forecast: one of them was made anew".into())
    } else if record.number != kept.records.len() + 1 {
        Some(format!("record {} is missing", kept.records.len() + 1))
    } else {
        record.misplaced(kept)
    };
    if why.is_none() {
        kept.records.push(record);
    }
    why.map(|why| fault("bad-resolution", stem, why))
}

fn parsed<T: DeserializeOwned>(stem: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    toml::from_str(text).map_err(|error| {
        let found = fault("bad-toml", stem, error.message().to_owned());
        let before = error.span().and_then(|span| text.get(..span.start));
        let row = before.map(|before| before.matches('\n').count() as u64 + 1);
        Box::new(Diagnostic { row, ..found })
    })
}

fn unbroken(stem: &str, seal: &Seal, record: &impl Serialize) -> Result<(), Box<Diagnostic>> {
    let changed = seal.broken(record);
    let Some(first) = changed.first() else { return Ok(()) };
    let list: Vec<String> = changed.iter().take(5).map(|field| format!("'{field}'")).collect();
    let more = changed.len() - list.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let message = format!("was changed after it was frozen, in {}{more}", list.join(", "));
    Err(Box::new(fault("forecast-changed", stem, message).in_column(first.clone())))
}
