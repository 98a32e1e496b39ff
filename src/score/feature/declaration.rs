//! Declaration of a feature, and how it is reached from the feature's name.

use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;

/// Declaration common to all features: name, weight, neutral prior.
pub(crate) trait FeatureDeclaration {
    /// Its name in English sentences; the Chinese one is the common Chinese spelling of [`Feature`](super::Feature).
    const ENGLISH: &'static str;
    /// Its weight in the preset for research, from 0 to 1; the presets of other kinds start from it.
    const WEIGHT: f64;
    /// The neutral prior: its value for a pair of which it is unknown.
    const PRIOR: Fraction;

    /// Whether the need states the fact that the feature compares, so that a profile can do something about its value.
    fn is_asked(need: &NeedFacts, query: &Query) -> bool;
}

/// A feature whose value depends on the need and one facet of the profile: the value, the fact behind it, and the
/// statement that the record would need to reach a value.
pub(crate) trait StructuredFeature: FeatureDeclaration {
    /// Type of the facet's value.
    type Offer<'v>;

    /// The value from 0 to 1; `None` if the need does not ask or the profile does not say: unknown is not zero.
    ///
    /// Pure, and only from integers or exactly rounded float operations, so that it is the same bits everywhere.
    fn value(view: NeedView<'_>, offer: Self::Offer<'_>) -> Option<Known>;

    /// Returns the compared values if both sides state one; `None` for a feature that an explanation shows otherwise.
    fn fact(view: NeedView<'_>, offer: Self::Offer<'_>) -> Option<Fact>;

    /// Returns the statement that a profile with `facts` would need for a value of at least `least` (0 to 1); `None`
    /// if no single field decides, or if no statement reaches it.
    fn target(view: NeedView<'_>, facts: &ProfileFacts, least: f64) -> Option<Target>;

    /// Whether a profile that states `offer` has a value of at least `least`.
    fn reaches(view: NeedView<'_>, offer: Self::Offer<'_>, least: f64) -> bool {
        Self::value(view, offer).is_some_and(|known| known.value.to_f64() >= least)
    }
}

/// Registers the features. Every [`Feature`](super::Feature) stands in `structured` or in `beside`, and every facet
/// either belongs to one structured feature or stands in `unread`; a missing one does not compile.
macro_rules! features {
    (
        structured {
            $( $feature:ident: $declared:ty, of $facet:ident { $( $variant:ident($offer:ident) => $read:expr ),+ } )+
        }
        beside { $( $other:ident: $other_declared:ty, )+ }
        unread { $( $bare:ident, )+ }
    ) => {
        impl Feature {
            /// The facet of the profile that the feature looks at; `None` for text, vectors and figures, and for the
            /// need's preferences, which look at several.
            pub const fn facet(self) -> Option<Facet> {
                match self {
                    $( Self::$feature => Some(Facet::$facet), )+
                    $( Self::$other => None, )+
                }
            }

            /// The feature that looks at `facet` on its own.
            pub(crate) const fn of_facet(facet: Facet) -> Option<Self> {
                match facet {
                    $( Facet::$facet => Some(Self::$feature), )+
                    $( Facet::$bare => None, )+
                }
            }

            /// Its weight in the preset for research, from 0 to 1.
            pub(in crate::score) const fn weight(self) -> f64 {
                match self {
                    $( Self::$feature => <$declared>::WEIGHT, )+
                    $( Self::$other => <$other_declared>::WEIGHT, )+
                }
            }

            /// Its name in English sentences.
            pub(crate) const fn english(self) -> &'static str {
                match self {
                    $( Self::$feature => <$declared>::ENGLISH, )+
                    $( Self::$other => <$other_declared>::ENGLISH, )+
                }
            }

            /// Whether the need states the fact that the feature compares.
            pub(crate) fn is_asked(self, need: &NeedFacts, query: &Query) -> bool {
                match self {
                    $( Self::$feature => <$declared>::is_asked(need, query), )+
                    $( Self::$other => <$other_declared>::is_asked(need, query), )+
                }
            }

            /// Returns the statement that a profile with `facts` would need for a value of at least `least` (0 to 1);
            /// `None` if no single field decides, or if no statement reaches it.
            pub(crate) fn target(
                self,
                view: NeedView<'_>,
                facts: &ProfileFacts,
                least: f64,
            ) -> Option<Target> {
                match self {
                    $( Self::$feature => <$declared>::target(view, facts, least), )+
                    $( Self::$other => None, )+
                }
            }
        }

        /// The value that an unknown feature counts as: its neutral prior, from 0 to 1.
        ///
        /// A structured feature counts half: neither good nor bad. Text that says nothing counts as the
        /// text of a profile that says something else.
        pub const fn prior(feature: Feature) -> Fraction {
            match feature {
                $( Feature::$feature => <$declared>::PRIOR, )+
                $( Feature::$other => <$other_declared>::PRIOR, )+
            }
        }

        /// The value of the feature that looks at the facet of `offer`.
        pub(in crate::score) fn value(view: NeedView<'_>, offer: &FacetValue) -> Option<Known> {
            match offer {
                $( $( FacetValue::$variant($offer) => <$declared>::value(view, $read), )+ )+
                $( FacetValue::$bare(_) => None, )+
            }
        }

        /// The fact behind that value.
        pub(in crate::score) fn fact(view: NeedView<'_>, offer: &FacetValue) -> Option<Fact> {
            match offer {
                $( $( FacetValue::$variant($offer) => <$declared>::fact(view, $read), )+ )+
                $( FacetValue::$bare(_) => None, )+
            }
        }
    };
}
pub(super) use features;
