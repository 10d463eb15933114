//! The long way round: a Mehrotra interior point on the bounded segments, when Newton stalls.
//!
//! Every iteration has the same m × m pattern as Newton's, so it shares the symbolic factor. It stops at a
//! loose tolerance and hands its prices to Newton, which is better at the end.

use crate::normal::NormalMatrix;
use crate::problem::Problem;
use crate::reference::{Segment, segments};

struct Iterate {
    /// Share of each segment used, in (0, 1).
    v: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Scaled prices and surpluses.
    price: Vec<f64>,
    surplus: Vec<f64>,
}

#[derive(Default)]
struct Step {
    v: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    price: Vec<f64>,
    surplus: Vec<f64>,
}

struct Scaled<'a> {
    problem: &'a Problem,
    segments: Vec<Segment>,
    curvature: Vec<f64>,
    cost: Vec<f64>,
    width: Vec<f64>,
    /// Row scale: price scale over the value scale.
    scale: Vec<f64>,
    endowment: Vec<f64>,
}

/// Prices close to the solution, to a complementarity of `tolerance`; `None` if the iteration breaks down.
pub fn interior_point(
    problem: &Problem,
    matrix: &mut NormalMatrix,
    start: &[f64],
    tolerance: f64,
) -> Option<Vec<f64>> {
    let scaled = Scaled::new(problem);
    let mut at = scaled.start(start);
    let mut dual_residual = vec![0.0; scaled.segments.len()];
    let mut primal_residual = vec![0.0; problem.rows()];
    for _ in 0..80 {
        scaled.residuals(&at, &mut dual_residual, &mut primal_residual);
        let mu = scaled.complementarity(&at);
        let worst = primal_residual.iter().fold(0.0_f64, |a, r| a.max(r.abs()));
        let worst_dual = (0..dual_residual.len())
            .map(|k| dual_residual[k].abs() / (1.0 + scaled.cost[k].abs()))
            .fold(0.0, f64::max);
        if worst < tolerance && worst_dual < tolerance && mu < tolerance {
            break;
        }
        let weight = scaled.weights(&at);
        scaled.factorise(&at, &weight, matrix)?;
        let plain = scaled.step(&at, &dual_residual, &primal_residual, &weight, matrix, 0.0, None);
        let after = scaled.complementarity(&moved(&at, &plain, step_length(&at, &plain)));
        let ratio = after / mu;
        let target = ratio * ratio * ratio * mu;
        let step = scaled.step(&at, &dual_residual, &primal_residual, &weight, matrix, target, Some(&plain));
        if step.price.iter().any(|p| !p.is_finite()) {
            return None;
        }
        at = moved(&at, &step, 0.995 * step_length(&at, &step));
    }
    Some((0..problem.rows()).map(|i| at.price[i] * problem.price_scale[i]).collect())
}

fn moved(at: &Iterate, step: &Step, length: f64) -> Iterate {
    let add = |a: &[f64], d: &[f64]| a.iter().zip(d).map(|(a, d)| a + length * d).collect();
    Iterate {
        v: add(&at.v, &step.v),
        lower: add(&at.lower, &step.lower),
        upper: add(&at.upper, &step.upper),
        price: add(&at.price, &step.price),
        surplus: add(&at.surplus, &step.surplus),
    }
}

fn step_length(at: &Iterate, step: &Step) -> f64 {
    let mut length: f64 = 1.0;
    let mut keep = |value: &[f64], change: &[f64]| {
        for (a, d) in value.iter().zip(change) {
            if *d < 0.0 {
                length = length.min(-a / d);
            }
        }
    };
    keep(&at.v, &step.v);
    keep(&at.lower, &step.lower);
    keep(&at.upper, &step.upper);
    keep(&at.price, &step.price);
    keep(&at.surplus, &step.surplus);
    for (v, d) in at.v.iter().zip(&step.v) {
        if *d > 0.0 {
            length = length.min((1.0 - v) / d);
        }
    }
    length
}

impl<'a> Scaled<'a> {
    fn new(problem: &'a Problem) -> Self {
        let mut product: Vec<f64> =
            (0..problem.rows()).map(|i| problem.price_scale[i] * problem.quantity_scale[i]).collect();
        product.sort_by(f64::total_cmp);
        let value = product.get(product.len() / 2).copied().unwrap_or(1.0);
        let (segments, least) = segments(problem);
        let scale: Vec<f64> = problem.price_scale.iter().map(|p| p / value).collect();
        let mut endowment = problem.endowment.clone();
        for (b, x) in least.iter().enumerate() {
            for (i, a) in problem.columns.entries(b) {
                endowment[i] += a * x;
            }
        }
        for (e, s) in endowment.iter_mut().zip(&scale) {
            *e *= s;
        }
        Self {
            curvature: segments.iter().map(|s| s.slope * s.width * s.width / value).collect(),
            cost: segments.iter().map(|s| s.margin * s.width / value).collect(),
            width: segments.iter().map(|s| s.width).collect(),
            problem,
            segments,
            scale,
            endowment,
        }
    }

    fn margins(&self, price: &[f64]) -> Vec<f64> {
        let columns = &self.problem.columns;
        (0..columns.len())
            .map(|b| columns.entries(b).map(|(i, a)| a * self.scale[i] * price[i]).sum())
            .collect()
    }

