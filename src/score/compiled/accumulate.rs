//! The hot loop: postings of a need's terms into a block's accumulators.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here.

use super::terms::{Postings, TermTable};
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
    /// One past the last run of the current block.
    until: u32,
    end: u32,
}

impl ResolvedTerm {
    /// The terms of `query` that `segment` has.
    pub(crate) fn of(query: &Query, segment: &CompiledSegment) -> Vec<Self> {
        let table = segment.terms();
        let resolve = |&(hash, weight): &(u64, u32)| {
            let (run, end) = table.runs(table.find(hash)?);
            Some(Self {
                weight,
                run,
                until: run,
                end,
            })
        };
        query.terms.iter().filter_map(resolve).collect()
    }

    /// Moves the cursor to `block`; the most that the term adds to a document there.
    fn seek(&mut self, table: &TermTable, block: u16) -> u32 {
        while self.run < self.end && table.block_of(self.run) < block {
            self.run += 1;
        }
        let mut peak = 0;
        self.until = self.run;
        while self.until < self.end && table.block_of(self.until) == block {
            peak = peak.max(table.postings(self.until).peak);
            self.until += 1;
        }
        self.weight * u32::from(peak)
    }
}

impl Accumulators {
    /// Sums `weight · impact` for every document of `block`.
    ///
    /// Returns false, with the sums unset, where no document can reach `least`: the largest impacts
    /// of all terms together fall short (safe: results do not change).
    pub(crate) fn sum(
        &mut self,
        segment: &CompiledSegment,
        terms: &mut [ResolvedTerm],
        block: u32,
        least: u32,
    ) -> bool {
        let number = u16::try_from(block).unwrap_or(u16::MAX);
        let table = segment.terms();
        let bound: u32 = terms.iter_mut().map(|term| term.seek(table, number)).sum();
        if bound < least {
            return false;
        }
        let documents = segment.block_start(block + 1) - segment.block_start(block);
        self.0[..documents as usize].fill(0);
        for term in terms.iter() {
            for run in term.run..term.until {
                self.add(term.weight, table.postings(run));
            }
        }
        true
    }

    fn add(&mut self, weight: u32, postings: Postings<'_>) {
        for (&position, &impact) in postings.positions.iter().zip(postings.impacts) {
            // The mask states what the builder holds, and spares the check.
            self.0[usize::from(position) & (BLOCK_DOCUMENTS - 1)] += weight * u32::from(impact);
        }
    }

    /// The sums of documents `start..end` of the block.
    pub(crate) fn documents(&self, start: usize, end: usize) -> &[u32] {
        &self.0[start..end]
    }
}
