//! Every figure that a brief prints, by id, with the rows behind it and their sources.
//!
//! One list feeds page, CSV and JSON, so that they cannot differ. The road not taken: footnotes written by hand
//! in templates; they would go stale with the first new row.

use super::figure::{MEASURES, undated};
use super::lines::lines;
use super::why::Asked;
use crate::answers::{
    Band, BriefAnswer, Fan, Figure, Interval, MarketAnswer, RunAnswer, SourceAnswer, WhyRow,
};
use crate::case::Case;
use crate::plan::Plan;
use oreline_world::World;
use std::collections::BTreeMap;

/// Rows that a figure names; `show --why` lists all.
const MOST_ROWS: usize = 8;
/// Of these, numbers that the scenario itself states.
const MOST_OWN: usize = 3;

/// The brief of a run; `world` is the full world that the case was made from.
pub fn brief(world: &World, case: &Case, plan: &Plan, run: RunAnswer) -> BriefAnswer {
    let known = world.known(case.known_at);
    let lines = lines(&known);
    let asked = Asked { world: &known, case, lines: &lines };
    let mut behind = Behind { asked: &asked, plan, found: BTreeMap::new() };
    let figures: Vec<Figure> = figures(&run).into_iter().map(|figure| behind.rows(figure)).collect();
    let rows = named(&figures, &behind.found);
    let sources = sources(&known, &rows);
    BriefAnswer { run, figures, rows, sources }
}

/// Rows by subject, looked up once.
struct Behind<'a> {
    asked: &'a Asked<'a>,
    plan: &'a Plan,
    found: BTreeMap<String, Vec<WhyRow>>,
}

impl Behind<'_> {
    fn rows(&mut self, mut figure: Figure) -> Figure {
        let subject = undated(&figure.id).to_string();
        let look = || self.asked.answer(Some(self.plan), &subject).map(|a| a.rows).unwrap_or_default();
        let rows = self.found.entry(subject.clone()).or_insert_with(look);
        figure.rows = telling(rows).map(|r| r.id.clone()).collect();
        figure.rows_in_all = rows.len();
        figure
    }
}

/// The rows that are named: a few of the scenario's own numbers, so that those of the world have room.
fn telling(rows: &[WhyRow]) -> impl Iterator<Item = &WhyRow> {
    let own = |r: &&WhyRow| r.source == "scenario";
    let first = rows.iter().filter(own).take(MOST_OWN);
    first.chain(rows.iter().filter(move |r| !own(r))).take(MOST_ROWS)
}

/// The rows that figures name, in that order.
fn named(figures: &[Figure], found: &BTreeMap<String, Vec<WhyRow>>) -> Vec<WhyRow> {
    let mut by_id: BTreeMap<&str, &WhyRow> = BTreeMap::new();
    for row in found.values().flatten() {
        by_id.entry(&row.id).or_insert(row);
    }
    let mut out: Vec<WhyRow> = Vec::new();
    for id in figures.iter().flat_map(|f| &f.rows) {
        out.extend(by_id.remove(id.as_str()).cloned());
    }
    out
}

fn sources(known: &World, rows: &[WhyRow]) -> Vec<SourceAnswer> {
    let cited = known.sources.iter().filter(|s| rows.iter().any(|r| r.source == *s.id.as_str()));
    let answer = |s: &oreline_world::rows::Source| SourceAnswer {
        id: s.id.to_string(),
        title: s.title.clone(),
        publisher: s.publisher.clone(),
        url: s.url.clone(),
        published: s.published.map(|d| d.to_string()).unwrap_or_default(),
        licence: s.licence.clone(),
    };
    let mut all: Vec<SourceAnswer> = cited.map(answer).collect();
    all.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    all
}

/// Every figure of an answer that a brief may print. Markets that do not lead the answer are there in the month
/// of their largest change and in the last one.
pub(crate) fn figures(run: &RunAnswer) -> Vec<Figure> {
    let mut out = Vec::new();
    for market in &run.markets {
        of_market(run, market, &mut out);
    }
    let name = |id: &str| name(run, id);
    for s in &run.shortage {
        let what = format!("{}, {}, {}", name(&s.use_), name(&s.good), name(&s.region));
        let id = format!("shortage:{}:{}:{}", s.good, s.region, s.use_);
        let mut figure = banded(&id, format!("shortage: {what}"), "share", &s.worst_unserved_share);
        figure.values.insert("probability".into(), s.probability);
        out.push(figure);
    }
    for a in &run.actors {
        let id = format!("actor:{}:{}", a.actor, a.account);
        let what = format!("{}: {}", name(&a.actor), a.account);
        let mut figure = banded(&id, what, &a.unit, &a.change_vs_baseline);
        let total = a.total.map(|t| [("total-p10", t.p10), ("total-p50", t.p50), ("total-p90", t.p90)]);
        figure.values.extend(total.into_iter().flatten().map(|(k, v)| (k.to_string(), v)));
        out.push(figure);
    }
    for l in &run.region_losses {
        let what = format!("loss of final users in {}", name(&l.region));
        out.push(banded(&format!("loss:{}", l.region), what, &l.unit, &l.change_vs_baseline));
    }
    for l in &run.use_losses {
        let what = format!("loss of final users: {}", name(&l.use_));
        out.push(banded(&format!("use-loss:{}", l.use_), what, &l.unit, &l.change_vs_baseline));
    }
    for l in &run.chain {
        let what = format!("{} in {} to {}", l.stage, name(&l.from), name(&l.to));
        let id = format!("chain:{}:{}>{}", l.stage, l.from, l.to);
        let mut figure = banded(&id, what, &l.unit, &l.scenario);
        figure.values.insert("baseline".into(), l.baseline);
        out.push(figure);
    }
    of_products(run, &mut out);
    of_evidence(run, &mut out);
    of_drivers(run, &mut out);
    out
}

