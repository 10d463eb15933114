//! Writes each world's sources, with their licences, into its `datapackage.json`.
//!
//! Text is put in place of text, so that the rest of the file keeps its form. The road not taken: writing the
//! whole package from our own schema. It is the independent description that other tools check us by.

use anyhow::{Context, Result};
use oreline_store::{Folder, read};
use oreline_world::World;
use serde_json::json;
use std::fs;
use std::path::Path;

const FILE: &str = "datapackage.json";

/// Rewrites the packages of all worlds.
pub(crate) fn rewrite(root: &Path) -> Result<()> {
    for entry in fs::read_dir(root.join("worlds"))? {
        let folder = entry?.path();
        let path = folder.join(FILE);
        if !path.is_file() {
            continue;
        }
        let world =
            read(&Folder::disk(&folder)).world.with_context(|| format!("{}: no world", folder.display()))?;
        let old = fs::read_to_string(&path)?;
        let new = with_sources(&old, &listed(&world)).with_context(|| format!("{}", path.display()))?;
        fs::write(&path, new)?;
        println!("{}: {} sources", path.display(), world.sources.len());
    }
    Ok(())
}

/// The sources as lines of JSON.
fn listed(world: &World) -> Vec<String> {
    let line = |s: &oreline_world::rows::Source| {
        let mut out = json!({ "name": s.id.as_str(), "title": s.title, "licence": s.licence });
        if !s.url.is_empty() {
            out["path"] = json!(s.url);
        }
        out.to_string()
    };
    world.sources.iter().map(line).collect()
}

/// The package with these sources in place of those it had.
fn with_sources(package: &str, lines: &[String]) -> Result<String> {
    let at = package.find("\"resources\"").context("it lists no resources")?;
    let start = package[..at].find("\"sources\"").unwrap_or(at);
    let list = lines.iter().map(|line| format!("  {line}")).collect::<Vec<String>>().join(",\n");
    let indent: String = package[..start].chars().rev().take_while(|c| *c == ' ').collect();
    Ok(format!("{}\"sources\": [\n{list}\n{indent}],\n{indent}{}", &package[..start], &package[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_put_in_once_and_the_rest_stays() {
        let package = "{\n  \"name\": \"x\",\n  \"resources\": []\n}\n";
        let once = with_sources(package, &["{\"name\":\"a\"}".into()]).unwrap();
        let twice = with_sources(&once, &["{\"name\":\"b\"}".into()]).unwrap();
        let parsed: serde_json::Value = serde_json::from_str(&twice).unwrap();
        assert_eq!(parsed, json!({ "name": "x", "sources": [{ "name": "b" }], "resources": [] }));
        assert!(with_sources("{}", &[]).is_err());
    }
}
