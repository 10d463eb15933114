//! The rows of the least squares at a point: claims, ratios and soft recipes, each with its σ.
//!
//! A ratio claim a/b = v becomes a − v·b = 0 with σ·b at the point; a recipe becomes out − c·activity = 0
//! with σ·activity. Both are exact where the passes stand still.

use std::collections::{BTreeMap, BTreeSet};

use oreline_world::expr::Atom;

use super::ceiling::Ceiling;
use super::check::check;
use super::linear::{Linear, Path};
use super::network::{Network, dot, merged, recipe_flow};
use super::problem::{Basis, Claim, ClaimRole, FitProblem, ProblemError};

/// Half an 80 % range in standard deviations of the normal distribution.
pub const Z80: f64 = 1.281_551_565_544_6;

/// No claim is surer than this, in its own unit.
const LEAST_SIGMA: f64 = 1e-6;

/// A drawn coefficient stays over this part of its value; a plant that makes nothing is another network.
const LEAST_DRAWN_COEF: f64 = 0.2;

/// A problem made ready: columns, balances, resolved claims.
#[derive(Clone, Debug)]
pub struct System {
    problem: FitProblem,
    network: Network,
    paths: Vec<Path>,
    claims: Vec<Entry>,
    recipes: Vec<Soft>,
    ceilings: Vec<Ceiling>,
    clusters: Vec<String>,
    groups: Vec<String>,
}

/// A resolved claim.
#[derive(Clone, Debug)]
struct Entry {
    expr: Linear,
    per: Option<Linear>,
    /// Index of the common draw; `None` if the claim stays out of the fit.
    cluster: Option<usize>,
    /// Square root of the number of rows in the cluster.
    widening: f64,
}

/// A recipe row with a range.
#[derive(Clone, Debug)]
struct Soft {
    recipe: usize,
    flow: usize,
    activity: usize,
    group: usize,
}

/// Standard normal numbers that shift the evidence, one per cluster and one per recipe group.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// In the order of [`System::clusters`].
    pub clusters: &'a [f64],
    /// In the order of [`System::groups`].
    pub groups: &'a [f64],
}

/// What a row of the least squares comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowSource {
    /// A claim, by its place in the problem.
    Claim(usize),
    /// A recipe, by its place in the problem.
    Recipe(usize),
    /// The weak pull to zero that makes every flow unique.
    Prior,
}

/// One row: the sum of terms should be the target, within σ.
#[derive(Clone, Debug)]
pub struct Row {
    /// Columns with factors.
    pub terms: Vec<(usize, f64)>,
    /// What they should add up to.
    pub target: f64,
    /// The standard deviation, clusters counted.
    pub sigma: f64,
    /// Where it comes from.
    pub source: RowSource,
}

impl System {
    /// Checks the problem and resolves its names.
    pub fn new(problem: FitProblem) -> Result<Self, ProblemError> {
        check(&problem)?;
        let network = Network::new(&problem)?;
        let paths = (0..problem.recoveries.len())
            .map(|i| Path::new(&problem, &network, i))
            .collect::<Result<Vec<_>, _>>()?;
        let clusters = clusters(&problem, &network);
        let claims = entries(&problem, &network, &paths, &clusters)?;
        let groups: BTreeSet<&str> =
            problem.recipes.iter().filter(|r| r.low < r.high).map(|r| r.group.as_str()).collect();
        let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
        let recipes = softs(&problem, &network, &groups);
        let ceilings = if problem.options.scrap_ceiling { Ceiling::all(&problem, &network) } else { vec![] };
        let clusters = clusters.into_keys().collect();
        Ok(Self { network, paths, claims, recipes, ceilings, clusters, groups, problem })
    }

    /// What the system was made from.
    pub fn problem(&self) -> &FitProblem {
        &self.problem
    }

    /// Columns and balances.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Names of the common draws of the claims: clusters, and ids of claims outside any.
    pub fn clusters(&self) -> &[String] {
        &self.clusters
    }

    /// Names of the common draws of the recipes.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Whether a claim enters the fit.
    pub fn is_fitted(&self, claim: usize) -> bool {
        self.claims[claim].cluster.is_some()
    }

    /// Claims that name a flow which the network does not have; it counts as zero.
    pub fn incomplete_claims(&self) -> impl Iterator<Item = &Claim> {
        self.problem
            .claims
            .iter()
            .zip(&self.claims)
            .filter(|(_, entry)| entry.is_incomplete())
            .map(|(c, _)| c)
    }

    /// The value that a claim has at a point.
    pub fn claimed(&self, claim: usize, x: &[f64]) -> f64 {
        let entry = &self.claims[claim];
        let value = dot(&entry.expr.at(x, &self.paths), x);
        entry.per.as_ref().map_or(value, |per| value / dot(&per.at(x, &self.paths), x))
    }

    pub(super) fn paths(&self) -> &[Path] {
        &self.paths
    }

    pub(super) fn ceilings(&self) -> &[Ceiling] {
        &self.ceilings
    }

    /// The rows at a point. Ratios and recipes of less than `floor` t a year are held as loosely as if they
    /// had that size, so that a cold start does not freeze what begins small.
    pub fn rows(&self, x: &[f64], floor: f64, draw: Option<Draw<'_>>) -> Vec<Row> {
        let claims = (0..self.claims.len()).filter_map(|i| self.claim_row(i, x, floor, draw));
        claims.chain(self.recipes.iter().map(|soft| self.recipe_row(soft, x, floor, draw))).collect()
    }

