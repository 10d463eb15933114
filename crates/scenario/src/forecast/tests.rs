//! Tests of the log on an invented forecast: a normal distribution of the log ratio, whose scores are known.

use super::*;
use crate::normal;
use crate::score::crps_normal;
use jiff::civil::{Date, date};
use oreline_world::Meta;
use std::collections::BTreeMap;
use std::f64::consts::LN_2;

const SD: f64 = 0.4;

/// Log-normal around 1.1 with log sd 0.4, for December 2026.
fn entry(id: &str, threshold: Option<f64>) -> Entry {
    let at = |p: f64| 1.1 * libm::exp(SD * normal::quantile(p));
    let quantiles = (0..QUANTILES).map(|k| at((k as f64 + 0.5) / QUANTILES as f64)).collect();
    let mut entry = Entry {
        id: id.into(),
        label: "scenario illustration, not a forecast".into(),
        question: "How dear is terbium?".into(),
        settled_by: "the exchange".into(),
        made_on: date(2026, 6, 30),
        resolves_by: date(2027, 2, 28),
        target: Target {
            output: "path-ratio:tb-oxide@china".into(),
            market: "tb-oxide@china".into(),
            month: "2026-12".parse().unwrap(),
            months_ahead: 6,
            threshold,
        },
        reference: Reference {
            row: "quote-1".into(),
            period: "2026-06-20".into(),
            quoted: "China domestic".into(),
            value: 6000.0,
            unit: "CNY/kg".into(),
            vat: "included".into(),
            source: "exchange".into(),
            model_price: 770.0,
        },
        made_with: MadeWith {
            oreline: "0.1.0".into(),
            priors_version: "1".into(),
            priors_hash: "ab".into(),
            world: "w".into(),
            edition: date(2026, 6, 30),
            as_of: date(2026, 6, 30),
            known_at: date(2026, 6, 30),
            case_hash: "cd".into(),
            scenario: "baseline".into(),
            scenario_hash: "ef".into(),
            seed: 1,
            draws: 1000,
            draws_solved: 1000,
        },
        forecast: Forecast {
            probability: threshold.map(|_| 0.2),
            p025: at(0.025),
            p05: at(0.05),
            p10: at(0.1),
            p25: at(0.25),
            p50: at(0.5),
            p75: at(0.75),
            p90: at(0.9),
            p95: at(0.95),
            p975: at(0.975),
            quantiles,
        },
        baselines: Baselines {
            volatility: 0.3,
            random_walk_sd: 0.3 * 0.5_f64.sqrt(),
            random_walk_probability: threshold.map(|_| 0.1),
            no_change_probability: threshold.map(|_| 0.0),
        },
        seal: Seal::default(),
    };
    entry.seal = Seal::of(&entry);
    entry
}

fn kept(threshold: Option<f64>) -> Kept {
    Kept { entry: entry("tb", threshold), records: Vec::new() }
}

fn value(value: f64, low: f64, high: f64) -> Ending {
    Ending::Resolved { value, low, high, unit: String::new(), source: "SunSirs".into() }
}

fn verdict(on: Date, ending: Ending) -> Verdict {
    Verdict { on, correction: None, ending }
}

const AFTER: Date = date(2027, 1, 5);

fn resolved(threshold: Option<f64>, ending: Ending) -> ForecastScore {
    let mut kept = kept(threshold);
    kept.records.push(resolve(&kept, &verdict(AFTER, ending)).unwrap());
    scored(&kept, AFTER).score.unwrap()
}

#[test]
fn a_hundred_quantiles_of_a_normal_score_like_the_normal() {
    for price in [2000.0, 4500.0, 6000.0, 6600.0, 9000.0, 20_000.0] {
        let score = resolved(None, value(price, price, price)).crps.unwrap();
        let exact = crps_normal(libm::log(1.1), SD, libm::log(price / 6000.0));
        assert!((score.model / exact - 1.0).abs() < 0.005, "{price}: {} {exact}", score.model);
        let walk = crps_normal(0.0, 0.3 * 0.5_f64.sqrt(), libm::log(price / 6000.0));
        assert!((score.random_walk - walk).abs() < 1e-12);
        assert!((score.no_change - libm::log(price / 6000.0).abs()).abs() < 1e-12);
    }
}

