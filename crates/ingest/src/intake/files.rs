//! Files and folders that a user names.
//!
//! Folders are searched to the bottom without following links, so that none is entered twice; hidden files are left
//! out, as a shell leaves them out. One file named twice, under two spellings of its path, is read once. The road not
//! taken: choosing by the ending of the name, which loses every page that was saved without one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Remark;
use crate::read::MOST_IN;

/// Files that are read in all; others are counted.
pub const MOST_FILES: usize = 20_000;

/// A path that cannot be read.
#[derive(Debug, Error)]
#[error("{path}: {what}", path = path.display())]
pub struct PathError {
    /// The path.
    pub path: PathBuf,
    /// What is wrong with it, and the remedy.
    pub what: String,
}

/// The files behind paths.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of their paths.
    pub files: Vec<PathBuf>,
    /// What was left out.
    pub notes: Vec<Remark>,
}

/// The files that paths name, those in folders included.
///
/// # Errors
///
/// A path that is not there, and a named file that may not be read. Inside of a folder such a thing is a note.
pub fn files(paths: &[PathBuf]) -> Result<Found, PathError> {
    let mut search = Search::default();
    for path in paths {
        search.named(path)?;
    }
    let mut found = search.found;
    found.files.sort();
    let left = found.files.len().saturating_sub(MOST_FILES) + search.more;
    found.files.truncate(MOST_FILES);
    if left > 0 {
        let text = format!(
            "{left} further files were not read: {MOST_FILES} are read at most; give fewer at a time"
        );
        found.notes.push(Remark::new(first(paths), text));
    }
    Ok(found)
}

fn first(paths: &[PathBuf]) -> String {
    paths.iter().min().map(|path| path.display().to_string()).unwrap_or_default()
}

#[derive(Default)]
struct Search {
    found: Found,
    /// Where files really are.
    seen: BTreeSet<PathBuf>,
    /// Files beyond all bounds.
    more: usize,
}

/// Paths that are held at once before they are sorted and cut.
const MOST_HELD: usize = 10 * MOST_FILES;

impl Search {
    /// Takes a path that the user wrote.
    fn named(&mut self, path: &Path) -> Result<(), PathError> {
        let error = |what: String| PathError { path: path.to_owned(), what };
        let about = fs::metadata(path).map_err(|cause| error(plain(&cause)))?;
        if about.is_dir() {
            self.folder(path);
            Ok(())
        } else if about.is_file() {
            self.file(path.to_owned());
            Ok(())
        } else {
            Err(error("is neither a file nor a folder".into()))
        }
    }

    fn folder(&mut self, folder: &Path) {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            let mut entries: Vec<_> = match fs::read_dir(&folder) {
                Ok(entries) => entries.flatten().collect(),
                Err(cause) => {
                    self.found.notes.push(Remark::new(folder.display().to_string(), plain(&cause)));
                    continue;
                }
            };
            // In one order everywhere, so that a bound cuts off the same files everywhere.
            entries.sort_by_key(fs::DirEntry::path);
            for entry in entries {
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && !hidden => waiting.push(entry.path()),
                    // A link to a file is that file; one to a folder, or to nothing, leads nowhere here.
                    Ok(_) if !hidden && entry.path().is_file() => self.file(entry.path()),
                    _ => {}
                }
            }
        }
    }

    fn file(&mut self, path: PathBuf) {
        if self.found.files.len() >= MOST_HELD {
            self.more += 1;
            return;
        }
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(real) {
            self.found.files.push(path);
        }
    }
}

/// What a file holds; no more than [`MOST_IN`] bytes are read.
///
/// # Errors
///
/// What the system says, and too long a file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, PathError> {
    let error = |what: String| PathError { path: path.to_owned(), what };
    let file = File::open(path).map_err(|cause| error(plain(&cause)))?;
    let mut bytes = Vec::new();
    file.take(MOST_IN as u64 + 1).read_to_end(&mut bytes).map_err(|cause| error(plain(&cause)))?;
    if bytes.len() > MOST_IN {
        return Err(error(format!("more than {} MiB; cut it into parts first", MOST_IN >> 20)));
    }
    Ok(bytes)
}

fn plain(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder; look for a slip in its name".into(),
        io::ErrorKind::PermissionDenied => "may not be read; change its permissions".into(),
        _ => cause.to_string(),
    }
}
