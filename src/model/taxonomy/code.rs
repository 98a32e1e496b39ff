//! The code of a node in a taxonomy.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, Wording, say};
use crate::model::fold::visible;

/// Longest code, in characters.
const MAX_CHARS: usize = 32;

/// A taxonomy code such as `C26`: trimmed, 1 to 32 characters, no control characters.
///
/// Full-width letters and digits are made half-width, invisible characters are left out; case is kept. A code is not tied to a
/// taxonomy: whether a tree knows it is asked of the [`Taxonomy`](super::Taxonomy). In JSON a string.
///
/// # Example
/// ```
/// use qianxian::model::Code;
/// let code: Code = " Ｃ２６ ".parse()?;
/// assert_eq!(code.as_str(), "C26");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Code(Box<str>);

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = Error;

    /// # Errors
    /// Empty, longer than 32 characters, or with a control character.
    fn from_str(text: &str) -> Result<Self> {
        let folded = visible(text);
        let code = folded.trim();
        let invalid = |repair: Wording| Err(Error::invalid("code", text, repair));
        if code.is_empty() {
            return invalid(say!(
                "give a code of 1 to 32 characters",
                "请填1至32字的代码"
            ));
        }
        if code.chars().count() > MAX_CHARS {
            return invalid(say!(
                "shorten the code to 32 characters",
                "请将代码缩短到32字以内"
            ));
        }
        if code.chars().any(char::is_control) {
            return invalid(say!(
                "remove tabs, line breaks and other control characters",
                "请去掉制表符、换行和其他控制字符"
            ));
        }
        Ok(Self(code.into()))
    }
}

impl TryFrom<String> for Code {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Code;
    use proptest::prelude::*;

    #[test]
    fn empty_long_and_control_codes_are_refused() {
        for bad in ["", " \u{3000}", "C\u{0}6", "C\n26", &"9".repeat(33)] {
            assert!(
                bad.parse::<Code>().unwrap_err().is_invalid_input(),
                "{bad:?}"
            );
        }
        assert_eq!("9".repeat(32).parse::<Code>().unwrap().as_str().len(), 32);
    }

    #[test]
    fn json_is_a_string_and_is_checked() {
        let code: Code = serde_json::from_str("\"C26\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"C26\"");
        assert!(serde_json::from_str::<Code>("\"  \"").is_err());
    }

    proptest! {
        #[test]
        fn a_parsed_code_displays_as_text_that_parses_to_it(text in any::<String>()) {
            if let Ok(code) = text.parse::<Code>() {
                prop_assert_eq!(code.to_string().parse::<Code>().unwrap(), code);
            }
        }
    }
}
