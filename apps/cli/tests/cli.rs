//! The built program, run as a user runs it: words in, text, files and an exit code out.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn oreline_in(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreline"));
    command.args(line.split_whitespace()).current_dir(folder).output().unwrap()
}

fn oreline(line: &str) -> Output {
    oreline_in(TempDir::new().unwrap().path(), line)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asserts exit code 2, nothing on standard output, and every word on standard error.
fn refused(output: &Output, words: &[&str]) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    for word in words {
        assert!(error.contains(word), "'{word}' is missing in: {error}");
    }
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn help_teaches_by_example() {
    for command in ["", "check", "show", "scenarios", "run", "brief", "compare", "diff", "new"] {
        let help = done(&oreline(&format!("{command} --help")));
        assert!(help.contains("Examples:") && help.contains("oreline "), "{command}");
        assert!(!help.contains('\u{1b}'), "{command} is coloured");
    }
    assert!(done(&oreline("--version")).starts_with("oreline "));
}

#[test]
fn names_that_do_not_exist_are_answered_with_near_ones() {
    refused(&oreline("check tinny"), &["no world 'tinny'", "did you mean 'tiny'?"]);
    refused(&oreline("run tiny --scenario gate-shutt"), &["gate-shutt", "did you mean 'gate-shut'?"]);
    refused(&oreline("run tiny --scenario nowhere.toml"), &["nowhere.toml"]);
    refused(&oreline("run --case nowhere/case.json"), &["case.json"]);
    refused(&oreline("shwo tiny"), &["show"]);
    refused(&oreline("run"), &["WORLD"]);
    refused(&oreline("run tiny --set hoarding"), &["NAME=VALUE"]);
}

#[test]
fn days_that_cannot_be_are_refused() {
    refused(&oreline("show tiny --as-of 2025-01-01 --known-at 2024-01-01"), &["2025-01-01", "--known-at"]);
    refused(&oreline("show tiny --as-of 2025-02-30"), &["2025-02-30"]);
}

#[test]
fn scenarios_are_listed_in_three_forms() {
    let table = done(&oreline("scenarios tiny"));
    assert!(table.contains("baseline") && table.contains("gate-shut"));
    let csv = done(&oreline("scenarios tiny --format csv"));
    assert!(csv.starts_with("id,title,question,as_of,known_at,months,draws\nbaseline,"), "{csv}");
    assert!(done(&oreline("scenarios tiny --format json")).trim_start().starts_with('['));
}

#[test]
fn a_new_world_is_written_once() {
    let folder = TempDir::new().unwrap();
    assert!(done(&oreline_in(folder.path(), "new mine")).contains("oreline check ./mine"));
    assert!(folder.path().join("mine/world.toml").is_file());
    refused(&oreline_in(folder.path(), "new mine"), &["mine", "not empty"]);
    let listed = done(&oreline_in(folder.path(), "scenarios ./mine"));
    assert!(listed.contains("gate-shut"));
}

#[test]
fn a_folder_with_the_name_of_a_bundled_world_is_pointed_out() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("tiny")).unwrap();
    let output = oreline_in(folder.path(), "scenarios tiny");
    done(&output);
    assert!(text(&output.stderr).contains("./tiny"));
}

