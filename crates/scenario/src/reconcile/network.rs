//! The columns of the fit and the balances between them.
//!
//! One column per activity, per soft input or output, per route, final use and stock build. A coefficient
//! that is a definition (its range has no width) needs no column: the flow *is* a multiple of the activity.
//!
//! The road not taken: balances by substitution of the recipes. A fit that cannot move a grade blames the
//! tonnage for what the grade did.

use std::collections::{BTreeMap, BTreeSet};

use oreline_world::expr::Atom;

use super::problem::{FitProblem, ProblemError, Recipe, Role};

/// A linear form: columns with factors, sorted by column, each once.
pub(super) type Terms = Vec<(usize, f64)>;

/// Variables and balances.
#[derive(Clone, Debug)]
pub struct Network {
    variables: Vec<Atom>,
    columns: BTreeMap<Atom, (usize, f64)>,
    free: Vec<bool>,
    caps: Vec<(usize, f64)>,
    balances: Vec<Balance>,
}

/// What is made and comes in equals what goes out, is used and is stocked, for one good in one region.
#[derive(Clone, Debug)]
pub struct Balance {
    /// The good.
    pub good: String,
    /// The region.
    pub region: String,
    /// Columns with their signs.
    pub terms: Vec<(usize, f64)>,
}

impl Network {
    pub(super) fn new(problem: &FitProblem) -> Result<Self, ProblemError> {
        let mut network = Self {
            variables: Vec::new(),
            columns: BTreeMap::new(),
            free: Vec::new(),
            caps: Vec::new(),
            balances: Vec::new(),
        };
        network.add_columns(problem)?;
        network.add_caps(problem);
        network.add_balances(problem);
        Ok(network)
    }

    /// The variables, one per column.
    pub fn variables(&self) -> &[Atom] {
        &self.variables
    }

    /// The market balances.
    pub fn balances(&self) -> &[Balance] {
        &self.balances
    }

    /// The column of a flow and its factor there; `None` if the network has no such flow.
    pub fn column(&self, atom: &Atom) -> Option<(usize, f64)> {
        self.columns.get(atom).copied()
    }

    /// The value of a flow at a point; zero if the network has no such flow.
    pub fn value(&self, atom: &Atom, x: &[f64]) -> f64 {
        self.column(atom).map_or(0.0, |(column, factor)| factor * x[column])
    }

    /// The largest imbalance at a point, t a year.
    pub fn residual(&self, x: &[f64]) -> f64 {
        self.balances.iter().map(|b| dot(&b.terms, x).abs()).fold(0.0, f64::max)
    }

    /// Columns that may be negative: stock builds.
    pub(super) fn is_free(&self, column: usize) -> bool {
        self.free[column]
    }

    pub(super) fn caps(&self) -> &[(usize, f64)] {
        &self.caps
    }

    /// The flows that satisfy a condition, in the order of their atoms.
    pub(super) fn select(&self, wanted: impl Fn(&Atom) -> bool) -> Vec<(usize, f64)> {
        self.columns.iter().filter(|(atom, _)| wanted(atom)).map(|(_, column)| *column).collect()
    }

    fn add_columns(&mut self, problem: &FitProblem) -> Result<(), ProblemError> {
        for process in &problem.processes {
            self.add(Atom::Activity { process: process.id.clone() }, false)?;
        }
        for recipe in &problem.recipes {
            self.add_recipe(recipe)?;
        }
        for route in &problem.routes {
            if !problem.options.dropped_routes.contains(&route.id) {
                let (good, origin) = (route.good.clone(), route.origin.clone());
                self.add(Atom::Trade { good, origin, destination: route.destination.clone() }, false)?;
            }
        }
        for use_ in &problem.uses {
            let (good, region) = (use_.good.clone(), use_.region.clone());
            self.add(Atom::Use { good, region, purpose: use_.purpose.clone() }, false)?;
        }
        for stock in &problem.stocks {
            if stock.without_outlet || !problem.options.steady {
                let (good, region) = (stock.good.clone(), stock.region.clone());
                self.add(Atom::StockBuild { good, region }, true)?;
            }
        }
        Ok(())
    }

