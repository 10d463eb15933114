//! From a name or a path to a world that has been read.

use crate::bundled;
use crate::error::Error;
use oreline_store::{Folder, Reading};
use oreline_world::World;
use std::path::Path;

/// A folder that has been read, faults and all.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The name or path that was asked for.
    pub name: String,
    /// True if it came along with the program.
    pub bundled: bool,
    /// What was found.
    pub reading: Reading,
}

impl Opened {
    /// The world, or the errors that stand against it.
    pub fn world(&self) -> Result<&World, Error> {
        let broken = || Error::broken(&self.name, &self.reading.diagnostics);
        self.reading.world.as_ref().ok_or_else(broken)
    }
}

/// Opens a bundled world by its name, or else a folder.
pub fn open(name: &str) -> Result<Opened, Error> {
    let bundled = bundled::world(name);
    let is_bundled = bundled.is_some();
    let on_disk = || Path::new(name).is_dir().then(|| Folder::disk(name));
    let folder = bundled.or_else(on_disk).ok_or_else(|| Error::unknown_world(name))?;
    Ok(Opened { name: name.into(), bundled: is_bundled, reading: oreline_store::read(&folder) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_answered_with_a_near_one() {
        let text = open("tinny").unwrap_err().to_string();
        assert!(text.contains("tinny") && text.contains("did you mean 'tiny'?"), "{text}");
    }

    #[test]
    fn an_empty_folder_is_read_and_its_fault_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let opened = open(folder.path().to_str().unwrap()).unwrap();
        assert!(!opened.bundled);
        assert!(opened.world().unwrap_err().to_string().contains("no world"));
    }
}
