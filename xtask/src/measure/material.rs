//! What the study of 2023 printed of each material: scores, stages, indices, country shares, end uses.
//!
//! The columns of a few rows are shifted by one in the copy that is read; such a row has a number where the supply
//! of the second stage is named, and is set right by that. Groups of materials are no materials; the table of groups
//! says which they are. A material without EU shares of its own takes those of its group's row.

use super::names::{country, initials, matched, same};
use super::printed::{Row, cell, index, number, percent, rows};
use anyhow::Result;
use oreline_index::Bounded;
use oreline_index::eu::{Supplier, governance};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// The years whose mean governance the study took, as its scores show.
pub(super) const WINDOW: RangeInclusive<i32> = 2016..=2020;

/// Rounding of the world's shares, in percentage points.
const WORLD_HALF: f64 = 0.05;
/// Rounding of the EU's shares, reliance and recycling, in percentage points.
const PERCENT_HALF: f64 = 0.5;
/// Rounding of substitution indices.
const INDEX_HALF: f64 = 0.005;
/// Rounding of scores.
pub(super) const SCORE_HALF: f64 = 0.05;

/// Governance of a country that the World Bank does not list: the middle of the scale, and all of it as bounds.
const UNKNOWN: (f64, f64, f64) = (5.0, 0.0, 10.0);

/// Which supply a score is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Supply {
    Global,
    Eu,
    Both,
}

impl Supply {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Global => "the world's supply only",
            Self::Eu => "the EU's supply only",
            Self::Both => "both supplies",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        match text.as_str() {
            "GS+EU" => Some(Self::Both),
            "GSonly" | "GS" => Some(Self::Global),
            "EUonly" | "EU" => Some(Self::Eu),
            _ => None,
        }
    }
}

/// A printed share of a supply.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ShareRow {
    pub(super) country: String,
    pub(super) share: Bounded,
    pub(super) trade: Bounded,
}

/// A stage of a material with its published score.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) material: String,
    /// `E` for extraction, `P` for processing.
    pub(super) stage: &'static str,
    pub(super) published: Bounded,
    pub(super) supply: Option<Supply>,
    pub(super) import_reliance: Option<Bounded>,
    pub(super) recycling: Option<Bounded>,
    pub(super) substitution: Option<Bounded>,
    /// The other substitution index, that of economic importance.
    pub(super) other_substitution: Option<Bounded>,
    pub(super) world: Vec<ShareRow>,
    pub(super) eu: Vec<ShareRow>,
    /// The group whose row the EU shares are from.
    pub(super) group: Option<String>,
}

impl Stage {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.material, self.stage)
    }
}

/// Everything of the study that is needed.
pub(super) struct Study {
    pub(super) stages: Vec<Stage>,
    pub(super) materials: Vec<Material>,
    governance: Governance,
}

/// A material with its published importance.
pub(super) struct Material {
    pub(super) name: String,
    pub(super) importance: Bounded,
    pub(super) substitution: Option<Bounded>,
}

type Shares = BTreeMap<(String, String), Vec<ShareRow>>;
/// Mean of the six estimates, by country and year.
type Governance = BTreeMap<String, BTreeMap<i32, f64>>;

impl Study {
    pub(super) fn read(data: &Path) -> Result<Self> {
        let groups = Groups::read(data)?;
        let seeds = seeds(&rows(data, "critmat_eureport_results.csv")?, &groups);
        let world = shares(&rows(data, "fact_GlobalSupplyShares_t.csv")?, WORLD_HALF);
        let eu = shares(&rows(data, "fact_EUSupplyShares_t.csv")?, PERCENT_HALF);
        let governance = estimates(&rows(data, "wgi_1996_2023.csv")?);
        let names: Vec<String> = seeds.iter().map(|row| cell(row, "material_name").to_owned()).collect();
        let (world, eu) = (Lookup::new(&names, &world), Lookup::new(&names, &eu));
        let stages = seeds.iter().flat_map(|row| stages(row, &world, &eu, &groups)).collect();
        Ok(Self { stages, materials: seeds.iter().filter_map(material).collect(), governance })
    }

