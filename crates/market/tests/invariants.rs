//! What must hold in every month of every chain, tried on random ones.
//!
//! `walk` and `advance` certify each month to 1e-10 and balance each row to 1e-9 of its throughput by books of
//! their own, so every test here asserts both as well as its own claim.

#![allow(clippy::unwrap_used)]

mod common;
use common::books::{CERTIFICATE, advance, problem, walk};
use common::close;
use common::draw::{Chain, Draw};
use oreline_market::*;

const FLAT: f64 = 1e-9;

fn relative(got: f64, want: f64, scale: f64) -> f64 {
    (got - want).abs() / want.abs().max(scale)
}

#[test]
fn without_a_shock_24_months_are_flat() {
    let mut worst = 0.0_f64;
    for seed in 0..200 {
        let network = Chain::draw(seed).network;
        network.check(1e-12).unwrap();
        for month in walk(&network, &vec![Shock::default(); 24]) {
            for (i, row) in network.rows.iter().enumerate() {
                worst = worst.max(relative(month.price[i], row.price, row.price_scale));
            }
            for (b, a) in network.activities.iter().enumerate() {
                worst = worst.max(relative(month.quantity[b], a.base, month.tables[b].scale()));
            }
        }
    }
    println!("largest drift over 24 months: {worst:.1e}");
    assert!(worst <= FLAT, "{worst:e}");
}

/// A shock that names everything and changes nothing.
fn hollow(network: &Network) -> Shock {
    let with = |wanted: fn(&Curve) -> bool, value: f64| {
        let all = network.activities.iter().enumerate();
        all.filter(|(_, a)| wanted(&a.curve)).map(|(b, _)| (b, value)).collect::<Vec<_>>()
    };
    let rows = |wanted: fn(&RowKind) -> bool, value: f64| {
        let all = network.rows.iter().enumerate();
        all.filter(|(_, r)| wanted(&r.kind)).map(|(i, _)| (i, value)).collect::<Vec<_>>()
    };
    let flow = |c: &Curve| matches!(c, Curve::Supply { .. } | Curve::Route { .. });
    let taxed = with(|c| matches!(c, Curve::Route { .. }), 0.0);
    Shock {
        cap_factor: with(flow, 1.0),
        wedge: with(flow, 0.0),
        tax: taxed.iter().map(|(b, rate)| Tax { activity: *b, rate: *rate, on: 0 }).collect(),
        capacity: rows(|k| matches!(k, RowKind::Capacity { .. }), 1.0),
        leak: with(|c| matches!(c, Curve::Leak { .. }), 0.0),
        hoard: (0..network.stores.len()).map(|s| (s, 0.0)).collect(),
        scale: with(|c| matches!(c, Curve::Demand { .. }), 1.0),
        release: rows(|k| matches!(k, RowKind::Market), 0.0),
        ..Shock::default()
    }
}

#[test]
fn a_hollow_shock_minus_the_baseline_is_exactly_zero() {
    for seed in 0..200 {
        let chain = Chain::draw(seed);
        let network = &chain.network;
        let draw = &mut Draw::new(seed);
        let moved = advance(network, &State::at_base(network), &chain.trouble(draw)).1;
        for start in [State::at_base(network), moved] {
            let (mut one, mut other) = (start.clone(), start);
            for _ in 0..6 {
                let (a, next) = advance(network, &one, &Shock::default());
                one = next;
                let (b, next) = advance(network, &other, &hollow(network));
                other = next;
                assert_eq!((a.price, a.quantity, a.stock), (b.price, b.quantity, b.stock), "chain {seed}");
            }
            assert_eq!(one, other);
        }
    }
}

#[test]
fn a_run_is_the_same_months_as_steps_taken_one_by_one() {
    for seed in 0..100 {
        let chain = Chain::draw(seed);
        let draw = &mut Draw::new(seed);
        let shocks: Vec<Shock> = (0..6).map(|_| chain.trouble(draw)).collect();
        let trajectory = run(&chain.network, &Shock::default(), &shocks, &|| false).unwrap();
        let mut with_base = vec![Shock::default()];
        with_base.extend(shocks);
        for (a, b) in trajectory.months.iter().zip(walk(&chain.network, &with_base)) {
            assert_eq!((&a.price, &a.quantity, &a.stock), (&b.price, &b.quantity, &b.stock));
        }
    }
}

