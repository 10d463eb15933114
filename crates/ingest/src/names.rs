//! The names that the extractor knows: a world's actors, sites and goods with their aliases, countries, and the parties
//! that the region's news speak of.
//!
//! What a name is decides what a rule makes of it, and whether the world is about it decides whether a sentence is read
//! at all: "China closed a plant" is news of everywhere, "China closed Kanpaiti" is not. The road not taken: any
//! capitalised word as a name; it finds more and knows nothing of what it found.

use crate::extract::{Class, Named};
use crate::gazetteer::ambiguity::shipped;
use crate::gazetteer::{Alias, Country, Finder, Kind, Listed, countries};
use oreline_world::World;
use oreline_world::rows::ActorKind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const PARTIES: &str = include_str!("../data/parties.csv");
const TOWNSHIPS: [&str; 2] =
    [include_str!("../data/townships-kachin.csv"), include_str!("../data/townships-myanmar.csv")];
/// A shorter name of a township is a word of other languages too often.
const SHORTEST: usize = 5;
/// What a role begins with if its actor is there for comparison.
const PRECEDENT: &str = "precedent case";
/// The country whose townships are known.
const GAZETTED: &str = "myanmar";

/// The names of a world and of its news.
#[derive(Debug)]
pub struct Names {
    finder: Finder,
    what: BTreeMap<String, What>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct What {
    class: Class,
    core: bool,
    /// Two such names in one sentence are about the world together.
    precedent: bool,
}

#[derive(Deserialize)]
struct Party {
    id: String,
    class: String,
    core: String,
    surfaces: String,
}

#[derive(Deserialize)]
struct Township {
    id: String,
    name: String,
    variants: String,
}

/// Names that cannot be searched for: there are millions of them.
#[derive(Debug, thiserror::Error)]
#[error("the world has too many names to search a text for")]
pub struct TooMany;

/// What is being gathered.
#[derive(Default)]
struct Gathered {
    listed: Vec<Listed>,
    what: BTreeMap<String, What>,
}

impl Gathered {
    fn add(&mut self, id: &str, kind: Kind, surface: &str, what: What) {
        self.what.entry(id.to_owned()).or_insert(what);
        self.listed.push(Listed::new(id, kind, surface));
    }
}

impl Names {
    /// The names of a world with its aliases; without a world, countries and parties alone.
    ///
    /// # Errors
    /// Where there are too many.
    pub fn of(world: Option<&World>, aliases: &[Alias]) -> Result<Self, TooMany> {
        let mut all = Gathered::default();
        if let Some(world) = world {
            of_world(&mut all, world);
            of_aliases(&mut all, world, aliases);
        }
        of_parties(&mut all);
        if world.is_none_or(|world| world.sites.iter().any(|site| site.country.as_deref() == Some(GAZETTED)))
        {
            of_townships(&mut all);
        }
        of_countries(&mut all, world, &countries());
        let finder = Finder::new(all.listed, shipped()).map_err(|_| TooMany)?;
        Ok(Self { finder, what: all.what })
    }

