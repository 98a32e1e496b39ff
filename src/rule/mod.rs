//! Hard rules: who may be matched with whom, and why not.
//!
//! A rule admits or rejects a pair before anything is scored. Rules are three-state: a fact
//! that is not known breaks no rule. Each rule looks at the need and at *one* facet of the
//! profile (or at its id and name), so that ranking asks it once for each distinct value.

mod check;
mod condition;
mod judge;
mod place;
mod reason;
mod scope;
#[cfg(test)]
mod tests;

pub use check::Rules;
pub use place::{Corridor, PlaceContext};
pub use reason::{Reason, Refused, Side, Violation};

/// A reason for which a pair is ruled out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// The need is settled, paused or withdrawn.
    NeedStatus,
    /// The profile is paused or retired.
    ProfileStatus,
    /// Profiles of this kind do not serve needs of that kind.
    Kind,
    /// The caller left this profile out.
    Excluded,
    /// The profile lies outside the region that the caller asked for.
    Within,
    /// Both belong to the same organisation.
    SameOrganization,
    /// One side declared a conflict of interest.
    DeclaredConflict,
    /// They published together lately.
    Coauthors,
    /// The need lies beyond the profile's reach.
    Reach,
    /// The profile serves as many firms as it may.
    QuotaUsedUp,
    /// The need does not meet a condition of eligibility.
    Eligibility,
    /// The profile's owner refuses such needs.
    ProfileVeto,
    /// The enterprise refuses such profiles.
    NeedVeto,
}

impl Rule {
    /// The canonical spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeedStatus => "need_status",
            Self::ProfileStatus => "profile_status",
            Self::Kind => "kind",
            Self::Excluded => "excluded",
            Self::Within => "within",
            Self::SameOrganization => "same_organization",
            Self::DeclaredConflict => "declared_conflict",
            Self::Coauthors => "coauthors",
            Self::Reach => "reach",
            Self::QuotaUsedUp => "quota_used_up",
            Self::Eligibility => "eligibility",
            Self::ProfileVeto => "profile_veto",
            Self::NeedVeto => "need_veto",
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
