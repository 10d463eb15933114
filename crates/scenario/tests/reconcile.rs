//! The fit against its prototype: the same chain, the same evidence, the same digits.

#![allow(clippy::unwrap_used)]

mod balance;

use std::collections::BTreeMap;

use balance::{VINTAGES, id, problem, table};
use oreline_scenario::reconcile::{
    Basis, Draw, Ending, Fit, System, evidence, fit, influence, mined, perturbed,
};
use rayon::prelude::*;

fn solved(vintage: &str) -> (System, Fit) {
    let system = System::new(problem(vintage)).unwrap();
    let fit = fit(&system);
    assert_eq!(fit.ending, Ending::Converged, "{vintage}");
    (system, fit)
}

fn kachin(system: &System, fit: &Fit) -> f64 {
    mined(system, &fit.x, |_, _| 1.0).share_of_all("kachin")
}

fn value(system: &System, fit: &Fit, expr: &str) -> f64 {
    let expr: oreline_world::expr::Expr = expr.parse().unwrap();
    expr.0.iter().map(|term| term.factor() * system.network().value(&term.atom, &fit.x)).sum()
}

/// Half of the last digit that the prototype printed, and a little for its own rounding.
fn last_digit(printed: &str) -> f64 {
    let decimals = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
    0.500_001 * (0..decimals).fold(1.0, |unit, _| unit / 10.0)
}

fn dy_oxide_made_in_china(system: &System, fit: &Fit) -> f64 {
    ["sep-clay", "sep-bast", "sep-monz", "sep-seg", "rec-hc", "rec-lc"]
        .iter()
        .map(|process| value(system, fit, &format!("o:{process}-china:ox-dy")))
        .sum()
}

#[test]
fn objective_share_and_output_are_those_of_the_prototype() {
    let fits: BTreeMap<&str, (System, Fit)> = VINTAGES.map(|(vintage, ..)| (vintage, solved(vintage))).into();
    let mut checked = 0;
    for row in table("expected.csv") {
        let (system, fit) = &fits[row["vintage"].as_str()];
        let ours = match row["indicator"].as_str() {
            "objective" => fit.objective,
            "kachin_share_mine_dytb" => kachin(system, fit),
            "dy_oxide_made_in_china_t" => dy_oxide_made_in_china(system, fit),
            other => panic!("indicator {other}"),
        };
        let printed: f64 = row["value"].parse().unwrap();
        assert!((ours - printed).abs() <= last_digit(&row["value"]), "{row:?}: {ours}");
        checked += 1;
    }
    assert_eq!(checked, 13);
}

#[test]
fn balances_hold() {
    for (vintage, ..) in VINTAGES {
        let (_, fit) = solved(vintage);
        assert!(fit.residual < 1e-6, "{vintage}: {}", fit.residual);
    }
}

#[test]
fn every_flow_is_that_of_the_prototype() {
    let mut expected: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for row in table("expected_flows.csv") {
        let flow = (id(&row["variable"]), row["x"].parse().unwrap());
        expected.entry(row["vintage"].clone()).or_default().push(flow);
    }
    for (vintage, ..) in VINTAGES {
        let (system, fit) = solved(vintage);
        assert_eq!(fit.x.len(), expected[vintage].len(), "{vintage}");
        for (flow, x) in &expected[vintage] {
            let ours = value(&system, &fit, flow);
            assert!((ours - x).abs() < 1e-3 + 1e-6 * x.abs(), "{vintage} {flow}: {ours} against {x}");
        }
    }
}

#[test]
fn claims_about_flows_that_the_network_lacks_are_listed() {
    let system = System::new(problem("2024")).unwrap();
    let listed: Vec<&str> = system.incomplete_claims().map(|c| c.id.as_str()).collect();
    assert_eq!(listed, ["F0110"]);
}

/// Numbers that look normal enough for a test: sums of twelve uniform ones.
fn normals(seed: u64, n: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..n).map(|_| (0..12).map(|_| uniform()).sum::<f64>() - 6.0).collect()
}

