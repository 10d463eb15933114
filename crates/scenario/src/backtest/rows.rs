//! The two tables that history is kept in: what was known at each origin, and what came to pass.
//!
//! One row of the first is one input of one leg with its interval and tag; one row of the second is one target.
//! Both are read as text, row by row, and everything that is wrong is listed with file, row and column. The road
//! not taken: serde into structs. It stops at the first fault.

use super::episode::{Class, Function, Observed, Split, Target, Zone};
use super::origin::Origin;
use super::sheet::{Cells, Faults, Sheet, field_of};
use crate::near::nearest;
use oreline_world::Diagnostic;
use oreline_world::rows::Basis;
use std::collections::BTreeMap;

/// The table of inputs.
pub const INPUTS: &str = "episode_inputs.csv";
/// The table of targets.
pub const TARGETS: &str = "targets_model.csv";

const INPUT_COLUMNS: [&str; 17] = [
    "leg",
    "episode",
    "commodity",
    "cluster",
    "split",
    "origin",
    "announced",
    "effective",
    "expected_end_as_known",
    "instrument",
    "model_kind",
    "field",
    "low",
    "central",
    "high",
    "tag",
    "note",
];
const TARGET_COLUMNS: [&str; 16] = [
    "target_id",
    "leg",
    "zone",
    "func",
    "a",
    "b",
    "y",
    "lo",
    "hi",
    "weight",
    "gap",
    "gap_sd",
    "den_a",
    "den_b",
    "cls",
    "src",
];
/// What every row of a leg repeats.
const HEAD: [&str; 10] = [
    "episode",
    "commodity",
    "cluster",
    "split",
    "origin",
    "announced",
    "effective",
    "expected_end_as_known",
    "instrument",
    "model_kind",
];
/// A central value may lie outside of a printed range by so much: the two were rounded apart.
const ROUNDED: f64 = 0.01;

/// The inputs that a leg must have, each with what it may be.
const FIELDS: [(&str, f64, f64); 17] = [
    ("sH", 0.0, 1.0),
    ("dH", 0.0, 1.0),
    ("cut", 0.0, 1.0),
    ("pcut", 0.0, 1.0),
    ("t_ann", -240.0, 240.0),
    ("t_eff", -240.0, 240.0),
    ("dur", 1e-3, 1200.0),
    ("cov", 1e-3, 520.0),
    ("spare", 0.0, 1.0),
    ("byp", 0.0, 1.0),
    ("u0", -7.0, 7.0),
    ("sig", 0.0, 5.0),
    ("pent", 0.0, 1.0),
    ("dshift", -3.0, 3.0),
    ("trend", -2.0, 2.0),
    ("lag", 0.0, 24.0),
    ("policy", 0.0, 1.0),
];
/// Fields that are text for a reader, and no input.
const TOLD: [&str; 2] = ["share_mine", "share_refined"];

/// An input: 80 % interval, tag and reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// 10 %.
    pub low: f64,
    /// Central.
    pub value: f64,
    /// 90 %.
    pub high: f64,
    /// Read, derived or assumed.
    pub basis: Basis,
    /// Why.
    pub note: String,
}

/// What is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Output at home.
    Output,
    /// Exports from home.
    Export,
    /// Nothing: demand shifts.
    Demand,
}

/// A leg as its rows tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct LegRows {
    /// The leg, as written.
    pub id: String,
    /// Episode.
    pub episode: String,
    /// Commodity.
    pub commodity: String,
    /// Cluster.
    pub cluster: String,
    /// Split.
    pub split: Split,
    /// Origin, as written.
    pub origin: String,
    /// Announced, effective and expected end as known: text for a reader.
    pub told: [String; 3],
    /// Instrument.
    pub instrument: String,
    /// What is restricted.
    pub kind: Kind,
    /// Its inputs by name; all of them.
    pub given: BTreeMap<&'static str, Given>,
    /// Shares of mine and refined supply: text for a reader.
    pub aside: Vec<(&'static str, Given)>,
    /// Its targets.
    pub targets: Vec<Target>,
}

impl LegRows {
    /// An input. All of them are there once the tables have been read.
    pub fn input(&self, name: &'static str) -> &Given {
        &self.given[name]
    }

