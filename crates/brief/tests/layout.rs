//! Golden files of hand-made answers, and the properties that no change of layout may break.
#![allow(clippy::unwrap_used)]

mod common;

use common::{assert_file, check_answer, run_answer, show_answer, why_answer};
use oreline_brief::{ScenarioLine, check, csv, html, run, scenarios, show, table, why};

const GOLDEN: &str = "tests/golden";

#[test]
fn text_of_every_answer() {
    let line = ScenarioLine {
        id: "cut".into(),
        title: "The north stops".into(),
        question: "What if?".into(),
        as_of: "2025-05-31".into(),
        known_at: "2026-06-30".into(),
        months: 12,
        draws: 200,
    };
    for (name, document) in [
        ("run.txt", run(&run_answer())),
        ("check.txt", check(&check_answer())),
        ("show.txt", show(&show_answer())),
        ("why.txt", why(&why_answer())),
        ("scenarios.txt", scenarios("tiny", &[line])),
    ] {
        let text = table::text(&document);
        assert!(text.lines().all(|l| l.chars().count() <= table::WIDTH), "{name} is too wide");
        assert!(text.lines().all(|l| l.trim_end() == l), "{name} has trailing space");
        assert_file(GOLDEN, name, &text);
    }
}

#[test]
fn page_and_tables_of_a_run() {
    assert_file(GOLDEN, "run.html", &html::page(&run(&run_answer())));
    for (name, text) in csv::run(&run_answer()) {
        assert_file(GOLDEN, name, &text);
    }
}

#[test]
fn csv_has_a_header_and_one_row_per_thing() {
    let rows = |text: &str| text.lines().count() - 1;
    assert_eq!(rows(&csv::markets(&run_answer())), 2 * 3 * 6);
    assert_eq!(rows(&csv::check(&check_answer())), 1 + 4);
    assert_eq!(rows(&csv::show(&show_answer())), 2 + 2 + 1);
    assert_eq!(rows(&csv::why(&why_answer())), 1);
}

#[test]
fn the_text_begins_with_what_a_reader_must_know() {
    let text = table::text(&run(&run_answer()));
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("'{what}' is missing"));
    let order = [
        "scenario illustration, not a forecast",
        "What if the mines of the north stop",
        "2025-05-31",
        "2026-06-30",
        "90 of the 100 asked for",
        "In 9 of 10 runs",
        "read 50 %, relayed 25 %",
        "2025-04-30",
        "Metal, South",
        "Lamps",
        "The rebels",
        "north-share",
        "unexplained",
        "6 weeks (2 to 14)",
        "imports from the north",
        "2.5e-12",
    ];
    let places: Vec<usize> = order.iter().map(|what| place(what)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!text.contains("NaN"));
}

#[test]
fn markup_in_a_title_is_escaped() {
    let mut answer = run_answer();
    answer.title = "<script>alert(1)</script>".into();
    answer.in_words = vec!["a < b & \"c\"".into()];
    let page = html::page(&run(&answer));
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
    assert!(page.contains("<h1>") && page.ends_with("</html>\n"));
}

#[test]
fn the_page_stands_alone() {
    let page = html::page(&run(&run_answer())).replace("url(#hatch)", "");
    for outside in ["<script", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("@media print") && page.contains("<svg") && page.contains("viewport"));
}

#[test]
fn an_answer_without_markets_or_months_still_prints() {
    let mut answer = run_answer();
    answer.months.clear();
    answer.markets.iter_mut().for_each(|m| m.price_ratio_to_baseline.p50.clear());
    answer.shortage.clear();
    let text = table::text(&run(&answer));
    assert!(text.contains("In no draw does any use go short"));
    assert!(!html::page(&run(&answer)).is_empty());
}
