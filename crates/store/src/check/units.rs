//! Figures in the unit of what they are about.

use std::collections::BTreeMap;

use oreline_units::{Currency, Dimension, MassBasis, Unit};
use oreline_world::expr::{Atom, Term};
use oreline_world::rows::{FlowRole, Stage, Vat};

use super::{error, find};
use crate::cell::{Row, Typed};
use crate::schema::Table;
use crate::sink::Sink;

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    let bases = Bases::of(typed);
    for Typed { table, rows } in typed {
        for row in rows {
            match table.name {
                "goods" => good(table, row, sink),
                "prices" => price(table, row, sink),
                "projects" => project(&bases, table, row, sink),
                "flows" => flow(&bases, table, row, sink),
                _ => {}
            }
        }
    }
}

/// What a tonne of each good, and of the throughput of each process, is a tonne of.
struct Bases<'a> {
    goods: BTreeMap<&'a str, MassBasis>,
    processes: BTreeMap<&'a str, Vec<MassBasis>>,
}

impl<'a> Bases<'a> {
    fn of(typed: &'a [Typed<'_>]) -> Self {
        let mut bases = Self { goods: BTreeMap::new(), processes: BTreeMap::new() };
        if let Some(Typed { table, rows }) = find(typed, "goods") {
            for row in rows {
                let basis =
                    row.unit(table).and_then(Unit::mass_basis).filter(|_| unfit(table, row).is_none());
                bases.goods.extend(row.text(table, "id").zip(basis));
            }
        }
        if let Some(Typed { table, rows }) = find(typed, "recipes") {
            for row in rows {
                bases.add_recipe(table, row);
            }
        }
        bases
    }

    /// The throughput of a process is counted in a good that it takes or makes one to one.
    fn add_recipe(&mut self, table: &Table, row: &'a Row) {
        let (process, good) = (row.text(table, "process"), row.text(table, "good"));
        let (Some(process), Some(good)) = (process, good) else { return };
        let entry = self.processes.entry(process).or_default();
        if row.number(table, "value") == Some(1.0) {
            entry.extend(self.goods.get(good));
        }
    }

    /// Whether a term may be counted in this basis. What is converted by a factor, or not known, may.
    fn allow(&self, term: &Term, basis: MassBasis) -> bool {
        let converted = term.times != 1.0 || term.over != 1.0;
        converted
            || match &term.atom {
                Atom::Activity { process } => {
                    let bases = self.processes.get(process.as_str());
                    bases.is_none_or(|bases| bases.is_empty() || bases.contains(&basis))
                }
                Atom::Mined { .. } => basis == MassBasis::Oxide,
                Atom::FinalUses { goods, .. } if goods.is_empty() => basis == MassBasis::Magnet,
                atom => atom.ids().iter().all(|(kind, id)| {
                    let good = *kind == oreline_world::expr::IdKind::Good;
                    !good || self.goods.get(id).is_none_or(|given| *given == basis)
                }),
            }
    }
}

const HINT: &str = "count concentrates in t-reo, oxides in t-oxide, metals in t-metal, magnets and scrap in t-magnet; \
     what was only weighed is t-gross";

fn good(table: &Table, row: &Row, sink: &mut Sink) {
    if let Some((stage, unit)) = unfit(table, row) {
        let message = format!("a good of the stage '{stage}' is not counted in {unit}");
        sink.push(error("unit-mismatch", (table, row, "unit"), message, HINT));
    }
}

/// The stage and the unit of a good, if they do not go together.
fn unfit(table: &Table, row: &Row) -> Option<(Stage, Unit)> {
    let (stage, unit) = (row.word(table, "stage")?, row.unit(table)?);
    let fits: &[Unit] = match stage {
        Stage::Concentrate | Stage::Intermediate => &[Unit::TReo, Unit::TGross, Unit::Permille],
        Stage::Oxide => &[Unit::TOxide, Unit::Permille],
        Stage::Metal => &[Unit::TMetal, Unit::Permille],
        Stage::Magnet | Stage::Scrap => &[Unit::TMagnet],
    };
    (!fits.contains(&unit)).then_some((stage, unit))
}

fn price(table: &Table, row: &Row, sink: &mut Sink) {
    let yuan = row.unit(table).is_some_and(|unit| unit.currency() == Some(Currency::Cny));
    if yuan && row.word(table, "vat") == Some(Vat::Unknown) {
        let message = "a price in yuan that does not say whether it holds value added tax".to_owned();
        let hint = "Chinese quotes usually include it; write included or excluded in the column vat";
        sink.push(error("unit-mismatch", (table, row, "vat"), message, hint));
    }
}

fn project(bases: &Bases<'_>, table: &Table, row: &Row, sink: &mut Sink) {
    let (Some(good), Some(unit)) = (row.text(table, "good"), row.unit(table)) else { return };
    let (Some(wanted), Some(given)) = (bases.goods.get(good), unit.mass_basis()) else { return };
    if *wanted != given {
        let message = format!("{unit} does not measure '{good}'");
        sink.push(error("unit-mismatch", (table, row, "unit"), message, HINT));
    }
}

fn flow(bases: &Bases<'_>, table: &Table, row: &Row, sink: &mut Sink) {
    let Some(unit) = row.unit(table) else { return };
    let role: Option<FlowRole> = row.word(table, "role");
    let (expr, per) = (row.expr(table, "expr"), row.expr(table, "per"));
    if let (Some(expr), None, Dimension::Flow(basis) | Dimension::Mass(basis)) = (expr, per, unit.dimension())
    {
        // What was only weighed may stand beside what it holds, to be compared; it must not pull on the fit.
        let compared = basis == MassBasis::Gross && role != Some(FlowRole::Fit);
        if let Some(term) = expr.0.iter().find(|term| !compared && !bases.allow(term, basis)) {
            let message = format!("{unit} does not measure {}", term.atom);
            sink.push(error("unit-mismatch", (table, row, "unit"), message, HINT));
        }
    }
    let mass = unit.mass_basis().is_some();
    if per.is_some() && mass {
        let message = format!("a ratio of two quantities is not counted in {unit}");
        sink.push(error(
            "unit-mismatch",
            (table, row, "unit"),
            message,
            "write ratio, or empty the column per",
        ));
    }
    if row.blank(table, "expr") && matches!(role, Some(FlowRole::Fit | FlowRole::Check)) {
        let message = "a claim that is to be fitted or checked needs an expression".to_owned();
        let hint = "say which quantity it is, as in P(dy-oxide,china), or make its role context";
        sink.push(error("missing-value", (table, row, "expr"), message, hint));
    }
}
