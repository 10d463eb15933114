//! Goods at sea: the first form (the whole position is elastic) against figures known to eight digits, and
//! what the corrected form must do.

#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use oreline_market::*;

fn network(rule: PositionRule) -> Network {
    let mut rows =
        vec![row("good@o", 1.0, 100.0), row("good@d", 1.0, 50.0), row("position:good@d", 0.985, 50.0)];
    rows[2].kind = RowKind::Position { market: 1 };
    rows[2].price_scale = 1.0;
    let voyage = Some(Voyage { months: 1, market: 1, position: 2 });
    let route = Activity {
        voyage,
        ..activity("route", &[(0, -1.0), (2, 1.0)], 50.0, 150.0, Curve::Route { slope: 0.05 })
    };
    let hand = Curve::Convenience { carrying: 0.015, working: 0.25 };
    let activities = vec![
        activity("mine", &[(0, 1.0)], 100.0, 103.0, mine(0.08, 1.0)),
        activity(
            "use@o",
            &[(0, -1.0)],
            50.0,
            f64::INFINITY,
            Curve::Demand { elasticity: 0.1, long_elasticity: 0.1, choke: 8.0 },
        ),
        activity(
            "use@d",
            &[(1, -1.0)],
            50.0,
            f64::INFINITY,
            Curve::Demand { elasticity: 0.1, long_elasticity: 0.1, choke: 8.0 },
        ),
        route,
        activity("on hand", &[(1, -1.0), (2, 1.0)], 100.0, f64::INFINITY, hand),
        activity("position", &[(2, -1.0)], 150.0, f64::INFINITY, Curve::Stock { store: 0 }),
    ];
    let stores = vec![Store {
        market: 1,
        priced_at: 2,
        stock: 100.0,
        afloat: 50.0,
        use_per_month: 50.0,
        consumers: 0.0,
        activity: 5,
        on_hand: Some(4),
    }];
    let mut behaviour = Behaviour::default();
    // κ(1−ψ) = .8 whatever is believed, no trend
    behaviour.holders.kappa = 0.8;
    behaviour.holders.horizon = 1e9;
    behaviour.holders.trend = 0.0;
    Network { rows, activities, stores, behaviour, position_rule: rule }
}

const MONTHS: [(usize, [f64; 9]); 4] = [
    (
        1,
        [
            1.26451084,
            1.25526322,
            1.24065235,
            90.0,
            48.85849393,
            48.89319058,
            41.14150607,
            101.10680942,
            142.24831549,
        ],
    ),
    (
        2,
        [
            1.36205583,
            1.35642544,
            1.33856332,
            90.0,
            48.49250979,
            48.51363472,
            41.50749021,
            93.73468077,
            135.24217099,
        ],
    ),
    (
        5,
        [
            1.69418841,
            1.70488142,
            1.67167790,
            90.0,
            47.51051394,
            47.48048289,
            42.48948606,
            75.85776300,
            118.34724907,
        ],
    ),
    (
        6,
        [
            1.27388131,
            1.30434971,
            1.26198657,
            101.92860288,
            48.82333640,
            48.70902040,
            53.10526648,
            69.63822867,
            122.74349515,
        ],
    ),
];

fn shocks(months: usize) -> Vec<Shock> {
    (0..months)
        .map(|t| Shock { cap: vec![(0, if t < 5 { 90.0 } else { 103.0 })], ..Shock::default() })
        .collect()
}

#[test]
fn the_first_form_matches_the_known_months() {
    let trajectory = run(&network(PositionRule::Whole), &Shock::default(), &shocks(6), &|| false).unwrap();
    for (t, want) in MONTHS {
        let m = &trajectory.months[t];
        let got = [
            m.price[0],
            m.price[1],
            m.price[2],
            m.quantity[0],
            m.quantity[1],
            m.quantity[2],
            m.quantity[3],
            m.quantity[4],
            m.quantity[5],
        ];
        for (k, (g, w)) in got.iter().zip(&want).enumerate() {
            close(&format!("month {t} figure {k}"), *g, *w, 1e-8);
        }
    }
}

#[test]
fn both_forms_stand_still_without_a_shock() {
    for rule in [PositionRule::Whole, PositionRule::OnHand] {
        let network = network(rule);
        network.check(1e-12).unwrap();
        let trajectory = run(&network, &Shock::default(), &vec![Shock::default(); 24], &|| false).unwrap();
        for m in &trajectory.months {
            close("price", m.price[1], 1.0, 1e-9);
            close("stock", m.stock[0], 100.0, 1e-7);
        }
    }
}

#[test]
fn cargo_at_sea_is_not_for_release_in_the_corrected_form() {
    let first = run(&network(PositionRule::Whole), &Shock::default(), &shocks(5), &|| false).unwrap();
    let corrected = run(&network(PositionRule::OnHand), &Shock::default(), &shocks(5), &|| false).unwrap();
    let position = |t: &Trajectory| t.months[5].quantity[5];
    assert!(
        position(&corrected) > position(&first),
        "holders let go of less when cargo is not theirs to sell"
    );
    assert!(corrected.months[5].price[1] > first.months[5].price[1]);
}
