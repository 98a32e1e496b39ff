//! The hand-written cues: words that name the subject of a text.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result, say};
use crate::model::fold::lower_text;

/// Key of the line of words that count little.
const WEAK: &str = "weak";
/// Key of the line of words that count nothing.
const NULL: &str = "null";

/// Cues of one taxonomy, by code; phrases are normalised and in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Cues {
    pub(super) by_code: BTreeMap<String, BTreeSet<String>>,
    /// Said in texts about anything.
    pub(super) weak: BTreeSet<String>,
    /// Longer words in which a cue stands by accident.
    pub(super) null: BTreeSet<String>,
}

impl Cues {
    /// Reads lines of `key: phrase、phrase`; the key is a code, `weak` or `null`. `#` begins a comment line.
    ///
    /// # Errors
    /// Invalid input for a line without a key.
    pub(super) fn read(text: &str) -> Result<Self> {
        let mut cues = Self::default();
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (key, phrases) = line.split_once(':').ok_or_else(|| {
                Error::invalid(
                    "cues",
                    line,
                    say!(
                        "begin the line with a code and a colon",
                        "行首请写代码和冒号"
                    ),
                )
            })?;
            let list = match key {
                WEAK => &mut cues.weak,
                NULL => &mut cues.null,
                code => cues.by_code.entry(code.to_owned()).or_default(),
            };
            list.extend(
                phrases
                    .split('、')
                    .map(lower_text)
                    .filter(|p| !p.is_empty()),
            );
        }
        Ok(cues)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Cues;

    #[test]
    fn lines_are_read_by_key_and_folded() {
        let cues = Cues::read("# 注\nC26: 樹脂、Epoxy\n\nweak: 检测\nnull: 化工艺").unwrap();
        assert_eq!(
            cues.by_code["C26"],
            ["epoxy", "树脂"].map(str::to_owned).into()
        );
        assert!(cues.weak.contains("检测") && cues.null.contains("化工艺"));
    }

    #[test]
    fn a_line_without_a_key_is_refused() {
        assert!(Cues::read("树脂、环氧").unwrap_err().is_invalid_input());
    }
}
