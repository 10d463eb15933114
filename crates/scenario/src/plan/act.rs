//! One act of a scenario: what it does, to whom, when, and which of its fields its kind reads.

use super::{MOST_MONTHS, PlanError};
use crate::priors::{Input, Law};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One act of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActPlan {
    /// Unique in the file.
    pub id: String,
    /// What it does.
    pub kind: ActKind,
    /// The world's act that it stands for; start and source come from there.
    pub of: Option<String>,
    /// `YYYY-MM-DD` or `+N months`.
    pub start: Option<String>,
    /// When it became known, if not at its start: `YYYY-MM-DD` or `+N months`. Fear begins on that day.
    pub announcement: Option<String>,
    /// Probability that it happens at all; buyers fear it with this probability.
    pub chance: Option<f64>,
    /// Months after the start until the loss is felt (goods under way); fear and leakage do not wait.
    pub lag: Option<Range>,
    /// The cut is as announced: what is realised is the cut times the bite of the priors.
    #[serde(default)]
    pub announced: bool,
    /// Part of the baseline too (for example a shortfall that is not the question).
    #[serde(default)]
    pub also_in_baseline: bool,
    /// Real length in months; left out: the prior `closure-months` for closures, else no end.
    pub months: Option<Range>,
    /// Length believed at the start, in months.
    pub believed: Option<Range>,
    /// Share cut at what is named.
    pub cut: Option<Range>,
    /// Share of blocked output that goes on and piles up.
    pub pent_up: Option<Range>,
    /// Sites hit.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Hits the sites that this actor holds at the base date.
    pub holder: Option<String>,
    /// Processes or mines hit.
    #[serde(default)]
    pub processes: Vec<String>,
    /// Exporting region of licences, quotas and embargoes; importing region of closures; where a project buys feed.
    pub region: Option<String>,
    /// Destinations of an embargo, a tax or a project's output.
    #[serde(default)]
    pub destinations: Vec<String>,
    /// Goods concerned.
    #[serde(default)]
    pub goods: Vec<String>,
    /// Uses concerned.
    #[serde(default)]
    pub uses: Vec<String>,
    /// Region to which leakage flows, or which takes what a project's destinations leave over.
    pub leak_to: Option<String>,
    /// Amount: USD/kg of a levy, rate of a tax, factor on demand, t/month of a stockpile, factor on capacity,
    /// t/year that a project makes of a good, separates of a feed, or adds at mines or plants.
    pub amount: Option<Range>,
    /// Who receives a levy; left out: the site's controller.
    pub payee: Option<String>,
    /// Who holds the sites from the start of a change of control.
    pub new_holder: Option<String>,
    /// Months by which a project comes later than its start.
    pub late: Option<Range>,
    /// Share of the destinations' base imports that projects replace at most.
    pub fill: Option<Range>,
    /// The world's project that it stands for.
    pub row: Option<String>,
    /// Months over which a demand shift or a project comes in.
    pub ramp: Option<f64>,
    /// Monthly shares of base shipments that got through, instead of cut and length.
    #[serde(default)]
    pub path: Vec<Range>,
}

/// What an act does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// A border, gate or buyer shuts to ore from some sites.
    Closure,
    /// Mines or plants lose output.
    OutputLoss,
    /// Exports of some goods need a licence: a near-stop, then a standing cut.
    Licence,
    /// Exports are capped at a share of base.
    Quota,
    /// Exports to some destinations stop.
    Embargo,
    /// A specific levy on a route.
    Levy,
    /// An ad-valorem tax on routes.
    Tax,
    /// Demand shifts.
    Demand,
    /// A state buys (positive) or sells.
    Stockpile,
    /// Capacity of a process changes.
    Capacity,
    /// Sites pass to another holder, who takes their levies and surplus.
    Control,
    /// New output at mines or plants, a new source of a good, or a plant that separates a feed elsewhere.
    Project,
}

impl ActKind {
    /// Whether it takes supply away from somebody.
    fn loses(self) -> bool {
        use ActKind::{Closure, Embargo, Licence, OutputLoss, Quota};
        matches!(self, Closure | OutputLoss | Licence | Quota | Embargo)
    }

    /// The fields that mean something to an act of this kind, besides `id`, `kind`, `of`, `start` and
    /// `also_in_baseline`, and those of [`OF_A_LOSS`] where it is one.
    fn reads(self) -> &'static [&'static str] {
        match self {
            Self::Closure => {
                &["months", "believed", "cut", "pent_up", "sites", "holder", "processes", "region", "path"]
            }
            Self::OutputLoss => &["months", "believed", "cut", "sites", "holder", "processes"],
            Self::Licence | Self::Quota => &["months", "believed", "cut", "region", "goods", "leak_to"],
            Self::Embargo => &["months", "believed", "cut", "region", "goods", "destinations", "leak_to"],
            Self::Levy => &["months", "amount", "region", "goods", "destinations", "payee"],
            Self::Tax => &["months", "amount", "region", "goods", "destinations"],
            Self::Demand => &["months", "believed", "amount", "ramp", "uses", "goods", "destinations"],
            Self::Stockpile => &["months", "amount", "region", "goods"],
            Self::Capacity => &["months", "amount", "ramp", "sites", "holder", "processes"],
            Self::Control => &["sites", "holder", "new_holder"],
            Self::Project => &[
                "months",
                "amount",
                "ramp",
                "late",
                "fill",
                "row",
                "processes",
                "region",
                "goods",
                "destinations",
                "leak_to",
            ],
        }
    }
}

