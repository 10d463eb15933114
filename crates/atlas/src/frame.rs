//! A frame on the globe, and how it is laid on paper.
//!
//! Equidistant along meridians, true to scale on the middle parallel: for a few hundred kilometres nothing
//! distinguishes it from better projections. The road not taken: Mercator, which needs a logarithm for that.

/// A box of longitudes and latitudes (degrees); west is less than east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

/// Length of a degree of latitude (km).
const KM_PER_DEGREE: f64 = 111.195;
/// Beyond this a map in this projection is no map.
const MOST_LAT: f64 = 85.0;

impl Frame {
    /// The smallest frame around points of longitude and latitude; nothing if there are none on the globe.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let on_globe =
            |(lon, lat): &(f64, f64)| (-180.0..=180.0).contains(lon) && (-MOST_LAT..=MOST_LAT).contains(lat);
        points.into_iter().filter(on_globe).fold(None, |frame: Option<Self>, (lon, lat)| {
            Some(match frame {
                None => Self { west: lon, south: lat, east: lon, north: lat },
                Some(f) => Self {
                    west: f.west.min(lon),
                    south: f.south.min(lat),
                    east: f.east.max(lon),
                    north: f.north.max(lat),
                },
            })
        })
    }

    /// The frame with a margin on every side (km).
    pub fn widened(self, km: f64) -> Self {
        let lat = km / KM_PER_DEGREE;
        let lon = lat / self.narrow();
        Self {
            west: self.west - lon,
            south: (self.south - lat).max(-MOST_LAT),
            east: self.east + lon,
            north: (self.north + lat).min(MOST_LAT),
        }
    }

    /// Whether a point of longitude and latitude lies inside.
    pub fn holds(&self, (lon, lat): (f64, f64)) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }

    /// Its middle, longitude and latitude.
    pub fn middle(&self) -> (f64, f64) {
        ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
    }

    /// Its width along the middle parallel and its height (km).
    pub fn size_km(&self) -> (f64, f64) {
        let width = (self.east - self.west) * self.narrow() * KM_PER_DEGREE;
        (width, (self.north - self.south) * KM_PER_DEGREE)
    }

    /// Length of a degree of longitude on the middle parallel over that of one of latitude.
    fn narrow(&self) -> f64 {
        libm::cos(self.middle().1.to_radians()).max(0.05)
    }
}

/// A frame laid on a sheet; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// What the sheet shows: the frame given, widened to the shape of the sheet.
    pub frame: Frame,
    /// Units of the sheet in one kilometre.
    pub per_km: f64,
    narrow: f64,
}

impl Projection {
    /// Lays a frame in the middle of a sheet, as large as fits; nothing if frame or sheet has no extent.
    pub fn fit(frame: Frame, width: f64, height: f64) -> Option<Self> {
        let (wide, high) = frame.size_km();
        let per_km = (width / wide).min(height / high);
        if !(per_km.is_finite() && per_km > 0.0) {
            return None;
        }
        let ((lon, lat), narrow) = (frame.middle(), frame.narrow());
        let half_lon = width / per_km / KM_PER_DEGREE / narrow / 2.0;
        let half_lat = height / per_km / KM_PER_DEGREE / 2.0;
        let (west, east) = (lon - half_lon, lon + half_lon);
        Some(Self {
            frame: Frame { west, south: lat - half_lat, east, north: lat + half_lat },
            per_km,
            narrow,
        })
    }

    /// Where a point of longitude and latitude lies on the sheet.
    pub fn xy(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        let per_degree = KM_PER_DEGREE * self.per_km;
        ((lon - self.frame.west) * self.narrow * per_degree, (self.frame.north - lat) * per_degree)
    }

    /// The point of longitude and latitude at a place on the sheet.
    pub fn lon_lat(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let per_degree = KM_PER_DEGREE * self.per_km;
        (self.frame.west + x / self.narrow / per_degree, self.frame.north - y / per_degree)
    }

    /// A bar of a round number of kilometres, at most so many units of the sheet long.
    pub fn scale_bar(&self, longest: f64) -> ScaleBar {
        let most = longest / self.per_km;
        let km = round_steps().take_while(|km| *km <= most).last().unwrap_or(1e-3);
        ScaleBar { km, length: km * self.per_km }
    }
}

/// A scale bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// What it stands for (km).
    pub km: f64,
    /// How long it is on the sheet.
    pub length: f64,
}

/// Round numbers between two, at most so many: ticks of a graticule (degrees).
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let few = |step: &f64| (high - low) / step <= most as f64;
    let Some(step) = round_steps().find(few) else { return Vec::new() };
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).take(most + 1).map(|k| k as f64 * step).collect()
}

/// 1, 2 and 5 times the powers of ten, from a thousandth to ten thousand.
fn round_steps() -> impl Iterator<Item = f64> {
    [1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0]
        .into_iter()
        .flat_map(|power| [power, 2.0 * power, 5.0 * power])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_shows_the_frame_in_its_middle_to_one_scale() {
        let frame = Frame { west: -1.0, south: -1.0, east: 1.0, north: 1.0 };
        let map = Projection::fit(frame, 400.0, 200.0).unwrap();
        assert!((map.per_km - 200.0 / 222.39).abs() < 1e-9);
        let near =
            |a: (f64, f64), b: (f64, f64)| assert!((a.0 - b.0).abs() + (a.1 - b.1).abs() < 1e-9, "{a:?}");
        near(map.xy((0.0, 0.0)), (200.0, 100.0));
        near(map.xy((0.0, 1.0)), (200.0, 0.0));
        near(map.lon_lat(map.xy((0.3, -0.4))), (0.3, -0.4));
        assert!((map.frame.west + 2.0).abs() < 1e-9);
    }

    #[test]
    fn at_sixty_degrees_a_degree_of_longitude_is_half_as_wide() {
        let frame = Frame { west: 0.0, south: 59.0, east: 4.0, north: 61.0 };
        let (wide, high) = frame.size_km();
        assert!((wide - high).abs() < 1e-9);
    }

    #[test]
    fn a_frame_without_extent_is_no_map() {
        let point = Frame::around([(98.0, 25.0)]).unwrap();
        assert_eq!(Projection::fit(point, 400.0, 400.0), None);
        assert!(Projection::fit(point.widened(10.0), 400.0, 400.0).is_some());
        assert_eq!(Frame::around([(f64::NAN, 1.0), (1.0, 91.0)]), None);
    }

    #[test]
    fn scale_bars_and_ticks_are_round() {
        let frame = Frame { west: 97.0, south: 24.0, east: 99.0, north: 26.0 };
        let map = Projection::fit(frame, 400.0, 400.0).unwrap();
        let bar = map.scale_bar(100.0);
        assert_eq!(bar.km, 50.0);
        assert!((bar.length - 50.0 * map.per_km).abs() < 1e-9);
        assert_eq!(ticks(96.9, 99.1, 4), [97.0, 98.0, 99.0]);
        assert_eq!(ticks(0.0, 1e9, 4), [] as [f64; 0]);
    }
}
