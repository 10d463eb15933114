//! Rows that contradict one another, found from the rows alone.
//!
//! Rows are about one quantity when they name it with the same `about`; rows that name none are when they agree
//! in kind, expression, family, places and year. What rows of one quantity differ in besides the figure (scope,
//! period, market, unit) is printed with each, because most contradictions are two scopes taken for one.
//!
//! The road not taken: a list of known cases. It would never find the next one, and would keep the last one
//! after its rows were mended.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oreline_units::{Estimate, PartialDate, Period};
use serde::Serialize;

use crate::World;
use crate::rows::{Act, FlowClaim, Modality, Price, Provenance, RowRef};

/// Rows of different origin further apart than this many standard deviations contradict one another.
const APART: f64 = 2.0;

/// No figure is surer than this part of itself; an interval without width would be infinitely sure.
const LEAST_RELATIVE_SIGMA: f64 = 1e-3;

/// One quantity, and rows that do not agree about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contradiction {
    /// What kind of disagreement it is.
    pub kind: ContradictionKind,
    /// The quantity: what the rows name with `about`, or what they have in common.
    pub quantity: String,
    /// The rows, in the order of the tables; copies and superseded editions left out.
    pub rows: Vec<RivalRow>,
    /// The largest distance between two rows of different origin in one unit, in standard deviations of their
    /// difference; nothing if no two rows can be compared in figures.
    pub sigma: Option<f64>,
}

/// How evidence can disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContradictionKind {
    /// Rows that state the same quantity.
    Rivals,
    /// A row that the balance of all others moves.
    Tension,
}

/// A row in a contradiction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RivalRow {
    /// Its id.
    pub id: String,
    /// The figure, if it states one.
    pub value: Option<f64>,
    /// The figure with a chance of 10 % below it.
    pub low: Option<f64>,
    /// The figure with a chance of 10 % above it.
    pub high: Option<f64>,
    /// The unit of the figure.
    pub unit: Option<String>,
    /// What the source counts: scope of a claim, market of a price, note of an act.
    pub scope: String,
    /// When it held.
    pub period: String,
    /// The document that says so.
    pub source: String,
    /// Who said it first; the document itself where nobody is named.
    pub origin: String,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line.
    pub line: u64,
    /// Asserted, reported or denied.
    pub modality: Modality,
}

/// The contradictions between rows, widest apart first.
///
/// The world is taken as it is: give it as known at a day to see what contradicted then. Rows of one origin
/// and one scope count once, of several editions of a series the one that became public last. A group is
/// listed when two rows of different origin lie over 2 σ apart, or differ in scope, period, market, unit, or
/// in that one denies what the other says.
pub fn rivals(world: &World) -> Vec<Contradiction> {
    let statements = world
        .flows
        .iter()
        .map(Statement::of_flow)
        .chain(world.prices.iter().map(Statement::of_price))
        .chain(world.acts.iter().map(Statement::of_act))
        .collect();
    let mut found: Vec<Contradiction> =
        groups(statements).into_iter().filter_map(|(quantity, rows)| contradiction(quantity, rows)).collect();
    let importance = |c: &Contradiction| c.sigma.unwrap_or(0.0);
    found.sort_by(|a, b| importance(b).total_cmp(&importance(a)).then_with(|| a.quantity.cmp(&b.quantity)));
    found
}

/// A row as a statement about some quantity.
#[derive(Debug)]
struct Statement {
    about: Option<String>,
    /// What it is about where nothing names it; nothing for acts, which only names can join.
    key: Option<String>,
    series: Option<String>,
    known_at: Option<Date>,
    est: Option<Estimate>,
    /// The words in which rows of one quantity may differ; empty where the source does not say.
    scope: String,
    row: RivalRow,
}

impl Statement {
    fn of_flow(claim: &FlowClaim) -> Self {
        let mut row = rival_row(claim.id.as_str(), claim.at, &claim.prov);
        row.set_figure(claim.est, claim.unit.as_str());
        row.scope.clone_from(&claim.scope);
        row.period = claim.period.text().to_owned();
        Self {
            about: claim.about.clone(),
            key: Some(flow_key(claim)),
            series: claim.series.clone(),
            known_at: claim.prov.known_at,
            est: Some(claim.est),
            scope: claim.scope.clone(),
            row,
        }
    }

    fn of_price(price: &Price) -> Self {
        let mut row = rival_row(price.id.as_str(), price.at, &price.prov);
        row.set_figure(price.est, price.unit.as_str());
        row.scope = format!("{}, VAT {}", price.market, price.vat);
        row.period = price.period.text().to_owned();
        Self {
            about: price.about.clone(),
            key: Some(price_key(price)),
            series: None,
            known_at: price.prov.known_at,
            est: Some(price.est),
            scope: row.scope.clone(),
            row,
        }
    }

    fn of_act(act: &Act) -> Self {
        let mut row = rival_row(act.id.as_str(), act.at, &act.prov);
        if let (Some(est), Some(unit)) = (act.est, act.unit) {
            row.set_figure(est, unit.as_str());
        }
        row.scope.clone_from(&act.prov.note);
        row.period = spell(act.start, act.end);
        row.modality = act.modality;
        let known_at = act.prov.known_at;
        Self {
            about: act.about.clone(),
            key: None,
            series: None,
            known_at,
            est: act.est,
            scope: String::new(),
            row,
        }
    }

    /// Rows that share it are copies or editions of one statement.
    fn identity(&self) -> Vec<String> {
        if let Some(series) = &self.series {
            return vec![series.clone()];
        }
        let row = &self.row;
        let unit = row.unit.clone().unwrap_or_default();
        vec![row.origin.clone(), self.scope.clone(), row.period.clone(), unit, row.modality.to_string()]
    }

