//! `episode.toml`: what was asked of a leg, when, and what came to pass.
//!
//! It stands beside the tables of a world and is the only file that a world does not have. Raw text becomes a
//! valid [`Episode`] once; every fault is listed with its place. The road not taken: targets as a table of the
//! world. They are what the world must not know.

use super::origin::Origin;
use crate::plan::{Plan, Range};
use oreline_world::{Diagnostic, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name of the file in the folder of a leg.
pub const FILE: &str = "episode.toml";
/// Name of the scenario of a leg, without ending.
pub const SCENARIO: &str = "episode";
/// No window reaches further (months): a run has no more, and history has few such series.
pub const LONGEST: f64 = 240.0;

/// Region of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// The restricting country.
    Home,
    /// Everybody else.
    Abroad,
}

/// What is made of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// Its value at a time.
    Point,
    /// Its mean over a window.
    Mean,
    /// Its maximum over a window.
    Max,
}

/// Kind of target; scores of different kinds are never pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A date set beforehand, after a shock.
    Fixed,
    /// The way down after a shock, or its end.
    Reversal,
    /// The highest price of a stretch of time.
    Extreme,
}

/// Which part of history a leg belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// Until 2019.
    Train,
    /// 2020 to 2022.
    Validate,
    /// After that: apart from every headline, fit and reference class.
    Test,
}

/// What a forecaster is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    /// What was known at the origin.
    Forecast,
    /// That, and the flows that were seen afterwards.
    Conditional,
}

/// One leg and its targets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// The leg.
    pub id: String,
    /// The episode that it is part of; legs of one episode share a mean.
    pub episode: String,
    /// Episodes that share a cause.
    pub cluster: String,
    /// Which part of history.
    pub split: Split,
    /// Commodity.
    pub commodity: String,
    /// What was done.
    pub instrument: String,
    /// Day, month or quarter from whose end the forecast looks forward.
    pub origin: String,
    /// Title.
    pub title: String,
    /// Names of the inputs that nobody read or derived.
    #[serde(default)]
    pub assumed_inputs: Vec<String>,
    /// Targets.
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    /// Realised flows, for the conditional track only.
    #[serde(default, rename = "flow", skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
}

/// A functional of the log price path over its base, and what came to pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Unique in the file.
    pub id: String,
    /// Whose price.
    pub zone: Zone,
    /// What is made of the path.
    pub function: Function,
    /// Kind of target.
    pub class: Class,
    /// From and to, months after the origin.
    pub window: [f64; 2],
    /// Window of the base, if it reaches beyond the origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<[f64; 2]>,
    /// ln(price at the origin / base): given, never forecast.
    #[serde(default)]
    pub gap: f64,
    /// How well it is known, standard deviation.
    #[serde(default)]
    pub gap_sd: f64,
    /// What came to pass.
    pub observed: Observed,
    /// Weight in fits; no headline uses it.
    #[serde(default = "one")]
    pub weight: f64,
    /// Who says what came to pass.
    #[serde(default)]
    pub source: String,
}

/// A log ratio with the range that its sources leave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Lowest.
    pub low: f64,
    /// Central.
    pub value: f64,
    /// Highest.
    pub high: f64,
}

/// Flows that were seen after the origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The act of the scenario whose shipments they are.
    pub act: String,
    /// Shares of base shipments that got through, month by month from the act's start.
    pub path: Vec<Range>,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

fn one() -> f64 {
    1.0
}

/// A fault of an episode file.
pub(super) fn fault(place: &str, message: impl Into<String>, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, "bad-episode", FILE, message, hint).in_column(place)
}

