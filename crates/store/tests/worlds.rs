//! The worlds of this repository read without a single error.
#![allow(clippy::unwrap_used, missing_docs)]

use oreline_store::{Folder, Reading, read};
use oreline_world::Severity;

fn world(name: &str) -> Reading {
    read(&Folder::disk(format!("{}/../../worlds/{name}", env!("CARGO_MANIFEST_DIR"))))
}

fn print(reading: &Reading) {
    for diagnostic in &reading.diagnostics {
        println!("{diagnostic}");
    }
}

#[test]
fn heavy_rare_earths_has_no_errors() {
    let reading = world("heavy-rare-earths");
    print(&reading);
    assert!(reading.diagnostics.iter().all(|found| found.severity < Severity::Error));
    let world = reading.world.unwrap();
    assert_eq!(world.meta.focus.holder, "myanmar-kachin");
    assert_eq!(reading.rows["flows"], world.flows.len());
}

#[test]
fn tiny_has_nothing_to_mend() {
    let reading = world("tiny");
    print(&reading);
    assert!(reading.diagnostics.is_empty());
    assert!(reading.world.is_some());
}
