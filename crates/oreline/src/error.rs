//! Everything that can go wrong between a question and its answer, each with what to do about it.

use crate::bundled;
use oreline_world::{Diagnostic, Severity};
use std::path::PathBuf;

/// Errors of a world that are told one by one; the rest is counted.
const MOST: usize = 10;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No bundled world and no folder of this name.
    #[error("no world '{name}': it is neither a bundled world ({}) nor a folder{near}", bundled::names().join(", "))]
    UnknownWorld {
        /// What was asked for.
        name: String,
        /// A near name, or nothing.
        near: String,
    },
    /// The files of the world hold errors.
    #[error("the world '{name}' cannot be used:\n{errors}\n  see all with: oreline check {name}")]
    Broken {
        /// The world.
        name: String,
        /// The first of its errors.
        errors: String,
    },
    /// No scenario of this name.
    #[error("no scenario '{name}' in this world{near}; there are: {known}. A path to a .toml file works too")]
    UnknownScenario {
        /// What was asked for.
        name: String,
        /// A near name, or nothing.
        near: String,
        /// All names.
        known: String,
    },
    /// No region, good, element or stage of this name.
    #[error("no {what} '{name}' in this world{near}; there are: {known}")]
    UnknownName {
        /// What kind of thing was asked for.
        what: String,
        /// Its name.
        name: String,
        /// A near name, or nothing.
        near: String,
        /// All names.
        known: String,
    },
    /// A scenario file that cannot be used.
    #[error("{at}: {message}")]
    Scenario {
        /// The file.
        at: String,
        /// What is wrong.
        message: String,
    },
    /// Episodes that cannot be used, each fault with its place and remedy.
    #[error("the episodes cannot be used:\n{0}")]
    Episodes(String),
    /// Things that cannot be compared.
    #[error("{0}")]
    Compare(String),
    /// Days that cannot be.
    #[error("{0}; choose other days with --as-of and --known-at")]
    Clock(oreline_world::ClockError),
    /// The priors file.
    #[error("the bundled priors cannot be used: {0}")]
    Priors(String),
    /// No case can be made.
    #[error("no case can be made of this world: {0}")]
    Compile(String),
    /// The ensemble cannot run.
    #[error("{0}")]
    Run(String),
    /// Nothing is known by this id.
    #[error("{0}")]
    Why(String),
    /// A forecast that cannot be frozen, or an outcome that cannot be taken.
    #[error("{0}")]
    Forecast(String),
    /// Documents that cannot be read.
    #[error("{0}")]
    Reading(String),
    /// A file that cannot be read or written.
    #[error("{}: {message}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and how to mend it.
        message: String,
    },
}

/// Not `#[from]`, which would make it a source too and print it twice.
impl From<oreline_world::ClockError> for Error {
    fn from(error: oreline_world::ClockError) -> Self {
        Self::Clock(error)
    }
}

impl Error {
    pub(crate) fn unknown_world(name: &str) -> Self {
        Self::UnknownWorld { name: name.into(), near: near(name, bundled::names()) }
    }

    pub(crate) fn broken(name: &str, diagnostics: &[Diagnostic]) -> Self {
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
        let mut lines: Vec<String> = errors.iter().take(MOST).map(|d| format!("  {d}")).collect();
        if errors.len() > MOST {
            lines.push(format!("  and {} more", errors.len() - MOST));
        }
        Self::Broken { name: name.into(), errors: lines.join("\n") }
    }

    /// A log with faults: no part of it counts until they are mended.
    pub(crate) fn forecasts(name: &str, diagnostics: &[Diagnostic]) -> Self {
        let mut lines: Vec<String> = diagnostics.iter().take(MOST).map(|d| format!("  {d}")).collect();
        if diagnostics.len() > MOST {
            lines.push(format!("  and {} more", diagnostics.len() - MOST));
        }
        Self::Forecast(format!("the forecasts of '{name}' cannot be used:\n{}", lines.join("\n")))
    }

    pub(crate) fn unknown_forecast(id: &str, known: &[String]) -> Self {
        let near = near(id, known.iter().map(String::as_str));
        Self::Forecast(format!("no forecast '{id}' in this world{near}; see all with: oreline forecast list"))
    }

    pub(crate) fn unknown_scenario(name: &str, known: &[&str]) -> Self {
        let near = near(name, known.iter().copied());
        Self::UnknownScenario { name: name.into(), near, known: known.join(", ") }
    }

    pub(crate) fn unknown_name(what: &str, name: &str, known: &[&str]) -> Self {
        let near = near(name, known.iter().copied());
        Self::UnknownName { what: what.into(), name: name.into(), near, known: known.join(", ") }
    }

    pub(crate) fn file(path: impl Into<PathBuf>, message: impl ToString) -> Self {
        Self::File { path: path.into(), message: message.to_string() }
    }
}

/// `; did you mean 'x'?`, or nothing if no known name is close.
fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let score = |k: &str| strsim::jaro_winkler(name, k);
    let best = known.into_iter().map(|k| (score(k), k)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(score, _)| *score > 0.75).map_or(String::new(), |(_, k)| format!("; did you mean '{k}'?"))
}
