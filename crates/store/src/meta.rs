//! `world.toml`: what the world is called, until when it knows, and what it is about.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreline_units::{PartialDate, Share};
use oreline_world::id::{ElementId, RegionId};
use oreline_world::{Diagnostic, Focus, Meta, Severity};
use toml::{Table, Value};

use crate::sink::Sink;

pub(crate) const FILE: &str = "world.toml";

const HINT: &str = "world.toml holds id, title, edition, default_as_of, currency, licence, [focus] holder, elements, \
     name, and [vat] with a rate by region";

const KEYS: [&str; 8] = ["id", "title", "edition", "default_as_of", "currency", "licence", "focus", "vat"];

/// Reads the text, or says what is wrong with it.
pub(crate) fn meta(text: &str, regions: &[&str], sink: &mut Sink) -> Option<Meta> {
    let top = match text.parse::<Table>() {
        Ok(top) => top,
        Err(error) => {
            sink.push(bad_toml(FILE, text, &error));
            return None;
        }
    };
    for key in top.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        let message = format!("'{key}' is no key of world.toml; it is not read");
        sink.push(Diagnostic::new(Severity::Warning, "unknown-key", FILE, message, HINT).in_column(key));
    }
    let mut keys = Keys { top: &top, sink };
    let (id, title) = (keys.text("id"), keys.text("title"));
    let (edition, as_of) = (keys.date("edition"), keys.date("default_as_of"));
    let (currency, licence) = (keys.text("currency"), keys.text("licence"));
    let (focus, vat) = (keys.focus(regions), keys.vat(regions));
    let (edition, default_as_of) = (edition?, as_of?);
    if default_as_of > edition {
        let message = format!("default_as_of {default_as_of} is later than the edition {edition}");
        let hint = "describe a day that the world knows about";
        let found = Diagnostic::new(Severity::Error, "date-order", FILE, message, hint);
        sink.push(found.in_column("default_as_of"));
    }
    let (id, title, currency, licence) = (id?, title?, currency?, licence?);
    Some(Meta { id, title, edition, default_as_of, currency, licence, focus: focus?, vat: vat? })
}

/// A file that is no TOML, with the line where it stops being any.
pub(crate) fn bad_toml(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().to_owned();
    let hint = "write key = value, text in double quotes, and a table as [name]";
    let found = Diagnostic::new(Severity::Error, "bad-toml", file, message, hint);
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => found.on_row(before.matches('\n').count() as u64 + 1),
        None => found,
    }
}

struct Keys<'a> {
    top: &'a Table,
    sink: &'a mut Sink,
}

impl Keys<'_> {
    fn fail(&mut self, code: &'static str, key: &str, message: String) {
        self.sink.push(Diagnostic::new(Severity::Error, code, FILE, message, HINT).in_column(key));
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.top.get(key).and_then(Value::as_str) {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => {
                self.fail("missing-value", key, format!("'{key}' needs a text"));
                None
            }
        }
    }

    /// A whole day, in quotes or as a TOML date.
    fn date(&mut self, key: &str) -> Option<Date> {
        let text = match self.top.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Datetime(date)) => date.to_string(),
            _ => {
                self.fail("missing-value", key, format!("'{key}' needs a date"));
                return None;
            }
        };
        match text.parse::<PartialDate>() {
            Ok(date) if date.first() == date.last() => Some(date.last()),
            _ => {
                self.fail("bad-date", key, format!("'{text}' is not a day of the form 2025-05-31"));
                None
            }
        }
    }

    fn focus(&mut self, regions: &[&str]) -> Option<Focus> {
        let Some(focus) = self.top.get("focus").and_then(Value::as_table) else {
            self.fail("missing-value", "focus", "there is no [focus]".into());
            return None;
        };
        let text = |key: &str| focus.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let elements = focus.get("elements").and_then(Value::as_array);
        let elements: Option<Vec<ElementId>> =
            elements.and_then(|list| list.iter().map(|e| e.as_str().map(ElementId::from)).collect());
        let elements = elements.filter(|list| !list.is_empty());
        let (Some(holder), Some(name), Some(elements)) = (text("holder"), text("name"), elements) else {
            self.fail("missing-value", "focus", "[focus] needs holder, elements and name".into());
            return None;
        };
        self.region("focus.holder", holder, regions);
        Some(Focus { holder: holder.into(), elements, name: name.to_owned() })
    }

    fn vat(&mut self, regions: &[&str]) -> Option<BTreeMap<RegionId, Share>> {
        let Some(value) = self.top.get("vat") else { return Some(BTreeMap::new()) };
        let mut rates = BTreeMap::new();
        for (region, rate) in value.as_table().into_iter().flatten() {
            self.region("vat", region, regions);
            let number = rate.as_float().or_else(|| rate.as_integer().map(|whole| whole as f64));
            match number.and_then(|number| Share::new(number).ok()) {
                Some(share) => drop(rates.insert(RegionId::from(region.as_str()), share)),
                None => {
                    self.fail("out-of-range", "vat", format!("the rate of '{region}' is not from 0 to 1"))
                }
            }
        }
        Some(rates)
    }

    fn region(&mut self, key: &str, region: &str, regions: &[&str]) {
        if !regions.contains(&region) {
            let near = crate::near::did_you_mean(region, regions.iter().copied());
            let hint = format!("{near}write the id of a region of regions.csv");
            let message = format!("unknown region '{region}'");
            self.sink
                .push(Diagnostic::new(Severity::Error, "unknown-id", FILE, message, hint).in_column(key));
        }
    }
}
