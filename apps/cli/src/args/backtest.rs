//! The words of `oreline backtest`.

use super::FormatArgs;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(super) const BACKTEST: &str = "\
Examples:
  oreline backtest                                 the history that comes along: the table that briefs print
  oreline backtest --report answer                 the same as pages: answer/index.html
  oreline backtest --inputs generic                without what was judged episode by episode
  oreline backtest init my-episode                 an episode to make your own of
  oreline backtest ./my-episode                    what the model says of it, and how close that is
  oreline backtest import --inputs episode_inputs.csv --targets targets_model.csv --out episodes

An episode is a folder: a small world that knows nothing later than its origin, the act in
scenarios/episode.toml, and in episode.toml what came to pass. The priors are those of `oreline run`;
ORELINE_PRIORS=FILE puts others in their place, for every command, and the hash that is printed tells.";

const IMPORT: &str = "\
Examples:
  oreline backtest import --inputs episode_inputs.csv --targets targets_model.csv --out episodes
  oreline backtest episodes --report answer

One row of the first table is one input of one leg, one row of the second one target. worlds/history/README.md
says what the columns mean.";

const INIT: &str = "\
Examples:
  oreline backtest init my-episode
  oreline backtest ./my-episode

my-episode/README.md says what to change, in which order.";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct BacktestArgs {
    #[command(subcommand)]
    pub(crate) command: Option<BacktestCommand>,
    #[command(flatten)]
    pub(crate) run: BacktestRunArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BacktestCommand {
    /// Write a folder for each leg of two tables of history
    #[command(after_help = IMPORT)]
    Import(ImportArgs),
    /// Write an invented episode that runs as it is, to make your own of
    #[command(after_help = INIT)]
    Init(InitArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BacktestRunArgs {
    /// An episode, or a folder of episodes [default: the history that comes along]
    pub(crate) folder: Option<PathBuf>,
    /// Draws of each leg
    #[arg(long, value_name = "N", default_value_t = 2000,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000))]
    pub(crate) draws: usize,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Whose inputs the legs have
    #[arg(long, value_enum, default_value_t, value_name = "INPUTS")]
    pub(crate) inputs: Inputs,
    /// Write pages: the table, and one for each leg
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
    /// Threads [default: all cores]; they change the time, never the answer
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Whose inputs the legs have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Inputs {
    /// Their own, as known at the origin
    #[default]
    Given,
    /// The median row of the class outside the cluster, for all that was judged episode by episode
    Generic,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The table of what was known
    #[arg(long, value_name = "FILE")]
    pub(crate) inputs: PathBuf,
    /// The table of what came to pass
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: PathBuf,
    /// A folder that is empty, not there yet, or an earlier import
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// A folder that is empty or not there yet
    pub(crate) folder: PathBuf,
}
