//! A cut of imports in one market, against its closed form: exact where a knot lies at the answer, and
//! converging with the square of the knot spacing where none does.
//!
//! Demand 100 P^-0.5, own supply min(K, 20 P^0.2), imports 80 (1 - r).

mod common;
use common::books::walk;
use common::*;
use oreline_market::*;

const DEMAND: f64 = 0.5;
const SUPPLY: f64 = 0.2;
const EXACT: f64 = 1e-10;

/// The market with knots at `ratios`; activities are own supply, imports, use.
fn market(ratios: &[f64], own: f64, elasticity: f64) -> Network {
    let table = |r: Ratios, size: f64, sign: f64| {
        let mut knots: Vec<(f64, f64)> = r.rho.iter().zip(&r.y).map(|(p, y)| (sign * p, size * y)).collect();
        knots.sort_by(|a, b| a.0.total_cmp(&b.0));
        linear(&knots)
    };
    let supply =
        if own > 0.0 { table(supply_ratios(SUPPLY, ratios), own, 1.0) } else { linear(&[(0.0, 0.0)]) };
    let activities = vec![
        activity("own supply", &[(0, 1.0)], own, f64::INFINITY, supply),
        activity("imports", &[(0, 1.0)], 100.0 - own, f64::INFINITY, linear(&[(0.0, 100.0 - own)])),
        activity(
            "use",
            &[(0, -1.0)],
            100.0,
            f64::INFINITY,
            table(demand_ratios(elasticity, 256.0, ratios), 100.0, -1.0),
        ),
    ];
    Network { rows: vec![row("good", 1.0, 100.0)], activities, ..Network::default() }
}

/// Price, quantity used and own supply when a share `r` of the imports is gone and own supply has a cap.
fn cut(network: &Network, r: f64, cap: f64) -> [f64; 3] {
    let shock = Shock { cap: vec![(0, cap)], scale: vec![(1, 1.0 - r)], ..Shock::default() };
    let month = &walk(network, &[shock])[0];
    [month.price[0], month.quantity[2], month.quantity[0]]
}

/// Knots a factor 2 apart up to 128, and one at `answer`.
fn with_knot(answer: f64) -> Vec<f64> {
    let mut ratios: Vec<f64> = (-1..8).map(|k| libm::exp2(f64::from(k))).collect();
    ratios.retain(|r| (r - answer).abs() > 1e-9);
    ratios.push(answer);
    ratios.sort_by(f64::total_cmp);
    ratios
}

fn all_close(got: [f64; 3], want: [f64; 3], tolerance: f64) {
    for (what, k) in [("price", 0), ("use", 1), ("own supply", 2)] {
        close(what, got[k], want[k], tolerance * want[k].max(1.0));
    }
}

#[test]
fn a_full_cut_without_a_cap_has_the_price_of_its_closed_form() {
    let price = libm::pow(5.0, 1.0 / 0.7);
    close("closed form", price, 9.966176578, 5e-10);
    let used = 100.0 * libm::pow(price, -DEMAND);
    close("closed form of use", used, 31.676392175, 5e-10);
    all_close(cut(&market(&with_knot(price), 20.0, DEMAND), 1.0, f64::INFINITY), [price, used, used], EXACT);
}

#[test]
fn a_full_cut_under_a_cap_of_25_has_a_price_of_16() {
    all_close(cut(&market(&with_knot(16.0), 20.0, DEMAND), 1.0, 25.0), [16.0, 25.0, 25.0], EXACT);
}

#[test]
fn the_standard_curves_give_16_too_because_they_have_a_knot_there() {
    let mut network = market(&with_knot(16.0), 20.0, DEMAND);
    network.activities[0].curve = mine(SUPPLY, 1.0);
    network.activities[2].curve = Curve::Demand { elasticity: DEMAND, long_elasticity: DEMAND, choke: 64.0 };
    all_close(cut(&network, 1.0, 25.0), [16.0, 25.0, 25.0], EXACT);
}

/// Price of a half cut without a cap: 100 P^-0.5 = 20 P^0.2 + 40, by bisection on the smooth curves.
fn half_cut() -> f64 {
    let (mut low, mut high) = (1.0, 16.0);
    for _ in 0..200 {
        let p = 0.5 * (low + high);
        let short = 100.0 * libm::pow(p, -DEMAND) - 20.0 * libm::pow(p, SUPPLY) - 40.0;
        if short > 0.0 { low = p } else { high = p }
    }
    0.5 * (low + high)
}

