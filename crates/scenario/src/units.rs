//! The units that a reader asks for: money, what a kilogram is a kilogram of, mass, and value-added tax.
//!
//! A whole answer is converted at once, so that text, page, CSV and JSON agree; what was converted and at what
//! rate is said in the answer. Ratios and shares have no unit and stay. The road not taken: converting where a
//! number is printed. The same figure would then differ between surfaces.

use crate::answers::{Band, Fan, FlowAnswer, MarketAnswer, ProductCost, RunAnswer};
use crate::case::Conversion;

/// The money of prices and sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Money {
    /// United States dollars.
    #[default]
    Usd,
    /// Chinese yuan, at the rate of the base month.
    Cny,
}

/// What a kilogram of an oxide or a metal is a kilogram of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contained {
    /// The good as it is traded.
    #[default]
    AsTraded,
    /// The oxide that holds the element.
    Oxide,
    /// The element.
    Metal,
}

/// The mass that quantities are in and prices are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mass {
    /// Quantities in tonnes, prices for a kilogram.
    #[default]
    Usual,
    /// Tonnes for both.
    Tonne,
    /// Kilograms for both.
    Kilogram,
}

/// What a reader asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Money.
    pub money: Money,
    /// Kilogram of what.
    pub contained: Contained,
    /// Mass.
    pub mass: Mass,
    /// Prices in a region with value-added tax have it inside.
    pub vat: bool,
}

/// Why units cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitsError {
    /// A word that is no unit.
    #[error("'{0}' is no unit; choose from usd, cny, oxide, metal, t, kg, vat, with commas between them")]
    Unknown(String),
    /// Two words that exclude each other.
    #[error("'{0}' and '{1}' exclude each other; keep one")]
    Both(String, String),
    /// The world has no exchange rate.
    #[error("no exchange rate is known at the base month; add a row to rates.csv, or leave out cny")]
    NoRate,
}

impl Units {
    /// From a list such as `cny,metal,kg,vat`.
    ///
    /// # Errors
    /// [`UnitsError::Unknown`] and [`UnitsError::Both`].
    pub fn parse(text: &str) -> Result<Self, UnitsError> {
        let mut out = Self::default();
        let (mut money, mut contained, mut mass) = (None, None, None);
        for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let slot = match word {
                "usd" | "cny" => &mut money,
                "oxide" | "metal" => &mut contained,
                "t" | "kg" => &mut mass,
                "vat" => {
                    out.vat = true;
                    continue;
                }
                _ => return Err(UnitsError::Unknown(word.into())),
            };
            if let Some(other) = slot.replace(word).filter(|other| *other != word) {
                return Err(UnitsError::Both(other.into(), word.into()));
            }
        }
        out.money = if money == Some("cny") { Money::Cny } else { Money::Usd };
        out.contained = match contained {
            Some("oxide") => Contained::Oxide,
            Some(_) => Contained::Metal,
            None => Contained::AsTraded,
        };
        out.mass = match mass {
            Some("t") => Mass::Tonne,
            Some(_) => Mass::Kilogram,
            None => Mass::Usual,
        };
        Ok(out)
    }

    /// Factor on dollars, and the name of the money.
    pub(crate) fn money(&self, c: &Conversion) -> Result<(f64, &'static str), UnitsError> {
        match self.money {
            Money::Usd => Ok((1.0, "USD")),
            Money::Cny => c.cny_per_usd.map(|rate| (rate, "CNY")).ok_or(UnitsError::NoRate),
        }
    }

    /// What was chosen, in words, with the rate and the tax.
    pub(crate) fn said(&self, c: &Conversion) -> String {
        let mut parts = vec![match self.money {
            Money::Usd => "USD".to_string(),
            Money::Cny => format!("CNY at {}", c.rate),
        }];
        match self.contained {
            Contained::AsTraded => parts.push("oxides per kg of oxide, metals per kg of metal".into()),
            Contained::Oxide => parts.push("metals counted as the oxide that holds them".into()),
            Contained::Metal => parts.push("oxides counted as the metal in them".into()),
        }
        let taxed: Vec<String> = c
            .vat
            .iter()
            .map(|(region, rate)| format!("{} % in {region}", crate::words::short(100.0 * rate)))
            .collect();
        match (self.vat, taxed.is_empty()) {
            (true, false) => parts.push(format!("value-added tax inside ({})", taxed.join(", "))),
            (true, true) => parts.push("no value-added tax is known".into()),
            (false, _) => parts.push("without value-added tax".into()),
        }
        parts.join("; ")
    }
}

