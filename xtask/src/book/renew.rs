//! What the book takes from files and runs: the table of priors, and a page and a picture per scenario.
//!
//! Written into the repository and not at build time: the book then builds without a model run, and a change
//! of a figure shows in a commit, where somebody reads it.

use super::pages::scenarios;
use super::picture::picture;
use super::{SOURCE, read, run};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const PRIORS: &str = "worlds/priors.toml";
const TABLE: &str = "generated/priors.md";
const RUNS: &str = "target/book-runs";
const WORLD: &str = "heavy-rare-earths";
const LIST: &str = "](scenarios/";
const INDEX: &str = "](scenarios/index.md)";

/// Writes the table of priors, then the pages of the scenarios named, or of all.
pub(crate) fn renew(root: &Path, names: &[&str]) -> Result<()> {
    write(root, TABLE, &priors(&read(&root.join(PRIORS))?)?)?;
    let all = scenarios(root)?;
    if let Some(unknown) = names.iter().find(|name| **name != "priors" && !all.iter().any(|id| id == **name))
    {
        bail!("no scenario {unknown}; there are: {}", all.join(", "));
    }
    for id in all.iter().filter(|id| names.is_empty() || names.contains(&id.as_str())) {
        scenario(root, id)?;
    }
    contents(root, &all)
}

/// What no longer agrees with its file.
pub(super) fn stale(root: &Path) -> Result<Vec<String>> {
    let table = priors(&read(&root.join(PRIORS))?)?;
    let fresh = read(&root.join(SOURCE).join(TABLE)).is_ok_and(|text| text == table);
    let fault = || format!("book: {TABLE} is not that of {PRIORS}: cargo xtask book renew priors");
    Ok(if fresh { Vec::new() } else { vec![fault()] })
}

fn write(root: &Path, name: &str, text: &str) -> Result<()> {
    let path = root.join(SOURCE).join(name);
    let folder = path.parent().context("a page has a folder")?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    println!("wrote {SOURCE}/{name}");
    Ok(())
}

/// The priors file as tables: inputs, uses, constants.
fn priors(text: &str) -> Result<String> {
    let file: toml::Table = text.parse().context(PRIORS)?;
    let mut out = String::from(
        "<!-- Written by `cargo xtask book renew priors`; change worlds/priors.toml instead. -->\n\n",
    );
    let version = file.get("version").and_then(toml::Value::as_str).unwrap_or("?");
    let _ = writeln!(out, "Version {version} of the file. Low and high are the 10 % and 90 % points.\n");
    out += "| input | median (low to high) | unit | law | basis | meaning |\n|---|---|---|---|---|---|\n";
    for (name, input) in in_order(text, "input", &file) {
        out += &input_row(&name, input);
    }
    out += "\nResponses of uses. The elasticity is that at the median of `demand-elasticity-short`; the choke is \
            the price ratio from which demand falls to nothing.\n\n| use | elasticity | choke |\n|---|---|---|\n";
    for (name, response) in in_order(text, "use", &file) {
        let _ = writeln!(
            out,
            "| `{name}` | {} | {} |",
            number(response, "elasticity"),
            number(response, "choke")
        );
    }
    out += "\nNumbers that are not drawn.\n\n| constant | value | meaning |\n|---|---|---|\n";
    out += &constants(text);
    Ok(out)
}

/// The tables `[KIND.NAME]` in the order of the file.
fn in_order<'a>(text: &str, kind: &str, file: &'a toml::Table) -> Vec<(String, &'a toml::Value)> {
    let mark = format!("[{kind}.");
    let names = text.lines().filter_map(|line| line.strip_prefix(&mark)?.strip_suffix(']'));
    let all = file.get(kind).and_then(toml::Value::as_table);
    names.filter_map(|name| Some((name.to_owned(), all?.get(name)?))).collect()
}

fn input_row(name: &str, input: &toml::Value) -> String {
    let text = |key: &str| input.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let bounds = match (input.get("min"), input.get("max")) {
        (Some(_), Some(_)) => format!(", within {} and {}", number(input, "min"), number(input, "max")),
        _ => String::new(),
    };
    let off = if input.get("off").is_some() { "; off unless asked for" } else { "" };
    format!(
        "| `{name}` | {} ({} to {}) | {} | {}{bounds} | {} | {}{off} |\n",
        number(input, "median"),
        number(input, "low"),
        number(input, "high"),
        text("unit"),
        text("law"),
        text("basis"),
        text("note")
    )
}

fn number(of: &toml::Value, key: &str) -> String {
    let value = of.get(key);
    let value = value.and_then(|v| v.as_float().or_else(|| v.as_integer().map(|whole| whole as f64)));
    value.map_or(String::new(), |v| format!("{}", (v * 1e4).round() / 1e4))
}

