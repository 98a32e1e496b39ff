//! Places of tiles: each region near where it lies, no two on one place.
//!
//! Seats are drawn on a grid of about half as many places again as there are regions, as wide as the land is beside its height.
//! In the order given each takes the free place nearest to its seat; then places are exchanged, or free ones taken, as
//! long as that brings the regions nearer to their seats in sum of squares. O(n³) at most for each of a few rounds; n is at
//! most some dozens.

use crate::model::Coordinates;

/// A column from the left and a row from the top.
pub(super) type TilePlace = (usize, usize);

/// Rounds of exchanges; a few are enough to come to rest.
const ROUNDS: usize = 20;
/// Most tiles side by side, so that names can be read on a phone.
const WIDEST: usize = 8;

/// The place of each seat, in their order, and how many places stand side by side.
pub(super) fn place(seats: &[Coordinates]) -> (Vec<TilePlace>, usize) {
    if seats.is_empty() {
        return (Vec::new(), 1);
    }
    let (points, ratio) = flattened(seats);
    let (across, down) = grid(seats.len(), ratio);
    let wish: Vec<(f64, f64)> = points
        .iter()
        .map(|(x, y)| (x * scale(across), y * scale(down)))
        .collect();
    let mut places: Vec<TilePlace> = Vec::with_capacity(seats.len());
    for near in &wish {
        let all = (0..down).flat_map(|y| (0..across).map(move |x| (x, y)));
        let free = all.filter(|place| !places.contains(place));
        // The grid has more places than regions.
        let nearest = free.min_by(|a, b| cost(*near, *a).total_cmp(&cost(*near, *b)));
        places.push(nearest.unwrap_or((0, down)));
    }
    for _ in 0..ROUNDS {
        if !improved(&wish, &mut places, (across, down)) {
            break;
        }
    }
    trimmed(places)
}

/// Seats within a square of 1, north up, and how wide the land is beside its height.
fn flattened(seats: &[Coordinates]) -> (Vec<(f64, f64)>, f64) {
    let range = |values: &dyn Fn(&Coordinates) -> f64| {
        let low = seats.iter().map(values).fold(f64::INFINITY, f64::min);
        let high = seats.iter().map(values).fold(f64::NEG_INFINITY, f64::max);
        (low, high - low)
    };
    let (west, wide) = range(&|seat| seat.lon());
    let (south, high) = range(&|seat| seat.lat());
    let part = |value: f64, range: f64| if range > 0.0 { value / range } else { 0.5 };
    let points = seats.iter();
    let points = points.map(|seat| {
        (
            part(seat.lon() - west, wide),
            1.0 - part(seat.lat() - south, high),
        )
    });
    // A degree of longitude is shorter than one of latitude.
    let shrink = libm::cos((south + high / 2.0).to_radians());
    let ratio = (wide * shrink).max(1e-6) / high.max(1e-6);
    // A narrow land is spread out: beside its table a chart is about as wide as it is high.
    (points.collect(), ratio.clamp(0.9, 2.5))
}

/// Places across and down: half as many again as regions, one for one.
fn grid(regions: usize, ratio: f64) -> (usize, usize) {
    if regions == 1 {
        return (1, 1);
    }
    let enough = |across: usize| (regions * 3 / 2).div_ceil(across).max(1);
    let wanted = |across: usize| {
        #[expect(clippy::cast_precision_loss, reason = "some dozens")]
        let is = across as f64 / enough(across) as f64;
        (is / ratio).max(ratio / is)
    };
    let across = (2..=WIDEST).min_by(|a, b| wanted(*a).total_cmp(&wanted(*b)));
    let across = across.unwrap_or(WIDEST);
    (across, enough(across))
}

/// The number of the last of `places`.
fn scale(places: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let last = places.saturating_sub(1) as f64;
    last
}

fn cost(wish: (f64, f64), place: TilePlace) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let (x, y) = (wish.0 - place.0 as f64, wish.1 - place.1 as f64);
    x * x + y * y
}

/// Exchanges two places, or takes a free one, wherever that is nearer by more than rounding.
fn improved(wish: &[(f64, f64)], places: &mut [TilePlace], (across, down): (usize, usize)) -> bool {
    const ROUNDING: f64 = 1e-9;
    let mut is_better = false;
    for a in 0..places.len() {
        for y in 0..down {
            for x in 0..across {
                let to = (x, y);
                let other = places.iter().position(|place| *place == to);
                let gain = cost(wish[a], places[a]) - cost(wish[a], to);
                let loss = other.map_or(0.0, |b| cost(wish[b], places[a]) - cost(wish[b], to));
                if gain - loss > ROUNDING {
                    if let Some(b) = other {
                        places[b] = places[a];
                    }
                    places[a] = to;
                    is_better = true;
                }
            }
        }
    }
    is_better
}

/// Places without the empty lines at the edges.
fn trimmed(places: Vec<TilePlace>) -> (Vec<TilePlace>, usize) {
    let left = places.iter().map(|place| place.0).min().unwrap_or(0);
    let top = places.iter().map(|place| place.1).min().unwrap_or(0);
    let places: Vec<TilePlace> = places
        .into_iter()
        .map(|(x, y)| (x - left, y - top))
        .collect();
    let across = places.iter().map(|place| place.0 + 1).max().unwrap_or(1);
    (places, across)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::place;
    use crate::model::{Coordinates, Gazetteer};

    /// The seats below `above`, with their names.
    fn below(above: &str) -> Vec<(String, Coordinates)> {
        let gazetteer = Gazetteer::builtin();
        let above = gazetteer.resolve(above).unwrap();
        let inside = gazetteer
            .iter()
            .filter(|entry| entry.path().parent().as_ref() == Some(&above));
        inside
            .filter_map(|entry| Some((entry.path().name().to_owned(), entry.coordinates()?)))
            .collect()
    }

    #[test]
    fn no_two_regions_share_a_place() {
        for above in ["山东省", "淄博市", "四川省", "北京市"] {
            let seats: Vec<Coordinates> = below(above).into_iter().map(|(_, seat)| seat).collect();
            assert!(seats.len() > 4, "{above}");
            let (mut places, across) = place(&seats);
            assert!(
                places.iter().all(|place| place.0 < across) && across <= 8,
                "{above}"
            );
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), seats.len(), "{above}");
        }
    }

    #[test]
    fn the_east_is_on_the_right_and_the_north_above() {
        let seats = below("山东省");
        let (places, _) = place(&seats.iter().map(|(_, seat)| *seat).collect::<Vec<_>>());
        let of = |name: &str| places[seats.iter().position(|(n, _)| n == name).unwrap()];
        assert!(of("烟台市").0 > of("济南市").0 && of("菏泽市").0 < of("青岛市").0);
        assert!(of("东营市").1 < of("临沂市").1 && of("德州市").1 < of("济宁市").1);
    }

    #[test]
    fn one_region_and_regions_at_one_point_have_places() {
        let here = Coordinates::new(118.0, 36.8).unwrap();
        assert_eq!(place(&[]).0, []);
        assert_eq!(place(&[here]), (vec![(0, 0)], 1));
        let (mut places, _) = place(&[here; 7]);
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 7);
    }
}
