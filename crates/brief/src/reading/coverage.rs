//! How a matter was covered: two drawings, and the tables that hold the same figures.

use super::{notes, or_none, plain};
use crate::charts::periods;
use crate::charts::timeline;
use crate::common::{cut, fact};
use crate::document::{Block, Document, Section, Table, numbers, words};
use crate::number;
use jiff::civil::Date;
use oreline_ingest::coverage::{Burst, Coverage, Frame, StoryCoverage};
use oreline_ingest::intake::Remark;

/// Rows of a table that are printed.
const MOST_ROWS: usize = 60;
/// Stories whose framing is quoted.
const MOST_FRAMED: usize = 12;
/// Sentences quoted of one story.
const MOST_FRAMES: usize = 6;
/// Characters of a quote beyond these are cut.
const LONGEST_QUOTE: usize = 400;

/// The document of how documents cover what they are about.
pub fn coverage(world: &str, coverage: &Coverage, remarks: &[Remark]) -> Document {
    let mut sections = vec![head(world, coverage), stories(coverage)];
    sections.extend(themes(coverage));
    sections.extend(cites(coverage));
    sections.extend(framed(coverage));
    sections.extend(notes(remarks));
    sections.retain(|section| !section.blocks.is_empty());
    let label = "Copies add no evidence: documents and origins stand side by side.";
    Document { title: "Coverage over time".into(), label: label.into(), sections }
}

fn head(world: &str, c: &Coverage) -> Section {
    let days = c.days.map_or("no document has a day".into(), |(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from} to {to}"),
    });
    let documents: usize = c.stories.iter().map(|story| story.prints.len()).sum();
    let mut facts = vec![
        fact("Names of", world),
        fact("Days", days),
        fact("Documents", number::count(documents)),
        fact("Stories", number::count(c.stories.len())),
    ];
    if c.undated > 0 {
        facts.push(fact(
            "Without a day",
            format!("{}, in no drawing and no series", number::count(c.undated)),
        ));
    }
    let mut blocks = vec![Block::Facts(facts)];
    // Each in a block of its own: both need the width of the page.
    let drawn = [timeline::figure(c), periods::figure(c)];
    blocks.extend(drawn.into_iter().flatten().map(|figure| Block::Figures(vec![figure])));
    Section::new("", blocks)
}

fn stories(c: &Coverage) -> Section {
    if c.stories.is_empty() {
        return Section::default();
    }
    let (shown, note) = cut(&c.stories, MOST_ROWS, "row");
    let columns = vec![
        words("first"),
        words("title"),
        words("first print"),
        numbers("documents"),
        numbers("copies"),
        words("bursts"),
    ];
    let mut table = Table::new("Stories, the most covered first", columns);
    for story in shown {
        table.push([
            or_none(story.prints.first().and_then(|print| print.published.as_deref())),
            or_none(story.title.as_deref()),
            origin(story),
            story.prints.len().to_string(),
            story.copies.to_string(),
            bursts(&story.bursts),
        ]);
    }
    table.note = note;
    Section::new("Stories", vec![Block::Table(table)])
}

fn origin(story: &StoryCoverage) -> String {
    or_none(story.prints.iter().find(|print| print.origin).and_then(|print| print.publisher.as_deref()))
}

fn bursts(bursts: &[Burst]) -> String {
    let each = |burst: &Burst| {
        let expected = number::significant(burst.expected, 2);
        format!("{}: {}, {expected} expected", burst.from, number::counted(burst.documents, "document"))
    };
    bursts.iter().map(each).collect::<Vec<_>>().join("; ")
}

fn themes(c: &Coverage) -> Option<Section> {
    let columns = vec![words("kind of claim"), numbers("documents"), numbers("origins"), words("bursts")];
    let mut table = Table::new("Kinds of candidate claims; what a theme rests on are its origins", columns);
    for theme in &c.themes {
        table.push([
            theme.kind.name().to_owned(),
            theme.documents.to_string(),
            theme.origins.to_string(),
            bursts(&theme.bursts),
        ]);
    }
    (!c.themes.is_empty()).then(|| Section::new("Themes", vec![Block::Table(table)]))
}

fn cites(c: &Coverage) -> Option<Section> {
    let mut all: Vec<_> = c.cites.iter().collect();
    all.sort_by(|a, b| b.stories.cmp(&a.stories).then(a.cmp(b)));
    let (shown, note) = cut(&all, MOST_ROWS, "pair");
    let mut table = Table::new("", vec![words("publisher"), words("leans on"), numbers("stories")]);
    for cite in shown {
        table.push([plain(&cite.from), plain(&cite.to), cite.stories.to_string()]);
    }
    table.note = note;
    (!all.is_empty()).then(|| Section::new("Who leans on whom", vec![Block::Table(table)]))
}

/// What origins give as causes and motives, in their words.
fn framed(c: &Coverage) -> Option<Section> {
    let framed: Vec<&StoryCoverage> = c.stories.iter().filter(|story| !story.frames.is_empty()).collect();
    let (shown, left) = cut(&framed, MOST_FRAMED, "framed text");
    let mut blocks = Vec::new();
    for story in shown {
        let (frames, more) = cut(&story.frames, MOST_FRAMES, "sentence");
        blocks.push(Block::Paragraph(or_none(story.title.as_deref())));
        let mut items: Vec<String> = frames.into_iter().map(frame).collect();
        items.extend(Some(more).filter(|more| !more.is_empty()));
        blocks.push(Block::List(items));
    }
    if !left.is_empty() {
        blocks.push(Block::Paragraph(left));
    }
    (!framed.is_empty()).then(|| Section::new("Causes and motives, as they were given", blocks))
}

fn frame(frame: &Frame) -> String {
    let quote = plain(&frame.quote);
    let mut short: String = quote.chars().take(LONGEST_QUOTE).collect();
    if short.len() < quote.len() {
        short.push('…');
    }
    format!("{}, {}: “{short}”", or_none(frame.publisher.as_deref()), frame.sort)
}

/// The days between two.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
