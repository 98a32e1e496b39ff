//! Updates of a network after a change of its problem.

use super::change::AssignmentChange;
use super::model;
use super::problem::AssignmentProblem;
use super::relaxed::Relaxed;

/// Brings the bounds of the arcs that a change concerns in line with the problem.
pub(super) fn update(
    problem: &AssignmentProblem,
    relaxed: &mut Relaxed,
    change: &AssignmentChange,
) {
    match change {
        AssignmentChange::Demand { need, .. } | AssignmentChange::WithdrawNeed { need } => {
            problem
                .need_at(need)
                .into_iter()
                .for_each(|n| update_need(problem, relaxed, n));
        }
        AssignmentChange::Quota { need, .. } => {
            problem
                .need_at(need)
                .into_iter()
                .for_each(|n| update_quotas(problem, relaxed, n));
        }
        AssignmentChange::Capacity { profile, .. }
        | AssignmentChange::WithdrawProfile { profile } => {
            problem
                .profile_at(profile)
                .into_iter()
                .for_each(|p| update_profile(problem, relaxed, p));
        }
        AssignmentChange::DemandsFrom { .. } | AssignmentChange::DemandsTo { .. } => {
            (0..problem.needs.len()).for_each(|n| update_need(problem, relaxed, n));
        }
        AssignmentChange::CapacitiesFrom { .. } | AssignmentChange::CapacitiesTo { .. } => {
            (0..problem.profiles.len()).for_each(|p| update_profile(problem, relaxed, p));
        }
        AssignmentChange::Forbid { need, profile }
        | AssignmentChange::Free { need, profile }
        | AssignmentChange::Require { need, profile } => {
            problem
                .find_pair(need, profile)
                .into_iter()
                .for_each(|e| update_pair(problem, relaxed, e));
        }
        // Groups have no network to keep, limits neither, and additions lay out a new one.
        AssignmentChange::Ungroup { .. }
        | AssignmentChange::AllowChanges { .. }
        | AssignmentChange::AddNeed { .. }
        | AssignmentChange::AddProfile { .. } => {}
    }
}

fn update_pair(problem: &AssignmentProblem, relaxed: &mut Relaxed, edge: usize) {
    let (least, most) = model::pair_bounds(problem.edges[edge].rule);
    relaxed.network.set_bounds(edge, least, most);
}

fn update_need(problem: &AssignmentProblem, relaxed: &mut Relaxed, need: usize) {
    let arc = relaxed.layout.need_arc(need);
    let (least, most) = problem.needs[need].range();
    relaxed.network.set_bounds(arc, least, most);
    // A withdrawal has also changed the rules of its pairs; bounds that did not change move nothing.
    (problem.start[need]..problem.start[need + 1]).for_each(|e| update_pair(problem, relaxed, e));
    update_quotas(problem, relaxed, need);
}

fn update_quotas(problem: &AssignmentProblem, relaxed: &mut Relaxed, need: usize) {
    for at in 0..relaxed.layout.nested.len() {
        let quota = &problem.quotas[relaxed.layout.nested[at].0];
        if quota.need as usize == need {
            let arc = relaxed.layout.quota_arc(at);
            relaxed.network.set_bounds(arc, quota.least, quota.most);
        }
    }
}

fn update_profile(problem: &AssignmentProblem, relaxed: &mut Relaxed, profile: usize) {
    let arc = relaxed.layout.profile_arc(profile);
    let (least, most) = problem.profiles[profile].range();
    relaxed.network.set_bounds(arc, least, most);
    let own = (0..problem.edges.len()).filter(|&e| problem.edges[e].profile as usize == profile);
    own.for_each(|e| update_pair(problem, relaxed, e));
}
