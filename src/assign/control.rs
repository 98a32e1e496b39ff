//! The budget of a solve.

use crate::decision::{Control, Options};

/// Default budget: 10¹⁰ arcs looked at, about a minute.
pub const BUDGET: u64 = 10_000_000_000;

/// The account of the assignment.
pub(super) fn account(options: Options<'_>) -> Control<'_> {
    options.control(BUDGET, "the assignment")
}
