//! Every row of a world in one form, whatever its table, so that a figure's rows can be listed together.

use super::said::Said;
use crate::answers::WhyRow;
use oreline_world::World;
use oreline_world::rows::{Basis, Dated, Grade, Provenance, RowRef};

/// A row of any table.
pub(super) struct Line<'a> {
    pub(super) id: &'a str,
    pub(super) at: RowRef,
    pub(super) about: Option<&'a str>,
    pub(super) prov: Option<&'a Provenance>,
    said: String,
}

impl<'a> Line<'a> {
    fn new(row: &'a impl Said, at: RowRef, prov: Option<&'a Provenance>) -> Self {
        Self { id: row.id(), at, about: row.about(), prov, said: row.said() }
    }

    /// What the row says.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Sourced rows first, then the better grade, then the order of the files.
    pub(super) fn rank(&self) -> (Basis, Grade, RowRef) {
        let (basis, grade) = self.prov.map_or((Basis::Assumed, Grade::D), |p| (p.basis, p.grade));
        (basis, grade, self.at)
    }

    /// The row as it is answered.
    pub(super) fn answer(&self, world: &World) -> WhyRow {
        let prov = self.prov;
        let source = prov.and_then(|p| world.source(&p.source)).or_else(|| world.source(self.id));
        let day = prov.map(|p| p.known_at.map_or_else(|| "timeless".into(), |d| d.to_string()));
        WhyRow {
            id: self.id.into(),
            at: format!("{}:{}", self.at.file, self.at.line),
            weight: None,
            value: self.said.clone(),
            basis: prov.map(|p| p.basis.to_string()).unwrap_or_default(),
            grade: prov.map(|p| p.grade.to_string()).unwrap_or_default(),
            known_at: day.unwrap_or_default(),
            source: prov.map(|p| p.source.to_string()).unwrap_or_default(),
            source_title: source.map(|s| s.title.clone()).unwrap_or_default(),
            url: source.map(|s| s.url.clone()).unwrap_or_default(),
        }
    }
}

/// Every row of a world that has an id.
pub(super) fn lines(world: &World) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    out.extend(world.sources.iter().map(|row| Line::new(row, row.at, None)));
    out.extend(world.regions.iter().map(|row| Line::new(row, row.at, None)));
    out.extend(world.goods.iter().map(|row| Line::new(row, row.at, None)));
    macro_rules! tables {
        ($($table:ident)+) => {
            $(out.extend(world.$table.iter().map(|row| Line::new(row, row.at, Some(row.prov()))));)+
        };
    }
    tables!(actors contents baskets processes recipes alternatives sites routes demands stocks prices rates flows
        costs controls ties acts projects parameters indicators);
    out
}
