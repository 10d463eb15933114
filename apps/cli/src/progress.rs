//! What a long run shows on standard error, and how Ctrl-C ends it. Nothing is shown unless that is a terminal.

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Set by the first Ctrl-C.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);
/// What shells report for a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From here on the first Ctrl-C ends the run with what is done so far, the second ends the program.
pub(crate) fn catch_ctrl_c() -> Result<()> {
    let handler = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    };
    ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")
}

/// Whether Ctrl-C was pressed.
pub(crate) fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// A message that turns until it is cleared.
pub(crate) fn spinner(message: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(message);
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// Shows a message while a step of unknown length runs.
pub(crate) fn during<T>(message: &'static str, step: impl FnOnce() -> T) -> T {
    let spinner = spinner(message);
    let result = step();
    spinner.finish_and_clear();
    result
}

/// A bar over draws, with the time left.
pub(crate) fn bar(draws: usize) -> ProgressBar {
    let bar = ProgressBar::new(draws as u64);
    // The template is a constant; a bar without it would still count.
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} draws, {eta} left (Ctrl-C stops)") {
        bar.set_style(style);
    }
    bar
}
