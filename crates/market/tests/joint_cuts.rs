//! Two cuts at once, in one month from one state, the loss measured by the month's own objective (cost less
//! willingness to pay).
//!
//! At least each part: always, since the feasible set shrinks. At most the sum for links in series and for
//! complements, at least the sum for substitutes: signs of the off-diagonal of the dual's Hessian, which the
//! three shapes below have by construction. "At most the sum" is false in general.

#![allow(clippy::unwrap_used)]

mod common;
use common::books::{advance, problem};
use common::draw::{Chain, Draw};
use common::*;
use oreline_market::*;

/// Slack for rounding, as a share of the loss of both cuts.
const ROUNDING: f64 = 1e-8;
const DRAWS: u64 = 500;

/// The month's objective under `shock`, from the base state [1,000 USD].
fn objective(network: &Network, shock: &Shock) -> f64 {
    let state = State::at_base(network);
    let (month, _) = advance(network, &state, shock);
    problem(network, &state, shock, &month).objective(&month.price, &month.quantity)
}

struct Losses {
    one: f64,
    other: f64,
    joint: f64,
}

fn losses(network: &Network, one: &Shock, other: &Shock, joint: &Shock) -> Losses {
    let base = objective(network, &Shock::default());
    let loss = |shock| objective(network, shock) - base;
    Losses { one: loss(one), other: loss(other), joint: loss(joint) }
}

/// Cuts of the caps of two activities, alone and together.
fn cap_losses(network: &Network, [a, b]: [usize; 2], draw: &mut Draw) -> Losses {
    let (fa, fb) = (draw.unit(), draw.unit());
    let shock = |cap_factor: &[(usize, f64)]| Shock { cap_factor: cap_factor.to_vec(), ..Shock::default() };
    losses(network, &shock(&[(a, fa)]), &shock(&[(b, fb)]), &shock(&[(a, fa), (b, fb)]))
}

/// A network under construction, every market with a store.
#[derive(Default)]
struct Sketch(Network);

impl Sketch {
    fn market(&mut self, draw: &mut Draw, id: &str, price: f64, flow: f64) -> usize {
        let i = self.0.rows.len();
        self.0.rows.push(row(id, price, flow));
        let stock = flow * draw.log_between(0.3, 4.0);
        let store = self.0.stores.len();
        let activity = self.put("stock", &[(i, -1.0)], stock, f64::INFINITY, Curve::Stock { store });
        self.0.stores.push(Store {
            market: i,
            priced_at: i,
            stock,
            afloat: 0.0,
            use_per_month: flow,
            consumers: draw.unit(),
            activity,
            on_hand: None,
        });
        i
    }

    fn put(&mut self, id: &str, column: &[(usize, f64)], base: f64, cap: f64, curve: Curve) -> usize {
        self.0.activities.push(activity(id, column, base, cap, curve));
        self.0.activities.len() - 1
    }

    fn mine(&mut self, draw: &mut Draw, at: usize, flow: f64) -> usize {
        let curve = mine(draw.log_between(0.03, 0.3), self.0.rows[at].price);
        self.put("mine", &[(at, 1.0)], flow, flow, curve)
    }

    fn final_use(&mut self, draw: &mut Draw, at: usize, flow: f64) {
        self.put("use", &[(at, -1.0)], flow, f64::INFINITY, demand(draw.log_between(0.02, 0.5), 8.0));
    }
}

/// Ore, a plant with a cap, a product: two links in series.
fn series(draw: &mut Draw) -> (Network, [usize; 2]) {
    let (mut s, flow, yields) = (Sketch::default(), 100.0, draw.between(0.1, 0.9));
    let price = draw.log_between(10.0, 1000.0);
    let ore_price = yields * price * draw.between(0.3, 0.9);
    let ore = s.market(draw, "ore", ore_price, flow);
    let product = s.market(draw, "product", price, yields * flow);
    let mined = s.mine(draw, ore, flow);
    let margin = yields * price - ore_price;
    let plant = s.put(
        "plant",
        &[(ore, -1.0), (product, yields)],
        flow,
        flow,
        common::mine(draw.between(0.5, 2.0), margin),
    );
    s.final_use(draw, product, yields * flow);
    (s.0, [mined, plant])
}

/// Two metals of one magnet, each with a mine and another use: complements.
fn complements(draw: &mut Draw) -> (Network, [usize; 2]) {
    let mut s = Sketch::default();
    let price = [draw.log_between(100.0, 500.0), draw.log_between(500.0, 2000.0)];
    let recipe = [draw.between(0.01, 0.05), draw.between(0.002, 0.02)];
    let cost = recipe[0] * price[0] + recipe[1] * price[1];
    let magnet_price = cost * draw.between(1.2, 4.0);
    let magnet = s.market(draw, "magnet", magnet_price, 100.0);
    let mut column = vec![(magnet, 1.0)];
    let mut mines = [0; 2];
    for e in [0, 1] {
        let into_magnets = 100.0 * recipe[e];
        let elsewhere = into_magnets * draw.between(0.1, 1.0);
        let metal = s.market(draw, "metal", price[e], into_magnets + elsewhere);
        mines[e] = s.mine(draw, metal, into_magnets + elsewhere);
        s.final_use(draw, metal, elsewhere);
        column.push((metal, -recipe[e]));
    }
    let curve = common::mine(draw.between(0.4, 1.5), magnet_price - cost);
    s.put("magnets", &column, 100.0, 120.0, curve);
    s.final_use(draw, magnet, 100.0);
    (s.0, mines)
}

