//! When a judgement became possible: the latest day of the rows that informed it, and of theirs.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::cell::Typed;

/// Moves `known_at` of every row that names others to the latest of their days and its own.
///
/// Days are handed down latest first, each row being settled once, by the first day that reaches it; so long
/// chains cost no more than short ones, and circles end.
pub(super) fn settle(typed: &mut [Typed<'_>]) {
    let rests = rests_on(typed);
    let mut days: Vec<(Date, (usize, usize))> = Vec::new();
    for (t, table) in typed.iter().enumerate() {
        days.extend(table.rows.iter().enumerate().filter_map(|(r, row)| Some((row.known_at?, (t, r)))));
    }
    days.sort_by_key(|day| std::cmp::Reverse(*day));
    let mut settled: BTreeMap<(usize, usize), Date> = BTreeMap::new();
    for (day, row) in days {
        let mut reached = vec![row];
        while let Some(row) = reached.pop() {
            if settled.contains_key(&row) {
                continue;
            }
            settled.insert(row, day);
            reached.extend(rests.get(&row).into_iter().flatten());
        }
    }
    for ((t, r), day) in settled {
        if let Some(row) = typed.get_mut(t).and_then(|table| table.rows.get_mut(r)) {
            row.known_at = Some(day);
        }
    }
}

/// For every row, the rows that it informs; by place in the list of tables and in the table.
fn rests_on(typed: &[Typed<'_>]) -> BTreeMap<(usize, usize), Vec<(usize, usize)>> {
    let mut places: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (t, Typed { table, rows }) in typed.iter().enumerate() {
        for (r, row) in rows.iter().enumerate() {
            if let Some(id) = row.text(table, "id") {
                places.entry(id).or_default().push((t, r));
            }
        }
    }
    let mut rests: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (t, Typed { table, rows }) in typed.iter().enumerate() {
        for (r, row) in rows.iter().enumerate() {
            for informant in row.list(table, "informed_by").iter().filter_map(|id| places.get(id)).flatten() {
                rests.entry(*informant).or_default().push((t, r));
            }
        }
    }
    rests
}
