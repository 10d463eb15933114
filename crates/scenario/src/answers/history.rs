//! How this version did on history: the short form of a back-test that every run carries.
//!
//! A run cannot be told apart from a forecast by its looks, so what its prices have been held against travels
//! with it. The road not taken: a link to a table elsewhere. Briefs are forwarded, tables elsewhere are not read.

use super::{ByForecaster, LABEL, PartAnswer, RunAnswer, Rung, SummaryAnswer};
use crate::answers::BacktestAnswer;
use crate::backtest::{Class, Track};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The words that stand on an answer whose prices have met the bar.
pub const FORECAST: &str =
    "forecast of prices under the scenario, back-tested; quantities are an illustration";

/// The recorded back-test of a version of the program and its priors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackRecord {
    /// Version of the program.
    pub oreline: String,
    /// Day on which it was recorded.
    pub recorded: String,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
    /// Seed.
    pub seed: u64,
    /// Draws of each leg.
    pub draws: usize,
    /// Number of constants that were chosen after visible scores had been seen.
    pub free_constants: usize,
    /// Number of inputs of all legs that are assumed.
    pub assumed_inputs: usize,
    /// Scores with each leg's own inputs.
    pub own: Vec<TrackRow>,
    /// The same with the typical inputs of its class.
    pub generic: Vec<TrackRow>,
}

/// Scores of one class on one track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackRow {
    /// Track.
    pub track: Track,
    /// Class.
    pub class: Class,
    /// Number of targets.
    pub targets: usize,
    /// Number of episodes.
    pub episodes: usize,
    /// Mean score over the targets of an episode, then over episodes.
    pub crps: f64,
    /// The same of the forecasters beside it.
    pub baseline_crps: ByForecaster,
    /// One minus the ratio of the two: above 0 the model is better.
    pub skill: ByForecaster,
    /// Share of targets whose observed range meets the 80 % interval.
    pub coverage80: f64,
    /// Wilson interval (95 %) of that share.
    pub coverage80_interval: [f64; 2],
    /// Median minus observed, mean over episodes.
    pub bias: f64,
    /// The whole without the three episodes that make up most of it.
    pub ordinary: Option<PartAnswer>,
}

/// One condition of the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What must hold.
    pub what: String,
    /// What was found; nothing if it was not scored.
    pub found: Option<f64>,
    /// Whether it holds.
    pub met: bool,
}

impl TrackRow {
    fn of(s: &SummaryAnswer) -> Self {
        Self {
            track: s.track,
            class: s.class,
            targets: s.targets,
            episodes: s.episodes,
            crps: s.crps,
            baseline_crps: s.baseline_crps,
            skill: s.skill,
            coverage80: s.coverage.p80,
            coverage80_interval: s.coverage_interval.p80,
            bias: s.bias,
            ordinary: s.ordinary.clone(),
        }
    }
}

/// The rows of an answer in their short form.
pub fn track_rows(answer: &BacktestAnswer) -> Vec<TrackRow> {
    answer.summary.iter().map(TrackRow::of).collect()
}

/// The bar that was set before the first score: prices are called a forecast only if all of it holds.
pub fn bar(rows: &[TrackRow]) -> Vec<Condition> {
    let of = |class: Class| rows.iter().find(|r| r.track == Track::Forecast && r.class == class);
    let fixed = of(Class::Fixed);
    let over = |what: &str, found: Option<f64>| {
        let what = format!("fixed dates: skill above 0 against {what}");
        Condition { what, found, met: found.is_some_and(|s| s > 0.0) }
    };
    let mut out = vec![
        over("the random walk", fixed.and_then(|r| r.skill.b1)),
        over("the reference class", fixed.and_then(|r| r.skill.b2)),
        over("the decaying gap", fixed.and_then(|r| r.skill.b5)),
        over("the model without its act", fixed.and_then(|r| r.skill.noshock)),
    ];
    let covered = fixed.map(|r| r.coverage80);
    let met = covered.is_some_and(|c| (0.7..=0.9).contains(&c));
    out.push(Condition { what: "fixed dates: 80 % interval holds 70 to 90 %".into(), found: covered, met });
    for (class, name, most) in [(Class::Reversal, "reversals", 0.27), (Class::Extreme, "path maxima", 0.17)] {
        let found = of(class).map(|r| r.crps);
        let met = found.is_some_and(|c| c <= most);
        out.push(Condition { what: format!("{name}: score at most {most}"), found, met });
    }
    out
}

impl TrackRecord {
    /// From the two answers, with the legs' own inputs and with typical ones.
    pub fn of(own: &BacktestAnswer, generic: &BacktestAnswer, version: &str, recorded: &str) -> Self {
        Self {
            oreline: version.into(),
            recorded: recorded.into(),
            priors_hash: own.priors_hash.clone(),
            seed: own.seed,
            draws: own.draws,
            free_constants: own.free_constants,
            assumed_inputs: own.assumed_inputs,
            own: track_rows(own),
            generic: track_rows(generic),
        }
    }

