//! Groups of numbered things by average linkage: the two groups of greatest mean cosine are joined, again and again.
//!
//! Sums of cosines add up, so that a join needs no look at members (UPGMA: Sokal and Michener, 1958). A kept crate for it
//! (`kodama`) wants the full matrix of distances, which ten thousand needs do not afford; most pairs here share no word.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The groups of `count` things, and the mean cosine inside each (0 of a group of one).
///
/// `pairs` are (i, j, cosine) with i < j, all others count as 0; two groups are joined if the mean over their pairs is at
/// least `least`, above 0. Ties go to the smallest numbers. Groups are in order of their first member; those that were
/// joined to another are left as empty ones.
pub(super) fn joined(
    count: usize,
    mut pairs: Vec<(u32, u32, f64)>,
    least: f64,
) -> Vec<(Vec<u32>, f64)> {
    within_components(&mut pairs, count, least);
    Linkage::new(count, pairs, least).join()
}

/// Leaves out the pairs between needs that no chain of pairs as alike as `least` connects.
///
/// All pairs between two such components are fainter than `least`, and so are their means: no groups of theirs are joined.
fn within_components(pairs: &mut Vec<(u32, u32, f64)>, count: usize, least: f64) {
    let mut joined_to: Vec<u32> = (0u32..).take(count).collect();
    for &(first, second, _) in pairs.iter().filter(|(_, _, cosine)| *cosine >= least) {
        let (one, other) = (root(&mut joined_to, first), root(&mut joined_to, second));
        joined_to[one.max(other) as usize] = one.min(other);
    }
    pairs.retain(|&(first, second, _)| root(&mut joined_to, first) == root(&mut joined_to, second));
}

/// One, in steps of a cosine: whole steps have the same sum in any order. Sums over the pairs of 100,000 things stay below
/// 2⁶³.
const ONE: f64 = (1u64 << 30) as f64;

/// Groups being joined: sums of cosines between groups that are alike at all.
struct Linkage {
    /// Members of a group, ascending; empty once it was joined to another. A group is named by its first member.
    members: Vec<Vec<u32>>,
    /// The group that a group was joined to; itself if it still is one.
    joined_to: Vec<u32>,
    /// Steps of cosine to other groups, by names that they had once: a neighbour is looked up when the group is joined,
    /// not each time that the neighbour is.
    sums: Vec<Vec<(u32, u64)>>,
    /// Steps of cosine inside.
    inside: Vec<u64>,
    /// Neighbours whose mean cosine reaches `least`.
    queue: BinaryHeap<Link>,
    /// The least mean cosine of two groups that are joined.
    least: f64,
    /// Steps of cosine to each group during a join; 0 between joins.
    gathered: Vec<u64>,
}

/// Two groups that may be joined, at the mean cosine they had when this was noted.
#[derive(PartialEq)]
struct Link {
    mean: f64,
    first: u32,
    second: u32,
    /// Sizes then; if they are others now, the link is stale.
    sizes: (usize, usize),
}

impl Eq for Link {}

impl Ord for Link {
    /// Greatest mean first, then the smallest numbers.
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = |link: &Self| (link.first, link.second);
        self.mean
            .total_cmp(&other.mean)
            .then_with(|| numbers(other).cmp(&numbers(self)))
    }
}

