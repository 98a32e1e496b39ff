//! The greatest total: search result to outcome.

use super::exact::{ExactResult, exact};
use super::groups::Ready;
use super::infeasible;
use super::objective::Objective;
use super::problem::{AssignmentProblem, float};
use super::solution::Assignment;
use crate::decision::{Control, Outcome, Status};
use crate::error::Result;

/// [`Objective::GreatestTotal`].
pub(super) fn greatest_total(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Outcome<Assignment>> {
    let ready = Ready::new(problem);
    let (found, _) = exact(&ready, control)?;
    outcome(&ready, problem, found, control)
}

/// Turns a search result into an outcome, with the certificate of an infeasible problem.
pub(super) fn outcome(
    ready: &Ready<'_>,
    problem: &AssignmentProblem,
    found: ExactResult,
    control: &mut Control<'_>,
) -> Result<Outcome<Assignment>> {
    Ok(match found {
        ExactResult::Pairs { chosen, duals, gap } => {
            let (objective, status) = (Objective::GreatestTotal, Status::of_gap(gap, float));
            Outcome::Solved(Assignment::new(
                problem,
                objective,
                status,
                &chosen,
                Some(duals),
            ))
        }
        ExactResult::Undecided => Outcome::Undecided(None),
        ExactResult::Cut(nodes) => {
            Outcome::Infeasible(infeasible::of_cut(problem, ready, &nodes, control)?)
        }
        ExactResult::GroupsClash => Outcome::Infeasible(infeasible::of_sides(problem, control)?),
    })
}
