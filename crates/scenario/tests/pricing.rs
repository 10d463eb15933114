//! Prices from quotes, freight and margins: small cases worked by hand, and what must hold for any case.

#![allow(clippy::unwrap_used)]

use oreline_scenario::pricing::{
    Ending, Link, Margin, PriceError, PriceProblem, PriceRow, Prices, Pull, Quote, misfit, solve,
};
use proptest::prelude::*;

fn quote(market: usize, value: f64, sigma: f64) -> Quote {
    Quote { terms: vec![(market, 1.0)], value, sigma }
}

fn link(from: usize, to: usize, cost: f64) -> Link {
    Link { from, to, ad_valorem: 0.0, cost, levy: 0.0 }
}

fn problem(start: &[f64]) -> PriceProblem {
    PriceProblem { markets: start.len(), start: start.to_vec(), floor: 0.01, ..PriceProblem::default() }
}

fn solved(problem: &PriceProblem) -> Prices {
    let prices = solve(problem).unwrap();
    assert_eq!(prices.ending, Ending::Converged, "{prices:?}");
    prices
}

#[track_caller]
fn close(ours: f64, hand: f64) {
    assert!((ours - hand).abs() < 1e-6 * hand.abs().max(1.0), "{ours} against {hand}");
}

#[test]
fn two_quotes_of_one_price_meet_at_the_mean_weighted_by_precision() {
    let mut p = problem(&[50.0]);
    p.quotes = vec![quote(0, 100.0, 5.0), quote(0, 110.0, 10.0)];
    let prices = solved(&p);
    // (100/25 + 110/100) / (1/25 + 1/100)
    close(prices.price[0], 102.0);
    close(prices.adjustments[0].1, 0.4);
    close(prices.adjustments[1].1, -0.8);
    assert_eq!(prices.adjustments.iter().map(|a| a.0).collect::<Vec<_>>(), [0, 1]);
    assert!(prices.unlinked.is_empty());
}

#[test]
fn a_route_shares_the_disagreement_of_two_regions_by_variance() {
    let mut p = problem(&[90.0, 90.0]);
    p.quotes = vec![quote(0, 100.0, 5.0), quote(1, 170.0, 9.0)];
    p.links = vec![Link { from: 0, to: 1, ad_valorem: 0.13, cost: 40.0, levy: 2.0 }];
    let prices = solved(&p);
    // Delivered 1.13 × 100 + 42 = 155, quoted 170: 15 to share, σ of the route 0.3 × 40 = 12.
    let (gap, variance) = (15.0, 81.0 + 144.0 + (1.13_f64 * 5.0).powi(2));
    close(prices.price[0], 100.0 + gap * 1.13 * 25.0 / variance);
    close(prices.price[1], 170.0 - gap * 81.0 / variance);
}

#[test]
fn a_price_dependent_sigma_is_taken_at_the_solution() {
    let mut p = problem(&[10.0, 100.0]);
    p.fixed = vec![(0, 10.0)];
    p.quotes = vec![quote(1, 12.0, 0.5)];
    p.links = vec![link(0, 1, 0.0)];
    let b = solved(&p).price[1];
    // b = (12/0.25 + 10/(0.02 b)²) / (1/0.25 + 1/(0.02 b)²), times b² and the denominator:
    close(4.0 * b * b * b - 48.0 * b * b + 2500.0 * b, 25_000.0);
    assert!(b > 10.0 && b < 10.5, "{b}");
}

#[test]
fn rows_that_contradict_each_other_by_many_sigma_still_meet() {
    let mut p = problem(&[100.0, 10.0]);
    p.fixed = vec![(0, 100.0)];
    p.quotes = vec![quote(1, 10.0, 0.5)];
    p.links = vec![link(0, 1, 0.0)];
    let b = solved(&p).price[1];
    let w = 2500.0 / (b * b);
    close(b, (40.0 + 100.0 * w) / (4.0 + w));
}

#[test]
fn a_margin_prices_the_ore_and_yields_to_a_quote_by_variance() {
    let mut p = problem(&[50.0, 1.0]);
    p.fixed = vec![(0, 50.0)];
    p.margins = vec![Margin { terms: vec![(0, 0.2), (1, -1.0)], value: 4.0, sigma_min: 1.6 }];
    let alone = solved(&p);
    // 0.2 × 50 − ore = 4
    close(alone.price[1], 6.0);
    assert_eq!(alone.unlinked, [1]);
    p.quotes = vec![quote(1, 8.0, 1.0)];
    let quoted = solved(&p);
    close(quoted.price[1], (6.0 / 2.56 + 8.0) / (1.0 / 2.56 + 1.0));
    assert!(quoted.unlinked.is_empty());
}