    fn denies(&self) -> bool {
        self.row.modality == Modality::Denied
    }

    /// Whether the two do not speak of exactly the same thing. Words left out by a source differ from none.
    fn differs_in_scope(&self, other: &Self) -> bool {
        let stated = !self.scope.is_empty() && !other.scope.is_empty();
        let (a, b) = (&self.row, &other.row);
        (stated && self.scope != other.scope)
            || (!a.period.is_empty() && !b.period.is_empty() && a.period != b.period)
            || a.unit != b.unit
            || self.denies() != other.denies()
    }

    /// Distance in standard deviations; nothing across units or where a figure is missing.
    fn distance(&self, other: &Self) -> Option<f64> {
        let (a, b) = (self.est?, other.est?);
        let sure = |e: Estimate| e.sigma().max(LEAST_RELATIVE_SIGMA * e.value().abs());
        let spread = (sure(a) * sure(a) + sure(b) * sure(b)).sqrt();
        let gap = (a.value() - b.value()).abs();
        if self.row.unit != other.row.unit {
            return None;
        }
        Some(if gap > 0.0 { gap / spread } else { 0.0 })
    }
}

fn rival_row(id: &str, at: RowRef, prov: &Provenance) -> RivalRow {
    let origin = prov.origin.as_deref().filter(|origin| !origin.is_empty());
    RivalRow {
        id: id.to_owned(),
        value: None,
        low: None,
        high: None,
        unit: None,
        scope: String::new(),
        period: String::new(),
        source: prov.source.as_str().to_owned(),
        origin: origin.unwrap_or(prov.source.as_str()).to_owned(),
        file: at.file,
        line: at.line,
        modality: Modality::Asserted,
    }
}

impl RivalRow {
    fn set_figure(&mut self, est: Estimate, unit: &str) {
        (self.value, self.low, self.high) = (Some(est.value()), Some(est.low()), Some(est.high()));
        self.unit = Some(unit.to_owned());
    }
}

fn flow_key(claim: &FlowClaim) -> String {
    let mut key = claim.kind.to_string();
    if let Some(expr) = &claim.expr {
        key += &format!(": {}", expr.in_words());
    }
    if let Some(per) = &claim.per {
        key += &format!(", per {}", per.in_words());
    }
    let place = |region: &Option<crate::id::RegionId>| region.as_ref().map_or("*", |r| r.as_str()).to_owned();
    let (from, to) = (place(&claim.origin_region), place(&claim.destination));
    let year = year(&claim.period);
    match claim.expr {
        // The expression names goods and places; the columns only repeat them.
        Some(_) => format!("{key}, {year}"),
        None => format!("{key}, {}, {from} > {to}, {year}", claim.family),
    }
}

/// A mean over a year may be stated for any market of the region; quotes of one day only for one market.
fn price_key(price: &Price) -> String {
    let market = match price.period.whole_year() {
        Some(_) => String::new(),
        None => format!(", {}", price.market),
    };
    format!("price of {} in {}{market}, {}", price.good, price.region, price.period)
}

fn year(period: &Period) -> String {
    let (first, last) = (period.start().year(), period.end().year());
    if first == last { first.to_string() } else { period.text().to_owned() }
}

fn spell(start: Option<PartialDate>, end: Option<PartialDate>) -> String {
    match (start, end) {
        (Some(start), Some(end)) => format!("{start}/{end}"),
        (Some(day), None) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

/// Statements by quantity. One that names none joins the group in which the same key is named, if it is one.
fn groups(statements: Vec<Statement>) -> BTreeMap<String, Vec<Statement>> {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for statement in &statements {
        if let (Some(about), Some(key)) = (&statement.about, &statement.key) {
            named.entry(key.clone()).or_default().insert(about.clone());
        }
    }
    let mut groups: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    for statement in statements {
        let by_key = statement.key.as_ref().map(|key| match named.get(key) {
            Some(abouts) if abouts.len() == 1 => abouts.iter().next().unwrap_or(key).clone(),
            _ => key.clone(),
        });
        if let Some(quantity) = statement.about.clone().or(by_key) {
            groups.entry(quantity).or_default().push(statement);
        }
    }
    groups
}

/// Of copies and editions the one that became public last; of several of that day, the last in the table.
fn once(statements: Vec<Statement>) -> Vec<Statement> {
    let mut kept: BTreeMap<Vec<String>, Statement> = BTreeMap::new();
    for statement in statements {
        let identity = statement.identity();
        match kept.get(&identity) {
            Some(other) if other.known_at > statement.known_at => {}
            _ => drop(kept.insert(identity, statement)),
        }
    }
    let mut kept: Vec<Statement> = kept.into_values().collect();
    kept.sort_by_key(|s| (table(s.row.file), s.row.line));
    kept
}

fn table(file: &str) -> usize {
    ["flows.csv", "prices.csv", "acts.csv"].iter().position(|name| *name == file).unwrap_or(usize::MAX)
}

fn contradiction(quantity: String, statements: Vec<Statement>) -> Option<Contradiction> {
    let statements = once(statements);
    let mut sigma: Option<f64> = None;
    let mut listed = false;
    for (i, a) in statements.iter().enumerate() {
        for b in statements.iter().skip(i + 1).filter(|b| b.row.origin != a.row.origin) {
            let apart = a.distance(b);
            listed |= apart.is_some_and(|d| d > APART) || a.differs_in_scope(b);
            sigma = sigma.into_iter().chain(apart).reduce(f64::max);
        }
    }
    let rows = statements.into_iter().map(|s| s.row).collect();
    listed.then_some(Contradiction { kind: ContradictionKind::Rivals, quantity, rows, sigma })
}
