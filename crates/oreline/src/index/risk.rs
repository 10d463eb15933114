//! The EU's supply risk: recomputed from a study's own inputs, and taken to the shares of a day.

use super::answer::{IndexInput, IndexLine};
use super::ask::Method;
use super::record::{Said, input, through};
use super::shares::group_notes;
use super::supply::{Amounts, Moves, Picture, Supply, Trade, country, made, mined, of_study, oxide};
use super::{Ground, NO_FLOWS};
use oreline_index::eu::{Mix, Supplier, governance, supply_risk, weighted_concentration};
use oreline_index::{Bounded, Comparison, import_reliance};
use oreline_scenario::answers::Interval;
use oreline_scenario::case::Case;
use oreline_units::Estimate;
use oreline_world::rows::{Indicator, IndicatorKind, StudyStage};
use std::collections::BTreeMap;

/// Both stages of the chain as the studies divide it.
const STAGES: [StudyStage; 2] = [StudyStage::Extraction, StudyStage::Processing];

/// Published scores, with the supply that each is about.
const PUBLISHED: [(IndicatorKind, &str); 3] = [
    (IndicatorKind::RiskWorld, "world"),
    (IndicatorKind::RiskRegion, "region"),
    (IndicatorKind::RiskBoth, "both"),
];

/// A country whose governance or trade factor is asked for.
type Weights = BTreeMap<String, [f64; 3]>;

struct Study<'a> {
    ground: &'a Ground<'a>,
    method: Method,
    id: &'static str,
    printed: Printed,
    element: &'a str,
}

pub(super) fn study_2017(ground: &Ground<'_>) -> Vec<IndexLine> {
    each(ground, Method::EuSr2017, "eu-2017", Printed::Concentrations)
}

pub(super) fn study_2023(ground: &Ground<'_>) -> Vec<IndexLine> {
    each(ground, Method::EuSr2023, "eu-2023", Printed::Shares)
}

/// What a study printed of its supplies.
#[derive(Clone, Copy)]
enum Printed {
    Concentrations,
    Shares,
}

/// Lines of the study, then lines of the world, element by element.
fn each(ground: &Ground<'_>, method: Method, id: &'static str, printed: Printed) -> Vec<IndexLine> {
    let mut out = Vec::new();
    for element in &ground.record.world.meta.focus.elements {
        let study = Study { ground, method, id, printed, element: element.as_str() };
        for stage in STAGES {
            let published =
                PUBLISHED.iter().filter_map(|(kind, supply)| study.published(*kind, supply, stage));
            out.extend(published);
        }
        for stage in STAGES {
            out.push(study.of_world(stage, false));
            if stage == StudyStage::Processing {
                out.push(study.of_world(stage, true));
            }
        }
    }
    out
}