/// The lines after `[constant]`; the comment above each says what it is.
fn constants(text: &str) -> String {
    let mut out = String::new();
    let mut comment = "";
    for line in text.lines().skip_while(|line| *line != "[constant]").skip(1) {
        if let Some(said) = line.strip_prefix('#') {
            comment = said.trim();
        } else if let Some((name, value)) = line.split_once('=') {
            let _ = writeln!(out, "| `{}` | {} | {comment} |", name.trim(), value.trim());
        }
    }
    out
}

fn scenario(root: &Path, id: &str) -> Result<()> {
    let folder = root.join(RUNS).join(id);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let mut command = Command::new("cargo");
    command.args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "oreline-cli",
        "--",
        "run",
        WORLD,
        "--scenario",
        id,
        "--out",
    ]);
    run(command.arg(&folder).current_dir(root).stdout(std::process::Stdio::null()))?;
    let answer: Value = serde_json::from_str(&read(&folder.join("answer.json"))?).context("answer.json")?;
    let page = read(&folder.join("report.html"))?;
    let picture =
        picture(&page, &panels(&answer)).with_context(|| format!("the page of {id} has no figure"))?;
    write(root, &format!("pictures/{id}.svg"), &picture.svg)?;
    write(root, &format!("scenarios/{id}.md"), &chapter(id, &answer, &picture.caption))
}

