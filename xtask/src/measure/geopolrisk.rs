//! GeoPolRisk of the United States in 2022, from trade by origin and from what the world mined.

use super::printed::{Row, cell, rows};
use super::{Count, Line, Section};
use anyhow::{Context, Result};
use oreline_index::geopolrisk::{Import, characterisation_factor, import_risk, midpoint};
use oreline_index::{Bounded, Comparison, hhi};
use std::path::Path;

const TRADE: &str = "us2022_bilateral_trade_3_minerals.csv";
const PUBLISHED: &str = "us2022_published_results.csv";
const MINED: &str = "wmd_production_2018_2022.csv";
const CASES: usize = 3;

/// The publisher's figures have sixteen digits: pure arithmetic must agree to this, relative.
const EXACT: f64 = 1e-9;

pub(super) fn section(data: &Path) -> Result<Section> {
    let (trade, mined) = (rows(data, TRADE)?, rows(data, MINED)?);
    let published = rows(data, PUBLISHED)?;
    let (mut lines, mut exact) = (Vec::new(), 0);
    for row in &published {
        let parts = case(row, &trade, &mined)?;
        exact += usize::from(parts.iter().all(|(_, published, found)| close(*published, *found)));
        for part in &parts {
            lines.push(line(cell(row, "Raw Material"), part)?);
        }
    }
    let what = "cases whose HHI, import risk, score, midpoint and factor agree to 1e-9";
    let counts = vec![Count::new(what, exact, published.len()).at_least(CASES)];
    let notes = vec![
        "scores are of the stage of the trade lines: a country that imports metal and no ore scores near zero".into(),
    ];
    Ok(Section { title: "GeoPolRisk, United States 2022", counts, notes, lines, ..Section::default() })
}

fn close(published: f64, found: f64) -> bool {
    (published - found).abs() <= EXACT * published.abs()
}

type Part = (&'static str, f64, f64);

fn line(material: &str, (what, published, found): &Part) -> Result<Line> {
    let compared = Comparison {
        published: Bounded::amount(*published, EXACT * published)?,
        recomputed: Bounded::exact(*found).map_err(|error| error.to_string()),
    };
    let mut line = Line::new(format!("{material} {what}"), &compared);
    if !close(*published, *found) {
        line.reasons.push(format!("{found} is further than 1e-9 from {published}"));
    }
    Ok(line)
}

fn float(row: &Row, column: &str) -> Result<f64> {
    cell(row, column).parse().with_context(|| format!("column {column}: '{}'", cell(row, column)))
}

/// Name, published and recomputed of every step of a case.
fn case(row: &Row, trade: &[Row], mined: &[Row]) -> Result<Vec<Part>> {
    let material = cell(row, "Raw Material");
    let concentration = hhi(&world(mined, material, cell(row, "Year"))?)?;
    let bought: Vec<&Row> = trade.iter().filter(|t| cell(t, "rawMaterial") == material).collect();
    let imports = bought.iter().map(|t| import(t)).collect::<Result<Vec<Import>>>()?;
    let risk = import_risk(&imports, float(row, "Domestic Production")?)?;
    let value: f64 = bought.iter().map(|t| float(t, "Trade Value (1000 USD)")).sum::<Result<f64>>()?;
    let price = value / imports.iter().map(|i| i.amount).sum::<f64>();
    let score = concentration * risk;
    let money = midpoint(score, price)?;
    [
        ("HHI", "HHI", concentration),
        ("import risk", "Import Risk (WTA)", risk),
        ("score", "GeoPolRisk Score", score),
        ("midpoint", "Midpoint", money),
        ("factor", "CF", characterisation_factor(money)?),
    ]
    .into_iter()
    .map(|(name, column, found)| Ok((name, float(row, column)?, found)))
    .collect()
}

/// World mine production by country.
fn world(mined: &[Row], material: &str, year: &str) -> Result<Vec<f64>> {
    let of = |m: &&Row| cell(m, "commodity") == material && cell(m, "year") == year;
    mined.iter().filter(of).map(|m| float(m, "production")).collect()
}

fn import(row: &Row) -> Result<Import> {
    Ok(Import { amount: float(row, "Quantity (mTonnes)")?, instability: float(row, "WGI")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Row {
        cells.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    /// Invented: mined 3 and 1, HHI 0.625; imports 4 at 0.8 and 1 at 0.5, own 5: risk 0.37; score 0.23125. Value
    /// 40 for 5: price 8, midpoint 1.85.
    #[test]
    fn an_invented_case_by_hand() {
        let mined = [("3", "2022"), ("1", "2022"), ("9", "2021")]
            .map(|(production, year)| row(&[("commodity", "X"), ("year", year), ("production", production)]));
        let trade = [("4", "0.8", "30"), ("1", "0.5", "10")].map(|(q, g, v)| {
            row(&[("rawMaterial", "X"), ("Quantity (mTonnes)", q), ("WGI", g), ("Trade Value (1000 USD)", v)])
        });
        let published = row(&[
            ("Raw Material", "X"),
            ("Year", "2022"),
            ("Domestic Production", "5"),
            ("HHI", "0.625"),
            ("Import Risk (WTA)", "0.37"),
            ("GeoPolRisk Score", "0.23125"),
            ("Midpoint", "1.85"),
            ("CF", "4.5186651"),
        ]);
        let parts = case(&published, &trade, &mined).unwrap();
        parts[..4]
            .iter()
            .for_each(|(what, by_hand, found)| assert!(close(*by_hand, *found), "{what} {found}"));
        assert!((parts[4].1 - parts[4].2).abs() < 1e-6);
        assert!(case(&row(&[("Raw Material", "X")]), &trade, &mined).is_err());
    }
}
