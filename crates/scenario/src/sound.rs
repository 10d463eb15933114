//! Whether a case that comes from a file can be run: its lists fit together and its numbers can be numbers.
//!
//! A case is checked once, where it is read; everything behind may then index freely. The road not taken:
//! checking in each place of use. It would bury the arithmetic, and one place would be forgotten.

use crate::case::{Base, Case, Structure};

/// The form of the file that this version writes and reads.
pub(crate) const FORMAT: u32 = 2;
/// The longest voyage [months].
const LONGEST: usize = 120;
/// No quantity or price of a supply chain is larger.
const LARGEST: f64 = 1e15;

/// Why a case cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Not JSON, or not that of a case.
    #[error("{0}; is it the case.json of a run folder, of this version of oreline?")]
    Syntax(String),
    /// Written by another version.
    #[error(
        "the file has format {0}, this version reads format {FORMAT}; run the scenario again to get a new one"
    )]
    Format(u32),
    /// Its parts do not fit together.
    #[error(
        "{at}: {problem}; the file was changed by hand or cut short: run the scenario again to get a new one"
    )]
    Unsound {
        /// Where.
        at: String,
        /// What is wrong there.
        problem: String,
    },
}

/// The one field that every version has.
#[derive(serde::Deserialize)]
#[serde(rename = "Case")]
struct Head {
    format: u32,
}

impl Case {
    /// Reads a case from JSON and makes sure that it can be run.
    pub fn read(text: &str) -> Result<Self, CaseError> {
        let head: Head = serde_json::from_str(text).map_err(syntax)?;
        if head.format != FORMAT {
            return Err(CaseError::Format(head.format));
        }
        let case: Self = serde_json::from_str(text).map_err(syntax)?;
        case.check()?;
        Ok(case)
    }

    fn check(&self) -> Result<(), CaseError> {
        self.priors.check().map_err(|error| unsound("priors", error))?;
        structure(&self.structure)?;
        if self.as_of > self.known_at {
            return Err(unsound("as_of", "is later than known_at"));
        }
        base("central", &self.structure, &self.central)?;
        self.bases.iter().enumerate().try_for_each(|(k, b)| base(&format!("bases[{k}]"), &self.structure, b))
    }
}

fn syntax(error: serde_json::Error) -> CaseError {
    CaseError::Syntax(error.to_string())
}

fn unsound(at: impl Into<String>, problem: impl ToString) -> CaseError {
    CaseError::Unsound { at: at.into(), problem: problem.to_string() }
}

fn demand(holds: bool, at: &str, problem: &str) -> Result<(), CaseError> {
    if holds { Ok(()) } else { Err(unsound(at, problem)) }
}

fn structure(s: &Structure) -> Result<(), CaseError> {
    let market =
        |m: usize, at: &str| demand(m < s.markets.len(), at, "names a market that is not in the list");
    demand(!s.markets.is_empty(), "structure.markets", "is empty")?;
    demand(s.covers.len() == s.markets.len(), "structure.covers", "is not as long as the list of markets")?;
    for m in &s.markets {
        demand(s.good(&m.good).is_some(), &m.id(), "names a good that is not in the list")?;
    }
    for p in &s.processes {
        process(p, &market)?;
    }
    for r in &s.routes {
        market(r.from, &r.id)?;
        market(r.to, &r.id)?;
        demand(r.lag <= LONGEST, &r.id, "has a lag of more than ten years")?;
        numbers(&r.id, &[r.cost, r.ad_valorem, r.levy])?;
    }
    s.uses.iter().try_for_each(|u| market(u.market, &u.id))?;
    s.spare.iter().try_for_each(|x| market(x.market, "structure.spare"))?;
    s.covers.iter().try_for_each(|c| amounts("structure.covers", &[c.weeks]))?;
    s.quotas.iter().try_for_each(|q| amounts(&q.act, &[q.rent]))?;
    s.goods.iter().try_for_each(|g| amounts(&g.id, &[g.volatility]))?;
    s.spare.iter().try_for_each(|x| amounts("structure.spare", &[x.share]))?;
    amounts("structure.idle_opening", &[s.idle_opening])
}