impl Study<'_> {
    fn said(&self, kind: IndicatorKind, stage: StudyStage) -> Said<'_> {
        Said { study: self.id, kind, subject: self.element, stage: Some(stage) }
    }

    fn one(
        &self,
        kind: IndicatorKind,
        stage: StudyStage,
        inputs: &mut Vec<IndexInput>,
    ) -> Result<Bounded, String> {
        let row = self.ground.record.one(self.said(kind, stage))?;
        inputs.push(input(row, row.est.value()));
        bounded(row.est)
    }

    /// The score that the study printed for a supply, recomputed; nothing if it printed none.
    fn published(&self, kind: IndicatorKind, supply: &str, stage: StudyStage) -> Option<IndexLine> {
        let row = self.ground.record.all(self.said(kind, stage)).first().copied()?;
        let mut inputs = Vec::new();
        let recomputed = self.mix(stage, supply, &mut inputs).and_then(|mix| {
            let recycling = self.one(IndicatorKind::Recycling, stage, &mut inputs)?;
            let substitution = self.one(IndicatorKind::SubstitutionRisk, stage, &mut inputs)?;
            supply_risk(mix, recycling, substitution).map_err(|error| error.to_string())
        });
        let head = self.line("study", stage, supply);
        Some(held_against(
            IndexLine { shares: format!("{}, {}", self.id, row.period), inputs, ..head },
            row,
            recomputed,
        ))
    }

    fn mix(&self, stage: StudyStage, supply: &str, inputs: &mut Vec<IndexInput>) -> Result<Mix, String> {
        match self.printed {
            Printed::Concentrations => self.printed_concentrations(stage, supply, inputs),
            Printed::Shares => self.printed_shares(stage, supply, inputs),
        }
    }

    /// The concentrations that the study printed.
    fn printed_concentrations(
        &self,
        stage: StudyStage,
        supply: &str,
        inputs: &mut Vec<IndexInput>,
    ) -> Result<Mix, String> {
        let mut one = |kind| self.one(kind, stage, inputs);
        Ok(match supply {
            "world" => Mix::Global(one(IndicatorKind::ConcentrationWorld)?),
            "region" => Mix::Eu(one(IndicatorKind::ConcentrationRegion)?),
            _ => Mix::Both {
                global: one(IndicatorKind::ConcentrationWorld)?,
                eu: one(IndicatorKind::ConcentrationRegion)?,
                import_reliance: one(IndicatorKind::ImportReliance)?,
            },
        })
    }

    /// The concentrations from the shares that the study printed.
    fn printed_shares(
        &self,
        stage: StudyStage,
        supply: &str,
        inputs: &mut Vec<IndexInput>,
    ) -> Result<Mix, String> {
        Ok(match supply {
            "world" => Mix::Global(self.concentration(IndicatorKind::WorldShare, stage, inputs)?),
            "region" => Mix::Eu(self.concentration(IndicatorKind::RegionShare, stage, inputs)?),
            _ => Mix::Both {
                global: self.concentration(IndicatorKind::WorldShare, stage, inputs)?,
                eu: self.concentration(IndicatorKind::RegionShare, stage, inputs)?,
                import_reliance: self.one(IndicatorKind::ImportReliance, stage, inputs)?,
            },
        })
    }

    fn concentration(
        &self,
        kind: IndicatorKind,
        stage: StudyStage,
        inputs: &mut Vec<IndexInput>,
    ) -> Result<Bounded, String> {
        let rows = self.ground.record.all(self.said(kind, stage));
        if rows.is_empty() {
            return Err(format!("{kind} of {}, {stage} (study {})", self.element, self.id));
        }
        let of = |row: &&Indicator| self.supplier(row, inputs);
        let suppliers = rows.iter().map(of).collect::<Result<Vec<Supplier>, String>>()?;
        weighted_concentration(&suppliers).map_err(|error| error.to_string())
    }

    fn supplier(&self, share: &Indicator, inputs: &mut Vec<IndexInput>) -> Result<Supplier, String> {
        let country = share.part.as_deref().unwrap_or_default();
        let said = Said { study: self.id, kind: IndicatorKind::Governance, subject: country, stage: None };
        let row = self.ground.record.one(said)?;
        inputs.push(input(share, share.est.value()));
        inputs.push(input(row, row.est.value()));
        let bad = Bounded::exact(governance(row.est.value())).map_err(|error| error.to_string())?;
        let trade =
            Bounded::exact(self.trade_factor(country, inputs)[0]).map_err(|error| error.to_string())?;
        Ok(Supplier { share: bounded(share.est)?, governance: bad, trade })
    }

    /// The study's trade factor of a country; 1 where it has none, which is an assumption.
    fn trade_factor(&self, country: &str, inputs: &mut Vec<IndexInput>) -> [f64; 3] {
        let said =
            Said { study: self.id, kind: IndicatorKind::TradeFactor, subject: self.element, stage: None };
        let rows = self.ground.record.all(said);
        if let Some(row) = rows.iter().find(|row| row.part.as_deref() == Some(country)) {
            inputs.push(input(row, row.est.value()));
            return through(row.est, |t| t);
        }
        let name = format!("trade factor 1 of {country}");
        inputs.push(IndexInput { name, value: 1.0, basis: "assumed".into(), row: None });
        [1.0; 3]
    }

    /// The formula on the shares of the day, by the world's supply or by both.
    fn of_world(&self, stage: StudyStage, both: bool) -> IndexLine {
        let mut line = self.line("world", stage, if both { "both" } else { "world" });
        let importer = self.ground.ask.importer(self.ground.record.world).filter(|_| both);
        line.region = importer.map(str::to_owned);
        if both && importer.is_none() {
            line.missing.push("an importing region: name one with --region".into());
            return line;
        }
        match self.supply(stage, importer) {
            Ok(supply) => self.scored(line, stage, &supply, importer),
            Err(missing) => {
                line.missing.push(missing);
                let wanted = [IndicatorKind::Recycling, IndicatorKind::SubstitutionRisk];
                let record = &self.ground.record;
                line.missing
                    .extend(wanted.into_iter().filter_map(|kind| record.one(self.said(kind, stage)).err()));
                line
            }
        }
    }

    /// The shares of the day: balanced flows, else the newest that the study printed.
    fn supply(&self, stage: StudyStage, importer: Option<&str>) -> Result<Supply, String> {
        if let Some(case) = self.ground.case {
            return self.flows(case, stage, importer);
        }
        let record = &self.ground.record;
        let printed = of_study(record, IndicatorKind::WorldShare, "eu-2023", self.element, stage);
        match (printed, importer) {
            (Some(supply), None) => Ok(supply),
            (None, None) => Err(format!("{NO_FLOWS}, and no study's shares of {} are known", self.element)),
            (_, Some(_)) => Err(NO_FLOWS.into()),
        }
    }

    fn flows(&self, case: &Case, stage: StudyStage, importer: Option<&str>) -> Result<Supply, String> {
        let elements = [self.element.to_owned()];
        let supply = match stage {
            StudyStage::Extraction => {
                Supply::balanced(case, |base| Picture { world: mined(case, base, &elements), region: None })
            }
            StudyStage::Processing => oxide(case, self.element).and_then(|good| {
                Supply::balanced(case, |base| Picture {
                    world: made(case, base, good),
                    region: importer.map(|region| Trade::of(case, base, good, region)),
                })
            }),
        };
        let supply = supply.ok_or_else(|| format!("no {stage} of {} in the balanced flows", self.element))?;
        let idle = |t: &Trade| t.own + t.imported() <= 0.0;
        match &supply.central.region {
            Some(trade) if idle(trade) => Err(format!(
                "no oxide of {} goes to or is made in {}: its supply has no shares",
                self.element,
                importer.unwrap_or_default()
            )),
            _ => Ok(supply),
        }
    }

    fn scored(
        &self,
        mut line: IndexLine,
        stage: StudyStage,
        supply: &Supply,
        importer: Option<&str>,
    ) -> IndexLine {
        line.shares = supply.from.clone();
        line.inputs.extend(supply.inputs.clone());
        let home = importer.and_then(|region| self.ground.case.map(|case| country(case, region)));
        let home = home.unwrap_or_default();
        let mut countries: Vec<String> = supply.central.world.keys().cloned().collect();
        countries.extend(supply.central.region.iter().flat_map(|trade| trade.sources(&home).into_keys()));
        countries.extend(supply.shifted.iter().flat_map(|p| p.world.keys().cloned()));
        countries.sort();
        countries.dedup();
        let weights = self.weights(&countries, &mut line);
        let mut index = |kind| {
            let row = self.ground.record.one(self.said(kind, stage));
            let found = row.map(|row| (row.est, input(row, row.est.value())));
            found.map_err(|missing| line.missing.push(missing)).ok()
        };
        let indices = (index(IndicatorKind::Recycling), index(IndicatorKind::SubstitutionRisk));
        let (Some((recycling, first)), Some((substitution, second)), true) =
            (indices.0, indices.1, line.missing.is_empty())
        else {
            return line;
        };
        line.inputs.extend([first, second]);
        let rest = through(recycling, |r| 1.0 - r).map(|x| x.clamp(0.0, 1.0));
        let factors = [rest, through(substitution, |s| s)];
        line.value = spread(supply, &home, &weights, factors);
        line.notes = group_notes(&self.ground.record, countries.iter().map(String::as_str));
        line.notes.push("governance of one year, the newest; the studies take the mean of five".into());
        line
    }

    /// Governance × trade factor of every country, with its interval; what is missing is noted.
    fn weights(&self, countries: &[String], line: &mut IndexLine) -> Weights {
        let mut out = Weights::new();
        for country in countries {
            let Some(row) = self.ground.record.newest(IndicatorKind::Governance, country) else {
                line.missing
                    .push(format!("governance of {country}, on or before {}", self.ground.record.as_of));
                continue;
            };
            line.inputs.push(input(row, row.est.value()));
            let trade = self.trade_factor(country, &mut line.inputs)[0];
            out.insert(country.clone(), through(row.est, governance).map(|w| w * trade));
        }
        out
    }

    fn line(&self, of: &str, stage: StudyStage, supply: &str) -> IndexLine {
        IndexLine {
            method: self.method.word().into(),
            subject: self.element.into(),
            stage: stage.to_string(),
            supply: Some(supply.into()),
            of: of.into(),
            ..IndexLine::default()
        }
    }
}

