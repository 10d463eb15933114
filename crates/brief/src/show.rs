//! The answer of `show`: who holds what, stage by stage, and what a figure rests on.

use crate::common::{fact, interval, or_dash};
use crate::document::{Block, Document, Section, Table, numbers, words};
use crate::number;
use oreline_scenario::answers::{ShareAnswer, ShowAnswer, SiteAnswer, StageAnswer, WhyAnswer, WhyRow};

/// Holders of one kind in a table; the rest is counted.
const MOST_HOLDERS: usize = 6;

/// The document of a show.
pub fn show(answer: &ShowAnswer) -> Document {
    let mut sections = vec![head(answer)];
    sections.extend(answer.stages.iter().map(|s| stage(answer, s)));
    sections.push(sites(answer));
    sections.retain(|s| !s.blocks.is_empty());
    let label = "Shares carry their 80 % interval; HHI is concentration by country, from 0 to 1.";
    Document { title: format!("Who holds what: {}", answer.world), label: label.into(), sections }
}

fn head(a: &ShowAnswer) -> Section {
    let facts = vec![
        fact("As of", &a.as_of),
        fact("Known at", &a.known_at),
        fact("Base year", format!("{} (balanced flows)", a.base_year)),
    ];
    let mut blocks = vec![Block::Facts(facts)];
    blocks.extend(a.in_words.iter().cloned().map(Block::Paragraph));
    Section::new("", blocks)
}

fn stage(a: &ShowAnswer, s: &StageAnswer) -> Section {
    let parts = [Some(s.stage.as_str()), s.good.as_deref(), s.element.as_deref()];
    let title = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let facts = vec![
        fact("Output", format!("{} {}", interval(&s.total, number::quantity), s.unit)),
        fact("HHI", interval(&s.hhi, number::index)),
    ];
    Section::new(title, vec![Block::Facts(facts), Block::Table(holders(a, s))])
}

fn holders(a: &ShowAnswer, s: &StageAnswer) -> Table {
    let columns = vec![words("by"), words("holder"), numbers("share"), numbers("low"), numbers("high")];
    let caption = format!("Shares of the flows of {}, as of {}", a.base_year, a.as_of);
    let mut table = Table::new(caption, columns);
    let [country, region, controller] = ["country", "region", "controller"].map(|by| ranked(s, by));
    let same = country.iter().map(|x| x.share).eq(region.iter().map(|x| x.share));
    let groups = if same { vec![country, controller] } else { vec![country, region, controller] };
    let mut left = 0;
    for group in groups {
        group.iter().take(MOST_HOLDERS).for_each(|x| table.push(holder_row(x)));
        left += group.len().saturating_sub(MOST_HOLDERS);
    }
    if left > 0 {
        table.note = crate::common::left_out(left, "smaller holder");
    }
    table
}

/// The holders of one kind, the largest first.
fn ranked<'a>(s: &'a StageAnswer, by: &str) -> Vec<&'a ShareAnswer> {
    let mut of: Vec<&ShareAnswer> = s.shares.iter().filter(|x| x.by == by).collect();
    of.sort_by(|x, y| y.share.value.total_cmp(&x.share.value).then_with(|| x.name.cmp(&y.name)));
    of
}

fn holder_row(x: &ShareAnswer) -> Vec<String> {
    let mut row = vec![x.by.clone(), x.name.clone()];
    row.extend([x.share.value, x.share.low, x.share.high].map(number::percent));
    row
}

fn sites(a: &ShowAnswer) -> Section {
    let columns = ["site", "name", "region", "controller", "since", "source"].map(words).to_vec();
    let mut table = Table::new(format!("Sites and who controls them as of {}", a.as_of), columns);
    a.sites.iter().for_each(|s| table.push(site_row(s)));
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section::new("Sites", blocks)
}

fn site_row(s: &SiteAnswer) -> Vec<String> {
    let [controller, since, source] = [&s.controller, &s.since, &s.source].map(|x| or_dash(x.as_deref()));
    vec![s.id.clone(), s.name.clone(), s.region.clone(), controller, since, source]
}

/// The document of a `show --why`.
pub fn why(answer: &WhyAnswer) -> Document {
    let mut blocks = vec![Block::Facts(vec![fact("Figure", &answer.figure)])];
    if answer.rows.is_empty() {
        blocks.push(Block::Paragraph("No row of the world stands behind it.".into()));
    } else {
        blocks.push(Block::Table(why_table(answer)));
    }
    let sections = vec![Section::new("", blocks), why_sources(answer)];
    let sections = sections.into_iter().filter(|s| !s.blocks.is_empty()).collect();
    Document { title: format!("Why {}", answer.id), label: String::new(), sections }
}

/// Weights have a column only where there are any.
fn why_table(answer: &WhyAnswer) -> Table {
    let weighed = answer.rows.iter().any(|row| row.weight.is_some());
    let mut columns =
        vec![words("row"), words("value"), words("basis, grade"), words("known at"), words("source")];
    if weighed {
        columns.insert(1, numbers("weight"));
    }
    let mut table = Table::new("Rows it rests on, heaviest first", columns);
    for row in &answer.rows {
        let mut cells = why_row(row);
        if weighed {
            cells.insert(1, row.weight.map_or(String::new(), number::percent));
        }
        table.push(cells);
    }
    table
}

fn why_row(row: &WhyRow) -> Vec<String> {
    vec![
        format!("{} ({})", row.id, row.at),
        row.value.clone(),
        [row.basis.as_str(), row.grade.as_str()]
            .into_iter()
            .filter(|x| !x.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        row.known_at.clone(),
        row.source.clone(),
    ]
}

fn why_sources(answer: &WhyAnswer) -> Section {
    let mut items: Vec<String> = Vec::new();
    for row in &answer.rows {
        let address = if row.url.is_empty() { String::new() } else { format!(", {}", row.url) };
        let item = format!("{}: {}{address}", row.source, row.source_title);
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let blocks = if items.is_empty() { Vec::new() } else { vec![Block::List(items)] };
    Section::new("Sources", blocks)
}
