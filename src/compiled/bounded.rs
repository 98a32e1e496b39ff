//! Blocks summed briefly: bounds of profiles' sums, and the exact sums of the few best.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here. Three words touch few profiles, so
//! reading all bounds took longer than adding them: the best of each neighbourhood is kept while they are added, and
//! no other neighbourhood is read.

use super::accumulate::{Accumulators, MOST_BOUNDED_TERMS, NEIGHBOURHOODS, NEIGHBOURS, PLACES};
use super::gather::{SummedProfile, profile_sum};
use super::postings::{Narrow, Postings};
use super::resolved::ResolvedTerm;
use super::segment::{BlockTables, CompiledSegment};
use super::slot::Plain;
use super::terms;

/// Room for the postings of each term that have no run.
pub(crate) type PostingBuffers = [[Narrow; terms::SPARSE]; MOST_BOUNDED_TERMS];

/// Terms of a block that was summed briefly, each with its weight and postings there: looked up once for all profiles.
#[derive(Debug)]
pub(crate) struct BlockTerms<'a> {
    terms: [(u32, Postings<'a>); MOST_BOUNDED_TERMS],
    count: usize,
}

impl<'a> BlockTerms<'a> {
    /// Looks up the postings of `terms`, whose cursors are at `block`. O(terms).
    pub(crate) fn of(
        terms: &[ResolvedTerm],
        segment: &'a CompiledSegment,
        block: u32,
        buffers: &'a mut PostingBuffers,
    ) -> Self {
        let mut block_terms = Self {
            terms: [(0, Postings::default()); MOST_BOUNDED_TERMS],
            count: 0,
        };
        let tables = segment.tables(block);
        let present = terms.iter().filter(|term| term.count > 0);
        for ((term, buffer), slot) in present.zip(buffers).zip(&mut block_terms.terms) {
            *slot = (term.weight, term.here(segment, tables, buffer));
            block_terms.count += 1;
        }
        block_terms
    }
}

impl Accumulators {
    /// Adds the sum that a term alone could make of each profile. (Of thousands of works with it that is more than 32
    /// bits hold; no sum is.)
    pub(super) fn add_bounds(
        &mut self,
        term: &ResolvedTerm,
        segment: &CompiledSegment,
        tables: BlockTables<'_>,
    ) {
        let mut buffer = [[0; 2]; terms::SPARSE];
        let postings = term.here(segment, tables, &mut buffer);
        let Some((bounds, peaks)) = self.bounds() else {
            return;
        };
        postings.each(tables.rows, |_, owner, impacts| {
            let owner = usize::from(owner);
            let bound = bounds[owner].saturating_add(term.weight * both(impacts));
            bounds[owner] = bound;
            let peak = &mut peaks[owner / NEIGHBOURS];
            *peak = bound.max(*peak);
        });
    }

    /// Bounds and peaks as arrays of a fixed length: a 16-bit place is always inside, so that indexing needs no check.
    fn bounds(&mut self) -> Option<(&mut [u32; PLACES], &mut [u32; NEIGHBOURHOODS])> {
        let bounds = (&mut self.wholes[..]).try_into().ok()?;
        Some((bounds, (&mut self.peaks[..]).try_into().ok()?))
    }

    /// The best bound of each neighbourhood of the block.
    fn peaks(&self) -> &[u32] {
        &self.peaks[..self.counts.1.div_ceil(NEIGHBOURS)]
    }

    pub(super) fn clear_peaks(&mut self) {
        self.peaks[..self.counts.1.div_ceil(NEIGHBOURS)].fill(0);
    }

    /// The profiles of a block that was summed briefly whose bound is at least `least`, into `found`, in order.
    pub(crate) fn bounded(&self, first: u32, least: u64, found: &mut Vec<SummedProfile>) {
        // At least 1: a profile of bound 0 has none of the added terms, and the others together stay below `least`.
        let own = least.saturating_sub(self.rest).max(1);
        // No profile's sum has more than 32 bits (`crate::compiled::query::MAX_TERMS`), so none reaches such a
        // `least`.
        let Ok(own) = u32::try_from(own) else { return };
        let neighbourhoods = self.wholes().chunks(NEIGHBOURS).zip(self.peaks());
        let starts = (first..).step_by(NEIGHBOURS);
        for ((bounds, _), start) in neighbourhoods
            .zip(starts)
            .filter(|((_, peak), _)| **peak >= own)
        {
            // One bit a neighbour, without a branch: which of them reach cannot be foreseen.
            let reaches = |(&bound, at): (&u32, u32)| u32::from(bound >= own) << at;
            let mut bits: u32 = bounds.iter().zip(0..).map(reaches).sum();
            while bits != 0 {
                let at = bits.trailing_zeros();
                found.push(SummedProfile {
                    sum: u64::from(bounds[at as usize]) + self.rest,
                    profile: start + at,
                });
                bits &= bits - 1;
            }
        }
    }

    /// A bound that about `count` profiles of a block that was summed briefly reach; at least 1.
    pub(crate) fn bound_line(&self, count: usize, best: &mut Vec<u32>) -> u64 {
        best.clear();
        best.extend_from_slice(self.peaks());
        let line = if count < best.len() {
            *best.select_nth_unstable_by(count, |a, b| b.cmp(a)).1
        } else {
            0
        };
        u64::from(line.max(1)) + self.rest
    }

    /// The sum of a profile of a block that was summed briefly; `block_terms` are the postings of the block's terms.
    /// O(terms · log postings).
    pub(crate) fn exact(
        &mut self,
        segment: &CompiledSegment,
        block_terms: &BlockTerms<'_>,
        block: u32,
        profile: u32,
    ) -> u64 {
        let (tables, base) = (segment.tables(block), segment.block_start(block));
        let documents = segment.documents(profile);
        let range = documents.start - base..documents.end - base;
        let mut whole = 0;
        for &(weight, postings) in &block_terms.terms[..block_terms.count] {
            let here = postings.within(range.clone());
            here.each(tables.rows, |document, _, [part, of_whole]| {
                self.documents[usize::from(document)] += weight * u32::from(part);
                whole += weight * u32::from(of_whole);
            });
        }
        let sums = &mut self.documents[range.start as usize..range.end as usize];
        let sum = profile_sum(sums, whole);
        // As it was found: `clear` relies on documents that are zero after bounds.
        sums.fill(0);
        sum
    }
}

/// Both impacts of a posting together.
fn both([part, whole]: Plain) -> u32 {
    u32::from(part) + u32::from(whole)
}