fn process(
    p: &crate::case::ProcessSpec,
    market: &dyn Fn(usize, &str) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    demand(!p.markets.is_empty(), &p.id, "has no market")?;
    p.markets.iter().try_for_each(|m| market(*m, &p.id))?;
    demand(p.recipe.iter().all(|r| r.slot < p.markets.len()), &p.id, "has a recipe for a market it lacks")?;
    amounts(&p.id, &[p.capacity, p.headroom, p.share, p.by_product])?;
    numbers(&p.id, &[p.toll.unwrap_or(0.0)])?;
    p.recipe.iter().try_for_each(|r| amounts(&p.id, &[r.factor]))
}

fn base(at: &str, s: &Structure, b: &Base) -> Result<(), CaseError> {
    let fits = [
        ("activity", b.activity.len(), s.processes.len()),
        ("coefficient", b.coefficient.len(), s.processes.len()),
        ("flow", b.flow.len(), s.routes.len()),
        ("use_", b.use_.len(), s.uses.len()),
        ("price", b.price.len(), s.markets.len()),
    ];
    for (list, has, needs) in fits {
        demand(
            has == needs,
            &format!("{at}.{list}"),
            &format!("has {has} numbers, the structure needs {needs}"),
        )?;
    }
    for (c, p) in b.coefficient.iter().zip(&s.processes) {
        demand(c.len() == p.markets.len(), &format!("{at}.coefficient"), &format!("does not fit {}", p.id))?;
        numbers(&p.id, c)?;
    }
    for (list, values) in
        [("activity", &b.activity), ("flow", &b.flow), ("use_", &b.use_), ("price", &b.price)]
    {
        amounts(&format!("{at}.{list}"), values)?;
    }
    demand(b.price.iter().all(|p| *p > 0.0), &format!("{at}.price"), "holds a price of nothing")?;
    numbers(at, &[b.focus_share])
}

fn numbers(at: &str, values: &[f64]) -> Result<(), CaseError> {
    demand(values.iter().all(|v| v.abs() <= LARGEST), at, "holds a number beyond all sense")
}

fn amounts(at: &str, values: &[f64]) -> Result<(), CaseError> {
    numbers(at, values)?;
    demand(values.iter().all(|v| *v >= 0.0), at, "holds a negative number where none can be")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CoverSpec, GoodSpec, MarketSpec};

    /// One market and nothing else.
    fn small() -> (Structure, Base) {
        let good = GoodSpec {
            id: "ore".into(),
            name: "Ore".into(),
            stage: "concentrate".into(),
            unit: "t-reo".into(),
            element: None,
            volatility: 0.2,
            pool: None,
        };
        let structure = Structure {
            goods: vec![good],
            markets: vec![MarketSpec { good: "ore".into(), region: "ridge".into() }],
            covers: vec![CoverSpec { weeks: 4.0, assumed: true, from: "rule".into(), of_use: false }],
            ..Structure::default()
        };
        (structure, Base { price: vec![20.0], ..Base::default() })
    }

    #[test]
    fn what_fits_passes() {
        let (s, b) = small();
        assert_eq!(structure(&s).and_then(|()| base("central", &s, &b)), Ok(()));
    }

    #[test]
    fn lists_that_do_not_fit_and_senseless_numbers_are_named() {
        let (s, b) = small();
        for (broken, at) in [
            (Base { price: vec![], ..b.clone() }, "central.price"),
            (Base { price: vec![0.0], ..b.clone() }, "central.price"),
            (Base { price: vec![f64::NAN], ..b.clone() }, "central.price"),
            (Base { flow: vec![1.0], ..b.clone() }, "central.flow"),
        ] {
            let error = base("central", &s, &broken).unwrap_err();
            assert!(matches!(&error, CaseError::Unsound { at: place, .. } if place == at), "{error}");
        }
        let foreign =
            Structure { markets: vec![MarketSpec { good: "gold".into(), region: "ridge".into() }], ..s };
        assert!(structure(&foreign).is_err());
    }

    #[test]
    fn another_version_is_told_from_a_broken_file() {
        assert_eq!(Case::read("{\"format\": 99}"), Err(CaseError::Format(99)));
        assert!(matches!(Case::read(&format!("{{\"format\": {FORMAT}}}")), Err(CaseError::Syntax(_))));
        assert!(matches!(Case::read("PK\u{3}\u{4}"), Err(CaseError::Syntax(_))));
    }
}
