//! The tiny world as files in memory, to be spoilt.
#![allow(clippy::unwrap_used, missing_docs, dead_code, unreachable_pub)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use oreline_store::{Folder, Reading, read};
use oreline_world::Severity;

#[derive(Clone)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

/// Code, file, row, column.
pub type Place = (&'static str, String, Option<u64>, Option<String>);

pub fn tiny() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../worlds/tiny");
    let mut files = BTreeMap::new();
    for folder in ["", "scenarios"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    Files(files)
}

impl Files {
    pub fn read(&self) -> Reading {
        read(&Folder::embedded(self.0.clone()))
    }

    pub fn text(&self, file: &str) -> String {
        String::from_utf8(self.0[file].clone()).unwrap()
    }

    pub fn put(&mut self, file: &str, text: impl Into<Vec<u8>>) {
        self.0.insert(file.into(), text.into());
    }

    pub fn append(&mut self, file: &str, line: &str) -> u64 {
        let text = self.text(file) + line + "\n";
        self.put(file, text.clone());
        text.lines().count() as u64
    }

    /// Writes one cell of the row whose first cell is `id`; returns its line.
    pub fn set(&mut self, file: &str, id: &str, column: &str, value: &str) -> u64 {
        let mut rows = self.rows(file);
        let column = rows[0].iter().position(|name| name == column).unwrap();
        let row = rows.iter().position(|row| row[0] == id).unwrap();
        rows[row][column] = value.into();
        self.put_rows(file, &rows);
        row as u64 + 1
    }

    pub fn drop_column(&mut self, file: &str, column: &str) {
        let mut rows = self.rows(file);
        let column = rows[0].iter().position(|name| name == column).unwrap();
        rows.iter_mut().for_each(|row| drop(row.remove(column)));
        self.put_rows(file, &rows);
    }

    pub fn rows(&self, file: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*self.0[file]);
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        rows.collect()
    }

    pub fn put_rows(&mut self, file: &str, rows: &[Vec<String>]) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        self.put(file, writer.into_inner().unwrap());
    }
}

pub fn places(reading: &Reading, severity: Severity) -> Vec<Place> {
    let found = reading.diagnostics.iter().filter(|found| found.severity == severity);
    found.map(|d| (d.code, d.file.clone(), d.row, d.column.clone())).collect()
}

pub fn place(code: &'static str, file: &str, row: impl Into<Option<u64>>, column: &str) -> Place {
    (code, file.into(), row.into(), (!column.is_empty()).then(|| column.into()))
}
