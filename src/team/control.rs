//! Work budget of the team search.

use crate::decision::{Control, Options};

/// Default budget: 3·10⁸ topics of candidates looked at, about a second. The forming is one search, and each question
/// about an infeasible problem another.
pub const BUDGET: u64 = 300_000_000;

/// Work account of one team search.
pub(super) fn account(options: Options<'_>) -> Control<'_> {
    options.control(BUDGET, "the forming of a team")
}
