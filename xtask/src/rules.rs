//! The rules about single files, each a pure function from text to findings.
//!
//! Style that rustfmt and clippy already keep is left to them; these are the rules that only this project has.

use crate::layers::{Power, powers_used};
use crate::source::{blank, function_lengths, without_tests};

/// Lines after which a source file is refused.
pub(crate) const LONGEST_FILE: usize = 800;
/// Lines after which a source file is listed as perhaps two in one.
pub(crate) const LONG_FILE: usize = 500;
/// The median function may have so many lines.
pub(crate) const MEDIAN_FUNCTION: usize = 12;
/// Lines of a crate's README.
const LONGEST_README: usize = 16;

/// A file of the repository, its path relative to the root with forward slashes.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// Whether the rules about source apply.
    pub(crate) fn is_source(&self) -> bool {
        let rooms = ["crates/", "apps/", "xtask/", "tests/"];
        self.path.ends_with(".rs") && rooms.iter().any(|room| self.path.starts_with(room))
    }

    /// Whether it holds tests only: a `tests` folder or a `tests.rs`.
    pub(crate) fn is_test(&self) -> bool {
        let parts = || self.path.split('/');
        parts().any(|part| part == "tests" || part == "benches") || parts().next_back() == Some("tests.rs")
    }

    fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// The code outside tests, comments and literals blanked.
    fn code(&self) -> String {
        without_tests(&blank(&self.text))
    }
}

/// A source file must not outgrow what one sitting can read.
pub(crate) fn too_long(file: &File) -> Option<String> {
    let lines = file.lines();
    (lines > LONGEST_FILE).then(|| format!("{}: {lines} lines, at most {LONGEST_FILE}: split it", file.path))
}

/// Its length, when it is long but not yet refused.
pub(crate) fn long(file: &File) -> Option<(usize, &str)> {
    let lines = file.lines();
    (LONG_FILE + 1..=LONGEST_FILE).contains(&lines).then_some((lines, file.path.as_str()))
}

/// A module opens with its purpose.
pub(crate) fn module_doc(file: &File) -> Option<String> {
    let first = file.text.lines().find(|line| !line.trim().is_empty())?;
    let doc = first.strip_prefix("//!").map(str::trim);
    match doc {
        None => Some(format!("{}: must open with a `//!` line that says what it is for", file.path)),
        Some(text) if text.is_empty() || text.starts_with("To be written") => {
            Some(format!("{}: its `//!` line says nothing yet", file.path))
        }
        Some(_) => None,
    }
}

/// A crate has a short README: what it is, who may rely on it, what it must never know.
pub(crate) fn crate_readme(folder: &str, files: &[File]) -> Option<String> {
    let path = format!("{folder}/README.md");
    match files.iter().find(|file| file.path == path) {
        None => Some(format!("{path}: missing")),
        Some(file) if file.lines() > LONGEST_README => {
            Some(format!("{path}: {} lines, at most {LONGEST_README}", file.lines()))
        }
        Some(_) => None,
    }
}

/// A crate's code must not use what its layer forbids.
pub(crate) fn forbidden_powers(file: &File, forbidden: &[Power]) -> Vec<String> {
    powers_used(&file.code(), forbidden)
        .into_iter()
        .map(|(line, power, name)| {
            format!("{}:{line}: `{name}` is the forbidden power {power:?} (layers.toml)", file.path)
        })
        .collect()
}

/// Lengths of the functions outside tests.
pub(crate) fn lengths(file: &File) -> Vec<usize> {
    function_lengths(&file.code())
}

/// No file names a package registry's host or a path of somebody's machine.
pub(crate) fn foreign_places(file: &File) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    lines
        .filter(|(_, line)| !is_lockfile_source(&file.path, line))
        .filter_map(|(at, line)| Some((at + 1, foreign_place(line)?)))
        .map(|(line, what)| format!("{}:{line}: names {what}", file.path))
        .collect()
}

fn is_lockfile_source(path: &str, line: &str) -> bool {
    path == "Cargo.lock" && line.starts_with("source = \"registry+")
}

/// Written in halves, so that this file passes its own rule.
const HOSTS: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pypi.", "python.org"),
    concat!("python", "hosted.org"),
];

const FOLDERS: [&str; 5] = ["work", "tmp", "home", "root", "Users"];

fn foreign_place(line: &str) -> Option<String> {
    let host = HOSTS.iter().find(|host| line.contains(*host));
    let folder = || FOLDERS.iter().find(|folder| names_folder(line, folder));
    host.map(|host| format!("the registry host {host}"))
        .or_else(|| folder().map(|folder| format!("a machine's path under {folder}")))
}

