//! Hand-made answers: round numbers, every field once, so that a reader of a golden file can check each cell.
#![allow(dead_code, reason = "each test file uses its own part")]

use oreline_scenario::answers::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn fan(p50: &[f64], spread: f64) -> Fan {
    let scaled = |factor: f64| p50.iter().map(|v| v * factor).collect::<Vec<f64>>();
    Fan {
        p025: scaled(1.0 - 2.5 * spread),
        p05: scaled(1.0 - 2.0 * spread),
        p10: scaled(1.0 - spread),
        p25: scaled(1.0 - 0.5 * spread),
        p50: p50.to_vec(),
        p75: scaled(1.0 + 0.5 * spread),
        p90: scaled(1.0 + spread),
        p95: scaled(1.0 + 2.0 * spread),
        p975: scaled(1.0 + 2.5 * spread),
    }
}

fn band(p10: f64, p50: f64, p90: f64) -> Band {
    Band { p10, p50, p90 }
}

fn interval(low: f64, value: f64, high: f64) -> Interval {
    Interval { low, value, high }
}

fn market(good: &str, region: &str, ratio: &[f64]) -> MarketAnswer {
    let price: Vec<f64> = ratio.iter().map(|r| 1000.0 * r).collect();
    MarketAnswer {
        good: good.into(),
        region: region.into(),
        unit: "USD/kg".into(),
        price: fan(&price, 0.1),
        price_ratio_to_baseline: fan(ratio, 0.1),
        price_ratio_to_start: fan(ratio, 0.2),
        path_price: fan(&price, 0.2),
        sampled: if good == "metal" { vec![price.clone()] } else { Vec::new() },
        baseline_price: vec![1000.0; ratio.len()],
        unserved_share: fan(&[0.0, 0.05, 0.1], 0.1),
        cover_weeks: fan(&[8.0, 6.0, 4.0], 0.1),
    }
}

fn link(stage: &str, from: &str, next: &str, to: &str, (before, after): (f64, f64)) -> ChainLink {
    ChainLink {
        stage: stage.into(),
        from: from.into(),
        next_stage: next.into(),
        to: to.into(),
        unit: "t of the element a year".into(),
        baseline: before,
        scenario: band(0.5 * after, after, 1.5 * after),
    }
}

fn evidence() -> BTreeMap<String, EvidenceShare> {
    let share = |read, assumed| EvidenceShare { read, relayed: 0.25, derived: 0.125, assumed };
    [("all".to_string(), share(0.5, 0.125)), ("oxide".to_string(), share(0.125, 0.5))].into()
}

fn contradictions() -> Vec<ContradictionAnswer> {
    let row = |id: &str, value: Option<f64>, scope: &str| ContradictionRow {
        id: id.into(),
        value,
        unit: "t-gross".into(),
        scope: scope.into(),
        source: "customs".into(),
        at: "flows.csv:12".into(),
    };
    vec![
        ContradictionAnswer {
            kind: "rivals".into(),
            quantity: "imports from the north, 2023".into(),
            rows: vec![
                row("imports-a", Some(41_700.0), "oxides only"),
                row("imports-b", Some(50_000.0), "all"),
            ],
            sigma: Some(3.0),
        },
        ContradictionAnswer {
            kind: "rivals".into(),
            quantity: "ultimatum".into(),
            rows: vec![row("said", None, "asserted"), row("denied", None, "denied")],
            sigma: None,
        },
    ]
}

