//! The result of learning, and whether to use it.

use std::fmt;

use serde::Serialize;

use super::{Gain, Shrinkage};
use crate::model::spelled::spelled;
use crate::score::KindWeights;

spelled! {
    /// Whether learned weights are to be used in place of the presets.
    pub enum LearningVerdict as "verdict" {
        /// They ranked better on needs held out, by more than luck.
        Better = "better" | "优于预设",
        /// They did not, or it may be luck.
        NotBetter = "not_better" | "未优于预设",
        /// There are too few needs to decide.
        TooLittleData = "too_little_data" | "数据不足",
    }
}

/// The result of a [`Trainer`](super::Trainer).
///
/// `Display` prints it in lines; JSON by serde.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Training {
    /// Whether to use the weights.
    pub verdict: LearningVerdict,
    /// Number of needs with at least one pair to learn from.
    pub needs: usize,
    /// Number of needs without a pair: nothing shown for them was better than anything else.
    pub needs_without_pairs: usize,
    /// Number of pairs learned from.
    pub pairs: usize,
    /// Needs that would do: of [`LearningVerdict::TooLittleData`] the least number; of [`LearningVerdict::NotBetter`] about
    /// how many would separate a gain of the size seen from luck, if there is one.
    pub needs_wanted: Option<usize>,
    /// Gains on held-out needs; the first decides. Empty if there is too little data.
    pub gains: Vec<Gain>,
    /// The shrinkage that each fold chose from its own needs, then the one that all needs chose.
    pub shrinkage: Vec<Shrinkage>,
    /// Whether every search ended at its minimum.
    pub is_converged: bool,
    /// Number of folds of the cross-validation.
    pub folds: usize,
    /// Seed of the folds and of the bootstrap.
    pub seed: u64,
    #[serde(rename = "fitted")]
    pub(super) weights: Option<KindWeights>,
}

impl Training {
    /// The weights, if they are [`LearningVerdict::Better`] than the presets.
    #[must_use]
    pub fn recommended(&self) -> Option<&KindWeights> {
        self.weights
            .as_ref()
            .filter(|_| self.verdict == LearningVerdict::Better)
    }

    /// The weights fitted to all needs, whatever the verdict; `None` if there is too little data. To be
    /// looked at, not to be used unless they are [`Training::recommended`].
    #[must_use]
    pub fn fitted(&self) -> Option<&KindWeights> {
        self.weights.as_ref()
    }
}

impl fmt::Display for Training {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (needs, pairs) = (self.needs, self.pairs);
        write!(f, "{pairs} pairs of {needs} needs")?;
        if self.needs_without_pairs > 0 {
            write!(f, " ({} more needs have none)", self.needs_without_pairs)?;
        }
        writeln!(f)?;
        for gain in &self.gains {
            writeln!(f, "{gain}")?;
        }
        match (self.verdict, self.needs_wanted) {
            (LearningVerdict::Better, _) => {
                write!(f, "better than the presets: use the learned weights")
            }
            (LearningVerdict::TooLittleData, wanted) => write!(
                f,
                "too little data: learning wants {} needs with pairs, {} more; keep the presets",
                wanted.unwrap_or(needs),
                wanted.unwrap_or(needs).saturating_sub(needs)
            ),
            (LearningVerdict::NotBetter, Some(wanted)) => write!(
                f,
                "not surely better than the presets: keep those; a gain of this size would show from about {wanted} needs"
            ),
            (LearningVerdict::NotBetter, None) => {
                write!(f, "not better than the presets: keep those")
            }
        }
    }
}
