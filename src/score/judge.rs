//! Values of facets for one need, by code: prepared, because a need meets thousands of distinct ones.
//!
//! Says what [`Scorer::facet_parts`] and [`crate::rule::Rules::facet`] say, and asks them wherever it has
//! nothing prepared. Codes of trees become nodes when a segment is compiled, so that nearness is
//! one look-up for each pair; places become coordinates. Both were a binary search over strings and a
//! hash of a path for each value and need, and most of the time of a need with all features.

use super::certainty::Known;
use super::facets::FacetValues;
use super::scorer::prior;
use super::value::region;
use super::{Feature, Scorer};
use crate::model::facts::{FacetValue, Place};
use crate::model::{Coordinates, Facet, Nearness};
use crate::num::{Points, Unit};
use crate::rule::PlaceContext;

/// What one need makes of facet values.
#[derive(Debug)]
pub(super) struct Judge<'s> {
    scorer: &'s Scorer<'s>,
    values: &'s FacetValues,
    /// Where nothing but nearness looks at the facet.
    industries: Option<Nearness>,
    disciplines: Option<Nearness>,
    /// Where the need is.
    seat: Option<Coordinates>,
    /// Whether only the feature, of all that scores, looks at places.
    is_place_plain: bool,
}

impl<'s> Judge<'s> {
    pub(super) fn new(scorer: &'s Scorer<'s>, values: &'s FacetValues) -> Self {
        let (need, trees) = (&scorer.need, &scorer.rules.taxonomies);
        let wanted = |facet| scorer.wanted(facet).codes;
        let is_plain = |facet| !scorer.has_statements(facet);
        let weighs = |facet| Feature::of_facet(facet).is_some_and(|f| scorer.share(f) > 0);
        let is_alone =
            |facet| weighs(facet) && is_plain(facet) && scorer.rules.is_silent(need, facet);
        Self {
            scorer,
            values,
            industries: is_alone(Facet::Industries)
                .then(|| trees.industries.nearness(wanted(Facet::Industries))),
            disciplines: is_alone(Facet::Disciplines)
                .then(|| trees.disciplines.nearness(wanted(Facet::Disciplines))),
            seat: scorer.rules.places.coordinates(&need.place),
            is_place_plain: is_plain(Facet::Place),
        }
    }

    /// The points that every value of `facet` has, where it is plain without looking at them.
    pub(super) fn same_for_all(&self, facet: Facet) -> Option<Points> {
        let scorer = self.scorer;
        if scorer.has_statements(facet) || !scorer.rules.is_silent(&scorer.need, facet) {
            return None;
        }
        let Some(feature) = Feature::of_facet(facet) else {
            return Some(Points(0));
        };
        let share = scorer.share(feature);
        let is_asked = self.nearness(facet).is_none_or(Nearness::is_asked);
        (share == 0 || !is_asked).then(|| Points::of(share, prior(feature)))
    }

    fn nearness(&self, facet: Facet) -> Option<&Nearness> {
        match facet {
            Facet::Industries => self.industries.as_ref(),
            Facet::Disciplines => self.disciplines.as_ref(),
            _ => None,
        }
    }

    /// Points of a code; `None` where a rule bars it.
    pub(super) fn points(&self, facet: Facet, code: u32) -> Option<Points> {
        if let Some(near) = self.nearness(facet) {
            return self.of_feature(facet, || {
                self.near(near, facet, code).map(|known| known.value)
            });
        }
        match self.values.get(facet, code) {
            Some(FacetValue::Place(place)) if self.is_place_plain => {
                let Scorer { need, rules, .. } = self.scorer;
                let limited = need.vetoes.max_distance_km.is_some();
                let distance = limited.then(|| self.distance(code)).flatten();
                if rules.bars_place(need, place, distance) {
                    return None;
                }
                self.of_feature(facet, || self.region(place, code))
            }
            value => self.scorer.facet_points(facet, value),
        }
    }

    fn near(&self, near: &Nearness, facet: Facet, code: u32) -> Option<Known> {
        let value = near.of(self.values.nodes(facet, code))?;
        self.scorer
            .judged_near(facet, self.values.percent(facet, code), value)
    }

    fn of_feature(&self, facet: Facet, value: impl FnOnce() -> Option<Unit>) -> Option<Points> {
        let feature = Feature::of_facet(facet)?;
        let share = self.scorer.share(feature);
        if share == 0 {
            return Some(Points(0));
        }
        Some(Points::of(share, value().unwrap_or(prior(feature))))
    }

    fn region(&self, place: &Place, code: u32) -> Option<Unit> {
        let Scorer { need, rules, .. } = self.scorer;
        region(&need.place, place, self.distance(code), &rules.places)
    }

    /// From the need to the place of a code.
    fn distance(&self, code: u32) -> Option<f64> {
        let seats = self.seat.zip(self.values.seat(code));
        seats.map(|(a, b)| PlaceContext::apart(a, b))
    }

    /// Share of the weights that a code makes known, in steps of 2⁻²⁰.
    pub(super) fn known(&self, facet: Facet, code: u32) -> u32 {
        let value = self.values.get(facet, code);
        let feature = Feature::of_facet(facet);
        let share = feature.map_or(0, |feature| self.scorer.share(feature));
        if share == 0 && !self.scorer.has_statements(facet) {
            return 0;
        }
        if let Some(near) = self.nearness(facet) {
            let known = self.near(near, facet, code);
            return known.map_or(0, |known| known.certainty.of_share(share));
        }
        let Some(FacetValue::Place(place)) = value.filter(|_| self.is_place_plain) else {
            return self.scorer.known_of(facet, value);
        };
        u32::from(self.region(place, code).is_some()) * share
    }
}