    /// Whether every condition of the bar holds.
    pub fn meets_bar(&self) -> bool {
        bar(&self.own).iter().all(|c| c.met)
    }

    /// The same answer with this record, the label that it allows, and the highest rung of the ladder. An
    /// answer under other priors, or with overrides, is not of the model that was tested.
    pub fn on(&self, mut answer: RunAnswer) -> RunAnswer {
        let tested = self.priors_hash == answer.priors_hash && answer.overrides.is_empty();
        let label = if tested { self.label(&answer.priors_hash) } else { LABEL };
        let said = std::mem::replace(&mut answer.label, label.into());
        let sentences = answer.in_words.iter_mut().chain(&mut answer.in_three_sentences);
        sentences.for_each(|text| *text = text.replace(&said, label));
        let rung = self.rung(tested);
        match answer.ladder.iter_mut().find(|r| r.name == rung.name) {
            Some(place) => *place = rung,
            None => answer.ladder.push(rung),
        }
        answer.history = Some(self.clone());
        answer
    }

    /// What prices under the priors of a hash may be called.
    pub fn label(&self, priors_hash: &str) -> &'static str {
        if self.priors_hash == priors_hash && self.meets_bar() { FORECAST } else { LABEL }
    }

    fn rung(&self, tested: bool) -> Rung {
        let measured = if tested { self.in_words() } else { OTHER_MODEL.into() };
        Rung { name: HISTORY.into(), stands: tested && self.meets_bar(), measured }
    }

    /// The headline in one sentence.
    pub fn in_words(&self) -> String {
        let fixed = self.own.iter().find(|r| r.track == Track::Forecast && r.class == Class::Fixed);
        let Some(r) = fixed else { return "no fixed date was scored".into() };
        let skill = |name: &str, v: Option<f64>| v.map(|v| format!("{:+.2} against {name}", tidy(v)));
        let skills = [
            skill("a random walk", r.skill.b1),
            skill("its reference class", r.skill.b2),
            skill("its own decaying gap", r.skill.b5),
            skill("itself without the act", r.skill.noshock),
        ];
        let skills: Vec<String> = skills.into_iter().flatten().collect();
        format!(
            "{} fixed dates of {} episodes, forecast from what was known: CRPS {:.2}, skill {}; the 80 % interval \
             held {:.0} % (oreline backtest)",
            r.targets,
            r.episodes,
            r.crps,
            skills.join(", "),
            100.0 * r.coverage80
        )
    }
}

/// No `-0.00`.
fn tidy(v: f64) -> f64 {
    if v.abs() < 0.005 { 0.0 } else { v }
}

/// Name of the rung.
pub(crate) const HISTORY: &str = "history";
const OTHER_MODEL: &str =
    "this run has other priors or settings than the recorded back-test, which says nothing about it";

#[cfg(test)]
mod tests {
    use super::*;

    fn row(class: Class, crps: f64, skill: f64, coverage80: f64) -> TrackRow {
        let all = ByForecaster::of([Some(skill); 8]);
        TrackRow {
            track: Track::Forecast,
            class,
            targets: 9,
            episodes: 4,
            crps,
            baseline_crps: all,
            skill: all,
            coverage80,
            coverage80_interval: [0.5, 0.9],
            bias: 0.0,
            ordinary: None,
        }
    }

    fn record(skill: f64, coverage: f64, reversal: f64) -> TrackRecord {
        let own = vec![
            row(Class::Fixed, 0.4, skill, coverage),
            row(Class::Reversal, reversal, 0.5, 0.8),
            row(Class::Extreme, 0.17, 0.5, 0.8),
        ];
        TrackRecord {
            oreline: "0".into(),
            recorded: "2026-01-01".into(),
            priors_hash: "abc".into(),
            seed: 1,
            draws: 2000,
            free_constants: 0,
            assumed_inputs: 0,
            generic: own.clone(),
            own,
        }
    }

    #[test]
    fn the_bar_needs_all_of_it() {
        assert!(record(0.01, 0.7, 0.27).meets_bar());
        for missed in
            [record(0.0, 0.8, 0.2), record(0.1, 0.69, 0.2), record(0.1, 0.91, 0.2), record(0.1, 0.8, 0.28)]
        {
            assert!(!missed.meets_bar());
        }
        assert!(bar(&[]).iter().all(|c| !c.met), "what was not scored is not met");
        let mut conditional = record(0.1, 0.8, 0.2);
        conditional.own.iter_mut().for_each(|r| r.track = Track::Conditional);
        assert!(!conditional.meets_bar(), "only the forecast track counts");
    }

    #[test]
    fn the_headline_is_told_in_one_sentence() {
        let text = record(0.1234, 0.8, 0.2).in_words();
        assert!(text.contains("9 fixed dates of 4 episodes") && text.contains("+0.12 against a random walk"));
        assert!(record(-0.001, 0.8, 0.2).in_words().contains("+0.00"));
    }
}
