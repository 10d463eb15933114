//! JSON Schemas of the answers, made from their types.

use oreline_ingest::answers::{IngestAnswer, LocateAnswer, ReadAnswer, StoriesAnswer};
use oreline_ingest::coverage::Coverage;
use oreline_scenario::answers::{
    BacktestAnswer, BriefAnswer, CheckAnswer, CompareAnswer, LearntAnswer, RunAnswer, ShowAnswer, WhyAnswer,
};
use oreline_scenario::forecast::{ForecastAnswer, LogAnswer};
use schemars::{Schema, schema_for};

/// File name and text of every schema.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("backtest.schema.json", text(&schema_for!(BacktestAnswer))),
        ("run.schema.json", text(&schema_for!(RunAnswer))),
        ("brief.schema.json", text(&schema_for!(BriefAnswer))),
        ("check.schema.json", text(&schema_for!(CheckAnswer))),
        ("compare.schema.json", text(&schema_for!(CompareAnswer))),
        ("coverage.schema.json", text(&schema_for!(Coverage))),
        ("diff.schema.json", text(&schema_for!(LearntAnswer))),
        ("forecast.schema.json", text(&schema_for!(ForecastAnswer))),
        ("forecast-log.schema.json", text(&schema_for!(LogAnswer))),
        ("ingest.schema.json", text(&schema_for!(IngestAnswer))),
        ("locate.schema.json", text(&schema_for!(Vec<LocateAnswer>))),
        ("read.schema.json", text(&schema_for!(ReadAnswer))),
        ("show.schema.json", text(&schema_for!(ShowAnswer))),
        ("stories.schema.json", text(&schema_for!(StoriesAnswer))),
        ("why.schema.json", text(&schema_for!(WhyAnswer))),
    ]
}

fn text(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