/// How a good's tonne counts in the units asked for: tonnes counted per tonne traded, and their name.
fn counted(units: &Units, c: &Conversion, good: &str) -> (f64, Option<&'static str>) {
    let Some(content) = c.contents.get(good) else { return (1.0, None) };
    match (units.contained, content.is_oxide) {
        (Contained::Metal, true) => (content.metal_in_oxide, Some("metal contained")),
        (Contained::Oxide, false) => (1.0 / content.metal_in_oxide, Some("oxide equivalent")),
        _ => (1.0, None),
    }
}

/// The answer in the units asked for. Words are made with the same factor beforehand.
pub(crate) fn convert(mut answer: RunAnswer, units: &Units, c: &Conversion) -> Result<RunAnswer, UnitsError> {
    let (money, name) = units.money(c)?;
    for market in &mut answer.markets {
        convert_market(market, units, c, (money, name));
    }
    for flow in &mut answer.flows {
        convert_flow(flow, units, c);
    }
    for product in &mut answer.products {
        convert_product(product, units, c, (money, name));
    }
    let sums = answer.actors.iter_mut().map(|a| (&mut a.unit, &mut a.change_vs_baseline));
    let sums = sums.chain(answer.region_losses.iter_mut().map(|l| (&mut l.unit, &mut l.change_vs_baseline)));
    for (unit, band) in
        sums.chain(answer.use_losses.iter_mut().map(|l| (&mut l.unit, &mut l.change_vs_baseline)))
    {
        scale_band(band, money);
        *unit = format!("million {name}");
    }
    answer.actors.iter_mut().filter_map(|a| a.total.as_mut()).for_each(|t| scale_band(t, money));
    if units.mass == Mass::Kilogram {
        for link in &mut answer.chain {
            link.baseline *= 1000.0;
            scale_band(&mut link.scenario, 1000.0);
            link.unit = link.unit.replacen("t of", "kg of", 1);
        }
    }
    answer.units = units.said(c);
    Ok(answer)
}

fn convert_market(m: &mut MarketAnswer, units: &Units, c: &Conversion, (money, name): (f64, &str)) {
    let (counted, of) = counted(units, c, &m.good);
    let tax = if units.vat { c.vat.get(&m.region).copied() } else { None };
    let per = if units.mass == Mass::Tonne { ("t", 1000.0) } else { ("kg", 1.0) };
    let factor = money * per.1 * (1.0 + tax.unwrap_or(0.0)) / counted;
    scale_fan(&mut m.price, factor);
    scale_fan(&mut m.path_price, factor);
    m.sampled.iter_mut().flatten().chain(&mut m.baseline_price).for_each(|v| *v *= factor);
    let traded = m.unit.trim_start_matches("USD/kg ").split(',').next().unwrap_or_default().to_string();
    let tax =
        tax.map_or("without VAT".into(), |rate| format!("with {} % VAT", crate::words::short(100.0 * rate)));
    m.unit = format!("{name}/{} {}, {tax}", per.0, of.unwrap_or(&traded));
}

fn convert_flow(flow: &mut FlowAnswer, units: &Units, c: &Conversion) {
    let (counted, of) = counted(units, c, &flow.good);
    let kilo = units.mass == Mass::Kilogram;
    let factor = counted * if kilo { 1000.0 } else { 1.0 };
    scale_fan(&mut flow.quantity, factor);
    flow.baseline.iter_mut().for_each(|v| *v *= factor);
    if let Some(of) = of {
        flow.unit = format!("t-{}/month", of.replace(' ', "-"));
    }
    if kilo {
        flow.unit = flow.unit.replacen("t-", "kg-", 1);
    }
}

/// Money only: how much of a good is in a product stays as its row says.
fn convert_product(p: &mut ProductCost, units: &Units, c: &Conversion, (money, name): (f64, &str)) {
    let tax = if units.vat { c.vat.get(&p.region).copied() } else { None };
    for band in [&mut p.baseline, &mut p.scenario, &mut p.change] {
        scale_band(band, money * (1.0 + tax.unwrap_or(0.0)));
    }
    p.unit = p.unit.replacen("USD", name, 1);
    if let Some(rate) = tax {
        p.unit += &format!(", with {} % VAT", crate::words::short(100.0 * rate));
    }
}