#[test]
fn shifted_evidence_gives_balanced_bases_around_the_fit() {
    let (system, base) = solved("2024");
    let count = if cfg!(debug_assertions) { 64 } else { 256 };
    let began = std::time::Instant::now();
    let mut shares: Vec<f64> = (1..=count)
        .into_par_iter()
        .map(|seed| {
            let clusters = normals(seed, system.clusters().len());
            let groups = normals(seed + 10_000, system.groups().len());
            let fit = perturbed(&system, &base.x, Draw { clusters: &clusters, groups: &groups });
            assert!(fit.ending.is_usable(), "{:?}", fit.ending);
            assert!(fit.residual < 1e-4, "{}", fit.residual);
            kachin(&system, &fit)
        })
        .collect();
    println!("{count} perturbed fits in {:.2?}", began.elapsed());
    shares.sort_by(f64::total_cmp);
    let at = |q: f64| shares[(q * shares.len() as f64) as usize];
    println!("Kachin's share: {:.3} ({:.3} to {:.3})", at(0.5), at(0.1), at(0.9));
    assert!((at(0.5) - 0.35).abs() < 0.03);
    assert!(at(0.1) > 0.25 && at(0.9) < 0.45 && at(0.9) - at(0.1) > 0.05);
}

#[test]
fn relative_grades_tilt_the_share_and_hold_the_total() {
    let (system, fit) = solved("2024");
    let plain = mined(&system, &fit.x, |_, _| 1.0);
    let rich = mined(&system, &fit.x, |mine, _| if mine == "mine-clay-kachin" { 1.25 } else { 1.0 });
    let poor = mined(&system, &fit.x, |mine, _| if mine == "mine-clay-kachin" { 0.8 } else { 1.0 });
    let swing = rich.share_of_all("kachin") - poor.share_of_all("kachin");
    assert!((swing - 0.089).abs() < 1e-3, "{swing}");
    assert!((rich.total(0) - plain.total(0)).abs() < 1e-6);
}

#[test]
fn recycling_stays_under_what_scrap_contains_when_asked() {
    for vintage in ["2023s", "2024s"] {
        let (_, plain) = solved(vintage);
        let mut problem = problem(vintage);
        problem.options.scrap_ceiling = true;
        let system = System::new(problem).unwrap();
        let fit = fit(&system);
        assert_eq!(fit.ending, Ending::Converged);
        let x = |flow: &str| value(&system, &fit, flow);
        for (element, content) in [("dy", 0.8713), ("tb", 0.8502)] {
            for (grade, region) in [("hc", "china"), ("lc", "china"), ("hc", "japan"), ("lc", "japan")] {
                let plant = format!("mag-{grade}-{region}");
                let made = x(&format!("o:{plant}:mag-{grade}")) + x(&format!("o:{plant}:scrap-{grade}"));
                let kappa = x(&format!("i:{plant}:m-{element}")) / made;
                let inside = kappa * x(&format!("i:rec-{grade}-{region}:scrap-{grade}"));
                let out = content * x(&format!("o:rec-{grade}-{region}:ox-{element}"));
                println!("{vintage} {grade} {region} {element}: {out:.3} of {inside:.3} t");
                assert!(out <= inside * (1.0 + 1e-4) + 1e-4, "{grade} {region} {element}: {out} of {inside}");
            }
        }
        println!(
            "{vintage}: objective {:.2} with the ceiling, {:.2} without; share {:.4}; {} passes; {:.1e}",
            fit.objective,
            plain.objective,
            kachin(&system, &fit),
            fit.passes,
            fit.residual
        );
        assert!(fit.objective >= plain.objective - 1e-6);
    }
}

#[test]
fn weights_add_up_and_assumptions_carry_most_of_the_small_flows() {
    let (system, fit) = solved("2024");
    let weights = influence(&system, &fit.x);
    for column in &weights {
        assert!((column.iter().map(|w| w.weight).sum::<f64>() - 1.0).abs() < 1e-12);
    }
    let shares = evidence(&system, &weights, |column, _| Some(((), fit.x[column].abs())));
    println!("evidence by tonnes: {:?}", shares[&()]);
    assert!((shares[&()].values().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(shares[&()][&Basis::Assumed] > 0.3);
}
