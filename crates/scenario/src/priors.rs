//! The priors of behaviour: one versioned file for every world and back-test.
//!
//! A file, not constants: what a run believes about people must be readable, its hash is printed with every
//! result, and no world may carry a private copy.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The shape of an input's distribution; `low` and `high` are its 10 % and 90 % points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// Normal, possibly with another spread below than above the median.
    TwoPieceNormal,
    /// Normal.
    Normal,
    /// Log-normal, possibly with another spread below than above the median.
    LogNormal,
    /// Normal in log-odds.
    LogitNormal,
    /// Uniform from `min` to `max`.
    Uniform,
}

/// One uncertain number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its unit, for people.
    pub unit: String,
    /// Median.
    pub median: f64,
    /// 10 % point.
    pub low: f64,
    /// 90 % point.
    pub high: f64,
    /// Distribution.
    pub law: Law,
    /// Hard lower bound.
    pub min: Option<f64>,
    /// Hard upper bound.
    pub max: Option<f64>,
    /// Held at its median unless asked for.
    #[serde(default)]
    pub off: bool,
    /// What it rests on.
    pub basis: String,
    /// What it means.
    #[serde(default)]
    pub note: String,
}

/// How a use answers to price.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseResponse {
    /// Elasticity (positive) at the median short-run elasticity.
    pub elasticity: f64,
    /// Price ratio at which demand starts to vanish.
    pub choke: f64,
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priors {
    /// Version of the values.
    pub version: String,
    /// Title.
    pub title: String,
    /// Uncertain inputs by name.
    pub input: BTreeMap<String, Input>,
    /// Responses of uses by name.
    #[serde(rename = "use")]
    pub uses: BTreeMap<String, UseResponse>,
    /// Numbers that are not drawn.
    pub constant: BTreeMap<String, f64>,
}

/// Inputs that the model reads; a file without one of them is refused.
pub(crate) const REQUIRED: [&str; 53] = [
    "heterogeneity",
    "heterogeneity-demand",
    "heterogeneity-stocks",
    "heterogeneity-hoarding",
    "heterogeneity-leakage",
    "demand-elasticity-short",
    "demand-elasticity-long",
    "demand-adaptation",
    "demand-dy",
    "demand-tb",
    "alternative-dy",
    "alternative-tb",
    "mine-elasticity-short",
    "mine-elasticity-long",
    "supply-adaptation",
    "by-product",
    "plant-elasticity",
    "spare-feed",
    "spare-price",
    "spare-ramp",
    "route-slope",
    "stock-response",
    "stock-response-consumers",
    "consumer-share",
    "stock-adjustment",
    "holding-horizon",
    "working-stock",
    "cover",
    "cover-magnets",
    "cover-dy",
    "cover-tb",
    "trend",
    "hoarding",
    "hoarding-decay",
    "panic",
    "panic-cover",
    "panic-decay",
    "cover-kept",
    "cut",
    "closure-months",
    "believed-months",
    "pent-up",
    "bite",
    "standing-cut",
    "near-stop",
    "magnet-standing-cut",
    "leakage",
    "leakage-delay",
    "discrepancy",
    "trend-carried",
    "trend-fade",
    "tightness-decay",
    "absorbed",
];

/// Numbers that are not drawn, and between what they must lie.
const CONSTANTS: [(&str, f64, f64); 22] = [
    ("carrying", 0.0, 0.9),
    ("calm", 0.0, 1e3),
    ("relief", 1e-3, 1e3),
    ("collector-elasticity", 0.0, 1e3),
    ("magnet-elasticity-factor", 0.0, 1e3),
    ("spare-start", 0.0, 1e6),
    ("discrepancy-months", 1e-3, 1e3),
    ("restart", 1e-3, 1e3),
    ("reopened", 1.0, 1e3),
    ("threat", 0.0, 1.0),
    ("hoard-oxides", 0.0, 1.0),
    ("hoard-metals", 0.0, 1.0),
    ("aftermath", 0.0, 1e3),
    ("standing", 1e-3, 1e4),
    ("near-stop-months", 0.0, 1e3),
    ("licence-fear", 0.0, 1.0),
    ("rent-in-force", 0.0, 0.9),
    ("heap-months", 1.0, 1e3),
    ("panic", 0.0, 1e3),
    ("project-room", 1.0, 1e3),
    ("project-feed", 0.0, 1.0),
    ("project-route", 1.0, 1e3),
];

