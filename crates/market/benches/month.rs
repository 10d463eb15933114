//! One month on a chain of real size: warm from last month's prices, cold by the interior point, and by the
//! reference solver beside it. Read the ratios, printed first: milliseconds differ from machine to machine.

#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::books::problem;
use common::draw::Chain;
use oreline_market::*;
use std::hint::black_box;
use std::time::Instant;

/// Random chains that are joined into one: about as many rows as the heavy rare earths have.
const CHAINS: u64 = 10;
const MONTHS: usize = 36;

/// Chains side by side, each home market linked to the next by an idle road.
fn joined() -> (Network, Vec<usize>) {
    let mut all = Network::default();
    let (mut mines, mut homes) = (Vec::new(), Vec::new());
    for seed in 0..CHAINS {
        let chain = Chain::draw(seed);
        let (rows, activities) = (all.rows.len(), all.activities.len());
        mines.extend(chain.mines.iter().map(|(b, _)| b + activities));
        homes.push(rows);
        append(&mut all, chain.network);
    }
    for pair in homes.windows(2) {
        let price = all.rows[pair[0]].price;
        let curve = Curve::Idle { volume: 10.0, price, opening: 0.1 };
        let column = [(pair[0], -1.0), (pair[1], 1.0)];
        all.activities.push(common::activity("idle road", &column, 0.0, f64::INFINITY, curve));
    }
    (all, mines)
}

fn append(all: &mut Network, part: Network) {
    let (rows, activities, stores) = (all.rows.len(), all.activities.len(), all.stores.len());
    all.rows.extend(part.rows.into_iter().map(|mut row| {
        if let RowKind::Position { market } = &mut row.kind {
            *market += rows;
        }
        row
    }));
    all.activities.extend(part.activities.into_iter().map(|a| moved(a, rows, stores)));
    all.stores.extend(part.stores.into_iter().map(|s| Store {
        market: s.market + rows,
        priced_at: s.priced_at + rows,
        activity: s.activity + activities,
        on_hand: s.on_hand.map(|b| b + activities),
        ..s
    }));
}

fn moved(mut a: Activity, rows: usize, stores: usize) -> Activity {
    a.column.iter_mut().for_each(|(i, _)| *i += rows);
    if let Some(v) = &mut a.voyage {
        v.market += rows;
        v.position += rows;
    }
    match &mut a.curve {
        Curve::Supply { adapts_to: Some(row), .. } => *row += rows,
        Curve::Stock { store } => *store += stores,
        _ => {}
    }
    a
}

/// Mines at 85 % now and at 70 % next month: the problem of the second month and the prices of the first.
fn second_month() -> (Problem, Vec<f64>) {
    let (network, mines) = joined();
    let shock = |left: f64| Shock {
        cap_factor: mines.iter().map(|b| (*b, left)).collect(),
        believed_months: 6.0,
        ..Shock::default()
    };
    let (_, state) = step(&network, &State::at_base(&network), &shock(0.85)).unwrap();
    let next = shock(0.7);
    let (month, _) = step(&network, &state, &next).unwrap();
    (problem(&network, &state, &next, &month), state.price)
}

fn warm(problem: &Problem, matrix: &mut NormalMatrix, start: &[f64]) -> Ending {
    black_box(solve(problem, matrix, start)).ending
}

fn cold(problem: &Problem, matrix: &mut NormalMatrix, start: &[f64]) -> bool {
    let price = interior_point(problem, matrix, start, 1e-6).unwrap();
    black_box(newton(problem, matrix, &price, NewtonSettings::default())).ending == NewtonEnding::Solved
}

#[divan::bench]
fn warm_month(bencher: divan::Bencher) {
    let (problem, start) = second_month();
    let mut matrix = NormalMatrix::new(problem.rows(), &problem.columns).unwrap();
    bencher.bench_local(|| warm(&problem, &mut matrix, &start));
}

#[divan::bench]
fn cold_month_by_the_interior_point(bencher: divan::Bencher) {
    let (problem, start) = second_month();
    let mut matrix = NormalMatrix::new(problem.rows(), &problem.columns).unwrap();
    bencher.bench_local(|| cold(&problem, &mut matrix, &start));
}

#[divan::bench(sample_count = 20)]
fn reference_month(bencher: divan::Bencher) {
    let (problem, _) = second_month();
    bencher.bench_local(|| black_box(reference(&problem)).is_ok());
}

#[divan::bench(sample_count = 20)]
fn run_of_36_months(bencher: divan::Bencher) {
    let (network, mines) = joined();
    let shock = Shock { cap_factor: vec![(mines[0], 0.5)], believed_months: 6.0, ..Shock::default() };
    let shocks = vec![shock; MONTHS];
    bencher.bench_local(|| {
        black_box(run(&network, &Shock::default(), &shocks, &|| false)).unwrap().months.len()
    });
}

/// Median time of one call [µs].
fn median<T>(times: usize, mut call: impl FnMut() -> T) -> f64 {
    let mut all: Vec<f64> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            black_box(call());
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[times / 2]
}

fn ratios() {
    let (problem, start) = second_month();
    let mut matrix = NormalMatrix::new(problem.rows(), &problem.columns).unwrap();
    assert_eq!(warm(&problem, &mut matrix, &start), Ending::Newton);
    assert!(cold(&problem, &mut matrix, &start));
    let slow = median(31, || reference(&problem));
    let quick = median(301, || warm(&problem, &mut matrix, &start));
    let long = median(101, || cold(&problem, &mut matrix, &start));
    println!("{} rows, {} activities", problem.rows(), problem.tables.len());
    println!("reference over warm month: {:.0} ({slow:.0} µs over {quick:.0} µs)", slow / quick);
    println!("reference over cold month: {:.1} ({slow:.0} µs over {long:.0} µs)", slow / long);
}

fn main() {
    ratios();
    divan::main();
}
