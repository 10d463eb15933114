//! What a hostile or a tired hand may feed the program: each is refused with a named place, a remedy and exit
//! code 2, never with a panic, and quickly.

use oreline_tests::{Answer, WorldCopy, binary, oreline, oreline_in, refused, root};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn run(world: &WorldCopy) -> Answer {
    oreline([OsString::from("run"), world.path().into_os_string(), "--draws".into(), "2".into()])
}

fn check(world: &Path) -> Answer {
    oreline([OsStr::new("check"), world.as_os_str()])
}

/// Replaces `from` in a file of the tiny world and asks for a run.
#[track_caller]
fn edited(file: &str, from: &str, to: &str, words: &[&str]) {
    let world = WorldCopy::of("tiny");
    world.edit(file, |text| {
        assert!(text.contains(from), "the tiny world no longer has `{from}`");
        text.replace(from, to)
    });
    refused(&run(&world), words);
    let checked = check(&world.path());
    assert!(!checked.panicked() && checked.code == Some(2), "{checked:?}");
}

/// Runs a scenario file on the tiny world.
#[track_caller]
fn scenario(text: &str, more: &[&str], words: &[&str]) {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.toml"), text).expect("a scenario");
    let mut line = vec!["run", "tiny", "--scenario", "mine.toml", "--draws", "2"];
    line.extend(more);
    refused(&oreline_in(folder.path(), line), words);
}

const HEAD: &str = "id = \"mine\"\ntitle = \"Mine\"\nquestion = \"What if?\"\nmonths = 6\n";

fn act(lines: &str) -> String {
    format!("{HEAD}[[act]]\nid = \"gate\"\nkind = \"closure\"\nholder = \"ridge-council\"\n{lines}\n")
}

