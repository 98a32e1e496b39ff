//! Repairs: the limit on their changes, and their result.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::change::AssignmentChange;
use super::clash::AssignmentClash;
use super::solution::Pair;
use crate::decision::{Decision, Status};
use crate::error::{Error, Result, Wording, say};

/// The limit on a repair's changes to a published assignment.
///
/// Changes are counted in pairs: the newly made ones, and the ones given up though they are still possible. Pairs that
/// the event itself rules out do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Limit {
    /// No limit: as many changes as the greatest total takes (default).
    #[default]
    None,
    /// The greatest total with at most so many changed pairs.
    Changes(u32),
    /// The fewest changed pairs whose total is at most this share below the greatest (0.02 is two per cent; in
    /// `0.0..=1.0`), and among equals the greatest total.
    Loss(f64),
}

impl Limit {
    /// The limit after a change: [`AssignmentChange::AllowChanges`] raises it.
    pub(super) fn raised(self, change: &AssignmentChange) -> Self {
        let allowed = change.allowed_pairs();
        match self {
            Self::Changes(most) => Self::Changes(allowed.map_or(most, |pairs| most.max(pairs))),
            Self::None | Self::Loss(_) => self,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Changes(pairs) => write!(f, "changes:{pairs}"),
            Self::Loss(share) => write!(f, "loss:{share}"),
        }
    }
}

impl FromStr for Limit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::invalid(
                "limit",
                text,
                say!(
                    "use none, changes:<pairs> or loss:<share>",
                    "请用 none、changes:<配对数> 或 loss:<比例>"
                ),
            )
        };
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            Some(("changes", pairs)) => pairs.parse().map(Self::Changes).map_err(|_| wrong()),
            Some(("loss", share)) => share.parse().map(Self::Loss).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

/// The result of a repair: pairs dropped and added, and the total after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssignmentRepair {
    /// Pairs of the assignment before that are gone, by need, then profile.
    pub dropped: Vec<Pair>,
    /// Pairs that are new.
    pub added: Vec<Pair>,
    /// Number of changed pairs, counted as by [`Limit`].
    pub changes: u32,
    /// Sum of the affinities after the repair, ≥ 0.
    pub total: f64,
    /// Whether the repair is proved optimal under the limit, with its gap otherwise.
    pub status: Status,
}

impl Decision for AssignmentRepair {
    type Clash = AssignmentClash;
    type Change = AssignmentChange;

    fn name() -> Wording {
        say!("a repair", "修复方案")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Limit;

    #[test]
    fn a_limit_survives_its_spelling() {
        for limit in [Limit::None, Limit::Changes(3), Limit::Loss(0.25)] {
            assert_eq!(limit.to_string().parse::<Limit>().unwrap(), limit);
        }
        for bad in ["", "changes", "changes:-1", "loss:x", "none:1"] {
            assert!(bad.parse::<Limit>().unwrap_err().is_invalid_input());
        }
    }
}
