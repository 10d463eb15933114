//! How far a region lives on imports, and GeoPolRisk of what it buys.

use super::answer::{IndexInput, IndexLine};
use super::ask::Method;
use super::record::{input, through};
use super::shares::{focus, group_notes, hhi};
use super::supply::{Moves, Picture, Supply, Trade, mined, oxide};
use super::{Ground, NO_FLOWS};
use oreline_index::geopolrisk::{Import, import_risk, instability, midpoint};
use oreline_index::import_reliance;
use oreline_scenario::answers::Interval;
use oreline_scenario::case::{Case, GoodSpec};
use oreline_world::rows::IndicatorKind;
use std::collections::BTreeMap;

/// Net imports over use, for every good and region that has any.
pub(super) fn reliance(ground: &Ground<'_>) -> Vec<IndexLine> {
    let Some(case) = ground.case else {
        let missing = vec![NO_FLOWS.to_owned()];
        return vec![IndexLine {
            missing,
            ..line(Method::ImportReliance, &focus(&ground.record), "use", None)
        }];
    };
    let goods = case.structure.goods.iter().filter(|good| good.pool.is_none() && wanted(ground, good));
    let regions =
        || case.structure.countries.keys().filter(|r| ground.ask.region.as_ref().is_none_or(|x| x == *r));
    goods.flat_map(|good| regions().filter_map(|region| relies(case, good, region))).collect()
}

/// Unless one is named, the goods of the elements that the world is about, and magnets.
fn wanted(ground: &Ground<'_>, good: &GoodSpec) -> bool {
    let named = ground.ask.good.as_ref();
    named.map_or(good.element.is_some() || good.stage == "magnet", |name| {
        good.id == *name || good.element.as_deref() == Some(name)
    })
}

fn relies(case: &Case, good: &GoodSpec, region: &str) -> Option<IndexLine> {
    let supply = Supply::balanced(case, |base| Picture {
        region: Some(Trade::of(case, base, &good.id, region)),
        ..Picture::default()
    })?;
    let of = |picture: &Picture| {
        let trade = picture.region.as_ref()?;
        import_reliance(trade.own, trade.imported(), trade.exports).ok()
    };
    let value = supply.spread(of);
    let head = line(Method::ImportReliance, &good.id, &good.stage, Some(region));
    Some(IndexLine { shares: supply.from, value, ..head })
}

/// The score of an importing region for the oxide of each element.
pub(super) fn geopolrisk(ground: &Ground<'_>) -> Vec<IndexLine> {
    let elements = ground.record.world.meta.focus.elements.iter();
    elements.map(|element| scored(ground, element.as_str())).collect()
}

fn scored(ground: &Ground<'_>, element: &str) -> IndexLine {
    let region = ground.ask.importer(ground.record.world);
    let mut out = line(Method::GeoPolRisk, element, "oxide", region);
    let (Some(region), Some(case)) = (region, ground.case) else {
        let asked = "an importing region: name one with --region".to_owned();
        out.missing.push(if region.is_none() { asked } else { NO_FLOWS.into() });
        return out;
    };
    let Some(good) = oxide(case, element) else {
        out.missing.push(format!("an oxide of {element} among the goods"));
        return out;
    };
    let elements = [element.to_owned()];
    let supply = Supply::balanced(case, |base| Picture {
        world: mined(case, base, &elements),
        region: Some(Trade::of(case, base, good, region)),
    });
    let Some(supply) = supply else {
        out.missing.push(format!("mine production of {element} in the balanced flows"));
        return out;
    };
    let stability = stabilities(ground, &supply, &mut out);
    if !out.missing.is_empty() {
        return out;
    }
    out.shares = supply.from.clone();
    let central = |country: &str| stability.get(country).map_or(0.5, |g| g[0]);
    out.value =
        supply.spread(|picture| score(picture, &central)).map(|shares| widened(&supply, &stability, shares));
    if out.value.is_none() {
        out.missing.push(format!("any supply of {good} in {region}"));
    }
    let countries = supply.central.region.iter().flat_map(|t| t.imports.keys().map(String::as_str));
    out.notes = group_notes(&ground.record, countries);
    out.inputs.extend(hhi(&supply.central).map(|h| flow_input(format!("hhi of mined {element}"), h)));
    out.notes.extend(money(case, good, region, out.value).map(|text| format!("{element}: {text}")));
    out
}

fn flow_input(name: String, value: f64) -> IndexInput {
    IndexInput { name, value, basis: "balanced".into(), row: None }
}

/// Instability, 0 to 1, of every country that the region buys from.
fn stabilities(ground: &Ground<'_>, supply: &Supply, out: &mut IndexLine) -> BTreeMap<String, [f64; 3]> {
    let pictures = std::iter::once(&supply.central).chain(&supply.shifted);
    let mut countries: Vec<&String> =
        pictures.flat_map(|p| p.region.iter().flat_map(|t| t.imports.keys())).collect();
    countries.sort();
    countries.dedup();
    let mut found = BTreeMap::new();
    for country in countries {
        match ground.record.newest(IndicatorKind::PoliticalStability, country) {
            Some(row) => {
                out.inputs.push(input(row, row.est.value()));
                found.insert(country.clone(), through(row.est, |x| instability(Some(x))));
            }
            None => out
                .missing
                .push(format!("political-stability of {country}, on or before {}", ground.record.as_of)),
        }
    }
    found
}

fn score(picture: &Picture, of: &dyn Fn(&str) -> f64) -> Option<f64> {
    let trade = picture.region.as_ref()?;
    let import = |(country, amount): (&String, &f64)| Import { amount: *amount, instability: of(country) };
    let imports: Vec<Import> = trade.imports.iter().map(import).collect();
    Some(hhi(picture)? * import_risk(&imports, trade.own).ok()?)
}

/// The interval of the shares with every country's instability as an independent error beside.
fn widened(supply: &Supply, stability: &BTreeMap<String, [f64; 3]>, shares: Interval) -> Interval {
    let central = |country: &str| stability.get(country).map_or(0.5, |g| g[0]);
    let mut moves = Moves::default();
    moves.add_interval(shares);
    for (name, g) in stability {
        let at = |end: usize| {
            let moved = |country: &str| if country == name { g[end] } else { central(country) };
            score(&supply.central, &moved).unwrap_or(shares.value) - shares.value
        };
        moves.add(&[at(1), at(2)]);
    }
    let around = moves.around(shares.value);
    Interval { low: around.low.max(0.0), high: around.high.min(1.0), ..around }
}

/// The score in money, at the base's price in the region.
fn money(case: &Case, good: &str, region: &str, score: Option<Interval>) -> Option<String> {
    let market = case.structure.market(good, region)?;
    let price = case.central.price.get(market).copied().filter(|p| *p > 0.0)?;
    let money = midpoint(score?.value, price).ok()?;
    Some(format!("midpoint {money:.0} USD/kg at the base's price of {price:.0} USD/kg in {region}"))
}

fn line(method: Method, subject: &str, stage: &str, region: Option<&str>) -> IndexLine {
    IndexLine {
        method: method.word().into(),
        subject: subject.into(),
        stage: stage.into(),
        region: region.map(str::to_owned),
        of: "world".into(),
        ..IndexLine::default()
    }
}
