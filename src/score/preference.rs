//! Preferences of both sides: soft statements, judged where the facts are known.

use super::context::ValueContext;
use crate::model::facts::{FacetValue, NeedFacts, Wishes, fold_name};
use crate::model::{Code, Facet, RegionPath, Taxonomy};
use crate::num::Unit;

/// Mean over the owner's statements that can be judged.
pub(super) fn welcome(need: &NeedFacts, wishes: &Wishes, context: &ValueContext) -> Option<Unit> {
    let p = &wishes.preferences;
    let region = need.place.region.as_ref();
    let distance = wishes
        .place
        .as_ref()
        .and_then(|place| context.places.distance_km(&need.place, place));
    let most = need.budget.and_then(|b| b.max().or(b.min()));
    let judged = [
        (!p.kinds.is_empty()).then(|| p.kinds.contains(&need.kind)),
        under_any(
            &p.industries,
            &need.industries,
            &context.taxonomies.industries,
        ),
        in_any(&p.regions, region),
        (!p.modes.is_empty() && !need.modes.is_empty())
            .then(|| p.modes.iter().any(|m| need.modes.contains(m))),
        named_any(&p.organizations, need.enterprise.as_deref()),
        p.min_budget.zip(most).map(|(least, most)| most >= least),
        p.max_distance_km
            .zip(distance)
            .map(|(limit, distance)| distance <= limit),
    ];
    let known: Vec<bool> = judged.into_iter().flatten().collect();
    let kept = known.iter().filter(|kept| **kept).count();
    (!known.is_empty()).then(|| Unit::ratio(kept as u64, known.len() as u64))
}

fn under_any(wanted: &[Code], stated: &[Code], tree: &Taxonomy) -> Option<bool> {
    let known = !wanted.is_empty() && !stated.is_empty();
    known.then(|| {
        stated
            .iter()
            .any(|code| wanted.iter().any(|w| tree.is_under(code, w)))
    })
}

fn in_any(wanted: &[RegionPath], region: Option<&RegionPath>) -> Option<bool> {
    let region = region.filter(|_| !wanted.is_empty())?;
    Some(wanted.iter().any(|w| region.starts_with(w)))
}

fn named_any(wanted: &[String], name: Option<&str>) -> Option<bool> {
    let name = name.filter(|_| !wanted.is_empty())?;
    Some(wanted.iter().any(|w| fold_name(w) == name))
}

/// One statement among the need's preferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statement {
    Kinds,
    Organizations,
    Regions,
    Distance,
    Industries,
    Modes,
    Budget,
}

impl Statement {
    /// The statements that the need makes.
    pub(crate) fn of(need: &NeedFacts) -> Vec<Self> {
        let p = &need.preferences;
        let made = [
            (!p.kinds.is_empty(), Self::Kinds),
            (!p.organizations.is_empty(), Self::Organizations),
            (!p.regions.is_empty(), Self::Regions),
            (p.max_distance_km.is_some(), Self::Distance),
            (!p.industries.is_empty(), Self::Industries),
            (!p.modes.is_empty(), Self::Modes),
            (p.min_budget.is_some(), Self::Budget),
        ];
        made.into_iter()
            .filter(|(made, _)| *made)
            .map(|(_, statement)| statement)
            .collect()
    }

    /// The facet that the statement speaks of.
    pub(crate) fn facet(self) -> Facet {
        match self {
            Self::Kinds => Facet::Class,
            Self::Organizations => Facet::Organization,
            Self::Regions | Self::Distance => Facet::Place,
            Self::Industries => Facet::Industries,
            Self::Modes => Facet::Modes,
            Self::Budget => Facet::Budget,
        }
    }

    /// Whether the profile is as the need would like; `None` where it does not say.
    pub(crate) fn judge(
        self,
        need: &NeedFacts,
        facet: &FacetValue,
        context: &ValueContext,
    ) -> Option<Unit> {
        let p = &need.preferences;
        let kept = match (self, facet) {
            (Self::Kinds, FacetValue::Class(class)) => Some(p.kinds.contains(&class.kind)),
            (Self::Organizations, FacetValue::Organization(name)) => {
                named_any(&p.organizations, Some(name))
            }
            (Self::Regions, FacetValue::Place(place)) => in_any(&p.regions, place.region.as_ref()),
            (Self::Distance, FacetValue::Place(place)) => {
                let distance = context.places.distance_km(&need.place, place);
                p.max_distance_km
                    .zip(distance)
                    .map(|(limit, distance)| distance <= limit)
            }
            (Self::Industries, FacetValue::Industries(codes)) => {
                under_any(&p.industries, codes, &context.taxonomies.industries)
            }
            (Self::Modes, FacetValue::Modes(modes)) => {
                Some(p.modes.iter().any(|m| modes.contains(m)))
            }
            (Self::Budget, FacetValue::Budget(offer)) => p
                .min_budget
                .zip(offer.max().or(offer.min()))
                .map(|(least, most)| most >= least),
            _ => None,
        };
        kept.map(|kept| if kept { Unit::ONE } else { Unit::ZERO })
    }
}
