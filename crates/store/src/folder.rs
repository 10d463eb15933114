//! Where the files of a world are: on a disk, or inside the program.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The largest file that is read. A world of one supply chain is under one megabyte.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The files of a world. Names are relative, with `/` between folder and file.
#[derive(Clone, Debug)]
pub enum Folder {
    /// A folder on a disk.
    Disk(PathBuf),
    /// Names and contents.
    Embedded(Vec<(String, Cow<'static, [u8]>)>),
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileFault {
    #[error("the file has {0} bytes, more than the {MAX_BYTES} that are read")]
    TooLarge(u64),
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Folder {
    /// A folder on a disk.
    pub fn disk(path: impl Into<PathBuf>) -> Self {
        Self::Disk(path.into())
    }

    /// Files inside the program.
    pub fn embedded<N: Into<String>, B: Into<Cow<'static, [u8]>>>(
        files: impl IntoIterator<Item = (N, B)>,
    ) -> Self {
        Self::Embedded(files.into_iter().map(|(name, bytes)| (name.into(), bytes.into())).collect())
    }

    /// The names of the files in the folder itself (`under` empty) or in one folder inside it, sorted.
    pub(crate) fn names(&self, under: &str) -> io::Result<Vec<String>> {
        let mut names = match self {
            Self::Disk(path) => names_on_disk(&path.join(under))?,
            Self::Embedded(files) => files.iter().filter_map(|(name, _)| name_under(name, under)).collect(),
        };
        names.sort();
        Ok(names)
    }

    /// The contents of a file, nothing if there is none.
    pub(crate) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, FileFault> {
        match self {
            Self::Disk(path) => bytes_on_disk(&path.join(name)),
            Self::Embedded(files) => match files.iter().find(|(given, _)| given == name) {
                Some((_, bytes)) if bytes.len() as u64 > MAX_BYTES => {
                    Err(FileFault::TooLarge(bytes.len() as u64))
                }
                found => Ok(found.map(|(_, bytes)| bytes.to_vec())),
            },
        }
    }
}

fn name_under(name: &str, under: &str) -> Option<String> {
    let rest = if under.is_empty() { name } else { name.strip_prefix(under)?.strip_prefix('/')? };
    (!rest.contains('/')).then(|| rest.to_owned())
}

fn names_on_disk(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.path().is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Asks for the size first: a file that is too large must not be read to find out.
fn bytes_on_disk(path: &Path) -> Result<Option<Vec<u8>>, FileFault> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
        Ok(about) if about.len() > MAX_BYTES => Err(FileFault::TooLarge(about.len())),
        Ok(_) => Ok(Some(fs::read(path)?)),
    }
}
