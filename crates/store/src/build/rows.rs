//! One builder per table, column by column.

use oreline_world::id::{GoodId, ProcessId};
use oreline_world::rows::{
    Act, Actor, Alternative, Basket, Content, Control, Cost, Demand, FlowClaim, Good, Indicator, Leg,
    Parameter, Price, Process, Project, Rate, Recipe, Recovery, Region, Route, Site, Source, Stock, Tie,
};

use super::Cells;

pub(super) fn source(c: &Cells<'_>) -> Option<Source> {
    Some(Source {
        at: c.at(),
        id: c.id("id")?,
        title: c.text("title"),
        publisher: c.text("publisher"),
        url: c.text("url"),
        published: c.date("published"),
        licence: c.text("licence"),
        note: c.text("note"),
    })
}

pub(super) fn region(c: &Cells<'_>) -> Option<Region> {
    Some(Region {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        country: c.id("country"),
        note: c.text("note"),
    })
}

pub(super) fn actor(c: &Cells<'_>) -> Option<Actor> {
    Some(Actor {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        kind: c.word("kind")?,
        region: c.id("region"),
        role: c.text("role"),
        prov: c.prov()?,
    })
}

pub(super) fn good(c: &Cells<'_>) -> Option<Good> {
    Some(Good {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        stage: c.word("stage")?,
        unit: c.unit()?,
        family: c.word("family")?,
        note: c.text("note"),
    })
}

