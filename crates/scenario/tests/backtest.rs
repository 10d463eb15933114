//! The visible record imported, read, compiled and run; invented rows for what no visible row uses; bad tables.
#![allow(clippy::unwrap_used)]

mod common;

use common::legs::{compiled, folder, imported, inputs, opened, package, targets, visible};
use oreline_scenario::backtest::rows::{INPUTS, TARGETS};
use oreline_scenario::backtest::{
    Class, Episode, Function, Simple, Training, Twin, Zone, generic, import, later_rows, leg_paths,
};
use oreline_scenario::ensemble::Watch;
use oreline_scenario::plan::{ActKind, Plan, Start};
use oreline_world::{Diagnostic, World};
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

#[test]
fn every_visible_row_becomes_a_world_without_a_fault() {
    let legs = visible();
    assert_eq!(legs.len(), 24);
    let mut count = 0;
    for leg in legs {
        let opened = opened(leg);
        count += opened.episode.targets.len();
        let origin = opened.episode.origin().unwrap().day();
        assert_eq!((opened.world.meta.edition, opened.world.meta.default_as_of), (origin, origin));
        assert_eq!(later_rows(&opened.world, origin), []);
        assert!(opened.plan.months as f64 >= opened.episode.months() as f64);
    }
    assert_eq!(count, targets().lines().count() - 1);
}

/// Cells of the tables, found again by hand: E01, E04r-La and E07-Dy.
#[test]
fn the_cells_of_a_leg_are_those_of_its_rows() {
    let cobalt = opened(folder(visible(), "e01"));
    let act = &cobalt.plan.acts[0];
    assert_eq!(
        (act.kind, act.processes.as_slice(), act.announced),
        (ActKind::OutputLoss, &["mine-home".to_owned()][..], true)
    );
    assert_eq!((act.chance, act.cut.unwrap().value(), act.months.unwrap().value()), (Some(0.9), 0.3, 9.0));
    assert_eq!(act.start().unwrap(), Some(Start::After(1.0)));
    let flow = |id: &str| cobalt.world.flows.iter().find(|f| f.id == *id).unwrap().est;
    let supply = flow("home-supply");
    assert_eq!((supply.low(), supply.value(), supply.high()), (400.0, 500.0, 600.0));
    assert_eq!((flow("home-demand").value(), flow("world-supply").value()), (10.0, 1000.0));
    assert_eq!(cobalt.world.flows[0].period.text(), "1977");
    assert_eq!(cobalt.world.stocks[1].est.value(), 12.0);
    assert_eq!(cobalt.episode.targets[0].window, [7.0, 19.0]);
    assert_eq!((cobalt.episode.targets[0].gap, cobalt.episode.targets[0].gap_sd), (0.1, 0.1));

    let lanthanum = opened(folder(visible(), "e04r-la"));
    let act = &lanthanum.plan.acts[0];
    assert_eq!((act.kind, act.leak_to.as_deref()), (ActKind::Quota, Some("abroad")));
    assert_eq!(act.start().unwrap(), Some(Start::After(0.0)));
    assert_eq!(act.heard().unwrap(), Some(Start::After(-16.0)));
    assert_eq!(lanthanum.world.meta.edition.to_string(), "2011-09-30");

    let closure = opened(folder(visible(), "e07-dy"));
    let act = &closure.plan.acts[0];
    assert_eq!((act.kind, act.announced, act.region.as_deref()), (ActKind::Closure, false, Some("abroad")));
    assert_eq!((act.pent_up.unwrap().value(), act.lag.unwrap().value()), (0.5, 0.2));
    assert_eq!(act.heard().unwrap(), Some(Start::After(-3.5)));

    let demand = opened(folder(visible(), "e06"));
    let act = &demand.plan.acts[0];
    assert_eq!((act.kind, act.ramp, act.believed.unwrap().value()), (ActKind::Demand, Some(3.0), 12.0));
    assert!((act.amount.unwrap().value() - libm::exp(0.05)).abs() < 1e-9);
}

