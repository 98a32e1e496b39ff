//! Names of records across the three collections of a library.

use super::spelled::spelled;
use super::{EnterpriseId, NeedId, ProfileId};
use crate::error::{Result, Wording, say};

spelled! {
    /// One of the three kinds of records that a library keeps.
    pub enum Collection as "collection" {
        /// What enterprises ask for.
        Need = "need" | "需求" | "needs",
        /// What experts, institutions, results and programmes offer.
        Profile = "profile" | "供方" | "profiles",
        /// The enterprises themselves.
        Enterprise = "enterprise" | "企业" | "enterprises",
    }
}

/// The id of a record with the collection that it belongs to. In JSON, `{"need":"n1"}`.
///
/// # Example
/// ```
/// use qianxian::model::{Collection, NeedId, RecordId};
/// let id = RecordId::from(NeedId::new("n1")?);
/// assert_eq!((id.collection(), id.as_str()), (Collection::Need, "n1"));
/// assert_eq!(id, RecordId::new(Collection::Need, " n1 ")?);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RecordId {
    /// A need.
    Need(NeedId),
    /// A profile.
    Profile(ProfileId),
    /// An enterprise.
    Enterprise(EnterpriseId),
}

impl RecordId {
    /// The record `id` of `collection`.
    ///
    /// # Errors
    /// Invalid input for a bad id (see [`NeedId::new`]).
    pub fn new(collection: Collection, id: impl AsRef<str>) -> Result<Self> {
        Ok(match collection {
            Collection::Need => Self::Need(NeedId::new(id)?),
            Collection::Profile => Self::Profile(ProfileId::new(id)?),
            Collection::Enterprise => Self::Enterprise(EnterpriseId::new(id)?),
        })
    }

    /// The collection.
    #[must_use]
    pub fn collection(&self) -> Collection {
        match self {
            Self::Need(_) => Collection::Need,
            Self::Profile(_) => Collection::Profile,
            Self::Enterprise(_) => Collection::Enterprise,
        }
    }

    /// The id alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Need(id) => id.as_str(),
            Self::Profile(id) => id.as_str(),
            Self::Enterprise(id) => id.as_str(),
        }
    }

    /// The record as errors name it.
    pub(crate) fn named(&self) -> Wording {
        let id = self.as_str();
        match self {
            Self::Need(_) => say!("need {}", "需求 {}", id),
            Self::Profile(_) => say!("profile {}", "供方 {}", id),
            Self::Enterprise(_) => say!("enterprise {}", "企业 {}", id),
        }
    }
}

impl From<NeedId> for RecordId {
    fn from(id: NeedId) -> Self {
        Self::Need(id)
    }
}

impl From<ProfileId> for RecordId {
    fn from(id: ProfileId) -> Self {
        Self::Profile(id)
    }
}

impl From<EnterpriseId> for RecordId {
    fn from(id: EnterpriseId) -> Self {
        Self::Enterprise(id)
    }
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.collection(), self.as_str())
    }
}