#[test]
fn a_margin_of_little_value_is_loose_by_its_revenue() {
    let mut p = problem(&[100.0, 60.0]);
    p.fixed = vec![(0, 100.0)];
    p.margins = vec![Margin { terms: vec![(0, 1.0), (1, -1.0)], value: 1.0, sigma_min: 0.4 }];
    p.quotes = vec![quote(1, 80.0, 10.0)];
    // σ of the margin is 5 % of 100, not 0.4: 99 with weight 1/25 against 80 with 1/100.
    close(solved(&p).price[1], 95.2);
}

#[test]
fn a_fixed_by_product_keeps_its_price_and_enters_the_margin() {
    let mut p = problem(&[50.0, 1.0, 3.0]);
    p.floor = 0.5;
    p.margins = vec![Margin { terms: vec![(0, 0.2), (2, 0.7), (1, -1.0)], value: 4.0, sigma_min: 1.6 }];
    p.fixed = vec![(0, 50.0), (2, 0.0)];
    let worthless = solved(&p);
    assert_eq!(worthless.price[2], 0.0);
    close(worthless.price[1], 6.0);
    p.fixed = vec![(0, 50.0), (2, 5.0)];
    let sold = solved(&p);
    assert_eq!(sold.price[2], 5.0);
    close(sold.price[1], 9.5);
}

#[test]
fn a_price_that_would_be_negative_stops_at_the_floor() {
    let mut p = problem(&[10.0, 1.0]);
    p.fixed = vec![(0, 10.0)];
    p.margins = vec![Margin { terms: vec![(0, 0.1), (1, -1.0)], value: 4.0, sigma_min: 1.6 }];
    close(solved(&p).price[1], 0.01);
}

#[test]
fn a_quote_for_the_mean_of_several_markets_moves_them_together() {
    let mut p = problem(&[20.0, 20.0, 20.0]);
    p.quotes = vec![Quote { terms: vec![(0, 0.5), (1, 0.5)], value: 21.1, sigma: 1.0 }];
    p.links = vec![
        Link { from: 0, to: 2, ad_valorem: 0.0, cost: 0.6, levy: 1.5 },
        Link { from: 1, to: 2, ad_valorem: 0.0, cost: 0.8, levy: 0.5 },
    ];
    let prices = solved(&p);
    // Nothing contradicts: 22.8 delivered less 2.1 and 1.3.
    close(prices.price[2], 22.8);
    close(prices.price[0], 20.7);
    close(prices.price[1], 21.5);
    assert!(prices.unlinked.is_empty());
}

#[test]
fn an_exact_quote_holds_against_any_other_row() {
    let mut p = problem(&[1.0]);
    p.quotes = vec![quote(0, 100.0, 0.0), quote(0, 130.0, 3.0)];
    let prices = solved(&p);
    assert!((prices.price[0] - 100.0).abs() < 1e-3, "{prices:?}");
    assert!((prices.adjustments[1].1 + 10.0).abs() < 1e-3);
}

#[test]
fn markets_without_evidence_are_reported_and_keep_to_pull_margin_or_start() {
    let mut p = problem(&[50.0, 50.0, 1.0, 1.0, 7.0, 3.0, 5.0]);
    p.quotes = vec![quote(0, 100.0, 5.0)];
    p.links = vec![link(0, 1, 10.0), link(5, 6, 1.0)];
    p.pulls = vec![Pull { market: 2, to: 0 }];
    p.margins = vec![Margin { terms: vec![(0, 0.1), (3, -1.0)], value: 4.0, sigma_min: 1.0 }];
    let prices = solved(&p);
    assert_eq!(prices.unlinked, [2, 3, 4, 5, 6]);
    close(prices.price[1], 110.0);
    close(prices.price[2], 100.0);
    close(prices.price[3], 6.0);
    close(prices.price[4], 7.0);
    close(prices.price[6] - prices.price[5], 1.0);
}

#[test]
fn no_markets_no_prices() {
    assert_eq!(solved(&PriceProblem::default()).price, Vec::<f64>::new());
}

