//! A leg: one price path from its origin, run through the same market as any scenario.
//!
//! A back-test needs less of a run than a brief does, the log price in two regions, and more of its
//! randomness: the structural path apart from price noise, trend and the model's own error, so that every
//! target is a functional of one noisy path. The road not taken: scoring the fans of a run. Their noise is
//! drawn month by month and knows nothing of a maximum within the month.

use crate::case::{Case, MarketId};
use crate::draw::{Draw, Sampler};
use crate::ensemble::{RunError, Watch, checked, in_parallel};
use crate::model::{Responses, build};
use crate::outcome::Setting;
use crate::plan::Plan;
use crate::shocks::{placed, shocks};
use oreline_market::{Ending, NetworkError, run};

/// Which model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twin {
    /// The model as it is.
    Model,
    /// Its acts deleted.
    NoShock,
    /// Stocks, hoarding and leakage off.
    NoStock,
}

/// One draw of a leg.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawPath {
    /// Number of the draw, the key of its random numbers.
    pub index: u64,
    /// ln(price / price at the origin) in the region `home`, months 1..=n; month k holds at k − 0.5 months after
    /// the origin; structure only.
    pub home: Vec<f64>,
    /// The same in the region `abroad`.
    pub abroad: Vec<f64>,
    /// Log price a month that goes on from before the origin; it fades as exp(−h/`carry_months`).
    pub carry: f64,
    /// Time in which it fades (months).
    pub carry_months: f64,
    /// Annual standard deviation of the log price, multiplier included.
    pub sigma: f64,
    /// Standard deviation of the model's own error in log price, reached linearly at `discrepancy_months`.
    pub discrepancy: f64,
    /// Time in which it is reached (months).
    pub discrepancy_months: f64,
}

/// Runs a leg: the paths of its draws that were solved in every month, in order. The case must have the regions `home` and `abroad`.
pub fn leg_paths(
    case: &Case,
    plan: &Plan,
    (draws, seed, months): (usize, u64, usize),
    twin: Twin,
    watch: &Watch<'_>,
) -> Result<Vec<DrawPath>, RunError> {
    let calm = Plan { acts: Vec::new(), ..plan.clone() };
    let twin_plan = if twin == Twin::NoShock { &calm } else { plan };
    let starts = checked(case, twin_plan, months, draws)?;
    // The twin without its acts keeps their places among the inputs: draws stay those of the model.
    let inputs = crate::ensemble::inputs(case, plan, &[], &[]);
    let sampler = Sampler::new(inputs, seed);
    let set = Setting { case, plan: twin_plan, starts: &starts, months, steady: false };
    let markets = zones(case)?;
    in_parallel(draws, None, watch, &|k| path(&set, &sampler, k, twin, markets))
}

fn zones(case: &Case) -> Result<[MarketId; 2], RunError> {
    let find = |region: &str| {
        let found = case.structure.markets.iter().position(|m| m.region == region);
        found.ok_or_else(|| {
            RunError::Request(format!("'{}' has no market in a region '{region}'", case.world))
        })
    };
    Ok([find("home")?, find("abroad")?])
}

fn path(
    set: &Setting<'_>,
    sampler: &Sampler,
    k: u64,
    twin: Twin,
    markets: [MarketId; 2],
) -> Result<Option<DrawPath>, NetworkError> {
    let case = set.case;
    let draw = sampler.draw(k);
    let plain = Responses::new(&draw, &case.priors);
    let responses = if twin == Twin::NoStock { plain.without_stocks() } else { plain };
    let acts = placed(set.plan, set.starts, &draw);
    let model = build(case, set.plan, &acts, case.base(draw.get(&case.focus)), &draw, &responses);
    let shocks = shocks(set, &model, &draw, &responses, false);
    let run = run(&model.network, &model.in_force, &shocks, &|| false)?;
    // As in any ensemble, a draw with a month that could not be solved says nothing.
    if run.months.iter().any(|r| r.ending == Ending::Unsolved) {
        return Ok(None);
    }
    let of = |m: MarketId| -> Vec<f64> {
        let base = model.network.rows[m].price;
        run.months[1..].iter().map(|r| libm::log((r.price[m] / base).max(LEAST))).collect()
    };
    Ok(Some(noisy(case, &draw, markets[0], of(markets[0]), of(markets[1]))))
}

/// A price of nothing has no logarithm: no path falls below this share of its origin.
const LEAST: f64 = 1e-3;

fn noisy(case: &Case, draw: &Draw, market: MarketId, home: Vec<f64>, abroad: Vec<f64>) -> DrawPath {
    let good = &case.structure.markets[market].good;
    let volatility = case.structure.good(good).map_or(0.0, |g| g.volatility);
    let trend = draw.find(&format!("trend-before@{good}")).unwrap_or(0.0);
    DrawPath {
        index: draw.index,
        home,
        abroad,
        carry: draw.get("trend-carried") * trend,
        carry_months: draw.get("trend-fade"),
        sigma: volatility * draw.get("volatility"),
        discrepancy: draw.get("discrepancy"),
        discrepancy_months: case.priors.constant("discrepancy-months"),
    }
}
