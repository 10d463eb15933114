//! Amounts by country: from the balanced flows, from a study's shares, or from what countries mined in a year.

use super::answer::IndexInput;
use super::record::{Record, Said, input};
use oreline_scenario::answers::Interval;
use oreline_scenario::case::{Base, Case, ProcessSpec};
use oreline_units::Estimate;
use oreline_world::rows::{Indicator, IndicatorKind, StudyStage};
use std::collections::BTreeMap;

/// Amounts by country, in any one unit.
pub(super) type Amounts = BTreeMap<String, f64>;

/// The world's supply, and a region's where flows are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Picture {
    pub(super) world: Amounts,
    pub(super) region: Option<Trade>,
}

impl Picture {
    fn is_empty(&self) -> bool {
        let region = self.region.as_ref().map_or(0.0, |trade| trade.own + trade.imported());
        self.world.values().sum::<f64>() + region <= 0.0
    }
}

/// A supply and how well it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Supply {
    /// Where it comes from, in words.
    pub(super) from: String,
    /// Central amounts.
    pub(super) central: Picture,
    /// The same from shifted evidence; empty where it was read with intervals instead.
    pub(super) shifted: Vec<Picture>,
    /// Intervals of amounts that were read.
    pub(super) read: BTreeMap<String, Estimate>,
    /// The rows, if it was read.
    pub(super) inputs: Vec<IndexInput>,
}

impl Supply {
    /// From a case, base by base. Nothing if there is no amount in the central base.
    pub(super) fn balanced(case: &Case, of: impl Fn(&Base) -> Picture) -> Option<Self> {
        let central = of(&case.central);
        let shifted = case.bases.iter().map(of).filter(|base| !base.is_empty()).collect();
        let from = format!("flows of {}", case.base_year);
        let there = !central.is_empty();
        there.then_some(Self { from, central, shifted, read: BTreeMap::new(), inputs: Vec::new() })
    }

    /// From rows with a country each.
    pub(super) fn read(
        from: String,
        rows: &[&Indicator],
        country: impl Fn(&Indicator) -> String,
    ) -> Option<Self> {
        let read: BTreeMap<String, Estimate> = rows.iter().map(|row| (country(row), row.est)).collect();
        let world = read.iter().map(|(country, est)| (country.clone(), est.value())).collect();
        let central = Picture { world, region: None };
        let inputs = rows.iter().map(|row| input(row, row.est.value())).collect();
        let there = !central.is_empty();
        there.then_some(Self { from, central, shifted: Vec::new(), read, inputs })
    }

    /// A function of the amounts with its 80 % interval; nothing where it cannot be had.
    ///
    /// From shifted evidence the interval is that of the bases. Amounts that were read are moved one at a time
    /// to the ends of their intervals, and the moves added as independent errors.
    pub(super) fn spread(&self, of: impl Fn(&Picture) -> Option<f64>) -> Option<Interval> {
        let value = of(&self.central)?;
        if !self.shifted.is_empty() {
            return Some(quantiles(value, self.shifted.iter().filter_map(&of).collect()));
        }
        let mut moves = Moves::default();
        for (country, est) in &self.read {
            let moved = |to: f64| {
                let mut picture = self.central.clone();
                picture.world.insert(country.clone(), to.max(0.0));
                of(&picture).unwrap_or(value) - value
            };
            moves.add(&[moved(est.low()), moved(est.high())]);
        }
        Some(moves.around(value))
    }
}

/// Falls and rises of independent inputs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moves {
    falls: f64,
    rises: f64,
}

impl Moves {
    /// What one input can do: its largest fall and its largest rise count.
    pub(super) fn add(&mut self, changes: &[f64]) {
        let fall = changes.iter().copied().fold(0.0, f64::min);
        let rise = changes.iter().copied().fold(0.0, f64::max);
        self.falls += fall * fall;
        self.rises += rise * rise;
    }

    /// The same with an interval that is known already.
    pub(super) fn add_interval(&mut self, i: Interval) {
        self.add(&[i.low - i.value, i.high - i.value]);
    }

    pub(super) fn around(self, value: f64) -> Interval {
        Interval { low: value - self.falls.sqrt(), value, high: value + self.rises.sqrt() }
    }
}

/// The 80 % interval of values; widened to the central one where that lies outside.
fn quantiles(value: f64, mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let place = p * (values.len().saturating_sub(1)) as f64;
        let (k, rest) = (place.floor() as usize, place.fract());
        let next = values.get(k + 1).or(values.get(k));
        values.get(k).zip(next).map_or(value, |(a, b)| a + rest * (b - a))
    };
    Interval { low: at(0.1).min(value), value, high: at(0.9).max(value) }
}

/// A region's country.
pub(super) fn country(case: &Case, region: &str) -> String {
    case.structure.countries.get(region).cloned().unwrap_or_else(|| region.to_owned())
}

/// Recoverable elements in what is mined.
pub(super) fn mined(case: &Case, base: &Base, elements: &[String]) -> Amounts {
    let mut out = Amounts::new();
    for (activity, element, tonnes) in &base.mined {
        let process = case.structure.processes.iter().find(|p| p.id == *activity);
        if let (Some(process), true) = (process, elements.contains(element)) {
            *out.entry(country(case, &process.region)).or_default() += tonnes;
        }
    }
    out
}

