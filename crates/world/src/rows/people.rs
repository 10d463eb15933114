//! Who holds what, who is what to whom, and what they do.

use oreline_units::{Estimate, PartialDate, Unit};
use serde::Serialize;

use super::words::{ActKind, ActorKind, Modality, ProjectStatus, TieKind};
use super::{Provenance, RowRef};
use crate::id::{ActorId, GoodId, ProcessId, RegionId, RowId, SiteId};

/// Somebody who acts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Actor {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Where it is at home.
    pub region: Option<RegionId>,
    /// What it does, in words.
    pub role: String,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A spell in which an actor holds a site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Control {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The site.
    pub site: SiteId,
    /// Who holds it.
    pub actor: ActorId,
    /// Since when.
    pub from: PartialDate,
    /// Until when; nothing while it lasts, or is not known to have ended.
    pub to: Option<PartialDate>,
    /// When the end became public.
    pub to_known_at: Option<PartialDate>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// What one actor is to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// The one.
    pub from: ActorId,
    /// The other.
    pub to: ActorId,
    /// What the one is to the other.
    pub kind: TieKind,
    /// Since when.
    pub start: Option<PartialDate>,
    /// Until when.
    pub end: Option<PartialDate>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// A dated policy or military act, or a statement about one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Act {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// What it does.
    pub kind: ActKind,
    /// Whose act it is.
    pub actor: Option<ActorId>,
    /// The ids of what it is aimed at: sites, routes, processes, goods, regions, actors.
    pub target: Vec<String>,
    /// Since when.
    pub start: Option<PartialDate>,
    /// Until when.
    pub end: Option<PartialDate>,
    /// Its size, where it has one.
    pub est: Option<Estimate>,
    /// The unit.
    pub unit: Option<Unit>,
    /// How it is stated.
    pub modality: Modality,
    /// The thing it is about, where other rows state or deny the same.
    pub about: Option<String>,
    /// Where it comes from.
    pub prov: Provenance,
}

/// Capacity that is planned, being built or new.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Project {
    /// Where the row stands.
    pub at: RowRef,
    /// Its id.
    pub id: RowId,
    /// Its name.
    pub name: String,
    /// The process it adds to.
    pub process: Option<ProcessId>,
    /// Where.
    pub region: RegionId,
    /// What it makes.
    pub good: GoodId,
    /// Its capacity.
    pub est: Estimate,
    /// The unit.
    pub unit: Unit,
    /// When it starts, by what is said.
    pub start: Option<PartialDate>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// Where it comes from.
    pub prov: Provenance,
}
