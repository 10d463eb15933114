//! Links of the built book: every address of this book must lead to a file of it, and to an anchor in it.
//!
//! The pages are the builder's own output, whose attributes are always in double quotes: a scan for them is
//! enough, and no parser of other people's pages is needed. Addresses of other places are not followed.

use super::{files, read};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What every page offers and asks for.
struct Page {
    anchors: BTreeSet<String>,
    targets: BTreeSet<String>,
}

/// What is wrong with the links of a built book.
pub(super) fn check(built: &Path) -> Result<Vec<String>> {
    let all: BTreeSet<String> = files(built)?.into_iter().collect();
    let mut pages = BTreeMap::new();
    for path in all.iter().filter(|path| path.ends_with(".html")) {
        pages.insert(path.clone(), page(&read(&built.join(path))?));
    }
    Ok(broken(&all, &pages))
}

fn page(html: &str) -> Page {
    let anchors = values(html, " id=\"").map(unescaped).collect();
    let targets = values(html, " href=\"").chain(values(html, " src=\"")).map(unescaped).collect();
    Page { anchors, targets }
}

fn values<'a>(html: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
}

fn unescaped(text: &str) -> String {
    text.replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&")
}

fn broken(all: &BTreeSet<String>, pages: &BTreeMap<String, Page>) -> Vec<String> {
    let mut found = Vec::new();
    for (from, page) in pages {
        for target in page.targets.iter().filter(|target| is_ours(target)) {
            if let Some(fault) = fault(from, target, all, pages) {
                found.push(format!("book, {from}: {target} {fault}"));
            }
        }
    }
    found
}

fn is_ours(target: &str) -> bool {
    !target.is_empty() && !["://", "mailto:", "data:", "javascript:"].iter().any(|mark| target.contains(mark))
}

/// Why a target is wrong. The page for lost readers stands anywhere, so its links start at the top.
fn fault(
    from: &str,
    target: &str,
    all: &BTreeSet<String>,
    pages: &BTreeMap<String, Page>,
) -> Option<&'static str> {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { from.to_owned() } else { resolved(from, path) };
    if !all.contains(&path) {
        return Some("leads nowhere");
    }
    let there = pages.get(&path).is_none_or(|page| anchor.is_empty() || page.anchors.contains(anchor));
    (!there).then_some("names an anchor that is not there")
}

/// A relative path as seen from a page, from the book's top.
fn resolved(from: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let folder =
        if path.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<String> {
        let all = ["a/one.html", "two.html", "pictures/p.svg"].map(str::to_owned).into();
        let two = page("<h1 id=\"top\">");
        let pages = [("a/one.html".to_owned(), page(html)), ("two.html".to_owned(), two)].into();
        broken(&all, &pages)
    }

    #[test]
    fn links_that_lead_somewhere_are_left_alone() {
        let html = "<a href=\"../two.html#top\"><img src=\"../pictures/p.svg\"><a href=\"https://x.org/#y\">\
                    <p id=\"here\"><a href=\"#here\">";
        assert_eq!(found(html), Vec::<String>::new());
    }

    #[test]
    fn a_lost_page_picture_or_anchor_is_named() {
        let html = "<a href=\"two.html\"><a href=\"../two.html#end\"><img src=\"../pictures/q.svg\"><a href=\"#no\">";
        let found = found(html);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found.iter().any(|f| f.contains("two.html#end") && f.contains("anchor")));
    }
}
