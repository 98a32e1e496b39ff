//! Needs by the terms that name what they are about: which of them a profile can fit.
//!
//! The opposite of an inverted index over documents: here the many stored things are needs, and what comes is one
//! profile. A profile fits a need if it covers enough of the need's information ([`super::information`]), so that only
//! terms with information have postings, and one pass over the postings of the profile's terms gives its coverage of
//! every need that it shares a term with; the others it cannot fit. What is left is scored pair by pair. Compare the
//! percolators of search engines, which run every stored query that survives a test of its required terms, and rank
//! nothing.
//!
//! Needs lie in blocks of 2¹⁶ ([`NeedBlock`]): a posting is a place in its block and the information of the term, of two
//! bytes each, and what a profile covers of a block stays in the cache. Needs that came since the blocks were made, and
//! terms of more information than two bytes hold, have short lists of their own; when these and the gaps of needs that
//! went have become a quarter of the whole, all is made anew.

use std::collections::HashMap;

use super::query::Query;

/// Needs that come or go before the blocks are made anew, however few there are.
const LEAST_CHANGES: usize = 64;
/// Needs of a block: the places that two bytes tell apart.
const BLOCK: usize = 1 << 16;

/// The least information of a number without a need.
const GONE: u32 = u32::MAX;
/// The greatest least information that is kept; a greater one counts as this.
const MOST: u32 = GONE - 1;

/// Postings by term; needs are known by numbers that the caller gives.
#[derive(Debug, Default)]
pub(crate) struct NeedIndex {
    /// Postings of the needs that were there when the index was made: of the first [`BLOCK`] numbers, and so on.
    blocks: Vec<NeedBlock>,
    /// Other postings, by hash of the term: number of the need, and the information of the term in it.
    recent: HashMap<u64, Vec<(u32, u32)>>,
    /// Information that covers enough of each need, by number, [`MOST`] if it is more; [`GONE`] of a number without a need.
    least: Vec<u32>,
    /// Postings of all blocks.
    settled: usize,
    /// Postings of needs that came or went.
    changed: usize,
}

/// The postings of some needs.
#[derive(Debug, Default)]
struct NeedBlock {
    /// Hashes of terms, ascending.
    hashes: Vec<u64>,
    /// First posting of each, and the number of postings.
    starts: Vec<u32>,
    /// Place of the need in the block, and the information of the term in it.
    postings: Vec<(u16, u16)>,
}

/// What one profile covers of each need, kept from profile to profile.
#[derive(Debug, Default)]
pub(crate) struct NeedCoverage {
    /// Information that is covered of each need of one block; a sum that reaches the greatest value of 32 bits stays there.
    covered: Vec<u32>,
    terms: Vec<u64>,
}

impl NeedIndex {
    /// The index of `needs`: number, query, and the least information that covers enough.
    pub(crate) fn of<'q>(needs: impl Iterator<Item = (u32, &'q Query, u64)>) -> Self {
        let mut index = Self::default();
        let mut all: Vec<Vec<(u64, u16, u16)>> = Vec::new();
        for (number, query, least) in needs {
            index.set_least(number, least);
            let (block, place) = placed(number);
            if all.len() <= block {
                all.resize_with(block + 1, Vec::new);
            }
            for (hash, own) in query.naming_terms() {
                match u16::try_from(own) {
                    Ok(own) => all[block].push((hash, place, own)),
                    Err(_) => index.recent.entry(hash).or_default().push((number, own)),
                }
            }
        }
        index.settled = all.iter().map(Vec::len).sum();
        index.blocks = all.into_iter().map(NeedBlock::of).collect();
        index
    }

    /// Adds a need that came, under a number that no other has had since the index was made.
    pub(crate) fn add(&mut self, number: u32, query: &Query, least: u64) {
        self.set_least(number, least);
        for (hash, own) in query.naming_terms() {
            self.recent.entry(hash).or_default().push((number, own));
            self.changed += 1;
        }
    }

    /// Removes a need that went.
    pub(crate) fn remove(&mut self, number: u32, query: &Query) {
        if let Some(least) = self.least.get_mut(number as usize) {
            *least = GONE;
            self.changed += query.naming_terms().count();
        }
    }

    /// Whether so much has changed that making the index anew pays.
    pub(crate) fn is_worn(&self) -> bool {
        self.changed > LEAST_CHANGES.max(self.settled / 4)
    }

    /// Calls `visit` with the number of each need of which `terms`, all different, cover enough, by number, and with the
    /// information that they cover; `None` where that is more than can be summed. O(needs + postings of the terms).
    pub(crate) fn each_covered(
        &self,
        terms: impl Iterator<Item = u64>,
        coverage: &mut NeedCoverage,
        mut visit: impl FnMut(u32, Option<u64>),
    ) {
        let NeedCoverage { covered, terms: of } = coverage;
        of.clear();
        of.extend(terms);
        let recent = of.iter().filter_map(|hash| self.recent.get(hash));
        let mut recent: Vec<(u32, u32)> = recent.flatten().copied().collect();
        if self.least.len() > BLOCK {
            recent.sort_unstable_by_key(|&(number, _)| placed(number).0);
        }
        let mut recent = recent.as_slice();
        for (block, least) in self.least.chunks(BLOCK).enumerate() {
            covered.clear();
            covered.resize(least.len(), 0);
            if let Some(block) = self.blocks.get(block) {
                block.add(of, covered);
            }
            let of_block = recent.partition_point(|&(number, _)| placed(number).0 <= block);
            let (now, later) = recent.split_at(of_block);
            recent = later;
            for &(number, own) in now {
                let sum = &mut covered[usize::from(placed(number).1)];
                *sum = sum.saturating_add(own);
            }
            for (place, (&sum, &least)) in covered.iter().zip(least).enumerate() {
                if sum >= least && least != GONE {
                    let known = (sum < u32::MAX).then_some(u64::from(sum));
                    visit(numbered(block, place), known);
                }
            }
        }
    }

    fn set_least(&mut self, number: u32, least: u64) {
        let places = number as usize + 1;
        if self.least.len() < places {
            self.least.resize(places, GONE);
        }
        self.least[number as usize] = u32::try_from(least).unwrap_or(MOST).min(MOST);
    }

    /// Resident bytes.
    pub(crate) fn bytes(&self) -> usize {
        let recent = self
            .recent
            .values()
            .map(|postings| 32 + postings.capacity() * 8);
        let blocks = self.blocks.iter().map(|block| {
            block.hashes.len() * 8 + block.starts.len() * 4 + block.postings.len() * 4
        });
        blocks.sum::<usize>() + self.least.len() * 4 + recent.sum::<usize>()
    }
}

