//! Data reconciliation: the flows that satisfy mass balance and disagree least with everything claimed.
//!
//! Find x minimising Σ((x − x̂)/σ)² over all claims and recipe rows, subject to balance in every market,
//! non-negativity and capacities (the data reconciliation of material-flow
//! analysis). Recipes are soft here, so that the fit can move a grade, and exact afterwards.
//!
//! [`System::new`] resolves a [`FitProblem`]; [`fit`] solves it from nothing, [`perturbed`] from a point
//! found before with the evidence shifted by a draw, in two passes. The road not taken: sampling the
//! posterior. Balanced bases for an ensemble only need the fit to be repeated for shifted evidence.

mod ceiling;
mod check;
mod fit;
mod indicators;
mod influence;
mod linear;
mod network;
mod problem;
mod solve;
mod system;

pub use fit::{ClaimFit, Ending, Fit, RecipeFit};
pub use indicators::{Mined, mined, mined_by_mine};
pub use influence::{Weight, evidence, influence};
pub use network::{Balance, Network};
pub use problem::{
    Basis, Claim, ClaimRole, Content, FinalUse, FitProblem, Good, Options, ProblemError, Process, Recipe,
    Recovery, Role, Route, Stage, Stock,
};
pub use solve::{PASSES, Start, WARM_PASSES, fit, perturbed, solve};
pub use system::{Draw, Row, RowSource, System, Z80};