pub(crate) fn run_answer() -> RunAnswer {
    RunAnswer {
        world: "tiny".into(),
        world_title: "A tiny world".into(),
        scenario: "cut".into(),
        title: "The north stops".into(),
        question: "What if the mines of the north stop for six months?".into(),
        label: LABEL.into(),
        as_of: "2025-05-31".into(),
        known_at: "2026-06-30".into(),
        base_year: 2024,
        seed: 1,
        draws: 90,
        draws_asked: 100,
        priors_hash: "abc123".into(),
        units: "USD; without value-added tax".into(),
        names: [
            ("south", "South (all of it)"),
            ("north", "North"),
            ("metal", "Metal"),
            ("rebels", "The rebels"),
        ]
        .map(|(id, name)| (id.to_string(), name.to_string()))
        .into(),
        overrides: vec!["stop.cut=0.5".into()],
        evidence_share: evidence(),
        data_newest: Some("2025-04-30".into()),
        months: ["2025-05", "2025-06", "2025-07"].map(String::from).to_vec(),
        solver: SolverAnswer {
            endings: [("newton".to_string(), 1797), ("interior-point".to_string(), 3)].into(),
            worst_kkt: 2.5e-12,
        },
        in_three_sentences: vec!["One.".into(), "Two.".into(), "Three.".into()],
        in_words: vec!["In 9 of 10 runs the price in the south is higher after two months.".into()],
        headline: vec!["metal@south".into()],
        markets: vec![market("metal", "south", &[1.0, 1.5, 2.0]), market("ore", "north", &[1.0, 0.5, 0.8])],
        shortage: vec![ShortageAnswer {
            good: "metal".into(),
            region: "south".into(),
            use_: "lamps".into(),
            probability: 0.4,
            worst_unserved_share: band(0.0, 0.03, 0.2),
            median_month_of_run_out: Some("2025-07".into()),
        }],
        flows: vec![FlowAnswer {
            good: "ore".into(),
            origin: "north".into(),
            destination: "south".into(),
            unit: "t/month".into(),
            quantity: fan(&[100.0, 10.0, 20.0], 0.1),
            baseline: vec![100.0; 3],
        }],
        region_losses: vec![RegionLoss {
            region: "south".into(),
            unit: "million USD".into(),
            change_vs_baseline: band(1.0, 2.5, 4.0),
        }],
        use_losses: vec![UseLoss {
            use_: "lamps".into(),
            unit: "million USD".into(),
            change_vs_baseline: band(1.0, 2.5, 4.0),
        }],
        chain: vec![
            link("mining", "north", "separation", "south", (100.0, 20.0)),
            link("separation", "south", "use", "lamps", (100.0, 60.0)),
        ],
        places: vec![PlaceAnswer {
            id: "pit".into(),
            name: "The pit".into(),
            region: Some("north".into()),
            country: "nowhere".into(),
            lat: Some(25.0),
            lon: Some(98.0),
            accuracy_km: Some(5.0),
            role: PlaceRole::Mine,
            controller: Some("rebels".into()),
            since: Some("2024-10-19".into()),
            row: Some("pit-rebels".into()),
            hit: true,
        }],
        ways: vec![WayAnswer {
            good: "ore".into(),
            origin: "north".into(),
            destination: "south".into(),
            status: WayStatus::Squeezed,
            share_left: Some(0.1),
            month: "2025-06".into(),
        }],
        products: vec![ProductCost {
            product: "ev-motor".into(),
            good: "metal".into(),
            kg: interval(1.0, 1.5, 2.0),
            region: "south".into(),
            month: "2025-07".into(),
            unit: "USD per EV motor".into(),
            baseline: band(70.0, 75.0, 80.0),
            scenario: band(80.0, 90.0, 99.0),
            change: band(10.0, 15.0, 19.0),
            row: "intensity-motor".into(),
        }],
        ladder: vec![
            Rung { name: "closed forms".into(), stands: true, measured: "to 1e-10".into() },
            Rung { name: "history".into(), stands: false, measured: "one episode".into() },
        ],
        history: None,
        actors: vec![
            ActorAnswer {
                actor: "rebels".into(),
                account: "levies".into(),
                unit: "million USD".into(),
                change_vs_baseline: band(-3.0, -2.0, f64::NAN),
                total: Some(band(1.0, 2.0, 3.0)),
            },
            ActorAnswer {
                actor: "traders of the south".into(),
                account: "stock gains".into(),
                unit: "million USD".into(),
                change_vs_baseline: band(4.0, 5.0, 6.0),
                total: None,
            },
        ],
        drivers: vec![Driver {
            output: "log price over baseline, Metal in South, 2025-07".into(),
            input: "north-share".into(),
            meaning: "how much the north mines".into(),
            first_order: band(0.2, 0.3, 0.4),
            total: None,
        }],
        without_alternatives: Vec::new(),
        unexplained: vec![Unexplained {
            output: "log price over baseline, Metal in South, 2025-07".into(),
            share: band(0.5, 0.7, 0.8),
        }],
        assumptions: vec![Assumption { about: "cover of lamps".into(), text: "6 weeks (2 to 14)".into() }],
        contradictions: contradictions(),
        caveats: vec!["The world is made up.".into()],
        beside: vec![BesideAnswer {
            what: "Price in the south".into(),
            value: "1,650 CNY/kg on 18 Jul 2024".into(),
            row: Some("price-south".into()),
            market: Some("metal@south".into()),
            month: Some("2025-07".into()),
            ratio: Some(1.22),
            path_ratio: Some(band(0.9, 1.1, 1.5)),
            crps: Some(0.08),
            crps_random_walk: Some(0.12),
        }],
    }
}

