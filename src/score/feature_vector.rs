//! The features of one pair as a vector, and their score under any weights.

use super::explain::Explanation;
use super::feature::prior;
use super::{Feature, Weights};
use crate::error::{Error, Result, say};
use crate::num::{Fraction, Points};

/// The value of every [`Feature`] for one pair; an unknown one stands at its neutral [`prior`], as in a score.
///
/// # Example
/// ```
/// use qianxian::score::{Feature, FeatureVector, Weights};
///
/// let pair = FeatureVector::unknown().with(Feature::Text, 0.5)?;
/// assert_eq!(pair.value(Feature::Text), 0.5);
/// assert!(!pair.is_known(Feature::Region));
/// assert_eq!(pair.score(&Weights::text_only()), 0.5);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureVector {
    values: [Option<Fraction>; Feature::ALL.len()],
    /// Whether the need has a vector to compare, so that its weight counts.
    has_vector: bool,
}

impl FeatureVector {
    /// Returns a pair of which no feature is known.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            values: [None; Feature::ALL.len()],
            has_vector: false,
        }
    }

    /// Sets `feature` as known, with `value` from 0 to 1 rounded to a step of 2⁻³⁰.
    ///
    /// # Errors
    /// Invalid input if `value` is not from 0 to 1.
    pub fn with(mut self, feature: Feature, value: f64) -> Result<Self> {
        // A NaN is in no range, so it is refused too.
        if !(0.0..=1.0).contains(&value) {
            let field = format!("features.{feature}");
            return Err(Error::invalid(
                field,
                value,
                say!("give a number from 0 to 1", "请给出0至1之间的数"),
            ));
        }
        self.values[feature as usize] = Some(Fraction::from_f64(value));
        self.has_vector |= feature == Feature::Vector;
        Ok(self)
    }

    /// The features of an explained pair. A need may state several preferences or figures, which share their feature's
    /// weight evenly: the value here is their mean, known if any is.
    #[must_use]
    pub fn of(explanation: &Explanation) -> Self {
        let mut vector = Self::unknown();
        for &feature in Feature::ALL {
            let parts = || explanation.features.iter().filter(|p| p.feature == feature);
            // A vector that nothing compares with has lost its weight.
            let is_asked = parts().any(|part| part.known || part.weight > 0.0);
            vector.has_vector |= feature == Feature::Vector && is_asked;
            // Unknown parts enter the mean at their prior, as they enter a score.
            if parts().any(|part| part.known) {
                let sum: f64 = parts().map(|part| part.value).sum();
                let mean = sum / parts().count() as f64;
                vector.values[feature as usize] = Some(Fraction::from_f64(mean));
            }
        }
        vector
    }

    /// The value of `feature`, from 0 to 1; its prior if it is not known.
    #[must_use]
    pub fn value(&self, feature: Feature) -> f64 {
        self.unit(feature).to_f64()
    }

    /// Whether `feature` is known of the pair.
    #[must_use]
    pub fn is_known(&self, feature: Feature) -> bool {
        self.values[feature as usize].is_some()
    }

    /// Returns the pair's score under `weights`, from 0 to 1, in the arithmetic of a ranking.
    ///
    /// Equal to the ranking's, bit for bit, if the need states at most one preference and one figure. Of more, a
    /// ranking rounds the share of each on its own: the two then differ by at most 2⁻²⁰ for each. The weight of vectors
    /// counts if the vector is known, or was explained with a weight.
    #[must_use]
    pub fn score(&self, weights: &Weights) -> f64 {
        // Integer shares and steps, as in a ranking: no order of summation changes the bits.
        let shares = weights.asked(self.has_vector).shares();
        let points = |&feature: &Feature| Points::of(shares[feature as usize], self.unit(feature));
        Feature::ALL.iter().map(points).sum::<Points>().to_f64()
    }

    fn unit(&self, feature: Feature) -> Fraction {
        self.values[feature as usize].unwrap_or(prior(feature))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::FeatureVector;
    use crate::model::NeedKind;
    use crate::score::{Feature, Weights};

    #[test]
    fn what_is_not_known_scores_its_prior() {
        let weights = Weights::preset(NeedKind::Research);
        let sum = weights.total() - weights.get(Feature::Vector);
        let text = weights.get(Feature::Text) / sum;
        let score = FeatureVector::unknown().score(&weights);
        assert!((score - 0.5 * (1.0 - text)).abs() < 1e-5, "{score}");
    }

    #[test]
    fn values_outside_their_range_are_refused() {
        for value in [-0.1, 1.1, f64::NAN] {
            let error = FeatureVector::unknown().with(Feature::Level, value);
            assert_eq!(error.unwrap_err().field(), Some("features.level"));
        }
    }
}
