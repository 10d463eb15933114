//! Every policy has its sign, and vanishes when it is switched off; two regions part only with a barrier.
//!
//! One chain for all: a mine behind a border, a second mine, a plant at home, three buyers of the oxide.

#![allow(clippy::unwrap_used)]

mod common;
use common::books::{advance, walk};
use common::*;
use oreline_market::*;

// rows
const ORE_GATE: usize = 0;
const ORE_HOME: usize = 1;
const HOME: usize = 2;
const ABROAD: usize = 3;
const THIRD: usize = 4;
const QUOTA: usize = 5;
const PLANT_ROW: usize = 6;
// activities
const MINE: usize = 0;
const BORDER: usize = 2;
const ROAD_A: usize = 4;
const ROAD_B: usize = 5;
const ROAD_THIRD: usize = 6;
const THROUGH: usize = 7;
const LEAK: usize = 8;
const USE_HOME: usize = 9;
// stores
const HEAP: usize = 0;
const STOCK_ABROAD: usize = 3;

/// Exports under the quota at base [t/month].
const EXPORTS: f64 = 18.0;
/// Margin that doubles the flow of a road to the buyers [USD/kg].
const SLOPE: f64 = 5.0;

fn chain() -> Network {
    let free = f64::INFINITY;
    let mut rows = vec![
        row("ore@gate", 10.0, 100.0),
        row("ore@home", 11.0, 150.0),
        row("oxide@home", 100.0, 30.0),
        row("oxide@abroad", 106.0, 12.0),
        row("oxide@third", 108.0, 6.0),
        row("quota:oxide", 0.0, EXPORTS),
        row("capacity:plant", 0.0, 150.0),
    ];
    rows[QUOTA] = Row { kind: RowKind::Quota { base: EXPORTS }, price_scale: 100.0, ..rows[QUOTA].clone() };
    rows[PLANT_ROW].kind = RowKind::Capacity { limit: 160.0 };
    let road = || Curve::Route { slope: SLOPE };
    let lawful = |to: usize| vec![(HOME, -1.0), (to, 1.0), (QUOTA, -1.0)];
    let idle = Curve::Idle { volume: 6.0, price: 100.0, opening: 0.1 };
    let activities = vec![
        activity("mine", &[(ORE_GATE, 1.0)], 100.0, 103.0, mine(0.1, 10.0)),
        activity("other mine", &[(ORE_HOME, 1.0)], 50.0, 51.5, mine(0.1, 11.0)),
        activity("border", &[(ORE_GATE, -1.0), (ORE_HOME, 1.0)], 100.0, 300.0, Curve::Route { slope: 0.5 }),
        activity("plant", &[(ORE_HOME, -1.0), (HOME, 0.2), (PLANT_ROW, -1.0)], 150.0, free, mine(1.0, 9.0)),
        activity("road of owner a", &lawful(ABROAD), 8.0, 24.0, road()),
        activity("road of owner b", &lawful(ABROAD), 4.0, 12.0, road()),
        activity("road to third", &lawful(THIRD), 6.0, 18.0, road()),
        activity("through third", &[(THIRD, -1.0), (ABROAD, 1.0)], 0.0, free, idle),
        activity(
            "leak",
            &[(HOME, -1.0), (ABROAD, 1.0)],
            0.0,
            free,
            Curve::Leak { margin: 6.0, price: 100.0 },
        ),
        activity("use@home", &[(HOME, -1.0)], 12.0, free, demand(0.1, 8.0)),
        activity("use@abroad", &[(ABROAD, -1.0)], 12.0, free, demand(0.1, 8.0)),
        activity("use@third", &[(THIRD, -1.0)], 6.0, free, demand(0.1, 8.0)),
    ];
    let mut network = Network { rows, activities, ..Network::default() };
    for (market, flow, months) in [
        (ORE_GATE, 100.0, 0.5),
        (ORE_HOME, 150.0, 1.0),
        (HOME, 30.0, 2.0),
        (ABROAD, 12.0, 2.0),
        (THIRD, 6.0, 2.0),
    ] {
        hold(&mut network, market, flow, months);
    }
    network
}