/// What the picture shows, by the name that the page gives it, with a title: the market that leads the answer, and
/// the same good elsewhere, else the next market. The effect; where there is none, the price itself.
fn panels(answer: &Value) -> Vec<(String, String)> {
    let ids: Vec<&str> =
        answer["headline"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let good = |id: &str| id.split('@').next().unwrap_or_default().to_owned();
    let Some(lead) = ids.first() else { return Vec::new() };
    let elsewhere = ids.iter().skip(1).find(|id| good(id) == good(lead)).or(ids.get(1));
    let kind = if moves(answer, lead) { "price-ratio" } else { "path-price" };
    let name = |id: &str| plain(answer["names"][id].as_str().unwrap_or(id));
    let panel = |id: &&str| {
        let region = id.split('@').nth(1).unwrap_or_default();
        (
            format!("{kind}-{}", id.replace('@', "-")),
            format!("{} in {}", name(&good(id)), short(&name(region))),
        )
    };
    std::iter::once(lead).chain(elsewhere).map(panel).collect()
}

/// A name without what stands in brackets after it: titles of panels have no room.
fn short(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

/// Whether the scenario changes the price of a market in any of the draws that matter.
fn moves(answer: &Value, id: &str) -> bool {
    let mut markets = answer["markets"].as_array().into_iter().flatten();
    let here = |m: &&Value| {
        format!("{}@{}", m["good"].as_str().unwrap_or(""), m["region"].as_str().unwrap_or("")) == id
    };
    let fan = markets.find(here).map(|m| &m["price_ratio_to_baseline"]);
    let lines = fan.into_iter().flat_map(|fan| ["p05", "p95"].map(|q| &fan[q])).filter_map(Value::as_array);
    lines.flatten().filter_map(Value::as_f64).any(|ratio| (ratio - 1.0).abs() > 5e-4)
}

/// The page of one scenario, from its answer.
fn chapter(id: &str, answer: &Value, caption: &str) -> String {
    let text = |key: &str| plain(answer[key].as_str().unwrap_or_default());
    let list = |key: &str| -> Vec<String> {
        answer[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect()
    };
    let mut out = format!("<!-- Written by `cargo xtask book renew {id}`. -->\n\n# {}\n\n", text("title"));
    let _ = writeln!(out, "**{}** *A {}.*\n", text("question"), text("label"));
    let _ = writeln!(out, "![{}](../pictures/{id}.svg)\n\n*{caption}*\n", alt(answer));
    let (short, long) = (list("in_three_sentences"), list("in_words"));
    out += &bullets("## The answer in words\n\n", &short);
    out += &bullets("\n## In more words\n\n", &beyond(&long, &short));
    out += &bullets("\n## Before you use it\n\n", &list("caveats"));
    out += &recorded(answer);
    let _ = writeln!(
        out,
        "\n## What was asked\n\nThe file `worlds/{WORLD}/scenarios/{id}.toml`:\n\n```toml\n{{{{#include \
         ../../../worlds/{WORLD}/scenarios/{id}.toml}}}}\n```\n"
    );
    let hash: String = answer["priors_hash"].as_str().unwrap_or_default().chars().take(12).collect();
    let _ = writeln!(
        out,
        "From a run of {} draws, seed {}, as of {}, known at {}, base year {}, priors `{hash}…`. The same line \
         gives the same figures:\n\n```sh\noreline run {WORLD} --scenario {id} --out answer\n```",
        answer["draws"],
        answer["seed"],
        text("as_of"),
        text("known_at"),
        answer["base_year"]
    );
    out
}

/// What the long answer says that the short one does not.
fn beyond(long: &[String], short: &[String]) -> Vec<String> {
    let said = |line: &&String| short.iter().any(|s| s.contains(line.trim_end_matches('.')));
    long.iter().filter(|line| !said(line)).cloned().collect()
}

fn alt(answer: &Value) -> String {
    let markets = answer["headline"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let first = markets.map(|id| id.replace('@', " in ")).next().unwrap_or_default();
    format!("Fan of the price of {first}, month by month")
}

fn bullets(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    lines.iter().fold(title.to_owned(), |out, line| out + "- " + line + "\n")
}

/// What the record says beside the run.
fn recorded(answer: &Value) -> String {
    let beside = answer["beside"].as_array().into_iter().flatten();
    let lines: Vec<String> = beside
        .map(|b| {
            let text = |key: &str| plain(b[key].as_str().unwrap_or_default());
            format!("{}: {} (row {})", text("what"), text("value"), text("row"))
        })
        .collect();
    bullets("\n## What is on record beside it\n\n", &lines)
}

/// Text that Markdown must not read as its own.
fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('*', "\\*").replace('|', "\\|")
}

/// Lists the scenarios in the table of contents, under their index.
fn contents(root: &Path, all: &[String]) -> Result<()> {
    let summary = read(&root.join(SOURCE).join("SUMMARY.md"))?;
    let title = |id: &String| -> Result<String> {
        let page = read(&root.join(SOURCE).join(format!("scenarios/{id}.md"))).unwrap_or_default();
        let found = page.lines().find_map(|line| line.strip_prefix("# "));
        Ok(format!("  - [{}](scenarios/{id}.md)", found.unwrap_or(id)))
    };
    let entries: Vec<String> = all.iter().map(title).collect::<Result<_>>()?;
    write(root, "SUMMARY.md", &listed(&summary, &entries))
}

fn listed(summary: &str, entries: &[String]) -> String {
    let mut out = String::new();
    for line in summary.lines().filter(|line| !line.contains(LIST) || line.contains(INDEX)) {
        out += &format!("{line}\n");
        if line.contains(INDEX) {
            entries.iter().for_each(|entry| out += &format!("{entry}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_use_and_constant_of_the_priors_has_a_row() {
        let text = "version = \"1\"\n[input.a]\nunit = \"1\"\nmedian = 0.5\nlow = 0.1\nhigh = 1\nlaw = \"normal\"\nmin = 0.0\n\
                    max = 2.0\nbasis = \"assumed\"\nnote = \"n\"\n[use.ev]\nelasticity = 0.25\nchoke = 8.0\n[constant]\n\
                    # how much\ncarrying = 0.015\n";
        let table = priors(text).unwrap();
        assert!(
            table.contains("| `a` | 0.5 (0.1 to 1) | 1 | normal, within 0 and 2 | assumed | n |"),
            "{table}"
        );
        assert!(table.contains("| `ev` | 0.25 | 8 |") && table.contains("| `carrying` | 0.015 | how much |"));
    }

    #[test]
    fn the_contents_keep_their_other_entries() {
        let old = "- [A](a.md)\n- [S](scenarios/index.md)\n  - [Gone](scenarios/gone.md)\n- [B](b.md)\n";
        let new = listed(old, &["  - [New](scenarios/new.md)".to_owned()]);
        assert_eq!(new, "- [A](a.md)\n- [S](scenarios/index.md)\n  - [New](scenarios/new.md)\n- [B](b.md)\n");
    }

    #[test]
    fn the_picture_shows_the_lead_and_the_same_good_elsewhere() {
        let fan = serde_json::json!({"p05": [1.0, 0.9], "p95": [1.0, 1.2]});
        let mut answer = serde_json::json!({"headline": ["dy@china", "tb@china", "dy@europe"], "names": {"dy": "Dysprosium"},
            "markets": [{"good": "dy", "region": "china", "price_ratio_to_baseline": fan}]});
        let found = panels(&answer);
        assert_eq!(found[0], ("price-ratio-dy-china".to_owned(), "Dysprosium in china".to_owned()));
        assert_eq!(found[1].0, "price-ratio-dy-europe");
        answer["markets"] = Value::Null;
        assert_eq!(panels(&answer)[0].0, "path-price-dy-china");
    }

    #[test]
    fn a_page_says_what_was_asked_and_what_came_out() {
        let answer = serde_json::json!({"title": "Cut", "question": "What if?", "label": "illustration",
            "in_three_sentences": ["Up by *half*."], "in_words": ["Up by *half*.", "And down."], "caveats": [], "draws": 8, "seed": 1, "headline": ["dy@china"],
            "as_of": "2025-05-31", "known_at": "2026-06-30", "base_year": 2024, "priors_hash": "0123456789abcdef"});
        let page = chapter("cut", &answer, "Line: median.");
        assert!(
            page.contains("# Cut")
                && page.contains("- Up by \\*half\\*.")
                && page.contains("scenarios/cut.toml")
        );
        assert!(page.matches("Up by").count() == 1 && page.contains("- And down."));
        assert!(page.contains("![Fan of the price of dy in china, month by month](../pictures/cut.svg)"));
    }
}
