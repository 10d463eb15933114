//! `cargo xtask goldens`: rewrites the recorded answers in `tests/goldens` by running `oreline` again.
//!
//! A golden file guards against a change that nobody meant. It is no evidence that the answer is right:
//! that comes from the worked examples.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "tests/goldens";

/// `tests/goldens/commands.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commands {
    #[serde(default)]
    golden: Vec<Golden>,
}

/// One recorded answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    /// The file that holds the standard output.
    file: String,
    /// The words after `oreline`.
    args: Vec<String>,
    /// The exit code.
    #[serde(default)]
    exit: i32,
}

/// Prints each golden file and its command.
pub(crate) fn list(root: &Path) -> Result<()> {
    for golden in read(root)? {
        println!("{FOLDER}/{}: oreline {}", golden.file, golden.args.join(" "));
    }
    Ok(())
}

/// Runs each command and writes what it prints.
pub(crate) fn rewrite(root: &Path) -> Result<()> {
    for golden in read(root)? {
        let output = oreline(root, &golden)?;
        let path = root.join(FOLDER).join(&golden.file);
        fs::write(&path, output).with_context(|| path.display().to_string())?;
        println!("wrote {FOLDER}/{}", golden.file);
    }
    Ok(())
}

fn read(root: &Path) -> Result<Vec<Golden>> {
    let path = root.join(FOLDER).join("commands.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Golden>> {
    let commands: Commands = toml::from_str(text).context("commands.toml")?;
    for golden in &commands.golden {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        ensure!(golden.file.chars().all(plain), "commands.toml: `{}` must be a plain file name", golden.file);
    }
    Ok(commands.golden)
}

fn oreline(root: &Path, golden: &Golden) -> Result<Vec<u8>> {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--release", "-p", "oreline-cli", "--"]).args(&golden.args);
    let output = command.current_dir(root).output().context("cargo run")?;
    let words = golden.args.join(" ");
    ensure!(
        output.status.code() == Some(golden.exit),
        "`oreline {words}` ended with {} instead of {}: {}",
        output.status,
        golden.exit,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_the_exit_code_may_be_left_out() {
        let text = "[[golden]]\nfile = \"a.txt\"\nargs = [\"show\", \"tiny\"]\n[[golden]]\nfile = \"b.txt\"\nargs = []\nexit = 2\n";
        let exits: Vec<i32> = parse(text).unwrap().iter().map(|golden| golden.exit).collect();
        assert_eq!(exits, [0, 2]);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn a_file_outside_the_folder_and_an_unknown_key_are_refused() {
        assert!(parse("[[golden]]\nfile = \"../a\"\nargs = []\n").is_err());
        assert!(parse("[[golden]]\nfile = \"a\"\nargs = []\ncolour = 1\n").is_err());
    }
}
