//! Preferences of both sides: soft statements, judged if the facts are known.

use super::context::ValueContext;
use crate::model::facts::{FacetValue, NeedFacts, Wishes};
use crate::model::spelled::spelled;
use crate::model::{Code, Facet, FoldedName, Preferences, RegionPath, Taxonomy};
use crate::num::Fraction;

/// Mean over the owner's statements that can be judged.
pub(super) fn welcome(
    need: &NeedFacts,
    wishes: &Wishes,
    context: &ValueContext,
) -> Option<Fraction> {
    let judged = judged(need, wishes, context);
    // Statements that cannot be judged are left out of the mean: unknown is neither kept nor broken.
    let known: Vec<bool> = judged.filter_map(|(_, kept)| kept).collect();
    let kept = known.iter().filter(|kept| **kept).count();
    (!known.is_empty()).then(|| Fraction::ratio(kept as u64, known.len() as u64))
}

/// The statements that a profile's owner makes, each with whether the need is like that.
pub(super) fn judged(
    need: &NeedFacts,
    wishes: &Wishes,
    context: &ValueContext,
) -> impl Iterator<Item = (Statement, Option<bool>)> {
    let p = &wishes.preferences;
    let judge = |statement| match statement {
        Statement::Kinds => Some(p.kinds.contains(&need.kind)),
        Statement::Industries => {
            let tree = &context.taxonomies.industries;
            under_any(&p.industries, &need.industries, tree)
        }
        Statement::Regions => in_any(&p.regions, need.place.region.as_ref()),
        Statement::Modes => {
            // One common way suffices; a need that names none leaves the statement open.
            let shared = p.modes.iter().any(|m| need.modes.contains(m));
            (!need.modes.is_empty()).then_some(shared)
        }
        Statement::Organizations => {
            named_any(&wishes.preferred_organizations, need.enterprise.as_ref())
        }
        Statement::Budget => {
            // The most that the need pays decides; its least stands in if no upper end is given.
            let most = need.budget.and_then(|b| b.max().or(b.min()));
            p.min_budget.zip(most).map(|(least, most)| most >= least)
        }
        Statement::Distance => {
            let place = wishes.place.as_ref();
            let place = place.map(|place| place.towards(&need.place));
            let distance = place.and_then(|p| context.places.distance_km(&need.place, &p));
            let limit = p.max_distance_km.zip(distance);
            limit.map(|(limit, distance)| distance <= limit)
        }
    };
    let made: Vec<_> = Statement::among(p).map(|s| (s, judge(s))).collect();
    made.into_iter()
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

fn named_any(wanted: &[FoldedName], name: Option<&FoldedName>) -> Option<bool> {
    let name = name.filter(|_| !wanted.is_empty())?;
    Some(wanted.contains(name))
}

spelled! {
    /// Subject of one statement among a side's [`Preferences`].
    pub enum Statement as "statement" {
        /// Kind of the other side.
        Kinds = "kinds" | "类型",
        /// The other side's organisation, by name.
        Organizations = "organizations" | "单位",
        /// Region of the other side.
        Regions = "regions" | "地区",
        /// How far the other side is.
        Distance = "distance" | "距离",
        /// The other side's industries.
        Industries = "industries" | "行业",
        /// Ways of working.
        Modes = "modes" | "合作方式",
        /// Budget of the other side.
        Budget = "budget" | "预算",
    }
}

impl Statement {
    /// The statements that `preferences` make.
    pub(crate) fn among<K>(preferences: &Preferences<K>) -> impl Iterator<Item = Self> + use<K> {
        let p = preferences;
        let made = [
            (!p.kinds.is_empty(), Self::Kinds),
            (!p.organizations.is_empty(), Self::Organizations),
            (!p.regions.is_empty(), Self::Regions),
            (p.max_distance_km.is_some(), Self::Distance),
            (!p.industries.is_empty(), Self::Industries),
            (!p.modes.is_empty(), Self::Modes),
            (p.min_budget.is_some(), Self::Budget),
        ];
        let made = made.into_iter().filter(|(made, _)| *made);
        made.map(|(_, statement)| statement)
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

    /// Whether the profile is as the need would like; `None` if it does not say.
    pub(crate) fn judge(
        self,
        need: &NeedFacts,
        facet: &FacetValue,
        context: &ValueContext,
    ) -> Option<Fraction> {
        let p = &need.preferences;
        let kept = match self {
            Self::Kinds => {
                let FacetValue::Class(class) = facet else {
                    return None;
                };
                Some(p.kinds.contains(&class.kind))
            }
            Self::Organizations => {
                let FacetValue::Organization(named) = facet else {
                    return None;
                };
                let wanted = &need.preferred_organizations;
                let is_wanted = named.names().iter().any(|name| wanted.contains(name));
                (!wanted.is_empty()).then_some(is_wanted)
            }
            Self::Regions => {
                let place = facet.place()?.towards(&need.place);
                in_any(&p.regions, place.region.as_ref())
            }
            Self::Distance => {
                let place = facet.place()?.towards(&need.place);
                let distance = context.places.distance_km(&need.place, &place);
                let limit = p.max_distance_km.zip(distance);
                limit.map(|(limit, distance)| distance <= limit)
            }
            Self::Industries => {
                // Guesses are no statement to hold a wish against.
                let FacetValue::Industries(codes) = facet else {
                    return None;
                };
                under_any(&p.industries, codes, &context.taxonomies.industries)
            }
            Self::Modes => {
                let FacetValue::Modes(modes) = facet else {
                    return None;
                };
                Some(p.modes.iter().any(|m| modes.contains(m)))
            }
            Self::Budget => {
                let FacetValue::Budget(offer) = facet else {
                    return None;
                };
                // The most that the profile offers decides; its least stands in if no upper end is given.
                let most = offer.max().or(offer.min());
                p.min_budget.zip(most).map(|(least, most)| most >= least)
            }
        };
        // A single statement has no degrees; the mean over several has.
        kept.map(|kept| if kept { Fraction::ONE } else { Fraction::ZERO })
    }
}