fn hold(network: &mut Network, market: usize, use_per_month: f64, months: f64) {
    let stock = use_per_month * months;
    let curve = Curve::Stock { store: network.stores.len() };
    let activity = activity("stock", &[(market, -1.0)], stock, f64::INFINITY, curve);
    network.activities.push(activity);
    network.stores.push(Store {
        market,
        priced_at: market,
        stock,
        afloat: 0.0,
        use_per_month,
        consumers: 0.5,
        activity: network.activities.len() - 1,
        on_hand: None,
    });
}

fn month_one(shock: &Shock) -> MonthResult {
    let network = chain();
    advance(&network, &State::at_base(&network), shock).0
}

fn base(row: usize) -> f64 {
    chain().rows[row].price
}

fn rises(month: &MonthResult, row: usize) {
    assert!(month.price[row] > base(row) * (1.0 + 1e-6), "row {row}: {}", month.price[row]);
}

fn falls(month: &MonthResult, row: usize) {
    assert!(month.price[row] < base(row) * (1.0 - 1e-6), "row {row}: {}", month.price[row]);
}

fn exports(month: &MonthResult) -> f64 {
    month.quantity[ROAD_A] + month.quantity[ROAD_B] + month.quantity[ROAD_THIRD]
}

fn lasting(shock: Shock, months: usize) -> Vec<MonthResult> {
    walk(&chain(), &vec![shock; months])
}

#[test]
fn the_chain_balances_at_base() {
    chain().check(1e-12).unwrap();
}

#[test]
fn switched_off_every_policy_leaves_the_base_month() {
    let off = [
        Shock { cap_factor: vec![(MINE, 1.0)], ..Shock::default() },
        Shock { cap: vec![(BORDER, 300.0)], ..Shock::default() },
        Shock { allowance: vec![(QUOTA, EXPORTS)], leak: vec![(LEAK, 0.0)], ..Shock::default() },
        Shock { hoard: vec![(STOCK_ABROAD, 0.0)], ..Shock::default() },
        Shock { capacity: vec![(PLANT_ROW, 1.0)], ..Shock::default() },
        Shock { wedge: vec![(ROAD_A, 0.0)], ..Shock::default() },
        Shock { tax: vec![Tax { activity: ROAD_A, rate: 0.0, on: HOME }], ..Shock::default() },
        Shock { release: vec![(HOME, 0.0)], ..Shock::default() },
        Shock { scale: vec![(USE_HOME, 1.0), (MINE, 1.0)], ..Shock::default() },
        Shock { believed_months: 24.0, spare_on: true, ..Shock::default() },
    ];
    let network = chain();
    for shock in off {
        for month in lasting(shock.clone(), 6) {
            for (p, row) in month.price.iter().zip(&network.rows) {
                close(&format!("{} under {shock:?}", row.id), *p, row.price, 1e-9 * row.price_scale);
            }
        }
    }
}

#[test]
fn lost_capacity_raises_prices_and_recovery_brings_them_back() {
    let cut = |t: usize| match t {
        0..3 => 0.5,
        3 => 0.75,
        _ => 1.0,
    };
    let shocks: Vec<Shock> = (0..36)
        .map(|t| Shock {
            cap_factor: vec![(MINE, cut(t))],
            believed_months: if t < 4 { 4.0 } else { 0.0 },
            ..Shock::default()
        })
        .collect();
    let months = walk(&chain(), &shocks);
    for month in &months[..3] {
        for row in [ORE_GATE, ORE_HOME, HOME, ABROAD, THIRD] {
            rises(month, row);
        }
    }
    // demand that adapted to the cut comes back only within years
    close("price three years on", months[35].price[HOME], 100.0, 2.0);
}

#[test]
fn less_of_a_shared_plant_makes_the_product_dear_and_the_feed_cheap() {
    let shock = Shock { capacity: vec![(PLANT_ROW, 0.5)], ..Shock::default() };
    let network = chain();
    let month = month_one(&shock);
    rises(&month, HOME);
    falls(&month, ORE_HOME);
    close("plant runs at its limit", month.quantity[3], 80.0, 1e-8);
    let rent = month_accounts(&network, &month).rent[PLANT_ROW];
    close("rent", rent, 80.0 * month.price[PLANT_ROW], 1e-6);
    assert!(rent > 0.0);
}

