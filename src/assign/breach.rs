//! Constraints that an assignment breaks.

use crate::decision::{Breach, BreachKind};
use crate::error::{Bilingual, Wording, counted, displays_wording, say};
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

fn of_need(need: &NeedId, (profiles, got): (String, u32), (least, most): (u32, u32)) -> Wording {
    say!(
        "{need} has {profiles}, not {least} to {most}",
        "需求 {need} 有{got}个供方，应为{least}至{most}个"
    )
}

fn of_profile(
    profile: &ProfileId,
    (needs, got): (String, u32),
    (least, most): (u32, u32),
) -> Wording {
    say!(
        "{profile} has {needs}, not {least} to {most}",
        "供方 {profile} 有{got}项需求，应为{least}至{most}项"
    )
}

impl Bilingual for AssignmentBreach {
    fn wording(&self) -> Wording {
        match self {
            Self::Unknown { need, profile } => say!(
                "{need} – {profile} is no pair, or twice",
                "{need} – {profile} 不是配对，或重复"
            ),
            Self::People {
                need,
                profile,
                got,
                most,
            } => say!(
                "{need} has {got} people of {profile}, not 1 to {most}",
                "需求 {need} 有 {profile} 的{got}人，应为1至{most}人"
            ),
            Self::Forbidden { need, profile } => say!(
                "{need} – {profile} is forbidden",
                "{need} – {profile} 被禁止"
            ),
            Self::Missing { need, profile } => say!(
                "{need} – {profile} is required",
                "缺少必需的 {need} – {profile}"
            ),
            Self::Demand {
                need,
                got,
                least,
                most,
            } => {
                let got = (counted(*got, "profile", "profiles"), *got);
                of_need(need, got, (*least, *most))
            }
            Self::Capacity {
                profile,
                got,
                least,
                most,
            } => {
                let got = (counted(*got, "need", "needs"), *got);
                of_profile(profile, got, (*least, *most))
            }
            Self::Quota {
                need,
                label,
                got,
                least,
                most,
            } => say!(
                "{need} has {got} of {label}, not {least} to {most}",
                "需求 {need} 有{got}个“{label}”，应为{least}至{most}个"
            ),
            Self::Group { need, leader } => say!(
                "{need} has part of the group of {leader}",
                "需求 {need} 只有 {leader} 的小组的一部分"
            ),
            Self::Blocking { need, profile } => say!(
                "{need} – {profile} blocks stability",
                "{need} – {profile} 使方案不稳定"
            ),
            Self::Sum { got, expected } => say!(
                "{got} is stated, {expected} is right",
                "所写为 {got}，应为 {expected}"
            ),
        }
    }
}

displays_wording!(AssignmentBreach);

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
