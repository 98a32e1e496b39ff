//! The options of a plan: its budget of work, and progress.

use crate::decision::{Control, Options};

/// Default budget: 10⁹ arcs looked at and placements tried, some seconds.
pub const BUDGET: u64 = 1_000_000_000;

/// Work account of one plan.
pub(super) fn account(options: Options<'_>) -> Control<'_> {
    options.control(BUDGET, "the plan of the event")
}
