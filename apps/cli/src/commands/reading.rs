//! The commands that read what others wrote.

use super::{DONE, open};
use crate::args::{
    CoverageArgs, FeedArgs, FetchArgs, Format, HowArgs, IngestArgs, LocateArgs, ReadArgs, StoriesArgs,
};
use crate::{output, progress};
use anyhow::{Context, Result, bail};
use oreline::reading::{self, Asked, Watch, is_address};
use oreline::{Timestamp, brief, folder};
use std::io::{Read, stdin};

/// The longest standard input that is read.
const MOST_INPUT: u64 = 64 << 20;

/// Documents one by one.
pub(super) fn read(args: &ReadArgs) -> Result<u8> {
    let read = args.files.iter().map(|file| reading::read(file, args.fetched));
    let pages: Vec<_> = read.collect::<Result<_, _>>()?;
    let json = || match pages.as_slice() {
        [page] => folder::json(page),
        pages => folder::json(&pages),
    };
    let format = args.format.format;
    output::answer(format, || brief::reading::read(&pages), json, || brief::csv::read(&pages))?;
    Ok(DONE)
}

/// One feed.
pub(super) fn feed(args: &FeedArgs) -> Result<u8> {
    let feed = reading::feed(&args.file, args.url.as_deref())?;
    if feed.version().is_empty() && feed.entries().is_empty() {
        output::complain(&format!("note: {} holds no feed", args.file.display()));
    }
    let json = || folder::json(&feed.to_json());
    output::answer(args.format.format, || brief::reading::feed(&feed), json, || brief::csv::feed(&feed))?;
    Ok(DONE)
}

/// Copies collapsed.
pub(super) fn stories(args: &StoriesArgs) -> Result<u8> {
    on_disk(&args.inputs)?;
    let asked = asked(&args.inputs, &args.how);
    let answer = watched(&asked, |watch| reading::stories(&asked, args.texts, watch))?;
    let json = || folder::json(&answer);
    let format = args.format.format;
    output::answer(format, || brief::reading::stories(&answer), json, || brief::csv::stories(&answer))?;
    Ok(DONE)
}

/// Where texts are about.
pub(super) fn locate(args: &LocateArgs) -> Result<u8> {
    let opened = args.world.as_deref().map(open).transpose()?;
    let texts = texts(&args.texts)?;
    let answers = reading::locate(opened.as_ref(), &texts)?;
    let json = || folder::json(&answers);
    let format = args.format.format;
    output::answer(format, || brief::reading::locate(&answers), json, || brief::csv::locate(&answers))?;
    Ok(DONE)
}

/// The texts, with the lines of standard input in the place of the first `-`.
fn texts(words: &[String]) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    let mut waiting = true;
    for word in words {
        if word != "-" {
            texts.push(word.clone());
        } else if std::mem::take(&mut waiting) {
            texts.extend(lines()?);
        }
    }
    Ok(texts)
}

/// The lines of standard input that are not empty.
fn lines() -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    stdin().lock().take(MOST_INPUT + 1).read_to_end(&mut bytes).context("standard input")?;
    if bytes.len() as u64 > MOST_INPUT {
        bail!("standard input has more than {} MiB; give it in parts", MOST_INPUT >> 20);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Everything that stands in files, folders and addresses.
pub(super) fn ingest(args: &IngestArgs) -> Result<u8> {
    let opened = open(&args.world)?;
    let asked = with_manners(asked(&args.inputs, &args.how), &args.fetching);
    let answer = watched(&asked, |watch| reading::ingest(&opened, &asked, args.texts, watch))?;
    let json = || folder::json(&answer);
    let format = args.format.format;
    output::answer(format, || brief::reading::ingest(&answer), json, || brief::csv::ingest(&answer))?;
    Ok(DONE)
}

/// How a matter was covered.
pub(super) fn coverage(args: &CoverageArgs) -> Result<u8> {
    on_disk(&args.inputs)?;
    if let Some(out) = &args.out {
        folder::must_be_coverage_folder(out)?;
    }
    let opened = open(&args.world)?;
    let asked = asked(&args.inputs, &args.how);
    let (coverage, notes) = watched(&asked, |watch| reading::coverage(&opened, &asked, watch))?;
    let document = || brief::reading::coverage(&opened.name, &coverage, &notes);
    let json = || folder::json(&coverage);
    output::answer(args.format.format, document, json, || brief::csv::coverage(&coverage))?;
    if args.format.format != Format::Table && !notes.is_empty() {
        output::complain(&format!("note: {} notes; the table prints them", notes.len()));
    }
    if let Some(out) = &args.out {
        let page = folder::save_coverage(out, &coverage, &document())?;
        super::ensemble::tell(&args.format, &format!("Coverage: {}", page.display()))?;
    }
    Ok(DONE)
}

fn on_disk(inputs: &[String]) -> Result<()> {
    match inputs.iter().find(|input| is_address(input)) {
        Some(address) => {
            bail!("{address}: only files and folders are read here; `oreline ingest` fetches addresses")
        }
        None => Ok(()),
    }
}

/// The clock is looked at here alone, and serves politeness alone: no figure comes from it.
fn asked(inputs: &[String], how: &HowArgs) -> Asked {
    Asked { threads: how.threads, ..Asked::new(inputs, how.fetched, Timestamp::now()) }
}

fn with_manners(asked: Asked, args: &FetchArgs) -> Asked {
    Asked {
        state: args.state.clone(),
        most: args.most,
        allow_private_hosts: args.allow_private_hosts,
        user_agent: args.user_agent.clone(),
        record: args.record.clone(),
        replay: args.replay.clone(),
        ..asked
    }
}

/// Shows what is being read; the first Ctrl-C ends the fetching and keeps what was fetched.
fn watched<T>(asked: &Asked, work: impl FnOnce(Watch<'_>) -> Result<T, oreline::Error>) -> Result<T> {
    if !asked.addresses.is_empty() {
        progress::catch_ctrl_c()?;
    }
    let spinner = progress::spinner("reading");
    let claims = |done: usize, all: usize| spinner.set_message(format!("claims of {done}/{all} texts"));
    let mut address = |url: &reading::Url| {
        spinner.set_message(url.to_string());
        !progress::stopped()
    };
    let result = work(Watch { claims: &claims, address: &mut address });
    spinner.finish_and_clear();
    Ok(result?)
}
