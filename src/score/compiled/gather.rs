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
pub(crate) fn decayed_sum(documents: &[u32]) -> u64 {
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

/// What the sum of a profile cannot exceed: the best, half of all others and the whole. Cheaper by far.
fn bound(documents: &[u32]) -> u64 {
    let Some((&whole, parts)) = documents.split_last() else {
        return 0;
    };
    let best = parts.iter().copied().max().unwrap_or(0);
    let total: u64 = parts.iter().map(|&sum| u64::from(sum)).sum();
    u64::from(whole) + u64::from(best) + (total - u64::from(best)) / 2
}

/// A profile and its sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) sum: u64,
    pub(crate) profile: u32,
}

/// The profiles of `block` whose sum is at least `least`, in their order, into `found`.
///
/// Documents below [`least_document`] are passed over, sixteen at a time. O(documents).
pub(crate) fn gather(
    segment: &CompiledSegment,
    block: u32,
    sums: &Accumulators,
    least: u64,
    found: &mut Vec<Candidate>,
) {
    found.clear();
    let profiles = segment.block(block);
    let (first, starts) = (profiles.start, segment.starts(profiles));
    let document_least = least_document(least);
    let base = starts[0];
    let documents = sums.documents(0, (starts[starts.len() - 1] - base) as usize);
    let (mut at, mut profile) = (0, 0);
    while let Some(hit) = next_reaching(documents, at, document_least) {
        profile = owner(starts, profile, base + hit);
        let range = (starts[profile] - base) as usize..(starts[profile + 1] - base) as usize;
        at = range.end;
        if bound(&documents[range.clone()]) >= least {
            let sum = profile_sum(&documents[range]);
            let profile = first + u32::try_from(profile).unwrap_or(u32::MAX);
            if sum >= least {
                found.push(Candidate { sum, profile });
            }
        }
        profile += 1;
    }
}

/// The first document from `at` on whose sum is at least `least`.
fn next_reaching(documents: &[u32], at: usize, least: u32) -> Option<u32> {
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
    let hit = start + documents[start..].iter().position(reaches)?;
    u32::try_from(hit).ok()
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
    use super::{bound, decayed_sum, least_document, next_reaching, owner, profile_sum};

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
        for documents in [[5, 5, 5], [0, 0, 9], [9, 0, 0], [9, 9, 0]] {
            let sum = profile_sum(&documents);
            assert!(sum <= bound(&documents), "{documents:?}");
            let best = documents.iter().max().unwrap_or(&0);
            assert!(*best >= least_document(sum), "{documents:?}");
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
