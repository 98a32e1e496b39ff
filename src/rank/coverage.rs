//! What the matches of a ranking cover of the need, and which profiles fit it.

use super::task::BlockAddress;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::compiled::{Coverage, SegmentView, coverages};
use crate::model::facts::FacetValue;
use crate::model::{Facet, ProfileKind};
use crate::score::Fit;

/// Profiles that may be offered: all, or the ones of a least fit, by segment and number.
#[derive(Default)]
pub(super) struct Fitting(Option<Vec<Vec<bool>>>);

impl Fitting {
    /// The profiles whose fit to the need is `least` or better. O(postings of the terms that name something + profiles).
    pub(super) fn of(library: &CompiledLibrary, query: &Query, least: Fit) -> Self {
        let segments = library.segments.iter().map(|view| {
            let compiled = &view.compiled;
            let all: Vec<u32> = (0..compiled.profile_count()).collect();
            let covered = coverages(query, compiled, &all).into_iter().zip(all);
            let fits =
                |(coverage, profile)| Fit::of(coverage, kind_of(library, view, profile)) >= least;
            covered.map(fits).collect()
        });
        Self(Some(segments.collect()))
    }

    pub(super) fn has(&self, (segment, profile): BlockAddress) -> bool {
        let fits = |fits: &Vec<Vec<bool>>| fits[segment as usize][profile as usize];
        self.0.as_ref().is_none_or(fits)
    }

    /// Whether one of these profiles of a segment may be offered.
    pub(super) fn has_any(&self, segment: u32, profiles: std::ops::Range<u32>) -> bool {
        let range = profiles.start as usize..profiles.end as usize;
        let fits = |fits: &Vec<Vec<bool>>| fits[segment as usize][range].contains(&true);
        self.0.as_ref().is_none_or(fits)
    }

    /// The least sum of a profile's text: one without text of the need does not fit it.
    pub(super) fn least_sum(&self) -> u64 {
        u64::from(self.0.is_some())
    }
}

/// The kind of a profile.
pub(super) fn kind_of(
    library: &CompiledLibrary,
    view: &SegmentView,
    profile: u32,
) -> Option<ProfileKind> {
    let code = view.code(Facet::Class, profile);
    let class = library.values.get(Facet::Class, code);
    class.and_then(FacetValue::class).map(|class| class.kind)
}

/// What the profiles at `places` (segment and number) cover of the need, in their order.
pub(super) fn coverages_at(
    library: &CompiledLibrary,
    query: &Query,
    places: impl Iterator<Item = BlockAddress>,
) -> Vec<Coverage> {
    let mut places: Vec<(BlockAddress, usize)> = places.zip(0..).collect();
    // Segment by segment and upwards, so that each term's cursor goes through the postings once.
    places.sort_unstable();
    let mut found = vec![Coverage::default(); places.len()];
    for same in places.chunk_by(|a, b| a.0.0 == b.0.0) {
        let profiles: Vec<u32> = same.iter().map(|&((_, profile), _)| profile).collect();
        let segment = &library.segments[same[0].0.0 as usize].compiled;
        let of_segment = coverages(query, segment, &profiles);
        for (coverage, &(_, at)) in of_segment.into_iter().zip(same) {
            found[at] = coverage;
        }
    }
    found
}
