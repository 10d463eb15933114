//! Where names go on a map: the first free place around a mark, nearest first, farther ones with a leader.
//!
//! The road not taken: moving labels until an energy is least. It is slower, and a small change of the world
//! would move every name.

use super::text::width;

/// A point on the sheet.
pub(super) type Xy = (f64, f64);

/// A box on the sheet, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Area {
    /// A square around a point.
    pub(super) fn around((x, y): Xy, reach: f64) -> Self {
        Self { x: x - reach, y: y - reach, w: 2.0 * reach, h: 2.0 * reach }
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    fn holds(&self, (x, y): Xy) -> bool {
        (self.x..=self.x + self.w).contains(&x) && (self.y..=self.y + self.h).contains(&y)
    }

    /// How far apart two boxes are; 0 if they touch.
    fn gap(&self, other: &Self) -> f64 {
        let dx = (self.x - other.x - other.w).max(other.x - self.x - self.w).max(0.0);
        let dy = (self.y - other.y - other.h).max(other.y - self.y - self.h).max(0.0);
        (dx * dx + dy * dy).sqrt()
    }

    fn middle(&self) -> Xy {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    fn corners(&self) -> [Xy; 4] {
        let (right, low) = (self.x + self.w, self.y + self.h);
        [(self.x, self.y), (right, self.y), (self.x, low), (right, low)]
    }
}

/// Text that found its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// The room it takes.
    pub(super) area: Area,
    /// Where it is held: `start`, `middle` or `end`.
    pub(super) anchor: &'static str,
    /// The line to its mark.
    pub(super) leader: Option<(Xy, Xy)>,
}

/// Height of a line over the size of its letters.
pub(super) const LEADING: f64 = 1.18;

/// Directions from a mark, the best first: names read best to the right of it.
const WAYS: [Xy; 12] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.87, -0.5),
    (0.87, 0.5),
    (-0.87, -0.5),
    (-0.87, 0.5),
    (0.5, -0.87),
    (0.5, 0.87),
    (-0.5, -0.87),
    (-0.5, 0.87),
    (0.0, -1.0),
    (0.0, 1.0),
];
/// Distances from a mark, the nearest first.
const GAPS: [f64; 6] = [0.0, 10.0, 20.0, 32.0, 46.0, 62.0];
/// From here on a leader is drawn.
const LEADER: f64 = 10.0;
/// Step of the search for room inside a country.
const STEP: f64 = 8.0;

/// What of a sheet is taken.
pub(super) struct Sheet {
    whole: Area,
    taken: Vec<Area>,
}

impl Sheet {
    /// An empty sheet; names keep a little off its edge.
    pub(super) fn new(w: f64, h: f64) -> Self {
        Self { whole: Area { x: 4.0, y: 4.0, w: w - 8.0, h: h - 8.0 }, taken: Vec::new() }
    }

    /// Keeps an area free of names.
    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Keeps a line free of names.
    pub(super) fn take_line(&mut self, from: Xy, to: Xy, reach: f64) {
        self.taken.extend(along(from, to).map(|at| Area::around(at, reach)));
    }

    /// Whether an area lies on the sheet and nothing is in it.
    pub(super) fn is_free(&self, area: &Area) -> bool {
        self.is_bare(area) && area.corners().into_iter().all(|corner| self.whole.holds(corner))
    }

    /// Whether nothing is in an area, be it at the very edge of the sheet.
    pub(super) fn is_bare(&self, area: &Area) -> bool {
        !self.taken.iter().any(|taken| taken.overlaps(area))
    }

    /// Puts lines of text beside a mark that reaches so far around its point; nothing if there is no room.
    pub(super) fn beside(&mut self, at: Xy, reach: f64, lines: &[String], size: f64) -> Option<Placed> {
        let tries = GAPS.iter().flat_map(|gap| WAYS.iter().map(move |way| (*way, *gap)));
        let placed = tries.map(|(way, gap)| candidate(at, reach, way, gap, lines, size));
        let found = placed.into_iter().find(|placed| self.is_free(&placed.area) && self.is_clear(placed))?;
        self.take(found.area);
        if let Some((from, to)) = found.leader {
            self.take_line(from, to, 1.0);
        }
        Some(found)
    }

    fn is_clear(&self, placed: &Placed) -> bool {
        let Some((from, to)) = placed.leader else { return true };
        along(from, to).all(|at| !self.taken.iter().any(|taken| taken.holds(at)))
    }