/// Why a priors file cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PriorsError {
    /// The text is not the expected TOML.
    #[error("the priors file does not read: {0}")]
    Syntax(String),
    /// Something the model needs is not there.
    #[error("the priors file lacks '{0}'; add it with median, low, high, law and basis")]
    Missing(String),
    /// A number that makes no sense.
    #[error("input '{0}': {1}")]
    Bad(String, String),
}

impl Priors {
    /// Reads and checks a priors file.
    pub fn parse(text: &str) -> Result<Self, PriorsError> {
        let priors: Self = toml::from_str(text).map_err(|e| PriorsError::Syntax(e.to_string()))?;
        priors.check()?;
        Ok(priors)
    }

    /// Whether everything is there that the model needs, and makes sense.
    pub(crate) fn check(&self) -> Result<(), PriorsError> {
        for name in REQUIRED {
            if !self.input.contains_key(name) {
                return Err(PriorsError::Missing(format!("input.{name}")));
            }
        }
        for (name, _, _) in CONSTANTS {
            if !self.constant.contains_key(name) {
                return Err(PriorsError::Missing(format!("constant.{name}")));
            }
        }
        if !self.uses.contains_key("other") {
            return Err(PriorsError::Missing("use.other".into()));
        }
        for (name, input) in &self.input {
            input.check().map_err(|text| PriorsError::Bad(name.clone(), text))?;
        }
        for (name, response) in &self.uses {
            response.check().map_err(|text| PriorsError::Bad(format!("use.{name}"), text))?;
        }
        for (name, value) in &self.constant {
            check_constant(name, *value)
                .map_err(|text| PriorsError::Bad(format!("constant.{name}"), text))?;
        }
        Ok(())
    }

    /// A constant that [`Priors::parse`] has made sure of; 0 for a name it does not know.
    pub(crate) fn constant(&self, name: &str) -> f64 {
        self.constant.get(name).copied().unwrap_or(0.0)
    }

    /// The median of an input that [`Priors::parse`] has made sure of.
    pub(crate) fn median(&self, name: &str) -> f64 {
        self.input.get(name).map_or(1.0, |input| input.median)
    }

    /// Response of a use; uses without their own entry answer like `other`.
    pub(crate) fn response(&self, name: &str) -> UseResponse {
        let other = UseResponse { elasticity: 0.3, choke: 8.0 };
        self.uses.get(name).or_else(|| self.uses.get("other")).copied().unwrap_or(other)
    }
}

/// Whether a constant may have a value.
pub(crate) fn check_constant(name: &str, value: f64) -> Result<(), String> {
    let range = CONSTANTS.iter().find(|(known, _, _)| *known == name);
    let (min, max) = range.map_or((0.0, 1e15), |(_, min, max)| (*min, *max));
    if (min..=max).contains(&value) { Ok(()) } else { Err(format!("must lie between {min} and {max}")) }
}

impl UseResponse {
    fn check(&self) -> Result<(), String> {
        let finite = self.elasticity.is_finite() && self.choke.is_finite();
        if finite && self.elasticity > 0.0 && self.choke > 1.0 {
            return Ok(());
        }
        Err("elasticity must be above 0 and choke above 1".into())
    }
}