#[test]
fn a_folder_that_holds_no_world_is_told_so() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    refused(&oreline_in(folder.path(), "show ./empty"), &["no world", "world.toml"]);
    let check = oreline_in(folder.path(), "check ./empty");
    assert_eq!(check.status.code(), Some(2));
    assert!(text(&check.stdout).contains("no world"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oreline"));
    let mut child =
        command.args(["scenarios", "tiny"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{error}");
    assert!(error.is_empty(), "{error}");
}

/// The files of a run folder.
const FILES: [&str; 10] = [
    "actors.csv",
    "answer.json",
    "case.json",
    "drivers.csv",
    "flows.csv",
    "inputs.json",
    "markets.csv",
    "region_losses.csv",
    "report.html",
    "shortage.csv",
];

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_run_without_a_folder_prints_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let table = done(&oreline_in(folder.path(), "run tiny --scenario gate-shut --draws 4"));
    assert!(
        table.contains("Prices have met the bar") || table.contains("scenario illustration, not a forecast")
    );
    assert!(table.lines().all(|line| line.chars().count() <= 110));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_run_folder_holds_all_and_the_same_run_can_be_had_from_its_case() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let table = done(&oreline_in(
        here,
        "run tiny --scenario gate-shut --draws 6 --seed 3 --set hoarding=0.5 --out a",
    ));
    assert!(table.contains("Report: a/report.html") || table.contains("Report: a\\report.html"));
    assert_eq!(names(&here.join("a")), FILES);
    done(&oreline_in(here, "run --case a/case.json --out b --threads 1"));
    for name in FILES {
        assert!(
            fs::read(here.join("a").join(name)).unwrap() == fs::read(here.join("b").join(name)).unwrap(),
            "{name}"
        );
    }
    done(&oreline_in(here, "run --case a/case.json --seed 4 --out b"));
    assert_ne!(fs::read(here.join("a/answer.json")).unwrap(), fs::read(here.join("b/answer.json")).unwrap());
}

#[test]
fn a_case_takes_another_scenario_by_id_or_file() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    done(&oreline_in(here, "run tiny --draws 2 --out a"));
    fs::remove_file(here.join("a/inputs.json")).unwrap();
    let json = done(&oreline_in(here, "run --case a/case.json --scenario gate-shut --draws 2 --format json"));
    assert!(json.contains("\"scenario\": \"gate-shut\""));
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../worlds/tiny/scenarios/gate-shut.toml");
    fs::copy(file, here.join("mine.toml")).unwrap();
    let line = "run --case a/case.json --scenario mine.toml --draws 2 --format json";
    assert_eq!(done(&oreline_in(here, line)), json);
    refused(&oreline_in(here, "run --case a/case.json --scenario nowhere"), &["nowhere"]);
}

#[test]
fn a_folder_that_is_no_run_is_never_overwritten() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("thesis")).unwrap();
    fs::write(folder.path().join("thesis/chapter.txt"), "years of work").unwrap();
    refused(&oreline_in(folder.path(), "run tiny --draws 2 --out thesis"), &["thesis", "not empty"]);
    assert_eq!(names(&folder.path().join("thesis")), ["chapter.txt"]);
}

#[test]
fn settings_that_name_nothing_are_refused_with_near_names() {
    refused(&oreline("run tiny --draws 2 --set hoardin=1"), &["hoardin", "'hoarding'"]);
    refused(&oreline("run tiny --draws 2 --set hoarding=much"), &["much"]);
}

#[test]
fn csv_and_json_stand_alone_on_standard_output() {
    let csv = done(&oreline("run tiny --draws 2 --format csv"));
    assert!(csv.starts_with("good,region,month,measure,unit,p025,"));
    for line in ["check tiny", "show tiny", "run tiny --draws 2"] {
        let output = oreline(&format!("{line} --format json"));
        let json = text(&output.stdout);
        assert!(json.starts_with("{\n") && json.ends_with("}\n"), "{line}");
        assert!(output.stderr.is_empty(), "{line}: {}", text(&output.stderr));
    }
    assert!(text(&oreline("check tiny --format csv").stdout).starts_with("kind,code,"));
    assert!(done(&oreline("show tiny --format csv")).starts_with("stage,good,"));
}

#[test]
fn check_ends_with_one_for_contradictions_and_two_for_errors() {
    assert_eq!(oreline("check tiny").status.code(), Some(1));
    let folder = TempDir::new().unwrap();
    done(&oreline_in(folder.path(), "new mine"));
    let scenario = folder.path().join("mine/scenarios/gate-shut.toml");
    let broken = fs::read_to_string(&scenario).unwrap().replace("months = ", "monts = ");
    fs::write(&scenario, broken).unwrap();
    let check = oreline_in(folder.path(), "check ./mine");
    assert_eq!(check.status.code(), Some(2));
    assert!(text(&check.stdout).contains("scenarios/gate-shut.toml"), "{}", text(&check.stdout));
}

