//! The project's own chores: `cargo xtask tidy`, `cargo xtask ci`, `cargo xtask goldens`, `cargo xtask fuzz`,
//! `cargo xtask sources`, `cargo xtask book`, `cargo xtask measure`, `cargo xtask backtest`.
//!
//! Rust and not shell, so that each rule is a pure function with tests that plant its offence. Shell was
//! tried elsewhere and grew rules that nobody dared to change.

mod backtest;
mod book;
mod ci;
mod fuzz;
mod goldens;
mod layers;
mod measure;
mod random;
mod readme;
mod rules;
mod source;
mod sources;
mod tidy;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <tidy | ci | goldens [--list] | sources | backtest | fuzz [OPTIONS] | measure [OPTIONS] | book [--no-build | renew [NAME...]]>";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = root()?;
    match words.as_slice() {
        ["tidy"] => tidy::tidy(&root)?,
        ["ci"] => ci::ci(&root)?,
        ["goldens"] => goldens::rewrite(&root)?,
        ["backtest"] => backtest::record(&root)?,
        ["sources"] => sources::rewrite(&root)?,
        ["goldens", "--list"] => goldens::list(&root)?,
        ["book"] => book::book(&root, true)?,
        ["book", "--no-build"] => book::book(&root, false)?,
        ["book", "renew", names @ ..] => book::renew(&root, names)?,
        ["measure", options @ ..] => measure::measure(&root, options)?,
        ["fuzz", options @ ..] => return fuzz::fuzz(&root, options),
        _ => bail!("{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// The workspace's folder. Read at run time: a compiled-in path would outlive a moved checkout.
fn root() -> Result<PathBuf> {
    let manifest = std::env::var("CARGO_MANIFEST_DIR").context("run this through `cargo xtask`")?;
    let parent = Path::new(&manifest).parent().context("the xtask folder has no parent")?;
    Ok(parent.to_path_buf())
}
