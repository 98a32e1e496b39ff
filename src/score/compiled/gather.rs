//! From sums of documents to sums of profiles.

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
        _ => {
            let mut best = [0_u32; DECAY_DOCUMENTS];
            for &sum in documents {
                if sum > best[DECAY_DOCUMENTS - 1] {
                    let at = best.partition_point(|&b| b >= sum);
                    best[at..].rotate_right(1);
                    best[at] = sum;
                }
            }
            best.iter()
                .enumerate()
                .map(|(rank, &sum)| u64::from(sum >> rank))
                .sum()
        }
    }
}

/// Calls `visit(profile, sum)` for each profile of `block` whose decayed sum is at least what `least` says.
///
/// `visit` returns the new least sum.
pub(crate) fn gather(
    segment: &CompiledSegment,
    block: u32,
    sums: &Accumulators,
    mut least: u64,
    mut visit: impl FnMut(u32, u64) -> u64,
) {
    let base = segment.block_start(block);
    let profiles = segment.block(block);
    let mut start = 0;
    for profile in profiles {
        let end = (segment.row(profile + 1).start - base) as usize;
        let documents = sums.documents(start, end);
        start = end;
        let best = documents.iter().copied().max().unwrap_or(0);
        if 2 * u64::from(best) < least {
            continue;
        }
        let sum = decayed_sum(documents);
        if sum >= least {
            least = visit(profile, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decayed_sum;

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
    fn order_does_not_matter_and_twice_the_best_is_the_bound() {
        let mut documents = vec![5, 900, 31, 900, 77, 2, 12, 650, 3, 41];
        let sum = decayed_sum(&documents);
        documents.reverse();
        assert_eq!(decayed_sum(&documents), sum);
        assert!(sum <= 1800);
        assert_eq!(
            decayed_sum(&[u32::MAX; 9]) >> 32,
            1,
            "no overflow at the extreme"
        );
    }
}
