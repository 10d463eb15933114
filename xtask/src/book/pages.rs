//! The sources of the book: every page is in the table of contents, every entry of it is a page, every
//! scenario of the world has its page and its picture.
//!
//! That a picture is fresh is not checked byte by byte: a run's figures may move with any row of the world,
//! and a reader of the book wants a picture that somebody looked at. `cargo xtask book renew` makes them anew.

use super::{SOURCE, files, read};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

const SCENARIOS: &str = "worlds/heavy-rare-earths/scenarios";
/// Pages that others include.
const PARTS: &str = "generated/";

/// What is wrong with the pages.
pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let source = root.join(SOURCE);
    let all: BTreeSet<String> = files(&source)?.into_iter().collect();
    let summary = read(&source.join("SUMMARY.md"))?;
    let mut found = against_contents(&all, &summary);
    for scenario in scenarios(root)? {
        found.extend(against_scenario(&all, &scenario));
    }
    for page in all.iter().filter(|path| path.ends_with(".md")) {
        found.extend(unlabelled(page, &read(&source.join(page))?));
    }
    Ok(found)
}

/// The ids of the world's scenarios, in order.
pub(super) fn scenarios(root: &Path) -> Result<Vec<String>> {
    let all = files(&root.join(SCENARIOS))?;
    Ok(all.iter().filter_map(|file| file.strip_suffix(".toml")).map(str::to_owned).collect())
}

fn against_contents(all: &BTreeSet<String>, summary: &str) -> Vec<String> {
    let listed: BTreeSet<&str> =
        summary.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).collect();
    let pages = all.iter().map(String::as_str).filter(|path| path.ends_with(".md"));
    let pages: BTreeSet<&str> =
        pages.filter(|path| *path != "SUMMARY.md" && !path.starts_with(PARTS)).collect();
    let lost = pages.difference(&listed).map(|page| format!("book: {page} is not in SUMMARY.md"));
    let missing =
        listed.difference(&pages).map(|page| format!("book: SUMMARY.md lists {page}, which is no page"));
    lost.chain(missing).collect()
}

fn against_scenario(all: &BTreeSet<String>, id: &str) -> Vec<String> {
    let wanted = [format!("scenarios/{id}.md"), format!("pictures/{id}.svg")];
    let lost = wanted.iter().filter(|path| !all.contains(*path));
    lost.map(|path| format!("book: the scenario {id} has no {path}: cargo xtask book renew {id}")).collect()
}

/// Pictures without words for those who cannot see them.
fn unlabelled(page: &str, text: &str) -> Option<String> {
    text.contains("![](").then(|| format!("book: {page} has a picture without a text in its place"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_page_outside_the_contents_and_an_entry_without_page_are_found() {
        let all = set(&["SUMMARY.md", "a.md", "b.md", "generated/c.md", "pictures/p.svg"]);
        let found = against_contents(&all, "- [A](a.md)\n- [D](d.md)\n");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("b.md") && found[1].contains("d.md"));
    }

    #[test]
    fn a_scenario_needs_a_page_and_a_picture() {
        assert!(against_scenario(&set(&["scenarios/cut.md", "pictures/cut.svg"]), "cut").is_empty());
        assert_eq!(against_scenario(&set(&["scenarios/cut.md"]), "cut").len(), 1);
    }

    #[test]
    fn a_picture_needs_words() {
        assert!(unlabelled("a.md", "![](p.svg)").is_some());
        assert!(unlabelled("a.md", "![a fan](p.svg)").is_none());
    }
}
