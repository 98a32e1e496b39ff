//! Which profiles of a block have a common term: one bit for each.
//!
//! Measured by `benches/rank.rs`. A common term that is deferred ([`super::deferred`]) is asked for a few hundred profiles,
//! one at a time, and most of them do not have it. A bit says so in one read, where a search of the postings takes a dozen.
//! In the bench's corpus 160 terms are so common, at a bit each for every profile.

use std::sync::OnceLock;

use super::postings::{Postings, wide};
use super::slot::{DocumentRow, SLOTS_16};
use super::terms::TermTable;

/// A term is common in a block if it has at least one posting for so many profiles there.
const PROFILES_A_POSTING: usize = 8;

/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// Whether a term of so many postings is common in a block of so many profiles.
pub(super) fn is_common(postings: usize, profiles: usize) -> bool {
    postings * PROFILES_A_POSTING >= profiles
}

/// A term that is common in a block.
#[derive(Debug)]
struct CommonRun {
    run: u32,
    /// A bit for each profile, once somebody asked.
    words: OnceLock<Box<[u64]>>,
}

/// The profiles of each common run, by bits: read from the postings when a need first asks for the run, so that a program
/// that ranks one need and ends reads no others.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    /// By run, ascending.
    runs: Vec<CommonRun>,
    /// Words of all runs, read or not.
    words: usize,
}

impl Presence {
    /// Finds the common runs of `terms`; `blocks` are the first profiles of the blocks. O(runs).
    pub(super) fn of(terms: &TermTable, blocks: &[u32]) -> Self {
        let mut presence = Self::default();
        for run in terms.runs() {
            let block = usize::from(terms.block_of(run));
            let profiles = (blocks[block + 1] - blocks[block]) as usize;
            if is_common(terms.count(run), profiles) {
                presence.words += profiles.div_ceil(WORD);
                presence.runs.push(CommonRun {
                    run,
                    words: OnceLock::new(),
                });
            }
        }
        presence.runs.shrink_to_fit();
        presence
    }

    /// The bits of a run, if it is common; `postings` are the run's, `rows` the documents of its block, `profiles` the number
    /// of its profiles. O(log runs), the first time O(postings).
    pub(super) fn find(
        &self,
        run: u32,
        postings: Postings<'_>,
        (rows, profiles): (&[DocumentRow], usize),
    ) -> Option<ProfileBits<'_>> {
        let at = self.runs.binary_search_by_key(&run, |common| common.run);
        let words = self.runs[at.ok()?].words.get_or_init(|| {
            let mut words = vec![0; profiles.div_ceil(WORD)];
            let slots = postings.plain.iter().chain(postings.once);
            let documents = slots.map(|&slot| wide(slot) / SLOTS_16);
            for document in documents.chain(postings.mixed.iter().copied().map(wide)) {
                let owner = usize::from(rows[usize::from(document)].owner);
                words[owner / WORD] |= 1 << (owner % WORD);
            }
            words.into()
        });
        Some(ProfileBits(words))
    }

    /// Resident bytes once every run was asked for.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.runs[..]) + self.words * size_of::<u64>()
    }
}

/// The profiles of a block that have a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProfileBits<'a>(&'a [u64]);

impl ProfileBits<'_> {
    /// Whether a profile, counted from the block's first, has the term.
    #[inline(always)]
    pub(super) fn has(self, profile: usize) -> bool {
        self.0[profile / WORD] >> (profile % WORD) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::Presence;
    use crate::compiled::collect::TermTableBuilder;
    use crate::compiled::slot::DocumentRow;

    #[test]
    fn bits_say_which_profiles_of_a_block_have_a_common_term() {
        // Two blocks of 70 profiles, each of two documents.
        let blocks = [0, 70, 140];
        let row = |document: u16| DocumentRow {
            owner: document / 2 % 70,
            plain: [[1, 1]; 3],
        };
        let rows: Vec<DocumentRow> = (0..280).map(row).collect();
        let mut builder = TermTableBuilder::new(&[0, 140, 280], 2);
        // In every third document of the first block, and in three of the second.
        builder.term(1 << 60);
        let holders: Vec<u32> = (0..140).step_by(3).chain([140, 150, 279]).collect();
        for document in &holders {
            builder.plain(3 * document + 1, 2);
        }
        // Too rare for bits.
        builder.term(2 << 60);
        builder.plain(5, 2);
        let table = builder.finish().unwrap();
        let presence = Presence::of(&table, &blocks);
        let find = |run| presence.find(run, table.postings(run), (&rows[..140], 70));
        let bits = find(0).unwrap();
        for profile in 0..70 {
            let wanted = holders.iter().any(|d| *d < 140 && d / 2 == profile);
            assert_eq!(bits.has(profile as usize), wanted, "{profile}");
        }
        assert!(find(1).is_none(), "3 postings for 70 profiles");
        assert_eq!(presence.words, 2);
    }
}
