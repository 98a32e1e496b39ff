//! Why a profile is not among the k best of a need.

use super::change::{ValueChange, WeightChange};
use super::remedy::Remedy;
use crate::model::{NeedId, ProfileId};
use crate::rule::Reason;
use crate::score::{Explanation, Feature, Fit, QuantityPart};

/// Standing of a profile against the k best of a need, its reasons, and the changes that would bring it in.
///
/// Made by [`crate::Snapshot::why_not`]. A profile that is ruled out is compared as if it were admitted, so that the
/// use of lifting the rules is plain.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// The need.
    pub need: NeedId,
    /// The profile asked for.
    pub profile: ProfileId,
    /// Number of best profiles asked for.
    pub k: usize,
    /// Whether the profile is listed, outranked, below the fit asked for, or ruled out.
    pub verdict: ListStanding,
    /// Rank of the profile among all that are admitted and have the fit asked for, from 1; if it is ruled out or has not
    /// that fit, the rank that it would have.
    pub rank: usize,
    /// Every reason that rules it out, each with its repair; empty if it is admitted. All have to be
    /// repaired for it to be admitted.
    pub obstacles: Vec<Obstacle>,
    /// How far it lies below the least fit that was asked for ([`crate::RankOptions::least_fit`]); `None` if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfit: Option<FitShortfall>,
    /// Its own score, taken apart.
    pub explanation: Explanation,
    /// The profile at the border: the k-th of all others, which it has to pass. `None` if there are
    /// fewer than k others, so that everybody who is admitted is in.
    pub border: Option<Border>,
    /// Lead of the border in each feature, the greatest first; negative if this profile leads. They sum to the
    /// border's [`gap`](Border::gap) exactly.
    pub differences: Vec<Difference>,
    /// Lead of the border in each figure that the need demands, the greatest first: they sum to the difference in
    /// [`Feature::Quantity`] exactly. Empty if the need demands none, or there is no border.
    pub figures: Vec<FigureDifference>,
    /// The least values of single features that would bring it in, the smallest rise first; of features that
    /// the need asks for. Empty if its score suffices.
    pub values: Vec<ValueChange>,
    /// The nearest weights of single features that would bring it in, the smallest change of share first.
    /// Empty if its score suffices.
    pub weights: Vec<WeightChange>,
}

/// Standing of a profile against the k best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ListStanding {
    /// It is among them.
    Listed,
    /// It is admitted, and k others are ahead.
    Outranked,
    /// It is admitted, and its fit is below the one asked for.
    Unfit,
    /// A rule bars it.
    RuledOut,
}

/// How far a profile lies below the fit that was asked for.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct FitShortfall {
    /// Least fit that was asked for.
    pub asked: Fit,
    /// Fit of the profile, below `asked`.
    pub fit: Fit,
    /// Part of the need's information that the profile's documents cover, from 0 to 1.
    pub coverage: f64,
    /// Part that would be the fit asked for, from 0 to 1; `None` if the need names so little that nobody reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<f64>,
    /// Pieces of the need that no document of the profile covers, the heaviest first, at most 8: a work about them would
    /// raise the coverage.
    pub lacking: Vec<String>,
}

/// One reason for which a profile is ruled out.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Obstacle {
    /// The reason, with its values.
    pub reason: Reason,
    /// The remedy that takes it away; `None` for conflicts of interest.
    pub repair: Option<Remedy>,
}

/// The profile that has to be passed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Border {
    /// The profile.
    pub profile: ProfileId,
    /// Its score, from 0 to 1.
    pub score: f64,
    /// Its score less the score of the profile asked for, exactly, from −1 to 1. Of equal scores the lower id is ahead.
    pub gap: f64,
}

/// Contributions of one feature for the profile at the border, and for the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Difference {
    /// The feature.
    pub feature: Feature,
    /// Its contribution to the border's score, from 0 to 1.
    pub border: f64,
    /// Its contribution to this score, from 0 to 1.
    pub own: f64,
    /// `border` less `own`, exactly, from −1 to 1.
    pub difference: f64,
}

/// Contributions of one demanded figure for the profile at the border, and for the one asked for.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct FigureDifference {
    /// The figure of the profile at the border.
    pub border: QuantityPart,
    /// The figure of the profile asked for.
    pub own: QuantityPart,
    /// The border's contribution less its own, exactly, from −1 to 1.
    pub difference: f64,
}

impl Obstacle {
    pub(super) fn of(reason: Reason) -> Self {
        let repair = Remedy::of(&reason);
        Self { reason, repair }
    }
}

impl Difference {
    /// The differences of two explanations of profiles for one need under the same weights, greatest first.
    pub(super) fn between(border: &Explanation, own: &Explanation) -> Vec<Self> {
        // Both are scored under the same weights, so the totals have the same features in the same order.
        let pairs = border.totals().into_iter().zip(own.totals());
        let mut differences: Vec<Self> = pairs
            .map(|(border, own)| Self {
                feature: own.feature,
                border: border.contribution,
                own: own.contribution,
                difference: border.contribution - own.contribution,
            })
            .collect();
        differences.sort_by(|a, b| b.difference.total_cmp(&a.difference));
        differences
    }
}

impl FigureDifference {
    /// The differences of two explanations of profiles for one need under the same weights, greatest first.
    pub(super) fn between(border: &Explanation, own: &Explanation) -> Vec<Self> {
        // One part for each demand of the same need, in its order.
        let pairs = border.quantities.iter().zip(&own.quantities);
        let mut differences: Vec<Self> = pairs
            .map(|(border, own)| Self {
                border: border.clone(),
                own: own.clone(),
                difference: border.contribution - own.contribution,
            })
            .collect();
        differences.sort_by(|a, b| b.difference.total_cmp(&a.difference));
        differences
    }
}

impl Border {
    pub(super) fn of(border: &Explanation, own: &Explanation) -> Self {
        Self {
            profile: border.profile.clone(),
            score: border.score,
            gap: border.score - own.score,
        }
    }

    /// Steps of 2⁻⁵⁰ that `own` lacks to be ahead; not positive if it is ahead.
    pub(super) fn missing(&self, own: &ProfileId) -> i64 {
        // At equal scores the lower id is ahead, so a higher id needs one step more.
        super::change::steps(self.gap) + i64::from(*own > self.profile)
    }
}
