//! Which markets are priced by evidence: those with a quote, and those that routes connect to one.
//!
//! A margin or a pull alone leaves a price wide open (an ore known only through what its separator earns can
//! be wrong by half), so neither counts as evidence here; such markets are reported.

use std::collections::BTreeMap;

use super::PriceProblem;

/// Markets without quote, fixed price or chain of routes to one.
pub(super) fn unlinked(problem: &PriceProblem, fixed: &BTreeMap<usize, f64>) -> Vec<usize> {
    let mut priced = vec![false; problem.markets];
    let quoted = problem.quotes.iter().flat_map(|q| &q.terms).filter(|(_, weight)| *weight != 0.0);
    quoted.map(|(market, _)| market).chain(fixed.keys()).for_each(|market| priced[*market] = true);
    loop {
        let mut spread = false;
        for link in &problem.links {
            if priced[link.from] != priced[link.to] {
                (priced[link.from], priced[link.to]) = (true, true);
                spread = true;
            }
        }
        if !spread {
            return (0..problem.markets).filter(|market| !priced[*market]).collect();
        }
    }
}