#[test]
fn the_sound_scenario_that_the_others_break_runs() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.toml"), act("start = \"+1 month\"\nmonths = 3")).expect("a scenario");
    let answer = oreline_in(folder.path(), ["run", "tiny", "--scenario", "mine.toml", "--draws", "2"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
}

#[test]
fn a_folder_without_a_world() {
    let empty = TempDir::new().expect("a folder");
    for command in ["check", "run", "show", "scenarios"] {
        let answer = oreline([OsStr::new(command), empty.path().as_os_str()]);
        refused(&answer, &["holds no world", "world.toml"]);
    }
}

#[test]
fn a_world_that_is_a_file_or_is_not_there() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("file"), "x").expect("a file");
    refused(&oreline_in(folder.path(), ["check", "./file"]), &["./file", "nor a folder"]);
    refused(&oreline_in(folder.path(), ["run", "./nowhere"]), &["./nowhere", "nor a folder"]);
    refused(&oreline_in(folder.path(), ["run", ""]), &["no world"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a folder");
    let mode = |bits| fs::set_permissions(folder.path(), fs::Permissions::from_mode(bits)).expect("the mode");
    mode(0o000);
    // The superuser may read everything.
    let locked = fs::read_dir(folder.path()).is_err();
    let answer = check(folder.path());
    mode(0o700);
    refused(&answer, if locked { &["unreadable"] } else { &["holds no world"] });
}

#[test]
fn a_table_that_is_missing() {
    let world = WorldCopy::of("tiny");
    fs::remove_file(world.path().join("flows.csv")).expect("the table is there");
    refused(&run(&world), &["flows.csv", "there is no flows.csv", "add it"]);
}

#[test]
fn ids_that_are_unknown_or_stand_twice() {
    let unknown = ["recipes.csv:12", "unknown good 'dy-oxyde'", "did you mean 'dy-oxide'"];
    edited("recipes.csv", "metal-dy-plain,dy-oxide,in", "metal-dy-plain,dy-oxyde,in", &unknown);
    let claim = ["flows.csv:6", "unknown process 'mine-clay-plane'", "did you mean 'mine-clay-plain'"];
    edited("flows.csv", "2023,production,a:mine-clay-plain", "2023,production,a:mine-clay-plane", &claim);
    let world = WorldCopy::of("tiny");
    world.edit("processes.csv", |text| {
        let second = text.lines().nth(1).expect("a row").to_owned();
        text + &second + "\n"
    });
    refused(&run(&world), &["processes.csv:12", "'mine-clay-ridge' stands already on line 2", "another id"]);
}

#[test]
fn numbers_that_cannot_be() {
    let capacity = "mining,4500,4200,5000";
    let below = ["processes.csv:2", "below zero", "start at zero"];
    edited("processes.csv", capacity, "mining,-4500,-5000,-4200", &below);
    let order = ["processes.csv:2", "low ≤ value ≤ high does not hold", "80 %"];
    edited("processes.csv", capacity, "mining,4500,5000,4200", &order);
    edited("processes.csv", capacity, "mining,1e308,1e308,1e308", &["processes.csv:2", "beyond 1e15"]);
    for word in ["NaN", "inf", "1e400", "4,5"] {
        let quoted = format!("mining,\"{word}\",4200,5000");
        edited("processes.csv", capacity, &quoted, &["processes.csv:2 (value)", "plain decimal"]);
    }
    edited("prices.csv", ",2024,228,216.6,", ",2024,228,0,", &["prices.csv:18", "a price cannot be zero"]);
}

#[test]
fn goods_from_nothing() {
    let input = "metal-dy-plain:dy-oxide:in,metal-dy-plain,dy-oxide,in,1,1,1";
    let nothing = "metal-dy-plain:dy-oxide:in,metal-dy-plain,dy-oxide,in,0,0,0";
    edited("recipes.csv", input, nothing, &["recipes.csv", "'metal-dy-plain' makes goods and takes none"]);
    let world = WorldCopy::of("tiny");
    world.edit("recipes.csv", |text| {
        text.replace("out,0.31,0.285,0.335", "out,31,31,31")
            .replace("dy-oxide,out,0.019,0.0165,0.0215", "dy-oxide,out,31,31,31")
            .replace("tb-oxide,out,0.004,0.0034,0.0046", "tb-oxide,out,31,31,31")
    });
    refused(&run(&world), &["recipes.csv:11", "'recycle-hc-plain'", "together make more than they take"]);
}

#[test]
fn a_good_that_nobody_takes() {
    let world = WorldCopy::of("tiny");
    let without = |text: String, mark: &str| -> String {
        text.lines().filter(|line| !line.contains(mark)).map(|line| format!("{line}\n")).collect()
    };
    world.edit("demands.csv", |text| without(text, "high-coercivity-magnet:isles"));
    world.edit("flows.csv", |text| without(text, "U(isles"));
    refused(
        &run(&world),
        &["cannot be balanced", "high-coercivity-magnet", "is a use, a route or a process missing"],
    );
}

#[test]
fn a_claim_beyond_every_other() {
    let words = ["cannot be reconciled", "flows.csv", "'flow-2024-ridge-to-plain'"];
    edited("flows.csv", "3400,3230,3570", "1e15,1e15,1e15", &words);
}

#[test]
fn a_table_of_two_hundred_megabytes_is_refused_by_its_size() {
    let world = WorldCopy::of("tiny");
    let file = File::options().write(true).open(world.path().join("flows.csv")).expect("the table");
    file.set_len(200 << 20).expect("a sparse file");
    // Built before the clock starts.
    binary();
    let began = Instant::now();
    let answer = check(&world.path());
    refused(&answer, &["flows.csv", "209715200 bytes"]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_run_of_no_months_or_draws() {
    for (months, words) in [("0", "between 1 and 600"), ("601", "between 1 and 600"), ("-1", "-1")] {
        scenario(&HEAD.replace("= 6", &format!("= {months}")), &[], &["mine.toml", "months", words]);
    }
    scenario(&format!("{HEAD}draws = 0\n"), &[], &["mine.toml", "draws", "between 1 and 1000000"]);
    refused(&oreline(["run", "tiny", "--months", "0"]), &["--months", "1..=600"]);
    refused(&oreline(["run", "tiny", "--draws", "0"]), &["--draws", "1..=1000000"]);
}

#[test]
fn an_act_that_never_takes_effect() {
    let late = act("start = \"+7 months\"");
    scenario(
        &late,
        &[],
        &["'gate'", "month 7", "ends after month 6", "start it earlier", "7 months or more"],
    );
    let soon = act("start = \"+3 months\"");
    scenario(&soon, &["--months", "2"], &["'gate'", "ends after month 2", "run 3 months or more"]);
    let over = act("start = \"2020-01-01\"\nmonths = 3");
    scenario(&over, &[], &["'gate'", "has ended before the base month", "make it longer"]);
    scenario(&act("start = \"+1 month\"\nmonths = 0"), &[], &["'gate'", "months", "does nothing"]);
    scenario(&act("start = \"+1 month\"\nmonths = -3"), &[], &["'gate'", "months", "between 0 and 10000"]);
    let ignored = act("start = \"+1 month\"\namount = 3");
    scenario(&ignored, &[], &["'gate'", "amount", "does not read it", "take it out"]);
}

#[test]
fn scenario_files_that_do_not_read() {
    scenario("", &[], &["mine.toml", "missing field `id`"]);
    scenario(
        &format!("{HEAD}colour = 3\n"),
        &[],
        &["mine.toml", "line 5", "unknown field `colour`", "expected"],
    );
    scenario(&act("cutt = 0.3"), &[], &["mine.toml", "unknown field `cutt`", "`cut`"]);
    scenario(&HEAD.replace("\"Mine\"", "3"), &[], &["mine.toml", "line 2", "expected a string"]);
    scenario(&act("start = \"+1 month\"\ncut = \"half\""), &[], &["mine.toml", "line 10", "write a number"]);
    scenario(&act("start = \"soon\""), &[], &["'gate'", "start", "write 2025-06-15 or '+1 month'"]);
    scenario(&HEAD.replace("\"mine\"", "\"My id!\""), &[], &["mine.toml", "hyphens"]);
    let days = format!("{HEAD}as_of = 2025-05-01\nknown_at = 2025-01-01\n");
    scenario(&days, &[], &["mine.toml", "as_of 2025-05-01 is later than known_at 2025-01-01"]);
    let holder = act("start = \"+1 month\"").replace("ridge-council", "ridge-councel");
    scenario(&holder, &[], &["'gate'", "holder", "did you mean 'ridge-council'"]);
    refused(&oreline(["run", "tiny", "--scenario", "gate-shutt"]), &["did you mean 'gate-shut'"]);
    refused(&oreline(["run", "tiny", "--scenario", "no.toml"]), &["no.toml", "there is no such file"]);
}

#[test]
fn a_scenario_of_bytes() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.toml"), [0x50, 0x4b, 3, 4, 0xff, 0xfe, 0]).expect("a file");
    let answer = oreline_in(folder.path(), ["run", "tiny", "--scenario", "mine.toml"]);
    refused(&answer, &["mine.toml", "UTF-8", "is it the right file?"]);
}

#[test]
fn settings_that_cannot_be() {
    for (setting, words) in [
        ("nonsense=3", ["--set nonsense=3", "no input of this name"]),
        ("hoardin=3", ["--set hoardin=3", "did you mean 'hoarding'"]),
        ("hoarding=much", ["--set hoarding=much", "is not a number"]),
        ("hoarding=1e308", ["--set hoarding=1e308", "makes sense"]),
        ("gate-shut.cut=2", ["gate-shut.cut=2", "must lie between 0 and 1"]),
        ("gate-shut.cut=NaN", ["gate-shut.cut=NaN", "not finite"]),
        ("gate-shut.cutt=1", ["no field 'cutt'", "did you mean 'cut'"]),
        ("gate-shut.amount=3", ["gate-shut.amount=3", "does not read it"]),
        ("gate-shut.start=+50 months", ["starts in month 50", "start it earlier"]),
        ("constant.relief=0", ["constant.relief=0", "must lie between"]),
        ("ridge-share-dytb=0.99", ["ridge-share-dytb=0.99", "ask for a share within"]),
        ("hoarding", ["NAME=VALUE", "hoarding=0.3"]),
    ] {
        let answer = oreline(["run", "tiny", "--scenario", "gate-shut", "--draws", "2", "--set", setting]);
        refused(&answer, &words);
    }
}

#[test]
fn days_that_cannot_be() {
    let later = oreline(["run", "tiny", "--as-of", "2025-06-01", "--known-at", "2025-05-01"]);
    refused(&later, &["as-of 2025-06-01 is later than known-at 2025-05-01", "choose other days"]);
    refused(
        &oreline(["show", "tiny", "--as-of", "2030-01-01"]),
        &["later than the edition", "choose other days"],
    );
    refused(&oreline(["show", "tiny", "--known-at", "1900-01-01"]), &["no base year", "later known-at"]);
    refused(&oreline(["show", "tiny", "--as-of", "2025-02-30"]), &["--as-of", "2025-02-30"]);
}

#[test]
fn a_place_for_the_answer_that_is_taken() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("file"), "x").expect("a file");
    for place in ["file", "file/below"] {
        let answer = oreline_in(folder.path(), ["run", "tiny", "--draws", "2", "--out", place]);
        refused(&answer, &[place, "name a folder that is empty or not there yet"]);
    }
    refused(&oreline_in(folder.path(), ["new", "file"]), &["file", "name a folder"]);
    let full = root().join("docs").into_os_string();
    refused(&oreline([OsString::from("new"), full]), &["docs", "not empty", "choose another"]);
}

