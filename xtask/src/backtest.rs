//! `cargo xtask backtest`: scores the priors that come along on the visible record, twice, and records the result.
//!
//! The record stands in `worlds/history/result.json` and goes into the program, so that every brief prints what its
//! prices have been held against; a test fails when the priors have changed since. The road not taken: scoring while
//! a brief is made. It would take minutes, and nobody would wait for the table that they need most.

use anyhow::{Context, Result, ensure};
use oreline_scenario::answers::{BacktestAnswer, TrackRecord};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const RECORD: &str = "worlds/history/result.json";

/// Runs the back-test with own and with typical inputs, and writes the record.
pub(crate) fn record(root: &Path) -> Result<()> {
    let own = scored(root, "given")?;
    let generic = scored(root, "generic")?;
    let record = TrackRecord::of(&own, &generic, env!("CARGO_PKG_VERSION"), &today()?);
    let text = serde_json::to_string_pretty(&record)? + "\n";
    fs::write(root.join(RECORD), text).context(RECORD)?;
    println!("{}", record.in_words());
    println!("wrote {RECORD}: the bar is {}", if record.meets_bar() { "met" } else { "missed" });
    Ok(())
}

fn scored(root: &Path, inputs: &str) -> Result<BacktestAnswer> {
    let line = format!(
        "run --quiet --release -p oreline-cli -- backtest --draws 2000 --seed 1 --inputs {inputs} --format json"
    );
    println!("$ cargo {line}");
    let mut command = Command::new("cargo");
    let output = command.args(line.split(' ')).current_dir(root).stderr(Stdio::inherit()).output();
    let output = output.context("cargo run")?;
    ensure!(output.status.success(), "`cargo {line}`: {}", output.status);
    serde_json::from_slice(&output.stdout).context("the answer of `oreline backtest`")
}

/// The day in UTC.
fn today() -> Result<String> {
    let output = Command::new("date").args(["-u", "+%F"]).output().context("date")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