impl NeedBlock {
    /// The block of these postings: hash of the term, place of the need, information.
    fn of(mut all: Vec<(u64, u16, u16)>) -> Self {
        all.sort_unstable();
        let mut block = Self::default();
        block.postings.reserve_exact(all.len());
        for (at, (hash, place, own)) in (0_u32..).zip(all) {
            if block.hashes.last() != Some(&hash) {
                block.hashes.push(hash);
                block.starts.push(at);
            }
            block.postings.push((place, own));
        }
        block.starts.push(count(block.postings.len()));
        block.hashes.shrink_to_fit();
        block.starts.shrink_to_fit();
        block
    }

    /// Adds what `terms` cover of each need.
    fn add(&self, terms: &[u64], covered: &mut [u32]) {
        for hash in terms {
            let Ok(at) = self.hashes.binary_search(hash) else {
                continue;
            };
            let own = self.starts[at] as usize..self.starts[at + 1] as usize;
            for &(place, own) in &self.postings[own] {
                let sum = &mut covered[usize::from(place)];
                *sum = sum.saturating_add(u32::from(own));
            }
        }
    }
}

/// The block of a need, and its place in it.
fn placed(number: u32) -> (usize, u16) {
    let place = u16::try_from(number as usize % BLOCK).expect("a block has 2^16 places");
    (number as usize / BLOCK, place)
}

/// The number of the need at a place of a block.
fn numbered(block: usize, place: usize) -> u32 {
    u32::try_from(block * BLOCK + place).expect("numbers have 32 bits")
}

/// Fewer than 2^32 postings: 2^16 needs of at most 2^16 terms each, the last one left out for want of information.
fn count(postings: usize) -> u32 {
    u32::try_from(postings).expect("fewer than 2^32 postings")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use super::{BLOCK, NeedBlock, NeedCoverage, NeedIndex};

    /// An index over three blocks: each need has the terms `number % 7` and `number % 5 + 10`, one has a wide term.
    fn index() -> (NeedIndex, BTreeMap<u32, Vec<(u64, u32)>>) {
        let mut index = NeedIndex::default();
        let mut needs = BTreeMap::new();
        let mut all = vec![Vec::new(); 2];
        for number in (0..100).chain(65_500..65_600) {
            let terms = vec![
                (u64::from(number) % 7, 100),
                (u64::from(number) % 5 + 10, 900),
            ];
            let (block, place) = super::placed(number);
            for &(hash, own) in &terms {
                all[block].push((hash, place, u16::try_from(own).unwrap()));
            }
            index.set_least(number, 950);
            needs.insert(number, terms);
        }
        index.blocks = all.into_iter().map(NeedBlock::of).collect();
        // A need that came later, in a third block, and a term that two bytes do not hold.
        let late = u32::try_from(2 * BLOCK).unwrap() + 3;
        index.set_least(late, 70_000);
        index.recent.insert(10, vec![(late, 80_000)]);
        needs.insert(late, vec![(10, 80_000)]);
        (index, needs)
    }

    #[test]
    fn needs_of_all_blocks_are_visited_by_number_with_what_is_covered() {
        let (index, needs) = index();
        let mut coverage = NeedCoverage::default();
        for terms in [vec![], vec![3, 10], vec![0, 10, 12], vec![99]] {
            let mut visited = Vec::new();
            let visit = |number, covered| visited.push((number, covered));
            index.each_covered(terms.iter().copied(), &mut coverage, visit);
            let covered = needs.iter().map(|(&number, own)| {
                let own = own.iter().filter(|(hash, _)| terms.contains(hash));
                (number, own.map(|(_, own)| u64::from(*own)).sum::<u64>())
            });
            let enough =
                |&(number, sum): &(u32, u64)| sum >= if number > 131_072 { 70_000 } else { 950 };
            let wanted: Vec<_> = covered
                .filter(enough)
                .map(|(n, sum)| (n, Some(sum)))
                .collect();
            assert_eq!(visited, wanted, "{terms:?}");
        }
    }

    #[test]
    fn a_sum_beyond_32_bits_is_not_known_and_visited_all_the_same() {
        let mut index = NeedIndex::default();
        index.set_least(0, 1 << 40);
        index.set_least(1, 5);
        for hash in 0..3 {
            index.recent.insert(hash, vec![(0, u32::MAX / 2), (1, 7)]);
        }
        let mut visited = Vec::new();
        let visit = |number, covered| visited.push((number, covered));
        index.each_covered(0..3, &mut NeedCoverage::default(), visit);
        assert_eq!(visited, [(0, None), (1, Some(21))]);
    }
}
