//! Lists of the best.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::model::{NeedId, ProfileId};
use crate::num::Points;
use crate::rule::Violation;
use crate::score::{Fit, Sides};

/// One profile in a ranking.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Match {
    /// The profile.
    pub profile: ProfileId,
    /// From 0 to 1; means the same across needs.
    pub score: f64,
    /// Share of the weights whose feature is known, from 0 to 1.
    pub confidence: f64,
    /// How each side would score the pair on its own.
    pub sides: Sides,
    /// Whether the profile's documents are about the need.
    pub fit: Fit,
}

/// The best profiles for one need, best first.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Ranking {
    /// The need.
    pub need: NeedId,
    /// Score descending, then id ascending.
    pub matches: Vec<Match>,
    /// Why the need itself is ruled out, in which case there are no matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Violation>,
}

impl Ranking {
    /// Whether any of the matches has this fit or a better one. A ranking without a possible fit says that nobody in
    /// the library is adequate, whatever the scores.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::Need;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::score::Fit;
    ///
    /// let known = snapshot.rank(&Need::new("n1", "针状焦")?, &options)?;
    /// assert!(known.has_fit(Fit::Possible));
    /// let foreign = snapshot.rank(&Need::new("n2", "小麦赤霉病抗性育种")?, &options)?;
    /// assert!(!foreign.matches.is_empty() && !foreign.has_fit(Fit::Possible));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn has_fit(&self, least: Fit) -> bool {
        self.matches.iter().any(|found| found.fit >= least)
    }
}

/// One need in the ranking of a profile.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct NeedMatch {
    /// The need.
    pub need: NeedId,
    /// Score of the pair, from 0 to 1: the one that [`Ranking`] has for it.
    pub score: f64,
    /// Share of the weights whose feature is known, from 0 to 1.
    pub confidence: f64,
    /// How each side would score the pair on its own.
    pub sides: Sides,
    /// Whether the profile's documents are about the need.
    pub fit: Fit,
}

/// The best needs for one profile, best first.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct NeedRanking {
    /// The profile.
    pub profile: ProfileId,
    /// Score descending, then id ascending.
    pub matches: Vec<NeedMatch>,
}

/// The `k` best of the items offered, by points descending, then `rank` ascending.
#[derive(Debug)]
pub(super) struct TopK<T> {
    k: usize,
    heap: BinaryHeap<Reverse<(u64, Reverse<u32>, T)>>,
}

impl<T: Ord> TopK<T> {
    pub(super) fn new(k: usize) -> Self {
        Self {
            k,
            heap: BinaryHeap::new(),
        }
    }

    /// Points below which nothing gets in any more; 0 while there is room.
    pub(super) fn threshold(&self) -> u64 {
        if self.heap.len() < self.k {
            return 0;
        }
        self.heap.peek().map_or(0, |Reverse((points, ..))| *points)
    }

    /// How many are kept at most.
    pub(super) fn k(&self) -> usize {
        self.k
    }

    /// Whether something of at most `most` points and of this rank could get in.
    pub(super) fn could_take(&self, most: Points, rank: u32) -> bool {
        self.worst()
            // The comparison that `offer` makes, so that nothing is refused here that would get in there.
            .is_none_or(|worst| (most.0, Reverse(rank)) >= worst)
    }

    /// Points and rank of the worst that is kept; `None` while there is room.
    pub(super) fn worst(&self) -> Option<(u64, Reverse<u32>)> {
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.k);
        worst.map(|Reverse((points, rank, _))| (*points, *rank))
    }

    pub(super) fn offer(&mut self, points: Points, rank: u32, item: T) {
        let entry = (points.0, Reverse(rank), item);
        if self.heap.len() < self.k {
            self.heap.push(Reverse(entry));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && entry > worst.0
        {
            *worst = Reverse(entry);
        }
    }

    /// The points of the kept items, in no order.
    fn points(&self) -> impl Iterator<Item = u64> {
        self.heap.iter().map(|Reverse((points, ..))| *points)
    }

    /// The kept items, in no order.
    pub(super) fn into_items(self) -> impl Iterator<Item = (Points, T)> {
        self.heap
            .into_iter()
            .map(|Reverse((points, _, item))| (Points(points), item))
    }
}

/// The points of the `k`th best of several lists: below them nothing gets in any more. 0 while there is room.
pub(super) fn threshold_of<T: Ord>(lists: &[TopK<T>], k: usize) -> u64 {
    let mut all: Vec<u64> = lists.iter().flat_map(TopK::points).collect();
    if all.len() < k {
        return 0;
    }
    *all.select_nth_unstable_by_key(k - 1, |&points| Reverse(points))
        .1
}

/// The threshold of all lists together, while threads fill them.
#[derive(Debug)]
pub(super) struct Reached {
    best: Mutex<TopK<()>>,
    threshold: AtomicU64,
}

impl Reached {
    pub(super) fn new(k: usize) -> Self {
        Self {
            best: Mutex::new(TopK::new(k)),
            threshold: AtomicU64::new(0),
        }
    }

    /// The value of [`threshold_of`] for the lists added so far.
    pub(super) fn threshold(&self) -> u64 {
        self.threshold.load(Ordering::Relaxed)
    }

    /// Adds a list that is done. O(k log k).
    pub(super) fn add<T: Ord>(&self, list: &TopK<T>) {
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        for points in list.points() {
            // Points alone: ranks of different segments do not compare, so ties are settled at the end, by id.
            best.offer(Points(points), 0, ());
        }
        // Under the lock, so that it never falls. A reader that sees an older value only skips less.
        self.threshold.store(best.threshold(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Reached, TopK, threshold_of};
    use crate::num::Points;

    #[test]
    fn ties_keep_the_lower_rank() {
        let mut top = TopK::new(2);
        for (points, rank) in [(5, 9), (5, 3), (7, 8), (5, 1)] {
            top.offer(Points(points), rank, rank);
        }
        let mut kept: Vec<_> = top.into_items().map(|(p, rank)| (p.0, rank)).collect();
        kept.sort_unstable();
        assert_eq!(kept, [(5, 1), (7, 8)]);
    }

    #[test]
    fn the_threshold_is_the_worst_kept() {
        let mut top = TopK::new(2);
        top.offer(Points(5), 0, ());
        assert_eq!(top.threshold(), 0, "there is room");
        top.offer(Points(9), 1, ());
        assert_eq!(top.threshold(), 5);
    }

    #[test]
    fn the_threshold_of_lists_is_that_of_all_of_them() {
        let list = |points: &[u64]| {
            let mut top = TopK::new(2);
            for &points in points {
                top.offer(Points(points), 0, ());
            }
            top
        };
        let lists = [list(&[9]), list(&[4, 7]), list(&[])];
        for (k, wanted) in [(2, 7), (3, 4), (4, 0)] {
            assert_eq!(threshold_of(&lists, k), wanted, "of four there is room");
            let reached = Reached::new(k);
            lists.iter().for_each(|list| reached.add(list));
            assert_eq!(reached.threshold(), wanted);
        }
    }

    #[test]
    fn what_could_get_in_is_what_does() {
        let mut top = TopK::new(1);
        assert!(top.could_take(Points(0), 9), "there is room");
        top.offer(Points(5), 3, ());
        let could = |points, rank| top.could_take(Points(points), rank);
        assert!(could(6, 9) && could(5, 2));
        assert!(!could(5, 4) && !could(4, 0));
    }
}