    /// The roomiest free place for a line of text inside a shape; nothing if there is none.
    pub(super) fn inside(&mut self, text_width: f64, size: f64, covers: impl Fn(Xy) -> bool) -> Option<Area> {
        let (w, h) = (text_width, size * LEADING);
        let (columns, rows) = ((self.whole.w / STEP) as usize, (self.whole.h / STEP) as usize);
        let grid = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let areas = grid.map(|(column, row)| Area {
            x: self.whole.x + column as f64 * STEP,
            y: self.whole.y + row as f64 * STEP,
            w,
            h,
        });
        let fits = |area: &Area| {
            self.is_free(area) && covers(area.middle()) && area.corners().into_iter().all(&covers)
        };
        let best = areas.filter(fits).max_by(|a, b| self.room(a).total_cmp(&self.room(b)))?;
        self.take(best);
        Some(best)
    }

    /// Distance to what is nearest, the edge included.
    fn room(&self, area: &Area) -> f64 {
        let whole = &self.whole;
        let edge = (area.x - whole.x)
            .min(area.y - whole.y)
            .min(whole.x + whole.w - area.x - area.w)
            .min(whole.y + whole.h - area.y - area.h);
        self.taken.iter().map(|taken| taken.gap(area)).fold(2.0 * edge, f64::min)
    }
}

fn along((ax, ay): Xy, (bx, by): Xy) -> impl Iterator<Item = Xy> {
    let steps = (((bx - ax).abs() + (by - ay).abs()) / 3.0).clamp(1.0, 500.0).ceil();
    (0..=steps as usize).map(move |k| {
        let part = k as f64 / steps;
        (ax + part * (bx - ax), ay + part * (by - ay))
    })
}

fn candidate((x, y): Xy, reach: f64, (dx, dy): Xy, gap: f64, lines: &[String], size: f64) -> Placed {
    let w = lines.iter().map(|line| width(line, size)).fold(0.0, f64::max);
    let h = lines.len() as f64 * size * LEADING;
    let start = (x + dx * reach, y + dy * reach);
    let tip = (x + dx * (reach + gap), y + dy * (reach + gap));
    let (anchor, left) = match dx {
        dx if dx > 0.3 => ("start", tip.0),
        dx if dx < -0.3 => ("end", tip.0 - w),
        _ => ("middle", tip.0 - w / 2.0),
    };
    let area = Area { x: left, y: tip.1 - h / 2.0 + dy * h / 2.0, w, h };
    Placed { area, anchor, leader: (gap >= LEADER).then_some((start, tip)) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn a_lone_name_stands_to_the_right_of_its_mark() {
        let placed = Sheet::new(200.0, 100.0).beside((50.0, 50.0), 6.0, &text("Here"), 10.0).unwrap();
        assert_eq!((placed.anchor, placed.leader), ("start", None));
        assert_eq!(placed.area.x, 56.0);
    }

    #[test]
    fn names_around_one_point_never_overlap_and_end_when_the_room_does() {
        let mut sheet = Sheet::new(220.0, 220.0);
        sheet.take(Area::around((110.0, 110.0), 6.0));
        let tried: Vec<_> =
            (0..200).map(|_| sheet.beside((110.0, 110.0), 7.0, &text("Somewhere"), 10.0)).collect();
        let placed: Vec<_> = tried.iter().flatten().collect();
        assert!(placed.len() >= 4 && placed.len() < 100, "{}", placed.len());
        for (k, one) in placed.iter().enumerate() {
            assert!(placed[k + 1..].iter().all(|other| !one.area.overlaps(&other.area)));
        }
    }

    #[test]
    fn a_name_at_the_edge_turns_inwards() {
        let placed = Sheet::new(200.0, 100.0).beside((190.0, 50.0), 6.0, &text("Edge"), 10.0).unwrap();
        assert_eq!(placed.anchor, "end");
    }

    #[test]
    fn a_country_is_named_inside_itself_or_not_at_all() {
        let mut sheet = Sheet::new(200.0, 100.0);
        let left = |(x, _): Xy| x < 100.0;
        let area = sheet.inside(40.0, 10.0, left).unwrap();
        assert!(area.x + area.w < 100.0);
        assert_eq!(sheet.inside(120.0, 10.0, left), None);
    }
}