#[test]
fn a_faulty_row_is_named() {
    let bad = |change: fn(&mut PriceProblem)| {
        let mut p = problem(&[1.0, 1.0]);
        p.quotes = vec![quote(0, 1.0, 0.1)];
        p.links = vec![link(0, 1, 1.0)];
        p.margins = vec![Margin { terms: vec![(0, 1.0)], value: 1.0, sigma_min: 0.1 }];
        change(&mut p);
        solve(&p).unwrap_err().to_string()
    };
    assert_eq!(bad(|p| p.quotes[0].value = f64::NAN), "quote 0: its value is NaN");
    assert_eq!(bad(|p| p.quotes[0].sigma = -1.0), "quote 0: its sigma is -1");
    assert_eq!(bad(|p| p.quotes[0].terms.clear()), "quote 0 names no market");
    assert_eq!(bad(|p| p.quotes.push(quote(2, 1.0, 1.0))), "quote 1 names market 2, but there are 2");
    assert_eq!(bad(|p| p.links[0].cost = f64::INFINITY), "link 0: its cost is inf");
    assert_eq!(bad(|p| p.links[0].to = 9), "link 0 names market 9, but there are 2");
    assert_eq!(bad(|p| p.margins[0].terms[0].1 = f64::NAN), "margin 0: a weight is NaN");
    assert_eq!(bad(|p| p.pulls = vec![Pull { market: 0, to: 5 }]), "pull 0 names market 5, but there are 2");
    assert_eq!(bad(|p| p.start[1] = f64::NAN), "first estimate 1: its price is NaN");
    assert_eq!(bad(|p| p.start.truncate(1)), "1 first estimates for 2 markets");
    assert_eq!(bad(|p| p.floor = f64::NAN), "the floor: its price is NaN");
    assert_eq!(bad(|p| p.fixed = vec![(0, 1.0), (0, 2.0)]), "market 0 is fixed at 1 and at 2");
    assert_eq!(bad(|p| p.fixed = vec![(0, -1.0)]), "fixed price 0: its price is -1");
    let row = PriceRow::Quote(0);
    let mut p = problem(&[1.0]);
    p.quotes = vec![quote(4, 1.0, 1.0)];
    assert_eq!(solve(&p), Err(PriceError::UnknownMarket { row, market: 4, markets: 1 }));
}

#[test]
fn numbers_that_overflow_are_an_error_that_names_the_row() {
    let mut p = problem(&[1.0, 1.0]);
    p.quotes = vec![quote(0, 1.0, 0.1), quote(0, 1e200, 1.0)];
    p.links = vec![Link { from: 0, to: 1, ad_valorem: 1e300, cost: 0.0, levy: 0.0 }];
    assert_eq!(solve(&p), Err(PriceError::Overflow { row: PriceRow::Link(0) }));
    p.links = vec![link(0, 1, 1.0), link(0, 1, f64::MAX)];
    p.links[1].levy = f64::MAX;
    assert_eq!(solve(&p), Err(PriceError::Overflow { row: PriceRow::Link(1) }));
}

/// Twelve goods in nine regions, each good made from the one before; the last two are quoted nowhere.
fn chain() -> (PriceProblem, Vec<f64>) {
    const GOODS: usize = 12;
    const REGIONS: usize = 9;
    let home = |good: usize| 8.0 * (0..good).fold(1.0, |p, k| p * if k % 3 == 2 { 0.7 } else { 1.6 });
    let delivered = |good: usize, region: usize| match region {
        0 => home(good),
        _ => home(good) * (1.0 + 0.13 * (good % 2) as f64) + 0.2 * region as f64,
    };
    let truth: Vec<f64> =
        (0..GOODS).flat_map(|good| (0..REGIONS).map(move |region| delivered(good, region))).collect();
    let mut p = problem(&vec![10.0; truth.len()]);
    for good in 0..GOODS {
        let at_home = good * REGIONS;
        if good < GOODS - 2 {
            let noise = [0.02, -0.02, 0.01, -0.01][good % 4];
            let sigma = 0.02 * truth[at_home];
            p.quotes.push(quote(at_home, truth[at_home] * (1.0 + noise), sigma));
        }
        for region in 1..REGIONS {
            let ad_valorem = 0.13 * (good % 2) as f64;
            let cost = 0.2 * region as f64;
            p.links.push(Link { from: at_home, to: at_home + region, ad_valorem, cost, levy: 0.0 });
        }
        if good > 0 {
            for region in 0..3 {
                let (out, feed) = (at_home + region, at_home + region - REGIONS);
                let value = truth[out] - 0.5 * truth[feed];
                let terms = vec![(out, 1.0), (feed, -0.5)];
                p.margins.push(Margin { terms, value, sigma_min: 0.4 * value.abs() });
            }
        }
    }
    (p, truth)
}

