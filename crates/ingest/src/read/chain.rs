//! Through whose hands a text came: from this copy back to the origin.
//!
//! Nearest first: the list's line and `Source:` name the one this page took it from, `via` and `originally published`
//! the one who had it first, a dateline the agency behind. The road not taken: the earliest date among copies, which
//! needs the other copies and is the stories' business.

use super::credit::{Credit, Form, dates_in, listed};
use super::facts::Layout;
use super::furniture::menu_word;
use super::names::{akin, host_like, media, name, person, same, same_host};
use super::page::Line;
use crate::document::{Hand, Role};

/// What a page says of other hands, beside its credits.
pub(super) struct Signs {
    /// Publishers of the lines between title and article that look like a list's lines.
    pub(super) listed: Vec<String>,
    /// The page lists headlines of several others.
    pub(super) lists_others: bool,
    /// Hosts, other than its own, under which the page says that its text belongs.
    pub(super) elsewhere: Vec<String>,
}

/// The signs on a page; `own` is its host, `site` its name, `author` no publisher.
pub(super) fn signs(layout: &Layout, own: Option<&str>, site: Option<&str>, author: Option<&str>) -> Signs {
    let lists_others = lists_others(layout.after(), site);
    let confirmed = |name: &str| {
        layout.after().iter().filter_map(|line| super::credit::credit(&line.text)).any(|credit| {
            credit.form == Form::Source && credit.outlet.as_deref().is_some_and(|outlet| same(outlet, name))
        })
    };
    let source = |(line, near_day): (&Line, bool)| {
        let alone = || Some(line.text.clone()).filter(|text| host_like(text) || (near_day && name(text)));
        let name = listed(&line.text).or_else(alone)?;
        let linked = line
            .links
            .iter()
            .any(|(_, host)| same(&name, host) && own.is_none_or(|own| !same_host(host, own)));
        let ours = own.is_some_and(|own| same(&name, own))
            || site.is_some_and(|site| same(&name, site))
            || author.is_some_and(|author| same(&name, author));
        let menu = name.split_whitespace().all(menu_word);
        let shaped = media(&name) && !person(&name) && name.contains(' ');
        let timed = listed(&line.text).is_some() && (lists_others || shaped);
        let sure = linked || confirmed(&name) || host_like(&name) || (timed && !menu);
        (sure && !ours).then_some(name)
    };
    let head = layout.before();
    let head = head.get(usize::from(layout.title_line.is_some())..).unwrap_or(head);
    let near = head.get(head.len().saturating_sub(8)..).unwrap_or(head);
    let addresses = layout.page.head.addresses.iter().filter_map(|address| super::page::host_of(address));
    let foreign = |host: &String| match own {
        Some(own) => !same_host(host, own),
        None => site.is_some_and(|site| !akin(site, host)),
    };
    Signs {
        listed: beside_days(near).filter_map(source).collect(),
        lists_others,
        elsewhere: addresses.filter(foreign).collect(),
    }
}

/// Lines, and whether the one before or behind each is a day and little else.
fn beside_days(lines: &[Line]) -> impl Iterator<Item = (&Line, bool)> {
    let day = |at: usize| {
        lines.get(at).is_some_and(|line| line.text.len() < 40 && !dates_in(&line.text).is_empty())
    };
    lines.iter().enumerate().map(move |(at, line)| (line, day(at + 1) || at.checked_sub(1).is_some_and(day)))
}

/// Whether the lines after an article are headlines of others: two or more of them end in another name and a day.
fn lists_others(after: &[Line], site: Option<&str>) -> bool {
    let mut names: Vec<String> = after
        .iter()
        .take(200)
        .filter(|line| line.text.contains(|c: char| c.is_ascii_digit()))
        .filter_map(|line| listed(&line.text))
        .filter(|name| !person(name) && site.is_none_or(|site| !same(name, site)))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len() >= 2
}

/// The chain of hands; empty if not even this copy's publisher is known and nobody else is named.
pub(super) fn chain(site: Option<&str>, credits: &[Credit], signs: &Signs, layout: &Layout) -> Vec<Hand> {
    let of = |form: Form| {
        credits.iter().filter(move |credit| credit.form == form).filter_map(|credit| credit.outlet.clone())
    };
    let named = |host: &String| named_link(layout, host).unwrap_or_else(|| host.clone());
    let nearest: Vec<String> = signs.listed.iter().cloned().chain(of(Form::Source)).collect();
    let first: Vec<String> = signs
        .elsewhere
        .iter()
        .map(named)
        .chain(of(Form::ByVia))
        .chain(of(Form::First))
        .chain(of(Form::Agency))
        .collect();
    let aggregates = !nearest.is_empty() || (signs.lists_others && !first.is_empty());
    let mut names: Vec<String> = site.map(str::to_owned).into_iter().collect();
    for name in nearest.into_iter().chain(first) {
        match names.iter().position(|known| same(known, &name)) {
            Some(at) => better(&mut names, at, name),
            None => names.push(name),
        }
    }
    let last = names.len().saturating_sub(1);
    let role = |at: usize| match at {
        at if at == last => Role::Origin,
        0 if aggregates => Role::Aggregator,
        _ => Role::Copy,
    };
    let mut hands: Vec<Hand> =
        names.into_iter().enumerate().map(|(at, name)| Hand { role: role(at), name }).collect();
    for name in of(Form::Passed) {
        if !hands.iter().any(|hand| same(&hand.name, &name)) {
            hands.push(Hand { name, role: Role::Agency });
        }
    }
    hands
}

/// A name in words is better than the host that stands for it.
fn better(names: &mut [String], at: usize, name: String) {
    if let Some(known) = names.get_mut(at).filter(|known| host_like(known) && !host_like(&name)) {
        *known = name;
    }
}

/// The name under which a page links to a host.
fn named_link(layout: &Layout, host: &str) -> Option<String> {
    let links = layout.page.lines.iter().flat_map(|line| &line.links);
    links.filter(|(_, other)| other == host).map(|(words, _)| words).find(|words| same(words, host)).cloned()
}
