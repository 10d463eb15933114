//! Two textbook spatial equilibria with known prices: three countries (Miranda and Fackler, `demslv14`) and
//! two commodities in three regions (Takayama and Judge, as coded in the GAMS library's `spatequ`).
//!
//! Both have freight at a constant unit cost, a vertical line that no table here may have. The routes get a
//! sloped line through last round's flow instead; solved round after round (the proximal point method), the
//! lines end at the true freight and the prices are those of the textbook, with no flow told beforehand.

#![allow(clippy::unwrap_used)]

mod common;
use common::books::walk;
use common::*;
use oreline_market::*;

const TOLERANCE: f64 = 1e-6;
/// Tonnes per USD/kg along a route's line: any positive value leads to the same prices.
const STIFFNESS: f64 = 50.0;

/// Linear supply and demand of one region, q = (p − intercept) / slope.
struct Region {
    supply: (f64, f64),
    demand: (f64, f64),
}

impl Region {
    fn made(&self, p: f64) -> f64 {
        ((p - self.supply.0) / self.supply.1).max(0.0)
    }

    fn used(&self, p: f64) -> f64 {
        ((self.demand.0 - p) / self.demand.1).max(0.0)
    }

    /// Surplus of producers and consumers at price `p`.
    fn surplus(&self, p: f64) -> f64 {
        0.5 * self.supply.1 * self.made(p).powi(2) + 0.5 * self.demand.1 * self.used(p).powi(2)
    }
}

type Freight = [[f64; 3]; 3];

struct Found {
    price: [f64; 3],
    flow: [[f64; 3]; 3],
}

fn network(regions: &[Region; 3], freight: &Freight, flow: &[[f64; 3]; 3]) -> Network {
    let rows = (0..3).map(|i| row(&format!("good@{i}"), 20.0, 50.0)).collect();
    let mut activities = Vec::new();
    for (i, region) in regions.iter().enumerate() {
        let top = 60.0_f64.max(region.supply.0 + 60.0);
        let supply = linear(&[(region.supply.0, 0.0), (top, region.made(top))]);
        activities.push(activity("supply", &[(i, 1.0)], 0.0, f64::INFINITY, supply));
        let demand = linear(&[(-region.demand.0, 0.0), (0.0, region.used(0.0))]);
        activities.push(activity("use", &[(i, -1.0)], 0.0, f64::INFINITY, demand));
    }
    for (i, j) in pairs() {
        let line = |q: f64| (freight[i][j] + (q - flow[i][j]) / STIFFNESS, q);
        let route = linear(&[line(0.0), line(1000.0)]);
        activities.push(activity("route", &[(i, -1.0), (j, 1.0)], 0.0, f64::INFINITY, route));
    }
    Network { rows, activities, ..Network::default() }
}

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (0..3).flat_map(|i| (0..3).map(move |j| (i, j))).filter(|(i, j)| i != j)
}

fn equilibrium(regions: &[Region; 3], freight: &Freight) -> Found {
    let mut flow = [[0.0; 3]; 3];
    for _ in 0..500 {
        let network = network(regions, freight, &flow);
        let month = &walk(&network, &[Shock::default()])[0];
        let mut moved = 0.0_f64;
        for (k, (i, j)) in pairs().enumerate() {
            let now = month.quantity[6 + k];
            moved = moved.max((now - flow[i][j]).abs());
            flow[i][j] = now;
        }
        if moved < 1e-9 {
            return Found { price: [month.price[0], month.price[1], month.price[2]], flow };
        }
    }
    panic!("the rounds did not settle");
}

fn prices_are(found: &Found, want: [f64; 3]) {
    for (i, p) in want.into_iter().enumerate() {
        println!("region {i}: {:.10} against {p:.10}, off by {:.1e}", found.price[i], found.price[i] - p);
        close("price", found.price[i], p, TOLERANCE);
    }
}

/// Cost of supply and freight less willingness to pay is minus the two surpluses: no rent is left on a route.
fn objective_is_that_of(found: &Found, regions: &[Region; 3], freight: &Freight, want: [f64; 3]) {
    let mut objective = 0.0;
    for (i, r) in regions.iter().enumerate() {
        let (sent, got) = (0..3).fold((0.0, 0.0), |(s, g), j| (s + found.flow[i][j], g + found.flow[j][i]));
        let (made, used) = (r.made(found.price[i]), r.used(found.price[i]));
        close("balance", made + got, used + sent, 1e-6);
        objective += made * (r.supply.0 + 0.5 * r.supply.1 * made);
        objective -= used * (r.demand.0 - 0.5 * r.demand.1 * used);
    }
    objective += pairs().map(|(i, j)| freight[i][j] * found.flow[i][j]).sum::<f64>();
    let surplus: f64 = regions.iter().zip(want).map(|(r, p)| r.surplus(p)).sum();
    close("objective", objective, -surplus, 1e-5);
}

