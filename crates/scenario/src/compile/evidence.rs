//! What a case rests on: shares of value by basis, assumptions, thin margins, remarks on the fit.

use super::parts::Parts;
use super::{Ground, prices, structure};
use crate::case::{Assumption, Base, EvidenceShare, Offset, ProcessKind};
use crate::reconcile::{Basis, Fit, RowSource, System, Weight, evidence};
use jiff::civil::Date;
use oreline_world::expr::Atom;
use oreline_world::rows::{self, Dated};
use std::collections::BTreeMap;

/// Margins under this share of revenue are reported.
const THIN: f64 = 0.10;
/// Rows of less weight in a flow are not kept.
const TELLING: f64 = 0.005;
/// Rows kept per flow.
const MOST_ROWS: usize = 12;

/// The newest day on which a row that entered the case became public: fitted claims, prices used, the network's
/// own rows, control and acts in force.
pub(super) fn newest(ground: &Ground<'_>, system: &System) -> Option<Date> {
    let world = ground.world;
    let claims = system.problem().claims.iter().enumerate().filter(|(k, _)| system.is_fitted(*k));
    let claims = claims.filter_map(|(_, c)| world.flows.iter().find(|r| r.id == *c.id.as_str()));
    let begun = |from: oreline_units::PartialDate| from.first() <= ground.clock.as_of;
    macro_rules! public {
        ($($rows:expr),+) => { std::iter::empty()$(.chain($rows.filter_map(|r| r.prov().known_at)))+.max() };
    }
    public!(
        claims,
        prices::quoted(ground).into_iter(),
        super::problem::newest_recipes(world).into_iter(),
        world.controls.iter().filter(|c| begun(c.from)),
        world.acts.iter().filter(|a| structure::in_force(ground, a)),
        world.processes.iter(),
        world.routes.iter(),
        world.sites.iter(),
        world.stocks.iter(),
        world.parameters.iter().filter(|p| p.kind != rows::ParameterKind::Intensity),
        world.baskets.iter(),
        world.alternatives.iter(),
        world.demands.iter(),
        world.costs.iter()
    )
}

/// Share of base value by basis per stage, and over all under `all`.
pub(super) fn shares(
    ground: &Ground<'_>,
    parts: &Parts,
    system: &System,
    weights: &[Vec<Weight>],
    x: &[f64],
    base: &Base,
) -> BTreeMap<String, EvidenceShare> {
    let recipes = super::problem::newest_recipes(ground.world);
    let value = |column: usize, atom: &Atom| -> Option<(String, f64)> {
        let made = made(ground, &recipes, atom)?;
        let stage = ground.world.good(&made.first()?.0)?.stage.to_string();
        let worth: f64 = made.iter().map(|(good, region, per)| per * price(parts, base, good, region)).sum();
        Some((stage, x[column].abs() * worth))
    };
    let mut out = BTreeMap::new();
    for (stage, by) in evidence(system, weights, value) {
        out.insert(stage, share(&by));
    }
    let all = evidence(system, weights, |column, atom| value(column, atom).map(|(_, v)| ((), v)));
    if let Some(by) = all.get(&()) {
        out.insert("all".into(), share(by));
    }
    out
}

/// The heaviest rows of every flow, by the flow's name in claims.
pub(super) fn rests_on(
    ground: &Ground<'_>,
    system: &System,
    weights: &[Vec<Weight>],
) -> BTreeMap<String, Vec<(String, f64)>> {
    let recipes = super::problem::newest_recipes(ground.world);
    let row = |source: RowSource| match source {
        RowSource::Claim(k) => system.problem().claims.get(k).map(|c| c.id.clone()),
        RowSource::Recipe(k) => recipes.get(k).map(|r| r.id.to_string()),
        RowSource::Prior => None,
    };
    let heaviest = |w: &Vec<Weight>| -> Vec<(String, f64)> {
        let telling = w.iter().filter(|w| w.weight >= TELLING);
        telling.filter_map(|w| Some((row(w.source)?, w.weight))).take(MOST_ROWS).collect()
    };
    system
        .network()
        .variables()
        .iter()
        .zip(weights)
        .map(|(atom, w)| (atom.to_string(), heaviest(w)))
        .collect()
}