/// Whether an absolute path under `folder` stands in the line; `example.org/home/` is none.
fn names_folder(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = &line[..at];
        before.ends_with("file://")
            || !before.ends_with(|c: char| c.is_alphanumeric() || "._-~*/}])>".contains(c))
    })
}

/// A link of a text to a file of the repository must lead somewhere.
pub(crate) fn broken_links(file: &File, files: &[File]) -> Vec<String> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let starts = file.text.match_indices("](").map(|(at, mark)| &file.text[at + mark.len()..]);
    let targets = starts.filter_map(|rest| rest.split([')', '#']).next());
    targets
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .filter(|target| !leads_somewhere(folder, target, files))
        .map(|target| format!("{}: the link to {target} leads nowhere", file.path))
        .collect()
}

fn leads_somewhere(folder: &str, target: &str, files: &[File]) -> bool {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    let path = parts.join("/");
    files.iter().any(|file| file.path == path || file.path.starts_with(&format!("{path}/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    #[test]
    fn a_file_of_801_lines_is_refused_and_one_of_501_listed() {
        let of = |lines: usize| file("crates/a/src/lib.rs", &"x\n".repeat(lines));
        assert!(too_long(&of(801)).is_some_and(|f| f.contains("801 lines")));
        assert!(too_long(&of(800)).is_none());
        assert_eq!(long(&of(501)), Some((501, "crates/a/src/lib.rs")));
        assert_eq!(long(&of(500)), None);
    }

    #[test]
    fn a_module_without_a_purpose_is_refused() {
        let doc = |text| module_doc(&file("crates/a/src/lib.rs", text));
        assert!(doc("use std::fmt;\n").is_some_and(|f| f.contains("must open")));
        assert!(doc("//! To be written.\n").is_some_and(|f| f.contains("nothing yet")));
        assert!(doc("\n//! How concentrated a supply is.\n").is_none());
    }

    #[test]
    fn a_crate_needs_a_short_readme() {
        let check = |text: &str| crate_readme("crates/a", &[file("crates/a/README.md", text)]);
        assert!(check("# a\nWhat it is.\n").is_none());
        assert!(check(&"line\n".repeat(30)).is_some_and(|f| f.contains("30 lines")));
        assert!(crate_readme("crates/b", &[]).is_some_and(|f| f.contains("missing")));
    }

    #[test]
    fn a_forbidden_power_is_found_in_code_but_not_in_tests_or_text() {
        let used = |text| forbidden_powers(&file("crates/a/src/lib.rs", text), &[Power::Files, Power::Clock]);
        assert_eq!(used("fn f() { std::fs::read(p); }").len(), 1);
        assert_eq!(used("let t = SystemTime::now();").len(), 1);
        assert!(used("// std::fs\n#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
        assert!(used("let text = \"Instant\";").is_empty());
    }

    #[test]
    fn registry_hosts_are_found_but_for_the_lockfile_line() {
        let url = format!("source = \"registry+https://github.com/rust-lang/{}-index\"", HOSTS[0]);
        assert!(foreign_places(&file("Cargo.lock", &url)).is_empty());
        assert_eq!(foreign_places(&file("README.md", &url)).len(), 1);
        for host in HOSTS {
            assert_eq!(foreign_places(&file("a.toml", &format!("https://{host}/simple"))).len(), 1);
        }
    }

    #[test]
    fn machine_paths_are_found_and_addresses_of_pages_are_not() {
        for folder in FOLDERS {
            let found = |before: &str| foreign_places(&file("a.md", &format!("{before}/{folder}/x"))).len();
            assert_eq!(["see ", "\"", "`", "path=", "(", "", "file://"].map(found), [1; 7]);
            assert_eq!(["https://example.org", "..", "target", "$(pwd)"].map(found), [0; 4]);
        }
    }

    #[test]
    fn only_rust_in_the_code_folders_is_source() {
        assert!(file("apps/cli/src/main.rs", "").is_source());
        assert!(!file("worlds/a.rs", "").is_source() && !file("crates/a/README.md", "").is_source());
        assert!(file("crates/a/tests/x.rs", "").is_test() && file("crates/a/src/x/tests.rs", "").is_test());
        assert!(!file("crates/a/src/tested.rs", "").is_test());
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let files = [file("README.md", ""), file("docs/status.md", "")];
        let broken = |path, text| broken_links(&file(path, text), &files).len();
        assert_eq!(broken("README.md", "[a](docs/status.md) [b](docs) [c](https://a.org/x) [d](#e)"), 0);
        assert_eq!(broken("docs/a.md", "[a](status.md#b) [b](../README.md)"), 0);
        assert_eq!(broken("docs/a.md", "[a](README.md) [b](../status.md)"), 2);
    }
}
