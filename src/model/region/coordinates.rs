//! A point on the earth.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, say};

/// Mean earth radius in kilometres (IUGG 1980, R₁).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// Longitude and latitude in degrees: finite, within ±180 and ±90.
///
/// Equality, order (longitude first) and hash follow the numbers; −0.0 is stored as 0.0. In
/// JSON `{"lon":118.055,"lat":36.8135}`.
///
/// # Example
/// ```
/// use qianxian::model::Coordinates;
/// let equator = Coordinates::new(0.0, 0.0)?;
/// // A quarter of a great circle: π/2 · 6371.0088 km.
/// let quarter = equator.distance_km(Coordinates::new(90.0, 0.0)?);
/// assert!((quarter - 10_007.557).abs() < 0.001);
/// assert!(Coordinates::new(f64::NAN, 0.0).unwrap_err().is_invalid_input());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Degrees")]
pub struct Coordinates {
    lon: f64,
    lat: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    lon: f64,
    lat: f64,
}

impl TryFrom<Degrees> for Coordinates {
    type Error = Error;

    fn try_from(Degrees { lon, lat }: Degrees) -> Result<Self> {
        Self::new(lon, lat)
    }
}

fn within(field: &str, degrees: f64, limit: f64) -> Result<f64> {
    if degrees.abs() <= limit {
        return Ok(degrees + 0.0); // −0.0 + 0.0 is 0.0
    }
    let repair = say!(
        "give degrees from -{limit} to {limit}",
        "请填-{limit}至{limit}之间的度数"
    );
    Err(Error::invalid(field, degrees, repair))
}

impl Coordinates {
    /// The point at `lon` degrees east and `lat` degrees north; west and south are negative.
    ///
    /// # Errors
    /// `lon` beyond ±180, `lat` beyond ±90, or not a number.
    pub fn new(lon: f64, lat: f64) -> Result<Self> {
        let lon = within("lon", lon, 180.0)?;
        let lat = within("lat", lat, 90.0)?;
        Ok(Self { lon, lat })
    }

    /// Degrees east, −180 to 180.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north, −90 to 90.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The point on a sphere of radius one, for [`least_km`].
    pub(crate) fn on_sphere(self) -> [f32; 3] {
        let (lon, lat) = (self.lon.to_radians(), self.lat.to_radians());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`least_km` leaves a margin"
        )]
        let point = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()].map(|x| x as f32);
        point
    }

    /// Great-circle distance in kilometres, 0 to about 20,015, by the haversine formula on a
    /// sphere of the mean earth radius 6371.0088 km.
    ///
    /// Within 0.6 % of the distance on the ellipsoid. Symmetrical to the bit. The sine functions
    /// are the platform's, so the last bits may differ between platforms. O(1).
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        let half_sine = |a: f64, b: f64| ((a - b).to_radians() / 2.0).sin();
        let (south, east) = (
            half_sine(self.lat, other.lat),
            half_sine(self.lon, other.lon),
        );
        let cosines = self.lat.to_radians().cos() * other.lat.to_radians().cos();
        let haversine = south * south + cosines * east * east;
        // Rounding may carry antipodes past 1, of which asin is NaN.
        2.0 * EARTH_RADIUS_KM * haversine.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// At most the distance in whole kilometres of two [points on the sphere](Coordinates::on_sphere), far sooner than it: the way
/// through the earth is shorter, by one percent at 3,000 km.
pub(crate) fn least_km(a: [f32; 3], b: [f32; 3]) -> f64 {
    let square: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    // Half a kilometre for rounding, the rest for the floats.
    (f64::from(square).sqrt() * EARTH_RADIUS_KM - 2.0).max(0.0)
}

impl Eq for Coordinates {}

impl Ord for Coordinates {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_lon = self.lon.total_cmp(&other.lon);
        by_lon.then_with(|| self.lat.total_cmp(&other.lat))
    }
}

impl PartialOrd for Coordinates {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Coordinates {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.lon.to_bits().hash(state);
        self.lat.to_bits().hash(state);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Coordinates;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn at(lon: f64, lat: f64) -> Coordinates {
        Coordinates::new(lon, lat).unwrap()
    }

    #[test]
    fn degrees_out_of_range_or_not_numbers_are_refused_by_field() {
        for bad in [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            180.000_001,
            -181.0,
        ] {
            assert_eq!(Coordinates::new(bad, 0.0).unwrap_err().field(), Some("lon"));
        }
        for bad in [f64::NAN, 90.5, -91.0] {
            assert_eq!(Coordinates::new(0.0, bad).unwrap_err().field(), Some("lat"));
        }
        assert_eq!(
            (at(-180.0, 90.0).lon(), at(-180.0, 90.0).lat()),
            (-180.0, 90.0)
        );
    }

    #[test]
    fn minus_zero_is_zero_in_equality_order_and_hash() {
        let points: HashSet<Coordinates> = [at(0.0, 0.0), at(-0.0, -0.0)].into();
        assert_eq!(points.len(), 1);
        assert_eq!(at(-0.0, 1.0).cmp(&at(0.0, 1.0)), std::cmp::Ordering::Equal);
    }

    #[test]
    fn the_way_through_the_earth_is_no_longer_than_the_distance() {
        let points = (-6..=6).flat_map(|lon| (-4..=4).map(move |lat| (lon, lat)));
        let points = points.map(|(lon, lat)| {
            let (lon, lat) = (f64::from(lon) * 29.99, f64::from(lat) * 22.4);
            Coordinates::new(lon, lat).unwrap()
        });
        let points: Vec<Coordinates> = points.collect();
        for &a in &points {
            for &b in &points {
                let least = super::least_km(a.on_sphere(), b.on_sphere());
                let km = a.distance_km(b).round();
                assert!(
                    least <= km && least >= km * 0.63 - 3.0,
                    "{a:?} {b:?}: {least}"
                );
            }
        }
    }

    #[test]
    fn known_distances_come_out() {
        // A degree of a meridian is 2π · 6371.0088 / 360 = 111.195 km.
        assert!((at(10.0, 0.0).distance_km(at(10.0, 1.0)) - 111.195).abs() < 0.001);
        // At 60° north a degree of longitude is half as long, nearly.
        assert!((at(10.0, 60.0).distance_km(at(11.0, 60.0)) - 55.597).abs() < 0.01);
        // Poles, and antipodes: half of the great circle.
        assert!((at(0.0, 90.0).distance_km(at(77.0, -90.0)) - 20_015.114).abs() < 0.001);
        // Across the date line.
        assert!((at(179.5, 0.0).distance_km(at(-179.5, 0.0)) - 111.195).abs() < 0.001);
    }

    #[test]
    fn json_names_both_degrees_and_is_checked() {
        let json = r#"{"lon":118.055,"lat":36.8135}"#;
        let zibo: Coordinates = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&zibo).unwrap(), json);
        for bad in [
            r#"{"lon":1}"#,
            r#"{"lon":500,"lat":0}"#,
            r#"{"lon":1,"lat":1,"x":0}"#,
        ] {
            assert!(serde_json::from_str::<Coordinates>(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn distance_is_a_symmetrical_finite_number(
            a in (-180.0..=180.0, -90.0..=90.0), b in (-180.0..=180.0, -90.0..=90.0),
        ) {
            let (a, b) = (at(a.0, a.1), at(b.0, b.1));
            prop_assert_eq!(a.distance_km(b).to_bits(), b.distance_km(a).to_bits());
            prop_assert!((0.0..=20_015.2).contains(&a.distance_km(b)));
            prop_assert_eq!(a.distance_km(a), 0.0);
        }
    }
}