    /// Central value of an input.
    pub fn value(&self, name: &'static str) -> f64 {
        self.input(name).value
    }

    /// Whether the cut is a policy's, of which not all is realised; that of a licence always is.
    pub(super) fn announced(&self) -> bool {
        self.value("policy") >= 0.5 || (self.kind == Kind::Export && self.licensed())
    }

    /// Whether exports need a licence.
    pub(super) fn licensed(&self) -> bool {
        self.instrument.to_lowercase().contains("licence")
    }
}

/// Both tables, made valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// Legs, in the order of their first rows.
    pub legs: Vec<LegRows>,
    /// What was not read though it stands there.
    pub warnings: Vec<Diagnostic>,
}

/// Reads both tables; all faults at once.
pub fn read(inputs: &str, targets: &str) -> Result<Tables, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let mut legs = Sheet::read(INPUTS, inputs, &INPUT_COLUMNS, &mut faults)
        .map_or_else(Vec::new, |sheet| legs(&sheet, &mut faults));
    if let Some(sheet) = Sheet::read(TARGETS, targets, &TARGET_COLUMNS, &mut faults) {
        add_targets(&sheet, &mut legs, &mut faults);
    }
    let (errors, warnings) = faults.sorted();
    if !errors.is_empty() {
        return Err(errors);
    }
    let legs = legs.into_iter().filter_map(|leg| leg.valid).collect();
    Ok(Tables { legs, warnings })
}

/// A leg while its rows are read: its first row, and the rest once all of it is valid.
struct Draft {
    id: String,
    line: u64,
    head: Vec<String>,
    given: BTreeMap<&'static str, Given>,
    aside: Vec<(&'static str, Given)>,
    valid: Option<LegRows>,
}

fn legs(sheet: &Sheet, faults: &mut Faults) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for cells in sheet.rows() {
        let Some(id) = cells.name("leg", faults) else { continue };
        let head: Vec<String> = HEAD.iter().map(|column| cells.text(column).to_owned()).collect();
        let at = drafts.iter().position(|d| d.id == id).unwrap_or_else(|| {
            let (given, aside) = (BTreeMap::new(), Vec::new());
            drafts.push(Draft { id, line: cells.line(), head: head.clone(), given, aside, valid: None });
            drafts.len() - 1
        });
        same_head(&drafts[at], &head, &cells, faults);
        add_input(&mut drafts[at], &cells, faults);
    }
    one_folder_each(&drafts, faults);
    for draft in &mut drafts {
        draft.valid = valid(draft, faults);
    }
    drafts
}

fn same_head(draft: &Draft, head: &[String], cells: &Cells<'_>, faults: &mut Faults) {
    for ((column, first), here) in HEAD.iter().zip(&draft.head).zip(head) {
        if first != here {
            let message = format!("'{here}' here, '{first}' on line {} of the same leg", draft.line);
            faults.error(cells, column, message, "every row of a leg repeats what the leg is");
        }
    }
}

/// Two legs that differ in nothing that a folder's name can hold would overwrite each other.
fn one_folder_each(drafts: &[Draft], faults: &mut Faults) {
    for (k, draft) in drafts.iter().enumerate() {
        let folder = folder_name(&draft.id);
        if let Some(other) = drafts[..k].iter().find(|d| folder_name(&d.id) == folder) {
            let message =
                format!("legs '{}' and '{}' would both be the folder '{folder}'", other.id, draft.id);
            faults.at(INPUTS, draft.line, "leg", message, "names of legs must differ in letters or digits");
        }
    }
}

fn add_input(draft: &mut Draft, cells: &Cells<'_>, faults: &mut Faults) {
    let name = cells.text("field");
    let told = TOLD.iter().find(|t| **t == name);
    let known = FIELDS.iter().find(|(field, ..)| *field == name);
    if told.is_none() && known.is_none() {
        let names: Vec<String> = FIELDS.iter().map(|(field, ..)| (*field).to_owned()).collect();
        let message =
            format!("'{name}' is no input of a leg{}; the row is not read", nearest(name, names.iter()));
        faults.warn(cells, "field", message, "take the row out, or write one of the names of the book");
        return;
    }
    let (least, most) = known.map_or((f64::MIN, f64::MAX), |(_, least, most)| (*least, *most));
    let Some(given) = interval(cells, least, most, faults) else { return };
    match (known, told) {
        (Some((field, ..)), _) if draft.given.contains_key(field) => {
            let message = format!("'{field}' of leg '{}' stands twice", draft.id);
            faults.error(cells, "field", message, "take one of the two rows out");
        }
        (Some((field, ..)), _) => _ = draft.given.insert(field, given),
        (None, Some(told)) => draft.aside.push((told, given)),
        (None, None) => {}
    }
}

