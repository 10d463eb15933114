//! Two solvers, ten thousand random chains, one answer.
//!
//! The rule of comparison. Quantities and the objective are always unique, because no curve is horizontal,
//! and are compared always. Prices are unique where the dual is strictly convex at the answer; a scaled
//! residual r leaves a price uncertain by r over the smallest eigenvalue of the scaled Hessian, so prices are
//! compared where that bound is inside the tolerance, and counted as not unique elsewhere.

#![allow(clippy::unwrap_used)]

mod common;
use common::books::{CERTIFICATE, advance, problem};
use common::draw::{Chain, Draw};
use oreline_market::*;
use std::collections::BTreeMap;

const CHAINS: u64 = 10_000;
const TOLERANCE: f64 = 1e-8;
/// Share of markets with a stock holder, by turns: the rest test what happens without one.
const STORED: [f64; 4] = [1.0, 0.9, 0.6, 0.2];
/// Smallest eigenvalue of the scaled Hessian at which a residual of 1e-11 pins a price to 1e-8.
const CURVED: f64 = 1e-3;

#[derive(Default)]
struct Tally {
    endings: BTreeMap<Ending, usize>,
    reference_failed: Vec<u64>,
    unique: usize,
    price: (f64, u64),
    quantity: (f64, u64),
    objective: (f64, u64),
    residual: f64,
    reference_residual: f64,
    rows: (usize, usize),
}

impl Tally {
    fn add(mut self, other: Tally) -> Tally {
        for (ending, n) in other.endings {
            *self.endings.entry(ending).or_default() += n;
        }
        self.reference_failed.extend(other.reference_failed);
        self.unique += other.unique;
        self.price = worse(self.price, other.price);
        self.quantity = worse(self.quantity, other.quantity);
        self.objective = worse(self.objective, other.objective);
        self.residual = self.residual.max(other.residual);
        self.reference_residual = self.reference_residual.max(other.reference_residual);
        self.rows = (self.rows.0.max(other.rows.0), self.rows.1 + other.rows.1);
        self
    }

    fn print(&self) {
        println!("endings of the production solver: {:?}", self.endings);
        println!("rows: {} at most, {} in all", self.rows.0, self.rows.1);
        println!("prices unique in {} of {CHAINS}", self.unique);
        println!("worst differences (scaled): price {:.1e} in chain {}", self.price.0, self.price.1);
        println!("  quantity {:.1e} in chain {}", self.quantity.0, self.quantity.1);
        println!("  objective {:.1e} in chain {}", self.objective.0, self.objective.1);
        println!(
            "worst residual: production {:.1e}, reference {:.1e}",
            self.residual, self.reference_residual
        );
        println!("reference without an answer: {:?}", self.reference_failed);
    }
}

fn worse(a: (f64, u64), b: (f64, u64)) -> (f64, u64) {
    if b.0 > a.0 { b } else { a }
}

/// One to three months of trouble from the base; the last one is solved by both.
fn compare(seed: u64, tally: &mut Tally) {
    let chain = Chain::with_stores(seed, STORED[(seed % 4) as usize]);
    let network = &chain.network;
    network.check(1e-12).unwrap();
    let draw = &mut Draw::new(seed ^ 0x5EED_0000_0000);
    let mut state = State::at_base(network);
    for _ in 1..draw.count(3) {
        state = advance(network, &state, &chain.trouble(draw)).1;
    }
    let shock = chain.trouble(draw);
    let (month, _) = advance(network, &state, &shock);
    *tally.endings.entry(month.ending).or_default() += 1;
    tally.residual = tally.residual.max(month.residual);
    tally.rows = (tally.rows.0.max(network.rows.len()), tally.rows.1 + network.rows.len());
    let problem = problem(network, &state, &shock, &month);
    match reference(&problem) {
        Ok(found) => against(seed, &problem, &month, &found, tally),
        Err(_) => tally.reference_failed.push(seed),
    }
}