/// Score and interval: shares as their supply says, every country's governance and both indices as independent errors.
fn spread(supply: &Supply, home: &str, weights: &Weights, factors: [[f64; 3]; 2]) -> Option<Interval> {
    let product = factors[0][0] * factors[1][0];
    let score = |picture: &Picture, weight: &dyn Fn(&str) -> f64| {
        Some(concentration(picture, home, weight)? * product)
    };
    let central = |country: &str| weights.get(country).map_or(0.0, |w| w[0]);
    let shares = supply.spread(|picture| score(picture, &central))?;
    let mut moves = Moves::default();
    moves.add_interval(shares);
    for (name, w) in weights {
        let at = |end: usize| {
            let moved = |country: &str| if country == name { w[end] } else { central(country) };
            score(&supply.central, &moved).unwrap_or(shares.value) - shares.value
        };
        moves.add(&[at(1), at(2)]);
    }
    for factor in factors.iter().filter(|f| f[0] > 0.0) {
        moves.add(&[1, 2].map(|end| shares.value * (factor[end] / factor[0] - 1.0)));
    }
    let around = moves.around(shares.value);
    Some(Interval { low: around.low.max(0.0), ..around })
}

/// The concentration of a picture: of the world, or mixed with that of the region by import reliance.
fn concentration(picture: &Picture, home: &str, weight: &dyn Fn(&str) -> f64) -> Option<f64> {
    let world = weighted(&picture.world, weight)?;
    let Some(trade) = &picture.region else { return Some(world) };
    let region = weighted(&trade.sources(home), weight)?;
    let reliance = import_reliance(trade.own, trade.imported(), trade.exports).ok()?;
    let exact = |x: f64| Bounded::exact(x).ok();
    let mix = Mix::Both { global: exact(world)?, eu: exact(region)?, import_reliance: exact(reliance)? };
    mix.concentration().ok().map(Bounded::point)
}

