//! Text: the words of the need against the words of the profile's statement and works. [`crate::compiled::query`]
//! scores it.

use super::declaration::FeatureDeclaration;
use crate::compiled::query::Query;
use crate::model::facts::NeedFacts;
use crate::num::Fraction;

/// The text feature.
pub(crate) struct TextFeature;

impl FeatureDeclaration for TextFeature {
    const ENGLISH: &'static str = "text";
    const WEIGHT: f64 = 0.61;
    /// Text that says nothing counts as the text of a profile that says something else.
    const PRIOR: Fraction = Fraction::ZERO;

    fn is_asked(_: &NeedFacts, query: &Query) -> bool {
        !query.terms.is_empty()
    }
}