impl Episode {
    /// Reads and checks the file; all faults at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let episode: Self = toml::from_str(text).map_err(|error| vec![syntax(text, &error)])?;
        let found = episode.faults();
        if found.is_empty() { Ok(episode) } else { Err(found) }
    }

    /// What is wrong, field by field.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (field, text) in [("id", &self.id), ("episode", &self.episode), ("cluster", &self.cluster)] {
            if text.trim().is_empty() {
                found.push(fault(field, format!("'{field}' is empty"), "write a short name"));
            }
        }
        if let Err(error) = self.origin() {
            found.push(fault(
                "origin",
                error,
                "write a day, a month or a quarter: 2018-11-03, 2018-11 or 2018-Q4",
            ));
        }
        for (k, target) in self.targets.iter().enumerate() {
            if self.targets[..k].iter().any(|t| t.id == target.id) {
                let place = format!("target {}: id", target.id);
                found.push(fault(&place, "this id is used twice", "ids of targets must be unique in a file"));
            }
            found.extend(target.faults());
        }
        found.extend(self.flows.iter().filter_map(Flow::fault));
        found
    }

    /// The time from whose end the forecast looks forward.
    pub fn origin(&self) -> Result<Origin, String> {
        self.origin.parse()
    }

    /// Months that a run needs to reach the last window.
    pub fn months(&self) -> usize {
        let ends = self.targets.iter().flat_map(|t| [Some(t.window), t.denominator]).flatten();
        let last = ends.map(|[_, b]| b).fold(1.0, f64::max);
        libm::ceil(last.min(LONGEST)) as usize + 1
    }

    /// The scenario with the flows that were seen in place of cut and length; nothing if none is known.
    pub fn conditional(&self, plan: &Plan) -> Result<Option<Plan>, Diagnostic> {
        if self.flows.is_empty() {
            return Ok(None);
        }
        let mut plan = plan.clone();
        for flow in &self.flows {
            let Some(act) = plan.acts.iter_mut().find(|act| act.id == flow.act) else {
                let message = format!("scenario '{}' has no act '{}'", plan.id, flow.act);
                return Err(fault("flow", message, "name an act of scenarios/episode.toml"));
            };
            act.path = flow.path.clone();
            act.months = None;
        }
        let hint = "flows can replace the cut of a closure; leave out [[flow]] for other acts";
        plan.check().map_err(|error| fault("flow", error.to_string(), hint))?;
        Ok(Some(plan))
    }
}

/// A file that is no TOML, or not of this form, with the line where it stops being so.
fn syntax(text: &str, error: &toml::de::Error) -> Diagnostic {
    let hint = "see the template that `oreline backtest init` writes";
    let found = Diagnostic::new(Severity::Error, "bad-toml", FILE, error.message(), hint);
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => found.on_row(before.matches('\n').count() as u64 + 1),
        None => found,
    }
}

impl Target {
    /// What is wrong with it.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut no = |field: &str, message: String, hint: &str| {
            found.push(fault(&format!("target {}: {field}", self.id), message, hint));
        };
        if self.id.trim().is_empty() {
            no("id", "the id is empty".into(), "write a short name");
        }
        if let Some(message) = bad_window(self.window) {
            no("window", message, WINDOW);
        } else if self.window[1] <= 0.0 {
            no("window", "the window ends before the origin: there is nothing to forecast".into(), WINDOW);
        }
        if let Some(message) = self.denominator.and_then(bad_window) {
            no("denominator", message, WINDOW);
        }
        if !(self.gap.is_finite() && self.gap_sd.is_finite() && self.gap_sd >= 0.0) {
            no(
                "gap",
                "gap and gap_sd must be numbers, gap_sd not below 0".into(),
                "write 0 where the base is the origin",
            );
        }
        if !(self.weight.is_finite() && self.weight >= 0.0) {
            no("weight", format!("{} is no weight", self.weight), "write a number from 0 to 1");
        }
        if let Some(message) = self.observed.fault() {
            no("observed", message, "low, value and high are natural logarithms, in this order");
        }
        found
    }
}

const WINDOW: &str = "write [from, to] in months after the origin, as in [2.5, 3.5]";

fn bad_window([a, b]: [f64; 2]) -> Option<String> {
    if !(a.is_finite() && b.is_finite()) {
        return Some("a window has two numbers".into());
    }
    if a > b {
        return Some(format!("it starts at {a} and ends before that, at {b}"));
    }
    (a < -LONGEST || b > LONGEST).then(|| format!("it reaches beyond {LONGEST} months"))
}

impl Observed {
    fn fault(&self) -> Option<String> {
        let Self { low, value, high } = *self;
        if !(low.is_finite() && value.is_finite() && high.is_finite()) {
            return Some("low, value and high must be numbers".into());
        }
        (low > value || value > high).then(|| format!("{low}, {value}, {high} are not in order"))
    }
}

