//! Vector: cosine of the users' vectors. [`crate::score::Scorer::vector`] scores it.

use super::declaration::FeatureDeclaration;
use crate::compiled::query::Query;
use crate::model::facts::NeedFacts;
use crate::num::Fraction;

/// The vector feature.
pub(crate) struct VectorFeature;

impl FeatureDeclaration for VectorFeature {
    const ENGLISH: &'static str = "vector";
    /// Whoever attaches vectors gives them a weight.
    const WEIGHT: f64 = 0.0;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(need: &NeedFacts, _: &Query) -> bool {
        need.vector.is_some()
    }
}
