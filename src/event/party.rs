//! Parties to an event.

use serde::{Deserialize, Serialize};

use crate::error::{Bilingual, Result, Wording, displays_wording, say};
use crate::model::{NeedId, ProfileId};

/// A party to an event, by id.
///
/// An enterprise comes with one or more needs and is in one place at a time; so is a profile. A need of
/// which no enterprise is named is an enterprise of its own, of the same id. In JSON `{"need": id}` and so
/// on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Party {
    /// A need.
    Need(NeedId),
    /// The enterprise of one or more needs.
    Enterprise(String),
    /// A profile.
    Profile(ProfileId),
}

impl Party {
    /// The need with the given id.
    ///
    /// # Errors
    /// Invalid input if the text is no [`NeedId`].
    pub fn need(id: impl AsRef<str>) -> Result<Self> {
        NeedId::new(id).map(Self::Need)
    }

    /// The enterprise with the given id.
    pub fn enterprise(id: impl Into<String>) -> Self {
        Self::Enterprise(id.into())
    }

    /// The profile with the given id.
    ///
    /// # Errors
    /// Invalid input if the text is no [`ProfileId`].
    pub fn profile(id: impl AsRef<str>) -> Result<Self> {
        ProfileId::new(id).map(Self::Profile)
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Need(id) => id,
            Self::Enterprise(id) => id,
            Self::Profile(id) => id,
        }
    }

    /// Returns the side: `need`, `enterprise` or `profile`.
    #[must_use]
    pub fn side(&self) -> &'static str {
        match self {
            Self::Need(_) => "need",
            Self::Enterprise(_) => "enterprise",
            Self::Profile(_) => "profile",
        }
    }
}

impl Bilingual for Party {
    fn wording(&self) -> Wording {
        match self {
            Self::Need(id) => say!("need {id}", "需求 {id}"),
            Self::Enterprise(id) => say!("enterprise {id}", "企业 {id}"),
            Self::Profile(id) => say!("profile {id}", "供方 {id}"),
        }
    }
}

displays_wording!(Party);
