//! From sums of documents to sums of profiles.
//!
//! A profile's sum is the decayed sum over its statement and works, plus the sum of the whole. The first
//! finds who has done the very thing, the second who has done all of it, and together they beat either
//! ([`crate::text`] has the figures).

/// Evidence documents of a profile that count; the next would add less than 1/128 of the best.
pub(crate) const DECAY_DOCUMENTS: usize = 8;

/// The decayed sum of a profile's document sums: best + second/2 + third/4 … (shifts of integers), over the
/// eight best. At most twice the best. O(documents).
fn decayed_sum(documents: &[u32]) -> u64 {
    match documents {
        [] => 0,
        [only] => u64::from(*only),
        [a, b] => u64::from(*a.max(b)) + u64::from(a.min(b) >> 1),
        // The same sum with fewer places to sink through: most profiles have few documents.
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

/// The sum of a profile: the decayed sum of its documents, and that of the whole.
///
/// At most thrice the best of them; 0 of nothing. O(documents).
pub(crate) fn profile_sum(documents: &[u32], whole: u32) -> u64 {
    decayed_sum(documents) + u64::from(whole)
}

/// A sum that no document reaches: a document's sum has fewer than 32 bits (`crate::compiled::query::MAX_TERMS`).
const UNREACHED: u32 = u32::MAX;

/// The least sum of some document, the whole among them, of a profile whose sum is at least `least`.
pub(crate) fn least_document(least: u64) -> u32 {
    u32::try_from(least.div_ceil(3)).unwrap_or(UNREACHED)
}

/// Bound of a profile's sum: the whole, the best of the documents and half of the rest. Much cheaper than the sum.
pub(crate) fn sum_bound(documents: &[u32], whole: u32) -> u64 {
    let best = documents.iter().copied().max().unwrap_or(0);
    let total: u64 = documents.iter().map(|&sum| u64::from(sum)).sum();
    // Rounding down keeps it a bound: the second best counts half, rounded down too, and the others less.
    u64::from(whole) + u64::from(best) + (total - u64::from(best)) / 2
}

/// A profile and its sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SummedProfile {
    pub(crate) sum: u64,
    pub(crate) profile: u32,
}

#[cfg(test)]
mod tests {
    use super::{decayed_sum, least_document, profile_sum, sum_bound};

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
        assert_eq!(profile_sum(&[], 0), 0);
        assert_eq!(profile_sum(&[], 7), 7, "a whole without parts");
        assert_eq!(profile_sum(&[8, 16, 4], 10), 16 + 4 + 1 + 10);
    }

    #[test]
    fn bounds_of_sums_hold() {
        let all = [
            (&[][..], 0),
            (&[], 7),
            (&[5, 5], 5),
            (&[0, 0], 9),
            (&[9, 0], 0),
            (&[900, 31, 900, 77, 2], 12),
            (&[u32::MAX; 8], u32::MAX),
        ];
        for (documents, whole) in all {
            let sum = profile_sum(documents, whole);
            let best = documents.iter().copied().max().unwrap_or(0).max(whole);
            assert!(sum <= sum_bound(documents, whole), "{documents:?}");
            assert!(least_document(sum) <= best, "{documents:?}");
            assert!(sum <= 3 * u64::from(best), "{documents:?}");
        }
    }

    #[test]
    fn a_sum_is_at_most_what_each_term_alone_would_make() {
        // Two terms in three documents, and the whole.
        let terms = [([7_u32, 0, 12], 9_u32), ([1, 30, 12], 4)];
        let all: Vec<u32> = (0..3).map(|d| terms[0].0[d] + terms[1].0[d]).collect();
        let together = profile_sum(&all, 13);
        let alone = terms.map(|(documents, whole)| sum_bound(&documents, whole));
        assert!(together <= alone[0] + alone[1]);
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
}