/// |ln| averaged over a range that is uniform in its log, from 0 to ln 2: half of ln 2.
#[test]
fn a_range_is_averaged_over_in_its_log() {
    let score = resolved(None, value(8000.0, 6000.0, 12_000.0)).crps.unwrap();
    assert!((score.no_change - 0.5 * LN_2).abs() < 1e-12);
    let brier = resolved(Some(2f64.sqrt()), value(8000.0, 6000.0, 12_000.0)).brier.unwrap();
    // Half of the range lies above: ½·0.8² + ½·0.2² = 0.34; of a forecast of 0: ½.
    assert!((brier.model - 0.34).abs() < 1e-12 && (brier.no_change - 0.5).abs() < 1e-12, "{brier:?}");
}

#[test]
fn a_probability_is_scored_by_its_square_and_by_nothing_else() {
    let above = resolved(Some(1.5), value(9001.0, 9001.0, 9001.0));
    assert_eq!((above.crps, above.inside, above.bias), (None, None, None));
    let brier = above.brier.unwrap();
    assert!((brier.model - 0.64).abs() < 1e-12 && (brier.random_walk - 0.81).abs() < 1e-12);
    let at = resolved(Some(1.5), value(9000.0, 9000.0, 9000.0)).brier.unwrap();
    assert!((at.model - 0.04).abs() < 1e-12, "a ratio at the threshold is not above it");
}

#[test]
fn intervals_are_met_by_what_lies_inside_or_reaches_in() {
    let inside = |v, low, high| resolved(None, value(v, low, high)).inside.unwrap();
    let all = Coverage { p50: 1.0, p80: 1.0, p90: 1.0, p95: 1.0 };
    assert_eq!(inside(6600.0, 6600.0, 6600.0), all);
    // exp(1.5 sd) above the median lies between the 90 % and the 95 % point.
    let far = 6600.0 * libm::exp(1.5 * SD);
    assert_eq!(inside(far, far, far), Coverage { p50: 0.0, p80: 0.0, p90: 1.0, p95: 1.0 });
    assert_eq!(inside(far, 6600.0, far), all);
}

#[test]
fn an_outcome_waits_for_its_month_and_comes_once() {
    let mut kept = kept(None);
    let say = |kept: &Kept, v: Verdict| resolve(kept, &v);
    let early = say(&kept, verdict(date(2026, 12, 30), value(6000.0, 6000.0, 6000.0)));
    assert!(matches!(early, Err(Refused::Dates(text)) if text.contains("2026-12")));
    assert!(matches!(
        say(&kept, Verdict { correction: Some("slip".into()), ..verdict(AFTER, value(1.0, 1.0, 1.0)) }),
        Err(Refused::NothingToCorrect(_))
    ));
    kept.records.push(say(&kept, verdict(AFTER, value(6000.0, 5900.0, 6100.0))).unwrap());
    let again = verdict(date(2027, 1, 6), value(7000.0, 7000.0, 7000.0));
    assert!(matches!(say(&kept, again.clone()), Err(Refused::Resolved { .. })));
    let corrected = Verdict { correction: Some("read the wrong line".into()), ..again };
    let before = Verdict { on: date(2027, 1, 4), ..corrected.clone() };
    assert!(matches!(say(&kept, before), Err(Refused::Dates(_))));
    kept.records.push(say(&kept, corrected).unwrap());
    let now = scored(&kept, date(2027, 1, 6));
    assert_eq!((now.corrected, now.resolution.unwrap().number), (1, 2));
    assert!((now.score.unwrap().observed.value - 7.0 / 6.0).abs() < 1e-12);
    let then = scored(&kept, AFTER);
    assert_eq!(then.score.unwrap().observed.value, 1.0, "a later record is not known yet");
}

#[test]
fn values_that_are_no_price_are_refused() {
    for (v, low, high) in
        [(0.0, 0.0, 0.0), (-1.0, -1.0, -1.0), (f64::NAN, 1.0, 2.0), (1.0, 2.0, 3.0), (3.0, 1.0, 2.0)]
    {
        assert!(matches!(resolve(&kept(None), &verdict(AFTER, value(v, low, high))), Err(Refused::Value(_))));
    }
    let blank = Ending::Annulled { reason: " \n".into() };
    assert_eq!(resolve(&kept(None), &verdict(AFTER, blank)), Err(Refused::Text("--annul")));
}

