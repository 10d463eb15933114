//! Broken input is answered with a named place and exit code 2, never with a panic.
//!
//! Each file of `fuzz/corpus` takes the place of a file of a copy of the tiny world; what once broke the
//! reader is added there, so that it stays mended.

use oreline_tests::{WorldCopy, entries, oreline, root};
use std::ffi::OsString;
use std::fs;

/// `flows--empty.csv` stands in for `flows.csv`.
fn stands_in_for(name: &str) -> String {
    let (stem, rest) = name.split_once("--").expect("a corpus file is named TABLE--WHAT.EXT");
    let extension = rest.rsplit_once('.').expect("a corpus file has an extension").1;
    format!("{stem}.{extension}")
}

fn check(file: &str, bytes: &[u8]) -> oreline_tests::Answer {
    let world = WorldCopy::of("tiny");
    world.replace(file, bytes);
    oreline([OsString::from("check"), world.path().into_os_string()])
}

#[test]
fn every_broken_file_is_refused_with_its_name() {
    for folder in ["tables", "toml"] {
        for (path, name) in entries(&root().join("fuzz/corpus").join(folder)) {
            let file = stands_in_for(&name);
            let answer = check(&file, &fs::read(&path).expect("the corpus can be read"));
            assert!(!answer.panicked(), "{name}: {answer:?}");
            assert_eq!(answer.code, Some(2), "{name}: {answer:?}");
            let text = answer.stdout + &answer.stderr;
            assert!(text.contains(&file), "{name}: the answer does not name {file}: {text}");
        }
    }
}

#[test]
fn every_broken_claim_is_refused_with_its_row() {
    let claims = fs::read_to_string(root().join("fuzz/corpus/claims/broken.txt")).expect("the claims");
    let flows = fs::read_to_string(root().join("worlds/tiny/flows.csv")).expect("the tiny world's flows");
    let good = "a:mine-clay-ridge";
    assert!(flows.contains(good), "the tiny world no longer has the claim that this test breaks");
    for claim in claims.lines().filter(|line| !line.is_empty()) {
        let quoted = format!("\"{claim}\"");
        let answer = check("flows.csv", flows.replacen(good, &quoted, 1).as_bytes());
        assert!(!answer.panicked(), "`{claim}`: {answer:?}");
        assert_eq!(answer.code, Some(2), "`{claim}`: {answer:?}");
        assert!((answer.stdout + &answer.stderr).contains("flows.csv"), "`{claim}` is not located");
    }
}
