//! What the end-to-end tests share: they run the built `oreline` as a user would, on copies of the worlds.
//!
//! A package of its own, and not the command line's test folder, so that these tests can only see what a
//! user sees: words in, text, files and an exit code out.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// What `oreline` answered.
#[derive(Debug)]
pub struct Answer {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Answer {
    /// Whether the program broke instead of answering.
    pub fn panicked(&self) -> bool {
        self.code.is_none() || self.code == Some(101) || self.stderr.contains("panicked at")
    }
}

/// The repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests folder has a parent").to_path_buf()
}

/// Runs `oreline` with these words in an empty working folder of its own.
pub fn oreline<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Answer {
    let folder = TempDir::new().expect("a temporary folder");
    oreline_in(folder.path(), words)
}

/// Runs `oreline` with these words in `folder`.
pub fn oreline_in<W: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = W>) -> Answer {
    let output = Command::new(binary()).args(words).current_dir(folder).output().expect("oreline starts");
    answer(output)
}

fn answer(output: Output) -> Answer {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Answer { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The program under test, built once in the profile of these tests.
///
/// Cargo hands a test only the binaries of its own package, and `cargo test -p oreline-tests` builds no
/// other; asking cargo here can never test a stale program.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let folder = test.ancestors().nth(2).expect("a test lies in target/PROFILE/deps").to_path_buf();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "-p", "oreline-cli"]).current_dir(root());
    if folder.ends_with("release") {
        command.arg("--release");
    }
    assert!(command.status().expect("cargo starts").success(), "oreline does not build");
    folder.join(format!("oreline{}", std::env::consts::EXE_SUFFIX))
}

/// A copy of a bundled world, next to a copy of the priors, in a folder that is removed afterwards.
pub struct WorldCopy {
    folder: TempDir,
    name: String,
}

impl WorldCopy {
    /// Copies `worlds/NAME`.
    pub fn of(name: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let worlds = root().join("worlds");
        copy_folder(&worlds.join(name), &folder.path().join(name));
        copy_file(&worlds.join("priors.toml"), &folder.path().join("priors.toml"));
        Self { folder, name: name.to_owned() }
    }

    /// Its folder.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// Puts `bytes` in the place of one of its files.
    pub fn replace(&self, file: &str, bytes: &[u8]) {
        fs::write(self.path().join(file), bytes).expect("the copy can be written");
    }

    /// Rewrites one of its files as text.
    pub fn edit(&self, file: &str, edit: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.path().join(file)).expect("the file is text");
        self.replace(file, edit(text).as_bytes());
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the copy's folder");
    for (path, name) in entries(from) {
        let target = to.join(name);
        if path.is_dir() { copy_folder(&path, &target) } else { copy_file(&path, &target) }
    }
}

fn copy_file(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

/// The entries of a folder with their names, in the order of their names.
pub fn entries(folder: &Path) -> Vec<(PathBuf, String)> {
    let list = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<_> = list
        .map(|entry| entry.expect("the folder can be read"))
        .map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))
        .collect();
    found.sort();
    found
}

/// Exit code 2, no panic, and each of the words somewhere in the answer.
#[track_caller]
pub fn refused(answer: &Answer, words: &[&str]) {
    assert!(!answer.panicked(), "{answer:?}");
    assert_eq!(answer.code, Some(2), "{answer:?}");
    // Tables break their lines: words are looked for without regard to them.
    let text = format!("{} {}", answer.stdout, answer.stderr);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}

/// The JSON that a command answered, which must have done its job.
#[track_caller]
pub fn json(answer: &Answer) -> Value {
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    serde_json::from_str(&answer.stdout).expect("the answer is JSON")
}