fn weighted(amounts: &Amounts, weight: &dyn Fn(&str) -> f64) -> Option<f64> {
    let total: f64 = amounts.values().sum();
    let exact = |x: f64| Bounded::exact(x).ok();
    let of = |(country, amount): (&String, &f64)| {
        Some(Supplier {
            share: exact(amount / total)?,
            governance: exact(weight(country))?,
            trade: exact(1.0)?,
        })
    };
    let suppliers: Vec<Supplier> = amounts.iter().map(of).collect::<Option<_>>()?;
    weighted_concentration(&suppliers).ok().filter(|_| total > 0.0).map(Bounded::point)
}

/// An interval of a row as bounds: studies' rows carry the rounding of what was printed.
pub(super) fn bounded(est: Estimate) -> Result<Bounded, String> {
    Bounded::new(est.value(), est.low(), est.high()).map_err(|error| error.to_string())
}

/// A line of a study with its published score beside.
pub(super) fn held_against(
    line: IndexLine,
    published: &Indicator,
    recomputed: Result<Bounded, String>,
) -> IndexLine {
    let Ok(bounds) = bounded(published.est) else { return line };
    let compared = Comparison { published: bounds, recomputed };
    let interval = |x: &Bounded| Interval { low: x.low(), value: x.point(), high: x.high() };
    IndexLine {
        published: Some(published.est.value()),
        status: Some(compared.status().word().into()),
        value: compared.recomputed.as_ref().ok().map(interval),
        missing: compared.recomputed.err().into_iter().collect(),
        ..line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(of: &[(&str, f64)]) -> Amounts {
        of.iter().map(|(name, x)| (name.to_string(), *x)).collect()
    }

    /// World: a 60, b 40: 0.36·4 + 0.16·5 = 2.24. Region: own 10, from a 40, exports 10: reliance 30/40 = 0.75;
    /// sources a 0.8, b 0.2: 0.64·4 + 0.04·5 = 2.76. Mixed: 2.24·0.375 + 2.76·0.625 = 2.565.
    #[test]
    fn the_mix_of_world_and_region_by_hand() {
        let weight = |country: &str| if country == "a" { 4.0 } else { 5.0 };
        let world = amounts(&[("a", 60.0), ("b", 40.0)]);
        assert!((weighted(&world, &weight).unwrap() - 2.24).abs() < 1e-12);
        let trade = Trade { own: 10.0, imports: amounts(&[("a", 40.0)]), exports: 10.0 };
        let picture = Picture { world, region: Some(trade) };
        assert!((concentration(&picture, "b", &weight).unwrap() - 2.565).abs() < 1e-12);
        assert_eq!(weighted(&Amounts::new(), &weight), None);
    }

    /// One country, so that its share is certain: score 5·0.9·0.8 = 3.6. Governance 4 to 6 moves it by ∓0.72, recycling
    /// (0.85 to 0.95) by ∓0.2: √(0.5184 + 0.04) = 0.747262.
    #[test]
    fn governance_and_indices_widen_the_interval() {
        let picture = Picture { world: amounts(&[("a", 1.0)]), region: None };
        let supply = Supply {
            from: String::new(),
            central: picture,
            shifted: Vec::new(),
            read: BTreeMap::new(),
            inputs: Vec::new(),
        };
        let weights = Weights::from([("a".to_owned(), [5.0, 4.0, 6.0])]);
        let found = spread(&supply, "", &weights, [[0.9, 0.85, 0.95], [0.8, 0.8, 0.8]]).unwrap();
        assert!((found.value - 3.6).abs() < 1e-12);
        assert!((found.high - 3.6 - 0.747_262).abs() < 1e-6 && (3.6 - found.low - 0.747_262).abs() < 1e-6);
    }
}
