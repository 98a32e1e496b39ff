//! Running counts of an assignment in the making.

use super::problem::{AssignmentProblem, PairRule};

/// Number of partners of each need, profile and quota so far.
#[derive(Clone, Debug)]
pub(super) struct PartnerCounts {
    pub(super) needs: Vec<u32>,
    pub(super) profiles: Vec<u32>,
    pub(super) quotas: Vec<u32>,
}

impl PartnerCounts {
    /// The counts of an empty assignment.
    pub(super) fn new(problem: &AssignmentProblem) -> Self {
        Self {
            needs: vec![0; problem.needs.len()],
            profiles: vec![0; problem.profiles.len()],
            quotas: vec![0; problem.quotas.len()],
        }
    }

    /// Takes a pair if all maximums allow it.
    pub(super) fn take(&mut self, problem: &AssignmentProblem, edge: usize) -> bool {
        let (need, pair) = (problem.need_of(edge), problem.edges[edge]);
        let profile = pair.profile as usize;
        let fits = pair.rule != PairRule::Forbidden
            && self.needs[need] < problem.needs[need].most
            && self.profiles[profile] < problem.profiles[profile].most;
        let mut quotas = quotas_on(problem, need, pair.profile);
        if !fits || quotas.any(|q| self.quotas[q] >= problem.quotas[q].most) {
            return false;
        }
        self.add(problem, need, pair.profile);
        true
    }

    /// Counts a pair in.
    pub(super) fn add(&mut self, problem: &AssignmentProblem, need: usize, profile: u32) {
        self.needs[need] += 1;
        self.profiles[profile as usize] += 1;
        quotas_on(problem, need, profile).for_each(|q| self.quotas[q] += 1);
    }

    /// Counts a pair out.
    pub(super) fn remove(&mut self, problem: &AssignmentProblem, need: usize, profile: u32) {
        self.needs[need] -= 1;
        self.profiles[profile as usize] -= 1;
        quotas_on(problem, need, profile).for_each(|q| self.quotas[q] -= 1);
    }

    /// Whether every minimum is reached.
    pub(super) fn reaches_minimums(&self, problem: &AssignmentProblem) -> bool {
        problem
            .needs
            .iter()
            .zip(&self.needs)
            .all(|(n, &got)| got >= n.least)
            && problem
                .profiles
                .iter()
                .zip(&self.profiles)
                .all(|(p, &got)| got >= p.least)
            && problem
                .quotas
                .iter()
                .zip(&self.quotas)
                .all(|(q, &got)| got >= q.least)
    }
}

/// Positions of the quotas of `need` that count `profile`.
pub(super) fn quotas_on(
    problem: &AssignmentProblem,
    need: usize,
    profile: u32,
) -> impl Iterator<Item = usize> {
    let from = problem.quotas.partition_point(|q| (q.need as usize) < need);
    // Quotas are filed by need: two binary searches instead of a scan of all of them.
    let until = from + problem.quotas[from..].partition_point(|q| q.need as usize == need);
    (from..until).filter(move |&q| problem.has_label(profile, problem.quotas[q].label))
}
