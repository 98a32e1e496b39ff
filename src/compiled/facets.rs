//! Facet values by code: a value that many profiles share is kept and compared once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::model::coded::{CodeTree, Codes, STATED};
use crate::model::facts::{Availability, FacetValue, Place};
use crate::model::{Coordinates, Facet, FoldedName, Lineage, Reach, Taxonomies};
use crate::rule::{DaysAsked, PlaceContext, Rules};

/// The distinct values of every facet, by code; code 0 is unknown.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacetValues {
    values: [Vec<Arc<FacetValue>>; Facet::ALL.len()],
    industries: NodeLists,
    disciplines: NodeLists,
    /// Where the places are.
    spots: Vec<PlaceSpot>,
    /// Hashes of the organisations' names, ascending.
    organizations: Vec<u64>,
    /// What each availability leaves open.
    stays: Vec<Stay>,
}

/// Where a place is and how far its profile goes, without a look at its record: these are far apart in memory, and most of
/// the time of judging a place went into fetching one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceSpot {
    pub(crate) seat: Option<Coordinates>,
    /// The place's region and the regions above it, if that is known and the profile is in one place only.
    pub(crate) lineage: Option<Lineage>,
    pub(crate) reach: Option<Reach>,
    /// Whether the profile is in several places, of which a need takes the nearest.
    pub(crate) is_several: bool,
}

impl PlaceSpot {
    fn of(place: &Place, taxonomies: &Taxonomies) -> Self {
        let places = PlaceContext::new(taxonomies.gazetteer.clone());
        let is_several = !place.bases.is_empty();
        let only = place.region.as_ref().filter(|_| !is_several);
        Self {
            seat: places.coordinates(place),
            lineage: only.map(Lineage::of),
            reach: place.reach,
            is_several,
        }
    }
}

/// Days and quota of an availability, for the one look that ranking takes at most of them.
#[derive(Clone, Copy, Debug)]
struct Stay {
    /// First day, as a number; the least if it is not known.
    from: i32,
    /// Last day; the greatest if it is not known.
    until: i32,
    /// Whether the quota is used up.
    is_taken: bool,
}

impl Stay {
    fn of(availability: &Availability) -> Self {
        let number = |day: crate::model::Date| day.day_number();
        Self {
            from: availability.from.map_or(i32::MIN, number),
            until: availability.until.map_or(i32::MAX, number),
            is_taken: Rules::is_quota_used_up(availability),
        }
    }
}

/// Lists of nodes, one after the other.
#[derive(Clone, Debug, Default)]
struct NodeLists {
    /// End of each list.
    ends: Vec<u32>,
    nodes: Vec<u32>,
    /// Certainty of each list, in percent: 100 if it is stated.
    percents: Vec<u8>,
}

impl NodeLists {
    fn push(&mut self, nodes: Vec<usize>, percent: u8) {
        self.percents.push(percent);
        let small = |node| u32::try_from(node).expect("codes and nodes are 32-bit numbers");
        self.nodes.extend(nodes.into_iter().map(small));
        self.ends.push(small(self.nodes.len()));
    }

    fn get(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.nodes[start as usize..self.ends[at] as usize]
    }
}

impl FacetValues {
    /// The value of a code; `None` is unknown.
    pub(crate) fn get(&self, facet: Facet, code: u32) -> Option<&FacetValue> {
        let at = (code as usize).checked_sub(1)?;
        self.values[facet as usize].get(at).map(Arc::as_ref)
    }

    /// The nodes of the codes that a value lists; of none for the unknown one, and for other facets than
    /// industries and disciplines.
    pub(crate) fn nodes(&self, facet: Facet, code: u32) -> &[u32] {
        let found = self.lists(facet).zip((code as usize).checked_sub(1));
        found.map_or(&[][..], |(lists, at)| lists.get(at))
    }

    /// Certainty of the codes that a value lists, in percent: 100 if they are stated.
    pub(crate) fn percent(&self, facet: Facet, code: u32) -> u8 {
        let found = self.lists(facet).zip((code as usize).checked_sub(1));
        found.map_or(STATED, |(lists, at)| lists.percents[at])
    }

    fn lists(&self, facet: Facet) -> Option<&NodeLists> {
        Some(match CodeTree::of_facet(facet)? {
            CodeTree::Industries => &self.industries,
            CodeTree::Disciplines => &self.disciplines,
        })
    }

    fn lists_mut(&mut self, tree: CodeTree) -> &mut NodeLists {
        match tree {
            CodeTree::Industries => &mut self.industries,
            CodeTree::Disciplines => &mut self.disciplines,
        }
    }

    /// Where the place of a code is; `None` if that is unknown.
    pub(crate) fn spot(&self, code: u32) -> Option<&PlaceSpot> {
        self.spots.get((code as usize).checked_sub(1)?)
    }

    /// Whether a place may lie in a region or have no known one; true may be wrong, false never is.
    pub(crate) fn may_be_in(&self, code: u32, region: &Lineage) -> bool {
        let lineage = self.spot(code).and_then(|spot| spot.lineage);
        lineage.is_none_or(|lineage| lineage.starts_with(region))
    }

