//! Stories over days: a line for each, a filled mark for its origin, hollow ones for its copies.
//!
//! Heading and counts stand above each line and not beside it, where a headline would leave the marks no room. Marks
//! that would hide each other are stacked. Origin and copy differ in form, not in colour alone. The road not taken: a
//! curve of articles per day, in which a story copied thirty times looks like thirty stories.

use super::Tick;
use super::axis::tick;
use crate::document::Figure;
use crate::number;
use crate::reading::{days_between, plain};
use askama::Template;
use jiff::civil::Date;
use oreline_ingest::coverage::{Coverage, StoryCoverage};

/// Stories that are drawn; the others are counted.
pub(crate) const MOST: usize = 20;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 640.0;
const TOP: f64 = 8.0;
/// Height of the heading over a line.
const HEADING: f64 = 17.0;
/// Between two marks of a stack, and the least distance of two on one level.
const APART: f64 = 10.5;
/// Marks of a stack.
const LEVELS: usize = 6;
/// Below the lowest marks.
const FOOT: f64 = 13.0;
/// From the start of a heading to the edge of the drawing, with a little room.
const ROOM: f64 = 632.0;
/// Width of a bold letter of a heading and of a plain one, in the widest of the usual fonts.
const BOLD: f64 = 7.5;
const PLAIN: f64 = 6.6;
/// Labels of the axis.
const MOST_LABELS: i32 = 7;

/// A story in the drawing's units.
struct Row {
    title: String,
    counts: String,
    heading: String,
    line: String,
    /// From and width, top and height.
    bursts: Vec<[String; 2]>,
    top: String,
    height: String,
    marks: Vec<Mark>,
}

struct Mark {
    x: String,
    y: String,
    origin: bool,
    /// Who printed it, and when.
    says: String,
}

#[derive(Template)]
#[template(path = "timeline.svg", escape = "html")]
struct Svg {
    title: &'static str,
    rows: Vec<Row>,
    ticks: Vec<Tick>,
    axis: String,
    below: String,
    labels: String,
    height: String,
}

/// Days across the drawing.
pub(super) struct Days {
    first: Date,
    span: i32,
}

impl Days {
    pub(super) fn new((first, last): (Date, Date)) -> Self {
        Self { first, span: days_between(first, last) }
    }

    /// The place of a day, counted from the first; a single day stands in the middle.
    pub(super) fn x(&self, day: f64) -> f64 {
        if self.span == 0 {
            return (LEFT + RIGHT) / 2.0;
        }
        (LEFT + (RIGHT - LEFT) * day / f64::from(self.span)).clamp(LEFT, RIGHT)
    }

    fn of(&self, date: Date) -> f64 {
        self.x(f64::from(days_between(self.first, date)))
    }

    pub(super) fn ticks(&self) -> Vec<Tick> {
        let steps = self.span.clamp(0, MOST_LABELS - 1);
        let day = |k: i32| if steps == 0 { 0 } else { (self.span * k + steps / 2) / steps };
        let place = |day: i32| {
            let date = self.first.checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
            Some(tick(self.x(f64::from(day)), date.to_string()))
        };
        (0..=steps).filter_map(|k| place(day(k))).collect()
    }
}

/// The figure; nothing if no document has a day.
pub(crate) fn figure(coverage: &Coverage) -> Option<Figure> {
    let days = Days::new(coverage.days?);
    let step = if coverage.period == "week" { 7 } else { 1 };
    let dated = |story: &&StoryCoverage| !story.series.is_empty();
    let mut stories: Vec<&StoryCoverage> = coverage.stories.iter().filter(dated).collect();
    let left = stories.len().saturating_sub(MOST);
    stories.truncate(MOST);
    // The most covered were chosen; they are read in the order of time.
    stories.sort_by_key(|story| (story.series.first().map(|count| count.from), &story.id));
    let mut y = TOP;
    let mut rows = Vec::new();
    for story in &stories {
        let (row, height) = row(story, &days, step, y);
        rows.push(row);
        y += height;
    }
    let at = |v: f64| format!("{v:.1}");
    let svg = Svg {
        title: TITLE,
        rows,
        ticks: days.ticks(),
        axis: at(y),
        below: at(y + 4.0),
        labels: at(y + 17.0),
        height: at(y + 24.0),
    };
    Some(Figure {
        name: "coverage-timeline".into(),
        title: TITLE.into(),
        svg: svg.render().ok()?,
        caption: caption(left),
        csv: crate::csv::timeline_chart(&stories),
        wide: true,
        ..Figure::default()
    })
}

