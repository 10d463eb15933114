//! What a back-test writes: imported episodes, a template to edit, and the pages of a report.
//!
//! Each folder of episodes is written beside its place and renamed once it is whole, so that an interrupted
//! import leaves no half of a record that would run.

use super::Backtest;
use super::open::list;
use crate::bundled;
use crate::error::Error;
use crate::folder::{json, must_be_empty, read_table, write};
use oreline_brief::{backtest as pages, csv, html};
use oreline_scenario::backtest::{LegFolder, import as folders};
use std::fs;
use std::path::{Path, PathBuf};

/// The page that a report is known by.
const INDEX: &str = "index.html";
/// The file that a folder of imported episodes is known by.
const IMPORTED: &str = "imported.txt";
/// What that file says.
const SAYS: &str = "Written by `oreline backtest import`, which may replace everything in this folder.\n";

/// Folders of the legs of the two tables, and what was not read.
pub(super) fn legs(inputs: &str, targets: &str) -> Result<(Vec<LegFolder>, Vec<String>), Error> {
    let imported = folders(inputs, targets, &bundled::package()?).map_err(|found| {
        let faults: Vec<String> = found.iter().map(ToString::to_string).collect();
        Error::Episodes(list(&faults))
    })?;
    Ok((imported.folders, imported.warnings.iter().map(ToString::to_string).collect()))
}

/// Writes a folder for each leg of the two tables; returns their number and what was not read.
pub fn import(inputs: &Path, targets: &Path, out: &Path) -> Result<(usize, Vec<String>), Error> {
    let (legs, warnings) = legs(&read_table(inputs)?, &read_table(targets)?)?;
    if !out.join(IMPORTED).is_file() {
        must_be_empty(out)?;
    }
    let part = beside(out)?;
    let written = legs.iter().flat_map(|leg| leg.files.iter().map(move |file| (&leg.name, file)));
    let written = written.map(|(leg, (name, text))| write(&part.join(leg).join(name), text.as_bytes()));
    let done = written
        .chain([write(&part.join(IMPORTED), SAYS.as_bytes())])
        .collect::<Result<Vec<()>, Error>>()
        .and_then(|_| in_place(&part, out));
    if done.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_dir_all(&part);
    }
    done.map(|()| (legs.len(), warnings))
}

/// A new folder next to another one.
fn beside(out: &Path) -> Result<PathBuf, Error> {
    let mut name = out.file_name().unwrap_or_default().to_os_string();
    if name.is_empty() {
        return Err(Error::file(out, "is no place for a new folder; name one, as in --out episodes"));
    }
    name.push(".part");
    let part = out.with_file_name(name);
    must_be_empty(&part)?;
    Ok(part)
}

/// Puts a finished folder in its place. What stood there is set aside first and removed last.
fn in_place(part: &Path, out: &Path) -> Result<(), Error> {
    let failed = |error| Error::file(out, error);
    let old = part.with_extension("old");
    if !out.exists() {
        return fs::rename(part, out).map_err(failed);
    }
    fs::rename(out, &old).and_then(|()| fs::rename(part, out)).map_err(failed)?;
    fs::remove_dir_all(&old).map_err(|error| Error::file(&old, error))
}

/// Writes an invented episode that runs as it is, to make one's own of.
pub fn init(to: &Path) -> Result<(), Error> {
    must_be_empty(to)?;
    for (name, bytes) in bundled::template_episode(to) {
        write(&to.join(name), &bytes)?;
    }
    Ok(())
}

/// Refuses a folder that holds anything but a report.
pub fn must_be_report_folder(folder: &Path) -> Result<(), Error> {
    if folder.join(INDEX).is_file() && folder.join("backtest.json").is_file() {
        return Ok(());
    }
    must_be_empty(folder)
}

/// Writes the report of a back-test: a page for the table and one for each leg; returns the first.
pub fn save_report(folder: &Path, of: &Backtest) -> Result<PathBuf, Error> {
    must_be_report_folder(folder)?;
    write(&folder.join("backtest.json"), json(&of.answer).as_bytes())?;
    write(&folder.join("targets.csv"), csv::backtest(&of.answer).as_bytes())?;
    for (name, document) in pages::pages(&of.answer, &of.known) {
        write(&folder.join(&name), html::page(&document).as_bytes())?;
        for (name, text) in csv::charts(&document) {
            write(&folder.join(name), text.as_bytes())?;
        }
    }
    let index = folder.join(INDEX);
    write(&index, html::page(&pages::index(&of.answer)).as_bytes())?;
    Ok(index)
}
