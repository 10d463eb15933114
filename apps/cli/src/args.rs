//! The words of the command line. Help is taught by example.

mod backtest;
mod forecast;
mod reading;

pub(crate) use backtest::{BacktestArgs, BacktestCommand, BacktestRunArgs, ImportArgs, InitArgs, Inputs};
pub(crate) use forecast::{AddArgs, ForecastCommand, LogArgs, ResolveArgs};
pub(crate) use reading::{
    CoverageArgs, FeedArgs, FetchArgs, HowArgs, IngestArgs, LocateArgs, ReadArgs, StoriesArgs,
};

use clap::builder::RangedU64ValueParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use oreline::{Date, Units};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  oreline show heavy-rare-earths                 who holds what, with sources
  oreline check heavy-rare-earths                where the rows disagree
  oreline scenarios heavy-rare-earths            the questions that come along
  oreline run heavy-rare-earths --scenario kachin-cutoff --out answer
  oreline ingest saved-pages --world heavy-rare-earths    what pages claim, copies counted once
  oreline new my-world                           start a world of your own

<WORLD> is a bundled world (tiny, heavy-rare-earths) or a folder.
Exit codes: 0 done; 1 from `check` only: warnings or contradictions, no error; 2 it could not be done.";

const CHECK: &str = "\
Examples:
  oreline check heavy-rare-earths
  oreline check ./my-world --format json
  oreline check heavy-rare-earths --known-at 2024-10-22   by what was public then

Exit codes: 0 clean; 1 warnings or contradictions; 2 errors.";

const SHOW: &str = "\
Examples:
  oreline show heavy-rare-earths
  oreline show heavy-rare-earths --as-of 2024-09-01       before control changed hands
  oreline show heavy-rare-earths --why kachin-share-dytb  the rows behind a figure
  oreline show tiny --format csv";

const SCENARIOS: &str = "\
Examples:
  oreline scenarios heavy-rare-earths
  oreline scenarios ./my-world --format json";

const RUN: &str = "\
Examples:
  oreline run tiny                                        the baseline
  oreline run heavy-rare-earths --scenario kachin-cutoff --out answer
  oreline run heavy-rare-earths --scenario my-question.toml --draws 50
  oreline run heavy-rare-earths --scenario kachin-cutoff --set hoarding=0.3
  oreline run heavy-rare-earths --scenario kachin-cutoff --known-at 2025-06-30
  oreline run --case answer/case.json                     the same run again
  oreline run --case answer/case.json --seed 2 --set hoarding=0.3

--set names an input of behaviour (see worlds/priors.toml), the main share of the world, or
ACT.FIELD of the scenario, such as --set stop.months=6. The same seed gives the same bytes anywhere.";

const BRIEF: &str = "\
Examples:
  oreline brief heavy-rare-earths --scenario kachin-cutoff --out brief
  oreline brief heavy-rare-earths --scenario kachin-cutoff --units cny,vat --out brief-cny
  oreline show heavy-rare-earths --scenario kachin-cutoff --why price-ratio:dy-oxide@china:2025-10

Open brief/brief.html in any browser, offline; print it from there for a PDF. brief/figures.csv lists every
figure with its id, and `oreline show --why ID` the rows behind it.";

const COMPARE: &str = "\
Examples:
  oreline compare heavy-rare-earths kachin-cutoff kia-holdout
  oreline compare heavy-rare-earths kachin-cutoff wa-and-kachin us-deal --out compared
  oreline compare heavy-rare-earths baseline pangwa-2024 --as-of 2024-09-30 --known-at 2024-10-22

Differences are taken draw by draw against the first scenario. All of them stand on one day: scenarios of
different days need --as-of and --known-at.";

const DIFF: &str = "\
Examples:
  oreline diff heavy-rare-earths --known-at 2024-09-30 2024-12-31
  oreline diff heavy-rare-earths --known-at 2025-03-31 2026-06-30 --scenario kachin-cutoff --as-of 2025-03-31

Each side describes the day of --as-of; without it, the world's usual day or the date of knowledge, whichever is
earlier.";

const INDEX: &str = "\
Examples:
  oreline index heavy-rare-earths                                    every method
  oreline index heavy-rare-earths --method eu-sr-2023 --good dy
  oreline index heavy-rare-earths --method geopolrisk --region japan
  oreline index heavy-rare-earths --as-of 2020-12-31                 before the coup: governance and older shares

