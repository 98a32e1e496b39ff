//! The two directions of a match: how well the profile suits the need, and the need the profile.

use super::preference::Statement;
use crate::num::{Fraction, POINTS_ONE, Points};
use crate::rule::Side;

/// How each side would score a pair on its own; [`combined`](Self::combined) is the score.
///
/// The need's side is the weighted mean of every feature but
/// [`ProfilePreference`](super::Feature::ProfilePreference), the profile's side is that feature: the share of
/// its owner's statements that the need keeps, ½ if none can be judged. What an owner *refuses* is no
/// matter of degree: a veto rules the pair out ([`crate::rule::Rule::ProfileVeto`]).
///
/// # The mean
/// The two directions are combined by a weighted arithmetic mean; the weight of the profile's side is that of its
/// feature, learnable like any other. See [`crate::score`] for the measurements against geometric and harmonic means
/// and the minimum.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Sides {
    /// How well the profile suits the need, from 0 to 1; ½ if no feature of this side weighs anything.
    pub need: f64,
    /// How well the need suits the profile's owner, from 0 to 1.
    pub profile: f64,
    /// Weight of the profile's side in the score, from 0 to 1; the need's side has the rest.
    pub profile_weight: f64,
}

impl Sides {
    /// Takes `total` apart: `value` of the profile's side weighs `share`.
    pub(crate) fn of(total: Points, share: u32, value: Fraction) -> Self {
        // Whole points up to the one division, so that nothing else rounds.
        let rest = POINTS_ONE - Points::of(share, Fraction::ONE).0;
        // Does not saturate for a score: the total includes the points of the profile's side.
        let of_need = total.0.saturating_sub(Points::of(share, value).0);
        #[expect(clippy::cast_precision_loss, reason = "at most 2^50, exact in an f64")]
        let need = if rest == 0 {
            Fraction::HALF.to_f64()
        } else {
            of_need as f64 / rest as f64
        };
        Self {
            need,
            profile: value.to_f64(),
            profile_weight: Points::of(share, Fraction::ONE).to_f64(),
        }
    }

    /// Returns the weighted mean of both sides, from 0 to 1: the score, but for the rounding of a division's last bit.
    #[must_use]
    pub fn combined(&self) -> f64 {
        self.need * (1.0 - self.profile_weight) + self.profile * self.profile_weight
    }
}

/// One wish of a side, against the facts of the other side.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct WishPart {
    /// Whose wish it is.
    pub side: Side,
    /// Subject of the statement.
    pub statement: Statement,
    /// Whether the other side is like that; `None` if it does not say.
    pub kept: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::Sides;
    use crate::num::{Fraction, Points, WEIGHT_ONE};

    #[test]
    fn the_sides_mean_the_score() {
        let share = WEIGHT_ONE / 4;
        let total =
            Points::of(WEIGHT_ONE - share, Fraction::HALF) + Points::of(share, Fraction::ONE);
        let sides = Sides::of(total, share, Fraction::ONE);
        assert_eq!((sides.need, sides.profile), (0.5, 1.0));
        assert_eq!(sides.profile_weight, 0.25);
        assert_eq!(sides.combined(), total.to_f64());
    }

    #[test]
    fn a_side_that_weighs_nothing_is_neutral() {
        let all = Sides::of(
            Points::of(WEIGHT_ONE, Fraction::ONE),
            WEIGHT_ONE,
            Fraction::ONE,
        );
        assert_eq!((all.need, all.combined()), (0.5, 1.0));
        let none = Sides::of(Points::of(WEIGHT_ONE, Fraction::HALF), 0, Fraction::ONE);
        assert_eq!((none.need, none.combined()), (0.5, 0.5));
    }
}
