//! How good an answer is known to be.

use serde::{Deserialize, Serialize};

/// How good the answer of a search is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// No answer is better, which was proved.
    Optimal,
    /// The best answer found within the budget.
    BestFound {
        /// Upper bound less value, at least 0, in the unit of the objective: sums of affinities (0 to 1 a
        /// pair) of an assignment, sums of values (0 to 1 a meeting) of a plan, coverage (0 to 1) of a team.
        gap: f64,
    },
}

impl Status {
    /// The status of an answer whose bound lies `gap` steps above it; `float` converts steps to the unit of
    /// the objective.
    pub(crate) fn of_gap(gap: i64, float: impl FnOnce(i64) -> f64) -> Self {
        if gap <= 0 {
            Self::Optimal
        } else {
            Self::BestFound { gap: float(gap) }
        }
    }
}
