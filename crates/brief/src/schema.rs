//! JSON Schemas of the answers, made from their types.

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
        ("diff.schema.json", text(&schema_for!(LearntAnswer))),
        ("forecast.schema.json", text(&schema_for!(ForecastAnswer))),
        ("forecast-log.schema.json", text(&schema_for!(LogAnswer))),
        ("show.schema.json", text(&schema_for!(ShowAnswer))),
        ("why.schema.json", text(&schema_for!(WhyAnswer))),
    ]
}

fn text(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
