//! The EU's study of 2017: supply risk from the concentrations that it printed.

use super::printed::{Row, cell, index, number, percent, rows};
use super::{Count, Line, Section};
use anyhow::Result;
use oreline_index::eu::{Mix, supply_risk};
use oreline_index::{Bounded, Comparison, Status};
use std::path::Path;

const FILE: &str = "eu2017_tables_3_18_19.csv";
const MATERIALS: usize = 77;

/// What the study rounds to.
const TENTH: f64 = 0.05;
const WHOLE_PERCENT: f64 = 0.5;

pub(super) fn section(data: &Path) -> Result<Section> {
    let rows = rows(data, FILE)?;
    let both: Vec<(String, Comparison)> = rows.iter().filter_map(both).collect();
    let by_mode: Vec<(String, Comparison)> = rows.iter().filter_map(by_mode).collect();
    let counts = vec![
        inside("inside the rounding interval of SR_both", &both),
        inside("inside the rounding interval of supply_risk, by the supply that the study used", &by_mode),
        near("within 0.10 of SR_both, points only", &both),
    ];
    let lines = both.iter().chain(&by_mode).map(|(name, c)| line(name, c)).collect();
    Ok(Section { title: "EU supply risk 2017", counts, lines, ..Section::default() })
}

fn line(name: &str, compared: &Comparison) -> Line {
    let mut line = Line::new(name.to_owned(), compared);
    if compared.recomputed.is_ok() && compared.status() != Status::Inside {
        line.reasons.push("outside of what the rounding of the printed inputs allows".into());
    }
    line
}

fn inside(what: &str, all: &[(String, Comparison)]) -> Count {
    let computable = all.iter().filter(|(_, c)| c.recomputed.is_ok());
    let found = all.iter().filter(|(_, c)| c.status() == Status::Inside).count();
    Count::new(what, found, computable.count()).at_least(MATERIALS)
}

fn near(what: &str, all: &[(String, Comparison)]) -> Count {
    let computable = all.iter().filter(|(_, c)| c.recomputed.is_ok());
    Count::new(what, all.iter().filter(|(_, c)| c.within(0.10)).count(), computable.count())
}

/// The score from both supplies; nothing if none was published.
fn both(row: &Row) -> Option<(String, Comparison)> {
    let published = number(cell(row, "SR_both"), TENTH)?;
    let recomputed = mix_of_both(row).and_then(|mix| score(row, mix));
    Some((format!("{} (both)", cell(row, "material")), Comparison { published, recomputed }))
}

/// The score from the supply that the study says it used.
fn by_mode(row: &Row) -> Option<(String, Comparison)> {
    let published = number(cell(row, "supply_risk"), TENTH)?;
    let used = cell(row, "supply_data_used");
    let mix = match used {
        "GS only" => need(row, "H_GS", number(cell(row, "H_GS"), TENTH)).map(Mix::Global),
        "EUS only" => need(row, "H_EU", number(cell(row, "H_EU"), TENTH)).map(Mix::Eu),
        "GS + EUS" => mix_of_both(row),
        other => Err(format!("supply_data_used is '{other}'")),
    };
    let recomputed = mix.and_then(|mix| score(row, mix));
    Some((format!("{} ({used})", cell(row, "material")), Comparison { published, recomputed }))
}

fn mix_of_both(row: &Row) -> Result<Mix, String> {
    Ok(Mix::Both {
        global: need(row, "H_GS", number(cell(row, "H_GS"), TENTH))?,
        eu: need(row, "H_EU", number(cell(row, "H_EU"), TENTH))?,
        import_reliance: need(
            row,
            "import_reliance_pct",
            percent(cell(row, "import_reliance_pct"), WHOLE_PERCENT),
        )?,
    })
}

fn score(row: &Row, mix: Mix) -> Result<Bounded, String> {
    let recycling = need(row, "eol_rir_pct", percent(cell(row, "eol_rir_pct"), WHOLE_PERCENT))?;
    let substitution = need(row, "SI_SR", index(cell(row, "SI_SR"), TENTH))?;
    supply_risk(mix, recycling, substitution).map_err(|error| error.to_string())
}

fn need(row: &Row, column: &str, found: Option<Bounded>) -> Result<Bounded, String> {
    found.ok_or_else(|| format!("{column} is '{}'", cell(row, column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Row {
        cells.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    /// Invented: H_GS 4.0, H_EU 1.0, IR 50 %: 4·0.25 + 1·0.75 = 1.75; RIR 0, SI 1.0: 1.75 by both, 4.0 by GS only.
    #[test]
    fn each_supply_is_held_against_its_own_figure() {
        let mut cells = vec![
            ("material", "invented"),
            ("SR_both", "1.7"),
            ("supply_risk", "4.0"),
            ("supply_data_used", "GS only"),
            ("H_GS", "4.0"),
            ("H_EU", "1.0"),
            ("import_reliance_pct", "50"),
            ("eol_rir_pct", "0"),
            ("SI_SR", "1.0"),
        ];
        let found = both(&row(&cells)).unwrap().1;
        assert!((found.recomputed.as_ref().unwrap().point() - 1.75).abs() < 1e-12);
        assert_eq!(found.status(), Status::Inside);
        assert_eq!(by_mode(&row(&cells)).unwrap().1.recomputed.unwrap().point(), 4.0);
        cells[5].1 = "N/A";
        assert_eq!(both(&row(&cells)).unwrap().1.recomputed, Err("H_EU is 'N/A'".into()));
    }
}
