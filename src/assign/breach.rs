//! Constraints that an assignment breaks.

use std::fmt;

use crate::decision::{Breach, BreachKind};
use crate::model::{NeedId, ProfileId};

/// A constraint that an assignment breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the fields are ids and counts, said above each variant"
)]
pub enum AssignmentBreach {
    /// A pair that the problem does not have, or comes twice.
    Unknown { need: NeedId, profile: ProfileId },
    /// A pair has no people, or more than its need asks for and its profile has; one at most if either does not count
    /// people.
    People {
        need: NeedId,
        profile: ProfileId,
        got: u32,
        most: u32,
    },
    /// A pair is forbidden.
    Forbidden { need: NeedId, profile: ProfileId },
    /// A required pair is missing.
    Missing { need: NeedId, profile: ProfileId },
    /// A need's number of profiles is out of its range.
    Demand {
        need: NeedId,
        got: u32,
        least: u32,
        most: u32,
    },
    /// A profile's number of needs is out of its range.
    Capacity {
        profile: ProfileId,
        got: u32,
        least: u32,
        most: u32,
    },
    /// A need's number of profiles of a label is out of its range.
    Quota {
        need: NeedId,
        label: String,
        got: u32,
        least: u32,
        most: u32,
    },
    /// A need has some of a group and not all.
    Group { need: NeedId, leader: ProfileId },
    /// A need and a profile would both rather have each other, and the objective was stability.
    Blocking { need: NeedId, profile: ProfileId },
    /// A pair's affinity, or the total, differs from the problem's.
    Sum { got: String, expected: String },
}

impl fmt::Display for AssignmentBreach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { need, profile } => write!(f, "{need} – {profile} is no pair, or twice"),
            Self::People {
                need,
                profile,
                got,
                most,
            } => write!(f, "{need} has {got} people of {profile}, not 1 to {most}"),
            Self::Forbidden { need, profile } => write!(f, "{need} – {profile} is forbidden"),
            Self::Missing { need, profile } => write!(f, "{need} – {profile} is required"),
            Self::Demand {
                need,
                got,
                least,
                most,
            } => {
                write!(f, "{need} has {got} profiles, not {least} to {most}")
            }
            Self::Capacity {
                profile,
                got,
                least,
                most,
            } => {
                write!(f, "{profile} has {got} needs, not {least} to {most}")
            }
            Self::Quota {
                need,
                label,
                got,
                least,
                most,
            } => {
                write!(f, "{need} has {got} of {label}, not {least} to {most}")
            }
            Self::Group { need, leader } => write!(f, "{need} has part of the group of {leader}"),
            Self::Blocking { need, profile } => write!(f, "{need} – {profile} blocks stability"),
            Self::Sum { got, expected } => write!(f, "{got} is stated, {expected} is right"),
        }
    }
}

impl Breach for AssignmentBreach {
    fn kind(&self) -> BreachKind {
        match self {
            Self::Unknown { .. } => BreachKind::Unknown,
            Self::Forbidden { .. } => BreachKind::Forbidden,
            Self::Missing { .. } => BreachKind::Missing,
            Self::People { .. }
            | Self::Demand { .. }
            | Self::Capacity { .. }
            | Self::Quota { .. } => BreachKind::Count,
            Self::Group { .. } => BreachKind::Split,
            Self::Blocking { .. } => BreachKind::Unstable,
            Self::Sum { .. } => BreachKind::Figure,
        }
    }

    fn need(&self) -> Option<&NeedId> {
        match self {
            Self::Unknown { need, .. }
            | Self::People { need, .. }
            | Self::Forbidden { need, .. }
            | Self::Missing { need, .. }
            | Self::Demand { need, .. }
            | Self::Quota { need, .. }
            | Self::Group { need, .. }
            | Self::Blocking { need, .. } => Some(need),
            Self::Capacity { .. } | Self::Sum { .. } => None,
        }
    }

    fn profile(&self) -> Option<&ProfileId> {
        match self {
            Self::Unknown { profile, .. }
            | Self::People { profile, .. }
            | Self::Forbidden { profile, .. }
            | Self::Missing { profile, .. }
            | Self::Capacity { profile, .. }
            | Self::Group {
                leader: profile, ..
            }
            | Self::Blocking { profile, .. } => Some(profile),
            Self::Demand { .. } | Self::Quota { .. } | Self::Sum { .. } => None,
        }
    }
}
