//! What drives a result: first-order shares of variance from the draws already made.
//!
//! For each input the output is regressed on a quadratic in the input's normal score; the adjusted R² is its
//! first-order share (the variance of the conditional mean over the whole variance; Saltelli et al. 2008,
//! with a regression in place of the conditional mean). Half-samples of the draws give the interval: a
//! bootstrap without replacement, because repeated rows flatter a fit. The road not taken: a pick-freeze
//! design. It needs (inputs + 2) times the runs and would rarely be made.

use crate::answers::{Band, Driver, Unexplained};
use crate::normal::{quantile, uniform, word};
use crate::outcome::Outcome;
use crate::priors::Input;
use std::collections::BTreeSet;

/// Resamples per output.
const RESAMPLES: usize = 100;
/// Inputs listed per output, besides the focus.
const LISTED: usize = 6;
/// Fewer draws than this say nothing about drivers.
const FEWEST: usize = 30;

/// A figure per draw and its name.
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
}

/// Drivers of every output among the inputs that the run reads, and what none of these explains by itself.
pub(crate) fn drivers(
    outcomes: &[Outcome],
    inputs: &[(String, Input)],
    outputs: &[Output],
    unread: &BTreeSet<&str>,
    focus: &str,
    seed: u64,
) -> (Vec<Driver>, Vec<Unexplained>) {
    let drawn: Vec<&str> = inputs
        .iter()
        .filter(|(n, i)| !i.off && i.low < i.high && !unread.contains(n.as_str()))
        .map(|(n, _)| n.as_str())
        .collect();
    let scores: Vec<Vec<f64>> = drawn.iter().map(|name| normal_scores(outcomes, name)).collect();
    let mut all = (Vec::new(), Vec::new());
    for output in outputs.iter().filter(|o| o.values.len() >= FEWEST && spread(&o.values) > 1e-12) {
        let (found, rest) = of_output(output, &drawn, &scores, focus, seed);
        all.0.extend(found);
        all.1.push(rest);
    }
    all
}

fn normal_scores(outcomes: &[Outcome], name: &str) -> Vec<f64> {
    outcomes
        .iter()
        .map(|o| quantile(o.draw.probability(name).unwrap_or(0.5).clamp(1e-9, 1.0 - 1e-9)))
        .collect()
}

fn spread(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n
}

fn of_output(
    output: &Output,
    names: &[&str],
    scores: &[Vec<f64>],
    focus: &str,
    seed: u64,
) -> (Vec<Driver>, Unexplained) {
    let n = output.values.len();
    let whole: Vec<usize> = (0..n).collect();
    let point: Vec<f64> = scores.iter().map(|z| first_order(z, &output.values, &whole)).collect();
    let resamples: Vec<Vec<f64>> = (0..RESAMPLES)
        .map(|r| {
            let rows = half(seed, &output.name, r, n);
            scores.iter().map(|z| first_order(z, &output.values, &rows)).collect()
        })
        .collect();
    let band = |k: usize| percentile_band(resamples.iter().map(|r| r[k]).collect(), point[k]);
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| point[*b].total_cmp(&point[*a]).then(names[*a].cmp(names[*b])));
    let kept = order.iter().enumerate().filter(|(rank, k)| *rank < LISTED || names[**k] == focus);
    let listed = kept
        .map(|(_, k)| Driver {
            output: output.name.clone(),
            input: names[*k].to_string(),
            meaning: String::new(),
            first_order: band(*k),
            total: None,
        })
        .collect();
    let left = |shares: &[f64]| (1.0 - shares.iter().sum::<f64>()).clamp(0.0, 1.0);
    let share = percentile_band(resamples.iter().map(|r| left(r)).collect(), left(&point));
    (listed, Unexplained { output: output.name.clone(), share })
}

/// Half of the rows, drawn without replacement; its spread about the whole is that of the whole itself
/// (Politis, Romano & Wolf 1999, "Subsampling").
fn half(seed: u64, name: &str, resample: usize, n: usize) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = (0..n)
        .map(|k| (uniform(&[seed, word("half-sample"), word(name), resample as u64, k as u64]), k))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().take(n / 2).map(|(_, k)| k).collect()
}