#[test]
fn a_question_may_lose_its_answer_before_its_time() {
    let mut kept = kept(None);
    let ending = Ending::Annulled { reason: "the quote was discontinued".into() };
    kept.records.push(resolve(&kept, &verdict(date(2026, 9, 1), ending)).unwrap());
    let answer = scored(&kept, date(2026, 9, 1));
    assert_eq!((answer.state, answer.score), (State::Annulled, None));
    assert_eq!(scored(&kept, date(2026, 8, 1)).state, State::Open);
}

#[test]
fn open_ones_fall_due_and_overdue() {
    let on = |day| scored(&kept(None), day).state;
    assert_eq!(on(date(2026, 12, 30)), State::Open);
    assert_eq!(on(date(2026, 12, 31)), State::Due);
    assert_eq!(on(date(2027, 2, 28)), State::Due);
    assert_eq!(on(date(2027, 3, 1)), State::Overdue);
}

fn files() -> BTreeMap<String, String> {
    let mut kept = kept(None);
    let first = resolve(&kept, &verdict(AFTER, value(6000.0, 5900.0, 6100.0))).unwrap();
    kept.records.push(first.clone());
    let again = Verdict {
        correction: Some("slip".into()),
        ..verdict(AFTER, Ending::Withdrawn { reason: "x".into() })
    };
    let second = resolve(&kept, &again).unwrap();
    let text = |record: Result<String, String>| record.unwrap();
    BTreeMap::from([
        ("tb.toml".into(), text(sealed_text(&kept.entry))),
        ("tb.resolution-1.toml".into(), text(sealed_text(&first))),
        ("tb.resolution-2.toml".into(), text(sealed_text(&second))),
        ("dy-2.toml".into(), text(sealed_text(&entry("dy-2", Some(1.5))))),
        ("README.md".into(), "not read".into()),
    ])
}

#[test]
fn a_log_survives_its_files() {
    let (log, faults) = read(&files());
    assert_eq!(faults, []);
    assert_eq!(log["tb"].entry, entry("tb", None));
    assert_eq!(log["tb"].records.len(), 2);
    assert_eq!(log["dy-2"].entry, entry("dy-2", Some(1.5)));
}

#[track_caller]
fn refused(files: &BTreeMap<String, String>, code: &str, words: &[&str]) {
    let (_, faults) = read(files);
    let fault = faults.iter().find(|f| f.code == code);
    let text = fault.unwrap_or_else(|| panic!("no {code} in {faults:?}")).to_string();
    words.iter().for_each(|word| assert!(text.contains(word), "`{word}` is not in: {text}"));
}

#[test]
fn what_was_edited_is_named_by_file_and_field() {
    let edit = |file: &str, from: &str, to: &str| {
        let mut files = files();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{text}");
        *text = text.replacen(from, to, 1);
        files
    };
    let question = edit("tb.toml", "How dear", "How cheap");
    refused(&question, "forecast-changed", &["forecasts/tb.toml (question)", "'question'", "restore"]);
    let month = edit("tb.toml", "month = \"2026-12\"", "month = \"2027-01\"");
    refused(&month, "forecast-changed", &["target.month"]);
    refused(&edit("tb.toml", "p50 = 1.1", "p50 = 1.2"), "forecast-changed", &["forecast.p50"]);
    let outcome = edit("tb.resolution-1.toml", "value = 6000.0", "value = 6600.0");
    refused(&outcome, "forecast-changed", &["tb.resolution-1.toml", "ending.value"]);
    refused(
        &edit("tb.toml", "question = ", "qestion = "),
        "bad-toml",
        &["tb.toml:", "unknown field `qestion`"],
    );
    // A comment and blank lines are no content.
    assert_eq!(read(&edit("tb.toml", "[target]", "# looked at in July\n\n[target]")).1, []);
}

