//! Profile preference: the wishes of the profile's owner about the need.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{NeedFacts, ProfileFacts, Wishes};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::score::preference::welcome;

/// The profile-preference feature.
pub(crate) struct ProfilePreferenceFeature;

impl FeatureDeclaration for ProfilePreferenceFeature {
    const ENGLISH: &'static str = "the owner's preferences";
    /// Measured on generated worlds: see the page of [`crate::score`].
    const WEIGHT: f64 = 0.05;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, _: &Query) -> bool {
        // Owners may wish for anything that a need says.
        true
    }
}

impl StructuredFeature for ProfilePreferenceFeature {
    type Offer<'v> = &'v Wishes;

    fn value(view: NeedView<'_>, wishes: &Wishes) -> Option<Known> {
        welcome(view.need, wishes, view.context).map(Known::stated)
    }

    fn fact(_: NeedView<'_>, _: &Wishes) -> Option<Fact> {
        // An explanation lists the statements of both sides on their own.
        None
    }

    fn target(_: NeedView<'_>, _: &ProfileFacts, _: f64) -> Option<Target> {
        // A wish is no record to be bettered.
        None
    }
}
