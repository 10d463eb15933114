//! From the rows of the two tables to folders: one small world, one scenario and one `episode.toml` for each leg.
//!
//! Mechanical: every cell of a folder is a cell of the tables, or the same for all legs. One good, the regions
//! `home` (the restricting country) and `abroad` (everybody else), a mine and a use in each, a stock in each, an
//! open route out and an idle one in. Quantities are thousandths of what the world makes in a normal year at the
//! long-run price; prices are an index, 100 at the origin. The road not taken: a reader that builds a case
//! straight from the rows. Whoever wants to check a back-test, or to change one row of it, needs files.

mod scenario;
mod tables;

use super::episode::{Episode, FILE, SCENARIO};
use super::rows::{LegRows, folder_name, read};
use oreline_world::rows::Basis;
use oreline_world::{Diagnostic, Severity};
use serde_json::Value;

/// A leg's folder.
#[derive(Clone, Debug, PartialEq)]
pub struct LegFolder {
    /// Its name.
    pub name: String,
    /// Files: name relative to the folder, with `/` between folder and file, and text.
    pub files: Vec<(String, String)>,
}

/// What an import makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// One folder for each leg, in the order of the table.
    pub folders: Vec<LegFolder>,
    /// What was not read though it stands there.
    pub warnings: Vec<Diagnostic>,
}

/// Folders from the text of both tables; all faults at once. `package` is the data package of any world, for the
/// names and orders of the columns.
pub fn import(inputs: &str, targets: &str, package: &str) -> Result<Imported, Vec<Diagnostic>> {
    let package: Value =
        serde_json::from_str(package).map_err(|error| vec![bad_package(error.to_string())])?;
    let tables = read(inputs, targets)?;
    let folders: Result<Vec<_>, _> = tables.legs.iter().map(|leg| folder(leg, &package)).collect();
    Ok(Imported { folders: folders.map_err(|fault| vec![fault])?, warnings: tables.warnings })
}

fn bad_package(message: String) -> Diagnostic {
    let hint = "use the datapackage.json of a bundled world";
    Diagnostic::new(Severity::Error, "bad-package", "datapackage.json", message, hint)
}

fn folder(leg: &LegRows, package: &Value) -> Result<LegFolder, Diagnostic> {
    let place = Place::of(leg)?;
    let mut files = tables::files(&place, package)?;
    files.push(("README.md".into(), readme(&place)));
    files.push(("world.toml".into(), world(&place)));
    files.push((format!("scenarios/{SCENARIO}.toml"), scenario::text(&place)));
    files.push((FILE.into(), toml::to_string(&episode(&place)).unwrap_or_default()));
    Ok(LegFolder { name: place.folder, files })
}

/// A leg with the words that every file of its folder uses.
struct Place<'a> {
    leg: &'a LegRows,
    folder: String,
    good: String,
    title: String,
    /// The last day of the origin.
    day: jiff::civil::Date,
}

impl<'a> Place<'a> {
    fn of(leg: &'a LegRows) -> Result<Self, Diagnostic> {
        let good = folder_name(&leg.commodity);
        let what = if leg.instrument.is_empty() { "no instrument named" } else { &leg.instrument };
        let origin: super::Origin =
            leg.origin.parse().map_err(|error: String| bad_package(format!("leg '{}': {error}", leg.id)))?;
        Ok(Self {
            leg,
            folder: folder_name(&leg.id),
            good: if good.is_empty() { "good".into() } else { good },
            title: format!("{}: {what}, from {}", leg.commodity, leg.origin),
            day: origin.day(),
        })
    }
}

fn world(place: &Place<'_>) -> String {
    let (folder, title, day) = (quoted(&place.folder), quoted(&place.title), place.day);
    format!(
        "# Written by `oreline backtest import`; see README.md.\n\
         id = {folder}\ntitle = {title}\n\n\
         # The forecast looks forward from the end of this day; nothing that became public later may stand here.\n\
         edition = {day}\ndefault_as_of = {day}\n\ncurrency = \"USD\"\nlicence = \"CC-BY-4.0\"\n\n\
         [focus]\nholder = \"home\"\nelements = [\"{}\"]\nname = \"home-share\"\n\n[vat]\n",
        tables::ELEMENT
    )
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn episode(place: &Place<'_>) -> Episode {
    let leg = place.leg;
    let assumed = leg.given.iter().filter(|(_, given)| given.basis == Basis::Assumed);
    Episode {
        id: leg.id.clone(),
        episode: leg.episode.clone(),
        cluster: leg.cluster.clone(),
        split: leg.split,
        commodity: leg.commodity.clone(),
        instrument: leg.instrument.clone(),
        origin: leg.origin.clone(),
        title: place.title.clone(),
        assumed_inputs: assumed.map(|(name, _)| (*name).to_owned()).collect(),
        targets: leg.targets.clone(),
        flows: Vec::new(),
    }
}

fn readme(place: &Place<'_>) -> String {
    let leg = place.leg;
    let [announced, effective, end] = &leg.told;
    let aside = leg.aside.iter().map(|(name, given)| {
        format!(
            "- `{name}`: {} ({} to {}; {}) {}\n",
            given.value, given.low, given.high, given.basis, given.note
        )
    });
    format!(
        "# {}\n\nLeg `{}` of episode {}, cluster {}. Written by `oreline backtest import` from one row for each input.\n\n\
         Quantities are thousandths of what the world makes in a normal year at the long-run price, not flows at the\n\
         origin. Prices are an index, 100 at the origin in both regions. `home` is the restricting country, `abroad`\n\
         everybody else. Every row was known by the end of the origin, {}. The act is in `scenarios/{SCENARIO}.toml`, what came\n\
         to pass in `{FILE}`; no row of the world knows it. The word *rare-earths* in the column family means nothing here.\n\n\
         For a reader, and read by nothing:\n\n- announced: {announced}\n- effective: {effective}\n\
         - expected end as known: {end}\n{}",
        place.title,
        leg.id,
        leg.episode,
        leg.cluster,
        place.day,
        aside.collect::<String>()
    )
}
