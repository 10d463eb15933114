//! The words of `oreline forecast`.

use super::FormatArgs;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Subcommand};
use oreline::Date;
use oreline::forecast::Month;

const ADD: &str = "\
Examples:
  oreline forecast add ./my-world --question 'Dysprosium in China at the end of the year?' --output path-ratio:dy-oxide@china \\
      --date 2026-12 --resolves-by 2027-02-28 --as-of 2026-06-30 --draws 2000
  oreline forecast add ./my-world --question 'Terbium in China above half as much again?' --output path-ratio:tb-oxide@china \\
      --date 2026-12 --resolves-by 2027-02-28 --threshold 1.5

What is forecast is the price of the month over a reference, a quote of the world near the base month. The entry goes
into forecasts/ID.toml of the world's folder and is never overwritten.";

const RESOLVE: &str = "\
Examples:
  oreline forecast resolve ./my-world dy-oxide-china-2026-12 --value 1450 --source 'SunSirs, mean of December' --on 2027-01-08
  oreline forecast resolve ./my-world dy-oxide-china-2026-12 --value 1450 --low 1400 --high 1500 --source SMM --on 2027-01-08
  oreline forecast resolve ./my-world dy-oxide-china-2026-12 --annul 'the quote was discontinued' --on 2026-11-02

The value has the unit of the reference, which `oreline forecast list` prints.";

const SCORE: &str = "\
Examples:
  oreline forecast score heavy-rare-earths
  oreline forecast score ./my-world --on 2027-03-01 --format json";

#[derive(Debug, Subcommand)]
pub(crate) enum ForecastCommand {
    /// Run a scenario and freeze what it says about a question
    #[command(after_help = ADD)]
    Add(Box<AddArgs>),
    /// Write down what became of a forecast
    #[command(after_help = RESOLVE)]
    Resolve(ResolveArgs),
    /// Score what is settled beside a random walk and no change; list what is open or overdue
    #[command(after_help = SCORE)]
    Score(LogArgs),
    /// List the forecasts of a world
    List(LogArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The folder of a world
    pub(crate) world: String,
    /// The question, in a sentence
    #[arg(long, value_name = "TEXT")]
    pub(crate) question: String,
    /// A scenario of the world, or a .toml file
    #[arg(long, value_name = "ID|FILE", default_value = "baseline")]
    pub(crate) scenario: String,
    /// What is forecast: the path ratio of a market, path-ratio:GOOD@REGION
    #[arg(long, value_name = "FIGURE")]
    pub(crate) output: String,
    /// The target month, such as 2026-12
    #[arg(long, value_name = "MONTH")]
    pub(crate) date: Month,
    /// Ask how likely the ratio lies above this, instead of the ratio itself
    #[arg(long, value_name = "RATIO", allow_negative_numbers = true)]
    pub(crate) threshold: Option<f64>,
    /// Row of prices.csv that the outcome is divided by [default: the market's last quote]
    #[arg(long, value_name = "ROW")]
    pub(crate) reference: Option<String>,
    /// The public quote that will settle it [default: later quotes like the reference]
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: Option<String>,
    /// The day by which it should be settled
    #[arg(long, value_name = "DATE")]
    pub(crate) resolves_by: Date,
    /// The day of the forecast [default: the world's edition]
    #[arg(long, value_name = "DATE")]
    pub(crate) made_on: Option<Date>,
    /// Name of the entry [default: made of market, month, threshold and scenario]
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// How many draws, 100 at least [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    pub(crate) draws: Option<usize>,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub(crate) seed: u64,
    /// The day of the base month
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Use only what was public on this day
    #[arg(long, value_name = "DATE")]
    pub(crate) known_at: Option<Date>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// The folder of a world
    pub(crate) world: String,
    /// The forecast
    pub(crate) id: String,
    /// The price, in the unit of the reference
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, requires = "source", required_unless_present_any = ["annul", "withdraw"])]
    pub(crate) value: Option<f64>,
    /// The lowest of the quotes
    #[arg(long, value_name = "PRICE", requires_all = ["value", "high"])]
    pub(crate) low: Option<f64>,
    /// The highest of the quotes
    #[arg(long, value_name = "PRICE", requires_all = ["value", "low"])]
    pub(crate) high: Option<f64>,
    /// Where the price was read
    #[arg(long, value_name = "TEXT", requires = "value")]
    pub(crate) source: Option<String>,
    /// The question has no answer any more, and why
    #[arg(long, value_name = "REASON", conflicts_with_all = ["value", "withdraw"])]
    pub(crate) annul: Option<String>,
    /// You no longer stand by the forecast, and why; it stays and is counted
    #[arg(long, value_name = "REASON", conflicts_with = "value")]
    pub(crate) withdraw: Option<String>,
    /// Why the last record was wrong; it is kept beside the new one
    #[arg(long, value_name = "REASON")]
    pub(crate) correct: Option<String>,
    /// The day of this record
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Date,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    /// The day on which to look; later records are not known yet [default: the world's edition, or the last record]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Date>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
