//! A record of any collection.

use serde_json::{Map, Value};

use super::{Collection, Enterprise, Need, Profile, RecordId, Version};
use crate::error::{Error, Result, say};

/// A record of any collection.
///
/// # Example
/// ```
/// use qianxian::model::{Collection, Need, Record};
/// let record = Record::from(Need::new("n1", "针状焦")?);
/// let read = Record::from_fields(Collection::Need, record.to_fields()?);
/// assert_eq!(read.unwrap(), record);
/// assert_eq!((record.id().as_str(), record.name()), ("n1", "针状焦"));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Record {
    /// A need.
    Need(Box<Need>),
    /// A profile.
    Profile(Box<Profile>),
    /// An enterprise.
    Enterprise(Box<Enterprise>),
}

impl Record {
    /// Reads a record of `collection` from named fields.
    ///
    /// # Errors
    /// One invalid-input error for every bad field; see [`Need::from_fields`].
    pub fn from_fields(
        collection: Collection,
        fields: Map<String, Value>,
    ) -> Result<Self, Vec<Error>> {
        Ok(match collection {
            Collection::Need => Need::from_fields(fields)?.into(),
            Collection::Profile => Profile::from_fields(fields)?.into(),
            Collection::Enterprise => Enterprise::from_fields(fields)?.into(),
        })
    }

    /// The record as named fields, as its JSON has them.
    ///
    /// # Errors
    /// Invalid input for a value that JSON cannot hold.
    pub fn to_fields(&self) -> Result<Map<String, Value>> {
        let lost = |value: String| {
            let repair = say!("give values that JSON can hold", "请给出 JSON 能表示的值");
            Error::invalid("record", value, repair)
        };
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(other) => Err(lost(other.to_string())),
            Err(error) => Err(lost(error.to_string())),
        }
    }

    /// The id with its collection.
    #[must_use]
    pub fn id(&self) -> RecordId {
        match self {
            Self::Need(need) => need.id.clone().into(),
            Self::Profile(profile) => profile.id.clone().into(),
            Self::Enterprise(enterprise) => enterprise.id.clone().into(),
        }
    }

    /// Title of a need, name of a profile or an enterprise.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Need(need) => &need.title,
            Self::Profile(profile) => &profile.name,
            Self::Enterprise(enterprise) => &enterprise.name,
        }
    }

    /// The version; see [`Version`].
    ///
    /// # Errors
    /// Invalid input for a value that JSON cannot hold.
    pub fn version(&self) -> Result<Version> {
        Version::of(self)
    }
}

impl From<Need> for Record {
    fn from(need: Need) -> Self {
        Self::Need(Box::new(need))
    }
}

impl From<Profile> for Record {
    fn from(profile: Profile) -> Self {
        Self::Profile(Box::new(profile))
    }
}

impl From<Enterprise> for Record {
    fn from(enterprise: Enterprise) -> Self {
        Self::Enterprise(Box::new(enterprise))
    }
}