impl PartialOrd for Link {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Linkage {
    fn new(count: usize, pairs: Vec<(u32, u32, f64)>, least: f64) -> Self {
        let mut linkage = Self {
            members: (0u32..).take(count).map(|at| vec![at]).collect(),
            joined_to: (0u32..).take(count).collect(),
            sums: vec![Vec::new(); count],
            inside: vec![0; count],
            queue: BinaryHeap::new(),
            least,
            gathered: vec![0; count],
        };
        for (first, second, cosine) in pairs {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cosine from 0 to 1, by the way of rounding a little more"
            )]
            let steps = (cosine * ONE).round() as u64;
            if steps == 0 {
                continue;
            }
            linkage.sums[first as usize].push((second, steps));
            linkage.sums[second as usize].push((first, steps));
            linkage.note(first, second, steps);
        }
        linkage
    }

    fn size(&self, group: u32) -> usize {
        self.members[group as usize].len()
    }

    /// Queues the join of two neighbours, if they are alike enough now. Others are noted anew when one of them grows: most
    /// pairs are faint, and a queue of all would take most of the time.
    fn note(&mut self, one: u32, other: u32, sum: u64) {
        let (first, second) = (one.min(other), one.max(other));
        let sizes = (self.size(first), self.size(second));
        let mean = sum as f64 / ONE / (sizes.0 * sizes.1) as f64;
        if mean >= self.least {
            self.queue.push(Link {
                mean,
                first,
                second,
                sizes,
            });
        }
    }

    /// Joins the two groups of greatest mean cosine until none are alike enough; members and mean cosine inside.
    fn join(mut self) -> Vec<(Vec<u32>, f64)> {
        while let Some(link) = self.queue.pop() {
            // A join changes both sizes, so a link noted at other sizes is stale; its successor is queued.
            if link.sizes == (self.size(link.first), self.size(link.second)) {
                self.merge(link.first, link.second);
            }
        }
        let mean = |(members, inside): (Vec<u32>, u64)| {
            let pairs = members.len() * members.len().saturating_sub(1) / 2;
            (members, inside as f64 / ONE / pairs.max(1) as f64)
        };
        self.members
            .into_iter()
            .zip(self.inside)
            .map(mean)
            .collect()
    }

    /// Joins the group `second` to the group `first`. O(pairs of both that are alike), nearly.
    fn merge(&mut self, first: u32, second: u32) {
        let (into, from) = (first as usize, second as usize);
        let moved = std::mem::take(&mut self.members[from]);
        self.members[into].extend(moved);
        self.members[into].sort_unstable();
        // Sums of cosines add up, so a join needs no look at the members (average linkage, UPGMA).
        let ours = std::mem::take(&mut self.sums[into]);
        let theirs = std::mem::take(&mut self.sums[from]);
        let mut neighbours: Vec<u32> = Vec::with_capacity(ours.len() + theirs.len());
        for &(name, steps) in &ours {
            match root(&mut self.joined_to, name) {
                group if group == second => {
                    self.inside[into] = self.inside[into].saturating_add(steps);
                }
                group => self.gather(&mut neighbours, group, steps),
            }
        }
        // The pairs between both are on either list, and count once.
        for &(name, steps) in &theirs {
            let group = root(&mut self.joined_to, name);
            if group != first {
                self.gather(&mut neighbours, group, steps);
            }
        }
        self.inside[into] = self.inside[into].saturating_add(self.inside[from]);
        self.joined_to[from] = first;
        let mut sums = ours;
        sums.clear();
        for neighbour in neighbours {
            let steps = std::mem::take(&mut self.gathered[neighbour as usize]);
            sums.push((neighbour, steps));
            self.note(first, neighbour, steps);
        }
        self.sums[into] = sums;
    }

    /// Adds `steps` to what is gathered for a neighbouring group.
    fn gather(&mut self, neighbours: &mut Vec<u32>, group: u32, steps: u64) {
        let gathered = &mut self.gathered[group as usize];
        if *gathered == 0 {
            neighbours.push(group);
        }
        *gathered = gathered.saturating_add(steps);
    }
}

/// The name of the set that `of` was joined to.
fn root(joined_to: &mut [u32], of: u32) -> u32 {
    let mut at = of;
    while joined_to[at as usize] != at {
        // Halving the path keeps later searches short.
        joined_to[at as usize] = joined_to[joined_to[at as usize] as usize];
        at = joined_to[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::joined;

    /// The groups by the definition: every mean over all pairs of members, the greatest first, ties to the smallest names.
    fn plainly(count: usize, pairs: &[(u32, u32, f64)], least: f64) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = (0u32..).take(count).map(|at| vec![at]).collect();
        let cosine = |i: u32, j: u32| {
            let found = pairs.iter().find(|p| (p.0, p.1) == (i.min(j), i.max(j)));
            found.map_or(0.0, |pair| pair.2)
        };
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for one in 0..groups.len() {
                for other in one + 1..groups.len() {
                    let (a, b) = (&groups[one], &groups[other]);
                    let sum: f64 = a
                        .iter()
                        .flat_map(|&i| b.iter().map(move |&j| cosine(i, j)))
                        .sum();
                    let mean = sum / (a.len() * b.len()) as f64;
                    if mean >= least && best.is_none_or(|(most, ..)| mean > most) {
                        best = Some((mean, one, other));
                    }
                }
            }
            let Some((_, one, other)) = best else {
                return groups;
            };
            let moved = groups.remove(other);
            groups[one].extend(moved);
            groups[one].sort_unstable();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn groups_are_those_of_the_definition(
            count in 0usize..14,
            // Cosines of whole 1/64 add up without rounding, so that both orders of summation agree.
            cells in prop::collection::vec(0u8..64, 91),
            least in 1u8..40,
        ) {
            let numbers = 0u32..;
            let all = numbers.take(count).flat_map(|j| (0..j).map(move |i| (i, j)));
            let mut pairs: Vec<(u32, u32, f64)> = all
                .zip(&cells)
                // Half of the pairs are missing.
                .filter(|(_, cell)| **cell >= 32)
                .map(|((i, j), &cell)| (i, j, f64::from(cell - 31) / 64.0))
                .collect();
            pairs.sort_by_key(|pair| (pair.0, pair.1));
            let least = f64::from(least) / 64.0;
            let found = joined(count, pairs.clone(), least);
            let members: Vec<Vec<u32>> = found.iter().map(|(m, _)| m.clone()).filter(|m| !m.is_empty()).collect();
            prop_assert_eq!(members, plainly(count, &pairs, least));
            for (members, mean) in found.iter().filter(|(members, _)| members.len() > 1) {
                let inside = pairs.iter().filter(|p| members.contains(&p.0) && members.contains(&p.1));
                let sum: f64 = inside.map(|p| p.2).sum();
                let n = members.len() * (members.len() - 1) / 2;
                prop_assert!((mean - sum / n as f64).abs() < 1e-12);
            }
        }
    }
}
