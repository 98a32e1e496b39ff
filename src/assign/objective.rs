//! Objectives: the measure by which an assignment is chosen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Bilingual, Error, Result, Wording, say};

/// The measure by which an assignment is chosen among all that hold the constraints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Objective {
    /// The greatest sum of affinities (default). Exact.
    #[default]
    GreatestTotal,
    /// No need and profile prefer each other to the partners they have (stability); best for the
    /// needs among all stable assignments.
    StableForNeeds,
    /// Stability as in [`Objective::StableForNeeds`], best for the profiles.
    StableForProfiles,
    /// The worst-off need has as much as possible, then the next: leximin of the needs' totals.
    ///
    /// * If every need takes at most one profile and there are no groups, the leximin optimum, exactly, while it takes
    ///   no more than some tenths of a second (about 3,000 needs with lists of 50).
    /// * Otherwise a local search, as the optimum is NP-hard: no chain of moves (one need takes
    ///   a profile, its holder another, … to a free place) improves the sorted totals. On
    ///   random problems of up to 6 × 6 it found the leximin optimum in 19 of 20.
    /// * [`Status::Optimal`](super::Status::Optimal) says that the worst-off need's total is proved greatest;
    ///   otherwise the gap bounds its possible gain. Nothing is proved of the needs after it.
    /// * The price of fairness is the greatest total less this one's; both are one call away.
    ///   On random sparse lists of 50 it is under one per cent (`benches/assign.rs`).
    /// * Groups stay as the greatest total placed them.
    MaxMinFair,
}

impl Objective {
    /// Every objective.
    pub const ALL: &[Self] = &[
        Self::GreatestTotal,
        Self::StableForNeeds,
        Self::StableForProfiles,
        Self::MaxMinFair,
    ];

    /// Returns the spelling used in `Display`, `FromStr` and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GreatestTotal => "greatest-total",
            Self::StableForNeeds => "stable-for-needs",
            Self::StableForProfiles => "stable-for-profiles",
            Self::MaxMinFair => "max-min-fair",
        }
    }
}

impl Bilingual for Objective {
    fn wording(&self) -> Wording {
        let chinese = match self {
            Self::GreatestTotal => "总分最大",
            Self::StableForNeeds => "稳定，需求优先",
            Self::StableForProfiles => "稳定，供方优先",
            Self::MaxMinFair => "最小者最大的公平",
        };
        Wording::fixed(self.as_str(), chinese)
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Objective {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|o| o.as_str() == text)
            .ok_or_else(|| {
                let all = Self::ALL
                    .iter()
                    .map(|one| one.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                Error::invalid(
                    "objective",
                    text,
                    say!("use one of {all}", "请用 {all} 之一"),
                )
            })
    }
}

impl From<Objective> for String {
    fn from(objective: Objective) -> Self {
        objective.as_str().to_owned()
    }
}

impl TryFrom<String> for Objective {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Objective;

    #[test]
    fn an_objective_survives_its_spelling() {
        for &objective in Objective::ALL {
            assert_eq!(
                objective.to_string().parse::<Objective>().unwrap(),
                objective
            );
        }
    }

    #[test]
    fn an_unknown_objective_lists_the_known() {
        let error = "best".parse::<Objective>().unwrap_err();
        assert!(error.is_invalid_input());
        assert!(error.to_string().contains("max-min-fair"));
    }
}
