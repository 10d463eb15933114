//! From typed values to the rows of a world. By now every value is known to be good; a row that still cannot
//! be built is a gap in the checks and is reported as such rather than left out in silence.

mod rows;

use oreline_units::{Estimate, PartialDate, Unit};
use oreline_world::rows::{Provenance, RowRef};
use oreline_world::{Diagnostic, Keyword, Meta, Severity, World};

use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

/// One row with its table, as the builders see it.
pub(crate) struct Cells<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl Cells<'_> {
    fn at(&self) -> RowRef {
        RowRef { file: self.table.file, line: self.row.line }
    }

    /// An id, or any other required text.
    fn id<T: for<'t> From<&'t str>>(&self, column: &str) -> Option<T> {
        self.row.text(self.table, column).map(T::from)
    }

    fn text(&self, column: &str) -> String {
        self.row.text(self.table, column).unwrap_or_default().to_owned()
    }

    fn list<T: for<'t> From<&'t str>>(&self, column: &str) -> Vec<T> {
        self.row.list(self.table, column).into_iter().map(T::from).collect()
    }

    fn word<K: Keyword>(&self, column: &str) -> Option<K> {
        self.row.word(self.table, column)
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.row.number(self.table, column)
    }

    fn date(&self, column: &str) -> Option<PartialDate> {
        self.row.date(self.table, column)
    }

    fn est(&self) -> Option<Estimate> {
        self.row.estimate(self.table)
    }

    fn unit(&self) -> Option<Unit> {
        self.row.unit(self.table)
    }

    fn prov(&self) -> Option<Provenance> {
        Some(Provenance {
            source: self.id("source")?,
            known_at: self.row.known_at,
            known_at_basis: self.word("known_at_basis")?,
            grade: self.word("grade")?,
            basis: self.word("basis")?,
            origin: self.id("origin"),
            informed_by: self.list("informed_by"),
            note: self.text("note"),
        })
    }
}

/// The whole world.
pub(crate) fn world(
    meta: Meta,
    tables: &[Typed<'_>],
    scenarios: std::collections::BTreeMap<String, String>,
    sink: &mut Sink,
) -> World {
    World {
        meta,
        sources: all(tables, "sources", rows::source, sink),
        regions: all(tables, "regions", rows::region, sink),
        actors: all(tables, "actors", rows::actor, sink),
        goods: all(tables, "goods", rows::good, sink),
        contents: all(tables, "contents", rows::content, sink),
        baskets: all(tables, "baskets", rows::basket, sink),
        processes: all(tables, "processes", rows::process, sink),
        recipes: all(tables, "recipes", rows::recipe, sink),
        alternatives: all(tables, "alternatives", rows::alternative, sink),
        recoveries: all(tables, "recoveries", rows::recovery, sink),
        sites: all(tables, "sites", rows::site, sink),
        routes: all(tables, "routes", rows::route, sink),
        demands: all(tables, "demands", rows::demand, sink),
        stocks: all(tables, "stocks", rows::stock, sink),
        prices: all(tables, "prices", rows::price, sink),
        rates: all(tables, "rates", rows::rate, sink),
        flows: all(tables, "flows", rows::flow, sink),
        costs: all(tables, "costs", rows::cost, sink),
        controls: all(tables, "controls", rows::control, sink),
        ties: all(tables, "ties", rows::tie, sink),
        acts: all(tables, "acts", rows::act, sink),
        projects: all(tables, "projects", rows::project, sink),
        parameters: all(tables, "parameters", rows::parameter, sink),
        indicators: all(tables, "indicators", rows::indicator, sink),
        scenarios,
    }
}

fn all<T>(tables: &[Typed<'_>], name: &str, build: fn(&Cells<'_>) -> Option<T>, sink: &mut Sink) -> Vec<T> {
    let mut built = Vec::new();
    for typed in tables.iter().filter(|typed| typed.table.name == name) {
        for row in &typed.rows {
            match build(&Cells { table: typed.table, row }) {
                Some(item) => built.push(item),
                None => sink.push(unbuilt(typed.table.file, row.line)),
            }
        }
    }
    built
}

fn unbuilt(file: &str, line: u64) -> Diagnostic {
    let message = "the row passed every check and still makes no sense";
    let hint = "compare it with its neighbours, and report it: a check is missing";
    Diagnostic::new(Severity::Error, "bad-row", file, message, hint).on_row(line)
}
