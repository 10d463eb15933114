//! The words of the commands that read what others wrote.

use super::FormatArgs;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use oreline::Date;
use std::path::PathBuf;

pub(crate) const READ: &str = "\
Examples:
  oreline read page.html                                 title, author, day, chain of hands, text
  oreline read newsletter.eml page.html --format json    an array, one member for each file
  oreline read page.html --fetched 2025-08-01            'two days ago' is 2025-07-30

Pages, mails and plain text, gzip or not. A PDF's text must be got out first, for example with pdftotext.";

pub(crate) const FEED: &str = "\
Examples:
  oreline feed feed.xml
  oreline feed feed.xml --format json                    everything, under feedparser's names
  oreline feed saved.xml --url https://a.example/feed    relative links lead on from there

RSS, Atom, CDF and JSON Feed, however ill-formed; what had to be mended is listed.";

pub(crate) const STORIES: &str = "\
Examples:
  oreline stories saved-pages
  oreline stories a.html b.html feed.xml --format json

Copies and excerpts of one text are one story. The same words with another figure are a correction, told and never
merged.";

pub(crate) const LOCATE: &str = "\
Examples:
  oreline locate 'Fighting near Chipwi on the road to Pangwa'
  oreline locate Panwa Chiphwe --world heavy-rare-earths
  cat headlines.txt | oreline locate - --format json     one text a line

States and townships of Myanmar and towns of Kachin State; with --world its sites too. A text that names no known
place is answered with none.";

pub(crate) const INGEST: &str = "\
Examples:
  oreline ingest saved-pages --world heavy-rare-earths
  oreline ingest saved-pages feed.xml --world heavy-rare-earths --format json --texts
  oreline ingest https://a.example/feed.xml --world heavy-rare-earths --most 5 --state state.json
  oreline ingest https://a.example/feed.xml --world heavy-rare-earths --record exchanges
  oreline ingest https://a.example/feed.xml --world heavy-rare-earths --replay exchanges    the same without network

Candidate claims with the words they rest on; nothing enters a world before a person accepts it. Texts are their
publishers' and stay out unless --texts asks for them. Servers are asked one request at a time, within their robots.txt;
the computer's clock serves this politeness only, and no figure.";

pub(crate) const COVERAGE: &str = "\
Examples:
  oreline coverage saved-pages --world heavy-rare-earths
  oreline coverage saved-pages --world heavy-rare-earths --out coverage

--out writes coverage.html, a page with two drawings, and what they draw as tables.";

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Pages, mails or texts
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The day they were fetched: relative dates are read by it, and none later than it is believed
    #[arg(long, value_name = "DATE")]
    pub(crate) fetched: Option<Date>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FeedArgs {
    /// A feed
    pub(crate) file: PathBuf,
    /// The address that it was fetched from
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct StoriesArgs {
    /// Folders, searched to the bottom, and files: pages, mails, texts, feeds
    #[arg(required = true, value_name = "DIR|FILE")]
    pub(crate) inputs: Vec<String>,
    /// Put the texts into the JSON; they are their publishers'
    #[arg(long)]
    pub(crate) texts: bool,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LocateArgs {
    /// Texts; `-` reads lines from standard input
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) texts: Vec<String>,
    /// A bundled world or a folder, for the names of its sites
    #[arg(long, value_name = "WORLD")]
    pub(crate) world: Option<String>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// Files, folders and http(s) addresses: pages, mails, texts, feeds
    #[arg(required = true, value_name = "DIR|FILE|URL")]
    pub(crate) inputs: Vec<String>,
    /// A bundled world or a folder, whose names are looked for
    #[arg(long, value_name = "WORLD")]
    pub(crate) world: String,
    /// Put the texts into the JSON; they are their publishers'
    #[arg(long)]
    pub(crate) texts: bool,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    #[command(flatten)]
    pub(crate) fetching: FetchArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// Folders, searched to the bottom, and files: pages, mails, texts, feeds
    #[arg(required = true, value_name = "DIR|FILE")]
    pub(crate) inputs: Vec<String>,
    /// A bundled world or a folder, whose names are looked for
    #[arg(long, value_name = "WORLD")]
    pub(crate) world: String,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    /// Write coverage.html, the answer as JSON and CSV, and what each chart draws
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// How documents are read.
#[derive(Clone, Debug, Args)]
pub(crate) struct HowArgs {
    /// The day they were fetched: relative dates are read by it, and none later than it is believed
    #[arg(long, value_name = "DATE")]
    pub(crate) fetched: Option<Date>,
    /// Threads [default: all cores]; they change the time, never the answer
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
}

/// How servers are asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct FetchArgs {
    /// What is known of each address is kept here, so that nothing is fetched again in vain
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Pages that are fetched of each feed at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = RangedU64ValueParser::<usize>::new().range(0..=10_000))]
    pub(crate) most: usize,
    /// Ask addresses of your own machine and network too
    #[arg(long)]
    pub(crate) allow_private_hosts: bool,
    /// Name yourself so to servers
    #[arg(long, value_name = "TEXT")]
    pub(crate) user_agent: Option<String>,
    /// Write every exchange with a server into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// Answer from a recorded folder instead of the network
    #[arg(long, value_name = "DIR")]
    pub(crate) replay: Option<PathBuf>,
}
