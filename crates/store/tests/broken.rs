//! Whatever the bytes are, reading ends with diagnostics and without a panic.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::tiny;
use proptest::prelude::*;

/// Cuts that leave whole lines cannot be seen; all others must be.
#[test]
fn every_cut_inside_a_line_is_noticed() {
    let mut files = tiny();
    files.0.remove("datapackage.json");
    files.0.remove("README.md");
    for (name, bytes) in &files.0 {
        // A step that shares no factor with the lengths of rows visits every kind of place.
        for length in (0..bytes.len()).step_by(1 + bytes.len() / 300) {
            let mut cut = files.clone();
            cut.put(name, &bytes[..length]);
            let reading = cut.read();
            let whole_lines = length == 0 || bytes[length - 1] == b'\n';
            let noticed =
                reading.diagnostics.iter().any(|found| found.file == *name || found.code == "unknown-id");
            assert!(noticed || whole_lines, "{name} cut after {length} bytes");
        }
    }
}

#[test]
fn an_empty_table_is_a_table_without_a_header() {
    for name in tiny().0.keys().filter(|name| name.ends_with(".csv")) {
        let mut files = tiny();
        files.put(name, "");
        let reading = files.read();
        assert!(reading.world.is_none());
        assert!(
            reading.diagnostics.iter().any(|found| found.code == "missing-column" && found.file == *name)
        );
    }
}

fn table() -> impl Strategy<Value = String> {
    let files = tiny();
    let names: Vec<String> = files.0.keys().filter(|name| name.ends_with(".csv")).cloned().collect();
    prop::sample::select(names)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_in_any_cell(name in table(), row in any::<prop::sample::Index>(), column in any::<prop::sample::Index>(), text in "\\PC{0,20}|[0-9eE.+-]{0,12}|[a-z0-9:>;-]{0,20}") {
        let mut files = tiny();
        let mut rows = files.rows(&name);
        let row = row.index(rows.len());
        let column = column.index(rows[row].len());
        rows[row][column] = text;
        files.put_rows(&name, &rows);
        let reading = files.read();
        prop_assert_eq!(reading.world.is_none(), reading.diagnostics.iter().any(|d| d.severity == oreline_world::Severity::Error));
    }

    #[test]
    fn any_bytes_for_any_file(pick in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut files = tiny();
        let name = files.0.keys().nth(pick.index(files.0.len())).unwrap().clone();
        files.put(&name, bytes);
        files.read();
    }

    #[test]
    fn any_bytes_after_a_header(name in table(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut files = tiny();
        let header = files.text(&name).lines().next().unwrap().to_owned() + "\n";
        files.put(&name, [header.into_bytes(), bytes].concat());
        files.read();
    }
}