pub(crate) fn check_answer() -> CheckAnswer {
    CheckAnswer {
        world: "tiny".into(),
        as_of: "2025-05-31".into(),
        known_at: "2026-06-30".into(),
        base_year: Some(2024),
        rows: 1234,
        rows_by_basis: [("read".to_string(), 1000), ("assumed".to_string(), 234)].into(),
        rows_unused: 12,
        sources: 7,
        evidence_share: evidence(),
        diagnostics: vec![DiagnosticAnswer {
            severity: "warning".into(),
            code: "unknown-unit".into(),
            file: "flows.csv".into(),
            row: Some(12),
            column: Some("unit".into()),
            message: "unknown unit 't-oxid'".into(),
            hint: "did you mean 't-oxide'?".into(),
        }],
        contradictions: contradictions(),
        remarks: vec!["smelter: margin 1 % of revenue".into()],
    }
}

pub(crate) fn show_answer() -> ShowAnswer {
    let share = |by: &str, name: &str, value: f64| ShareAnswer {
        by: by.into(),
        name: name.into(),
        share: interval(value - 0.1, value, value + 0.1),
    };
    ShowAnswer {
        world: "tiny".into(),
        as_of: "2025-05-31".into(),
        known_at: "2026-06-30".into(),
        base_year: 2024,
        in_words: vec!["The north mined half of it in 2024.".into()],
        stages: vec![StageAnswer {
            stage: "mined".into(),
            good: None,
            element: Some("dy+tb".into()),
            total: interval(90.0, 100.0, 110.0),
            unit: "t/yr".into(),
            hhi: interval(0.4, 0.5, 0.6),
            shares: vec![share("country", "southland", 0.25), share("country", "northland", 0.75)],
        }],
        sites: vec![SiteAnswer {
            id: "pit".into(),
            name: "The pit".into(),
            region: "north".into(),
            controller: Some("rebels".into()),
            since: None,
            source: Some("paper".into()),
        }],
    }
}

pub(crate) fn why_answer() -> WhyAnswer {
    WhyAnswer {
        id: "ore:north>south".into(),
        figure: "100 t/yr (80 to 120)".into(),
        rows: vec![WhyRow {
            id: "imports-a".into(),
            at: "flows.csv:12".into(),
            weight: Some(0.75),
            value: "41,700 t-gross (40,000 to 43,000)".into(),
            basis: "read".into(),
            grade: "A".into(),
            known_at: "2024-01-20".into(),
            source: "customs".into(),
            source_title: "Customs statistics".into(),
            url: "https://example.org/customs".into(),
        }],
    }
}

/// Compares with a committed file; `ORELINE_BLESS=1` rewrites it.
pub(crate) fn assert_file(folder: &str, name: &str, actual: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), folder, name].iter().collect();
    if std::env::var_os("ORELINE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    assert!(
        expected == actual,
        "{folder}/{name} differs from line {:?} on; look at the change and run again with ORELINE_BLESS=1",
        first.map(|k| k + 1)
    );
}