A line of a study is recomputed from the study's own inputs and held against what it published; a line of the
world applies the formula to the shares of the day.";

const NEW: &str = "\
Examples:
  oreline new my-world
  oreline check ./my-world";

/// Who holds a critical-mineral supply chain, and what happens if somebody squeezes it.
#[derive(Debug, Parser)]
#[command(name = "oreline", version = oreline::VERSION, color = ColorChoice::Never, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read every table; print what is wrong, and where sources contradict each other
    #[command(after_help = CHECK)]
    Check(CheckArgs),
    /// Who holds what, stage by stage
    #[command(after_help = SHOW)]
    Show(ShowArgs),
    /// List the scenarios of a world
    #[command(after_help = SCENARIOS)]
    Scenarios(ScenariosArgs),
    /// Answer a scenario: prices, shortages, who gains and loses, what drives it
    #[command(after_help = RUN)]
    Run(Box<RunArgs>),
    /// The answer as a page to read, print and defend: charts, map, sources, every figure footnoted
    #[command(after_help = BRIEF)]
    Brief(Box<BriefArgs>),
    /// Scenarios side by side under the same draws
    #[command(after_help = COMPARE)]
    Compare(Box<CompareArgs>),
    /// What the world learnt between two dates, and what that changes
    #[command(after_help = DIFF)]
    Diff(DiffArgs),
    /// Published methods of criticality: concentration, import reliance, EU scores, GeoPolRisk
    #[command(after_help = INDEX)]
    Index(IndexArgs),
    /// Freeze dated forecasts, and score them once the outcome is known
    #[command(subcommand)]
    Forecast(ForecastCommand),
    /// Forecasts of past episodes from what was known then, scored beside simpler forecasters
    #[command(after_help = backtest::BACKTEST)]
    Backtest(Box<BacktestArgs>),
    /// Read pages, mails and texts: who wrote it, when, and through whose hands it came
    #[command(after_help = reading::READ)]
    Read(ReadArgs),
    /// Read a feed, however ill-formed
    #[command(after_help = reading::FEED)]
    Feed(FeedArgs),
    /// Collapse copies of one text into stories
    #[command(after_help = reading::STORIES)]
    Stories(StoriesArgs),
    /// Find the township or site that a text speaks of
    #[command(after_help = reading::LOCATE)]
    Locate(LocateArgs),
    /// Documents to stories and candidate claims, each with the words it rests on
    #[command(after_help = reading::INGEST)]
    Ingest(IngestArgs),
    /// How a matter was reported over time: origins, copies, bursts, causes given
    #[command(after_help = reading::COVERAGE)]
    Coverage(CoverageArgs),
    /// Write a small invented world to make your own of
    #[command(after_help = NEW)]
    New(NewArgs),
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    #[default]
    Table,
    /// The whole answer; its schema is in schemas/
    Json,
    /// The main table, every digit kept
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct FormatArgs {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct DaysArgs {
    /// The day that is described, such as 2025-05-31
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Use only what was public on this day
    #[arg(long, value_name = "DATE")]
    pub(crate) known_at: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    /// The rows and sources behind one figure, named as in figures.csv of a brief, or a row, market or route
    #[arg(long, value_name = "ID")]
    pub(crate) why: Option<String>,
    /// The scenario that the figure is of, on its days
    #[arg(long, value_name = "ID|FILE", requires = "why")]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ScenariosArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// What is run, and how its answer is to be read.
#[derive(Debug, Args)]
pub(crate) struct EnsembleArgs {
    /// A scenario of the world, or a .toml file [default: baseline]
    #[arg(long, value_name = "ID|FILE")]
    pub(crate) scenario: Option<String>,
    /// How many draws [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    pub(crate) draws: Option<usize>,
    /// Seed of the draws [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Months after the base month [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=600))]
    pub(crate) months: Option<usize>,
    /// The day of the base month
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Use only what was public on this day
    #[arg(long, value_name = "DATE")]
    pub(crate) known_at: Option<Date>,
    /// Hold an input or a field of an act at a value, for this run only
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Threads [default: all cores]; they change the time, never the answer
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
    /// Units of prices and quantities: usd or cny, oxide or metal, t or kg, vat for tax inside
    #[arg(long, value_name = "LIST", value_parser = Units::parse, default_value = "")]
    pub(crate) units: Units,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// A bundled world or a folder
    #[arg(required_unless_present = "case")]
    pub(crate) world: Option<String>,
    #[command(flatten)]
    pub(crate) ensemble: EnsembleArgs,
    /// Acts, trends and noise off: everything must stay flat
    #[arg(long)]
    pub(crate) steady: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Write a run folder: inputs, case, answer, tables, report.html
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Start from the case.json of a run folder; what is not said here comes from its inputs.json
    #[arg(long, value_name = "FILE", conflicts_with_all = ["world", "as_of", "known_at"])]
    pub(crate) case: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BriefArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    #[command(flatten)]
    pub(crate) ensemble: EnsembleArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Write the brief here: brief.html, its figures and charts as tables, all that went in
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    /// Two to four scenarios, by id or .toml file
    #[arg(num_args = 2..=4, required = true, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// How many draws [default: that of the first scenario]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    pub(crate) draws: Option<usize>,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Months after the base month [default: the most of the scenarios]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=600))]
    pub(crate) months: Option<usize>,
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Write compare.html, the answer as JSON and CSV, and what each chart draws
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    /// The two days of knowledge, the earlier one first
    #[arg(long, num_args = 2, required = true, value_names = ["EARLIER", "LATER"])]
    pub(crate) known_at: Vec<Date>,
    /// The day that both sides describe
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Run this scenario on both sides too
    #[arg(long, value_name = "ID|FILE")]
    pub(crate) scenario: Option<String>,
    /// How many draws [default: the scenario's]
    #[arg(long, value_name = "N", requires = "scenario", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    pub(crate) draws: Option<usize>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// A published method, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodArg {
    /// Every method
    #[default]
    All,
    /// Herfindahl-Hirschman index by country
    Hhi,
    /// Net imports over use
    ImportReliance,
    /// The EU's supply risk, study of 2017
    #[value(name = "eu-sr-2017")]
    EuSr2017,
    /// The EU's supply risk, study of 2023
    #[value(name = "eu-sr-2023")]
    EuSr2023,
    /// The EU's economic importance, study of 2023
    #[value(name = "eu-ei-2023")]
    EuEi2023,
    /// GeoPolRisk
    #[value(name = "geopolrisk")]
    GeoPolRisk,
}

#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// A bundled world or a folder
    pub(crate) world: String,
    /// Which method
    #[arg(long, value_enum, default_value_t, value_name = "METHOD")]
    pub(crate) method: MethodArg,
    /// Only this good, or this element, such as dy
    #[arg(long, value_name = "ID")]
    pub(crate) good: Option<String>,
    /// Only this stage, such as mined, oxide, extraction
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// The importing region [default: europe where there is one; all for import reliance]
    #[arg(long, value_name = "ID")]
    pub(crate) region: Option<String>,
    #[command(flatten)]
    pub(crate) days: DaysArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// A folder that is empty or not there yet
    pub(crate) folder: PathBuf,
}

/// `name=value`, both with something in them.
fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.into(), value.into())),
        _ => Err("write NAME=VALUE, for example hoarding=0.3".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_are_name_and_value() {
        assert_eq!(setting("stop.months=6"), Ok(("stop.months".into(), "6".into())));
        assert_eq!(setting("a = b=c"), Ok(("a".into(), "b=c".into())));
        for bad in ["hoarding", "=3", "x=", ""] {
            assert!(setting(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_run_needs_a_world_or_a_case_and_not_both() {
        assert!(parse("oreline run").is_err());
        assert!(parse("oreline run tiny").is_ok());
        assert!(parse("oreline run --case a/case.json --seed 2").is_ok());
        assert!(parse("oreline run tiny --case a/case.json").is_err());
        assert!(parse("oreline run --case a/case.json --as-of 2025-01-01").is_err());
    }

    #[test]
    fn numbers_and_days_out_of_range_are_refused() {
        for bad in ["--draws 0", "--draws 1000001", "--months 0", "--months 601", "--threads 0", "--seed -1"]
        {
            assert!(parse(&format!("oreline run tiny {bad}")).is_err(), "{bad}");
        }
        for bad in ["2025-13-01", "2025-02-30", "yesterday", "2025"] {
            assert!(parse(&format!("oreline show tiny --as-of {bad}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn settings_add_up() {
        let cli = parse("oreline run tiny --set a=1 --set b=2 --format json").unwrap();
        let Command::Run(run) = cli.command else { panic!("not a run") };
        assert_eq!(
            run.ensemble.set,
            [("a".to_string(), "1".to_string()), ("b".to_string(), "2".to_string())]
        );
        assert_eq!(run.format.format, Format::Json);
    }
}
