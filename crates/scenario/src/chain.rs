//! The chain from mine to use in one unit: what producers of a region send to the takers of the next stage.
//!
//! Quantities are the contained elements that the world is about, as oxide, so that ore, metal and magnets add
//! up. Where a market mixes several origins, its takers draw on all of them in proportion. The road not taken:
//! following routes one by one. Transit and blending would then show as stages of their own.

use crate::case::{Case, ProcessKind, Structure};
use crate::model::Model;
use oreline_market::Trajectory;
use std::collections::BTreeMap;

/// A stage of the chain, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Mining,
    Separation,
    Metal,
    Magnet,
    Use,
}

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mining => "mining",
            Self::Separation => "separation",
            Self::Metal => "metal",
            Self::Magnet => "magnet",
            Self::Use => "use",
        }
    }

    /// The stage whose producers make a good.
    fn of_good(stage: &str) -> Self {
        match stage {
            "metal" => Self::Metal,
            "magnet" => Self::Magnet,
            "oxide" => Self::Separation,
            _ => Self::Mining,
        }
    }
}

/// From whom to whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) stage: Stage,
    pub(crate) from: String,
    pub(crate) next: Stage,
    pub(crate) to: String,
}

/// Per link: baseline and scenario [t a year of contained elements as oxide].
pub(crate) type Links = BTreeMap<Link, (f64, f64)>;

/// The origin of what no mine gave.
const SCRAP: &str = "scrap";
/// Sweeps over the routes; trade in circles fades by a factor each.
const SWEEPS: usize = 40;

/// The links of both runs of a draw, each the mean over the months after the base month.
pub(crate) fn links(case: &Case, model: &Model, calm: &Trajectory, hit: &Trajectory) -> Links {
    let mut out = Links::new();
    for (link, tonnes) in chain(case, model, &mean(calm)) {
        out.entry(link).or_default().0 = tonnes;
    }
    for (link, tonnes) in chain(case, model, &mean(hit)) {
        out.entry(link).or_default().1 = tonnes;
    }
    out
}

/// Mean quantity of each activity [t/month].
fn mean(run: &Trajectory) -> Vec<f64> {
    let months = run.months.len().saturating_sub(1).max(1) as f64;
    let mut out = vec![0.0; run.months.first().map_or(0, |m| m.quantity.len())];
    for month in run.months.iter().skip(1) {
        for (sum, q) in out.iter_mut().zip(&month.quantity) {
            *sum += q / months;
        }
    }
    out
}

/// What is needed to follow one run.
struct Book<'a> {
    s: &'a Structure,
    model: &'a Model,
    quantity: &'a [f64],
    regions: Vec<&'a str>,
}

fn chain(case: &Case, model: &Model, quantity: &[f64]) -> BTreeMap<Link, f64> {
    let s = &case.structure;
    let regions = s.countries.keys().map(String::as_str).collect();
    let book = Book { s, model, quantity, regions };
    let content = book.contents();
    let origin = book.origins();
    let mut out = BTreeMap::new();
    for p in 0..s.processes.len() {
        book.process_links(p, &content, &origin, &mut out);
    }
    for (u, spec) in s.uses.iter().enumerate() {
        let tonnes = quantity[model.use_[u]] * content[spec.market];
        let stage = Stage::of_good(book.stage(spec.market));
        book.split(stage, spec.market, Stage::Use, &spec.name, tonnes, &origin, &mut out);
    }
    out
}

