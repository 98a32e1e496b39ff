//! Identifiers of needs, profiles, enterprises and subscriptions.

use crate::error::{Error, Result, say};

/// Longest id, in bytes.
pub const MAX_ID_BYTES: usize = 256;

fn checked(what: &str, text: &str) -> Result<Box<str>> {
    let id = text.trim();
    if id.is_empty() {
        return Err(Error::invalid(
            what,
            text,
            say!(
                "give every record an id of its own",
                "请给每条记录一个不重复的编号"
            ),
        ));
    }
    if id.chars().any(char::is_control) {
        return Err(Error::invalid(
            what,
            id.escape_debug(),
            say!(
                "remove tabs, newlines and control characters from the id",
                "请去掉编号中的制表符、换行和控制字符"
            ),
        ));
    }
    if id.len() > MAX_ID_BYTES {
        return Err(Error::invalid(
            what,
            id,
            say!(
                "shorten the id to at most {MAX_ID_BYTES} bytes",
                "请将编号缩短到{MAX_ID_BYTES}字节以内"
            ),
        ));
    }
    Ok(id.into())
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// Trimmed, 1 to 256 bytes, without control characters; unique in its collection.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and trims `text`.
            ///
            /// # Errors
            /// Invalid input if nothing is left, or if it holds control characters or
            /// more than 256 bytes.
            pub fn new(text: impl AsRef<str>) -> Result<Self> {
                checked("id", text.as_ref()).map(Self)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", &self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// Names one need of a library.
    NeedId
);
id!(
    /// Names one profile of a library.
    ProfileId
);
id!(
    /// Names one enterprise of a library.
    EnterpriseId
);
id!(
    /// Names one subscription of a library.
    SubscriptionId
);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::NeedId;

    #[test]
    fn ids_are_trimmed_and_free_of_tabs() {
        assert_eq!(NeedId::new(" n1 ").unwrap().as_str(), "n1");
        assert!(NeedId::new("a\tb").unwrap_err().is_invalid_input());
        assert!(NeedId::new("a\nb").is_err());
        assert!(NeedId::new("  ").is_err());
        assert!(NeedId::new("x".repeat(257)).is_err());
        assert!(NeedId::new("编号-1").is_ok());
    }
}
