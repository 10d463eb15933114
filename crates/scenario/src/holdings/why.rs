//! From a figure to the rows it rests on, and to their sources.
//!
//! Rows are found by what they name, at the dates of the case; for a flow of the fit they carry the weight that
//! they have in it. The road not taken: weights for prices and shares. They rest on many flows at once, and a
//! weight guessed for them would look like one that was computed.

use super::lines::{Line, lines};
use super::stages;
use super::tally::{bases, interval};
use super::words::{held, share_of, symbols};
use crate::answers::{Interval, StageAnswer, WhyAnswer, WhyRow};
use crate::case::{Base, Case, ProcessSpec};
use crate::near::nearest;
use crate::plan::Plan;
use jiff::civil::Date;
use oreline_world::World;
use oreline_world::expr::{Atom, IdKind};
use oreline_world::rows::{
    Basis, FlowClaim, FlowRole, Price, PriceRole, ProcessKind, Recipe, RecipeRole, Route, RouteStatus,
    RowRef, Stage,
};
use std::collections::{BTreeMap, BTreeSet};

/// Why nothing can be said about an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyError {
    /// No row, market, route, process or site has this id.
    #[error("no row, market, route, process or site is called '{id}'{near}")]
    Unknown {
        /// What was asked about.
        id: String,
        /// `; did you mean 'x'?`, or nothing.
        near: String,
    },
    /// The rows of this id were not public yet.
    #[error("'{id}' is known from {first} on, not yet at known-at {known_at}")]
    Later {
        /// What was asked about.
        id: String,
        /// The first day on which a row of this id was public.
        first: Date,
        /// The knowledge date of the case.
        known_at: Date,
    },
}

/// The figure behind an id and the rows it rests on: sourced ones first, then by grade.
///
/// The id is that of a row of any table, a market `good@region`, a route `good:origin>destination`, a process
/// or one activity of it, a site, the name of the share that the world is about, or a figure of a brief such as
/// `price-ratio:dy-oxide@china:2025-10`; what `plan` says itself then comes first. `world` is the full world that
/// the case was made from.
///
/// # Errors
/// [`WhyError::Unknown`] if there is nothing of this id, [`WhyError::Later`] if there will be.
pub fn why(world: &World, case: &Case, plan: Option<&Plan>, id: &str) -> Result<WhyAnswer, WhyError> {
    let known = world.known(case.known_at);
    let lines = lines(&known);
    let asked = Asked { world: &known, case, lines: &lines };
    asked.answer(plan, id).ok_or_else(|| missing(world, case, &lines, id))
}

/// Puts the weights of a flow to its rows, the heaviest first.
fn weigh(case: &Case, id: &str, rows: &mut [WhyRow]) {
    let Some(weights) = case.rests_on.get(&flow_name(case, id)) else { return };
    for row in rows.iter_mut() {
        row.weight = weights.iter().find(|(r, _)| *r == row.id).map(|(_, w)| *w);
    }
    rows.sort_by(|a, b| b.weight.unwrap_or(0.0).total_cmp(&a.weight.unwrap_or(0.0)));
}

/// The name in claims of a route's flow or a process's throughput; ore is one pooled good there.
fn flow_name(case: &Case, id: &str) -> String {
    let Some((good, way)) = id.split_once(':').filter(|(_, way)| way.contains('>')) else {
        return format!("a:{}", id.split('/').next().unwrap_or(id));
    };
    let pool = case.structure.good(good).and_then(|g| g.pool.as_deref()).unwrap_or(good);
    format!("f:{pool}:{way}")
}

/// Rows that informed a row, rows about the same thing, and for a source the rows that it backs.
fn beside<'a>(row: &'a Line<'_>, all: &'a [Line<'_>]) -> impl Iterator<Item = RowRef> + 'a {
    let informs = |l: &Line<'_>| row.prov.is_some_and(|p| p.informed_by.iter().any(|id| id == l.id));
    let same = |l: &Line<'_>| row.about.is_some() && row.about == l.about;
    let is_source = row.at.file == "sources.csv";
    let cites = move |l: &Line<'_>| is_source && l.prov.is_some_and(|p| p.source == row.id);
    all.iter().filter(move |l| informs(l) || same(l) || cites(l)).map(|l| l.at)
}

fn missing(world: &World, case: &Case, lines: &[Line<'_>], id: &str) -> WhyError {
    let later = self::lines(world);
    let first = later.iter().filter(|l| l.id == id).filter_map(|l| l.prov.and_then(|p| p.known_at)).min();
    if let Some(first) = first {
        return WhyError::Later { id: id.into(), first, known_at: case.known_at };
    }
    let s = &case.structure;
    let mut names: Vec<String> = lines.iter().map(|l| l.id.to_string()).collect();
    names.push(case.focus.clone());
    names.extend(s.markets.iter().map(|m| m.id()));
    names.extend(s.routes.iter().map(|r| r.id.clone()));
    names.extend(s.processes.iter().map(|p| p.id.clone()));
    WhyError::Unknown { id: id.into(), near: nearest(id, names.iter()) }
}

/// A figure of the case and the rows behind it.
pub(super) struct Found {
    pub(super) figure: String,
    pub(super) rows: BTreeSet<RowRef>,
}

/// What is needed to answer: the world as known, its case, and every row in one form.
pub(super) struct Asked<'a> {
    pub(super) world: &'a World,
    pub(super) case: &'a Case,
    pub(super) lines: &'a [Line<'a>],
}

