//! The hot loop: postings of a need's terms into a block's accumulators.
//!
//! Measured by `benches/rank.rs`. No allocation, lock or formatting here.

use super::gather::Reaching;
use super::resolved::{ResolvedTerm, essential, seek};
use super::terms::Postings;
use super::{BLOCK_DOCUMENTS, CompiledSegment};

/// A block whose documents are more than this many times the postings is summed *sparsely*: its documents
/// are found by the postings, and nothing else of it is read or cleared.
const SPARSE: usize = 8;

/// One sum for each evidence document of a block.
#[derive(Debug)]
pub(crate) struct Accumulators {
    sums: Box<[u32]>,
    /// Of a sparse block, one bit for each document that a posting names; else clear.
    touched: Box<[u64]>,
    /// Documents of the block.
    documents: usize,
    sparse: bool,
    /// Whether all sums are zero.
    clean: bool,
    /// Profiles whose documents are looked up.
    profiles: Vec<u32>,
}

impl Default for Accumulators {
    fn default() -> Self {
        Self {
            sums: vec![0; BLOCK_DOCUMENTS].into(),
            touched: vec![0; BLOCK_DOCUMENTS / 64].into(),
            documents: 0,
            sparse: false,
            clean: true,
            profiles: Vec::new(),
        }
    }
}

impl Accumulators {
    /// Sums `weight · impact` for every document of `block`, or at least for all documents of each
    /// profile of which one reaches `least`.
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
        for term in terms.iter_mut() {
            term.seek(table, number);
        }
        if terms.iter().map(|term| term.most).sum::<u32>() < least {
            return false;
        }
        let split = essential(terms, least);
        let (essential, others) = terms.split_at(split);
        let count: usize = essential.iter().map(|term| term.count).sum();
        self.clear();
        self.documents = (segment.block_start(block + 1) - segment.block_start(block)) as usize;
        self.sparse = count < self.documents / SPARSE || !others.is_empty();
        self.clean = false;
        for term in essential {
            for run in term.run..term.until {
                self.add(term.weight, table.postings(run));
            }
        }
        if !others.is_empty() {
            self.look_up(segment, block, others);
        }
        true
    }

    /// Adds `terms` to the documents of profiles that have a sum already, and to no others.
    fn look_up(&mut self, segment: &CompiledSegment, block: u32, terms: &[ResolvedTerm]) {
        let (table, start) = (segment.terms(), segment.block_start(block));
        let mut profiles = std::mem::take(&mut self.profiles);
        profiles.clear();
        let mut touched = Reaching::new(segment, block, self);
        profiles.extend(std::iter::from_fn(|| touched.next(1)).map(|(profile, _)| profile));
        for (term, run) in terms
            .iter()
            .flat_map(|t| (t.run..t.until).map(move |run| (t, run)))
        {
            let Postings {
                positions, impacts, ..
            } = table.postings(run);
            let mut at = 0;
            for documents in profiles.iter().map(|&profile| segment.documents(profile)) {
                at = seek(positions, at, documents.start - start);
                while at < positions.len() && u32::from(positions[at]) < documents.end - start {
                    let position = usize::from(positions[at]);
                    self.sums[position] += term.weight * u32::from(impacts[at]);
                    self.touched[position / 64] |= 1 << (position % 64);
                    at += 1;
                }
            }
        }
        self.profiles = profiles;
    }

    fn add(&mut self, weight: u32, postings: Postings<'_>) {
        // Of exactly this length, a 16-bit position is always inside, and needs no check.
        if let Ok(sums) = <&mut [u32; BLOCK_DOCUMENTS]>::try_from(&mut self.sums[..]) {
            for (&position, &impact) in postings.positions.iter().zip(postings.impacts) {
                sums[usize::from(position)] += weight * u32::from(impact);
            }
        }
        if self.sparse {
            for position in postings.positions.iter().map(|&p| usize::from(p)) {
                self.touched[position / 64] |= 1 << (position % 64);
            }
        }
    }

    /// Sets every sum to zero.
    fn clear(&mut self) {
        if self.clean {
            return;
        }
        if !self.sparse {
            self.sums[..self.documents].fill(0);
        }
        for word in (0..self.documents.div_ceil(64)).filter(|_| self.sparse) {
            let mut bits = std::mem::take(&mut self.touched[word]);
            while bits != 0 {
                self.sums[word * 64 + bits.trailing_zeros() as usize] = 0;
                bits &= bits - 1;
            }
        }
        self.clean = true;
    }

    /// Whether few documents have a sum.
    pub(crate) fn is_sparse(&self) -> bool {
        self.sparse
    }

    /// The sums of the block's documents.
    pub(crate) fn documents(&self) -> &[u32] {
        &self.sums[..self.documents]
    }

    /// The sums of the documents of a profile of the block.
    pub(crate) fn of(&self, segment: &CompiledSegment, block: u32, profile: u32) -> &[u32] {
        let (range, start) = (segment.documents(profile), segment.block_start(block));
        &self.sums[(range.start - start) as usize..(range.end - start) as usize]
    }

    /// The first document from `at` on whose sum is at least `least`, which is not 0.
    pub(super) fn next_reaching(&self, at: usize, least: u32) -> Option<usize> {
        if self.sparse {
            self.next_touched(at, least)
        } else {
            next_reaching(self.documents(), at, least)
        }
    }

    fn next_touched(&self, at: usize, least: u32) -> Option<usize> {
        let mut word = at / 64;
        let mut bits = self.touched.get(word)? & (u64::MAX << (at % 64));
        loop {
            while bits != 0 {
                let document = word * 64 + bits.trailing_zeros() as usize;
                if self.sums[document] >= least {
                    return Some(document);
                }
                bits &= bits - 1;
            }
            word += 1;
            if word * 64 >= self.documents {
                return None;
            }
            bits = self.touched[word];
        }
    }

    /// A sum that at least `count` documents of different profiles reach, or nearly, and that few others do;
    /// at least 1. What it is changes no result, only how soon the best are met.
    ///
    /// O(documents), or O(documents with a sum) of a sparse block, by the best of every 64 neighbours.
    pub(crate) fn line(&self, count: usize, best: &mut Vec<u32>) -> u32 {
        best.clear();
        let of_chunk = |chunk: &[u32]| chunk.iter().copied().max().unwrap_or(0);
        if self.sparse {
            let words = self.touched[..self.documents.div_ceil(64)].iter();
            let words = words.enumerate().filter(|(_, bits)| **bits != 0);
            best.extend(words.map(|(word, &bits)| self.best_of(word, bits)));
        } else {
            best.extend(self.documents().chunks(64).map(of_chunk));
        }
        if count >= best.len() {
            return 1;
        }
        let (_, line, _) = best.select_nth_unstable_by(count, |a, b| b.cmp(a));
        (*line).max(1)
    }

    /// The best of the documents that the bits of a word name.
    fn best_of(&self, word: usize, mut bits: u64) -> u32 {
        let mut best = 0;
        while bits != 0 {
            best = best.max(self.sums[word * 64 + bits.trailing_zeros() as usize]);
            bits &= bits - 1;
        }
        best
    }
}

