//! The exact search for the greatest total: the flow relaxation, then branch and bound.

use super::balance::Balanced;
use super::branch::{Searched, SideConstraints, search};
use super::counts::PartnerCounts;
use super::duals::Duals;
use super::groups::Ready;
use super::problem::{AssignmentProblem, PairRule, float};
use super::relaxed::{Relaxed, dual_bound};
use crate::decision::Control;
use crate::error::{Error, Result, say};

/// The result of an exact search, by position in the problem.
pub(super) enum ExactResult {
    /// Chosen pairs, the duals of the relaxation, and the gap (upper bound less total, steps of 10⁻⁹).
    Pairs {
        chosen: Vec<usize>,
        duals: Duals,
        gap: i64,
    },
    /// The relaxation has no solution; nodes of a cut.
    Cut(Vec<u32>),
    /// The relaxation has solutions, none of which keeps groups and crossing quotas.
    GroupsClash,
    /// The budget ended first.
    Undecided,
}

/// Solves `ready` for the greatest total; also gives the relaxation, unless groups clash.
pub(super) fn exact(
    ready: &Ready<'_>,
    control: &mut Control<'_>,
) -> Result<(ExactResult, Option<Relaxed>)> {
    if !ready.clash.is_empty() {
        return Ok((ExactResult::GroupsClash, None));
    }
    let mut relaxed = Relaxed::new(&ready.problem, &ready.value, control)?;
    let sides = ready.sides(&relaxed.layout);
    let found = finish(ready, &mut relaxed, &sides, control)?;
    Ok((found, Some(relaxed)))
}

/// From a relaxation in any state to the optimum.
pub(super) fn finish(
    ready: &Ready<'_>,
    relaxed: &mut Relaxed,
    sides: &SideConstraints,
    control: &mut Control<'_>,
) -> Result<ExactResult> {
    match relaxed.balance(control)? {
        Balanced::Cut(nodes) => return Ok(ExactResult::Cut(nodes)),
        Balanced::OutOfWork => return Ok(salvage(ready, relaxed, sides)),
        Balanced::Optimal => {}
    }
    // Taken before any branch: afterwards the potentials belong to other bounds.
    let duals = relaxed.duals(&ready.problem);
    prove(ready, relaxed.value(), &duals)?;
    if sides.is_empty() {
        return Ok(ExactResult::Pairs {
            chosen: ready.problem.first_people(relaxed.chosen()),
            duals,
            gap: 0,
        });
    }
    let Searched { best, open } = search(relaxed, sides, None, u64::MAX, control)?;
    Ok(match (best, open) {
        (Some((value, chosen)), open) => {
            let gap = open.map_or(0, |bound| (bound - value).max(0));
            let chosen = ready.problem.first_people(chosen);
            ExactResult::Pairs { chosen, duals, gap }
        }
        // The tree was searched to its end without an assignment, which proves that there is none.
        (None, None) => ExactResult::GroupsClash,
        (None, Some(_)) => ExactResult::Undecided,
    })
}

/// Passes if the prices prove that no flow has a greater value: strong duality holds to the last step of 10⁻⁹,
/// since all figures are integers. O(pairs); release builds check too.
///
/// # Errors
/// A fault of this crate: the flow must not be called optimal.
fn prove(ready: &Ready<'_>, value: i64, duals: &Duals) -> Result<()> {
    let bound = dual_bound(&ready.problem, &ready.value, duals);
    if bound == value {
        return Ok(());
    }
    let (value, bound) = (float(value), float(bound));
    Err(Error::fault(say!(
        "a flow of value {value} was found to be optimal, while its prices prove {bound} only",
        "得到的最优流的值为 {value}，而其价格只证明 {bound}"
    )))
}

/// The best that an unfinished flow holds, with the gap that its potentials prove.
fn salvage(ready: &Ready<'_>, relaxed: &Relaxed, sides: &SideConstraints) -> ExactResult {
    let Some(chosen) = legal_part(&ready.problem, &ready.value, relaxed.chosen(), sides) else {
        return ExactResult::Undecided;
    };
    // Any prices prove a bound (weak duality), so that unfinished potentials do too.
    let duals = relaxed.current_duals(&ready.problem);
    let chosen = ready.problem.first_people(chosen);
    let value: i64 = chosen.iter().map(|&e| ready.value[e]).sum();
    let gap = dual_bound(&ready.problem, &ready.value, &duals) - value;
    ExactResult::Pairs { chosen, duals, gap }
}

/// The dearest of `pairs` that fit all maximums; none if a minimum or a group is then broken.
fn legal_part(
    problem: &AssignmentProblem,
    value: &[i64],
    mut pairs: Vec<usize>,
    sides: &SideConstraints,
) -> Option<Vec<usize>> {
    // An unfinished flow may overfill nodes. Of the pairs at such a node the dearest stay.
    pairs.sort_by_key(|&e| (std::cmp::Reverse(value[e]), e));
    let mut count = PartnerCounts::new(problem);
    let mut kept: Vec<usize> = pairs
        .into_iter()
        .filter(|&e| count.take(problem, e))
        .collect();
    kept.sort_unstable();
    let is_kept = |e: usize| kept.binary_search(&e).is_ok();
    let mut required =
        (0..problem.edges.len()).filter(|&e| problem.edges[e].rule == PairRule::Required);
    let required = required.all(is_kept);
    let whole = |b: &Vec<usize>| {
        let taken = b.iter().filter(|&&e| is_kept(e)).count();
        taken == 0 || taken == b.len()
    };
    (count.reaches_minimums(problem) && required && sides.blocks.iter().all(whole)).then_some(kept)
}