/// Two mines that send one ore to one market: substitutes.
fn substitutes(draw: &mut Draw) -> (Network, [usize; 2]) {
    let mut s = Sketch::default();
    let price = draw.log_between(10.0, 100.0);
    let flow = [draw.log_between(20.0, 200.0), draw.log_between(20.0, 200.0)];
    let market = s.market(draw, "ore@plant", price, flow[0] + flow[1]);
    let mut mines = [0; 2];
    for k in [0, 1] {
        let gate = s.market(draw, "ore@gate", 0.9 * price, flow[k]);
        mines[k] = s.mine(draw, gate, flow[k]);
        let slope = price * draw.log_between(0.01, 0.1);
        s.put("road", &[(gate, -1.0), (market, 1.0)], flow[k], 3.0 * flow[k], Curve::Route { slope });
    }
    s.final_use(draw, market, flow[0] + flow[1]);
    (s.0, mines)
}

/// Tries a shape; returns the least and largest ratio of the joint loss to the sum of the parts.
fn ratios(shape: fn(&mut Draw) -> (Network, [usize; 2])) -> (f64, f64) {
    let (mut least, mut largest) = (f64::INFINITY, 0.0_f64);
    for seed in 0..DRAWS {
        let draw = &mut Draw::new(seed);
        let (network, cuts) = shape(draw);
        network.check(1e-12).unwrap();
        let l = cap_losses(&network, cuts, draw);
        assert!(l.joint >= l.one.max(l.other) - ROUNDING * l.joint, "less than a part in draw {seed}");
        let ratio = l.joint / (l.one + l.other);
        least = least.min(ratio);
        largest = largest.max(ratio);
    }
    println!("joint over sum: {least:.4} to {largest:.4}");
    (least, largest)
}

#[test]
fn cuts_of_links_in_series_cost_together_at_least_each_part_and_at_most_their_sum() {
    let (least, largest) = ratios(series);
    assert!(largest <= 1.0 + ROUNDING);
    assert!(least < 0.9, "the shape must bite");
}

#[test]
fn cuts_of_complements_cost_together_at_least_each_part_and_at_most_their_sum() {
    let (least, largest) = ratios(complements);
    assert!(largest <= 1.0 + ROUNDING);
    assert!(least < 0.9, "the shape must bite");
}

#[test]
fn cuts_of_substitutes_cost_together_at_least_their_sum() {
    let (least, largest) = ratios(substitutes);
    assert!(least >= 1.0 - ROUNDING);
    assert!(largest > 1.1, "the shape must bite");
}

#[test]
fn in_any_chain_two_cuts_cost_at_least_as_much_as_each() {
    for seed in 0..DRAWS {
        let chain = Chain::draw(seed);
        let draw = &mut Draw::new(seed ^ 0x2C);
        let cut = |mine: usize, factor| (mine, factor * chain.network.activities[mine].base);
        let one = Shock { cap: vec![cut(chain.mines[0].0, draw.unit())], ..Shock::default() };
        let plant = (chain.plant, draw.between(0.1, 0.7));
        let other = Shock { capacity: vec![plant], ..Shock::default() };
        let joint = Shock { capacity: vec![plant], ..one.clone() };
        let l = losses(&chain.network, &one, &other, &joint);
        assert!(l.one > 0.0 && l.other > 0.0, "a cut is a loss");
        assert!(l.joint >= l.one.max(l.other) * (1.0 - ROUNDING), "chain {seed}");
    }
}

/// Two baskets of equal tonnes, the first richer in dysprosium, and one oxide market.
fn two_baskets(draw: &mut Draw) -> (Network, [usize; 2], [(usize, f64); 2]) {
    let mut s = Sketch::default();
    let poor = draw.between(0.01, 0.03);
    let content = [poor * draw.between(1.1, 3.0), poor];
    let price = draw.log_between(100.0, 500.0);
    let made = 1000.0 * (content[0] + content[1]);
    let oxide = s.market(draw, "dy", price, made);
    let (mut mines, mut plants) = ([0; 2], [(0, 0.0); 2]);
    for k in [0, 1] {
        let ore_price = 0.7 * content[k] * price;
        let ore = s.market(&mut Draw::new(1), "ore", ore_price, 1000.0);
        mines[k] = s.mine(&mut Draw::new(2), ore, 1000.0);
        let curve = common::mine(1.0, content[k] * price - ore_price);
        let column = [(ore, -1.0), (oxide, content[k])];
        plants[k] = (s.put("plant", &column, 1000.0, 1100.0, curve), content[k]);
    }
    s.final_use(draw, oxide, made);
    (s.0, mines, plants)
}

#[test]
fn at_equal_tonnes_cutting_the_richer_basket_costs_more_dysprosium_and_a_higher_price() {
    for seed in 0..DRAWS {
        let draw = &mut Draw::new(seed);
        let (network, mines, plants) = two_baskets(draw);
        network.check(1e-12).unwrap();
        let tonnes = 1000.0 * draw.between(0.05, 0.95);
        let state = State::at_base(&network);
        let [rich, poor] = mines.map(|mine| {
            let shock = Shock { cap: vec![(mine, 1000.0 - tonnes)], ..Shock::default() };
            let month = advance(&network, &state, &shock).0;
            let made: f64 = plants.iter().map(|(b, content)| content * month.quantity[*b]).sum();
            (made, month.price[0])
        });
        assert!(rich.0 < poor.0, "draw {seed}: {} t against {} t", rich.0, poor.0);
        assert!(rich.1 > poor.1, "draw {seed}: the price of the richer cut");
    }
}
