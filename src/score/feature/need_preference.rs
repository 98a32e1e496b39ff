//! Need preference: the enterprise's wishes of the profile, statement by statement. [`crate::score::preference`]
//! scores it.

use super::declaration::FeatureDeclaration;
use crate::compiled::query::Query;
use crate::model::facts::NeedFacts;
use crate::num::Fraction;

/// The need-preference feature.
pub(crate) struct NeedPreferenceFeature;

impl FeatureDeclaration for NeedPreferenceFeature {
    const ENGLISH: &'static str = "the enterprise's preferences";
    const WEIGHT: f64 = 0.02;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        !need.preferences.is_empty()
    }
}
