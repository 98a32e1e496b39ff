//! Codes that nobody stated.

use serde::{Deserialize, Serialize};

use super::Code;

/// Codes read off the text of a record that states none, and how sure they are.
///
/// No rule looks at them: only a statement bars a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inferred {
    /// The codes, sorted, at least one.
    pub codes: Vec<Code>,
    /// Share of such codes that are right, in percent, 1 to 100.
    pub percent: u8,
}

impl Inferred {
    pub(crate) fn new(codes: impl IntoIterator<Item = Code>, percent: u8) -> Self {
        let mut codes: Vec<Code> = codes.into_iter().collect();
        codes.sort();
        codes.dedup();
        Self { codes, percent }
    }

    /// Share of such codes that are right, above 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        f64::from(self.percent) / 100.0
    }
}