/// Every visible leg compiles; its base has the shares that were claimed, and the simple forecasters read them.
#[test]
fn every_visible_leg_compiles_to_its_shares() {
    for (leg, made, lost) in [
        ("e01", 0.5, Some(0.15)),
        ("e04", 0.97, Some(0.4 * 0.37 / 0.4)),
        ("e05", 0.25, Some(0.9 * 0.24 / 0.99)),
        ("e06", 0.57, Some(0.0)),
        ("e13", 0.45, Some(0.45)),
    ] {
        let opened = opened(folder(visible(), leg));
        let case = compiled(&opened);
        let home = case.structure.processes.iter().position(|p| p.region == "home").unwrap();
        let share = case.central.activity[home] / case.central.activity.iter().sum::<f64>();
        assert!(
            (share - made).abs() < 0.002,
            "{leg}: {share} {:?} {:?} {:?} {:?}",
            case.central.activity,
            case.central.use_,
            case.central.flow,
            case.bases.iter().map(|b| b.activity[0]).collect::<Vec<_>>()
        );
        let simple = Simple::read(&case, &opened.world, &opened.plan);
        assert!(lost.is_none_or(|l| (simple.loss.abroad - l).abs() < 0.005), "{leg}: {simple:?}");
    }
    let tb = opened(folder(visible(), "e07-tb"));
    let simple = Simple::read(&compiled(&tb), &tb.world, &tb.plan);
    assert_eq!((simple.volatility, simple.tightness.low, simple.loss.announced), (0.22, -0.15, false));
}

const LEG: &str = "leg,episode,commodity,cluster,split,origin,announced,effective,expected_end_as_known,instrument,model_kind,field,low,central,high,tag,note\n";
const TARGET: &str = "target_id,leg,zone,func,a,b,y,lo,hi,weight,gap,gap_sd,den_a,den_b,cls,src\n";

/// Invented inputs: an export leg under a licence that was announced a month before the origin.
fn invented(instrument: &str) -> String {
    let fields = [
        ("sH", "0.5,0.6,0.7"),
        ("dH", "0.2,0.3,0.4"),
        ("cut", "0.1,0.3,0.5"),
        ("pcut", "1,1,1"),
        ("t_ann", "-1,-1,-1"),
        ("t_eff", "0.5,0.5,0.5"),
        ("dur", "6,18,48"),
        ("cov", "6,12,24"),
        ("spare", "0,0.03,0.06"),
        ("byp", "0.5,0.5,0.5"),
        ("u0", "-0.1,0.1,0.3"),
        ("sig", "0.3,0.3,0.3"),
        ("pent", "0,0,0"),
        ("dshift", "0,0,0"),
        ("trend", "0,0,0"),
        ("lag", "0,0,0"),
        ("policy", "1,1,1"),
    ];
    let row = |(field, numbers): &(&str, &str)| {
        format!(
            "X1-Ga,X1,gallium,invented,train,2015-06,then,then,open,{instrument},export,{field},{numbers},assumed,\n"
        )
    };
    format!("{LEG}{}", fields.iter().map(row).collect::<String>())
}

fn asked() -> String {
    format!(
        "{TARGET}X1,X1-Ga,R,mean,11.5,12.5,0.2,0.1,0.3,1,0.05,0.02,0,6,fixed,invented\n\
         X2,X1-Ga,H,point,6,6,-0.1,-0.1,-0.1,0,0,0,,,fixed,invented\n\
         X3,X1-Ga,R,max,2,6,0.5,0.5,0.5,1,,,1,2,extreme,invented\n"
    )
}

#[test]
fn licences_ratios_and_home_prices_are_imported_and_run() {
    let legs = imported(&invented("export licence (dual use)"), &asked());
    let leg = opened(&legs[0]);
    let act = &leg.plan.acts[0];
    assert_eq!((act.kind, act.announced, act.region.as_deref()), (ActKind::Licence, true, Some("home")));
    assert_eq!((act.cut.unwrap().value(), act.start().unwrap()), (0.3, Some(Start::After(1.5))));
    let [ratio, home, max] = leg.episode.targets.as_slice() else { panic!("three targets") };
    assert_eq!((ratio.denominator, ratio.gap_sd), (Some([0.0, 6.0]), 0.02));
    assert_eq!((home.zone, home.weight, home.function), (Zone::Home, 0.0, Function::Point));
    assert_eq!((max.window, max.denominator, max.gap), ([2.0, 6.0], Some([1.0, 2.0]), 0.0));
    assert_eq!(leg.episode.assumed_inputs.len(), 17);
    let watch = Watch { progress: &|_, _| {}, stop: &AtomicBool::new(false) };
    let case = compiled(&leg);
    for twin in [Twin::Model, Twin::NoShock, Twin::NoStock] {
        let paths = leg_paths(&case, &leg.plan, (8, 1, leg.plan.months), twin, &watch).unwrap();
        assert_eq!((paths.len(), paths[0].home.len()), (8, leg.plan.months));
    }
    let quota = opened(&imported(&invented("export quota"), &asked())[0]);
    assert_eq!(quota.plan.acts[0].kind, ActKind::Quota);
}

