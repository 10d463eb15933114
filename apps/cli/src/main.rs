//! The command line of Oreline. It asks the library and prints; it computes nothing.
//!
//! Exit codes: 0 done; 1 only from `check`, warnings or contradictions and no error; 2 the command could not
//! do its job. No colour anywhere: the output reads the same in a pipe, a log and a terminal.

mod args;
mod commands;
mod output;
mod progress;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(args::Cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::complain(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
