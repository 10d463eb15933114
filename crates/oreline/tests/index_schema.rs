//! The committed schema of the indices is that of its type; `ORELINE_BLESS=1` rewrites it.
#![allow(clippy::unwrap_used)]

use std::path::Path;

const FILE: &str = "../../schemas/index.schema.json";

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = oreline::index::schema();
    if std::env::var_os("ORELINE_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "run again with ORELINE_BLESS=1 and read the change"
    );
}
