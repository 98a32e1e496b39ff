//! Dual prices of the flow relaxation.

use serde::{Deserialize, Serialize};

use super::problem::AssignmentProblem;

/// Dual prices, in steps of 10⁻⁹, in the order of the problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Duals {
    pub(super) needs: Vec<i64>,
    pub(super) profiles: Vec<i64>,
    pub(super) quotas: Vec<i64>,
}

impl Duals {
    /// Whether there is one price for each need, profile and quota of `problem`.
    pub(super) fn fit(&self, problem: &AssignmentProblem) -> bool {
        self.needs.len() == problem.needs.len()
            && self.profiles.len() == problem.profiles.len()
            && self.quotas.len() == problem.quotas.len()
    }
}
