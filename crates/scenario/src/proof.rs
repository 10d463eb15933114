//! The base month must be the equilibrium of its own case, from warm and from cold starts.
//!
//! A case that does not reproduce its base is refused: every later difference would contain the error.

use crate::case::Case;
use crate::draw::Sampler;
use crate::model::{Responses, build};
use crate::plan::Plan;
use oreline_market::{MonthResult, Shock, State, step_from};

/// Multiples of the base prices to start from.
pub const STARTS: [f64; 3] = [1.0, 1.5, 0.3];
/// Largest relative error of a price.
const PRICE: f64 = 1e-9;
/// Largest imbalance of the base, share of throughput.
const BALANCE: f64 = 1e-9;

/// The largest relative price error from each start, or what is wrong.
pub fn errors(case: &Case) -> Result<Vec<f64>, String> {
    let plan = Plan::baseline();
    let draw = Sampler::new(crate::ensemble::inputs(case, &plan, &[], &[]), 0).central();
    let responses = Responses::new(&draw, &case.priors);
    let model = build(case, &plan, &[], &case.central, &draw, &responses);
    model.network.check(BALANCE).map_err(|e| e.to_string())?;
    let state = State::at_base(&model.network);
    let one = |factor: &f64| {
        let start: Vec<f64> = model.network.rows.iter().map(|r| r.price * factor).collect();
        let (month, _) =
            step_from(&model.network, &state, &Shock::default(), &start).map_err(|e| e.to_string())?;
        Ok(error(case, &month))
    };
    STARTS.iter().map(one).collect()
}

fn error(case: &Case, month: &MonthResult) -> f64 {
    let off = |m: usize| {
        let base = case.central.price[m];
        (month.price[m] - base).abs() / base.max(0.5)
    };
    (0..case.structure.markets.len()).map(off).fold(0.0, f64::max)
}

/// Refuses a case whose base month does not come back.
pub(crate) fn reproduces(case: &Case) -> Result<(), String> {
    for (factor, error) in STARTS.iter().zip(errors(case)?) {
        if error > PRICE {
            return Err(format!("from {factor} × base prices the largest error is {error:.1e}"));
        }
    }
    Ok(())
}