/// The first document from `at` on whose sum is at least `least`.
fn next_reaching(documents: &[u32], at: usize, least: u32) -> Option<usize> {
    const STEP: usize = 16;
    let reaches = |sum: &u32| *sum >= least;
    let mut start = at;
    let mut chunks = documents[at..].chunks_exact(STEP);
    for chunk in &mut chunks {
        if chunk.iter().fold(false, |any, sum| any | reaches(sum)) {
            break;
        }
        start += STEP;
    }
    Some(start + documents[start..].iter().position(reaches)?)
}

#[cfg(test)]
mod tests {
    use super::{Accumulators, next_reaching};

    #[test]
    fn the_next_document_is_found_in_and_after_whole_steps() {
        let mut documents = vec![0; 37];
        documents[15] = 5;
        documents[36] = 9;
        assert_eq!(next_reaching(&documents, 0, 5), Some(15));
        assert_eq!(next_reaching(&documents, 15, 5), Some(15));
        assert_eq!(next_reaching(&documents, 16, 5), Some(36));
        assert_eq!(next_reaching(&documents, 0, 10), None);
        assert_eq!(
            next_reaching(&documents, 3, 0),
            Some(3),
            "every one reaches 0"
        );
        assert_eq!(next_reaching(&documents, 37, 0), None);
    }

    /// Accumulators of 200 documents, of which some have a sum.
    fn sums(sparse: bool, known: &[(usize, u32)]) -> Accumulators {
        let mut sums = Accumulators {
            documents: 200,
            sparse,
            clean: false,
            ..Accumulators::default()
        };
        for &(document, sum) in known {
            sums.sums[document] = sum;
            sums.touched[document / 64] |= u64::from(sparse) << (document % 64);
        }
        sums
    }

    #[test]
    fn sparse_and_dense_blocks_are_read_alike_and_cleared() {
        let known = [(0, 3), (63, 9), (64, 2), (130, 9), (199, 1)];
        for sparse in [false, true] {
            let mut sums = sums(sparse, &known);
            for least in [1, 2, 3, 9, 10] {
                let mut at = 0;
                let mut found = Vec::new();
                while let Some(next) = sums.next_reaching(at, least) {
                    found.push(next);
                    at = next + 1;
                }
                let wanted: Vec<usize> = known
                    .iter()
                    .filter(|(_, sum)| *sum >= least)
                    .map(|(document, _)| *document)
                    .collect();
                assert_eq!(found, wanted, "{sparse} {least}");
            }
            sums.clear();
            assert!(sums.sums.iter().all(|&sum| sum == 0));
            assert!(sums.touched.iter().all(|&bits| bits == 0));
        }
    }

    #[test]
    fn a_line_is_reached_by_as_many_neighbourhoods() {
        for sparse in [false, true] {
            let sums = sums(sparse, &[(0, 3), (1, 8), (64, 5), (130, 9)]);
            let mut best = Vec::new();
            assert_eq!(sums.line(0, &mut best), 9);
            assert_eq!(sums.line(1, &mut best), 8);
            assert_eq!(sums.line(2, &mut best), 5);
            assert_eq!(sums.line(3, &mut best), 1, "0, but at least 1");
            assert_eq!(sums.line(9, &mut best), 1, "so many there are not");
        }
    }
}