fn interval(cells: &Cells<'_>, least: f64, most: f64, faults: &mut Faults) -> Option<Given> {
    let number = |column, faults: &mut Faults| cells.number(column, faults);
    let (low, value, high) = (number("low", faults), number("central", faults), number("high", faults));
    let basis = basis(cells, faults);
    let (low, value, high, basis) = (low?, value?, high?, basis?);
    if low > value || value > high {
        let message = format!("{low}, {value}, {high} are not in order");
        faults.error(
            cells,
            if low > value { "low" } else { "high" },
            message,
            "low, central and high are the 80 % interval",
        );
        return None;
    }
    if low < least || high > most {
        let column = if low < least { "low" } else { "high" };
        let message = format!("'{}' must lie between {least} and {most}", cells.text("field"));
        faults.error(
            cells,
            column,
            message,
            "shares are fractions of one, times are months, cover is in weeks",
        );
        return None;
    }
    Some(Given { low, value, high, basis, note: cells.text("note").to_owned() })
}

fn basis(cells: &Cells<'_>, faults: &mut Faults) -> Option<Basis> {
    match cells.text("tag") {
        "read" => Some(Basis::Read),
        "derived" => Some(Basis::Derived),
        "assumed" => Some(Basis::Assumed),
        other => {
            faults.error(cells, "tag", format!("'{other}' is no tag"), "write read, derived or assumed");
            None
        }
    }
}

fn valid(draft: &mut Draft, faults: &mut Faults) -> Option<LegRows> {
    let missing: Vec<&str> =
        FIELDS.iter().map(|(field, ..)| *field).filter(|field| !draft.given.contains_key(field)).collect();
    if !missing.is_empty() {
        let message = format!("leg '{}' has no valid row for {}", draft.id, missing.join(", "));
        faults.at(
            INPUTS,
            draft.line,
            "field",
            message,
            "every leg needs every input; write 0 where there is none",
        );
    }
    let of = |column: &str| HEAD.iter().position(|h| *h == column).map_or("", |k| draft.head[k].as_str());
    for column in ["episode", "cluster", "commodity"] {
        if of(column).is_empty() {
            faults.at(INPUTS, draft.line, column, format!("'{column}' is empty"), "write a short name");
        }
    }
    let mut word = |column: &'static str, list: &[&str]| {
        let found = list.iter().position(|w| *w == of(column));
        if found.is_none() {
            let message = format!("'{}' is none of {}", of(column), list.join(", "));
            faults.at(INPUTS, draft.line, column, message, "write one of these words");
        }
        found
    };
    let split = word("split", &["train", "validate", "test"]);
    let kind = word("model_kind", &["prod", "export", "demand"]);
    if let Err(message) = of("origin").parse::<Origin>() {
        let hint = "write a day, a month or a quarter: 2018-11-03, 2018-11 or 2018-Q4";
        faults.at(INPUTS, draft.line, "origin", message, hint);
        return None;
    }
    let own = |column: &str| of(column).to_owned();
    missing.is_empty().then_some(LegRows {
        id: draft.id.clone(),
        episode: own("episode"),
        commodity: own("commodity"),
        cluster: own("cluster"),
        split: [Split::Train, Split::Validate, Split::Test][split?],
        origin: own("origin"),
        told: [own("announced"), own("effective"), own("expected_end_as_known")],
        instrument: own("instrument"),
        kind: [Kind::Output, Kind::Export, Kind::Demand][kind?],
        given: std::mem::take(&mut draft.given),
        aside: std::mem::take(&mut draft.aside),
        targets: Vec::new(),
    })
}

