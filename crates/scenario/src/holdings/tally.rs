//! Amounts by who has them, base by base, and the shares that follow.

use crate::answers::{Interval, ShareAnswer};
use crate::case::{Base, Case, Structure};
use crate::summary::quantile;
use std::collections::{BTreeMap, BTreeSet};

/// Where an amount is made or used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) region: String,
    pub(super) country: String,
    pub(super) controller: String,
}

/// What shares are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Region,
    Country,
    Controller,
}

impl By {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Country => "country",
            Self::Controller => "controller",
        }
    }

    fn key(self, place: &Place) -> &str {
        match self {
            Self::Region => &place.region,
            Self::Country => &place.country,
            Self::Controller => &place.controller,
        }
    }
}

/// How a controller is called where no holder is on record.
const UNKNOWN: &str = "unknown holder in ";

/// Whether a controller's name stands for nobody known.
pub(super) fn is_unknown(controller: &str) -> bool {
    controller.starts_with(UNKNOWN)
}

/// The place of a region; `site` names the site whose holder counts, if there is one.
pub(super) fn place(case: &Case, region: &str, site: Option<&str>) -> Place {
    let s: &Structure = &case.structure;
    let of = |id: &str| s.sites.iter().find(|x| x.id == id).and_then(|x| x.holder(case.as_of));
    let holder = site.and_then(of);
    Place {
        region: region.into(),
        country: s.countries.get(region).cloned().unwrap_or_else(|| region.into()),
        controller: holder.map_or_else(|| format!("{UNKNOWN}{region}"), str::to_string),
    }
}

/// The central base, then the perturbed ones.
pub(super) fn bases(case: &Case) -> impl Iterator<Item = &Base> {
    std::iter::once(&case.central).chain(&case.bases)
}

/// Central value and 80 % interval of a figure whose first value is the central one. Where the central value
/// lies outside of the perturbed ones the interval is widened to it.
pub(super) fn interval(mut values: impl Iterator<Item = f64>) -> Interval {
    let value = values.next().unwrap_or(0.0);
    let mut spread: Vec<f64> = values.collect();
    spread.sort_by(f64::total_cmp);
    if spread.is_empty() {
        return Interval { low: value, value, high: value };
    }
    Interval { low: quantile(&spread, 0.1).min(value), value, high: quantile(&spread, 0.9).max(value) }
}

/// Amounts [t a year] by place, base by base, the central one first; bases without any amount are left out.
pub(super) struct Tally<'a> {
    places: &'a [Place],
    bases: Vec<Vec<(usize, f64)>>,
}

impl<'a> Tally<'a> {
    /// `amounts` gives (index of a place, amount) for a base. Nothing if the central base has none.
    pub(super) fn new(
        case: &Case,
        places: &'a [Place],
        amounts: impl Fn(&Base) -> Vec<(usize, f64)>,
    ) -> Option<Self> {
        let mut all: Vec<Vec<(usize, f64)>> = bases(case).map(amounts).collect();
        if all.first().is_none_or(|central| total(central) <= 0.0) {
            return None;
        }
        all.retain(|base| total(base) > 0.0);
        Some(Self { places, bases: all })
    }

    pub(super) fn total(&self) -> Interval {
        interval(self.bases.iter().map(|b| total(b)))
    }

    /// Shares, the largest first; who never has anything is left out.
    pub(super) fn shares(&self, by: By) -> Vec<ShareAnswer> {
        let bases: Vec<BTreeMap<&str, f64>> = self.bases.iter().map(|b| self.grouped(b, by)).collect();
        let names: BTreeSet<&str> = bases.iter().flat_map(|b| b.keys().copied()).collect();
        let share = |name: &str| interval(bases.iter().map(|b| b.get(name).copied().unwrap_or(0.0)));
        let answer = |name: &str| ShareAnswer { by: by.word().into(), name: name.into(), share: share(name) };
        let mut out: Vec<ShareAnswer> = names.into_iter().map(answer).collect();
        out.sort_by(|a, b| b.share.value.total_cmp(&a.share.value).then(a.name.cmp(&b.name)));
        out
    }

    /// Concentration by country.
    pub(super) fn hhi(&self) -> Interval {
        let of = |base: &Vec<(usize, f64)>| {
            let parts: Vec<f64> = self.grouped(base, By::Country).into_values().collect();
            oreline_index::hhi(&parts).ok()
        };
        interval(self.bases.iter().filter_map(of))
    }

    /// Shares of one base, by name.
    fn grouped(&self, base: &[(usize, f64)], by: By) -> BTreeMap<&str, f64> {
        let whole = total(base);
        let mut out = BTreeMap::new();
        for (k, amount) in base.iter().filter(|(_, amount)| *amount > 0.0) {
            if let Some(place) = self.places.get(*k) {
                *out.entry(by.key(place)).or_default() += amount / whole;
            }
        }
        out
    }
}

fn total(base: &[(usize, f64)]) -> f64 {
    base.iter().map(|(_, amount)| amount.max(0.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str, country: &str) -> Place {
        Place { region: region.into(), country: country.into(), controller: String::new() }
    }

    #[test]
    fn regions_of_a_country_count_as_one_in_the_concentration() {
        let places = [place("north", "land"), place("south", "land"), place("isle", "sea")];
        let central = vec![(0, 30.0), (1, 30.0), (2, 40.0)];
        let tally = Tally { places: &places, bases: vec![central] };
        assert!((tally.hhi().value - 0.52).abs() < 1e-12);
        let regions = tally.shares(By::Region);
        assert_eq!(regions[0].name, "isle");
        assert!((regions[1].share.value - 0.3).abs() < 1e-12);
        assert_eq!(tally.shares(By::Country)[0].name, "land");
    }

    #[test]
    fn the_interval_is_that_of_the_bases_and_holds_the_central_value() {
        let ten = (0..=10).map(f64::from);
        let i = interval(std::iter::once(5.0).chain(ten.clone()));
        assert_eq!((i.low, i.value, i.high), (1.0, 5.0, 9.0));
        let outside = interval(std::iter::once(20.0).chain(ten));
        assert_eq!((outside.low, outside.high), (1.0, 20.0));
        let alone = interval(std::iter::once(3.0));
        assert_eq!((alone.low, alone.high), (3.0, 3.0));
    }

    #[test]
    fn who_has_nothing_is_not_listed() {
        let places = [place("a", "a"), place("b", "b")];
        let tally = Tally { places: &places, bases: vec![vec![(0, 2.0), (1, 0.0)]] };
        assert_eq!(tally.shares(By::Region).len(), 1);
        assert_eq!(tally.hhi().value, 1.0);
    }
}
