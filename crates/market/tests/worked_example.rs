//! Two regions, ore → two joint outputs, one route, one stock, three months: known to eight digits from
//! three nested scalar root searches made outside this code.

#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use oreline_market::*;

fn network() -> Network {
    let rows = vec![
        row("ore", 10.0, 100.0),
        row("u@a", 100.0, 20.0),
        row("u@b", 106.0, 12.0),
        row("v@a", 0.0, 40.0),
    ];
    let activities = vec![
        activity("mine", &[(0, 1.0)], 100.0, f64::INFINITY, mine(0.1, 10.0)),
        activity("process", &[(0, -1.0), (1, 0.2), (3, 0.4)], 100.0, 120.0, mine(1.0, 10.0)),
        activity("route", &[(1, -1.0), (2, 1.0)], 12.0, 36.0, Curve::Route { slope: 5.0 }),
        activity("use u@a", &[(1, -1.0)], 8.0, f64::INFINITY, demand(0.2, 8.0)),
        activity("use u@b", &[(2, -1.0)], 12.0, f64::INFINITY, demand(0.1, 8.0)),
        activity("use v@a", &[(3, -1.0)], 30.0, f64::INFINITY, linear(&[(-20.0, 0.0), (0.0, 30.0)])),
        activity("stock u@b", &[(2, -1.0)], 24.0, f64::INFINITY, Curve::Stock { store: 0 }),
    ];
    let stores = vec![Store {
        market: 2,
        priced_at: 2,
        stock: 24.0,
        afloat: 0.0,
        use_per_month: 12.0,
        consumers: 0.0,
        activity: 6,
        on_hand: None,
    }];
    Network { rows, activities, stores, ..Network::default() }
}

fn shock(cap: f64, believed_months: f64, levy: f64) -> Shock {
    let wedge = if levy > 0.0 { vec![(2, levy)] } else { Vec::new() };
    Shock { cap: vec![(0, cap)], believed_months, wedge, ..Shock::default() }
}

/// ore, u_A, u_B | mine, route, use u_A, use u_B, stock | v thrown away | adapted u_A, u_B
const FREE: [[f64; 11]; 3] = [
    [
        20.11828099,
        143.09140494,
        148.07056612,
        85.0,
        9.54998682,
        7.45001318,
        11.60683335,
        21.94315347,
        4.0,
        0.02985945,
        0.02785416,
    ],
    [
        24.75360236,
        166.26801181,
        171.39208112,
        85.0,
        9.89776635,
        7.10223365,
        11.34348610,
        20.49743372,
        4.0,
        0.06974040,
        0.06557587,
    ],
    [
        11.60725838,
        108.77871592,
        115.11144477,
        101.48484805,
        12.79854923,
        7.49842038,
        11.63618753,
        21.65979542,
        10.59393922,
        0.07094083,
        0.06698302,
    ],
];
const LEVIED: [[f64; 11]; 3] = [
    [
        17.76154323,
        131.30771615,
        151.23164129,
        85.0,
        9.41742034,
        7.58257966,
        11.58281050,
        21.83460985,
        4.0,
        0.02269778,
        0.02961447,
    ],
    [
        22.83450269,
        156.67251347,
        176.74813148,
        85.0,
        9.78148323,
        7.21851677,
        11.30279250,
        20.31330058,
        4.0,
        0.05822193,
        0.06975382,
    ],
    [
        10.08070174,
        100.44078643,
        121.58265901,
        100.07455542,
        12.34049421,
        7.67441688,
        11.55427200,
        21.09952279,
        10.02982217,
        0.05373661,
        0.07537060,
    ],
];

fn replay(levy: f64, want: &[[f64; 11]; 3]) {
    let network = network();
    let mut state = State::at_base(&network);
    for (t, (cap, believed)) in [(85.0, 5.5), (85.0, 4.5), (103.0, 1.5)].into_iter().enumerate() {
        let (month, next) = step(&network, &state, &shock(cap, believed, levy)).unwrap();
        assert_eq!(month.ending, Ending::Newton);
        let got = [
            month.price[0],
            month.price[1],
            month.price[2],
            month.quantity[0],
            month.quantity[2],
            month.quantity[3],
            month.quantity[4],
            month.quantity[6],
            month.surplus[3],
            next.adapted[3],
            next.adapted[4],
        ];
        for (k, (g, w)) in got.iter().zip(&want[t]).enumerate() {
            close(&format!("month {} figure {k}", t + 1), *g, *w, 1e-8);
        }
        close("price of the surplus by-product", month.price[3], 0.0, 1e-12);
        close("process = mine", month.quantity[1], month.quantity[0], 1e-8);
        state = next;
    }
}

#[test]
fn three_months_without_a_levy() {
    replay(0.0, &FREE);
}

#[test]
fn three_months_with_a_levy_of_15_on_the_route() {
    replay(15.0, &LEVIED);
}

#[test]
fn the_reference_solver_finds_the_same_months() {
    let network = network();
    let mut state = State::at_base(&network);
    for (cap, believed) in [(85.0, 5.5), (85.0, 4.5), (103.0, 1.5)] {
        let (month, next) = step(&network, &state, &shock(cap, believed, 0.0)).unwrap();
        let problem = Problem {
            columns: Columns::new(network.activities.iter().map(|a| a.column.as_slice())),
            tables: month.tables.clone(),
            cap: month.cap.clone(),
            endowment: vec![0.0, 0.0, state.stock[0], 0.0],
            price_scale: network.rows.iter().map(|r| r.price_scale).collect(),
            quantity_scale: network.rows.iter().map(|r| r.quantity_scale).collect(),
        };
        let found = reference(&problem).unwrap();
        for (g, w) in found.price.iter().zip(&month.price) {
            close("price", *g, *w, 1e-8);
        }
        state = next;
    }
}

#[test]
fn without_a_shock_every_month_is_the_base_month() {
    let network = network();
    network.check(1e-12).unwrap();
    let shocks = vec![Shock { cap: vec![(0, 103.0)], ..Shock::default() }; 24];
    let trajectory = run(&network, &Shock::default(), &shocks, &|| false).unwrap();
    for month in &trajectory.months {
        for (p, r) in month.price.iter().zip(&network.rows) {
            close("price", *p, r.price, 1e-9);
        }
    }
}

#[test]
fn levy_and_surplus_add_up_to_what_the_buyer_pays_above_base() {
    let network = network();
    let (month, _) = step(&network, &State::at_base(&network), &shock(85.0, 5.5, 15.0)).unwrap();
    let accounts = month_accounts(&network, &month);
    close("levy", accounts.levy[2], 15.0 * month.quantity[2], 1e-9);
    // consumer loss between the rectangle at the new and at the base quantity
    let rise = month.price[2] - 106.0;
    assert!(accounts.consumer[4] > rise * month.quantity[4] && accounts.consumer[4] < rise * 12.0);
}
