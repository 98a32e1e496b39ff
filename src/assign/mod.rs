//! Assignments: needs and profiles brought together under constraints.
mod auction;
mod blocking;
mod branch;
mod builder;
mod change;
mod control;
mod counts;
mod elastic;
mod fair;
mod fair_bound;
mod fair_levels;
mod filing;
mod groups;
mod infeasible;
mod limit;
mod model;
mod network;
mod objective;
mod price;
mod problem;
mod relaxed;
mod settle;
mod solution;
mod solver;
mod stable;
mod total;
mod verify;

#[cfg(test)]
mod brute;
#[cfg(test)]
mod tests;

pub use builder::{NeedKey, ProblemBuilder, ProfileKey};
pub use change::Change;
pub use control::{Options, Progress};
pub use fair::Fairness;
pub use infeasible::{Clash, Infeasibility, Relaxation};
pub use objective::Objective;
pub use price::{CongestionPrice, congestion_prices};
pub use problem::AssignmentProblem;
pub use solution::{Alternate, Assignment, NeedTotal, Outcome, Pair, Status, Unmet};
pub use solver::{Limit, Repair, Repaired, Solver};
pub use verify::{Verification, Violation, verify};

use crate::error::Result;

impl AssignmentProblem {
    /// Solves for `objective`.
    ///
    /// # Errors
    /// Cancelled.
    pub fn solve(&self, objective: Objective, options: Options<'_>) -> Result<Outcome> {
        let mut control = options.control();
        match objective {
            Objective::GreatestTotal => total::greatest_total(self, &mut control),
            Objective::StableForNeeds | Objective::StableForProfiles => {
                stable::stable(self, objective, &mut control)
            }
            Objective::MaxMinFair => fair::fair(self, &mut control),
        }
    }
}
