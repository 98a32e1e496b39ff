//! The result of learning, and whether to use it.

use serde::Serialize;

use super::{Gain, Shrinkage};
use crate::error::{Bilingual, Wording, counted, displays_wording, say};
use crate::model::spelled::spelled;
use crate::score::KindWeights;

spelled! {
    /// Whether learned weights are to be used in place of the presets.
    pub enum LearningVerdict as "verdict" {
        /// They ranked better on needs held out, by more than luck.
        Better = "better" | "优于预设",
        /// They did not, or it may be luck.
        NotBetter = "not_better" | "未优于预设",
        /// They ranked worse on needs held out, by more than luck.
        Worse = "worse" | "劣于预设",
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

impl Bilingual for Training {
    fn wording(&self) -> Wording {
        let (needs, pairs) = (self.needs, self.pairs);
        let of_pairs = counted(pairs, "pair", "pairs");
        let of_needs = counted(needs, "need", "needs");
        let mut parts = vec![say!(
            "{of_pairs} of {of_needs}",
            "{needs}项需求的{pairs}个配对"
        )];
        let none = self.needs_without_pairs;
        if none > 0 {
            let have_none = counted(none, "more need has", "more needs have");
            parts.push(say!(" ({have_none} none)", "（另有{none}项需求没有配对）"));
        }
        let line_end = || Wording::name("\n");
        parts.push(line_end());
        // The needs without a pair are what keeps from learning: why they have none, and what would give them one.
        if self.verdict == LearningVerdict::TooLittleData && none > 0 {
            parts.push(say!(
                "a need teaches by a pair: two profiles with different outcomes; one outcome, or equal ones, say nothing of what ranks above what. Record the profiles that were shown and not taken too (shown, refused)",
                "一项需求要有一对结果不同的供方才能用于学习；只有一个结果或结果都相同，说明不了谁该排在前。请把推送过而未成的供方也记录下来（已推送、拒绝）"
            ));
            parts.push(line_end());
        }
        for gain in &self.gains {
            parts.extend([gain.wording(), line_end()]);
        }
        parts.push(self.advice());
        Wording::joined(&parts, ("", ""))
    }
}

displays_wording!(Training);

impl Training {
    /// The verdict, and what to do about it.
    fn advice(&self) -> Wording {
        match (self.verdict, self.needs_wanted) {
            (LearningVerdict::Worse, _) => {
                say!("worse than the presets: keep those", "差于预设：请保留预设")
            }
            (LearningVerdict::Better, _) => say!(
                "better than the presets: use the learned weights",
                "优于预设：请使用学得的权重"
            ),
            (LearningVerdict::TooLittleData, wanted) => {
                let wanted = wanted.unwrap_or(self.needs);
                let more = wanted.saturating_sub(self.needs);
                let wants = counted(wanted, "need", "needs");
                say!(
                    "too little data: learning wants {wants} with pairs, {more} more; keep the presets",
                    "数据过少：学习需要{wanted}项有配对的需求，还差{more}项；请保留预设"
                )
            }
            (LearningVerdict::NotBetter, Some(wanted)) => say!(
                "not surely better than the presets: keep those; a gain of this size would show from about {wanted} needs",
                "未能确定优于预设：请保留预设；这样大小的增益约需{wanted}项需求才能显现"
            ),
            (LearningVerdict::NotBetter, None) => say!(
                "not better than the presets: keep those",
                "不优于预设：请保留预设"
            ),
        }
    }
}
