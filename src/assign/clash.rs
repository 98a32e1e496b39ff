//! Constraints of an assignment that cannot all hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::change::AssignmentChange;
use crate::decision::{Infeasibility, Relaxation, listed};
use crate::model::{NeedId, ProfileId};

pub(super) type AssignmentInfeasibility = Infeasibility<AssignmentClash, AssignmentChange>;
pub(super) type AssignmentRelaxation = Relaxation<AssignmentChange>;

/// The constraints that an [`AssignmentClash`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ClashKind {
    /// Ranges, quotas, required and forbidden pairs ask for more places than there are.
    Places,
    /// There are places enough, but groups and crossing quotas do not fit together.
    Groups,
    /// A repair needs more changed pairs than its limit allows.
    Changes,
}

/// Needs and profiles whose constraints cannot all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssignmentClash {
    /// The constraints that it is about.
    pub kind: ClashKind,
    /// Ids of the needs, ascending.
    pub needs: Vec<NeedId>,
    /// Ids of the profiles, ascending.
    pub profiles: Vec<ProfileId>,
    /// Places that must be filled among them, or pairs that a repair must change; 0 of groups.
    pub required: u64,
    /// Places that can be filled, or pairs that may change: always fewer; 0 of groups.
    pub available: u64,
}

impl fmt::Display for AssignmentClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (needs, profiles) = (listed(&self.needs), listed(&self.profiles));
        let (required, available) = (self.required, self.available);
        match self.kind {
            ClashKind::Places => write!(
                f,
                "{required} places must be filled and {available} can be between needs {needs} and profiles {profiles}"
            ),
            ClashKind::Groups => write!(
                f,
                "groups or crossing quotas of needs {needs} and profiles {profiles} do not fit"
            ),
            ClashKind::Changes => write!(
                f,
                "a repair with at most {available} changed pairs does not exist, {required} must change"
            ),
        }
    }
}
