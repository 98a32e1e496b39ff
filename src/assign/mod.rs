//! Assignments: needs and profiles matched under constraints.
//!
//! An [`AssignmentProblem`] holds needs with a demand range, profiles with a capacity range, and
//! the pairs that are possible between them with their affinities; pairs may be forbidden or
//! required, a need may take at most or at least so many profiles of a label, and a leader's
//! group is placed together. A need may ask for people ([`ProblemBuilder::ask_for_people`]): a group of people then sends
//! it as many as both sides' ranges allow. [`AssignmentProblem::solve`] decides for an [`Objective`]: the greatest
//! total, a stable assignment, or a max-min fair one. A [`Solver`] keeps a greatest-total
//! assignment and repairs it after refusals. [`verify`] checks any of them with code of its own.
//!
//! # Guarantees
//! * Affinities are integers of 10⁻⁹ inside; totals and bounds are exact. Equal input in any
//!   order gives equal output, ties by id.
//! * [`Objective::GreatestTotal`] is exact: by flow under ranges, rules and nested quotas, in polynomial time; by
//!   branch and bound under groups and crossing quotas, which is NP-hard. [`Objective::StableForNeeds`] and its mirror
//!   are exact; the guarantees of [`Objective::MaxMinFair`] are on its own page.
//! * People of a group are alike and each is a unit of its own, so that every objective counts them exactly: a stable
//!   assignment leaves no person and need that both would rather have each other.
//! * Every solve has a budget of work, not of time, and returns the best it has at its end, with the gap that is left.
//!   A pair of affinity 0 is taken only if a minimum asks for it.
//! * Infeasible input returns an [`Infeasibility`](crate::decision::Infeasibility): the constraints that clash, and the
//!   cheapest changes that help, each of which was derived from a feasible flow or tried.
//!
//! # How it works, and alternatives tried
//! A circulation (`network`, `model`) is started from the profile prices of a short auction
//! (`auction`) and finished exactly by shortest augmenting paths with potentials (`balance`), which
//! stay local when the prices are good. Network simplex (the `mcmf` crate) took 3 to 13 times as long
//! on sparse lists of 50; an auction down to an exact increment fights price wars over equal
//! affinities that the two-stage way does not; cost scaling was not needed. The same paths
//! repair a flow after a change, explore a branch (`branch`), prove infeasibility (`infeasible`,
//! `elastic`), and count levels (`fair_levels`).
//!
//! | part | files |
//! |---|---|
//! | the problem | `problem` `builder` `triples` `filing` `change` |
//! | the flow | `network` `model` `auction` `balance` `bidirectional` `relaxed` |
//! | greatest total | `total` `exact` `groups` `branch` `counts` `duals` |
//! | stable | `stable` `blocking` |
//! | fair | `fair` `fair_levels` `fair_bound` |
//! | repair | `solver` `update` `repair` `limit` |
//! | infeasible | `clash` `infeasible` `elastic` `uniform` |
//! | pairs beyond the lists | `source` `columns` `columns_total` `columns_stable` `lists` |
//! | results | `objective` `control` `solution` `price` `verify` `breach` |

mod auction;
mod balance;
mod bidirectional;
mod blocking;
mod branch;
mod breach;
mod builder;
mod change;
mod clash;
mod columns;
mod columns_stable;
mod columns_total;
mod control;
mod counts;
mod duals;
mod elastic;
mod exact;
mod fair;
mod fair_bound;
mod fair_levels;
mod filing;
mod groups;
mod infeasible;
mod limit;
mod lists;
mod model;
mod network;
mod objective;
mod price;
mod problem;
mod relaxed;
mod repair;
mod solution;
mod solver;
mod source;
mod stable;
mod total;
mod triples;
mod uniform;
mod update;
mod verify;

#[cfg(test)]
mod brute;
#[cfg(test)]
mod tests;

pub use crate::decision::{Options, Outcome, SearchProgress, Status};
pub use breach::AssignmentBreach;
pub use builder::{NeedKey, ProblemBuilder, ProfileKey};
pub use change::AssignmentChange;
pub use clash::{AssignmentClash, ClashKind};
pub use columns::{list_pairs, solve_deepening};
pub use control::BUDGET;
pub use objective::Objective;
pub use price::{CongestionPrice, congestion_prices};
pub use problem::AssignmentProblem;
pub use repair::{AssignmentRepair, Limit};
pub use solution::{Alternate, Assignment, NeedTotal, Pair, UnmetNeed};
pub use solver::Solver;
pub use source::{Deepened, Depth, PairSource, Supply};
pub use verify::{Verification, verify};

use crate::error::Result;

impl AssignmentProblem {
    /// Decides for `objective`.
    ///
    /// An empty problem has an empty assignment. For the cost see the module's header: on sparse
    /// lists the time is near linear in the pairs, at some 0.3 µs each.
    ///
    /// # Errors
    /// Cancelled; invalid input if stability is asked for with groups or crossing quotas.
    /// Infeasible problems are no error but an [`Outcome`].
    pub fn solve(&self, objective: Objective, options: Options<'_>) -> Result<Outcome<Assignment>> {
        let mut control = control::account(options);
        let outcome = match objective {
            Objective::GreatestTotal => total::greatest_total(self, &mut control),
            Objective::StableForNeeds | Objective::StableForProfiles => {
                stable::stable(self, objective, &mut control)
            }
            Objective::MaxMinFair => fair::fair(self, &mut control),
        };
        verify::guarded(self, outcome?)
    }
}