fn share(by: &BTreeMap<Basis, f64>) -> EvidenceShare {
    let of = |b: Basis| by.get(&b).copied().unwrap_or(0.0);
    EvidenceShare {
        read: of(Basis::Read),
        relayed: of(Basis::Relayed),
        derived: of(Basis::Derived),
        assumed: of(Basis::Assumed),
    }
}

/// The goods and regions whose prices value a flow, and how much of each there is in a tonne of it: a throughput
/// is worth what it is made into.
fn made(ground: &Ground<'_>, recipes: &[&rows::Recipe], atom: &Atom) -> Option<Vec<(String, String, f64)>> {
    let home = |process: &str| ground.world.process(process).map(|p| p.region.to_string());
    let one = |good: &String, region: String| Some(vec![(good.clone(), region, 1.0)]);
    match atom {
        Atom::Activity { process } => {
            let region = home(process)?;
            let out = |r: &&&rows::Recipe| r.process == *process.as_str() && r.role == rows::RecipeRole::Out;
            let goods = recipes.iter().filter(out);
            Some(goods.map(|r| (r.good.to_string(), region.clone(), r.est.value())).collect())
        }
        Atom::Output { process, good } | Atom::Input { process, good } => one(good, home(process)?),
        Atom::Trade { good, origin, .. } => one(good, origin.clone()),
        Atom::StockBuild { good, region } | Atom::Use { good, region, .. } => one(good, region.clone()),
        _ => None,
    }
}

fn price(parts: &Parts, base: &Base, good: &str, region: &str) -> f64 {
    let s = &parts.structure;
    let pooled = parts.pool.as_deref() == Some(good);
    let here = |m: usize| {
        s.markets[m].region == region && if pooled { s.is_pooled(m) } else { s.markets[m].good == good }
    };
    let found: Vec<f64> = (0..s.markets.len()).filter(|m| here(*m)).map(|m| base.price[m]).collect();
    if found.is_empty() { 0.0 } else { found.iter().sum::<f64>() / found.len() as f64 }
}

/// What the case had to assume, counted, with the largest named.
pub(super) fn assumptions(
    ground: &Ground<'_>,
    parts: &Parts,
    system: &System,
    base: &Base,
) -> Vec<Assumption> {
    let mut out = Vec::new();
    let mut say = |about: &str, text: String| out.push(Assumption { about: about.into(), text });
    let claims: Vec<&crate::reconcile::Claim> = system
        .problem()
        .claims
        .iter()
        .enumerate()
        .filter(|(k, _)| system.is_fitted(*k))
        .map(|(_, c)| c)
        .collect();
    let judged = claims.iter().filter(|c| c.basis == Basis::Assumed).count();
    say(
        "claims",
        format!(
            "{judged} of {} claims about {} that enter the balance are judgement",
            claims.len(),
            ground.year
        ),
    );
    say("recipes", recipes(system));
    let s = &parts.structure;
    let ruled = s.covers.iter().filter(|c| c.assumed).count();
    say("stocks", format!("cover of {ruled} of {} markets follows a rule, not a row", s.covers.len()));
    let quoted = prices::quoted(ground);
    let observed = quoted.iter().filter(|p| p.prov.basis != rows::Basis::Assumed).count();
    let text = format!(
        "{observed} of {} markets have a price of their own at the date; the others follow from routes and margins",
        s.markets.len()
    );
    say("prices", text);
    let unlinked = prices::unlinked(ground, parts, base);
    if !unlinked.is_empty() {
        say("prices", format!("no quote and no priced route reaches {}", unlinked.join(", ")));
    }
    for quota in &s.quotas {
        let rent = 100.0 * quota.rent;
        say(
            "acts in force",
            format!(
                "{} binds {} out of {} at its base flow with a rent of {rent} % of price",
                quota.act, quota.good, quota.region
            ),
        );
    }
    for row in ground.world.parameters.iter().filter(|p| p.prov.basis == rows::Basis::Assumed) {
        let (low, high, unit) = (row.est.low(), row.est.high(), row.unit.as_str());
        let text = format!("{}: {} ({low} to {high}) {unit}", row.subject, row.est.value());
        say(row.kind.as_str(), text);
    }
    for row in ground.world.alternatives.iter() {
        let text = format!(
            "{} at {}: {} × {} ({} to {})",
            row.alternative,
            row.processes,
            row.good,
            row.est.value(),
            row.est.low(),
            row.est.high()
        );
        say("alternative recipes", text);
    }
    out
}

