//! The order of a segment's profiles: by region, then by kind and status.
//!
//! A portal asks for the profiles of its own district more often than for any others. They are neighbours, so that only
//! the postings of their part of the segment are read. Results do not depend on the order: ties are decided by id.

use crate::index::{FacetColumn, RecordGroup};
use crate::model::facts::FacetValue;
use crate::model::{Facet, RegionPath};

/// Puts `groups`, which come in document order, in the order of regions, then of kind and status, then of documents.
/// Returns the number of the first group of each territory: neighbours of one region, and of the same further ones.
/// `columns` are of all facets. O(profiles · log profiles).
pub(super) fn arrange(
    groups: Vec<RecordGroup>,
    columns: &[FacetColumn],
) -> (Vec<RecordGroup>, Vec<u32>) {
    let starts: Vec<u32> = groups.iter().map(|group| group.start).collect();
    let column = |facet: Facet| &columns[facet as usize];
    let places = ranks(column(Facet::Place), territory_of, &starts);
    let classes = ranks(column(Facet::Class), str::to_owned, &starts);
    let keys = places.into_iter().zip(classes);
    let mut keyed: Vec<_> = keys.zip(groups).collect();
    // Stable: what is equal stays in the order of documents.
    keyed.sort_by_key(|(key, _)| *key);
    let is_first = |at: usize| at == 0 || keyed[at - 1].0.0 != keyed[at].0.0;
    let first = (0_u32..)
        .zip(0..keyed.len())
        .filter(|&(_, at)| is_first(at));
    let territories = first.map(|(number, _)| number).collect();
    let groups = keyed.into_iter().map(|(_, group)| group).collect();
    (groups, territories)
}

/// The rank among all values of the value of each record that begins at one of `starts`, which ascend, from 1; 0 without
/// a value. Values of one key have one rank, so that what comes next decides between their profiles.
fn ranks<K: Ord>(column: &FacetColumn, key: impl Fn(&str) -> K, starts: &[u32]) -> Vec<u32> {
    let keys = column.values.iter().map(|value| key(value));
    let mut keyed: Vec<(K, usize)> = keys.zip(0..).collect();
    keyed.sort_unstable();
    let mut of_value = vec![0; keyed.len()];
    for (rank, same) in (1..).zip(keyed.chunk_by(|a, b| a.0 == b.0)) {
        for &(_, value) in same {
            of_value[value] = rank;
        }
    }
    // Both are in document order, so one pass joins them.
    let mut rows = column.codes.iter().peekable();
    let rank = |&start: &u32| {
        while rows.next_if(|(document, _)| *document < start).is_some() {}
        let row = rows.next_if(|(document, _)| *document == start);
        row.map_or(0, |&(_, value)| of_value[value as usize])
    };
    starts.iter().map(rank).collect()
}

/// The region of a place and its further ones; `None` also of a text that is no place, which whoever needs the value
/// refuses.
fn territory_of(place: &str) -> Option<(RegionPath, Vec<RegionPath>)> {
    let value = FacetValue::from_json(Facet::Place, place).ok()?;
    let place = value.place()?;
    Some((place.region.clone()?, place.bases.clone()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{ranks, territory_of};
    use crate::index::FacetColumn;
    use crate::model::RegionPath;
    use crate::model::facts::{FacetValue, Place};

    #[test]
    fn values_of_one_key_have_one_rank() {
        let column = FacetColumn {
            values: ["b1", "a", "b2"].map(str::to_owned).into(),
            codes: vec![(0, 0), (2, 1), (3, 1), (5, 2)],
        };
        let key = |value: &str| value.chars().next();
        let found = ranks(&column, key, &[0, 3, 4, 5, 9]);
        assert_eq!(found, [2, 1, 0, 2, 0], "document 2 begins no record");
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
