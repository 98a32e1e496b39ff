//! Values of facets for one need, by code: prepared, because a need meets thousands of distinct ones.
//!
//! Gives the answers of [`Scorer::facet_parts`] and [`crate::rule::Rules::facet`], and asks them if it has nothing
//! prepared. Codes of trees become nodes when a segment is compiled, so that nearness is one look-up for each pair;
//! places become coordinates. Both were a binary search over strings and a hash of a path for each value and need, and
//! most of the time of a need with all features.

use super::certainty::Known;
use super::feature::{prior, region};
use super::{Feature, Scorer};
use crate::compiled::facets::FacetValues;
use crate::model::coded::CodeTree;
use crate::model::facts::{FacetValue, Place};
use crate::model::{Coordinates, Facet, FoldedName, Nearness};
use crate::num::{Fraction, Points};
use crate::rule::{DaysAsked, PlaceContext, Rules};

/// Facet values as one need judges them, with nearness, places and barred names prepared once.
#[derive(Debug)]
pub(super) struct Judge<'s> {
    scorer: &'s Scorer<'s>,
    values: &'s FacetValues,
    /// Nearness to the need's codes, if nothing but the feature looks at the facet.
    industries: Option<Nearness>,
    disciplines: Option<Nearness>,
    /// Coordinates of the need's place.
    seat: Option<Coordinates>,
    /// Whether only the feature, of all that scores, looks at places.
    is_place_plain: bool,
    /// What is asked of availabilities, if only rules look at them.
    days: Option<DaysAsked>,
    /// Folded names of the organisations that are barred, if nothing else looks at them.
    barred: Option<Vec<FoldedName>>,
}

impl<'s> Judge<'s> {
    pub(super) fn new(scorer: &'s Scorer<'s>, values: &'s FacetValues) -> Self {
        let (need, trees) = (&scorer.need, &scorer.rules.taxonomies);
        let is_plain = |facet| !scorer.has_statements(facet);
        let weighs = |facet| Feature::of_facet(facet).is_some_and(|f| scorer.share(f) > 0);
        // A weight of 0 asks for no value, and a preference or a rule has to read the codes themselves: only without
        // them does nearness decide.
        let is_alone =
            |facet| weighs(facet) && is_plain(facet) && scorer.rules.is_silent(need, facet);
        let near = |tree: CodeTree| {
            let wanted = scorer.view().wanted(tree).codes;
            is_alone(tree.facet()).then(|| tree.taxonomy(trees).nearness(wanted))
        };
        Self {
            scorer,
            values,
            industries: near(CodeTree::Industries),
            disciplines: near(CodeTree::Disciplines),
            seat: scorer.rules.places.coordinates(&need.place),
            is_place_plain: is_plain(Facet::Place),
            days: (is_plain(Facet::Availability) && !weighs(Facet::Availability))
                .then(|| scorer.rules.days_asked(need)),
            barred: is_plain(Facet::Organization).then(|| Rules::barred_organizations(need)),
        }
    }

    /// The points that every value of `facet` has, if that is plain without looking at them.
    pub(super) fn same_for_all(&self, facet: Facet) -> Option<Points> {
        let scorer = self.scorer;
        // Only the barred names look at organisations then: if no value can be one of them, nobody is barred.
        let is_silent = match &self.barred {
            Some(barred) if facet == Facet::Organization => !self.values.may_name(barred),
            _ => scorer.rules.is_silent(&scorer.need, facet),
        };
        if scorer.has_statements(facet) || !is_silent {
            return None;
        }
        let Some(feature) = Feature::of_facet(facet) else {
            return Some(Points(0));
        };
        let share = scorer.share(feature);
        // A need without comparable codes leaves every value at the prior.
        let is_asked = self.nearness(facet).is_none_or(Nearness::is_asked);
        (share == 0 || !is_asked).then(|| Points::of(share, prior(feature)))
    }

