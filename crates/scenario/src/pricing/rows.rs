//! The rows of the least squares, with every σ taken at an estimate of the prices.

use super::check::PriceRow;
use super::{Link, Margin, PriceProblem, Pull, Quote};

/// A quote is never surer than this share of its value; nothing is surer than [`LEAST_SIGMA`], USD/kg.
const EXACT: f64 = 1e-4;
const LEAST_SIGMA: f64 = 1e-6;

/// σ of a route: a share of its cost, or of the price at the destination if that is more.
const COST_SHARE: f64 = 0.3;
const PRICE_SHARE: f64 = 0.02;

/// σ of a margin is at least this share of the revenue.
const REVENUE_SHARE: f64 = 0.05;

/// σ of a pull, as a share of the price that pulls.
const PULL_SHARE: f64 = 0.3;

/// Σ terms = target ± σ.
pub(super) struct Row {
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) target: f64,
    pub(super) sigma: f64,
    pub(super) source: PriceRow,
}

impl Row {
    fn new(source: PriceRow, terms: Vec<(usize, f64)>, target: f64, sigma: f64) -> Self {
        Self { terms, target, sigma: sigma.max(LEAST_SIGMA), source }
    }

    /// (Σ terms − target)/σ.
    pub(super) fn miss(&self, price: &[f64]) -> f64 {
        (dot(&self.terms, price) - self.target) / self.sigma
    }
}

/// All rows: quotes first, in their order.
pub(super) fn rows(problem: &PriceProblem, at: &[f64]) -> Vec<Row> {
    let quotes = problem.quotes.iter().enumerate().map(|(i, q)| quote(i, q));
    let links = problem.links.iter().enumerate().map(|(i, l)| link(i, l, at));
    let margins = problem.margins.iter().enumerate().map(|(i, m)| margin(i, m, at));
    let pulls = problem.pulls.iter().enumerate().map(|(i, p)| pull(i, p, at));
    quotes.chain(links).chain(margins).chain(pulls).collect()
}

/// Sum of squared misfits of prices in σ, where the σ that are shares of prices are taken `at` others.
///
/// # Panics
/// If either has fewer prices than the markets that the rows name.
pub fn misfit(problem: &PriceProblem, price: &[f64], at: &[f64]) -> f64 {
    rows(problem, at).iter().map(|row| row.miss(price) * row.miss(price)).sum()
}

pub(super) fn quote(i: usize, quote: &Quote) -> Row {
    let sigma = quote.sigma.max(EXACT * quote.value.abs());
    Row::new(PriceRow::Quote(i), quote.terms.clone(), quote.value, sigma)
}

fn link(i: usize, link: &Link, at: &[f64]) -> Row {
    let terms = vec![(link.to, 1.0), (link.from, -1.0 - link.ad_valorem)];
    let sigma = (COST_SHARE * link.cost).max(PRICE_SHARE * at[link.to]);
    Row::new(PriceRow::Link(i), terms, link.cost + link.levy, sigma)
}

fn margin(i: usize, margin: &Margin, at: &[f64]) -> Row {
    let revenue: f64 = margin.terms.iter().map(|(market, coef)| coef.max(0.0) * at[*market]).sum();
    let sigma = margin.sigma_min.max(REVENUE_SHARE * revenue);
    Row::new(PriceRow::Margin(i), margin.terms.clone(), margin.value, sigma)
}

fn pull(i: usize, pull: &Pull, at: &[f64]) -> Row {
    let terms = vec![(pull.market, 1.0), (pull.to, -1.0)];
    Row::new(PriceRow::Pull(i), terms, 0.0, PULL_SHARE * at[pull.to])
}

fn dot(terms: &[(usize, f64)], price: &[f64]) -> f64 {
    terms.iter().map(|(market, weight)| weight * price[*market]).sum()
}
