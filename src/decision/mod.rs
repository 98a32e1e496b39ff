//! The decision kit: the parts that assignments, teams and events share.
//!
//! A *decision* is a result under constraints that may contradict each other. All three kinds answer in one
//! shape, so that a caller writes one `match`:
//!
//! ```
//! use qianxian::assign::{AssignmentProblem, Objective};
//! use qianxian::decision::{Options, Outcome};
//!
//! // Two firms must each have the one expert who serves one firm.
//! let triples = [("甲", "李教授", 0.9), ("乙", "李教授", 0.7)];
//! let problem = AssignmentProblem::from_triples(triples, 1..=1, 0..=1)?;
//! match problem.solve(Objective::GreatestTotal, Options::new())? {
//!     Outcome::Solved(assignment) => println!("{} pairs", assignment.pairs().len()),
//!     Outcome::Infeasible(why) => {
//!         assert_eq!((why.clash().required, why.clash().available), (2, 1));
//!         assert!(!why.relaxations().is_empty()); // each makes the problem feasible
//!     }
//!     Outcome::Undecided(_) => println!("allow a greater budget"),
//! }
//! # Ok::<(), qianxian::Error>(())
//! ```
//!
//! | file | part |
//! |---|---|
//! | `outcome` | [`Outcome`]: solved, infeasible or undecided, for solve, repair and replan alike |
//! | `infeasibility` | [`Infeasibility`]: the clash, and the [`Relaxation`]s that help |
//! | `status` | [`Status`]: proved optimal, or the best found with its gap |
//! | `progress` | [`Options`]: budget of work, [`SearchProgress`], cancelling |
//! | `breach` | [`Breach`]: a broken constraint, in one shape for all three |
//! | `guard` | no result leaves an optimiser that its own `verify` refuses |
//! | `flow` | the flow of greatest gain |

mod breach;
pub(crate) mod flow;
mod guard;
mod infeasibility;
mod outcome;
mod progress;
mod status;
#[cfg(test)]
pub(crate) mod tests;

pub use breach::{Breach, BreachKind};
pub(crate) use guard::{guard, listed, listed_in_words};
pub(crate) use infeasibility::RELAXATIONS;
pub use infeasibility::{Infeasibility, Relaxation};
pub use outcome::{Decision, Outcome};
pub(crate) use progress::Control;
pub use progress::{Options, SearchProgress};
pub use status::Status;
#[cfg(test)]
pub(crate) use tests::trials::trials;
