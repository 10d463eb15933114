//! The brief as a reader gets it: every printed figure is the one in JSON and CSV, and hostile text stays text.
#![allow(clippy::unwrap_used)]

use oreline::answers::BriefAnswer;
use oreline::brief::number;
use oreline::folder::{self, Inputs};
use oreline::{Days, Request, Watch};
use oreline_tests::WorldCopy;
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Writes the brief of a scenario into a folder.
fn write_brief(world: &str, scenario: &str, draws: usize, months: usize, out: &Path) {
    let opened = oreline::open(world).unwrap();
    let scenario = oreline::scenario(&opened, scenario).unwrap();
    let case = oreline::compile(&opened, Some(&scenario.plan), Days::default()).unwrap();
    let request = Request { draws, seed: 1, months: Some(months), ..Request::default() };
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    let run = oreline::run(&case, &scenario.plan, &request, &watch).unwrap();
    let answer = oreline::brief_of(&opened, &case, &scenario.plan, run).unwrap();
    let inputs = Inputs {
        oreline: Inputs::version(),
        world: case.world.clone(),
        edition: None,
        as_of: case.as_of.to_string(),
        known_at: case.known_at.to_string(),
        scenario: scenario.plan.id.clone(),
        scenario_text: scenario.text.clone(),
        months,
        draws,
        seed: 1,
        steady: false,
        overrides: Vec::new(),
        priors_version: case.priors.version.clone(),
        priors_hash: case.priors_hash.clone(),
    };
    folder::save_brief(out, &inputs, &case, &answer).unwrap();
}

fn read(out: &Path, name: &str) -> String {
    fs::read_to_string(out.join(name)).unwrap()
}

/// Every way in which a brief prints a number.
fn printed(value: f64) -> BTreeSet<String> {
    let ways: [fn(f64) -> String; 6] =
        [number::ratio, number::price, number::percent, number::change, number::weeks, number::quantity];
    ways.iter().map(|way| way(value)).collect()
}

type Values = BTreeMap<(String, String), f64>;

fn in_json(answer: &BriefAnswer) -> Values {
    let values = |f: &oreline::answers::Figure| {
        let id = f.id.clone();
        f.values.iter().map(move |(part, v)| ((id.clone(), part.clone()), *v)).collect::<Vec<_>>()
    };
    answer.figures.iter().flat_map(values).collect()
}

fn in_csv(out: &Path) -> Values {
    let mut reader = csv::Reader::from_path(out.join("figures.csv")).unwrap();
    let row = |r: csv::StringRecord| ((r[0].to_string(), r[1].to_string()), r[2].parse().unwrap());
    reader.records().map(|r| row(r.unwrap())).collect()
}

#[test]
fn every_figure_on_the_page_is_the_one_in_json_and_csv() {
    let out = tempfile::tempdir().unwrap();
    write_brief("heavy-rare-earths", "kachin-cutoff", 40, 6, out.path());
    let answer: BriefAnswer = serde_json::from_str(&read(out.path(), "brief.json")).unwrap();
    let (json, csv) = (in_json(&answer), in_csv(out.path()));
    assert_eq!(json, csv);
    let page = Html::parse_document(&read(out.path(), "brief.html"));
    let cells = Selector::parse("[data-figure]").unwrap();
    let marks = Selector::parse("a.mark").unwrap();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for cell in page.select(&cells) {
        let (id, part) = (cell.attr("data-figure").unwrap(), cell.attr("data-part").unwrap());
        let value = json[&(id.to_string(), part.to_string())];
        let text: String =
            cell.children().filter_map(|c| c.value().as_text().map(|t| t.to_string())).collect();
        assert!(printed(value).contains(text.trim()), "{id} {part}: {value} is printed as '{text}'");
        *kinds.entry(id.split(':').next().unwrap().into()).or_default() += 1;
    }
    for kind in [
        "price",
        "price-ratio",
        "path-ratio",
        "cover",
        "shortage",
        "actor",
        "loss",
        "use-loss",
        "chain",
        "product",
        "driver",
    ] {
        assert!(kinds.get(kind).is_some_and(|n| *n >= 3), "{kind} in {kinds:?}");
    }
    // Each mark leads to a row that is there, and each row names a source with its licence.
    let ids: BTreeSet<&str> =
        page.tree.nodes().filter_map(|n| n.value().as_element()).filter_map(|e| e.attr("id")).collect();
    assert!(page.select(&marks).count() > 50);
    for mark in page.select(&marks) {
        assert!(ids.contains(mark.attr("href").unwrap().trim_start_matches('#')), "{:?}", mark.attr("href"));
    }
    assert!(answer.sources.iter().all(|s| !s.licence.is_empty()));
}

