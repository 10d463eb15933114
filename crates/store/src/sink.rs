//! Collects diagnostics, with long lists cut short.

use std::collections::BTreeMap;

use oreline_world::{Diagnostic, Severity};

/// How many faults of one code in one file are told one by one.
pub(crate) const MOST: usize = 50;

#[derive(Default)]
pub(crate) struct Sink {
    kept: Vec<Diagnostic>,
    counts: BTreeMap<(&'static str, String), (usize, Severity)>,
    errors: bool,
}

impl Sink {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.errors |= diagnostic.severity == Severity::Error;
        let key = (diagnostic.code, diagnostic.file.clone());
        let (count, worst) = self.counts.entry(key).or_insert((0, diagnostic.severity));
        *count += 1;
        *worst = diagnostic.severity.max(*worst);
        if *count <= MOST {
            self.kept.push(diagnostic);
        }
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether one more fault of this kind would be told; hints that are dear to compute may be left out if not.
    pub(crate) fn wants(&self, code: &'static str, file: &str) -> bool {
        self.counts.get(&(code, file.to_owned())).is_none_or(|(count, _)| *count < MOST)
    }

    pub(crate) fn any_error(&self) -> bool {
        self.errors
    }

    /// All that was kept, by file and line, each long list closed by how many more there are.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.kept.sort_by(|a, b| (&a.file, a.row, &a.column).cmp(&(&b.file, b.row, &b.column)));
        for ((code, file), (count, worst)) in self.counts {
            if count > MOST {
                let message = format!("… and {} more", count - MOST);
                let hint = "mend the first of them: one cause often makes many";
                self.kept.push(Diagnostic::new(worst, code, file, message, hint));
            }
        }
        self.kept
    }
}