impl Input {
    /// An input that is certain.
    pub fn fixed(value: f64, unit: &str) -> Self {
        Self {
            unit: unit.into(),
            median: value,
            low: value,
            high: value,
            law: Law::Normal,
            min: None,
            max: None,
            off: false,
            basis: "assumed".into(),
            note: String::new(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let finite = [self.median, self.low, self.high].iter().all(|v| v.is_finite());
        if !finite {
            return Err("median, low and high must be finite numbers".into());
        }
        if !(self.low <= self.median && self.median <= self.high) {
            return Err(format!(
                "low {} ≤ median {} ≤ high {} does not hold; order the three numbers",
                self.low, self.median, self.high
            ));
        }
        let (min, max) = (self.min.unwrap_or(f64::MIN), self.max.unwrap_or(f64::MAX));
        if !(min.is_finite() && max.is_finite() && min <= max) {
            return Err(format!("min {min} ≤ max {max} does not hold, or one is not finite"));
        }
        match self.law {
            Law::LogNormal if self.low <= 0.0 => Err("a log-normal input needs low above 0".into()),
            Law::LogitNormal if self.low <= 0.0 || self.high >= 1.0 => {
                Err("a logit-normal input needs 0 < low and high < 1".into())
            }
            Law::Uniform if self.min.is_none() || self.max.is_none() => {
                Err("a uniform input needs min and max".into())
            }
            _ => Ok(()),
        }
    }

    /// The value at probability `u` (0 < u < 1).
    pub fn at(&self, u: f64) -> f64 {
        if self.off || self.low == self.high {
            return self.median;
        }
        let z = crate::normal::quantile(u);
        let spread = |low: f64, mid: f64, high: f64| {
            let half = if z < 0.0 { mid - low } else { high - mid };
            mid + z * half / crate::normal::Z80
        };
        let value = match self.law {
            Law::Normal | Law::TwoPieceNormal => spread(self.low, self.median, self.high),
            Law::LogNormal => {
                libm::exp(spread(libm::log(self.low), libm::log(self.median), libm::log(self.high)))
            }
            Law::LogitNormal => {
                let sd = (logit(self.high) - logit(self.low)) / (2.0 * crate::normal::Z80);
                let x = logit(self.median) + sd * z;
                1.0 / (1.0 + libm::exp(-x))
            }
            Law::Uniform => {
                let (min, max) = (self.min.unwrap_or(self.low), self.max.unwrap_or(self.high));
                min + u * (max - min)
            }
        };
        value.max(self.min.unwrap_or(f64::NEG_INFINITY)).min(self.max.unwrap_or(f64::INFINITY))
    }
}

fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../worlds/priors.toml");

    #[test]
    fn the_shipped_file_reads() {
        let priors = Priors::parse(FILE).unwrap();
        assert!(priors.input.len() <= 62, "room for the scenario's own inputs in 64 Sobol dimensions");
    }

    #[test]
    fn low_and_high_are_the_ten_and_ninety_per_cent_points() {
        let priors = Priors::parse(FILE).unwrap();
        for (name, input) in priors.input.iter().filter(|(_, i)| i.law != Law::LogitNormal) {
            if input.off {
                continue;
            }
            let bounded = |v: f64| {
                v.max(input.min.unwrap_or(f64::NEG_INFINITY)).min(input.max.unwrap_or(f64::INFINITY))
            };
            assert!((input.at(0.5) - input.median).abs() < 1e-9, "{name}");
            assert!((input.at(0.1) - bounded(input.low)).abs() < 1e-9, "{name}");
            assert!((input.at(0.9) - bounded(input.high)).abs() < 1e-9, "{name}");
        }
    }

    #[test]
    fn a_missing_input_is_named() {
        let text = FILE.replace("[input.trend]", "[input.tendency]");
        assert_eq!(Priors::parse(&text), Err(PriorsError::Missing("input.trend".into())));
    }

    #[test]
    fn numbers_out_of_order_are_refused() {
        let text = FILE.replacen("median = 0.70", "median = 9.0", 1);
        assert!(matches!(Priors::parse(&text), Err(PriorsError::Bad(name, _)) if name == "heterogeneity"));
    }
}
