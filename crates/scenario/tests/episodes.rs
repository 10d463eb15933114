//! What an episode's market does: tightness dies away, panic and its limits, recovery of the model's own making.
#![allow(clippy::unwrap_used)]

mod common;

use common::legs::{Opened, compiled, folder, inputs, opened, targets, visible};
use oreline_scenario::backtest::{
    DrawPath, Leg, Observed, Options, Simple, Track, Training, Twin, leg_paths, suite,
};
use oreline_scenario::case::Case;
use oreline_scenario::ensemble::Watch;
use std::sync::atomic::AtomicBool;

fn run(leg: &Opened, case: &Case, (draws, seed, months): (usize, u64, usize), twin: Twin) -> Vec<DrawPath> {
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    leg_paths(case, &leg.plan, (draws, seed, months), twin, &watch).unwrap()
}

/// A price at e^1.85 = 6.4 times its anchor, with no act and no noise, is back at it in five years: what no act
/// explains dies away, and demand and supply unlearn it.
#[test]
fn tightness_without_a_cause_is_gone_in_five_years() {
    let leg = opened(folder(visible(), "e04r-dy"));
    let mut case = compiled(&leg);
    let tight = case.priors.input.get_mut("tightness@dy").unwrap();
    (tight.low, tight.median, tight.high) = (1.85, 1.85, 1.85);
    let above: Vec<f64> = run(&leg, &case, (101, 3, 60), Twin::NoShock)
        .iter()
        .flat_map(|p| [p.home[59] + 1.85, p.abroad[59] + 1.85])
        .collect();
    let near = above.iter().filter(|x| x.abs() <= libm::log(1.1)).count();
    let mut sorted = above.clone();
    sorted.sort_by(f64::total_cmp);
    assert!(sorted[above.len() / 2].abs() <= libm::log(1.1), "median {}", sorted[above.len() / 2]);
    assert!(near * 4 >= above.len() * 3, "{near} of {} within a tenth of the anchor", above.len());
}

fn scored(leg: &Leg, paths: &[DrawPath], seed: u64) -> oreline_scenario::answers::BacktestAnswer {
    let options = Options {
        seed,
        draws: paths.len(),
        bite: 0.75,
        inputs: oreline_scenario::answers::InputsUsed::Own,
        free_constants: Vec::new(),
        priors_hash: "hash".into(),
    };
    let training = Training::read(inputs(), targets()).unwrap();
    let given = |_: &Leg, _: Twin| -> Result<Vec<DrawPath>, String> { Ok(paths.to_vec()) };
    suite(std::slice::from_ref(leg), &training, &given, &options)
}

/// Outcomes drawn from the model itself lie in its intervals as often as these say: two hundred of them, each
/// band 2.6 binomial standard deviations wide to either side.
#[test]
fn episodes_that_the_model_made_are_recovered() {
    let opened = opened(folder(visible(), "e07ann-dy"));
    let case = compiled(&opened);
    let mut leg = Leg {
        key: 0,
        simple: Simple::read(&case, &opened.world, &opened.plan),
        episode: opened.episode.clone(),
        track: Track::Forecast,
    };
    let one = leg.episode.targets[0].clone();
    let truth = run(&opened, &case, (200, 77, opened.plan.months), Twin::Model);
    leg.episode.targets = vec![one.clone()];
    let seen = |k: usize| scored(&leg, &truth[k..=k], 77).episodes[0].targets[0].forecast.p50;
    let synthetic: Vec<f64> = (0..200).map(seen).collect();
    let target = |(k, y): (usize, &f64)| {
        let mut target = one.clone();
        target.id = format!("S{k}");
        target.observed = Observed { low: *y, value: *y, high: *y };
        target
    };
    leg.episode.targets = synthetic.iter().enumerate().map(target).collect();
    let forecast = run(&opened, &case, (1000, 1, opened.plan.months), Twin::Model);
    let answer = scored(&leg, &forecast, 1);
    let c = &answer.summary[0].coverage;
    for (share, covered) in [(0.5, c.p50), (0.8, c.p80), (0.95, c.p95)] {
        let band = 2.6 * (share * (1.0 - share) / 200.0_f64).sqrt();
        assert!((covered - share).abs() <= band, "{covered} of {share}");
    }
}

/// Paths of a leg whose market stands at `tight` times its anchor, with `panic` as the constant.
fn with_panic(name: &str, tight: f64, panic: f64, twin: Twin) -> Vec<DrawPath> {
    let leg = opened(folder(visible(), name));
    let mut case = compiled(&leg);
    case.priors.constant.insert("panic".into(), panic);
    let good = case.structure.goods[0].id.clone();
    let input = case.priors.input.get_mut(&format!("tightness@{good}")).unwrap();
    let log = libm::log(tight);
    (input.low, input.median, input.high) = (log, log, log);
    run(&leg, &case, (40, 5, 6), twin)
}

/// On the news of a lasting loss in a market above its anchor a panic lifts the price in nine draws of ten at least
/// (in a few buyers hoard more than a panic would have them without one) and by half in the median; in a glut it does
/// not come, nor on news that the price at the origin holds already, nor to a market without stocks and fears.
#[test]
fn a_panic_needs_news_and_no_glut() {
    let first = |paths: &[DrawPath]| -> Vec<f64> { paths.iter().map(|p| p.abroad[0]).collect() };
    let calm = first(&with_panic("e13", 1.2, 0.0, Twin::Model));
    let panic = first(&with_panic("e13", 1.2, 1e3, Twin::Model));
    let mut lift: Vec<f64> = calm.iter().zip(&panic).map(|(a, b)| b - a).collect();
    lift.sort_by(f64::total_cmp);
    assert!(lift[4] > 0.0 && lift[20] > libm::log(1.5), "{lift:?}");
    for (leg, tight, twin) in
        [("e13", 0.8, Twin::Model), ("e09", 1.5, Twin::Model), ("e13", 1.2, Twin::NoStock)]
    {
        assert_eq!(with_panic(leg, tight, 0.0, twin), with_panic(leg, tight, 1e3, twin), "{leg}");
    }
}