    fn spread(&self, v: &[f64]) -> Vec<f64> {
        let columns = &self.problem.columns;
        let mut by_activity = vec![0.0; columns.len()];
        for (k, s) in self.segments.iter().enumerate() {
            by_activity[s.activity] += v[k] * self.width[k];
        }
        let mut rows = vec![0.0; self.problem.rows()];
        for (b, x) in by_activity.iter().enumerate() {
            for (i, a) in columns.entries(b) {
                rows[i] += a * self.scale[i] * x;
            }
        }
        rows
    }

    fn start(&self, price: &[f64]) -> Iterate {
        let v = vec![0.5; self.segments.len()];
        let price: Vec<f64> =
            price.iter().zip(&self.problem.price_scale).map(|(p, s)| (p / s).max(0.05)).collect();
        let margin = self.margins(&price);
        let (mut lower, mut upper) = (Vec::new(), Vec::new());
        for (k, s) in self.segments.iter().enumerate() {
            let t = self.cost[k] + self.curvature[k] * v[k] - margin[s.activity] * self.width[k];
            lower.push(t.max(0.0) + 0.1);
            upper.push((-t).max(0.0) + 0.1);
        }
        let surplus = self.spread(&v).iter().zip(&self.endowment).map(|(a, e)| (a + e).max(0.1)).collect();
        Iterate { v, lower, upper, price, surplus }
    }

    fn residuals(&self, at: &Iterate, dual: &mut [f64], primal: &mut [f64]) {
        let margin = self.margins(&at.price);
        for (k, s) in self.segments.iter().enumerate() {
            dual[k] =
                self.cost[k] + self.curvature[k] * at.v[k] - margin[s.activity] * self.width[k] - at.lower[k]
                    + at.upper[k];
        }
        let made = self.spread(&at.v);
        for i in 0..primal.len() {
            primal[i] = made[i] + self.endowment[i] - at.surplus[i];
        }
    }

    fn complementarity(&self, at: &Iterate) -> f64 {
        let segments: f64 =
            (0..at.v.len()).map(|k| at.v[k] * at.lower[k] + (1.0 - at.v[k]) * at.upper[k]).sum();
        let rows: f64 = at.price.iter().zip(&at.surplus).map(|(p, w)| p * w).sum();
        (segments + rows) / (2 * at.v.len() + at.price.len()) as f64
    }

    fn weights(&self, at: &Iterate) -> Vec<f64> {
        (0..at.v.len())
            .map(|k| 1.0 / (self.curvature[k] + at.lower[k] / at.v[k] + at.upper[k] / (1.0 - at.v[k])))
            .collect()
    }

    fn factorise(&self, at: &Iterate, weight: &[f64], matrix: &mut NormalMatrix) -> Option<()> {
        let mut by_activity = vec![0.0; self.problem.columns.len()];
        for (k, s) in self.segments.iter().enumerate() {
            by_activity[s.activity] += weight[k] * self.width[k] * self.width[k];
        }
        let ridge: Vec<f64> =
            (0..at.price.len()).map(|i| at.surplus[i] / at.price[i] * (1.0 + 1e-14) + 1e-14).collect();
        matrix.assemble(&self.problem.columns, &by_activity, &self.scale, &ridge);
        matrix.factorise().ok()
    }

    #[allow(clippy::too_many_arguments)] // one Newton system, all its parts
    fn step(
        &self,
        at: &Iterate,
        dual: &[f64],
        primal: &[f64],
        weight: &[f64],
        matrix: &mut NormalMatrix,
        target: f64,
        plain: Option<&Step>,
    ) -> Step {
        let count = at.v.len();
        let (mut g, mut from_lower, mut from_upper) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        for k in 0..count {
            from_lower[k] = target - at.v[k] * at.lower[k];
            from_upper[k] = target - (1.0 - at.v[k]) * at.upper[k];
            if let Some(p) = plain {
                from_lower[k] -= p.v[k] * p.lower[k];
                from_upper[k] += p.v[k] * p.upper[k];
            }
            g[k] = -dual[k] + from_lower[k] / at.v[k] - from_upper[k] / (1.0 - at.v[k]);
        }
        let from_surplus: Vec<f64> = (0..at.price.len())
            .map(|i| target - at.surplus[i] * at.price[i] - plain.map_or(0.0, |p| p.surplus[i] * p.price[i]))
            .collect();
        let weighted: Vec<f64> = (0..count).map(|k| weight[k] * g[k]).collect();
        let pushed = self.spread(&weighted);
        let mut price: Vec<f64> =
            (0..at.price.len()).map(|i| -primal[i] + from_surplus[i] / at.price[i] - pushed[i]).collect();
        matrix.solve(&mut price);
        let margin = self.margins(&price);
        let v: Vec<f64> = (0..count)
            .map(|k| weight[k] * (margin[self.segments[k].activity] * self.width[k] + g[k]))
            .collect();
        Step {
            lower: (0..count).map(|k| (from_lower[k] - at.lower[k] * v[k]) / at.v[k]).collect(),
            upper: (0..count).map(|k| (from_upper[k] + at.upper[k] * v[k]) / (1.0 - at.v[k])).collect(),
            surplus: (0..price.len())
                .map(|i| (from_surplus[i] - at.surplus[i] * price[i]) / at.price[i])
                .collect(),
            v,
            price,
        }
    }
}
