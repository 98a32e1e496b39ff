//! Bounds of what all needs of one class have in common: same kind, same wishes about kinds, same least level.

use super::context::{NeedView, ValueContext};
use super::feature::{prior, value};
use super::preference::Statement;
use super::{Feature, Scorer};
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::model::{Date, Facet};
use crate::num::{Fraction, Points};
use crate::rule::Rules;

/// Most points beside text, vector and the columns; `None` if a rule bars the class.
pub(super) fn class_points(
    profile: &ProfileFacts,
    free: Option<Fraction>,
    scorer: &Scorer<'_>,
) -> Option<Points> {
    let mut points = scorer.constant() + scorer.demands.most();
    for &facet in Facet::ALL {
        let offer = profile.get(facet);
        points = points
            + match facet {
                // These look at nothing of a need but what makes its class.
                Facet::Class
                | Facet::Level
                | Facet::Readiness
                | Facet::TrackRecord
                | Facet::LatestWork => scorer.facet_points(facet, offer)?,
                Facet::Availability => Points::of(scorer.share(Feature::Availability), free?),
                Facet::Wishes if is_about_kinds(offer) => scorer.facet_points(facet, offer)?,
                Facet::Limits if refuses_kind(scorer, offer) => return None,
                Facet::Wishes | Facet::Limits | Facet::Organization => {
                    scorer.most_facet_points(facet)
                }
                // Their features are columns; what is left are statements of the need.
                Facet::Place
                | Facet::Industries
                | Facet::Disciplines
                | Facet::Modes
                | Facet::Budget => {
                    let feature = Feature::of_facet(facet).map_or(0, |f| scorer.share(f));
                    let most = scorer.most_facet_points(facet);
                    Points(most.0 - Points::of(feature, Fraction::ONE).0)
                }
            };
    }
    Some(points)
}

/// The value of an availability for the last deadline that a need could have; `None` if a rule bars it even so.
pub(super) fn free(
    need: &NeedFacts,
    profile: &ProfileFacts,
    (rules, context): (&Rules, &ValueContext),
) -> Option<Fraction> {
    let neutral = prior(Feature::Availability);
    let Some(offer) = profile.get(Facet::Availability) else {
        return Some(neutral);
    };
    let mut patient = need.clone();
    patient.deadline = Date::new(9999, 12, 31).ok();
    if rules.bars(&patient, offer) {
        return None;
    }
    let view = NeedView {
        need: &patient,
        context,
    };
    Some(value(view, offer).map_or(neutral, |known| known.value))
}

/// Whether the owner's wishes, if there are any, speak of kinds of needs alone.
fn is_about_kinds(wishes: Option<&FacetValue>) -> bool {
    let wishes = wishes.and_then(FacetValue::wishes);
    wishes.is_none_or(|wishes| {
        let mut made = Statement::among(&wishes.preferences);
        made.all(|statement| statement == Statement::Kinds)
    })
}

/// Whether the profile's owner refuses needs of this kind.
fn refuses_kind(scorer: &Scorer<'_>, limits: Option<&FacetValue>) -> bool {
    let Some(FacetValue::Limits(limits)) = limits else {
        return false;
    };
    limits.vetoes.kinds.contains(&scorer.need.kind)
}