#[test]
fn every_row_balances_and_every_month_is_certified_through_two_years_of_trouble() {
    let mut worst = 0.0_f64;
    for seed in 0..100 {
        let chain = Chain::draw(seed);
        let draw = &mut Draw::new(seed ^ 0xABCD);
        let shocks: Vec<Shock> = (0..24).map(|_| chain.trouble(draw)).collect();
        for month in walk(&chain.network, &shocks) {
            worst = worst.max(month.residual);
        }
    }
    println!("largest certificate over 2,400 months: {worst:.1e}");
    assert!(worst <= CERTIFICATE);
}

/// Tonnes of each element per tonne of the activity, inputs less outputs: what it takes out of the chain.
fn lost(chain: &Chain, b: usize) -> [f64; 2] {
    let column = &chain.network.activities[b].column;
    [0, 1].map(|e| -column.iter().map(|(i, a)| a * chain.content[*i][e]).sum::<f64>())
}

fn is_process(curve: &Curve) -> bool {
    !matches!(curve, Curve::Demand { .. } | Curve::Fixed { .. } | Curve::Thrift { .. } | Curve::Spare { .. })
}

/// Mines only give and uses only take; everything else passes goods on.
fn passes_on(chain: &Chain, b: usize) -> bool {
    let activity = &chain.network.activities[b];
    let takes = activity.column.iter().any(|(i, a)| *a < 0.0 && chain.content[*i] != [0.0; 2]);
    takes && is_process(&activity.curve) && !matches!(activity.curve, Curve::Stock { .. })
}

#[test]
fn no_process_gives_more_of_an_element_than_it_takes_and_no_route_loses_any() {
    let mut seen = 0;
    for seed in 0..1000 {
        let chain = Chain::draw(seed);
        for (b, activity) in
            chain.network.activities.iter().enumerate().filter(|(b, _)| passes_on(&chain, *b))
        {
            let plant = matches!(activity.curve, Curve::Supply { .. });
            for loss in lost(&chain, b) {
                assert!(loss >= 0.0, "'{}' makes an element of nothing", activity.id);
                assert!(plant || loss == 0.0, "'{}' loses on the way", activity.id);
            }
            seen += 1;
        }
    }
    assert!(seen > 5000, "only {seen} processes seen");
}

/// Tonnes of each element in stock and at sea.
fn in_the_chain(chain: &Chain, state: &State) -> [f64; 2] {
    let network = &chain.network;
    [0, 1].map(|e| {
        let stocks = network.stores.iter().zip(&state.stock).map(|(s, t)| t * chain.content[s.market][e]);
        let cargo = network.activities.iter().zip(&state.afloat).filter_map(|(a, queue)| {
            let voyage = a.voyage?;
            Some(queue.iter().sum::<f64>() * chain.content[voyage.market][e])
        });
        stocks.sum::<f64>() + cargo.sum::<f64>()
    })
}

/// What came in less what was used, lost in plants or thrown away this month, per element.
fn net_inflow(chain: &Chain, shock: &Shock, month: &MonthResult) -> [f64; 2] {
    let network = &chain.network;
    [0, 1].map(|e| {
        let flows = network.activities.iter().enumerate().map(|(b, a)| match a.curve {
            Curve::Stock { .. } | Curve::Convenience { .. } => 0.0,
            _ => -month.quantity[b] * lost(chain, b)[e],
        });
        let thrown = network.rows.iter().enumerate().map(|(i, r)| match r.kind {
            RowKind::Market => month.surplus[i] * chain.content[i][e],
            _ => 0.0,
        });
        let sold = shock.release.iter().map(|(i, tonnes)| tonnes * chain.content[*i][e]);
        flows.sum::<f64>() - thrown.sum::<f64>() + sold.sum::<f64>()
    })
}