#[test]
fn a_closed_border_piles_ore_up_at_the_gate_and_the_heap_flows_when_it_reopens() {
    let closed = Shock {
        cap: vec![(BORDER, 0.0)],
        cap_factor: vec![(MINE, 0.5)],
        believed_months: 6.0,
        ..Shock::default()
    };
    let open = Shock { cap: vec![(BORDER, 200.0)], ..Shock::default() };
    let shocks: Vec<Shock> = (0..8).map(|t| if t < 4 { closed.clone() } else { open.clone() }).collect();
    let months = walk(&chain(), &shocks);
    let mut heap = 50.0;
    for month in &months[..4] {
        assert_eq!(month.quantity[BORDER], 0.0);
        falls(month, ORE_GATE);
        rises(month, ORE_HOME);
        rises(month, HOME);
        assert!(month.stock[HEAP] > heap, "the heap grows");
        heap = month.stock[HEAP];
    }
    assert!(months[4].quantity[BORDER] > 100.0, "more than base flows after reopening");
    assert!(months[4].stock[HEAP] < heap, "the heap shrinks");
    assert!(months[4].price[ORE_HOME] < months[3].price[ORE_HOME]);
}

fn licence(leak: f64, hoard: f64) -> Vec<MonthResult> {
    let shocks: Vec<Shock> = [0.1, 0.1, 0.2, 0.4, 0.4, 0.4]
        .iter()
        .map(|share| Shock {
            allowance: vec![(QUOTA, share * EXPORTS)],
            leak: vec![(LEAK, leak)],
            hoard: vec![(STOCK_ABROAD, hoard)],
            believed_months: 12.0,
            ..Shock::default()
        })
        .collect();
    walk(&chain(), &shocks)
}

#[test]
fn a_licence_parts_the_prices_and_its_rent_is_its_price_times_what_passes() {
    let network = chain();
    for (month, share) in licence(0.0, 0.0).iter().zip([0.1, 0.1, 0.2, 0.4, 0.4, 0.4]) {
        rises(month, ABROAD);
        rises(month, THIRD);
        falls(month, HOME);
        close("exports", exports(month), share * EXPORTS, 1e-7);
        let rent = month_accounts(&network, month).rent[QUOTA];
        close("rent", rent, month.price[QUOTA] * exports(month), 1e-6);
        assert!(rent > 0.0);
    }
}

#[test]
fn leaks_soften_a_licence_abroad_and_hoards_sharpen_it() {
    let (plain, leaky, feared) = (licence(0.0, 0.0), licence(5.0, 0.0), licence(0.0, 12.0));
    for t in 0..6 {
        assert!(leaky[t].quantity[LEAK] > 0.0);
        assert!(leaky[t].price[ABROAD] < plain[t].price[ABROAD]);
        assert!(leaky[t].price[HOME] > plain[t].price[HOME], "what leaks out is missed at home");
    }
    assert!(feared[0].price[ABROAD] > plain[0].price[ABROAD]);
}

#[test]
fn a_quota_holds_to_the_tonne_and_its_price_is_the_whole_of_the_extra_gap() {
    let month = month_one(&Shock { allowance: vec![(QUOTA, 9.0)], ..Shock::default() });
    close("exports", exports(&month), 9.0, 1e-8);
    for (road, to, flow) in [(ROAD_A, ABROAD, 8.0), (ROAD_B, ABROAD, 4.0), (ROAD_THIRD, THIRD, 6.0)] {
        let gap = month.price[to] - month.price[HOME] - (base(to) - base(HOME));
        let own = SLOPE * (month.quantity[road] / flow - 1.0);
        close("gap", gap, month.price[QUOTA] + own, 1e-7);
    }
}

#[test]
fn a_quota_above_what_passes_changes_nothing_and_earns_nothing() {
    let month = month_one(&Shock { allowance: vec![(QUOTA, 1.5 * EXPORTS)], ..Shock::default() });
    close("price of the quota", month.price[QUOTA], 0.0, 1e-9);
    close("price abroad", month.price[ABROAD], 106.0, 1e-7);
}

