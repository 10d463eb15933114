//! What the book tells a reader to do is done, chapter by chapter, each in an empty folder that holds a copy of
//! the worlds: commands end as they say, files are written and changed, and printed lines are printed.
//!
//! A block counts when a mark stands on the line before it:
//! `<!-- run -->`, `<!-- run: exit 2 -->`   commands that begin with `oreline`, one a line
//! `<!-- prints -->`                        lines that the commands before have printed, a line `…` apart
//! `<!-- write: FILE -->`                   a new file
//! `<!-- append: FILE -->`                  rows at its end
//! `<!-- replace: FILE -->`                 rows in the place of those with the same id

use oreline_tests::{entries, oreline_in, root};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A marked block.
#[derive(Debug, PartialEq)]
struct Block {
    mark: String,
    argument: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(mark) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let (mark, argument) = mark.split_once(": ").unwrap_or((mark, ""));
        if !["run", "prints", "write", "append", "replace"].contains(&mark) {
            continue;
        }
        assert!(lines.next().is_some_and(|l| l.starts_with("```")), "no block follows {line}");
        let lines = lines.by_ref().take_while(|l| *l != "```").map(str::to_owned).collect();
        found.push(Block { mark: mark.to_owned(), argument: argument.to_owned(), lines });
    }
    found
}

/// Does what a chapter says; returns how many commands it ran.
fn follow(chapter: &str, text: &str) -> usize {
    let folder = TempDir::new().expect("a folder");
    for world in ["tiny", "template"] {
        copy(&root().join("worlds").join(world), &folder.path().join("worlds").join(world));
    }
    let (mut printed, mut count) = (String::new(), 0);
    for block in blocks(text) {
        match block.mark.as_str() {
            "run" => {
                printed = run(chapter, folder.path(), &block);
                count += block.lines.len();
            }
            "prints" => prints(chapter, &block, &printed),
            change => edit(change, &folder.path().join(&block.argument), &block.lines),
        }
    }
    count
}

fn run(chapter: &str, folder: &Path, block: &Block) -> String {
    let exit = block.argument.strip_prefix("exit ").unwrap_or("0").parse().expect("an exit code");
    let mut printed = String::new();
    for line in &block.lines {
        let words = line.split('#').next().unwrap_or_default().split_whitespace();
        let words: Vec<&str> = words.skip_while(|word| *word == "oreline").collect();
        let answer = oreline_in(folder, &words);
        assert_eq!(answer.code, Some(exit), "{chapter}: `{line}`: {}{}", answer.stdout, answer.stderr);
        printed += &format!("{} {} ", answer.stdout, answer.stderr);
    }
    printed
}

/// Tables break their lines and move their columns: words are compared, not spaces.
fn prints(chapter: &str, block: &Block, printed: &str) {
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = joined(printed);
    for part in block.lines.split(|line| line.trim() == "…").map(|lines| joined(&lines.join(" "))) {
        assert!(printed.contains(&part), "{chapter}: `{part}` is not in: {printed}");
    }
}

fn edit(change: &str, file: &Path, lines: &[String]) {
    let new = lines.join("\n") + "\n";
    let text = match change {
        "write" => new,
        "append" => fs::read_to_string(file).expect("a table to append to") + &new,
        _ => replaced(&fs::read_to_string(file).expect("a table to change"), lines),
    };
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn replaced(table: &str, lines: &[String]) -> String {
    let id = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    let mut found = 0;
    let row = |line: &str| match lines.iter().find(|new| id(new) == id(line)) {
        Some(new) => {
            found += 1;
            format!("{new}\n")
        }
        None => format!("{line}\n"),
    };
    let text = table.lines().map(row).collect();
    assert_eq!(found, lines.len(), "a row to replace is not there: {lines:?}");
    text
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for (path, name) in entries(from) {
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}

#[test]
fn the_chapters_work_as_written() {
    let book = root().join("book/src");
    for chapter in ["world.md", "new-world.md"] {
        let text = fs::read_to_string(book.join(chapter)).expect("a chapter");
        let count = follow(chapter, &text);
        assert!(count >= 3, "{chapter} has {count} commands that are run");
    }
}

#[test]
fn marked_blocks_are_read_and_others_are_not() {
    let text =
        "<!-- run: exit 1 -->\n```sh\noreline check tiny\n```\n```sh\nrm -r x\n```\n<!-- a remark -->\n";
    let expected =
        Block { mark: "run".into(), argument: "exit 1".into(), lines: vec!["oreline check tiny".into()] };
    assert_eq!(blocks(text), [expected]);
    assert_eq!(replaced("id,x\na,1\nb,2\n", &["b,3".to_owned()]), "id,x\na,1\nb,3\n");
}