fn recipes(system: &System) -> String {
    let soft: Vec<_> = system.problem().recipes.iter().filter(|r| r.low < r.high).collect();
    let judged = soft.iter().filter(|r| r.basis == Basis::Assumed).count();
    format!("{judged} of {} recipe coefficients with a range are judgement", soft.len())
}

/// Processes whose base margin is thin or negative.
pub(super) fn offsets(parts: &Parts, base: &Base) -> Vec<Offset> {
    let s = &parts.structure;
    let mut out = Vec::new();
    for (p, spec) in s.processes.iter().enumerate() {
        if matches!(spec.kind, ProcessKind::Mine | ProcessKind::Collector) {
            continue;
        }
        let terms = || spec.markets.iter().zip(&base.coefficient[p]);
        let revenue: f64 = terms().map(|(m, a)| a.max(0.0) * base.price[*m]).sum();
        let margin: f64 = terms().map(|(m, a)| a * base.price[*m]).sum();
        let share = if revenue > 0.0 { margin / revenue } else { 0.0 };
        if share < THIN {
            out.push(Offset { process: spec.id.clone(), margin, share_of_revenue: share });
        }
    }
    out.sort_by(|a, b| a.share_of_revenue.total_cmp(&b.share_of_revenue));
    out
}

pub(super) fn remarks(
    ground: &Ground<'_>,
    parts: &Parts,
    system: &System,
    fit: &Fit,
    base: &Base,
) -> Vec<String> {
    let mut out = vec![format!(
        "flows of {} balanced: objective {:.1}, {} passes, ending {:?}, largest imbalance {:.1e} t a year before \
         the exact balance",
        ground.year, fit.objective, fit.passes, fit.ending, fit.residual
    )];
    let dropped = &system.problem().options.dropped_routes;
    if !dropped.is_empty() {
        let list: Vec<&str> = dropped.iter().map(String::as_str).collect();
        out.push(format!("netted as cross-hauling in the steady base: {}", list.join(", ")));
    }
    let incomplete: Vec<&str> = system.incomplete_claims().map(|c| c.id.as_str()).collect();
    if !incomplete.is_empty() {
        out.push(format!("claims about flows the steady network lacks: {}", incomplete.join(", ")));
    }
    out.push(split(parts, base));
    for o in offsets(parts, base) {
        let percent = 100.0 * o.share_of_revenue;
        out.push(format!(
            "thin margin: {} earns {:.2} USD/kg, {percent:.1} % of revenue",
            o.process, o.margin
        ));
    }
    out
}

/// What the split of the pooled ore moved.
fn split(parts: &Parts, base: &Base) -> String {
    let Some(pool) = &parts.pool else { return "no pooled good to split".into() };
    let baskets: Vec<String> = parts
        .parts
        .iter()
        .zip(&base.activity)
        .filter_map(|(p, a)| p.basket.as_ref().map(|b| format!("{b} {a:.0} t")))
        .collect();
    format!(
        "{pool} was split by origin after the fit: {}; totals and average grades are those of the fit, only shares \
         by origin move with the relative grades",
        baskets.join(", ")
    )
}