    fn add_recipe(&mut self, recipe: &Recipe) -> Result<(), ProblemError> {
        let flow = recipe_flow(recipe);
        if recipe.low < recipe.high {
            return self.add(flow, false);
        }
        let activity = Atom::Activity { process: recipe.process.clone() };
        let row = format!("recipe {flow}");
        let Some((column, _)) = self.column(&activity) else {
            return Err(ProblemError::Unknown { row, kind: "process", id: recipe.process.clone() });
        };
        match self.columns.insert(flow, (column, recipe.coef)) {
            Some(_) => Err(ProblemError::Duplicate { row }),
            None => Ok(()),
        }
    }

    fn add(&mut self, atom: Atom, free: bool) -> Result<(), ProblemError> {
        let column = self.variables.len();
        if self.columns.insert(atom.clone(), (column, 1.0)).is_some() {
            return Err(ProblemError::Duplicate { row: format!("flow {atom}") });
        }
        self.variables.push(atom);
        self.free.push(free);
        Ok(())
    }

    fn add_caps(&mut self, problem: &FitProblem) {
        for process in &problem.processes {
            let activity = self.column(&Atom::Activity { process: process.id.clone() });
            if let (Some((column, _)), Some(cap)) = (activity, process.capacity_high) {
                self.caps.push((column, cap));
            }
        }
    }

    fn add_balances(&mut self, problem: &FitProblem) {
        let home: BTreeMap<&str, &str> =
            problem.processes.iter().map(|p| (p.id.as_str(), p.region.as_str())).collect();
        let mut markets: BTreeMap<(&str, &str), Terms> = BTreeMap::new();
        for (atom, &(column, factor)) in &self.columns {
            for (good, region, sign) in accounts(atom, &home) {
                markets.entry((good, region)).or_default().push((column, sign * factor));
            }
        }
        let used: BTreeSet<_> = markets.keys().copied().collect();
        for (good, region) in used {
            let terms = merged(markets.remove(&(good, region)).unwrap_or_default());
            self.balances.push(Balance { good: good.to_owned(), region: region.to_owned(), terms });
        }
    }
}

/// Where a flow enters the balances: good, region and sign.
fn accounts<'a>(atom: &'a Atom, home: &BTreeMap<&str, &'a str>) -> Vec<(&'a str, &'a str, f64)> {
    match atom {
        Atom::Output { process, good } => {
            home.get(process.as_str()).map(|r| (good.as_str(), *r, 1.0)).into_iter().collect()
        }
        Atom::Input { process, good } => {
            home.get(process.as_str()).map(|r| (good.as_str(), *r, -1.0)).into_iter().collect()
        }
        Atom::Trade { good, origin, destination } => vec![(good, origin, -1.0), (good, destination, 1.0)],
        Atom::Use { good, region, .. } | Atom::StockBuild { good, region } => vec![(good, region, -1.0)],
        _ => Vec::new(),
    }
}

/// The flow that a recipe row ties to its activity.
pub(super) fn recipe_flow(recipe: &Recipe) -> Atom {
    let (process, good) = (recipe.process.clone(), recipe.good.clone());
    match recipe.role {
        Role::In => Atom::Input { process, good },
        Role::Out => Atom::Output { process, good },
    }
}

/// Sorts by column and adds up what stands in one column.
pub(super) fn merged(mut terms: Terms) -> Terms {
    terms.sort_by_key(|(column, _)| *column);
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0.0 };
        same
    });
    terms
}

pub(super) fn dot(terms: &[(usize, f64)], x: &[f64]) -> f64 {
    terms.iter().map(|(column, factor)| factor * x[*column]).sum()
}
