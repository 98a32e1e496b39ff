//! The hot loop: postings of a need's terms into a block's accumulators.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here.

use super::{BLOCK_DOCUMENTS, CompiledSegment};
use crate::score::query::Query;

/// One sum for each evidence document of a block.
#[derive(Debug)]
pub(crate) struct Accumulators(Box<[u32; BLOCK_DOCUMENTS]>);

impl Default for Accumulators {
    fn default() -> Self {
        Self(Box::new([0; BLOCK_DOCUMENTS]))
    }
}

/// A term of a need in one segment, with a cursor over its runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResolvedTerm {
    weight: u32,
    run: u32,
    end: u32,
}

impl ResolvedTerm {
    /// The terms of `query` that `segment` has.
    pub(crate) fn of(query: &Query, segment: &CompiledSegment) -> Vec<Self> {
        let table = segment.terms();
        let resolve = |&(hash, weight): &(u64, u32)| {
            let (run, end) = table.runs(table.find(hash)?);
            Some(Self { weight, run, end })
        };
        query.terms.iter().filter_map(resolve).collect()
    }

    /// Moves the cursor to `block`; whether the term has postings there.
    fn seek(&mut self, segment: &CompiledSegment, block: u16) -> bool {
        let table = segment.terms();
        while self.run < self.end && table.block_of(self.run) < block {
            self.run += 1;
        }
        self.run < self.end && table.block_of(self.run) == block
    }
}

impl Accumulators {
    /// Sums `weight · impact` for every document of `block`.
    ///
    /// Returns false, with the sums unset, where no document can reach `least`: the largest impacts of all terms
    /// together fall short (safe: results do not change).
    pub(crate) fn sum(
        &mut self,
        segment: &CompiledSegment,
        terms: &mut [ResolvedTerm],
        block: u32,
        least: u32,
    ) -> bool {
        let number = u16::try_from(block).unwrap_or(u16::MAX);
        let table = segment.terms();
        let mut bound = 0;
        for term in terms.iter_mut() {
            if term.seek(segment, number) {
                bound += term.weight * u32::from(table.postings(term.run).peak);
            }
        }
        if bound < least {
            return false;
        }
        let documents = segment.block_start(block + 1) - segment.block_start(block);
        self.0[..documents as usize].fill(0);
        for term in terms.iter() {
            if term.run < term.end && table.block_of(term.run) == number {
                let postings = table.postings(term.run);
                for (&position, &impact) in postings.positions.iter().zip(postings.impacts) {
                    // The mask states what the builder holds, and spares the check.
                    self.0[usize::from(position) & (BLOCK_DOCUMENTS - 1)] +=
                        term.weight * u32::from(impact);
                }
            }
        }
        true
    }

    /// The sums of documents `start..end` of the block.
    pub(crate) fn documents(&self, start: usize, end: usize) -> &[u32] {
        &self.0[start..end]
    }
}