/// A run folder of the tiny world.
fn run_folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let answer = oreline_in(folder.path(), ["run", "tiny", "--draws", "2", "--months", "2", "--out", "out"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    folder
}

/// Edits a file of a run folder and asks for the same run again.
#[track_caller]
fn again(folder: &TempDir, file: &str, bytes: &[u8], words: &[&str]) {
    let path = folder.path().join("out").join(file);
    let before = fs::read(&path).expect("the file");
    fs::write(&path, bytes).expect("the file can be written");
    refused(&oreline_in(folder.path(), ["run", "--case", "out/case.json"]), words);
    fs::write(&path, before).expect("the file can be written");
}

#[test]
fn a_case_that_is_none() {
    let folder = run_folder();
    let case = fs::read_to_string(folder.path().join("out/case.json")).expect("the case");
    again(&folder, "case.json", b"", &["case.json", "is it the case.json of a run folder"]);
    again(&folder, "case.json", b"{}", &["case.json", "format"]);
    again(&folder, "case.json", &[0xff, 0, 1, 2], &["case.json", "UTF-8"]);
    again(&folder, "case.json", &case.as_bytes()[..case.len() / 2], &["case.json", "at line 1 column"]);
    let format = case.split_once(',').expect("fields").0;
    let old = case.replacen(format, "{\"format\":0", 1);
    again(&folder, "case.json", old.as_bytes(), &["case.json", "format 0", "run the scenario again"]);
    let unsound = case.replacen("\"price\":[", "\"price\":[0.0,", 1);
    again(
        &folder,
        "case.json",
        unsound.as_bytes(),
        &["case.json", "central.price", "run the scenario again"],
    );
    refused(&oreline_in(folder.path(), ["run", "--case", "no/case.json"]), &["there is no such file"]);
    refused(&oreline_in(folder.path(), ["run", "--case", "out"]), &["is not a file"]);
}

#[test]
fn inputs_of_an_earlier_run_that_cannot_be() {
    let folder = run_folder();
    let inputs = fs::read_to_string(folder.path().join("out/inputs.json")).expect("the inputs");
    again(&folder, "inputs.json", b"{", &["inputs.json", "is it the inputs.json of a run folder?"]);
    for (from, to, words) in [
        ("\"months\": 2", "\"months\": 0", ["months must lie between 1 and 600", "not 0"]),
        ("\"months\": 2", "\"months\": 1000000000", ["months must lie between 1 and 600", "not 1000000000"]),
        ("\"draws\": 2", "\"draws\": 0", ["draws must lie between", "not 0"]),
        ("\"draws\": 2", "\"draws\": 1000000000000", ["draws must lie between", "not 1000000000000"]),
    ] {
        assert!(inputs.contains(from), "{inputs}");
        again(&folder, "inputs.json", inputs.replace(from, to).as_bytes(), &words);
    }
}
