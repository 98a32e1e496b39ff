//! What became of an appended entry.

use super::standing::Standing;

/// What became of an appended entry.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Appended {
    /// Number of the entry.
    pub number: u64,
    /// Whether its moment lies before the one of an entry that its match had already. It counts at its moment, not at
    /// the end.
    pub is_late: bool,
    /// How the match stands after it, in an append of several after the last of them; `None` if nothing is left that
    /// happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

impl Appended {
    pub(super) fn new(number: u64, is_late: bool) -> Self {
        Self {
            number,
            is_late,
            standing: None,
        }
    }
}
