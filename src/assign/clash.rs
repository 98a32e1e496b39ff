//! Constraints of an assignment that cannot all hold.

use serde::{Deserialize, Serialize};

use super::change::AssignmentChange;
use crate::decision::{Infeasibility, Relaxation, listed};
use crate::error::{Bilingual, Wording, counted, displays_wording, say};
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

impl Bilingual for AssignmentClash {
    fn wording(&self) -> Wording {
        let (needs, profiles) = (listed(&self.needs), listed(&self.profiles));
        let (required, available) = (self.required, self.available);
        let places = counted(required, "place", "places");
        // A quota of a label that no candidate has clashes with nobody in particular.
        let nobody = self.profiles.is_empty();
        match self.kind {
            ClashKind::Places if nobody => say!(
                "{places} of needs {needs} must be filled and {available} can be",
                "需求 {needs} 必须填满{required}个名额，而最多只能填{available}个";
                needs
            ),
            ClashKind::Places => say!(
                "{places} must be filled and {available} can be between needs {needs} and profiles {profiles}",
                "需求 {needs} 与供方 {profiles} 之间必须填满{required}个名额，而最多只能填{available}个";
                needs, profiles
            ),
            ClashKind::Groups if nobody => say!(
                "groups or crossing quotas of needs {needs} do not fit",
                "需求 {needs} 的小组或交叉配额无法同时满足";
                needs
            ),
            ClashKind::Groups => say!(
                "groups or crossing quotas of needs {needs} and profiles {profiles} do not fit",
                "需求 {needs} 与供方 {profiles} 的小组或交叉配额无法同时满足";
                needs, profiles
            ),
            ClashKind::Changes => say!(
                "a repair with at most {available} changed pairs does not exist, {required} must change",
                "改动不超过{available}个配对的修复方案不存在，至少须改动{required}个"
            ),
        }
    }
}

displays_wording!(AssignmentClash);
