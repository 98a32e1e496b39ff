//! Versions of records: what a writer compares before it changes one.

use crate::error::{Error, Result, say};
use crate::num::hash64;

/// The version of a record: a 64-bit hash of its JSON, written as 16 hexadecimal digits.
///
/// It depends on the content alone, so that equal records have one version in every library and after every export,
/// and a record that is changed back has its old version again. Two different records share one by chance once in
/// 2⁶⁴ pairs.
///
/// # Example
/// ```
/// use qianxian::model::{Need, Version};
/// let need = Need::new("n1", "针状焦")?;
/// let version = Version::of(&need)?;
/// assert_eq!(version.to_string().parse::<Version>()?, version);
/// assert_ne!(version, Version::of(&Need::new("n1", "油系针状焦")?)?);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Version(u64);

impl Version {
    /// The version of `record`: a need, a profile or an enterprise.
    ///
    /// # Errors
    /// Invalid input if the record cannot be written as JSON.
    pub fn of(record: &impl serde::Serialize) -> Result<Self> {
        let text = serde_json::to_string(record).map_err(|e| {
            let repair = say!("give values that JSON can hold", "请给出 JSON 能表示的值");
            Error::invalid("record", e, repair)
        })?;
        Ok(Self::of_text(&text))
    }

    /// The version of a record whose JSON has that digest.
    pub(crate) fn of_digest(digest: u64) -> Self {
        Self(digest)
    }

    /// The digest of the record's JSON.
    pub(crate) fn digest(self) -> u64 {
        self.0
    }

    /// The version of the record with that JSON, as the library stores it.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(hash64(text.as_bytes()))
    }
}

impl std::str::FromStr for Version {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let digits = text.trim();
        let is_version = digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let number = is_version.then(|| u64::from_str_radix(digits, 16).ok());
        number.flatten().map(Self).ok_or_else(|| {
            let repair = say!(
                "give the 16 hexadecimal digits that the record was shown with",
                "请给出显示记录时所附的16位十六进制版本号"
            );
            Error::invalid("version", text, repair)
        })
    }
}

impl TryFrom<String> for Version {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{:016x}", self.0))
    }
}

impl std::fmt::Debug for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
