//! The chain as a Sankey: stages from left to right, and what a scenario takes from each link or adds to it.
//!
//! A link is as wide as its baseline; a lost part is hatched at its lower edge, an added part stands solid below
//! it. The road not taken: drawing the scenario alone, in which a cut is a thin line that nobody misses.

use crate::document::Figure;
use crate::number;
use askama::Template;
use std::collections::BTreeMap;

const WIDTH: f64 = 800.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 360.0;
const NODE: f64 = 9.0;
const GAP: f64 = 9.0;
/// Height that a label of one line takes, and from which there is room for two.
const LABEL: f64 = 15.0;
const TWO_LINES: f64 = 28.0;
/// Room for labels at the left and at the right.
const MARGIN: (f64, f64) = (228.0, 136.0);
/// Links under this share of the largest column are drawn together.
const SMALL: f64 = 0.012;
/// A change under this share is none.
const CHANGED: f64 = 0.1;

/// One link before layout [any unit].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Link {
    /// Column and name where it starts.
    pub(crate) from: (usize, String),
    /// Column and name where it ends.
    pub(crate) to: (usize, String),
    /// Baseline and scenario.
    pub(crate) values: (f64, f64),
}

struct Ribbon {
    class: &'static str,
    path: String,
    lost: String,
    added: String,
    title: String,
}

struct Node {
    x: String,
    y: String,
    height: String,
    label_x: String,
    label_y: String,
    anchor: &'static str,
    name_dy: &'static str,
    figures_dy: &'static str,
    /// Name and figures in two lines.
    two: bool,
    name: String,
    figures: String,
}

struct Head {
    x: String,
    anchor: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "sankey.svg", escape = "html")]
struct Svg {
    height: String,
    heads: Vec<Head>,
    ribbons: Vec<Ribbon>,
    nodes: Vec<Node>,
    said: String,
}

type Key = (usize, String);

/// Totals of a node: in and out, baseline and scenario.
#[derive(Clone, Copy, Default)]
struct Sum {
    incoming: (f64, f64),
    outgoing: (f64, f64),
}

impl Sum {
    /// The larger side: what a node holds.
    fn baseline(&self) -> f64 {
        self.incoming.0.max(self.outgoing.0)
    }

    /// The same with the scenario, on the side that counts for the baseline.
    fn scenario(&self) -> f64 {
        if self.incoming.0 > self.outgoing.0 { self.incoming.1 } else { self.outgoing.1 }
    }

    fn widest(&self) -> f64 {
        let wide = |pair: (f64, f64)| pair.0.max(pair.1);
        wide(self.incoming).max(wide(self.outgoing))
    }
}

/// The drawing; `columns` are their headings; nothing if there is nothing to draw.
pub(crate) fn svg(columns: &[&str], links: &[Link], unit: &str) -> Option<String> {
    let links = merged(links);
    let sums = sums(&links);
    let tallest = (0..columns.len()).map(|c| column_sum(&sums, c)).fold(0.0, f64::max);
    if tallest <= 0.0 || columns.len() < 2 {
        return None;
    }
    let scale = HEIGHT / tallest;
    let y = places(&sums, columns.len(), scale);
    let x =
        |c: usize| MARGIN.0 + (WIDTH - MARGIN.0 - MARGIN.1 - NODE) * c as f64 / (columns.len() - 1) as f64;
    let svg = Svg {
        height: format!("{:.0}", lowest(&sums, &y, scale) + 10.0),
        heads: heads(columns, x),
        ribbons: ribbons(&links, &sums, &y, scale, x, unit),
        nodes: sums.iter().map(|(key, sum)| node(key, sum, y[key], scale, x(key.0))).collect(),
        said: format!("Sankey of the chain in {unit}: {}", columns.join(", ")),
    };
    svg.render().ok()
}

fn column_sum(sums: &BTreeMap<Key, Sum>, column: usize) -> f64 {
    sums.iter().filter(|(k, _)| k.0 == column).map(|(_, s)| s.widest()).sum()
}