fn against(seed: u64, problem: &Problem, month: &MonthResult, found: &NewtonResult, tally: &mut Tally) {
    let certificate = problem.certify(&found.price, &found.quantity).worst();
    tally.reference_residual = tally.reference_residual.max(certificate);
    for (b, table) in problem.tables.iter().enumerate() {
        let scale = table.scale().min(problem.cap[b]).max(1e-9);
        let gap = (found.quantity[b] - month.quantity[b]).abs() / scale;
        tally.quantity = worse(tally.quantity, (gap, seed));
    }
    let size: f64 = problem.endowment.iter().zip(&month.price).map(|(e, p)| (e * p).abs()).sum();
    let ours = problem.objective(&month.price, &month.quantity);
    let theirs = problem.objective(&found.price, &found.quantity);
    tally.objective = worse(tally.objective, ((ours - theirs).abs() / (1.0 + ours.abs() + size), seed));
    if !curved(problem, &month.price, &month.surplus) {
        return;
    }
    tally.unique += 1;
    for (i, scale) in problem.price_scale.iter().enumerate() {
        let gap = (found.price[i] - month.price[i]).abs() / scale.max(month.price[i]);
        tally.price = worse(tally.price, (gap, seed));
    }
}

/// Smallest eigenvalue of the scaled Hessian over the rows that bind is above `CURVED`: H − CURVED·I has a
/// Cholesky factor. At a kink the flatter side counts.
fn curved(problem: &Problem, price: &[f64], surplus: &[f64]) -> bool {
    let binds: Vec<bool> = (0..price.len())
        .map(|i| price[i] > 1e-9 * problem.price_scale[i] || surplus[i] < 1e-9 * problem.quantity_scale[i])
        .collect();
    let n = price.len();
    let scale: Vec<f64> =
        (0..n).map(|i| (problem.price_scale[i] / problem.quantity_scale[i]).sqrt()).collect();
    let mut h = vec![vec![0.0; n]; n];
    for (i, line) in h.iter_mut().enumerate() {
        line[i] = if binds[i] { -CURVED } else { 1.0 };
    }
    for b in 0..problem.tables.len() {
        let slope = flatter_slope(problem, b, problem.columns.margin(b, price));
        for (i, a) in problem.columns.entries(b).filter(|(i, _)| binds[*i]) {
            for (j, c) in problem.columns.entries(b).filter(|(j, _)| binds[*j]) {
                h[i][j] += slope * a * c * scale[i] * scale[j];
            }
        }
    }
    has_cholesky(h)
}

fn flatter_slope(problem: &Problem, b: usize, margin: f64) -> f64 {
    let step = 1e-9 * margin.abs().max(1e-9);
    let slope = |m: f64| problem.tables[b].at(m, problem.cap[b]).1;
    slope(margin).min(slope(margin - step)).min(slope(margin + step))
}

fn has_cholesky(mut h: Vec<Vec<f64>>) -> bool {
    for k in 0..h.len() {
        let pivot = h[k][k];
        if pivot <= 0.0 {
            return false;
        }
        let (done, rest) = h.split_at_mut(k + 1);
        for line in rest {
            let factor = line[k] / pivot;
            for (x, top) in line.iter_mut().zip(&done[k]).skip(k) {
                *x -= factor * top;
            }
        }
    }
    true
}

#[test]
fn the_reference_and_the_production_solver_agree_on_ten_thousand_random_chains() {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let tally = std::thread::scope(|scope| {
        let work = |first: u64| {
            let mut tally = Tally::default();
            (first..CHAINS).step_by(workers as usize).for_each(|seed| compare(seed, &mut tally));
            tally
        };
        let all: Vec<_> = (0..workers).map(|w| scope.spawn(move || work(w))).collect();
        all.into_iter().map(|h| h.join().unwrap()).fold(Tally::default(), Tally::add)
    });
    tally.print();
    let solved = tally.endings.values().sum::<usize>();
    assert_eq!(solved as u64, CHAINS);
    assert!(!tally.endings.contains_key(&Ending::Unsolved) && !tally.endings.contains_key(&Ending::IllPosed));
    assert!(tally.reference_failed.is_empty());
    assert!(tally.residual <= CERTIFICATE && tally.reference_residual <= CERTIFICATE);
    assert!(tally.price.0 <= TOLERANCE && tally.quantity.0 <= TOLERANCE && tally.objective.0 <= TOLERANCE);
    assert!(tally.unique as u64 > CHAINS / 2, "the comparison of prices must not be empty");
}
