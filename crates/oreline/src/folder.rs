//! A run folder: everything that went into an answer and everything that came out.
//!
//! Each file is written beside its place and then renamed, so that an interrupted program leaves whole files
//! only. A folder that holds something else is never touched.

use crate::VERSION;
use crate::error::Error;
use oreline_brief::document::Document;
use oreline_brief::{csv, html};
use oreline_ingest::coverage::Coverage;
use oreline_scenario::answers::{BriefAnswer, CompareAnswer, RunAnswer};
use oreline_scenario::case::Case;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const INPUTS: &str = "inputs.json";
const REPORT: &str = "report.html";
const COMPARISON: &str = "compare.html";
const COVERAGE: &str = "coverage.html";
/// The largest scenario file that is read.
const MOST_TEXT: u64 = 1 << 20;
/// The largest table of history that is read.
const MOST_TABLE: u64 = 16 << 20;
/// The largest case file that is read.
const MOST_CASE: u64 = 1 << 30;

/// What went into a run besides the case. Threads are not part of it: they change nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Version of the program.
    pub oreline: String,
    /// World id.
    pub world: String,
    /// Edition of the world; nothing if only its case was at hand.
    pub edition: Option<String>,
    /// Valid date.
    pub as_of: String,
    /// Knowledge date.
    pub known_at: String,
    /// Scenario id.
    pub scenario: String,
    /// Text of the scenario file; empty for a baseline that no file describes.
    pub scenario_text: String,
    /// Months after the base month.
    pub months: usize,
    /// Draws asked for.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Acts, trends and noise off.
    pub steady: bool,
    /// Overrides as name and value.
    pub overrides: Vec<(String, String)>,
    /// Version of the priors.
    pub priors_version: String,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
}

impl Inputs {
    /// The version that is running.
    pub fn version() -> String {
        VERSION.into()
    }
}

/// Refuses a folder that holds anything but a run.
pub fn must_be_run_folder(folder: &Path) -> Result<(), Error> {
    if folder.join(INPUTS).is_file() { Ok(()) } else { must_be_empty(folder) }
}

/// Refuses a folder that holds anything, and anything that is no folder.
pub(crate) fn must_be_empty(folder: &Path) -> Result<(), Error> {
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::file(folder, "the folder is not empty; choose another, or empty it first")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(Error::file(folder, "a file stands in the way; name a folder that is empty or not there yet"))
        }
        Err(error) => Err(Error::file(folder, error)),
    }
}

/// Writes a run folder; returns the path of its report.
pub fn save(folder: &Path, inputs: &Inputs, case: &Case, answer: &RunAnswer) -> Result<PathBuf, Error> {
    must_be_run_folder(folder)?;
    write(&folder.join(INPUTS), json(inputs).as_bytes())?;
    write(&folder.join("case.json"), compact(case).as_bytes())?;
    write(&folder.join("answer.json"), json(answer).as_bytes())?;
    for (name, text) in csv::run(answer) {
        write(&folder.join(name), text.as_bytes())?;
    }
    let report = folder.join(REPORT);
    write(&report, html::page(&oreline_brief::run(answer)).as_bytes())?;
    Ok(report)
}

/// Writes the folder of a brief; returns the path of its page.
pub fn save_brief(
    folder: &Path,
    inputs: &Inputs,
    case: &Case,
    answer: &BriefAnswer,
) -> Result<PathBuf, Error> {
    save(folder, inputs, case, &answer.run)?;
    write(&folder.join("brief.json"), json(answer).as_bytes())?;
    for (name, text) in csv::brief(answer) {
        write(&folder.join(name), text.as_bytes())?;
    }
    let page = folder.join("brief.html");
    write(&page, html::page(&oreline_brief::brief(answer)).as_bytes())?;
    Ok(page)
}

/// Writes the folder of a comparison; returns the path of its page.
pub fn save_compare(folder: &Path, answer: &CompareAnswer) -> Result<PathBuf, Error> {
    let document = oreline_brief::compare(answer);
    write(&folder.join("compare.json"), json(answer).as_bytes())?;
    write(&folder.join("compare.csv"), csv::compare(answer).as_bytes())?;
    for (name, text) in csv::charts(&document) {
        write(&folder.join(name), text.as_bytes())?;
    }
    let page = folder.join(COMPARISON);
    write(&page, html::page(&document).as_bytes())?;
    Ok(page)
}

/// Refuses a folder that holds anything but a comparison.
pub fn must_be_compare_folder(folder: &Path) -> Result<(), Error> {
    if folder.join(COMPARISON).is_file() { Ok(()) } else { must_be_empty(folder) }
}

