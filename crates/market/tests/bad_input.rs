//! No input makes the market panic: a network, shock or state that does not fit is an error that names it.

#![allow(clippy::unwrap_used)]

mod common;
use common::draw::Chain;
use oreline_market::*;

fn refused(network: &Network, shock: &Shock) -> NetworkError {
    let alone = step(network, &State::at_base(network), shock).map(|_| ()).unwrap_err();
    let in_a_run =
        run(network, &Shock::default(), std::slice::from_ref(shock), &|| false).map(|_| ()).unwrap_err();
    assert_eq!(alone, in_a_run);
    alone
}

#[test]
fn a_shock_that_names_what_is_not_there_is_refused() {
    let network = Chain::draw(3).network;
    let far = vec![(999, 0.5)];
    let shocks = [
        Shock { cap_factor: far.clone(), ..Shock::default() },
        Shock { cap: far.clone(), ..Shock::default() },
        Shock { wedge: far.clone(), ..Shock::default() },
        Shock { allowance: far.clone(), ..Shock::default() },
        Shock { capacity: far.clone(), ..Shock::default() },
        Shock { leak: far.clone(), ..Shock::default() },
        Shock { hoard: far.clone(), ..Shock::default() },
        Shock { scale: far.clone(), ..Shock::default() },
        Shock { release: far, ..Shock::default() },
        Shock { tax: vec![Tax { activity: 999, rate: 0.1, on: 0 }], ..Shock::default() },
        Shock { tax: vec![Tax { activity: 0, rate: 0.1, on: 999 }], ..Shock::default() },
    ];
    for shock in shocks {
        assert!(matches!(refused(&network, &shock), NetworkError::BadShape(..)), "{shock:?}");
    }
}

#[test]
fn a_shock_with_a_figure_that_is_no_number_is_refused() {
    let network = Chain::draw(3).network;
    for shock in [
        Shock { cap: vec![(0, f64::NAN)], ..Shock::default() },
        Shock { wedge: vec![(0, f64::INFINITY)], ..Shock::default() },
        Shock { believed_months: f64::NAN, ..Shock::default() },
    ] {
        assert!(matches!(refused(&network, &shock), NetworkError::BadNumber(..)), "{shock:?}");
    }
}

#[test]
fn a_network_with_a_loose_end_is_refused() {
    let good = Chain::draw(3).network;
    let spoil: [fn(&mut Network); 7] = [
        |n| n.activities[0].column[0].0 = 999,
        |n| n.activities[0].column.clear(),
        |n| n.activities[0].voyage = Some(Voyage { months: 1, market: 999, position: 0 }),
        |n| n.activities[0].voyage = Some(Voyage { months: 0, market: 0, position: 0 }),
        |n| n.activities[0].tax = Some((0.1, 999)),
        |n| n.activities[0].curve = Curve::Fixed { table: Table::default() },
        |n| n.stores[0].market = 999,
    ];
    for (k, spoil) in spoil.iter().enumerate() {
        let mut network = good.clone();
        spoil(&mut network);
        let found = refused(&network, &Shock::default());
        assert!(matches!(found, NetworkError::BadShape(..) | NetworkError::UnknownRow(..)), "{k}: {found}");
        assert_eq!(network.check(1e-9).unwrap_err(), found);
    }
}

#[test]
fn a_state_of_another_network_is_refused() {
    let (one, other) = (Chain::draw(3).network, Chain::draw(4).network);
    let found = step(&one, &State::at_base(&other), &Shock::default()).map(|_| ()).unwrap_err();
    assert!(matches!(found, NetworkError::BadShape(..)));
}

#[test]
fn a_curve_that_a_negative_scale_turns_round_ends_ill_posed_and_says_so() {
    let chain = Chain::draw(3);
    let shock = Shock { scale: vec![(chain.mines[0].0, -1.0)], ..Shock::default() };
    let (month, _) = step(&chain.network, &State::at_base(&chain.network), &shock).unwrap();
    assert_eq!(month.ending, Ending::IllPosed);
}

#[test]
fn an_unbalanced_base_is_refused_and_the_row_is_named() {
    let mut network = Chain::draw(3).network;
    let (mine, row) = Chain::draw(3).mines[0];
    network.activities[mine].base *= 1.01;
    let NetworkError::Unbalanced(id, _) = network.check(1e-9).unwrap_err() else { panic!("not unbalanced") };
    assert_eq!(id, network.rows[row].id);
}
