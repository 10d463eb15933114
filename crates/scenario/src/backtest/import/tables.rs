//! The tables of a leg's world.

use super::scenario::rounded;
use super::{Place, bad_package};
use crate::backtest::rows::Given;
use oreline_world::Diagnostic;
use oreline_world::rows::Basis;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the good consists of: all of itself.
pub(super) const ELEMENT: &str = "material";
/// Flows are counted in thousandths of world supply.
const WORLD: f64 = 1000.0;
/// Mines can be as large as two worlds: capacity never binds, what does is the headroom of the model.
const WIDE: f64 = 2000.0;
/// No mine is all of the world, and none is nothing.
const SHARES: (f64, f64) = (0.01, 0.99);
/// The fit weighs a claim by its width, and a width of nothing drowns all others: none is narrower than this to
/// either side [thousandths].
const NARROWEST: f64 = 0.5;
/// Home uses at least so much, and sells at least so much abroad.
const LEAST: (f64, f64) = (0.001, 0.005);
const SOURCE: &str = "episode-inputs";

/// Rows by table, each a list of (column, cell).
type Rows = BTreeMap<&'static str, Vec<Vec<(&'static str, String)>>>;

/// Every table that the package lists, and the package itself with the words that the rows use.
pub(super) fn files(place: &Place<'_>, package: &Value) -> Result<Vec<(String, String)>, Diagnostic> {
    let rows = rows(place);
    let resources =
        package["resources"].as_array().ok_or_else(|| bad_package("it lists no resources".into()))?;
    let mut out = Vec::new();
    for resource in resources {
        let (Some(name), Some(path)) = (resource["name"].as_str(), resource["path"].as_str()) else {
            return Err(bad_package("a resource has no name or no path".into()));
        };
        out.push((path.to_owned(), csv_text(&columns(resource), rows.get(name).map_or(&[], Vec::as_slice))?));
    }
    out.push(("datapackage.json".into(), package_text(place, package, &rows)));
    Ok(out)
}

fn columns(resource: &Value) -> Vec<&str> {
    let fields = resource["schema"]["fields"].as_array();
    fields.into_iter().flatten().filter_map(|field| field["name"].as_str()).collect()
}