/// The fields of a loss that may be known before it comes, may not come at all, and may be felt late or in part.
const OF_A_LOSS: [&str; 4] = ["announcement", "chance", "lag", "announced"];

/// Most of the base imports that projects can replace: with none left, nothing ties the price outside to the
/// exporter's any more, and a glut takes it to zero.
pub(crate) const MOST_FILL: f64 = 0.95;

pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A number, or a median with an 80 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "write a number, or { value = 0.5, low = 0.3, high = 0.7 }")]
pub enum Range {
    /// Certain.
    Point(f64),
    /// Median with 10 % and 90 % points.
    Interval {
        /// Median.
        value: f64,
        /// 10 % point.
        low: f64,
        /// 90 % point.
        high: f64,
    },
}

impl Range {
    /// The median.
    pub fn value(self) -> f64 {
        match self {
            Self::Point(v) => v,
            Self::Interval { value, .. } => value,
        }
    }

    /// The 10 % point.
    pub(crate) fn lowest(self) -> f64 {
        match self {
            Self::Point(v) => v,
            Self::Interval { low, .. } => low,
        }
    }

    /// The 90 % point.
    pub(crate) fn highest(self) -> f64 {
        match self {
            Self::Point(v) => v,
            Self::Interval { high, .. } => high,
        }
    }

    /// As an input: positive lengths are log-normal, shares two-piece normal within 0 and 1.
    pub(crate) fn input(self, unit: &str, law: Law, bounds: (f64, f64)) -> Input {
        let (low, high) = match self {
            Self::Point(v) => (v, v),
            Self::Interval { low, high, .. } => (low, high),
        };
        let mut input = Input::fixed(self.value(), unit);
        (input.low, input.high, input.law) = (low, high, law);
        (input.min, input.max) = (Some(bounds.0), Some(bounds.1));
        input
    }
}

/// When an act starts, before the base date is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// On a day.
    On(Date),
    /// So many months after the first day of the base month: 1 is the first day of the next. Below 1 it is in
    /// force at the base.
    After(f64),
}

impl ActPlan {
    fn bad(&self, field: &'static str, message: impl Into<String>) -> PlanError {
        PlanError::Field { act: self.id.clone(), field, message: message.into() }
    }