/// Writes the folder of a coverage and its document; returns the path of its page.
pub fn save_coverage(folder: &Path, coverage: &Coverage, document: &Document) -> Result<PathBuf, Error> {
    must_be_coverage_folder(folder)?;
    write(&folder.join("coverage.json"), json(coverage).as_bytes())?;
    write(&folder.join("coverage.csv"), csv::coverage(coverage).as_bytes())?;
    for (name, text) in csv::charts(document) {
        write(&folder.join(name), text.as_bytes())?;
    }
    let page = folder.join(COVERAGE);
    write(&page, html::page(document).as_bytes())?;
    Ok(page)
}

/// Refuses a folder that holds anything but a coverage.
pub fn must_be_coverage_folder(folder: &Path) -> Result<(), Error> {
    if folder.join(COVERAGE).is_file() { Ok(()) } else { must_be_empty(folder) }
}

/// Pretty JSON that ends with a line break.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

pub(crate) fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// Writes a file whole or not at all, with the folders it needs.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = fs::create_dir_all(parent)
        .and_then(|()| fs::write(&part, bytes))
        .and_then(|()| fs::rename(&part, path));
    written.map_err(|error| Error::file(path, error))
}

/// Writes a file that is not there yet, with the folders it needs; one that is there is left alone.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let open = || fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = fs::create_dir_all(parent).and_then(|()| open()).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::file(path, "is there already and is not overwritten"),
        _ => Error::file(path, error),
    })
}

/// The names of the files in a folder, sorted; too many are refused.
pub(crate) fn names(folder: &Path, most: usize) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| Error::file(folder, error))? {
        let entry = entry.map_err(|error| Error::file(folder, error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
        if names.len() > most {
            return Err(Error::file(folder, format!("holds more than the {most} files that are read")));
        }
    }
    names.sort();
    Ok(names)
}

/// A case from a run folder's `case.json`.
pub fn read_case(path: &Path) -> Result<Case, Error> {
    Case::read(&read(path, MOST_CASE)?).map_err(|error| Error::file(path, error))
}

/// The inputs beside a case, if there are any.
pub fn read_inputs(case: &Path) -> Result<Option<Inputs>, Error> {
    let path = case.with_file_name(INPUTS);
    if !path.is_file() {
        return Ok(None);
    }
    parse(&path, &read(&path, MOST_TEXT)?, "is it the inputs.json of a run folder?").map(Some)
}

/// The text of a scenario file.
pub(crate) fn read_text(path: &Path) -> Result<String, Error> {
    read(path, MOST_TEXT)
}

/// The text of a table of history.
pub(crate) fn read_table(path: &Path) -> Result<String, Error> {
    read(path, MOST_TABLE)
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str, hint: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::file(path, format!("{error}; {hint}")))
}

/// Asks for the size first: what is too large must not be read to find out.
fn read(path: &Path, most: u64) -> Result<String, Error> {
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::file(path, "there is no such file; look for a slip in its name"),
        _ => Error::file(path, error),
    })?;
    if !about.is_file() {
        return Err(Error::file(path, "is not a file"));
    }
    if about.len() > most {
        return Err(Error::file(
            path,
            format!("has {} bytes, more than the {most} that are read", about.len()),
        ));
    }
    fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => Error::file(path, "is no text in UTF-8; is it the right file?"),
        _ => Error::file(path, error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(must_be_run_folder(folder.path()).is_ok());
        assert!(must_be_run_folder(&folder.path().join("new")).is_ok());
        fs::write(folder.path().join("thesis.doc"), "x").unwrap();
        assert!(must_be_run_folder(folder.path()).is_err());
        fs::write(folder.path().join(INPUTS), "{}").unwrap();
        assert!(must_be_run_folder(folder.path()).is_ok());
        assert!(must_be_empty(folder.path()).is_err());
    }

    #[test]
    fn files_are_written_whole_and_leave_no_scraps() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_case_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case.json");
        assert!(read_case(&path).is_err());
        fs::write(&path, "{\"draws\": 1}").unwrap();
        let text = read_case(&path).unwrap_err().to_string();
        assert!(text.contains("case.json") && text.contains("run folder"), "{text}");
        fs::write(&path, "{\"format\": 1}").unwrap();
        let text = read_case(&path).unwrap_err().to_string();
        assert!(text.contains("case.json") && text.contains("run the scenario again"), "{text}");
        assert_eq!(read_inputs(&path).unwrap(), None);
    }
}