    /// Shares with the governance of a span of years.
    pub(super) fn suppliers(&self, rows: &[ShareRow], years: &RangeInclusive<i32>) -> Vec<Supplier> {
        let of = |row: &ShareRow| {
            let bad = self.governance_of(&row.country, years);
            let (point, low, high) = bad.map_or(UNKNOWN, |w| (w, w, w));
            let governance = Bounded::new(point, low, high).ok()?;
            Some(Supplier { share: row.share, governance, trade: row.trade })
        };
        rows.iter().filter_map(of).collect()
    }

    pub(super) fn governance_of(&self, name: &str, years: &RangeInclusive<i32>) -> Option<f64> {
        let known = self.governance.get(&country(name))?;
        let within: Vec<f64> = known.range(years.clone()).map(|(_, mean)| *mean).collect();
        (!within.is_empty()).then(|| governance(mean(&within)))
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn estimates(rows: &[Row]) -> Governance {
    let mut out = Governance::new();
    for row in rows {
        let of = |column: &str| cell(row, column).parse::<f64>().ok();
        let known: Vec<f64> = ["va", "pv", "ge", "rq", "rl", "cc"].into_iter().filter_map(of).collect();
        if let (Ok(year), false) = (cell(row, "year").parse(), known.is_empty()) {
            out.entry(country(cell(row, "country"))).or_default().insert(year, mean(&known));
        }
    }
    out
}

fn shares(rows: &[Row], half: f64) -> Shares {
    let mut out = Shares::new();
    for row in rows {
        let Some(share) = percent(cell(row, "Share"), half) else { continue };
        let trade = number(cell(row, "t"), 0.0).or_else(|| number("1", 0.0));
        let key = (cell(row, "Material").to_owned(), cell(row, "Stage").to_owned());
        let country = cell(row, "Country").to_owned();
        out.entry(key).or_default().extend(trade.map(|trade| ShareRow { country, share, trade }));
    }
    out
}

/// Shares by the name of the material as the scores spell it.
struct Lookup<'a> {
    names: BTreeMap<String, Vec<&'a str>>,
    shares: &'a Shares,
}

impl<'a> Lookup<'a> {
    fn new(materials: &[String], shares: &'a Shares) -> Self {
        let names: BTreeSet<&str> = shares.keys().map(|(name, _)| name.as_str()).collect();
        Self { names: matched(materials, &names), shares }
    }

    fn rows(&self, material: &str, stage: &str) -> Option<&'a Vec<ShareRow>> {
        let names = self.names.get(material)?;
        names.iter().find_map(|name| self.shares.get(&((*name).to_owned(), stage.to_owned())))
    }

    /// The rows of a group, by its initials.
    fn of_group(&self, group: &str, stage: &str) -> Option<&'a Vec<ShareRow>> {
        let is =
            |((name, of), _): &(&(String, String), &Vec<ShareRow>)| of == stage && initials(name) == group;
        self.shares.iter().find(is).map(|(_, rows)| rows)
    }
}

/// Groups of materials, by the name of the member.
struct Groups(Vec<(String, String)>);

impl Groups {
    fn read(data: &Path) -> Result<Self> {
        let rows = rows(data, "dimension_ScreenedMatGroupings.csv")?;
        let of =
            |row: &Row| (cell(row, "screened_material").to_owned(), cell(row, "perm_XREE_PGM").to_owned());
        Ok(Self(rows.iter().map(of).collect()))
    }

    fn is_group(&self, name: &str) -> bool {
        self.0.iter().any(|(_, group)| group == name) && !self.0.iter().any(|(member, _)| same(member, name))
    }

    fn of(&self, material: &str) -> Option<&str> {
        self.0.iter().find(|(member, _)| same(member, material)).map(|(_, group)| group.as_str())
    }
}

/// One row for each material.
fn seeds(rows: &[Row], groups: &Groups) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let name = |row: &Row| cell(row, "material_name").to_owned();
    rows.iter().filter(|row| !groups.is_group(&name(row)) && seen.insert(name(row))).cloned().collect()
}

fn material(row: &Row) -> Option<Material> {
    Some(Material {
        name: cell(row, "material_name").to_owned(),
        importance: number(cell(row, "economic_importance"), SCORE_HALF)?,
        substitution: index(cell(row, "si_ei"), INDEX_HALF),
    })
}

