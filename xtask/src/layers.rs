//! The architecture as data: which crate may lean on which, and which powers it must not have.
//!
//! The compiler already refuses circles; it does not refuse an arrow that leads up or sideways, nor a method
//! that reads a file. The powers are found by scanning for names, which a determined author could hide; the
//! rule is for honest slips.

use crate::source::words;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `layers.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    pub(crate) crates: BTreeMap<String, Layer>,
    pub(crate) free: Free,
}

/// What one crate may do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layer {
    pub(crate) layer: u8,
    pub(crate) edges: Vec<String>,
    pub(crate) forbidden: Vec<Power>,
    /// Crates that only its tests may use, wherever they stand.
    #[serde(default)]
    pub(crate) tests: Vec<String>,
}

/// Packages that no rule of layers binds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Free {
    pub(crate) packages: Vec<String>,
}

/// A way to touch the world outside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Power {
    Files,
    Net,
    Clock,
    Rng,
}

/// A package of the workspace as `cargo metadata` tells it.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its folder, relative to the workspace.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a manifest.
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Only its own tests use it.
    pub(crate) dev: bool,
}

impl Power {
    /// Names that betray the power in source.
    pub(crate) fn names(self) -> &'static [&'static str] {
        match self {
            Power::Files => &[
                "fs::",
                "std::fs",
                "File::open",
                "File::create",
                "OpenOptions",
                "read_dir",
                "create_dir_all",
                "canonicalize",
                "Reader::from_path",
                "Writer::from_path",
            ],
            Power::Net => &["std::net", "net::", "TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs"],
            Power::Clock => {
                &["SystemTime", "Instant", "Zoned::now", "Timestamp::now", "Utc::now", "Local::now"]
            }
            Power::Rng => &["rand::", "sobol_burley", "getrandom", "fastrand", "RandomState", "thread_rng"],
        }
    }

    /// Packages that carry the power.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Power::Files => &["tempfile", "walkdir", "glob", "notify", "fs-err", "memmap2"],
            Power::Net => &["reqwest", "ureq", "hyper", "tokio", "curl", "axum", "socket2"],
            Power::Clock => &["chrono", "time", "quanta"],
            Power::Rng => {
                &["rand", "rand_core", "rand_chacha", "sobol_burley", "getrandom", "fastrand", "oorandom"]
            }
        }
    }
}

/// Reads `layers.toml`.
pub(crate) fn plan(text: &str) -> Result<Plan> {
    toml::from_str(text).context("layers.toml")
}

/// The packages in the answer of `cargo metadata --no-deps`.
pub(crate) fn packages(metadata: &str, root: &str) -> Result<Vec<Package>> {
    let tree: Metadata = serde_json::from_str(metadata).context("the answer of cargo metadata")?;
    Ok(tree.packages.into_iter().map(|raw| package(raw, root)).collect())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<RawPackage>,
}

#[derive(Deserialize)]
struct RawPackage {
    name: String,
    manifest_path: String,
    dependencies: Vec<RawDependency>,
}

#[derive(Deserialize)]
struct RawDependency {
    name: String,
    kind: Option<String>,
}

fn package(raw: RawPackage, root: &str) -> Package {
    let path = raw.manifest_path.replace('\\', "/");
    let path = path.strip_prefix(root).unwrap_or(&path).trim_start_matches('/');
    let folder = path.trim_end_matches("Cargo.toml").trim_end_matches('/').to_owned();
    let dependencies = raw
        .dependencies
        .into_iter()
        .map(|d| Dependency { name: d.name, dev: d.kind.as_deref() == Some("dev") })
        .collect();
    Package { name: raw.name, folder, dependencies }
}

/// Every way in which the packages break the plan.
pub(crate) fn check(plan: &Plan, packages: &[Package]) -> Vec<String> {
    let mut found = unlisted(plan, packages);
    for package in packages {
        if let Some(layer) = plan.crates.get(&package.name) {
            found.extend(package.dependencies.iter().filter_map(|d| bad_edge(plan, package, layer, d)));
            found.extend(package.dependencies.iter().filter_map(|d| bad_power(package, layer, d)));
        }
    }
    found
}

fn unlisted(plan: &Plan, packages: &[Package]) -> Vec<String> {
    let known = |name: &String| plan.crates.contains_key(name) || plan.free.packages.contains(name);
    let missing = packages.iter().map(|p| &p.name).filter(|name| !known(name));
    let stale = plan.crates.keys().filter(|name| !packages.iter().any(|p| &p.name == *name));
    missing
        .map(|name| format!("layers.toml: package {name} is missing"))
        .chain(stale.map(|name| format!("layers.toml: there is no package {name}")))
        .collect()
}

fn bad_edge(plan: &Plan, package: &Package, layer: &Layer, to: &Dependency) -> Option<String> {
    if to.dev && layer.tests.contains(&to.name) {
        return None;
    }
    if plan.free.packages.contains(&to.name) {
        return Some(format!("{}: uses {}, a tool", package.name, to.name));
    }
    let below = plan.crates.get(&to.name)?.layer;
    let (name, from) = (&package.name, layer.layer);
    if below >= from {
        Some(format!(
            "{name}: the edge to {} leads from layer {from} to layer {below}; only downward",
            to.name
        ))
    } else if !to.dev && !layer.edges.contains(&to.name) {
        Some(format!("{name}: the edge to {} is not in layers.toml", to.name))
    } else {
        None
    }
}

fn bad_power(package: &Package, layer: &Layer, to: &Dependency) -> Option<String> {
    let power = layer.forbidden.iter().find(|p| !to.dev && p.packages().contains(&to.name.as_str()))?;
    Some(format!("{}: depends on {}, which carries the forbidden power {power:?}", package.name, to.name))
}

/// Forbidden powers used in blanked source: line numbers and names.
pub(crate) fn powers_used(code: &str, forbidden: &[Power]) -> Vec<(usize, Power, &'static str)> {
    let mut found = Vec::new();
    for &power in forbidden {
        for &name in power.names() {
            found.extend(words(code, name).map(|at| (line_of(code, at.start), power, name)));
        }
    }
    found.sort_by_key(|&(line, _, name)| (line, name));
    found.dedup_by_key(|&mut (line, power, _)| (line, power as u8));
    found
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        [crates.low]
        layer = 0
        edges = []
        forbidden = ["files", "net", "clock", "rng"]
        [crates.high]
        layer = 1
        edges = []
        forbidden = ["rng"]
        [free]
        packages = ["tool"]
    "#;

    fn package(name: &str, dependencies: &[(&str, bool)]) -> Package {
        let dependencies =
            dependencies.iter().map(|&(name, dev)| Dependency { name: name.into(), dev }).collect();
        Package { name: name.into(), folder: format!("crates/{name}"), dependencies }
    }

    fn findings(low: &[(&str, bool)], high: &[(&str, bool)]) -> Vec<String> {
        check(&plan(PLAN).unwrap(), &[package("low", low), package("high", high), package("tool", &[])])
    }

    #[test]
    fn a_tidy_workspace_has_no_findings() {
        assert!(findings(&[("serde", false)], &[("low", true)]).is_empty());
    }

    #[test]
    fn an_upward_edge_is_refused_even_for_tests() {
        for dev in [false, true] {
            let found = findings(&[("high", dev)], &[]);
            assert_eq!(found.len(), 1);
            assert!(found[0].contains("low: the edge to high leads from layer 0 to layer 1"), "{found:?}");
        }
    }

    #[test]
    fn a_downward_edge_must_be_listed() {
        assert!(findings(&[], &[("low", false)])[0].contains("not in layers.toml"));
    }

    #[test]
    fn a_dependency_that_carries_a_forbidden_power_is_refused() {
        assert!(findings(&[], &[("rand", false)])[0].contains("forbidden power Rng"));
        assert!(findings(&[], &[("rand", true)]).is_empty());
    }

    #[test]
    fn packages_and_plan_must_name_each_other() {
        let found = check(&plan(PLAN).unwrap(), &[package("low", &[]), package("new", &[])]);
        assert_eq!(found, ["layers.toml: package new is missing", "layers.toml: there is no package high"]);
    }

    #[test]
    fn forbidden_powers_are_found_by_line() {
        let code = "use std::fs;\nlet t = Instant::now();\nlet ok = offs::x;";
        let found = powers_used(code, &[Power::Files, Power::Clock]);
        assert_eq!(
            found.iter().map(|f| (f.0, f.1)).collect::<Vec<_>>(),
            [(1, Power::Files), (2, Power::Clock)]
        );
        assert!(powers_used(code, &[Power::Net, Power::Rng]).is_empty());
    }

    #[test]
    fn metadata_gives_folders_and_kinds() {
        let json = r#"{"packages":[{"name":"a","manifest_path":"/w/crates/a/Cargo.toml",
            "dependencies":[{"name":"b","kind":null},{"name":"c","kind":"dev"}]}]}"#;
        let found = packages(json, "/w").unwrap();
        assert_eq!(found[0].folder, "crates/a");
        assert_eq!(found[0].dependencies.iter().map(|d| d.dev).collect::<Vec<_>>(), [false, true]);
    }
}
