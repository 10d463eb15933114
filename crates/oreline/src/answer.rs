//! The questions that can be asked of a world, one function each.

use crate::backtest::with_record;
use crate::bundled;
use crate::error::Error;
use crate::folder;
use crate::open::Opened;
use jiff::civil::Date;
use oreline_brief::ScenarioLine;
use oreline_scenario::answers::{
    BriefAnswer, CheckAnswer, CompareAnswer, DiagnosticAnswer, LearntAnswer, RunAnswer, ShowAnswer, WhyAnswer,
};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::{self, Request, Watch};
use oreline_scenario::plan::Plan;
use oreline_scenario::{compare as comparing, compile as compiler, holdings, learnt};
use oreline_world::{Clock, ClockError, Diagnostic, Meta, World};
use std::collections::BTreeMap;
use std::path::Path;

const BASELINE: &str = "baseline";

/// The days that a person asks for; what is left out comes from the scenario, then from the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Valid date.
    pub as_of: Option<Date>,
    /// Knowledge date.
    pub known_at: Option<Date>,
}

impl Days {
    /// The two clocks. A known-at that is given alone draws back the scenario's as-of too.
    pub(crate) fn clock(self, meta: &Meta, plan: Option<&Plan>) -> Result<Clock, ClockError> {
        let (plan_as_of, plan_known) = plan.map_or((None, None), |p| (p.as_of, p.known_at));
        let drawn_back = plan_as_of.map(|day| self.known_at.map_or(day, |known| day.min(known)));
        Clock::resolve(meta, self.as_of.or(drawn_back), self.known_at.or(plan_known))
    }
}

/// A scenario and the text it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The plan.
    pub plan: Plan,
    /// Its TOML text; empty for a baseline that no file describes.
    pub text: String,
}

/// Scenario texts by id.
pub type Scenarios = BTreeMap<String, String>;

/// What is wrong with a world, where its rows disagree, and what its base rests on.
pub fn check(opened: &Opened, days: Days) -> Result<CheckAnswer, Error> {
    let mut answer = match &opened.reading.world {
        None => {
            let rows = opened.reading.rows.values().sum();
            CheckAnswer { world: opened.name.clone(), rows, ..CheckAnswer::default() }
        }
        Some(world) => {
            let clock = days.clock(&world.meta, None)?;
            let (priors, hash) = bundled::priors()?;
            oreline_scenario::check::check(world, clock, &priors, &hash)
        }
    };
    let mut found: Vec<DiagnosticAnswer> = opened.reading.diagnostics.iter().map(diagnostic).collect();
    found.extend(opened.reading.world.iter().flat_map(|world| bad_scenarios(&world.scenarios)));
    found.extend(crate::forecast::faults(opened).iter().map(diagnostic));
    found.append(&mut answer.diagnostics);
    answer.diagnostics = found;
    Ok(answer)
}

fn diagnostic(d: &Diagnostic) -> DiagnosticAnswer {
    DiagnosticAnswer {
        severity: d.severity.to_string(),
        code: d.code.into(),
        file: d.file.clone(),
        row: d.row,
        column: d.column.clone(),
        message: d.message.clone(),
        hint: d.hint.clone(),
    }
}

fn bad_scenarios(scenarios: &Scenarios) -> Vec<DiagnosticAnswer> {
    let mut found = Vec::new();
    for (id, text) in scenarios {
        if let Err(error) = parse(id, text) {
            found.push(DiagnosticAnswer {
                severity: "error".into(),
                code: "bad-scenario".into(),
                file: file_of(id),
                row: None,
                column: None,
                message: error,
                hint: "see the scenarios of the world 'tiny' for one that works".into(),
            });
        }
    }
    found
}

fn file_of(id: &str) -> String {
    format!("scenarios/{id}.toml")
}

fn parse(id: &str, text: &str) -> Result<Plan, String> {
    let plan = Plan::parse(text).map_err(|error| error.to_string())?;
    if plan.id != id {
        return Err(format!("id '{}' must be the name of the file, '{id}'", plan.id));
    }
    Ok(plan)
}

/// Who holds what.
pub fn show(opened: &Opened, days: Days) -> Result<ShowAnswer, Error> {
    let world = opened.world()?;
    Ok(holdings::show(world, &compile(opened, None, days)?))
}

/// The rows behind a figure; with a plan also what the scenario adds, on its days.
pub fn why(opened: &Opened, plan: Option<&Plan>, days: Days, id: &str) -> Result<WhyAnswer, Error> {
    let world = opened.world()?;
    let case = compile(opened, plan, days)?;
    holdings::why(world, &case, plan, id).map_err(|error| Error::Why(error.to_string()))
}

/// The scenarios of a world, the baseline first.
pub fn scenarios(opened: &Opened) -> Result<Vec<ScenarioLine>, Error> {
    let world = opened.world()?;
    let mut ids: Vec<&str> = known(&world.scenarios);
    ids.sort_by_key(|id| (*id != BASELINE, *id));
    ids.into_iter().map(|id| line(world, &scenario_of(&world.scenarios, id)?.plan)).collect()
}

fn line(world: &World, plan: &Plan) -> Result<ScenarioLine, Error> {
    let clock = Days::default().clock(&world.meta, Some(plan))?;
    Ok(ScenarioLine {
        id: plan.id.clone(),
        title: plan.title.clone(),
        question: plan.question.clone(),
        as_of: clock.as_of.to_string(),
        known_at: clock.known_at.to_string(),
        months: plan.months,
        draws: plan.draws,
    })
}

