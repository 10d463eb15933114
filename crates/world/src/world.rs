//! The whole of a world, and how to look things up in it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreline_units::Share;
use serde::Serialize;

use crate::id::{ActorId, ElementId, RegionId};
use crate::rows::{
    Act, Actor, Alternative, Basket, Content, Control, Cost, Demand, FlowClaim, Good, Indicator, Parameter,
    Price, Process, Project, Rate, Recipe, Recovery, Region, Route, Site, Source, Stock, Tie,
};

/// What `world.toml` says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meta {
    /// The id of the world.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The last day that its rows know about.
    pub edition: Date,
    /// The day described unless another is asked for.
    pub default_as_of: Date,
    /// The currency inside, `USD`.
    pub currency: String,
    /// The licence of the data.
    pub licence: String,
    /// The share that the world is about.
    pub focus: Focus,
    /// Value added tax by region.
    pub vat: BTreeMap<RegionId, Share>,
}

/// Whose share of what the world is mainly about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Focus {
    /// The region that holds the share.
    pub holder: RegionId,
    /// The elements counted.
    pub elements: Vec<ElementId>,
    /// The name of the figure.
    pub name: String,
}

/// Every row of a world, table by table, in the order of the files.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each field is the table of its name; see the row types")]
pub struct World {
    pub meta: Meta,
    pub sources: Vec<Source>,
    pub regions: Vec<Region>,
    pub actors: Vec<Actor>,
    pub goods: Vec<Good>,
    pub contents: Vec<Content>,
    pub baskets: Vec<Basket>,
    pub processes: Vec<Process>,
    pub recipes: Vec<Recipe>,
    pub alternatives: Vec<Alternative>,
    pub recoveries: Vec<Recovery>,
    pub sites: Vec<Site>,
    pub routes: Vec<Route>,
    pub demands: Vec<Demand>,
    pub stocks: Vec<Stock>,
    pub prices: Vec<Price>,
    pub rates: Vec<Rate>,
    pub flows: Vec<FlowClaim>,
    pub costs: Vec<Cost>,
    pub controls: Vec<Control>,
    pub ties: Vec<Tie>,
    pub acts: Vec<Act>,
    pub projects: Vec<Project>,
    pub parameters: Vec<Parameter>,
    pub indicators: Vec<Indicator>,
    /// The text of each scenario by the name of its file without ending.
    pub scenarios: BTreeMap<String, String>,
}

impl World {
    /// A world without a row.
    pub fn empty(meta: Meta) -> Self {
        Self {
            meta,
            sources: Vec::new(),
            regions: Vec::new(),
            actors: Vec::new(),
            goods: Vec::new(),
            contents: Vec::new(),
            baskets: Vec::new(),
            processes: Vec::new(),
            recipes: Vec::new(),
            alternatives: Vec::new(),
            recoveries: Vec::new(),
            sites: Vec::new(),
            routes: Vec::new(),
            demands: Vec::new(),
            stocks: Vec::new(),
            prices: Vec::new(),
            rates: Vec::new(),
            flows: Vec::new(),
            costs: Vec::new(),
            controls: Vec::new(),
            ties: Vec::new(),
            acts: Vec::new(),
            projects: Vec::new(),
            parameters: Vec::new(),
            indicators: Vec::new(),
            scenarios: BTreeMap::new(),
        }
    }

    /// The source of this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|row| row.id == *id)
    }

    /// The region of this id.
    pub fn region(&self, id: &str) -> Option<&Region> {
        self.regions.iter().find(|row| row.id == *id)
    }

    /// The actor of this id.
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.actors.iter().find(|row| row.id == *id)
    }

    /// The good of this id.
    pub fn good(&self, id: &str) -> Option<&Good> {
        self.goods.iter().find(|row| row.id == *id)
    }

    /// The process of this id.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|row| row.id == *id)
    }

    /// The site of this id.
    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|row| row.id == *id)
    }

    /// The route of this id.
    pub fn route(&self, id: &str) -> Option<&Route> {
        self.routes.iter().find(|row| row.id == *id)
    }

    /// The recipes that count: of several editions of one coefficient the latest known, later rows winning
    /// where the day is the same. In the order of the table.
    pub fn latest_recipes(&self) -> Vec<&Recipe> {
        let mut latest: BTreeMap<_, &Recipe> = BTreeMap::new();
        for row in &self.recipes {
            let kept = latest.entry((&row.process, &row.good, row.role)).or_insert(row);
            if row.prov.known_at >= kept.prov.known_at {
                *kept = row;
            }
        }
        let mut recipes: Vec<&Recipe> = latest.into_values().collect();
        recipes.sort_by_key(|row| row.at);
        recipes
    }

    /// Who holds a site on a day. Of several spells that cover the day the one that began last counts: the end
    /// of the one before may not be known yet.
    pub fn controller(&self, site: &str, on: Date) -> Option<&Control> {
        let covers = |spell: &&Control| spell.from.first() <= on && spell.to.is_none_or(|to| on <= to.last());
        let spells = self.controls.iter().filter(|spell| spell.site == *site);
        spells.filter(covers).max_by_key(|spell| (spell.from.first(), spell.from.last()))
    }

    /// The sites that an actor holds on a day, in the order of the table.
    pub fn held_by(&self, actor: &ActorId, on: Date) -> impl Iterator<Item = &Site> {
        let holds = move |site: &&Site| self.controller(&site.id, on).is_some_and(|c| c.actor == *actor);
        self.sites.iter().filter(holds)
    }
}
