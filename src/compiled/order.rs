//! The order of a segment's profiles: by region, then by kind and status.
//!
//! A portal asks for the profiles of its own district more often than for any others. They are neighbours, so that only
//! the postings of their part of the segment are read. Results do not depend on the order: ties are decided by id.

use std::collections::HashMap;

use crate::error::Result;
use crate::index::{FacetColumn, RecordGroup, Segment};
use crate::model::facts::FacetValue;
use crate::model::{Facet, RegionPath};

/// Puts `groups`, which come in document order, in the order of regions, then of kind and status, then of documents.
/// Returns the number of the first group of each territory: neighbours of one region, and of the same further ones.
/// O(profiles · log profiles).
///
/// # Errors
/// Corrupt if the segment cannot be read.
pub(super) fn arrange(groups: &mut [RecordGroup], segment: &Segment<'_>) -> Result<Vec<u32>> {
    let places = ordered(&segment.facet(Facet::Place)?, territory_of);
    let classes = ordered(&segment.facet(Facet::Class)?, str::to_owned);
    let place = |group: &RecordGroup| places.get(&group.start).copied();
    let class = |group: &RecordGroup| classes.get(&group.start).copied();
    // Profiles of no known place come first.
    groups.sort_by_cached_key(|group| (place(group), class(group), group.start));
    let mut first = Vec::new();
    for (number, group) in (0..).zip(&*groups) {
        let before = number as usize;
        if before == 0 || place(&groups[before - 1]) != place(group) {
            first.push(number);
        }
    }
    Ok(first)
}

/// The rank of each document's value among all values, in the order of their keys.
fn ordered<K: Ord>(column: &FacetColumn, key: impl Fn(&str) -> K) -> HashMap<u32, u32> {
    let mut keyed: Vec<(K, u32)> = column
        .values
        .iter()
        .map(|value| key(value))
        .zip(0..)
        .collect();
    keyed.sort_unstable();
    let mut ranks = vec![0; keyed.len()];
    let mut rank = 0;
    for (at, (key, value)) in keyed.iter().enumerate() {
        // Values of one key have one rank, so that what comes next decides between their profiles.
        if at > 0 && *key != keyed[at - 1].0 {
            rank += 1;
        }
        ranks[*value as usize] = rank;
    }
    let ranked = |&(document, value): &(u32, u32)| Some((document, *ranks.get(value as usize)?));
    column.codes.iter().filter_map(ranked).collect()
}

/// The region of a place and its further ones; `None` also of a text that is no place, which whoever needs the value
/// refuses.
fn territory_of(place: &str) -> Option<(RegionPath, Vec<RegionPath>)> {
    match FacetValue::from_json(Facet::Place, place) {
        Ok(FacetValue::Place(place)) => Some((place.region?, place.bases)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::HashMap;

    use super::{ordered, territory_of};
    use crate::index::FacetColumn;
    use crate::model::RegionPath;
    use crate::model::facts::{FacetValue, Place};

    #[test]
    fn values_of_one_key_have_one_rank() {
        let column = FacetColumn {
            values: ["b1", "a", "b2"].map(str::to_owned).into(),
            codes: vec![(0, 0), (3, 1), (5, 2)],
        };
        let ranks = ordered(&column, |value| value.chars().next());
        assert_eq!(ranks, HashMap::from([(0, 1), (3, 0), (5, 1)]));
    }

    #[test]
    fn a_territory_is_the_region_and_the_further_ones() {
        let path = |text: &str| -> RegionPath { text.parse().unwrap() };
        let place = |region: Option<&str>, bases: &[&str]| {
            let place = Place {
                region: region.map(path),
                bases: bases.iter().map(|base| path(base)).collect(),
                ..Place::default()
            };
            territory_of(&FacetValue::Place(place).to_json().unwrap())
        };
        let found = place(Some("山东省/淄博市"), &["江苏省"]);
        assert_eq!(found, Some((path("山东省/淄博市"), vec![path("江苏省")])));
        assert_eq!(place(None, &[]), None);
        assert_eq!(territory_of("no place"), None);
    }
}
