//! The built program, run as a user runs it: words in, text, files and an exit code out.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn oreline_in(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreline"));
    command.args(line.split_whitespace()).current_dir(folder).output().unwrap()
}

fn oreline(line: &str) -> Output {
    oreline_in(TempDir::new().unwrap().path(), line)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asserts exit code 2, nothing on standard output, and every word on standard error.
fn refused(output: &Output, words: &[&str]) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    for word in words {
        assert!(error.contains(word), "'{word}' is missing in: {error}");
    }
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn help_teaches_by_example() {
    for command in ["", "check", "show", "scenarios", "run", "example"] {
        let help = done(&oreline(&format!("{command} --help")));
        assert!(help.contains("Examples:") && help.contains("oreline "), "{command}");
        assert!(!help.contains('\u{1b}'), "{command} is coloured");
    }
    assert!(done(&oreline("--version")).starts_with("oreline "));
}

#[test]
fn names_that_do_not_exist_are_answered_with_near_ones() {
    refused(&oreline("check tinny"), &["no world 'tinny'", "did you mean 'tiny'?"]);
    refused(&oreline("run tiny --scenario gate-shutt"), &["gate-shutt", "did you mean 'gate-shut'?"]);
    refused(&oreline("run tiny --scenario nowhere.toml"), &["nowhere.toml"]);
    refused(&oreline("run --case nowhere/case.json"), &["case.json"]);
    refused(&oreline("shwo tiny"), &["show"]);
    refused(&oreline("run"), &["WORLD"]);
    refused(&oreline("run tiny --set hoarding"), &["NAME=VALUE"]);
}

#[test]
fn days_that_cannot_be_are_refused() {
    refused(&oreline("show tiny --as-of 2025-01-01 --known-at 2024-01-01"), &["2025-01-01", "--known-at"]);
    refused(&oreline("show tiny --as-of 2025-02-30"), &["2025-02-30"]);
}

#[test]
fn scenarios_are_listed_in_three_forms() {
    let table = done(&oreline("scenarios tiny"));
    assert!(table.contains("baseline") && table.contains("gate-shut"));
    let csv = done(&oreline("scenarios tiny --format csv"));
    assert!(csv.starts_with("id,title,question,as_of,known_at,months,draws\nbaseline,"), "{csv}");
    assert!(done(&oreline("scenarios tiny --format json")).trim_start().starts_with('['));
}

#[test]
fn the_example_is_written_once_and_checked() {
    let folder = TempDir::new().unwrap();
    assert!(done(&oreline_in(folder.path(), "example mine")).contains("oreline check ./mine"));
    assert!(folder.path().join("mine/world.toml").is_file());
    refused(&oreline_in(folder.path(), "example mine"), &["mine", "not empty"]);
    let listed = done(&oreline_in(folder.path(), "scenarios ./mine"));
    assert!(listed.contains("gate-shut"));
}

#[test]
fn a_folder_with_the_name_of_a_bundled_world_is_pointed_out() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("tiny")).unwrap();
    let output = oreline_in(folder.path(), "scenarios tiny");
    done(&output);
    assert!(text(&output.stderr).contains("./tiny"));
}

#[test]
fn a_folder_that_holds_no_world_is_told_so() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    refused(&oreline_in(folder.path(), "show ./empty"), &["no world", "world.toml"]);
    let check = oreline_in(folder.path(), "check ./empty");
    assert_eq!(check.status.code(), Some(2));
    assert!(text(&check.stdout).contains("no world"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreline"));
    let mut child =
        command.args(["scenarios", "tiny"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{error}");
    assert!(error.is_empty(), "{error}");
}
