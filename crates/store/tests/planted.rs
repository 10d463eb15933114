//! Every kind of fault, planted once in a world that is otherwise sound: found where it stands, and nothing else.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Files, Place, place, places, tiny};
use oreline_store::{Folder, MAX_BYTES, read};
use oreline_world::Severity::{Error, Warning};

/// Asserts that these are all the errors, that each says how to mend it, and that there is no world.
fn errors(files: &Files, expected: &[Place]) {
    let reading = files.read();
    assert_eq!(places(&reading, Error), expected, "{:#?}", reading.diagnostics);
    assert!(reading.diagnostics.iter().all(|found| found.hint.len() > 10));
    assert_eq!(reading.world.is_none(), !expected.is_empty());
}

fn warnings(files: &Files, expected: &[Place]) {
    let reading = files.read();
    assert_eq!(places(&reading, Warning), expected, "{:#?}", reading.diagnostics);
    assert!(reading.world.is_some());
}

/// One cell spoilt, one error in that very cell.
fn spoilt(file: &str, id: &str, column: &str, value: &str, code: &'static str) -> String {
    let mut files = tiny();
    let row = files.set(file, id, column, value);
    errors(&files, &[place(code, file, row, column)]);
    files.read().diagnostics.iter().find(|found| found.severity == Error).unwrap().to_string()
}

#[test]
fn ids_that_nothing_has_get_near_names() {
    let told = spoilt("stocks.csv", "dy-oxide:plain:all", "region", "plian", "unknown-id");
    assert!(told.contains("unknown region 'plian'") && told.contains("did you mean 'plain'?"), "{told}");
    spoilt("stocks.csv", "dy-oxide:plain:all", "source", "nobody", "unknown-id");
    spoilt("costs.csv", "margin-mine-clay", "processes", "mine-cl", "unknown-id");
    spoilt("recoveries.csv", "mine-clay-ridge", "through", "separate-clay-plain>dy-oxide", "unknown-id");
    spoilt("acts.csv", "gate-shut-2024", "target", "upper-terrace;lower-terace", "unknown-id");
    spoilt("parameters.csv", "volatility-clay-concentrate", "subject", "gold", "unknown-id");
    spoilt("recipes.csv", "separate-clay-plain:dy-oxide:out", "informed_by", "flow-none", "unknown-id");
}

#[test]
fn ids_inside_expressions_are_checked_by_kind() {
    let id = "flow-2023-ridge-mined";
    let told = spoilt("flows.csv", id, "expr", "a:mine-clay-rigde", "unknown-id");
    assert!(told.contains("unknown process 'mine-clay-rigde'"), "{told}");
    // A good is no region, though the id exists.
    spoilt("flows.csv", id, "expr", "P(clay-concentrate,dy-oxide)", "unknown-id");
    spoilt("flows.csv", id, "expr", "3*U(plain,ev-motor)", "unknown-id");
}

#[test]
fn cells_that_cannot_be_read() {
    for number in ["NaN", "inf", "-inf", "1e308", "1e16", "4 500", "4,500", "ten", "1e999"] {
        spoilt("stocks.csv", "dy-oxide:plain:all", "value", number, "bad-number");
    }
    spoilt("routes.csv", "clay-concentrate:ridge>plain", "lag_months", "1.5", "bad-number");
    spoilt("rates.csv", "cny-usd-2024-06", "low", "0", "bad-number");
    for date in ["2024-13", "yesterday", "2023-02-29", "20240101"] {
        spoilt("controls.csv", "plain-pit-company-2010", "from", date, "bad-date");
    }
    spoilt("prices.csv", "base-2023-dy-oxide-plain", "period", "2023/24", "bad-date");
    spoilt("prices.csv", "base-2023-dy-oxide-plain", "period", "2023-05/2023-01", "date-order");
    let told = spoilt("goods.csv", "dy-oxide", "stage", "oxyde", "bad-enum");
    assert!(told.contains("did you mean 'oxide'?"), "{told}");
    spoilt("stocks.csv", "dy-oxide:plain:all", "unit", "fortnights", "bad-enum");
    spoilt("goods.csv", "dy-oxide", "name", "", "missing-value");
    spoilt("sites.csv", "upper-terrace", "low", "", "missing-value");
    spoilt("costs.csv", "margin-mine-clay", "id", "Margin 1", "bad-id");
    let told =
        spoilt("flows.csv", "flow-2023-ridge-mined", "expr", "a:mine-clay-ridge - a:x", "bad-expression");
    assert!(told.contains("at character 19"), "{told}");
}

