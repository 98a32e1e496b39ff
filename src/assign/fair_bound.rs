//! Upper bounds of the worst-off need's total.
//!
//! Two upper bounds, the smaller counts: every need's own dearest places; and, for the needs that
//! hold each other back, the greatest weighted mean of their totals, which no least total can pass,
//! with weights shifted towards the needs that came out worst (multiplicative weights, Plotkin,
//! Shmoys and Tardos 1995). Constraints that would only lower it are left out.

use super::balance::Balanced;
use super::builder::ProblemBuilder;
use super::problem::{AssignmentProblem, Edge, PairRule, Ranged};
use super::relaxed::Relaxed;
use crate::decision::Control;
use crate::error::Result;

/// Rounds of shifting weights.
const ROUNDS: u32 = 16;
/// Weight of a need at first; weights are integers, so that the bound is exact.
const WEIGHT: i64 = 1 << 12;
/// The bound is worked out among so many needs at most.
const NEEDS: usize = 1000;

/// An upper bound of the least total; not below `found`.
pub(super) fn bound(
    problem: &AssignmentProblem,
    stuck: &[usize],
    found: i64,
    control: &mut Control<'_>,
) -> Result<i64> {
    let own = (0..problem.needs.len())
        .filter(|&n| problem.needs[n].most > 0)
        .map(|n| own_best(problem, n))
        .min()
        .unwrap_or(0);
    // Proved already, or out of reach: the flows below are over all pairs of these needs.
    if own <= found || stuck.is_empty() || stuck.len() > NEEDS {
        return Ok(own.max(found));
    }
    let part = part(problem, stuck);
    let mut weights = vec![WEIGHT; stuck.len()];
    let mut best = own;
    for _ in 0..ROUNDS {
        let Some(totals) = greatest(&part, &weights, control)? else {
            break;
        };
        let sum: i64 = totals.iter().zip(&weights).map(|(t, w)| t * w).sum();
        // No assignment has a weighted mean above this one, and no least total is above a weighted mean. The
        // least total is an integer, so that the bound may be rounded down. Any positive weights prove a
        // bound; shifting them can only make it tighter.
        best = best.min(sum / weights.iter().sum::<i64>());
        if best <= found {
            break;
        }
        let mean = totals.iter().sum::<i64>() / totals.len() as i64;
        for (weight, total) in weights.iter_mut().zip(&totals) {
            // More weight for needs below the mean. Integer steps keep the weights and the bound exact.
            let step = if *total < mean {
                *weight / 4 + 1
            } else {
                -(*weight / 5)
            };
            // At least 1: weights must stay positive, and no need may drop out for good.
            *weight = (*weight + step).clamp(1, WEIGHT * 16);
        }
    }
    Ok(best.max(found))
}

/// Greatest total of a need if it were alone, in steps of 10⁻⁹.
fn own_best(problem: &AssignmentProblem, need: usize) -> i64 {
    let free = problem
        .row(need)
        .iter()
        .filter(|e| e.rule != PairRule::Forbidden && problem.profiles[e.profile as usize].most > 0);
    let mut dear: Vec<i64> = free.map(|e| i64::from(e.affinity)).collect();
    dear.sort_unstable_by(|a, b| b.cmp(a));
    dear.iter().take(problem.needs[need].most as usize).sum()
}

/// The needs `stuck` alone, with maximums alone.
fn part(problem: &AssignmentProblem, stuck: &[usize]) -> AssignmentProblem {
    let mut part = AssignmentProblem {
        needs: stuck
            .iter()
            .map(|&n| problem.needs[n].without_minimum())
            .collect(),
        profiles: problem
            .profiles
            .iter()
            .map(Ranged::without_minimum)
            .collect(),
        labels_of: vec![Vec::new(); problem.profiles.len()],
        start: vec![0],
        ..AssignmentProblem::default()
    };
    for &need in stuck {
        let open = problem
            .row(need)
            .iter()
            .filter(|e| e.rule != PairRule::Forbidden);
        part.edges.extend(open.map(|e| Edge {
            rule: PairRule::Free,
            ..*e
        }));
        part.start.push(part.edges.len());
    }
    debug_assert!(part.needs.iter().all(|n| n.most <= ProblemBuilder::MOST));
    part
}

/// Each need's total at the greatest weighted sum of all.
fn greatest(
    part: &AssignmentProblem,
    weights: &[i64],
    control: &mut Control<'_>,
) -> Result<Option<Vec<i64>>> {
    let rows = weights.iter().enumerate();
    let value: Vec<i64> = rows
        .flat_map(|(n, w)| part.row(n).iter().map(move |e| i64::from(e.affinity) * w))
        .collect();
    let mut relaxed = Relaxed::new(part, &value, control)?;
    if relaxed.balance(control)? != Balanced::Optimal {
        return Ok(None);
    }
    let of = |n: usize| {
        let row = part.start[n]..part.start[n + 1];
        row.filter(|&e| relaxed.network.flow(e) > 0)
            .map(|e| i64::from(part.edges[e].affinity))
            .sum()
    };
    Ok(Some((0..part.needs.len()).map(of).collect()))
}