fn scale_band(band: &mut Band, factor: f64) {
    band.p10 *= factor;
    band.p50 *= factor;
    band.p90 *= factor;
}

fn scale_fan(fan: &mut Fan, factor: f64) {
    for (line, _) in fan.lines_mut() {
        line.iter_mut().for_each(|v| *v *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Content;
    use std::collections::BTreeMap;

    fn conversion() -> Conversion {
        let dy = |is_oxide| Content { is_oxide, metal_in_oxide: 0.8713 };
        Conversion {
            cny_per_usd: Some(7.2),
            rate: "7.2 CNY per USD (2025-05, row cny-usd-2025-05)".into(),
            vat: BTreeMap::from([("china".to_string(), 0.13)]),
            contents: BTreeMap::from([
                ("dy-oxide".to_string(), dy(true)),
                ("dy-metal".to_string(), dy(false)),
            ]),
        }
    }

    fn market(good: &str, region: &str, unit: &str, price: f64) -> MarketAnswer {
        let fan = Fan { p50: vec![price], ..Fan::default() };
        MarketAnswer {
            good: good.into(),
            region: region.into(),
            unit: unit.into(),
            price: fan.clone(),
            price_ratio_to_baseline: fan.clone(),
            price_ratio_to_start: fan.clone(),
            path_price: fan,
            sampled: vec![vec![price]],
            baseline_price: vec![price],
            unserved_share: Fan::default(),
            cover_weeks: Fan::default(),
        }
    }

    /// By hand: 200 USD/kg of oxide × 7.2 × 1.13 ÷ 0.8713 = 1867.55 CNY/kg of metal contained, tax inside.
    #[test]
    fn a_price_in_china_takes_money_tax_and_content() {
        let units = Units::parse("cny, metal, vat").unwrap();
        let mut m = market("dy-oxide", "china", "USD/kg oxide, without VAT", 200.0);
        convert_market(&mut m, &units, &conversion(), (7.2, "CNY"));
        for value in [m.price.p50[0], m.path_price.p50[0], m.sampled[0][0], m.baseline_price[0]] {
            assert!((value - 1867.55).abs() < 0.01, "{value}");
        }
        assert_eq!(m.unit, "CNY/kg metal contained, with 13 % VAT");
        assert_eq!(m.price_ratio_to_baseline.p50[0], 200.0);
    }

    /// Outside China no tax is added: 300 USD/kg of metal × 0.8713 = 261.39 USD/kg of oxide.
    #[test]
    fn a_metal_in_europe_counts_as_its_oxide_without_tax() {
        let units = Units::parse("oxide,vat").unwrap();
        let mut m = market("dy-metal", "europe", "USD/kg metal, without VAT", 300.0);
        convert_market(&mut m, &units, &conversion(), (1.0, "USD"));
        assert!((m.price.p50[0] - 261.39).abs() < 1e-9, "{}", m.price.p50[0]);
        assert_eq!(m.unit, "USD/kg oxide equivalent, without VAT");
    }

    #[test]
    fn a_flow_of_ten_tonnes_of_oxide_is_8713_kilograms_of_metal() {
        let mut flow = FlowAnswer {
            good: "dy-oxide".into(),
            origin: "china".into(),
            destination: "japan".into(),
            unit: "t-oxide/month".into(),
            quantity: Fan { p50: vec![10.0], ..Fan::default() },
            baseline: vec![10.0],
        };
        convert_flow(&mut flow, &Units::parse("metal,kg").unwrap(), &conversion());
        assert!((flow.quantity.p50[0] - 8713.0).abs() < 1e-9);
        assert_eq!(flow.unit, "kg-metal-contained/month");
    }

    #[test]
    fn nonsense_and_contradictions_are_refused() {
        assert_eq!(Units::parse("usd,cny"), Err(UnitsError::Both("usd".into(), "cny".into())));
        assert_eq!(Units::parse("kg,t"), Err(UnitsError::Both("kg".into(), "t".into())));
        assert_eq!(Units::parse("eur"), Err(UnitsError::Unknown("eur".into())));
        assert_eq!(Units::parse("cny,cny").unwrap().money, Money::Cny);
        assert_eq!(Units::parse("").unwrap(), Units::default());
        let none = Conversion { cny_per_usd: None, ..conversion() };
        assert_eq!(Units::parse("cny").unwrap().money(&none), Err(UnitsError::NoRate));
    }
}