#[test]
fn figures_out_of_order_or_range() {
    spoilt("stocks.csv", "dy-oxide:plain:all", "low", "31", "low-over-high");
    spoilt("stocks.csv", "dy-oxide:plain:all", "value", "31", "low-over-high");
    spoilt("stocks.csv", "dy-oxide:plain:all", "low", "-1", "negative-quantity");
    spoilt("prices.csv", "base-2023-dy-oxide-plain", "low", "-1", "negative-quantity");
    spoilt("processes.csv", "metal-dy-plain", "low", "-1", "negative-quantity");
    spoilt("flows.csv", "flow-2023-ridge-mined", "low", "-1", "negative-quantity");
    spoilt("routes.csv", "clay-concentrate:ridge>plain", "cost", "-1", "negative-quantity");
    spoilt("sites.csv", "upper-terrace", "lat", "97.3", "out-of-range");
    spoilt("sites.csv", "upper-terrace", "high", "55", "out-of-range");
}

#[test]
fn units_that_do_not_measure_the_thing() {
    let flow = "flow-2023-ridge-mined";
    spoilt("flows.csv", flow, "unit", "t-gross/yr", "unit-mismatch");
    spoilt("flows.csv", flow, "unit", "t-oxide/yr", "unit-mismatch");
    spoilt("flows.csv", flow, "unit", "USD/kg", "unit-mismatch");
    spoilt("flows.csv", "flow-2023-ridge-share", "unit", "t-oxide/yr", "unit-mismatch");
    spoilt("goods.csv", "dy-metal", "unit", "t-reo", "unit-mismatch");
    spoilt("projects.csv", "isles-recycling", "unit", "t-metal/yr", "unit-mismatch");
    spoilt("prices.csv", "base-2023-dy-oxide-plain", "unit", "t-oxide/yr", "unit-mismatch");
}

#[test]
fn a_price_in_yuan_must_speak_of_the_tax() {
    let mut files = tiny();
    files.set("prices.csv", "base-2023-dy-oxide-plain", "unit", "CNY/kg");
    let row = files.set("prices.csv", "base-2023-dy-oxide-plain", "vat", "unknown");
    errors(&files, &[place("unit-mismatch", "prices.csv", row, "vat")]);
}

#[test]
fn nothing_comes_from_nothing() {
    let mut files = tiny();
    let row = files.set("processes.csv", "mine-clay-plain", "kind", "metal");
    assert!(row > 1);
    let first =
        files.rows("recipes.csv").iter().position(|row| row[1] == "mine-clay-plain").unwrap() as u64 + 1;
    errors(&files, &[place("recipe-loop", "recipes.csv", first, "process")]);
}

#[test]
fn a_circle_that_gains_is_found() {
    let mut files = tiny();
    let tail = "chemistry,,timeless,A,derived,,,";
    for (id, good, role, value) in
        [("turn:dy-metal:in", "dy-metal", "in", "1"), ("turn:dy-oxide:out", "dy-oxide", "out", "1.3")]
    {
        files.append(
            "recipes.csv",
            &format!("{id},turn,{good},{role},{value},{value},{value},t/t,{id},{tail}"),
        );
    }
    files.append("processes.csv", &format!("turn,Turn back,recycling,plain,recycling,1,1,1,t/yr,,{tail}"));
    let reading = files.read();
    let found = places(&reading, Error);
    assert_eq!(
        found.iter().map(|f| (f.0, f.1.as_str())).collect::<Vec<_>>(),
        [("recipe-loop", "recipes.csv")]
    );
    let told = &reading.diagnostics.iter().find(|found| found.code == "recipe-loop").unwrap().message;
    assert!(told.contains("'metal-dy-plain'") && told.contains("'turn'"), "{told}");
    // The same circle at a loss is none.
    let text = files.text("recipes.csv").replace("out,1.3,1.3,1.3", "out,1.1,1.1,1.1");
    files.put("recipes.csv", text);
    errors(&files, &[]);
}