/// A row that became public after the origin is found with its file and line.
#[test]
fn a_planted_future_fact_is_found() {
    let leg = folder(visible(), "e09");
    let mut leg = leg.clone();
    let day = opened(&leg).episode.origin().unwrap().day();
    for (name, text) in &mut leg.files {
        match name.as_str() {
            "world.toml" => *text = text.replace(&format!("edition = {day}"), "edition = 2022-12-31"),
            "stocks.csv" => *text = text.replacen(&day.to_string(), "2021-11-02", 1),
            _ => {}
        }
    }
    let found = later_rows(&opened(&leg).world, day);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].file.as_str(), found[0].row, found[0].column.as_deref()),
        ("stocks.csv", Some(2), Some("known_at"))
    );
}

#[test]
fn typical_inputs_replace_judgement_and_leave_the_episode() {
    let training = Training::read(inputs(), targets()).unwrap();
    let own = opened(folder(visible(), "e05"));
    let typical = training.typical(Class::Fixed, "exchange-traded").unwrap();
    let (world, plan) = generic(&own.world, &own.plan, &typical);
    let weeks = |w: &World| w.stocks[0].est.value();
    assert_ne!(weeks(&world), weeks(&own.world));
    assert_eq!(world.flows, own.world.flows);
    assert_eq!(world.parameters.len(), own.world.parameters.len());
    assert_eq!(plan.acts[0].start, own.plan.acts[0].start);
    assert_eq!(plan.acts[0].months.unwrap().value(), typical["dur"].value);
    assert_eq!(plan.acts[0].pent_up, None, "a quota reads none");
    Plan::parse(&toml::to_string(&plan).unwrap()).unwrap();
}

fn faults(inputs: &str, targets: &str) -> Vec<Diagnostic> {
    import(inputs, targets, package()).unwrap_err()
}

fn holds(found: &[Diagnostic], file: &str, row: Option<u64>, column: &str, words: &str) -> bool {
    found.iter().any(|d| {
        let at = d.column.as_deref().unwrap_or_default();
        d.file == file && d.row == row && at == column && d.message.contains(words) && !d.hint.is_empty()
    })
}

#[test]
fn bad_tables_are_refused_with_place_and_remedy() {
    let (good, asked) = (invented("export quota"), asked());
    let cases = [
        ("leg,episode", "leg,episoed", INPUTS, None, "", "no column episode"),
        ("cut,0.1,0.3,0.5", "cut,0.6,0.3,0.5", INPUTS, Some(4), "low", "not in order"),
        ("cut,0.1,0.3,0.5", "cut,0.1,NaN,0.5", INPUTS, Some(4), "central", "no number"),
        ("cut,0.1,0.3,0.5", "cut,0.1,0.3,inf", INPUTS, Some(4), "high", "no number"),
        ("cut,0.1,0.3,0.5", "cut,0.1,0.3,1.5", INPUTS, Some(4), "high", "between 0 and 1"),
        ("cut,0.1,0.3,0.5", "cut,,0.3,0.5", INPUTS, Some(4), "low", "empty"),
        ("lag,0,0,0,assumed", "lag,0,0,0,guessed", INPUTS, Some(17), "tag", "no tag"),
        ("export,lag", "export,cut", INPUTS, Some(17), "field", "twice"),
        ("export,lag", "export,lagg", INPUTS, Some(2), "field", "no valid row for lag"),
        ("quota,export,lag", "quota,import,lag", INPUTS, Some(17), "model_kind", "'export' on line 2"),
        (
            "2015-06,then,then,open,export quota,export,lag",
            "2015-07,then,then,open,export quota,export,lag",
            INPUTS,
            Some(17),
            "origin",
            "'2015-06' on line 2",
        ),
        ("invented,train,", "invented,trial,", INPUTS, Some(2), "split", "none of train"),
        ("2015-06", "once", INPUTS, Some(2), "origin", "not a date"),
        (",export,", ",import,", INPUTS, Some(2), "model_kind", "none of prod"),
        ("\nX1-Ga", "\nX1/Ga", INPUTS, Some(2), "leg", "no name"),
    ];
    for (from, to, file, row, column, words) in cases {
        let found = faults(&good.replace(from, to), &asked);
        assert!(holds(&found, file, row, column, words), "{to}: {found:#?}");
    }
    let cases = [
        ("X1-Ga,R,mean", "X1-Go,R,mean", Some(2), "leg", "did you mean 'X1-Ga'"),
        ("X1-Ga,R,mean", "X1-Ga,Q,mean", Some(2), "zone", "none of H, R"),
        ("R,mean", "R,median", Some(2), "func", "none of point"),
        ("11.5,12.5", "12.5,11.5", Some(2), "a", "ends before"),
        ("11.5,12.5", "11.5,x", Some(2), "b", "no number"),
        ("11.5,12.5", "-3,-1", Some(2), "a", "nothing to forecast"),
        ("0.2,0.1,0.3", "0.2,0.3,0.1", Some(2), "lo", "not in order"),
        ("0.2,0.1,0.3", "0.6,0.1,0.3", Some(2), "y", "not in order"),
        (",0,6,fixed", ",0,,fixed", Some(2), "den_a", "is empty"),
        ("fixed,invented\nX2", "quick,invented\nX2", Some(2), "cls", "none of fixed"),
        ("\nX2,", "\nX1,", Some(3), "target_id", "already on line 2"),
        ("0.05,0.02", "0.05,-0.02", Some(2), "gap", "gap_sd"),
        ("X2,X1-Ga,H,point", "X2,X1-Ga,H", Some(3), "", "15 cells, the header 16"),
    ];
    for (from, to, row, column, words) in cases {
        let found = faults(&good, &asked.replacen(from, to, 1));
        assert!(holds(&found, TARGETS, row, column, words), "{to}: {found:#?}");
    }
    assert!(holds(&faults("", &asked), INPUTS, None, "", "empty"));
    assert!(holds(&faults(&good, ""), TARGETS, None, "", "empty"));
    let huge = good.replace("export quota", &"x".repeat(20_000));
    assert!(holds(&faults(&huge, &asked), INPUTS, Some(2), "", "20000 bytes"));
    let twins = good.clone() + &good[LEG.len()..].replace("X1-Ga", "x1.ga");
    assert!(holds(&faults(&twins, &asked), INPUTS, Some(19), "leg", "both be the folder 'x1-ga'"));
    assert_eq!(faults("[", "{").len(), 2, "each file is heard of");
}

