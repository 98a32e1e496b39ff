//! What the matches of a ranking cover of the need, and which profiles fit it.

use super::address::BlockAddress;
use crate::compiled::library::CompiledLibrary;
use crate::compiled::query::Query;
use crate::compiled::{Accumulators, Coverage, ResolvedTerm, SegmentView, coverages};
use crate::model::facts::FacetValue;
use crate::model::{Facet, ProfileKind};
use crate::score::Fit;

/// The fit that a profile must have to be offered.
pub(super) struct LeastFit {
    /// The information that a profile must cover.
    covered: u64,
    /// Whether the profiles of a class have the fit whatever they cover, by class code; empty if no class has it.
    by_class: Vec<bool>,
}

impl LeastFit {
    /// `None` if every profile may be offered.
    pub(super) fn of(library: &CompiledLibrary, query: &Query, least: Fit) -> Option<Self> {
        if least == Fit::None {
            return None;
        }
        let codes = u32::try_from(library.values.len(Facet::Class)).expect("codes have 32 bits");
        let fits = |code| class_kind(library, code).is_some_and(|kind| Fit::of_kind(kind) >= least);
        let mut by_class: Vec<bool> = (0..codes).map(fits).collect();
        if !by_class.contains(&true) {
            by_class.clear();
        }
        Some(Self {
            covered: least.least_covered(query.whole_information),
            by_class,
        })
    }

    /// Fills `found` with the profiles of `block` that have the fit, ascending; the cursors of `terms` are there.
    pub(super) fn find(
        &self,
        view: &SegmentView,
        (terms, block): (&mut [ResolvedTerm], u32),
        sums: &mut Accumulators,
        found: &mut Vec<u32>,
    ) {
        let compiled = &view.compiled;
        found.clear();
        sums.covering(compiled, terms, block, self.covered, found);
        if self.by_class.is_empty() {
            return;
        }
        let classes = view.column(Facet::Class);
        let fits = |&profile: &u32| self.by_class[classes.get(profile) as usize];
        found.extend(compiled.block(block).filter(fits));
        found.sort_unstable();
        found.dedup();
    }
}

/// The kind of a profile.
pub(super) fn kind_of(
    library: &CompiledLibrary,
    view: &SegmentView,
    profile: u32,
) -> Option<ProfileKind> {
    class_kind(library, view.code(Facet::Class, profile))
}

/// The kind of the profiles of a class.
fn class_kind(library: &CompiledLibrary, code: u32) -> Option<ProfileKind> {
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
