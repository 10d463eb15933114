//! `cargo xtask tidy`: gathers the repository and applies every rule; all findings are printed, not the first.

use crate::layers::{self, Package, Plan};
use crate::rules::{self, File};
use crate::{readme, source};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Applies every rule to the repository; an error when one is broken.
pub(crate) fn tidy(root: &Path) -> Result<()> {
    let files = tracked(root)?;
    let plan = layers::plan(&fs::read_to_string(root.join("layers.toml")).context("layers.toml")?)?;
    let packages = workspace(root)?;
    report_long(&files);
    let findings = findings(&files, &plan, &packages);
    findings.iter().for_each(|finding| println!("{finding}"));
    ensure!(findings.is_empty(), "tidy: {} findings", findings.len());
    println!("tidy: {} files, {} packages, no findings", files.len(), packages.len());
    Ok(())
}

fn findings(files: &[File], plan: &Plan, packages: &[Package]) -> Vec<String> {
    let sources = || files.iter().filter(|file| file.is_source());
    let mut found = layers::check(plan, packages);
    found.extend(sources().filter_map(rules::too_long));
    found.extend(sources().filter_map(rules::module_doc));
    found.extend(packages.iter().flat_map(|package| package_findings(package, files, plan)));
    found.extend(files.iter().flat_map(rules::foreign_places));
    found.extend(files.iter().flat_map(|file| rules::broken_links(file, files)));
    found.extend(median_finding(files));
    found.extend(readme_findings(files));
    found
}

fn package_findings(package: &Package, files: &[File], plan: &Plan) -> Vec<String> {
    let Some(layer) = plan.crates.get(&package.name) else { return Vec::new() };
    let room = format!("{}/", package.folder);
    let own = files.iter().filter(|file| file.path.starts_with(&room) && file.is_source() && !file.is_test());
    let mut found: Vec<String> =
        own.flat_map(|file| rules::forbidden_powers(file, &layer.forbidden)).collect();
    found.extend(rules::crate_readme(&package.folder, files));
    found
}

fn median_finding(files: &[File]) -> Option<String> {
    let own = files.iter().filter(|file| file.is_source() && !file.is_test());
    let lengths: Vec<usize> = own.flat_map(rules::lengths).collect();
    let count = lengths.len();
    let median = source::median(lengths)?;
    println!("tidy: median of {count} functions outside tests: {median} lines");
    (median > rules::MEDIAN_FUNCTION)
        .then(|| format!("the median function has {median} lines, at most {}", rules::MEDIAN_FUNCTION))
}

fn readme_findings(files: &[File]) -> Vec<String> {
    let text = files.iter().find(|file| file.path == "README.md").map_or("", |file| &file.text);
    readme::check(text)
}

fn report_long(files: &[File]) {
    for (lines, path) in files.iter().filter(|file| file.is_source()).filter_map(rules::long) {
        println!("tidy: {path} has {lines} lines: is it two files in one?");
    }
}

/// The text files that git tracks or would add; what is deleted or no text is left out.
fn tracked(root: &Path) -> Result<Vec<File>> {
    let list = stdout(root, "git", &["ls-files", "--cached", "--others", "--exclude-standard", "-z"])?;
    let paths = list.split('\0').filter(|path| !path.is_empty());
    let read = |path: &str| fs::read_to_string(root.join(path)).ok().map(|text| (path.to_owned(), text));
    Ok(paths.filter_map(read).map(|(path, text)| File { path, text }).collect())
}

fn workspace(root: &Path) -> Result<Vec<Package>> {
    let metadata = stdout(root, "cargo", &["metadata", "--format-version", "1", "--no-deps"])?;
    layers::packages(&metadata, &root.to_string_lossy().replace('\\', "/"))
}

fn stdout(root: &Path, program: &str, words: &[&str]) -> Result<String> {
    let output = Command::new(program).args(words).current_dir(root).output().context(program.to_owned())?;
    ensure!(output.status.success(), "{program} {}: {}", words.join(" "), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("the answer of {program}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str =
        "<!-- command: run -->\n```\ncargo run\n```\n<!-- command: test -->\n```\ncargo test\n```\n";

    fn plan() -> Plan {
        layers::plan(
            "[crates.a]\nlayer = 0\nedges = []\nforbidden = [\"net\", \"clock\"]\n[free]\npackages = []\n",
        )
        .unwrap()
    }

    fn tree(source: &str, readme: &str) -> Vec<File> {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        vec![
            file("README.md", readme),
            file("crates/a/README.md", "# a\n"),
            file("crates/a/src/lib.rs", source),
            file("crates/a/tests/t.rs", "//! Times itself.\nuse std::time::Instant;\n"),
        ]
    }

    fn found(source: &str, readme: &str) -> Vec<String> {
        let package = Package { name: "a".into(), folder: "crates/a".into(), dependencies: Vec::new() };
        findings(&tree(source, readme), &plan(), &[package])
    }

    #[test]
    fn a_tidy_tree_has_no_findings() {
        assert_eq!(found("//! Adds.\nfn f() {}\n", README), Vec::<String>::new());
    }

    #[test]
    fn every_planted_offence_is_found_at_once() {
        let body = "let t = Instant::now();\n".repeat(20);
        let source = format!("fn f() {{\n{body}}}\n{}", "\n".repeat(800));
        let found = found(&source, "nothing").join("\n");
        let expected =
            ["lines, at most 800", "must open with", "forbidden power Clock", "median function", "README.md"];
        expected.iter().for_each(|part| assert!(found.contains(part), "{part} is not in\n{found}"));
    }
}
