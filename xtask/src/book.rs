//! `cargo xtask book`: is the book whole, does it build, does every link lead somewhere?
//! `cargo xtask book renew [NAME...]` writes again what comes from runs and files.
//!
//! The book builder is installed at a fixed version under `target/`, and not a dependency: it would double
//! the build of every chore. Links are checked on the built pages, where the reader clicks them; a checker of
//! the sources would have to guess how headings become anchors.

mod links;
mod pages;
mod picture;
mod renew;

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) use renew::renew;

const VERSION: &str = "0.5.4";
const SOURCE: &str = "book/src";
const BUILT: &str = "target/book";
const TOOLS: &str = "target/tools";

/// Checks the sources, builds the book and checks its links; all findings are printed, not the first.
pub(crate) fn book(root: &Path, build: bool) -> Result<()> {
    let mut findings = pages::check(root)?;
    findings.extend(renew::stale(root)?);
    if build {
        let tool = builder(root)?;
        run(Command::new(tool).arg("build").arg(root.join("book")).arg("-d").arg(root.join(BUILT)))?;
        findings.extend(links::check(&root.join(BUILT))?);
    }
    findings.iter().for_each(|finding| println!("{finding}"));
    ensure!(findings.is_empty(), "book: {} findings", findings.len());
    println!(
        "book: {}",
        if build { "whole, built into target/book, no broken link" } else { "whole; not built" }
    );
    Ok(())
}

/// The book builder at our version, installed when it is not there yet.
fn builder(root: &Path) -> Result<PathBuf> {
    let tool = root.join(TOOLS).join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    if version(&tool).is_some_and(|found| found.trim_start_matches("mdbook v") == VERSION) {
        return Ok(tool);
    }
    println!("installing mdbook {VERSION} into {TOOLS}");
    let mut install = Command::new("cargo");
    install.args(["install", "mdbook", "--version", VERSION, "--locked", "--no-default-features", "--root"]);
    run(install.arg(root.join(TOOLS)).arg("--target-dir").arg(root.join(TOOLS).join("build")))?;
    Ok(tool)
}

fn version(tool: &Path) -> Option<String> {
    let output = Command::new(tool).arg("--version").output().ok()?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// Every file under a folder, as paths relative to it with forward slashes, in order.
fn files(folder: &Path) -> Result<Vec<String>> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            match path.is_dir() {
                true => open.push(path),
                false => found.extend(path.strip_prefix(folder).ok().map(slashes)),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
