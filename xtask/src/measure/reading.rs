//! Reading measured on real inputs: labelled passages, article pages, feeds of a test corpus, coded events.
//!
//! Each part calls what the program calls and nothing beside it. Speeds are printed as they were on the day and held
//! against no bar: another machine has others.

pub(super) mod copies;
mod edits;
pub(super) mod feeds;
pub(super) mod labels;
pub(super) mod others;
pub(super) mod pages;
pub(super) mod places;
pub(crate) mod running;

use anyhow::{Context, Result, bail};
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::names::Names;
use oreline_store::Folder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const WORLD: &str = "worlds/heavy-rare-earths";

/// The names that the program searches for with the world of heavy rare earths.
fn names(root: &Path) -> Result<Names> {
    let folder = root.join(WORLD);
    let world =
        oreline_store::read(&Folder::disk(&folder)).world.with_context(|| format!("{WORLD} has errors"))?;
    let listed = match aliases(&fs::read_to_string(folder.join("aliases.csv")).context("aliases.csv")?) {
        Ok(listed) => listed,
        Err(bad) => bail!("aliases.csv: {}", bad.first().map(ToString::to_string).unwrap_or_default()),
    };
    Ok(Names::of(Some(&world), &listed)?)
}

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "articleBody")]
    body: String,
}

/// The true bodies of the article pages, by the key of the page.
fn bodies(data: &Path) -> Result<BTreeMap<String, String>> {
    let file = data.join("extraction/ground-truth.json");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let pages: BTreeMap<String, Page> = serde_json::from_str(&text)?;
    Ok(pages.into_iter().map(|(key, page)| (key, page.body)).collect())
}
