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

/// A term of at most this many postings is *rare*. Most terms are, and a run for each of their postings
/// took more memory than the postings.
const RARE: usize = 3;

/// Marks a run that is one posting of a rare term.
const RARE_RUN: u32 = 1 << 31;

/// Bits of a slot that number a term or posting; the two above count a rare term's postings.
const SLOT_BITS: u32 = 30;

/// Postings by term hash, then by block.
#[derive(Debug, Default)]
pub(crate) struct TermTable {
    /// Hashes, ascending.
    hashes: Vec<u64>,
    /// Of each term: its first rare posting and how many there are, or 0 and its place in `ranges`.
    slots: Vec<u32>,
    /// First run and number of runs of each term that is not rare.
    ranges: Vec<(u32, u16)>,
    /// Runs; a last one closes the last range.
    runs: Vec<Run>,
    positions: Vec<u16>,
    impacts: Vec<u8>,
    rare: RarePostings,
    /// First term whose hash has each value of the top bits.
    buckets: Vec<u32>,
    /// 64 less the number of those bits.
    shift: u32,
}

/// Postings of rare terms, each with its block.
#[derive(Debug, Default)]
struct RarePostings {
    blocks: Vec<u16>,
    positions: Vec<u16>,
    impacts: Vec<u8>,
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
    /// (hash, slot) in order of arrival.
    terms: Vec<(u64, u32)>,
    /// The current term.
    open: Option<u64>,
    /// Its first postings, while it may be rare.
    head: Vec<(u16, u16, u8)>,
    /// Its first run, once it is not.
    first: u32,
}

impl TermTableBuilder {
    /// Starts the postings of a new term.
    pub(super) fn term(&mut self, hash: u64) {
        self.close();
        self.open = Some(hash);
        self.first = length(&self.table.runs);
    }

    /// Adds a posting of the current term; blocks and positions never go back.
    #[inline]
    pub(super) fn posting(&mut self, block: u16, position: u16, impact: u8) {
        if self.table.runs.len() > self.first as usize {
            self.common(block, position, impact);
        } else if self.head.len() < RARE {
            self.head.push((block, position, impact));
        } else {
            for at in 0..RARE {
                let (block, position, impact) = self.head[at];
                self.common(block, position, impact);
            }
            self.head.clear();
            self.common(block, position, impact);
        }
    }

    /// Adds a posting of a term that is not rare.
    fn common(&mut self, block: u16, position: u16, impact: u8) {
        let table = &mut self.table;
        match table.runs[self.first as usize..].last_mut() {
            Some(run) if run.block == block => run.peak = run.peak.max(impact),
            _ => table.runs.push(Run {
                start: length(&table.positions),
                block,
                peak: impact,
            }),
        }
        table.positions.push(position);
        table.impacts.push(impact);
    }

    /// Ends the current term. One of which no posting belongs to a profile leaves nothing.
    fn close(&mut self) {
        let Some(hash) = self.open.take() else {
            return;
        };
        let table = &mut self.table;
        let runs = table.runs.len() - self.first as usize;
        let slot = if runs > 0 {
            let runs = u16::try_from(runs).unwrap_or(u16::MAX);
            table.ranges.push((self.first, runs));
            length(&table.ranges) - 1
        } else if self.head.is_empty() {
            return;
        } else {
            table.rare.push(&mut self.head)
        };
        self.terms.push((hash, slot));
    }

    /// # Errors
    /// Invalid input where there are 2³⁰ rare postings or terms, or 2³¹ postings, or more.
    pub(super) fn finish(mut self) -> Result<TermTable> {
        self.close();
        let mut table = self.table;
        let (common, rare) = (table.positions.len(), table.rare.positions.len());
        if common >= 1 << 31 || rare.max(self.terms.len()) >= 1 << SLOT_BITS {
            let repair = "cut the library into shards of fewer than a billion postings a segment";
            return Err(Error::invalid("library", common + rare, repair));
        }
        self.terms.sort_unstable();
        table.runs.push(Run {
            start: length(&table.positions),
            block: u16::MAX,
            peak: 0,
        });
        (table.hashes, table.slots) = self.terms.into_iter().unzip();
        table.index_hashes();
        table.shrink();
        Ok(table)
    }
}

/// Lengths fit in 32 bits: [`TermTableBuilder::finish`] refuses more.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

impl RarePostings {
    /// Adds all postings of one term, which are taken; its slot.
    fn push(&mut self, postings: &mut Vec<(u16, u16, u8)>) -> u32 {
        let start = length(&self.positions) & ((1 << SLOT_BITS) - 1);
        let slot = length(postings) << SLOT_BITS | start;
        for (block, position, impact) in postings.drain(..) {
            self.blocks.push(block);
            self.positions.push(position);
            self.impacts.push(impact);
        }
        slot
    }
}