fn name(run: &RunAnswer, id: &str) -> String {
    run.names.get(id).cloned().unwrap_or_else(|| id.to_string())
}

fn of_products(run: &RunAnswer, out: &mut Vec<Figure>) {
    let name = |id: &str| name(run, id);
    for p in &run.products {
        let what = format!("{} in one {}, {}", name(&p.good), name(&p.product), name(&p.region));
        let id = format!("product:{}:{}:{}:{}", p.product, p.good, p.region, p.month);
        let mut figure = banded(&id, what, &p.unit, &p.scenario);
        let parts = [("baseline", &p.baseline), ("change", &p.change)];
        for (part, band) in parts {
            let of = [("p10", band.p10), ("p50", band.p50), ("p90", band.p90)];
            figure.values.extend(of.map(|(q, v)| (format!("{part}-{q}"), v)));
        }
        let Interval { low, value, high } = p.kg;
        figure.values.extend([("kg-low", low), ("kg", value), ("kg-high", high)].map(|(k, v)| (k.into(), v)));
        out.push(figure);
    }
}

fn of_evidence(run: &RunAnswer, out: &mut Vec<Figure>) {
    for (stage, e) in &run.evidence_share {
        let values =
            [("read", e.read), ("relayed", e.relayed), ("derived", e.derived), ("assumed", e.assumed)];
        out.push(Figure {
            id: format!("evidence:{stage}"),
            what: format!("share of base value by basis: {stage}"),
            unit: "share".into(),
            values: values.into_iter().map(|(k, v)| (k.to_string(), v)).collect(),
            rows: Vec::new(),
            rows_in_all: 0,
        });
    }
}

fn of_drivers(run: &RunAnswer, out: &mut Vec<Figure>) {
    for d in &run.drivers {
        let id = format!("driver:{}|{}", d.output, d.input);
        out.push(banded(&id, format!("{} of {}", d.input, d.output), "share of variance", &d.first_order));
    }
    for u in &run.unexplained {
        let id = format!("driver:{}|unexplained", u.output);
        out.push(banded(&id, format!("unexplained of {}", u.output), "share of variance", &u.share));
    }
}

fn of_market(run: &RunAnswer, m: &MarketAnswer, out: &mut Vec<Figure>) {
    let id = m.id();
    let name = |id: &str| name(run, id);
    let fans: [(&Fan, &str); 6] = [
        (&m.price, &m.unit),
        (&m.price_ratio_to_baseline, "ratio"),
        (&m.path_price, &m.unit),
        (&m.price_ratio_to_start, "ratio"),
        (&m.cover_weeks, "weeks"),
        (&m.unserved_share, "share"),
    ];
    for k in months_of(run, m, &id) {
        for ((measure, what), (fan, unit)) in MEASURES.iter().zip(fans) {
            let what = format!("{what}: {}, {}, {}", name(&m.good), name(&m.region), run.months[k]);
            out.push(banded(&format!("{measure}:{id}:{}", run.months[k]), what, unit, &fan.band(k)));
        }
    }
}

/// All months of a market that leads the answer; of others the one with the largest change, and the last.
fn months_of(run: &RunAnswer, m: &MarketAnswer, id: &String) -> Vec<usize> {
    if run.headline.contains(id) {
        return (0..run.months.len()).collect();
    }
    let mut months: Vec<usize> = m.farthest().into_iter().chain(run.months.len().checked_sub(1)).collect();
    months.dedup();
    months
}

fn banded(id: &str, what: String, unit: &str, band: &Band) -> Figure {
    let values = [("p10", band.p10), ("p50", band.p50), ("p90", band.p90)];
    Figure {
        id: id.into(),
        what,
        unit: unit.into(),
        values: values.into_iter().map(|(k, v)| (k.to_string(), v)).collect(),
        rows: Vec::new(),
        rows_in_all: 0,
    }
}