impl<'a> Asked<'a> {
    /// The figure behind an id and its rows; nothing if there is nothing of this id.
    pub(super) fn answer(&self, plan: Option<&Plan>, id: &str) -> Option<WhyAnswer> {
        let of_run = self.figure_of_run(plan, id);
        let written = if of_run.is_some() { self.written(plan, id) } else { Vec::new() };
        let mut found = of_run.or_else(|| self.found(id));
        let own: Vec<&Line<'_>> = self.lines.iter().filter(|l| l.id == id).collect();
        if found.is_none() && own.is_empty() {
            return None;
        }
        let figure = found.as_mut().map(|f| std::mem::take(&mut f.figure));
        let said = || own.iter().map(|l| l.said()).collect::<Vec<&str>>().join("; ");
        let mut at: BTreeSet<RowRef> = found.map(|f| f.rows).unwrap_or_default();
        at.extend(own.iter().map(|l| l.at));
        at.extend(own.iter().flat_map(|l| beside(l, self.lines)));
        let mut rows: Vec<&Line<'_>> = self.lines.iter().filter(|l| at.contains(&l.at)).collect();
        rows.sort_by_key(|l| l.rank());
        let mut rows: Vec<WhyRow> = rows.into_iter().map(|l| l.answer(self.world)).collect();
        weigh(self.case, id, &mut rows);
        rows.splice(0..0, written);
        Some(WhyAnswer { id: id.into(), figure: figure.unwrap_or_else(said), rows })
    }

    pub(super) fn found(&self, id: &str) -> Option<Found> {
        if id == self.case.focus {
            return Some(self.focus());
        }
        self.market(id).or_else(|| self.route(id)).or_else(|| self.process(id)).or_else(|| self.site(id))
    }

