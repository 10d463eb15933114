//! What a fit returns: the flows, how far each row was moved, and how the passes ended.

use serde::{Deserialize, Serialize};

use oreline_world::expr::Atom;

use super::network::recipe_flow;
use super::problem::Recipe;
use super::system::{System, Z80, sigma};

/// Below this throughput, t a year, a plant shows no coefficient of its own.
const SHOWS_COEFFICIENT: f64 = 1.0;

/// Balanced flows and what they did to the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The flows, t a year, one per column of the network.
    pub x: Vec<f64>,
    /// Sum of squared misfits in σ, clusters counted.
    pub objective: f64,
    /// One per claim, those outside the fit too.
    pub claims: Vec<ClaimFit>,
    /// One per recipe row.
    pub recipes: Vec<RecipeFit>,
    /// The largest imbalance of a market, t a year.
    pub residual: f64,
    /// Passes used.
    pub passes: usize,
    /// Relative change of the flows in the last pass.
    pub change: f64,
    /// How the passes ended.
    pub ending: Ending,
}

/// What a claim says against what the fit found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimFit {
    /// The value in the fit.
    pub value: f64,
    /// (fitted − claimed)/σ of the claim alone.
    pub adjustment: f64,
}

/// A recipe coefficient after the fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeFit {
    /// The effective coefficient: exact for these flows.
    pub coef: f64,
    /// (effective − given)/σ, zero for definitions.
    pub adjustment: f64,
}

/// How the passes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// The flows stand still.
    Converged,
    /// Every pass was solved, but the flows still moved in the last; usual for perturbed fits.
    PassLimit,
    /// The last pass was solved to reduced accuracy.
    Inexact,
    /// No flows satisfy balances and limits together; the flows are those before the failed pass.
    Infeasible,
    /// The misfit has no minimum; it cannot happen with the ridge unless numbers overflow.
    Unbounded,
    /// The solver gave up or met numbers that are not finite.
    SolverFailed,
}

impl Ending {
    /// Whether the flows may be used.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Converged | Self::PassLimit | Self::Inexact)
    }
}

impl Fit {
    pub(super) fn new(
        system: &System,
        x: Vec<f64>,
        objective: f64,
        change: f64,
        passes: usize,
        ending: Ending,
    ) -> Self {
        let claims = (0..system.problem().claims.len()).map(|i| claim_fit(system, i, &x)).collect();
        let recipes = system.problem().recipes.iter().map(|r| recipe_fit(system, r, &x)).collect();
        let residual = system.network().residual(&x);
        Self { x, objective, claims, recipes, residual, passes, change, ending }
    }
}

fn claim_fit(system: &System, claim: usize, x: &[f64]) -> ClaimFit {
    let value = system.claimed(claim, x);
    let row = &system.problem().claims[claim];
    ClaimFit { value, adjustment: (value - row.value) / sigma(row) }
}

fn recipe_fit(system: &System, recipe: &Recipe, x: &[f64]) -> RecipeFit {
    let activity = system.network().value(&Atom::Activity { process: recipe.process.clone() }, x);
    if recipe.low == recipe.high || activity <= SHOWS_COEFFICIENT {
        return RecipeFit { coef: recipe.coef, adjustment: 0.0 };
    }
    let coef = system.network().value(&recipe_flow(recipe), x) / activity;
    RecipeFit { coef, adjustment: (coef - recipe.coef) / ((recipe.high - recipe.low) / 2.0 / Z80) }
}
