//! Names of places, actors, goods and countries, and where a text speaks of them.
//!
//! Two questions are kept apart. *Which township is this?* is answered by [`locate`], which bears with any romanisation
//! ([`mod@self`] lists the tables, the private module `sound` the rules). *Where is this name mentioned?* is answered by
//! [`Finder`], which takes spellings as they are listed, in one pass, and knows which words are something else.
//!
//! The tables under `data/` are facts with their sources: names and place codes of the Myanmar Information Management
//! Unit, coordinates of GeoNames (CC BY 4.0) and, where it has none, of the sources named in each row. The road not
//! taken: coordinates first. Hardly any text gives them, and villages of one name stand in several townships.

pub mod aliases;
pub mod ambiguity;
pub mod countries;
mod cue;
pub mod finder;
mod locate;
mod sound;
mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use oreline_world::World;

pub use aliases::{Alias, aliases};
pub use ambiguity::Rule;
pub use countries::{Country, countries};
pub use finder::{Case, Finder, Listed, Mention};
pub use locate::{Place, locate};
pub use table::BadRow;

use sound::Heard;

const KACHIN: &str = include_str!("../../data/townships-kachin.csv");
const MYANMAR: &str = include_str!("../../data/townships-myanmar.csv");
const STATES: &str = include_str!("../../data/states.csv");

/// What a name names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A state or region, the first level below the country.
    State,
    /// A township, the third level, or the town that it is named after.
    Township,
    /// A town below a township.
    Town,
    /// A mine, plant, camp or post.
    Site,
    /// A person, group, firm or government that acts.
    Actor,
    /// Something mined, made or traded.
    Good,
    /// A country of ISO 3166-1.
    Country,
    /// A ministry, office or organisation of states.
    Agency,
}

/// A name that a caller adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it is the name of.
    pub id: String,
    /// The name as written in Latin letters.
    pub text: String,
    /// What kind of thing that is.
    pub kind: Kind,
}

/// A place and its names.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The township of a town, the state of a township.
    pub(crate) part_of: Option<String>,
    /// The state, by way of the township.
    pub(crate) state: Option<String>,
    pub(crate) at: Option<(f64, f64)>,
    /// Whether the place is in Kachin State or added by the caller: such names are taken without further signs.
    pub(crate) home: bool,
    /// Whether a rule says when the name is something else.
    pub(crate) ruled: bool,
}

/// The places that [`locate`] knows.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    pub(crate) entries: Vec<Entry>,
    /// Names by the drawer of their first sound: the name and the entry.
    pub(crate) drawers: BTreeMap<u8, Vec<(Heard, usize)>>,
    /// Names in other scripts than Latin.
    pub(crate) scripts: Vec<(String, usize)>,
    /// The entry of an id.
    pub(crate) by_id: BTreeMap<String, usize>,
    /// Names of districts as letters: a district named after its town is not that township.
    pub(crate) districts: BTreeSet<String>,
    /// When a name is something else.
    pub(crate) rules: Vec<Rule>,
}

impl Gazetteer {
    /// The states and townships of Myanmar and the towns of Kachin State.
    pub fn standard() -> Self {
        let mut g = Self { rules: ambiguity::shipped(), ..Self::default() };
        for table in [STATES, KACHIN, MYANMAR] {
            // The shipped tables are read by a test; a row that a build has spoilt is left out.
            for row in table::rows(table).into_iter().flatten() {
                g.add_row(&row);
            }
        }
        g
    }

    /// The standard names, and the sites and regions of a world.
    pub fn of(world: Option<&World>) -> Self {
        let mut g = Self::standard();
        for site in world.into_iter().flat_map(|w| &w.sites) {
            let at = site.lat.zip(site.lon);
            g.add(
                &Name { id: site.id.to_string(), text: plain(&site.name).to_owned(), kind: Kind::Site },
                at,
            );
        }
        g
    }

    /// The same with further names.
    #[must_use]
    pub fn with_names(mut self, names: &[Name]) -> Self {
        for name in names {
            self.add(name, None);
        }
        self
    }

    fn add(&mut self, name: &Name, at: Option<(f64, f64)>) {
        // A site that bears the name of a known town is that town, and so lies in its township.
        let twin = sound::hear([name.text.as_str()]).and_then(|h| self.named(&h));
        let twin = twin.and_then(|i| self.entries.get(i)).filter(|e| e.home);
        let (part_of, state, known) = match twin {
            Some(e) if e.kind == Kind::Township => (Some(e.id.clone()), e.state.clone(), e.at),
            Some(e) => (e.part_of.clone(), e.state.clone(), e.at),
            None => (None, None, None),
        };
        let entry = Entry {
            id: name.id.clone(),
            name: name.text.clone(),
            kind: name.kind,
            part_of,
            state,
            at: at.or(known),
            home: true,
            ruled: false,
        };
        self.push(entry, std::slice::from_ref(&name.text));
    }

    /// The first entry with exactly these letters.
    fn named(&self, heard: &Heard) -> Option<usize> {
        let drawer = self.drawers.get(&heard.head())?;
        drawer.iter().find(|(h, _)| h.letters == heard.letters).map(|(_, i)| *i)
    }

    fn add_row(&mut self, row: &table::Row) {
        let cell = |name: &str| row.get(name).unwrap_or_default();
        let kind = match cell("kind") {
            "township" => Kind::Township,
            "town" => Kind::Town,
            "site" => Kind::Site,
            _ => Kind::State,
        };
        let part_of = Some(cell("part_of")).filter(|p| !p.is_empty()).unwrap_or(cell("state"));
        let state = match self.by_id.get(part_of).and_then(|i| self.entries.get(*i)) {
            Some(above) if above.kind == Kind::Township => above.part_of.clone(),
            _ => Some(part_of.to_owned()).filter(|s| !s.is_empty()),
        };
        if !cell("district").is_empty() {
            self.districts.insert(sound::fold(cell("district")));
        }
        let entry = Entry {
            id: cell("id").to_owned(),
            name: cell("name").to_owned(),
            kind,
            part_of: Some(part_of.to_owned()).filter(|s| !s.is_empty()),
            home: state.as_deref() == Some("kachin"),
            ruled: false,
            state,
            at: cell("lat").parse().ok().zip(cell("lon").parse().ok()),
        };
        let variants = cell("variants").split(';').filter(|v| !v.is_empty());
        let names: Vec<String> = std::iter::once(cell("name")).chain(variants).map(str::to_owned).collect();
        let index = self.entries.len();
        self.scripts
            .extend(cell("script").split(';').filter(|s| !s.is_empty()).map(|s| (s.to_owned(), index)));
        self.push(entry, &names);
    }

    fn push(&mut self, mut entry: Entry, names: &[String]) {
        entry.ruled = self.rules.iter().any(|r| r.means == entry.id);
        let index = self.entries.len();
        for heard in names.iter().filter_map(|n| sound::hear([n.as_str()])) {
            self.drawers.entry(heard.head()).or_default().push((heard, index));
        }
        self.by_id.entry(entry.id.clone()).or_insert(index);
        self.entries.push(entry);
    }
}

/// A name of a row without its bracket and without the word *cluster*: "Pangwa cluster" is Pangwa.
pub(crate) fn plain(name: &str) -> &str {
    let name = name.split(['(', ',']).next().unwrap_or(name).trim();
    name.strip_suffix(" cluster").unwrap_or(name)
}