#[test]
fn charts_are_written_as_they_are_drawn() {
    let out = tempfile::tempdir().unwrap();
    write_brief("heavy-rare-earths", "kachin-cutoff", 40, 6, out.path());
    let answer: BriefAnswer = serde_json::from_str(&read(out.path(), "brief.json")).unwrap();
    let market = answer.run.markets.iter().find(|m| m.good == "dy-oxide" && m.region == "china").unwrap();
    let text = read(out.path(), "charts/path-price-dy-oxide-china.csv");
    let rows =
        csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect::<Vec<_>>();
    let last: Vec<f64> = rows.last().unwrap().iter().skip(2).map(|v| v.parse().unwrap()).collect();
    let lines = market.path_price.lines();
    let want: Vec<f64> = lines
        .iter()
        .map(|l| l[6])
        .chain([market.baseline_price[6]])
        .chain(market.sampled.iter().map(|s| s[6]))
        .collect();
    assert_eq!(last, want);
    assert!(text.lines().nth(1).unwrap().starts_with("2025-05,"));
    for name in ["evidence", "actors", "regions", "uses", "drivers-1", "chain", "map"] {
        assert!(read(out.path(), &format!("charts/{name}.csv")).lines().count() > 1, "{name}");
    }
}

/// Puts a value into a column of every row of a table.
fn put(world: &WorldCopy, table: &str, column: &str, value: &str) {
    let path = world.path().join(table);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|c| c == column).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for row in reader.records().map(Result::unwrap) {
        writer
            .write_record(row.iter().enumerate().map(|(k, cell)| if k == at { value } else { cell }))
            .unwrap();
    }
    fs::write(path, writer.into_inner().unwrap()).unwrap();
}

#[test]
fn hostile_text_stays_text() {
    let world = WorldCopy::of("tiny");
    let title = "=HYPERLINK(\"https://evil\") <script>alert(1)</script>";
    put(&world, "sources.csv", "title", title);
    put(&world, "sources.csv", "url", "javascript:alert(1)");
    put(&world, "regions.csv", "name", "克钦邦");
    put(&world, "prices.csv", "note", &"long ".repeat(2_000));
    put(&world, "sites.csv", "name", "<img src=x onerror=alert(1)>");
    let out = tempfile::tempdir().unwrap();
    write_brief(world.path().to_str().unwrap(), "gate-shut", 40, 4, out.path());
    let page = read(out.path(), "brief.html");
    for bad in ["<script", "<img", "href=\"javascript"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("克钦邦") && page.contains("HYPERLINK"));
    let parsed = Html::parse_document(&page);
    assert!(parsed.select(&Selector::parse("h2").unwrap()).count() > 8);
    let longest = parsed
        .select(&Selector::parse("td, li, p").unwrap())
        .map(|e| e.text().collect::<String>().len())
        .max();
    assert!(longest.unwrap() < 4_000, "{longest:?}");
    for name in ["sources.csv", "rows.csv"] {
        let mut reader = csv::Reader::from_path(out.path().join(name)).unwrap();
        for row in reader.records().map(Result::unwrap) {
            assert!(row.iter().all(|c| !c.starts_with(['=', '@'])), "{row:?}");
        }
        assert!(read(out.path(), name).contains("'=HYPERLINK"), "{name}");
    }
}
