//! `cargo xtask measure [--data DIR] [--only PART] [--format json]`: what real inputs give, beside what was published
//! or promised.
//!
//! Most inputs lie outside of the repository, in `../shared/data` unless told otherwise: some of their licences do not
//! let them ship. A part whose inputs are absent says so and is content, so that this can be run anywhere. Each part
//! is a function from [`Folders`] to a [`Section`], and a line in [`PARTS`]. The road not taken: tests that need the
//! inputs. They would pass by being skipped.

mod geopolrisk;
mod importance;
mod material;
mod names;
mod printed;
pub(crate) mod reading;
mod reasons;
mod section;
mod study2017;
mod study2023;

use anyhow::{Result, bail, ensure};
use section::{Count, Line, Section, text};
use serde::Serialize;
use std::path::{Path, PathBuf};

const DATA: &str = "../shared/data";
const USAGE: &str = "cargo xtask measure [--data DIR] [--only PART] [--format json|table]";

/// Where inputs lie.
struct Folders {
    /// The repository.
    root: PathBuf,
    /// What does not ship.
    data: PathBuf,
}

/// A part of the measure.
struct Part {
    /// Short name.
    id: &'static str,
    /// The folder that it needs.
    needs: Need,
    run: fn(&Folders) -> Result<Section>,
}

enum Need {
    /// A folder of the repository.
    Own(&'static str),
    /// A folder of the data that do not ship.
    Data(&'static str),
}

/// Every part of the measure, in the order of printing.
const PARTS: &[Part] = &[
    Part { id: "eu-sr-2017", needs: Need::Data("criticality"), run: |at| study2017::section(&at.data) },
    Part { id: "eu-ei-2023", needs: Need::Data("criticality"), run: |at| importance::section(&at.data) },
    Part { id: "eu-sr-2023", needs: Need::Data("criticality"), run: |at| study2023::section(&at.data) },
    Part { id: "geopolrisk", needs: Need::Data("criticality"), run: |at| geopolrisk::section(&at.data) },
    Part {
        id: "reading-labels",
        needs: Need::Own(reading::labels::FOLDER),
        run: |at| reading::labels::section(&at.root),
    },
    Part {
        id: "reading-others",
        needs: Need::Data("extraction"),
        run: |at| reading::others::section(&at.root, &at.data),
    },
    Part {
        id: "reading-feeds",
        needs: Need::Data("feeds/feedparser"),
        run: |at| reading::feeds::section(&at.data),
    },
    Part {
        id: "reading-pages",
        needs: Need::Data("extraction"),
        run: |at| reading::pages::section(&at.data),
    },
    Part {
        id: "reading-copies",
        needs: Need::Data("extraction"),
        run: |at| reading::copies::section(&at.data),
    },
    Part {
        id: "reading-places",
        needs: Need::Data("conflict"),
        run: |at| reading::places::section(&at.data),
    },
];

/// A section under the name of its part.
#[derive(Serialize)]
struct Measured {
    id: &'static str,
    #[serde(flatten)]
    section: Section,
}

#[derive(Debug, PartialEq)]
struct Options {
    data: PathBuf,
    /// Beginning of the names of the parts that are wanted.
    only: String,
    json: bool,
}

/// Prints every section, as text or as JSON.
pub(crate) fn measure(root: &Path, words: &[&str]) -> Result<()> {
    let Options { data, only, json } = options(root, words)?;
    let folders = Folders { root: root.to_owned(), data };
    let chosen: Vec<&Part> = PARTS.iter().filter(|part| part.id.starts_with(&only)).collect();
    ensure!(!chosen.is_empty(), "no part begins with '{only}'; there are: {}", ids());
    let (mut measured, mut absent) = (Vec::new(), Vec::new());
    for part in chosen {
        match missing(part, &folders) {
            Some(folder) => {
                absent.push(format!("{}: not measured, there is no folder {}", part.id, folder.display()))
            }
            None => measured.push(Measured { id: part.id, section: (part.run)(&folders)? }),
        }
    }
    if json {
        let all = serde_json::json!({ "sections": measured, "absent": absent });
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        measured.iter().for_each(|part| print!("{}", text(&part.section)));
        absent.iter().for_each(|line| println!("{line}"));
    }
    Ok(())
}

fn ids() -> String {
    PARTS.iter().map(|part| part.id).collect::<Vec<_>>().join(", ")
}

/// The folder that a part needs, if it is not there.
fn missing(part: &Part, folders: &Folders) -> Option<PathBuf> {
    let folder = match part.needs {
        Need::Own(folder) => folders.root.join(folder),
        Need::Data(folder) => folders.data.join(folder),
    };
    (!folder.is_dir()).then_some(folder)
}

fn options(root: &Path, words: &[&str]) -> Result<Options> {
    let mut options = Options { data: root.join(DATA), only: String::new(), json: false };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match (*word, words.next()) {
            ("--format", Some(&"json")) => options.json = true,
            ("--format", Some(&"table")) => options.json = false,
            ("--data", Some(folder)) => options.data = PathBuf::from(folder),
            ("--only", Some(part)) => (*part).clone_into(&mut options.only),
            _ => bail!("'{word}': usage: {USAGE}"),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let root = Path::new("root");
        let plain = Options { data: root.join(DATA), only: String::new(), json: false };
        assert_eq!(options(root, &[]).unwrap(), plain);
        let given = options(root, &["--data", "d", "--format", "json", "--only", "reading"]).unwrap();
        assert_eq!(given, Options { data: "d".into(), only: "reading".into(), json: true });
        assert!(options(root, &["--format", "xml"]).is_err() && options(root, &["--data"]).is_err());
    }

    #[test]
    fn without_the_inputs_it_says_so_and_is_content() {
        assert!(measure(Path::new("no-such-root"), &[]).is_ok());
        assert!(measure(Path::new("no-such-root"), &["--only", "no-such-part"]).is_err());
    }
}
