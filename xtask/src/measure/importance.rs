//! The EU's study of 2023: economic importance from end uses and the value added of their sectors.

use super::material::{Material, Study};
use super::names::matched;
use super::printed::{Row, cell, percent, rows};
use super::{Count, Line, Section};
use anyhow::Result;
use oreline_index::eu::{EndUse, economic_importance};
use oreline_index::{Bounded, Comparison, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Materials whose printed uses are whole, and how many of them must come within 0.10.
const WHOLE: usize = 42;
const NEAR: usize = 27;

/// Sums of shares between which the printed uses are taken for whole.
const SUMS: std::ops::RangeInclusive<f64> = 0.97..=1.02;
/// Rounding of the shares, in percentage points.
const HALF: f64 = 0.5;

/// A printed use.
#[derive(Clone, Debug, PartialEq)]
struct Use {
    name: String,
    share: Bounded,
    /// Code of the sector; empty for uses without one.
    sector: String,
    value_added: Option<f64>,
}

/// Value added by code of the sector.
type Sectors = BTreeMap<String, f64>;

pub(super) fn section(data: &Path) -> Result<Section> {
    let study = Study::read(data)?;
    let uses = uses(&rows(data, "fact_MaterialUseShares.csv")?);
    let sectors = sectors(&uses);
    let names: Vec<String> = study.materials.iter().map(|m| m.name.clone()).collect();
    let known: BTreeSet<&str> = uses.keys().map(String::as_str).collect();
    let found = matched(&names, &known);
    let printed = |m: &Material| uses.get(*found.get(&m.name)?.first()?);
    let all: Vec<(&Material, &[Use], Comparison)> = study
        .materials
        .iter()
        .filter_map(|m| printed(m).map(|printed| (m, printed.as_slice(), compared(m, printed, &sectors))))
        .collect();
    let whole = || all.iter().filter(|(_, printed, c)| is_whole(printed) && c.recomputed.is_ok());
    let near = whole().filter(|(_, _, c)| c.within(0.10)).count();
    let inside = whole().filter(|(_, _, c)| c.status() == Status::Inside).count();
    let whole_rows = "materials with whole rows of uses (97 to 102 % with a sector)";
    let counts = vec![
        Count::new(whole_rows, whole().count(), all.len()).at_least(WHOLE),
        Count::new("of them within 0.10 of the published score", near, whole().count()).at_least(NEAR),
        Count::new("of them inside the interval of the rounding of the inputs", inside, whole().count()),
    ];
    let lines = all.iter().map(|(m, printed, c)| line(m, printed, c, &sectors)).collect();
    let notes = vec![format!("the largest sector has {} million euro of value added", largest(&sectors))];
    Ok(Section { title: "EU economic importance 2023", counts, notes, lines, ..Section::default() })
}

fn line(material: &Material, printed: &[Use], compared: &Comparison, sectors: &Sectors) -> Line {
    let mut line = Line::new(material.name.clone(), compared);
    if !compared.within(0.10) {
        line.reasons.extend(reasons(material, printed, compared, sectors));
    }
    line
}

fn uses(rows: &[Row]) -> BTreeMap<String, Vec<Use>> {
    let mut out: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    for row in rows {
        let share = cell(row, "Share");
        // A use above nothing that rounds to nothing.
        let share = if share == ">0%" { "0" } else { share };
        let Some(share) = percent(share, HALF) else { continue };
        let sector = cell(row, "NACE sector").split_whitespace().next().unwrap_or_default().to_owned();
        let value_added = cell(row, "VA in million €").parse().ok();
        let name = cell(row, "Application").to_owned();
        let printed = Use { name, share, sector, value_added };
        out.entry(cell(row, "Material").to_owned()).or_default().push(printed);
    }
    out
}

/// What most rows say that a sector has.
fn sectors(uses: &BTreeMap<String, Vec<Use>>) -> Sectors {
    let mut said: BTreeMap<&str, BTreeMap<u64, usize>> = BTreeMap::new();
    for printed in uses.values().flatten() {
        if let Some(value) = printed.value_added {
            *said.entry(&printed.sector).or_default().entry(value.to_bits()).or_default() += 1;
        }
    }
    let most = |values: BTreeMap<u64, usize>| values.into_iter().max_by_key(|(_, count)| *count);
    let of = |(sector, values)| Some((String::from(sector), f64::from_bits(most(values)?.0)));
    said.into_iter().filter_map(of).collect()
}

fn largest(sectors: &Sectors) -> f64 {
    sectors.values().copied().fold(0.0, f64::max)
}

/// The share of use whose sector is known.
fn assigned(printed: &[Use]) -> f64 {
    printed.iter().filter(|u| u.value_added.is_some()).map(|u| u.share.point()).sum()
}

fn is_whole(printed: &[Use]) -> bool {
    SUMS.contains(&((assigned(printed) * 1000.0).round() / 1000.0))
}

fn compared(material: &Material, printed: &[Use], sectors: &Sectors) -> Comparison {
    Comparison { published: material.importance, recomputed: score(material.substitution, printed, sectors) }
}

/// The score from the uses that have a sector.
fn score(substitution: Option<Bounded>, printed: &[Use], sectors: &Sectors) -> Result<Bounded, String> {
    let substitution = substitution.ok_or("no substitution index")?;
    let of = |u: &Use| u.value_added.map(|value_added| EndUse { share: u.share, value_added });
    let ends: Vec<EndUse> = printed.iter().filter_map(of).collect();
    economic_importance(&ends, largest(sectors), substitution).map_err(|error| error.to_string())
}

/// Why the score is not the published one, as far as the rows tell.
fn reasons(material: &Material, printed: &[Use], compared: &Comparison, sectors: &Sectors) -> Vec<String> {
    let meets = |printed: &[Use]| {
        score(material.substitution, printed, sectors).is_ok_and(|s| s.meets(material.importance))
    };
    let mut out = Vec::new();
    if compared.status() == Status::Inside {
        out.push("the rounding of the printed inputs spans the published figure".into());
    }
    let (once, usual) = (once(printed), usual(printed, sectors));
    if once.len() < printed.len() {
        let verb = if meets(&once) { "met without it" } else { "without it still not met" };
        out.push(format!("a use is printed twice: {verb}"));
    }
    if usual != printed {
        let verb = if meets(&usual) { "met with the usual one" } else { "with the usual one still not met" };
        out.push(format!("a sector's value added differs from that of its other rows: {verb}"));
    }
    let sum = assigned(printed);
    if !is_whole(printed) {
        out.push(format!("uses with a sector add up to {:.0} %", 100.0 * sum));
    }
    out.extend(rest(material, printed, compared, sectors));
    if out.is_empty() && compared.recomputed.is_ok() {
        out.push("the printed uses are whole: the published score stands on other shares or sectors".into());
    }
    out
}

/// What the uses without a sector would have to be worth.
fn rest(material: &Material, printed: &[Use], compared: &Comparison, sectors: &Sectors) -> Option<String> {
    let without: f64 = printed.iter().filter(|u| u.value_added.is_none()).map(|u| u.share.point()).sum();
    let gap = -compared.difference()?;
    let unit = 10.0 / largest(sectors) * material.substitution?.point();
    (without > 0.0).then(|| {
        let needs = gap / (without * unit);
        let possible = (0.0..=largest(sectors)).contains(&needs);
        let verdict = if possible { "which a sector may have" } else { "which no sector has" };
        format!(
            "{:.0} % of use has no sector; it would need {needs:.0} million euro, {verdict}",
            100.0 * without
        )
    })
}

fn once(printed: &[Use]) -> Vec<Use> {
    let mut out: Vec<Use> = Vec::new();
    printed.iter().for_each(|u| {
        if !out.contains(u) {
            out.push(u.clone());
        }
    });
    out
}

fn usual(printed: &[Use], sectors: &Sectors) -> Vec<Use> {
    let of = |u: &Use| Use { value_added: u.value_added.and(sectors.get(&u.sector).copied()), ..u.clone() };
    printed.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(name: &str, share: f64, sector: &str, value: Option<f64>) -> Use {
        let share = Bounded::share(share, 0.005).unwrap();
        Use { name: name.into(), share, sector: sector.into(), value_added: value }
    }

    fn material(importance: f64) -> Material {
        Material {
            name: "invented".into(),
            importance: Bounded::amount(importance, 0.05).unwrap(),
            substitution: Bounded::share(0.9, 0.005).ok(),
        }
    }

    fn sectors_of(values: &[(&str, f64)]) -> Sectors {
        values.iter().map(|(name, value)| (name.to_string(), *value)).collect()
    }

    /// Invented: 60 % in a sector of 100, 40 % in one of 50; the largest has 200. (0.6·100 + 0.4·50)·10/200·0.9 = 3.6.
    #[test]
    fn an_invented_material_by_hand() {
        let sectors = sectors_of(&[("A", 100.0), ("B", 50.0), ("C", 200.0)]);
        let printed = [used("x", 0.6, "A", Some(100.0)), used("y", 0.4, "B", Some(50.0))];
        let found = compared(&material(3.6), &printed, &sectors);
        assert!((found.recomputed.as_ref().unwrap().point() - 3.6).abs() < 1e-12);
        assert!(is_whole(&printed) && found.status() == Status::Inside);
    }

    /// The same with a use printed twice scores 3.6 + 0.4·50·10/200·0.9 = 4.5, with a sector mistyped something else.
    #[test]
    fn rows_that_are_wrong_are_named() {
        let sectors = sectors_of(&[("A", 100.0), ("B", 50.0), ("C", 200.0)]);
        let why = |printed: &[Use]| {
            let found = compared(&material(3.6), printed, &sectors);
            reasons(&material(3.6), printed, &found, &sectors).join("; ")
        };
        let y = used("y", 0.3, "B", Some(50.0));
        let twice = [used("x", 0.6, "A", Some(100.0)), y.clone(), y];
        assert!(why(&twice).contains("printed twice"), "{}", why(&twice));
        let mistyped = [used("x", 0.6, "A", Some(10.0)), used("y", 0.4, "B", Some(50.0))];
        assert!(why(&mistyped).contains("met with the usual one"));
        // 3.6 − 2.7 = 0.9 is missing: 0.4·v·10/200·0.9 = 0.9 gives v = 50.
        let open = [used("x", 0.6, "A", Some(100.0)), used("other", 0.4, "", None)];
        assert!(why(&open).contains("would need 50 million euro, which a sector may have"), "{}", why(&open));
    }

    #[test]
    fn a_sector_has_what_most_rows_say() {
        let printed = vec![
            used("x", 0.1, "A", Some(5.0)),
            used("y", 0.1, "A", Some(7.0)),
            used("z", 0.1, "A", Some(7.0)),
        ];
        assert_eq!(sectors(&BTreeMap::from([("m".to_owned(), printed)])), sectors_of(&[("A", 7.0)]));
    }
}