#[test]
fn why_goes_from_a_figure_to_its_rows() {
    refused(&oreline("show tiny --why no-such-figure"), &["no-such-figure"]);
    let why = done(&oreline("show tiny --why flow-2024-ridge-mined"));
    assert!(why.contains("flows.csv:") && why.contains("gazette-2025"), "{why}");
    assert!(done(&oreline("show tiny --why flow-2024-ridge-mined --format json")).contains("\"rows\""));
}

#[test]
fn a_brief_is_written_with_its_figures_and_can_be_traced() {
    let folder = TempDir::new().unwrap();
    let said =
        done(&oreline_in(folder.path(), "brief tiny --scenario gate-shut --draws 40 --months 4 --out b"));
    assert!(said.contains("brief.html") && said.contains("forecast"));
    for name in
        ["brief.html", "brief.json", "answer.json", "inputs.json", "figures.csv", "rows.csv", "sources.csv"]
    {
        assert!(folder.path().join("b").join(name).is_file(), "{name}");
    }
    let figures = fs::read_to_string(folder.path().join("b/figures.csv")).unwrap();
    let id = figures.lines().find(|l| l.starts_with("price-ratio:")).unwrap().split(',').next().unwrap();
    let why = done(&oreline(&format!("show tiny --scenario gate-shut --why {id}")));
    assert!(why.contains("scenarios/gate-shut.toml") && why.contains("prices.csv"), "{why}");
    refused(&oreline("brief tiny --scenario gate-shut"), &["--out"]);
    refused(&oreline("show tiny --why price-ratio:nothing@nowhere:2025-01"), &["price-ratio:nothing"]);
}

#[test]
fn units_are_said_and_nonsense_is_refused() {
    let dollars = done(&oreline("run tiny --scenario gate-shut --draws 8 --months 3 --format csv"));
    let kilos = done(&oreline("run tiny --scenario gate-shut --draws 8 --months 3 --units t --format csv"));
    let price = |text: &str| -> f64 {
        let line = text.lines().find(|l| l.starts_with("dy-oxide,") && l.contains(",price,")).unwrap();
        line.rsplit(',').nth(4).unwrap().parse().unwrap()
    };
    // A tonne costs a thousand times the kilogram.
    assert!((price(&kilos) / price(&dollars) - 1000.0).abs() < 1e-6, "{} {}", price(&kilos), price(&dollars));
    assert!(kilos.contains("USD/t oxide"));
    refused(&oreline("run tiny --units usd,cny"), &["usd", "cny", "exclude each other"]);
    refused(&oreline("run tiny --units bushels"), &["bushels", "choose from"]);
}

#[test]
fn scenarios_are_compared_on_one_day_only() {
    let folder = TempDir::new().unwrap();
    let line = "compare tiny baseline gate-shut --draws 8 --months 3 --out c";
    let said = done(&oreline_in(folder.path(), line));
    assert!(said.contains("gate-shut minus baseline") && folder.path().join("c/compare.html").is_file());
    let csv = done(&oreline("compare tiny baseline gate-shut --draws 8 --months 3 --format csv"));
    assert!(csv.contains("difference_to_first"));
    refused(&oreline("compare tiny gate-shut gate-shut"), &["named twice"]);
    refused(&oreline("compare tiny gate-shut"), &["SCENARIO"]);
    refused(&oreline("compare tiny baseline gate-shutt"), &["did you mean 'gate-shut'?"]);
    refused(
        &oreline("compare heavy-rare-earths kachin-cutoff pangwa-2024"),
        &["2025-05-31", "2024-09-30", "--as-of"],
    );
}

#[test]
fn what_was_learnt_between_two_days() {
    let said = done(&oreline("diff tiny --known-at 2024-06-30 2025-06-30"));
    assert!(said.contains("Rows that became known"), "{said}");
    refused(&oreline("diff tiny --known-at 2025-06-30 2024-06-30"), &["not before", "earlier date first"]);
    refused(&oreline("diff tiny --known-at 2024-06-30"), &["EARLIER"]);
    refused(&oreline("diff tiny --known-at 2030-01-01 2031-01-01"), &["2025-06-30", "edition"]);
    refused(&oreline("diff tiny --known-at 2024-06-30 2024-13-01"), &["2024-13-01"]);
}