fn known(scenarios: &Scenarios) -> Vec<&str> {
    let mut ids: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    if !ids.contains(&BASELINE) {
        ids.push(BASELINE);
    }
    ids
}

/// A scenario of a world by its id, or from a TOML file.
pub fn scenario(opened: &Opened, name: &str) -> Result<Scenario, Error> {
    scenario_of(&opened.world()?.scenarios, name)
}

/// The same from the texts alone.
pub fn scenario_of(scenarios: &Scenarios, name: &str) -> Result<Scenario, Error> {
    if let Some(text) = scenarios.get(name) {
        let plan = parse(name, text).map_err(|message| Error::Scenario { at: file_of(name), message })?;
        return Ok(Scenario { plan, text: text.clone() });
    }
    if name == BASELINE {
        return Ok(Scenario { plan: Plan::baseline(), text: String::new() });
    }
    if !is_path(name) {
        return Err(Error::unknown_scenario(name, &known(scenarios)));
    }
    let text = folder::read_text(Path::new(name))?;
    let plan = Plan::parse(&text).map_err(|e| Error::Scenario { at: name.into(), message: e.to_string() })?;
    Ok(Scenario { plan, text })
}

/// A scenario from the text of its file; no text is the baseline that no file describes.
pub fn scenario_from_text(text: &str) -> Result<Scenario, Error> {
    if text.is_empty() {
        return Ok(Scenario { plan: Plan::baseline(), text: String::new() });
    }
    let at = || "the scenario".to_string();
    let plan = Plan::parse(text).map_err(|e| Error::Scenario { at: at(), message: e.to_string() })?;
    Ok(Scenario { plan, text: text.into() })
}

fn is_path(name: &str) -> bool {
    let path = Path::new(name);
    path.extension().is_some_and(|ending| ending == "toml") || path.components().count() > 1
}

/// The world as numbers, reconciled and calibrated, on the days of the scenario or those asked for.
pub fn compile(opened: &Opened, plan: Option<&Plan>, days: Days) -> Result<Case, Error> {
    let world = opened.world()?;
    let clock = days.clock(&world.meta, plan)?;
    let (priors, hash) = bundled::priors()?;
    compiler::compile(world, clock, &priors, &hash).map_err(|error| Error::Compile(error.to_string()))
}

/// The answer to a scenario, with what history says of such answers.
pub fn run(case: &Case, plan: &Plan, request: &Request, watch: &Watch<'_>) -> Result<RunAnswer, Error> {
    let answer = ensemble::run(case, plan, request, watch).map_err(|error| Error::Run(error.to_string()))?;
    Ok(with_record(answer))
}

/// The brief of a run: its answer, every figure by id, the rows behind them and their sources.
pub fn brief_of(opened: &Opened, case: &Case, plan: &Plan, run: RunAnswer) -> Result<BriefAnswer, Error> {
    Ok(holdings::brief(opened.world()?, case, plan, run))
}

/// Scenarios of one world side by side under the same draws; the first is what the others are compared with.
pub fn compare(
    opened: &Opened,
    plans: &[Plan],
    days: Days,
    request: &Request,
    watch: &Watch<'_>,
) -> Result<CompareAnswer, Error> {
    let meta = &opened.world()?.meta;
    let clocks: Vec<Clock> =
        plans.iter().map(|plan| days.clock(meta, Some(plan))).collect::<Result<_, ClockError>>()?;
    if let Some((plan, clock)) = plans.iter().zip(&clocks).find(|(_, c)| **c != clocks[0]) {
        return Err(Error::Compare(format!(
            "'{}' is of {} as known at {}, '{}' of {} as known at {}: give --as-of and --known-at, so that both \
             stand on one day",
            plans[0].id, clocks[0].as_of, clocks[0].known_at, plan.id, clock.as_of, clock.known_at
        )));
    }
    let case = compile(opened, plans.first(), days)?;
    comparing::compare(&case, plans, request, watch).map_err(|error| Error::Run(error.to_string()))
}

/// What a world learnt between two dates, and what that changes; with a scenario also in its prices.
pub fn diff(
    opened: &Opened,
    known_at: [Date; 2],
    as_of: Option<Date>,
    scenario: Option<(&Plan, &Request)>,
    watch: &Watch<'_>,
) -> Result<LearntAnswer, Error> {
    let [then, now] = known_at;
    if then >= now {
        return Err(Error::Compare(format!("{then} is not before {now}: give the earlier date first")));
    }
    let world = opened.world()?;
    let edition = world.meta.edition;
    if then >= edition {
        return Err(Error::Compare(format!(
            "nothing is learnt after {edition}, the edition of this world: give a first date before it"
        )));
    }
    let plan = scenario.map(|(plan, _)| plan);
    let case = |day: Date| compile(opened, plan, Days { as_of, known_at: Some(day) });
    let (then, now) = (case(then)?, case(now)?);
    let mut answer = learnt::learnt(world, &then, &now);
    if let Some((plan, request)) = scenario {
        answer.prices = learnt::prices(&run(&then, plan, request, watch)?, &run(&now, plan, request, watch)?);
        answer.scenario = Some(plan.id.clone());
    }
    Ok(answer)
}