impl Book<'_> {
    fn stage(&self, market: usize) -> &str {
        self.s.good(&self.s.markets[market].good).map_or("", |g| g.stage.as_str())
    }

    fn is_scarce_oxide(&self, market: usize) -> bool {
        let good = self.s.good(&self.s.markets[market].good);
        good.is_some_and(|g| g.element.is_some() && g.stage == "oxide")
    }

    /// What a process takes (negative) and gives, by market [t/month].
    fn flows(&self, p: usize) -> Vec<(usize, f64)> {
        let activity = self.model.process[p];
        let column = &self.model.network.activities[activity].column;
        let markets = self.s.markets.len();
        column.iter().filter(|(m, _)| *m < markets).map(|(m, a)| (*m, a * self.quantity[activity])).collect()
    }

    /// Contained elements per tonne, by market: 1 for their oxides; for metals and magnets what makers of the
    /// good put in, over what they get out.
    fn contents(&self) -> Vec<f64> {
        let s = self.s;
        let mut content: Vec<f64> =
            (0..s.markets.len()).map(|m| if self.is_scarce_oxide(m) { 1.0 } else { 0.0 }).collect();
        for kind in [ProcessKind::Metal, ProcessKind::Magnet] {
            let mut made: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
            for p in (0..s.processes.len()).filter(|p| s.processes[*p].kind == kind) {
                let flows = self.flows(p);
                let put_in: f64 = flows.iter().filter(|f| f.1 < 0.0).map(|(m, q)| -q * content[*m]).sum();
                let main = flows.iter().filter(|f| f.1 > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
                if let Some((m, q)) = main {
                    let sum = made.entry(&s.markets[*m].good).or_default();
                    *sum = (sum.0 + put_in, sum.1 + q);
                }
            }
            for (m, market) in s.markets.iter().enumerate() {
                if let Some((put_in, out)) = made.get(market.good.as_str()).filter(|x| x.1 > 0.0) {
                    content[m] = put_in / out;
                }
            }
        }
        content
    }

    /// Share of each region's producers in what a market offers. An intermediate keeps the origins of its ore.
    fn origins(&self) -> Vec<Vec<f64>> {
        let first = self.mix(&self.sources(None));
        self.mix(&self.sources(Some(&first)))
    }

    /// What is made, by market and region of origin.
    fn sources(&self, ore: Option<&[Vec<f64>]>) -> Vec<Vec<f64>> {
        let s = self.s;
        let mut out = vec![vec![0.0; self.regions.len()]; s.markets.len()];
        for (p, spec) in s.processes.iter().enumerate() {
            let own = self.regions.iter().position(|r| *r == spec.region);
            let flows = self.flows(p);
            let input = flows.iter().find(|f| f.1 < 0.0).map(|f| f.0);
            for (m, q) in flows.iter().filter(|f| f.1 > 0.0) {
                match (ore, input) {
                    (Some(ore), Some(from)) if self.stage(*m) == "intermediate" => {
                        out[*m].iter_mut().zip(&ore[from]).for_each(|(sum, share)| *sum += q * share);
                    }
                    _ => own.into_iter().for_each(|r| out[*m][r] += q),
                }
            }
        }
        out
    }

    /// Shares of origins after trade: each market mixes what is made there with what comes in.
    fn mix(&self, made: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut share: Vec<Vec<f64>> = made.iter().map(|m| normal(m)).collect();
        for _ in 0..SWEEPS {
            let mut pool: Vec<Vec<f64>> = made.to_vec();
            for (k, route) in self.s.routes.iter().enumerate() {
                let q = self.quantity[self.model.route[k]].max(0.0);
                let from = share[route.from].clone();
                pool[route.to].iter_mut().zip(&from).for_each(|(sum, x)| *sum += q * x);
            }
            share = pool.iter().map(|m| normal(m)).collect();
        }
        share
    }

    fn process_links(&self, p: usize, content: &[f64], origin: &[Vec<f64>], out: &mut BTreeMap<Link, f64>) {
        let spec = &self.s.processes[p];
        let flows = self.flows(p);
        let taken = flows.iter().filter(|f| f.1 < 0.0).map(|(m, q)| (*m, -q));
        let oxide: f64 =
            flows.iter().filter(|(m, q)| *q > 0.0 && self.is_scarce_oxide(*m)).map(|f| f.1).sum();
        match spec.kind {
            ProcessKind::Mine | ProcessKind::Collector => {}
            ProcessKind::Recycling => {
                let link = Link {
                    stage: Stage::Mining,
                    from: SCRAP.into(),
                    next: Stage::Separation,
                    to: spec.region.clone(),
                };
                *out.entry(link).or_default() += 12.0 * oxide;
            }
            ProcessKind::Separation => {
                let main = taken.max_by(|a, b| a.1.total_cmp(&b.1));
                if let Some((m, _)) = main {
                    self.split(Stage::Mining, m, Stage::Separation, &spec.region, oxide, origin, out);
                }
            }
            ProcessKind::Metal | ProcessKind::Magnet => {
                let next = if spec.kind == ProcessKind::Metal { Stage::Metal } else { Stage::Magnet };
                for (m, q) in taken {
                    let stage = Stage::of_good(self.stage(m));
                    self.split(stage, m, next, &spec.region, q * content[m], origin, out);
                }
            }
        }
    }

    /// Adds what a taker draws from a market to the links from its origins.
    #[expect(clippy::too_many_arguments, reason = "a link has two ends, and each end a stage and a name")]
    fn split(
        &self,
        stage: Stage,
        market: usize,
        next: Stage,
        to: &str,
        monthly: f64,
        origin: &[Vec<f64>],
        out: &mut BTreeMap<Link, f64>,
    ) {
        for (region, share) in self.regions.iter().zip(&origin[market]) {
            if monthly * share > 0.0 {
                let link = Link { stage, from: region.to_string(), next, to: to.into() };
                *out.entry(link).or_default() += 12.0 * monthly * share;
            }
        }
    }
}

/// The same numbers with sum 1; all zero if there are none.
fn normal(values: &[f64]) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.iter().map(|v| if sum > 0.0 { v / sum } else { 0.0 }).collect()
}
