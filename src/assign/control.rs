//! What a solve may cost.

pub(super) use crate::control::search::Control;
pub use crate::control::search::{Options, Progress, Status};

/// Default budget: 10¹⁰ arcs looked at, about a minute.
pub const BUDGET: u64 = 10_000_000_000;

/// The account of the assignment.
pub(super) fn account(options: Options<'_>) -> Control<'_> {
    options.control(BUDGET, "the assignment")
}
