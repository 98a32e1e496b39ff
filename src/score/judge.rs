//! Values of facets for one need, by code: prepared, because a need meets thousands of distinct ones.
//!
//! Gives the answers of [`Scorer::facet_parts`] and [`crate::rule::Rules::facet`], and asks them if it has nothing
//! prepared. Codes of trees become nodes when a segment is compiled, so that nearness is one look-up for each pair;
//! places become coordinates. Both were a binary search over strings and a hash of a path for each value and need, and
//! most of the time of a need with all features.

use super::certainty::Known;
use super::feature::{prior, region};
use super::{Feature, Scorer};
use crate::compiled::facets::{FacetValues, PlaceSpot};
use crate::model::coded::CodeTree;
use crate::model::facts::{FacetValue, Place};
use crate::model::{Coordinates, Facet, FoldedName, Lineage, Nearness};
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
    /// The need's region.
    lineage: Option<Lineage>,
    /// Whether only the feature, of all that scores, looks at places.
    is_place_plain: bool,
    /// Whether places are judged by their [`PlaceSpot`]s.
    has_spots: bool,
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
            lineage: need.place.region.as_ref().map(Lineage::of),
            is_place_plain: is_plain(Facet::Place),
            // A corridor and a refused region have names, which spots have not; a region asked for is the rules' to judge.
            has_spots: is_plain(Facet::Place)
                && scorer.rules.places.corridors.is_empty()
                && scorer.rules.within.is_none()
                && need.vetoes.regions.is_empty(),
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
        if let Some(spot) = self.spot(facet, code) {
            return self.at_spot(spot);
        }
        match (self.values.get(facet, code), &self.barred) {
            (Some(FacetValue::Place(place)), _)
                if self.is_place_plain && place.bases.is_empty() =>
            {
                let Scorer { need, rules, .. } = self.scorer;
                // A haversine costs more than the other checks, so the rule gets a distance only if the need limits it.
                let limited = need.vetoes.max_distance_km.is_some();
                let distance = limited
                    .then(|| self.distance(self.values.spot(code)))
                    .flatten();
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

    /// The spot by which a code is judged, if it is a place that its spot is enough to judge.
    fn spot(&self, facet: Facet, code: u32) -> Option<&PlaceSpot> {
        let spot = || self.values.spot(code).filter(|spot| !spot.is_several);
        (facet == Facet::Place && self.has_spots).then(spot)?
    }

    /// Points of a place; `None` if a rule bars it.
    fn at_spot(&self, spot: &PlaceSpot) -> Option<Points> {
        let Scorer { need, rules, .. } = self.scorer;
        let shared = self.shared(spot);
        // A haversine costs more than the other checks, so the rule gets a distance only if the need limits it.
        let limit = need.vetoes.max_distance_km;
        let distance = || self.distance(Some(spot));
        let is_far = limit.is_some_and(|limit| distance().is_some_and(|km| km > limit));
        let is_beyond = shared.is_some_and(|(depths, shared)| {
            spot.reach.is_some() && rules.bars_reach(spot.reach, depths, shared)
        });
        if is_far || is_beyond {
            return None;
        }
        self.of_feature(Facet::Place, || {
            let shared = shared.map(|(_, shared)| shared);
            // In one district nothing is nearer, however far apart its ends are.
            let distance = (!shared.is_some_and(region::is_nearest)).then(distance);
            region::best_of((shared, false), distance.flatten(), spot.reach).map(Fraction::from_f64)
        })
    }

    /// Depths of the need's region and of a spot's, and the levels that they share, if both are known.
    fn shared(&self, spot: &PlaceSpot) -> Option<((usize, usize), usize)> {
        let (here, there) = self.lineage.as_ref().zip(spot.lineage.as_ref())?;
        Some(((here.depth(), there.depth()), here.common_depth(there)))
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
        let distance = self.distance(self.values.spot(code));
        region::nearness(&need.place, place, distance, &rules.places)
    }

    /// Distance from the need to a spot, in km.
    fn distance(&self, spot: Option<&PlaceSpot>) -> Option<f64> {
        let seats = self.seat.zip(spot?.seat);
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
        if let Some(spot) = self.spot(facet, code) {
            let known = region::is_known(
                self.shared(spot).is_some(),
                self.seat.is_some() && spot.seat.is_some(),
                spot.reach,
            );
            return u32::from(known) * share;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::borrow::Cow;

    use super::Judge;
    use crate::compiled::facets::FacetValues;
    use crate::compiled::query::Query;
    use crate::infer::Infer;
    use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
    use crate::model::{Date, Facet, Need, NeedKind, Profile, Taxonomies};
    use crate::rule::Rules;
    use crate::score::{Scorer, Weights};

    fn need(rest: &str) -> NeedFacts {
        let need = format!(r#"{{"id":"n","title":"t"{rest}}}"#);
        NeedFacts::of(&serde_json::from_str::<Need>(&need).unwrap())
    }

    fn place(rest: &str) -> Option<FacetValue> {
        let profile = format!(r#"{{"id":"p","kind":"expert","name":"示例甲"{rest}}}"#);
        let profile = serde_json::from_str::<Profile>(&profile).unwrap();
        ProfileFacts::of(&profile).get(Facet::Place).cloned()
    }

    #[test]
    fn places_are_judged_by_their_spots_as_by_their_records() {
        let regions = [
            "",
            r#","region":"山东省""#,
            r#","region":"山东省/淄博市""#,
            r#","region":"山东省/淄博市/张店区""#,
            r#","region":"山东省/淄博市/张店区/科苑街道""#,
            r#","region":"江苏省/南京市""#,
            r#","region":"没有省/没有市""#,
            r#","coordinates":{"lon":118.1,"lat":36.8}"#,
        ];
        let reaches = ["remote", "nationwide", "province", "city", "district"];
        let reaches = reaches.map(|reach| format!(r#","reach":"{reach}""#));
        let vetoes = ["", r#","vetoes":{"max_distance_km":100}"#];
        let trees = Taxonomies::builtin();
        let mut values = FacetValues::default();
        let mut codes = vec![(0, None)];
        for region in regions {
            for reach in std::iter::once("").chain(reaches.iter().map(String::as_str)) {
                if let Some(value) = place(&format!("{region}{reach}")) {
                    codes.push((values.push(value.clone(), &trees), Some(value)));
                }
            }
        }
        let rules = Rules::new(trees, Date::new(2024, 7, 1).unwrap());
        let (query, infer) = (Query::default(), Infer::Always);
        let shares = Weights::preset(NeedKind::Research).shares();
        let (mut barred, mut unknown) = (0, 0);
        for wanted in regions {
            for veto in vetoes {
                let need = need(&format!("{wanted}{veto}"));
                let scorer =
                    Scorer::with_shares(Cow::Borrowed(&need), shares, &rules, &query, infer);
                let judge = Judge::new(&scorer, &values);
                assert!(judge.has_spots);
                for (code, value) in &codes {
                    let value = value.as_ref();
                    let points = judge.points(Facet::Place, *code);
                    assert_eq!(
                        points,
                        scorer.facet_points(Facet::Place, value),
                        "{value:?}"
                    );
                    let known = judge.known(Facet::Place, *code);
                    assert_eq!(known, scorer.known_of(Facet::Place, value), "{value:?}");
                    barred += usize::from(points.is_none());
                    unknown += usize::from(known == 0);
                }
            }
        }
        assert!(barred > 50 && unknown > 10, "{barred} {unknown}");
    }
}