/// The stages of a material that have a published score.
fn stages(row: &Row, world: &Lookup<'_>, eu: &Lookup<'_>, groups: &Groups) -> Vec<Stage> {
    let shifted = number(cell(row, "eu_used_supply_refined"), SCORE_HALF).is_some();
    let [first, second] = match shifted {
        true => [
            ("eu_used_supply_primary", "eu_used_supply_refined"),
            ("eu_used_supply_primary", "supply_risk_refined"),
        ],
        false => [
            ("eu_used_supply_primary", "supply_risk_primary"),
            ("eu_used_supply_refined", "supply_risk_refined"),
        ],
    };
    let of = |stage: &'static str, (supply, score): (&str, &str), reliance: &str| {
        let name = cell(row, "material_name");
        let own = eu.rows(name, stage);
        let group = groups.of(name).filter(|_| own.is_none());
        let from_group = group.and_then(|group| eu.of_group(group, stage));
        Some(Stage {
            material: name.to_owned(),
            stage,
            published: number(cell(row, score), SCORE_HALF)?,
            supply: Supply::parse(cell(row, supply)),
            import_reliance: percent(cell(row, reliance), PERCENT_HALF),
            recycling: percent(cell(row, "end_of_life"), PERCENT_HALF),
            substitution: index(cell(row, "si_sr"), INDEX_HALF),
            other_substitution: index(cell(row, "si_ei"), INDEX_HALF),
            world: world.rows(name, stage).cloned().unwrap_or_default(),
            eu: own.or(from_group).cloned().unwrap_or_default(),
            group: from_group.and(group).map(str::to_owned),
        })
    };
    let extraction = of("E", first, "import_reliance_primary");
    extraction.into_iter().chain(of("P", second, "import_reliance_refined")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Row {
        cells.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    fn groups() -> Groups {
        Groups(vec![("invented".into(), "GRP".into()), ("other".into(), "GRP".into())])
    }

    fn shares_of(name: &str) -> Shares {
        shares(
            &[row(&[("Material", name), ("Stage", "E"), ("Country", "A"), ("Share", "40%"), ("t", "1.1")])],
            0.5,
        )
    }

    #[test]
    fn a_shifted_row_is_set_right_and_a_group_lends_its_shares() {
        let (world, eu) = (shares_of("Invented"), shares_of("Gone Rare Part"));
        let names = ["Invented".to_owned()];
        let seed = row(&[
            ("material_name", "Invented"),
            ("eu_used_supply_primary", "GS+EU"),
            ("eu_used_supply_refined", "2.6"),
            ("import_reliance_primary", "50"),
            ("end_of_life", "0"),
            ("si_sr", "0.97"),
        ]);
        let found = stages(&seed, &Lookup::new(&names, &world), &Lookup::new(&names, &eu), &groups());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].stage, found[0].published.point()), ("E", 2.6));
        assert_eq!((found[0].supply, found[0].group.as_deref()), (Some(Supply::Both), Some("GRP")));
        assert_eq!(found[0].eu[0].trade.point(), 1.1);
    }

    #[test]
    fn groups_are_no_materials_and_twins_count_once() {
        let seed = |name: &str| row(&[("material_name", name)]);
        let kept = seeds(&[seed("GRP"), seed("Invented"), seed("Invented")], &groups());
        assert_eq!(kept.len(), 1);
    }

    #[test]
    fn governance_is_the_mean_of_the_years_that_are_there() {
        let year = |year: &str, va: &str| row(&[("country", "A"), ("year", year), ("va", va), ("pv", "")]);
        let governance = estimates(&[year("2016", "0.5"), year("2020", "-0.5"), year("2023", "2.0")]);
        let study = Study { stages: Vec::new(), materials: Vec::new(), governance };
        assert_eq!(study.governance_of("A", &WINDOW), Some(5.0));
        assert_eq!(study.governance_of("A", &(2000..=2001)), None);
        let unknown =
            ShareRow { country: "B".into(), ..shares_of("x").into_values().next().unwrap()[0].clone() };
        let suppliers = study.suppliers(&[unknown], &WINDOW);
        assert_eq!((suppliers[0].governance.low(), suppliers[0].governance.high()), (0.0, 10.0));
    }
}
