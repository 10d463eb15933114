//! Indicator rows as methods ask for them: the newest of a series on a day, or a study's own.

use super::answer::IndexInput;
use jiff::civil::Date;
use oreline_units::Estimate;
use oreline_world::World;
use oreline_world::rows::{Indicator, IndicatorKind, StudyStage};

/// The rows of a world that are known, on a day that is described.
pub(super) struct Record<'a> {
    pub(super) world: &'a World,
    pub(super) as_of: Date,
}

/// What a study says of something.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) study: &'a str,
    pub(super) kind: IndicatorKind,
    pub(super) subject: &'a str,
    pub(super) stage: Option<StudyStage>,
}

impl<'a> Record<'a> {
    pub(super) fn new(world: &'a World, as_of: Date) -> Self {
        Self { world, as_of }
    }

    /// The row of a series whose years are the newest that have begun.
    pub(super) fn newest(&self, kind: IndicatorKind, subject: &str) -> Option<&'a Indicator> {
        let fits = |i: &&Indicator| i.kind == kind && i.subject == subject && i.study.is_none();
        let begun = |i: &&Indicator| i.period.start() <= self.as_of;
        self.world
            .indicators
            .iter()
            .filter(fits)
            .filter(begun)
            .max_by_key(|i| (i.period.end(), i.prov.known_at))
    }

    /// Every row of a study about something; a row without a stage holds for all of them.
    pub(super) fn all(&self, said: Said<'_>) -> Vec<&'a Indicator> {
        let fits = |i: &&Indicator| {
            i.study.as_deref() == Some(said.study)
                && i.kind == said.kind
                && i.subject == said.subject
                && (said.stage.is_none() || i.stage.is_none() || i.stage == said.stage)
        };
        self.world.indicators.iter().filter(fits).collect()
    }

    /// The one row of a study, or what is missing.
    pub(super) fn one(&self, said: Said<'_>) -> Result<&'a Indicator, String> {
        self.all(said).first().copied().ok_or_else(|| {
            let stage = said.stage.map_or(String::new(), |stage| format!(", {stage}"));
            format!("{} of {}{stage} (study {})", said.kind, said.subject, said.study)
        })
    }

    /// The newest mine production of every country, of one year.
    pub(super) fn mines(&self) -> Vec<&'a Indicator> {
        let begun = |i: &&Indicator| {
            i.kind == IndicatorKind::MineProduction && i.period.start().year() <= self.as_of.year()
        };
        let rows = || self.world.indicators.iter().filter(begun);
        let year = rows().map(|i| i.period.end()).max();
        rows().filter(|i| Some(i.period.end()) == year).collect()
    }
}

/// A row as an input.
pub(super) fn input(row: &Indicator, value: f64) -> IndexInput {
    let part = row.part.as_ref().map(|part| format!(" {part}")).unwrap_or_default();
    IndexInput {
        name: format!("{} {}{part} {}", row.kind, row.subject, row.period),
        value,
        basis: row.prov.basis.to_string(),
        row: Some(row.id.to_string()),
    }
}

/// An estimate carried through a rising or falling function.
pub(super) fn through(est: Estimate, of: impl Fn(f64) -> f64) -> [f64; 3] {
    let (a, b) = (of(est.low()), of(est.high()));
    [of(est.value()), a.min(b), a.max(b)]
}