    /// Whether a code of `facet` is judged by nearness alone.
    pub(super) fn is_near(&self, facet: Facet) -> bool {
        self.nearness(facet).is_some()
    }

    fn nearness(&self, facet: Facet) -> Option<&Nearness> {
        match CodeTree::of_facet(facet)? {
            CodeTree::Industries => self.industries.as_ref(),
            CodeTree::Disciplines => self.disciplines.as_ref(),
        }
    }

    /// Points of a code; `None` if a rule bars it.
    pub(super) fn points(&self, facet: Facet, code: u32) -> Option<Points> {
        if let Some(near) = self.nearness(facet) {
            return self.of_feature(facet, || {
                self.near(near, facet, code).map(|known| known.value)
            });
        }
        if let Some(asked) = self.days.filter(|_| facet == Facet::Availability) {
            return (!self.values.is_barred(code, asked)).then_some(Points(0));
        }
        match (self.values.get(facet, code), &self.barred) {
            (Some(FacetValue::Place(place)), _)
                if self.is_place_plain && place.bases.is_empty() =>
            {
                let Scorer { need, rules, .. } = self.scorer;
                // A haversine costs more than the other checks, so the rule gets a distance only if the need limits it.
                let limited = need.vetoes.max_distance_km.is_some();
                let distance = limited.then(|| self.distance(code)).flatten();
                if rules.bars_place(need, place, distance) {
                    return None;
                }
                self.of_feature(facet, || self.region(place, code))
            }
            (Some(FacetValue::Organization(named)), Some(barred)) => {
                let is_barred = named.names().iter().any(|name| barred.contains(name));
                (!is_barred).then_some(Points(0))
            }
            (value, _) => self.scorer.facet_points(facet, value),
        }
    }

    fn near(&self, near: &Nearness, facet: Facet, code: u32) -> Option<Known> {
        let value = near.of(self.values.nodes(facet, code))?;
        let (tree, percent) = (CodeTree::of_facet(facet)?, self.values.percent(facet, code));
        self.scorer.view().judged_near(tree, percent, value)
    }

    fn of_feature(&self, facet: Facet, value: impl FnOnce() -> Option<Fraction>) -> Option<Points> {
        let feature = Feature::of_facet(facet)?;
        let share = self.scorer.share(feature);
        // Without weight the value cannot change the points, so it is not computed.
        if share == 0 {
            return Some(Points(0));
        }
        Some(Points::of(share, value().unwrap_or(prior(feature))))
    }

    fn region(&self, place: &Place, code: u32) -> Option<Fraction> {
        let Scorer { need, rules, .. } = self.scorer;
        region::nearness(&need.place, place, self.distance(code), &rules.places)
    }

    /// Distance from the need to the place of a code, in km.
    fn distance(&self, code: u32) -> Option<f64> {
        let seats = self.seat.zip(self.values.seat(code));
        seats.map(|(a, b)| PlaceContext::apart(a, b))
    }

    /// Share of the weights that a code makes known, in steps of 2⁻²⁰.
    pub(super) fn known(&self, facet: Facet, code: u32) -> u32 {
        let feature = Feature::of_facet(facet);
        let share = feature.map_or(0, |feature| self.scorer.share(feature));
        if share == 0 && !self.scorer.has_statements(facet) {
            return 0;
        }
        if let Some(near) = self.nearness(facet) {
            let known = self.near(near, facet, code);
            return known.map_or(0, |known| known.certainty.of_share(share));
        }
        let value = self.values.get(facet, code);
        let is_plain = |value: &&FacetValue| {
            let place = value.place().filter(|_| self.is_place_plain);
            place.is_some_and(|place| place.bases.is_empty())
        };
        let Some(FacetValue::Place(place)) = value.filter(is_plain) else {
            return self.scorer.known_of(facet, value);
        };
        // Places are stated, never inferred: a known value makes its whole share known.
        u32::from(self.region(place, code).is_some()) * share
    }
}