pub(super) fn content(c: &Cells<'_>) -> Option<Content> {
    Some(Content {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        element: c.id("element")?,
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn basket(c: &Cells<'_>) -> Option<Basket> {
    Some(Basket {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        region: c.id("region")?,
        element: c.id("element")?,
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn process(c: &Cells<'_>) -> Option<Process> {
    Some(Process {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        kind: c.word("kind")?,
        region: c.id("region")?,
        stage: c.word("stage")?,
        est: c.est()?,
        unit: c.unit()?,
        operator: c.id("operator"),
        prov: c.prov()?,
    })
}

pub(super) fn recipe(c: &Cells<'_>) -> Option<Recipe> {
    Some(Recipe {
        at: c.at(),
        id: c.id("id")?,
        process: c.id("process")?,
        good: c.id("good")?,
        role: c.word("role")?,
        est: c.est()?,
        unit: c.unit()?,
        group: c.text("group"),
        prov: c.prov()?,
    })
}

pub(super) fn alternative(c: &Cells<'_>) -> Option<Alternative> {
    Some(Alternative {
        at: c.at(),
        id: c.id("id")?,
        processes: c.text("processes"),
        alternative: c.text("alternative"),
        share: c.number("share")?,
        good: c.id("good")?,
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn recovery(c: &Cells<'_>) -> Option<Recovery> {
    let text = c.text("through");
    let mut steps = text.split('>').map(str::trim);
    let through = ProcessId::from(steps.next()?);
    let mut onward = Vec::new();
    while let Some(good) = steps.next() {
        onward.push(Leg { good: GoodId::from(good), process: ProcessId::from(steps.next()?) });
    }
    Some(Recovery { at: c.at(), mine: c.id("mine")?, through, onward })
}

pub(super) fn site(c: &Cells<'_>) -> Option<Site> {
    Some(Site {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        process: c.id("process"),
        est: c.est(),
        unit: c.unit(),
        lat: c.number("lat"),
        lon: c.number("lon"),
        accuracy_km: c.number("accuracy_km"),
        country: c.id("country"),
        prov: c.prov()?,
    })
}

pub(super) fn route(c: &Cells<'_>) -> Option<Route> {
    Some(Route {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        origin: c.id("origin")?,
        destination: c.id("destination")?,
        status: c.word("status")?,
        cost: c.number("cost")?,
        wedge_ad_valorem: c.number("wedge_ad_valorem")?,
        levy: c.number("levy")?,
        lag_months: c.number("lag_months")? as u32,
        prov: c.prov()?,
    })
}

pub(super) fn demand(c: &Cells<'_>) -> Option<Demand> {
    Some(Demand {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        region: c.id("region")?,
        purpose: c.id("use")?,
        role: c.word("role")?,
        prov: c.prov()?,
    })
}

pub(super) fn stock(c: &Cells<'_>) -> Option<Stock> {
    Some(Stock {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        region: c.id("region")?,
        holder: c.word("holder")?,
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn price(c: &Cells<'_>) -> Option<Price> {
    Some(Price {
        at: c.at(),
        id: c.id("id")?,
        good: c.id("good")?,
        region: c.id("region")?,
        market: c.text("market"),
        period: c.row.period(c.table, "period")?.clone(),
        est: c.est()?,
        unit: c.unit()?,
        vat: c.word("vat")?,
        role: c.word("role")?,
        about: c.id("about"),
        prov: c.prov()?,
    })
}

pub(super) fn rate(c: &Cells<'_>) -> Option<Rate> {
    Some(Rate {
        at: c.at(),
        id: c.id("id")?,
        period: c.row.period(c.table, "period")?.clone(),
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn flow(c: &Cells<'_>) -> Option<FlowClaim> {
    Some(FlowClaim {
        at: c.at(),
        id: c.id("id")?,
        period: c.row.period(c.table, "period")?.clone(),
        kind: c.word("kind")?,
        expr: c.row.expr(c.table, "expr").cloned(),
        per: c.row.expr(c.table, "per").cloned(),
        est: c.est()?,
        unit: c.unit()?,
        scope: c.text("scope"),
        family: c.word("family")?,
        origin_region: c.id("origin_region"),
        destination: c.id("destination"),
        role: c.word("role")?,
        cluster: c.id("cluster"),
        series: c.id("series"),
        about: c.id("about"),
        prov: c.prov()?,
    })
}

pub(super) fn cost(c: &Cells<'_>) -> Option<Cost> {
    Some(Cost {
        at: c.at(),
        id: c.id("id")?,
        processes: c.text("processes"),
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn parameter(c: &Cells<'_>) -> Option<Parameter> {
    Some(Parameter {
        at: c.at(),
        id: c.id("id")?,
        kind: c.word("kind")?,
        subject: c.text("subject"),
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn indicator(c: &Cells<'_>) -> Option<Indicator> {
    Some(Indicator {
        at: c.at(),
        id: c.id("id")?,
        kind: c.word("kind")?,
        study: c.id("study"),
        subject: c.id("subject")?,
        part: c.id("part"),
        stage: c.word("stage"),
        period: c.row.period(c.table, "period")?.clone(),
        est: c.est()?,
        unit: c.unit()?,
        prov: c.prov()?,
    })
}

pub(super) fn control(c: &Cells<'_>) -> Option<Control> {
    Some(Control {
        at: c.at(),
        id: c.id("id")?,
        site: c.id("site")?,
        actor: c.id("actor")?,
        from: c.date("from")?,
        to: c.date("to"),
        to_known_at: c.date("to_known_at"),
        prov: c.prov()?,
    })
}

pub(super) fn tie(c: &Cells<'_>) -> Option<Tie> {
    Some(Tie {
        at: c.at(),
        id: c.id("id")?,
        from: c.id("from")?,
        to: c.id("to")?,
        kind: c.word("kind")?,
        start: c.date("start"),
        end: c.date("end"),
        prov: c.prov()?,
    })
}

pub(super) fn act(c: &Cells<'_>) -> Option<Act> {
    Some(Act {
        at: c.at(),
        id: c.id("id")?,
        kind: c.word("kind")?,
        actor: c.id("actor"),
        target: c.list("target"),
        start: c.date("start"),
        end: c.date("end"),
        est: c.est(),
        unit: c.unit(),
        modality: c.word("modality")?,
        about: c.id("about"),
        prov: c.prov()?,
    })
}

pub(super) fn project(c: &Cells<'_>) -> Option<Project> {
    Some(Project {
        at: c.at(),
        id: c.id("id")?,
        name: c.text("name"),
        process: c.id("process"),
        region: c.id("region")?,
        good: c.id("good")?,
        est: c.est()?,
        unit: c.unit()?,
        start: c.date("start"),
        status: c.word("status")?,
        prov: c.prov()?,
    })
}
