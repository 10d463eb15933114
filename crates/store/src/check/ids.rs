//! Every id is given once, and every id named is given.

use std::collections::{BTreeMap, BTreeSet};

use oreline_world::expr::IdKind;

use super::error;
use crate::cell::{Row, Typed};
use crate::near::did_you_mean;
use crate::schema::{Kind, Table};
use crate::sink::Sink;

pub(super) fn check(typed: &[Typed<'_>], sink: &mut Sink) {
    for typed in typed {
        duplicates(typed, sink);
    }
    let names = Names::of(typed);
    for Typed { table, rows } in typed {
        for column in &table.columns {
            for row in rows {
                if let Some(unknown) = names.unknown(table, row, column.name, column.kind, sink) {
                    sink.push(unknown);
                }
            }
        }
    }
}

fn duplicates(typed: &Typed<'_>, sink: &mut Sink) {
    let table = typed.table;
    let mut seen: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    for row in &typed.rows {
        let key: Option<Vec<&str>> = table.key.iter().map(|column| row.text(table, column)).collect();
        let Some(key) = key else { continue };
        if let Some(first) = seen.get(&key) {
            let message = format!("'{}' stands already on line {first}", key.join(" "));
            let hint = "give one of the two another id, or take one out";
            sink.push(error("duplicate-id", (table, row, table.key[0]), message, hint));
        } else {
            seen.insert(key, row.line);
        }
    }
}

/// The ids that may be named, by table. A table that is not there is no reason to complain twice.
struct Names<'a> {
    tables: BTreeMap<&'static str, BTreeSet<&'a str>>,
    uses: BTreeSet<&'a str>,
    rows: BTreeSet<&'a str>,
}

/// Where the target of an act may stand.
const TARGETS: [&str; 6] = ["sites", "routes", "processes", "goods", "regions", "actors"];

impl<'a> Names<'a> {
    fn of(typed: &'a [Typed<'_>]) -> Self {
        let column = |typed: &'a Typed<'_>, name| -> BTreeSet<&'a str> {
            typed.rows.iter().filter_map(|row| row.text(typed.table, name)).collect()
        };
        let tables: BTreeMap<_, _> =
            typed.iter().map(|typed| (typed.table.name, column(typed, "id"))).collect();
        let demands = typed.iter().filter(|typed| typed.table.name == "demands");
        let uses = demands.flat_map(|typed| column(typed, "use")).collect();
        let rows = tables.values().flatten().copied().collect();
        Self { tables, uses, rows }
    }

    fn has(&self, table: &str, id: &str) -> bool {
        self.tables.get(table).is_none_or(|ids| ids.contains(id))
    }

    fn unknown(
        &self,
        table: &Table,
        row: &Row,
        column: &str,
        kind: Kind,
        sink: &Sink,
    ) -> Option<oreline_world::Diagnostic> {
        let (what, id, known): (&str, String, Vec<&str>) = match kind {
            Kind::Ref(to) => self.missing_in(to, row.text(table, column)?)?,
            Kind::AnyRows => {
                let unknown = row.list(table, column).into_iter().find(|id| !self.rows.contains(id))?;
                ("row", unknown.to_owned(), self.rows.iter().copied().collect())
            }
            Kind::Targets => {
                let known =
                    |id: &&str| TARGETS.iter().any(|to| self.tables.get(to).is_some_and(|t| t.contains(id)));
                let unknown = row.list(table, column).into_iter().find(|id| !known(id))?;
                let all = TARGETS.iter().filter_map(|to| self.tables.get(to)).flatten().copied();
                ("target", unknown.to_owned(), all.collect())
            }
            Kind::Prefix => self.missing_prefix(row.text(table, column)?)?,
            Kind::Subject => self.missing_subject(row.text(table, column)?)?,
            Kind::Chain => self.missing_in_chain(row.text(table, column)?)?,
            Kind::Expr => self.missing_in_expr(row.expr(table, column)?)?,
            _ => return None,
        };
        let near = if sink.wants("unknown-id", table.file) {
            did_you_mean(&id, known.into_iter())
        } else {
            String::new()
        };
        let hint = format!("{near}write an id that is there, or add the row that it names");
        Some(error("unknown-id", (table, row, column), format!("unknown {what} '{id}'"), hint))
    }

    fn missing_in(&self, to: &'static str, id: &str) -> Option<(&'static str, String, Vec<&'a str>)> {
        let known = self.tables.get(to)?;
        (!known.contains(id)).then(|| (singular(to), id.to_owned(), known.iter().copied().collect()))
    }

    fn missing_prefix(&self, prefix: &str) -> Option<(&'static str, String, Vec<&'a str>)> {
        let known = self.tables.get("processes")?;
        let begins = known.iter().any(|id| begins(id, prefix));
        (!begins).then(|| ("beginning of process ids", prefix.to_owned(), known.iter().copied().collect()))
    }

    /// A parameter is about everything, the routes, a region, a good or some processes.
    fn missing_subject(&self, subject: &str) -> Option<(&'static str, String, Vec<&'a str>)> {
        let given = ["regions", "goods"].iter().any(|table| self.has(table, subject));
        let intensity = subject.split_once(':').is_some_and(|(_, good)| self.has("goods", good));
        if given || intensity || subject == "*" || subject == "routes" {
            return None;
        }
        self.missing_prefix(subject).map(|(_, subject, mut known)| {
            known.extend(["regions", "goods"].iter().filter_map(|table| self.tables.get(table)).flatten());
            ("subject", subject, known)
        })
    }

    /// Process, then good and process in turn.
    fn missing_in_chain(&self, chain: &str) -> Option<(&'static str, String, Vec<&'a str>)> {
        let steps: Vec<&str> = chain.split('>').map(str::trim).collect();
        let mut kinds = ["processes", "goods"].into_iter().cycle();
        let wrong = steps.iter().find_map(|step| self.missing_in(kinds.next()?, step));
        let whole = steps.len() % 2 == 1;
        wrong.or_else(|| (!whole).then(|| ("process after the last '>' of", chain.to_owned(), Vec::new())))
    }

    fn missing_in_expr(
        &self,
        expr: &oreline_world::expr::Expr,
    ) -> Option<(&'static str, String, Vec<&'a str>)> {
        expr.ids().find_map(|(kind, id)| match kind {
            IdKind::Process => self.missing_in("processes", id),
            IdKind::Good => self.missing_in("goods", id),
            IdKind::Region => self.missing_in("regions", id),
            IdKind::Use => {
                let there = !self.tables.contains_key("demands") || self.uses.contains(id);
                (!there).then(|| ("use", id.to_owned(), self.uses.iter().copied().collect()))
            }
        })
    }
}

/// Whether an id is the prefix, or goes on with a hyphen after it.
fn begins(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn singular(table: &'static str) -> &'static str {
    match table {
        "processes" => "process",
        _ => table.strip_suffix('s').unwrap_or(table),
    }
}
