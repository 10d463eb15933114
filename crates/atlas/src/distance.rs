//! How far a point lies outside a country.
//!
//! Kilometres on a plane that touches the globe at the point: exact to a few metres near it, and far away good
//! enough to say "far". The road not taken: geodesics to each side of an outline, for a base that is off by more.

use geo::{Distance, Euclidean, MapCoords, MultiPolygon, Point, coord};

use crate::data;

/// Length of a degree of a great circle on a sphere of 6371 km radius (km).
const KM_PER_DEGREE: f64 = 111.195;

/// How far outside a country's outline a point lies (km): 0 inside it; nothing if the country is not known or
/// the point is not on the globe.
pub fn km_outside(country: &str, lat: f64, lon: f64) -> Option<f64> {
    let shape = &data::find(country)?.shape;
    let on_globe = (-90.0..=90.0).contains(&lat) && (-360.0..=360.0).contains(&lon);
    if !on_globe {
        return None;
    }
    // Outlines are cut at the date line; a point near it is compared with both sides.
    let distances = [-360.0, 0.0, 360.0].map(|turn| km_to(shape, lat, lon + turn));
    distances.into_iter().min_by(f64::total_cmp)
}

fn km_to(shape: &MultiPolygon, lat: f64, lon: f64) -> f64 {
    let narrow = libm::cos(lat.to_radians());
    let flat = shape.map_coords(|c| coord! { x: (c.x - lon) * narrow, y: c.y - lat });
    KM_PER_DEGREE * Euclidean.distance(&Point::new(0.0, 0.0), &flat)
}

/// Distance between two points, each latitude and longitude (km).
pub fn km_between((lat, lon): (f64, f64), (other_lat, other_lon): (f64, f64)) -> f64 {
    let half = |degrees: f64| libm::pow(libm::sin(degrees.to_radians() / 2.0), 2.0);
    let cosines = libm::cos(lat.to_radians()) * libm::cos(other_lat.to_radians());
    let chord = half(other_lat - lat) + cosines * half(other_lon - lon);
    2.0 * libm::asin(chord.clamp(0.0, 1.0).sqrt()).to_degrees() * KM_PER_DEGREE
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_point_inside_is_not_outside() {
        assert_eq!(km_outside("myanmar", 25.3833, 97.3964), Some(0.0));
        assert_eq!(km_outside("china", 25.8466, 114.9326), Some(0.0));
        assert_eq!(km_outside("laos", 20.4164, 104.045), Some(0.0));
    }

    #[test]
    fn border_towns_are_as_far_out_as_the_full_natural_earth_says() {
        // Measured on the unthinned 1:10m outlines: Maijayang 6.7 km, Hpimaw 2.3 km, Lweje 1.3 km.
        for (lat, lon, km) in [(24.3, 97.78, 6.7), (26.0, 98.62, 2.3), (24.2, 97.72, 1.3)] {
            let out = km_outside("myanmar", lat, lon).unwrap();
            assert!((out - km).abs() < 0.6, "{lat} {lon}: {out}");
        }
    }

    #[test]
    fn a_degree_of_latitude_at_sea_is_a_degree_of_latitude() {
        // Due south of the southern tip of Kanyakumari, India, at 8.08 N.
        let out = km_outside("india", 7.08, 77.55).unwrap();
        assert!((out - 111.0).abs() < 8.0, "{out}");
    }

    #[test]
    fn the_date_line_is_no_wall() {
        // Taveuni, Fiji, lies on 180 degrees; Russia reaches over it.
        assert!(km_outside("fiji", -16.9, 180.5).unwrap() < 120.0);
        assert!(km_outside("fiji", -16.9, -179.5).unwrap() < 120.0);
        assert_eq!(km_outside("russia", 66.5, -178.0), km_outside("russia", 66.5, 182.0));
    }

    #[test]
    fn what_is_no_place_or_no_country_has_no_distance() {
        assert_eq!(km_outside("elbonia", 1.0, 1.0), None);
        assert_eq!(km_outside("china", f64::NAN, 1.0), None);
        assert_eq!(km_outside("china", 91.0, 1.0), None);
        assert_eq!(km_outside("china", 1.0, f64::INFINITY), None);
        assert!(km_outside("china", -90.0, 0.0).unwrap() > 1_000.0);
    }

    #[test]
    fn paris_and_london_are_344_km_apart() {
        let km = km_between((48.8566, 2.3522), (51.5074, -0.1278));
        assert!((km - 344.0).abs() < 2.0, "{km}");
    }
}
