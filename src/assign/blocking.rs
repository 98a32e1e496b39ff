//! An independent check of stability: the blocking pairs of an assignment.

use super::problem::{AssignmentProblem, PairRule};

/// Free pairs, not taken, that both sides would take, giving up a partner each likes less if there is no place.
/// Required partners are not given up, and quotas of the need keep holding.
///
/// By definition and by trial, not by any list of proposals: O(pairs · demand · quotas).
pub(super) fn blocking(problem: &AssignmentProblem, taken: &[bool]) -> Vec<usize> {
    let mut held: Vec<Vec<usize>> = vec![Vec::new(); problem.profiles.len()];
    for edge in (0..taken.len()).filter(|&e| taken[e]) {
        held[problem.edges[edge].profile as usize].push(edge);
    }
    let mut found = Vec::new();
    for need in 0..problem.needs.len() {
        let row = problem.start[need]..problem.start[need + 1];
        let own: Vec<usize> = row.clone().filter(|&e| taken[e]).collect();
        // A required pair that is missing is another fault, and nobody can block with a forbidden one.
        let open = row.filter(|&e| !taken[e] && problem.edges[e].rule == PairRule::Free);
        found.extend(open.filter(|&e| {
            profile_wants(problem, need, e, &held[problem.edges[e].profile as usize])
                && need_wants(problem, need, e, &own)
        }));
    }
    found
}

fn profile_wants(problem: &AssignmentProblem, need: usize, edge: usize, held: &[usize]) -> bool {
    let pair = problem.edges[edge];
    let likes_less = |&other: &usize| {
        let rival = problem.edges[other];
        let rival_need = problem.need_of(other);
        rival.rule == PairRule::Free
            && (rival.regard < pair.regard || (rival.regard == pair.regard && rival_need > need))
    };
    let most = problem.profiles[pair.profile as usize].most as usize;
    // Without places a profile wants nobody, whatever it holds.
    held.len() < most || (most > 0 && held.iter().any(likes_less))
}

fn need_wants(problem: &AssignmentProblem, need: usize, edge: usize, own: &[usize]) -> bool {
    let pair = problem.edges[edge];
    let likes_less = |&other: &usize| {
        let rival = problem.edges[other];
        rival.rule == PairRule::Free
            && (rival.affinity, std::cmp::Reverse(rival.profile))
                < (pair.affinity, std::cmp::Reverse(pair.profile))
    };
    // The set is built and checked as a whole, so that no claim about quotas has to be trusted.
    let with = |without: Option<usize>| {
        let mut set: Vec<usize> = own
            .iter()
            .copied()
            .filter(|&e| Some(e) != without)
            .collect();
        set.push(edge);
        fits(problem, need, &set)
    };
    with(None)
        || own
            .iter()
            .copied()
            .filter(likes_less)
            .any(|e| with(Some(e)))
}

/// Whether a need may have `set` as far as maximums go.
fn fits(problem: &AssignmentProblem, need: usize, set: &[usize]) -> bool {
    let of_need = problem.quotas.iter().filter(|q| q.need as usize == need);
    let within = |q: &super::problem::Quota| {
        let labels =
            |e: &&usize| problem.labels_of[problem.edges[**e].profile as usize].contains(&q.label);
        set.iter().filter(labels).count() <= q.most as usize
    };
    // Minimums are left out: a deviation of two parties does not ask whether the rest is filled.
    set.len() <= problem.needs[need].most as usize && of_need.into_iter().all(within)
}
