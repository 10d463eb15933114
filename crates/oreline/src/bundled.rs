//! What comes along inside the program: the worlds and the priors.

use crate::error::Error;
use crate::folder;
use include_dir::{Dir, DirEntry, include_dir};
use oreline_scenario::priors::Priors;
use oreline_store::Folder;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

static WORLDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../worlds");
/// The world that a new one starts as. Bundled with the others, so that whatever checks them checks it too.
const TEMPLATE: &str = "template";
/// The folder of what history has shown.
const HISTORY: &str = "history";
/// The episode in it that a new one starts as.
const EPISODE: &str = "template";
/// Names another file of priors, for every command alike: to see what a belief does, not to hide it, since the
/// hash of the file is printed with every answer.
const PRIORS: &str = "ORELINE_PRIORS";
/// What a new world is called when its folder's name is no id.
const UNNAMED: &str = "my-world";

/// The names of the bundled worlds.
pub fn names() -> Vec<&'static str> {
    let worlds = WORLDS.dirs().filter(|dir| dir.get_file(dir.path().join("world.toml")).is_some());
    let mut names: Vec<_> = worlds.filter_map(|dir| dir.path().to_str()).collect();
    names.sort_unstable();
    names
}

/// The files of a bundled world, if there is one of this name.
pub(crate) fn world(name: &str) -> Option<Folder> {
    let dir = WORLDS.dirs().find(|dir| dir.path() == Path::new(name)).filter(|_| names().contains(&name))?;
    Some(Folder::embedded(files(dir)))
}

/// The texts in one folder of a bundled world, by file name.
pub(crate) fn texts(name: &str, under: &str) -> BTreeMap<String, String> {
    let Some(world) = WORLDS.dirs().find(|dir| dir.path() == Path::new(name)) else { return BTreeMap::new() };
    let inside = |(path, bytes): (String, &[u8])| {
        let file = path.strip_prefix(under)?.strip_prefix('/')?.to_string();
        Some((file, String::from_utf8_lossy(bytes).into_owned()))
    };
    files(world).into_iter().filter_map(inside).collect()
}

/// The text of one file of a bundled world, if it has it.
pub(crate) fn file(name: &str, file: &str) -> Option<String> {
    let text = WORLDS.get_file(format!("{name}/{file}"))?.contents();
    Some(String::from_utf8_lossy(text).into_owned())
}

/// Every file under a folder, with its name relative to the world and `/` between folders.
fn files(world: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    let (mut found, mut open) = (Vec::new(), vec![world]);
    while let Some(dir) = open.pop() {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => open.push(dir),
                DirEntry::File(file) => found.extend(named(world, file.path()).map(|n| (n, file.contents()))),
            }
        }
    }
    found
}

fn named(world: &Dir<'_>, file: &Path) -> Option<String> {
    let parts: Vec<&str> = file.strip_prefix(world.path()).ok()?.iter().filter_map(|p| p.to_str()).collect();
    Some(parts.join("/"))
}

/// The priors of behaviour and the SHA-256 of their file.
pub fn priors() -> Result<(Priors, String), Error> {
    let Some(path) = std::env::var_os(PRIORS) else {
        let text = WORLDS.get_file("priors.toml").and_then(|file| file.contents_utf8()).unwrap_or_default();
        return parsed(text).map_err(Error::Priors);
    };
    let text = folder::read_text(Path::new(&path))?;
    parsed(&text).map_err(|message| Error::file(path, format!("{message} (named by {PRIORS})")))
}

fn parsed(text: &str) -> Result<(Priors, String), String> {
    let priors = Priors::parse(text).map_err(|error| error.to_string())?;
    let hash = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((priors, hash))
}

/// The text of a file of history.
pub(crate) fn history(name: &str) -> Result<String, Error> {
    text(&format!("{HISTORY}/{name}"))
}

/// The data package of the template: the columns of every table.
pub(crate) fn package() -> Result<String, Error> {
    text(&format!("{TEMPLATE}/datapackage.json"))
}

fn text(path: &str) -> Result<String, Error> {
    let text = WORLDS.get_file(path).and_then(|file| file.contents_utf8());
    text.map(Into::into).ok_or_else(|| Error::file(path, "this program was built without it"))
}

/// The files of the episode that a new one starts as, called like the folder that it will stand in.
pub(crate) fn template_episode(to: &Path) -> Vec<(String, Vec<u8>)> {
    let name = format!("= \"{}\"", id_of(to));
    let named = |(file, bytes): (String, &'static [u8])| {
        let text = String::from_utf8_lossy(bytes);
        let text = if file.ends_with(".toml") { text.replace("= \"template\"", &name) } else { text.into() };
        (file, text.into_bytes())
    };
    let files = WORLDS.get_dir(Path::new(HISTORY).join(EPISODE)).map_or_else(Vec::new, files);
    files.into_iter().map(named).collect()
}

/// Writes a small invented world, called like its folder, into a folder that is empty or not there yet.
pub fn new(to: &Path) -> Result<(), Error> {
    folder::must_be_empty(to)?;
    let Some(dir) = WORLDS.get_dir(TEMPLATE) else { return Err(Error::unknown_world(TEMPLATE)) };
    let id = id_of(to);
    for (name, bytes) in files(dir) {
        folder::write(&to.join(&name), &named_for(&id, &name, bytes))?;
    }
    Ok(())
}

/// The folder's name, if it can be an id.
fn id_of(folder: &Path) -> String {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(fits);
    if good { name.into() } else { UNNAMED.into() }
}

/// A file of the template with the new world's id in the two places where it stands.
fn named_for<'a>(id: &str, file: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let line = match file {
        "world.toml" => ("id = \"template\"", format!("id = \"{id}\"")),
        "datapackage.json" => ("\"name\": \"template\"", format!("\"name\": \"{id}\"")),
        _ => return Cow::Borrowed(bytes),
    };
    let text = String::from_utf8_lossy(bytes);
    Cow::Owned(text.replacen(line.0, &line.1, 1).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_come_along_with_their_scenarios() {
        assert!(names().contains(&"tiny") && names().contains(&"heavy-rare-earths"));
        assert!(!names().contains(&"history") && world("history").is_none(), "the record is no world");
        let files: Vec<String> = files(WORLDS.get_dir("tiny").unwrap()).into_iter().map(|f| f.0).collect();
        assert!(files.iter().any(|f| f == "world.toml"));
        assert!(files.iter().any(|f| f == "scenarios/baseline.toml"), "{files:?}");
        assert!(world("nowhere").is_none());
    }

    #[test]
    fn a_new_world_is_called_like_its_folder() {
        let here = tempfile::tempdir().unwrap();
        for (folder, id) in [("lithium", "lithium"), ("My Thesis", "my-world"), ("7-tins", "my-world")] {
            new(&here.path().join(folder)).unwrap();
            let opened = crate::open(here.path().join(folder).to_str().unwrap()).unwrap();
            assert_eq!(opened.world().unwrap().meta.id, id);
        }
        assert!(new(&here.path().join("lithium")).is_err(), "a folder with something in it is left alone");
    }

    #[test]
    fn the_hash_is_that_of_the_file() {
        // SHA-256 of nothing, from the standard's own test vectors, shows the form of the text.
        let empty: String = Sha256::digest(b"").iter().map(|b| format!("{b:02x}")).collect();
        assert!(empty.starts_with("e3b0c44298fc1c14"));
        assert_eq!(priors().unwrap().1.len(), 64);
    }
}
