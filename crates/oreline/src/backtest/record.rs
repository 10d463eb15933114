//! The recorded back-test that comes along with the program, and its place on every run.

use crate::bundled;
use crate::error::Error;
use oreline_scenario::answers::{RunAnswer, TrackRecord};

/// Name of the record among the files of history.
const RECORD: &str = "result.json";

/// The back-test that was recorded with this version; `cargo xtask backtest` renews it.
pub fn track_record() -> Result<TrackRecord, Error> {
    let text = bundled::history(RECORD)?;
    let bad = |error: serde_json::Error| Error::Episodes(format!("worlds/history/{RECORD}: {error}"));
    serde_json::from_str(&text).map_err(bad)
}

/// The answer with the record on it. Without one an answer is an illustration, and its ladder says why.
pub(crate) fn with_record(answer: RunAnswer) -> RunAnswer {
    match track_record() {
        Ok(record) => record.on(answer),
        Err(_) => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oreline_scenario::answers::{FORECAST, LABEL};

    /// Whoever changes the priors must score them again before a brief may speak of them.
    #[test]
    fn the_record_is_of_the_priors_that_come_along() {
        let (_, hash) = bundled::priors().unwrap();
        let recorded = track_record().unwrap();
        assert_eq!(recorded.priors_hash, hash, "the priors have changed: run `cargo xtask backtest`");
        assert_eq!(recorded.oreline, crate::VERSION, "the version has changed: run `cargo xtask backtest`");
        assert!(recorded.draws >= 2_000);
    }

    #[test]
    fn the_word_forecast_stands_only_where_the_bar_is_met() {
        let opened = crate::open("tiny").unwrap();
        let plan = crate::scenario(&opened, "gate-shut").unwrap().plan;
        let case = crate::compile(&opened, Some(&plan), crate::Days::default()).unwrap();
        let request = crate::Request { draws: 4, seed: 1, months: Some(3), ..Default::default() };
        let stop = std::sync::atomic::AtomicBool::new(false);
        let watch = crate::Watch { progress: &|_, _| {}, stop: &stop };
        let answer = crate::run(&case, &plan, &request, &watch).unwrap();
        let record = track_record().unwrap();
        let label = if record.meets_bar() { FORECAST } else { LABEL };
        assert_eq!(answer.label, label);
        let rung = answer.ladder.iter().find(|r| r.name == "history").unwrap();
        assert_eq!(rung.stands, record.meets_bar());
        assert!(rung.measured.contains("CRPS"), "{}", rung.measured);
        let mut good = record.clone();
        for row in &mut good.own {
            row.skill = oreline_scenario::answers::ByForecaster::of([Some(0.1); 8]);
            (row.crps, row.coverage80) = (0.1, 0.8);
        }
        assert_eq!(good.on(answer.clone()).label, FORECAST);
        let mut set = answer.clone();
        set.overrides = vec!["hoarding=0.3".into()];
        assert_eq!(good.on(set).label, LABEL, "an override is another model");
        let other = RunAnswer { priors_hash: "other".into(), ..answer };
        let other = good.on(other);
        assert_eq!(other.label, LABEL);
        assert!(
            other
                .ladder
                .iter()
                .any(|r| r.name == "history" && !r.stands && r.measured.contains("other priors"))
        );
    }
}