fn add_targets(sheet: &Sheet, legs: &mut [Draft], faults: &mut Faults) {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let names: Vec<String> = legs.iter().map(|leg| leg.id.clone()).collect();
    for cells in sheet.rows() {
        let target = target(&cells, faults);
        let id = cells.text("target_id").to_owned();
        if let Some(first) = seen.insert(id.clone(), cells.line()) {
            let message = format!("target '{id}' stands already on line {first}");
            faults.error(&cells, "target_id", message, "give one of the two another id, or take one out");
        }
        let leg = cells.text("leg");
        match legs.iter_mut().find(|draft| draft.id == leg) {
            Some(draft) => {
                if let (Some(valid), Some(target)) = (&mut draft.valid, target) {
                    valid.targets.push(target);
                }
            }
            None => {
                let message = format!("no leg '{leg}' in {INPUTS}{}", nearest(leg, names.iter()));
                faults.error(&cells, "leg", message, "name a leg that has inputs, or add its inputs");
            }
        }
    }
}

fn target(cells: &Cells<'_>, faults: &mut Faults) -> Option<Target> {
    let id = cells.name("target_id", faults);
    let zone = word(cells, "zone", &[("H", Zone::Home), ("R", Zone::Abroad)], faults);
    let functions = [("point", Function::Point), ("mean", Function::Mean), ("max", Function::Max)];
    let function = word(cells, "func", &functions, faults);
    let classes = [("fixed", Class::Fixed), ("reversal", Class::Reversal), ("extreme", Class::Extreme)];
    let class = word(cells, "cls", &classes, faults);
    let mut number = |column| cells.number(column, faults);
    let window = number("a").zip(number("b"));
    let observed = (number("lo"), number("y"), number("hi"));
    let weight = number("weight");
    let gap = cells.number_or("gap", 0.0, faults).zip(cells.number_or("gap_sd", 0.0, faults));
    let denominator = denominator(cells, faults);
    let observed = seen(cells, observed, faults);
    let ((a, b), (gap, gap_sd)) = (window?, gap?);
    let target = Target {
        id: id?,
        zone: zone?,
        function: function?,
        class: class?,
        window: [a, b],
        denominator: denominator?,
        gap,
        gap_sd,
        observed: observed?,
        weight: weight?,
        source: cells.text("src").to_owned(),
    };
    let wrong = target.faults();
    for fault in &wrong {
        faults.error(cells, field_of(fault), fault.message.clone(), &fault.hint);
    }
    wrong.is_empty().then_some(target)
}

fn word<T: Copy>(cells: &Cells<'_>, column: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let text = cells.text(column);
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("'{text}' is none of {}", list.join(", "));
        faults.error(cells, column, message, "write one of these words");
    }
    found
}

/// Both ends of the base's window, or neither; the outer option is empty after a fault.
fn denominator(cells: &Cells<'_>, faults: &mut Faults) -> Option<Option<[f64; 2]>> {
    match (cells.text("den_a"), cells.text("den_b")) {
        ("", "") => Some(None),
        ("", _) | (_, "") => {
            let hint = "write both ends of the base's window, or leave both empty";
            faults.error(cells, "den_a", "one of 'den_a' and 'den_b' is empty".into(), hint);
            None
        }
        _ => {
            let ends = cells.number("den_a", faults).zip(cells.number("den_b", faults));
            ends.map(|(a, b)| Some([a, b]))
        }
    }
}

/// What came to pass, with a range that holds its central value.
fn seen(
    cells: &Cells<'_>,
    (low, value, high): (Option<f64>, Option<f64>, Option<f64>),
    faults: &mut Faults,
) -> Option<Observed> {
    let (low, value, high) = (low?, value?, high?);
    if low > high || value < low - ROUNDED || value > high + ROUNDED {
        let column = if low > high { "lo" } else { "y" };
        let message = format!("lo {low}, y {value} and hi {high} are not in order");
        faults.error(
            cells,
            column,
            message,
            "y lies between lo and hi; without a range write it three times",
        );
        return None;
    }
    Some(Observed { low: low.min(value), value, high: high.max(value) })
}

/// A leg's folder: small letters, digits and hyphens.
pub(in crate::backtest) fn folder_name(leg: &str) -> String {
    let mut name = String::new();
    for c in leg.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}