#[test]
fn a_few_noisy_quotes_price_a_whole_chain() {
    let (p, truth) = chain();
    let began = std::time::Instant::now();
    let prices = solved(&p);
    println!("{} markets, {} passes, {:.2?}", p.markets, prices.passes, began.elapsed());
    assert_eq!(prices.unlinked, (90..108).collect::<Vec<_>>());
    let mut errors: Vec<f64> =
        prices.price[..90].iter().zip(&truth).map(|(p, t)| (p / t - 1.0).abs()).collect();
    errors.sort_by(f64::total_cmp);
    println!("relative errors: median {:.4}, largest {:.4}", errors[45], errors[89]);
    assert!(errors[45] < 0.02 && errors[89] < 0.04, "{errors:?}");
}

prop_compose! {
    fn any_problem()(markets in 2..7usize)(
        start in prop::collection::vec(0.5..200.0f64, markets),
        quotes in prop::collection::vec((0..markets, 1.0..200.0f64, 0.02..0.3f64), 1..6),
        links in prop::collection::vec((0..markets, 0..markets, 0.0..0.2f64, 0.1..20.0f64, 0.0..2.0f64), 0..6),
        margins in prop::collection::vec((0..markets, 0..markets, 0.1..1.0f64, 0.5..20.0f64), 0..4),
        pulls in prop::collection::vec((0..markets, 0..markets), 0..3),
        fixed in prop::option::of((0..markets, 0.0..5.0f64)),
    ) -> PriceProblem {
        let margin = |(out, feed, coef, value): (usize, usize, f64, f64)| {
            Margin { terms: vec![(out, coef), (feed, -1.0)], value, sigma_min: 0.4 * value }
        };
        let link = |(from, to, ad_valorem, cost, levy)| Link { from, to, ad_valorem, cost, levy };
        PriceProblem {
            quotes: quotes.into_iter().map(|(m, value, share)| quote(m, value, share * value)).collect(),
            links: links.into_iter().map(link).collect(),
            margins: margins.into_iter().map(margin).collect(),
            pulls: pulls.into_iter().map(|(market, to)| Pull { market, to }).collect(),
            fixed: fixed.into_iter().collect(),
            ..problem(&start)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_price_lowers_the_misfit(p in any_problem()) {
        let prices = solve(&p).unwrap();
        prop_assume!(prices.ending == Ending::Converged);
        let least = misfit(&p, &prices.price, &prices.price);
        for market in (0..p.markets).filter(|m| p.fixed.iter().all(|(fixed, _)| fixed != m)) {
            for factor in [0.9, 0.999, 1.001, 1.1] {
                let mut other = prices.price.clone();
                other[market] = (other[market] * factor).max(p.floor);
                let misfit = misfit(&p, &other, &prices.price);
                prop_assert!(misfit >= least - 1e-7 * (1.0 + least), "{market} {factor}: {misfit} {least}");
            }
        }
    }

    #[test]
    fn prices_respect_floor_and_fixed_ones_and_are_the_same_bytes_again(p in any_problem()) {
        let prices = solve(&p).unwrap();
        let fixed = |m: usize| p.fixed.iter().find(|(fixed, _)| *fixed == m).map(|(_, price)| *price);
        for (market, price) in prices.price.iter().enumerate() {
            prop_assert!(fixed(market).map_or(*price >= p.floor, |given| given == *price));
        }
        let again = solve(&p).unwrap();
        prop_assert!(prices.price.iter().zip(&again.price).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    #[test]
    fn another_currency_changes_nothing_else(p in any_problem()) {
        let per = 7.0;
        let mut q = p.clone();
        q.floor *= per;
        q.start.iter_mut().for_each(|price| *price *= per);
        q.fixed.iter_mut().for_each(|(_, price)| *price *= per);
        q.quotes.iter_mut().for_each(|quote| (quote.value, quote.sigma) = (quote.value * per, quote.sigma * per));
        q.links.iter_mut().for_each(|link| (link.cost, link.levy) = (link.cost * per, link.levy * per));
        q.margins.iter_mut().for_each(|m| (m.value, m.sigma_min) = (m.value * per, m.sigma_min * per));
        let (here, there) = (solve(&p).unwrap(), solve(&q).unwrap());
        prop_assume!(here.ending == Ending::Converged && there.ending == Ending::Converged);
        let linked = (0..p.markets).filter(|m| !here.unlinked.contains(m));
        for market in linked {
            let (a, b) = (here.price[market] * per, there.price[market]);
            prop_assert!((a - b).abs() < 1e-5 * (1.0 + a), "{market}: {a} {b}");
        }
    }
}
