//! Every bundled world's package names each of its sources with the licence under which it may be used.
#![allow(clippy::unwrap_used)]

use oreline_store::{Folder, read};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn a_package_carries_a_licence_per_source() {
    for name in ["heavy-rare-earths", "tiny", "template"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../worlds").join(name);
        let world = read(&Folder::disk(&folder)).world.unwrap();
        let text = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
        let package: serde_json::Value = serde_json::from_str(&text).unwrap();
        let text = |s: &serde_json::Value, key: &str| s[key].as_str().unwrap_or_default().to_string();
        let listed: BTreeMap<String, String> = package["sources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (text(s, "name"), text(s, "licence")))
            .collect();
        let held: BTreeMap<String, String> =
            world.sources.iter().map(|s| (s.id.to_string(), s.licence.clone())).collect();
        assert_eq!(listed, held, "{name}: run cargo xtask sources");
        assert!(held.values().all(|licence| !licence.is_empty()), "{name}");
    }
}