impl TermTable {
    fn shrink(&mut self) {
        self.ranges.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.positions.shrink_to_fit();
        self.impacts.shrink_to_fit();
        self.rare.blocks.shrink_to_fit();
        self.rare.positions.shrink_to_fit();
        self.rare.impacts.shrink_to_fit();
    }

    /// About four terms a bucket.
    fn index_hashes(&mut self) {
        let bits = (self.hashes.len() / 4).max(2).ilog2();
        self.shift = 64 - bits;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "fewer than 32 bits are left"
        )]
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
        let (first, end) = self.runs(term);
        if first >= RARE_RUN {
            return end - first;
        }
        self.runs[end as usize].start - self.runs[first as usize].start
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> u32 {
        length(&self.hashes)
    }

    /// The runs of a term: first and one past the last. Several may lie in one block where the term is rare.
    pub(crate) fn runs(&self, term: u32) -> (u32, u32) {
        let slot = self.slots[term as usize];
        let (count, at) = (slot >> SLOT_BITS, slot & ((1 << SLOT_BITS) - 1));
        if count > 0 {
            let first = RARE_RUN + at;
            return (first, first + count);
        }
        let (first, count) = self.ranges[at as usize];
        (first, first + u32::from(count))
    }

    /// The block of a run.
    pub(crate) fn block_of(&self, run: u32) -> u16 {
        match run.checked_sub(RARE_RUN) {
            Some(rare) => self.rare.blocks[rare as usize],
            None => self.runs[run as usize].block,
        }
    }

    /// The postings of a run.
    pub(crate) fn postings(&self, run: u32) -> Postings<'_> {
        if let Some(rare) = run.checked_sub(RARE_RUN) {
            let range = rare as usize..rare as usize + 1;
            let impacts = &self.rare.impacts[range.clone()];
            return Postings {
                positions: &self.rare.positions[range],
                impacts,
                peak: impacts[0],
            };
        }
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
        self.hashes.len() * 12
            + self.ranges.len() * size_of::<(u32, u16)>()
            + self.runs.len() * size_of::<Run>()
            + self.positions.len() * 3
            + self.rare.positions.len() * 5
            + self.buckets.len() * 4
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{RARE, TermTable, TermTableBuilder};

    fn blocks(table: &TermTable, term: u32) -> Vec<u16> {
        let (first, end) = table.runs(term);
        (first..end).map(|run| table.block_of(run)).collect()
    }

    #[test]
    fn terms_are_found_and_split_by_block() {
        let mut builder = TermTableBuilder::default();
        builder.term(u64::MAX);
        builder.posting(0, 7, 9);
        builder.posting(2, 1, 200);
        builder.posting(2, 8, 2);
        builder.posting(2, 65_535, 3);
        builder.term(5);
        builder.posting(2, 0, 1);
        builder.term(6);
        let table = builder.finish().unwrap();
        assert_eq!(table.len(), 2, "a term without postings is dropped");
        assert_eq!(table.find(6), None);
        let top = table.find(u64::MAX).unwrap();
        assert_eq!((table.frequency(top), blocks(&table, top)), (4, vec![0, 2]));
        let postings = table.postings(table.runs(top).0 + 1);
        assert_eq!(
            (postings.positions, postings.impacts, postings.peak),
            (&[1, 8, 65_535][..], &[200, 2, 3][..], 200)
        );
        assert_eq!(table.frequency(table.find(5).unwrap()), 1);
    }

    #[test]
    fn rare_terms_have_a_run_for_each_posting() {
        let mut builder = TermTableBuilder::default();
        for count in 1..=u16::try_from(RARE).unwrap() {
            builder.term(u64::from(count) << 60);
            for posting in 0..count {
                builder.posting(posting / 2, 10 * count + posting, 7);
            }
        }
        let table = builder.finish().unwrap();
        for count in 1..=u32::try_from(RARE).unwrap() {
            let term = table.find(u64::from(count) << 60).unwrap();
            assert_eq!(table.frequency(term), count);
            assert_eq!(blocks(&table, term), [0, 0, 1][..count as usize]);
            let last = table.postings(table.runs(term).1 - 1);
            let position = u16::try_from(10 * count + count - 1).unwrap();
            assert_eq!(
                (last.positions, last.impacts, last.peak),
                (&[position][..], &[7][..], 7)
            );
        }
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(TermTableBuilder::default().finish().unwrap().find(0), None);
    }
}