    fn claim_row(&self, claim: usize, x: &[f64], floor: f64, draw: Option<Draw<'_>>) -> Option<Row> {
        let entry = &self.claims[claim];
        let cluster = entry.cluster?;
        let row = &self.problem.claims[claim];
        let sigma = sigma(row);
        let value = row.value + draw.map_or(0.0, |d| sigma * d.clusters[cluster]);
        let terms = entry.expr.at(x, &self.paths);
        let (terms, target, scale) = match &entry.per {
            None => (terms, value, 1.0),
            Some(per) => {
                let per = per.at(x, &self.paths);
                let size = dot(&per, x).max(floor);
                let against = per.into_iter().map(|(column, factor)| (column, -value * factor));
                (merged(terms.into_iter().chain(against).collect()), 0.0, size)
            }
        };
        Some(Row { terms, target, sigma: sigma * scale * entry.widening, source: RowSource::Claim(claim) })
    }

    fn recipe_row(&self, soft: &Soft, x: &[f64], floor: f64, draw: Option<Draw<'_>>) -> Row {
        let recipe = &self.problem.recipes[soft.recipe];
        let sigma = (recipe.high - recipe.low) / 2.0 / Z80;
        let coef = draw.map_or(recipe.coef, |d| {
            (recipe.coef + sigma * d.groups[soft.group]).max(LEAST_DRAWN_COEF * recipe.coef)
        });
        Row {
            terms: merged(vec![(soft.flow, 1.0), (soft.activity, -coef)]),
            target: 0.0,
            sigma: sigma * x[soft.activity].max(floor),
            source: RowSource::Recipe(soft.recipe),
        }
    }

    /// Rough magnitudes to start from: what is claimed, half of every known capacity, recipes in proportion.
    pub(super) fn start(&self) -> Vec<f64> {
        let mut x = vec![1.0; self.network.variables().len()];
        for (claim, entry) in self.problem.claims.iter().zip(&self.claims) {
            if entry.cluster.is_some() && entry.per.is_none() {
                let terms = entry.expr.at(&x, &self.paths);
                let each = claim.value.abs() / terms.len().max(1) as f64;
                terms.iter().for_each(|(column, _)| x[*column] = f64::max(x[*column], each));
            }
        }
        for process in &self.problem.processes {
            let activity = self.network.column(&Atom::Activity { process: process.id.clone() });
            if let Some((column, _)) = activity.filter(|(column, _)| x[*column] <= 1.0) {
                x[column] = process.capacity_high.map_or(UNKNOWN_SIZE, |cap| cap / 2.0);
            }
        }
        for soft in &self.recipes {
            x[soft.flow] = (self.problem.recipes[soft.recipe].coef * x[soft.activity]).max(0.1);
        }
        x
    }

    /// How the evidence of a row is known. The weak prior is a judgement.
    pub fn basis(&self, source: RowSource) -> Basis {
        match source {
            RowSource::Claim(i) => self.problem.claims[i].basis,
            RowSource::Recipe(i) => self.problem.recipes[i].basis,
            RowSource::Prior => Basis::Assumed,
        }
    }
}

/// Throughput, t a year, from which a process of unknown size starts. A guess; the passes forget it.
const UNKNOWN_SIZE: f64 = 1000.0;

/// Standard deviation of a claim, alone.
pub(super) fn sigma(claim: &Claim) -> f64 {
    ((claim.high - claim.low) / 2.0 / Z80).max(LEAST_SIGMA) * claim.grade_factor
}

impl Entry {
    fn is_incomplete(&self) -> bool {
        self.expr.incomplete || self.per.as_ref().is_some_and(|per| per.incomplete)
    }
}

fn cluster_of(claim: &Claim) -> &str {
    claim.cluster.as_deref().unwrap_or(&claim.id)
}

/// A claim about a stock that a steady base does not have says nothing to it.
fn enters(claim: &Claim, network: &Network) -> bool {
    let absent_stock = match claim.expr.0.as_slice() {
        [term] => matches!(term.atom, Atom::StockBuild { .. }) && network.column(&term.atom).is_none(),
        _ => false,
    };
    claim.role == ClaimRole::Fit && !absent_stock
}

/// Sizes of the clusters of the fitted claims, by name.
fn clusters(problem: &FitProblem, network: &Network) -> BTreeMap<String, usize> {
    let mut sizes = BTreeMap::new();
    for claim in problem.claims.iter().filter(|claim| enters(claim, network)) {
        *sizes.entry(cluster_of(claim).to_owned()).or_default() += 1;
    }
    sizes
}

fn entries(
    problem: &FitProblem,
    network: &Network,
    paths: &[Path],
    clusters: &BTreeMap<String, usize>,
) -> Result<Vec<Entry>, ProblemError> {
    let places: BTreeMap<&str, (usize, usize)> =
        clusters.iter().enumerate().map(|(i, (name, size))| (name.as_str(), (i, *size))).collect();
    let entry = |claim: &Claim| {
        let place = places.get(cluster_of(claim)).copied().filter(|_| enters(claim, network));
        let per = claim.per.as_ref().map(|per| Linear::new(per, problem, network, paths)).transpose()?;
        let expr = Linear::new(&claim.expr, problem, network, paths)?;
        let widening = place.map_or(1.0, |(_, size)| (size as f64).sqrt());
        Ok(Entry { expr, per, cluster: place.map(|(i, _)| i), widening })
    };
    problem.claims.iter().map(entry).collect()
}

fn softs(problem: &FitProblem, network: &Network, groups: &[String]) -> Vec<Soft> {
    let soft = |(recipe, row): (usize, &super::problem::Recipe)| {
        let (flow, _) = network.column(&recipe_flow(row))?;
        let (activity, _) = network.column(&Atom::Activity { process: row.process.clone() })?;
        let group = groups.iter().position(|group| *group == row.group)?;
        Some(Soft { recipe, flow, activity, group })
    };
    problem.recipes.iter().enumerate().filter(|(_, row)| row.low < row.high).filter_map(soft).collect()
}