/// What the processes of a region make of a good [t a year], by process.
fn made_by<'a>(
    case: &'a Case,
    base: &'a Base,
    good: &'a str,
) -> impl Iterator<Item = (&'a ProcessSpec, f64)> {
    let s = &case.structure;
    s.processes.iter().enumerate().map(move |(k, process)| {
        let activity = base.activity.get(k).copied().unwrap_or(0.0);
        let coefficients = base.coefficient.get(k).map_or(&[][..], Vec::as_slice);
        let legs = process.markets.iter().zip(coefficients);
        let of = legs.filter(|(m, _)| s.markets.get(**m).is_some_and(|m| m.good == good));
        (process, of.map(|(_, a)| a.max(0.0) * activity).sum())
    })
}

/// Output of a good by country.
pub(super) fn made(case: &Case, base: &Base, good: &str) -> Amounts {
    let mut out = Amounts::new();
    for (process, tonnes) in made_by(case, base, good).filter(|(_, tonnes)| *tonnes > 0.0) {
        *out.entry(country(case, &process.region)).or_default() += tonnes;
    }
    out
}

/// What a region makes, buys and sells of a good [t a year].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trade {
    pub(super) own: f64,
    pub(super) imports: Amounts,
    pub(super) exports: f64,
}

impl Trade {
    pub(super) fn of(case: &Case, base: &Base, good: &str, region: &str) -> Self {
        let s = &case.structure;
        let at = |m: usize| s.markets.get(m).map(|m| (m.good.as_str(), m.region.as_str()));
        let own = made_by(case, base, good).filter(|(p, _)| p.region == region).map(|(_, x)| x).sum();
        let mut out = Self { own, ..Self::default() };
        for (route, flow) in s.routes.iter().zip(&base.flow) {
            let (Some((g, from)), Some((_, to))) = (at(route.from), at(route.to)) else { continue };
            if g == good && *flow > 0.0 && from != to {
                if to == region {
                    *out.imports.entry(country(case, from)).or_default() += flow;
                } else if from == region {
                    out.exports += flow;
                }
            }
        }
        out
    }

    pub(super) fn imported(&self) -> f64 {
        self.imports.values().sum()
    }

    /// Whence the region is supplied, its own output included.
    pub(super) fn sources(&self, home: &str) -> Amounts {
        let mut out = self.imports.clone();
        if self.own > 0.0 {
            *out.entry(home.to_owned()).or_default() += self.own;
        }
        out
    }
}

/// The oxide of an element.
pub(super) fn oxide<'a>(case: &'a Case, element: &str) -> Option<&'a str> {
    let is =
        |g: &&oreline_scenario::case::GoodSpec| g.stage == "oxide" && g.element.as_deref() == Some(element);
    case.structure.goods.iter().find(is).map(|g| g.id.as_str())
}

/// The world's shares of an element as a study printed them.
pub(super) fn of_study(
    record: &Record<'_>,
    kind: IndicatorKind,
    study: &str,
    element: &str,
    stage: StudyStage,
) -> Option<Supply> {
    let rows = record.all(Said { study, kind, subject: element, stage: Some(stage) });
    let period = rows.first()?.period.to_string();
    let from = format!("{study}, {period}");
    Supply::read(from, &rows, |row| row.part.clone().unwrap_or_default())
}

/// What countries mined in the newest year on record.
pub(super) fn of_mines(record: &Record<'_>) -> Option<Supply> {
    let rows = record.mines();
    let first = rows.first()?;
    let from = format!("mines of {}, {}", first.period, first.prov.source);
    Supply::read(from, &rows, |row| row.subject.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(amounts: &[(&str, f64, f64, f64)]) -> Supply {
        let read: BTreeMap<String, Estimate> = amounts
            .iter()
            .map(|(name, v, low, high)| (name.to_string(), Estimate::new(*v, *low, *high).unwrap()))
            .collect();
        let world = read.iter().map(|(name, est)| (name.clone(), est.value())).collect();
        let central = Picture { world, region: None };
        Supply { from: String::new(), central, shifted: Vec::new(), read, inputs: Vec::new() }
    }

    /// Sum of 3 ± 1 and 4 ± 2: 7 ± √(1 + 4).
    #[test]
    fn independent_intervals_add_as_squares() {
        let sum = read(&[("a", 3.0, 2.0, 4.0), ("b", 4.0, 2.0, 6.0)])
            .spread(|a| Some(a.world.values().sum()))
            .unwrap();
        assert_eq!(sum.value, 7.0);
        assert!((sum.high - 7.0 - 5f64.sqrt()).abs() < 1e-12 && (7.0 - sum.low - 5f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn shifted_bases_give_the_middle_four_fifths() {
        let amounts = |x: f64| Picture { world: Amounts::from([("a".to_owned(), x)]), region: None };
        let shifted = (0..=10).map(|k| amounts(f64::from(k))).collect();
        let supply = Supply { shifted, central: amounts(5.0), ..read(&[]) };
        let spread = supply.spread(|a| a.world.get("a").copied()).unwrap();
        assert_eq!((spread.low, spread.value, spread.high), (1.0, 5.0, 9.0));
        assert_eq!(supply.spread(|_| None), None);
    }

    #[test]
    fn own_output_is_a_source_like_any_other() {
        let imports = Amounts::from([("a".to_owned(), 3.0)]);
        let trade = Trade { own: 1.0, imports, exports: 0.5 };
        assert_eq!(trade.sources("home"), Amounts::from([("a".to_owned(), 3.0), ("home".to_owned(), 1.0)]));
        assert_eq!(trade.imported(), 3.0);
    }
}