const THREE_COUNTRIES: Freight = [[0.0, 3.0, 9.0], [3.0, 0.0, 3.0], [6.0, 3.0, 0.0]];

fn countries(slope_of_demand: [f64; 3]) -> [Region; 3] {
    let supply = [(9.0, 1.0), (3.0, 2.0), (18.0, 1.0)];
    let demand = [42.0, 54.0, 51.0];
    [0, 1, 2].map(|i| Region { supply: supply[i], demand: (demand[i], slope_of_demand[i]) })
}

#[test]
fn three_countries_with_the_data_of_the_code() {
    let regions = countries([3.0, 2.0, 1.0]);
    let want = [633.0 / 26.0, 711.0 / 26.0, 789.0 / 26.0];
    let found = equilibrium(&regions, &THREE_COUNTRIES);
    prices_are(&found, want);
    objective_is_that_of(&found, &regions, &THREE_COUNTRIES, want);
}

#[test]
fn three_countries_with_the_data_of_the_text() {
    let regions = countries([2.0, 3.0, 1.0]);
    let want = [24.0, 27.0, 30.0];
    let found = equilibrium(&regions, &THREE_COUNTRIES);
    prices_are(&found, want);
    objective_is_that_of(&found, &regions, &THREE_COUNTRIES, want);
}

/// A region of `spatequ`: demand d0 − d1 p, supply s1 p − s0, each with its cross coefficient folded into the
/// own price, as the model's code has it.
fn as_coded(d0: f64, d1: f64, s0: f64, s1: f64) -> Region {
    Region { supply: (s0 / s1, 1.0 / s1), demand: (d0 / d1, 1.0 / d1) }
}

#[test]
fn two_commodities_in_three_regions_the_first() {
    let regions = [
        as_coded(200.0, 10.0 - 1.0, 50.0, 10.0 + 0.5),
        as_coded(100.0, 5.0 - 1.0, 50.0, 20.0 + 0.5),
        as_coded(160.0, 8.0 - 1.0, 50.0, 10.0 + 0.5),
    ];
    let freight = [[0.0, 2.0, 2.0], [2.0, 0.0, 1.0], [2.0, 1.0, 0.0]];
    let found = equilibrium(&regions, &freight);
    prices_are(&found, [11.0, 9.0, 10.0]);
    close("shipment 2 to 1", found.flow[1][0], 35.5, TOLERANCE);
    close("shipment 2 to 3", found.flow[1][2], 35.0, TOLERANCE);
}

#[test]
fn two_commodities_in_three_regions_the_second() {
    let regions = [
        as_coded(300.0, 10.0 - 1.0, 60.0, 15.0 + 0.5),
        as_coded(200.0, 20.0 - 1.0, 60.0, 25.0 + 0.5),
        as_coded(250.0, 10.0 - 1.0, 60.0, 15.0 + 0.5),
    ];
    let freight = [[0.0, 3.0, 3.0], [3.0, 0.0, 2.0], [3.0, 2.0, 0.0]];
    let found = equilibrium(&regions, &freight);
    prices_are(&found, [128.0 / 11.0, 95.0 / 11.0, 117.0 / 11.0]);
    close("shipment 2 to 1", found.flow[1][0], 824.0 / 11.0, TOLERANCE);
    close("shipment 2 to 3", found.flow[1][2], 1087.0 / 22.0, TOLERANCE);
}

#[test]
fn the_reference_solver_finds_the_textbook_prices_too() {
    let regions = countries([2.0, 3.0, 1.0]);
    let found = equilibrium(&regions, &THREE_COUNTRIES);
    let last = network(&regions, &THREE_COUNTRIES, &found.flow);
    let state = State::at_base(&last);
    let (month, _) = step(&last, &state, &Shock::default()).unwrap();
    let problem = common::books::problem(&last, &state, &Shock::default(), &month);
    let independent = reference(&problem).unwrap();
    for (g, w) in independent.price.iter().zip([24.0, 27.0, 30.0]) {
        close("price", *g, w, TOLERANCE);
    }
}
