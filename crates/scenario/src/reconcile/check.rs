//! What must hold before a problem can be posed: names that exist and numbers that are numbers.

use std::collections::BTreeSet;

use super::problem::{FitProblem, ProblemError, Stage};

/// The first fault of a problem, in the order of its tables.
pub(super) fn check(problem: &FitProblem) -> Result<(), ProblemError> {
    let names = Names::new(problem)?;
    for process in &problem.processes {
        names.region(&process.region, || format!("process {}", process.id))?;
        let cap = process.capacity_high.unwrap_or(0.0);
        number(cap, cap, cap, || format!("process {}", process.id))?;
    }
    for recipe in &problem.recipes {
        let row = || format!("recipe {} {}", recipe.process, recipe.good);
        names.process(&recipe.process, row)?;
        names.good(&recipe.good, row)?;
        number(recipe.low, recipe.coef, recipe.high, row)?;
    }
    for route in &problem.routes {
        let row = || format!("route {}", route.id);
        names.good(&route.good, row)?;
        names.region(&route.origin, row)?;
        names.region(&route.destination, row)?;
    }
    for use_ in &problem.uses {
        let row = || format!("use {}:{}:{}", use_.good, use_.region, use_.purpose);
        names.good(&use_.good, row)?;
        names.region(&use_.region, row)?;
    }
    for stock in &problem.stocks {
        let row = || format!("stock {}:{}", stock.good, stock.region);
        names.good(&stock.good, row)?;
        names.region(&stock.region, row)?;
    }
    for claim in &problem.claims {
        let row = || format!("claim {}", claim.id);
        number(claim.low, claim.value, claim.high, row)?;
        number(0.0, claim.grade_factor, f64::MAX, row)?;
    }
    recoveries(problem, &names)
}

fn recoveries(problem: &FitProblem, names: &Names<'_>) -> Result<(), ProblemError> {
    for oxide in &problem.recovered {
        names.good(oxide, || "the list of recovered oxides".to_owned())?;
    }
    for recovery in &problem.recoveries {
        let row = || format!("the recovery of {}", recovery.mine);
        let mine = names.process(&recovery.mine, row)?;
        if problem.processes[mine].stage != Stage::Mine {
            return Err(ProblemError::Unknown { row: row(), kind: "mine", id: recovery.mine.clone() });
        }
    }
    Ok(())
}

/// Finite and in order.
fn number(low: f64, value: f64, high: f64, row: impl Fn() -> String) -> Result<(), ProblemError> {
    let finite = low.is_finite() && value.is_finite() && high.is_finite();
    if finite && low <= value && value <= high {
        return Ok(());
    }
    Err(ProblemError::BadNumber { row: row(), low, value, high })
}

struct Names<'a> {
    goods: BTreeSet<&'a str>,
    regions: BTreeSet<&'a str>,
    processes: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(problem: &'a FitProblem) -> Result<Self, ProblemError> {
        let mut goods = BTreeSet::new();
        for good in &problem.goods {
            if !goods.insert(good.id.as_str()) {
                return Err(ProblemError::Duplicate { row: format!("good {}", good.id) });
            }
        }
        Ok(Self {
            goods,
            regions: problem.regions.iter().map(String::as_str).collect(),
            processes: problem.processes.iter().map(|p| p.id.as_str()).collect(),
        })
    }

    fn good(&self, id: &str, row: impl Fn() -> String) -> Result<(), ProblemError> {
        if self.goods.contains(id) { Ok(()) } else { Err(unknown(row(), "good", id)) }
    }

    fn region(&self, id: &str, row: impl Fn() -> String) -> Result<(), ProblemError> {
        if self.regions.contains(id) { Ok(()) } else { Err(unknown(row(), "region", id)) }
    }

    fn process(&self, id: &str, row: impl Fn() -> String) -> Result<usize, ProblemError> {
        self.processes.iter().position(|p| *p == id).ok_or_else(|| unknown(row(), "process", id))
    }
}

fn unknown(row: String, kind: &'static str, id: &str) -> ProblemError {
    ProblemError::Unknown { row, kind, id: id.to_owned() }
}