    /// The fitted claims of the base year that name something; of the editions of a series the latest.
    pub(super) fn claims(&self, names: impl Fn(&Atom) -> bool) -> Vec<&'a FlowClaim> {
        let atoms = |c: &'a FlowClaim| c.expr.iter().chain(&c.per).flat_map(|e| e.atoms());
        let counts =
            |c: &&FlowClaim| c.role == FlowRole::Fit && c.period.whole_year() == Some(self.case.base_year);
        let all: Vec<&FlowClaim> = self.world.flows.iter().filter(counts).collect();
        let newest = newest_editions(&all);
        all.into_iter().filter(|c| newest.contains(&c.at) && atoms(c).any(&names)).collect()
    }

    fn focus(&self) -> Found {
        let (world, holder) = (self.world, self.case.focus_region.as_str());
        let mines: Vec<&str> = self.mines(holder);
        let claims = self.claims(|atom| {
            let leaves =
                matches!(atom, Atom::Trade { good, origin, .. } if origin == holder && self.is_ore(good));
            leaves || atom.ids().iter().any(|(k, id)| *k == IdKind::Process && mines.contains(id))
        });
        let baskets = world.baskets.iter().filter(|b| b.region == holder).map(|b| b.at);
        let sites = world.sites.iter();
        let sites = sites.filter(|s| s.process.as_ref().is_some_and(|p| mines.contains(&p.as_str())));
        let elements: Vec<String> = world.meta.focus.elements.iter().map(|e| e.to_string()).collect();
        let all = stages::all(self.case, &elements);
        let share = all.iter().find(|s: &&StageAnswer| s.element.is_some());
        let share = share.map(|s| share_of(s, "region", holder)).unwrap_or_default();
        Found {
            figure: held(self.case, &symbols(&elements), share),
            rows: claims.iter().map(|c| c.at).chain(baskets).chain(sites.map(|s| s.at)).collect(),
        }
    }

    fn mines(&self, region: &str) -> Vec<&'a str> {
        let mines = self.world.processes.iter().filter(|p| p.kind == ProcessKind::Mine);
        let here = mines.filter(|p| p.region == region);
        here.map(|p| p.id.as_str()).collect()
    }

    fn is_ore(&self, good: &str) -> bool {
        self.world.good(good).is_some_and(|g| g.stage == Stage::Concentrate)
    }

    /// The world's good of a good of the case: a basket's pool.
    pub(super) fn pooled(&self, good: &str) -> String {
        let pool = self.case.structure.good(good).and_then(|g| g.pool.clone());
        pool.unwrap_or_else(|| good.to_string())
    }

    pub(super) fn market(&self, id: &str) -> Option<Found> {
        let (good, region) = id.split_once('@')?;
        let s = &self.case.structure;
        let here: Vec<usize> = (0..s.markets.len())
            .filter(|m| s.markets[*m].region == region)
            .filter(|m| s.markets[*m].good == good || self.pooled(&s.markets[*m].good) == good)
            .collect();
        let price = |m: &usize| text(self.figure(|b| b.price.get(*m).copied()), "USD/kg");
        let prices: Vec<String> = match here.as_slice() {
            [] => return None,
            [one] => vec![price(one)],
            several => several.iter().map(|m| format!("{} {}", s.markets[*m].good, price(m))).collect(),
        };
        let good = self.pooled(good);
        let (rule, rows) = self.price(&good, region);
        let claims = self.claims(|atom| self.touches(atom, &good, region));
        let figure = format!("base price {}; {rule}", prices.join(", "));
        Some(Found { figure, rows: claims.iter().map(|c| c.at).chain(rows).collect() })
    }

    /// How a price came about, and the rows that set it.
    fn price(&self, good: &str, region: &str) -> (String, Vec<RowRef>) {
        match self.own_price(good, region) {
            Some(row) if row.role == PriceRole::Quote => {
                (format!("set by the quote {} of {}", row.id, row.period), vec![row.at])
            }
            Some(row) if row.prov.basis != Basis::Assumed => {
                let rule =
                    format!("near {} of {}, made to agree with routes and margins", row.id, row.period);
                (rule, vec![row.at])
            }
            judged => self.linked_price(good, region, judged),
        }
    }

    /// The last quote of a market that had been made; else the latest price of a year.
    fn own_price(&self, good: &str, region: &str) -> Option<&'a Price> {
        let past = |p: &&Price| p.good == *good && p.region == *region && p.period.end() <= self.case.as_of;
        let counts = |p: &&Price| matches!(p.role, PriceRole::Quote | PriceRole::Base);
        let rows = self.world.prices.iter().filter(past).filter(counts);
        rows.max_by_key(|p| (p.role == PriceRole::Quote, p.period.end()))
    }

    fn linked_price(&self, good: &str, region: &str, judged: Option<&Price>) -> (String, Vec<RowRef>) {
        let touches = |r: &&Route| {
            let ends = r.origin == *region || r.destination == *region;
            ends && r.status == RouteStatus::Active && r.good == *good
        };
        let routes: Vec<&Route> = self.world.routes.iter().filter(touches).collect();
        let other = |r: &&Route| {
            let end = if r.origin == *region { &r.destination } else { &r.origin };
            self.own_price(good, end).map(|p| p.at)
        };
        let rows = judged.into_iter().map(|p| p.at).chain(routes.iter().map(|r| r.at));
        let rule = "no observed price of its own: it follows from routes and margins and leans on where most is made";
        (rule.into(), rows.chain(routes.iter().filter_map(other)).collect())
    }

    /// Whether an atom is about a good in a region; a throughput is about what it makes.
    fn touches(&self, atom: &Atom, good: &str, region: &str) -> bool {
        if let Atom::FinalUses { region: Some(at), goods, .. } = atom {
            let magnet = self.world.good(good).is_some_and(|g| g.stage == Stage::Magnet);
            return at == region && if goods.is_empty() { magnet } else { goods.iter().any(|g| g == good) };
        }
        let ids = atom.ids();
        let at_home = |process: &str| self.world.process(process).is_some_and(|p| p.region == region);
        let here = ids.iter().any(|(kind, id)| match kind {
            IdKind::Region => *id == region,
            IdKind::Process => at_home(id),
            IdKind::Good | IdKind::Use => false,
        });
        let makes = |process: &str| {
            let out = |r: &Recipe| r.process == process && r.role == RecipeRole::Out;
            self.world.recipes.iter().any(|r| out(r) && r.good == *good)
        };
        let of_it = match atom {
            Atom::Activity { process } => makes(process),
            _ => ids.iter().any(|(kind, id)| *kind == IdKind::Good && *id == good),
        };
        here && of_it
    }

    pub(super) fn route(&self, id: &str) -> Option<Found> {
        let (good, way) = id.split_once(':')?;
        let (origin, _) = way.split_once('>')?;
        let good = self.pooled(good);
        let row_id = format!("{good}:{way}");
        let s = &self.case.structure;
        let row = self.world.route(&row_id);
        let at = s.routes.iter().position(|r| {
            let (good, way) = r.id.split_once(':').unwrap_or_default();
            format!("{}:{way}", self.pooled(good)) == row_id
        });
        if at.is_none() && row.is_none() {
            return None;
        }
        let claims = self.claims(|atom| {
            let all = matches!(atom, Atom::Exports { good: g, region } if *g == good && region == origin);
            all || atom.route().as_deref() == Some(row_id.as_str())
        });
        let unit = self.world.good(&good).map_or("t", |g| g.unit.as_str());
        let figure = match at {
            Some(k) => text(self.figure(|b| b.flow.get(k).copied()), &format!("{unit}/yr")),
            None => "not a route of this base: netted out of it, or without a market at one end".into(),
        };
        let year = self.case.base_year;
        let rows = claims.iter().map(|c| c.at).chain(row.map(|r| r.at)).collect();
        Some(Found { figure: format!("{figure} in {year}"), rows })
    }

    /// A whole process, or one activity of it.
    pub(super) fn process(&self, id: &str) -> Option<Found> {
        let s = &self.case.structure;
        let meant = |p: &ProcessSpec| p.id == id || p.process == id;
        let parts: Vec<usize> = (0..s.processes.len()).filter(|k| meant(&s.processes[*k])).collect();
        let spec = s.processes.get(*parts.first()?)?;
        let process = spec.process.as_str();
        let through = |b: &Base| Some(parts.iter().filter_map(|k| b.activity.get(*k)).sum());
        let figure = format!("throughput {} in {}", text(self.figure(through), "t/yr"), self.case.base_year);
        let claims = self.claims(|atom| atom.ids().contains(&(IdKind::Process, process)));
        let mut rows: BTreeSet<RowRef> = claims.iter().map(|c| c.at).collect();
        rows.extend(self.about_process(process));
        rows.extend(spec.site.iter().flat_map(|site| self.about_site(site)));
        Some(Found { figure, rows })
    }

    pub(super) fn about_process(&self, process: &str) -> Vec<RowRef> {
        let world = self.world;
        let mut rows: Vec<RowRef> = world.process(process).iter().map(|p| p.at).collect();
        rows.extend(world.latest_recipes().iter().filter(|r| r.process == *process).map(|r| r.at));
        let named = |prefix: &str| process.starts_with(prefix);
        rows.extend(world.alternatives.iter().filter(|a| named(&a.processes)).map(|a| a.at));
        let costs = world.costs.iter().filter(|c| named(&c.processes));
        rows.extend(costs.max_by_key(|c| c.processes.len()).map(|c| c.at));
        rows
    }

    pub(super) fn site(&self, id: &str) -> Option<Found> {
        let site = self.case.structure.sites.iter().find(|s| s.id == id)?;
        let day = self.case.as_of;
        let held = site.spell(day).map(|spell| {
            let since = spell.from.map(|d| format!(" since {d}")).unwrap_or_default();
            format!("{} on {day}: held by {}{since}", site.name, self.case.structure.name(&spell.actor))
        });
        let figure = held.unwrap_or_else(|| format!("{} on {day}: no holder on record", site.name));
        Some(Found { figure, rows: self.about_site(&site.id).into_iter().collect() })
    }

    pub(super) fn about_site(&self, site: &str) -> Vec<RowRef> {
        let spells = self.world.controls.iter().filter(|c| c.site == *site).map(|c| c.at);
        self.world.site(site).map(|s| s.at).into_iter().chain(spells).collect()
    }

    fn figure(&self, of: impl Fn(&Base) -> Option<f64>) -> Interval {
        interval(bases(self.case).filter_map(of))
    }
}

/// Rows that no later edition of their series replaces.
fn newest_editions(claims: &[&FlowClaim]) -> BTreeSet<RowRef> {
    let mut newest: BTreeMap<(&str, &str), &FlowClaim> = BTreeMap::new();
    for &claim in claims {
        let Some(series) = claim.series.as_deref() else { continue };
        let kept = newest.entry((series, claim.period.text())).or_insert(claim);
        if claim.prov.known_at >= kept.prov.known_at {
            *kept = claim;
        }
    }
    let alone = claims.iter().filter(|c| c.series.is_none()).map(|c| c.at);
    newest.values().map(|c| c.at).chain(alone).collect()
}

/// `37.00 t-metal/yr (80 % interval: 35.10 to 38.90)`.
fn text(i: Interval, unit: &str) -> String {
    let digits = if i.value.abs() < 100.0 { 2 } else { 0 };
    format!("{:.digits$} {unit} (80 % interval: {:.digits$} to {:.digits$})", i.value, i.low, i.high)
}
