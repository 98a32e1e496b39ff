//! Vector: nearness of the users' vectors about the mean of the collection's. [`crate::score::Scorer::vector`] scores it.
//!
//! ½ is as near as any other text of the library, so an unknown one counts ½ too.

use super::declaration::FeatureDeclaration;
use crate::compiled::query::Query;
use crate::model::facts::NeedFacts;
use crate::num::Fraction;

/// The vector feature.
pub(crate) struct VectorFeature;

impl FeatureDeclaration for VectorFeature {
    const ENGLISH: &'static str = "vector";
    /// Counts for needs with a vector to compare alone ([`crate::score::Weights::asked`]).
    const WEIGHT: f64 = 0.5;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, query: &Query) -> bool {
        query.vector.is_some()
    }
}