fn embargo() -> Shock {
    Shock { cap: vec![(ROAD_A, 0.0), (ROAD_B, 0.0)], believed_months: 12.0, ..Shock::default() }
}

#[test]
fn an_embargo_hits_its_target_gluts_the_seller_and_draws_goods_through_third_countries() {
    for month in lasting(embargo(), 4) {
        assert_eq!(month.quantity[ROAD_A] + month.quantity[ROAD_B], 0.0);
        rises(&month, ABROAD);
        falls(&month, HOME);
        assert!(month.quantity[THROUGH] > 0.0, "goods reach the target through the third country");
        assert!(month.quantity[ROAD_THIRD] > 6.0, "and the third country buys more than its own");
        let ratio = |row| month.price[row] / base(row);
        assert!(ratio(HOME) < ratio(THIRD) && ratio(THIRD) < ratio(ABROAD));
    }
}

#[test]
fn a_sanction_on_one_owner_is_softer_than_an_embargo_because_the_other_owner_carries_more() {
    let sanction = Shock { cap: vec![(ROAD_A, 0.1 * 8.0)], believed_months: 12.0, ..Shock::default() };
    let (one, all) = (month_one(&sanction), month_one(&embargo()));
    rises(&one, ABROAD);
    assert!(one.price[ABROAD] < all.price[ABROAD]);
    assert!(one.quantity[ROAD_B] > 4.0);
    close("leaked share", one.quantity[ROAD_A], 0.8, 1e-9);
}

const LEVY: f64 = 15.0;

#[test]
fn a_specific_levy_is_an_exact_wedge_between_the_two_prices_and_its_receipts_add_up() {
    let network = chain();
    for month in lasting(Shock { wedge: vec![(ROAD_A, LEVY), (ROAD_B, LEVY)], ..Shock::default() }, 6) {
        rises(&month, ABROAD);
        falls(&month, HOME);
        let gap = month.price[ABROAD] - month.price[HOME] - 6.0;
        for (road, flow) in [(ROAD_A, 8.0), (ROAD_B, 4.0)] {
            close("wedge", gap, LEVY + SLOPE * (month.quantity[road] / flow - 1.0), 1e-7);
            let receipts = month_accounts(&network, &month).levy[road];
            close("receipts", receipts, LEVY * month.quantity[road], 1e-9);
        }
    }
}

fn taxes(rate: f64) -> Vec<Tax> {
    [ROAD_A, ROAD_B, ROAD_THIRD].map(|activity| Tax { activity, rate, on: HOME }).to_vec()
}

#[test]
fn a_new_ad_valorem_tax_is_its_rate_times_this_months_price_at_the_origin() {
    for rate in [0.05, 0.2, 0.5, 1.0, 3.0] {
        for month in lasting(Shock { tax: taxes(rate), ..Shock::default() }, 4) {
            for road in [ROAD_A, ROAD_B, ROAD_THIRD] {
                close("wedge", month.wedge[road], rate * month.price[HOME], 1e-7);
            }
            rises(&month, ABROAD);
            falls(&month, HOME);
        }
    }
}

#[test]
fn an_ad_valorem_tax_is_the_same_month_as_the_specific_levy_it_amounts_to() {
    let taxed = month_one(&Shock { tax: taxes(0.3), ..Shock::default() });
    let levy = [ROAD_A, ROAD_B, ROAD_THIRD].map(|road| (road, taxed.wedge[road])).to_vec();
    let levied = month_one(&Shock { wedge: levy, ..Shock::default() });
    for (a, b) in taxed.price.iter().zip(&levied.price) {
        close("price", *a, *b, 1e-7);
    }
}

#[test]
fn a_standing_ad_valorem_wedge_is_exact_at_base_and_charged_on_last_months_price() {
    let mut network = chain();
    network.activities[ROAD_A].tax = Some((0.13, HOME));
    for month in walk(&network, &vec![Shock::default(); 12]) {
        close("price", month.price[ABROAD], 106.0, 1e-7);
    }
    let months = walk(&network, &vec![Shock { scale: vec![(USE_HOME, 1.2)], ..Shock::default() }; 4]);
    close("first month", months[0].wedge[ROAD_A], 0.0, 1e-12);
    for pair in months.windows(2) {
        close("wedge", pair[1].wedge[ROAD_A], 0.13 * (pair[0].price[HOME] - 100.0), 1e-9);
    }
}

