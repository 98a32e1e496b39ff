//! Blocks of which only some profiles are read: the ones of a region, or the ones that fit.

use super::address::BlockAddress;
use super::coverage::LeastFit;
use super::task::{Scratch, Task, summed};
use super::topk::TopK;
use crate::compiled::ResolvedTerm;
use crate::model::Facet;

/// If fewer than one profile in this many is admitted, only these are summed.
const FEW_ADMITTED: usize = 2;

/// How many profiles of a block may be in the region asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    Nobody,
    /// So few that only these should be read.
    Some,
    /// So many that the others are sooner passed over one by one.
    Many,
}

impl Task<'_> {
    /// Fills `chosen` with the profiles of a block that may lie in the region asked for, ascending; without a region it
    /// stays as it is. O(territories of the block + profiles found).
    pub(super) fn admitted(
        &self,
        (segment, block): BlockAddress,
        chosen: &mut Vec<u32>,
    ) -> Admitted {
        let Some(within) = &self.within else {
            return Admitted::Many;
        };
        let view = self.view(segment);
        let (block, places) = (view.compiled.block(block), view.column(Facet::Place));
        chosen.clear();
        for territory in view.compiled.territories(block.clone()) {
            if self
                .library
                .values
                .may_be_in(places.get(territory.start), within)
            {
                chosen.extend(territory);
            }
        }
        match chosen.len() {
            0 => Admitted::Nobody,
            few if few * FEW_ADMITTED <= block.len() => Admitted::Some,
            _ => Admitted::Many,
        }
    }

    /// Offers the profiles of a block that were chosen, and reads no others.
    pub(super) fn chosen(
        &self,
        (segment, block): BlockAddress,
        least: u64,
        terms: &[ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
    ) {
        let Scratch {
            sums,
            lists,
            chosen,
            ..
        } = scratch;
        if chosen.is_empty() {
            return;
        }
        let compiled = &self.view(segment).compiled;
        sums.sum_of(compiled, terms, block, chosen);
        lists.found.clear();
        sums.found(compiled.block(block).start, least, &mut lists.found);
        self.offer(segment, lists, top, floor, &mut summed);
    }

    /// Offers the profiles of a block that have the fit asked for, and reads no others.
    pub(super) fn fitting(
        &self,
        place: BlockAddress,
        (fit, least): (&LeastFit, u64),
        terms: &mut [ResolvedTerm],
        scratch: &mut Scratch,
        top: &mut TopK<BlockAddress>,
        floor: &impl Fn() -> u64,
    ) {
        let view = self.view(place.0);
        let Scratch { sums, chosen, .. } = &mut *scratch;
        fit.find(view, (&mut *terms, place.1), sums, chosen);
        self.chosen(place, least, terms, scratch, top, floor);
    }
}
