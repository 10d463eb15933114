//! Draws: every uncertain input of a run, by name, the same whatever the thread or machine.
//!
//! The first 64 named inputs come from a scrambled Sobol sequence, so that a few hundred draws cover the
//! space; any beyond that from counter-based random numbers. Nothing is shared between draws.

use crate::normal::{uniform, word};
use crate::priors::Input;
use std::collections::BTreeMap;

/// Sobol dimensions in use at most.
const DIMENSIONS: usize = 64;

/// Named inputs in a fixed order, and the seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampler {
    inputs: Vec<(String, Input)>,
    seed: u64,
}

/// One draw: a value per input, and the probability at which it was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Index of the draw.
    pub index: u64,
    /// Seed of the ensemble.
    pub seed: u64,
    value: BTreeMap<String, f64>,
    probability: BTreeMap<String, f64>,
}

impl Sampler {
    /// Inputs are sampled in the order given; a later input of the same name replaces the earlier one.
    pub fn new(inputs: impl IntoIterator<Item = (String, Input)>, seed: u64) -> Self {
        let mut kept: Vec<(String, Input)> = Vec::new();
        for (name, input) in inputs {
            match kept.iter_mut().find(|(n, _)| *n == name) {
                Some(slot) => slot.1 = input,
                None => kept.push((name, input)),
            }
        }
        Self { inputs: kept, seed }
    }

    /// Names and distributions, in order.
    pub fn inputs(&self) -> &[(String, Input)] {
        &self.inputs
    }

    /// Draw number `index`.
    pub fn draw(&self, index: u64) -> Draw {
        let mut value = BTreeMap::new();
        let mut probability = BTreeMap::new();
        for (dimension, (name, input)) in self.inputs.iter().enumerate() {
            let u = self.probability(index, dimension, name);
            probability.insert(name.clone(), u);
            value.insert(name.clone(), input.at(u));
        }
        Draw { index, seed: self.seed, value, probability }
    }

    /// The draw in which every input stands at its median.
    pub fn central(&self) -> Draw {
        let value = self.inputs.iter().map(|(n, i)| (n.clone(), i.median)).collect();
        let probability = self.inputs.iter().map(|(n, _)| (n.clone(), 0.5)).collect();
        Draw { index: 0, seed: self.seed, value, probability }
    }

    fn probability(&self, index: u64, dimension: usize, name: &str) -> f64 {
        if dimension >= DIMENSIONS || index > u64::from(u32::MAX) {
            return uniform(&[self.seed, word(name), index]);
        }
        let scramble = (self.seed ^ (self.seed >> 32)) as u32;
        let coarse = f64::from(sobol_burley::sample(index as u32, dimension as u32, scramble));
        // The library's numbers have 24 bits: fill up below them, so that no two draws tie and none is 0.
        (coarse + uniform(&[self.seed, word(name), index]) / f64::from(1_u32 << 24)).clamp(1e-9, 1.0 - 1e-9)
    }
}

impl Draw {
    /// Value of input `name`; an input that is not sampled is 0, which no caller should rely on.
    pub fn get(&self, name: &str) -> f64 {
        self.value.get(name).copied().unwrap_or(0.0)
    }

    /// Value of input `name`, if it is one.
    pub fn find(&self, name: &str) -> Option<f64> {
        self.value.get(name).copied()
    }

    /// The probability at which `name` was drawn.
    pub fn probability(&self, name: &str) -> Option<f64> {
        self.probability.get(name).copied()
    }

    /// A standard normal score for something outside the named inputs, such as a month's price noise.
    pub fn score(&self, what: &str, month: u64) -> f64 {
        crate::normal::score(&[self.seed, word(what), self.index, month])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::priors::Law;

    fn sampler(seed: u64) -> Sampler {
        let input = Input { low: -1.0, high: 1.0, ..Input::fixed(0.0, "1") };
        let many = (0..70).map(|k| (format!("input-{k}"), Input { law: Law::Normal, ..input.clone() }));
        Sampler::new(many, seed)
    }

    #[test]
    fn a_draw_depends_on_seed_and_index_only() {
        let one = sampler(5);
        assert_eq!(one.draw(17), sampler(5).draw(17));
        assert_ne!(one.draw(17), one.draw(18));
        assert_ne!(one.draw(17), sampler(6).draw(17));
    }

    #[test]
    fn a_few_hundred_draws_cover_every_input_evenly() {
        let sampler = sampler(1);
        for name in ["input-0", "input-33", "input-63", "input-69"] {
            let below = (0..256).filter(|k| sampler.draw(*k).probability(name).unwrap() < 0.25).count();
            let tolerance = if name == "input-69" { 30 } else { 2 };
            assert!(below.abs_diff(64) <= tolerance, "{name}: {below} of 256 in the lowest quarter");
        }
    }

    #[test]
    fn a_later_input_replaces_an_earlier_one_in_its_place() {
        let inputs = vec![
            ("a".to_string(), Input::fixed(1.0, "1")),
            ("b".to_string(), Input::fixed(2.0, "1")),
            ("a".to_string(), Input::fixed(3.0, "1")),
        ];
        let sampler = Sampler::new(inputs, 0);
        assert_eq!(sampler.inputs().len(), 2);
        assert_eq!(sampler.draw(0).get("a"), 3.0);
    }
}