    pub(super) fn check(&self) -> Result<(), PlanError> {
        if !is_id(&self.id) {
            return Err(self.bad("id", "write small letters, digits and hyphens, as in gate-shut"));
        }
        self.start()?;
        self.heard()?;
        if self.start.is_none() && self.of.is_none() {
            return Err(self.bad("start", "give a date, '+1 month', or an act of the world with `of`"));
        }
        if self.chance.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return Err(self.bad("chance", "must lie between 0 and 1"));
        }
        self.check_range("lag", self.lag, 0.0, 1e4)?;
        self.check_range("months", self.months, 0.0, 1e4)?;
        self.check_range("believed", self.believed, 0.0, 1e4)?;
        self.check_range("cut", self.cut, 0.0, 1.0)?;
        self.check_range("pent_up", self.pent_up, 0.0, 1.0)?;
        self.check_range("amount", self.amount, -1e9, 1e9)?;
        self.check_range("late", self.late, 0.0, 1e4)?;
        self.check_range("fill", self.fill, 0.0, MOST_FILL)?;
        for share in &self.path {
            self.check_range("path", Some(*share), 0.0, 10.0)?;
        }
        if self.ramp.is_some_and(|months| !(0.0..=1e4).contains(&months)) {
            return Err(self.bad("ramp", "must lie between 0 and 10000 months"));
        }
        if self.months.is_some_and(|m| m.value() == 0.0) {
            return Err(
                self.bad("months", "an act of 0 months does nothing; give it a length, or take it out")
            );
        }
        if !self.path.is_empty() && self.months.is_some() {
            return Err(self.bad("months", "a path has its own length; leave out one of the two"));
        }
        self.check_fields()?;
        self.check_kind()
    }

    /// A field that its kind does not read would be ignored in silence.
    fn check_fields(&self) -> Result<(), PlanError> {
        let mut reads = self.kind.reads().to_vec();
        if self.kind.loses() {
            reads.extend(OF_A_LOSS);
        }
        match self.given().into_iter().find(|field| !reads.contains(field)) {
            None => Ok(()),
            Some(field) => {
                let message = format!("an act of this kind does not read it; it reads {}", reads.join(", "));
                Err(self.bad(field, format!("{message}; take it out, or choose another kind")))
            }
        }
    }

    /// The fields that are filled in, besides those that every kind reads.
    fn given(&self) -> Vec<&'static str> {
        let fields = [
            ("announcement", self.announcement.is_some()),
            ("chance", self.chance.is_some()),
            ("lag", self.lag.is_some()),
            ("announced", self.announced),
            ("months", self.months.is_some()),
            ("believed", self.believed.is_some()),
            ("cut", self.cut.is_some()),
            ("pent_up", self.pent_up.is_some()),
            ("sites", !self.sites.is_empty()),
            ("holder", self.holder.is_some()),
            ("processes", !self.processes.is_empty()),
            ("region", self.region.is_some()),
            ("destinations", !self.destinations.is_empty()),
            ("goods", !self.goods.is_empty()),
            ("uses", !self.uses.is_empty()),
            ("leak_to", self.leak_to.is_some()),
            ("amount", self.amount.is_some()),
            ("payee", self.payee.is_some()),
            ("new_holder", self.new_holder.is_some()),
            ("late", self.late.is_some()),
            ("fill", self.fill.is_some()),
            ("row", self.row.is_some()),
            ("ramp", self.ramp.is_some()),
            ("path", !self.path.is_empty()),
        ];
        fields.into_iter().filter_map(|(field, given)| given.then_some(field)).collect()
    }

    fn check_range(
        &self,
        field: &'static str,
        range: Option<Range>,
        min: f64,
        max: f64,
    ) -> Result<(), PlanError> {
        let Some(range) = range else { return Ok(()) };
        let input = range.input("", Law::TwoPieceNormal, (min, max));
        input.check().map_err(|text| self.bad(field, text))?;
        if input.low < min || input.high > max {
            return Err(self.bad(field, format!("must lie between {min} and {max}")));
        }
        Ok(())
    }

    fn check_kind(&self) -> Result<(), PlanError> {
        let named = !self.sites.is_empty() || self.holder.is_some() || !self.processes.is_empty();
        match self.kind {
            ActKind::Closure | ActKind::OutputLoss if !named && self.of.is_none() => {
                Err(self.bad("sites", "name sites, a holder, or processes"))
            }
            ActKind::Licence | ActKind::Quota | ActKind::Embargo if self.region.is_none() => {
                Err(self.bad("region", "name the exporting region"))
            }
            ActKind::Licence | ActKind::Quota | ActKind::Embargo | ActKind::Tax if self.goods.is_empty() => {
                Err(self.bad("goods", "name at least one good"))
            }
            ActKind::Embargo if self.destinations.is_empty() => {
                Err(self.bad("destinations", "name at least one destination"))
            }
            ActKind::Levy
            | ActKind::Tax
            | ActKind::Demand
            | ActKind::Stockpile
            | ActKind::Capacity
            | ActKind::Project
                if self.amount.is_none() =>
            {
                Err(self.bad("amount", "give an amount"))
            }
            ActKind::Control if self.new_holder.is_none() => {
                Err(self.bad("new_holder", "name the actor that takes over"))
            }
            ActKind::Control if !named => Err(self.bad("sites", "name sites, or who holds them now")),
            ActKind::Project => self.check_project(),
            _ => Ok(()),
        }
    }

    /// A project is a mine or plant that grows, or a source of goods for some destinations.
    fn check_project(&self) -> Result<(), PlanError> {
        match (self.processes.is_empty(), self.goods.is_empty()) {
            (true, true) => {
                Err(self.bad("goods", "name the good that it makes or separates, or processes that grow"))
            }
            (false, false) => {
                Err(self.bad("processes", "name either processes that grow or goods, not both"))
            }
            (true, false) if self.destinations.is_empty() => {
                Err(self.bad("destinations", "name who gets what it makes"))
            }
            (true, false) if self.fill.is_none() => {
                Err(self.bad("fill", "give the share of the destinations' imports that it may replace"))
            }
            _ if self.amount.is_some_and(|a| a.lowest() < 0.0) => {
                Err(self.bad("amount", "a project adds; write 0 or more"))
            }
            _ => Ok(()),
        }
    }

    /// When it starts, if the file says so.
    pub fn start(&self) -> Result<Option<Start>, PlanError> {
        self.start.as_deref().map(|text| self.day("start", text)).transpose()
    }

    /// When it became known, if the file says so.
    pub fn heard(&self) -> Result<Option<Start>, PlanError> {
        self.announcement.as_deref().map(|text| self.day("announcement", text)).transpose()
    }

    fn day(&self, field: &'static str, text: &str) -> Result<Start, PlanError> {
        let bad = || self.bad(field, format!("'{text}' is not a date; write 2025-06-15 or '+1 month'"));
        if !text.starts_with(['+', '-']) {
            return text.parse().map(Start::On).map_err(|_| bad());
        }
        let digits = text.trim_end_matches("months").trim_end_matches("month").trim();
        let unsigned: f64 = digits[1..].parse().map_err(|_| bad())?;
        if !digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return Err(bad());
        }
        if unsigned > MOST_MONTHS as f64 {
            return Err(self.bad(field, format!("'{text}' lies outside of any run; write '+1 month'")));
        }
        Ok(Start::After(if text.starts_with('-') { -unsigned } else { unsigned }))
    }
}