#[test]
fn files_that_are_no_records_are_named() {
    let mut files = files();
    files.insert("empty.toml".into(), String::new());
    files.insert("bad.toml".into(), "id = \n".into());
    refused(&files, "bad-toml", &["forecasts/bad.toml:1"]);
    let (_, faults) = read(&files);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults.iter().any(|f| f.file == "forecasts/empty.toml" && f.message.contains("missing field")));
}

#[test]
fn records_stand_in_order_and_belong_to_a_forecast() {
    let without = |name: &str| {
        let mut files = files();
        files.remove(name).unwrap();
        files
    };
    refused(&without("tb.toml"), "lost-forecast", &["no sound forecast 'tb'"]);
    refused(&without("tb.resolution-1.toml"), "bad-resolution", &["record 1 is missing"]);
    let mut renamed = files();
    let text = renamed.remove("dy-2.toml").unwrap();
    renamed.insert("dy-3.toml".into(), text);
    refused(&renamed, "bad-forecast", &["'dy-2' must be the name of the file, 'dy-3'"]);
}

#[test]
fn a_seal_made_anew_does_not_excuse_nonsense() {
    let resealed = |change: fn(&mut Entry)| {
        let mut entry = entry("tb", None);
        change(&mut entry);
        entry.seal = Seal::of(&entry);
        BTreeMap::from([("tb.toml".to_string(), sealed_text(&entry).unwrap())])
    };
    refused(&resealed(|e| e.forecast.quantiles.truncate(5)), "bad-forecast", &["100 numbers"]);
    refused(&resealed(|e| e.forecast.quantiles[7] = f64::NAN), "bad-forecast", &["forecast.quantiles"]);
    refused(&resealed(|e| e.reference.value = 0.0), "bad-forecast", &["reference.value"]);
    refused(&resealed(|e| e.made_on = date(2027, 5, 1)), "bad-forecast", &["made_on"]);
    refused(&resealed(|e| e.forecast.probability = Some(0.1)), "bad-forecast", &["forecast.probability"]);
    let mut swapped = files();
    swapped.extend(resealed(|e| e.forecast.p50 *= 1.001));
    refused(&swapped, "bad-resolution", &["forecast_seal"]);
}

#[test]
fn the_summary_is_the_mean_of_its_questions() {
    let meta = Meta {
        id: "w".into(),
        title: "W".into(),
        edition: date(2026, 6, 30),
        default_as_of: date(2026, 6, 30),
        currency: "USD".into(),
        licence: "CC0".into(),
        focus: oreline_world::Focus { holder: "china".into(), elements: Vec::new(), name: "x".into() },
        vat: BTreeMap::new(),
    };
    let mut log = Log::new();
    for (id, threshold, price) in [
        ("a", None, Some(6000.0)),
        ("b", None, Some(12_000.0)),
        ("c", Some(1.5), Some(6000.0)),
        ("d", None, None),
    ] {
        let mut kept = Kept { entry: entry(id, threshold), records: Vec::new() };
        if let Some(p) = price {
            kept.records.push(resolve(&kept, &verdict(AFTER, value(p, p, p))).unwrap());
        }
        log.insert(id.into(), kept);
    }
    let answer = answer(&meta, &log, Some(date(2027, 6, 1)));
    assert_eq!((answer.states.resolved, answer.states.overdue), (3, 1));
    let prices = answer.prices.unwrap();
    assert_eq!((prices.questions, prices.markets), (2, 1));
    assert!((prices.crps.no_change - 0.5 * LN_2).abs() < 1e-12);
    let skill = 1.0 - prices.crps.model / prices.crps.no_change;
    assert!((prices.skill.no_change.unwrap() - skill).abs() < 1e-12);
    // Twice the reference is 1.49 standard deviations above the median: inside 90 %, outside 80 %.
    assert_eq!(prices.coverage, Coverage { p50: 0.5, p80: 0.5, p90: 1.0, p95: 1.0 });
    let bias = 0.5 * (libm::log(1.1) + libm::log(1.1 / 2.0));
    assert!((prices.bias - bias).abs() < 1e-12);
    let probabilities = answer.probabilities.unwrap();
    assert!((probabilities.brier.model - 0.04).abs() < 1e-12);
    assert_eq!(probabilities.skill.no_change, None, "no change was right: nothing is better");
}
