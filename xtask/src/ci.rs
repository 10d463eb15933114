//! `cargo xtask ci`: what CI runs of Rust, by the same function, so that the two cannot drift.
//!
//! The cheap checks come first; the tests are the README's own command.

use crate::{readme, tidy};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const FORMAT: &str = "cargo fmt --all --check";
const LINTS: &str = "cargo clippy --release --workspace --all-targets -- -D warnings";
const DOCS: &str = "cargo doc --release --workspace --no-deps";

/// Runs every step and stops at the first that fails, naming it.
pub(crate) fn ci(root: &Path) -> Result<()> {
    let text = std::fs::read_to_string(root.join("README.md")).context("README.md")?;
    let tests = readme::command(&text, "test")?;
    step("format", || shell(root, FORMAT))?;
    step("tidy", || tidy::tidy(root))?;
    step("lints", || shell(root, LINTS))?;
    step("docs", || shell(root, DOCS))?;
    step("tests", || shell(root, tests))
}

fn step(name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("== {name}");
    let start = Instant::now();
    run().with_context(|| format!("step {name} failed"))?;
    println!("== {name}: done in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs a command of plain words. The documentation's warnings are errors; nothing else reads the variable.
fn shell(root: &Path, line: &str) -> Result<()> {
    println!("$ {line}");
    let mut words = line.split_whitespace();
    let program = words.next().context("an empty command")?;
    let mut command = Command::new(program);
    command.args(words).current_dir(root).env("RUSTDOCFLAGS", "-D warnings");
    let status = command.status().with_context(|| program.to_owned())?;
    ensure!(status.success(), "`{line}`: {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_named() {
        let error = step("lints", || anyhow::bail!("no")).unwrap_err();
        assert_eq!(format!("{error}"), "step lints failed");
    }

    #[test]
    fn a_command_that_fails_or_is_missing_is_an_error() {
        let here = Path::new(".");
        assert!(shell(here, "cargo --version").is_ok());
        assert!(shell(here, "false").is_err());
        assert!(shell(here, "no-such-program").is_err());
        assert!(shell(here, " ").is_err());
    }
}