#[test]
fn half_a_cut_meets_the_smooth_curves_where_a_knot_lies_at_the_answer() {
    let price = half_cut();
    close("closed form", price, 2.447469449, 5e-10);
    let got = cut(&market(&with_knot(price), 20.0, DEMAND), 0.5, f64::INFINITY);
    all_close(got, [price, 63.920676157, 23.920676157], EXACT);
}

#[test]
fn no_cut_leaves_price_and_use_at_base_whatever_the_cap() {
    for cap in [20.0, 25.0, f64::INFINITY] {
        all_close(cut(&market(&with_knot(1.0), 20.0, DEMAND), 0.0, cap), [1.0, 100.0, 20.0], EXACT);
    }
}

/// Knots `spacing` apart in ln ρ, with `answer` a third of the way along its chord: halving the spacing
/// moves it to two thirds and back, so the chord's error constant never changes.
fn off_knot(answer: f64, spacing: f64) -> Vec<f64> {
    let first = libm::log(answer) - spacing / 3.0;
    let count = |length: f64| (length / spacing) as i32;
    (-count(first + 0.6)..=count(5.0 - first)).map(|k| libm::exp(first + f64::from(k) * spacing)).collect()
}

#[test]
fn off_the_knots_the_error_falls_fourfold_with_each_halving_of_the_spacing() {
    let full = (1.0, f64::INFINITY, libm::pow(5.0, 1.0 / 0.7));
    let capped = (1.0, 25.0, 16.0);
    let half = (0.5, f64::INFINITY, half_cut());
    for (r, cap, price) in [full, capped, half] {
        let mut spacing = 0.2;
        let error = |h: f64| (cut(&market(&off_knot(price, h), 20.0, DEMAND), r, cap)[0] - price).abs();
        let mut before = error(spacing);
        for _ in 0..5 {
            spacing *= 0.5;
            let now = error(spacing);
            println!("cut {r}, cap {cap}: spacing {spacing:.5}, error {now:.3e}, ratio {:.4}", before / now);
            assert!((before / now - 4.0).abs() < 1.3 * spacing, "ratio {} at {spacing}", before / now);
            before = now;
        }
    }
}

#[test]
fn the_price_rises_with_the_cut_and_falls_with_the_cap() {
    let network = market(&with_knot(9.0), 20.0, DEMAND);
    let by_cut: Vec<f64> = (0..=20).map(|k| cut(&network, f64::from(k) / 20.0, 25.0)[0]).collect();
    assert!(by_cut.windows(2).all(|w| w[1] > w[0]), "{by_cut:?}");
    let by_cap: Vec<f64> = (10..60).map(|k| cut(&network, 1.0, f64::from(k))[0]).collect();
    assert!(by_cap.windows(2).all(|w| w[1] <= w[0] + 1e-12), "{by_cap:?}");
}

#[test]
fn once_capped_the_price_does_not_depend_on_the_supply_curve() {
    let one = market(&with_knot(16.0), 20.0, DEMAND);
    let mut other = one.clone();
    other.activities[0].curve = linear(&[(0.0, 0.0), (0.5, 400.0)]);
    close("price", cut(&one, 1.0, 25.0)[0], cut(&other, 1.0, 25.0)[0], EXACT);
}

#[test]
fn the_elasticity_that_a_price_and_a_loss_imply_gives_that_price_back() {
    let cases = [
        (2.5, [(0.3, 0.389), (0.5, 0.756), (0.7, 1.314)]),
        (1.26, [(0.1, 0.456), (0.2, 0.966), (0.3, 1.543)]),
    ];
    for (price, losses) in cases {
        for (loss, printed) in losses {
            let implied = -libm::log(1.0 - loss) / libm::log(price);
            close("implied elasticity", implied, printed, 5e-4);
            let got = cut(&market(&with_knot(price), 0.0, implied), loss, f64::INFINITY);
            close("price", got[0], price, EXACT);
            close("use", got[1], 100.0 * (1.0 - loss), 100.0 * EXACT);
        }
    }
}
