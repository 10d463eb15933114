//! Recorded answers: what a user reads must not change unless somebody meant it.
//!
//! `cargo xtask goldens` rewrites them. They prove nothing about the figures; the worked examples do that.

use oreline_tests::{oreline, root};
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
struct Commands {
    #[serde(default)]
    golden: Vec<Golden>,
}

#[derive(Deserialize)]
struct Golden {
    file: String,
    args: Vec<String>,
    #[serde(default)]
    exit: i32,
}

/// The first line in which two texts differ, for people.
fn first_difference(expected: &str, found: &str) -> Option<String> {
    let (mut left, mut right) = (expected.lines(), found.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (a, b) if a != b => {
                let show = |line: Option<&str>| line.unwrap_or("(end)").to_owned();
                return Some(format!("line {number}\n  recorded: {}\n  now:      {}", show(a), show(b)));
            }
            _ => {}
        }
    }
    None
}

#[test]
fn answers_are_as_recorded() {
    let folder = root().join("tests/goldens");
    let text = fs::read_to_string(folder.join("commands.toml")).expect("commands.toml");
    let commands: Commands = toml::from_str(&text).expect("commands.toml is valid");
    for golden in commands.golden {
        let answer = oreline(&golden.args);
        assert_eq!(answer.code, Some(golden.exit), "{}: {}", golden.file, answer.stderr);
        let expected = fs::read_to_string(folder.join(&golden.file)).expect("the recorded answer");
        if let Some(difference) = first_difference(&expected, &answer.stdout) {
            panic!("{}, {difference}\nMeant? Then run `cargo xtask goldens`.", golden.file);
        }
    }
}

#[test]
fn the_first_difference_is_named() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    assert!(first_difference("a\nb\n", "a\nc\n").is_some_and(|d| d.starts_with("line 2")));
    assert!(first_difference("a\n", "a\nb\n").is_some_and(|d| d.contains("recorded: (end)")));
}
