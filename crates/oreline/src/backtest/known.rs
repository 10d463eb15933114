//! What was known of an episode at its origin, row by row, for its page.

use super::open::EpisodeFolder;
use oreline_brief::backtest::{Given, Known, KnownRow};
use oreline_scenario::backtest::Target;
use oreline_scenario::holdings;
use oreline_scenario::plan::{ActPlan, Range};
use oreline_world::World;

/// The tables that hold what an episode was judged to be; the others only give it a shape.
const TABLES: [&str; 4] = ["flows.csv", "stocks.csv", "prices.csv", "parameters.csv"];

/// The rows of an episode and what its scenario says.
pub(super) fn known(folder: &EpisodeFolder) -> Known {
    let world = folder.world.known(folder.origin);
    let judged = |at: &str| TABLES.iter().any(|table| at.starts_with(table));
    let rows = holdings::rows_of(&world).into_iter().filter(|row| judged(&row.at));
    let row = |row: oreline_scenario::answers::WhyRow| KnownRow {
        note: note(&world, &row.id),
        what: row.id,
        value: row.value,
        basis: row.basis,
        known_at: row.known_at,
    };
    let gap =
        |t: &Target| Given { target: t.id.clone(), gap: t.gap, gap_sd: t.gap_sd, source: t.source.clone() };
    Known {
        leg: folder.episode.id.clone(),
        origin: folder.origin.to_string(),
        rows: rows.map(row).chain(folder.plan.acts.iter().flat_map(said)).collect(),
        gaps: folder.episode.targets.iter().map(gap).collect(),
    }
}

fn note(world: &World, id: &str) -> String {
    let flows = world.flows.iter().map(|r| (r.id.as_str(), &r.prov));
    let stocks = world.stocks.iter().map(|r| (r.id.as_str(), &r.prov));
    let prices = world.prices.iter().map(|r| (r.id.as_str(), &r.prov));
    let parameters = world.parameters.iter().map(|r| (r.id.as_str(), &r.prov));
    let mut all = flows.chain(stocks).chain(prices).chain(parameters);
    all.find(|(known, _)| *known == id).map(|(_, prov)| prov.note.clone()).unwrap_or_default()
}

/// What an act says, field by field.
fn said(act: &ActPlan) -> Vec<KnownRow> {
    let ranges = [
        ("cut, share", act.cut),
        ("length, months", act.months),
        ("believed length, months", act.believed),
        ("lag, months", act.lag),
        ("share that piles up", act.pent_up),
        ("factor on demand", act.amount),
    ];
    let mut fields: Vec<(&str, String)> =
        ranges.into_iter().filter_map(|(name, range)| Some((name, text(range?)))).collect();
    fields.extend(act.chance.map(|p| ("probability", p.to_string())));
    fields.extend(act.announcement.clone().map(|at| ("announced", at)));
    fields.extend(act.start.clone().map(|at| ("takes effect", at)));
    if act.announced {
        fields.push(("kind of cut", "announced; what is realised is the bite of the priors".into()));
    }
    let row = |(name, value): (&str, String)| KnownRow {
        what: format!("{}: {name}", act.id),
        value,
        basis: "scenario".into(),
        known_at: "-".into(),
        note: String::new(),
    };
    fields.into_iter().map(row).collect()
}

/// `0.4 (0.2 to 0.7)`.
fn text(range: Range) -> String {
    match range {
        Range::Point(value) => value.to_string(),
        Range::Interval { value, low, high } => format!("{value} ({low} to {high})"),
    }
}
