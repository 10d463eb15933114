//! What other clusters teach the simple forecasters, and the typical inputs of a class.
//!
//! The visible record comes with the program and is never the folder under test; rows of the test split and of
//! the tested cluster are left out of every fit. The road not taken: fitting once on everything. Eight clusters
//! are so few that a class would remember the one it is asked about.

use super::episode::{Class, Split, Zone};
use super::rows::{Kind, LegRows, Tables, read};
use super::simple::Loss;
use crate::answers::Interval;
use oreline_world::Diagnostic;
use std::collections::BTreeMap;

/// Fewer rows than this are no class; then all classes teach.
const LEAST: usize = 3;

/// The visible record.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    legs: Vec<LegRows>,
}

/// A normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// The one-line rule ln m = −ln(1 − s)/e.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// 1/e: log price for a unit of −ln(1 − s).
    pub slope: f64,
    /// Standard deviation of what it leaves.
    pub sd: f64,
}

/// Inputs that a leg has for itself and its class has in common.
pub const GENERIC: [&str; 7] = ["dur", "cov", "spare", "pent", "u0", "trend", "sig"];

/// The median row of a class by input.
pub type Typical = BTreeMap<&'static str, Interval>;

/// What a fit sees of a target.
struct Seen<'a> {
    class: Class,
    value: f64,
    gap: f64,
    zone: Zone,
    leg: &'a LegRows,
}

impl Training {
    /// Reads the two tables of the record.
    pub fn read(inputs: &str, targets: &str) -> Result<Self, Vec<Diagnostic>> {
        read(inputs, targets).map(Self::from)
    }

    /// Legs that may teach about a cluster.
    fn outside<'a>(&'a self, cluster: &'a str) -> impl Iterator<Item = &'a LegRows> {
        self.legs.iter().filter(move |leg| leg.split != Split::Test && leg.cluster != cluster)
    }

    /// Their targets, those that a fit may weigh.
    fn seen<'a>(&'a self, cluster: &'a str) -> Vec<Seen<'a>> {
        let of = |leg: &'a LegRows| leg.targets.iter().filter(|t| t.weight > 0.0).map(move |t| (leg, t));
        let targets = self.outside(cluster).flat_map(of);
        targets
            .map(|(leg, t)| Seen { class: t.class, value: t.observed.value, gap: t.gap, zone: t.zone, leg })
            .collect()
    }

    /// The reference class: mean and sd of its log ratios outside a cluster; nothing of fewer than two.
    pub fn reference(&self, class: Class, cluster: &str) -> Option<Normal> {
        let seen = self.seen(cluster);
        let own: Vec<f64> = seen.iter().filter(|s| s.class == class).map(|s| s.value).collect();
        if own.len() >= LEAST {
            normal(&own)
        } else {
            normal(&seen.iter().map(|s| s.value).collect::<Vec<_>>())
        }
    }

    /// The one-line rule fitted to fixed dates outside a cluster, by least squares through the origin; `bite` is
    /// what is realised of an announced cut. Nothing of fewer than two, or if none lost any supply.
    pub fn rule(&self, cluster: &str, bite: f64) -> Option<Rule> {
        let seen = self.seen(cluster);
        let points: Vec<(f64, f64)> = seen
            .iter()
            .filter(|s| s.class == Class::Fixed)
            .map(|s| (Loss::of_rows(s.leg).tightness(s.zone, bite), s.value - s.gap))
            .collect();
        let square: f64 = points.iter().map(|(x, _)| x * x).sum();
        if points.len() < 2 || square <= 0.0 {
            return None;
        }
        let slope = points.iter().map(|(x, y)| x * y).sum::<f64>() / square;
        let left: f64 = points.iter().map(|(x, y)| (y - slope * x).powi(2)).sum();
        Some(Rule { slope, sd: (left / (points.len() - 1) as f64).sqrt() })
    }

    /// The typical inputs of a class outside a cluster: the median over legs of low, central and high apart.
    /// Nothing where there is no leg.
    pub fn typical(&self, class: Class, cluster: &str) -> Option<Typical> {
        let all: Vec<&LegRows> = self.outside(cluster).collect();
        let has = |leg: &&&LegRows| leg.targets.iter().any(|t| t.class == class);
        let own: Vec<&LegRows> = all.iter().filter(has).copied().collect();
        let legs = if own.len() >= LEAST { own } else { all };
        let middle = |name| {
            let of = |end: fn(&super::rows::Given) -> f64| {
                median(legs.iter().map(|l| end(l.input(name))).collect())
            };
            Some((name, Interval { low: of(|g| g.low)?, value: of(|g| g.value)?, high: of(|g| g.high)? }))
        };
        GENERIC.into_iter().map(middle).collect()
    }
}

impl From<Tables> for Training {
    fn from(tables: Tables) -> Self {
        Self { legs: tables.legs }
    }
}

/// Mean and sample standard deviation.
fn normal(values: &[f64]) -> Option<Normal> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (values.len() > 1).then(|| Normal { mean, sd: (square / (n - 1.0)).sqrt() })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    (!values.is_empty()).then(|| crate::summary::quantile(&values, 0.5))
}

impl Loss {
    /// As the rows of a leg tell it.
    pub(super) fn of_rows(leg: &LegRows) -> Self {
        let (home, used, cut) = (leg.value("sH"), leg.value("dH"), leg.value("cut"));
        match leg.kind {
            Kind::Output => Self::output(home, cut, leg.announced()),
            Kind::Export => Self::exports(home, used, cut, leg.announced()),
            Kind::Demand => Self::default(),
        }
    }
}