#[test]
fn rows_and_spells_that_collide() {
    let mut files = tiny();
    let copy = files.text("rates.csv").lines().nth(1).unwrap().to_owned();
    let row = files.append("rates.csv", &copy);
    errors(&files, &[place("duplicate-id", "rates.csv", row, "id")]);

    let mut files = tiny();
    files.set("controls.csv", "upper-terrace-guard-2019", "to", "2024-09-20");
    files.set("controls.csv", "upper-terrace-guard-2019", "to_known_at", "2024-09-20");
    let row = files.set("controls.csv", "upper-terrace-council-2024", "from", "2024-09-15");
    errors(&files, &[place("control-overlap", "controls.csv", row, "from")]);

    spoilt("controls.csv", "upper-terrace-guard-2019", "to_known_at", "", "missing-value");
}

#[test]
fn days_that_cannot_be() {
    spoilt("acts.csv", "gate-shut-2024", "end", "2024-09-01", "date-order");
    spoilt("controls.csv", "upper-terrace-guard-2019", "to_known_at", "2024-09-14", "date-order");
    spoilt("rates.csv", "cny-usd-2025-03", "known_at", "2031-01-01", "after-edition");
    spoilt("rates.csv", "cny-usd-2025-03", "known_at", "", "missing-value");
    let mut files = tiny();
    let row = files.set("rates.csv", "cny-usd-2025-03", "known_at", "2024-12-31");
    warnings(&files, &[place("known-before-start", "rates.csv", row, "known_at")]);
}

#[test]
fn headers_and_rows_that_do_not_fit() {
    let mut files = tiny();
    files.drop_column("rates.csv", "grade");
    errors(&files, &[place("missing-column", "rates.csv", 1, "grade")]);

    let mut files = tiny();
    let text = files.text("goods.csv").replacen("family,note", "family,remark", 1);
    files.put("goods.csv", text);
    let expected =
        [place("missing-column", "goods.csv", 1, "note"), place("unknown-column", "goods.csv", 1, "remark")];
    warnings(&files, &expected);

    let mut files = tiny();
    let text = files.text("regions.csv").replace("country,note\n", "country,country\n");
    files.put("regions.csv", text);
    errors(&files, &[place("duplicate-column", "regions.csv", 1, "country")]);

    let mut files = tiny();
    let row = files.append("regions.csv", "moon,Moon");
    errors(&files, &[place("ragged-row", "regions.csv", row, "")]);

    let mut files = tiny();
    let bytes = files.0["goods.csv"].iter().map(|b| if *b == b'C' { 0xff } else { *b }).collect::<Vec<_>>();
    files.put("goods.csv", bytes);
    let found = places(&files.read(), Error);
    assert!(found.contains(&place("not-utf8", "goods.csv", 2, "name")), "{found:?}");
}

#[test]
fn files_that_are_not_there_or_not_readable() {
    let mut files = tiny();
    files.0.remove("rates.csv");
    errors(&files, &[place("missing-table", "rates.csv", None, "")]);

    let mut files = tiny();
    files.0.remove("world.toml");
    errors(&files, &[place("missing-table", "world.toml", None, "")]);

    let mut files = tiny();
    files.0.remove("datapackage.json");
    warnings(&files, &[place("missing-package", "datapackage.json", None, "")]);

    let mut files = tiny();
    files.put("datapackage.json", "{\"resources\":\n 3}\n");
    errors(&files, &[place("bad-package", "datapackage.json", 2, "")]);

    let mut files = tiny();
    let line = files.text("world.toml").lines().count() as u64 + 1;
    files.append("world.toml", "oops = = 1");
    errors(&files, &[place("bad-toml", "world.toml", line, "")]);

    let mut files = tiny();
    files.put("scenarios/gate-shut.toml", "a = 1\nb = [\n");
    let found = places(&files.read(), Error);
    assert_eq!((found.len(), found[0].0, found[0].1.as_str()), (1, "bad-toml", "scenarios/gate-shut.toml"));

    let mut files = tiny();
    let text = files.text("goods.csv");
    files.put("goods.csv", text.trim_end());
    warnings(&files, &[place("cut-short", "goods.csv", None, "")]);
}