#[test]
fn elements_in_stock_and_at_sea_change_only_by_what_is_mined_used_lost_or_thrown_away() {
    let mut worst = 0.0_f64;
    for seed in 0..200 {
        let chain = Chain::draw(seed);
        let draw = &mut Draw::new(seed ^ 0xE1E);
        let mut state = State::at_base(&chain.network);
        for _ in 0..12 {
            let shock = chain.trouble(draw);
            let (month, next) = advance(&chain.network, &state, &shock);
            let (before, after) = (in_the_chain(&chain, &state), in_the_chain(&chain, &next));
            let inflow = net_inflow(&chain, &shock, &month);
            for e in [0, 1] {
                worst = worst.max((after[e] - before[e] - inflow[e]).abs() / before[e].max(after[e]));
            }
            state = next;
        }
    }
    println!("largest gap in the books of an element: {worst:.1e} of what the chain holds");
    assert!(worst <= 1e-9, "{worst:e}");
}

const CUTS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

/// Price of the good that a mine sells, per month, while a share of its capacity is gone.
fn price_under(chain: &Chain, mine: usize, row: usize, cut: f64, months: usize) -> Vec<f64> {
    let calm = chain.network.activities[mine].base;
    let shock =
        Shock { cap: vec![(mine, calm * (1.0 - cut))], believed_months: months as f64, ..Shock::default() };
    walk(&chain.network, &vec![shock; months]).iter().map(|m| m.price[row]).collect()
}

#[test]
fn the_price_of_the_good_that_is_hit_rises_weakly_with_the_cut_while_it_lasts() {
    let (mut worst, mut compared, mut below) = (0.0_f64, 0, 0);
    for seed in 0..1000 {
        let chain = Chain::draw(seed);
        let (mine, row) = chain.mines[0];
        let scale = chain.network.rows[row].price_scale;
        let paths: Vec<Vec<f64>> = CUTS.iter().map(|c| price_under(&chain, mine, row, *c, 5)).collect();
        assert!(paths[5][0] > paths[0][0], "a cut that moves no price shows nothing");
        for pair in paths.windows(2) {
            for (t, (small, large)) in pair[0].iter().zip(&pair[1]).enumerate() {
                compared += 1;
                let fall = (small - large) / scale;
                if fall > FLAT {
                    below += 1;
                    println!("chain {seed}, month {}: {fall:.1e}", t + 1);
                }
                worst = worst.max(fall);
            }
        }
    }
    println!("{below} of {compared} pairs fell; largest fall {worst:.1e}");
    assert_eq!(below, 0);
}

#[test]
fn the_base_month_is_found_from_any_start() {
    let mut worst = 0.0_f64;
    for seed in 0..300 {
        let network = Chain::draw(seed).network;
        let state = State::at_base(&network);
        let (month, _) = advance(&network, &state, &Shock::default());
        let problem = problem(&network, &state, &Shock::default(), &month);
        let mut matrix = NormalMatrix::new(network.rows.len(), &problem.columns).unwrap();
        for factor in [1.0, 1.5, 0.3] {
            let start: Vec<f64> = network.rows.iter().map(|r| r.price * factor).collect();
            let found = solve(&problem, &mut matrix, &start);
            assert!(found.certificate.worst() <= CERTIFICATE, "{:?} from {factor}", found.ending);
            for (i, row) in network.rows.iter().enumerate() {
                worst = worst.max(relative(found.price[i], row.price, row.price_scale));
            }
        }
    }
    println!("largest error of a base price: {worst:.1e}");
    assert!(worst <= 1e-9, "{worst:e}");
}

#[test]
fn the_same_month_twice_is_the_same_to_the_last_bit() {
    let chain = Chain::draw(7);
    let shock = chain.trouble(&mut Draw::new(7));
    let state = State::at_base(&chain.network);
    let (a, next_a) = step(&chain.network, &state, &shock).unwrap();
    let (b, next_b) = step(&chain.network, &state, &shock).unwrap();
    assert_eq!((a.price, next_a), (b.price, next_b));
    close("quantity", a.quantity[0], b.quantity[0], 0.0);
}