#[test]
fn all_faults_come_at_once_and_a_long_list_is_cut() {
    let bad = invented("export quota").replace("cut,0.1", "cut,0.9").replace("lag,0,0,0", "lag,0,0,x");
    let found = faults(&bad, &asked().replace("X1-Ga,H", "nobody,H"));
    assert!(found.len() >= 3 && found.iter().any(|d| d.file == TARGETS), "{found:#?}");
    let many = TARGET.to_owned() + &"T,nobody,R,mean,1,2,0,0,0,1,0,0,,,fixed,\n".repeat(500);
    let found = faults(&invented("export quota"), &many);
    assert!(found.len() <= 101 && found.last().unwrap().message.contains("more"));
}

#[test]
fn what_is_no_input_is_left_out_and_said() {
    let extra = invented("export quota")
        + "X1-Ga,X1,gallium,invented,train,2015-06,then,then,open,export quota,export,sigg,1,1,1,read,\n";
    let found = import(&extra, &asked(), package()).unwrap();
    assert!(found.warnings[0].message.contains("did you mean 'sig'"), "{:?}", found.warnings);
    assert_eq!(found.folders, imported(&invented("export quota"), &asked()));
}

#[test]
fn words_of_the_tables_cannot_break_the_files() {
    let odd = invented("\"a \"\"quoted\"\" ban, \\ [with] = signs\nand a line\"")
        .replace(",gallium,", ",\"Ga, \"\"pure\"\" 錫\",");
    let leg = opened(&imported(&odd, &asked())[0]);
    assert!(leg.world.meta.title.contains("Ga, \"pure\" 錫"));
    assert_eq!(leg.world.goods[0].id, *"ga-pure");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_imported_or_refused(inputs in "\\PC*", targets in "\\PC*") {
        _ = import(&inputs, &targets, package());
        _ = Episode::parse(&inputs);
    }

    /// Cells replaced by anything, in tables that are otherwise good.
    #[test]
    fn any_cell_is_imported_or_refused(
        row in 0_usize..24,
        column in 0_usize..17,
        cell in prop_oneof!["\\PC{0,12}", "-?[0-9]{0,4}(\\.[0-9]{0,3})?(e[0-9]{1,3})?", Just("1e308".to_owned()), Just("-0".to_owned())],
        second in any::<bool>(),
    ) {
        let spoil = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let at = row % lines.len();
            let mut cells: Vec<String> = lines[at].split(',').map(str::to_owned).collect();
            let k = column % cells.len();
            cells[k] = format!("\"{}\"", cell.replace('"', "\"\""));
            lines[at] = cells.join(",");
            lines.join("\n") + "\n"
        };
        let (good, asked) = (invented("export licence"), asked());
        let found = if second { import(&good, &spoil(&asked), package()) } else { import(&spoil(&good), &asked, package()) };
        if let Ok(found) = found {
            for leg in found.folders {
                let opened = opened(&leg);
                prop_assert!(opened.plan.acts.len() == 1);
            }
        }
    }
}
