//! What the simple forecasters know of a leg: volatility, the gap to the long-run price, the supply at stake.
//!
//! They read the same case and scenario as the model. The road not taken: copying these numbers into
//! `episode.toml`. A leg would then hold them twice, and could hold two.

use super::episode::Zone;
use crate::answers::Interval;
use crate::case::Case;
use crate::plan::{ActKind, ActPlan, Plan};
use oreline_world::World;
use oreline_world::rows::ParameterKind;

/// No more than this share of supply is lost for ever: the logarithm of nothing has no end.
const MOST: f64 = 0.99;

/// What a simple forecaster knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simple {
    /// Annual standard deviation of the log price.
    pub volatility: f64,
    /// ln(price at the origin / long-run price), 80 % interval; 0 where no row says.
    pub tightness: Interval,
    /// Supply at stake.
    pub loss: Loss,
}

/// Share of supply lost if an act works as announced.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loss {
    /// Of the supply of the home market.
    pub home: f64,
    /// Of the supply of the market abroad.
    pub abroad: f64,
    /// The cut is announced, and not all of it is realised.
    pub announced: bool,
}

impl Loss {
    /// Output at home is lost: the world loses its share.
    pub(super) fn output(home: f64, cut: f64, announced: bool) -> Self {
        let lost = home * cut;
        Self { home: lost, abroad: lost, announced }
    }

    /// Exports are: those abroad lose them out of what they use, home loses nothing.
    pub(super) fn exports(home: f64, used: f64, cut: f64, announced: bool) -> Self {
        let sold = (home - used).max(0.0);
        Self { home: 0.0, abroad: cut * sold / (1.0 - used).max(1.0 - MOST), announced }
    }

    /// −ln(1 − s), with the part of an announced cut that is realised.
    pub(super) fn tightness(&self, zone: Zone, bite: f64) -> f64 {
        let share = match zone {
            Zone::Home => self.home,
            Zone::Abroad => self.abroad,
        };
        let realised = if self.announced { share * bite } else { share };
        -libm::log(1.0 - realised.clamp(0.0, MOST))
    }

    /// The larger of two, region by region: acts of one scenario seldom add up.
    fn or(self, other: Self) -> Self {
        Self {
            home: self.home.max(other.home),
            abroad: self.abroad.max(other.abroad),
            announced: self.announced || other.announced,
        }
    }
}

impl Simple {
    /// Reads it from a compiled leg.
    pub fn read(case: &Case, world: &World, plan: &Plan) -> Self {
        let good = case.structure.goods.first();
        let row = world
            .parameters
            .iter()
            .find(|p| p.kind == ParameterKind::Tightness && good.is_some_and(|g| p.subject == g.id));
        let tightness = row.map_or_else(Interval::default, |p| Interval {
            low: p.est.low(),
            value: p.est.value(),
            high: p.est.high(),
        });
        let (made, used) = (home_share(made(case)), home_share(used(case)));
        let lost = plan.acts.iter().map(|act| loss(act, made, used)).fold(Loss::default(), Loss::or);
        Self { volatility: good.map_or(0.0, |g| g.volatility), tightness, loss: lost }
    }
}

fn loss(act: &ActPlan, made: f64, used: f64) -> Loss {
    let cut = act.cut.map_or(0.0, |cut| cut.value());
    match act.kind {
        ActKind::OutputLoss => Loss::output(made, cut, act.announced),
        ActKind::Closure | ActKind::Quota | ActKind::Licence | ActKind::Embargo => {
            Loss::exports(made, used, cut, act.announced)
        }
        _ => Loss::default(),
    }
}

/// What is made at home and in all [a year].
fn made(case: &Case) -> (f64, f64) {
    let base = &case.central;
    let of = |p: usize| {
        let out: f64 = base.coefficient[p].iter().filter(|c| **c > 0.0).sum();
        (case.structure.processes[p].region.clone(), out * base.activity[p])
    };
    split((0..case.structure.processes.len()).map(of))
}

/// What is used at home and in all [a year].
fn used(case: &Case) -> (f64, f64) {
    let s = &case.structure;
    split((0..s.uses.len()).map(|u| (s.markets[s.uses[u].market].region.clone(), case.central.use_[u])))
}

fn split(amounts: impl Iterator<Item = (String, f64)>) -> (f64, f64) {
    amounts.fold((0.0, 0.0), |(home, all), (region, amount)| {
        (if region == "home" { home + amount } else { home }, all + amount)
    })
}

fn home_share((home, all): (f64, f64)) -> f64 {
    if all > 0.0 { home / all } else { 0.0 }
}