/// Small links under one name.
fn merged(links: &[Link]) -> Vec<Link> {
    let whole: f64 = links.iter().filter(|l| l.from.0 == 0).map(|l| l.values.0).sum();
    let small = |sum: &Sum| sum.widest() < SMALL * whole;
    let all = sums(links);
    let rename = |key: &Key| match all.get(key).is_none_or(small) {
        true => (key.0, "others".to_string()),
        false => key.clone(),
    };
    let mut out: BTreeMap<(Key, Key), (f64, f64)> = BTreeMap::new();
    for l in links {
        let sum = out.entry((rename(&l.from), rename(&l.to))).or_default();
        *sum = (sum.0 + l.values.0, sum.1 + l.values.1);
    }
    out.into_iter().map(|((from, to), values)| Link { from, to, values }).collect()
}

fn sums(links: &[Link]) -> BTreeMap<Key, Sum> {
    let mut out: BTreeMap<Key, Sum> = BTreeMap::new();
    let add = |a: &mut (f64, f64), b: (f64, f64)| *a = (a.0 + b.0, a.1 + b.1);
    for l in links {
        add(&mut out.entry(l.from.clone()).or_default().outgoing, l.values);
        add(&mut out.entry(l.to.clone()).or_default().incoming, l.values);
    }
    out
}

/// Upper edges of nodes, the largest of a column first.
fn places(sums: &BTreeMap<Key, Sum>, columns: usize, scale: f64) -> BTreeMap<Key, f64> {
    let mut out = BTreeMap::new();
    for c in 0..columns {
        let mut nodes: Vec<(&Key, &Sum)> = sums.iter().filter(|(k, _)| k.0 == c).collect();
        let last = |k: &Key| k.1 == "others";
        nodes.sort_by(|a, b| last(a.0).cmp(&last(b.0)).then(b.1.widest().total_cmp(&a.1.widest())));
        let mut y = TOP;
        for (key, sum) in nodes {
            out.insert(key.clone(), y);
            y += (scale * sum.widest()).max(LABEL - GAP) + GAP;
        }
    }
    out
}

/// Lower edge of the lowest node or of its label.
fn lowest(sums: &BTreeMap<Key, Sum>, y: &BTreeMap<Key, f64>, scale: f64) -> f64 {
    sums.iter().map(|(key, sum)| y[key] + (scale * sum.widest()).max(LABEL)).fold(TOP, f64::max)
}

fn heads(columns: &[&str], x: impl Fn(usize) -> f64) -> Vec<Head> {
    let last = columns.len() - 1;
    let head = |(c, text): (usize, &&str)| {
        let (anchor, dx) = match c {
            0 => ("end", NODE),
            c if c == last => ("start", 0.0),
            _ => ("middle", NODE / 2.0),
        };
        Head { x: format!("{:.1}", x(c) + dx), anchor, text: text.to_string() }
    };
    columns.iter().enumerate().map(head).collect()
}

fn ribbons(
    links: &[Link],
    sums: &BTreeMap<Key, Sum>,
    y: &BTreeMap<Key, f64>,
    scale: f64,
    x: impl Fn(usize) -> f64,
    unit: &str,
) -> Vec<Ribbon> {
    let mut used_out: BTreeMap<&Key, f64> = BTreeMap::new();
    let mut used_in: BTreeMap<&Key, f64> = BTreeMap::new();
    let mut sorted: Vec<&Link> = links.iter().filter(|l| sums.contains_key(&l.from)).collect();
    sorted.sort_by(|a, b| y[&a.to].total_cmp(&y[&b.to]).then(y[&a.from].total_cmp(&y[&b.from])));
    let mut out = Vec::new();
    for l in sorted {
        let wide = scale * l.values.0.max(l.values.1);
        let start = used_out.entry(&l.from).or_insert(y[&l.from]);
        let (y0, end) = (*start, used_in.entry(&l.to).or_insert(y[&l.to]));
        *start += wide;
        let y1 = *end;
        *end += wide;
        let at = (x(l.from.0) + NODE, x(l.to.0));
        out.push(ribbon(l, at, (y0, y1), scale, unit));
    }
    out
}

fn ribbon(l: &Link, at: (f64, f64), y: (f64, f64), scale: f64, unit: &str) -> Ribbon {
    let (before, after) = l.values;
    let change = if before > 0.0 { after / before - 1.0 } else { f64::INFINITY };
    let part = |from: f64, to: f64| band(at, (y.0 + scale * from, y.1 + scale * from), scale * (to - from));
    let title = format!(
        "{} to {}: {} to {} {unit}",
        l.from.1,
        l.to.1,
        number::quantity(before),
        number::quantity(after)
    );
    let none = String::new;
    let (class, path, lost, added) = if change < -CHANGED {
        ("less", part(0.0, after), part(after, before), none())
    } else if change > CHANGED {
        ("more", part(0.0, before), none(), part(before, after))
    } else {
        ("same", part(0.0, before.max(after)), none(), none())
    };
    Ribbon { class, path, lost, added, title }
}

