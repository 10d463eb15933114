//! What a row of each table says, as one line of text: the figure with interval and unit, then what it is of.

use oreline_units::{Estimate, PartialDate, Unit};
use oreline_world::rows::*;

/// A row that says something.
pub(super) trait Said {
    /// Its id.
    fn id(&self) -> &str;
    /// What it says.
    fn said(&self) -> String;
    /// The quantity or thing it is about, where other rows say the same.
    fn about(&self) -> Option<&str> {
        None
    }
}

/// `150 (141 to 159) t-oxide/yr`.
fn figure(est: Estimate, unit: Unit) -> String {
    let (value, low, high) = (est.value(), est.low(), est.high());
    if low == high {
        return format!("{value} {unit}");
    }
    format!("{value} ({low} to {high}) {unit}")
}

fn spell(from: Option<PartialDate>, to: Option<PartialDate>) -> String {
    let from = from.map(|d| format!(" from {d}")).unwrap_or_default();
    let to = to.map(|d| format!(" to {d}")).unwrap_or_default();
    from + &to
}

fn sized(est: Option<Estimate>, unit: Option<Unit>) -> String {
    est.zip(unit).map(|(est, unit)| format!(": {}", figure(est, unit))).unwrap_or_default()
}

macro_rules! said {
    ($($row:ident, |$r:ident| $text:expr $(, about $about:expr)?;)+) => {$(
        impl Said for $row {
            fn id(&self) -> &str {
                &self.id
            }

            fn said(&self) -> String {
                let $r = self;
                $text
            }

            $(fn about(&self) -> Option<&str> {
                let $r = self;
                $about
            })?
        }
    )+};
}

said! {
    Source, |r| format!("{}, {}", r.title, r.publisher);
    Region, |r| r.name.clone();
    Good, |r| format!("{}, {} in {}", r.name, r.stage, r.unit);
    Actor, |r| format!("{}: {}", r.name, r.role);
    Content, |r| format!("{} of {} in {}", figure(r.est, r.unit), r.element, r.good);
    Basket, |r| format!("{} on the grade of {} in {} from {}", figure(r.est, r.unit), r.element, r.good, r.region);
    Process, |r| format!("capacity {}: {}", figure(r.est, r.unit), r.name);
    Recipe, |r| format!("{} {} {}, {}", figure(r.est, r.unit), r.good, r.role, r.process);
    Alternative, |r| format!(
        "{} on {} in {} of {}, share {}",
        figure(r.est, r.unit), r.good, r.alternative, r.processes, r.share
    );
    Site, |r| format!(
        "{}{}",
        r.name,
        r.process.as_ref().map(|p| format!(", part of {p}{}", sized(r.est, r.unit))).unwrap_or_default()
    );
    Route, |r| format!(
        "{}, {} USD/kg, tax wedge {}, levy {} USD/kg, {} months",
        r.status, r.cost, r.wedge_ad_valorem, r.levy, r.lag_months
    );
    Demand, |r| format!("{} of {} in {}, {}", r.purpose, r.good, r.region, r.role);
    Stock, |r| format!("{} of {} in {}, held by {}", figure(r.est, r.unit), r.good, r.region, r.holder);
    Price, |r| format!(
        "{}, {} in {}, {}, {}, VAT {}, {}",
        figure(r.est, r.unit), r.good, r.region, r.market, r.period, r.vat, r.role
    ), about r.about.as_deref();
    Rate, |r| format!("{}, {}", figure(r.est, r.unit), r.period);
    FlowClaim, |r| claim(r), about r.about.as_deref();
    Cost, |r| format!("{}, {}", figure(r.est, r.unit), r.processes);
    Control, |r| format!("{} holds {}{}", r.actor, r.site, spell(Some(r.from), r.to));
    Tie, |r| format!("{} {} {}{}", r.from, r.kind, r.to, spell(r.start, r.end));
    Act, |r| act(r), about r.about.as_deref();
    Project, |r| format!("{} of {}: {}, {}", figure(r.est, r.unit), r.good, r.name, r.status);
    Indicator, |r| indicator(r);
    Parameter, |r| format!("{} of {}: {}", r.kind, r.subject, figure(r.est, r.unit));
}

fn indicator(r: &Indicator) -> String {
    let part = r.part.as_ref().map(|part| format!(", {part}")).unwrap_or_default();
    let stage = r.stage.map(|stage| format!(", {stage}")).unwrap_or_default();
    let study = r.study.as_ref().map(|study| format!(", study {study}")).unwrap_or_default();
    format!("{} of {}{part}{stage}: {}, {}{study}", r.kind, r.subject, figure(r.est, r.unit), r.period)
}

fn claim(r: &FlowClaim) -> String {
    let per = r.per.as_ref().map(|per| format!(" per {per}")).unwrap_or_default();
    let expr = r.expr.as_ref().map(|expr| format!(", {expr}{per}")).unwrap_or_default();
    let scope = if r.scope.is_empty() { String::new() } else { format!(", {}", r.scope) };
    format!("{}{expr}, {}{scope}, {}", figure(r.est, r.unit), r.period, r.role)
}

fn act(r: &Act) -> String {
    let actor = r.actor.as_ref().map(|a| format!(" by {a}")).unwrap_or_default();
    let on = if r.target.is_empty() { String::new() } else { format!(" on {}", r.target.join(", ")) };
    format!("{}: {}{actor}{on}{}{}", r.modality, r.kind, spell(r.start, r.end), sized(r.est, r.unit))
}
