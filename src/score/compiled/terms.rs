//! Terms and their postings.

use crate::error::{Error, Result};

/// The postings of a term that lie in one block.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// First posting.
    start: u32,
    block: u16,
    /// Largest impact of the run.
    peak: u8,
}

/// Postings by term hash, then by block.
#[derive(Debug, Default)]
pub(crate) struct TermTable {
    /// Hashes, ascending.
    hashes: Vec<u64>,
    /// First run and number of runs of each term.
    ranges: Vec<(u32, u16)>,
    /// Runs; a last one closes the last range.
    runs: Vec<Run>,
    positions: Vec<u16>,
    impacts: Vec<u8>,
    /// First term whose hash has each value of the top bits.
    buckets: Vec<u32>,
    /// 64 less the number of those bits.
    shift: u32,
}

/// The postings of one term in one block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Postings<'t> {
    /// Positions in the block, ascending.
    pub(crate) positions: &'t [u16],
    /// Impacts, one for each position.
    pub(crate) impacts: &'t [u8],
    /// The largest of them.
    pub(crate) peak: u8,
}

/// Collects postings in the order of the index's dictionary.
#[derive(Default)]
pub(super) struct TermTableBuilder {
    table: TermTable,
    /// (hash, first run, runs) in order of arrival.
    terms: Vec<(u64, u32, u16)>,
    open: Option<u16>,
}

impl TermTableBuilder {
    /// Starts the postings of a new term.
    pub(super) fn term(&mut self, hash: u64) {
        self.terms.push((hash, length(&self.table.runs), 0));
        self.open = None;
    }

    /// Adds a posting of the current term; blocks and positions never go back.
    pub(super) fn posting(&mut self, block: u16, position: u16, impact: u8) {
        if self.open != Some(block) {
            self.open = Some(block);
            self.table.runs.push(Run {
                start: length(&self.table.positions),
                block,
                peak: 0,
            });
            if let Some(term) = self.terms.last_mut() {
                term.2 += 1;
            }
        }
        self.table.positions.push(position);
        self.table.impacts.push(impact);
        if let Some(run) = self.table.runs.last_mut() {
            run.peak = run.peak.max(impact);
        }
    }

    /// # Errors
    /// Invalid input where there are 2³² postings or more.
    pub(super) fn finish(mut self) -> Result<TermTable> {
        let postings = self.table.positions.len();
        if u32::try_from(postings).is_err() {
            let repair = "cut the library into shards of fewer than 4 billion postings a segment";
            return Err(Error::invalid("library", postings, repair));
        }
        // Terms of which no posting belongs to a profile have no runs.
        self.terms.retain(|&(_, _, runs)| runs > 0);
        self.terms.sort_unstable();
        let mut table = self.table;
        table.runs.push(Run {
            start: length(&table.positions),
            block: u16::MAX,
            peak: 0,
        });
        table.hashes = self.terms.iter().map(|&(hash, _, _)| hash).collect();
        table.ranges = self
            .terms
            .iter()
            .map(|&(_, first, runs)| (first, runs))
            .collect();
        table.index_hashes();
        table.runs.shrink_to_fit();
        table.positions.shrink_to_fit();
        table.impacts.shrink_to_fit();
        Ok(table)
    }
}

/// Lengths fit in 32 bits: [`TermTableBuilder::finish`] refuses more.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

impl TermTable {
    /// About four terms a bucket.
    fn index_hashes(&mut self) {
        let bits = (self.hashes.len() / 4).max(2).ilog2();
        self.shift = 64 - bits;
        let bucket_of = |hash: u64| (hash >> self.shift) as usize;
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for &hash in &self.hashes {
            buckets[bucket_of(hash) + 1] += 1;
        }
        for i in 1..buckets.len() {
            buckets[i] += buckets[i - 1];
        }
        self.buckets = buckets;
    }

    /// The term of that hash, by number. O(1) expected.
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        let bucket = usize::try_from(hash >> self.shift).ok()?;
        let (from, to) = (self.buckets[bucket], self.buckets[bucket + 1]);
        let among = &self.hashes[from as usize..to as usize];
        let at = among.iter().position(|&h| h == hash)?;
        Some(from + u32::try_from(at).ok()?)
    }

    /// In how many documents the term stands, deleted ones included.
    pub(crate) fn frequency(&self, term: u32) -> u32 {
        let (first, count) = self.ranges[term as usize];
        let last = first as usize + usize::from(count);
        self.runs[last].start - self.runs[first as usize].start
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> u32 {
        length(&self.hashes)
    }

    /// The runs of a term: first and one past the last.
    pub(crate) fn runs(&self, term: u32) -> (u32, u32) {
        let (first, count) = self.ranges[term as usize];
        (first, first + u32::from(count))
    }

    /// The block of a run.
    pub(crate) fn block_of(&self, run: u32) -> u16 {
        self.runs[run as usize].block
    }

    /// The postings of a run.
    pub(crate) fn postings(&self, run: u32) -> Postings<'_> {
        let (here, next) = (self.runs[run as usize], self.runs[run as usize + 1]);
        let range = here.start as usize..next.start as usize;
        Postings {
            positions: &self.positions[range.clone()],
            impacts: &self.impacts[range],
            peak: here.peak,
        }
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.hashes.len() * 8
            + self.ranges.len() * size_of::<(u32, u16)>()
            + self.runs.len() * size_of::<Run>()
            + self.positions.len() * 3
            + self.buckets.len() * 4
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::TermTableBuilder;

    #[test]
    fn terms_are_found_and_split_by_block() {
        let mut builder = TermTableBuilder::default();
        builder.term(u64::MAX);
        builder.posting(0, 7, 9);
        builder.posting(2, 1, 200);
        builder.posting(2, 65_535, 3);
        builder.term(5);
        builder.posting(1, 0, 1);
        builder.term(6);
        let table = builder.finish().unwrap();
        assert_eq!(table.len(), 2, "a term without postings is dropped");
        assert_eq!(table.find(6), None);
        let top = table.find(u64::MAX).unwrap();
        assert_eq!(table.frequency(top), 3);
        let (first, end) = table.runs(top);
        assert_eq!(
            (first..end)
                .map(|run| table.block_of(run))
                .collect::<Vec<_>>(),
            [0, 2]
        );
        let postings = table.postings(first + 1);
        assert_eq!(
            (postings.positions, postings.impacts, postings.peak),
            (&[1, 65_535][..], &[200, 3][..], 200)
        );
        assert_eq!(table.frequency(table.find(5).unwrap()), 1);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(TermTableBuilder::default().finish().unwrap().find(0), None);
    }
}