fn percentile_band(mut values: Vec<f64>, point: f64) -> Band {
    values.sort_by(f64::total_cmp);
    let at = |q: f64| values[((q * values.len() as f64) as usize).min(values.len() - 1)];
    let shown = |v: f64| v.clamp(0.0, 1.0);
    Band { p10: shown(at(0.1).min(point)), p50: shown(point), p90: shown(at(0.9).max(point)) }
}

/// Adjusted R² of y on 1, z, z² over the given rows.
fn first_order(z: &[f64], y: &[f64], rows: &[usize]) -> f64 {
    let n = rows.len() as f64;
    let mean = |f: &dyn Fn(usize) -> f64| rows.iter().map(|k| f(*k)).sum::<f64>() / n;
    let (mz, my) = (mean(&|k| z[k]), mean(&|k| y[k]));
    let mq = mean(&|k| z[k] * z[k]);
    let (a, b) = (|k: usize| z[k] - mz, |k: usize| z[k] * z[k] - mq);
    let (saa, sab, sbb) = (mean(&|k| a(k) * a(k)), mean(&|k| a(k) * b(k)), mean(&|k| b(k) * b(k)));
    let (say, sby) = (mean(&|k| a(k) * (y[k] - my)), mean(&|k| b(k) * (y[k] - my)));
    let syy = mean(&|k| (y[k] - my) * (y[k] - my));
    let det = saa * sbb - sab * sab;
    if syy <= 0.0 || det <= 1e-12 * saa * sbb {
        return 0.0;
    }
    let (u, v) = ((say * sbb - sby * sab) / det, (sby * saa - say * sab) / det);
    let r2 = (u * say + v * sby) / syy;
    1.0 - (1.0 - r2) * (n - 1.0) / (n - 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(what: &str, n: u64) -> Vec<f64> {
        (0..n).map(|k| crate::normal::score(&[7, word(what), k])).collect()
    }

    /// y = 3a + b + noise of sd 2: shares 9/14, 1/14, and 4/14 unexplained.
    #[test]
    fn shares_of_a_linear_sum_are_those_of_its_variances() {
        let (a, b, e) = (normals("a", 4000), normals("b", 4000), normals("e", 4000));
        let y: Vec<f64> = (0..4000).map(|k| 3.0 * a[k] + b[k] + 2.0 * e[k]).collect();
        let output = Output { name: "y".into(), values: y };
        let (found, rest) = of_output(&output, &["a", "b"], &[a, b], "b", 1);
        assert_eq!(found[0].input, "a");
        assert!((found[0].first_order.p50 - 9.0 / 14.0).abs() < 0.02, "{:?}", found[0]);
        assert!((found[1].first_order.p50 - 1.0 / 14.0).abs() < 0.02, "{:?}", found[1]);
        assert!((rest.share.p50 - 4.0 / 14.0).abs() < 0.02, "{rest:?}");
    }

    #[test]
    fn an_input_that_does_nothing_gets_about_nothing() {
        let (a, y) = (normals("a", 2000), normals("y", 2000));
        let rows: Vec<usize> = (0..2000).collect();
        assert!(first_order(&a, &y, &rows).abs() < 0.005);
    }

    #[test]
    fn the_focus_is_listed_even_if_it_is_weak() {
        let names: Vec<String> = (0..9).map(|k| format!("x{k}")).collect();
        let scores: Vec<Vec<f64>> = names.iter().map(|n| normals(n, 500)).collect();
        let y: Vec<f64> = (0..500).map(|k| (0..8).map(|j| scores[j][k] * (9 - j) as f64).sum()).collect();
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let (found, _) = of_output(&Output { name: "y".into(), values: y }, &borrowed, &scores, "x8", 3);
        assert!(found.iter().any(|d| d.input == "x8"));
        assert_eq!(found.len(), LISTED + 1);
    }
}
