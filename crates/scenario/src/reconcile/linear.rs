//! Expressions as linear forms of the columns.
//!
//! All atoms but one are sums of flows, found once. `K`, the recoverable Dy and Tb in mined concentrate, is
//! a tonnage times a grade, and both are unknown: it is replaced by its tangent at the point of the pass.

use oreline_world::expr::{Atom, Expr};

use super::network::{Network, Terms, merged};
use super::problem::{FitProblem, ProblemError, Recovery};

/// Throughputs below this, t a year, carry no grade of their own.
const LEAST_THROUGHPUT: f64 = 1e-6;

/// An expression whose sums of flows are resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Linear {
    fixed: Terms,
    /// Factor and path, for each `K`.
    mined: Vec<(f64, usize)>,
    /// Whether a flow is named that the network does not have. It counts as zero.
    pub(super) incomplete: bool,
}

/// The way of one mine into oxide, as columns.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) mine: usize,
    pub(super) recovery: usize,
    /// Intermediate per throughput, plant by plant.
    via: Vec<((usize, f64), usize)>,
    /// Throughput of the plant that makes the oxides.
    last: usize,
    /// Its oxides, in the order of `FitProblem::recovered`.
    oxides: Vec<Option<(usize, f64)>>,
}

impl Path {
    pub(super) fn new(
        problem: &FitProblem,
        network: &Network,
        recovery: usize,
    ) -> Result<Self, ProblemError> {
        let Recovery { mine, via, last } = &problem.recoveries[recovery];
        let row = || format!("the recovery of {mine}");
        let activity = |process: &String| match network.column(&Atom::Activity { process: process.clone() }) {
            Some((column, _)) => Ok(column),
            None => Err(ProblemError::Unknown { row: row(), kind: "process", id: process.clone() }),
        };
        let output = |process: &String, good: &String| {
            network.column(&Atom::Output { process: process.clone(), good: good.clone() })
        };
        let step = |(process, good): &(String, String)| match output(process, good) {
            Some(made) => Ok((made, activity(process)?)),
            None => {
                Err(ProblemError::Unknown { row: row(), kind: "output", id: format!("{process}:{good}") })
            }
        };
        Ok(Self {
            mine: activity(mine)?,
            recovery,
            via: via.iter().map(step).collect::<Result<_, _>>()?,
            last: activity(last)?,
            oxides: problem.recovered.iter().map(|oxide| output(last, oxide)).collect(),
        })
    }

    /// Tonnes of oxide `e` per tonne mined.
    pub(super) fn grade(&self, e: usize, x: &[f64]) -> f64 {
        let made = self.oxides[e].map_or(0.0, |(column, factor)| factor * x[column]);
        self.via_grade(x) * made / x[self.last].max(LEAST_THROUGHPUT)
    }

    fn via_grade(&self, x: &[f64]) -> f64 {
        let grade = |((out, factor), activity): &((usize, f64), usize)| {
            factor * x[*out] / x[*activity].max(LEAST_THROUGHPUT)
        };
        self.via.iter().map(grade).product()
    }

    /// The tangent of tonnage times grade. Behind an intermediate only the tonnage moves: the small flows
    /// there would make the tangent of the grades unsteady, and they carry little.
    fn tangent(&self, x: &[f64], times: f64, terms: &mut Terms) {
        let throughput = x[self.last].max(LEAST_THROUGHPUT);
        for (e, oxide) in self.oxides.iter().enumerate() {
            let Some((column, factor)) = *oxide else { continue };
            let grade = self.grade(e, x);
            terms.push((self.mine, times * grade));
            if self.via.is_empty() {
                let part = x[self.mine] / throughput;
                terms.push((column, times * factor * part));
                terms.push((self.last, -times * grade * part));
            }
        }
    }
}

impl Linear {
    pub(super) fn new(
        expr: &Expr,
        problem: &FitProblem,
        network: &Network,
        paths: &[Path],
    ) -> Result<Self, ProblemError> {
        let mut linear = Self::default();
        for term in &expr.0 {
            match &term.atom {
                Atom::Mined { mine } => linear.add_mined(mine.as_deref(), term.factor(), problem, paths)?,
                atom => {
                    let flows = flows(atom, problem, network);
                    linear.incomplete |= flows.is_empty();
                    linear.fixed.extend(flows.iter().map(|(column, k)| (*column, k * term.factor())));
                }
            }
        }
        linear.fixed = merged(linear.fixed);
        Ok(linear)
    }

    fn add_mined(
        &mut self,
        mine: Option<&str>,
        factor: f64,
        problem: &FitProblem,
        paths: &[Path],
    ) -> Result<(), ProblemError> {
        let of = |path: &Path| &problem.recoveries[path.recovery].mine;
        let before = self.mined.len();
        let wanted = paths.iter().enumerate().filter(|(_, path)| mine.is_none_or(|m| m == of(path)));
        self.mined.extend(wanted.map(|(i, _)| (factor, i)));
        match mine {
            Some(mine) if self.mined.len() == before => Err(ProblemError::Unknown {
                row: format!("K({mine})"),
                kind: "path of recovery",
                id: mine.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// The linear form at a point: equal to the expression there, and tangent to it.
    pub(super) fn at(&self, x: &[f64], paths: &[Path]) -> Terms {
        if self.mined.is_empty() {
            return self.fixed.clone();
        }
        let mut terms = self.fixed.clone();
        for (factor, path) in &self.mined {
            paths[*path].tangent(x, *factor, &mut terms);
        }
        merged(terms)
    }
}

/// The flows that an atom sums; none if the network has none of them.
fn flows(atom: &Atom, problem: &FitProblem, network: &Network) -> Terms {
    match atom {
        Atom::Production { good, region } => network.select(|flow| {
            matches!(flow, Atom::Output { process, good: g }
                if g == good && region.as_ref().is_none_or(|r| stands_in(problem, process, r)))
        }),
        Atom::Consumption { good, region } => network.select(|flow| match flow {
            Atom::Input { process, good: g } => g == good && stands_in(problem, process, region),
            Atom::Use { good: g, region: r, .. } => g == good && r == region,
            _ => false,
        }),
        Atom::Exports { good, region } => network.select(
            |flow| matches!(flow, Atom::Trade { good: g, origin, .. } if g == good && origin == region),
        ),
        Atom::FinalUses { region, purpose, goods } => network.select(|flow| {
            matches!(flow, Atom::Use { good, region: r, purpose: p }
                if counts(problem, goods, good) && may_be(region, r) && may_be(purpose, p))
        }),
        flow => network.column(flow).into_iter().collect(),
    }
}

fn may_be(wanted: &Option<String>, id: &str) -> bool {
    wanted.as_deref().is_none_or(|w| w == id)
}

fn counts(problem: &FitProblem, named: &[String], good: &str) -> bool {
    if named.is_empty() {
        problem.goods.iter().any(|g| g.magnet && g.id == good)
    } else {
        named.iter().any(|g| g == good)
    }
}

fn stands_in(problem: &FitProblem, process: &str, region: &str) -> bool {
    problem.processes.iter().any(|p| p.id == process && p.region == region)
}
