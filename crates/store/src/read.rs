//! The order of reading: folder, tables, cells, checks, rows.

use std::collections::BTreeMap;

use oreline_world::{Diagnostic, Meta, Severity, World};

use crate::cell::{Typed, typed};
use crate::folder::{FileFault, Folder};
use crate::package::Package;
use crate::schema::{Table, tables};
use crate::sink::Sink;
use crate::{build, check, meta, raw};

/// A world, or why there is none.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The world; nothing if any diagnostic is an error.
    pub world: Option<World>,
    /// Everything found, by file and line.
    pub diagnostics: Vec<Diagnostic>,
    /// How many rows each table has.
    pub rows: BTreeMap<&'static str, usize>,
}

/// Reads a whole folder. Finds every fault that it can in one go; never panics.
pub fn read(folder: &Folder) -> Reading {
    let mut sink = Sink::default();
    let tables = tables();
    if !anything_there(folder, &tables, &mut sink) {
        return Reading { world: None, diagnostics: sink.finish(), rows: BTreeMap::new() };
    }
    let package = Package::read(folder, &mut sink);
    package.agrees_with(&tables, &mut sink);
    let mut typed: Vec<Typed<'_>> =
        tables.iter().filter_map(|table| read_table(folder, table, &package, &mut sink)).collect();
    let rows = typed.iter().map(|typed| (typed.table.name, typed.rows.len())).collect();
    package.holds_words_of(&typed, &mut sink);
    let meta = read_meta(folder, &typed, &mut sink);
    let scenarios = read_scenarios(folder, &mut sink);
    check::all(&mut typed, meta.as_ref(), &mut sink);
    let world = finished(meta, &typed, scenarios, &mut sink);
    Reading { world, diagnostics: sink.finish(), rows }
}

fn finished(
    meta: Option<Meta>,
    typed: &[Typed<'_>],
    scenarios: BTreeMap<String, String>,
    sink: &mut Sink,
) -> Option<World> {
    let meta = meta.filter(|_| !sink.any_error())?;
    let world = build::world(meta, typed, scenarios, sink);
    (!sink.any_error()).then_some(world)
}

fn anything_there(folder: &Folder, tables: &[Table], sink: &mut Sink) -> bool {
    let hint =
        "a world is a folder with world.toml, datapackage.json and tables such as goods.csv and flows.csv";
    let (code, message) = match folder.names("") {
        Ok(names) => {
            let known = |name: &String| name == meta::FILE || tables.iter().any(|table| table.file == name);
            if names.iter().any(known) {
                return true;
            }
            ("empty-folder", "the folder holds no world".to_owned())
        }
        Err(error) => ("unreadable", error.to_string()),
    };
    sink.push(Diagnostic::new(Severity::Error, code, "", message, hint));
    false
}

/// The bytes of a file; nothing, with a diagnostic, if they cannot be had.
pub(crate) fn bytes_of(folder: &Folder, name: &str, sink: &mut Sink) -> Option<Vec<u8>> {
    match folder.bytes(name) {
        Ok(bytes) => bytes,
        Err(fault) => {
            let (code, hint) = match fault {
                FileFault::TooLarge(_) => {
                    ("too-large", "a table of a world is far smaller; is it the right file?")
                }
                FileFault::Io(_) => ("unreadable", "check that the file may be read"),
            };
            sink.push(Diagnostic::new(Severity::Error, code, name, fault.to_string(), hint));
            None
        }
    }
}

/// The text of a file that is no table.
pub(crate) fn text_of(folder: &Folder, name: &str, sink: &mut Sink) -> Option<String> {
    let bytes = bytes_of(folder, name, sink)?;
    raw::warn_if_cut_short(name, &bytes, sink);
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count() as u64 + 1;
            let message = format!("byte {} of the file is not UTF-8", good + 1);
            let found = Diagnostic::new(Severity::Error, "not-utf8", name, message, "save the file as UTF-8");
            sink.push(found.on_row(line));
            None
        }
    }
}

fn read_table<'a>(
    folder: &Folder,
    table: &'a Table,
    package: &Package,
    sink: &mut Sink,
) -> Option<Typed<'a>> {
    match folder.bytes(table.file) {
        Ok(Some(bytes)) => {
            let rows = raw::rows(table, &bytes, sink);
            return Some(typed(table, rows, sink));
        }
        Ok(None) if table.spare && !package.lists(table.name) => {}
        Ok(None) => {
            let severity =
                if table.core || package.lists(table.name) { Severity::Error } else { Severity::Warning };
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let message = format!("there is no {}", table.file);
            let hint = format!("add it, if only with its header {}", columns.join(","));
            sink.push(Diagnostic::new(severity, "missing-table", table.file, message, hint));
        }
        Err(_) => drop(bytes_of(folder, table.file, sink)),
    }
    None
}

fn read_meta(folder: &Folder, typed: &[Typed<'_>], sink: &mut Sink) -> Option<Meta> {
    if matches!(folder.bytes(meta::FILE), Ok(None)) {
        let hint = "add it with id, title, edition, default_as_of, currency, licence, [focus] and [vat]";
        let message = "there is no world.toml";
        sink.push(Diagnostic::new(Severity::Error, "missing-table", meta::FILE, message, hint));
        return None;
    }
    let text = text_of(folder, meta::FILE, sink)?;
    meta::meta(&text, &check::ids_of(typed, "regions"), sink)
}

/// The texts of the scenarios. What they say is read where their words are known.
fn read_scenarios(folder: &Folder, sink: &mut Sink) -> BTreeMap<String, String> {
    let mut scenarios = BTreeMap::new();
    for name in folder.names("scenarios").unwrap_or_default() {
        let Some(stem) = name.strip_suffix(".toml") else { continue };
        if let Some(text) = text_of(folder, &format!("scenarios/{name}"), sink) {
            if let Err(error) = text.parse::<toml::Table>() {
                sink.push(meta::bad_toml(&format!("scenarios/{name}"), &text, &error));
            }
            scenarios.insert(stem.to_owned(), text);
        }
    }
    scenarios
}
