//! A ceiling on recycling: no more of an element comes out of scrap than is in it.
//!
//! Per recycling process and element, Σ oxide made × content ≤ Σ scrap taken × κ, where κ, tonnes of the
//! element per tonne of scrap, is the metal that the magnet plants of the region take over the magnets and
//! swarf that they make, at the last point. The road not taken: the product of both as an unknown. The fit
//! would then put dysprosium into magnets in order to explain what recyclers report.

use oreline_world::expr::Atom;

use super::network::{Network, Terms, dot, merged};
use super::problem::{FitProblem, Process, Stage};

/// One inequality, before κ is known.
#[derive(Clone, Debug)]
pub(super) struct Ceiling {
    /// Element in the oxides made.
    recovered: Terms,
    scraps: Vec<Scrap>,
}

/// A scrap good taken, and the plants that it comes from.
#[derive(Clone, Debug)]
struct Scrap {
    taken: (usize, f64),
    /// Element in the metal that goes into magnets.
    metal: Terms,
    /// Magnets and swarf.
    made: Terms,
}

impl Ceiling {
    pub(super) fn all(problem: &FitProblem, network: &Network) -> Vec<Self> {
        let mut elements: Vec<&str> = problem.contents.iter().map(|c| c.element.as_str()).collect();
        elements.sort_unstable();
        elements.dedup();
        let recyclers = problem.processes.iter().filter(|p| p.stage == Stage::Recycling);
        recyclers
            .flat_map(|recycler| elements.iter().map(move |e| Self::new(problem, network, recycler, e)))
            .filter(|ceiling| !ceiling.recovered.is_empty())
            .collect()
    }

    fn new(problem: &FitProblem, network: &Network, recycler: &Process, element: &str) -> Self {
        let of_recycler = |process: &String| *process == recycler.id;
        let recovered = element_in(problem, network, element, |flow| match flow {
            Atom::Output { process, good } if of_recycler(process) => Some(good.clone()),
            _ => None,
        });
        let taken = problem.goods.iter().filter_map(|good| {
            let flow = Atom::Input { process: recycler.id.clone(), good: good.id.clone() };
            network.column(&flow).map(|column| (&good.id, column))
        });
        let scraps = taken
            .map(|(good, taken)| {
                let plants = plants(problem, network, good, &recycler.region);
                let metal = element_in(problem, network, element, |flow| match flow {
                    Atom::Input { process, good } if plants.contains(process) => Some(good.clone()),
                    _ => None,
                });
                let made = network
                    .select(|flow| matches!(flow, Atom::Output { process, .. } if plants.contains(process)));
                Scrap { taken, metal, made: merged(made) }
            })
            .collect();
        Self { recovered, scraps }
    }

    /// The inequality Σ terms ≤ 0 with κ of this point; `None` where a scrap has no plant to tell κ from.
    pub(super) fn at(&self, x: &[f64]) -> Option<Terms> {
        let mut terms = self.recovered.clone();
        for scrap in &self.scraps {
            let made = dot(&scrap.made, x);
            if made <= 0.0 {
                return None;
            }
            terms.push((scrap.taken.0, -scrap.taken.1 * dot(&scrap.metal, x) / made));
        }
        Some(merged(terms))
    }
}

/// Magnet plants of a region that make a scrap good.
fn plants(problem: &FitProblem, network: &Network, scrap: &str, region: &str) -> Vec<String> {
    let makes = |process: &Process| {
        let flow = Atom::Output { process: process.id.clone(), good: scrap.to_owned() };
        process.stage == Stage::Magnet && process.region == region && network.column(&flow).is_some()
    };
    problem.processes.iter().filter(|p| makes(p)).map(|p| p.id.clone()).collect()
}

/// The flows whose good is picked, times its content of the element.
fn element_in(
    problem: &FitProblem,
    network: &Network,
    element: &str,
    good_of: impl Fn(&Atom) -> Option<String>,
) -> Terms {
    let mut terms = Vec::new();
    for content in problem.contents.iter().filter(|c| c.element == element) {
        let flows = network.select(|flow| good_of(flow).is_some_and(|good| good == content.good));
        terms.extend(flows.iter().map(|(column, factor)| (*column, factor * content.fraction)));
    }
    merged(terms)
}
