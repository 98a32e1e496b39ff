//! Named weights, one set per need kind.

use std::collections::BTreeMap;

use super::Feature;
use crate::error::{Error, Result, say};
use crate::model::NeedKind;
use crate::num::{WEIGHT_ONE, apportion};

/// How much each feature counts: finite, non-negative, not all zero.
///
/// Only ratios matter; a score divides by their sum. JSON: an object from feature name to number.
///
/// # Example
/// ```
/// use qianxian::{model::NeedKind, score::{Feature, Weights}};
/// let weights = Weights::preset(NeedKind::Research).with(Feature::Region, 0.2)?;
/// assert_eq!(weights.get(Feature::Region), 0.2);
/// assert!(weights.with(Feature::Text, -1.0).is_err());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "BTreeMap<Feature, f64>", into = "BTreeMap<Feature, f64>")]
pub struct Weights([f64; Feature::ALL.len()]);

impl Weights {
    /// The preset of a need kind.
    ///
    /// Text carries most everywhere, because it is the part that surveys fill in; the other weights are the judgement
    /// of the domain (amount and eligibility for finance, distance for facilities), not yet learned from outcomes.
    #[must_use]
    pub fn preset(kind: NeedKind) -> Self {
        use Feature as F;
        let changes: &[(F, f64)] = match kind {
            NeedKind::Talent => &[
                (F::Level, 0.06),
                (F::Region, 0.06),
                (F::Availability, 0.06),
                (F::Text, 0.50),
            ],
            NeedKind::Achievement => &[(F::Readiness, 0.07), (F::Mode, 0.05), (F::Region, 0.02)],
            NeedKind::Facility => &[
                (F::Region, 0.12),
                (F::Text, 0.52),
                (F::Level, 0.0),
                (F::Recency, 0.0),
            ],
            NeedKind::Finance => &[
                (F::Budget, 0.16),
                (F::Mode, 0.10),
                (F::Text, 0.38),
                (F::Level, 0.0),
                (F::Recency, 0.0),
                (F::Readiness, 0.0),
                (F::Quantity, 0.0), // amounts of money are the budget's
            ],
            NeedKind::Service => &[
                (F::Region, 0.10),
                (F::Text, 0.52),
                (F::Level, 0.0),
                (F::Recency, 0.0),
            ],
            NeedKind::Research => &[],
        };
        let mut weights = Self(std::array::from_fn(|at| Feature::ALL[at].weight()));
        for &(feature, weight) in changes {
            weights.0[feature as usize] = weight;
        }
        weights
    }

    /// Returns weights under which text alone counts.
    #[must_use]
    pub fn text_only() -> Self {
        Self::only(Feature::Text)
    }

    /// Returns weights under which `feature` alone counts.
    pub(crate) fn only(feature: Feature) -> Self {
        let mut weights = [0.0; Feature::ALL.len()];
        weights[feature as usize] = 1.0;
        Self(weights)
    }

    /// Returns the weights that count for a need: without a vector to compare, the vector feature has none, so that
    /// whoever attaches no vectors gets the scores of before there were any. If nothing else has weight, it keeps its own.
    #[must_use]
    pub(crate) fn asked(&self, has_vector: bool) -> Self {
        let rest = self.clone().with(Feature::Vector, 0.0);
        match rest {
            Ok(rest) if !has_vector => rest,
            Ok(_) | Err(_) => self.clone(),
        }
    }

    /// Returns the sum of all weights, above 0.
    pub(crate) fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Sets the weight of `feature`, from 0 to 1,000,000.
    ///
    /// # Errors
    /// Invalid input if `weight` is negative or not finite, or if all would be zero.
    pub fn with(mut self, feature: Feature, weight: f64) -> Result<Self> {
        self.0[feature as usize] = weight;
        self.checked()
    }

    fn checked(self) -> Result<Self> {
        for &feature in Feature::ALL {
            let weight = self.get(feature);
            // A NaN is in no range.
            if !(0.0..=1e6).contains(&weight) {
                let field = format!("weights.{feature}");
                return Err(Error::invalid(
                    field,
                    weight,
                    say!(
                        "give a number from 0 to 1000000",
                        "请给出0至1000000之间的数"
                    ),
                ));
            }
        }
        // Below this, weights have too few steps of 2⁻³² to keep their ratios.
        if self.0.iter().sum::<f64>() < 1e-6 {
            return Err(Error::invalid(
                "weights",
                "0",
                say!("give at least one feature a weight", "请至少给一个特征权重"),
            ));
        }
        Ok(self)
    }

    /// Returns the weight of `feature`, from 0 to 1,000,000.
    #[must_use]
    pub fn get(&self, feature: Feature) -> f64 {
        self.0[feature as usize]
    }

    /// Shares of [`WEIGHT_ONE`], which they sum to.
    pub(crate) fn shares(&self) -> [u32; Feature::ALL.len()] {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1e6, times 2^32"
        )]
        let parts = self
            .0
            .map(|weight| (weight * f64::from(u32::MAX)).round() as u64);
        // Largest remainder: weights rounded each on its own would not sum to one.
        let shares = apportion(u64::from(WEIGHT_ONE), &parts);
        let mut out = [0; Feature::ALL.len()];
        for (slot, share) in out.iter_mut().zip(shares) {
            *slot = u32::try_from(share).unwrap_or(WEIGHT_ONE);
        }
        out
    }
}

impl TryFrom<BTreeMap<Feature, f64>> for Weights {
    type Error = Error;
    fn try_from(map: BTreeMap<Feature, f64>) -> Result<Self> {
        let mut weights = Self([0.0; Feature::ALL.len()]);
        for (feature, weight) in map {
            weights.0[feature as usize] = weight;
        }
        weights.checked()
    }
}

impl From<Weights> for BTreeMap<Feature, f64> {
    fn from(weights: Weights) -> Self {
        Feature::ALL
            .iter()
            .map(|&feature| (feature, weights.get(feature)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Feature, Weights};
    use crate::model::NeedKind;
    use crate::num::WEIGHT_ONE;

    #[test]
    fn shares_sum_to_one_for_every_preset() {
        for &kind in NeedKind::ALL {
            let shares = Weights::preset(kind).shares();
            assert_eq!(shares.iter().sum::<u32>(), WEIGHT_ONE, "{kind}");
        }
    }

    #[test]
    fn bad_weights_are_refused() {
        let weights = Weights::text_only();
        assert!(
            weights
                .clone()
                .with(Feature::Text, f64::NAN)
                .unwrap_err()
                .is_invalid_input()
        );
        assert!(
            weights.clone().with(Feature::Text, 0.0).is_err(),
            "all zero"
        );
        assert!(weights.with(Feature::Region, -0.1).is_err());
    }

    #[test]
    fn json_names_the_features() {
        let weights: Weights = serde_json::from_str(r#"{"text":2,"region":1}"#).unwrap();
        assert_eq!(
            (weights.get(Feature::Text), weights.get(Feature::Level)),
            (2.0, 0.0)
        );
        assert!(serde_json::from_str::<Weights>(r#"{"txt":2}"#).is_err());
    }
}
