//! Laws that hold for any input: bounds hold the point and every number within the rounding, concentration stays
//! between its limits, and scores rise and fall with what they are made of.

#![allow(clippy::unwrap_used)]

use oreline_index::eu::{Mix, Supplier, economic_importance, supply_risk, weighted_concentration};
use oreline_index::geopolrisk::{Import, score};
use oreline_index::{Bounded, hhi};
use proptest::prelude::*;

/// Shares that add up to at most one.
fn shares(most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.0..1.0f64, 1..most).prop_map(|parts| {
        let sum: f64 = parts.iter().sum::<f64>().max(1.0);
        parts.iter().map(|x| x / sum).collect()
    })
}

fn supplied(shares: &[f64], half: f64, w: f64, t: f64) -> Vec<Supplier> {
    let exact = |x: f64| Bounded::exact(x).unwrap();
    let one = |s: &f64| Supplier {
        share: Bounded::share(*s, half).unwrap(),
        governance: exact(w),
        trade: exact(t),
    };
    shares.iter().map(one).collect()
}

/// The same numbers moved within their rounding, without an interval of their own.
fn moved(x: Bounded, by: f64) -> Bounded {
    Bounded::exact(x.low() + by * (x.high() - x.low())).unwrap()
}

fn inside(point: f64, bounds: Bounded) -> bool {
    bounds.low() - 1e-9 <= point && point <= bounds.high() + 1e-9
}

proptest! {
    #[test]
    fn concentration_lies_between_equal_parts_and_one(amounts in prop::collection::vec(0.001..1e6f64, 1..30)) {
        let h = hhi(&amounts).unwrap();
        prop_assert!(1.0 / amounts.len() as f64 - 1e-12 <= h && h <= 1.0 + 1e-12);
    }

    #[test]
    fn any_inputs_within_their_rounding_give_a_score_within_the_bounds(
        world in shares(8), own in shares(8), ir in 0.0..1.0f64, rir in 0.0..1.0f64, si in 0.1..1.0f64,
        w in 0.0..10.0f64, t in 0.8..1.5f64, by in prop::collection::vec(0.0..1.0f64, 5),
    ) {
        let score = |world: &[Supplier], own: &[Supplier], rest: [Bounded; 3]| {
            let [import_reliance, rir, si] = rest;
            let global = weighted_concentration(world).unwrap();
            let eu = weighted_concentration(own).unwrap();
            supply_risk(Mix::Both { global, eu, import_reliance }, rir, si).unwrap()
        };
        let (world, own) = (supplied(&world, 5e-4, w, t), supplied(&own, 5e-3, w, t));
        let rest = [ir, rir, si].map(|x| Bounded::share(x, 5e-3).unwrap());
        let bounds = score(&world, &own, rest);
        prop_assert!(inside(bounds.point(), bounds));
        let shift = |s: &Supplier, by: f64| Supplier { share: moved(s.share, by), ..*s };
        let less: Vec<Supplier> = world.iter().map(|s| shift(s, by[0] / 2.0)).collect();
        let least: Vec<Supplier> = own.iter().map(|s| shift(s, by[1] / 2.0)).collect();
        let whole = |s: &[Supplier]| s.iter().map(|s| s.share.point()).sum::<f64>() <= 1.0;
        prop_assume!(whole(&less) && whole(&least));
        let any = score(&less, &least, [moved(rest[0], by[2]), moved(rest[1], by[3]), moved(rest[2], by[4])]);
        prop_assert!(inside(any.point(), bounds), "{any:?} {bounds:?}");
    }

    #[test]
    fn risk_falls_with_recycling_and_rises_with_governance_and_trade(
        world in shares(8), rir in 0.0..0.9f64, more in 0.0..0.1f64, w in 0.0..9.0f64, t in 0.8..1.4f64,
    ) {
        let exact = |x: f64| Bounded::exact(x).unwrap();
        let risk = |w: f64, t: f64, rir: f64| {
            let h = weighted_concentration(&supplied(&world, 0.0, w, t)).unwrap();
            supply_risk(Mix::Global(h), exact(rir), exact(0.9)).unwrap().point()
        };
        let base = risk(w, t, rir);
        prop_assert!(risk(w, t, rir + more) <= base + 1e-12);
        prop_assert!(risk(w + more, t, rir) >= base - 1e-12);
        prop_assert!(risk(w, t + more, rir) >= base - 1e-12);
    }

    #[test]
    fn importance_lies_between_nothing_and_ten(shares in shares(10), si in 0.0..1.0f64) {
        let of = |(k, s): (usize, &f64)| oreline_index::eu::EndUse {
            share: Bounded::share(*s, 0.005).unwrap(),
            value_added: k as f64 * 10.0,
        };
        let uses: Vec<_> = shares.iter().enumerate().map(of).collect();
        let ei = economic_importance(&uses, 100.0, Bounded::share(si, 0.005).unwrap()).unwrap();
        prop_assert!((0.0..=10.0 + 1e-9).contains(&ei.point()) && inside(ei.point(), ei));
    }

    #[test]
    fn the_score_rises_with_instability_and_falls_with_own_mines(
        world in prop::collection::vec(0.1..1e3f64, 1..9), f in 0.1..1e3f64, g in 0.0..0.9f64, p in 0.0..1e3f64,
    ) {
        let of = |g: f64, p: f64| score(&world, &[Import { amount: f, instability: g }], p).unwrap();
        prop_assert!(of(g + 0.1, p) >= of(g, p));
        prop_assert!(of(g, p + 1.0) <= of(g, p));
        prop_assert!((0.0..=1.0).contains(&of(g, p)));
    }
}
