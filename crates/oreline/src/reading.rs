//! Reading what others wrote: pages, feeds, places, stories, candidate claims, and how a matter was covered.
//!
//! The one place where files and the network meet `oreline-ingest`. Nothing here changes a world: what is read are
//! candidates, and a person accepts them. The road not taken: reading as a part of opening a world, which would let a
//! page on a server change a number overnight.

use crate::bundled;
use crate::error::Error;
use crate::folder;
use crate::open::Opened;
use jiff::Timestamp;
use jiff::civil::Date;
pub use oreline_ingest::answers::{IngestAnswer, LocateAnswer, ReadAnswer, StoriesAnswer};
use oreline_ingest::coverage::{self, Coverage};
pub use oreline_ingest::feed::Feed;
use oreline_ingest::fetch::{self, Rules, Source, State, StateError};
use oreline_ingest::gazetteer::{self, Alias, Gazetteer};
pub use oreline_ingest::intake::is_address;
use oreline_ingest::intake::{self, Held, Ingested, Progress, Remark};
use oreline_ingest::names::Names;
use oreline_ingest::read::{self as documents, Where};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
pub use url::Url;

/// The table of a world's other names, if it has one.
const ALIASES: &str = "aliases.csv";
/// Notes that an error quotes.
const MOST: usize = 10;

/// Reads one document.
pub fn read(path: &Path, fetched: Option<Date>) -> Result<ReadAnswer, Error> {
    let bytes = bytes(path)?;
    let at = Where { url: path.display().to_string(), content_type: None, fetched };
    let reading = documents::read(&bytes, &at).map_err(|error| Error::file(path, error))?;
    let mut answer = ReadAnswer::from(reading);
    if intake::is_feed(&bytes) {
        answer.notes.push("this is a feed, read as one text; `oreline feed` reads its entries".into());
    }
    Ok(answer)
}

/// Reads one feed; `location` is the address that it was fetched from.
pub fn feed(path: &Path, location: Option<&str>) -> Result<Feed, Error> {
    let bytes = bytes(path)?;
    if bytes.is_empty() {
        return Err(Error::file(path, "is empty"));
    }
    Ok(oreline_ingest::feed::read(&bytes, location))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    if path.is_dir() {
        return Err(Error::file(path, "is a folder; name the files in it"));
    }
    let found = intake::files(&[path.to_owned()]).and_then(|_| intake::bytes(path));
    found.map_err(|error| Error::file(error.path, error.what))
}

/// Where texts are about; without a world by the names that come along.
pub fn locate(opened: Option<&Opened>, texts: &[String]) -> Result<Vec<LocateAnswer>, Error> {
    let world = opened.map(Opened::world).transpose()?;
    let gazetteer = Gazetteer::of(world);
    Ok(texts.par_iter().map(|text| LocateAnswer::new(text, &gazetteer)).collect())
}

/// The names that a world's texts are searched for.
pub fn names(opened: &Opened) -> Result<Names, Error> {
    let world = opened.world()?;
    Names::of(Some(world), &aliases(opened)?).map_err(|error| Error::Reading(error.to_string()))
}

/// The other names of a world, from its folder or from inside the program.
fn aliases(opened: &Opened) -> Result<Vec<Alias>, Error> {
    let path = Path::new(&opened.name).join(ALIASES);
    let text = match opened.bundled {
        true => bundled::file(&opened.name, ALIASES),
        false if path.is_file() => Some(folder::read_table(&path)?),
        false => None,
    };
    gazetteer::aliases(&text.unwrap_or_default()).map_err(|rows| {
        let lines: Vec<String> = rows.iter().take(MOST).map(|row| format!("\n  {row}")).collect();
        Error::file(path, lines.concat())
    })
}

/// What to read, and how to behave towards servers.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Addresses.
    pub addresses: Vec<String>,
    /// The day to read relative dates by.
    pub fetched: Option<Date>,
    /// Where the state of fetching is kept between calls.
    pub state: Option<PathBuf>,
    /// Whether addresses of the own machine and network may be asked.
    pub allow_private_hosts: bool,
    /// A folder that every exchange is written to.
    pub record: Option<PathBuf>,
    /// A folder of recorded exchanges that stands in the place of the network.
    pub replay: Option<PathBuf>,
    /// Pages that are fetched of each feed at most.
    pub most: usize,
    /// How to name oneself to servers.
    pub user_agent: Option<String>,
    /// Threads; nothing for all cores.
    pub threads: Option<usize>,
    /// The time by which servers are asked politely; it touches nothing that is printed.
    pub now: Timestamp,
}

impl Asked {
    /// Files, folders and addresses as a user names them, with the usual manners.
    #[must_use]
    pub fn new(inputs: &[String], fetched: Option<Date>, now: Timestamp) -> Self {
        let (addresses, paths): (Vec<&String>, Vec<&String>) =
            inputs.iter().partition(|input| is_address(input) && !Path::new(input.as_str()).exists());
        Self {
            paths: paths.into_iter().map(PathBuf::from).collect(),
            addresses: addresses.into_iter().cloned().collect(),
            fetched,
            state: None,
            allow_private_hosts: false,
            record: None,
            replay: None,
            most: 20,
            user_agent: None,
            threads: None,
            now,
        }
    }
}

/// What is told while something is read.
pub struct Watch<'a> {
    /// How many documents of how many have been searched for claims.
    pub claims: Progress<'a>,
    /// The address that is asked; false ends it.
    pub address: &'a mut dyn FnMut(&Url) -> bool,
}