/// A ribbon of even height between two places.
fn band((x0, x1): (f64, f64), (y0, y1): (f64, f64), height: f64) -> String {
    let mid = (x0 + x1) / 2.0;
    let (b0, b1) = (y0 + height, y1 + height);
    format!(
        "M{x0:.1} {y0:.1}C{mid:.1} {y0:.1} {mid:.1} {y1:.1} {x1:.1} {y1:.1}L{x1:.1} {b1:.1}C{mid:.1} {b1:.1} {mid:.1} {b0:.1} {x0:.1} {b0:.1}Z"
    )
}

fn node(key: &Key, sum: &Sum, y: f64, scale: f64, x: f64) -> Node {
    let (before, after) = (sum.baseline(), sum.scenario());
    let height = (scale * sum.widest()).max(1.0);
    let moved = (after - before).abs() > CHANGED * before.max(1e-12);
    let (label_x, anchor) = match key.0 {
        0 => (x - 5.0, "end"),
        _ => (x + NODE + 5.0, "start"),
    };
    let two = height >= TWO_LINES;
    let figures = match moved {
        true => format!("{} → {}", number::quantity(before), number::quantity(after)),
        false => number::quantity(before),
    };
    Node {
        x: format!("{x:.1}"),
        y: format!("{y:.1}"),
        height: format!("{height:.1}"),
        label_x: format!("{label_x:.1}"),
        label_y: format!("{:.1}", y + height / 2.0),
        anchor,
        name_dy: if two { "-2" } else { "4" },
        figures_dy: if two { "11" } else { "4" },
        two,
        name: key.1.clone(),
        figures,
    }
}

/// The figure of the chain.
pub(crate) fn figure(
    columns: &[&str],
    links: &[Link],
    unit: &str,
    ids: Vec<String>,
    csv: String,
) -> Option<Figure> {
    Some(Figure {
        name: "chain".into(),
        title: String::new(),
        svg: svg(columns, links, unit)?,
        caption: format!(
            "Mean over the run, {unit}. Width: baseline. Hatched: what the scenario takes away; solid: what it adds; grey: changes of less than 10 %. Numbers: baseline, and the scenario where it differs by more than 10 %."
        ),
        ids,
        csv,
        wide: true,
        ..Figure::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: (usize, &str), to: (usize, &str), values: (f64, f64)) -> Link {
        Link { from: (from.0, from.1.into()), to: (to.0, to.1.into()), values }
    }

    #[test]
    fn what_falls_is_hatched_and_what_grows_is_solid() {
        let links = [
            link((0, "north"), (1, "plant"), (60.0, 10.0)),
            link((0, "south"), (1, "plant"), (40.0, 60.0)),
            link((1, "plant"), (2, "use"), (100.0, 95.0)),
        ];
        let svg = svg(&["mining", "separation", "use"], &links, "t").unwrap();
        assert_eq!(svg.matches("class=\"lost\"").count(), 1);
        assert_eq!(svg.matches("class=\"added\"").count(), 1);
        assert_eq!(svg.matches("class=\"link same\"").count(), 1);
        assert!(svg.contains("60.0 → 10.0"), "{svg}");
    }

    #[test]
    fn small_links_are_drawn_together_and_names_are_escaped() {
        let mut links = vec![link((0, "<i>"), (1, "plant"), (100.0, 100.0))];
        links.extend((0..5).map(|k| link((0, &format!("tiny {k}")), (1, "plant"), (0.1, 0.1))));
        let svg = svg(&["mining", "separation"], &links, "t").unwrap();
        assert!(svg.contains("others") && !svg.contains("tiny") && !svg.contains("<i>"));
    }

    #[test]
    fn nothing_gives_no_drawing() {
        assert!(svg(&["a", "b"], &[], "t").is_none());
        assert!(svg(&["a", "b"], &[link((0, "x"), (1, "y"), (0.0, 0.0))], "t").is_none());
    }
}
