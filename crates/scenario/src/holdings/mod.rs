//! Who holds what: every stage of the chain by region, country and controller, and where a figure comes from.
//!
//! Shares are those of the base year's balanced flows, their intervals those of the perturbed bases; who holds
//! a site is read at the day described. The road not taken: one share per holder for the whole chain. Ore,
//! mined elements and oxide with recycling give different answers, and each is printed with its meaning.

mod brief;
mod figure;
mod lines;
mod said;
mod stages;
mod tally;
mod why;
mod words;

pub use brief::brief;
pub use why::{WhyError, why};

use crate::answers::{ShowAnswer, SiteAnswer, WhyRow};
use crate::case::{Case, SiteSpec};
use oreline_world::World;

/// Every row of a world that has an id, in the order of the files.
pub fn rows_of(known: &World) -> Vec<WhyRow> {
    let mut lines = lines::lines(known);
    lines.sort_by_key(|line| line.at);
    lines.iter().map(|line| line.answer(known)).collect()
}

/// Holders of every stage of a compiled world, `world` being the full one that the case was made from.
pub fn show(world: &World, case: &Case) -> ShowAnswer {
    let known = world.known(case.known_at);
    let elements: Vec<String> = known.meta.focus.elements.iter().map(|e| e.to_string()).collect();
    let stages = stages::all(case, &elements);
    ShowAnswer {
        world: case.world.clone(),
        as_of: case.as_of.to_string(),
        known_at: case.known_at.to_string(),
        base_year: case.base_year,
        in_words: words::in_words(case, &elements, &stages),
        stages,
        sites: sites(&known, case),
    }
}

/// Sites that are a part of a process, or that somebody is known to have held.
fn sites(known: &World, case: &Case) -> Vec<SiteAnswer> {
    let shown = case.structure.sites.iter().filter(|s| !s.process.is_empty() || !s.spells.is_empty());
    shown.map(|s| site(known, case, s)).collect()
}

fn site(known: &World, case: &Case, site: &SiteSpec) -> SiteAnswer {
    let spell = site.spell(case.as_of);
    let row = spell.and_then(|s| known.controls.iter().find(|c| c.id == *s.row.as_str()));
    let since = row.map(|c| c.from.to_string());
    SiteAnswer {
        id: site.id.clone(),
        name: site.name.clone(),
        region: region(known, site),
        controller: spell.map(|s| s.actor.clone()),
        since: since.or_else(|| spell.and_then(|s| s.from).map(|d| d.to_string())),
        source: row.map(|c| c.prov.source.to_string()),
    }
}

/// The region of the site's process; the country where it is none of a process.
fn region(known: &World, site: &SiteSpec) -> String {
    if !site.region.is_empty() {
        return site.region.clone();
    }
    known.site(&site.id).and_then(|s| s.country.clone()).unwrap_or_default()
}