#[test]
fn a_state_that_sells_lowers_the_price_and_one_that_buys_raises_it() {
    let sold = month_one(&Shock { release: vec![(HOME, 5.0)], ..Shock::default() });
    let bought = month_one(&Shock { release: vec![(HOME, -5.0)], ..Shock::default() });
    for row in [HOME, ABROAD, ORE_HOME] {
        falls(&sold, row);
        rises(&bought, row);
    }
}

#[test]
fn a_purchase_of_more_than_there_is_ends_unsolved_and_says_so() {
    let network = chain();
    let shock = Shock { release: vec![(HOME, -1e4)], ..Shock::default() };
    let (month, _) = step(&network, &State::at_base(&network), &shock).unwrap();
    assert_eq!(month.ending, Ending::Unsolved);
    assert!(month.residual > 1e-3);
}

#[test]
fn more_demand_raises_prices_up_the_chain_and_less_lowers_them() {
    for (factor, moves) in [(1.2, rises as fn(&MonthResult, usize)), (0.8, falls)] {
        for month in lasting(Shock { scale: vec![(USE_HOME, factor)], ..Shock::default() }, 3) {
            for row in [ORE_GATE, ORE_HOME, HOME, ABROAD, THIRD] {
                moves(&month, row);
            }
        }
    }
}

#[test]
fn a_project_that_widens_a_mine_lowers_prices_down_the_chain() {
    for month in lasting(Shock { scale: vec![(MINE, 1.3)], ..Shock::default() }, 6) {
        assert!(month.quantity[MINE] > 103.0, "beyond the old cap");
        for row in [ORE_GATE, ORE_HOME, HOME, ABROAD] {
            falls(&month, row);
        }
    }
}

#[test]
fn a_project_that_only_lifts_a_cap_matters_where_the_cap_binds() {
    let lifted = month_one(&Shock { cap_factor: vec![(MINE, 1.5)], ..Shock::default() });
    close("slack cap", lifted.price[HOME], 100.0, 1e-7);
    let boom = |factor| {
        let (scale, capacity) = (vec![(USE_HOME, 3.0)], vec![(PLANT_ROW, 2.0)]);
        month_one(&Shock { scale, capacity, cap_factor: vec![(MINE, factor)], ..Shock::default() })
    };
    close("the cap binds", boom(1.0).quantity[MINE], 103.0, 1e-8);
    assert!(boom(1.5).price[HOME] < boom(1.0).price[HOME]);
}

/// How far two buyers' prices have moved apart, against the base.
fn apart(month: &MonthResult) -> f64 {
    (month.price[ABROAD] / 106.0) / (month.price[HOME] / 100.0)
}

#[test]
fn without_a_barrier_prices_at_home_and_abroad_move_together() {
    let shocks = [
        Shock { scale: vec![(USE_HOME, 1.1)], ..Shock::default() },
        Shock { cap_factor: vec![(MINE, 0.5)], believed_months: 6.0, ..Shock::default() },
        Shock { cap: vec![(BORDER, 0.0)], believed_months: 6.0, ..Shock::default() },
        Shock { release: vec![(HOME, -5.0)], ..Shock::default() },
    ];
    for shock in shocks {
        for month in lasting(shock.clone(), 6) {
            // with no barrier the gap can only move along the road's own line
            let gap = month.price[ABROAD] - month.price[HOME] - 6.0;
            close("gap", gap, SLOPE * (month.quantity[ROAD_A] / 8.0 - 1.0), 1e-7);
            assert!((apart(&month) - 1.0).abs() < 0.06, "{} under {shock:?}", apart(&month));
        }
    }
}

#[test]
fn with_a_barrier_they_part() {
    let half = Shock { allowance: vec![(QUOTA, 0.5 * EXPORTS)], believed_months: 12.0, ..Shock::default() };
    for month in lasting(half, 6) {
        assert!(apart(&month) > 1.3, "{}", apart(&month));
    }
}