const TITLE: &str = "Stories over time";

fn caption(left: usize) -> String {
    let more = match left {
        0 => String::new(),
        1 => " One story with fewer documents is not drawn.".into(),
        _ => format!(" {} stories with fewer documents are not drawn.", number::count(left)),
    };
    format!(
        "Filled: the document that stands for the first printing; hollow: copies and excerpts, on their days. Shaded: \
         more documents than chance would give.{more}"
    )
}

/// A story's row from `top` on, and its height.
fn row(story: &StoryCoverage, days: &Days, step: i32, top: f64) -> (Row, f64) {
    let stacked = stack(story, days);
    let levels = stacked.placed.iter().map(|(_, level, _)| level + 1).max().unwrap_or(1);
    let line = top + HEADING + APART * levels as f64 - APART / 2.0;
    let bottom = line + FOOT;
    let at = |v: f64| format!("{v:.1}");
    let marks = stacked.placed.into_iter().map(|(x, level, print)| {
        let print = &story.prints[print];
        let who = print.publisher.as_deref().map_or("unknown".into(), plain);
        let says = format!("{who}, {}", print.published.as_deref().unwrap_or("undated"));
        Mark { x: at(x), y: at(line - APART * level as f64), origin: print.origin, says }
    });
    let counts = counts(story, stacked.undated, stacked.hidden);
    let bursts = story.bursts.iter().map(|burst| {
        let start = f64::from(days_between(days.first, burst.from));
        // Half a day to either side, so that a burst of a single day is seen.
        let (from, to) = (days.x(start - 0.5), days.x(start + f64::from(step) - 0.5));
        let wide = (to - from).max(APART);
        [at(from.min(RIGHT - wide)), at(wide)]
    });
    let row = Row {
        title: fitted(&story.title.as_deref().map_or("(no headline)".into(), plain), room(&counts)),
        heading: at(top + HEADING - 5.0),
        line: at(line),
        bursts: bursts.collect(),
        top: at(top + HEADING),
        height: at(bottom - 5.0 - top - HEADING),
        marks: marks.collect(),
        counts,
    };
    (row, bottom - top)
}

/// Where marks are drawn.
#[derive(Default)]
struct Stacked {
    /// Place, level and print.
    placed: Vec<(f64, usize, usize)>,
    undated: usize,
    /// Marks for which a stack had no room.
    hidden: usize,
}

/// Puts each mark on the lowest level on which it hides no other; the origin first of its day.
fn stack(story: &StoryCoverage, days: &Days) -> Stacked {
    let mut stacked = Stacked::default();
    let mut dated: Vec<(f64, bool, usize)> = Vec::new();
    for (k, print) in story.prints.iter().enumerate() {
        match print.published.as_deref().and_then(|day| day.parse::<Date>().ok()) {
            Some(day) => dated.push((days.of(day), !print.origin, k)),
            None => stacked.undated += 1,
        }
    }
    dated.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut ends = [f64::NEG_INFINITY; LEVELS];
    for (x, _, print) in dated {
        match ends.iter().position(|end| x - end >= APART) {
            Some(level) => {
                ends[level] = x;
                stacked.placed.push((x, level, print));
            }
            None => stacked.hidden += 1,
        }
    }
    stacked
}

fn counts(story: &StoryCoverage, undated: usize, hidden: usize) -> String {
    let copies =
        if story.copies == 1 { "1 copy".into() } else { format!("{} copies", number::count(story.copies)) };
    let mut parts = vec![number::counted(story.prints.len(), "document"), copies];
    if undated > 0 {
        parts.push(format!("{} undated", number::count(undated)));
    }
    if hidden > 0 {
        parts.push(format!("{} not drawn", number::count(hidden)));
    }
    parts.join(", ")
}

/// Letters of a headline for which counts leave room.
fn room(counts: &str) -> usize {
    ((ROOM - PLAIN * (counts.chars().count() + 2) as f64) / BOLD) as usize
}

