//! What may be asked: methods by name, and goods, elements, stages and regions to keep.

use super::answer::IndexLine;
use crate::error::Error;
use oreline_world::World;
use std::collections::BTreeSet;

/// A published method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Herfindahl–Hirschman index by country.
    Hhi,
    /// Net imports over use.
    ImportReliance,
    /// The EU's supply risk with the indices of its study of 2017.
    EuSr2017,
    /// The same with those of its study of 2023.
    EuSr2023,
    /// The EU's economic importance of 2023.
    EuEi2023,
    /// GeoPolRisk.
    GeoPolRisk,
}

impl Method {
    /// All of them, in the order of printing.
    pub const ALL: [Self; 6] =
        [Self::Hhi, Self::ImportReliance, Self::EuSr2017, Self::EuSr2023, Self::EuEi2023, Self::GeoPolRisk];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hhi => "hhi",
            Self::ImportReliance => "import-reliance",
            Self::EuSr2017 => "eu-sr-2017",
            Self::EuSr2023 => "eu-sr-2023",
            Self::EuEi2023 => "eu-ei-2023",
            Self::GeoPolRisk => "geopolrisk",
        }
    }
}

/// What is asked of a world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// One method; nothing for all.
    pub method: Option<Method>,
    /// A good, or an element such as `dy`.
    pub good: Option<String>,
    /// A stage, such as `mined`, `oxide`, `extraction`.
    pub stage: Option<String>,
    /// The importing region.
    pub region: Option<String>,
}

/// The region that the studies are about, where a world has it.
const STUDIED: &str = "europe";

impl Ask {
    pub(super) fn methods(&self) -> Vec<Method> {
        self.method.map_or_else(|| Method::ALL.to_vec(), |method| vec![method])
    }

    /// The importing region of scores that need one: the one asked for, or Europe.
    pub(super) fn importer<'a>(&'a self, world: &World) -> Option<&'a str> {
        self.region.as_deref().or_else(|| world.region(STUDIED).map(|_| STUDIED))
    }

    pub(super) fn wants(&self, line: &IndexLine) -> bool {
        let good = self.good.as_ref().is_none_or(|good| line.is_about(good));
        let stage = self.stage.as_ref().is_none_or(|stage| line.stage == *stage);
        // What is about no region answers for all of them.
        let region = line.region.is_none() || self.region.is_none() || line.region == self.region;
        good && stage && region
    }
}

/// Names that the world does not know are refused.
pub(super) fn check(world: &World, ask: &Ask) -> Result<(), Error> {
    let regions: Vec<&str> = world.regions.iter().map(|r| r.id.as_str()).collect();
    named("region", ask.region.as_deref(), &regions)?;
    let mut goods: BTreeSet<&str> = world.goods.iter().map(|g| g.id.as_str()).collect();
    goods.extend(world.meta.focus.elements.iter().map(|e| e.as_str()));
    goods.extend(world.baskets.iter().map(|b| b.element.as_str()));
    named("good or element", ask.good.as_deref(), &Vec::from_iter(goods))?;
    let mut stages: BTreeSet<String> = world.goods.iter().map(|g| g.stage.to_string()).collect();
    stages.extend(["mined", "use", "extraction", "processing"].map(String::from));
    named("stage", ask.stage.as_deref(), &stages.iter().map(String::as_str).collect::<Vec<_>>())
}

fn named(what: &str, name: Option<&str>, known: &[&str]) -> Result<(), Error> {
    match name {
        Some(name) if !known.contains(&name) => Err(Error::unknown_name(what, name, known)),
        _ => Ok(()),
    }
}