/// Reads files, folders and addresses, with the names of a world.
pub fn ingest(opened: &Opened, asked: &Asked, texts: bool, watch: Watch<'_>) -> Result<IngestAnswer, Error> {
    let names = names(opened)?;
    Ok(IngestAnswer::new(&opened.name, &everything(asked, &names, watch)?, texts))
}

/// Reads files, folders and addresses and collapses copies.
pub fn stories(asked: &Asked, texts: bool, watch: Watch<'_>) -> Result<StoriesAnswer, Error> {
    let held = held(asked, watch.address)?;
    Ok(StoriesAnswer::new(&with_threads(asked.threads, || intake::collapse(held))?, texts))
}

/// Reads files, folders and addresses; says how they cover what they are about.
pub fn coverage(opened: &Opened, asked: &Asked, watch: Watch<'_>) -> Result<(Coverage, Vec<Remark>), Error> {
    let names = names(opened)?;
    let read = everything(asked, &names, watch)?;
    let each: Vec<coverage::Read<'_>> = read
        .documents
        .iter()
        .map(|document| coverage::Read {
            document,
            claims: read.claims.get(&document.id).map_or(&[], Vec::as_slice),
            cited: read.cited.get(&document.id).map_or(&[], Vec::as_slice),
        })
        .collect();
    Ok((coverage::coverage(&each, &read.stories), read.notes))
}

fn everything(asked: &Asked, names: &Names, watch: Watch<'_>) -> Result<Ingested, Error> {
    let held = held(asked, watch.address)?;
    with_threads(asked.threads, || intake::join(held, names, watch.claims))
}

/// All documents that were asked for; having none, and no server that has nothing new, is an error.
fn held(asked: &Asked, progress: &mut dyn FnMut(&Url) -> bool) -> Result<Held, Error> {
    let found = intake::files(&asked.paths).map_err(|error| Error::file(error.path, error.what))?;
    let read = || found.files.par_iter().map(|path| opened(path, asked.fetched)).collect::<Vec<Held>>();
    let read = with_threads(asked.threads, read)?;
    let mut held = read.into_iter().fold(Held { notes: found.notes, ..Held::default() }, Held::with);
    if !asked.addresses.is_empty() {
        held = held.with(fetched(asked, progress)?);
    }
    match held.documents.is_empty() && held.unchanged == 0 {
        true => Err(Error::Reading(nothing(&held.notes))),
        false => Ok(held),
    }
}

/// Does something on so many threads; they change the time, never the answer.
fn with_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    Ok(pool.map_err(|error| Error::Reading(format!("no threads: {error}")))?.install(work))
}

fn nothing(notes: &[Remark]) -> String {
    let mut lines: Vec<String> =
        notes.iter().take(MOST).map(|note| format!("\n  {}: {}", note.at, note.text)).collect();
    if notes.len() > MOST {
        lines.push(format!("\n  and {} more", notes.len() - MOST));
    }
    format!(
        "there is no document in what was given{}{}",
        if lines.is_empty() { "" } else { ":" },
        lines.concat()
    )
}

fn opened(path: &Path, fetched: Option<Date>) -> Held {
    let url = path.display().to_string();
    match intake::bytes(path) {
        Ok(bytes) => intake::open(&intake::Item { at: Where { url, content_type: None, fetched }, bytes }),
        Err(error) => {
            Held { notes: vec![Remark::new(url, format!("not read: {}", error.what))], ..Held::default() }
        }
    }
}

fn fetched(asked: &Asked, progress: &mut dyn FnMut(&Url) -> bool) -> Result<Held, Error> {
    let wrong = |address: &String, error| Error::Reading(format!("{address}: not an address: {error}"));
    let urls =
        asked.addresses.iter().map(|address| Url::parse(address).map_err(|error| wrong(address, error)));
    let urls: Vec<Url> = urls.collect::<Result<_, _>>()?;
    let rules = Rules {
        allow_private_hosts: asked.allow_private_hosts,
        user_agent: asked.user_agent.clone().unwrap_or_else(|| fetch::USER_AGENT.to_owned()),
        ..Rules::default()
    };
    let mut state = match &asked.state {
        Some(path) => State::read(path).map_err(|error| of_state(path, &error))?,
        None => State::default(),
    };
    let mut source = source(asked)?;
    if let Some(path) = &asked.state {
        // Before anything is fetched: what cannot be written must not be learnt afterwards.
        state.write(path).map_err(|error| of_state(path, &error))?;
    }
    let what = intake::Asked {
        urls: &urls,
        most: asked.most,
        fetched: asked.fetched,
        rules: &rules,
        now: asked.now,
    };
    let held = intake::fetch_all(&what, &mut source, &mut state, progress);
    if let Some(path) = &asked.state {
        state.write(path).map_err(|error| of_state(path, &error))?;
    }
    Ok(held)
}

fn of_state(path: &Path, error: &StateError) -> Error {
    match error {
        StateError::File { source, .. } => Error::file(path, source),
        other => Error::file(path, other),
    }
}

fn source(asked: &Asked) -> Result<Source, Error> {
    match (&asked.record, &asked.replay) {
        (_, Some(folder)) => {
            fetch::replay(folder).map(Source::Replay).map_err(|error| Error::Reading(error.to_string()))
        }
        (Some(folder), None) => {
            fetch::record(folder).map(Source::Record).map_err(|error| Error::Reading(error.to_string()))
        }
        (None, None) => Ok(Source::Network),
    }
}