/// A text cut to a width in Latin letters; signs of East Asia take two.
fn fitted(text: &str, room: usize) -> String {
    let wide = |c: char| 1 + usize::from(c >= '\u{1100}');
    let all: usize = text.chars().map(wide).sum();
    if all <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += wide(*c);
        used <= room
    });
    kept.collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use oreline_ingest::coverage::{Burst, Count, Print};

    fn print(day: u32, origin: bool) -> Print {
        let published = (day > 0).then(|| format!("2025-07-{day:02}"));
        Print { document: format!("d{day}"), publisher: Some("The <Ledger>".into()), published, origin }
    }

    pub(in crate::charts) fn story(id: &str, title: &str, days: &[u32]) -> StoryCoverage {
        let july = |day: u32| format!("2025-07-{day:02}").parse::<Date>().unwrap();
        let mut series: Vec<Count> = Vec::new();
        for day in days.iter().filter(|day| **day > 0) {
            match series.last_mut().filter(|last| last.from == july(*day)) {
                Some(last) => last.documents += 1,
                None => series.push(Count { from: july(*day), documents: 1, origins: 1 }),
            }
        }
        let bursts = series.iter().filter(|count| count.documents > 2);
        StoryCoverage {
            id: id.into(),
            title: Some(title.into()),
            prints: days.iter().enumerate().map(|(k, day)| print(*day, k == 0)).collect(),
            copies: days.len() - 1,
            bursts: bursts.map(|count| Burst { from: count.from, documents: 3, expected: 0.2 }).collect(),
            series,
            frames: Vec::new(),
        }
    }

    pub(in crate::charts) fn coverage(stories: Vec<StoryCoverage>) -> Coverage {
        let days = stories.iter().flat_map(|story| &story.series).map(|count| count.from);
        let days = days.clone().min().zip(days.max());
        Coverage { days, period: "day", undated: 0, stories, themes: Vec::new(), cites: Vec::new() }
    }

    #[test]
    fn marks_are_filled_for_origins_and_hide_no_other() {
        let all = coverage(vec![story("a", "<b>Gate</b>", &[1, 1, 1, 9, 0]), story("b", "Tax", &[30])]);
        let figure = figure(&all).unwrap();
        assert!(!figure.svg.contains("<b>") && !figure.svg.contains("<Ledger>"), "{}", figure.svg);
        assert_eq!(figure.svg.matches("mark-origin").count(), 2);
        assert_eq!(figure.svg.matches("mark-copy").count(), 3);
        assert!(figure.svg.contains("5 documents, 4 copies, 1 undated"));
        assert_eq!(figure.svg.matches("class=\"burst\"").count(), 1);
        let placed = stack(&all.stories[0], &Days::new(all.days.unwrap())).placed;
        for (k, (x, level, _)) in placed.iter().enumerate() {
            for (other, height, _) in &placed[k + 1..] {
                assert!(level != height || (x - other).abs() >= APART, "{placed:?}");
            }
        }
    }

    #[test]
    fn a_stack_has_a_top_and_says_what_is_above_it() {
        let all = coverage(vec![story("a", "Gate", &[5; 40])]);
        assert!(figure(&all).unwrap().svg.contains("34 not drawn"));
    }

    #[test]
    fn stories_beyond_the_most_are_counted() {
        let many = (0..MOST + 2).map(|k| story(&format!("{k:02}"), "t", &[1 + k as u32])).collect();
        let figure = figure(&coverage(many)).unwrap();
        assert_eq!(figure.svg.matches("mark-origin").count(), MOST);
        assert!(figure.caption.contains("2 stories"));
    }

    #[test]
    fn headings_are_cut_to_their_room() {
        assert_eq!(fitted("short", 10), "short");
        assert_eq!(fitted("a long headline", 8), "a long…");
        assert_eq!(fitted("缅甸稀土出口", 7), "缅甸稀…");
    }

    #[test]
    fn a_headline_leaves_room_for_its_counts() {
        for counts in ["1 document, 0 copies", "12,000 documents, 11,999 copies, 300 undated, 400 not drawn"]
        {
            let all = BOLD * room(counts) as f64 + PLAIN * counts.len() as f64;
            assert!(all <= ROOM && room(counts) > 20, "{counts}");
        }
    }

    #[test]
    fn without_a_day_nothing_is_drawn() {
        assert!(figure(&coverage(vec![story("a", "t", &[0])])).is_none());
    }

    #[test]
    fn labels_of_days_are_few_and_whole() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let labels = |from, to| Days::new((day(from), day(to))).ticks();
        assert_eq!(labels("2025-07-01", "2025-07-01").len(), 1);
        assert_eq!(labels("2025-07-01", "2025-07-03").len(), 3);
        let year = labels("2024-01-01", "2024-12-31");
        assert_eq!((year.len(), year[6].text.as_str()), (7, "2024-12-31"));
    }
}
