//! Names and places, as both the rules and the features of the oracle compare them.

use qianxian::model::{Code, Coordinates, Need, Profile, RegionPath, Taxonomies, Taxonomy};

/// How names compare: without case, white space and joiners.
pub(super) fn fold(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    let kept = kept.filter(|c| !['-', '_', '\u{feff}'].contains(c));
    kept.flat_map(char::to_lowercase).collect()
}

/// A folded name that says something.
pub(super) fn folded(name: Option<&String>) -> Option<String> {
    name.map(|n| fold(n)).filter(|n| !n.is_empty())
}

pub(super) fn names(list: &[String], name: &str) -> bool {
    list.iter().any(|other| fold(other) == name)
}

pub(super) fn inside(region: &RegionPath, of: &[RegionPath]) -> bool {
    let levels: Vec<&str> = region.levels().collect();
    of.iter().any(|wide| {
        let wide: Vec<&str> = wide.levels().collect();
        levels.starts_with(&wide)
    })
}

/// Whether `code` is one of `above`, or below one of them.
pub(super) fn under(tree: &Taxonomy, code: &Code, above: &[Code]) -> bool {
    let line = tree.ancestors(code).map(|node| node.code());
    std::iter::once(code).chain(line).any(|c| above.contains(c))
}

pub(super) fn shared_levels(a: &RegionPath, b: &RegionPath) -> usize {
    let pairs = a.levels().zip(b.levels());
    pairs.take_while(|(x, y)| x == y).count()
}

/// A point: what the record says, else the seat of its region or of the city above it; of a region that
/// is a province, the seat of that.
fn point(
    region: Option<&RegionPath>,
    own: Option<Coordinates>,
    trees: &Taxonomies,
) -> Option<Coordinates> {
    let seat = || {
        let found = trees.gazetteer.coordinates(region?)?;
        let near = found.of.depth() >= region?.depth().min(2);
        near.then_some(found.coordinates)
    };
    own.or_else(seat)
}

/// Kilometres between both, rounded to a whole number, by the haversine formula.
pub(super) fn kilometres(need: &Need, profile: &Profile, trees: &Taxonomies) -> Option<f64> {
    let profile = &towards(need, profile);
    let a = point(need.region.as_ref(), need.coordinates, trees)?;
    let b = point(profile.region.as_ref(), profile.coordinates, trees)?;
    let (south, east) = (
        (b.lat() - a.lat()).to_radians() / 2.0,
        (b.lon() - a.lon()).to_radians() / 2.0,
    );
    let cosines = a.lat().to_radians().cos() * b.lat().to_radians().cos();
    let h = south.sin().powi(2) + cosines * east.sin().powi(2);
    Some((2.0 * 6371.0088 * h.sqrt().asin()).round())
}

/// The profile at the base whose path shares most levels with the need's, if that is more than its region shares.
pub(super) fn towards(need: &Need, profile: &Profile) -> Profile {
    let mut placed = profile.clone();
    let Some(wanted) = &need.region else {
        return placed;
    };
    let shared = |region: &RegionPath| shared_levels(region, wanted);
    let mut best = profile.region.as_ref().map_or(0, shared);
    let mut bases = profile.bases.clone();
    bases.sort();
    for base in bases {
        if shared(&base) > best {
            best = shared(&base);
            (placed.region, placed.coordinates) = (Some(base), None);
        }
    }
    placed
}
