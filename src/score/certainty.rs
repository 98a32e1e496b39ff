//! Certainty of a known value: inferred codes count by how often they are right.

use crate::num::Fraction;

/// Certainty of a value that both sides state.
const WHOLE: u32 = 10_000;

/// How sure a known value is, in steps of 10⁻⁴: 1 if both sides state it; if a side's codes are inferred, how often
/// such codes are right; if both are, the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Certainty(u32);

impl Certainty {
    /// Returns the product of two sides' certainties, each in percent from 0 to 100.
    fn of(need: u8, profile: u8) -> Self {
        Self(u32::from(need.min(100)) * u32::from(profile.min(100)))
    }

    /// Returns the certainty as a number from 0 to 1.
    pub(crate) fn to_f64(self) -> f64 {
        f64::from(self.0) / f64::from(WHOLE)
    }

    /// Scales a share of the weights (steps of 2⁻²⁰) by this certainty, rounded down: the weight made known.
    pub(crate) fn of_share(self, share: u32) -> u32 {
        // Rounded down: the shares made known never exceed the weights, so confidence is at most 1.
        let part = u64::from(share) * u64::from(self.0) / u64::from(WHOLE);
        u32::try_from(part).unwrap_or(share)
    }

    /// `value` drawn to `neutral`: `neutral + certainty · (value − neutral)`, the step rounded towards
    /// neutral.
    fn shrink(self, value: Fraction, neutral: Fraction) -> Fraction {
        // Signed, since a value may lie on either side of neutral. Division truncates towards zero, so the step rounds
        // towards neutral; the sum lies between the two and is never negative.
        let (value, neutral) = (i64::from(value.steps()), i64::from(neutral.steps()));
        let step = (value - neutral) * i64::from(self.0) / i64::from(WHOLE);
        Fraction::from_steps(u64::try_from(neutral + step).unwrap_or(0))
    }
}

/// The value of a feature that is known of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Value as it counts, from 0 to 1: an unsure one is near its neutral prior.
    pub(crate) value: Fraction,
    pub(crate) certainty: Certainty,
}

impl Known {
    /// Makes a value that both sides state, of certainty 1.
    pub(crate) const fn stated(value: Fraction) -> Self {
        Self {
            value,
            certainty: Certainty(WHOLE),
        }
    }

    /// Returns `value` as two sides of these certainties (percent) make it known; `None` if one is not sure in the
    /// least.
    pub(crate) fn sure(value: Fraction, neutral: Fraction, need: u8, profile: u8) -> Option<Self> {
        let certainty = Certainty::of(need, profile);
        // Without any certainty the feature is unknown: a neutral value would count towards the confidence.
        (certainty.0 > 0).then(|| Self {
            value: certainty.shrink(value, neutral),
            certainty,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Known;
    use crate::num::Fraction;

    #[test]
    fn what_both_state_counts_whole() {
        for value in [Fraction::ZERO, Fraction::from_f64(0.3), Fraction::ONE] {
            let known = Known::sure(value, Fraction::HALF, 100, 100).unwrap();
            assert_eq!(known, Known::stated(value));
            assert_eq!(known.certainty.of_share(77), 77);
        }
    }

    #[test]
    fn what_is_inferred_is_drawn_to_neutral_from_both_sides() {
        let value = |value, need, profile| {
            Known::sure(value, Fraction::HALF, need, profile)
                .unwrap()
                .value
                .to_f64()
        };
        // ½ ± ½ · 0.5, and ½ · 0.5 · 0.8.
        assert_eq!(value(Fraction::ONE, 50, 100), 0.75);
        assert_eq!(value(Fraction::ZERO, 100, 50), 0.25);
        assert!((value(Fraction::ONE, 50, 80) - 0.7).abs() < 1e-8);
        assert_eq!(value(Fraction::HALF, 50, 80), 0.5);
    }

    #[test]
    fn what_nobody_is_sure_of_is_not_known() {
        assert_eq!(Known::sure(Fraction::ONE, Fraction::HALF, 0, 100), None);
    }
}