    /// The names in a sentence, in their order, one to a place: that of the world before a country's.
    #[must_use]
    pub fn find(&self, sentence: &str) -> Vec<Named> {
        let mut found: Vec<(Named, bool)> = Vec::new();
        let mut mentions = self.finder.find(sentence);
        // What the world knows by its own id goes before the country of that name.
        mentions.sort_by_key(|mention| (mention.span, mention.kind == Kind::Country));
        for mention in mentions {
            let Some(what) = self.what.get(&mention.id) else { continue };
            let span = mention.span.0..mention.span.1;
            let named = Named { id: mention.id, class: what.class, core: what.core, span };
            match found.last_mut() {
                Some((last, _)) if last.span == named.span && (last.core || !named.core) => {}
                Some(last) if last.0.span == named.span => *last = (named, what.precedent),
                _ => found.push((named, what.precedent)),
            }
        }
        let precedents: BTreeSet<String> =
            found.iter().filter(|(_, precedent)| *precedent).map(|(name, _)| name.id.clone()).collect();
        let pair = precedents.len() > 1;
        found
            .into_iter()
            .map(|(name, precedent)| Named { core: name.core || (pair && precedent), ..name })
            .collect()
    }
}

fn of_world(all: &mut Gathered, world: &World) {
    let armed: BTreeSet<&str> = world
        .actors
        .iter()
        .filter(|actor| actor.kind == ActorKind::ArmedGroup)
        .map(|actor| actor.id.as_str())
        .collect();
    let fought_over: BTreeSet<&str> = world
        .controls
        .iter()
        .filter(|control| armed.contains(control.actor.as_str()))
        .map(|control| control.site.as_str())
        .collect();
    let fights = |id: &str| {
        world
            .controls
            .iter()
            .any(|control| control.actor.as_str() == id && fought_over.contains(control.site.as_str()))
    };
    for actor in &world.actors {
        let id = actor.id.as_str();
        let class = match actor.kind {
            ActorKind::Firm => Class::Firm,
            ActorKind::ArmedGroup => Class::Armed,
            _ if fights(id) => Class::Armed,
            _ => Class::State,
        };
        let precedent = actor.role.starts_with(PRECEDENT);
        let core = class == Class::Firm || class == Class::Armed;
        all.add(id, Kind::Actor, plain(&actor.name), What { class, core, precedent });
    }
    let site = What { class: Class::Site, core: true, precedent: false };
    for row in &world.sites {
        all.add(row.id.as_str(), Kind::Site, plain(&row.name), site);
    }
    let good = What { class: Class::Good, core: true, precedent: false };
    for row in &world.goods {
        all.add(row.id.as_str(), Kind::Good, plain(&row.name), good);
        all.what.entry(row.family.to_string()).or_insert(good);
    }
}

fn of_aliases(all: &mut Gathered, world: &World, aliases: &[Alias]) {
    let good = What { class: Class::Good, core: true, precedent: false };
    for alias in aliases {
        let family = alias.id.ends_with("rare-earths");
        if family {
            all.what.entry(alias.id.clone()).or_insert(good);
        }
        let Some(what) = all.what.get(&alias.id).copied() else { continue };
        let kind = match what.class {
            Class::Good => Kind::Good,
            Class::Site => Kind::Site,
            _ => Kind::Actor,
        };
        // The name of a place that is also that of a people is left to the people.
        if world.actors.iter().any(|actor| actor.id.as_str() == alias.id)
            && PEOPLES.contains(&alias.alias.as_str())
        {
            continue;
        }
        all.add(&alias.id, kind, &alias.alias, what);
    }
}

/// Words that are people and land, whatever an alias says.
const PEOPLES: [&str; 4] = ["Kachin", "Wa", "Shan", "Kachins"];

fn of_parties(all: &mut Gathered) {
    for party in csv::Reader::from_reader(PARTIES.as_bytes()).deserialize::<Party>().flatten() {
        let (class, kind) = match party.class.as_str() {
            "armed" => (Class::Armed, Kind::Actor),
            "site" => (Class::Site, Kind::Site),
            "good" => (Class::Good, Kind::Good),
            "people" => (Class::People, Kind::Actor),
            _ => (Class::State, Kind::Agency),
        };
        let what = What { class, core: party.core == "yes", precedent: false };
        for surface in party.surfaces.split(';') {
            all.add(&party.id, kind, surface, what);
        }
    }
}

fn of_townships(all: &mut Gathered) {
    for (k, table) in TOWNSHIPS.iter().enumerate() {
        let what = What { class: Class::Site, core: k == 0, precedent: false };
        for row in csv::Reader::from_reader(table.as_bytes()).deserialize::<Township>().flatten() {
            let surfaces = std::iter::once(row.name.as_str()).chain(row.variants.split(';'));
            for surface in surfaces.filter(|surface| surface.chars().count() >= SHORTEST) {
                all.add(&row.id, Kind::Township, surface, what);
            }
        }
    }
}

/// A country that is an actor of the world is that actor under all its names, its people's included.
fn of_countries(all: &mut Gathered, world: Option<&World>, countries: &[Country]) {
    let stranger = What { class: Class::State, core: false, precedent: false };
    let actor = |country: &Country| {
        let states = world?.actors.iter().filter(|actor| actor.kind == ActorKind::State);
        states.map(|actor| (actor.id.to_string(), plain(&actor.name))).find(|(_, name)| *name == country.name)
    };
    for country in countries.iter().filter(|country| country.alpha2 != "MM") {
        let id = actor(country).map_or_else(|| country.alpha2.to_owned(), |(id, _)| id);
        let what = all.what.get(&id).copied().unwrap_or(stranger);
        for surface in country.surfaces() {
            all.add(&id, Kind::Country, &surface, what);
        }
    }
}

/// A name without what stands in brackets behind it.
fn plain(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name).trim()
}