impl Flow {
    fn fault(&self) -> Option<Diagnostic> {
        let good = |range: &Range| {
            let (low, value, high) = (range.lowest(), range.value(), range.highest());
            low >= 0.0 && low <= value && value <= high && high.is_finite()
        };
        let bad = self.path.is_empty() || !self.path.iter().all(good);
        bad.then(|| {
            fault(
                "flow",
                format!("the path of '{}' is empty or holds no share", self.act),
                "write shares of base shipments by month, as in [1.0, 0.4]",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const GOOD: &str = r#"
id = "invented"
episode = "I1"
cluster = "invented"
split = "train"
commodity = "tin"
instrument = "export ban"
origin = "2011-Q3"
title = "Invented"

[[target]]
id = "T1"
zone = "abroad"
function = "mean"
class = "fixed"
window = [2.5, 3.5]
observed = { low = 0.1, value = 0.2, high = 0.3 }
"#;

    #[test]
    fn a_short_file_reads_and_writes() {
        let episode = Episode::parse(GOOD).unwrap();
        assert_eq!((episode.targets[0].gap, episode.targets[0].weight), (0.0, 1.0));
        assert_eq!(episode.origin().unwrap().day().to_string(), "2011-09-30");
        assert_eq!(episode.months(), 5);
        assert_eq!(Episode::parse(&toml::to_string(&episode).unwrap()).unwrap(), episode);
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        for (from, to, place) in [
            ("2011-Q3", "2011-Q5", "origin"),
            ("2011-Q3", "once", "origin"),
            ("[2.5, 3.5]", "[3.5, 2.5]", "target T1: window"),
            ("[2.5, 3.5]", "[-3.5, -2.5]", "target T1: window"),
            ("[2.5, 3.5]", "[0, 1e9]", "target T1: window"),
            ("[2.5, 3.5]", "[nan, 3.5]", "target T1: window"),
            ("low = 0.1", "low = 0.25", "target T1: observed"),
            ("low = 0.1", "low = -inf", "target T1: observed"),
            ("id = \"T1\"", "id = \" \"", "target  : id"),
            ("id = \"invented\"", "id = \"\"", "id"),
            ("window", "gap_sd = -1.0\nwindow", "target T1: gap"),
            ("window", "weight = -1.0\nwindow", "target T1: weight"),
            ("window", "denominator = [2.0, 1.0]\nwindow", "target T1: denominator"),
        ] {
            let found = Episode::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(found.iter().any(|d| d.column.as_deref() == Some(place)), "{to}: {found:?}");
        }
        let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[target]]").unwrap()..]);
        assert!(Episode::parse(&twice).unwrap_err()[0].message.contains("twice"));
    }

    #[test]
    fn what_is_no_episode_is_refused_with_its_line() {
        let found = Episode::parse(&GOOD.replace("zone", "zoen")).unwrap_err();
        assert_eq!(found[0].row, Some(13), "{found:?}");
        assert!(Episode::parse("id = ").unwrap_err()[0].row.is_some());
    }

    #[test]
    fn flows_take_the_place_of_cut_and_length() {
        let flow = "[[flow]]\nact = \"shock\"\npath = [1.0, 0.4]\n";
        let episode = Episode::parse(&format!("{GOOD}\n{flow}")).unwrap();
        let plan = "id = \"episode\"\ntitle = \"t\"\nquestion = \"q\"\nmonths = 6\n[[act]]\nid = \"shock\"\n\
                    kind = \"closure\"\nprocesses = [\"mine-home\"]\nstart = \"+1 month\"\nmonths = 3\n";
        let plan = Plan::parse(plan).unwrap();
        let told = episode.conditional(&plan).unwrap().unwrap();
        assert_eq!((told.acts[0].path.len(), told.acts[0].months), (2, None));
        let other = Episode::parse(&format!("{GOOD}\n{}", flow.replace("shock", "other"))).unwrap();
        assert!(other.conditional(&plan).unwrap_err().message.contains("no act 'other'"));
        assert_eq!(Episode::parse(GOOD).unwrap().conditional(&plan), Ok(None));
        let empty = format!("{GOOD}\n{}", flow.replace("[1.0, 0.4]", "[]"));
        assert_eq!(Episode::parse(&empty).unwrap_err()[0].column.as_deref(), Some("flow"));
    }
}
