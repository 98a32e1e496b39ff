//! Events: who meets whom, when and at which table.
//!
//! An [`EventProblem`] holds an event's slots and tables; its enterprises, needs and profiles with their attendance,
//! and how many meetings they want and bear, in all, on a day and without a break; the value of each meeting; who must
//! not, must, or at a published time must meet; who sits at one table together; and which profiles share a person, so that
//! one alone of them can meet at a time. [`EventProblem::plan`] makes a
//! timetable of greatest value that holds every limit; [`EventProblem::replan`] keeps the published one as far as it
//! can when things change. [`verify`] checks any timetable with code of its own; [`export`] writes it for people.
//!
//! # Guarantees
//! * Values are integers of 10⁻⁹ inside; sums and bounds are exact. Equal input in any order gives equal
//!   output, ties by id. A pair of value 0 meets only if a minimum asks for it.
//! * A plan says how good it is: [`Plan::bound`] is proved. It is met, by proof and not by luck, if all are there all
//!   the time, tables are alike, and there are no daily limits that bind, breaks, round tables, profiles that see
//!   several at once or profiles that share several persons: whom to meet is a flow of greatest gain, when is an edge colouring (`relaxed`, `colour`).
//!   Anything else is NP-hard (Even, Itai, Shamir 1976: timetables with availability); small events are searched
//!   (`exact`), others improved from the flow's pairs, one slot at a time exactly (`rematch`) and by ejection chains
//!   (`ejection`), and state the gap that is left.
//! * A budget of work, not of time, ends every plan with the best it has.
//! * An event that is impossible returns an [`Infeasibility`](crate::decision::Infeasibility): who and which slots clash, how that
//!   is known, and changes that help, each tried.
//!
//! # Alternatives
//! Deciding slot after slot by matching alone, with no look at the whole, leaves minimums unmet in the last
//! slots. Integer programming over (pair, slot) has millions of columns at the size of a fair, and no
//! solver here is without a C++ dependency. Starting from the flow's pairs has the advantage that its bound
//! comes with it: the fairs of `benches/event.rs` end on the bound, or within a thousandth of it.
//!
//! | area | files |
//! |---|---|
//! | the event | `slot` `party` `spec` `builder` `problem` `shared` `gather` `change` |
//! | whom to meet | `relaxed` |
//! | when | `timetable` `colour` `rematch` `ejection` `exact` `solve` |
//! | tables | `seating` |
//! | impossible | `infeasible` `relaxations` |
//! | results | `control` `plan` `replan` `verify` `export` |

mod builder;
mod change;
mod colour;
mod control;
mod ejection;
mod exact;
pub mod export;
mod fault;
mod gather;
mod infeasible;
mod party;
mod plan;
mod problem;
mod relaxations;
mod relaxed;
mod rematch;
mod replan;
mod seating;
mod shared;
mod slot;
mod solve;
mod spec;
mod timetable;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::decision::{Options, Outcome, SearchProgress, Status};
pub use builder::EventBuilder;
pub use change::EventChange;
pub use control::BUDGET;
pub use gather::GroupTable;
pub use infeasible::{ClashProof, EventClash};
pub use party::Party;
pub use plan::{Meeting, Plan, RoundTable, UnmetParty};
pub use problem::EventProblem;
pub use replan::{Moved, Replan};
pub use slot::Slot;
pub use verify::{EventBreach, verify};

use crate::error::Result;

impl EventProblem {
    /// Makes a timetable of greatest value.
    ///
    /// An empty event has an empty plan. With e pairs, s slots and m meetings: O((m + s·tables)·e·log) at
    /// worst, in practice some 10⁸ units of work for 300 × 300 parties in 36 slots; the guarantee is
    /// given in the module's header.
    ///
    /// # Errors
    /// Cancelled. Impossible events are no error but an [`Outcome`].
    ///
    /// # Example
    /// ```
    /// use qianxian::event::{EventProblem, Options, Slot, verify};
    ///
    /// let mut event = EventProblem::builder();
    /// event.slots(&Slot::series("2026-05-12".parse()?, "09:00-10:00", 30, 0)?)?.tables(2)?;
    /// event.need("N1", 1..=2)?.need("N2", 1..=2)?;
    /// event.profile("P1", 0..=2)?.profile("P2", 0..=2)?;
    /// event.value("N1", "P1", 0.9)?.value("N1", "P2", 0.5)?;
    /// event.value("N2", "P1", 0.8)?.value("N2", "P2", 0.4)?;
    /// event.veto("N2", "P2")?;
    /// let event = event.build()?;
    /// let plan = event.plan(Options::new())?.into_result()?;
    /// assert_eq!(plan.value(), 2.2); // all but the vetoed pair, and proved:
    /// assert_eq!(plan.bound(), 2.2);
    /// assert!(verify(&event, plan.meetings()).is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn plan(&self, options: Options<'_>) -> Result<Outcome<Plan>> {
        replan::plan(self, &mut control::account(options))
    }
}