fn csv_text(columns: &[&str], rows: &[Vec<(&'static str, String)>]) -> Result<String, Diagnostic> {
    let failed = |error: csv::Error| bad_package(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(failed)?;
    for row in rows {
        let cell =
            |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
        writer.write_record(columns.iter().map(cell)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| bad_package(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| bad_package(error.to_string()))
}

/// The package of the template, named for the leg; its lists of words hold those of the rows.
fn package_text(place: &Place<'_>, package: &Value, rows: &Rows) -> String {
    let mut package = package.clone();
    package["name"] = json!(place.folder);
    package["title"] = json!(place.title);
    package["description"] = json!("One leg of history, as it could be known at its origin.");
    package["created"] = json!(format!("{}T00:00:00Z", place.day));
    package["sources"] = json!([{ "name": SOURCE, "title": source_title(place), "licence": "CC BY 4.0" }]);
    for resource in package["resources"].as_array_mut().into_iter().flatten() {
        let used = resource["name"].as_str().and_then(|name| rows.get(name)).cloned().unwrap_or_default();
        for field in resource["schema"]["fields"].as_array_mut().into_iter().flatten() {
            allow(field, &used);
        }
    }
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}

fn allow(field: &mut Value, rows: &[Vec<(&'static str, String)>]) {
    let Some(name) = field["name"].as_str().map(str::to_owned) else { return };
    let Some(words) = field["constraints"]["enum"].as_array_mut() else { return };
    let cells = rows.iter().flatten().filter(|(column, cell)| *column == name && !cell.is_empty());
    let used: BTreeSet<&String> = cells.map(|(_, cell)| cell).collect();
    words.extend(used.into_iter().map(|w| json!(w)).filter(|w| !words.contains(w)).collect::<Vec<_>>());
}

fn source_title(place: &Place<'_>) -> String {
    format!("{}: inputs of leg {}", crate::backtest::rows::INPUTS, place.leg.id)
}

fn rows(place: &Place<'_>) -> Rows {
    let mut rows = Rows::new();
    let mut add = |table, row| rows.entry(table).or_default().push(row);
    add("sources", source(place));
    for (id, name) in [("home", "the restricting country"), ("abroad", "everybody else")] {
        add("regions", cells([("id", id), ("name", name), ("country", id)]));
    }
    let note = "thousandths of what the world makes in a normal year at the long-run price";
    let good = place.good.as_str();
    let name = place.leg.commodity.as_str();
    add(
        "goods",
        cells([
            ("id", good),
            ("name", name),
            ("stage", "concentrate"),
            ("unit", "permille"),
            ("family", "rare-earths"),
            ("note", note),
        ]),
    );
    let content = [("id", format!("{good}:{ELEMENT}")), ("good", good.into()), ("element", ELEMENT.into())];
    add("contents", [owned(content), number(1.0, "t/t"), fixed(place)].concat());
    for zone in ["home", "abroad"] {
        for (table, row) in zone_rows(place, zone) {
            add(table, row);
        }
    }
    add("routes", route(place, ("home", "abroad"), "active"));
    add("routes", route(place, ("abroad", "home"), "idle"));
    for row in flows(place) {
        add("flows", row);
    }
    for row in parameters(place) {
        add("parameters", row);
    }
    rows
}

fn source(place: &Place<'_>) -> Vec<(&'static str, String)> {
    owned([
        ("id", SOURCE.into()),
        ("title", source_title(place)),
        ("publisher", "the compilers of the record".into()),
        ("published", place.day.to_string()),
        ("licence", "CC BY 4.0".into()),
        ("note", "what could be known at the origin; each row says what it rests on".into()),
    ])
}

/// A mine, its recipe, a use, a stock and a price.
fn zone_rows(place: &Place<'_>, zone: &'static str) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let good = &place.good;
    let mine = format!("mine-{zone}");
    let process = owned([
        ("id", mine.clone()),
        ("name", format!("all mines, {zone}")),
        ("kind", "mine".into()),
        ("region", zone.into()),
        ("stage", "mining".into()),
    ]);
    let out = format!("{mine}:{good}:out");
    let recipe = owned([
        ("id", out.clone()),
        ("process", mine),
        ("good", good.clone()),
        ("role", "out".into()),
        ("group", out),
    ]);
    let role = if zone == "home" { "claimed" } else { "residual" };
    let demand = owned([
        ("id", format!("{good}:{zone}:general")),
        ("good", good.clone()),
        ("region", zone.into()),
        ("use", "general".into()),
        ("role", role.into()),
    ]);
    let stock = owned([
        ("id", format!("{good}:{zone}:consumer")),
        ("good", good.clone()),
        ("region", zone.into()),
        ("holder", "consumer".into()),
    ]);
    let price = owned([
        ("id", format!("origin-{good}-{zone}")),
        ("good", good.clone()),
        ("region", zone.into()),
        ("market", "index, 100 at the origin".into()),
        ("period", place.day.to_string()),
        ("vat", "excluded".into()),
        ("role", "quote".into()),
    ]);
    let cover = place.leg.input("cov");
    vec![
        ("processes", [process, number(WIDE, "t/yr"), fixed(place)].concat()),
        ("recipes", [recipe, number(1.0, "t/t"), fixed(place)].concat()),
        ("demands", [demand, fixed(place)].concat()),
        ("stocks", [stock, estimate(cover, 1.0, "weeks"), given(place, cover, "C")].concat()),
        ("prices", [price, number(100.0, "index"), fixed(place)].concat()),
    ]
}

fn route(place: &Place<'_>, (from, to): (&str, &str), status: &str) -> Vec<(&'static str, String)> {
    let good = &place.good;
    let row = owned([
        ("id", format!("{good}:{from}>{to}")),
        ("good", good.clone()),
        ("origin", from.into()),
        ("destination", to.into()),
        ("status", status.into()),
        ("cost", "0".into()),
        ("wedge_ad_valorem", "0".into()),
        ("levy", "0".into()),
        ("lag_months", "0".into()),
    ]);
    [row, fixed(place)].concat()
}

/// Shares of the world in the year before the origin: its supply is the world by definition, home makes and uses
/// its own. Grade A: the interval is the width, and the fit adds none.
fn flows(place: &Place<'_>) -> Vec<Vec<(&'static str, String)>> {
    let (made, used) = (made(place), used(place));
    let unit = "permille/yr";
    let year = (place.day.year() - 1).to_string();
    let claim = |id: &str, kind: &str, expr: String, region: &str| {
        let of = if kind == "consumption" { "destination" } else { "origin_region" };
        owned([
            ("id", id.into()),
            ("period", year.clone()),
            ("kind", kind.into()),
            ("expr", expr),
            ("family", "rare-earths".into()),
            (of, region.into()),
            ("role", "fit".into()),
        ])
    };
    let world = owned([
        ("id", "world-supply".into()),
        ("period", year.clone()),
        ("kind", "production".into()),
        ("expr", "a:mine-home + a:mine-abroad".into()),
        ("family", "rare-earths".into()),
        ("role", "fit".into()),
    ]);
    let home = claim("home-supply", "production", "a:mine-home".into(), "home");
    let demand = claim("home-demand", "consumption", format!("u:{}:home:general", place.good), "home");
    let whole = Given { low: 1.0, value: 1.0, high: 1.0, ..made.clone() };
    let size = |of: &Given| estimate(&widened(of), WORLD, unit);
    vec![
        [world, size(&whole), definition(place, "A")].concat(),
        [home, size(&made), given(place, &made, "A")].concat(),
        [demand, size(&used), given(place, &used, "A")].concat(),
    ]
}

fn within(of: &Given, least: f64, most: f64) -> Given {
    let to = |x: f64| x.max(least).min(most.max(least));
    Given { low: to(of.low), value: to(of.value), high: to(of.high), ..of.clone() }
}

fn widened(of: &Given) -> Given {
    let least = NARROWEST / WORLD;
    Given { low: of.low.min(of.value - least).max(0.0), high: of.high.max(of.value + least), ..of.clone() }
}

/// Home's share of supply.
fn made(place: &Place<'_>) -> Given {
    within(place.leg.input("sH"), SHARES.0, SHARES.1)
}

/// Home's share of demand: it is the exporter.
fn used(place: &Place<'_>) -> Given {
    within(place.leg.input("dH"), LEAST.0, made(place).value - LEAST.1)
}

fn parameters(place: &Place<'_>) -> Vec<Vec<(&'static str, String)>> {
    let good = place.good.as_str();
    let row = |kind: &str, subject: &str, field: &'static str, times: f64, unit: &str| {
        let of = place.leg.input(field);
        let name = if subject == "*" { "all" } else { subject };
        let head =
            owned([("id", format!("{kind}-{name}")), ("kind", kind.into()), ("subject", subject.into())]);
        [head, estimate(of, times, unit), given(place, of, "C")].concat()
    };
    vec![
        row("volatility", good, "sig", 1.0, "ratio"),
        row("tightness", good, "u0", 1.0, "log"),
        row("trend-before", good, "trend", 1.0, "1/month"),
        row("by-product", "mine-home", "byp", 1.0, "share"),
        row("by-product", "mine-abroad", "byp", 1.0, "share"),
        row("spare-capacity", "abroad", "spare", WORLD, "permille/yr"),
        row("cover", "*", "cov", 1.0, "weeks"),
    ]
}

fn cells<const N: usize>(cells: [(&'static str, &str); N]) -> Vec<(&'static str, String)> {
    cells.into_iter().map(|(column, cell)| (column, cell.to_owned())).collect()
}

fn owned<const N: usize>(cells: [(&'static str, String); N]) -> Vec<(&'static str, String)> {
    cells.into()
}

fn estimate(of: &Given, times: f64, unit: &str) -> Vec<(&'static str, String)> {
    let cell = |x: f64| rounded(times * x).to_string();
    owned([("value", cell(of.value)), ("low", cell(of.low)), ("high", cell(of.high)), ("unit", unit.into())])
}

fn number(value: f64, unit: &str) -> Vec<(&'static str, String)> {
    let cell = value.to_string();
    owned([("value", cell.clone()), ("low", cell.clone()), ("high", cell), ("unit", unit.into())])
}

/// Provenance of an input.
fn given(place: &Place<'_>, of: &Given, grade: &str) -> Vec<(&'static str, String)> {
    prov(place, grade, of.basis, &of.note)
}

/// Provenance of what is the same for all legs.
fn fixed(place: &Place<'_>) -> Vec<(&'static str, String)> {
    definition(place, "C")
}

fn definition(place: &Place<'_>, grade: &str) -> Vec<(&'static str, String)> {
    prov(place, grade, Basis::Derived, "definition: the same for every leg")
}

fn prov(place: &Place<'_>, grade: &str, basis: Basis, note: &str) -> Vec<(&'static str, String)> {
    owned([
        ("source", SOURCE.into()),
        ("known_at", place.day.to_string()),
        ("known_at_basis", "printed".into()),
        ("grade", grade.into()),
        ("basis", basis.to_string()),
        ("note", note.to_owned()),
    ])
}
