//! The back-test from end to end: folders in, a table and pages out, nothing from the future, and the same model and
//! priors as every other run. No score is written down here: scores change with every prior.

use oreline_tests::{Answer, binary, entries, json, oreline, oreline_in, refused, root};
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Few draws: these tests ask what enters a score, not how good it is.
const FEW: [&str; 2] = ["--draws", "24"];

/// A folder with an episode in it, as `init` writes it.
fn episode() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let written = oreline_in(folder.path(), ["backtest", "init", "mine"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    let path = folder.path().join("mine");
    (folder, path)
}

fn run(folder: &Path, more: &[&str]) -> Answer {
    let mut words = vec!["backtest", folder.to_str().expect("a plain path")];
    words.extend(FEW);
    words.extend(more);
    oreline(words)
}

fn scored(folder: &Path) -> Value {
    json(&run(folder, &["--format", "json"]))
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file is text");
    assert!(text.contains(from), "{}: no `{from}` in: {text}", file.display());
    fs::write(file, text.replacen(from, to, 1)).expect("the file can be written");
}

fn median(answer: &Value, leg: usize, target: usize) -> f64 {
    answer["episodes"][leg]["targets"][target]["forecast"]["p50"].as_f64().expect("a number")
}

fn history(file: &str) -> PathBuf {
    root().join("worlds/history").join(file)
}

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(history(file)).expect("a table");
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_template_runs_as_it_is_written_and_is_called_like_its_folder() {
    let (_folder, path) = episode();
    let answer = scored(&path);
    assert_eq!(answer["episodes"][0]["id"], "mine");
    assert_eq!(answer["episodes"][0]["targets"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["skipped"][0]["why"], "not run: no flow series");
    assert_eq!(answer["skipped"].as_array().map(Vec::len), Some(1));
    let text = fs::read_to_string(path.join("README.md")).expect("a README");
    for file in
        ["flows.csv", "parameters.csv", "stocks.csv", "sources.csv", "scenarios/episode.toml", "episode.toml"]
    {
        assert!(text.contains(file) && path.join(file).is_file(), "{file}");
    }
    let second = oreline_in(path.parent().expect("a folder"), ["backtest", "init", "mine"]);
    refused(&second, &["mine", "not empty", "choose another"]);
}

/// The README's own editing: another origin is one replacement in all files.
#[test]
fn the_template_moves_to_another_origin_by_replacing_one_day() {
    let (_folder, path) = episode();
    for (file, name) in entries(&path) {
        if name.ends_with(".csv") || name.ends_with(".toml") {
            let text = fs::read_to_string(&file).expect("text");
            fs::write(&file, text.replace("2015-06-30", "2019-03-31")).expect("written");
        }
    }
    edit(&path.join("flows.csv"), ",", ",");
    let text = fs::read_to_string(path.join("flows.csv")).expect("text").replace(",2014,", ",2018,");
    fs::write(path.join("flows.csv"), text).expect("written");
    assert_eq!(scored(&path)["episodes"][0]["origin"], "2019-03-31");
}

#[test]
fn import_makes_a_folder_of_every_leg_and_all_of_them_run() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("episodes");
    let words = |out: &Path| {
        let line = [history("episode_inputs.csv"), history("targets_model.csv"), out.to_path_buf()];
        let [inputs, targets, out] = line.map(|path| path.display().to_string());
        ["backtest", "import", "--inputs", &inputs, "--targets", &targets, "--out", &out].map(str::to_owned)
    };
    let imported = oreline(words(&out));
    assert_eq!(imported.code, Some(0), "{imported:?}");
    let mut legs: Vec<String> = rows("episode_inputs.csv").iter().map(|row| row[0].to_lowercase()).collect();
    legs.dedup();
    legs.sort();
    let folders: Vec<String> =
        entries(&out).into_iter().filter(|(path, _)| path.is_dir()).map(|(_, name)| name).collect();
    assert_eq!(folders, legs);
    let answer = scored(&out);
    let targets: usize = answer["episodes"]
        .as_array()
        .expect("legs")
        .iter()
        .map(|e| e["targets"].as_array().map_or(0, Vec::len))
        .sum();
    let unused: Vec<&Value> = answer["skipped"].as_array().expect("a list").iter().collect();
    assert_eq!(targets, rows("targets_model.csv").len(), "{unused:?}");
    assert!(
        unused.iter().all(|s| s["why"] == "not run: no flow series" || s["why"] == "not run: no target"),
        "{unused:?}"
    );
    // The record inside of the program is the same record.
    let mut inside = vec!["backtest", "--format", "json"];
    inside.extend(FEW);
    assert_eq!(json(&oreline(inside)), answer);
    // A second import replaces the first; anything else in the way is left alone.
    assert_eq!(oreline(words(&out)).code, Some(0));
    let taken = folder.path().join("thesis");
    fs::create_dir_all(&taken).expect("a folder");
    fs::write(taken.join("chapter.doc"), "x").expect("a file");
    refused(&oreline(words(&taken)), &["thesis", "not empty"]);
    assert_eq!(entries(&taken).len(), 1);
    assert_eq!(entries(folder.path()).len(), 2, "no half of an import is left beside");
}

#[test]
fn every_problem_of_both_tables_is_listed_at_once() {
    let folder = TempDir::new().expect("a folder");
    let spoil = |file: &str, edits: &[(&str, &str)]| {
        let mut text = fs::read_to_string(history(file)).expect("text");
        for (from, to) in edits {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.path().join(file), text).expect("written");
    };
    spoil("episode_inputs.csv", &[(",sig,0.22,", ",sig,much,"), (",assumed,", ",guessed,")]);
    spoil("targets_model.csv", &[("T001,E01,R,mean", "T001,E01,R,median"), ("T002,E04,", "T002,E99,")]);
    let line = "backtest import --inputs episode_inputs.csv --targets targets_model.csv --out out";
    let answer = oreline_in(folder.path(), line.split(' '));
    refused(&answer, &["episode_inputs.csv:", "much", "guessed", "targets_model.csv:2", "median", "E99"]);
    assert!(!folder.path().join("out").exists());
    let line = "backtest import --inputs no.csv --targets targets_model.csv --out out";
    refused(&oreline_in(folder.path(), line.split(' ')), &["no.csv", "no such file"]);
}

#[test]
fn a_fact_from_the_future_is_refused() {
    let (_folder, path) = episode();
    edit(&path.join("parameters.csv"), "my-source,2015-06-30", "my-source,2015-07-01");
    edit(&path.join("world.toml"), "edition = 2015-06-30", "edition = 2015-12-31");
    refused(
        &run(&path, &[]),
        &["mine/parameters.csv:2 (known_at)", "2015-07-01", "2015-06-30", "take the row out"],
    );
    // The same row, known on the last day of the origin, is none.
    edit(&path.join("parameters.csv"), "my-source,2015-07-01", "my-source,2015-06-30");
    assert_eq!(run(&path, &[]).code, Some(0));
    // A month as the origin ends on its last day.
    edit(&path.join("episode.toml"), "origin = \"2015-06-30\"", "origin = \"2015-05\"");
    refused(&run(&path, &[]), &["parameters.csv:2", "2015-05-31"]);
}

#[test]
fn what_came_to_pass_does_not_move_the_forecast_and_the_act_does() {
    let (_folder, path) = episode();
    let with = scored(&path);
    edit(
        &path.join("episode.toml"),
        "{ low = 0.22, value = 0.25, high = 0.28 }",
        "{ low = 1.2, value = 1.3, high = 1.4 }",
    );
    let other = scored(&path);
    for leg in ["forecast", "window_months"] {
        assert_eq!(with["episodes"][0]["targets"][0][leg], other["episodes"][0]["targets"][0][leg]);
    }
    assert_ne!(with["episodes"][0]["targets"][0]["crps"], other["episodes"][0]["targets"][0]["crps"]);
    let act = path.join("scenarios/episode.toml");
    let text = fs::read_to_string(&act).expect("text");
    fs::write(&act, &text[..text.find("[[act]]").expect("an act")]).expect("written");
    let without = scored(&path);
    assert!(
        median(&with, 0, 0) > median(&without, 0, 0) + 0.02,
        "a quota of half of the exports raises the price abroad"
    );
    let target = &without["episodes"][0]["targets"][0];
    assert_eq!(target["crps"], target["baselines"]["noshock"], "without its act the model is its own twin");
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let (_folder, path) = episode();
    let on = |threads: &str| run(&path, &["--format", "json", "--threads", threads]).stdout;
    let one = on("1");
    assert!(one.len() > 5_000);
    assert_eq!(one, on("2"));
    assert_eq!(one, run(&path, &["--format", "json"]).stdout);
    assert_ne!(one, run(&path, &["--format", "json", "--seed", "2"]).stdout);
}

/// Runs with another file of priors in the place of the bundled one.
fn believing(priors: &Path, words: &[&str]) -> Value {
    let folder = TempDir::new().expect("a folder");
    let mut command = Command::new(binary());
    command.args(words).current_dir(folder.path()).env("ORELINE_PRIORS", priors);
    let output = command.output().expect("oreline starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The priors with another long-run elasticity of demand.
fn other_priors(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(root().join("worlds/priors.toml")).expect("the priors");
    let mut priors: toml::Table = text.parse().expect("TOML");
    let input = priors["input"]["demand-elasticity-long"].as_table_mut().expect("an input");
    for name in ["low", "median", "high"] {
        let value = input[name].as_float().expect("a number");
        input.insert(name.into(), (2.0 * value).into());
    }
    let path = folder.join("priors.toml");
    fs::write(&path, priors.to_string()).expect("written");
    path
}

#[test]
fn run_brief_and_backtest_stand_on_the_same_priors_and_all_feel_a_change() {
    let (folder, path) = episode();
    let place = path.to_str().expect("a plain path");
    let backtest = ["backtest", place, "--draws", "24", "--format", "json"];
    let run = ["run", "tiny", "--scenario", "gate-shut", "--draws", "24", "--format", "json"];
    let brief =
        ["brief", "tiny", "--scenario", "gate-shut", "--draws", "24", "--format", "json", "--out", "b"];
    let hash = |answer: &Value| answer["priors_hash"].as_str().expect("a hash").to_owned();
    let before = [&backtest[..], &run].map(|words| json(&oreline(words)));
    let own = hash(&before[0]);
    assert_eq!(own.len(), 64);
    assert_eq!(own, hash(&before[1]));
    assert_eq!(own, hash(&json(&oreline(brief))["run"]));
    let priors = other_priors(folder.path());
    let after = [&backtest[..], &run].map(|words| believing(&priors, words));
    assert_eq!(hash(&after[0]), hash(&after[1]));
    assert_ne!(own, hash(&after[0]));
    assert_ne!(median(&before[0], 0, 0), median(&after[0], 0, 0));
    assert_ne!(before[1]["markets"], after[1]["markets"]);
    let briefed = believing(&priors, &brief);
    assert_eq!(hash(&briefed["run"]), hash(&after[0]));
    assert_eq!(
        briefed["run"]["label"], "scenario illustration, not a forecast",
        "nobody has tested these priors"
    );
}

#[test]
fn priors_that_cannot_be_read_are_refused_with_their_place() {
    let folder = TempDir::new().expect("a folder");
    let with = |path: &Path| {
        let mut command = Command::new(binary());
        command.args(["run", "tiny", "--draws", "2"]).env("ORELINE_PRIORS", path);
        command.output().expect("oreline starts")
    };
    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "version = 3").expect("written");
    for (path, word) in [(broken, "ORELINE_PRIORS"), (folder.path().join("none.toml"), "no such file")] {
        let output = with(&path);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(word) && text.contains("toml"), "{text}");
    }
}

#[test]
fn the_table_is_text_of_a_page_width_and_names_every_forecaster() {
    let folder = TempDir::new().expect("a folder");
    let answer = oreline_in(folder.path(), ["backtest", "--draws", "24", "--report", "pages"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let text = &answer.stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 110), "a line is too wide");
    for words in [
        "fixed dates",
        "reversals",
        "path maxima",
        "random walk",
        "reference class",
        "elasticity rule",
        "gap decays",
        "without its act",
        "without stocks",
        "half model",
        "80 % holds",
        "bias",
        "Clusters",
        "without E13",
        "ordinary: without E01, E04, E13",
        "resamples",
        "rise by half",
        "not run: no flow series",
        "Test split, apart",
        "Free constants",
        "Assumed inputs",
        "SHA-256",
        "Where it fails",
        "T001",
    ] {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
    let targets = rows("targets_model.csv");
    let list = text.split("Every target").nth(1).expect("the list");
    for row in &targets {
        let line = list
            .lines()
            .find(|line| line.starts_with(&row[0]))
            .unwrap_or_else(|| panic!("no line of {row:?}"));
        assert!(line.contains(&row[1]), "{line}");
    }
    pages(&folder.path().join("pages"), &targets);
    let again = oreline_in(folder.path(), ["backtest", "--draws", "24", "--report", "pages"]);
    assert_eq!(again.code, Some(0), "a report may be renewed: {}", again.stderr);
}

/// Every page stands alone, every link leads to a page, and every target is told on the page of its leg.
fn pages(folder: &Path, targets: &[csv::StringRecord]) {
    let mut linked = 0;
    for (path, name) in entries(folder).into_iter().filter(|(_, name)| name.ends_with(".html")) {
        let page = fs::read_to_string(&path).expect("a page");
        let outside = page.replace("url(#hatch)", "");
        for word in ["<script", "<link", "src=", "@import", "url(", "NaN", "inf"] {
            assert!(word == "inf" || !outside.contains(word), "{name}: {word}");
        }
        let html = scraper::Html::parse_document(&page);
        let links = scraper::Selector::parse("a[href]").expect("a selector");
        for link in html.select(&links).filter_map(|a| a.value().attr("href")) {
            assert!(folder.join(link).is_file(), "{name}: {link}");
            linked += 1;
        }
    }
    assert!(linked >= targets.len(), "{linked}");
    for row in targets {
        let page = fs::read_to_string(folder.join(format!("episode-{}.html", row[1].to_lowercase())))
            .expect("a page");
        for words in
            [&row[0], "<svg class=\"outcome\"", "Who was closer", "What was known at the origin", "assumed"]
        {
            assert!(page.contains(words), "{}: {words}", &row[1]);
        }
    }
}

#[test]
fn hostile_words_stay_words() {
    let (folder, path) = episode();
    edit(&path.join("episode.toml"), "title = \"INVENTED: a quota", "title = \"<script>alert(1)</script>");
    edit(&path.join("episode.toml"), "id = \"mine\"", "id = \"../../javascript:alert(1)\"");
    edit(&path.join("episode.toml"), "id = \"peak\"", "id = \"<img src=x>\"");
    edit(&path.join("parameters.csv"), "INVENTED: idle capacity", "=cmd() <b>");
    let report = folder.path().join("pages");
    let answer = run(&path, &["--report", report.to_str().expect("a plain path")]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(entries(folder.path()).len(), 2, "nothing is written elsewhere");
    for (path, _) in entries(&report).into_iter().filter(|(_, name)| name.ends_with(".html")) {
        let page = fs::read_to_string(path).expect("a page");
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(!page.contains("href=\"javascript") && !page.contains("href=\".."));
    }
}

#[test]
fn what_is_no_episode_is_refused_with_its_place() {
    let empty = TempDir::new().expect("a folder");
    refused(&run(empty.path(), &[]), &["no episode in here", "episode.toml", "oreline backtest init"]);
    refused(&run(Path::new("nowhere"), &[]), &["nowhere", "leave it out"]);
    let (_folder, path) = episode();
    let file = path.join("episode.toml");
    let text = fs::read_to_string(&file).expect("text");
    let with = |text: &str| {
        fs::write(&file, text).expect("written");
        run(&path, &[])
    };
    refused(&with("id = "), &["mine/episode.toml:1", "backtest init"]);
    refused(
        &with(&text.replace("zone = \"abroad\"", "zone = \"atlantis\"")),
        &["mine/episode.toml:", "atlantis", "home"],
    );
    refused(
        &with(&text.replace("[11.5, 12.5]", "[12.5, 11.5]")),
        &["target year-on: window", "12.5", "months after the origin"],
    );
    refused(&with(&text.replace("origin = \"2015-06-30\"", "origin = \"soon\"")), &["(origin)", "2018-Q4"]);
    refused(
        &with(&text.replace("origin = \"2015-06-30\"", "origin = \"2016\"")),
        &["world.toml", "edition", "2016-12-31"],
    );
    fs::remove_file(&file).expect("the file is there");
    refused(&run(&path, &[]), &["mine/episode.toml", "no such file", "backtest init"]);
    File::create(&file).and_then(|file| file.set_len(300 << 20)).expect("a sparse file");
    refused(&run(&path, &[]), &["mine/episode.toml", "bytes"]);
    fs::write(&file, [0xff, 0xfe, 0, 1]).expect("written");
    refused(&run(&path, &[]), &["mine/episode.toml", "UTF-8"]);
    fs::write(&file, &text).expect("written");
    fs::remove_file(path.join("scenarios/episode.toml")).expect("the file is there");
    refused(&run(&path, &[]), &["mine/scenarios/episode.toml", "no such file"]);
    refused(&oreline(["backtest", "--draws", "0"]), &["--draws"]);
}

#[test]
fn two_episodes_of_one_name_are_told_apart_or_refused() {
    let (folder, path) = episode();
    let second = oreline_in(folder.path(), ["backtest", "init", "yours"]);
    assert_eq!(second.code, Some(0), "{second:?}");
    let both = scored(folder.path());
    assert_eq!(both["episodes"].as_array().map(Vec::len), Some(2));
    edit(&path.join("episode.toml"), "id = \"mine\"", "id = \"yours\"");
    refused(&run(folder.path(), &[]), &["yours/episode.toml (id)", "mine", "must differ"]);
}

/// Realised flows open the second track, in place of the act's own cut and length.
#[test]
fn flows_that_are_known_open_the_conditional_track() {
    let (_folder, path) = episode();
    let act = path.join("scenarios/episode.toml");
    edit(
        &act,
        "kind = \"quota\"\nregion = \"home\"\ngoods = [\"metal\"]\nleak_to = \"abroad\"",
        "kind = \"closure\"\nregion = \"abroad\"\nprocesses = [\"mine-home\"]",
    );
    let none = scored(&path);
    assert_eq!(none["skipped"][0]["why"], "not run: no flow series");
    let file = path.join("episode.toml");
    let text = fs::read_to_string(&file).expect("text");
    let flows = "[[flow]]\nact = \"shock\"\npath = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]\n";
    fs::write(&file, format!("{text}\n{flows}")).expect("written");
    let both = scored(&path);
    let tracks: Vec<&str> =
        both["episodes"].as_array().expect("legs").iter().filter_map(|e| e["track"].as_str()).collect();
    assert_eq!(tracks, ["forecast", "conditional"]);
    assert_eq!(both["episodes"][0], none["episodes"][0], "what was seen later does not move the forecast");
    assert_ne!(median(&both, 0, 0), median(&both, 1, 0));
    fs::write(&file, format!("{text}\n{}", flows.replace("shock", "other"))).expect("written");
    refused(&run(&path, &[]), &["mine/episode.toml (flow)", "no act 'other'"]);
}

#[test]
fn generic_inputs_replace_what_was_judged() {
    let (_folder, path) = episode();
    let generic = |path: &Path| json(&run(path, &["--inputs", "generic", "--format", "json"]));
    let [own, typical] = [scored(&path), generic(&path)];
    assert_eq!((&own["inputs"], &typical["inputs"]), (&"own".into(), &"generic".into()));
    assert_ne!(median(&own, 0, 0), median(&typical, 0, 0));
    // The judgement that was replaced can no longer matter; the share of supply still does.
    edit(&path.join("parameters.csv"), ",metal,0.1,-0.1,0.3,log,", ",metal,0.9,0.8,1.0,log,");
    assert_ne!(median(&scored(&path), 0, 0), median(&own, 0, 0));
    assert_eq!(generic(&path)["episodes"], typical["episodes"]);
    edit(&path.join("flows.csv"), ",600,550,650,", ",900,880,920,");
    assert_ne!(generic(&path)["episodes"], typical["episodes"]);
}

/// A run, its report and a brief carry the recorded table, and use its words.
#[test]
fn every_answer_about_prices_carries_the_recorded_table() {
    let folder = TempDir::new().expect("a folder");
    let words = ["brief", "tiny", "--scenario", "gate-shut", "--draws", "8", "--out", "out"];
    assert_eq!(oreline_in(folder.path(), words).code, Some(0));
    let record: Value =
        serde_json::from_str(&fs::read_to_string(history("result.json")).expect("the record")).expect("JSON");
    let crps = record["own"][0]["crps"].as_f64().expect("a score");
    let answer: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out/answer.json")).expect("an answer"))
            .expect("JSON");
    assert_eq!(answer["history"], record);
    assert_eq!(
        answer["priors_hash"], record["priors_hash"],
        "the priors have changed: run `cargo xtask backtest`"
    );
    for name in ["brief.html", "report.html"] {
        let page = fs::read_to_string(folder.path().join("out").join(name)).expect("a page");
        for words in ["How such answers did on history", "fixed dates", "path maxima", &format!("{crps:.2}")]
        {
            assert!(page.contains(words), "{name}: {words}");
        }
        assert!(page.contains(answer["label"].as_str().expect("a label")), "{name}");
    }
}