    /// Whether any organisation has one of these folded names; true may be wrong, false never is.
    pub(crate) fn may_name(&self, organizations: &[FoldedName]) -> bool {
        let mut wanted = organizations.iter().map(FoldedName::hash64);
        wanted.any(|hash| self.organizations.binary_search(&hash).is_ok())
    }

    /// Whether rules bar the availability of a code from a need that asks for such days: the answer of [`Rules::facet`].
    pub(crate) fn is_barred(&self, code: u32, asked: DaysAsked) -> bool {
        let at = (code as usize).checked_sub(1);
        at.and_then(|at| self.stays.get(at)).is_some_and(|stay| {
            stay.until < asked.ends_from
                || stay.from > asked.begins_by
                || (stay.is_taken && asked.counts_quota)
        })
    }

    /// Number of codes, the unknown one included.
    pub(crate) fn len(&self, facet: Facet) -> usize {
        self.values[facet as usize].len() + 1
    }

    /// Adds a value; its code.
    pub(crate) fn push(&mut self, value: FacetValue, taxonomies: &Taxonomies) -> u32 {
        let facet = value.facet();
        // Kept beside the value, so that ranking need not work it out for each need. A value of which nothing is kept
        // is judged by itself: slower, to the same result.
        if let Some((tree, codes)) = Codes::of(&value) {
            let nodes = tree.taxonomy(taxonomies).known(codes.codes);
            self.lists_mut(tree).push(nodes, codes.percent);
        }
        if let Some(place) = value.place() {
            self.spots.push(PlaceSpot::of(place, taxonomies));
        }
        if let FacetValue::Organization(named) = &value {
            let hashes = named.names().iter().map(FoldedName::hash64);
            self.organizations.extend(hashes);
        }
        if let FacetValue::Availability(availability) = &value {
            self.stays.push(Stay::of(availability));
        }
        let values = &mut self.values[facet as usize];
        values.push(Arc::new(value));
        u32::try_from(values.len()).expect("facet codes are 32-bit numbers")
    }
}

/// Gives codes to facet values, the same for all segments of an open library. Codes are never taken
/// back while the library is open; no result depends on which value has which.
#[derive(Debug)]
pub(crate) struct FacetInterner {
    taxonomies: Taxonomies,
    interned: Mutex<Interned>,
}

#[derive(Debug, Default)]
struct Interned {
    codes: [HashMap<String, u32>; Facet::ALL.len()],
    values: FacetValues,
}

impl FacetInterner {
    /// Without values; nodes and places come from `taxonomies`.
    pub(crate) fn new(taxonomies: Taxonomies) -> Self {
        Self {
            taxonomies,
            interned: Mutex::default(),
        }
    }

    /// The codes of `texts`, canonical JSON of `facet`.
    ///
    /// # Errors
    /// Invalid input if a text is not of that facet.
    pub(crate) fn codes(&self, facet: Facet, texts: &[String]) -> Result<Vec<u32>> {
        // One lock a column, not one a value: segments are compiled in parallel.
        let mut interned = self.interned.lock().unwrap_or_else(PoisonError::into_inner);
        texts
            .iter()
            .map(|text| interned.code(facet, text, &self.taxonomies))
            .collect()
    }

    /// The values so far. Cheap next to compiling: copies one pointer a value.
    pub(crate) fn values(&self) -> FacetValues {
        let mut interned = self.interned.lock().unwrap_or_else(PoisonError::into_inner);
        // Sorted but for the values since the last time: nearly for nothing.
        interned.values.organizations.sort();
        interned.values.clone()
    }
}

impl Interned {
    fn code(&mut self, facet: Facet, text: &str, taxonomies: &Taxonomies) -> Result<u32> {
        if let Some(&code) = self.codes[facet as usize].get(text) {
            return Ok(code);
        }
        let value = FacetValue::from_json(facet, text)?;
        let code = self.values.push(value, taxonomies);
        self.codes[facet as usize].insert(text.to_owned(), code);
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::FacetValues;
    use crate::model::facts::{FacetValue, Place};
    use crate::model::{Lineage, RegionPath, Taxonomies};

    #[test]
    fn a_place_may_be_in_its_regions_and_in_any_if_one_path_does_not_tell() {
        let path = |text: &str| -> RegionPath { text.parse().unwrap() };
        let trees = Taxonomies::builtin();
        let mut values = FacetValues::default();
        let mut push = |region: Option<&str>, bases: &[&str]| {
            let place = Place {
                region: region.map(path),
                bases: bases.iter().map(|base| path(base)).collect(),
                ..Place::default()
            };
            values.push(FacetValue::Place(place), &trees)
        };
        let district = push(Some("山东省/淄博市/张店区"), &[]);
        let province = push(Some("山东省"), &[]);
        let open = [push(None, &[]), push(Some("江苏省"), &["山东省"]), 0];
        let is_in = |code, region| values.may_be_in(code, &Lineage::of(&path(region)));
        for region in ["山东省", "山东省/淄博市", "山东省/淄博市/张店区"] {
            assert!(is_in(district, region), "{region}");
        }
        for region in ["淄博市", "山东省/淄博", "山东省/淄博市/张店区/东", "江苏省"]
        {
            assert!(!is_in(district, region), "{region}");
        }
        assert!(is_in(province, "山东省") && !is_in(province, "山东省/淄博市"));
        assert!(open.iter().all(|&code| is_in(code, "江苏省/无锡市")));
    }
}
