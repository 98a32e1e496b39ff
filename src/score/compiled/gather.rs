//! From sums of documents to sums of profiles.
//!
//! A profile's sum is the decayed sum over its statement and works, plus the sum of the whole. The first
//! finds who has done the very thing, the second who has done all of it, and together they beat either
//! ([`crate::text`] has the figures).

use super::{Accumulators, CompiledSegment};

/// Evidence documents of a profile that count; the next would add less than 1/128 of the best.
pub(crate) const DECAY_DOCUMENTS: usize = 8;

/// The decayed sum of a profile's document sums: best + second/2 + third/4 … (shifts of integers), over the
/// eight best. At most twice the best. O(documents).
fn decayed_sum(documents: &[u32]) -> u64 {
    match documents {
        [] => 0,
        [only] => u64::from(*only),
        [a, b] => u64::from(*a.max(b)) + u64::from(a.min(b) >> 1),
        [_, _, _] | [_, _, _, _] => decayed::<4>(documents),
        _ => decayed::<DECAY_DOCUMENTS>(documents),
    }
}

/// The decayed sum of the `N` best. Each document sinks through the best so far without a branch.
fn decayed<const N: usize>(documents: &[u32]) -> u64 {
    let mut best = [0_u32; N];
    for &sum in documents {
        let mut sinking = sum;
        for place in &mut best {
            (*place, sinking) = (sinking.max(*place), sinking.min(*place));
        }
    }
    (0..)
        .zip(best)
        .map(|(rank, sum)| u64::from(sum >> rank))
        .sum()
}

/// The sum of a profile: the decayed sum of its documents, and that of the whole, which stands last.
///
/// At most thrice the best of them; 0 of nothing. O(documents).
pub(crate) fn profile_sum(documents: &[u32]) -> u64 {
    match documents.split_last() {
        Some((whole, parts)) => decayed_sum(parts) + u64::from(*whole),
        None => 0,
    }
}

/// The least sum of some document, the whole among them, of a profile whose sum is at least `least`.
pub(crate) fn least_document(least: u64) -> u32 {
    u32::try_from(least.div_ceil(3)).unwrap_or(u32::MAX)
}

/// The best of a profile's documents, the whole among them, and what its sum cannot exceed: the whole, the best
/// of the others and half of the rest. Cheaper than the sum by far.
pub(crate) fn sum_bound(documents: &[u32]) -> (u32, u64) {
    let Some((&whole, parts)) = documents.split_last() else {
        return (0, 0);
    };
    let best = parts.iter().copied().max().unwrap_or(0);
    let total: u64 = parts.iter().map(|&sum| u64::from(sum)).sum();
    let most = u64::from(whole) + u64::from(best) + (total - u64::from(best)) / 2;
    (best.max(whole), most)
}

/// A profile and its sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) sum: u64,
    pub(crate) profile: u32,
}

/// The profiles of a block with a document of some sum or more, in their order.
#[derive(Debug)]
pub(crate) struct Reaching<'s> {
    sums: &'s Accumulators,
    /// First profile of the block.
    first: u32,
    /// First document of each of its profiles, and where the last one's end.
    starts: &'s [u32],
    /// The next document and profile to look at, counted from the block's first.
    at: usize,
    profile: usize,
}

impl<'s> Reaching<'s> {
    pub(crate) fn new(segment: &'s CompiledSegment, block: u32, sums: &'s Accumulators) -> Self {
        let profiles = segment.block(block);
        Self {
            sums,
            first: profiles.start,
            starts: segment.starts(profiles),
            at: 0,
            profile: 0,
        }
    }

    /// The next profile with a document whose sum is at least `least`, which is not 0, and the sums of all
    /// its documents.
    pub(crate) fn next(&mut self, least: u32) -> Option<(u32, &'s [u32])> {
        let base = self.starts[0];
        let hit = self.sums.next_reaching(self.at, least)?;
        let hit = base + u32::try_from(hit).unwrap_or(u32::MAX);
        let profile = owner(self.starts, self.profile, hit);
        let range = self.starts[profile] - base..self.starts[profile + 1] - base;
        self.at = range.end as usize;
        self.profile = profile + 1;
        let documents = &self.sums.documents()[range.start as usize..range.end as usize];
        Some((
            self.first + u32::try_from(profile).unwrap_or(u32::MAX),
            documents,
        ))
    }
}

/// The profile at or after `from` that `document` belongs to; usually the one after the last.
pub(super) fn owner(starts: &[u32], from: usize, document: u32) -> usize {
    let (mut low, mut step) = (from, 1);
    while low + step < starts.len() && starts[low + step] <= document {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(starts.len());
    low + starts[low + 1..high].partition_point(|&start| start <= document)
}

#[cfg(test)]
mod tests {
    use super::{decayed_sum, least_document, owner, profile_sum, sum_bound};

    #[test]
    fn the_best_counts_whole_and_each_next_half_as_much() {
        assert_eq!(decayed_sum(&[]), 0);
        assert_eq!(decayed_sum(&[7]), 7);
        assert_eq!(decayed_sum(&[3, 8]), 8 + 1, "3 >> 1 is 1");
        assert_eq!(decayed_sum(&[8, 16, 4]), 16 + 4 + 1);
        let many: Vec<u32> = (0..100).map(|_| 1 << 20).collect();
        assert_eq!(
            decayed_sum(&many),
            (0..8).map(|rank| (1_u64 << 20) >> rank).sum::<u64>()
        );
    }

    #[test]
    fn the_whole_counts_beside_the_decayed_sum() {
        assert_eq!(profile_sum(&[]), 0);
        assert_eq!(profile_sum(&[7]), 7, "a whole without parts");
        assert_eq!(profile_sum(&[8, 16, 4, 10]), 16 + 4 + 1 + 10);
    }

    #[test]
    fn bounds_of_sums_hold() {
        let all = [
            &[][..],
            &[7],
            &[5, 5, 5],
            &[0, 0, 9],
            &[9, 0, 0],
            &[900, 31, 900, 77, 2, 12],
            &[u32::MAX; 9],
        ];
        for documents in all {
            let sum = profile_sum(documents);
            let (best, most) = sum_bound(documents);
            assert!(sum <= most && least_document(sum) <= best, "{documents:?}");
            assert!(sum <= 3 * u64::from(best), "{documents:?}");
        }
    }

    #[test]
    fn order_does_not_matter_and_twice_the_best_is_the_bound() {
        let mut documents = vec![5, 900, 31, 900, 77, 2, 12, 650, 3, 41];
        let sum = decayed_sum(&documents);
        documents.reverse();
        assert_eq!(decayed_sum(&documents), sum);
        assert!(sum <= 2 * 900);
        assert_eq!(
            decayed_sum(&[u32::MAX; 9]) >> 32,
            1,
            "no overflow at the extreme"
        );
    }

    #[test]
    fn owners_are_found_from_any_earlier_profile() {
        let starts = [10, 11, 13, 14, 20, 21, 22, 30, 31];
        for document in 10..31 {
            let expected = starts.iter().rposition(|&s| s <= document).unwrap_or(0);
            for from in 0..=expected {
                assert_eq!(
                    owner(&starts, from, document),
                    expected,
                    "{document} from {from}"
                );
            }
        }
    }
}
