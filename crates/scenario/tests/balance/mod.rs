//! The balance of the heavy rare earth chain as a fit problem: the fixture keeps the ids and the forms of
//! expression of the prototype, and this adapter turns them into the product's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oreline_scenario::reconcile::{
    Basis, Claim, ClaimRole, Content, FinalUse, FitProblem, Good, Options, Process, Recipe, Recovery, Role,
    Route, Stage, Stock,
};
use oreline_world::expr::{Atom, Expr};

/// Year, last day on which a row is known, and whether stocks stand still.
pub(crate) const VINTAGES: [(&str, &str, &str, bool); 5] = [
    ("2023", "2023", "2024-10-22", false),
    ("2024", "2024", "2026-11-24", false),
    ("2023h", "2023", "2026-11-24", false),
    ("2024s", "2024", "2026-11-24", true),
    ("2023s", "2023", "2024-10-22", true),
];

type Record = BTreeMap<String, String>;

pub(crate) fn table(name: &str) -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/balance");
    csv::Reader::from_path(folder.join(name)).unwrap().deserialize().map(Result::unwrap).collect()
}

pub(crate) fn id(old: &str) -> String {
    old.replace('_', "-")
}

/// The problem of one vintage.
pub(crate) fn problem(vintage: &str) -> FitProblem {
    let (_, year, known, steady) = *VINTAGES.iter().find(|v| v.0 == vintage).unwrap();
    let processes: Vec<Process> = table("processes.csv").iter().map(process).collect();
    let routes: Vec<Route> = table("routes.csv").iter().map(route).collect();
    let recipes = recipes(known);
    let claims: Vec<Claim> = table("flows.csv")
        .iter()
        .filter(|r| r["period"] == year && r["known_at"].as_str() <= known)
        .map(claim)
        .collect();
    let dropped = steady.then(|| "ox-ndpr:china>usa".to_owned());
    let mut regions: BTreeSet<&String> = processes.iter().map(|p| &p.region).collect();
    regions.extend(routes.iter().flat_map(|r| [&r.origin, &r.destination]));
    FitProblem {
        goods: table("goods.csv")
            .iter()
            .map(|g| Good { id: id(&g["id"]), magnet: g["id"].starts_with("mag_") })
            .collect(),
        regions: regions.into_iter().cloned().collect(),
        uses: uses(&claims, &processes, &recipes, &routes),
        stocks: stocks(&claims),
        recoveries: processes.iter().filter(|p| p.stage == Stage::Mine).map(recovery).collect(),
        recovered: vec!["ox-dy".into(), "ox-tb".into()],
        contents: [
            ("ox-dy", "dy", 0.8713),
            ("ox-tb", "tb", 0.8502),
            ("m-dy", "dy", 1.0),
            ("m-tb", "tb", 1.0),
        ]
        .map(|(good, element, fraction)| Content { good: good.into(), element: element.into(), fraction })
        .to_vec(),
        options: Options { steady, dropped_routes: dropped.into_iter().collect(), scrap_ceiling: false },
        processes,
        recipes,
        routes,
        claims,
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn process(row: &Record) -> Process {
    let stage = match (&row["stage"][..1], row["id"].starts_with("eol_")) {
        (_, true) => Stage::Collector,
        ("1", _) => Stage::Mine,
        ("2", _) => Stage::Separation,
        ("3", _) => Stage::Metal,
        ("4", _) => Stage::Magnet,
        _ => Stage::Recycling,
    };
    let capacity_high = row["capacity_high"].parse().ok();
    Process { id: id(&row["id"]), region: id(&row["region"]), stage, capacity_high }
}

fn route(row: &Record) -> Route {
    let (origin, destination) = (id(&row["origin"]), id(&row["destination"]));
    Route { id: id(&row["id"]), good: id(&row["good"]), origin, destination }
}

fn basis(word: &str) -> Basis {
    match word {
        "read" => Basis::Read,
        "relayed" => Basis::Relayed,
        "derived" => Basis::Derived,
        "assumed" => Basis::Assumed,
        other => panic!("basis {other}"),
    }
}

/// The newest row known for each coefficient.
fn recipes(known: &str) -> Vec<Recipe> {
    let mut newest: BTreeMap<[String; 3], Record> = BTreeMap::new();
    for row in table("recipes.csv").into_iter().filter(|r| r["known_at"].as_str() <= known) {
        let key = [row["process"].clone(), row["good"].clone(), row["role"].clone()];
        if newest.get(&key).is_none_or(|old| old["known_at"] <= row["known_at"]) {
            newest.insert(key, row);
        }
    }
    newest.values().map(recipe).collect()
}

fn recipe(row: &Record) -> Recipe {
    let name = &row["process"];
    let regional = name.starts_with("mag_") || name.starts_with("rec_");
    let stem = if regional { name.rsplit_once('_').unwrap().0 } else { name };
    Recipe {
        process: id(name),
        good: id(&row["good"]),
        role: if row["role"] == "in" { Role::In } else { Role::Out },
        coef: number(&row["coef"]),
        low: number(&row["low"]),
        high: number(&row["high"]),
        group: format!("{stem}:{}:{}", row["good"], row["role"]),
        basis: basis(&row["basis"]),
    }
}

fn claim(row: &Record) -> Claim {
    Claim {
        id: row["id"].clone(),
        expr: expr(&row["expr"]),
        per: (!row["ratio_den"].is_empty()).then(|| expr(&row["ratio_den"])),
        value: number(&row["value"]),
        low: number(&row["low"]),
        high: number(&row["high"]),
        cluster: (!row["cluster"].is_empty()).then(|| row["cluster"].clone()),
        role: match row["role"].as_str() {
            "fit" => ClaimRole::Fit,
            "check" => ClaimRole::Check,
            "reject" => ClaimRole::Reject,
            other => panic!("role {other}"),
        },
        basis: basis(&row["basis"]),
        grade_factor: 1.0,
    }
}

/// From the prototype's forms to the grammar.
fn expr(old: &str) -> Expr {
    let new = old
        .replace("PM()", "P(mag_hc) + P(mag_lc)")
        .replace("PM(china)", "P(mag_hc,china) + P(mag_lc,china)")
        .replace("PW(", "P(")
        .replace("K(clay_dytb,", "K(mine_clay_")
        .replace("K(world_dytb)", "K(*)");
    id(&new).parse().unwrap_or_else(|e| panic!("{old}: {e}"))
}

fn recovery(mine: &Process) -> Recovery {
    let through = match mine.id.as_str() {
        "mine-monz-australia" => "sep-monz-malaysia>seg>sep-seg-china",
        id if id.starts_with("mine-clay") => "sep-clay-china",
        id if id.starts_with("mine-bast") => "sep-bast-china",
        _ => "sep-monz-china",
    };
    Recovery::parse(&mine.id, through).unwrap()
}

fn named(claims: &[Claim]) -> impl Iterator<Item = &Atom> {
    claims.iter().flat_map(|c| c.expr.atoms().chain(c.per.iter().flat_map(Expr::atoms)))
}

fn stocks(claims: &[Claim]) -> Vec<Stock> {
    let places: BTreeSet<_> = named(claims)
        .filter_map(|atom| match atom {
            Atom::StockBuild { good, region } => Some((good.clone(), region.clone())),
            _ => None,
        })
        .collect();
    let stock = |(good, region): (String, String)| {
        let without_outlet = good == "seg" && region == "usa";
        Stock { good, region, without_outlet }
    };
    places.into_iter().map(stock).collect()
}

/// Uses that a claim names, the same for both magnets, and the outlet of by-products where there are any.
fn uses(claims: &[Claim], processes: &[Process], recipes: &[Recipe], routes: &[Route]) -> Vec<FinalUse> {
    let mut uses: BTreeSet<(String, String, String)> = named(claims)
        .filter_map(|atom| match atom {
            Atom::Use { good, region, purpose } => Some((good.clone(), region.clone(), purpose.clone())),
            _ => None,
        })
        .collect();
    let twins = uses.iter().filter(|u| u.0 == "mag-hc").map(|u| ("mag-lc".into(), u.1.clone(), u.2.clone()));
    uses.extend(twins.collect::<Vec<_>>());
    for good in ["ox-lace", "ox-hmid"] {
        let made = recipes.iter().filter(|r| r.good == good && r.role == Role::Out);
        let home = |r: &Recipe| processes.iter().find(|p| p.id == r.process).unwrap().region.clone();
        let arrives = routes.iter().filter(|r| r.good == good).map(|r| r.destination.clone());
        uses.extend(made.map(home).chain(arrives).map(|region| (good.into(), region, "byproduct".into())));
    }
    uses.into_iter().map(|(good, region, purpose)| FinalUse { good, region, purpose }).collect()
}
