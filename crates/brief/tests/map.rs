//! The map of an answer: who holds what, how the routes stand, and what cannot be drawn.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

use oreline_brief::map;
use oreline_scenario::answers::RunAnswer;

/// Draws the answers that lie as `run-*.json` in the folder that `ORELINE_MAPS` names, to be looked at.
#[test]
fn maps_to_look_at() {
    let Ok(folder) = std::env::var("ORELINE_MAPS") else { return };
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "json") && name.starts_with("run-") {
            let answer: RunAnswer = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let page = page(&map::figure(&answer).unwrap());
            fs::write(Path::new(&folder).join(name.replace("run-", "map-") + ".html"), page).unwrap();
            fs::write(Path::new(&folder).join(name.replace("run-", "map-") + ".csv"), map::csv(&answer))
                .unwrap();
        }
    }
}

fn page(figure: &str) -> String {
    let css = map::CSS;
    format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;margin:12px;color:#1c2430;max-width:44rem}}{css}</style>{figure}"
    )
}