#[test]
fn world_toml_is_checked_key_by_key() {
    let with = |from: &str, to: &str| {
        let mut files = tiny();
        let text = files.text("world.toml");
        assert!(text.contains(from));
        files.put("world.toml", text.replacen(from, to, 1));
        files
    };
    errors(&with("\"ridge\"", "\"rigde\""), &[place("unknown-id", "world.toml", None, "focus.holder")]);
    errors(&with("plain = 0.13", "plain = 13"), &[place("out-of-range", "world.toml", None, "vat")]);
    errors(&with("2025-03-31", "2026-03-31"), &[place("date-order", "world.toml", None, "default_as_of")]);
    errors(&with("2025-03-31", "\"2025-03\""), &[place("bad-date", "world.toml", None, "default_as_of")]);
    errors(&with("title", "titel"), &[place("missing-value", "world.toml", None, "title")]);
    let files = with("currency", "colour = \"red\"\ncurrency");
    warnings(&files, &[place("unknown-key", "world.toml", None, "colour")]);
}

#[test]
fn the_data_package_may_not_part_from_the_tables() {
    let mut files = tiny();
    let text = files.text("datapackage.json");
    files.put("datapackage.json", text.replace("\"accuracy_km\"", "\"accuracy\""));
    warnings(&files, &[place("package-disagrees", "datapackage.json", None, "")]);

    let mut files = tiny();
    let row = files.set("sites.csv", "upper-terrace", "accuracy_km", "7");
    files.put("datapackage.json", text.replace("\"t-reo\"", "\"t-ore\""));
    assert!(row > 1);
    let found = places(&files.read(), Warning);
    assert!(found.contains(&place("package-disagrees", "goods.csv", 2, "unit")), "{found:?}");
    assert!(found.contains(&place("package-disagrees", "datapackage.json", None, "")), "{found:?}");
}

#[test]
fn folders_without_a_world() {
    let empty = tempfile::tempdir().unwrap();
    let reading = read(&Folder::disk(empty.path()));
    assert_eq!(places(&reading, Error), [place("empty-folder", "", None, "")]);
    let reading = read(&Folder::disk(empty.path().join("nowhere")));
    assert_eq!(places(&reading, Error), [place("unreadable", "", None, "")]);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in tiny().0.iter().filter(|(name, _)| !name.contains('/')) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let file = std::fs::File::create(folder.path().join("ties.csv")).unwrap();
    file.set_len(MAX_BYTES + 1).unwrap();
    let reading = read(&Folder::disk(folder.path()));
    assert_eq!(places(&reading, Error), [place("too-large", "ties.csv", None, "")]);
}

#[test]
fn long_lists_are_cut_and_counted() {
    let mut files = tiny();
    for n in 0..80 {
        files.append(
            "rates.csv",
            &format!("extra-{n},2024-01,x,7,7,CNY/USD,bank,2024-01,release,A,read,bank,,"),
        );
    }
    let reading = files.read();
    let bad: Vec<_> = reading.diagnostics.iter().filter(|found| found.code == "bad-number").collect();
    assert_eq!(bad.len(), 51);
    assert_eq!(bad.last().unwrap().message, "… and 30 more");
}

#[test]
fn many_faults_come_out_of_one_reading() {
    let mut files = tiny();
    let a = files.set("stocks.csv", "dy-oxide:plain:all", "value", "many");
    let b = files.set("goods.csv", "dy-oxide", "stage", "oxyde");
    let c = files.set("controls.csv", "plain-pit-company-2010", "actor", "nobody");
    errors(
        &files,
        &[
            place("unknown-id", "controls.csv", c, "actor"),
            place("bad-enum", "goods.csv", b, "stage"),
            place("bad-number", "stocks.csv", a, "value"),
        ],
    );
}

#[test]
fn lines_are_those_of_the_file_whatever_lies_between_rows() {
    let mut files = tiny();
    let text = files.text("regions.csv").replacen(
        "ridge,Ridge,highland,",
        "\n\n\"ridge\",\"Ridge\nhills\",highland,",
        1,
    );
    files.put("regions.csv", "\u{feff}".to_owned() + &text.replace('\n', "\r\n"));
    errors(&files, &[]);
    let row = text.lines().count() as u64 + 1;
    files.put("regions.csv", text + "Moon,Moon,,\n");
    errors(&files, &[place("bad-id", "regions.csv", row, "id")]);
    let text = files.text("regions.csv").replace("\"ridge\"", "\"Ridge\"");
    files.put("regions.csv", text);
    let found = places(&files.read(), Error);
    assert!(found.contains(&place("bad-id", "regions.csv", 4, "id")), "{found:?}");
}
